"""The words behind the values of an event: which sentence holds them, and what was read from them."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from dateline.exports import wording
from dateline.model import Claim, Event, Evidenced, Link, Record, Span
from dateline.sentences import split_sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


_ABOUT = {
    "actors": ", on who did it",
    "targets": ", on whom it hit",
    "casualties": ", on the toll",
    "time": ", on when",
    "place": ", on where",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A value of an event: what it is ("actor"), what it was read as, and its words (None where inferred)."""

    label: str
    reading: str
    words: Span | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A sentence (or the sentences that a long quote runs over) with the values that stand in it."""

    start: int
    end: int
    values: tuple[Value, ...]


def passages(event: Event, record: Record) -> list[Passage]:
    """The sentences that an event was read from, in the order of the text, each with its values."""
    bounds = _sentences(record.text)
    found: dict[tuple[int, int], list[Value]] = {}
    for value in values(event, record):
        if value.words is not None:
            found.setdefault(_around(value.words, bounds), []).append(value)
    return [
        Passage(start=start, end=end, values=tuple(group)) for (start, end), group in sorted(found.items(), key=_place)
    ]


def unworded(event: Event, record: Record) -> list[Value]:
    """The values that no words of the report tell."""
    return [value for value in values(event, record) if value.words is None]


def values(event: Event, record: Record) -> Iterator[Value]:
    """All values of an event with their words, mentions first; the outlet's own voice needs no words."""
    for mention in event.mentions:
        yield Value(label="event", reading="", words=mention)
    for label, participants in (("actor", event.actors), ("target", event.targets)):
        for one in participants:
            yield _value(label if one.blamed_by is None else "blamed", wording.participant(one, event), one)
    if event.place:
        yield _value("where", wording.place(event.place), event.place)
    if event.time:
        yield _value("when", wording.time(event.time), event.time)
    for figure in event.casualties:
        yield _value("toll", wording.figure(figure), figure)
    for claim in event.claims:
        yield from _claim(claim)
    for link in event.links:
        yield _value(link.relation, _linked(link, record), link)


def _claim(claim: Claim) -> Iterator[Value]:
    about = _ABOUT.get(claim.about.partition("/")[0], "")
    if claim.source != "reporter" or claim.start is not None:
        yield _value("source", wording.source(claim) + about, claim)
    if claim.quote:
        yield Value(label="said", reading="", words=claim.quote)


def _linked(link: Link, record: Record) -> str:
    other = next((event for event in record.events if event.id == link.event), None)
    return link.event if other is None else f"{link.event}, {wording.deed(other)}"


def _value(label: str, reading: str, words: Evidenced) -> Value:
    if words.start is None or words.end is None:
        return Value(label=label, reading=reading, words=None)
    shown = "" if reading.casefold() == words.text.casefold() else reading
    return Value(label=label, reading=shown, words=Span(start=words.start, end=words.end, text=words.text))


def _place(found: tuple[tuple[int, int], list[Value]]) -> tuple[int, int]:
    return found[0]


@lru_cache(maxsize=4)
def _sentences(text: str) -> tuple[tuple[int, int], ...]:
    return tuple((start, end) for _, start, end in split_sentences(text))


def _around(words: Span, bounds: Sequence[tuple[int, int]]) -> tuple[int, int]:
    first = bisect_right(bounds, (words.start, len(bounds) and bounds[-1][1])) - 1
    last = bisect_right(bounds, (words.end - 1, len(bounds) and bounds[-1][1])) - 1
    if first < 0:
        return words.start, words.end
    return min(bounds[first][0], words.start), max(bounds[last][1], words.end)
