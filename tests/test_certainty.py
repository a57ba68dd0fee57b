"""How real an event is, in invented sentences."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dateline.coding.certainty import embedding, judge_status, merge_status
from dateline.model import Claim, Event


def status_of(coding):
    return [event.status for event in judge_status(coding).events]


@pytest.mark.parametrize(
    ("body", "trigger", "status"),
    [
        ("Rebels shelled the town on Sunday.", "shelled", "happened"),
        ("The shelling killed two farmers.", "shelling", "happened"),
        ("Troops are shelling the town.", "shelling", "ongoing"),
        ("The two men are being held in a camp.", ("held", "COERCE"), "ongoing"),
        ("The ongoing offensive has displaced thousands.", "offensive", "ongoing"),
        ("The government plans to deploy 300 soldiers.", ("deploy", "MOBILIZE"), "planned"),
        ("Troops will withdraw from the valley in May.", ("withdraw", "RETREAT"), "planned"),
        ("The king ordered his troops to withdraw.", ("withdraw", "RETREAT"), "planned"),
        ("The rebels threatened to bomb the dam.", "bomb", "threatened"),
        ("The rebels may attack the town.", "attack", "hypothetical"),
        ("If rebels attack the town, people will flee.", "attack", "hypothetical"),
        ("Villagers fear an attack.", "attack", "hypothetical"),
        ("The rebels did not attack the town.", "attack", "denied"),
        ("The soldiers refused to withdraw.", ("withdraw", "RETREAT"), "denied"),
        ("No attack was reported.", "attack", "denied"),
        ("The army will launch an offensive.", "offensive", "planned"),
    ],
)
def test_status(coding_of, body, trigger, status):
    assert status_of(coding_of(body, trigger)) == [status]


def test_a_refusal_is_not_undone_by_its_own_negation(coding_of):
    assert status_of(coding_of("Spain will not send aid.", ("send", "REJECT"))) == ["happened"]


def test_the_mood_of_the_reporting_verb_stays_with_it(coding_of):
    assert status_of(coding_of("The mayor may say that rebels shelled the town.", "shelled")) == ["happened"]


def test_a_headline_tells_the_past_in_the_present(coding_of):
    coding = coding_of("It rained.", ("holds", "COERCE"), title="Army holds two farmers")
    assert status_of(coding) == ["happened"]
    assert status_of(coding_of("The army holds two farmers.", ("holds", "COERCE"))) == ["ongoing"]


def test_factuality_falls_with_the_status_and_with_who_says_so(coding_of):
    coding = coding_of("Rebels shelled the town and may attack the dam.", "shelled", "attack")
    told = judge_status(coding).events
    assert [event.factuality for event in told] == [3.0, 0.0]
    said = coding.with_events(tuple(replace(event, claims=(Claim(source="The army"),)) for event in coding.events))
    assert judge_status(said).events[0].factuality == 2.0
    disputed = coding.with_events(
        tuple(
            replace(event, claims=(Claim(source="The army"), Claim(source="Rebels", stance="denies")))
            for event in coding.events
        )
    )
    assert judge_status(disputed).events[0].factuality == 1.0


def test_every_judgement_gives_its_reason(coding_of):
    (event,) = judge_status(coding_of("The rebels may attack the town.", "attack")).events
    assert event.why == ("hypothetical: modal 'may'",)


def test_the_mentions_of_one_event_agree_on_a_status(coding_of):
    coding = coding_of("The withdrawal surprised many. Troops will withdraw in May.", "withdrawal", "withdraw")
    events = judge_status(coding).events
    assert merge_status(events) == "planned"
    assert merge_status([*events, Event(id="e9", type="RETREAT", status="happened")]) == "happened"
    assert merge_status([*events, Event(id="e9", type="RETREAT", status="ongoing")]) == "ongoing"


def test_the_table_of_embedding_words_is_sound():
    assert embedding()["refuse", "V", "inf"] == "denied"
    assert embedding()["may", "M", "modal"] == "hypothetical"


@pytest.mark.parametrize("body", ["x", "!", "not", "If"])
def test_odd_texts_do_no_harm(coding_of, body):
    assert judge_status(coding_of(body, body[:1])).events[0].status
