"""What a value must say to stand in a record: what the program writes does, what means nothing does not."""

from __future__ import annotations

from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from records import hand_made

from dateline.coding import periods
from dateline.coding.temporal import guess
from dateline.model import Casualty, Claim, Participant, Place, Span, Time
from dateline.soundness import fault_in, fault_of, fault_of_change, is_moment, read

RECORD = hand_made()
STRIKE = RECORD.events[0]
SOLDIERS = Participant(name="soldiers")
BAKU = Place(name="Baku", level="city", country="AZE", lat=40.4, lon=49.9)
DAY = Time(edtf="2020-10-11", level="day", basis="explicit", earliest="2020-10-11", latest="2020-10-11")
DEAD = Casualty(kind="killed", low=3, high=None)
SAID = Claim(source="the Post")


@pytest.mark.parametrize("event", RECORD.events, ids=lambda event: event.id)
def test_what_the_program_writes_is_sound(event):
    assert fault_in(event) == fault_in(event, text=RECORD.text) == ""


@given(st.dates(), st.dates(), st.sampled_from(["SP", "SU", "FA", "WI"]))
def test_every_stretch_of_the_calendar_is_sound(one, other, season):
    first, last = sorted((one, other))
    year = min(first.year, 9980)
    told = [
        periods.day(first), periods.days(first, last), periods.month(year, first.month), periods.quarter(year, 4),
        periods.season(year, season), periods.year(year), periods.decade(year), periods.since(periods.day(first)),
        periods.until(periods.year(year)), periods.part(periods.decade(year), "mid", None),
    ]  # fmt: skip
    for period in (*told, *(each.approximate() for each in told)):
        assert fault_of(guess(period)) == ""
        assert fault_of(replace(guess(period), edtf=period.edtf)) == ""


@pytest.mark.parametrize(
    "edtf",
    ["2020", "2020~", "2020-10?~", "201X", "2020-21", "2020/..", "../2020-10", "/2020", "2020-10-11%/2020-10-13"],
)
def test_a_date_in_edtf_is_sound(edtf):
    assert fault_of(replace(DAY, edtf=edtf)) == ""


@pytest.mark.parametrize(
    "edtf",
    [
        "", "..", "../..", "soon", "2020-13", "2020-00", "2020-02-30", "0000", "2020/2021/2022", "2020-1", "٢٠٢٠",
        "2020-10-11\n", "\ud800",
    ],
)  # fmt: skip
def test_a_date_that_is_none_in_edtf_is_told(edtf):
    assert fault_of(replace(DAY, edtf=edtf)).startswith("edtf: ")


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (replace(SOLDIERS, country="az"), "country: 'az' is no code of three capital letters"),
        (replace(SOLDIERS, country="AZE\0"), "country: "),
        (replace(SOLDIERS, blamed_by=-1), "blamed_by: -1 is no index"),
        (replace(BAKU, country="\ud800"), "country: "),
        (replace(BAKU, lat=-91.0), "lat: -91.0 is not within -90 and 90 degrees"),
        (replace(BAKU, lon=float("nan")), "lon: nan is not within"),
        (replace(BAKU, confidence=1.1), "confidence: 1.1 is not within 0 and 1"),
        (replace(DAY, confidence=float("nan")), "confidence: nan is not within 0 and 1"),
        (replace(DAY, earliest="2020-10-12"), "earliest: 2020-10-12 is later than latest, 2020-10-11"),
        (replace(DAY, latest="2020-11-31"), "latest: '2020-11-31' is no day"),
        (replace(DAY, latest="20201111"), "latest: '20201111' is no day"),
        (replace(DEAD, low=-1), "low: -1 is less than nobody"),
        (replace(DEAD, high=2), "low: 3 is more than high, 2"),
        (replace(DEAD, as_of="now"), "as_of: 'now' is no day"),
        (replace(SAID, about="actors/x"), "about: 'actors/x' is neither event, place, time nor one of a list"),
        (replace(SAID, about="claims/0"), "about: "),
        (replace(SAID, about="actors/00"), "about: "),
    ],
)
def test_what_is_wrong_with_a_value_is_told(value, says):
    assert fault_of(value).startswith(says)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (replace(SOLDIERS, blamed_by=2), "blamed_by: the event has no claims/2"),
        (replace(SAID, about="actors/1"), "about: the event has no actors/1"),
        (replace(SAID, about="casualties/1"), "about: the event has no casualties/1"),
        (replace(SOLDIERS, blamed_by=1), ""),
        (replace(SAID, about="targets/0"), ""),
        (replace(SAID, about="place"), ""),
    ],
)
def test_what_a_value_points_at_must_be_there(value, says):
    assert fault_of(value) == ""
    assert fault_of(value, event=STRIKE) == says


