"""Ids are given once, and events keep theirs while they are told in the same words; pages are told by their address."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.errors import StoreError
from dateline.model import Event, Link, Span, make_document, permanent_id
from dateline.store.permanent import Known, carry_over, event_number, in_order, page_of, without_links_to


def told(id: str, *places: tuple[int, int], type: str = "ASSAULT", links: tuple[str, ...] = ()) -> Event:  # noqa: A002
    mentions = tuple(Span(start=start, end=end, text="x" * (end - start)) for start, end in places)
    return Event(
        id=id, type=type, mentions=mentions, links=tuple(Link(relation="part-of", event=name) for name in links)
    )


def known(*events: Event, retired: tuple[str, ...] = ()) -> list[Known]:
    return [Known(number=event_number(one.id), event=one, told=one.id not in retired) for one in events]


def ids(*arguments: object) -> list[str]:
    events, _ = carry_over(*arguments)
    return [one.id for one in events]


# --- events --------------------------------------------------------------------------------------------------------


def test_the_first_events_are_numbered_in_the_order_they_come_in_and_stand_in_that_of_the_text():
    events, following = carry_over([], [told("e1", (50, 55)), told("e2", (10, 15))], 1)
    assert [one.id for one in events] == ["e2", "e1"]
    assert following == 3


def test_an_event_keeps_its_id_where_its_words_move_and_its_type_changes():
    former = known(told("e1", (10, 20)), told("e4", (50, 60)))
    assert ids(former, [told("e1", (55, 70), type="PROTEST"), told("e2", (5, 12))], 5) == ["e1", "e4"]


def test_what_is_told_in_other_words_gets_a_number_that_was_never_given():
    former = known(told("e1", (10, 20)), told("e4", (50, 60)), retired=("e4",))
    events, following = carry_over(former, [told("e1", (20, 30)), told("e2", (80, 90))], 9)
    assert [one.id for one in events] == ["e9", "e10"]
    assert following == 11


def test_an_event_continues_the_one_with_which_it_shares_most():
    former = known(told("e1", (10, 20), (70, 80)), told("e2", (20, 32)))
    assert ids(former, [told("e1", (14, 30), (70, 80))], 3) == ["e1"]
    assert ids(former, [told("e1", (14, 30))], 3) == ["e2"]


def test_of_two_that_share_as_much_the_one_of_the_same_type_goes_on_and_then_the_first():
    former = known(told("e1", (10, 15)), told("e2", (15, 20), type="PROTEST"))
    assert ids(former, [told("e1", (10, 20), type="PROTEST")], 3) == ["e2"]
    assert ids(former, [told("e1", (10, 20), type="AID")], 3) == ["e1"]


def test_an_event_split_in_two_goes_on_in_one_and_one_is_new():
    assert sorted(ids(known(told("e1", (10, 20))), [told("e1", (10, 14)), told("e2", (14, 20))], 2)) == ["e1", "e2"]
    assert ids(known(told("e1", (10, 20))), [told("e1", (10, 14)), told("e2", (14, 20))], 7) == ["e7", "e1"]


def test_one_that_is_told_goes_before_one_that_was_retired_which_comes_back_under_its_id():
    former = known(told("e1", (10, 20)), told("e2", (10, 20)), retired=("e1",))
    assert ids(former, [told("e1", (10, 20))], 3) == ["e2"]
    assert ids(former[:1], [told("e1", (12, 25))], 3) == ["e1"]


def test_links_follow_the_ids():
    former = known(told("e5", (10, 20)), told("e3", (50, 60)))
    coded = [told("e1", (50, 60), links=("e2", "e3")), told("e2", (10, 20)), told("e3", (90, 95), links=("e1",))]
    events, _ = carry_over(former, coded, 6)
    assert {one.id: [link.event for link in one.links] for one in events} == {
        "e5": [],
        "e3": ["e5", "e6"],
        "e6": ["e3"],
    }


PLACES = st.tuples(st.integers(0, 60), st.integers(1, 12)).map(lambda pair: (pair[0], pair[0] + pair[1]))
EVENTS = st.lists(
    st.tuples(st.lists(PLACES, min_size=1, max_size=3), st.sampled_from(["ASSAULT", "PROTEST"])), max_size=6
).map(lambda found: [told(f"e{at}", *places, type=kind) for at, (places, kind) in enumerate(found, start=1)])


def shared(one: Event, other: Event) -> int:
    return sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in one.mentions for b in other.mentions)


@given(EVENTS, EVENTS, st.sets(st.integers(1, 6)))
def test_ids_are_kept_or_new_and_no_two_events_get_one(before, coded, gone):
    retired = tuple(f"e{number}" for number in gone)
    events, following = carry_over(known(*before, retired=retired), coded, 20)
    names = [one.id for one in events]
    assert len(set(names)) == len(names) == len(coded)
    fresh = [one for one in events if one.id not in {old.id for old in before}]
    assert sorted(event_number(one.id) for one in fresh) == list(range(20, following))
    held = {old.id: old for old in before}
    for one in events:
        if one.id in held:
            assert shared(one, held[one.id])
    left = [old for old in before if old.id not in names]
    for one in fresh:  # it continues none, so each that it overlaps goes on in another one
        assert not any(shared(one, old) for old in left)


@given(EVENTS, st.integers(-3, 3), st.lists(st.sampled_from(["ASSAULT", "PROTEST", "AID"]), min_size=6, max_size=6))
def test_events_that_overlap_no_other_keep_their_ids_however_they_are_shifted_and_retyped(before, by, types):
    apart = [
        replace(one, mentions=(told("e1", (100 * at, 100 * at + 9)).mentions[0],)) for at, one in enumerate(before)
    ]
    moved = [
        replace(one, type=kind, mentions=(told("e1", (100 * at + 4 + by, 100 * at + 9 + by)).mentions[0],))
        for at, (one, kind) in enumerate(zip(apart, types, strict=False))
    ]
    renumbered = [replace(one, id=f"e{at}") for at, one in enumerate(moved[::-1], start=1)]
    assert ids(known(*apart), renumbered, 20) == [one.id for one in apart]


@given(EVENTS)
def test_coding_again_to_the_same_changes_nothing(before):
    events, following = carry_over([], before, 1)
    again = [replace(one, id=f"e{at}") for at, one in enumerate(events, start=1)]
    same, free = carry_over(known(*events), again, following)
    assert free == following
    assert {one.id for one in same} == {one.id for one in events}
    assert sorted(map(repr, (one.mentions for one in same))) == sorted(map(repr, (one.mentions for one in events)))


def test_events_stand_in_the_order_of_their_first_mentions_and_then_of_their_numbers():
    events = [told("e10", (5, 9)), told("e9", (5, 7)), told("e1", (8, 9), (1, 2))]
    assert [one.id for one in in_order(events)] == ["e9", "e10", "e1"]


def test_links_to_what_is_gone_are_taken_out():
    event = told("e1", (1, 2), links=("e2", "e3"))
    assert [link.event for link in without_links_to(event, {"e2"}).links] == ["e3"]
    assert without_links_to(event, {"e9"}) is event


def test_the_number_of_an_event_is_told_by_its_id():
    assert event_number("e1") == 1
    assert event_number("e999999999") == 999_999_999


@pytest.mark.parametrize("name", ["", "e", "e0", "e01", "E1", "1", "e1 ", "e1\n", "e-1", "e1234567890", "e１"])
def test_what_is_no_id_of_an_event_is_refused(name):
    with pytest.raises(StoreError, match="is no id of an event; these are e1, e2 and so on"):
        event_number(name)


# --- documents -----------------------------------------------------------------------------------------------------

FIELDS = {"id": "1", "title": "T", "body": "B", "published": "2020-01-01", "publisher": "P", "url": "http://a"}


def test_a_document_has_the_same_id_for_ever():
    one = make_document(**FIELDS, captions=("a",))
    assert permanent_id(one) == permanent_id(make_document(**FIELDS, captions=("a",))) == PINNED


PINNED = "ff2951696ad4ef53"


@pytest.mark.parametrize("field", [*FIELDS, "language", "captions"])
def test_a_document_that_says_anything_else_has_another_id(field):
    other = {**FIELDS, field: ("x",) if field == "captions" else "x"}
    assert permanent_id(make_document(**other)) != permanent_id(make_document(**FIELDS))


def test_the_fields_of_a_document_do_not_run_into_each_other():
    ids = {
        permanent_id(make_document(id="1", body="b", url=url, publisher=publisher, captions=captions))
        for url, publisher, captions in [("ab", None, ()), ("a", "b", ()), (None, "ab", ()), (None, None, ("ab",))]
    }
    assert len(ids) == 4


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://example.org/News/?q=1", "HTTP://Example.ORG/News/?q=1#top"),
        ("http://example.org/a", "http://example.org/a#"),
        ("http://[x", "http://[x"),
    ],
)
def test_a_page_is_its_address_without_fragment_and_whatever_the_case_of_its_host(one, other):
    assert page_of(one) == page_of(other)
    assert page_of(one) is not None


def test_pages_of_other_addresses_are_others():
    urls = [
        "http://a/x",
        "https://a/x",
        "http://a/X",
        "http://a/x?",
        "http://a/x?q",
        "http://b/x",
        "http://[x",
        "a",
        "\ud800",
    ]
    assert len({*map(page_of, urls)} - {None}) == len([url for url in urls if url != "http://a/x?"])
    assert page_of(None) is page_of("") is None
