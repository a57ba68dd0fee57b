"""Whether two tellings are of one happening: what speaks for and against it, as features, and a fitted score."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from dateline import ontology
from dateline.incidents.rarity import likeness, rarity

if TYPE_CHECKING:
    from dateline.incidents.telling import Telling
    from dateline.model import Event, Place, Time

NEAR = 30.0  # kilometres between two points of one town
EARTH = 6371.0  # kilometres

FEATURES = (
    "about", "about more", "near", "near same word", "word", "type", "mode", "verbal", "who", "who some",
    "actor same", "actor other", "target same", "target other", "sides crossed",
    "place same", "place holds", "place other", "day same", "day exact", "day other", "days apart",
    "published apart", "verbal, apart", "figure same", "figure other", "status other", "sum other",
    "one report", "word, about", "other word, about", "one report, word",
)  # fmt: skip


def features(one: Telling, other: Telling) -> dict[str, float]:
    """What speaks for and against two tellings being of one happening; by the names of FEATURES."""
    about = likeness(one.about, other.about)
    near = likeness(one.near, other.near)
    word = float(not one.stems.isdisjoint(other.stems))
    together = float(one.document == other.document)
    first, second = one.event, other.event
    shared = math.fsum(map(rarity, sorted(one.who & other.who)))
    told = min(math.fsum(map(rarity, sorted(who))) for who in (one.who, other.who))
    place = compare_places(first.place, second.place)
    apart = days_apart(first.time, second.time)
    published = _days(one.published, other.published)
    figures = _figures(first), _figures(second)
    kind = float(first.type == second.type)
    verbal = float(not (_is_deed(first) and _is_deed(second)))
    actor, target = _same(one.actors, other.actors), _same(one.targets, other.targets)
    crossed = _same(one.actors, other.targets) == _same(one.targets, other.actors) == 1
    gap = math.log1p(7 if published is None else published)
    return {
        "about": about,
        "about more": math.log1p(10 * about),
        "near": near,
        "near same word": near * word,
        "word": word,
        "type": kind,
        "mode": float(first.mode == second.mode != ""),
        "verbal": verbal,
        "who": shared / told if told else 0.0,
        "who some": float(shared > 0),
        "actor same": float(actor == 1),
        "actor other": float(actor == 0),
        "target same": float(target == 1),
        "target other": float(target == 0),
        "sides crossed": float(crossed and actor != 1),
        "place same": float(place == "same"),
        "place holds": float(place == "holds"),
        "place other": float(place == "other"),
        "day same": float(apart == 0),
        "day exact": float(_is_day(first.time, second.time) and apart == 0),
        "day other": float(apart is not None and apart > 1),
        "days apart": 0.0 if apart is None else math.log1p(apart),
        "published apart": gap,
        "figure same": float(not figures[0].isdisjoint(figures[1])),
        "figure other": float(bool(figures[0] and figures[1]) and figures[0].isdisjoint(figures[1])),
        "status other": float((first.status in _FACTS) != (second.status in _FACTS)),
        "sum other": float(first.aggregate != second.aggregate),
        "verbal, apart": verbal * gap,
        "one report": together,
        "word, about": word * about * (1 - together),
        "other word, about": (1 - word) * about * (1 - together),
        "one report, word": together * word,
    }


def _is_deed(event: Event) -> bool:
    return ontology.types()[event.type].material


def _same(some: frozenset[str], others: frozenset[str]) -> int | None:
    """1 where two sides have somebody in common, 0 where they have not, None where one of them is not told."""
    return None if not some or not others else int(not some.isdisjoint(others))


def _is_day(one: Time | None, other: Time | None) -> bool:
    return one is not None and other is not None and one.level == other.level == "day"


_FACTS = frozenset({"happened", "ongoing", "denied"})


@cache
def weights() -> Mapping[str, float]:
    """The fitted weights by feature, with "*" for what they are added to."""
    return {row["feature"]: float(row["weight"]) for row in ontology.table("incident_weights.tsv", "feature", "weight")}


def score(found: Mapping[str, float]) -> float:
    """The log odds that two tellings with these features are of one happening."""
    fitted = weights()
    return fitted["*"] + math.fsum(fitted[name] * value for name, value in found.items())


def compare_places(one: Place | None, other: Place | None) -> str:
    """Two places are the "same", one "holds" the other (or may), or they are "other"; "" where one is not told."""
    if one is None or other is None:
        return ""
    if one.geonameid is not None and one.geonameid == other.geonameid:
        return "same"
    if one.country and other.country and one.country != other.country:
        return "other"
    wide = [place for place in (one, other) if place.level in ("country", "region", "admin1")]
    if wide:
        regions = {place.admin1 for place in (one, other) if place.admin1}
        narrow_apart = len(regions) == 2 and all(place.level != "country" for place in (one, other))
        return "other" if narrow_apart else "same" if one.name == other.name else "holds"
    if None not in (one.lat, one.lon, other.lat, other.lon):
        return "same" if distance(one, other) <= NEAR else "other"
    return "same" if one.name.casefold() == other.name.casefold() else ""


def distance(one: Place, other: Place) -> float:
    """Great-circle distance of two places that have a point, in kilometres (haversine)."""
    a, b, c, d = (math.radians(x or 0.0) for x in (one.lat, one.lon, other.lat, other.lon))
    h = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(h)))


def days_apart(one: Time | None, other: Time | None) -> int | None:
    """Days between two dates that the reports tell; 0 where they may be the same, None where one is not told."""
    here, there = _window(one), _window(other)
    if here is None or there is None:
        return None
    (first, last), (begin, end) = here, there
    return max(0, (begin - last).days, (first - end).days)


def _window(when: Time | None) -> tuple[date, date] | None:
    if when is None or when.basis == "inferred" or (when.earliest is None and when.latest is None):
        return None
    first = date.fromisoformat(when.earliest) if when.earliest else date.min
    return first, date.fromisoformat(when.latest) if when.latest else date.max


def _days(one: date | None, other: date | None) -> int | None:
    return None if one is None or other is None else abs((one - other).days)


def _figures(event: Event) -> frozenset[tuple[str, int]]:
    return frozenset((one.kind, one.low) for one in event.casualties if one.low is not None)
