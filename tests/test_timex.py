"""The grammar of time expressions: spans, TIMEX3 values, EDTF."""

from __future__ import annotations

from datetime import date

import pytest

from dateline.coding import timewords
from dateline.coding.timex import find_dates, find_expressions

SUNDAY = date(2020, 10, 18)


@pytest.mark.parametrize(
    ("text", "span", "edtf"),
    [
        ("It began on 27 December 2019.", "27 December 2019", "2019-12-27"),
        ("The rocket hit the base on Dec. 27.", "Dec. 27", "2019-12-27"),
        ("The vote was held on 3 January, 2020.", "3 January, 2020", "2020-01-03"),
        ("He fled on Friday, February 3, 2017.", "Friday, February 3, 2017", "2017-02-03"),
        ("They met in March 2011.", "March 2011", "2011-03"),
        ("The siege of 2014 was long.", "2014", "2014"),
        ("Wars of the 1990s displaced many.", "the 1990s", "1990/1999"),
        ("It was filed on 2020-10-02.", "2020-10-02", "2020-10-02"),
        ("The shells fell on Saturday.", "Saturday", "2020-10-17"),
        ("The shells fell on Sunday.", "Sunday", "2020-10-18"),
        ("They will meet on Wednesday.", "Wednesday", "2020-10-21"),
        ("The town fell last Sunday.", "last Sunday", "2020-10-11"),
        ("He was shot late on Friday night.", "late on Friday night", "2020-10-16"),
        ("The town fell last week.", "last week", "2020-10-05/2020-10-11"),
        ("The town fell late last week.", "late last week", "2020-10-08/2020-10-11"),
        ("Talks failed earlier this week.", "earlier this week", "2020-10-12/2020-10-18"),
        ("They clashed two weeks ago.", "two weeks ago", "2020-10-04~"),
        ("They clashed a week ago.", "a week ago", "2020-10-11~"),
        ("They clashed two days ago.", "two days ago", "2020-10-16"),
        ("They clashed a few days ago.", "a few days ago", "2020-10-15~"),
        ("He resigned yesterday.", "yesterday", "2020-10-17"),
        ("He resigned last night.", "last night", "2020-10-17"),
        ("Shelling went on overnight.", "overnight", "2020-10-17/2020-10-18"),
        ("He was seized on New Year's Eve.", "New Year's Eve", "2019-12-31"),
        ("He was seized last year.", "last year", "2019"),
        ("They clashed in early January.", "early January", "2020-01-01/2020-01-10"),
        ("They were held at the end of January.", "the end of January", "2020-01-21/2020-01-31"),
        ("Troops came in mid-2016.", "mid-2016", "2016-06/2016-07"),
        ("Dozens died in the last month.", "the last month", "2020-09-18/2020-10-18"),
        ("Dozens died in the last two weeks.", "the last two weeks", "2020-10-04/2020-10-18"),
        ("The drive ended in the autumn of 2017.", "the autumn of 2017", "2017-09/2017-11"),
        ("He was freed last November.", "last November", "2019-11"),
        ("He was freed in December.", "December", "2019-12"),
        ("Polls are to open on April 3.", "April 3", "2021-04-03"),
        ("The attacks of 9/11 shook it.", "9/11", "2001-09-11"),
    ],
)
def test_days_meant(text: str, span: str, edtf: str) -> None:
    (found,) = find_expressions(text, SUNDAY)
    assert (found.text, found.edtf) == (span, edtf)
    assert text[found.start : found.end] == found.text


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("a two-day siege", "DURATION", "P2D"),
        ("for seven years", "DURATION", "P7Y"),
        ("in recent weeks", "DURATION", "PXW"),
        ("in the last twenty four hours", "DURATION", "PT24H"),
        ("every day", "SET", "P1D"),
        ("on Friday night", "TIME", "2020-10-16TNI"),
        ("the third quarter of 1989", "DATE", "1989-Q3"),
        ("last week", "DATE", "2020-W41"),
        ("over the weekend", "DATE", "2020-W42-WE"),
        ("it is now quiet", "DATE", "PRESENT_REF"),
        ("it is like this these days", "DATE", "PRESENT_REF"),
        ("seldom in the past,", "DATE", "PAST_REF"),
        ("in the near future.", "DATE", "FUTURE_REF"),
        ("in past years.", "DATE", "PAST_REF"),
        ("in the coming weeks.", "DURATION", "PXW"),
        ("for two more weeks", "DURATION", "P2W"),
        ("after 5 1/2 hours", "DURATION", "PT5H30M"),
        ("for two and a half years", "DURATION", "P2.5Y"),
        ("twenty years after the war", "DURATION", "P20Y"),
        ("it will one day be over", "DATE", "FUTURE_REF"),
        ("two weeks ago", "DATE", "2020-W40"),
        ("in the 20th century", "DATE", "19"),
        ("in the nineties", "DATE", "199"),
        ("in nineteen ninety-four", "DATE", "1994"),
        ("in the year 2000", "DATE", "2000"),
        ("at 10 p.m. Wednesday", "TIME", "2020-10-14T22:00"),
        ("shot at 3.20pm, on Friday, February 3, in town", "TIME", "2020-02-03T15:20"),
        ("at noon on Friday", "TIME", "2020-10-16T12:00"),
        ("later in the day.", "DATE", "2020-10-18"),
        ("for the year.", "DATE", "2020"),
        ("by year-end.", "DATE", "2020"),
        ("in the second half of 1989", "DATE", "1989-H2"),
        ("this year's third quarter", "DATE", "2020-Q3"),
        ("the week of March 9", "DATE", "2020-W11"),
        ("last Oct. 23.", "DATE", "2019-10-23"),
        ("they have until Tuesday to leave", "DATE", "2020-10-20"),
        ("it expects to end it in November", "DATE", "2020-11"),
        ("he on Sunday called for calm", "DATE", "2020-10-18"),
    ],
)
def test_timex3_type_and_value(text: str, kind: str, value: str) -> None:
    (found,) = find_expressions(text, SUNDAY)
    assert (found.type, found.value) == (kind, value)


