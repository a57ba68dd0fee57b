"""What answered what, what was part of what: links between events that the report tells in words.

Three ways lead to a link. Linking words between two events ("in retaliation for", "prompted", "as part of"; table
`data/link_cues.tsv`); an act in the complement of a word that answers acts ("condemned the attack", "charged with
murder"; table `data/link_frames.tsv`); and, for inquiries and arrests that name no act, the attack told last. Mere
"after" and "amid" link nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, cast

from dateline import ontology
from dateline.coding.stage import Coding
from dateline.model import Event, Link, Relation, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Token

    from dateline.language import Parsed

NEAR = 14  # words behind a cue within which the event that it speaks of stands
BACK = 4  # sentences back within which an inquiry or arrest finds the attack that it answers
_OBJECTS = frozenset({"dobj", "attr", "oprd"})
_CLAUSES = frozenset({"ccomp", "xcomp", "pcomp"})
_PART_PREPOSITIONS = frozenset({"in", "at", "during"})
_CRIMES = frozenset(
    {"firearms", "explosives", "primitive", "beat", "sexual", "abduct", "suicide-attack", "assassinate"}
)
_WHOLE_TYPES = {"CONSULT": ("SUPPORT", "ACCUSE", "REQUEST", "AGREE", "THREATEN", "REJECT", "CONCEDE")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """Linking words: see the comment in `data/link_cues.tsv`."""

    words: tuple[str, ...]
    relation: Relation
    shape: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Through which words a type of event reaches the act that it answers, and which types that act may have."""

    through: frozenset[str]
    targets: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Named:
    """An event and the token of its one mention; `at` is its place in the coding."""

    at: int
    event: Event
    token: Token


@dataclass(frozen=True, kw_only=True)
class Found:
    """A link before it is written: from one event to another, with the first and last of the linking words."""

    source: Named
    target: Named
    relation: Relation
    first: Token
    last: Token
    reason: str


@cache
def cues() -> tuple[Cue, ...]:
    """The linking words, the longest first."""
    rows = ontology.table("link_cues.tsv", "words", "relation", "shape")
    found = [
        Cue(words=tuple(row["words"].split()), relation=cast("Relation", row["relation"]), shape=row["shape"])
        for row in rows
    ]
    return tuple(sorted(found, key=lambda cue: (-len(cue.words), cue.words)))


@cache
def frames() -> Mapping[tuple[str, str], Frame]:
    """The frames by type and mode; mode "" stands for the modes without a frame of their own."""
    rows = ontology.table("link_frames.tsv", "type", "mode", "through", "targets")
    return {
        (row["type"], row["mode"]): Frame(
            through=frozenset(ontology.several(row["through"])), targets=frozenset(ontology.several(row["targets"]))
        )
        for row in rows
    }


def find_links(coding: Coding) -> Coding:
    """Each event with the links that the report tells; at most one of a relation to the same event."""
    named = [
        Named(at=at, event=event, token=token)
        for at, event in enumerate(coding.events)
        if (token := coding.parsed.head_at(event.mentions[0].start, event.mentions[0].end)) is not None
    ]
    events = list(coding.events)
    for link in [*_by_cues(named), *_by_frames(named), *_by_wholes(named)]:
        events[link.source.at] = _linked(coding.parsed, events[link.source.at], link)
    for link in _by_attack_before(named, [bool(event.links) for event in events]):
        events[link.source.at] = _linked(coding.parsed, events[link.source.at], link)
    return coding.with_events(tuple(events))


def _linked(parsed: Parsed, event: Event, link: Found) -> Event:
    target = link.target.event
    if target.id == event.id or any(other.event == target.id for other in event.links):
        return event
    evidence: Span = parsed.span(link.first, link.last)
    made = Link(relation=link.relation, event=target.id, start=evidence.start, end=evidence.end, text=evidence.text)
    return replace(event, links=(*event.links, made), why=(*event.why, f"{link.relation}: {link.reason}"))


