"""How many were killed, injured, detained …: the figures that a report tells, each with the event it belongs to.

A figure, found by `harms`, belongs to the event that its word of harm names, else to the nearest event of a fitting
type in its clause, its sentence, or the two sentences before. Where no word of harm tells an event's number, the
encoder may show it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from dateline.coding.harms import Outcome, find_outcomes, harm_of, is_unreal
from dateline.coding.persons import counts_in, is_one_person, persons_of
from dateline.coding.stage import Coding
from dateline.model import Casualty, Event, FigureKind, Participant

if TYPE_CHECKING:
    from spacy.tokens import Token

    from dateline.language import Parsed

_FITTING: Mapping[str, tuple[str, ...]] = {
    "killed": ("ASSAULT", "PROTEST"),
    "injured": ("ASSAULT", "PROTEST"),
    "detained": ("COERCE", "ASSAULT"),
    "abducted": ("ASSAULT",),
    "displaced": ("ASSAULT", "COERCE", "RETREAT"),
    "missing": ("ASSAULT",),
}
SEEN = 0.7  # chance from which a number is an event's where no word of harm ties it to one
_NEAR = 40  # characters between two persons of one list
SEEN_REASON = "likely by the words around it"
_OTHERS: Mapping[str, FigureKind] = {"arrest": "detained", "abduct": "abducted", "deport": "displaced"}
_BEFORE_NOUN = frozenset({"nummod", "compound", "amod", "quantmod", "advmod", "poss"})
_DONE = frozenset({"happened", "ongoing"})
_LOSSES = frozenset({"casualty", "casualties"})
_PRONOUNS = frozenset("he she him her".split())
# Words of a figure: of persons besides those of other figures; of harm that may have been fatal.
_FURTHER = frozenset("also another other others else".split())
_OPEN_HARM = frozenset("shot shoot shooting stabbed stabbing stab".split())


def find_casualties(coding: Coding) -> Coding:
    """Each figure of the report goes to one mention; events without figures keep their empty list."""
    parsed = coding.parsed
    heads = [parsed.head_at(event.mentions[0].start, event.mentions[0].end) for event in coding.events]
    events = list(coding.events)
    given: set[Token] = set()  # words of figures that have their event
    for _, doc in parsed.parsed_sentences():
        for outcome in find_outcomes(doc):
            owner = _owner(outcome, events, heads)
            if owner is not None:
                events[owner] = _with_figure(parsed, events[owner], outcome)
                given.update(doc[outcome.persons.first.i : outcome.persons.last.i + 1])
    for at, head in enumerate(heads):
        if head is not None:
            events[at] = _with_seen(parsed, events[at], head, given)
    return coding.with_events(
        tuple(_with_targets(parsed, event, head) for event, head in zip(events, heads, strict=True))
    )


def _owner(outcome: Outcome, events: Sequence[Event], heads: Sequence[Token | None]) -> int | None:
    """Index of the event that a figure belongs to, by the order of the module's first lines."""
    fitting = _FITTING[outcome.kind]
    is_none = outcome.persons.high == 0
    causing = outcome.word.head if is_none and outcome.word.pos_ == "NOUN" else None
    same_sentence: list[tuple[int, int]] = []
    for index, head in enumerate(heads):
        if head is None or head.doc is not outcome.word.doc or head == causing:
            continue
        if head.i == outcome.word.i:
            if is_none:
                continue  # "no casualties" is what some act did not cause
            return index if events[index].type in fitting else None
        if events[index].type in fitting:
            same_sentence.append((_steps(outcome.word, head), index))
    if not outcome.persons.told:
        return None
    if same_sentence:
        return min(same_sentence)[1]
    return _event_before(outcome, events, heads)


def _steps(word: Token, head: Token) -> int:
    """Distance between two words in the tree of their sentence, then in the sentence."""
    above = [word, *word.ancestors]
    below = [head, *head.ancestors]
    depth = next((i for i, token in enumerate(above) if token in below), len(above))
    other = below.index(above[depth]) if depth < len(above) else len(below)
    return 100 * (depth + other) + abs(word.i - head.i)


def _event_before(outcome: Outcome, events: Sequence[Event], heads: Sequence[Token | None]) -> int | None:
    """The last fitting event of the sentence before: "Three other people were wounded." tells of that."""
    sentence = outcome.word.doc.user_data["sentence"]
    fitting = _FITTING[outcome.kind]
    near = [
        index
        for index, head in enumerate(heads)
        if head is not None and 0 < sentence - head.doc.user_data["sentence"] <= 2 and events[index].type in fitting
    ]
    return near[-1] if near else None


def _with_figure(parsed: Parsed, event: Event, outcome: Outcome) -> Event:
    persons = outcome.persons
    first = min(persons.first, outcome.word, key=lambda token: token.i)
    last = max(persons.last, outcome.word, key=lambda token: token.i)
    span = parsed.span(first, last)
    figure = Casualty(
        kind=_kind_in(event, outcome.kind),
        low=persons.low,
        high=persons.high,
        who=parsed.span(persons.first, persons.last).text,
        side=outcome.side,
        start=span.start,
        end=span.end,
        text=span.text,
    )
    if any((other.kind, other.low, other.high) == (figure.kind, figure.low, figure.high) for other in event.casualties):
        return event
    return replace(event, casualties=(*event.casualties, figure), why=(*event.why, f"{outcome.kind}: {outcome.reason}"))


