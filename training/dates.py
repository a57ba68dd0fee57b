"""Fits the weights of `coding.timechoice` on the training articles, those of told dates on the unseen reports too.

    python -m training.dates --data ../shared [--but-tune]

Each date that a gold mention may have is a row; it is right where it is compatible with the event's date in the gold.
What is carried on depends on what was chosen before, so the fit is made twice: with the weights that stand there, then
with those of the first fit. (The coders of the unseen reports infer far fewer dates than the guidelines ask for, so
that nothing is learned from them there.) Writes `data/date_features.tsv`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from dateline.coding import timechoice
from dateline.coding.stage import Coding
from dateline.coding.temporal import Book, Choice, choose
from dateline.coding.triggers import find_triggers
from dateline.evaluation.score import compatible
from training.fit import frequent, logistic, matrix_of, read_options, write_weights
from training.material import articles, further_articles

if TYPE_CHECKING:
    from dateline.language import Parsed
    from training.material import Gold

SELDOM = 20  # a feature seen less often gets no weight
RIDGE = 10.0


def rows(read: Iterable[tuple[Parsed, Gold]]) -> list[tuple[Choice, bool]]:
    """Each candidate of each coded mention, and whether it is right."""
    found = []
    for parsed, gold in read:
        spans = {}
        for at, event in sorted(gold.items()):
            tokens = parsed.tokens_at(at, at + 1)
            if tokens:
                spans[parsed.span(tokens[0])] = event
        coding = find_triggers(Coding(parsed=parsed, given=tuple((span,) for span in spans)))
        book = Book(parsed, coding.events)
        for event in coding.events:
            when = spans[event.mentions[0]].get("time")
            choices = book.choices(event)
            found += [(one, bool(when) and compatible(when["edtf"] or "", one.time.edtf)) for one in choices]
            chosen = choose(choices)
            if chosen is not None:
                book.note(event, chosen)
    return found


def fit(found: Sequence[tuple[Choice, bool]]) -> dict[str, float]:
    """The weight of each feature that is frequent enough."""
    names = frequent((choice.features for choice, _ in found), SELDOM)
    matrix = matrix_of([dict.fromkeys(choice.features, 1.0) for choice, _ in found], names)
    weights = logistic(matrix, [right for _, right in found], np.full(len(names), RIDGE))
    return dict(zip(names, weights.tolist(), strict=True))


def main() -> None:
    """Collect the candidates, fit, write; then once more, with the days that the first fit carries on."""
    options = read_options(__doc__)
    further = rows(further_articles(options.data, but_tune=options.but_tune))
    told = [(choice, right) for choice, right in further if choice.time.basis != "inferred"]
    for _ in range(2):
        found = [*rows(articles(options.data, but_tune=options.but_tune)), *told]
        weights = fit(found)
        write_weights("date_features.tsv", weights)
        timechoice.feature_weights.cache_clear()
        print(f"{len(found)} candidates, {sum(right for _, right in found)} right, {len(weights)} features")


if __name__ == "__main__":
    main()
