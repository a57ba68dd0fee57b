"""The number grammar: words to ranges."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.coding.numbers import find_counts


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("25 fighters", 25, 25),
        ("dozens of people", 24, 99),
        ("scores", 40, 99),
        ("hundreds", 200, 999),
        ("several men", 3, 9),
        ("tens of thousands of refugees", 20000, 99999),
        ("several million people", 2000000, 9999999),
        ("at least 44", 44, None),
        ("more than a dozen", 12, None),
        ("20 or more", 20, None),
        ("up to 20", None, 20),
        ("as many as thirty", None, 30),
        ("about 750 soldiers", 750, 750),
        ("almost 50", 50, 50),
        ("an estimated 6 million", 6000000, 6000000),
        ("between 10 and 20 men", 10, 20),
        ("10 to 15", 10, 15),
        ("10-15 people", 10, 15),
        ("two dozen", 24, 24),
        ("half a dozen", 6, 6),
        ("1.5 million", 1500000, 1500000),
        ("two hundred and five", 205, 205),
        ("twenty - five", 25, 25),
        ("1,250 bags", 1250, 1250),
        ("12 may have died", 12, 12),
    ],
)
def test_a_quantity_is_a_range(words, low, high):
    (count,) = find_counts(words.split())
    assert (count.low, count.high) == (low, high)


@pytest.mark.parametrize(
    "words",
    [
        "a 25 - year - old man",
        "Joe Bloggs , 34 , was there",
        "in 2015",
        "30 percent",
        "on Oct. 12",
        "on 12 October",
        "at 5 p.m.",
        "$ 5 million",
        "the fourth attack",
        "no one came",
        "they helped one another",
    ],
)
def test_ages_dates_shares_money_and_ordinals_are_no_counts(words):
    assert find_counts(words.split()) == []


def test_two_numbers_joined_by_and_stay_two():
    assert [(count.low, count.high) for count in find_counts("killed 500 and 30 more".split())] == [
        (500, 500),
        (30, 30),
    ]


def test_a_count_knows_its_words():
    words = "killed at least 44 people in 2016".split()
    (count,) = find_counts(words)
    assert words[count.first : count.last + 1] == ["at", "least", "44"]


@given(
    st.lists(
        st.sampled_from("a one two dozen of 44 , - and to or more than hundred million between some 2015 old".split())
    )
)
def test_counts_stand_in_order_within_the_words(words):
    end = -1
    for count in find_counts(words):
        assert end < count.last < len(words)
        assert 0 <= count.first <= count.last
        assert count.low is None or count.high is None or count.low <= count.high
        end = count.last
