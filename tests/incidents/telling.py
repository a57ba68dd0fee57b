"""Tellings made by hand, for the tests of incidents."""

from __future__ import annotations

from typing import Any

from dateline.incidents.telling import Telling, tell
from dateline.model import Casualty, Claim, Event, Participant, Place, Time, make_document

TALVA = Place(name="Talva", level="city", country="ISL", geonameid=7, lat=64.0, lon=-21.0)


def day(iso: str, **fields: Any) -> Time:
    return Time(**{"edtf": iso, "level": "day", "basis": "explicit", "earliest": iso, "latest": iso, **fields})


def killed(low: int | None, high: int | None = None, source: str | None = None) -> Casualty:
    return Casualty(kind="killed", low=low, high=low if high is None else high, source=source)


def telling(
    name: str,
    body: str,
    trigger: str,
    *,
    published: str | None = "2021-03-15",
    voice: str | None = None,
    claims: tuple[Claim, ...] = (Claim(source="reporter", source_kind="reporter"),),
    **fields: Any,
) -> Telling:
    """What a document of this name tells: one event, which the first `trigger` in its body names."""
    document = make_document(id=name, body=body, published=published)
    start = document.text.index(trigger)
    event = Event(
        **{
            "id": "e1",
            "type": "ASSAULT",
            "mentions": (document.span(start, start + len(trigger)),),
            "claims": claims,
            **fields,
        }
    )
    (made,) = tell(document, [event], document=name, voice=voice or name)
    return made


def people(*names: str, country: str = "") -> tuple[Participant, ...]:
    return tuple(Participant(name=name, country=country) for name in names)
