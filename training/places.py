"""Fits the weights by which `coding.geocode` weighs the places near an event, on training articles and unseen reports.

    python -m training.places --data ../shared [--but-tune]

Writes `data/place_weights.tsv`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from dateline.coding.geocode import candidates, survey
from dateline.coding.stage import Coding
from dateline.coding.triggers import find_triggers
from dateline.gazetteer import fold
from training.fit import frequent, logistic, matrix_of, read_options, write_weights
from training.material import Gold, articles, further_articles

if TYPE_CHECKING:
    from dateline.language import Parsed

RIDGE = 10.0
RAREST = 4  # uses from which a feature is fitted
LOOSE = 0.01  # penalty of the bias
SMALL = 0.02  # weights below this are left out
_EMPTY = {"the", "of", "in", "a", "at", "and"}

Row = tuple[tuple[str, ...], bool, float]  # features, whether it is the place, weight of the mention


def rows(folder: Path, *, but_tune: bool) -> list[Row]:
    """The features of each place that each gold mention may have, and whether it is the gold place."""
    found: list[Row] = []
    for source in (articles, further_articles):
        for parsed, gold in source(folder, but_tune=but_tune):
            found += _rows_of(parsed, gold)
    return found


def _rows_of(parsed: Parsed, events: Gold) -> list[Row]:
    gold = {
        parsed.span(token): (event["place"], 1 / len(event["mentions"]))
        for at, event in sorted(events.items())
        for token in parsed.tokens_at(at, at + 1)[:1]
    }
    coding = find_triggers(Coding(parsed=parsed, given=(tuple(gold),)))
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
    names = frequent((features for features, _, _ in read), RAREST)
    matrix = matrix_of([dict.fromkeys(features, 1.0) for features, _, _ in read], names)
    worth = np.array([weight for _, _, weight in read])  # each event counts once, however often it is mentioned
    penalty = np.array([LOOSE if name == "bias" else RIDGE for name in names])
    weights = logistic(matrix, [right for _, right, _ in read], penalty, worth / worth.mean())
    return {name: weight for name, weight in zip(names, weights.tolist(), strict=True) if abs(weight) >= SMALL}


def main() -> None:
    """Read, fit, write."""
    options = read_options(__doc__)
    read = rows(options.data, but_tune=options.but_tune)
    weights = fit(read)
    print(f"{len(read)} pairs, {len(weights)} features")
    write_weights("place_weights.tsv", weights)


if __name__ == "__main__":
    main()
