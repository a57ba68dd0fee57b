"""Rules of the time grammar for what is reckoned from the day of publication, and for durations and sets."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from dateline.coding import periods, timequarters, timewords
from dateline.coding.timedates import read_calendar_day, read_decade, read_month, read_year
from dateline.coding.timephrase import (
    Phrase,
    Reading,
    Type,
    count_of,
    duration_value,
    number_in,
    read_day,
    read_part,
    step_of,
    unit_of,
)

if TYPE_CHECKING:
    from dateline.coding.periods import Period


def read_weekday(phrase: Phrase) -> Reading | None:
    """As in "Sunday", "on Friday night", "next Monday"; bare, the last one, or the next if the clause looks ahead."""
    word = phrase.word("W")
    if len(word) < 6 and phrase.before and phrase.before.kind == "W":
        return None
    if word in ("sun", "sat", "wed", "mon", "fri") and not phrase.all[phrase.stop - 1].text.endswith("."):
        return None
    if phrase.today is None:
        return Reading("DATE", "")
    back = (phrase.today.weekday() - timewords.weekday_number(word)) % 7
    if phrase.one("L") and not phrase.one("U"):
        of = phrase.today - timedelta(days=back or 7)
    elif phrase.one("X") and not phrase.one("U"):
        of = phrase.today + timedelta(days=7 - back)
    elif phrase.one("U"):
        monday = phrase.today - timedelta(days=phrase.today.weekday())
        of = monday + timedelta(days=7 * step_of(phrase) + timewords.weekday_number(word))
    elif phrase.ahead and not phrase.one("I"):
        of = phrase.today + timedelta(days=(7 - back) % 7)
    else:
        of = phrase.today - timedelta(days=back)
    return read_day(phrase, periods.day(of))


def read_deictic(phrase: Phrase) -> Reading | None:
    """As in "yesterday morning", "late today", "tonight", "overnight"."""
    if phrase.today is None:
        return Reading("DATE", "")
    word = phrase.word("R")
    of = phrase.today + timedelta(days={"yesterday": -1, "tomorrow": 1}.get(word, 0))
    if word == "overnight":
        night = periods.days(of - timedelta(days=1), of)
        return Reading("TIME", f"{(of - timedelta(days=1)).isoformat()}TNI", night)
    if word == "tonight":
        return Reading("TIME", f"{of.isoformat()}TNI", periods.day(of))
    return read_day(phrase, periods.day(of))


def read_part_of_today(phrase: Phrase) -> Reading | None:
    """As in "last night", "this morning"."""
    if phrase.today is None:
        return Reading("TIME", "")
    of = phrase.today + timedelta(days=step_of(phrase))
    code = timewords.PART_OF_DAY[phrase.word("P")]
    return Reading("TIME", f"{of.isoformat()}T{code}", periods.day(of))


def read_this_unit(phrase: Phrase) -> Reading | None:
    """As in "last week", "this summer", "early next year", "the following day", "the past year"."""
    unit, step = phrase.word("UwqS"), step_of(phrase)
    turning = phrase.word("LX")
    recent = phrase.tokens[0].kind == "t" and turning == "last"  # "the last month" runs up to today
    if ((turning == "past" or recent) and unit in timewords.UNITS) or (
        turning in ("last", "coming") and unit in ("decade", "hour", "century")
    ):
        return _stretch(phrase, 1, unit)
    if unit in ("hour", "minute", "second"):
        return None
    told = turning in ("following", "previous", "preceding", "subsequent") or unit == "day"
    anchor = phrase.reference if told else phrase.today
    if anchor is None:
        return Reading("DATE", "")
    return read_part(phrase, unit_at(anchor, unit, step))


def unit_at(anchor: date, unit: str, step: int) -> Period:
    if unit == "day":
        return periods.day(anchor + timedelta(days=step))
    if unit in ("week", "fortnight"):
        return periods.week(anchor + timedelta(days=7 * step))
    if unit == "weekend":
        over = anchor.weekday() < 5 and step == 0  # before Saturday, "the weekend" of the news is the one gone by
        return periods.weekend(anchor + timedelta(days=7 * (step - over)))
    if unit == "month":
        moved = periods.add_months(anchor, step)
        return periods.month(moved.year, moved.month)
    if unit == "quarter":
        moved = periods.add_months(anchor, 3 * step)
        return periods.quarter(moved.year, (moved.month + 2) // 3)
    if unit == "decade":
        return periods.decade(anchor.year // 10 * 10 + 10 * step)
    if unit == "century":
        start = anchor.year // 100 * 100 + 100 * step
        return replace(periods.between(periods.year(start), periods.year(start + 99)), value=f"{start:04}"[:2])
    if unit in timewords.SEASON_OF:
        return _season_near(anchor, timewords.SEASON_OF[unit], step)
    return periods.year(anchor.year + step)


def _season_near(anchor: date, name: str, step: int) -> Period:
    """The season of this year, the last one over (-1) or the next one to begin (1)."""
    choice = [periods.season(anchor.year + offset, name) for offset in (-2, -1, 0, 1)]
    if step < 0:
        return [period for period in choice if period.last and period.last < anchor][-1]
    if step > 0:
        return next(period for period in choice if period.first and period.first > anchor)
    return choice[2]


def read_weekend(phrase: Phrase) -> Reading | None:
    """As in "the weekend", "a weekend"."""
    if phrase.today is None:
        return Reading("DATE", "")
    step = 1 if phrase.ahead and phrase.today.weekday() < 5 else 0
    period = periods.weekend(phrase.today) if step else unit_at(phrase.today, "weekend", 0)
    return Reading("DATE", period.value, period)


def read_season(phrase: Phrase) -> Reading | None:
    """As in "in the autumn", "summer 2014", "the spring of 1999"."""
    name, told = timewords.SEASON_OF[phrase.word("S")], phrase.number("Y")
    if told:
        return read_part(phrase, periods.season(told, name), explicit=True)
    if phrase.today is None:
        return Reading("DATE", "")
    period = periods.season(phrase.today.year, name)
    if period.first and period.first > phrase.today and not phrase.ahead:
        period = periods.season(phrase.today.year - 1, name)
    return read_part(phrase, period)


def read_ago(phrase: Phrase) -> Reading | None:
    """As in "two weeks ago", "a few days ago", "a year earlier", "ten days later"."""
    count, unit = count_of(phrase), unit_of(phrase)
    if count is None:
        return None
    direction = phrase.word("AI<")
    if direction in ("before", "after") and phrase.after and phrase.after.text not in ",.;:)":
        vague = any(token.word in timewords.VAGUE for token in phrase.tokens)
        return Reading("DURATION", duration_value(count, unit, vague=vague), drop=1)  # from an event: "before the vote"
    if count == 1 and unit == "year" and direction in ("ago", "earlier", "before"):
        quarter = timequarters.compared(phrase)
        if quarter is not None:
            return quarter
    anchor = phrase.today if direction == "ago" else phrase.reference
    if anchor is None:
        return Reading("DATE", "")
    sign = 1 if direction in ("later", "after") else -1
    period = periods.shift(anchor, sign * count, unit)
    value = periods.week(period.first).value if unit == "week" and period.first else period.value
    if unit in ("hour", "minute", "second"):
        return Reading("TIME", value, period)
    vague = any(token.word in timewords.VAGUE for token in phrase.tokens)
    return Reading("DATE", value, period if unit == "day" and not vague else period.approximate())


def read_stretched(phrase: Phrase) -> Reading | None:
    """As in "the last two weeks", "the next three months"."""
    count, unit = count_of(phrase), unit_of(phrase)
    return None if count is None else _stretch(phrase, count, unit)


def _stretch(phrase: Phrase, count: int, unit: str) -> Reading | None:
    value = duration_value(count, unit, vague=any(token.word in timewords.VAGUE for token in phrase.tokens))
    if phrase.today is None:
        return Reading("DURATION", value)
    sign = -1 if phrase.one("L") else 1
    try:
        far = (
            periods.add_months(phrase.today, sign * count) if unit == "month" else _years_or_days(phrase, sign * count)
        )
    except (ValueError, OverflowError):
        return Reading("DURATION", value)
    ends = sorted((far, phrase.today))
    period = periods.days(*ends)
    if unit in ("year", "decade", "century") and count * (10 if unit == "decade" else 1) > 1 and sign < 0:
        period = periods.between(periods.year(far.year), periods.day(phrase.today))
    return Reading("DURATION", value, period)


def _years_or_days(phrase: Phrase, count: int) -> date:
    unit, today = unit_of(phrase), phrase.today or date.min
    months = {"quarter": 3, "year": 12, "decade": 120, "century": 1200}.get(unit)
    if months:
        return periods.add_months(today, months * count)
    return periods.shift(today, count, unit).first or today


def read_recent(phrase: Phrase) -> Reading | None:
    """As in "recent weeks": from about three of them ago to today."""
    unit = unit_of(phrase)
    value = "PAST_REF" if unit == "year" else duration_value(1, unit, vague=True)
    kind: Type = "DATE" if unit == "year" else "DURATION"
    if phrase.today is None or unit not in ("day", "week", "month", "year"):
        return Reading(kind, value)
    far = {"day": 6, "week": 28, "month": 92, "year": 1096}[unit]
    begin = phrase.today - timedelta(days=far)
    grain = periods.day(begin) if unit == "day" else periods.month(begin.year, begin.month)
    grain = periods.year(begin.year) if unit == "year" else grain
    return Reading(kind, value, periods.between(grain.approximate(), periods.day(phrase.today)))


def read_edge(phrase: Phrase) -> Reading | None:
    """As in "the end of January", "the beginning of next year"."""
    inner = replace(phrase, first=phrase.first + next(i for i, t in enumerate(phrase.tokens) if t.kind == "f") + 1)
    kinds = "".join(token.kind for token in inner.tokens)
    read = (
        read_month if "M" in kinds else read_year if "Y" in kinds else read_decade if "G" in kinds else read_this_unit
    )
    whole = _plain_unit(inner) if kinds in ("tU", "U") else read(inner)
    if whole is None or whole.period is None:
        return whole
    edge = {"end": "late", "middle": "mid"}.get(phrase.word("B"), "early")
    return replace(whole, period=periods.part(whole.period, edge, None))


def read_unit_end(phrase: Phrase) -> Reading | None:
    """As in "year-end"."""
    if phrase.word("B") != "end":
        return None
    whole = _plain_unit(phrase)
    return whole and replace(whole, period=whole.period and periods.part(whole.period, "late", None))


def _plain_unit(phrase: Phrase) -> Reading | None:
    if phrase.today is None:
        return Reading("DATE", "")
    period = unit_at(phrase.today, phrase.word("U"), 0)
    return Reading("DATE", period.value, period)


# ---- durations, sets, references without a day


def read_lasting(phrase: Phrase) -> Reading | None:
    """As in "two days", "a seven-year", "months": no days of its own."""
    after = phrase.after
    if phrase.one("-") and after and after.kind == "-" and _kind_at(phrase, 1) == "l":
        return None  # "a 10-year-old": an age
    if after and after.kind == "l":
        return None
    if phrase.one("DO") and phrase.tokens[0].text[-1].isalpha() and phrase.tokens[0].text[0].isdigit():
        return None  # "the 20th century"
    count, unit = number_in(phrase), unit_of(phrase)
    if phrase.tokens[0].word == "one" and unit == "day" and phrase.before and phrase.before.word in _SOME_DAY:
        return Reading("DATE", "FUTURE_REF")
    bare = count is None
    if bare and not (phrase.before and phrase.before.kind in "iFf<"):
        return None
    vague = bare or any(token.word in timewords.VAGUE for token in phrase.tokens)
    if (
        phrase.tokens[0].kind == "a"
        and phrase.before
        and (phrase.before.kind in "NYD" or phrase.before.word == "times")
    ):
        return Reading("SET", duration_value(1, unit))
    return Reading("DURATION", duration_value(count or 1, unit, vague=vague))


_SOME_DAY = ("will", "would", "could", "may", "might")  # "it will one day be over"


def read_stretches(phrase: Phrase) -> Reading | None:
    """As in "the coming weeks", "in past years": how many is open."""
    if phrase.word("LX") in ("last", "past", "previous") and unit_of(phrase) == "year":
        return Reading("DATE", "PAST_REF")
    return Reading("DURATION", duration_value(1, unit_of(phrase), vague=True))


def read_long_ago(phrase: Phrase) -> Reading | None:
    """As in "months ago"."""
    return Reading("DATE", duration_value(1, unit_of(phrase), vague=True))


def read_the_unit(phrase: Phrase) -> Reading | None:
    """As in "for the year", "the full year", "later in the day": that of today; not "the year he left".

    A day, or a whole unit, may be any that the narrative is in, so these tell no days.
    """
    if phrase.today is None:
        return Reading("DATE", "")
    before, after = phrase.before, phrase.after
    led = before is not None and before.kind in "if"
    ends = after is None or not after.text[0].isalpha() or after.kind in "&i<u>" or after.word in ("ended", "ending")
    if not (led and ends) and not phrase.one("v"):
        return None
    unit = phrase.word("U")
    period = unit_at(phrase.today, unit, 0)
    return Reading("DATE", period.value, None if unit == "day" or phrase.one("v") else period)


def read_next_to(phrase: Phrase) -> Reading | None:
    """As in "the day before": from the day last told, or from an event, where it tells no day."""
    if phrase.after and phrase.after.text not in ",.;:)":
        return Reading("DATE", "", drop=1)
    if phrase.reference is None:
        return Reading("DATE", "")
    period = unit_at(phrase.reference, phrase.word("U"), 1 if phrase.word("<") == "after" else -1)
    return Reading("DATE", period.value, period)


def read_unit_long(phrase: Phrase) -> Reading | None:
    """As in "weeklong", "year-long", "decades-long"."""
    vague = phrase.tokens[0].kind == "V"
    return Reading("DURATION", duration_value(1, unit_of(phrase), vague=vague))


def _kind_at(phrase: Phrase, offset: int) -> str:
    at = phrase.stop + offset
    return phrase.all[at].kind if at < len(phrase.all) else "|"


def read_each(phrase: Phrase) -> Reading | None:
    """As in "every day", "each Monday", "every two weeks"."""
    weekday = phrase.one("W")
    if weekday:
        return Reading("SET", f"XXXX-WXX-{timewords.weekday_number(weekday.word) + 1}")
    if phrase.one("P"):
        return Reading("SET", f"XXXX-XX-XXT{timewords.PART_OF_DAY[phrase.word('P')]}")
    return Reading("SET", duration_value(count_of(phrase) or 1, unit_of(phrase)))


def read_often(phrase: Phrase) -> Reading | None:
    return Reading("SET", timewords.OFTEN[phrase.word("J")])


def read_reference(phrase: Phrase) -> Reading | None:
    """As in "now", "currently", "recently", "soon"."""
    word = phrase.word("Z")
    if word in ("once", "shortly") or (phrase.before and phrase.before.word in ("as", "by")):
        return None
    if word == "soon" and phrase.after and phrase.after.kind == "<":
        return None
    if word in timewords.PRESENT:
        period = periods.day(phrase.today) if phrase.today else None
        return Reading("DATE", "PRESENT_REF", replace(period, edtf=f"{period.edtf}?") if period else None)
    return Reading("DATE", "PAST_REF" if word in timewords.PAST else "FUTURE_REF")


def read_the_past(phrase: Phrase) -> Reading | None:
    """As in "in the past", "the near future"; not "the past president"."""
    after = phrase.after
    if after is not None and after.text[0].isalnum() and after.kind not in "&ifsuo<":
        return None
    if phrase.one("x"):
        return None if after is not None and after.kind == "f" else Reading("DATE", "FUTURE_REF")
    return Reading("DATE", "PAST_REF") if phrase.word("L") == "past" else None


def read_these_days(phrase: Phrase) -> Reading | None:
    return Reading("DATE", "PRESENT_REF") if phrase.word("V") == "days" else None


def read_clock_of_day(phrase: Phrase) -> Reading | None:
    """As in "10 p.m. Wednesday", "noon on Friday", "9 a.m. today"."""
    skipped = next(i for i, token in enumerate(phrase.tokens) if token.kind in "WMRDLXT")
    inner = replace(phrase, first=phrase.first + skipped)
    read = read_calendar_day if inner.one("M") else read_weekday if inner.one("W") else read_deictic
    whole = read(inner)
    if whole is None or whole.period is None or whole.period.level != "day":
        return Reading("TIME", "") if whole is not None else None
    clock = phrase.tokens[0]
    if clock.kind == "P":
        code = _HOURS.get(clock.word) or timewords.PART_OF_DAY[clock.word]
    else:
        code = _clock_value(clock.text)
    return Reading("TIME", f"{whole.period.value}T{code}", whole.period, whole.explicit) if code else None


_HOURS = {"noon": "12:00", "midday": "12:00", "midnight": "24:00"}


def read_clock(phrase: Phrase) -> Reading | None:
    """As in "3.20pm": that time on the day last spoken of, if the text told one."""
    if phrase.reference is None:
        return Reading("TIME", "")
    code = _clock_value(phrase.tokens[0].text)
    return Reading("TIME", f"{phrase.reference.isoformat()}T{code}") if code else None


def _clock_value(text: str) -> str:
    """Hours and minutes, "" where there is no such time."""
    hour, minute, afternoon = _read_clock(text)
    if hour > 24 or minute > 59:
        return ""
    hour = hour % 12 + 12 * afternoon if afternoon is not None else hour
    return f"{hour:02}:{minute:02}"


def _read_clock(text: str) -> tuple[int, int, bool | None]:
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    if len(numbers) == 1 and numbers[0] > 24:
        numbers = [*divmod(numbers[0], 100)]
    half = re.search(r"[ap](?=\.?m)", text, re.IGNORECASE)
    return numbers[0], numbers[1] if len(numbers) > 1 else 0, half.group().lower() == "p" if half else None


def read_that_day(phrase: Phrase) -> Reading | None:
    """As in "that day", "the same night"."""
    if phrase.reference is None:
        return Reading("DATE", "")
    unit = phrase.word("UP")
    if unit in ("day", "week", "month", "year"):
        period = unit_at(phrase.reference, unit, 0)
        return Reading("DATE", period.value, period)
    if unit not in timewords.PART_OF_DAY:
        return None
    period = periods.day(phrase.reference)
    return Reading("TIME", f"{period.value}T{timewords.PART_OF_DAY[unit]}", period)
