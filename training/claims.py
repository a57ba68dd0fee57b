"""Fits the weights of `coding.claimchoice`: who of those who speak of an event tells of it.

    python -m training.claims --data ../shared [--but-tune]

The events are those of the gold articles and of the coded reports that no encoder has seen, with whoever the program
hears speak of them. Reports of PolNeAR among the latter are left out: the layers of speech have learnt from people who
speaks there. Of the gold articles it does not count what the encoder says, which has learnt the answer. Writes
`data/claim_weights.tsv`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from dateline.coding import claimchoice
from dateline.evaluation import GoldArticle, read_gold
from dateline.evaluation.score import same_name
from dateline.language import memory_zone
from training.fit import read_options, sparse_logistic, write_weights
from training.material import code_until, is_tune, unseen

RIDGE = 5.0
LEAST = 10  # claims that a feature must have
FREE = ("encoder", "learnt", "share", "own", "named")

Row = tuple[claimchoice.Features, bool]  # and whether the coder gave the event this claim


def rows(article: GoldArticle) -> Iterator[Row]:
    """Whoever may tell of the coded events of a report."""
    for coding, event, coded in code_until(article, claimchoice.choose_claims):
        told = [[claim.source] for claim in coded.claims]
        candidates = claimchoice.candidates_of(event)
        for claim, row in zip(candidates, claimchoice.rows(coding, event, candidates), strict=True):
            yield row, any(same_name(name, [claim.source]) for name in told)


def learnt(row: claimchoice.Features) -> claimchoice.Features:
    """The row of an article from which the encoder has learnt: what it says there gets a weight that nobody reads."""
    return {"learnt" if name == "encoder" else name: value for name, value in row.items()}


def material(folder: Path, *, but_tune: bool) -> Iterator[Row]:
    """The rows of all articles."""
    for article in unseen(folder, but_tune=but_tune):
        if not article.document.id.startswith("polnear-"):
            with memory_zone():
                yield from rows(article)
    for article in read_gold(folder / "gold" / "train"):
        if not (but_tune and is_tune(article.document.id)):
            with memory_zone():
                yield from ((learnt(row), right) for row, right in rows(article))


def main() -> None:
    """Read, fit, write."""
    options = read_options(__doc__)
    found = list(material(options.data, but_tune=options.but_tune))
    told, right = [row for row, _ in found], [one for _, one in found]
    print(f"{len(right)} sources that may tell of an event, {sum(right)} do")
    weights = sparse_logistic(told, right, least=LEAST, ridge=RIDGE, free=FREE)
    write_weights("claim_weights.tsv", {name: weight for name, weight in weights.items() if name != "learnt"})


if __name__ == "__main__":
    main()
