"""Is a text English? In doubt it is: a report refused by mistake is worse than one that yields no events."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

SHORTEST = 60  # letters; of a shorter text nothing is said
SAMPLE = 4000  # characters from the start
ENGLISH_SHARE = 0.06  # of function words from which a text is English; measured: no English article has under .14
SURE = 0.5  # probability of the best language from which it is believed; near relatives (id, ms) share theirs …
UNLIKELY = 0.005  # … where that of English is at most this

# Frequent words of English that are no frequent words of another language in Latin script.
_ENGLISH = frozenset({
    "about", "after", "against", "and", "are", "been", "by", "from", "had", "has", "have", "he", "her", "his",
    "into", "it", "its", "more", "not", "of", "over", "said", "she", "than", "that", "the", "their", "there",
    "they", "this", "was", "were", "what", "when", "where", "which", "while", "who", "will", "with", "would",
})  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")


def other_language(text: str) -> str | None:
    """ISO 639 code of the language of `text` where it is surely not English, else None.

    The share of English function words decides most texts at no cost; only where it is low is py3langid asked (naive
    Bayes over byte n-grams, Lui & Baldwin 2012), with the probability scaled by the length of the text.
    """
    words = _WORD.findall(text[:SAMPLE].lower())
    if sum(map(len, words)) < SHORTEST:
        return None
    if sum(word in _ENGLISH for word in words) >= ENGLISH_SHARE * len(words):
        return None
    ranking = _identifier().rank(" ".join(words))
    language, probability = ranking[0]
    return language if probability >= SURE and dict(ranking)["en"] <= UNLIKELY else None


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - slow to import, seldom needed

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
