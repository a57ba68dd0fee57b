"""What one document tells of one event, with what is needed to compare it with what others tell."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from dateline.incidents.rarity import WORD, Vector, rarity, weigh
from dateline.model import Document, Event, Participant, StoredRecord
from dateline.sentences import split_sentences

STEM = 5  # letters that the forms of a word have in common


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """An event as one document tells it.

    `id` is the event's permanent id; `voice` is the same for near-copies, which tell in one voice. `about` is the
    vector of the document, `near` that of the sentences that name the event; `stems` of the words that name it; `who`
    the words of the names of those who took part, `actors` and `targets` the same with
    their countries ("=TUR").
    """

    id: str
    document: str
    voice: str
    published: date | None
    event: Event
    about: Vector
    near: Vector
    stems: frozenset[str]
    who: frozenset[str]
    actors: frozenset[str]
    targets: frozenset[str]


def prominence(one: Telling) -> tuple[int, int]:
    """Least for the main event of a document: the one that has most mentions, of several the one that is told first."""
    return -len(one.event.mentions), one.event.mentions[0].start


def tellings(record: StoredRecord) -> list[Telling]:
    """The events of a stored record."""
    return list(tell(record, record.events, document=record.permanent_id, voice=record.copies or record.permanent_id))


def tell(source: Document, events: Iterable[Event], *, document: str, voice: str) -> Iterator[Telling]:
    """The events of a document.

    Args:
        source: the document.
        events: what it tells.
        document: its permanent id.
        voice: what it has in common with its near-copies.
    """
    about = weigh(source.text)
    bounds = [(start, end) for _, start, end in split_sentences(source.text)]
    for event in events:
        yield Telling(
            id=f"{document}.{event.id}",
            document=document,
            voice=voice,
            published=source.published_on,
            event=event,
            about=about,
            near=weigh(" ".join(_around(source.text, event, bounds))),
            stems=frozenset(word[:STEM] for span in event.mentions for word in WORD.findall(span.text.casefold())),
            who=frozenset(_words(one.name for one in (*event.actors, *event.targets))),
            actors=_side(event.actors),
            targets=_side(event.targets),
        )


def _side(ones: Iterable[Participant]) -> frozenset[str]:
    listed = list(ones)
    return frozenset([*_words(one.name for one in listed), *(f"={one.country}" for one in listed if one.country)])


def _around(text: str, event: Event, bounds: Sequence[tuple[int, int]]) -> Iterator[str]:
    starts = [start for start, _ in bounds]
    for at in sorted({bisect_right(starts, span.start) - 1 for span in event.mentions}):
        if at >= 0:
            yield text[slice(*bounds[at])]


def _words(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield from (word for word in WORD.findall(name.casefold()) if rarity(word))
