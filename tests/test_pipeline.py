"""The whole way through coding: what holds for every report, whatever it is."""

from __future__ import annotations

import time
from dataclasses import fields, replace
from pathlib import Path

import pytest

from dateline import api
from dateline.coding.corefer import join_mentions
from dateline.coding.pipeline import STAGES, code
from dateline.coding.stage import Coding
from dateline.language import memory_zone, parse
from dateline.model import MENTION_WORDS, Document, Event, Record, make_document

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
# The fields of an event that each stage may set; `why` takes reasons from all of them.
OWN = {
    "find_participants": {"actors", "targets"},
    "find_casualties": {"casualties", "targets"},
    "find_times": {"time"},
    "find_places": {"place"},
    "find_claims": {"claims", "casualties", "actors"},  # a figure's source, and who is known by accusation alone
    "judge_status": {"status", "factuality"},
    "find_links": {"links"},
}


@pytest.fixture(scope="module")
def samples() -> list[Record]:
    found = list(api.read(SAMPLES))
    assert all(isinstance(record, Record) for record in found)
    return found


def mention_spans(events: tuple[Event, ...]) -> list[tuple[int, int]]:
    return [(mention.start, mention.end) for event in events for mention in event.mentions]


def assert_sound(document: Document, events: tuple[Event, ...]) -> None:
    assert [event.id for event in events] == [f"e{i}" for i in range(1, len(events) + 1)]
    spans = mention_spans(events)
    assert len(set(spans)) == len(spans)
    firsts = [event.mentions[0].start for event in events]
    assert firsts == sorted(firsts)
    for event in events:
        assert [mention.start for mention in event.mentions] == sorted(mention.start for mention in event.mentions)
        for mention in event.mentions:
            assert document.text[mention.start : mention.end] == mention.text
            assert 1 <= len(mention.text.split()) <= MENTION_WORDS
        assert 0 <= event.confidence <= 1
        assert -3 <= event.factuality <= 3
        assert event.why
        assert event.claims
        assert {link.event for link in event.links} <= {other.id for other in events} - {event.id}
        for person in event.actors + event.targets:
            assert person.blamed_by is None or event.claims[person.blamed_by].stance == "blames"


def test_the_samples_are_coded_soundly(samples):
    assert len(samples) == 8
    for record in samples:
        assert len(record.events) >= 3, record.id
        assert_sound(record, record.events)


def test_a_sample_tells_who_did_what_where_when_and_how_many(samples):
    record = next(record for record in samples if record.id == "northern-wire-2")
    strikes = [event for event in record.events if event.type == "ASSAULT" and event.place is not None]
    assert any(event.place.country == "AZE" for event in strikes)
    assert any(figure.kind == "killed" and figure.low == 12 for event in strikes for figure in event.casualties)
    assert any(claim.source != "reporter" for event in record.events for claim in event.claims)
    assert {event.type for event in record.events} >= {"ASSAULT", "ACCUSE"}


def test_each_stage_leaves_the_fields_of_the_others_alone(samples):
    assert [stage.__name__ for stage in STAGES[1 : STAGES.index(join_mentions)]] == list(OWN)
    for record in samples:
        with memory_zone():
            before = STAGES[0](Coding(parsed=parse(record)))
            for stage in STAGES[1 : STAGES.index(join_mentions)]:
                after = stage(before)
                may_change = OWN[stage.__name__] | {"why"}
                others = [field.name for field in fields(Event) if field.name not in may_change]
                assert len(after.events) == len(before.events)
                assert (after.parsed, after.given) == (before.parsed, before.given)
                for old, new in zip(before.events, after.events, strict=True):
                    changed = [name for name in others if getattr(old, name) != getattr(new, name)]
                    assert changed == [], (stage.__name__, record.id, old.id)
                    assert new.why[: len(old.why)] == old.why
                before = after


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.__name__)
def test_a_stage_without_events_finds_none_to_fill(stage):
    coding = Coding(parsed=parse(make_document(body="The river is wide.")))
    assert stage(coding).events == ()


@pytest.mark.parametrize("stage", STAGES[1:], ids=lambda stage: stage.__name__)
def test_a_stage_takes_a_mention_that_the_parse_does_not_know(stage):
    document = make_document(body="It rained.\nThe river is wide.\nPeople slept.")
    at = document.text.index("river")
    event = Event(id="e1", type="ASSAULT", mentions=(document.span(at, at + 5),))
    coding = Coding(parsed=parse(document), events=(event,))
    assert coding.parsed.head_at(at, at + 5) is None
    (after,) = stage(coding).events
    assert after.mentions == event.mentions


STORY = "Rebels shelled Ganja on Sunday, killing nine people, officials said. Baku accused Armenia of the attack."


def test_a_report_without_a_date_has_no_dates_of_its_own_making():
    document = make_document(body=STORY)
    events = code(document)
    assert_sound(document, events)
    assert any(event.type == "ASSAULT" for event in events)
    assert all(event.time is None or event.time.text for event in events)  # "Sunday" of no week


def test_a_report_in_upper_case_tells_the_same_kinds_of_events():
    document = make_document(title="ATTACK ON GANJA", body=STORY.upper(), published="2020-10-18")
    events = code(document)
    assert_sound(document, events)
    assert any(event.type == "ASSAULT" for event in events)


@pytest.mark.parametrize(
    "body",
    [
        "",
        " ",
        "\n\n\t \u00a0\n",
        "Attack",
        "attack.",
        ".",
        "“",
        "\u00ad",
        "\x00",
        "\ud800",
        "9",
        "killed " * 40,
        "(" * 500,
    ],
    ids=ascii,
)
def test_hardly_any_text_is_no_error(body):
    for title in ("", "Attack", body):
        document = make_document(title=title, body=body)
        assert_sound(document, code(document))


def test_one_word_is_enough_for_an_event():
    document = make_document(body="Shelling.")
    (event,) = code(document)
    assert (event.type, event.mentions[0].text) == ("ASSAULT", "Shelling")


def test_a_report_that_tells_of_nothing_has_no_events():
    assert code(make_document(body="The river is wide here. My grandmother baked bread.")) == ()


def test_given_mentions_are_the_events_and_nothing_else_is_looked_for():
    document = make_document(body=STORY, published="2020-10-18")

    def at(word: str):
        return document.span(STORY.index(word), STORY.index(word) + len(word))

    events = code(document, given=[[at("attack"), at("shelled")], [at("Sunday")]])
    assert [[mention.text for mention in event.mentions] for event in events] == [["shelled", "attack"], ["Sunday"]]
    assert code(document, given=[]) == ()


def test_coding_leaves_its_document_alone_and_gives_the_same_again(samples):
    for record in samples[:3]:
        document = replace(record, events=())
        assert code(document) == code(document) == record.events


def test_a_report_of_200_kilobytes_takes_seconds():
    paragraph = (
        "Rebels shelled the town of Talva {n} times on Sunday, killing {n} people, officials said. The river is wide. "
        "General Arkan Dal denied the attack and accused police in Orvo of the killing of {n} villagers.\n"
    )
    body = "".join(paragraph.format(n=n) for n in range(2, 1000))[:200_000]
    document = make_document(body=body, published="2020-10-18")
    began = time.process_time()
    events = code(document)
    seconds = time.process_time() - began
    assert len(mention_spans(events)) > 2000
    assert_sound(document, events)
    assert seconds < 240, f"{seconds:.0f} s"  # of all threads together
