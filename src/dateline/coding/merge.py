"""One event from the events of its mentions: what each value of the whole is taken from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from dateline.coding.casualties import settle
from dateline.coding.names import is_named, may_describe, same_participant
from dateline.model import Claim, Event, Link, Participant, Place, Span, Status, Time

_GRAIN = {"site": 0, "city": 1, "admin1": 2, "region": 3, "country": 4}
LONGEST_SPAN = 31  # days of a span that a day is taken to be part of
NEARLY = 0.7  # share of the surest place's confidence that a more specific one must have

Value = TypeVar("Value")


def merge(parts: Sequence[Event], status: Status) -> Event:
    """The event that all `parts` tell of; the id is the first part's.

    Args:
        parts: events of one mention each, in the order of the text; at least one.
        status: that of the whole, as `certainty.status_of` finds it.
    """
    first = parts[0]
    kind = _vote((part.type, part.confidence) for part in parts)
    alike = [part for part in parts if part.type == kind]
    claims, places = _claims(parts)
    whole = replace(
        first,
        type=kind,
        mode=_vote((part.mode, part.confidence) for part in alike if part.mode) if any(p.mode for p in alike) else "",
        aggregate=any(part.aggregate for part in parts),
        status=status,
        confidence=max(part.confidence for part in parts),
        mentions=_distinct(part.mentions[0] for part in parts),
        actors=_participants(parts, "actors", places),
        targets=_participants(parts, "targets", places),
        place=_place(parts),
        time=_time(parts),
        claims=claims,
        links=_links(parts),
        why=_distinct(reason for part in parts for reason in part.why),
    )
    return settle(whole, [figure for part in parts for figure in part.casualties])


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
    """Each participant once, under the fullest name; whoever some mention names outright is not merely blamed.

    `coding.sides` decides who of them stays.
    """
    found: list[Participant] = []
    for m, part in enumerate(parts):
        for person in getattr(part, side):
            blame = None if person.blamed_by is None else stands[m, person.blamed_by]
            moved = replace(person, blamed_by=blame)
            same = _find_same(found, moved)
            if same is None:
                found.append(moved)
                continue
            fuller = max(found[same], moved, key=lambda p: (is_named(p), p.kind != "unknown", len(p.name)))
            blames = (found[same].blamed_by, moved.blamed_by)
            found[same] = replace(fuller, blamed_by=None if None in blames else blames[0])
    return tuple(found)


def _find_same(found: Sequence[Participant], person: Participant) -> int | None:
    """Which of those found is this participant, or the one whom its description or name may mean."""
    same = (i for i, other in enumerate(found) if same_participant(other, person))
    alike = (i for i, other in enumerate(found) if may_describe(other, person))
    return next(same, next(alike, None))


def _place(parts: Sequence[Event]) -> Place | None:
    """The most specific of the places that are nearly as sure as the surest; of equals the surest, then the first."""
    places = [part.place for part in parts if part.place is not None]
    surest = max((place.confidence for place in places), default=0.0)
    likely = [place for place in places if place.confidence >= NEARLY * surest]
    return min(likely, key=lambda place: (_GRAIN[place.level], -place.confidence), default=None)


def _time(parts: Sequence[Event]) -> Time | None:
    """A told date before an inferred one, of these the likeliest, of equals the one told nearest to its mention.

    A beginning that one mention tells and an end that another tells make an interval, with the words of the beginning.
    A span of days that another mention tells is the whole of which a single day is a part; a finer date that lies
    within a week, month or year says the same more exactly.
    """

    def rank(pair: tuple[Time, Span]) -> tuple[float, int]:
        time, mention = pair
        return -time.confidence, 0 if time.start is None else abs(time.start - mention.start)

    dated = [(part.time, part.mentions[0]) for part in parts if part.time is not None]
    ranked = [time for time, _ in sorted(dated, key=rank)]
    told = [time for time in ranked if time.basis != "inferred"]
    if not told:
        return ranked[0] if ranked else None
    best = told[0]
    end = next((time for time in told if time.earliest is None), None)
    begin = next((time for time in told if time.latest is None), None)
    if best in (begin, end) and begin and end and (begin.earliest or "") <= (end.latest or ""):
        return replace(begin, edtf=f"{begin.edtf.split('/')[0]}/{end.edtf.split('/')[-1]}", latest=end.latest)
    whole = (time for time in told if best.level == "day" and _is_span(time) and _holds(time, best))
    finer = (time for time in told if best.level != "interval" and _holds(best, time))
    return next(whole, next(finer, best))


def _is_span(time: Time) -> bool:
    """True for days told from the first to the last ("the two-day attack, which ended Wednesday")."""
    if time.level != "interval" or not (time.earliest and time.latest):
        return False
    return (date.fromisoformat(time.latest) - date.fromisoformat(time.earliest)).days <= LONGEST_SPAN


def _holds(coarse: Time, fine: Time) -> bool:
    """True where both are closed and the second is shorter and lies within the first."""
    if not (fine.earliest and fine.latest and coarse.earliest and coarse.latest):
        return False
    bounds = fine.earliest, fine.latest
    return bounds != (coarse.earliest, coarse.latest) and coarse.earliest <= bounds[0] and bounds[1] <= coarse.latest


def _links(parts: Sequence[Event]) -> tuple[Link, ...]:
    found: dict[tuple[str, str], Link] = {}
    for part in parts:
        for link in part.links:
            found.setdefault((link.relation, link.event), link)
    return tuple(found.values())
