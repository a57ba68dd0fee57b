"""The gold articles: complete event records, end to end or with the mentions handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks import DataAbsentError, Outcome, Request
from benchmarks.files import fifth_of
from dateline.evaluation import evaluate_articles, list_errors, read_gold, render

if TYPE_CHECKING:
    from pathlib import Path

    from dateline.evaluation import GoldArticle

_PARTS = ("tune", "rest")  # of the training articles: a fixed fifth, and the others


def run(request: Request) -> Outcome:
    """Codes the articles of a split and scores them.

    Raises:
        DataAbsentError: no folder holds an article of the split.
        ReadingError: an article is malformed; the message names file and fault.
    """
    folder = find_articles(request)
    articles = [article for article in read_gold(folder) if _belongs(article, request.split)]
    if not articles:
        raise DataAbsentError(f"{folder} holds no article of the split {request.split}; choose another with --split")
    evaluation = evaluate_articles(articles, given=request.given)
    return Outcome(
        split=request.split if _is_split(folder, request.split) else folder.name,
        figures=evaluation.as_json(),
        table=render(evaluation),
        errors=list_errors(evaluation),
    )


def find_articles(request: Request) -> Path:
    """The folder of articles: `gold/SPLIT` or `SPLIT` below a data folder, or a data folder that holds them itself.

    Raises:
        DataAbsentError: no folder holds the split.
    """
    name = "train" if request.split in _PARTS else request.split
    for data in request.data:
        for folder in (data / "gold" / name, data / name, data):
            if next(folder.glob("*.json"), None) is not None:
                return folder
    folders = ", ".join(map(str, request.data))
    raise DataAbsentError(f"gold ({request.split}) is not in {folders}; name its folder with --data")


def _is_split(folder: Path, split: str) -> bool:
    return folder.name == ("train" if split in _PARTS else split)


def _belongs(article: GoldArticle, split: str) -> bool:
    if split not in _PARTS:
        return True
    return (fifth_of(article.document.id) == 0) == (split == "tune")
