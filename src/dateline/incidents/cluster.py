"""Pairs with scores → groups: average linkage, so that no chain of neighbours joins what is far apart."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence

Pair = tuple[int, int]


def cluster(
    count: int,
    scores: Mapping[Pair, float],
    *,
    threshold: float,
    missing: float,
    least: float,
    start: Sequence[Sequence[int]] = (),
) -> list[list[int]]:
    """Groups of 0 … count-1: two are joined while the mean score of the pairs between them is over a bound.

    The order of the items decides nothing but ties.

    Args:
        count: how many items there are.
        scores: of pairs (smaller, larger); those that are not there have the score `missing`.
        threshold: two groups are joined while the mean score between them is higher.
        missing: the score of a pair that was never compared.
        least: no pair weighs heavier against joining than this.
        start: groups that stand from the beginning; each item that is in none begins alone.
    """
    placed = {item for group in start for item in group}
    groups = [*map(sorted, start), *([item] for item in range(count) if item not in placed)]
    members: dict[int, list[int]] = dict(enumerate(groups))
    sums = _sums(scores, members, missing, least)
    heap: list[tuple[float, int, int]] = []

    def consider(one: int, other: int) -> None:
        mean = sums[one][other] / (len(members[one]) * len(members[other])) + missing
        if mean > threshold:
            heapq.heappush(heap, (-mean, one, other))

    for one, found in sums.items():
        for other in found:
            if one < other:
                consider(one, other)
    joined = len(members)
    while heap:
        _, one, other = heapq.heappop(heap)
        if one not in members or other not in members:
            continue
        members[joined] = sorted(members.pop(one) + members.pop(other))
        sums[joined] = {}
        for part in (sums.pop(one), sums.pop(other)):
            for neighbour, total in part.items():
                if neighbour in sums:
                    sums[joined][neighbour] = sums[joined].get(neighbour, 0.0) + total
        for neighbour, total in sums[joined].items():
            sums[neighbour].pop(one, None)
            sums[neighbour].pop(other, None)
            sums[neighbour][joined] = total
            consider(neighbour, joined)
        joined += 1
    return sorted(members.values())


def _sums(
    scores: Mapping[Pair, float], members: Mapping[int, Sequence[int]], missing: float, least: float
) -> dict[int, dict[int, float]]:
    """By pairs of groups: the sum of what the scores between them are over `missing`."""
    home = {item: number for number, group in members.items() for item in group}
    sums: dict[int, dict[int, float]] = {number: {} for number in members}
    for (one, other), value in scores.items():
        here, there = home[one], home[other]
        if here != there:
            total = sums[here].get(there, 0.0) + max(least, value) - missing
            sums[here][there] = sums[there][here] = total
    return sums
