"""Ids of events, which are given once and carried over when their document is coded again; and what is one page."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urlsplit, urlunsplit

from dateline.errors import StoreError
from dateline.model import hash_text

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from dateline.model import Event, Span

_EVENT_ID = re.compile(r"e([1-9][0-9]{0,8})")


def page_of(url: str | None) -> str | None:
    """What the versions of one page have in common: SHA-256 of the URL without fragment, its host in lower case."""
    if not url:
        return None
    try:
        parts = urlsplit(urldefrag(url).url)
        compared = urlunsplit(parts._replace(scheme=parts.scheme.lower(), netloc=parts.netloc.lower()))
    except ValueError:  # brackets that hold no address
        compared = url
    return hash_text(compared)


def event_number(event_id: str) -> int:
    """3 for "e3".

    Raises:
        StoreError: it is no id of an event.
    """
    found = _EVENT_ID.fullmatch(event_id)
    if not found:
        raise StoreError(f"{event_id!r} is no id of an event; these are e1, e2 and so on")
    return int(found[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An event that a document has told before; `told` is False for one that was retired."""

    number: int
    event: Event
    told: bool


def carry_over(known: Sequence[Known], coded: Sequence[Event], next_number: int) -> tuple[tuple[Event, ...], int]:
    """Give newly coded events the ids of those that they continue; new ones get new numbers.

    An event continues the one with which it shares most characters of its mentions, then by type; one that is still
    told comes before one that was retired. Links follow.

    Returns:
        The events with their kept ids, in the order of the text, and the number that is free next.
    """
    shared = [
        (-_overlap(old.event.mentions, new.mentions), not old.told, old.event.type != new.type, old.number, at)
        for old in known
        for at, new in enumerate(coded)
    ]
    numbers: dict[int, int] = {}
    taken: set[int] = set()
    for overlap, _, _, number, at in sorted(shared):
        if overlap < 0 and at not in numbers and number not in taken:
            numbers[at] = number
            taken.add(number)
    for at in range(len(coded)):
        if at not in numbers:
            numbers[at] = next_number
            next_number += 1
    names = {event.id: f"e{numbers[at]}" for at, event in enumerate(coded)}
    return in_order([_renamed(event, names) for event in coded]), next_number


def in_order(events: Sequence[Event]) -> tuple[Event, ...]:
    """Events in the order of their first mentions."""
    return tuple(sorted(events, key=_place))


def _place(event: Event) -> tuple[int, int]:
    return event.mentions[0].start, event_number(event.id)


def without_links_to(event: Event, gone: Collection[str]) -> Event:
    """The event without its links to events that are told no more."""
    links = tuple(link for link in event.links if link.event not in gone)
    return event if len(links) == len(event.links) else replace(event, links=links)


def _renamed(event: Event, names: dict[str, str]) -> Event:
    links = tuple(replace(link, event=names[link.event]) for link in event.links)
    return replace(event, id=names[event.id], links=links)


def _overlap(some: Sequence[Span], others: Sequence[Span]) -> int:
    return sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in some for b in others)