def _with_seen(parsed: Parsed, event: Event, head: Token, given: set[Token]) -> Event:
    """The figures that no word of harm told, but the encoder gives to the event: "six are said to have died"."""
    word = parsed.word(head)
    if word is None or is_unreal(head):
        return event
    kinds: Mapping[str, FigureKind | None] = {
        "killed": "killed", "injured": "injured", "other figure": _OTHERS.get(event.mode)
    }  # fmt: skip
    for role, kind in kinds.items():
        if kind is None or event.type not in _FITTING[kind] or any(figure.kind == kind for figure in event.casualties):
            continue
        filler, chance = parsed.readout.filler(word, role)
        number = parsed.head_at(*parsed.readout.encoded.words[filler])
        if number is None or number in given or chance < SEEN:
            continue
        noun = number
        while noun.dep_ in _BEFORE_NOUN and noun.head.i > noun.i:
            noun = noun.head
        for persons in persons_of(noun, counts_in(noun.doc)):
            if persons.told:
                seen = Outcome(word=number, kind=kind, persons=persons, side="unknown", reason=SEEN_REASON)
                event = _with_figure(parsed, event, seen)
    return event


def _with_targets(parsed: Parsed, event: Event, head: Token | None) -> Event:
    """The persons whom an earlier stage found as the targets of an arrest or killing, each one alone, are a figure."""
    if event.casualties or not event.targets or head is None or is_unreal(head):
        return event
    harm = harm_of(head)
    if harm is None or harm.how != "plain" or event.type not in _FITTING[harm.kind]:
        return event
    if not all(_is_person(parsed, target) for target in event.targets) or not _are_listed(parsed, event.targets):
        return event
    target, number = event.targets[0], len(event.targets)
    figure = Casualty(
        kind=_kind_in(event, harm.kind),
        low=number,
        high=number,
        who=target.name,
        side="target",
        start=target.start,
        end=target.end,
        text=target.text,
    )
    return replace(event, casualties=(figure,), why=(*event.why, f"{figure.kind}: as many persons are targets"))


def _are_listed(parsed: Parsed, targets: Sequence[Participant]) -> bool:
    """True where the words tell the persons in one breath: "the deputy and her driver"."""
    spans = sorted((target.start or 0, target.end or 0) for target in targets)
    text = parsed.document.text
    between = [text[left[1] : right[0]] for left, right in pairwise(spans)]
    return all(len(gap) <= _NEAR and {",", "and"} & set(gap.replace(",", " , ").casefold().split()) for gap in between)


def _kind_in(event: Event, kind: FigureKind) -> FigureKind:
    """Those whom kidnappers hold are abducted, not detained."""
    return "abducted" if kind == "detained" and event.mode == "abduct" else kind


def _is_person(parsed: Parsed, target: Participant) -> bool:
    """True where the words of the target speak of one person: not "journalists", not a building."""
    if target.kind not in {"person", "government-person"} or target.start is None or target.end is None:
        return False
    head = parsed.head_at(target.start, target.end)
    return head is not None and is_one_person(head, counts_in(head.doc))


def settle(event: Event, figures: Sequence[Casualty]) -> Event:
    """The event with the figures that its mentions tell, without repeats.

    Equal figures of one source are one, the first told; each source keeps its own, and a figure without a source goes
    where a source gives the same. What another figure tells better goes: a single person as part of a larger figure,
    one who was shot where it is told who died of it, "no one was hurt" beside those who were, all casualties beside the
    dead and the injured. Acts that did not happen harmed nobody, and figures of a kind that events of this type do not
    have were a mention's that the others overruled.
    """
    kept: dict[tuple[str, int | None, int | None, str | None], Casualty] = {}
    for figure in filter(partial(_fits, event), figures):
        kept.setdefault((figure.kind, figure.low, figure.high, figure.source), figure)
    sourced = {key[:3] for key in kept if key[3] is not None}
    distinct = [figure for key, figure in kept.items() if key[3] is not None or key[:3] not in sourced]
    whole = tuple(part for part in distinct if not any(_covers(other, part) for other in distinct))
    return replace(event, casualties=whole)


def _fits(event: Event, figure: Casualty) -> bool:
    """True where an event of this type, mode and status may have the figure; what was seized were things."""
    if event.type not in _FITTING[figure.kind] or (figure.kind == "detained" and event.mode == "seize"):
        return False
    return event.status in _DONE or figure.high == 0


def _covers(whole: Casualty, part: Casualty) -> bool:
    """True where a figure of the same event makes another one needless."""
    if whole is part or _words(part) & _FURTHER:
        return False
    if part.low is None and _words(part) & _LOSSES:
        return bool(whole.low) and whole.kind in ("killed", "injured")
    if (whole.kind, part.kind) == ("killed", "injured"):
        return whole.high != 0 and (bool(_words(part) & _OPEN_HARM) or _is_same_person(whole, part))
    if whole.kind != part.kind:
        return False
    if part.high == 0:
        return True
    is_rival_count = whole.source != part.source and part.who.casefold().split()[:1] in (["one"], ["1"])
    is_larger = (whole.low or whole.high or 0) > 1 and not _words(whole) & _FURTHER
    return part.low == part.high == 1 and is_larger and not is_rival_count


def _is_same_person(left: Casualty, right: Casualty) -> bool:
    if not left.low == left.high == right.low == right.high == 1:
        return False
    if right.text == right.who:  # no word of harm, but the target of the whole event
        return True
    return right.who.casefold() in _PRONOUNS or right.who.split()[-1:] == left.who.split()[-1:]


def _words(figure: Casualty) -> set[str]:
    return set(figure.text.casefold().split())
