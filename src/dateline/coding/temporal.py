"""When it happened: which time expression of a report belongs to which event.

Each event weighs the dates of its own sentence by how they are tied to its word; where none is likely its own, the
narrative carries the last past day on, or the tense suggests the day of publication. Both are marked as
inferred. (To take the words of another sentence as evidence was measured and is wrong every other time.)
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dateline import ontology
from dateline.coding import periods, timespans
from dateline.coding.seen import seen_as
from dateline.coding.timebonds import BONDS, SAYING, bond_of, governor, tense_of
from dateline.coding.timechoice import (
    Carried,
    Dated,
    Setting,
    carried_features,
    published_features,
    score,
    told_features,
)
from dateline.coding.timex import Expression, find_dates
from dateline.model import Event, Time

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from spacy.tokens import Token

    from dateline.coding.periods import Period
    from dateline.coding.stage import Coding
    from dateline.language import Parsed, Sentence

CARRY = 8  # sentences over which a narrative keeps to the day that it told
LEAD = 6  # sentences at the top that may tell the day of the news
NEAREST = 4  # dates of other sentences that are weighed
TELLS = 0.4  # chance from which words of time are an event's own; tuned on a fifth of the training articles
CARRIES = 0.4  # chance from which the date of another sentence is inferred; tuned likewise
PUBLISHES = 0.33  # and the day of publication

UNDATED = frozenset(
    ["modal", "pluperfect", "noun", "participle"]
)  # plans and background: the day of publication says nothing of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A date that may be an event's, why, and what speaks for and against it; `bar` is the chance that it must have."""

    time: Time
    bar: float
    period: Period
    why: str
    features: tuple[str, ...]

    @property
    def chance(self) -> float:
        """The chance that it is the event's date (0 … 1)."""
        return score(self.features)


def find_times(coding: Coding) -> Coding:
    """Gives each event its time, where the report tells or suggests one."""
    book = Book(coding.parsed, coding.events)
    events = []
    for event in coding.events:
        chosen = choose(book.choices(event))
        if chosen is None:
            events.append(event)
            continue
        book.note(event, chosen)
        time = replace(chosen.time, confidence=round(chosen.chance, 3))
        events.append(replace(event, time=time, why=(*event.why, chosen.why)))
    return coding.with_events(tuple(events))


def choose(choices: Sequence[Choice]) -> Choice | None:
    """The likeliest told date if it is likely enough, else the likeliest guess if that is; None where none is."""
    likely = [choice for choice in choices if choice.chance >= choice.bar]
    told = [choice for choice in likely if choice.time.basis != "inferred"]
    return max(told or likely, key=lambda choice: choice.chance, default=None)


