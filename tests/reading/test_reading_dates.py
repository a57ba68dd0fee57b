"""Dates of publication: what is understood, and what is refused rather than guessed."""

from __future__ import annotations

import pytest

from dateline.errors import FormatError
from dateline.reading.dates import is_date_line, parse_published


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2020-01-03", "2020-01-03"),
        ("20200103", "2020-01-03"),
        ("2020/1/3", "2020-01-03"),
        ("2020-01-03T10:14:00Z", "2020-01-03T10:14:00+00:00"),
        ("2020-01-03T10:14:00.123+04:00", "2020-01-03T10:14:00+04:00"),
        ("20200103T101400Z", "2020-01-03T10:14:00+00:00"),
        ("2020-01-03 10:00:00 +0530", "2020-01-03T10:00:00+05:30"),
        ("03 January, 2020", "2020-01-03"),
        ("January 3, 2020", "2020-01-03"),
        ("3 Jan 2020", "2020-01-03"),
        ("Sept. 12, 2019", "2019-09-12"),
        ("Friday, 3rd of January 2020", "2020-01-03"),
        ("3\N{NO-BREAK SPACE}January\N{NO-BREAK SPACE}2020", "2020-01-03"),
        ("Fri, 03 Jan 2020 10:14:00 +0000", "2020-01-03T10:14:00+00:00"),
        ("Fri, 03 Jan 2020 10:14:00 EST", "2020-01-03T10:14:00-05:00"),
        ("Fri Jan  3 10:14:00 2020", "2020-01-03T10:14:00"),
        ("January 3, 2020 / 10:14 PM / Updated 2 hours ago", "2020-01-03T22:14:00"),
        ("Published: 3 January 2020 at 10.14 GMT", "2020-01-03T10:14:00+00:00"),
        ("12:05 AM ET, January 3, 2020", "2020-01-03T00:05:00"),  # ET is not the same all year: no offset is invented
        ("13/04/2020", "2020-04-13"),
        ("04/13/2020", "2020-04-13"),
        ("04/04/2020", "2020-04-04"),
    ],
)
def test_dates_are_understood(written: str, iso: str) -> None:
    assert parse_published(written) == iso
    assert is_date_line(written)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "yesterday",
        "2020",
        "2020-05",
        "1577836800",
        "On 3 January 2020 a rocket hit the base",
        "3 January",
        "x" * 10_000,
    ],
)
def test_what_is_no_date_is_refused(written: str) -> None:
    with pytest.raises(FormatError, match="no date of publication; give it as --published"):
        parse_published(written)
    assert not is_date_line(written)


def test_a_date_of_two_readings_is_refused_with_both() -> None:
    with pytest.raises(FormatError, match=r"2020-04-03 or 2020-03-04; give it as --published"):
        parse_published("03/04/2020")
    assert is_date_line("03/04/2020")


@pytest.mark.parametrize("written", ["31 February 2020", "2020-13-01", "30/02/2020", "2020-01-03T24:10:00"])
def test_days_and_times_that_do_not_exist_are_refused(written: str) -> None:
    with pytest.raises(FormatError):
        parse_published(written)
