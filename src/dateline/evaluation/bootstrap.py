"""How far a figure would move with other articles: the bootstrap over documents.

Percentile bootstrap (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13): draw as many documents
as there are, with replacement, a thousand times; the interval holds the middle 95 % of the figures so found. Documents
are drawn, not events, because the events of one report stand or fall together.
"""

from __future__ import annotations

import random
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

RESAMPLES = 1000
SEED = 20201018
OUTSIDE = 0.05  # share of the resamples left out of the interval, half on either side


def interval(rows: Sequence[Sequence[float]], statistic: Callable[..., float]) -> tuple[float, float]:
    """The 95 % interval of a figure.

    Args:
        rows: one row of counts a document, all of one length.
        statistic: the figure, from the sums of the columns given one by one.

    Returns:
        Lower and upper bound; both are the figure itself where there is one document.

    Raises:
        ValueError: there are no documents.
    """
    if not rows:
        raise ValueError("no interval without documents")
    columns = [list(column) for column in zip(*rows, strict=True)]
    figures = sorted(
        statistic(*(sum(map(column.__getitem__, sample)) for column in columns)) for sample in _samples(len(rows))
    )
    cut = int(RESAMPLES * OUTSIDE / 2)
    return figures[cut], figures[-1 - cut]


@lru_cache(maxsize=4)
def _samples(documents: int) -> tuple[tuple[int, ...], ...]:
    draw = random.Random(SEED)  # noqa: S311 - a fixed seed is the point: the same figures at every run
    return tuple(tuple(draw.choices(range(documents), k=documents)) for _ in range(RESAMPLES))
