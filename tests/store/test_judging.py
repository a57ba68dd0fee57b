"""Decisions in a database: laid over what was coded, found by every search, signed, and taken back without a trace."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from records import hand_made
from sqlalchemy import update

from dateline.errors import StoreError
from dateline.model import Decision, StoredRecord
from dateline.store.chronicle import Chronicle
from dateline.store.selection import Selection
from dateline.store.tables import run
from tests.store.making import add, coder, faults, record

SIGNED = {"by": "Ada", "because": "read it again"}
ADDED = hand_made()


@pytest.fixture
def told(chronicle: Chronicle) -> Chronicle:
    add(chronicle, ADDED)
    return chronicle


def stand(chronicle: Chronicle) -> StoredRecord:
    assert not faults(chronicle)
    return chronicle.record("talva-1")


def judge(chronicle: Chronicle, event: str, about: str, verdict, *given: str) -> Decision:
    """Judge, with what was typed and the words of the report."""
    typed, words = (*given, None)[:2] if given else ("", None)
    return chronicle.decide(f"talva-1.{event}", about, verdict, typed=typed, words=words, **SIGNED)


def found(chronicle: Chronicle, **wanted: str) -> list[str]:
    return [event.id for _, event in chronicle.events(Selection(**wanted))]


# --- what is written down ------------------------------------------------------------------------------------------


def test_a_decision_says_what_was_judged_what_is_right_who_says_so_when_and_why(told):
    made = judge(told, "e1", "type", "corrected", "COERCE")
    assert (made.id, made.event, made.about, made.verdict, made.value) == ("d1", "e1", "type", "corrected", "COERCE")
    assert (made.judged, made.by, made.because, made.undoes) == ("ASSAULT", "Ada", "read it again", None)
    assert made.at.startswith("2026-01-01T00:00:")
    assert stand(told).decisions == (made,)


def test_decisions_are_numbered_within_their_document_and_kept_in_their_order(told):
    made = [
        judge(told, "e1", "place", "wrong"),
        judge(told, "e2", "event", "wrong"),
        judge(told, "e1", "time", "right"),
    ]
    made.append(told.undo("talva-1.d2", by="Bo", because="it is one"))
    assert [one.id for one in made] == ["d1", "d2", "d3", "d4"]
    assert (made[3].event, made[3].verdict, made[3].undoes, made[3].by) == ("e2", "undone", "d2", "Bo")
    assert stand(told).decisions == tuple(made)


def test_the_event_as_it_was_coded_is_kept_beside_the_one_that_people_decided(told):
    before = stand(told)
    judge(told, "e1", "status", "corrected", "denied")
    after = stand(told)
    assert after.coded == before.events[:1]
    assert (after.events[0].status, after.events[1:]) == ("denied", before.events[1:])
    assert after.events[0].why[-1] == "status corrected by Ada on 2026-01-01: read it again"


def test_odd_characters_are_kept_in_names_reasons_and_values(told):
    odd = "\ud800 Ada\0\x01'; --"
    made = told.decide("talva-1.e1", "actors/0", "corrected", typed=odd, by=odd, because=odd)
    after = stand(told)
    assert after.decisions == (made,)
    assert (made.by, made.because, after.events[0].actors[0].name) == (odd, odd, odd)


# --- what is found -------------------------------------------------------------------------------------------------


def test_what_was_decided_is_what_searches_go_by(told):
    assert found(told, type="COERCE") == []
    judge(told, "e1", "type", "corrected", "COERCE")
    judge(told, "e1", "place", "corrected", "Baku")
    judge(told, "e1", "time", "corrected", "2010-05-05")
    judge(told, "e1", "actors/0", "corrected", "Zorblatt")
    judge(told, "e1", "claims/1", "corrected", "Quorvex")
    for wanted in (
        {"type": "COERCE"},
        {"country": "AZE"},
        {"until": "2010-05-05"},
        {"actor": "zorblatt"},
        {"source": "quorvex"},
    ):
        assert found(told, **wanted) == ["e1"]
    for word in ("zorblatt", "baku", "quorvex"):
        assert [one.id for one in told.search(word, limit=9)] == [f"{stand(told).permanent_id}.e1"]
    assert found(told, country="ISL") == found(told, actor="army") == []


def test_an_event_that_was_set_aside_is_neither_found_nor_counted_nor_handed_out(told):
    totals, hits = told.totals(), told.search("rocket", limit=9)
    judge(told, "e2", "event", "wrong")
    assert told.totals().events == totals.events - 1
    assert "e2" not in [one.id for one in stand(told).events]
    assert "e2" not in found(told, type="ASSAULT")
    assert [one for one in told.search("rocket", limit=9) if one.kind == "event"] == []
    told.undo("talva-1.d1", **SIGNED)
    assert told.totals().events == totals.events
    assert told.search("rocket", limit=9) == hits


def test_whoever_is_known_by_an_accusation_alone_is_found_no_more_where_that_is_wrong(told):
    assert "e2" in found(told, actor="red column")
    judge(told, "e2", "claims/0", "wrong")
    assert "e2" not in found(told, actor="red column")
    assert stand(told).events[1].actors == ()


# --- taking back ---------------------------------------------------------------------------------------------------


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["e1", "e2", "e3", "e4", "e5"]),
        st.sampled_from(
            [
                ("event", "right"),
                ("event", "wrong"),
                *((about, "right") for about in ("type", "mode", "status", "place", "time", "actors/0", "claims/0")),
                *((f"{field}/{at}", "wrong") for field in ("actors", "claims", "casualties") for at in (0, 1)),
                ("place", "wrong"),
                ("time", "wrong"),
                ("type", "corrected", "COERCE"),
                ("mode", "corrected", ""),
                ("aggregate", "corrected", "true"),
                ("place", "corrected", "Baku", "Port Talva"),
                ("time", "corrected", "2019-12", "December"),
                ("actors", "corrected", "Odd \ud800 men", "soldiers"),
                ("targets/0", "corrected", '{"country": "ISL"}'),
                ("casualties", "corrected", "at least 3 injured", "killing"),
                ("claims/0", "corrected", "the Post: denies"),
            ]
        ),
    ),
    min_size=1,
    max_size=6,
)


@contextmanager
def fresh() -> Iterator[Chronicle]:
    with TemporaryDirectory() as folder, Chronicle(Path(folder) / "c.db", create=True, clock=lambda: "2026") as opened:
        yield opened


@settings(max_examples=12, deadline=None)
@given(STEPS)
def test_what_is_decided_and_taken_back_is_as_it_was(steps):
    with fresh() as chronicle:
        add(chronicle, ADDED)
        states = [stand(chronicle)]
        for event, judgement in steps:
            with suppress(StoreError):  # there is no such value, or the event was judged to be none
                judge(chronicle, event, *judgement)
                states.append(stand(chronicle))
        for number in range(len(states) - 1, 0, -1):
            chronicle.undo(f"talva-1.d{number}", **SIGNED)
            before, now = states[number - 1], stand(chronicle)
            assert (now.events, now.coded) == (before.events, before.coded)


def test_one_that_was_taken_back_or_takes_back_cannot_be_taken_back(told):
    judge(told, "e1", "place", "wrong")
    told.undo("talva-1.d1", **SIGNED)
    for name in ("d1", "d2"):
        with pytest.raises(StoreError, match=f"decision {name} was taken back before, or takes one back itself"):
            told.undo(f"talva-1.{name}", **SIGNED)
    assert len(stand(told).decisions) == 2


def test_what_is_no_name_of_a_decision_is_refused(told):
    for name in ("d1", "talva-1", "talva-1.e1", "talva-1.d0", "talva-1.d01", ".d1", "talva-1.d1 ", ""):
        with pytest.raises(StoreError, match=r"is no name of a decision; these look like 3f2a9c01d4e5b6f7\.d1"):
            told.undo(name, **SIGNED)


def test_a_decision_that_there_is_not_cannot_be_taken_back(told):
    with pytest.raises(StoreError, match="there is no decision d7 on this document"):
        told.undo("talva-1.d7", **SIGNED)


# --- what is refused -----------------------------------------------------------------------------------------------


SENSELESS = [
    ("e9", "event", "wrong", "tells no event e9"),
    ("e1", "colour", "wrong", "'colour' is no value of an event"),
    ("e1", "actors/1", "wrong", "event e1 has no actors/1"),
    ("e1", "actors", "wrong", "name which of the actors is wrong: actors/0"),
    ("e1", "claims", "right", "name which of the claims is right: claims/0"),
    ("e2", "place", "wrong", "the event has no place that could be wrong; give one with --correct"),
    ("e1", "type", "wrong", "say what the type is instead, with --correct"),
    ("e1", "status", "wrong", "say what the status is instead"),
    ("e1", "aggregate", "wrong", "say what the aggregate is instead"),
    ("e1", "event", "corrected", "'event' cannot be corrected"),
    ("e1", "type", "corrected", "'' is no type"),
]


def test_what_makes_no_sense_is_refused_and_changes_nothing(told):
    before = stand(told)
    for event, about, verdict, says in SENSELESS:
        with pytest.raises(StoreError, match=says):
            judge(told, event, about, verdict)
    assert stand(told) == before


def test_nobody_decides_without_a_name_and_a_reason(told):
    for by, because in (("", "so"), ("Ada", ""), (" ", "so"), ("Ada", "\n\t")):
        signed = {"by": by, "because": because}
        for act in (
            lambda signed=signed: told.decide("talva-1.e1", "event", "wrong", **signed),
            lambda signed=signed: told.undo("talva-1.d1", **signed),
            lambda signed=signed: told.forget("talva-1", **signed),
        ):
            with pytest.raises(StoreError, match="a decision needs a name and a reason: --by NAME --because TEXT"):
                act()
    assert stand(told).decisions == ()


def test_of_an_event_that_was_set_aside_only_the_event_is_judged(told):
    judge(told, "e1", "event", "wrong")
    with pytest.raises(StoreError, match="e1 was judged to be no event; take that back first"):
        judge(told, "e1", "place", "wrong")
    judge(told, "e1", "event", "right")
    assert "e1" in [one.id for one in stand(told).events]
    assert judge(told, "e1", "place", "wrong").id == "d3"


# --- what did harm once --------------------------------------------------------------------------------------------


def test_a_decision_on_an_event_that_came_retired_can_be_taken_back(told, tmp_path):
    judge(told, "e2", "event", "wrong")
    with told._database.writing() as connection:
        connection.execute(update(run).values(coder="a former one"))
    left = [replace(one, links=()) for one in ADDED.events if one.id != "e2"]
    list(told.recode(code=coder(record(ADDED, *left)), settings={}, waiting=print))
    stored = stand(told)
    assert stored.retired == ("e2",)
    told.undo("talva-1.d1", **SIGNED)
    with Chronicle(tmp_path / "other.db", create=True) as other:
        add(other, stored)
        other.undo("talva-1.d1", **SIGNED)
        assert [one.id for one in other.record("talva-1").decisions] == ["d1", "d2"]


def test_a_place_at_no_number_is_refused(told):
    with pytest.raises(StoreError):
        judge(told, "e1", "place", "corrected", '{"lat": NaN}')


def test_a_figure_in_quotes_does_no_harm(told):
    with suppress(StoreError):
        judge(told, "e1", "casualties/0", "corrected", '{"low": "44"}')
    assert told.history("talva-1.e1")


def test_a_claim_about_nothing_does_no_harm(told):
    with suppress(StoreError):
        judge(told, "e1", "claims/1", "corrected", '{"about": "actors/x"}')
    judge(told, "e1", "actors/0", "wrong")


def test_a_cue_that_the_report_does_not_have_does_no_harm(told):
    with suppress(StoreError):
        judge(told, "e1", "claims/1", "corrected", '{"cue": {"start": 0, "end": 4, "text": "Tank"}}')
    assert not faults(told)
