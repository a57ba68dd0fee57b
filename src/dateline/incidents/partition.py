"""Tellings → incidents: which are compared, how alike they are, which form one group; by the tellings alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import product
from typing import TYPE_CHECKING

from dateline.incidents.block import pairs
from dateline.incidents.cluster import cluster
from dateline.incidents.compare import features, score
from dateline.incidents.rarity import likeness
from dateline.incidents.telling import prominence

if TYPE_CHECKING:
    from dateline.incidents.telling import Telling

ALIKE = 0.05  # likeness of two documents below which they tell of nothing in common
THRESHOLD = -0.5  # mean log odds over which tellings are of one happening
MISSING = -5.0  # what a pair counts that was not compared, those of one document among them
LEAST = -8.0  # what a pair counts at least


def partition(tellings: Sequence[Telling]) -> list[list[Telling]]:
    """The incidents: groups of tellings of one happening, each telling in one.

    The result does not depend on the order of the tellings: they are put in the order of their ids first. The main
    events of the documents are grouped first, and what documents tell beside comes to these groups after: a report and
    a background sentence are less surely of one happening than two reports. That two events are told by one document
    speaks against their being one, as the coding would have joined them, but does not forbid it.
    """
    ordered = sorted(tellings, key=lambda one: one.id)
    documents: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(ordered):
        documents[one.document].append(number)
    mains = {min(numbers, key=lambda at: prominence(ordered[at])) for numbers in documents.values()}
    scores = dict(_scores(ordered, list(documents.values())))
    between = {pair: value for pair, value in scores.items() if mains.issuperset(pair)}
    first = cluster(len(ordered), between, threshold=THRESHOLD, missing=MISSING, least=LEAST)
    groups = cluster(len(ordered), scores, threshold=THRESHOLD, missing=MISSING, least=LEAST, start=first)
    return [[ordered[number] for number in group] for group in groups]


def _scores(tellings: Sequence[Telling], documents: Sequence[Sequence[int]]) -> Iterator[tuple[tuple[int, int], float]]:
    firsts = [tellings[numbers[0]] for numbers in documents]
    for here, there in pairs([one.about for one in firsts]):
        if likeness(firsts[here].about, firsts[there].about) >= ALIKE:
            for first, second in product(documents[here], documents[there]):
                pair = (min(first, second), max(first, second))
                yield pair, score(features(tellings[first], tellings[second]))
