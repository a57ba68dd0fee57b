"""How many: the number grammar of news English, from words to a range of persons or things.

A count is a range: "at least 44" is 44 and more, "up to 20" is 20 and fewer, "dozens" is 24 to 99. The ranges of the
vague words are those of the project's guidelines and stand in `data/quantities.tsv`. Years, ages, dates, clock times,
percentages, money and ordinals are no counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from dateline import ontology


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A range of whole numbers, told by the words from index `first` to `last` (both included).

    `low` or `high` is None where the words leave that side open.
    """

    low: int | None
    high: int | None
    first: int
    last: int


_UNITS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
} | {
    word: 10 * number for number, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "m": 10**6, "bn": 10**9, "k": 1000}
_DOZEN = {"dozen": 12, "score": 20}
_DIGITS = re.compile(r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?")
_GLUED = re.compile(r"(\d+(?:\.\d+)?)(m|bn|k)")
_JOINED = re.compile(r"(\d[\d,.]*|[a-z]+)\s*[-‐-–—]\s*(\d[\d,.]*)")
_DASHES = frozenset("-‐‑‒–—")
_EXACT = frozenset("about around almost nearly some approximately roughly estimated exactly circa just".split())
_MORE = tuple(
    tuple(phrase.split())
    for phrase in (
        "more than|at least|not fewer than|not less than|no fewer than|no less than|upwards of|over|above|well over"
        "|a minimum of"
    ).split("|")
)
_FEWER = tuple(
    tuple(phrase.split())
    for phrase in "up to|at most|as many as|fewer than|less than|not more than|no more than|under".split("|")
)
_BEHIND = (("or", "more"), ("or", "so"), ("and", "more"))
_NOT_COUNTED = frozenset(
    "% percent per pc year years-old a.m p.m am pm a.m. p.m. o'clock degrees °c mm cm km kg mph kph st nd rd th".split()
)
_BEFORE_NOT = frozenset("$ £ € # no. no nos. aged age chapter article section route highway flight room page".split())
_MONTHS = frozenset(
    "january february march april may june july august september october november december jan jan. feb feb. mar mar. "
    "apr apr. jun jun. jul jul. aug aug. sep sep. sept sept. oct oct. nov nov. dec dec.".split()
)


@cache
def vague_quantities() -> Mapping[str, tuple[int, int]]:
    """The range that a vague word stands for: "dozens", "several", "tens of thousands"."""
    rows = ontology.table("quantities.tsv", "words", "low", "high")
    return {row["words"]: (int(row["low"]), int(row["high"])) for row in rows}


def find_counts(words: Sequence[str]) -> list[Count]:
    """The counts in a sentence, in order, none overlapping another.

    Args:
        words: the tokens of a sentence, as spaCy cuts them ("25-year-old" is five tokens, "1,000" is one).

    Returns:
        One count for each stretch of words that tells how many, with its qualifiers ("at least", "or more").
    """
    lower = [word.casefold().replace("’", "'") for word in words]
    found: list[Count] = []
    at = 0
    while at < len(lower):
        count = _count_at(lower, at)
        if count is None:
            at += 1
            continue
        found.append(_qualify(lower, count))
        at = count.last + 1
    return found


def _count_at(words: Sequence[str], at: int) -> Count | None:
    vague = _vague_at(words, at)
    if vague:
        return vague
    if words[at] in {"no", "zero"} and at + 1 < len(words) and words[at + 1] in {"one", "-"}:
        return None
    if words[at] == "between":
        return _between(words, at)
    first = _number_at(words, at)
    if first is None or _is_no_count(words, first):
        return None
    second = _number_at(words, first.last + 2) if first.last + 2 < len(words) else None
    if second and words[first.last + 1] in {"to", "or", *_DASHES} and _is_rising(first, second):
        return Count(low=first.low, high=second.high, first=first.first, last=second.last)
    return first


def _between(words: Sequence[str], at: int) -> Count | None:
    first = _number_at(words, at + 1) if at + 1 < len(words) else None
    second = _number_at(words, first.last + 2) if first and first.last + 2 < len(words) else None
    if first and second and words[first.last + 1] == "and" and _is_rising(first, second):
        return Count(low=first.low, high=second.high, first=at, last=second.last)
    return None


def _is_rising(first: Count, second: Count) -> bool:
    return first.low is not None and second.high is not None and first.low < second.high


def _vague_at(words: Sequence[str], at: int) -> Count | None:
    """The longest vague quantity that begins at a word, as "tens of thousands" before "tens"."""
    table = vague_quantities()
    for length in (4, 3, 2, 1):
        phrase = " ".join(words[at : at + length])
        if phrase in table and at + length <= len(words):
            low, high = table[phrase]
            return Count(low=low, high=high, first=at, last=at + length - 1)
    return None


def _number_at(words: Sequence[str], at: int) -> Count | None:
    """A plain number: digits or number words with their scales."""
    joined = _JOINED.fullmatch(words[at])
    if joined:
        low, high = (_plain_value(part) for part in joined.groups())
        if low is not None and high is not None and low < high:
            return Count(low=int(low), high=int(high), first=at, last=at)
        return None
    value, after = _small_value(words, at)
    if value is None:
        return None
    while after < len(words) and (words[after] in _SCALES or words[after] in _DOZEN):
        value *= _SCALES.get(words[after]) or _DOZEN[words[after]]
        after += 1
        if after + 1 < len(words) and words[after] == "and":
            rest, end = _small_value(words, after + 1)
            # "two hundred and five" is one number, "500 and 30" are two: only words of spoken numbers are joined.
            if rest is not None and rest < 100 and value >= 100 and words[after + 1] in _UNITS:
                value, after = value + rest, end
    return Count(low=round(value), high=round(value), first=at, last=after - 1)


def _small_value(words: Sequence[str], at: int) -> tuple[float | None, int]:
    """The value of digits or of number words below a hundred, and the index behind them."""
    word = words[at]
    if word in {"a", "an"} and at + 1 < len(words) and (words[at + 1] in _DOZEN or words[at + 1] in _SCALES):
        return 1, at + 1
    if word == "half" and list(words[at + 1 : at + 3]) == ["a", "dozen"]:
        return 6, at + 3
    value = _plain_value(word)
    if value is None:
        return None, at
    after = at + 1
    if word in _UNITS and value >= 20:
        dashed = after + 1 < len(words) and words[after] in _DASHES
        unit = _UNITS.get(words[after + 1] if dashed else words[after]) if after < len(words) else None
        if unit and unit < 10:
            return value + unit, after + (2 if dashed else 1)
    return value, after


def _plain_value(word: str) -> float | None:
    if word in _UNITS:
        return _UNITS[word]
    tens, _, unit = word.partition("-")
    if _UNITS.get(tens, 0) >= 20 and 0 < _UNITS.get(unit, 0) < 10:
        return _UNITS[tens] + _UNITS[unit]
    if _DIGITS.fullmatch(word):
        return float(word.replace(",", ""))
    glued = _GLUED.fullmatch(word)
    return float(glued[1]) * _SCALES[glued[2]] if glued else None


def _is_no_count(words: Sequence[str], count: Count) -> bool:
    """True for years, ages, days of a month, clock times, shares, money and numbers of a thing in a row."""
    before = words[count.first - 1] if count.first else ""
    after = words[count.last + 1] if count.last + 1 < len(words) else ""
    behind = words[count.last + 2] if count.last + 2 < len(words) else ""
    word = words[count.first]
    is_date = before in _MONTHS or (after in _MONTHS and behind not in {"have", "be"})  # "12 may have died"
    if is_date or before in _BEFORE_NOT or after in _NOT_COUNTED:
        return True
    if after in _DASHES and behind.isalpha() and behind not in _UNITS:  # "25-year-old", "two-day"
        return True
    if after in {"year", "years"} and behind == "old":
        return True
    # An age stands between commas behind a name: "Joe Bloggs, 34, was killed".
    if before == "," and after in {",", "."} and word.isdigit() and count.last == count.first and int(word) < 110:
        return behind not in {"and", "or"} and not _continues_list(words, count.first - 1)
    if count.first == count.last and re.fullmatch(r"(?:1[89]|20)\d\d", word):
        return before in {
            "in",
            "since",
            "of",
            "by",
            "until",
            "from",
            "the",
            "late",
            "early",
            "mid",
            ",",
            "during",
            "year",
        }
    return word == "one" and (before in {"no", "any", "every", "each", "this", "that", "which"} or after == "another")


def _continues_list(words: Sequence[str], comma: int) -> bool:
    return comma > 0 and _plain_value(words[comma - 1]) is not None


def _qualify(words: Sequence[str], count: Count) -> Count:
    """The count with the words before and behind it that open or close its sides."""
    first = count.first
    while first and words[first - 1] in _EXACT:
        first -= 1
    if first > 1 and words[first - 1] == "the" and words[first - 2] in {"of", "than", "least"}:
        first -= 1
    if first and words[first - 1] in {"a", "an"} and count.first > first:  # "an estimated 300"
        first -= 1
    low, high = count.low, count.high
    if _ends_with(words, first, _MORE):
        first -= _ends_with(words, first, _MORE)
        high = None
    elif _ends_with(words, first, _FEWER):
        first -= _ends_with(words, first, _FEWER)
        low = None
    last = count.last
    if tuple(words[last + 1 : last + 3]) in _BEHIND:
        high = high if words[last + 2] == "so" else None
        last += 2
    elif tuple(words[last + 1 : last + 3]) == ("at", "least"):
        high = None
    return replace(count, low=low, high=high, first=first, last=last)


def _ends_with(words: Sequence[str], end: int, phrases: Sequence[tuple[str, ...]]) -> int:
    """Length of the longest of the phrases that ends just before index `end`; 0 where none does."""
    return max((len(p) for p in phrases if len(p) <= end and tuple(words[end - len(p) : end]) == p), default=0)
