from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dateline.incidents.cluster import cluster

RULE = {"threshold": 0.0, "missing": -3.0, "least": -6.0}


def test_nothing_is_nothing_and_alone_stays_alone():
    assert cluster(0, {}, **RULE) == []
    assert cluster(2, {}, **RULE) == [[0], [1]]


def test_who_is_alike_is_joined():
    assert cluster(3, {(0, 2): 2.0}, **RULE) == [[0, 2], [1]]


def test_a_chain_of_neighbours_does_not_join_what_is_far_apart():
    chain = {(0, 1): 2.0, (1, 2): 1.9, (2, 3): 1.8, (0, 2): -6.0, (0, 3): -6.0, (1, 3): -6.0}
    assert cluster(4, chain, **RULE) == [[0, 1], [2, 3]]


def test_a_pair_that_was_not_compared_speaks_against():
    scores = {(0, 1): 2.0, (1, 2): 2.5}
    assert cluster(3, scores, **RULE) == [[0], [1, 2]]
    assert cluster(3, scores, threshold=0.0, missing=0.0, least=-6.0) == [[0, 1, 2]]


def test_no_pair_weighs_more_against_than_the_least():
    scores = {(0, 1): 9.0, (0, 2): 9.0, (1, 2): -100.0}
    assert cluster(3, scores, **RULE) == [[0, 1, 2]]
    assert cluster(3, scores, threshold=0.0, missing=-3.0, least=-100.0) == [[0, 1], [2]]


def test_groups_that_stand_from_the_beginning_grow_and_are_not_broken():
    scores = {(0, 1): -5.0, (1, 2): 8.0, (0, 2): -1.0}
    assert cluster(4, scores, **RULE, start=[[1, 0]]) == [[0, 1, 2], [3]]
    assert cluster(4, scores, **RULE) == [[0], [1, 2], [3]]


PAIRS = [(a, b) for b in range(7) for a in range(b)]


@given(st.lists(st.floats(-8, 8), min_size=len(PAIRS), max_size=len(PAIRS), unique=True), st.permutations(range(7)))
def test_the_order_of_the_items_does_not_matter(values, order):
    scores = dict(zip(PAIRS, values, strict=True))
    other = {(min(order[a], order[b]), max(order[a], order[b])): value for (a, b), value in scores.items()}
    renamed = [sorted(order[one] for one in group) for group in cluster(7, scores, **RULE)]
    assert sorted(renamed) == cluster(7, other, **RULE)
