"""Which documents are compared at all: those that share two rare words.

No bound of time: trials and anniversaries come years after what they tell of, and a shared street or name finds them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

from dateline.incidents.rarity import counts

RARE = 20  # of the reports that rarity was counted in: words in no more of them lead documents together
SHARED = 2  # such words that two documents must have in common
FULL = 60  # documents; a word that more of them share leads nowhere


def pairs(documents: Sequence[Iterable[str]]) -> list[tuple[int, int]]:
    """Pairs of documents (each its words) that may tell of one happening, as sorted numbers."""
    _, seen = counts()
    holding: dict[str, list[int]] = defaultdict(list)
    for number, words in enumerate(documents):
        for word in words:
            if seen.get(word, 0) <= RARE:
                holding[word].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for found in holding.values():
        if len(found) <= FULL:
            shared.update(combinations(found, 2))
    return sorted(pair for pair, times in shared.items() if times >= SHARED)
