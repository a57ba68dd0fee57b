"""The tokens that a rule of the time grammar matched, and what the rules make of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from dateline.coding import periods, timewords

if TYPE_CHECKING:
    from datetime import date

    from dateline.coding.periods import Period
    from dateline.coding.timewords import Token

Type = Literal["DATE", "TIME", "DURATION", "SET"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a rule makes of its tokens; `skip` at the beginning and `drop` at the end are no part of the expression."""

    type: Type
    value: str
    period: Period | None = None
    explicit: bool = False
    skip: int = 0
    drop: int = 0


@dataclass(frozen=True, slots=True)
class Phrase:
    """The tokens that a rule matched, in their surroundings."""

    text: str
    all: list[Token]
    first: int
    stop: int
    today: date | None
    reference: date | None  # the day that the text told last, today before it told any
    quarter: Period | None  # the quarter that the text told last

    @property
    def tokens(self) -> list[Token]:
        return self.all[self.first : self.stop]

    def one(self, kinds: str) -> Token | None:
        """The first token of one of these kinds."""
        return next((token for token in self.tokens if token.kind in kinds), None)

    def word(self, kinds: str) -> str:
        """Its word, "" if there is none."""
        token = self.one(kinds)
        return token.word if token else ""

    def number(self, kinds: str) -> int | None:
        """Its number."""
        token = self.one(kinds)
        return timewords.digits_of(token.text) if token else None

    @property
    def before(self) -> Token | None:
        """The token before, if it stands on the same line."""
        token = self.all[self.first - 1] if self.first else None
        return token if token and token.kind != "|" else None

    @property
    def after(self) -> Token | None:
        """The token behind, if it stands on the same line."""
        token = self.all[self.stop] if self.stop < len(self.all) else None
        return token if token and token.kind != "|" else None

    @property
    def is_name(self) -> bool:
        """True for a title that only looks like a time: "the Today programme", "on This Week"."""
        first, before = self.tokens[0], self.before
        small = first.kind in "RTLXZtEI" and first.text[0].isupper()
        return small and before is not None and (before.text.islower() or before.kind == "p")

    @property
    def tense(self) -> str:
        """What the clause speaks of, "past", "future" or "": the last sign of tense before the expression decides."""
        left = self.text[max(0, self.tokens[0].start - _CLAUSE) : self.tokens[0].start]
        signs = list(_TENSE.finditer(left[_last_stop(left) :]))
        if signs:
            return _tense_of(signs[-1])
        if self.before and self.before.kind == "u":
            return "future"  # a term
        right = _TENSE.search(self.text, self.tokens[-1].end, self.tokens[-1].end + _CLAUSE // 4)
        if right and right.group("intent"):
            return "past" if right.group().split()[0].endswith("ed") else "future"  # "on Sunday called for" it
        return _tense_of(right) if right else ""

    @property
    def ahead(self) -> bool:
        """True where the clause speaks of what is to come."""
        return self.tense == "future"


def _tense_of(sign: re.Match[str]) -> str:
    return "past" if sign.group("past") else "future"


_CLAUSE = 100  # characters that are looked at for the tense of a clause
_TENSE = re.compile(
    r"\b(?:(?P<future>(?:will|won['’]t|shall|would|to be(?: [a-z]+)?|(?:will|would) be [a-z]+ed|set to|going to"
    r"|(?:is|are|was|were) (?:due|to|set)|due|expected"
    r"|(?:postponed|delayed|on hold|put off|adjourned|extended|suspended)\b[^.;]{0,30}\buntil"
    r"|to open(?! fire)|scheduled|slated|payable|effective|expires?"
    r"|planned|planning|plans?|intends?|upcoming|ahead of|begins|starts|opens(?! fire)"
    r"|between now and|from (?:now|today)"
    r"|(?P<intent>(?:expect|hope|aim|seek|want|agree|vow|promise|pledge|threaten|ask|urge|call)(?:s|e?d|ing)?"
    r" (?:to|for))"
    r"|(?:must|may|might) (?:[a-z]+ly )?(?!have\b)[a-z]+)\b)"
    r"|(?P<past>(?:was|were|had|did|said|says|told|went|came|took|saw|held|met|left|shot|killed|been|led|made|got|put|hit"
    r"|fell|rose|gave|sent|set|broke|began|blew|struck|fought|[a-z]{2,}ed)\b))"
)
_SHORTENED = "".join(rf"(?<!{word})" for word in "Jan Feb Mar Apr Aug Sept Oct Nov Dec Mr".split())
_STOP = re.compile(  # a line that goes on in small letters was cut
    rf"(?<!\b[A-Z])(?<!\b[ap]\.m){_SHORTENED}[.;:!?]\s|\n(?!\s*[a-z])|[“”\"]"
)


def _last_stop(text: str) -> int:
    return max((stop.end() for stop in _STOP.finditer(text)), default=0)


def step_of(phrase: Phrase) -> int:
    """-1 for "last", 1 for "next", else 0."""
    return -1 if phrase.one("L") else 1 if phrase.one("X") else 0


def unit_of(phrase: Phrase) -> str:
    """The unit that a phrase ends in, in the singular: "day", "week", "quarter" …; "day" where it has none."""
    token = next((t for t in reversed(phrase.tokens) if t.kind in "UVwq"), None)
    word = token.word if token else "day"
    if word == "centuries":
        return "century"
    return word.removesuffix("s")


def count_of(phrase: Phrase) -> int | None:
    """How many whole units a phrase says, None without a number."""
    number = number_in(phrase)
    return None if number is None else round(number)


def number_in(phrase: Phrase) -> float | None:
    """How many units a phrase says, halves among them; None without a number."""
    number = timewords.number_of([token for token in phrase.tokens if token.kind in "aCDNY"])
    if number is not None and phrase.one("h") and phrase.one("&"):
        number += 0.5
    return number


def duration_value(count: float, unit: str, *, vague: bool = False) -> str:
    """The TIMEX3 value of `count` units; `vague` writes X for a number that the text leaves open."""
    count = int(count) if count == int(count) else count
    if unit == "weekend":
        return "P1WE"
    if unit == "quarter":
        return f"P{count}Q"
    if unit == "hour" and count % 1 and not vague:
        return f"PT{int(count)}H30M"
    code, number = timewords.UNITS[unit], "X" if vague else str(count)
    if unit == "decade" and not vague:
        return f"P{10 * count}Y"
    if unit == "century" and not vague:
        return f"P{100 * count}Y"
    if unit == "fortnight":
        return f"P{2 * count}W"
    return f"P{code[0]}{number}{code[1]}" if len(code) > 1 else f"P{number}{code}"


def read_day(phrase: Phrase, period: Period, *, explicit: bool = False) -> Reading:
    """A day, perhaps with its part ("Friday night"), which TIMEX3 tells and EDTF leaves out."""
    spot = phrase.one("P")
    if spot:
        return Reading("TIME", f"{period.value}T{timewords.PART_OF_DAY[spot.word]}", period, explicit)
    return Reading("DATE", period.value, period, explicit)


def read_part(phrase: Phrase, period: Period, *, explicit: bool = False) -> Reading:
    """A period, or the part of it that "early", "late", "earlier" … names; the TIMEX3 value is that of the whole."""
    word = phrase.word("EI")
    part = periods.part(period, word, phrase.today) if word else period
    return Reading("DATE", period.value, part, explicit)
