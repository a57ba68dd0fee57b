"""Which links between whole events hold."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dateline.coding import linkchoice
from dateline.coding.linkchoice import FAINT, candidates, chance, choose_links
from dateline.coding.links import find_links
from dateline.coding.pipeline import code
from dateline.heads import RELATIONS
from dateline.model import Link, make_document

ANSWERED = "Rebels shelled the town. The army bombed the rebels in retaliation for the shelling."


def linked(text: str) -> list[tuple[str, str, str]]:
    events = code(make_document(body=text, published="2020-10-18"))
    first = {event.id: event.mentions[0].text for event in events}
    return [(first[event.id], link.relation, first[link.event]) for event in events for link in event.links]


def test_what_linking_words_tell_is_kept():
    assert ("bombed", "response-to", "shelled") in linked(ANSWERED)


@pytest.mark.parametrize("text", ["It rained.", "Rebels shelled the town.", "Ten men met the king on Monday."])
def test_an_event_alone_is_linked_to_nothing(text):
    assert linked(text) == []


def test_two_events_that_have_nothing_to_do_with_each_other_are_not_linked():
    text = "Police arrested a man in Oslo on Monday. In Lima the president met the king of Spain."
    assert linked(text) == []


def test_a_candidate_is_told_by_the_grammar_or_not_ruled_out_by_the_encoder(coding_of):
    coding = find_links(coding_of(ANSWERED, "shelled", "bombed", "retaliation"))
    found = list(candidates(coding))
    assert all(one.told is not None or one.seen > FAINT for one in found)
    assert {one.relation for one in found} <= set(RELATIONS)
    assert all(one.source != one.target for one in found)


def test_to_one_event_there_is_one_link_with_words_of_the_report(coding_of, monkeypatch):
    monkeypatch.setattr(linkchoice, "THRESHOLD", 0.0)
    coding = choose_links(coding_of(ANSWERED, "shelled", "bombed"))
    text = coding.parsed.document.text
    for event in coding.events:
        ends = [link.event for link in event.links]
        assert len(ends) == len(set(ends))
        assert event.id not in ends
        assert all(text[link.start : link.end] == link.text for link in event.links)
    assert any(event.links for event in coding.events)


def test_a_link_that_is_told_is_likelier(coding_of):
    coding = coding_of(ANSWERED, "shelled", "bombed")
    shelled, bombed = coding.events
    told = coding.with_events(
        (shelled, replace(bombed, links=(Link(relation="response-to", event=shelled.id, start=0, end=1, text="R"),)))
    )

    def best(given) -> float:
        return max(
            (chance(one) for one in candidates(given) if (one.source, one.relation) == (1, "response-to")), default=0.0
        )

    assert best(told) > best(coding)


def test_what_the_encoder_alone_sees_gives_its_reason(coding_of, monkeypatch):
    monkeypatch.setattr(linkchoice, "THRESHOLD", 0.0)
    linked_events = [event for event in choose_links(coding_of(ANSWERED, "shelled", "bombed")).events if event.links]
    assert linked_events
    for event in linked_events:
        assert all(f"{link.relation}: likely by the words of both" in event.why for link in event.links)