class Book:
    """The dates of a report by sentence, and the candidates that an event has among them."""

    def __init__(self, parsed: Parsed, events: Sequence[Event]) -> None:
        self.parsed = parsed
        self.published = parsed.document.published_on
        self._last: tuple[int, int] | None = None  # sentence of the last event with a past day, and where that stands
        self._taken: set[int] = set()  # where the dates stand that events were given
        self._lead: tuple[int, Dated] | None = None  # the first past day that the report tells, with its sentence
        self._dates: dict[int, list[Dated]] = {}
        words: dict[int, list[Token]] = {}
        for event in events:
            token = parsed.head_at(event.mentions[0].start, event.mentions[0].end)
            if token is not None:
                words.setdefault(parsed.sentence_of(token).index, []).append(token)
        expressions = find_dates(parsed.document.text, self.published)
        self._days = len({e.edtf for e in expressions if e.period and _is_past_day(e.period, self.published)})
        for expression in expressions:
            index = parsed.sentence_at(expression.start).index
            on = governor(parsed, expression)
            best = min((BONDS.index(bond_of(token, on)) for token in words.get(index, [])), default=len(BONDS))
            dated = Dated(expression=expression, on=on, best=best)
            self._dates.setdefault(index, []).append(dated)
            past = expression.period is not None and _is_past_day(expression.period, self.published)
            if self._lead is None and index <= LEAD and past:
                self._lead = index, dated

    def choices(self, event: Event) -> list[Choice]:
        """The dates that an event with one mention may have."""
        mention = event.mentions[0]
        token = self.parsed.head_at(mention.start, mention.end)
        if token is None:
            return []
        sentence = self.parsed.sentence_at(mention.start)
        dates = [dated for index in self._joined(sentence) for dated in self._dates.get(index, [])]
        kind = ontology.types().get(event.type)
        setting = Setting(
            token=token,
            type=event.type,
            verbal=kind is not None and not kind.material,
            sentence=sentence.index,
            dates=sum(dated.expression.period is not None for dated in dates),
            published=self.published,
            days=self._days,
            carried=sentence.index - self._last[0] if self._last else None,
        )
        return [*self._told(setting, dates), *self._carried(setting, sentence), *self._published(setting)]

    def _joined(self, sentence: Sentence) -> Iterator[int]:
        """A sentence and those before and behind it that a hard line break has cut off it."""
        sentences, at = self.parsed.sentences, sentence.index
        yield at
        if at > 0 and self._is_cut(sentences[at - 1], sentence):
            yield at - 1
        if at + 1 < len(sentences) and self._is_cut(sentence, sentences[at + 1]):
            yield at + 1

    def _is_cut(self, left: Sentence, right: Sentence) -> bool:
        text = self.parsed.document.text
        inside = left.line != right.line and left.end > left.start
        return inside and (text[left.end - 1].isalnum() or text[left.end - 1] == ",") and text[right.start].islower()

    def note(self, event: Event, chosen: Choice) -> None:
        """Keeps the date that an event was given, for the sentences that follow."""
        if chosen.time.start is not None:
            self._taken.add(chosen.time.start)
            if _is_past_day(chosen.period, self.published):
                self._last = self.parsed.sentence_at(event.mentions[0].start).index, chosen.time.start

    def _told(self, setting: Setting, dates: Sequence[Dated]) -> Iterator[Choice]:
        """The dates of the sentence that tell days, and the whole that beginning, end and duration make."""
        token = setting.token
        bonds = [(dated, bond_of(token, dated.on)) for dated in dates]
        own = min((BONDS.index(bond) for dated, bond in bonds if dated.expression.period), default=len(BONDS))
        spans = [timespans.duration_of(dated.expression) for dated in dates if dated.on == token]
        duration = next((span for span in spans if span is not None), None)
        for dated, bond in bonds:
            expression = dated.expression
            period = timespans.until_now(expression, token) or timespans.going_on(
                token, expression, dated.on, setting.published
            )
            if period is None or (bond == "date of the saying" and not setting.verbal):
                continue
            seen = seen_as(self.parsed, token, "time", expression.start, expression.end)
            features = (*told_features(setting, dated, period, bond, own), f"told {seen}", f"told {bond}, {seen}")
            edge = timespans.edge_of(token, dated.on) if _is_over(period, setting.published) else ""
            if edge:
                period = timespans.whole(period, edge, duration)
            time = time_of(expression, period)
            why = f"{bond}, which tells its {edge}" if edge else bond
            yield Choice(time=time, period=period, why=why, features=features, bar=TELLS)

    def _carried(self, setting: Setting, sentence: Sentence) -> Iterator[Choice]:
        """The dates of the sentences before, the nearest first, and the lead's; a plan has not happened on any."""
        if tense_of(setting.token) == "modal":
            return
        near = [
            (index, dated)
            for index in range(sentence.index - 1, max(-1, sentence.index - 1 - CARRY), -1)
            for dated in reversed(self._dates.get(index, []))
        ]
        if self._lead is not None and self._lead[0] != sentence.index:
            near.append(self._lead)
        found: dict[str, tuple[int, Dated]] = {}
        for index, dated in near:
            if dated.expression.period is not None:
                found.setdefault(dated.expression.period.edtf, (index, dated))
        for rank, (index, dated) in enumerate([*found.values()][:NEAREST]):
            expression, period = dated.expression, dated.expression.period
            assert period is not None  # noqa: S101 - those without were left out above
            carried = Carried(
                period=period,
                away=sentence.index - index,
                rank=rank,
                others=len(found) - 1,
                lead=self._lead is not None and self._lead[1].expression.period == period,
                taken=expression.start in self._taken,
                last=self._last is not None and self._last[1] == expression.start,
                said=dated.on is not None and dated.on.lemma_ in SAYING,
                same_line=self.parsed.sentences[index].line == sentence.line,
            )
            seen = seen_as(self.parsed, setting.token, "time", expression.start, expression.end)
            features = (*carried_features(setting, carried), f"carried {seen}")
            why = "date carried on from an earlier sentence" if carried.away > 0 else "date of the lead"
            yield Choice(time=guess(period), period=period, why=why, features=features, bar=CARRIES)

    def _published(self, setting: Setting) -> Iterator[Choice]:
        if self.published is not None and tense_of(setting.token) not in UNDATED:
            period = periods.day(self.published)
            features, why = tuple(published_features(setting)), "day of publication suggested by the tense"
            yield Choice(time=guess(period), period=period, why=why, features=features, bar=PUBLISHES)


def _is_past_day(period: Period, published: date | None) -> bool:
    return period.level == "day" and published is not None and period.last is not None and period.last <= published


def _is_over(period: Period, published: date | None) -> bool:
    return period.last is not None and period.first is not None and (published is None or period.first <= published)


def guess(period: Period) -> Time:
    """A date that has no words: uncertain, and marked so."""
    return Time(
        edtf=f"{period.edtf.rstrip('~?')}?",
        level=period.level,
        basis="inferred",
        earliest=period.first.isoformat() if period.first else None,
        latest=period.last.isoformat() if period.last else None,
    )


def time_of(expression: Expression, period: Period) -> Time:
    """The date that the words of an expression tell."""
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
