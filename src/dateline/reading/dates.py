"""Dates of publication as outlets write them → ISO 8601.

What is understood: ISO 8601 ("2020-01-03T10:14:00Z", "20200103", "2020/01/03"), RFC 822 and RFC 5322 ("Fri, 03 Jan 2020
10:14:00 +0000"), and the forms of news pages ("03 January, 2020", "January 3, 2020 / 10:14 AM", "Published: 3rd of
Jan. 2020 at 10.14 GMT"). What can be read in two ways (03/04/2020) is refused, never guessed.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, timezone

from dateline.errors import FormatError

REMEDY = "give it as --published YYYY-MM-DD"
LONGEST = 120  # characters; a longer text is prose, not a date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_ORDINAL = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\b"
_YEAR = r"(?P<year>[12]\d{3})(?!\d)"
_GAP = r"[\s,.-]*"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!\d){_YEAR}(?P<sep>[-/.])(?P<number>\d\d?)(?P=sep)(?P<day>\d\d?)(?!\d)",
        r"(?<!\d)(?P<year>[12]\d{3})(?P<number>[01]\d)(?P<day>[0-3]\d)(?!\d)",
        rf"(?<!\d){_ORDINAL}\s*(?:of\b)?{_GAP}\b{_MONTH}{_GAP}{_YEAR}",
        rf"\b{_MONTH}{_GAP}{_ORDINAL}{_GAP}{_YEAR}",
        rf"(?<!\d){_YEAR}{_GAP}{_MONTH}{_GAP}{_ORDINAL}",
    )
)
_TWO_NUMBERS = re.compile(r"(?<!\d)(?P<first>\d\d?)(?P<sep>[-/.])(?P<second>\d\d?)(?P=sep)(?P<year>[12]\d{3})(?!\d)")
_TIME = re.compile(
    r"(?<![\d:.])(?P<hour>[0-2]?\d)[:.](?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:[.,]\d+)?)?(?![\d:])"
    r"(?:\s*(?P<half>[ap])\.?m\b\.?)?"
    r"(?:\s*(?:(?P<zone>[a-z]{1,5})\b|(?:(?:utc|gmt)\s*)?(?P<sign>[+\u2212-])(?P<zh>\d\d):?(?P<zm>\d\d)?)(?!\d))?",
    re.IGNORECASE,
)
_COMPACT_TIME = re.compile(
    r"(?<![a-z])T(?P<hour>[0-2]\d)(?P<minute>[0-5]\d)(?P<second>[0-5]\d)?(?P<zone>Z)?(?!\w)", re.IGNORECASE
)
_AGO = re.compile(r"\b\d+ (?:second|minute|hour|day|week|month|year)s? ago\b|\b\d+ min(?:ute)?s? read\b", re.IGNORECASE)
_FILLER = re.compile(
    r"\b(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?|at|on|the|date|posted|published|created|issued"
    r"|first|last|updated|modified|time|local|hrs?|hours?|[ecmp]t|ist|t)\b|[^\w]|_",
    re.IGNORECASE,
)
# Hours from UTC: the zones of RFC 822 and those whose name has one meaning in news. ET and IST have more than one.
_ZONES = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6,
    "pst": -8, "pdt": -7, "bst": 1, "west": 1, "cet": 1, "cest": 2, "eet": 2, "eest": 3, "msk": 3,
    "eat": 3, "sast": 2, "pkt": 5, "jst": 9, "kst": 9, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13,
}  # fmt: skip


def parse_published(value: str) -> str:
    """The ISO 8601 day or time that `value` names, and nothing else in it; a zone is kept, none is invented.

    Raises:
        FormatError: it names no day, a day that is not in the calendar, or can be read in two ways.
    """
    shown = value if len(value) <= 40 else value[:40] + "…"
    parts = _take_apart(value)
    if parts is None:
        raise FormatError(f"{shown!r} is no date of publication", remedy=REMEDY)
    found, clock = parts
    day = _day_of(found, shown)
    if clock is None:
        return day.isoformat()
    moment = _time_of(clock)
    if moment is None:
        raise FormatError(f"{shown!r} tells a time that no clock shows", remedy=REMEDY)
    return datetime.combine(day, moment).isoformat()


def is_date_line(line: str) -> bool:
    """True where a line of text holds a date of publication and nothing else, be it one that has to be refused."""
    return _take_apart(line) is not None


def _take_apart(value: str) -> tuple[re.Match[str], re.Match[str] | None] | None:
    """The day and the time of day in `value`, if it holds a day and nothing beside them but filler."""
    if len(value) > LONGEST:
        return None
    found, rest = _first(value, *_DATES, _TWO_NUMBERS)
    clock, rest = _first(rest, _TIME, _COMPACT_TIME)
    if found is None:  # "Fri Jan 3 10:14:00 2020": the time stands within the date
        found, rest = _first(rest, *_DATES, _TWO_NUMBERS)
    if found is None:
        return None
    # A zone that has several meanings ("IST") is not taken; it must be filler, as "ET" is.
    zone = (clock.groupdict().get("zone") or "") if clock else ""
    rest += " " + ("" if zone.lower() in _ZONES else zone)
    return None if _FILLER.sub("", _AGO.sub(" ", rest)) else (found, clock)


def _first(text: str, *patterns: re.Pattern[str]) -> tuple[re.Match[str] | None, str]:
    """The first match of the first pattern that has one, and the text without it."""
    for pattern in patterns:
        if match := pattern.search(text):
            return match, f"{text[: match.start()]} {text[match.end() :]}"
    return None, text


def _day_of(found: re.Match[str], shown: str) -> date:
    groups = found.groupdict()
    year = int(groups["year"])
    if groups.get("month"):
        return _day(year, _MONTHS.index(groups["month"][:3].lower()) + 1, int(groups["day"]), shown)
    if groups.get("number"):
        return _day(year, int(groups["number"]), int(groups["day"]), shown)
    first, second = int(groups["first"]), int(groups["second"])
    if 1 <= first <= 12 and 1 <= second <= 12 and first != second:
        either, other = _day(year, second, first, shown), _day(year, first, second, shown)
        raise FormatError(f"{shown!r} may be the day {either} or {other}", remedy=REMEDY)
    return _day(year, min(first, second), max(first, second), shown)


def _day(year: int, month: int, day: int, shown: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise FormatError(f"{shown!r} is no day of the calendar", remedy=REMEDY) from None


def _time_of(clock: re.Match[str]) -> time | None:
    groups = clock.groupdict()
    hour = int(groups["hour"])
    if groups.get("half"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if groups["half"].lower() == "p" else 0)
    if hour > 23:
        return None
    return time(hour, int(groups["minute"]), int(groups.get("second") or 0), tzinfo=_zone(groups))


def _zone(groups: dict[str, str | None]) -> timezone | None:
    if groups.get("sign"):
        size = timedelta(hours=int(groups["zh"] or 0), minutes=int(groups["zm"] or 0))
        return timezone(size if groups["sign"] == "+" else -size) if size < timedelta(hours=24) else None
    hours = _ZONES.get((groups.get("zone") or "").lower())
    return None if hours is None else timezone(timedelta(hours=hours))
