"""Fits the weights of `coding.confidence` on the training articles.

    python -m training.confidence --data ../shared [--but-tune]

Each event that the program finds is a row; it is right where it is aligned with a gold event and of its type. Writes
`data/confidence_features.tsv`. It comes last, because it needs all the other weights.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from dateline.coding.confidence import features_of
from dateline.coding.pipeline import STAGES
from dateline.coding.stage import Coding
from dateline.evaluation import read_gold
from dateline.evaluation.score import compare
from dateline.language import parse
from training.fit import frequent, logistic, matrix_of, read_options, write_weights
from training.material import is_tune, reader_for

RIDGE = 3.0
LEAST = 15  # events that a feature must have
LOOSE = 1e-6  # penalty of what every event has

Row = tuple[dict[str, float], bool]


def rows(folder: Path, *, but_tune: bool) -> list[Row]:
    """(features, right) of each event that the program finds."""
    found: list[Row] = []
    for article in read_gold(folder / "gold" / "train"):
        name = article.document.id
        if but_tune and is_tune(name):
            continue
        coding = Coding(parsed=parse(article.document, reader=reader_for(name)))
        for stage in STAGES[:-1]:
            coding = stage(coding)
        comparison = compare(article.document, article.events, coding.events)
        right = {j for i, j in comparison.pairs if article.events[i].type == coding.events[j].type}
        found += [(features_of(event), j in right) for j, event in enumerate(coding.events)]
    return found


def main() -> None:
    """Collect the events, fit, write."""
    options = read_options(__doc__)
    found = rows(options.data, but_tune=options.but_tune)
    names = ["bias", *frequent((features for features, _ in found), LEAST)]
    matrix = matrix_of([features for features, _ in found], names)
    truth = [right for _, right in found]
    penalty = np.array([LOOSE if name in ("bias", "chance", "mentions") else RIDGE for name in names])
    weights = logistic(matrix, truth, penalty)
    print(f"{len(found)} events, {sum(truth)} right, {len(names)} features")
    write_weights("confidence_features.tsv", dict(zip(names, weights.tolist(), strict=True)))


if __name__ == "__main__":
    main()
