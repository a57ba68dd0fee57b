from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from telling import TALVA, day, killed, people, telling

from dateline.incidents.block import pairs
from dateline.incidents.partition import partition
from dateline.incidents.telling import Telling

PLACES = ("Holbeck", "Quillon", "Marsten", "Tarnby")
GROUPS = ("Zarquon", "Vellish", "Ombrian", "Kestral")


def told(at: int, copy: int) -> Telling:
    """The `copy`-th report of the happening number `at`."""
    place, group = PLACES[at], GROUPS[at]
    bodies = (
        f"Gunmen of the {group} Brigade attacked the {place} market in Talva, killing {at + 9} people, police said.",
        f"The attack on {place} market left {at + 9} dead. The {group} Brigade said it had done it.",
        f"Witnesses of the attack in {place} told how the {group} Brigade killed {at + 9} people at the market.",
    )
    return telling(
        f"d{at}{copy}",
        bodies[copy],
        "attack",
        published=f"2021-0{at + 3}-1{copy}",
        time=day(f"2021-0{at + 3}-09"),
        place=TALVA,
        casualties=(killed(at + 9),),
        actors=people(f"{group} Brigade"),
    )


ALL = [told(at, copy) for at in range(4) for copy in range(3)]


def names(groups: list[list[Telling]]) -> list[list[str]]:
    return [[one.document for one in group] for group in groups]


def test_reports_of_one_happening_are_one_incident():
    assert names(partition(ALL)) == [[f"d{at}{copy}" for copy in range(3)] for at in range(4)]


def test_nothing_and_one_report():
    assert partition([]) == []
    assert names(partition(ALL[:1])) == [["d00"]]


@settings(max_examples=20, deadline=None)
@given(st.permutations(ALL))
def test_the_order_of_arrival_does_not_matter(order):
    assert names(partition(order)) == names(partition(ALL))


def test_two_events_of_one_document_alone_are_not_one_incident():
    one = told(0, 0)
    twin = replace(one, id=f"{one.document}.e2", event=replace(one.event, id="e2"))
    assert len(partition([one, twin])) == 2


def test_documents_meet_in_two_rare_words_and_not_in_common_ones():
    assert pairs([["zarquon", "holbeck", "the"], ["holbeck", "zarquon"], ["zarquon"], ["the", "said"]]) == [(0, 1)]


def test_a_word_that_all_have_leads_nowhere():
    assert pairs([["zarquon", "holbeck"]] * 61) == []
