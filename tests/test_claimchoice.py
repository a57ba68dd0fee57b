"""Which of those who speak of an event tell of it: invented sentences."""

from __future__ import annotations

from dataclasses import replace

from dateline.coding import claimchoice
from dateline.coding.attribution import find_claims
from dateline.coding.certainty import judge_status
from dateline.coding.claimchoice import OWN, candidates_of, chance, choose_claims, rows
from dateline.model import Claim, Event, Participant


def chosen(coding):
    return choose_claims(judge_status(find_claims(coding)))


def sources(coding) -> list[list[str]]:
    return [[claim.source for claim in event.claims] for event in chosen(coding).events]


def test_the_outlet_is_asked_too_but_never_turns_an_accusation_into_a_fact():
    said, blamed = Claim(source="The mayor"), Claim(source="The army", stance="blames")
    event = Event(id="e1", type="ASSAULT")
    assert candidates_of(Event(id="e1", type="ASSAULT", claims=(said,))) == [said, OWN]
    assert candidates_of(Event(id="e1", type="ASSAULT", claims=(said, OWN))) == [said, OWN]
    assert candidates_of(Event(id="e1", type="ASSAULT", claims=(blamed,))) == [blamed]
    assert candidates_of(event) == [OWN]


def test_somebody_always_tells_of_an_event(coding_of):
    coding = coding_of("Rebels shelled the town. The mayor said the market had been hit.", "shelled", "hit")
    assert sources(coding) == [["reporter"], ["The mayor"]]


def test_who_is_only_blamed_stays_blamed(coding_of):
    (event,) = chosen(coding_of("Rebels allegedly shelled the town.", "shelled")).events
    assert [(claim.source, claim.stance) for claim in event.claims] == [("unnamed", "blames")]
    assert {actor.blamed_by for actor in event.actors} <= {0}


def test_a_claim_of_responsibility_is_told_by_its_words(coding_of):
    coding = coding_of("The group claimed responsibility for the attack on the barracks.", "attack")
    (event,) = chosen(coding).events
    assert [(claim.source, claim.stance) for claim in event.claims] == [("The group", "claims-responsibility")]


def test_chances_are_chances_and_say_why_somebody_goes(coding_of):
    body = "The harbour was shelled, the ministry said. Rebels shelled the harbour again, and the shelling went on."
    coding = judge_status(find_claims(coding_of(body, "shelled")))
    (event,) = coding.events
    found = [chance(row) for row in rows(coding, event, candidates_of(event))]
    assert all(0 < one < 1 for one in found)
    (whole,) = choose_claims(coding).events
    gone = set(event.claims) - set(whole.claims)
    assert all(any(repr(claim.source) in reason for reason in whole.why) for claim in gone)


def test_a_claim_on_which_an_accusation_rests_never_goes(coding_of, monkeypatch):
    coding = judge_status(find_claims(coding_of("The army said rebels had shelled the town.", "shelled")))
    (event,) = coding.events
    said, blame = Claim(source="A nurse"), Claim(source="The army", stance="blames")
    rebels = Participant(name="rebels", kind="armed-group", blamed_by=1)
    accused = coding.with_events((replace(event, claims=(said, blame), actors=(rebels,)),))
    monkeypatch.setattr(claimchoice, "rows", lambda *_: [{"first": 1.0}, {}, {"first": 1.0}])
    monkeypatch.setattr(claimchoice, "chance", lambda row: 0.1 if row else 0.2)
    (whole,) = choose_claims(accused).events
    assert whole.claims == (blame,)
    assert whole.actors[0].blamed_by == 0
    monkeypatch.setattr(claimchoice, "chance", lambda row: 0.9 if row else 0.1)
    (whole,) = choose_claims(accused).events
    assert whole.claims == (said, blame, OWN)
    assert whole.actors[0].blamed_by == 1
