"""Scoring against gold articles: how often the program says what a careful person wrote down.

`gold` reads the articles, `score` holds the definitions, `bootstrap` the intervals, `run` puts them together and
`listing` prints the outcome and the single errors. The measures are explained in docs/evaluation.md.
"""

from dateline.evaluation.gold import GoldArticle, read_gold
from dateline.evaluation.listing import LISTED, list_errors, render
from dateline.evaluation.run import Coder, Evaluation, Figure, evaluate, evaluate_articles

__all__ = [
    "LISTED",
    "Coder",
    "Evaluation",
    "Figure",
    "GoldArticle",
    "evaluate",
    "evaluate_articles",
    "list_errors",
    "read_gold",
    "render",
]
