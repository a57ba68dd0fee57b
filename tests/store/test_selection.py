"""Which records and events are wanted, in which order, and what documents and events are called."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.errors import StoreError
from dateline.exports.records import to_json
from dateline.model import Claim, Event, Participant, Place, Time, permanent_id
from dateline.store.chronicle import Chronicle
from dateline.store.selection import AT_ONCE, Selection, selected
from tests.store.making import add, document, event, record

SOURCE = document(1, publisher="The Baku Post")
WORDS = {"start": 0, "end": 4, "text": "w1x0"}


def day(earliest: str | None, latest: str | None, basis: str = "explicit") -> Time:
    words = {} if basis == "inferred" else WORDS
    return Time(edtf="x", level="day", basis=basis, earliest=earliest, latest=latest, **words)


def events_of(chronicle: Chronicle, **wanted: object) -> list[str]:
    """The ids of the events, by date; of which the records must be the same ones."""
    selection = Selection(**wanted)
    found = list(chronicle.events(selection))
    streamed = {(one.permanent_id, event.id) for one in chronicle.records(selection) for event in one.events}
    assert {(one.permanent_id, event.id) for one, event in found} == streamed
    documents, events = chronicle.count(selection)
    assert events == len(found)
    assert documents == len(list(chronicle.records(selection)))
    return [event.id for _, event in found]


def ids(chronicle: Chronicle, **wanted: object) -> list[str]:
    return [one.id for one in chronicle.records(Selection(**wanted))]


# --- by what an event is -------------------------------------------------------------------------------------------

FULL = event(
    SOURCE,
    "w1x3",
    type="ASSAULT",
    mode="aerial",
    status="denied",
    place=Place(name="Baku", level="city", country="AZE", **WORDS),
    actors=(Participant(name="Straße 100%_men", **WORDS), Participant(name="Militia", blamed_by=0, **WORDS)),
    targets=(Participant(name="the Villagers", **WORDS),),
    claims=(Claim(source="A Spokesman", **WORDS),),
)
BARE = event(SOURCE, "w1x9", "e2", type="AID")


@pytest.fixture
def told(chronicle: Chronicle) -> Chronicle:
    other = document(2, publisher=None)
    add(chronicle, record(SOURCE, FULL, BARE), record(other, event(other, "w2x3", "e3", type="PROTEST")))
    return chronicle


MET = [
    {"type": "ASSAULT"},
    {"mode": "aerial"},
    {"status": "denied"},
    {"country": "AZE"},
    {"actor": "STRASSE"},
    {"actor": "straße 100%_"},
    {"actor": "%"},
    {"actor": "_"},
    {"actor": "militia"},
    {"target": "villagers"},
    {"source": "a spokes"},
    {"type": "ASSAULT", "actor": "men", "target": "the", "status": "denied", "publisher": "baku"},
]


def test_each_thing_that_is_asked_of_an_event_finds_it_and_no_other(told):
    for wanted in MET:
        assert (events_of(told, **wanted), ids(told, **wanted)) == (["e1"], ["doc1"]), wanted


UNMET = [
    {"type": "COERCE"},
    {"mode": "drone"},
    {"status": "planned"},
    {"country": "FRA"},
    {"actor": "villagers"},
    {"actor": "100%%men"},
    {"target": "militia"},
    {"target": "_"},
    {"source": "militia"},
    {"type": "AID", "actor": "men"},
    {"type": "ASSAULT", "publisher": "times"},
]


def test_what_no_event_is_finds_none_and_no_document(told):
    for wanted in UNMET:
        assert (events_of(told, **wanted), ids(told, **wanted)) == ([], []), wanted


def test_without_a_wish_all_are_found(told):
    assert sorted(events_of(told)) == ["e1", "e2", "e3"]
    assert sorted(ids(told)) == ["doc1", "doc2"]


def test_a_document_is_chosen_by_its_permanent_id_or_publisher_with_all_its_events(told):
    assert events_of(told, document=permanent_id(SOURCE)) == ["e1", "e2"]
    assert events_of(told, publisher="BAKU po") == ["e1", "e2"]


def test_a_publisher_is_found_in_any_case_of_any_letters(tmp_path):
    with Chronicle(tmp_path / "c.db", create=True) as chronicle:
        add(chronicle, document(1, publisher="ÖSTERREICH heute"))
        assert ids(chronicle, publisher="Österreich") == ["doc1"]


def test_a_record_has_the_events_that_are_wanted_alone_and_all_its_decisions(told):
    made = told.decide("doc1.e2", "status", "corrected", typed="planned", by="Ada", because="so")
    (found,) = told.records(Selection(type="ASSAULT"))
    assert found.events == (FULL,)
    assert found.decisions == (made,)
    assert found.coded == (BARE,)


# --- by date -------------------------------------------------------------------------------------------------------

TIMES = {
    "e1": day("2020-10-10", "2020-10-10"),
    "e2": day("2020-10-01", "2020-10-31"),
    "e3": day(None, "2020-10-05"),
    "e4": day("2020-10-20", None),
    "e5": None,
    "e6": day("2020-10-11", "2020-10-11", "inferred"),
    "e7": day(None, None),
}


@pytest.fixture
def dated(chronicle: Chronicle) -> Chronicle:
    found = [event(SOURCE, f"w1x{at}", name, time=TIMES[name]) for at, name in enumerate(TIMES, start=3)]
    add(chronicle, record(SOURCE, *found))
    return chronicle


WINDOWS = [
    ("2020-10-10", "2020-10-10", "e1 e2 e7"),
    ("2020-10-11", "2020-10-11", "e2 e6 e7"),
    ("2020-10-06", "2020-10-09", "e2 e7"),
    (None, "2020-10-01", "e2 e3 e7"),
    (None, "2020-09-30", "e3 e7"),
    ("2020-11-01", None, "e4 e7"),
    ("2020-10-31", None, "e2 e4 e7"),
    ("1900-01-01", None, "e1 e2 e3 e4 e6 e7"),
    (None, None, "e1 e2 e3 e4 e5 e6 e7"),
]


def test_an_event_is_in_where_it_may_have_happened_then(dated):
    for since, until, found in WINDOWS:
        asked = {"since": since, "until": until}
        assert sorted(events_of(dated, **asked)) == found.split(), asked
        told = [name for name in found.split() if since is until is None or name != "e6"]
        assert sorted(events_of(dated, **asked, told_dates=True)) == told, asked


def test_events_stand_by_their_first_possible_day_the_wider_before_the_narrower_and_the_undated_last(dated):
    found = events_of(dated)
    assert found[:5] == ["e2", "e3", "e1", "e6", "e4"]
    assert sorted(found[5:]) == ["e5", "e7"]
    assert [one.id for _, one in dated.events(Selection(), limit=3)] == ["e2", "e3", "e1"]


def test_events_of_one_day_stand_by_their_documents_and_the_order_of_the_text(chronicle):
    when = day("2020-10-10", "2020-10-10")
    records = []
    for number in range(3):
        source = document(number)
        names = (("e1", f"w{number}x9"), ("e2", f"w{number}x3"))
        records.append(record(source, *(event(source, words, name, time=when) for name, words in names)))
    add(chronicle, *records)
    found = [(one.permanent_id, event.id) for one, event in chronicle.events(Selection())]
    assert found == [(key, name) for key in sorted(map(permanent_id, records)) for name in ("e2", "e1")]


DAYS = st.none() | st.dates(date(2020, 1, 1), date(2020, 1, 9)).map(str)


@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(DAYS, DAYS), min_size=1, max_size=8), st.data())
def test_windows_agree_with_asking_each_event(tmp_path_factory, windows, data):
    windows = [pair if None in pair else tuple(sorted(pair)) for pair in windows]
    told = [event(SOURCE, f"w1x{at}", f"e{at}", time=day(*pair)) for at, pair in enumerate(windows, start=1)]
    with Chronicle(tmp_path_factory.mktemp("db") / "c.db", create=True) as chronicle:
        add(chronicle, record(SOURCE, *told))
        for _ in range(5):
            since, until = data.draw(DAYS), data.draw(DAYS)
            wanted = [
                one.id
                for one, (first, last) in zip(told, windows, strict=True)
                if (since is None or last is None or last >= since)
                and (until is None or first is None or first <= until)
            ]
            assert sorted(events_of(chronicle, since=since, until=until)) == sorted(wanted)


# --- records in their order ----------------------------------------------------------------------------------------


def test_records_stand_by_publication_and_id_the_undated_last(chronicle):
    days = [None, "2020-10-18T09:00:00+00:00", "2020-10-18", "2019-01-01", None, "2020-10-18"]
    added = [document(number, published=day) for number, day in enumerate(days)]
    add(chronicle, *added)
    wanted = sorted(added, key=lambda one: (one.published or "~", permanent_id(one)))
    assert ids(chronicle) == [one.id for one in wanted]


def test_only_the_newest_versions_are_found_unless_all_are_wanted(chronicle):
    versions = [document(number, url="http://a", published=f"2020-10-1{number}") for number in range(3)]
    told = [record(one, event(one, f"w{number}x3")) for number, one in enumerate(versions)]
    add(chronicle, *told)
    assert ids(chronicle) == ["doc2"]
    assert ids(chronicle, all_versions=True) == ["doc0", "doc1", "doc2"]
    assert ids(chronicle, document=permanent_id(versions[0])) == []
    assert chronicle.record(permanent_id(versions[0])).superseded_by == permanent_id(versions[2])
    assert len(events_of(chronicle)) == 1
    assert len(events_of(chronicle, all_versions=True)) == 3


def test_more_records_than_are_held_at_once_come_each_once_and_in_order(place):
    days = ["2020-10-18"] * (AT_ONCE + 20) + [None] * (AT_ONCE + 20) + ["2020-10-19T00:00:00Z"] * 20
    random.Random(1).shuffle(days)  # noqa: S311
    added = [document(number, f"word{number}", published=day) for number, day in enumerate(days)]
    with Chronicle(place, create=True) as chronicle:
        add(chronicle, *added)
        wanted = sorted(added, key=lambda one: (one.published or "~", permanent_id(one)))
        assert ids(chronicle) == [one.id for one in wanted]


def test_former_versions_come_before_the_newest_one_of_the_same_day_across_pages(tmp_path):
    added = [document(number, f"word{number}", url="http://a") for number in range(AT_ONCE + 2)]
    with Chronicle(tmp_path / "c.db", create=True) as chronicle:
        add(chronicle, *added)
        found = ids(chronicle, all_versions=True)
        assert found[-1] == added[-1].id
        assert sorted(found) == sorted(one.id for one in added)


def test_records_are_of_one_state_of_the_database_while_others_write(place):
    with Chronicle(place, create=True) as chronicle, Chronicle(place) as other:
        add(chronicle, *(document(number, f"word{number}") for number in range(AT_ONCE + 2)))
        add(chronicle, record(document(7), event(document(7), "w7x3")))
        stream = chronicle.records(Selection())
        next(stream)
        add(other, *(document(number, f"word{number}") for number in range(200, 220)))
        other.decide(f"{permanent_id(document(7))}.e1", "event", "wrong", by="Ada", because="it is none")
        rest = list(stream)
        assert len(rest) == AT_ONCE + 2
        assert not any(one.decisions for one in rest)


# --- what a user typed ---------------------------------------------------------------------------------------------


def test_what_a_user_typed_is_a_selection():
    typed = {"type": "assault", "country": "aze", "since": "2020-01-01", "status": "denied", "actor": None}
    assert selected(typed) == Selection(type="ASSAULT", country="AZE", since="2020-01-01", status="denied")
    assert selected({}) == Selection()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"since": "2020-1-1"}, "since: '2020-1-1' is no day; write YYYY-MM-DD"),
        ({"until": "20200101"}, "until: '20200101' is no day"),
        ({"since": "2020-02-30"}, "is no day"),
        ({"since": ""}, "is no day"),
        ({"type": "war"}, "'WAR' is no type of event; choose from ACCUSE, "),
        ({"status": "maybe"}, "'maybe' is no status; choose from happened, "),
    ],
)
def test_what_there_is_not_is_refused(typed, says):
    with pytest.raises(StoreError, match=says):
        selected(typed)


# --- names ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def named(chronicle: Chronicle) -> Chronicle:
    add(chronicle, document(1, id="talva 1", url="https://A.example/x#top"), document(2, id="beef"), document(3))
    return chronicle


def keys(chronicle: Chronicle) -> dict[str, str]:
    return {one.id: one.permanent_id for one in chronicle.records(Selection(all_versions=True))}


def test_a_document_is_named_by_its_permanent_id_its_beginning_its_supplied_id_or_its_address(named):
    key = keys(named)["talva 1"]
    for name in (key, key[:4], key[:11], "talva 1", "https://A.example/x#top", "HTTPS://a.example/x#other"):
        assert named.find(name) == (key, None)
        assert named.record(name).id == "talva 1"
    assert named.find("beef")[0] == keys(named)["beef"]


def test_an_event_is_named_by_its_document_and_its_id_in_it(named):
    key = keys(named)["talva 1"]
    for name in (key, key[:6], "talva 1", "https://a.example/x"):
        assert named.find(f"{name}.e3") == (key, "e3")


def test_what_may_be_a_document_or_an_event_is_a_document(named):
    add(named, document(4, id="talva 1.e3"))
    assert named.find("talva 1.e3") == (keys(named)["talva 1.e3"], None)


def test_what_there_is_not_is_said_to_be_none(named):
    for name in ("abc", "none such", "%", "_", "doc", "talva", "https://a.example/", "nothing.e1", "\0"):
        with pytest.raises(StoreError, match=r"there is no document .*; see which there are: dateline documents"):
            named.find(name)


def test_no_name_names_no_document(chronicle):
    add(chronicle, document(1))
    with pytest.raises(StoreError, match="there is no document"):
        chronicle.forget("", by="Ada", because="on request")


def test_a_beginning_that_several_have_names_them(tmp_path):
    with Chronicle(tmp_path / "c.db", create=True) as chronicle:
        number, seen = 0, {}
        while permanent_id(document(number, "a"))[:4] not in seen:
            seen[permanent_id(document(number, "a"))[:4]] = number
            number += 1
        both = [document(seen[permanent_id(document(number, "a"))[:4]], "a"), document(number, "a")]
        add(chronicle, *both)
        first, second = sorted(map(permanent_id, both))
        with pytest.raises(StoreError, match=f"{first[:4]} may be {first}, {second}; name one of them"):
            chronicle.find(first[:4])
        assert chronicle.find(first[:15])[0] in (first, second)


def test_a_supplied_id_that_several_have_names_them(named):
    add(named, document(9, id="beef"))
    with pytest.raises(StoreError, match=r"beef may be [0-9a-f]{16}, [0-9a-f]{16}; name one of them"):
        named.find("beef")


def test_an_address_names_the_newest_version(named):
    add(named, document(9, id="newer", url="https://a.example/x", published="2021-01-01"))
    assert named.record("https://a.example/x").id == "newer"
    with pytest.raises(StoreError, match="there is no document talva 1"):
        named.find("talva 1")
    assert named.record(keys(named)["talva 1"]).id == "talva 1"


# --- lists ---------------------------------------------------------------------------------------------------------


def test_documents_are_listed_with_how_they_stand(chronicle):
    one, two = document(1, title="Raid", published="2020-10-18T10:00:00+00:00", publisher="The Post"), document(2)
    add(chronicle, record(one, event(one, "w1x3")), two, replace(two, id="copy"), document(3, published=None))
    key = chronicle.forget("doc3", by="Ada", because="on request")
    listed = list(chronicle.documents())
    assert [one.id for one in listed[2:]] == [permanent_id(one), key]
    assert (listed[2].title, listed[2].events, listed[2].copied, listed[2].state) == ("Raid", 1, 1, "coded")
    assert [one.copied for one in listed[:2]] == [2, 2]
    assert (listed[3].state, listed[3].title, listed[3].url) == ("forgotten", "", None)
    assert listed[3].forgotten == "Ada on 2026-01-01: on request"
    assert [one.id for one in chronicle.documents(since="2020-10-18", until="2020-10-18", publisher="post")] == [
        permanent_id(one)
    ]
    assert len(list(chronicle.documents(copies=listed[0].copies))) == 2
    assert [one.id for one in chronicle.documents(state="forgotten")] == [key]
    assert len(list(chronicle.documents(limit=2))) == 2
    totals = chronicle.totals()
    assert (totals.documents, totals.voices, totals.events, totals.decisions) == (3, 2, 1, 0)


def test_a_record_that_is_handed_out_can_be_written_as_json(told):
    for one in told.records(Selection()):
        assert to_json(one).startswith('{"schema": "dateline/1"')
        assert all(isinstance(event, Event) for event in one.events)


def test_a_document_is_chosen_by_any_name_that_it_has(chronicle):
    one = document(1, url="https://post.example/1")
    add(chronicle, record(one, event(one, "w1x3")), document(2))
    key = permanent_id(one)
    for name in (key, key[:8], "doc1", "https://post.example/1"):
        wanted = Selection(document=name)
        assert [found.permanent_id for found in chronicle.records(wanted)] == [key]
        assert [told.id for _, told in chronicle.events(wanted)] == ["e1"]
        assert chronicle.count(wanted) == (1, 1)
    with pytest.raises(StoreError, match="there is no document doc7"):
        list(chronicle.records(Selection(document="doc7")))
