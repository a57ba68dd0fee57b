"""Links: what answered what, only where the report says so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dateline.coding.links import find_links


def links(coding):
    return [
        (event.id, link.relation, link.event, link.text) for event in find_links(coding).events for link in event.links
    ]


def test_retaliation_answers_the_attack(coding_of):
    coding = coding_of(
        "The army carried out air strikes in retaliation for the rocket attack on Ganja.", "strikes", "attack"
    )
    assert links(coding) == [("e1", "response-to", "e2", "in retaliation for")]


def test_a_cue_may_open_the_sentence(coding_of):
    coding = coding_of("In response to the attack, Armenia deployed soldiers.", "attack", ("deployed", "MOBILIZE"))
    assert links(coding) == [("e2", "response-to", "e1", "In response to")]


def test_the_cause_of_an_active_verb_is_its_subject(coding_of):
    coding = coding_of("The killing sparked protests in the capital.", "killing", ("protests", "PROTEST"))
    assert links(coding) == [("e2", "response-to", "e1", "sparked")]


def test_the_cause_of_a_passive_verb_stands_behind_by(coding_of):
    coding = coding_of("The protests were triggered by the killing.", ("protests", "PROTEST"), "killing")
    assert links(coding) == [("e1", "response-to", "e2", "triggered")]


@pytest.mark.parametrize(
    ("sentence", "source", "target"),
    [
        ("France condemned the attack.", ("condemned", "ACCUSE"), "attack"),
        ("He was charged with murder.", ("charged", "ACCUSE"), "murder"),
        ("A court convicted him of the bombing.", ("convicted", "SANCTION"), "bombing"),
        ("Iran expressed condolences over the attack.", ("condolences", "SUPPORT"), "attack"),
    ],
)
def test_an_answer_reaches_the_act_in_its_complement(coding_of, sentence, source, target):
    assert [link[:3] for link in links(coding_of(sentence, source, target))] == [("e1", "response-to", "e2")]


def test_a_part_points_to_its_whole(coding_of):
    coding = coding_of("Villages were shelled as part of the offensive.", "shelled", "offensive")
    assert links(coding) == [("e1", "part-of", "e2", "as part of")]


@pytest.mark.parametrize("sentence", ["Protests began after the attack.", "Protests went on amid the attack."])
def test_mere_sequence_links_nothing(coding_of, sentence):
    assert links(coding_of(sentence, ("Protests", "PROTEST"), "attack")) == []


def test_an_inquiry_answers_the_crime_told_last(coding_of):
    coding = coding_of("A man was shot in Gyumri. Police opened an inquiry.", "shot", ("inquiry", "ACCUSE"))
    shot, inquiry = coding.events
    coding = coding.with_events((replace(shot, mode="firearms"), replace(inquiry, mode="investigate")))
    assert links(coding) == [("e2", "response-to", "e1", "inquiry")]


def test_no_event_answers_itself(coding_of):
    assert links(coding_of("The attack was condemned.", ("condemned", "ACCUSE"))) == []
    assert links(coding_of("x", "x")) == []
