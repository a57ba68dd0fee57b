"""The words of time: a text becomes a row of tokens, and each token a letter for its kind.

The grammar in `timex` is written over these letters, so that a rule reads like the phrase that it stands for and one
pass over a short string finds all expressions of a report.

    W weekday  M month  D day number  Y year  N other number  C number word  O ordinal  G decade  S season  H holiday
    U unit  V units  w weekend  q quarter  P part of day  K clock time  Q numeric date  R today, yesterday …  l old
    L last  X next  T this  d that  E early, mid, late  I earlier, later  A ago  B beginning, end  r recent
    Z now, recently …  J daily, weekly …  e every  h half  g long  z period  k latest  v full, fiscal  n 20th century
    m more  x future  c near  j these
    t the  a a, an  o on  i in  f of  & and  F from  > to  b between  s since  u until  y by  < before, after  p 's
    , - | (line end) and . (any other word)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from dateline import ontology

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
NUMBERS: Mapping[str, int] = {
    **{word: number for number, word in enumerate(_ONES)},
    **{word: 10 * number for number, word in enumerate(_TENS, start=2)},
    "hundred": 100,
    "dozen": 12,
    "couple": 2,
}
DECADES = {f"{word.removesuffix('y')}ies": 1900 + 10 * number for number, word in enumerate(_TENS, start=2)}
VAGUE = ("few", "several", "some", "many")
FEW = 3  # what "a few" and "several" are reckoned as
_ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
ORDINALS = {word: number for number, word in enumerate(_ORDINALS, start=1)}
_LATER_ORDINALS = {
    "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
    "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "twenty-first": 21,
}  # fmt: skip
UNITS = {  # unit → TIMEX3 code
    "second": "TS", "minute": "TM", "hour": "TH", "day": "D", "night": "D", "week": "W", "fortnight": "2W",
    "month": "M", "year": "Y", "decade": "E", "century": "C",
}  # fmt: skip
SEASON_OF = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}
PART_OF_DAY = {
    "morning": "MO", "dawn": "MO", "noon": "MI", "midday": "MI", "afternoon": "AF", "evening": "EV", "dusk": "EV",
    "night": "NI", "midnight": "NI", "overnight": "NI",
}  # fmt: skip
PRESENT = ("now", "currently", "nowadays", "presently")
PAST = ("recently", "previously", "formerly", "once", "lately")
FUTURE = ("soon", "shortly")
OFTEN = {"daily": "P1D", "nightly": "P1D", "weekly": "P1W", "monthly": "P1M", "annually": "P1Y", "yearly": "P1Y"}

_WORDS = {
    "L": "last past previous preceding",
    "X": "next coming following upcoming subsequent",
    "T": "this current",
    "d": "that same comparable corresponding",
    "E": "early mid late",
    "I": "earlier later",
    "A": "ago",
    "B": "beginning start end middle",
    "r": "recent",
    "e": "every each",
    "h": "half",
    "g": "long",
    "l": "old",
    "t": "the",
    "a": "a an another",
    "o": "on",
    "i": "in during within over for throughout",
    "f": "of",
    "&": "and",
    "F": "from",
    ">": "to through till",
    "b": "between",
    "s": "since",
    "u": "until",
    "y": "by",
    "<": "before after",
    "w": "weekend",
    "z": "period",
    "k": "latest",
    "v": "full fiscal whole entire",
    "m": "more additional further",
    "x": "future",
    "c": "near immediate foreseeable distant",
    "j": "these",
    "q": "quarter quarters",
    "R": "today yesterday tomorrow tonight overnight",
    "S": " ".join(SEASON_OF),
    "P": " ".join(word for word in PART_OF_DAY if word != "overnight"),
    "U": " ".join(unit for unit in UNITS if unit not in ("second", "night")),
    "V": " ".join("centuries" if unit == "century" else f"{unit}s" for unit in UNITS),
    "O": " ".join(ORDINALS),
    "C": " ".join(word for word in (*NUMBERS, *VAGUE)),
    "Z": " ".join((*PRESENT, *PAST, *FUTURE)),
    "J": " ".join(OFTEN),
    "G": " ".join(DECADES),
}
_CAPITALISED = {
    "M": [*MONTHS, *["jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"]],
    "W": [*WEEKDAYS, *["mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun"]],
}
_SYMBOLS = {",": ",", "-": "-", "‑": "-", "–": "-", "—": "-"}


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or sign of a text, with its place and the letter of its kind."""

    text: str
    start: int
    end: int
    kind: str

    @property
    def word(self) -> str:
        """The text in small letters, without the full stop of an abbreviation."""
        return self.text.casefold().rstrip(".")


def tokens_of(text: str) -> list[Token]:
    """The tokens of a text, each with its kind."""
    kinds = _kinds()
    found = []
    for match in _pattern().finditer(text):
        group, word = match.lastgroup or "other", match.group()
        if group == "word":
            kind = kinds.get(word.rstrip(".")) or kinds.get(word.casefold(), ".")
            if kind == "." and word[-1] == ".":
                kind = kinds.get(word[:-1].casefold(), ".")
        elif group == "number":
            kind = _number_kind(word)
        else:
            kind = _SYMBOLS.get(word, ".") if group == "other" else _GROUPS[group]
        found.append(Token(word, *match.span(), kind))
    return found


_GROUPS = {
    "holiday": "H",
    "iso": "Q",
    "slashed": "Q",
    "clock": "K",
    "decade": "G",
    "possessive": "p",
    "line": "|",
    "century": "n",
    "spelled": "Y",
}