@pytest.mark.parametrize(
    "value",
    [
        replace(SOLDIERS, start=0, end=4, text="jets"),
        replace(SOLDIERS, start=4, end=4),
        replace(SOLDIERS, start=-4, end=-1, text=RECORD.text[-4:-1]),
        replace(SOLDIERS, start=0),
        replace(SOLDIERS, text="Jets"),
        replace(SAID, cue=Span(start=0, end=4, text="Tank")),
        replace(SAID, quote=Span(start=0, end=10**6, text=RECORD.text)),
    ],
)
def test_words_must_be_those_of_the_report(value):
    assert fault_of(value) == ""
    assert "is not what the report has at" in fault_of(value, text=RECORD.text)


def test_what_is_wrong_in_an_event_is_told_with_its_place():
    assert fault_in(replace(STRIKE, claims=())) == ""
    assert fault_in(replace(STRIKE, targets=(SOLDIERS, replace(SOLDIERS, blamed_by=2)))).startswith(
        "targets/1: blamed_by"
    )
    beyond = replace(STRIKE.links[0], end=10**6)
    assert fault_in(replace(STRIKE, links=(beyond,)), text=RECORD.text).startswith("links/0: ")
    before = Span(start=-5, end=-1, text=RECORD.text[-5:-1])
    assert fault_in(replace(STRIKE, mentions=(before,)), text=RECORD.text).startswith("mentions: ")
    assert fault_in(replace(STRIKE, factuality=float("nan"))).startswith("factuality is not within")
    assert fault_in(replace(STRIKE, confidence=1.5)).startswith("factuality is not within")


def test_a_name_is_not_taken_away():
    told, nameless = asdict(SOLDIERS), asdict(replace(SOLDIERS, name=""))
    assert (
        fault_of_change(told, None) == fault_of_change(nameless, nameless) == fault_of_change(asdict(DEAD), None) == ""
    )
    assert fault_of_change(nameless, told) == fault_of_change(nameless, None) == "name: it is empty"
    assert fault_of_change(asdict(replace(SAID, source=" ")), asdict(SAID)) == "source: it is empty"


@pytest.mark.parametrize(
    "value", [SOLDIERS, BAKU, DAY, DEAD, SAID, replace(SAID, cue=Span(start=0, end=4, text="\ud800"))]
)
def test_fields_are_read_as_they_are(value):
    assert read(type(value), asdict(value)) == value


@pytest.mark.parametrize(
    ("kind", "given", "says"),
    [
        (Casualty, {**asdict(DEAD), "low": "3"}, "low: Input should be a valid integer"),
        (Casualty, {**asdict(DEAD), "low": True}, "low: Input should be a valid integer"),
        (Claim, {"source": "x", "cue": {"start": "0", "end": 4, "text": "Jets"}}, "cue.start: "),
        (Claim, {"source": "x", "cue": {"start": 0}}, "cue.end: Field required"),
        (Place, {"name": "x"}, "level: Field required"),
        (Participant, {"name": "x", "colour": "red"}, "colour: "),
        (Participant, None, ": Input should be"),
    ],
)
def test_fields_that_are_not_of_the_right_type_are_refused(kind, given, says):
    with pytest.raises(ValueError, match="^" + says):
        read(kind, given)


def test_a_moment_is_one_of_iso_8601():
    for text in ("2026", "2026-01-02", "2026-01-02T03:04:05.123456+00:00", "2026-01-02T03:04Z"):
        assert is_moment(text)
    for text in ("", "now", "2026\n", "2026-01-02 03:04", "2026\ud800"):
        assert not is_moment(text)
