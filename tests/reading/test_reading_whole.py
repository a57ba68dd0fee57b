"""Records that Dateline wrote, taken whole: with events, decisions and all, checked against their text."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from records import hand_made

from dateline import reading
from dateline.decisions import decide, judged_value
from dateline.exports.records import to_json, without_inferred
from dateline.model import Decision, Document, Issue, Record, StoredRecord, permanent_id

PLAIN = hand_made()
STRIKE = PLAIN.events[0]


def decision(number: int, about: str, verdict: Any, value: Any = None, **more: Any) -> Decision:
    given = {"event": "e1", "judged": judged_value(STRIKE, about), "by": "Ada", "because": "read it", "at": "2026"}
    return Decision(**{"id": f"d{number}", "about": about, "verdict": verdict, "value": value, **given, **more})


def stored() -> StoredRecord:
    """A record with an event that was decided, one that was set aside, and one that is told no more."""
    taken = (decision(1, "type", "corrected", "COERCE"), decision(2, "event", "wrong", event="e3", judged=None))
    decided = decide(STRIKE, taken[:1])
    assert decided is not None
    told = (decided, *(one for one in PLAIN.events[1:] if one.id != "e3"))
    own = {name: getattr(PLAIN, name) for name in Document.__dataclass_fields__}
    return StoredRecord(
        **own,
        events=told,
        permanent_id=permanent_id(PLAIN),
        decisions=taken,
        coded=(STRIKE, PLAIN.events[2]),
        retired=("e6", "e7"),
    )


def told() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(to_json(stored()))
    return found


def read(folder: Path, *records: Any, whole: bool = True, **options: Any) -> list[Document | Issue]:
    path = folder / "records.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in records), encoding="utf-8")
    return list(reading.read([path], whole=whole, **options))


def test_a_stored_record_comes_back_as_it_was(tmp_path):
    assert read(tmp_path, told()) == [stored()]


def test_a_record_that_was_never_stored_comes_with_its_events(tmp_path):
    (found,) = read(tmp_path, json.loads(to_json(PLAIN)))
    assert isinstance(found, StoredRecord)
    assert found.events == PLAIN.events
    assert (found.decisions, found.coded, found.retired) == ((), (), ())
    assert found.permanent_id == permanent_id(PLAIN)


def test_the_permanent_id_is_that_of_the_content_whatever_the_record_says(tmp_path):
    (found,) = read(tmp_path, {**told(), "permanent_id": "0123456789abcdef", "copies": "x", "superseded_by": "y"})
    assert isinstance(found, StoredRecord)
    assert (found.permanent_id, found.copies, found.superseded_by) == (permanent_id(PLAIN), None, None)


def test_without_the_wish_and_where_the_date_is_given_it_is_a_document_to_be_coded(tmp_path):
    for options in ({"whole": False}, {"published": "2021-01-01"}):
        (found,) = read(tmp_path, told(), **options)
        assert isinstance(found, Document)
        assert not isinstance(found, Record)


def test_a_record_without_events_is_a_document_to_be_coded_and_one_with_none_is_whole(tmp_path):
    fields = told()
    del fields["events"]
    (bare, empty) = read(tmp_path, fields, {**told(), "events": [], "coded": [], "decisions": []})
    assert not isinstance(bare, Record)
    assert isinstance(empty, StoredRecord)
    assert empty.events == ()


def test_a_record_whose_publisher_is_given_keeps_its_events(tmp_path):
    (found,) = read(tmp_path, told(), publisher="The Times")
    assert isinstance(found, StoredRecord)
    assert found.publisher == "The Times"
    assert found.permanent_id == permanent_id(found)


def test_a_record_without_its_inferred_dates_is_whole_too(tmp_path):
    (found,) = read(tmp_path, json.loads(to_json(without_inferred(stored()))))
    assert isinstance(found, StoredRecord)


# --- what is refused -----------------------------------------------------------------------------------------------


def change(fields: dict[str, Any], path: str, value: Any) -> None:
    """Put a value at events/0/type and the like."""
    *way, last = (int(name) if name.isdigit() else name for name in path.split("/"))
    for name in way:
        fields = fields[name]
    fields[last] = value


REFUSED: dict[str, tuple[str, Any, str]] = {
    "another type of value": ("events/0/confidence", "high", "its events/0/confidence is not as a record has it"),
    "no list": ("events", {"a": 1}, "its events is not as a record has it"),
    "an unknown kind": ("coded/0/actors/0/kind", "giant", "its coded/0/actors/0/kind is not as a record has it"),
    "an unknown type": ("events/0/type", "WAR", "its event e1 is of no type that there is: WAR"),
    "a mode of another type": ("coded/0/mode", "riot", "its event e1 is of no type that there is: ASSAULT riot"),
    "a span of other words": ("events/0/mentions/0/text", "air raids", "Span 'air raids' is not what the report has"),
    "a span beyond the text": ("coded/0/actors/0/end", 10**6, "Participant 'army jets' is not what the report has"),
    "a value without words": ("events/1/actors/0/start", None, "is not what the report has at None"),
    "no mention": ("events/1/mentions", [], "event e2 of talva-1 has no mention"),
    "two events of one id": ("events/1/id", "e1", "two of its events have one id"),
    "an id that is none": ("events/2/id", "E2", "'E2' is no id of an event; these are e1, e2 and so on"),
    "a number that is too large": ("retired/0", "e99999999999", "is no id of an event"),
    "a link to nothing": ("events/0/links/0/event", "e9", "its event e1 has a link to one that it does not tell"),
    "a retired id that is none": ("retired/1", "seven", "'seven' is no id of an event"),
    "a decision on no event": ("decisions/0/event", "all", "'all' is no id of an event"),
    "an unknown verdict": ("decisions/0/verdict", "perhaps", "its decisions/0/verdict is not as a record has it"),
    "a decision by nobody": ("decisions/0/by", None, "its decisions/0/by is not as a record has it"),
    "two decisions of one id": ("decisions/1/id", "d1", "two of its decisions have one id"),
    "a decision of no id": ("decisions/0/id", "one", "its decision 'one' has no id"),
    "a taken-back decision that there is not": ("decisions/0/undoes", "d9", "its decision 'd1' has no id, or undoes"),
    "a decision about no value": ("decisions/0/about", "colour", "'colour' is no value of an event"),
    "a decided type that is none": ("decisions/0/value", "WAR", "decision d1: 'WAR' is no type"),
    "a decided type that is no word": ("decisions/0/value", {"name": "x"}, "decision d1: {'name': 'x'} is no type"),
}


def refusal(folder: Path, spoil: Callable[[dict[str, Any]], None]) -> Issue:
    """What is said of a spoilt record between two sound ones, which are read."""
    fields = told()
    spoil(fields)
    before, found, after = read(folder, told(), fields, told())
    assert isinstance(before, StoredRecord)
    assert isinstance(after, StoredRecord)
    assert isinstance(found, Issue), found
    return found


@pytest.mark.parametrize(("path", "value", "says"), REFUSED.values(), ids=REFUSED)
def test_what_the_text_or_the_format_does_not_bear_out_is_an_issue(tmp_path, path, value, says):
    found = refusal(tmp_path, lambda fields: change(fields, path, value))
    assert says in found.error
    assert "report this" not in found.error
    assert found.document.endswith("records.jsonl:2")
    assert found.remedy.startswith("take the events out")


def test_a_field_that_there_is_not_is_passed_over_and_a_number_in_quotes_is_a_number(tmp_path):
    fields = told()
    change(fields, "events/0/colour", "red")
    change(fields, "events/0/casualties/0/low", "25")
    assert read(tmp_path, fields) == [stored()]


def test_a_decision_on_an_event_that_is_told_no_more_is_whole(tmp_path):
    fields = told()
    change(fields, "decisions/0/event", "e7")
    change(fields, "events/0/type", "ASSAULT")
    (found,) = read(tmp_path, fields)
    assert isinstance(found, StoredRecord)
    assert found.decisions[0].event == "e7"


# What would make adding the record fail, or spoil what is stored.
SPOILING: dict[str, tuple[str, Any]] = {
    "a decision on an event that there is not": ("decisions/0/event", "e9"),
    "an accusation that there is not": ("events/1/actors/0/blamed_by", 7),
    "a claim about nothing": ("events/1/claims/0/about", "actors/x"),
    "a country that no database takes": ("events/0/place/country", "\ud800"),
    "a date that is none": ("events/0/time/earliest", "soon"),
    "a chance that is none": ("events/0/confidence", float("nan")),
    "a point that is none": ("events/0/place/lat", float("inf")),
    "a country of a party that no database takes": ("coded/0/targets/0/country", "\0"),
    "a figure of less than nobody": ("coded/0/casualties/0/low", -25),
    "a mention counted from the end": (
        "events/0/mentions/0",
        {"start": -5, "end": -1, "text": PLAIN.text[-5:-1]},
    ),
    "a decision at no time": ("decisions/1/at", "\ud800"),
    "a number that is none in what was judged": ("decisions/1/judged", float("nan")),
    "a decision that takes back one on another event": ("decisions/1/undoes", "d1"),
}


@pytest.mark.parametrize(("path", "value"), SPOILING.values(), ids=SPOILING)
def test_what_would_spoil_a_database_is_an_issue(tmp_path, path, value):
    assert refusal(tmp_path, lambda fields: change(fields, path, value)).error


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ({"name": "x"}, "decision d3: its value has not the fields of actors"),
        (None, "decision d3: its value is none of actors"),
        ({**asdict(STRIKE.actors[0]), "kind": "giant"}, "decision d3: its value is none of actors"),
        ({**asdict(STRIKE.actors[0]), "text": "no such words"}, "'no such words' is not what the report has"),
    ],
)
def test_a_value_that_was_decided_and_that_the_text_does_not_bear_out_is_an_issue(tmp_path, value, says):
    spoilt = asdict(replace(decision(3, "actors/0", "corrected"), value=value))
    assert says in refusal(tmp_path, lambda fields: fields["decisions"].append(spoilt)).error
