"""The way back from JSON to the values of the model."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from records import hand_made

from dateline.model import Claim, Decision, Event, Span
from dateline.values import casualty_of, claim_of, decision_of, event_of, participant_of, place_of, time_of

EVENTS = hand_made().events
TEXT = st.text(max_size=5)
SPANS = st.builds(Span, start=st.integers(0, 9), end=st.integers(0, 9), text=TEXT)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.id)
def test_an_event_comes_back_as_it_was(event):
    assert event_of(json.loads(json.dumps(asdict(event)))) == event


@given(
    st.builds(
        Event,
        id=TEXT,
        type=TEXT,
        mentions=st.lists(SPANS, max_size=3).map(tuple),
        claims=st.lists(st.from_type(Claim), max_size=2).map(tuple),
        why=st.lists(TEXT, max_size=2).map(tuple),
    )
)
def test_an_event_of_anything_comes_back_as_it_was(event):
    assert event_of(json.loads(json.dumps(asdict(event)))) == event


def test_what_comes_back_is_as_immutable_as_it_was():
    back = event_of(json.loads(json.dumps(asdict(EVENTS[0]))))
    assert hash(back) == hash(EVENTS[0])


def test_each_value_comes_back_as_it_was():
    strike = EVENTS[0]
    cited = replace(strike.claims[1], cue=strike.mentions[0], quote=strike.mentions[1])
    for back, value in (
        (participant_of, strike.actors[0]),
        (place_of, strike.place),
        (time_of, strike.time),
        (casualty_of, strike.casualties[0]),
        (claim_of, strike.claims[0]),
        (claim_of, cited),
    ):
        assert back(json.loads(json.dumps(asdict(value)))) == value


def test_a_decision_comes_back_as_it_was():
    made = Decision(
        id="d1",
        event="e1",
        about="place",
        verdict="corrected",
        value={"name": "Baku"},
        by="Ada",
        because="so",
        at="now",
    )
    assert decision_of(json.loads(json.dumps(asdict(made)))) == made