@cache
def _pattern() -> re.Pattern[str]:
    names = "|".join(re.escape(name).replace("'", "['’]") for name in sorted(holidays(), key=len, reverse=True))
    ones, teens, tens = "|".join(_ONES[1:10]), "|".join(_ONES[10:20]), "|".join(_TENS)
    ordinals = "|".join((*ORDINALS, *_LATER_ORDINALS))
    return re.compile(
        rf"(?P<spelled>(?<!\w)[Nn]ineteen (?:{teens}|(?:{tens})(?:[ -](?:{ones}))?)(?!\w))"
        rf"|(?P<century>(?<!\w)(?:\d{{1,2}}(?:st|nd|rd|th)|{ordinals})[ -]centur(?:y|ies)(?!\w))"
        rf"|(?P<holiday>(?<!\w)(?:{names})(?!\w))"
        r"|(?P<iso>(?<![\d-])[12]\d{3}-[01]\d-[0-3]\d(?![\d-]))"
        r"|(?P<slashed>(?<![\d/])[0-3]?\d/[0-3]?\d/(?:[12]\d)?\d\d(?![\d/]))"
        r"|(?P<clock>(?<![\d.:])(?:[01]?\d|2[0-4])(?:(?:[:.][0-5]\d)?[ \u00a0]?(?:a\.m\.?|p\.m\.?|am\b|pm\b|AM\b|PM\b)"
        r"|:[0-5]\d(?::[0-5]\d)?|[0-5]\d(?=[ \u00a0]?(?:GMT|UTC|hours|hrs)\b))(?:[ \u00a0](?:GMT|UTC|[ECMP][DS]?T)\b)?)"
        r"|(?P<decade>(?<!\w)(?:1[5-9]\d0['’]?s|20\d0['’]?s|['’][2-9]0s)\b)"
        r"|(?P<number>\d+ 1/2\b|\d+(?:,\d{3})*(?:\.\d+)?(?:(?:st|nd|rd|th)\b)?)"
        r"|(?P<possessive>['’]s\b)"
        r"|(?P<word>(?:(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun)\b\.?)|[^\W\d_]+)"
        r"|(?P<line>[\n\r\v\f\x85\u2028\u2029]+)"
        r"|(?P<other>[^\s])"
    )


@cache
def _kinds() -> Mapping[str, str]:
    kinds = {word: kind for kind, words in _WORDS.items() for word in words.split()}
    kinds |= {word.capitalize(): kind for kind, words in _CAPITALISED.items() for word in words}
    return kinds | {word.upper(): kind for kind, words in _CAPITALISED.items() for word in words if len(word) > 4}


def _number_kind(word: str) -> str:
    if word[-1].isalpha():
        return "D" if 1 <= int(re.sub(r"\D", "", word)) <= 31 else "O"
    if not word.isdigit():
        return "N"
    if len(word) == 4 and "1500" <= word <= "2099":
        return "Y"
    return "D" if 1 <= int(word[:9]) <= 31 else "N"


def number_of(tokens: Sequence[Token]) -> float | None:
    """The number that a row of number tokens says: "twenty four" 24, "a few" and "several" `FEW`; None without one."""
    total: float | None = None
    for index, token in enumerate(tokens):
        if token.kind in "DNYO" and token.text[0].isdigit():
            if token.text.endswith(" 1/2"):
                return float(token.text.split()[0]) + 0.5
            return float(re.sub(r"[^\d.]", "", token.text).rstrip("."))
        if token.word in VAGUE:
            return FEW
        if token.kind == "C":
            number = NUMBERS[token.word]
            total = total * number if total and number in (12, 100) else (total or 0) + number
        elif token.kind == "a" and index == len(tokens) - 1 and total is None:
            total = 1
    return total


def digits_of(text: str) -> int:
    """The number that digits write, or the year that words spell: "31st" 31, "nineteen ninety-four" 1994."""
    if text[0].isdigit():
        return int(re.sub(r"\D", "", text))
    return 1900 + sum(NUMBERS[word] for word in re.split(r"[ -]", text.casefold())[1:])


def century_of(text: str) -> int:
    """The number of a century by its name: "20th century" 20."""
    word = re.split(r"[ -]century|[ -]centuries", text.casefold())[0]
    return int(re.sub(r"\D", "", word)) if word[0].isdigit() else (ORDINALS | _LATER_ORDINALS)[word]


def month_number(word: str) -> int:
    """1 to 12 for the name of a month or its abbreviation."""
    return next(number for number, name in enumerate(MONTHS, start=1) if name.startswith(word[:3]))


def weekday_number(word: str) -> int:
    """0 (Monday) to 6 for the name of a weekday or its abbreviation."""
    return next(number for number, name in enumerate(WEEKDAYS) if name.startswith(word[:3]))


@cache
def holidays() -> Mapping[str, Mapping[str, str]]:
    """The rows of data/holidays.tsv by name."""
    return {row["name"]: row for row in ontology.table("holidays.tsv", "name", "month", "day", "year", "rule")}


def holiday(name: str, year: int) -> date:
    """The day of a holiday in a year; one day of history whatever the year."""
    row = holidays()[name.replace("’", "'")]
    rule = row["rule"].split()
    if not rule:
        return date(int(row["year"] or year), int(row["month"]), int(row["day"]))
    if rule[0] == "easter":
        return _easter(year) + timedelta(days=int(rule[1]))
    weekday, count = int(rule[1]) - 1, int(rule[2])
    return _nth(year, int(row["month"]), weekday, count)


def _nth(year: int, month: int, weekday: int, count: int) -> date:
    first = date(year, month, 1)
    found = first + timedelta(days=(weekday - first.weekday()) % 7)
    if count > 0:
        return found + timedelta(days=7 * (count - 1))
    while (found + timedelta(days=7)).month == month:
        found += timedelta(days=7)
    return found


def _easter(year: int) -> date:
    """Western Easter Sunday, by the anonymous Gregorian computus (Nature, 20 April 1876)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)
