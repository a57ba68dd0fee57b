"""Stretches of the calendar: their EDTF (ISO 8601-2), their TIMEX3 value, and moving about among them."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dateline.model import TimeLevel

SEASONS = {"SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "WI": (12, 2)}  # first and last month, northern hemisphere


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A stretch of days, both ends included; None on an open side. `value` is its TIMEX3 value, "" if it has none."""

    first: date | None
    last: date | None
    level: TimeLevel
    edtf: str
    value: str = ""

    def approximate(self) -> Period:
        """The same period, only about right: `~` behind a date, or behind both ends of an interval."""
        ends = (end if end in ("", "..") or end.endswith("~") else f"{end}~" for end in self.edtf.split("/"))
        return replace(self, edtf="/".join(ends))


def day(of: date) -> Period:
    """One day."""
    return Period(first=of, last=of, level="day", edtf=of.isoformat(), value=of.isoformat())


def week(of: date) -> Period:
    """The week, Monday to Sunday, that holds a day."""
    monday = of - timedelta(days=of.weekday())
    year, number, _ = monday.isocalendar()
    return replace(days(monday, monday + timedelta(days=6)), level="week", value=f"{year}-W{number:02}")


def weekend(of: date) -> Period:
    """Saturday and Sunday of the week that holds a day."""
    whole = week(of)
    assert whole.last is not None  # noqa: S101 - week() sets both ends
    return replace(days(whole.last - timedelta(days=1), whole.last), value=f"{whole.value}-WE")


def month(year: int, number: int) -> Period:
    """A month of a year; raises ValueError where `number` is not 1 to 12 or the year not 1 to 9999."""
    first = date(year, number, 1)
    text = f"{year:04}-{number:02}"
    return Period(first=first, last=_month_end(first), level="month", edtf=text, value=text)


def season(year: int, name: str) -> Period:
    """A season ("SP", "SU", "FA", "WI"); a winter is named by the year in which it begins."""
    begin, end = SEASONS[name]
    last = _month_end(date(year + (end < begin), end, 1))
    edtf = f"{year:04}-{begin:02}/{last.year:04}-{end:02}"
    return Period(first=date(year, begin, 1), last=last, level="season", edtf=edtf, value=f"{year:04}-{name}")


def quarter(year: int, number: int) -> Period:
    """A quarter (1 to 4) of a year."""
    begin, end = month(year, 3 * number - 2), month(year, 3 * number)
    return replace(between(begin, end), value=f"{year:04}-Q{number}")


def year(number: int) -> Period:
    """A year; raises ValueError where it is not 1 to 9999."""
    text = f"{number:04}"
    return Period(first=date(number, 1, 1), last=date(number, 12, 31), level="year", edtf=text, value=text)


def decade(start: int) -> Period:
    """Ten years from `start` on."""
    whole = between(year(start), year(start + 9))
    return replace(whole, level="decade", value=f"{start:04}"[:3])


def days(first: date, last: date) -> Period:
    """The days from `first` to `last`."""
    return between(day(first), day(last))


def between(begin: Period, end: Period) -> Period:
    """From the first day of one period to the last day of another, in the grain of both."""
    left, right = begin.edtf.split("/")[0], end.edtf.split("/")[-1]
    edtf = left if left == right else f"{left}/{right}"
    level: TimeLevel = begin.level if left == right else "interval"
    return Period(first=begin.first, last=end.last, level=level, edtf=edtf, value=begin.value)


def since(begin: Period) -> Period:
    """From the first day of a period on, with no known end."""
    return replace(begin, last=None, level="interval", edtf=f"{begin.edtf.split('/')[0]}/..")


def until(end: Period) -> Period:
    """Up to the last day of a period, with no known beginning."""
    return replace(end, first=None, level="interval", edtf=f"../{end.edtf.split('/')[-1]}")


def add_months(of: date, count: int) -> date:
    """The day `count` months later, moved back to the end of a shorter month."""
    number = of.year * 12 + of.month - 1 + count
    first = date(number // 12, number % 12 + 1, 1)
    return first.replace(day=min(of.day, calendar.monthrange(first.year, first.month)[1]))


def shift(of: date, count: int, unit: str) -> Period:
    """The period that lies `count` units ("day", "week", "month", "year", "hour" …) away, in the grain of the unit.

    Weeks give the day, as GUIDELINES has it ("two weeks ago" is that day); hours and less give the day they end in.
    """
    if unit in ("day", "weekend", "night"):
        return day(of + timedelta(days=count))
    if unit in ("week", "fortnight"):
        return day(of + timedelta(days=7 * count * (2 if unit == "fortnight" else 1)))
    if unit in ("month", "quarter"):
        moved = add_months(of, count * (3 if unit == "quarter" else 1))
        return month(moved.year, moved.month)
    if unit in ("year", "decade", "century"):
        return year(of.year + count * {"year": 1, "decade": 10, "century": 100}[unit])
    return day(of + timedelta(hours=count) if unit == "hour" else of)


def part(whole: Period, word: str, today: date | None) -> Period:
    """The part of a period that "early", "mid", "late", "earlier" or "later" names; a day or a season stays whole.

    "earlier" and "later" end or begin with `today` where the period holds it.
    """
    if whole.first is None or whole.last is None:
        return whole
    if word in ("earlier", "later"):
        inside = today is not None and whole.first <= today <= whole.last and whole.level in ("week", "month")
        if not inside or today is None:
            return whole
        cut = days(whole.first, today) if word == "earlier" else days(today, whole.last)
    elif whole.level == "week":
        offsets = {"early": (0, 2), "mid": (1, 3), "late": (3, 6)}[word]
        cut = days(*(whole.first + timedelta(days=offset) for offset in offsets))
    elif whole.level == "month":
        begin, end = {"early": (1, 10), "mid": (11, 20), "late": (21, whole.last.day)}[word]
        cut = days(whole.first.replace(day=begin), whole.first.replace(day=end))
    elif whole.level == "year":
        begin, end = {"early": (1, 4), "mid": (6, 7), "late": (10, 12)}[word]
        cut = between(month(whole.first.year, begin), month(whole.first.year, end))
    elif whole.level == "decade":
        begin, end = {"early": (0, 3), "mid": (4, 6), "late": (6, 9)}[word]
        cut = between(year(whole.first.year + begin), year(whole.first.year + end))
    else:
        return whole
    return replace(cut, value=whole.value)


def _month_end(of: date) -> date:
    return of.replace(day=calendar.monthrange(of.year, of.month)[1])
