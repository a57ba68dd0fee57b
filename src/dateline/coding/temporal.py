"""When it happened: which time expression of a report belongs to which event.

An expression belongs to the word that it hangs on in the parse; one on a verb of saying dates the saying, not what is
said. Where the sentence tells no date, the narrative carries the last one on, or the tense suggests the day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dateline import ontology
from dateline.coding import periods
from dateline.coding.timex import Expression, find_dates
from dateline.model import Event, Time

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Token

    from dateline.coding.stage import Coding
    from dateline.language import Parsed, Sentence

SAYING = frozenset(
    [
        "say",
        "tell",
        "report",
        "add",
        "announce",
        "state",
        "note",
        "confirm",
        "claim",
        "write",
        "explain",
        "argue",
        "warn",
        "insist",
        "declare",
        "acknowledge",
        "admit",
        "deny",
        "suggest",
        "believe",
        "think",
        "know",
        "show",
        "reveal",
        "indicate",
        "describe",
        "quote",
        "cite",
        "testify",
        "allege",
        "estimate",
        "hear",
        "learn",
        "comment",
        "remark",
        "reply",
    ]
)
CARRY = 8  # sentences over which a narrative keeps to the day that it told
_CLAUSES = frozenset(["ccomp", "advcl", "acl", "relcl", "parataxis", "csubj", "pcomp"])


def find_times(coding: Coding) -> Coding:
    """Gives each event its time, where the report tells or suggests one."""
    parsed = coding.parsed
    book = _Book(parsed, find_dates(parsed.document.text, parsed.document.published_on))
    events = []
    for event in coding.events:
        found = book.time_of(event)
        events.append(replace(event, time=found[0], why=(*event.why, found[1])) if found else event)
    return coding.with_events(tuple(events))


# ---- which belongs to which


@dataclass(frozen=True, slots=True)
class _Dated:
    """A date of the text with the word that it hangs on."""

    expression: Expression
    governor: Token | None


class _Book:
    """The dates of a report by sentence, and the way from an event to its own."""

    def __init__(self, parsed: Parsed, dates: Sequence[Expression]) -> None:
        self.parsed = parsed
        self.published = parsed.document.published_on
        self.day_before: tuple[int, periods.Period] | None = None  # the last past day told, with its sentence
        self.by_sentence: dict[int, list[_Dated]] = {}
        for expression in dates:
            index = parsed.sentence_at(expression.start).index
            self.by_sentence.setdefault(index, []).append(_Dated(expression, self._governor(expression)))

    def _governor(self, expression: Expression) -> Token | None:
        """The word that an expression dates: up from its own head, over prepositions."""
        head = self.parsed.head_at(expression.start, expression.end)
        while head is not None and head.head != head:
            inside = self.parsed.start(head) >= expression.start and self.parsed.end(head) <= expression.end
            if not inside and head.pos_ not in ("ADP", "SCONJ", "ADV", "PART", "NUM", "DET"):
                break
            head = head.head
        return head

    def time_of(self, event: Event) -> tuple[Time, str] | None:
        """The time of an event with one mention, and the reason in words."""
        mention = event.mentions[0]
        sentence = self.parsed.sentence_at(mention.start)
        token = self.parsed.head_at(mention.start, mention.end)
        if token is None:
            return None
        verbal = not ontology.types()[event.type].material if event.type in ontology.types() else False
        found = self._told(sentence, token, mention.start, verbal=verbal)
        if found is None:
            return self._inferred(sentence, token, verbal=verbal)
        dated, bond = found
        period = dated.expression.period
        if period and dated.expression.type == "DURATION" and _is_going_on(token):
            period = periods.since(period)
        if period and period.level == "day" and period.last and self.published and period.last <= self.published:
            self.day_before = sentence.index, period
        return _time(replace(dated.expression, period=period)), bond

    def _told(self, sentence: Sentence, token: Token, at: int, *, verbal: bool) -> tuple[_Dated, str] | None:
        dates = [dated for dated in self.by_sentence.get(sentence.index, []) if dated.expression.period]
        ranked = [(_bond(token, dated.governor), dated) for dated in dates]
        held = [pair for pair in ranked if _holds(*pair, token, verbal=verbal, alone=len(dates) == 1)]
        if not held:
            return None
        bond, dated = min(held, key=lambda p: (_BONDS.index(p[0]), abs(p[1].expression.start - at)))
        return dated, bond

    def _inferred(self, sentence: Sentence, token: Token, *, verbal: bool) -> tuple[Time, str] | None:
        """A day that only tense and narrative suggest; nothing for plans, conditions and undated background."""
        tense = tense_of(token)
        if tense == "past" and not verbal and self.day_before is not None:
            index, told = self.day_before
            if sentence.index - index <= CARRY:
                return _guess(told), "day carried on from an earlier sentence"
        news = tense in ("present", "past") or (verbal and tense in ("perfect", "demand"))
        if not news or self.published is None:
            return None
        return _guess(periods.day(self.published)), f"day of publication suggested by {tense} tense"


_BONDS = (
    "date on the word itself",
    "date on its verb",
    "date within its phrase",
    "date on a joined verb",
    "date on the verb above",
    "date in a clause below",
    "date elsewhere in the sentence",
    "date of the saying",
)


def _bond(token: Token, governor: Token | None) -> str:
    """How a date that hangs on `governor` is tied to the event named by `token`."""
    if governor is None:
        return "date elsewhere in the sentence"
    if governor == token:
        return "date on the word itself"
    up = list(_up(token))
    if governor in [step for step, _ in up]:
        crossed = [
            dep for step, deps in up if step == governor for dep in deps if dep in _CLAUSES or dep in ("conj", "xcomp")
        ]
        if any(dep in ("ccomp", "parataxis") for dep in crossed) and governor.lemma_ in SAYING:
            return "date of the saying"
        if not crossed:
            return "date on its verb"
        return "date on a joined verb" if set(crossed) <= {"conj", "xcomp"} else "date on the verb above"
    down = next((deps for step, deps in _up(governor) if step == token), None)
    if down is not None:
        return "date in a clause below" if any(dep in _CLAUSES for dep in down) else "date within its phrase"
    return "date elsewhere in the sentence"


def _holds(bond: str, dated: _Dated, token: Token, *, verbal: bool, alone: bool) -> bool:
    """True where a date with this bond is more likely the event's own than not; measured on training articles."""
    expression = dated.expression
    if bond == "date on the word itself":
        return True
    if expression.value == "PRESENT_REF" or (bond != "date within its phrase" and tense_of(token) == "modal"):
        return False
    to_the_day = expression.level == "day"
    if bond == "date of the saying":
        return verbal and alone and to_the_day
    if bond == "date elsewhere in the sentence":
        return alone and to_the_day
    if bond == "date in a clause below":
        return to_the_day or not verbal
    if bond == "date on the verb above":
        return to_the_day or expression.end <= token.doc.user_data["offsets"][token.idx]
    return True


