from __future__ import annotations

from dataclasses import replace

import pytest
from telling import TALVA, day, killed, people, telling

from dateline.incidents.compare import FEATURES, compare_places, days_apart, features, score, weights
from dateline.incidents.rarity import counts, likeness, rarity, weigh
from dateline.model import Place

BODY = "Gunmen of the Zarquon Brigade attacked the Holbeck market in Talva, killing nine people."
OTHER = "The attack on Holbeck market left nine dead, and the Zarquon Brigade said it had done it."
FAR = "Farmers in Quillon blocked the road with tractors to protest against the price of milk."


def test_each_feature_has_a_weight_and_the_other_way_round():
    assert {*weights()} == {*FEATURES, "*"}
    one = telling("a", BODY, "attacked")
    assert {*features(one, one)} == {*FEATURES}


def test_common_words_say_nothing_and_rare_ones_much():
    reports, seen = counts()
    assert rarity("the") == rarity("said") == 0
    assert rarity("zarquon") > rarity("brigade") > 0
    assert reports > 3000
    assert min(seen.values()) >= 3
    assert likeness(weigh(BODY), weigh(BODY)) == pytest.approx(1)
    assert likeness(weigh(BODY), weigh(FAR)) < 0.05 < likeness(weigh(BODY), weigh(OTHER))
    assert weigh("the of and") == {}


def test_what_tells_of_one_thing_scores_higher_than_what_does_not():
    told = {"place": TALVA, "time": day("2021-03-14"), "casualties": (killed(9),), "actors": people("Zarquon Brigade")}
    one, other = telling("a", BODY, "attacked", **told), telling("b", OTHER, "attack", **told)
    far = telling("c", FAR, "blocked", type="PROTEST")
    assert score(features(one, other)) > 0 > score(features(one, far))
    assert features(one, other) == features(other, one)


def test_other_figures_and_another_status_speak_against():
    one = telling("a", BODY, "attacked", casualties=(killed(9),))
    same, other = (telling("b", OTHER, "attack", casualties=(killed(n),)) for n in (9, 12))
    assert score(features(one, same)) > score(features(one, other))
    planned = replace(same, event=replace(same.event, status="planned"))
    assert score(features(one, same)) > score(features(one, planned))


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        (TALVA, TALVA, "same"),
        (TALVA, None, ""),
        (TALVA, replace(TALVA, name="Port of Talva", geonameid=None, lat=64.1), "same"),
        (TALVA, replace(TALVA, name="Quillon", geonameid=8, lat=66.0), "other"),
        (TALVA, Place(name="Iceland", level="country", country="ISL"), "holds"),
        (TALVA, Place(name="Norway", level="country", country="NOR"), "other"),
        (TALVA, replace(TALVA, geonameid=8, country="NOR"), "other"),
        (
            Place(name="A", level="admin1", country="ISL", admin1="A"),
            replace(TALVA, admin1="B"),
            "other",
        ),
    ],
)
def test_places_are_compared(one, other, told):
    assert compare_places(one, other) == compare_places(other, one) == told


def test_dates_are_compared_by_what_the_reports_tell():
    assert days_apart(day("2021-03-14"), day("2021-03-14")) == 0
    assert days_apart(day("2021-03-14"), day("2021-03-17")) == 3
    assert days_apart(day("2021-03-14"), day("2021-03-17", earliest="2021-03-01")) == 0
    assert days_apart(day("2021-03-14"), day("2021-03-01", latest=None)) == 0
    assert days_apart(day("2021-03-14"), day("2021-03-17", basis="inferred")) is None
    assert days_apart(None, day("2021-03-14")) is None