QUARTERLY = "It earned $4 million in the third quarter, from $3.5 million a year earlier."


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", "2019-Q3"),
        (" Costs rose from the year-ago quarter.", "2019-Q3"),
        (" It sold more in the latest period.", "2020-Q3"),
        (" It sold less in the same period last year.", "2019-Q3"),
        (" Sales in the 2018 period were flat.", "2018-Q3"),
        (" Sales of last year's quarter were flat.", "2019-Q3"),
        (" Sales for the year-earlier nine months fell.", "P9M"),
    ],
)
def test_a_quarter_once_told_is_what_later_words_mean(text: str, value: str) -> None:
    assert find_expressions(QUARTERLY + text, SUNDAY)[-1].value == value


def test_without_a_quarter_told_they_mean_none() -> None:
    assert find_expressions("They fled the quarter, as in that period.", SUNDAY) == []
    assert find_expressions("Killings fell by 8% from a year earlier.", SUNDAY)[0].value == "2019"


@pytest.mark.parametrize(
    "text",
    ["Jan Kavan spoke.", "soon after it fell", "the future of the town", "the past president", "in the year he left"],
)
def test_no_expression(text: str) -> None:
    assert find_expressions(text, SUNDAY) == []


@pytest.mark.parametrize(
    "text",
    [
        "It may rain, and they march on.",
        "Theresa May spoke.",
        "Wars of the 20th century.",
        "A 10-year-old girl was hurt.",
        "About 2000 soldiers left.",
        "It cost $2014 in all.",
        "He told the Today programme so.",
        "Later in the day, rebels shelled it for the whole week.",
        "They arrived two days before the vote that he lost, on foot, on February 30.",
    ],
)
def test_no_date_where_there_is_none(text: str) -> None:
    assert [found.text for found in find_expressions(text, SUNDAY) if found.edtf] == []


@pytest.mark.parametrize(
    "text", ["on Sunday", "last week", "two weeks ago", "yesterday", "in March", "on Dec. 27", "in the last month"]
)
def test_relative_without_publication_date_tells_no_day(text: str) -> None:
    assert [found.edtf for found in find_expressions(text, None)] == [None]


def test_absolute_without_publication_date() -> None:
    found = find_expressions("They met on 27 December 2019 and again in 2020.", None)
    assert [(one.edtf, one.basis) for one in found] == [("2019-12-27", "explicit"), ("2020", "explicit")]


@pytest.mark.parametrize(
    ("text", "span", "edtf"),
    [
        ("held since 2011 there", "since 2011", "2011/.."),
        ("done before 1939 at sea", "before 1939", "../1939"),
        ("due by 25 October 2020 at best", "by 25 October 2020", "../2020-10-25"),
        ("between January and July 2018 it fell", "January and July 2018", "2018-01/2018-07"),
        ("from Monday to Wednesday they met", "Monday to Wednesday", "2020-10-12/2020-10-14"),
        ("they met on Monday and Tuesday there", "Monday and Tuesday", "2020-10-12/2020-10-13"),
        ("on Jan. 3-7, 2018 they met", "on Jan. 3-7, 2018", "2018-01-03/2018-01-07"),
    ],
)
def test_prepositions_and_ranges(text: str, span: str, edtf: str) -> None:
    (found,) = find_dates(text, SUNDAY)
    assert (found.text, found.edtf) == (span, edtf)
    assert text[found.start : found.end] == found.text


def test_bounds_and_level() -> None:
    (month,) = find_expressions("in March 2011", None)
    assert (month.level, month.earliest, month.latest) == ("month", date(2011, 3, 1), date(2011, 3, 31))
    (since,) = find_dates("since 2011", None)
    assert (since.level, since.earliest, since.latest) == ("interval", date(2011, 1, 1), None)


def test_day_counted_from_the_last_one_told() -> None:
    found = find_expressions("They met on 3 March 2019. A day earlier, he had fled.", SUNDAY)
    assert [one.edtf for one in found] == ["2019-03-03", "2019-03-02"]


@pytest.mark.parametrize(("year", "day"), [(2016, date(2016, 3, 27)), (2019, date(2019, 4, 21))])
def test_easter(year: int, day: date) -> None:
    assert timewords.holiday("Easter", year) == day


@pytest.mark.parametrize("text", ["", "a", "31", "May", "\ud800 Sunday", "99 million years ago", "9999 years ago"])
def test_odd_input(text: str) -> None:
    for found in find_expressions(text, date(1, 1, 1)) + find_expressions(text, date(9999, 12, 31)):
        assert text[found.start : found.end] == found.text


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("He remains in the country until Feb. 10.", "2000-02-10"),
        ("He was shot on Feb. 10.", "1999-02-10"),
        ("A hearing on Nov. 22.", "1999-11-22"),
        ("Talks in March.", "2000-03"),
        ("He was freed in March.", "1999-03"),
        ("The pact is effective June 1.", "2000-06-01"),
    ],
)
def test_without_a_verb_of_the_past_a_day_long_ago_is_the_one_to_come(text: str, edtf: str) -> None:
    assert find_expressions(text, date(2000, 1, 7))[-1].edtf == edtf


def test_a_dot_behind_a_month_ends_no_clause() -> None:
    first, second = find_expressions("The prize will be paid Dec. 14 to holders of Nov. 15.", date(1989, 10, 30))
    assert (first.edtf, second.edtf) == ("1989-12-14", "1989-11-15")
