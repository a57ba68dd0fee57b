"""Fits the weights of `coding.linkchoice` on the training articles: which links between two events hold.

    python -m training.links --data ../shared [--but-tune]

The events are the gold ones, with the slots that the program gives them. Writes `data/link_weights.tsv`.
"""

from __future__ import annotations

import numpy as np

from dateline.coding import linkchoice
from dateline.coding.pipeline import STAGES
from dateline.coding.stage import Coding
from dateline.evaluation import GoldArticle, read_gold
from dateline.language import parse
from training.fit import frequent, logistic, matrix_of, read_options, write_weights
from training.material import is_tune, reader_for

RIDGE = 3.0
LEAST = 10  # pairs that a feature must have
LOOSE = 0.01  # penalty of the bias and of the encoder's weight

Row = tuple[linkchoice.Candidate, bool]


def rows(article: GoldArticle) -> list[Row]:
    """The candidates between the gold events of an article, each with whether gold has the link."""
    given = tuple(tuple(event.mentions) for event in article.events)
    keep = [span for group in given for span in group]
    coding = Coding(parsed=parse(article.document, keep=keep, reader=reader_for(article.document.id)), given=given)
    for stage in STAGES[: STAGES.index(linkchoice.choose_links)]:
        coding = stage(coding)
    gold = {frozenset((m.start, m.end) for m in event.mentions): event for event in article.events}
    own = [gold[frozenset((m.start, m.end) for m in event.mentions)] for event in coding.events]
    truth = {(event.id, link.event, link.relation) for event in article.events for link in event.links}
    return [
        (candidate, (own[candidate.source].id, own[candidate.target].id, candidate.relation) in truth)
        for candidate in linkchoice.candidates(coding)
    ]


def main() -> None:
    """Collect the pairs, fit, write."""
    options = read_options(__doc__)
    articles = read_gold(options.data / "gold" / "train")
    found = [row for a in articles if not (options.but_tune and is_tune(a.document.id)) for row in rows(a)]
    names = ["bias", "encoder", *frequent((one.features for one, _ in found), LEAST)]
    matrix = matrix_of([{"encoder": one.seen, **dict.fromkeys(one.features, 1.0)} for one, _ in found], names)
    truth = [right for _, right in found]
    penalty = np.array([LOOSE if name in ("bias", "encoder") else RIDGE for name in names])
    weights = logistic(matrix, truth, penalty)
    print(f"{len(found)} pairs, {sum(truth)} links, {len(names)} features")
    write_weights("link_weights.tsv", dict(zip(names, weights.tolist(), strict=True)))


if __name__ == "__main__":
    main()
