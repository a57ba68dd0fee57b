"""What the heads say of the words of a report: shapes and bounds, whatever the weights."""

from __future__ import annotations

import numpy as np
import pytest

from dateline.coding.seen import seen_as
from dateline.heads import BLOCK, REACH, RELATIONS, ROLES, STATUSES, load_reader
from dateline.language import parse
from dateline.model import make_document
from dateline.sentences import split_sentences

TEXT = "Rebels shelled Ganja on Sunday. " + "It rained. " * (REACH + 1) + "Nine people died in Baku."


@pytest.fixture(scope="module")
def readout():
    document = make_document(body=TEXT, published="2020-10-18")
    return load_reader().read(
        document, [(number, start, end) for number, (_, start, end) in enumerate(split_sentences(document.text))]
    )


def at(word: str) -> tuple[int, int]:
    return TEXT.index(word), TEXT.index(word) + len(word)


def test_the_chances_of_a_role_are_shares_of_one(readout):
    shelled = readout.encoded.word_at(at("shelled")[0])
    for role in ROLES:
        whole = readout.chance_of_role(shelled, role, 0, at("Sunday")[1])
        assert 0 <= readout.chance_of_role(shelled, role, *at("Rebels")) <= whole <= 1 + 1e-6
        filler, chance = readout.filler(shelled, role)
        assert chance == pytest.approx(readout.chance_of_role(shelled, role, *readout.encoded.words[filler]))
        near = readout.encoded.words_between(0, 1)
        assert readout.shares(shelled, near)[ROLES.index(role)] == pytest.approx(whole, abs=0.05)
        assert readout.likely_fillers(shelled, role, 0.0)[0] == filler
        assert readout.likely_fillers(shelled, role, 1.1) == []


def test_words_out_of_reach_have_no_chance_told(readout):
    shelled = readout.encoded.word_at(at("shelled")[0])
    assert readout.chance_of_role(shelled, "place", *at("Baku")) is None
    assert readout.chance_of_role(shelled, "place", at("Ganja")[0], at("Baku")[1]) is None
    assert readout.chance_of_role(shelled, "place", len(TEXT) + 5, len(TEXT) + 9) is None


def test_who_shelled_is_likelier_the_rebels_than_the_day(readout):
    shelled = readout.encoded.word_at(at("shelled")[0])
    chances = [readout.chance_of_role(shelled, "actor", *at(word)) for word in ("Rebels", "Sunday")]
    assert chances[0] > 0.5 > chances[1]


def test_statuses_and_aggregates_are_chances(readout):
    assert readout.statuses(1).sum() == pytest.approx(1)
    assert readout.statuses(1).shape == (len(STATUSES),)


def test_words_between_sentences(readout):
    encoded = readout.encoded
    assert list(encoded.words_between(0, 0)) == list(encoded.words_of(0))
    assert encoded.words_between(0, 99).stop == len(encoded.words)
    assert not encoded.words_between(50, 60)


def test_pairs_are_scored_alike_in_blocks_and_both_ways(readout):
    assert readout.same([], []).shape == (0,)
    assert readout.linked([], []).shape == (2, 0, len(RELATIONS))
    many = readout.same([1] * (BLOCK + 3), [3] * (BLOCK + 3))
    np.testing.assert_allclose(many, readout.same([1], [3])[0], atol=1e-5)
    np.testing.assert_allclose(readout.same([1], [3]), readout.same([3], [1]), atol=1e-5)
    np.testing.assert_allclose(readout.linked([1], [3])[0], readout.linked([3], [1])[1], atol=1e-5)


def test_what_is_seen_is_the_name_of_a_feature():
    document = make_document(body=TEXT, published="2020-10-18")
    start, end = at("shelled")
    parsed = parse(document, keep=[document.span(start, end), document.span(*at("died"))])
    trigger = parsed.head_at(start, end)
    assert seen_as(parsed, trigger, "place", *at("Baku")) == "seen never"
    assert seen_as(parsed, trigger, "actor", *at("Rebels")) in {"seen > 0.5", "seen > 0.8"}
    assert seen_as(parsed, trigger, "actor", *at("Sunday")) == "seen > 0"


def test_a_war_is_likelier_many_events_than_one_attack():
    document = make_document(body="The war has killed thousands since 2014. A man was stabbed in Oslo on Monday.")
    readout = load_reader().read(document, [(0, 0, 40), (1, 41, len(document.text))])
    war, stabbed = (readout.encoded.word_at(document.text.index(word)) for word in ("war", "stabbed"))
    assert readout.aggregate(war) > 0.4 > readout.aggregate(stabbed)
    assert readout.aggregate(None) == 0.0
