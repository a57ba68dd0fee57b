"""One event from the events of its mentions: what each value of the whole is taken from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from dateline.coding.alike import same_name
from dateline.coding.casualties import settle
from dateline.coding.certainty import merge_status
from dateline.model import Claim, Event, Link, Participant, Place, Span, Time

_GRAIN = {"site": 0, "city": 1, "admin1": 2, "region": 3, "country": 4}
MOST_PARTICIPANTS = 5
NEARLY = 0.7  # share of the surest place's confidence that a more specific one must have

Value = TypeVar("Value")


def merge(parts: Sequence[Event]) -> Event:
    """The event that all `parts` (in the order of the text, at least one) tell of; the id is the first part's."""
    first = parts[0]
    if len(parts) == 1:
        return first
    kind = _vote((part.type, part.confidence) for part in parts)
    alike = [part for part in parts if part.type == kind]
    claims, places = _claims(parts)
    return replace(
        first,
        type=kind,
        mode=_vote((part.mode, part.confidence) for part in alike if part.mode) if any(p.mode for p in alike) else "",
        aggregate=any(part.aggregate for part in parts),
        status=(status := merge_status(parts)),
        factuality=max((p.factuality for p in parts if p.status == status), key=abs),
        confidence=max(part.confidence for part in parts),
        mentions=tuple(part.mentions[0] for part in parts),
        actors=_participants(parts, "actors", places),
        targets=_participants(parts, "targets", places),
        place=_place(parts),
        time=_time(parts),
        casualties=settle([figure for part in parts for figure in part.casualties]),
        claims=claims,
        links=_links(parts),
        why=_distinct(reason for part in parts for reason in part.why),
    )


def _vote(ballots: Iterable[tuple[str, float]]) -> str:
    votes: defaultdict[str, float] = defaultdict(float)
    for value, weight in ballots:
        votes[value] += weight + 0.01  # so that mentions without any confidence count as well
    return max(votes, key=lambda value: votes[value])


def _distinct(values: Iterable[Value]) -> tuple[Value, ...]:
    return tuple(dict.fromkeys(values))


def _claims(parts: Sequence[Event]) -> tuple[tuple[Claim, ...], dict[tuple[int, int], int]]:
    """The distinct claims, and where claim number n of part m now stands.

    A source that confirms, denies or blames in one mention and merely asserts in another has one claim, the former.
    """
    claims: list[Claim] = []
    stands: dict[tuple[int, int], int] = {}
    for m, part in enumerate(parts):
        for n, claim in enumerate(part.claims):
            same = next((i for i, known in enumerate(claims) if _one_claim(known, claim)), None)
            if same is None:
                claims.append(claim)
            elif claims[same].stance == "asserts":
                claims[same] = claim
            stands[m, n] = len(claims) - 1 if same is None else same
    return tuple(claims), stands


def _one_claim(left: Claim, right: Claim) -> bool:
    alike = left.stance == right.stance or "asserts" in (left.stance, right.stance)
    return alike and (left.source, left.about) == (right.source, right.about)


def _participants(parts: Sequence[Event], side: str, stands: dict[tuple[int, int], int]) -> tuple[Participant, ...]:
    """Each participant once, under the fullest name; whoever some mention names outright is not merely blamed."""
    found: list[Participant] = []
    for m, part in enumerate(parts):
        for person in getattr(part, side):
            blame = None if person.blamed_by is None else stands.get((m, person.blamed_by))
            moved = replace(person, blamed_by=blame)
            same = next((i for i, other in enumerate(found) if same_name(other.name, moved.name)), None)
            if same is None:
                found.append(moved)
                continue
            fuller = max(found[same], moved, key=lambda p: (p.kind != "unknown", len(p.name)))
            blames = (found[same].blamed_by, moved.blamed_by)
            found[same] = replace(fuller, blamed_by=None if None in blames else blames[0])
    return tuple(found[:MOST_PARTICIPANTS])


def _place(parts: Sequence[Event]) -> Place | None:
    """The most specific of the places that are nearly as sure as the surest; of equals the surest, then the first."""
    places = [part.place for part in parts if part.place is not None]
    surest = max((place.confidence for place in places), default=0.0)
    likely = [place for place in places if place.confidence >= NEARLY * surest]
    return min(likely, key=lambda place: (_GRAIN[place.level], -place.confidence), default=None)


def _time(parts: Sequence[Event]) -> Time | None:
    """A told date before an inferred one, then the one told nearest to its mention."""
    dated = [(part.time, part.mentions[0]) for part in parts if part.time is not None]

    def rank(pair: tuple[Time, Span]) -> tuple[bool, int]:
        time, mention = pair
        return time.basis == "inferred", 0 if time.start is None else abs(time.start - mention.start)

    return min(dated, key=rank)[0] if dated else None


def _links(parts: Sequence[Event]) -> tuple[Link, ...]:
    found: dict[tuple[str, str], Link] = {}
    for part in parts:
        for link in part.links:
            found.setdefault((link.relation, link.event), link)
    return tuple(found.values())