def _by_doc(named: Sequence[Named]) -> Iterator[tuple[Doc, list[Named]]]:
    groups: dict[int, list[Named]] = {}
    for each in named:
        groups.setdefault(each.token.doc.user_data["sentence"], []).append(each)
    for group in groups.values():
        yield group[0].token.doc, sorted(group, key=lambda each: each.token.i)


def _by_cues(named: Sequence[Named]) -> Iterator[Found]:
    for doc, group in _by_doc(named):
        at = 0
        while at < len(doc):
            first = doc[at]
            opening = {first.lower_, first.lemma_.lower()} & _first_words()
            fitting = (cue for cue in cues() if cue.words[0] in opening) if opening else ()
            cue = next((cue for cue in fitting if _matches(cue, doc, at)), None)
            if cue is None:
                at += 1
                continue
            ends = _ends_between(doc, at, cue, group) if cue.shape == "between" else _ends_of_verb(doc[at], cue, group)
            if ends and ends[0].token.i != ends[1].token.i:
                last = doc[at + len(cue.words) - 1]
                yield Found(
                    source=ends[0],
                    target=ends[1],
                    relation=cue.relation,
                    first=first,
                    last=last,
                    reason=f"'{' '.join(cue.words)}'",
                )
            at += len(cue.words)


@cache
def _first_words() -> frozenset[str]:
    return frozenset(cue.words[0] for cue in cues())


def _matches(cue: Cue, doc: Doc, at: int) -> bool:
    if cue.shape != "between":
        return doc[at].lemma_.lower() == cue.words[0] and doc[at].pos_ == "VERB"
    return tuple(token.lower_ for token in doc[at : at + len(cue.words)]) == cue.words


def _ends_between(doc: Doc, at: int, cue: Cue, group: Sequence[Named]) -> tuple[Named, Named] | None:
    """(effect, cause) of "EFFECT in retaliation for CAUSE"; the effect may follow where the cue opens the sentence."""
    end = at + len(cue.words)
    cause = next((each for each in group if end <= each.token.i < end + NEAR), None)
    if cause is None:
        return None
    above = {token.i for token in doc[at].ancestors}
    before = [each for each in group if each.token.i < at]
    governing = [each for each in before if each.token.i in above] or before
    if governing:
        return governing[-1], cause
    after = [each for each in group if each.token.i > cause.token.i and each.token.i in above]
    return (after[0], cause) if after else None


def _ends_of_verb(verb: Token, cue: Cue, group: Sequence[Named]) -> tuple[Named, Named] | None:
    """(effect, cause) of "CAUSE prompted EFFECT" and "EFFECT was prompted by CAUSE"; "avenge" runs the other way."""
    subject: list[Token] = []
    other: list[Token] = []
    passive = verb.tag_ == "VBN" and any(child.dep_ in {"agent", "nsubjpass"} for child in verb.children)
    for child in verb.children:
        if child.dep_ in {"nsubj", "nsubjpass"}:
            subject += list(child.subtree)
        elif child.dep_ in {"dobj", "agent", "prep"} and child.i > verb.i:
            other += list(child.subtree)
    if verb.dep_ == "acl":
        subject.append(verb.head)
    if verb.dep_ == "advcl" and verb.tag_ == "VBG":
        subject.append(verb.head)
    own = next((each for each in group if each.token.i == verb.i), None)
    left = own if cue.shape == "answer" and own else _among(subject, group)
    right = _among(other, group)
    if left is None or right is None:
        return None
    effect_is_left = passive != (cue.shape == "answer")
    return (left, right) if effect_is_left else (right, left)


def _among(tokens: Sequence[Token], group: Sequence[Named]) -> Named | None:
    places = {token.i for token in tokens}
    return next((each for each in group if each.token.i in places), None)


