"""Rules of the time grammar for dates of the calendar: days, months, years, decades, holidays."""

from __future__ import annotations

import re
from datetime import date

from dateline.coding import periods, timewords
from dateline.coding.timephrase import Phrase, Reading, read_day, read_part, step_of

LONG_AGO, SOON = 200, 130  # days


def read_calendar_day(phrase: Phrase) -> Reading | None:
    """As in "27 December 2019", "Dec. 27", "Friday, February 3"."""
    month, number = timewords.month_number(phrase.word("M")), phrase.number("D")
    told, assumed = phrase.number("Y"), phrase.today
    if told is None and assumed is None:
        return Reading("DATE", "")
    of = date(told or _year_of(phrase, month, number or 1), month, number or 1)
    return read_day(phrase, periods.day(of), explicit=told is not None)


def read_last_day(phrase: Phrase) -> Reading | None:
    """As in "last Oct. 23": the last such day before today."""
    month, number, today = timewords.month_number(phrase.word("M")), phrase.number("D") or 1, phrase.today
    if today is None:
        return Reading("DATE", "", skip=1)
    of = date(today.year - ((month, number) >= (today.month, today.day)), month, number)
    return Reading("DATE", of.isoformat(), periods.day(of), skip=1)


def read_week_of(phrase: Phrase) -> Reading | None:
    """As in "the week of March 6"."""
    whole = read_calendar_day(phrase)
    if whole is None or phrase.word("U") != "week" or whole.period is None or whole.period.first is None:
        return whole
    period = periods.week(whole.period.first)
    return Reading("DATE", period.value, period)


def _year_of(phrase: Phrase, month: int, number: int) -> int:
    """The year that a date without one means: the last such day, or the next where the clause looks ahead."""
    today = phrase.today or date.min
    if phrase.ahead:
        return today.year + ((month, number) < (today.month, today.day))
    if phrase.tense != "past" and _is_coming(today, month, number):
        return today.year + ((month, number) < (today.month, today.day))
    near = (month - today.month) % 12 <= 1 and (month, number) > (today.month, today.day + 2)
    return today.year - ((month, number) > (today.month, today.day) and not (near and month == today.month))


def _is_coming(today: date, month: int, number: int = 1) -> bool:
    """True where the last such day is of a year before and long ago, and the next is near.

    Reports write the year with a day so long ago: "Feb. 10" in January is the one to come where no verb says otherwise.
    """
    past = today.year - ((month, number) > (today.month, today.day))
    last = periods.month(past, month).first
    if past == today.year or last is None:
        return False
    return (today - last).days > LONG_AGO and (last.replace(year=past + 1) - today).days < SOON


def read_day_range(phrase: Phrase) -> Reading | None:
    """As in "Jan. 3-7", "3 to 7 January 2018"."""
    month, told = timewords.month_number(phrase.word("M")), phrase.number("Y")
    first, last = (int(re.sub(r"\D", "", token.text)) for token in phrase.tokens if token.kind == "D")
    if told is None and phrase.today is None:
        return Reading("DATE", "")
    year = told or _year_of(phrase, month, first)
    period = periods.days(date(year, month, first), date(year, month, last))
    return Reading("DATE", period.value, period, told is not None) if first < last else None


def read_numeric(phrase: Phrase) -> Reading | None:
    """As in "2019-12-27", "12/27/2019", "27/12/2019": where both orders make a date it is month first."""
    numbers = [int(number) for number in re.findall(r"\d+", phrase.tokens[0].text)]
    if "-" not in phrase.tokens[0].text:
        left, right, year = numbers
        year += 0 if year > 99 else 2000 if year < 50 else 1900
        numbers = [year, left, right] if left <= 12 else [year, right, left]
    period = periods.day(date(*numbers))
    return Reading("DATE", period.value, period, explicit=True)


