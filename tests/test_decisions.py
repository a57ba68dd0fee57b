"""What people decided, laid over what the program coded: each kind of value, each verdict, and what goes with it."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import pytest
from deciding import BAKU, DEAD, RECORD, ROCKETS, STRIKE, after, claim, judged, participant, parties, taken_on, undone
from hypothesis import given
from hypothesis import strategies as st

from dateline import ontology, soundness
from dateline.decisions import LISTED, check_decision, decide, described, effective, judgeable, judged_value, keeps
from dateline.errors import StoreError
from dateline.model import Decision, Event, Span, Time

# --- the event ------------------------------------------------------------------------------------------------------


def test_without_decisions_it_is_the_event_itself():
    assert decide(STRIKE, ()) is STRIKE


def test_an_event_judged_wrong_is_none():
    assert decide(STRIKE, taken_on(STRIKE, ("event", "wrong"))) is None


@pytest.mark.parametrize("verdicts", [("wrong", "right"), ("right", "wrong", "right")])
def test_of_several_verdicts_on_the_event_the_last_holds(verdicts):
    steps = [("event", verdict) for verdict in verdicts]
    assert after(STRIKE, *steps).actors == STRIKE.actors
    assert decide(STRIKE, taken_on(STRIKE, *steps, ("event", "wrong"))) is None


def test_an_event_judged_right_is_as_it_was_but_says_who_stands_by_it():
    decided = after(STRIKE, ("event", "right"))
    assert replace(decided, why=STRIKE.why) == STRIKE
    assert decided.why == (*STRIKE.why, "event judged right by Ada on 2026-01-02: read it again")


def test_why_names_each_decision_that_holds_in_its_order():
    taken = taken_on(STRIKE, ("type", "corrected", "COERCE"), ("place", "wrong"), ("actors/0", "right"))
    taken += (undone(taken[1], taken),)
    decided = decide(STRIKE, taken)
    assert decided is not None
    assert decided.why[len(STRIKE.why) :] == (
        "type corrected by Ada on 2026-01-02: read it again",
        "actors/0 judged right by Ada on 2026-01-02: read it again",
    )


def test_the_decisions_that_hold_are_neither_taken_back_nor_do_they_take_back():
    taken = taken_on(STRIKE, ("place", "wrong"), ("mode", "wrong"))
    taken += (undone(taken[0], taken),)
    assert effective(taken) == [taken[1]]
    assert effective(iter(taken)) == [taken[1]]


# --- type, mode, status, aggregate ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("about", "value"), [("type", "COERCE"), ("mode", "drone"), ("status", "denied"), ("aggregate", True)]
)
def test_a_word_is_corrected_and_nothing_else_changes(about, value):
    bare = replace(STRIKE, mode="") if about == "type" else STRIKE
    assert replace(after(bare, (about, "corrected", value)), why=bare.why) == replace(bare, **{about: value})


@pytest.mark.parametrize("about", ["type", "mode", "status", "aggregate"])
def test_a_word_judged_right_stays_when_the_program_comes_to_another(about):
    taken = taken_on(STRIKE, (about, "right"))
    other = {"type": "COERCE", "mode": "drone", "status": "denied", "aggregate": True}[about]
    decided = decide(replace(STRIKE, **{about: other}), taken)
    assert decided is not None
    assert getattr(decided, about) == getattr(STRIKE, about)


def test_a_mode_judged_wrong_is_none():
    assert after(STRIKE, ("mode", "wrong")).mode == ""


def test_a_corrected_type_drops_a_mode_that_it_does_not_have_and_keeps_one_that_it_has():
    assert "aerial" not in ontology.types()["COERCE"].modes
    assert after(STRIKE, ("type", "corrected", "COERCE")).mode == ""
    both = {mode: kind for kind in ("REQUEST", "REJECT") for mode in ontology.types()[kind].modes}
    asked = replace(STRIKE, type="REQUEST", mode="yield")
    assert both["yield"] == "REJECT"
    assert after(asked, ("type", "corrected", "REJECT")).mode == "yield"


def test_a_corrected_mode_is_dropped_where_the_program_comes_to_a_type_without_it():
    taken = taken_on(STRIKE, ("mode", "corrected", "drone"))
    decided = decide(replace(STRIKE, type="PROTEST", mode="riot"), taken)
    assert decided is not None
    assert (decided.type, decided.mode) == ("PROTEST", "")


@pytest.mark.parametrize("about", ["type", "mode"])
def test_type_and_mode_fit_each_other_where_one_was_judged_right_and_the_program_comes_to_others(about):
    decided = decide(replace(STRIKE, type="PROTEST", mode="riot"), taken_on(STRIKE, (about, "right")))
    assert decided is not None
    assert decided.mode in ("", *ontology.types()[decided.type].modes)


# --- place and time ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("about", ["place", "time"])
def test_place_and_time_are_left_out_where_they_are_wrong(about):
    assert getattr(after(STRIKE, (about, "wrong")), about) is None


@pytest.mark.parametrize("about", ["place", "time"])
def test_place_and_time_judged_right_stay_whatever_the_program_comes_to(about):
    taken = taken_on(STRIKE, (about, "right"))
    for other in (None, replace(getattr(STRIKE, about), confidence=0.01)):
        decided = decide(replace(STRIKE, **{about: other}), taken)
        assert decided is not None
        assert getattr(decided, about) == getattr(STRIKE, about)


def test_a_corrected_place_wins_over_the_programs_and_over_none():
    taken = taken_on(STRIKE, ("place", "corrected", asdict(BAKU)))
    for found in (STRIKE.place, None, replace(BAKU, name="Ganja")):
        decided = decide(replace(STRIKE, place=found), taken)
        assert decided is not None
        assert decided.place == BAKU


# --- what stands in a list -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("about", ["actors/0", "targets/0", "casualties/0", "claims/1"])
def test_one_of_a_list_is_taken_out(about):
    field, _, index = about.partition("/")
    left = list(getattr(STRIKE, field))
    left.pop(int(index))
    assert getattr(after(STRIKE, (about, "wrong")), field) == tuple(left)


@pytest.mark.parametrize(
    ("about", "value"),
    [
        ("actors/0", participant("Northland's army", 40)),
        ("targets/0", participant("villagers", 40)),
        ("casualties/0", replace(STRIKE.casualties[0], low=26)),
        ("claims/1", replace(STRIKE.claims[1], stance="denies")),
    ],
)
def test_one_of_a_list_is_corrected_in_its_place(about, value):
    field, _, index = about.partition("/")
    decided = after(STRIKE, (about, "corrected", asdict(value)))
    assert getattr(decided, field)[int(index)] == value
    assert len(getattr(decided, field)) == len(getattr(STRIKE, field))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("actors", participant("Northland", 5)),
        ("targets", participant("villagers", 5)),
        ("casualties", replace(DEAD, kind="injured", start=5, end=10)),
        ("claims", claim("the Pentagon", 5)),
    ],
)
def test_one_is_added_at_the_end(field, value):
    assert getattr(after(STRIKE, (field, "corrected", asdict(value))), field) == (*getattr(STRIKE, field), value)


@pytest.mark.parametrize(
    ("field", "there", "added"),
    [
        ("casualties", DEAD, replace(DEAD, low=3, high=3, start=90, end=95)),
        ("actors", participant("army and militia", 40), participant("militia", 49)),
        ("claims", claim("the ministry", 40), claim("the ministry", 90, stance="denies")),
    ],
)
def test_what_is_added_takes_nobodys_place(field, there, added):
    event = replace(STRIKE, **{field: (there,)})
    assert getattr(after(event, (field, "corrected", asdict(added))), field) == (there, added)


def test_one_that_was_added_stands_once_where_the_program_comes_to_find_it_too():
    added = participant("Northland", 40)
    taken = taken_on(STRIKE, ("actors", "corrected", asdict(added)))
    decided = decide(replace(STRIKE, actors=(participant("Northland", 40, kind="state"),)), taken)
    assert decided is not None
    assert decided.actors == (added,)


def test_one_that_the_program_corrected_too_stands_once():
    taken = taken_on(STRIKE, ("actors/0", "corrected", asdict(participant("Northland", 40))))
    decided = decide(replace(STRIKE, actors=(participant("Northland", 41),)), taken)
    assert decided is not None
    assert decided.actors == (participant("Northland", 40),)


def test_one_judged_right_is_put_back_where_the_program_finds_it_no_more():
    decided = decide(replace(STRIKE, actors=()), taken_on(STRIKE, ("actors/0", "right")))
    assert decided is not None
    assert decided.actors == STRIKE.actors


@pytest.mark.parametrize(("about", "other"), [("casualties/0", {"low": 52}), ("actors/0", {"name": "navy"})])
def test_one_judged_right_stays_where_the_program_reads_its_words_otherwise(about, other):
    field = about.partition("/")[0]
    (before,) = getattr(STRIKE, field)
    decided = decide(replace(STRIKE, **{field: (replace(before, **other),)}), taken_on(STRIKE, (about, "right")))
    assert decided is not None
    assert getattr(decided, field) == (before,)


def test_one_that_was_judged_is_found_again_by_its_words_at_another_index_and_under_another_name():
    before = parties(participant("rebels", 10), participant("the army", 30))
    taken = taken_on(before, ("actors/1", "wrong"))
    newly = (participant("militants", 50), replace(participant("army units", 30), end=38), participant("rebels", 10))
    decided = decide(replace(before, actors=newly), taken)
    assert decided is not None
    assert [one.name for one in decided.actors] == ["militants", "rebels"]


def test_one_that_was_judged_is_found_again_by_its_name_at_other_words():
    before = parties(participant("rebels", 10), participant("the army", 30))
    taken = taken_on(before, ("actors/1", "wrong"))
    decided = decide(replace(before, actors=(participant("the army", 90), participant("rebels", 10))), taken)
    assert decided is not None
    assert [one.name for one in decided.actors] == ["rebels"]


def test_one_of_the_same_name_and_words_is_meant_before_one_of_the_same_name():
    before = parties(participant("gunmen", 10), participant("gunmen", 30))
    for index in (0, 1):
        left = after(before, (f"actors/{index}", "wrong")).actors
        assert left == (before.actors[1 - index],)


def test_what_was_judged_wrong_and_is_found_no_more_takes_nothing_else_along():
    taken = taken_on(parties(participant("rebels", 10)), ("actors/0", "wrong"))
    decided = decide(parties(participant("the army", 30)), taken)
    assert decided is not None
    assert [one.name for one in decided.actors] == ["the army"]


def test_a_figure_judged_wrong_does_not_take_along_another_one_from_other_words():
    taken = taken_on(replace(STRIKE, casualties=(DEAD,)), ("casualties/0", "wrong"))
    other = replace(DEAD, low=3, high=3, start=90, end=95)
    decided = decide(replace(STRIKE, casualties=(other,)), taken)
    assert decided is not None
    assert decided.casualties == (other,)


# --- taking back ---------------------------------------------------------------------------------------------------


PARTICIPANTS = st.builds(
    participant,
    st.sampled_from(["army", "Red Column", "rebels"]),
    st.integers(0, 90),
    blamed_by=st.none() | st.integers(0, 2),
)
CLAIMS = st.builds(
    claim,
    st.sampled_from(["a spokesman", "reporter", "he"]),
    st.integers(0, 90),
    stance=st.sampled_from(["asserts", "blames", "denies"]),
    about=st.sampled_from(["event", "actors/0", "casualties/1"]),
    quote=st.none() | st.just(Span(start=0, end=300, text="words")),
)
VALUES = {
    "type": st.sampled_from(sorted(ontology.types())),
    "mode": st.sampled_from(["", *ontology.types()["ASSAULT"].modes]),
    "status": st.sampled_from(["happened", "denied", "planned"]),
    "aggregate": st.booleans(),
    "place": st.sampled_from([asdict(BAKU), asdict(replace(BAKU, name="Ganja"))]),
    "time": st.sampled_from([asdict(one.time) for one in RECORD.events if one.time]),
    "actors": PARTICIPANTS.map(asdict),
    "targets": PARTICIPANTS.map(asdict),
    "casualties": st.sampled_from([asdict(DEAD), asdict(replace(DEAD, kind="injured"))]),
    "claims": CLAIMS.map(asdict),
}


@st.composite
def histories(draw: Any) -> tuple[Event, tuple[Decision, ...]]:
    """An event with decisions on it, each of a value that stands there when it is taken; some are taken back."""
    event = draw(st.sampled_from(RECORD.events))
    taken: tuple[Decision, ...] = ()
    for _ in range(draw(st.integers(1, 6))):
        holding = effective(taken)
        if holding and draw(st.integers(0, 4)) == 0:
            taken += (undone(draw(st.sampled_from(holding)), taken),)
            continue
        now = decide(event, taken)
        names = [] if now is None else [name for name in VALUES if name not in LISTED]
        names += [] if now is None else [f"{name}/{at}" for name in LISTED for at in range(len(getattr(now, name)))]
        about = draw(st.sampled_from(["event", *names, *(LISTED if now is not None else ())]))
        field = about.partition("/")[0]
        shown = event if now is None else now
        senseless = about in LISTED or judged_value(shown, about) is None
        kinds = ["right", "wrong"] if about == "event" else ["corrected"] if senseless else ["right", "corrected"]
        kinds += ["wrong"] if not senseless and field not in ("type", "status", "aggregate", "event") else []
        verdict = draw(st.sampled_from(kinds))
        value = draw(VALUES[field]) if verdict == "corrected" else None
        taken += (judged(event, about, verdict, value, taken=taken),)
    return event, taken


@given(histories(), st.data())
def test_a_decision_taken_back_is_as_if_it_had_not_been(history, data):
    event, taken = history
    assert decide(event, (*taken, undone(taken[-1], taken))) == decide(event, taken[:-1]) or (
        taken[-1].verdict == "undone"
    )
    holding = effective(taken)
    while holding:
        taken += (undone(data.draw(st.sampled_from(holding)), taken),)
        holding = effective(taken)
    assert decide(event, taken) == event


@given(histories())
def test_only_what_people_judged_is_other_than_the_program_coded(history):
    event, taken = history
    decided = decide(event, taken)
    judged_fields = {one.about.partition("/")[0] for one in effective(taken)}
    goes_along = {"type": {"mode"}, "mode": {"mode"}, "claims": {"actors", "targets"}, "actors": {"claims"},
                  "targets": {"claims"}, "casualties": {"claims"}}  # fmt: skip
    may_change = {"why", *judged_fields}.union(*(goes_along.get(field, ()) for field in judged_fields))
    for field in Event.__dataclass_fields__:
        if decided is not None and field not in may_change:
            assert getattr(decided, field) == getattr(event, field)


@given(histories(), st.sampled_from(RECORD.events))
def test_what_is_decided_is_sound_also_where_the_program_comes_to_something_else(history, other):
    event, taken = history
    for coded in (event, other):
        decided = decide(coded, taken)
        assert decided is None or not soundness.fault_in(decided)


# --- whether a person stands by it ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("steps", "kept"),
    [
        ((), False),
        ((("event", "right"),), True),
        ((("event", "wrong"),), False),
        ((("place", "right"),), True),
        ((("type", "corrected", "COERCE"),), True),
        ((("place", "wrong"), ("actors/0", "wrong")), False),
        ((("place", "right"), ("event", "wrong")), False),
    ],
)
def test_a_person_stands_by_an_event_who_judges_it_or_a_value_of_it_right_or_corrects_one(steps, kept):
    taken = taken_on(STRIKE, *steps)
    assert keeps(taken) is kept
    assert not keeps((*taken, *(undone(one, (*taken, *taken[:at])) for at, one in enumerate(taken))))


# --- what is judged ------------------------------------------------------------------------------------------------


def test_what_is_judged_is_as_it_stands_in_the_record():
    values = asdict(STRIKE)
    for about in ("type", "mode", "status", "aggregate", "place", "time"):
        assert judged_value(STRIKE, about) == values[about]
    assert judged_value(STRIKE, "claims/1") == values["claims"][1]
    assert judged_value(STRIKE, "event") == {name: values[name] for name in ("type", "mode", "mentions")} | {
        "mentions": list(values["mentions"])
    }
    assert judged_value(ROCKETS, "place") is None
    assert judged_value(ROCKETS, "casualties") is None


@pytest.mark.parametrize("about", ["", "actor", "actors/", "actors/-1", "actors/01", "Actors/0", "place/0", "links/0"])
def test_what_is_no_value_is_refused_with_a_list_of_those_that_are(about):
    with pytest.raises(StoreError, match=r"no value of an event; name one of event, type, .*claims/0"):
        judged_value(STRIKE, about)


def test_an_index_beyond_the_list_is_refused_with_those_that_there_are():
    with pytest.raises(StoreError, match="event e1 has no claims/2; it has claims/0 to claims/1"):
        judged_value(STRIKE, "claims/2")
    with pytest.raises(StoreError, match="it has no targets; add one by naming 'targets'"):
        judged_value(replace(STRIKE, targets=()), "targets/0")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("place", None, "nothing"),
        ("mode", "", "none"),
        ("mode", "drone", "drone"),
        ("casualties", asdict(STRIKE.casualties[0]), "at least 25 killed (a spokesman)"),
        ("actors", asdict(STRIKE.actors[0]), "army"),
        ("place", asdict(BAKU), "Baku"),
        ("time", asdict(Time(edtf="2020-01-02", level="day", basis="explicit")), "2020-01-02"),
        ("claims", asdict(STRIKE.claims[1]), "a spokesman claims-responsibility (event)"),
        ("aggregate", False, "false"),
        ("event", {"type": "ASSAULT", "mode": "", "mentions": []}, "ASSAULT"),
    ],
)
def test_a_value_is_described_in_a_few_words(field, value, words):
    assert described(field, value) == words


def test_what_can_be_judged_of_an_event_is_each_of_its_values_in_words():
    listed = judgeable(ROCKETS)
    assert listed[0] == ("type", "ASSAULT")
    assert ("place", "nothing") in listed
    assert ("actors/0", "Red Column") in listed
    assert ("casualties/0", "1 killed") in listed
    assert listed[-1] == ("claims/1", "reporter asserts (event)")
    for about, words in listed:
        assert described(about.partition("/")[0], judged_value(ROCKETS, about)) == words


# --- decisions that were made elsewhere ----------------------------------------------------------------------------


@given(histories())
def test_what_was_decided_here_can_be_laid_over_an_event_elsewhere(history):
    _, taken = history
    for decision in taken:
        check_decision(decision)


MADE = judged(STRIKE, "actors/0", "corrected", asdict(STRIKE.actors[0]))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"about": "colour"}, "'colour' is no value of an event"),
        ({"about": "actors/x"}, "'actors/x' is no value of an event"),
        ({"about": "type/0"}, "'type/0' is no value of an event"),
        ({"about": "event"}, "d1: event cannot be corrected"),
        ({"about": "actors", "verdict": "wrong"}, "d1: actors cannot be wrong"),
        ({"about": "status", "verdict": "wrong", "judged": "happened"}, "d1: status cannot be wrong"),
        ({"about": "type", "value": "WAR"}, "d1: 'WAR' is no type"),
        ({"about": "type", "verdict": "right", "judged": None}, "d1: None is no type"),
        ({"about": "mode", "value": "fast"}, "d1: 'fast' is no mode"),
        ({"about": "aggregate", "value": "true"}, "d1: 'true' is no aggregate"),
        ({"value": None}, "d1: its value is none of actors"),
        ({"value": "army"}, "d1: its value is none of actors"),
        ({"value": {"name": "army"}}, "d1: its value has not the fields of actors"),
        ({"value": {**asdict(STRIKE.actors[0]), "name": 7}}, "d1: its value is none of actors"),
        ({"judged": {"name": "army"}}, "d1: its value has not the fields of actors"),
        ({"about": "place"}, "d1: its value is none of place"),
        ({"at": "soon"}, "d1: 'soon' is no time"),
        ({"at": "2026\ud800"}, "d1: .* is no time"),
        ({"judged": float("nan"), "about": "event", "verdict": "right"}, "d1: it has a number that is none"),
        ({"value": {**asdict(STRIKE.actors[0]), "blamed_by": -1}}, "d1: .*blamed_by: -1 is no index"),
        ({"value": {**asdict(STRIKE.actors[0]), "name": " "}}, "d1: .*name: it is empty"),
        ({"value": {**asdict(STRIKE.actors[0]), "country": "\ud800"}}, "d1: .*country: "),
    ],
)
def test_what_no_decision_can_say_is_refused(changes, says):
    check_decision(MADE)
    with pytest.raises(StoreError, match=says):
        check_decision(replace(MADE, **changes))


def test_a_decided_number_in_quotes_is_refused():
    value = asdict(replace(STRIKE.casualties[0], low="25"))
    with pytest.raises(StoreError, match="casualties"):
        check_decision(judged(STRIKE, "casualties/0", "corrected", value))
