"""Which date an event of several mentions has."""

from __future__ import annotations

from dateline.coding.merge import merge
from dateline.model import Event, Span, Time


def part(at: int, when: Time | None) -> Event:
    return Event(id=f"e{at}", type="ASSAULT", mentions=(Span(start=at, end=at + 4, text="word"),), time=when)


def told(edtf: str, first: str | None, last: str | None, *, confidence: float = 0.6, at: int = 0) -> Time:
    return Time(
        edtf=edtf,
        level="interval" if "/" in edtf else "day",
        basis="relative",
        earliest=first,
        latest=last,
        confidence=confidence,
        start=at,
        end=at + 3,
        text="day",
    )


BEGUN = told("2020-01-01/..", "2020-01-01", None, at=30)
ENDED = told("../2020-01-05", None, "2020-01-05", confidence=0.9, at=70)
MONTH = told("2020-01", "2020-01-01", "2020-01-31", confidence=0.9)
DAY = told("2020-01-03", "2020-01-03", "2020-01-03", confidence=0.5)


def test_a_start_and_an_end_told_by_two_mentions_make_one_interval() -> None:
    for parts in ((BEGUN, ENDED), (ENDED, BEGUN)):
        whole = merge([part(10 * number, when) for number, when in enumerate(parts, start=1)], "happened").time
        assert whole is not None
        assert (whole.edtf, whole.earliest, whole.latest) == ("2020-01-01/2020-01-05", "2020-01-01", "2020-01-05")
        assert (whole.start, whole.end) == (30, 33)  # the words of the start


def test_an_end_before_the_start_makes_no_interval() -> None:
    early = told("../2019-12-01", None, "2019-12-01", confidence=0.9)
    whole = merge([part(10, BEGUN), part(20, early)], "happened").time
    assert whole == early


def test_the_likelier_date_wins_and_a_told_one_over_an_inferred_one() -> None:
    other = told("2020-02-03", "2020-02-03", "2020-02-03", confidence=0.8)
    guess = Time(edtf="2020-03-01?", level="day", basis="inferred", confidence=0.99)
    assert merge([part(10, DAY), part(20, other), part(30, guess)], "happened").time == other
    assert merge([part(10, guess), part(20, None)], "happened").time == guess


def test_a_finer_date_beats_a_coarse_one_only_where_it_lies_within() -> None:
    outside = told("2020-02-03", "2020-02-03", "2020-02-03", confidence=0.5)
    assert merge([part(10, MONTH), part(20, DAY)], "happened").time == DAY
    assert merge([part(10, MONTH), part(20, outside)], "happened").time == MONTH
