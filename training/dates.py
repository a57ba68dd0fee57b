"""Fits the weights of `coding.timechoice` on the training articles.

    python -m training.dates --data ../shared [--but-tune]

Each date that a gold mention may have is a row; it is right where it is compatible with the event's date in the gold.
What is carried on depends on what was chosen before, so the fit is made twice: with the weights that stand there, then
with those of the first fit. Writes `data/date_features.tsv`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from dateline.coding import timechoice
from dateline.coding.stage import Coding
from dateline.coding.temporal import Book, choose
from dateline.coding.triggers import find_triggers
from dateline.evaluation.score import compatible
from training.fit import frequent, logistic, matrix_of, read_options, write_weights
from training.material import articles

Row = tuple[tuple[str, ...], bool]
SELDOM = 20  # a feature seen less often gets no weight
RIDGE = 10.0


def rows(folder: Path, *, but_tune: bool) -> list[list[Row]]:
    """(features, right) of each candidate of each gold mention, by article."""
    found = []
    for parsed, gold in articles(folder, but_tune=but_tune):
        spans = {}
        for at, event in sorted(gold.items()):
            tokens = parsed.tokens_at(at, at + 1)
            if tokens:
                spans[parsed.span(tokens[0])] = event
        coding = find_triggers(Coding(parsed=parsed, given=tuple((span,) for span in spans)))
        book, own = Book(parsed, coding.events), []
        for event in coding.events:
            when = spans[event.mentions[0]].get("time")
            choices = book.choices(event)
            own += [
                (choice.features, bool(when) and compatible(when["edtf"] or "", choice.time.edtf)) for choice in choices
            ]
            chosen = choose(choices)
            if chosen is not None:
                book.note(event, chosen)
        found.append(own)
    return found


def fit(found: list[Row]) -> dict[str, float]:
    """The weight of each feature that is frequent enough."""
    names = frequent((features for features, _ in found), SELDOM)
    matrix = matrix_of([dict.fromkeys(features, 1.0) for features, _ in found], names)
    weights = logistic(matrix, [right for _, right in found], np.full(len(names), RIDGE))
    return dict(zip(names, weights.tolist(), strict=True))


def main() -> None:
    """Collect the candidates, fit, write; then once more, with the days that the first fit carries on."""
    options = read_options(__doc__)
    for _ in range(2):
        found = [row for article in rows(options.data, but_tune=options.but_tune) for row in article]
        weights = fit(found)
        write_weights("date_features.tsv", weights)
        timechoice.feature_weights.cache_clear()
        print(f"{len(found)} candidates, {sum(right for _, right in found)} right, {len(weights)} features")


if __name__ == "__main__":
    main()