def _by_frames(named: Sequence[Named]) -> Iterator[Found]:
    for _, group in _by_doc(named):
        for source in group:
            frame = frames().get((source.event.type, source.event.mode)) or frames().get((source.event.type, ""))
            if frame is None:
                continue
            for through, start in _complements(source.token):
                if through not in frame.through:
                    continue
                target = _act_in(start, source, frame, group)
                if target is not None:
                    last = start.head if start.head.pos_ == "ADP" else source.token
                    first, last = sorted((source.token, last), key=lambda token: token.i)
                    yield Found(
                        source=source,
                        target=target,
                        relation="response-to",
                        first=first,
                        last=last,
                        reason=f"act in the complement ({through})",
                    )
                    break


def _complements(token: Token) -> Iterator[tuple[str, Token]]:
    """The complements of a word with the way to each: object, clause, compound, participle, or a preposition."""
    objects = [child for child in token.children if child.dep_ in _OBJECTS]
    for child in [*token.children, *(inner for thing in objects for inner in thing.children)]:
        if child.dep_ == "prep":
            for inner in child.children:
                if inner.dep_ in {"pobj", "pcomp"}:
                    yield child.lower_, inner
    for thing in objects:
        yield "object", thing
    for child in token.children:
        if child.dep_ in _CLAUSES:
            yield "clause", child
        elif child.dep_ in {"compound", "amod", "nmod"}:
            yield "compound", child
        elif child.dep_ == "nsubjpass":
            yield "object", child
    if token.dep_ in {"acl", "relcl"} and token.head.pos_ in {"NOUN", "PROPN"}:
        yield "participle", token.head


def _act_in(start: Token, source: Named, frame: Frame, group: Sequence[Named]) -> Named | None:
    """The event nearest to the top of a complement that the frame lets it answer."""
    inside = {token.i for token in start.subtree} if start.i != source.token.head.i else {start.i}
    fitting = [
        each
        for each in group
        if each.token.i in inside
        and each.token.i != source.token.i
        and ("*" in frame.targets or each.event.type in frame.targets)
    ]
    return min(fitting, key=lambda each: (_depth(each.token, start), each.token.i), default=None)


def _depth(token: Token, top: Token) -> int:
    steps = 0
    while token.i not in {top.i, token.head.i}:
        token = token.head
        steps += 1
    return steps


def _by_wholes(named: Sequence[Named]) -> Iterator[Found]:
    """What is told inside a larger event is part of it: "arrested in raids", "said at the talks"."""
    for _, group in _by_doc(named):
        places = {each.token.i: each for each in group}
        for part in group:
            for preposition in part.token.children:
                if preposition.dep_ != "prep" or preposition.lower_ not in _PART_PREPOSITIONS:
                    continue
                whole = next((places[c.i] for c in preposition.children if c.dep_ == "pobj" and c.i in places), None)
                if whole is not None and _may_hold(whole.event, part.event):
                    yield Found(
                        source=part,
                        target=whole,
                        relation="part-of",
                        first=preposition,
                        last=preposition,
                        reason=f"'{preposition.lower_}' a larger event",
                    )


def _may_hold(whole: Event, part: Event) -> bool:
    if whole.type == "COERCE" and whole.mode == "":
        return part.type == "COERCE" and part.mode in {"arrest", "seize"}
    return part.type in _WHOLE_TYPES.get(whole.type, ())


def _by_attack_before(named: Sequence[Named], linked: Sequence[bool]) -> Iterator[Found]:
    """An inquiry or an arrest that names no act answers the attack that the report told last."""
    for source in named:
        event = source.event
        if linked[source.at] or (event.type, event.mode) not in {("ACCUSE", "investigate"), ("COERCE", "arrest")}:
            continue
        sentence = source.token.doc.user_data["sentence"]
        before = [
            each
            for each in named
            if each.event.type == "ASSAULT"
            and each.event.mode in _CRIMES
            and 0 <= sentence - each.token.doc.user_data["sentence"] <= BACK
            and (each.token.doc is not source.token.doc or each.token.i < source.token.i)
        ]
        if before:
            yield Found(
                source=source,
                target=before[-1],
                relation="response-to",
                first=source.token,
                last=source.token,
                reason="the attack told last",
            )
