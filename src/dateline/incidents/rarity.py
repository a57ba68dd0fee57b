"""How rare words are in news, and texts as vectors of their rarer words.

The table `data/word_rarity.tsv` is counted once (`training/rarity.py`) and the same for everybody, so how alike two
reports are does not depend on what else a database holds.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from functools import cache

from dateline import ontology

COMMON = 0.12  # words in a larger share of the reports than this say nothing of what one is about
WORD = re.compile(r"[^\W_][\w'’-]*")

Vector = Mapping[str, float]


@cache
def counts() -> tuple[int, Mapping[str, int]]:
    """How many reports were counted, and in how many of them each word stands, where in three or more."""
    rows = ontology.table("word_rarity.tsv", "word", "reports")
    found = {row["word"]: int(row["reports"]) for row in rows}
    return found.pop("*"), found


def rarity(word: str) -> float:
    """The inverse document frequency of a word (casefolded), as a natural logarithm; 0 for common words."""
    reports, found = counts()
    seen = found.get(word, 0)
    return 0.0 if seen > COMMON * reports else math.log((reports + 1) / (seen + 1))


def weigh(text: str) -> Vector:
    """The words of a text that are not common, weighed by their number and their rarity, as a vector of length 1."""
    told = Counter(WORD.findall(text.casefold()))
    raw = {word: (1 + math.log(times)) * rarity(word) for word, times in told.items()}
    length = math.sqrt(math.fsum(weight * weight for weight in raw.values()))
    return {word: weight / length for word, weight in raw.items() if weight}


def likeness(one: Vector, other: Vector) -> float:
    """The cosine of two vectors of length 1: 0 … 1."""
    if len(other) < len(one):
        one, other = other, one
    return min(1.0, math.fsum(weight * other[word] for word, weight in one.items() if word in other))
