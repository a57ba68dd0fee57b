"""Decisions made by hand, as the database would write them down, for the tests of deciding."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from records import hand_made

from dateline.decisions import decide, judged_value
from dateline.model import Casualty, Claim, Decision, Event, Participant, Place, Span

RECORD = hand_made()
STRIKE, ROCKETS = RECORD.events[:2]
DEAD = Casualty(kind="killed", low=25, high=25, start=40, end=45, text="words")
BAKU = Place(name="Baku", level="city", country="AZE", start=0, end=4, text="Jets")


def judged(event: Event, about: str, verdict: Any, value: Any = None, taken: tuple[Decision, ...] = ()) -> Decision:
    """The decision as the database would write it down, after those that were taken before."""
    stands = decide(event, taken)
    return Decision(
        id=f"d{len(taken) + 1}",
        event=event.id,
        about=about,
        verdict=verdict,
        value=value,
        judged=judged_value(event if stands is None else stands, about),
        by="Ada",
        because="read it again",
        at="2026-01-02T03:04:05+00:00",
    )


def undone(decision: Decision, taken: tuple[Decision, ...]) -> Decision:
    name = f"d{len(taken) + 1}"
    return replace(decision, id=name, verdict="undone", value=None, judged=None, undoes=decision.id)


def taken_on(event: Event, *steps: tuple[Any, ...]) -> tuple[Decision, ...]:
    taken: tuple[Decision, ...] = ()
    for about, verdict, *value in steps:
        taken += (judged(event, about, verdict, *value, taken=taken),)
    return taken


def after(event: Event, *steps: tuple[Any, ...]) -> Event:
    """The event as it is decided by steps of (about, verdict, value), each taken on what the one before left."""
    decided = decide(event, taken_on(event, *steps))
    assert decided is not None
    return decided


def participant(name: str, start: int | None = None, **more: Any) -> Participant:
    words = {} if start is None else {"start": start, "end": start + len(name), "text": name}
    return Participant(**{"name": name, **words, **more})


def claim(source: str, start: int, **more: Any) -> Claim:
    return Claim(source=source, start=start, end=start + len(source), text=source, **more)


def parties(*actors: Participant, claims: tuple[Claim, ...] = (), targets: tuple[Participant, ...] = ()) -> Event:
    return Event(
        id="e1",
        type="ASSAULT",
        mentions=(Span(start=0, end=4, text="raid"),),
        actors=actors,
        targets=targets,
        claims=claims,
    )
