"""English time expressions: where they stand in a text, and which days they mean.

The notions are TIMEX3's (ISO 24617-1): type and value of each expression; beside them the EDTF of GUIDELINES. The text
becomes a row of letters (`timewords`), one for each token; a rule is a pattern over them with a function that reads
the tokens it matched. Relative expressions are reckoned from the day of publication and have no value without it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dateline.coding import periods, timedates, timequarters, timerelative, timewords
from dateline.coding.timephrase import Phrase, Reading, Type

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from dateline.coding.periods import Period
    from dateline.model import Basis, TimeLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """A time expression. `value` is its TIMEX3 value; `period` the days that it means, None where it tells none."""

    start: int
    end: int
    text: str
    type: Type
    value: str | None
    period: Period | None = None
    basis: Basis = "relative"

    @property
    def edtf(self) -> str | None:
        """The days as EDTF (ISO 8601-2), None where the expression tells none."""
        return self.period.edtf if self.period else None

    @property
    def level(self) -> TimeLevel | None:
        """The grain of the days."""
        return self.period.level if self.period else None

    @property
    def earliest(self) -> date | None:
        """The first day; None on an open side."""
        return self.period.first if self.period else None

    @property
    def latest(self) -> date | None:
        """The last day; None on an open side."""
        return self.period.last if self.period else None


def find_expressions(text: str, published: date | None) -> list[Expression]:
    """The time expressions of a text, in their order; spans are TIMEX3's, so without the preposition.

    Args:
        text: any text.
        published: the day that relative expressions are reckoned from; without it they have no value.
    """
    tokens = timewords.tokens_of(text)
    letters = "".join(token.kind for token in tokens)
    found: list[Expression] = []
    reference, quarter = published, None
    for match in _GRAMMAR.finditer(letters):
        rule = _RULES[int((match.lastgroup or "r0")[1:])]
        phrase = Phrase(text, tokens, *match.span(), published, reference, quarter)
        try:
            reading = rule.read(phrase)
        except (ValueError, OverflowError):
            continue  # there is no such day: "February 30", "two million years ago"
        if reading is None or phrase.is_name:
            continue
        first, last = tokens[match.start() + reading.skip], tokens[match.end() - 1 - reading.drop]
        start, end = first.start, last.end
        found.append(
            Expression(
                start=start,
                end=end,
                text=text[start:end],
                type=reading.type,
                value=reading.value or None,
                period=reading.period,
                basis="explicit" if reading.explicit else "relative",
            )
        )
        told = reading.period.first if reading.period else None
        if told and (published is None or told <= published):
            reference = told
        if rule.read is timequarters.read_quarter and reading.period:
            quarter = reading.period
    return found


# ---- from expressions to dates: prepositions and ranges


_LEAD = re.compile(
    r"(?:\b(?P<word>since|until|till|through|before|after|by|from|between|during|for|over|in|on|at)\s+)"
    r"(?:(?:at least|about|around|nearly|almost|roughly|more than|the)\s+)*$",
    re.IGNORECASE,
)
_TO = re.compile(r"\s*(?:to|until|till|through|and|or|-|–|—)\s*(?:(?:on|in|at|early|late)\s+)?", re.IGNORECASE)
_PREFIX = 24  # characters before an expression that can hold its preposition


def find_dates(text: str, published: date | None) -> list[Expression]:
    """The expressions of a text with the preposition that changes what they mean, ranges made one.

    "since 2011" is open, "between January and July 2018" one interval. Expressions that tell no days stay as they are.

    Args:
        text: any text.
        published: the day that relative expressions are reckoned from.
    """
    found: list[Expression] = []
    queue = find_expressions(text, published)
    while queue:
        first, *queue = queue
        match = _LEAD.search(text, max(0, first.start - _PREFIX), first.start)
        word = match.group("word").lower() if match else ""
        if queue and first.period and queue[0].period:
            gap = text[first.end : queue[0].start]
            joined = _join(text, first, queue[0], gap, word) if _TO.fullmatch(gap) else None
            if joined is not None:
                found.append(joined)
                queue = queue[1:]
                continue
        start = match.start("word") if match else first.start
        found.append(
            replace(
                first,
                start=start,
                text=text[start : first.end],
                period=_bounded(first, word, text[first.end : first.end + 2]),
            )
        )
    return found


def _join(text: str, left: Expression, right: Expression, gap: str, word: str) -> Expression | None:
    """One range of two expressions, None where they are two dates ("in March and in May" of one verb stay two)."""
    begin, end = left.period, right.period
    if begin is None or end is None or begin.first is None or end.last is None or begin.level != end.level:
        return None
    joiner = gap.strip().lower()
    if joiner.startswith("and") and word != "between" and not _follows(left, right):
        return None
    if joiner.startswith("or"):
        return None
    if begin.first > end.last and right.basis == "explicit" and begin.level in ("day", "month"):
        begin = _in_year(begin, end.last.year)
    if begin.first is None or begin.first > end.last:
        return None
    span = text[left.start : right.end]
    return replace(left, end=right.end, text=span, period=periods.between(begin, end), basis=right.basis)


def _follows(left: Expression, right: Expression) -> bool:
    a, b = left.latest, right.earliest
    return a is not None and b is not None and (b - a).days == 1


def _in_year(period: periods.Period, year: int) -> periods.Period:
    assert period.first is not None  # noqa: S101 - the caller has looked
    try:
        first = period.first.replace(year=year)
    except ValueError:
        return period
    return periods.day(first) if period.level == "day" else periods.month(year, first.month)


def _bounded(expression: Expression, word: str, behind: str) -> periods.Period | None:
    period = expression.period
    if period is None or expression.type == "DURATION" or behind in ("'s", "’s"):
        return period
    if word == "since" or (word == "after" and period.level == "year"):
        return periods.since(period)
    if word in ("until", "till", "through", "by") or (word == "before" and period.level != "day"):
        return periods.until(period)
    return period


# ---- the grammar


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: str
    read: Callable[[Phrase], Reading | None]


_COUNT = "(?:a?[CDNY](?:-?C)?(?:&[Cah]+)?f?|a)"
_TURN = "[LXT]"
_RULES: Sequence[_Rule] = (
    _Rule("Q", timedates.read_numeric),
    _Rule("MD[->&]D(?:,?Y)?|D[->&]DM(?:,?Y)?", timedates.read_day_range),
    _Rule("(?:[EI]o?)?(?:W,?o?t?)?(?:MD(?:,?Y)?|DtU?f?M(?:,?Y)?|Df?M(?:,?Y)?)(?:,?P)?", timedates.read_calendar_day),
    _Rule("tUfMD", timedates.read_week_of),
    _Rule("LMD", timedates.read_last_day),
    _Rule(f"[KP],?o?(?:(?:W,?o?t?)?(?:MD|Df?M)(?:,?Y)?|{_TURN}?W|R)", timerelative.read_clock_of_day),
    _Rule("t?Bf(?:t?[EI]?-?M(?:,?Y)?|Y|t?G|t?[LXT]U|tU)", timerelative.read_edge),
    _Rule(f"[EI]?-?M(?:,|f)?Y|M,?t?{_TURN}U|{_TURN}M|t?[EI]-?M|M", timedates.read_month),
    _Rule(f"(?:t?[EIP]o?)?{_TURN}?W(?:t?[LT]U)?[EI]?P?", timerelative.read_weekday),
    _Rule("[EI]?R[EI]?P?", timerelative.read_deictic),
    _Rule(f"[EI]?{_TURN}P", timerelative.read_part_of_today),
    _Rule(f"t?[LX]{_COUNT}-?[VUwq]", timerelative.read_stretched),
    _Rule(f"t?{_TURN}UpO-?q|t?YOq|t?[OD]-?q(?:f?(?:Y|t?{_TURN}U))?", timequarters.read_quarter),
    _Rule(f"t?[OL]hf(?:Y|t?{_TURN}?U)", timequarters.read_half),
    _Rule("t?d*U-[AI](?:[qz]|CV)?", timequarters.read_year_before),
    _Rule("t?d[qz](?:t?LU)?|tk?[qz]|tY[qz]|t?LUpq", timequarters.read_same_quarter),
    _Rule(f"{_COUNT}-?[UV](?:A|I|<)", timerelative.read_ago),
    _Rule(f"[EI]?t?[EI]?-?{_TURN}[UwqS]", timerelative.read_this_unit),
    _Rule("(?:t[EI]?-?|[EI]-?)S(?:f?Y)?|Sf?Y", timerelative.read_season),
    _Rule("t?[EI]?-?G", timedates.read_decade),
    _Rule("t?[EI]?-?n", timedates.read_century),
    _Rule("H(?:,?Y)?P?", timedates.read_holiday),
    _Rule("tw|aw", timerelative.read_weekend),
    _Rule("dU|dP|tdU|tdP", timerelative.read_that_day),
    _Rule("t?rV", timerelative.read_recent),
    _Rule("e[CD]?[UVWP]", timerelative.read_each),
    _Rule("[UV]-?g", timerelative.read_unit_long),
    _Rule("VA", timerelative.read_long_ago),
    _Rule("t?[LX]V", timerelative.read_stretches),
    _Rule(f"{_COUNT}m?-?[UV]|V", timerelative.read_lasting),
    _Rule("U-?B", timerelative.read_unit_end),
    _Rule("tUY", timedates.read_year),
    _Rule("tU<", timerelative.read_next_to),
    _Rule("tv?U", timerelative.read_the_unit),
    _Rule("tc?x|tL(?=[.,|&ifsuob<-])", timerelative.read_the_past),
    _Rule("jV", timerelative.read_these_days),
    _Rule("[EI]?-?Y", timedates.read_year),
    _Rule("K", timerelative.read_clock),
    _Rule("J", timerelative.read_often),
    _Rule("Z", timerelative.read_reference),
)
_GRAMMAR = re.compile("|".join(f"(?P<r{number}>{rule.pattern})" for number, rule in enumerate(_RULES)))
