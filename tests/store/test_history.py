"""What became of a document or an event: coded, decided, coded otherwise, told no more, forgotten."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import update

from dateline.errors import CodingError, StoreError
from dateline.model import Event, Participant, Place
from dateline.store.chronicle import Chronicle
from dateline.store.tables import run
from dateline.workers import Failure
from tests.store.making import add, coder, document, event, record

SOURCE = document(1)
ONE = event(
    SOURCE,
    "w1x3",
    actors=(Participant(name="rebels", start=0, end=4, text="w1x0"),),
    targets=(Participant(name="army", start=0, end=4, text="w1x0"),),
)
TWO = event(SOURCE, "w1x9", "e2")
SIGNED = {"by": "Ada", "because": "read it again"}


@pytest.fixture
def told(chronicle: Chronicle) -> Chronicle:
    add(chronicle, record(SOURCE, ONE, TWO))
    return chronicle


def recode(chronicle: Chronicle, *events: Event) -> None:
    with chronicle._database.writing() as connection:
        connection.execute(update(run).values(coder="ab" * 32))
    list(chronicle.recode(code=coder(record(SOURCE, *events)), settings={}, waiting=print))


def steps(chronicle: Chronicle, name: str) -> list[str]:
    found = chronicle.history(name)
    assert [one.at for one in found] == sorted(one.at for one in found)
    return [one.what for one in found]


def test_a_document_was_added_by_the_program(told):
    (step,) = told.history("doc1")
    assert step.what == "added"
    assert step.who.startswith("dateline 0.")
    assert step.at == "2026-01-01T00:00:00+00:00"


def test_a_document_was_coded_again_decided_and_forgotten(told):
    recode(told, ONE)
    told.decide("doc1.e1", "event", "wrong", by="Bo", because="no event")
    told.decide("doc1.e1", "event", "right", **SIGNED)
    told.undo("doc1.d1", by="Bo", because="my mistake")
    assert steps(told, "doc1") == [
        "added",
        "coded again",
        "d1, e1 judged wrong: no event",
        "d2, e1 judged right: read it again",
        "d3, takes back d1: my mistake",
    ]
    key = told.forget("doc1", by="Bo", because="on request")
    assert steps(told, key) == [
        "added",
        "d1, e1 event judged wrong",
        "d2, e1 event judged right",
        "d3, takes back d1",
        "forgotten: on request",
    ]
    assert [one.who for one in told.history(key)][1:] == ["Bo", "Ada", "Bo", "Bo"]


def test_a_document_could_not_be_coded_or_came_with_its_events(told, tmp_path):
    list(
        told.add(
            [document(2)],
            code=lambda items: (Failure(document=item, error=CodingError("no verb")) for item in items),
            settings={},
            waiting=print,
        )
    )
    assert steps(told, "doc2") == ["added", "could not be coded"]
    with Chronicle(tmp_path / "other.db", create=True) as other:
        add(other, told.record("doc1"))
        assert steps(other, "doc1") == ["added", "its events came with it, coded elsewhere"]


def test_an_event_was_coded_with_its_parties_and_coded_again_otherwise(told):
    place = Place(name="Ganja", level="city", country="AZE", start=0, end=4, text="w1x0")
    longer = SOURCE.span(ONE.mentions[0].start, ONE.mentions[0].end + 5)
    recode(told, replace(ONE, type="PROTEST", mode="riot", place=place, targets=()), TWO)
    recode(told, replace(ONE, type="PROTEST", mode="riot", place=place, targets=(), mentions=(longer,)), TWO)
    recode(
        told, replace(ONE, type="PROTEST", mode="riot", place=place, targets=(), mentions=(longer,), why=("a",)), TWO
    )
    first, second, third, fourth = steps(told, "doc1.e1")
    assert first.endswith(" · rebels → army")
    assert (
        second == "coded again: type ASSAULT → PROTEST; mode none → riot; targets army → nothing; place nothing → Ganja"
    )
    assert third == "coded again: mentions w1x3 → w1x3 w1x4"
    assert fourth == "coded again: the same but for its confidence or its reasons"
    assert len(steps(told, "doc1.e2")) == 1


def test_an_event_is_told_no_more(told):
    recode(told, TWO)
    assert steps(told, "doc1.e1")[1:] == ["told no more when it was coded again"]


def test_an_event_was_told_no_more_and_came_back(told):
    recode(told, TWO)
    recode(told, TWO, replace(ONE, id="e1"))
    assert steps(told, "doc1.e1")[1] == "told no more when it was coded again"
    assert len(steps(told, "doc1.e1")) == 3


def test_the_decisions_on_an_event_say_what_stood_there_and_what_is_right(told):
    told.decide("doc1.e1", "actors/0", "corrected", typed="Zorblatt", **SIGNED)
    told.decide("doc1.e1", "actors", "corrected", typed="men", words="w1x20", **SIGNED)
    told.decide("doc1.e2", "event", "right", **SIGNED)
    told.decide("doc1.e1", "targets/0", "wrong", **SIGNED)
    assert steps(told, "doc1.e1")[1:] == [
        "d1, e1 actors/0 rebels → Zorblatt: read it again",
        "d2, e1 actors added: men: read it again",
        "d4, e1 targets/0 (army) judged wrong: read it again",
    ]


def test_an_event_that_there_never_was_has_no_history(told):
    with pytest.raises(StoreError, match="has no event e7; see which it has"):
        told.history("doc1.e7")
