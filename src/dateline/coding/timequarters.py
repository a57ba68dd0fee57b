"""Rules of the time grammar for the periods that figures are reported for: quarters, halves, "the year-ago period"."""

from __future__ import annotations

import re
from dataclasses import replace

from dateline.coding import periods, timewords
from dateline.coding.timephrase import Phrase, Reading, count_of, duration_value, step_of, unit_of

_FIGURE = re.compile(
    r"(?:(?:[$€£¥]|%|\b(?:cents?|pence|percent|million|billion|trillion)\b)(?:[^.;\n]|\.(?=\d)){0,60}"
    r"|\b(?:from|than|compared with|compared to) )$"
)


def read_quarter(phrase: Phrase) -> Reading | None:
    """As in "the third quarter of 1989", "third-quarter", "the 1988 third quarter", "this year's third quarter"."""
    number = timewords.ORDINALS.get(phrase.word("O")) or phrase.number("D") or 0
    if not 1 <= number <= 4:
        return None
    told = phrase.number("Y")
    if told is None:
        if phrase.today is None:
            return Reading("DATE", "")
        told = phrase.today.year + step_of(phrase)
        if not phrase.one("LXT") and number > (phrase.today.month + 2) // 3 and not phrase.ahead:
            told -= 1
    return _read(periods.quarter(told, number), explicit=phrase.one("Y") is not None)


def read_half(phrase: Phrase) -> Reading | None:
    """As in "the first half of 1989", "the second half of the year"."""
    first = phrase.word("OL") == "first"
    if not first and phrase.word("OL") not in ("second", "last"):
        return None
    told = phrase.number("Y")
    if told is None:
        if phrase.today is None:
            return Reading("DATE", "")
        if phrase.word("U") != "year":
            return None
        told = phrase.today.year + (1 if phrase.one("X") else -1 if phrase.tokens[-2].kind == "L" else 0)
    months = (1, 6) if first else (7, 12)
    period = periods.between(*(periods.month(told, month) for month in months))
    value = f"{told:04}-H{1 if first else 2}"
    return Reading("DATE", value, replace(period, value=value), phrase.one("Y") is not None)


def read_same_quarter(phrase: Phrase) -> Reading | None:
    """As in "the latest period", "that quarter", "the 1988 period": the quarter that was told last, perhaps of a year.

    Without one these words mean a stretch of time that no rule knows, or a part of a town.
    """
    quarter, told = phrase.quarter, phrase.number("Y")
    if quarter is None or quarter.first is None or (phrase.after and phrase.after.kind == "-"):
        return None
    if phrase.one("U"):
        told = quarter.first.year - 1
    return _read(quarter if told is None else _in_year(quarter, told))


def read_year_before(phrase: Phrase) -> Reading | None:
    """As in "the year-ago quarter", "year-earlier": the quarter told last, a year before; else the year before.

    "The year-earlier nine months" are only a duration.
    """
    if phrase.word("U") != "year":
        return None
    if phrase.one("V"):
        return Reading("DURATION", duration_value(count_of(phrase) or 1, unit_of(phrase)))
    if phrase.quarter is not None and phrase.quarter.first is not None:
        return _read(_in_year(phrase.quarter, phrase.quarter.first.year - 1))
    if phrase.today is None:
        return Reading("DATE", "")
    return _read(periods.year(phrase.today.year - 1))


def compared(phrase: Phrase) -> Reading | None:
    """What "a year earlier" means behind a figure of a quarter: the same quarter of the year before. Else None."""
    if phrase.quarter is None or phrase.quarter.first is None:
        return None
    start = phrase.tokens[0].start
    if not _FIGURE.search(phrase.text, max(0, start - _NEAR), start):
        return None
    return _read(_in_year(phrase.quarter, phrase.quarter.first.year - 1))


_NEAR = 80  # characters before "a year earlier" in which the figure stands that it is compared with


def _in_year(quarter: periods.Period, year: int) -> periods.Period:
    assert quarter.first is not None  # noqa: S101 - periods.quarter() sets both ends
    return periods.quarter(year, (quarter.first.month + 2) // 3)


def _read(period: periods.Period, *, explicit: bool = False) -> Reading:
    return Reading("DATE", period.value, period, explicit)
