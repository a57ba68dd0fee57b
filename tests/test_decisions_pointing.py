"""What points at what: who accuses whom, claims about others, values of one name; as people decide, programs change."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import pytest
from deciding import DEAD, RECORD, ROCKETS, after, claim, participant, parties, taken_on, undone

from dateline.decisions import decide
from dateline.model import Claim, Span

# --- what points at what was taken out -----------------------------------------------------------------------------


def test_whoever_is_known_by_an_accusation_alone_goes_with_it():
    assert ROCKETS.actors[0].blamed_by == 0
    assert after(ROCKETS, ("claims/0", "wrong")).actors == ()
    assert after(ROCKETS, ("claims/1", "wrong")).actors == ROCKETS.actors


def test_those_whom_later_claims_accuse_stay_accused_by_them():
    event = parties(
        participant("rebels", 10, blamed_by=0),
        participant("militia", 20, blamed_by=2),
        participant("army", 30),
        claims=(claim("A", 50), claim("B", 60), claim("C", 70)),
        targets=(participant("clerk", 40, blamed_by=1),),
    )
    decided = after(event, ("claims/0", "wrong"))
    assert [(one.name, one.blamed_by) for one in (*decided.actors, *decided.targets)] == [
        ("militia", 1),
        ("army", None),
        ("clerk", 0),
    ]
    decided = after(event, ("claims/1", "wrong"))
    assert [(one.name, one.blamed_by) for one in (*decided.actors, *decided.targets)] == [
        ("rebels", 0),
        ("militia", 1),
        ("army", None),
    ]


def test_claims_follow_the_actor_they_are_about_and_fall_back_on_the_event_where_he_goes():
    about = ("actors/0", "actors/1", "targets/1", "event", "place")
    claims = tuple(claim(f"s{at}", 50 + at, about=name) for at, name in enumerate(about))
    event = parties(participant("rebels", 10), participant("army", 20), claims=claims)
    decided = after(event, ("actors/0", "wrong"))
    assert [one.about for one in decided.claims] == ["event", "actors/0", "targets/1", "event", "place"]
    decided = after(event, ("actors/1", "wrong"))
    assert [one.about for one in decided.claims] == ["actors/0", "event", "targets/1", "event", "place"]


def test_claims_about_figures_and_targets_follow_them_too():
    claims = (claim("A", 50, about="targets/1"), claim("B", 60, about="casualties/1"))
    event = replace(
        parties(claims=claims, targets=(participant("clerk", 10), participant("guard", 20))),
        casualties=(DEAD, replace(DEAD, kind="injured", start=80, end=85)),
    )
    decided = after(event, ("targets/0", "wrong"), ("casualties/0", "wrong"))
    assert [one.about for one in decided.claims] == ["targets/0", "casualties/0"]


def test_claims_about_others_follow_them_where_an_accused_goes_with_his_accusation():
    event = parties(
        participant("rebels", 10, blamed_by=0),
        participant("militia", 20),
        claims=(claim("A", 50, about="actors/0"), claim("B", 60, about="actors/0"), claim("C", 70, about="actors/1")),
    )
    decided = after(event, ("claims/0", "wrong"))
    assert [one.name for one in decided.actors] == ["militia"]
    assert [(one.source, one.about) for one in decided.claims] == [("B", "event"), ("C", "actors/0")]


def test_a_corrected_actor_stays_accused_by_the_same_claim_where_that_has_another_index():
    event = parties(participant("rebels", 10, blamed_by=1), claims=(claim("A", 50), claim("B", 60, stance="blames")))
    taken = taken_on(event, ("actors/0", "corrected", asdict(participant("the rebels of Talva", 10, blamed_by=1))))
    newly = replace(event, claims=event.claims[::-1], actors=(participant("rebels", 10, blamed_by=0),))
    decided = decide(newly, taken)
    assert decided is not None
    (accused,) = decided.actors
    assert accused.blamed_by is not None
    assert decided.claims[accused.blamed_by].source == "B"


def quoting(source: str, start: int, end: int, **more: Any) -> Claim:
    """A claim that blames, and said what stands from `start` to `end`."""
    return claim(source, 200, stance="blames", quote=Span(start=start, end=end, text="x" * (end - start)), **more)


REBELS = participant("rebels", 10, blamed_by=0)
ACCUSED = parties(REBELS, claims=(quoting("A", 5, 30), quoting("B", 100, 130)))


@pytest.mark.parametrize("verdict", ["right", "corrected"])
def test_an_accused_whom_the_program_finds_no_more_stands_accused_by_whoever_said_his_words(verdict):
    value = asdict(replace(REBELS, role="the men")) if verdict == "corrected" else None
    taken = taken_on(ACCUSED, ("actors/0", verdict, value))
    decided = decide(replace(ACCUSED, actors=(), claims=ACCUSED.claims[::-1]), taken)
    assert decided is not None
    assert [(one.name, one.blamed_by) for one in decided.actors] == [("rebels", 1)]


@pytest.mark.parametrize("found", [(), (participant("rebels", 10),)])
@pytest.mark.parametrize(
    "claims", [(), ACCUSED.claims[1:], (claim("A", 5),), (quoting("A", 5, 30), quoting("C", 0, 40))]
)
def test_an_accused_whose_accuser_cannot_be_told_any_more_does_not_stand_there_as_having_done_it(found, claims):
    decided = decide(replace(ACCUSED, actors=found, claims=claims), taken_on(ACCUSED, ("actors/0", "right")))
    assert decided is not None
    assert decided.actors == ()


def test_one_judged_as_having_done_it_is_accused_where_the_program_comes_to_that():
    outright = replace(ACCUSED, actors=(participant("rebels", 10),))
    for step in (("actors/0", "right"), ("actors", "corrected", asdict(participant("rebels", 10)))):
        decided = decide(ACCUSED, taken_on(outright if step[1] == "right" else parties(), step))
        assert decided is not None
        assert [one.blamed_by for one in decided.actors] == [0]


def test_whoever_a_person_says_did_it_is_accused_no_more():
    cleared = asdict(replace(REBELS, blamed_by=None))
    assert after(ACCUSED, ("actors/0", "corrected", cleared)).actors == (replace(REBELS, blamed_by=None),)


def test_whoever_a_person_says_is_accused_is_so_by_the_claim_that_holds_his_words():
    added = asdict(participant("the men", 110, blamed_by=1))
    taken = taken_on(ACCUSED, ("claims/0", "wrong"), ("actors", "corrected", {**added, "blamed_by": 0}))
    decided = decide(ACCUSED, taken)
    assert decided is not None
    assert [(one.name, one.blamed_by) for one in decided.actors] == [("the men", 0)]
    decided = decide(ACCUSED, (*taken, undone(taken[0], taken)))
    assert decided is not None
    assert [(one.name, one.blamed_by) for one in decided.actors] == [("rebels", 0), ("the men", 1)]


def test_a_corrected_actor_stays_accused_by_the_same_claim_where_an_earlier_removal_is_taken_back():
    event = replace(ACCUSED, actors=(REBELS, participant("militia", 40, blamed_by=1)))
    taken = taken_on(
        event, ("claims/0", "wrong"), ("actors/0", "corrected", asdict(participant("men", 40, blamed_by=0)))
    )
    decided = decide(event, (*taken, undone(taken[0], taken)))
    assert decided is not None
    assert [(one.name, one.blamed_by) for one in decided.actors] == [("rebels", 0), ("men", 1)]


def test_a_claim_is_about_what_it_is_about_now():
    denial = claim("A", 60, stance="denies", about="actors/1")
    event = parties(participant("rebels", 10), participant("army", 30), claims=(denial,))
    other = replace(event, actors=event.actors[::-1], claims=(replace(denial, about="actors/0"),))
    for verdict, value in (("right", None), ("corrected", asdict(replace(denial, source="B")))):
        taken = taken_on(event, ("claims/0", verdict, value))
        decided, lost = decide(other, taken), decide(replace(other, claims=()), taken)
        assert decided is not None
        assert lost is not None
        assert [one.about for one in decided.claims] == ["actors/0"]
        assert [one.about for one in lost.claims] == ["event"]


def test_a_claim_that_a_person_ties_to_an_actor_stays_with_him():
    event = parties(participant("rebels", 10), participant("army", 30))
    denial = Claim(source="army", stance="denies", about="actors/1", start=30, end=41, text="army denied")
    taken = taken_on(event, ("claims", "corrected", asdict(denial)))
    for decided, about in (
        (decide(event, taken), "actors/1"),
        (decide(replace(event, actors=event.actors[1:]), taken), "actors/0"),
    ):
        assert decided is not None
        assert [one.about for one in decided.claims] == [about]


def test_two_of_one_name_that_were_judged_right_both_stand_where_the_program_finds_one():
    before = parties(participant("gunmen", 10), participant("gunmen", 30))
    for steps in ((("actors/0", "right"), ("actors/1", "right")), (("actors/1", "right"), ("actors/0", "right"))):
        decided = decide(replace(before, actors=before.actors[:1]), taken_on(before, *steps))
        assert decided is not None
        assert sorted(one.start or 0 for one in decided.actors) == [10, 30]


def test_one_judged_wrong_does_not_take_along_one_of_the_same_name_that_was_judged_right():
    before = parties(participant("gunmen", 10), participant("gunmen", 30))
    taken = taken_on(before, ("actors/0", "right"), ("actors/1", "wrong"))
    decided = decide(replace(before, actors=before.actors[:1]), taken)
    assert decided is not None
    assert decided.actors == before.actors[:1]


def test_a_claim_judged_wrong_does_not_take_along_another_one_of_the_same_source():
    before = parties(claims=(claim("the ministry", 10), claim("reporter", 0, stance="asserts")))
    decided = decide(replace(before, claims=(claim("the ministry", 80),)), taken_on(before, ("claims/0", "wrong")))
    assert decided is not None
    assert decided.claims == (claim("the ministry", 80),)


def test_the_outlets_own_voice_has_no_words_and_is_found_by_its_name():
    (own,) = RECORD.events[3].claims
    decided = after(RECORD.events[3], ("claims/0", "wrong"))
    assert (own.start, decided.claims) == (None, ())
