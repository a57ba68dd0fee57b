"""Fits the weights by which `coding.geocode` weighs the places near an event, on the training articles.

    python -m training.places --data ../shared [--but-tune]

Writes `data/place_weights.tsv`: a logistic regression with an L2 penalty, by Newton's method.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from dateline.coding.geocode import candidates, survey
from dateline.coding.stage import Coding
from dateline.coding.triggers import find_triggers
from dateline.gazetteer import fold
from dateline.language import parse
from dateline.model import make_document
from training.material import DATA, is_tune, reader_for

RIDGE = 10.0
RAREST = 4  # uses from which a feature is fitted
STEPS = 14
_EMPTY = {"the", "of", "in", "a", "at", "and"}

Row = tuple[tuple[str, ...], bool, float]  # features, whether it is the place, weight of the mention


def rows(folder: Path, *, but_tune: bool) -> list[Row]:
    """The features of each place that each gold mention may have, and whether it is the gold place."""
    found: list[Row] = []
    for file in sorted((folder / "gold" / "train").glob("*.json")):
        record = json.loads(file.read_text(encoding="utf-8"))
        if not (but_tune and is_tune(record["id"])):
            found += _rows_of(record)
    return found


def _rows_of(record: dict[str, Any]) -> list[Row]:
    document = make_document(title=record["title"], body=record["text"], published=record["published"])
    gold = {}
    for event in record["events"]:
        for mention, trigger in zip(event["mentions"], event["triggers"], strict=True):
            start = document.text.find(mention) + mention.find(trigger)
            gold[document.span(start, start + len(trigger))] = event["place"], 1 / len(event["mentions"])
    coding = find_triggers(
        Coding(parsed=parse(document, keep=gold, reader=reader_for(record["id"])), given=(tuple(gold),))
    )
    scene = survey(coding)
    return [
        (features, _alike(gold[event.mentions[0]][0], toponym.name), gold[event.mentions[0]][1])
        for event in coding.events
        for toponym, features in candidates(event, scene)
    ]


def _alike(place: dict[str, str] | None, name: str) -> bool:
    """True where half of the shorter name's words and a quarter of the longer one's are shared."""
    if place is None:
        return False
    words = set(fold(name).split()) - _EMPTY
    for gold in (place["name"], place["text"]):
        others = set(fold(gold).split()) - _EMPTY
        shared = len(words & others)
        if shared and 2 * shared >= min(len(words), len(others)) and 4 * shared >= max(len(words), len(others)):
            return True
    return False


def fit(read: list[Row]) -> dict[str, float]:
    """The weight of each feature that is frequent enough."""
    seen = Counter(feature for features, _, _ in read for feature in features)
    names = sorted(name for name, number in seen.items() if number >= RAREST)
    column = {name: i for i, name in enumerate(names)}
    matrix = np.zeros((len(read), len(names)), dtype=np.float32)
    for i, (features, _, _) in enumerate(read):
        matrix[i, [column[feature] for feature in features if feature in column]] = 1
    truth = np.array([right for _, right, _ in read], dtype=float)
    worth = np.array([weight for _, _, weight in read])  # each event counts once, however often it is mentioned
    worth /= worth.mean()
    penalty = np.full(len(names), RIDGE)
    penalty[column["bias"]] = 0.01
    weights = np.zeros(len(names))
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-matrix @ weights))
        curve = (matrix * (worth * chance * (1 - chance))[:, None]).T @ matrix + np.diag(penalty)
        weights -= np.linalg.solve(curve, matrix.T @ (worth * (chance - truth)) + penalty * weights)
    return dict(zip(names, weights.tolist(), strict=True))


def main() -> None:
    """Read, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--but-tune", action="store_true")
    arguments = parser.parse_args()
    read = rows(arguments.data, but_tune=arguments.but_tune)
    weights = fit(read)
    print(f"{len(read)} pairs, {len(weights)} features")
    lines = ["feature\tweight", *(f"{name}\t{weight:.3f}" for name, weight in weights.items() if abs(weight) >= 0.02)]
    (DATA / "place_weights.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