_MODALS = frozenset(
    [
        "will",
        "would",
        "shall",
        "can",
        "could",
        "may",
        "might",
        "should",
        "must",
        "to",
        "ca",
        "wo",
        "'ll",
        "’ll",
        "ought",
    ]
)


def tense_of(token: Token) -> str:
    """One of noun, modal, pluperfect, perfect, present, past, participle and demand ("should" itself)."""
    if token.pos_ in ("NOUN", "PROPN", "NUM", "PRON"):
        return "noun"
    if token.tag_ == "MD":
        return "demand"
    auxiliaries = {child.lower_ for child in token.children if child.dep_ in ("aux", "auxpass")}
    if token.pos_ == "ADJ":
        return tense_of(token.head) if token.head.pos_ in ("VERB", "AUX") and token.dep_ == "acomp" else "noun"
    if auxiliaries & _MODALS:
        return "modal"
    if auxiliaries & {"had", "'d", "’d"}:
        return "pluperfect"
    if auxiliaries & {"has", "have", "'ve", "’ve"}:
        return "perfect"
    if auxiliaries & {"is", "are", "am", "'s", "’s", "'re", "’re"} or token.tag_ in ("VBP", "VBZ"):
        return "present"
    if auxiliaries & {"was", "were"} or token.tag_ == "VBD":
        return "past"
    if token.tag_ == "VBN" and token.dep_ == "ROOT":
        return "past"  # a headline: "Ten killed in blast"
    if token.dep_ == "conj" and token.head.pos_ in ("VERB", "AUX") and token.head.i < token.i:
        return tense_of(token.head)
    return "modal" if token.tag_ == "VB" else "participle"


def _is_going_on(token: Token) -> bool:
    """As in "have been fighting", "have been displaced": what lasted up to now, with no end told."""
    auxiliaries = {child.lower_ for child in token.children if child.dep_ in ("aux", "auxpass")}
    return "been" in auxiliaries and bool(auxiliaries & {"has", "have", "'ve", "’ve"})


def _guess(period: periods.Period) -> Time:
    return Time(
        edtf=f"{period.edtf.rstrip('~?')}?",
        level=period.level,
        basis="inferred",
        earliest=period.first.isoformat() if period.first else None,
        latest=period.last.isoformat() if period.last else None,
    )


def _up(token: Token) -> Iterator[tuple[Token, tuple[str, ...]]]:
    """The words above a token, each with the relations on the way there."""
    deps: tuple[str, ...] = ()
    while token.head != token:
        deps = (*deps, token.dep_)
        token = token.head
        yield token, deps


def _time(expression: Expression) -> Time:
    period = expression.period
    assert period is not None  # noqa: S101 - only expressions that tell days get here
    return Time(
        start=expression.start,
        end=expression.end,
        text=expression.text,
        edtf=period.edtf,
        level=period.level,
        basis=expression.basis,
        earliest=period.first.isoformat() if period.first else None,
        latest=period.last.isoformat() if period.last else None,
    )
