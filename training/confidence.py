"""Fits the weights of `coding.confidence` on the training articles.

    python -m training.confidence --data ../shared [--but-tune]

Each event that the program finds is a row; it is right where it is aligned with a gold event and of its type. Writes
`data/confidence_features.tsv`. It comes last, because it needs all the other weights.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from dateline.coding.confidence import features_of
from dateline.coding.pipeline import STAGES
from dateline.coding.stage import Coding
from dateline.evaluation import read_gold
from dateline.evaluation.score import compare
from dateline.language import parse
from training.material import DATA, is_tune, reader_for

RIDGE = 3.0
LEAST = 15  # events that a feature must have
STEPS = 15

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
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--but-tune", action="store_true")
    options = parser.parse_args()
    found = rows(options.data, but_tune=options.but_tune)
    counts: dict[str, int] = {}
    for features, _ in found:
        for name in features:
            counts[name] = counts.get(name, 0) + 1
    names = ["bias", *sorted(name for name, count in counts.items() if count >= LEAST)]
    matrix = np.array([[1.0, *(features.get(name, 0.0) for name in names[1:])] for features, _ in found])
    truth = np.array([right for _, right in found], dtype=float)
    weights = np.zeros(len(names))
    penalty = RIDGE * np.array([0.0, *(float(name not in ("chance", "mentions")) for name in names[1:])])
    for _ in range(STEPS):  # Newton's method: the fit is convex
        chance = 1 / (1 + np.exp(-matrix @ weights))
        slope = matrix.T @ (chance - truth) + penalty * weights
        curve = (matrix * (chance * (1 - chance))[:, None]).T @ matrix + np.diag(penalty + 1e-6)
        weights -= np.linalg.solve(curve, slope)
    print(f"{len(found)} events, {int(truth.sum())} right, {len(names)} features")
    lines = ["feature\tweight", *(f"{name}\t{weight:.3f}" for name, weight in zip(names, weights, strict=True))]
    (DATA / "confidence_features.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
