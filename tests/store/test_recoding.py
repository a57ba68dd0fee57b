"""Coding again: ids, decisions and links are kept, what is told no more is retired, what people stand by stays."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from dateline.errors import CodingError
from dateline.model import Event, Link, Participant, Place, Record, Span, StoredRecord
from dateline.store.chronicle import Chronicle
from dateline.store.runs import AT_ONCE
from dateline.store.selection import Selection
from dateline.store.tables import former, run
from dateline.workers import Failure
from tests.store.making import add, coder, document, event, faults, record

SOURCE = document(1)
ONE, TWO = event(SOURCE, "w1x3"), event(SOURCE, "w1x9", "e2")
SIGNED = {"by": "Ada", "because": "read it again"}


def recode(chronicle: Chronicle, *events: Event, source: Record | None = None, code=None) -> list:
    """Let another program come that finds these events (in the first document)."""
    outdate(chronicle)
    found = coder(source or record(SOURCE, *events)) if code is None else code
    return list(chronicle.recode(code=found, settings={}, waiting=print))


def outdate(chronicle: Chronicle) -> None:
    with chronicle._database.writing() as connection:
        connection.execute(update(run).values(coder="a former one"))


def stand(chronicle: Chronicle) -> StoredRecord:
    assert not faults(chronicle)
    return chronicle.record("doc1")


def ids(found: StoredRecord) -> list[str]:
    return [one.id for one in found.events]


def formers(chronicle: Chronicle) -> int:
    with chronicle._database.reading() as connection:
        return len(connection.execute(select(former)).all())


@pytest.fixture
def told(chronicle: Chronicle) -> Chronicle:
    """A database with one report of two events."""
    add(chronicle, record(SOURCE, ONE, TWO))
    return chronicle


# --- which documents -----------------------------------------------------------------------------------------------


def test_what_this_program_coded_is_left_alone_and_what_another_one_coded_is_coded_again(told):
    add(told, record(document(2)))
    assert told.outdated() == 0
    assert list(told.recode(code=coder(), settings={}, waiting=print)) == []
    outdate(told)
    assert told.outdated() == 2
    found = recode(told, ONE, TWO)
    assert [(one.id, one.changed) for one in found] == [(told.find("doc1")[0], 0), (told.find("doc2")[0], 0)]
    assert told.outdated() == 0


def test_what_could_not_be_coded_before_is_tried_again_and_what_cannot_be_coded_now_keeps_its_events(told):
    def failing(items):
        for item in items:
            yield Failure(document=item, error=CodingError("no verb"))

    add(told, record(document(2)))
    before = stand(told)
    assert [one.error for one in recode(told, code=failing)] == ["no verb", "no verb"]
    assert stand(told) == before
    assert told.outdated() == 2
    assert len(told.issues()) == 2
    list(told.add([document(3)], code=failing, settings={}, waiting=print))
    third = record(document(3), event(document(3), "w3x3"))
    assert [one.changed for one in recode(told, code=coder(third, record(SOURCE, ONE, TWO)))] == [0, 0, 1]
    assert ids(told.record("doc3")) == ["e1"]


def test_what_came_with_its_events_was_coded_by_another_program(told, tmp_path):
    with Chronicle(tmp_path / "other.db", create=True) as other:
        add(other, stand(told))
        assert other.outdated() == 1
        list(other.recode(code=coder(record(SOURCE, TWO)), settings={}, waiting=print))
        assert (ids(stand(other)), stand(other).retired) == (["e2"], ("e1",))


def test_what_was_forgotten_is_not_coded_again(told):
    told.forget("doc1", **SIGNED)
    outdate(told)
    assert told.outdated() == 0
    assert recode(told) == []


def test_more_documents_than_are_fetched_at_once_are_each_coded_once(tmp_path):
    with Chronicle(tmp_path / "c.db", create=True) as chronicle:
        add(chronicle, *(document(number, f"word{number}") for number in range(AT_ONCE + 5)))
        found = recode(chronicle, code=coder())
        assert len({one.id for one in found}) == len(found) == AT_ONCE + 5


def test_a_run_broken_off_goes_on_with_the_rest(told):
    add(told, *(record(document(number)) for number in range(2, 5)))
    outdate(told)
    broken = told.recode(code=coder(record(SOURCE, ONE)), settings={}, waiting=print)
    assert next(broken).changed == 1
    broken.close()
    assert told.outdated() == 3
    assert ids(stand(told)) == ["e1"]


# --- ids -----------------------------------------------------------------------------------------------------------


def test_an_event_that_is_told_in_the_same_words_keeps_its_id_and_says_what_it_says_now(told):
    newly = replace(event(SOURCE, "w1x9 w1x10"), type="PROTEST", confidence=0.9)
    assert [one.changed for one in recode(told, newly, replace(ONE, id="e2"))] == [1]
    found = stand(told)
    assert found.events == (ONE, replace(newly, id="e2"))
    assert formers(told) == 1


def test_an_event_that_is_told_no_more_is_retired_and_comes_back_under_its_id(told):
    assert [one.changed for one in recode(told, ONE)] == [1]
    found = stand(told)
    assert (ids(found), found.retired) == (["e1"], ("e2",))
    new = event(SOURCE, "w1x20", "e2")
    recode(told, ONE, new)
    found = stand(told)
    assert (ids(found), found.retired) == (["e1", "e3"], ("e2",))
    recode(told, ONE, TWO, replace(new, id="e3"))
    found = stand(told)
    assert (ids(found), found.retired) == (["e1", "e2", "e3"], ())
    assert told.search("w1x9", limit=5)[-1].id.endswith(".e2")


def test_an_event_that_is_told_no_more_is_neither_found_nor_counted_nor_judged(told):
    recode(told, ONE)
    assert told.totals().events == 1
    assert told.count(Selection(type="ASSAULT")) == (1, 1)
    assert [one.kind for one in told.search("w1x9", limit=5)] == ["document"]
    with pytest.raises(Exception, match="the document tells no event e2"):
        told.decide("doc1.e2", "event", "right", **SIGNED)


def test_links_follow_the_ids_and_go_with_what_is_told_no_more(told):
    def link(to: str) -> Link:
        return Link(relation="caused-by", event=to, start=0, end=4, text="w1x0")

    recode(told, replace(TWO, id="e1", links=(link("e2"),)), replace(ONE, id="e2", links=(link("e1"),)))
    assert {one.id: [to.event for to in one.links] for one in stand(told).events} == {"e1": ["e2"], "e2": ["e1"]}
    told.decide("doc1.e2", "event", "right", **SIGNED)
    recode(told)
    (left,) = stand(told).events
    assert (left.id, left.links) == ("e2", ())


WORDS = st.lists(
    st.tuples(st.integers(0, 39), st.integers(1, 3), st.sampled_from(["ASSAULT", "PROTEST", "AID"])), max_size=5
)


def coded(found: list[tuple[int, int, str]]) -> tuple[Event, ...]:
    """Events on some words of the report, of a type each, each with a link to the first."""
    events = []
    for number, (first, count, kind) in enumerate(found, start=1):
        words = " ".join(f"w1x{at}" for at in range(first, min(40, first + count)))
        links = (Link(relation="part-of", event="e1", start=0, end=4, text="w1x0"),) if number > 1 else ()
        events.append(event(SOURCE, words, f"e{number}", type=kind, links=links))
    return tuple(events)


@contextmanager
def fresh() -> Iterator[Chronicle]:
    with TemporaryDirectory() as folder, Chronicle(Path(folder) / "c.db", create=True, clock=lambda: "2026") as opened:
        yield opened


def overlap(some: tuple[Span, ...], others: tuple[Span, ...]) -> bool:
    return any(a.start < b.end and b.start < a.end for a in some for b in others)


@settings(max_examples=12, deadline=None)
@given(st.lists(WORDS, min_size=2, max_size=4), st.data())
def test_however_often_it_is_coded_again_ids_are_kept_and_no_number_is_given_twice(codings, data):
    with fresh() as chronicle:
        add(chronicle, record(SOURCE, *coded(codings[0])))
        words = {one.id: one.mentions for one in stand(chronicle).events}
        for coding in codings[1:]:
            before = stand(chronicle)
            stood_by = set()
            if before.events and data.draw(st.booleans()):
                judged = data.draw(st.sampled_from(before.events))
                chronicle.decide(f"doc1.{judged.id}", "type", "corrected", typed="COERCE", **SIGNED)
                stood_by = {judged.id}
            recode(chronicle, *coded(coding))
            found = stand(chronicle)
            now = {one.id for one in found.events}
            assert stood_by <= now
            assert now.isdisjoint(found.retired)
            assert {*ids(before), *before.retired} <= now | {*found.retired}
            for one in found.events:
                assert overlap(one.mentions, words.get(one.id, one.mentions))
                assert {link.event for link in one.links} <= now
                words[one.id] = one.mentions
            assert all(
                one.type == "COERCE" for one in found.events if one.id in {made.event for made in found.decisions}
            )
            again = recode(chronicle, *coded(coding))
            assert [one.changed for one in again] == [0]
            assert stand(chronicle) == found


# --- what people decided -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("about", "verdict", "typed"), [("event", "right", ""), ("type", "corrected", "COERCE"), ("status", "right", "")]
)
def test_an_event_that_a_person_stands_by_stays_where_the_program_finds_it_no_more(told, about, verdict, typed):
    told.decide("doc1.e2", about, verdict, typed=typed, **SIGNED)
    before = stand(told)
    recode(told, ONE)
    assert stand(told) == before


def test_an_event_whose_values_were_only_judged_wrong_goes_with_the_program(told):
    told.decide("doc1.e1", "event", "wrong", **SIGNED)
    recode(told, TWO)
    found = stand(told)
    assert (ids(found), found.coded, found.retired) == (["e2"], (), ("e1",))


def test_an_event_that_was_judged_wrong_stays_set_aside_where_it_is_found_again(told):
    told.decide("doc1.e1", "event", "wrong", **SIGNED)
    for again in (replace(ONE, confidence=0.9), None, replace(ONE, type="PROTEST")):
        recode(told, *((again, TWO) if again else (TWO,)))
        assert ids(stand(told)) == ["e2"]
    assert [one.id for one in stand(told).coded] == ["e1"]
    told.undo("doc1.d1", **SIGNED)
    assert stand(told).events == (replace(ONE, type="PROTEST"), TWO)


def test_a_corrected_value_wins_over_what_the_program_comes_to(told):
    told.decide("doc1.e1", "place", "corrected", typed="Baku", words="w1x5", **SIGNED)
    told.decide("doc1.e1", "actors", "corrected", typed="rebels", words="w1x6", **SIGNED)
    own = Place(name="Ganja", level="city", country="AZE", start=0, end=4, text="w1x0")
    other = Participant(name="army", start=0, end=4, text="w1x0")
    recode(told, replace(ONE, place=own, actors=(other,)), TWO)
    found = stand(told)
    decided, as_coded = found.events[0], found.coded[0]
    assert (decided.place.name, as_coded.place) == ("Baku", own)
    assert ([one.name for one in decided.actors], as_coded.actors) == (["army", "rebels"], (other,))
    told.undo("doc1.d1", **SIGNED)
    assert stand(told).events[0].place == own


def test_a_judged_actor_is_found_again_where_the_program_lists_others_before_him(told):
    army, rebels = (
        Participant(
            name=f"w1x{at}",
            start=SOURCE.text.index(f"w1x{at} "),
            end=SOURCE.text.index(f"w1x{at} ") + 4,
            text=f"w1x{at}",
        )
        for at in (4, 5)
    )
    recode(told, replace(ONE, actors=(army,)), TWO)
    told.decide("doc1.e1", "actors/0", "wrong", **SIGNED)
    recode(told, replace(ONE, actors=(rebels, army)), TWO)
    assert stand(told).events[0].actors == (rebels,)
    assert [one.id for one in told.records(Selection(actor="W1X5"))] == ["doc1"]
    assert list(told.records(Selection(actor="w1x4"))) == []


def test_a_type_that_was_judged_right_goes_with_no_mode_of_another_type(told):
    told.decide("doc1.e1", "type", "right", **SIGNED)
    recode(told, replace(ONE, type="PROTEST", mode="riot"), TWO)
    (decided, _) = stand(told).events
    assert (decided.type, decided.mode) == ("ASSAULT", "")
