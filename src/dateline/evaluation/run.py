"""Runs the program over gold articles and scores what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from dateline.coding import pipeline
from dateline.evaluation.bootstrap import interval
from dateline.evaluation.gold import GoldArticle, read_gold
from dateline.evaluation.score import MEASURES, Comparison, Counts, compare, quality

if TYPE_CHECKING:
    from dateline.model import Document, Event, Span

Progress = Callable[[int, int], None]  # articles done, articles in all


class Coder(Protocol):
    """What codes a document; `given` are mentions grouped into events, as in `pipeline.code`."""

    def __call__(self, document: Document, *, given: Sequence[Sequence[Span]] | None = None) -> tuple[Event, ...]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measure: F1 with its 95 % interval over documents, and what it is made of. Shares are 0 … 1."""

    f1: float
    low: float
    high: float
    precision: float
    recall: float
    hits: int
    gold: int
    predicted: int

    def as_json(self) -> dict[str, float | int]:
        """The form of benchmark files: value, bounds of the interval and the number of gold values."""
        return {"value": self.f1, "low": self.low, "high": self.high, "n": self.gold}


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """What came of coding a set of gold articles: the figures by measure, and each article's comparison."""

    figures: Mapping[str, Figure]
    comparisons: tuple[Comparison, ...]
    given: bool  # True where the gold mentions were handed in

    def as_json(self) -> dict[str, dict[str, float | int]]:
        """The figures by key; with mentions handed in, the keys begin with "given "."""
        prefix = "given " if self.given else ""
        return {prefix + name: figure.as_json() for name, figure in self.figures.items()}


def evaluate(
    folder: Path | str, *, given: bool = False, code: Coder = pipeline.code, progress: Progress | None = None
) -> Evaluation:
    """Codes the gold articles of a folder and scores the outcome.

    Args:
        folder: one JSON file an article.
        given: hand in the gold mentions, so that the later stages are judged by themselves.
        code: what codes a document.
        progress: called after each article with the numbers of articles done and of all.

    Raises:
        ReadingError: there is no such folder, or it holds no article.
        FormatError: a file is not a gold article; the message names file and fault.
    """
    return evaluate_articles(read_gold(Path(folder)), given=given, code=code, progress=progress)


def evaluate_articles(
    articles: Sequence[GoldArticle],
    *,
    given: bool = False,
    code: Coder = pipeline.code,
    progress: Progress | None = None,
) -> Evaluation:
    """Codes gold articles and scores the outcome; arguments as for `evaluate`.

    Raises:
        ValueError: there are no articles.
    """
    comparisons = []
    for done, article in enumerate(articles, start=1):
        predicted = code(article.document, given=article.mentions if given else None)
        comparisons.append(compare(article.document, article.events, tuple(predicted)))
        if progress is not None:
            progress(done, len(articles))
    counts = {name: [comparison.counts[name] for comparison in comparisons] for name in MEASURES}
    return Evaluation(
        figures={name: make_figure(rows) for name, rows in counts.items()},
        comparisons=tuple(comparisons),
        given=given,
    )


def make_figure(rows: Sequence[Counts]) -> Figure:
    """The micro-averaged figure of counts, one row a document.

    Raises:
        ValueError: there are no rows.
    """
    total = Counts(*map(sum, _columns(rows)))
    low, high = interval(rows, lambda *sums: quality(*sums).f1)
    precision, recall, f1 = quality(*total)
    return Figure(f1=f1, low=low, high=high, precision=precision, recall=recall, **total._asdict())


def _columns(rows: Sequence[Counts]) -> Iterable[tuple[int, ...]]:
    return zip(*rows, strict=True)