def read_month(phrase: Phrase) -> Reading | None:
    """As in "March", "in March 2011", "mid-November", "May last year"."""
    month, told = timewords.month_number(phrase.word("M")), phrase.number("Y")
    if told is None and not phrase.one("LXTU") and not _is_month_alone(phrase):
        return None
    if told is None and phrase.today is None:
        return Reading("DATE", "")
    explicit = told is not None
    if told is None and phrase.one("U") and phrase.today:
        told = phrase.today.year + step_of(phrase)
    elif told is None and phrase.one("LX") and phrase.today:
        today = phrase.today
        told = today.year - (month >= today.month) if phrase.one("L") else today.year + (month <= today.month)
    elif told is None and phrase.one("T") and phrase.today:
        told = phrase.today.year
    elif told is None and phrase.today:
        today = phrase.today
        tense = phrase.tense
        ahead = tense == "future" or (tense == "" and _is_coming(today, month))
        told = today.year + (month < today.month) if ahead else today.year - (month > today.month)
    return read_part(phrase, periods.month(told or 1, month), explicit=explicit)


def _is_month_alone(phrase: Phrase) -> bool:
    """Tells the month from the verb, the surname and the first name: "May", "Theresa May", "April Smith"."""
    before, after = phrase.before, phrase.after
    led = before is not None and (before.kind in "iFsuy><bfLXT&-," or before.word in ("as", "the"))
    named = after is not None and after.kind == "." and after.text[:1].isupper() and len(after.text) > 1
    short = phrase.one("M")
    if named and short is not None and short.text in ("Jan", "Jun", "Mar"):
        return False
    if phrase.word("M") in ("may", "march") and not phrase.one("E"):
        return led and not named
    return not (named and not led)


def read_year(phrase: Phrase) -> Reading | None:
    """As in "2014", "early 2018", "mid-2016"."""
    number = phrase.number("Y") or 0
    before, after = phrase.before, phrase.after
    led = (before is not None and before.kind in "iFsuy><bft&E-o,") or bool(phrase.one("EI"))
    if (before and before.text in "$€£#.:/+") or (after and after.text in ("%", "/", ":")):
        return None
    if after and after.start == phrase.tokens[-1].end and after.text not in ",.;:!?)]'’\"”-–—'s’s…":
        return None
    counted = (
        after is not None
        and after.kind == "."
        and after.text.islower()
        and len(after.text) > 3
        and after.text.endswith(("s", "people"))
    )
    if counted and not (before and before.kind in "itsuy<bd"):
        return None
    if number < 1900 and not led:
        return None
    return read_part(phrase, periods.year(number), explicit=True)


def read_decade(phrase: Phrase) -> Reading | None:
    """As in "the 1990s", "the late '80s"."""
    spelled = timewords.DECADES.get(phrase.word("G"))
    if spelled:
        return read_part(phrase, periods.decade(spelled), explicit=True) if phrase.one("t") else None
    digits = re.sub(r"\D", "", phrase.word("G"))
    start = int(digits) if len(digits) == 4 else 1900 + int(digits)
    return read_part(phrase, periods.decade(start), explicit=True)


def read_century(phrase: Phrase) -> Reading | None:
    """As in "the 20th century": too long to date anything."""
    return Reading("DATE", f"{timewords.century_of(phrase.word('n')) - 1:02}")


def read_holiday(phrase: Phrase) -> Reading | None:
    """As in "Christmas", "New Year's Eve 2015", "9/11"."""
    name, told = phrase.tokens[0].text, phrase.number("Y")
    fixed = bool(timewords.holidays()[name.replace("’", "'")]["year"])
    if told is None and phrase.today is None and not fixed:
        return Reading("DATE", "")
    today = phrase.today or date.min
    of = timewords.holiday(name, told or today.year)
    if not told and not fixed:
        if phrase.ahead:
            of = of if of >= today else timewords.holiday(name, today.year + 1)
        elif of > today:
            of = timewords.holiday(name, today.year - 1)
    return read_day(phrase, periods.day(of), explicit=told is not None or fixed)
