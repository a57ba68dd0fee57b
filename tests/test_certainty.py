"""How real an event is, in invented sentences."""

from __future__ import annotations

import pytest

from dateline.coding.certainty import embedding, factuality_of, judge_factuality, judge_status, judgement_of, status_of
from dateline.model import Claim


def statuses(coding):
    """What the grammar alone shows of each event."""
    judgements = [judgement_of(coding.parsed, event) for event in coding.events]
    return ["happened" if judgement is None else judgement.status for judgement in judgements]


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
    assert statuses(coding_of(body, trigger)) == [status]


def test_a_refusal_is_not_undone_by_its_own_negation(coding_of):
    assert statuses(coding_of("Spain will not send aid.", ("send", "REJECT"))) == ["happened"]


def test_the_mood_of_the_reporting_verb_stays_with_it(coding_of):
    assert statuses(coding_of("The mayor may say that rebels shelled the town.", "shelled")) == ["happened"]


def test_a_headline_tells_the_past_in_the_present(coding_of):
    coding = coding_of("It rained.", ("holds", "COERCE"), title="Army holds two farmers")
    assert statuses(coding) == ["happened"]
    assert statuses(coding_of("The army holds two farmers.", ("holds", "COERCE"))) == ["ongoing"]


@pytest.mark.parametrize(
    ("body", "trigger", "status"),
    [
        ("Rebels shelled the town on Sunday.", "shelled", "happened"),
        ("Troops are still shelling the town.", "shelling", "ongoing"),
        ("The government plans to deploy 300 soldiers in May.", ("deploy", "MOBILIZE"), "planned"),
        ("If the rebels attack the town, the army could strike back, analysts say.", "strike", "hypothetical"),
    ],
)
def test_grammar_and_encoder_together_tell_the_status(coding_of, body, trigger, status):
    (event,) = judge_status(coding_of(body, trigger)).events
    assert event.status == status
    assert status == "happened" or any(reason.startswith(f"{status}: ") for reason in event.why)


UNNAMED = Claim(source="unnamed", source_kind="unnamed", stance="blames")


def test_factuality_keeps_within_the_bounds_of_status_and_sources():
    army, outlet = Claim(source="The army"), Claim(source="reporter")
    denial = Claim(source="Rebels", stance="denies")
    assert factuality_of("happened", [outlet], 2.94) == 2.9
    assert factuality_of("happened", [outlet], -2.0) == 0.5  # the status says that it is told as a fact
    assert factuality_of("happened", [army], 2.9) == 2.0
    assert factuality_of("happened", [army, denial], 2.9) == factuality_of("happened", [UNNAMED], 2.9) == 1.0
    assert factuality_of("planned", [outlet], 2.9) == 2.0
    assert factuality_of("denied", [army], 1.0) == -0.5
    assert factuality_of("denied", [outlet], -2.9) == -2.9


def test_factuality_is_read_off_the_words_of_all_mentions(coding_of):
    coding = coding_of(
        "Rebels shelled the town. They may attack the port. They did not bomb it.", "shelled", "attack", "bomb"
    )
    happened, possible, failed = (event.factuality for event in judge_factuality(judge_status(coding)).events)
    assert happened > 2 > possible > -2
    assert failed < -0.5


def test_every_judgement_of_the_grammar_gives_its_reason(coding_of):
    coding = coding_of("The rebels may attack the town.", "attack")
    judgement = judgement_of(coding.parsed, coding.events[0])
    assert (judgement.status, judgement.reason) == ("hypothetical", "modal 'may'")


def test_the_mentions_of_one_event_agree_on_a_status(coding_of):
    coding = coding_of("The withdrawal surprised many. Troops will withdraw in May.", "withdrawal", "withdraw")
    assert status_of(coding.parsed, coding.events) == "planned"
    assert status_of(coding.parsed, coding.events[1:]) == "planned"


def test_the_table_of_embedding_words_is_sound():
    assert embedding()["refuse", "V", "inf"] == "denied"
    assert embedding()["may", "M", "modal"] == "hypothetical"


@pytest.mark.parametrize("body", ["x", "!", "not", "If"])
def test_odd_texts_do_no_harm(coding_of, body):
    assert judge_status(coding_of(body, body[:1])).events[0].status
