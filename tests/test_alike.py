"""Whether two names, dates and places can be the same one."""

from __future__ import annotations

import pytest

from dateline.coding.alike import (
    DAYS_APART,
    compatible_places,
    compatible_times,
    content_words,
    same_name,
    share_participant,
)
from dateline.model import Participant, Place, Time


def day(edtf: str, *, earliest: str | None = "same", latest: str | None = "same", basis: str = "explicit") -> Time:
    return Time(
        edtf=edtf,
        level="day",
        basis=basis,
        earliest=edtf if earliest == "same" else earliest,
        latest=edtf if latest == "same" else latest,
    )


def place(name: str, level: str = "city", country: str = "") -> Place:
    return Place(name=name, level=level, country=country)


def test_small_words_and_titles_do_not_carry_a_name():
    assert content_words("The Army of the North") == {"army", "north"}
    assert content_words("Mr. Dal") == content_words("dal") == {"dal"}
    assert content_words("The Who of the") == {"who"}
    assert content_words("of the") == {"of", "the"}  # nothing else is left
    assert content_words("…") == frozenset()


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("Arkan Dal", "Dal", True),
        ("General Arkan Dal", "arkan dal", True),
        ("the ministry", "the ministry of defence of Northland", True),
        ("rebels", "the rebels of the eastern Orvo river valley front", False),  # one word of six
        ("Arkan Dal", "Lena Voss", False),
        ("the army", "the police", False),
        ("", "", False),
        ("", "Dal", False),
    ],
)
def test_names_are_the_same_where_enough_words_are(left, right, same):
    assert same_name(left, right) is same
    assert same_name(right, left) is same


def test_participants_are_shared_by_name_or_by_words():
    dal = Participant(name="Arkan Dal", start=0, end=3, text="Dal")
    voss = Participant(name="Lena Voss", start=5, end=8, text="she")
    also = Participant(name="the minister", start=9, end=12, text="she")
    unseen = Participant(name="nobody")
    assert share_participant((dal, voss), (Participant(name="Dal"),)) is True
    assert share_participant((voss,), (also,)) is True
    assert share_participant((dal,), (voss,)) is False
    assert share_participant((unseen,), (Participant(name="somebody"),)) is False  # no words are no shared words
    assert share_participant((), (voss,)) is None
    assert share_participant((voss,), ()) is None


@pytest.mark.parametrize(
    ("left", "right", "verdict"),
    [
        (day("2020-10-17"), day("2020-10-17"), True),
        (day("2020-10-17"), day("2020-10-18"), True),  # the night of an attack has two
        (day("2020-10-17"), day("2020-10-19"), False),
        (day("2020-10-31"), day("2020-11-01"), True),
        (day("2020-10", earliest="2020-10-01", latest="2020-10-31"), day("2020-10-17"), True),
        (day("2020-10", earliest="2020-10-01", latest="2020-10-31"), day("2020-11-02"), False),
        (day("2011/..", earliest="2011-01-01", latest=None), day("2020-10-17"), True),
        (day("2011/..", earliest="2011-01-01", latest=None), day("2009-10-17"), False),
        (day("../2011", earliest=None, latest="2011-12-31"), day("2009-10-17"), True),
        (day("../2011", earliest=None, latest="2011-12-31"), day("2012-01-02"), False),
        (day("../..", earliest=None, latest=None), day("0001-01-01"), True),
        (day("2020-10-17", basis="inferred"), day("2020-10-17"), None),
        (day("2020-10-17", basis="relative"), day("2020-10-20"), False),
        (None, day("2020-10-17"), None),
        (None, None, None),
    ],
)
def test_dates_fit_where_they_overlap_or_nearly_do(left, right, verdict):
    assert DAYS_APART == 1
    assert compatible_times(left, right) is verdict
    assert compatible_times(right, left) is verdict


@pytest.mark.parametrize(
    ("left", "right", "verdict"),
    [
        (place("Talva"), place("Talva"), True),
        (place("Talva"), place("Orvo"), False),
        (place("Talva", country="AZE"), place("Talva", country="ARM"), False),
        (place("Talva", country="AZE"), place("Azerbaijan", "country", "AZE"), True),
        (place("Talva"), place("the north", "region"), True),
        (place("Talva"), place("the Karim mosque", "site"), True),
        (place("Talva", country="AZE"), place("the Karim mosque", "site", "ARM"), False),
        (place("Talva district", "admin1"), place("Talva"), True),
        (None, place("Talva"), None),
        (place("Talva"), None, None),
    ],
)
def test_places_fit_where_one_may_lie_within_the_other(left, right, verdict):
    assert compatible_places(left, right) is verdict
    assert compatible_places(right, left) is verdict
