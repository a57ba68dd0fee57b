"""The way back from JSON to the values of the model; for what Dateline itself wrote, which needs no checking."""

from __future__ import annotations

from typing import Any

from dateline.model import Casualty, Claim, Decision, Event, Link, Participant, Place, Span, Time


def event_of(fields: dict[str, Any]) -> Event:
    """An event from the object that `asdict` and JSON made of it."""
    return Event(
        **{
            **fields,
            "mentions": tuple(Span(**span) for span in fields["mentions"]),
            "actors": tuple(map(participant_of, fields["actors"])),
            "targets": tuple(map(participant_of, fields["targets"])),
            "place": None if fields["place"] is None else place_of(fields["place"]),
            "time": None if fields["time"] is None else time_of(fields["time"]),
            "casualties": tuple(map(casualty_of, fields["casualties"])),
            "claims": tuple(map(claim_of, fields["claims"])),
            "links": tuple(Link(**link) for link in fields["links"]),
            "why": tuple(fields["why"]),
        }
    )


def participant_of(fields: dict[str, Any]) -> Participant:
    """A participant, as `event_of`."""
    return Participant(**fields)


def place_of(fields: dict[str, Any]) -> Place:
    """A place, as `event_of`."""
    return Place(**fields)


def time_of(fields: dict[str, Any]) -> Time:
    """A time, as `event_of`."""
    return Time(**fields)


def casualty_of(fields: dict[str, Any]) -> Casualty:
    """A figure, as `event_of`."""
    return Casualty(**fields)


def claim_of(fields: dict[str, Any]) -> Claim:
    """A claim, as `event_of`."""
    spans = {name: None if fields[name] is None else Span(**fields[name]) for name in ("cue", "quote")}
    return Claim(**{**fields, **spans})


def decision_of(fields: dict[str, Any]) -> Decision:
    """A decision, as `event_of`."""
    return Decision(**fields)
