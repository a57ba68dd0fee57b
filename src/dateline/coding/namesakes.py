"""Which of the places that share a name is meant: the names of a report are weighed together.

A report of a region names its towns, each of which may have namesakes anywhere, and all of them only there. So every
bearer of a name is the likelier the nearer likely bearers of the report's other names lie, and this is repeated with
the chances that it gave (the mean-field form of spatial minimality; Leidner, Sinclair and Webber 2003).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dateline.gazetteer import Entry, fold

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

EARTH = 12_742.0  # its diameter in kilometres
SAME = 161.0  # kilometres (100 miles) within which two bearers are one answer
NEIGHBOURS = 60.0  # kilometres over which the support of a neighbour falls to a third
SUPPORT, HALF = 3.0, 0.5  # the most that neighbours add to a bearer's score, and the neighbours that give half of it
SHARPNESS = 1.5  # of the chances: a score that leads by 1 is e^1.5 times as likely
ROUNDS = 2
MOST = 12  # bearers of one name that are weighed


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name of a report with its possible bearers, and how plausible each is by itself (larger is likelier)."""

    text: str
    bearers: Sequence[Entry]
    scores: Sequence[float]


def weigh(names: Sequence[Name]) -> list[tuple[Entry, float] | None]:
    """For each name its likeliest bearer, with the chance (0 … 1) that it lies where that does; None without bearers.

    Equal names speak of one place, so they do not support each other. Countries, and what has no point, neither give
    nor get support.
    """
    order = [_likeliest(name) for name in names]
    scores = [np.array([name.scores[i] for i in kept]) for name, kept in zip(names, order, strict=True)]
    cells = [
        (number, place)
        for number, (name, kept) in enumerate(zip(names, order, strict=True))
        for place, i in enumerate(kept)
        if name.bearers[i].lat is not None and name.bearers[i].level != "country"
    ]
    chances = [_softmax(score) for score in scores]
    if len({names[number].text for number, _ in cells}) > 1:
        points = np.array([_point(names[number].bearers[order[number][place]]) for number, place in cells])
        near = np.exp(-distances(points, points) / NEIGHBOURS)
        folded = [fold(name.text) for name in names]
        groups = np.array([folded.index(folded[number]) for number, _ in cells])
        for _ in range(ROUNDS):
            own = np.array([chances[number][place] for number, place in cells])
            added = SUPPORT * (found := _support(near * own, groups)) / (found + HALF)
            raised = [score.copy() for score in scores]
            for (number, place), more in zip(cells, added, strict=True):
                raised[number][place] += more
            chances = [_softmax(score) for score in raised]
    return [_answer(name, kept, own) for name, kept, own in zip(names, order, chances, strict=True)]


def _likeliest(name: Name) -> list[int]:
    return sorted(range(len(name.bearers)), key=lambda i: (-name.scores[i], i))[:MOST]


def _support(weighed: Array, groups: Array) -> Array:
    """For each bearer (row) the sum over all other names of their nearest likely bearer."""
    found = np.zeros(len(weighed))
    for group in np.unique(groups):
        own = groups == group
        found += np.where(own, 0.0, weighed[:, own].max(1))
    return found


def _answer(name: Name, kept: Sequence[int], chances: Array) -> tuple[Entry, float] | None:
    if not kept:
        return None
    best = int(chances.argmax())
    entry = name.bearers[kept[best]]
    same = np.zeros(len(kept), dtype=bool)
    same[best] = True
    if entry.lat is not None:
        placed = [i for i, number in enumerate(kept) if name.bearers[number].lat is not None]
        points = np.array([_point(name.bearers[kept[i]]) for i in placed])
        same[placed] |= distances(points, np.array([_point(entry)]))[:, 0] <= SAME
    return entry, min(1.0, float(chances[same].sum()))


def _point(entry: Entry) -> tuple[float, float]:
    assert entry.lat is not None  # noqa: S101 - the callers have looked
    assert entry.lon is not None  # noqa: S101 - a place has both or neither
    return entry.lat, entry.lon


def _softmax(scores: Array) -> Array:
    if not len(scores):
        return scores
    raised = np.exp(SHARPNESS * (scores - scores.max()))
    return np.asarray(raised / raised.sum())


def distances(left: Array, right: Array) -> Array:
    """Kilometres on great circles between two rows of points (latitude, longitude in degrees): (left, right)."""
    a, b = np.radians(left)[:, None, :], np.radians(right)[None, :, :]
    half = np.sin((b - a) / 2) ** 2
    inside = half[..., 0] + np.cos(a[..., 0]) * np.cos(b[..., 0]) * half[..., 1]
    return np.asarray(EARTH * np.arcsin(np.minimum(1.0, np.sqrt(inside))))
