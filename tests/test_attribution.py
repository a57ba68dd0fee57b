"""Who says so: sources, stances and quotations of invented sentences."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dateline.coding.attribution import find_claims, merge_claims
from dateline.coding.sources import kind_of
from dateline.coding.speech import cues, quotations
from dateline.model import Casualty, Claim, Participant


def claims_of(coding):
    return [[(c.source, c.stance) for c in event.claims] for event in find_claims(coding).events]


def sources_of(coding):
    return [[c.source for c in event.claims] for event in find_claims(coding).events]


@pytest.mark.parametrize(
    ("body", "trigger", "source"),
    [
        ("The army said on Monday that rebels had shelled the town of Ganja.", "shelled", "The army"),
        ("Rebels shelled the town, the mayor said.", "shelled", "the mayor"),
        ("Rebels shelled the town, said the mayor.", "shelled", "the mayor"),
        ("According to the defence ministry, rebels shelled the town.", "shelled", "the defence ministry"),
        ("Rebels shelled the town, according to witnesses.", "shelled", "witnesses"),
        ("The rebels are reported to have shelled the town.", "shelled", "unnamed"),
        ("Residents described an attack on the market.", "attack", "Residents"),
        (
            "A statement from the foreign ministry said that rebels had shelled the town.",
            "shelled",
            "the foreign ministry",
        ),
        ("“They shelled the market,” Maria Lopez told reporters.", "shelled", "Maria Lopez"),
    ],
)
def test_source_of_what_somebody_says(coding_of, body, trigger, source):
    assert sources_of(coding_of(body, trigger)) == [[source]]


def test_who_rejects_a_claim_denies_it(coding_of):
    coding = coding_of("Officials dismissed the army's claim that rebels had shelled the town.", "shelled")
    assert claims_of(coding) == [[("the army", "asserts"), ("Officials", "denies")]]


def test_what_nobody_says_is_the_reporters(coding_of):
    coding = find_claims(coding_of("Rebels shelled the town on Sunday.", "shelled"))
    (claim,) = coding.events[0].claims
    assert (claim.source, claim.source_kind, claim.stance, claim.start) == ("reporter", "reporter", "asserts", None)


def test_evidence_holds_source_and_cue_and_every_span_is_its_slice(coding_of):
    coding = find_claims(coding_of("On Monday the army said that rebels had shelled the town.", "shelled"))
    text = coding.parsed.document.text
    (claim,) = coding.events[0].claims
    assert claim.text == "the army said"
    assert claim.cue is not None
    assert claim.quote is not None
    assert claim.cue.text == "said"
    assert "rebels had shelled the town" in claim.quote.text
    for span in (claim, claim.cue, claim.quote):
        assert text[span.start : span.end] == span.text


def test_stances_of_cues(coding_of):
    body = (
        "The ministry confirmed the attack. Rebels denied that they had shelled the town. "
        "The army accused the rebels of bombing the bridge. He was charged with killing a guard."
    )
    found = claims_of(coding_of(body, "attack", "shelled", "bombing", "killing"))
    assert found == [
        [("The ministry", "confirms")],
        [("Rebels", "denies")],
        [("The army", "blames")],
        [("unnamed", "blames")],
    ]


def test_the_speech_act_itself_is_told_by_the_outlet(coding_of):
    body = "The army accused the rebels of bombing the bridge. “You must leave the town,” the general said."
    found = sources_of(coding_of(body, ("accused", "ACCUSE"), ("must", "REQUEST")))
    assert found == [["reporter"], ["reporter"]]


def test_a_quotation_over_several_sentences_has_one_speaker(coding_of):
    body = "“We heard the planes,” Anna Berg said. “They bombed the school. Then they bombed the bridge.”\n\nIt rained."
    assert sources_of(coding_of(body, "bombed", "bombed")) == [["Anna Berg"], ["Anna Berg"]]


def test_a_quotation_mark_never_closed_does_not_claim_the_rest_of_the_report(coding_of):
    body = "Anna Berg said: “They bombed the school. It burned.\n\nRebels then shelled the bridge."
    assert sources_of(coding_of(body, "bombed", "shelled")) == [["Anna Berg"], ["reporter"]]


def test_a_pronoun_is_the_last_speaker(coding_of):
    body = "Anna Berg said that planes had bombed the school. She added that soldiers had burned the bridge."
    assert sources_of(coding_of(body, "bombed", "burned")) == [["Anna Berg"], ["Anna Berg"]]


def test_nested_sources_the_innermost_first(coding_of):
    body = "The mayor said the army had confirmed that rebels shelled the town."
    assert claims_of(coding_of(body, "shelled")) == [[("the army", "confirms"), ("The mayor", "asserts")]]


def test_a_headline_names_its_source_behind_a_colon(coding_of):
    coding = coding_of("It rained.", "kills", title="Blast kills two in Ganja: police")
    assert sources_of(coding) == [["police"]]


def test_an_actor_known_by_blame_alone_is_marked(coding_of):
    coding = coding_of("The army accused the rebels of bombing the bridge.", "bombing")
    actor = Participant(name="the rebels", kind="armed-group")
    blamed = find_claims(coding.with_events((replace(coding.events[0], actors=(actor,)),))).events[0]
    assert blamed.actors[0].blamed_by == 0
    assert blamed.claims[0].stance == "blames"


def test_a_figure_gets_the_source_that_tells_it_but_a_single_victim_does_not(coding_of):
    coding = coding_of("The army said that rebels had killed 12 soldiers.", "killed")
    at = coding.parsed.document.text.index("12 soldiers")
    figure = Casualty(kind="killed", low=12, high=12, start=at, end=at + 11, text="12 soldiers")
    one = replace(figure, low=1, high=1)
    event = find_claims(coding.with_events((replace(coding.events[0], casualties=(figure, one)),))).events[0]
    assert [casualty.source for casualty in event.casualties] == ["The army", None]


def test_claims_of_one_source_become_one_with_the_stance_that_says_most():
    plain, blame = Claim(source="The army"), Claim(source="The army", stance="blames")
    own = Claim(source="reporter", source_kind="reporter")
    assert merge_claims([plain, own, blame]) == (blame, own)


def test_quotations_are_found_by_their_marks():
    text = 'He said “no more” and "never". “Open\n“again”'
    assert [text[a:b] for a, b in quotations(text)] == ["“no more”", '"never"', "“Open", "“again”"]


@pytest.mark.parametrize(
    ("description", "kind"),
    [("a rebel spokesman", "armed-group"), ("two doctors", "medical"), ("police", "official"), ("the tree", "unnamed")],
)
def test_kind_of_a_source_from_its_words(description, kind):
    assert kind_of(description) == kind


def test_the_table_of_cues_is_sound():
    assert cues()["deny", "V"].stance("object") == "denies"
    assert cues()["accuse", "V"].stance("inf") is None


@pytest.mark.parametrize("body", ["x", "”", "“", "said", "He said “", "— said she said said."])
def test_odd_texts_do_no_harm(coding_of, body):
    assert find_claims(coding_of(body, body[:1])).events[0].claims
