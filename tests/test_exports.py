from __future__ import annotations

import csv
import io
import json
import unicodedata
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from records import hand_made, make_record

from dateline import ontology
from dateline.exports import wording
from dateline.exports.chronicle import chronicle, in_order
from dateline.exports.evidence import passages, unworded
from dateline.exports.records import json_array, json_lines, to_json, without_inferred
from dateline.exports.safety import in_cell, in_json, on_screen
from dateline.exports.spreadsheet import COLUMNS, STORED_COLUMNS, csv_rows
from dateline.model import (
    Casualty,
    Claim,
    Decision,
    Event,
    Participant,
    Place,
    Record,
    StoredRecord,
    Time,
    make_document,
)

HOSTILE = "\x1b[31m\x1b]0;owned\x07\x9b2J\u202eevil\u2066\u200b\u2028\ud800[bold]x[/bold]:smile:\x00"
hostile_text = st.text(
    st.one_of(st.characters(), st.sampled_from("\x1b\x07\x9b\x9d\u202e\u2066\u200f\u200b\u2028\x85\ud800[]=+-@\t\r\n")),
    max_size=40,
)


def day(edtf: str, **more: object) -> Time:
    fields: dict[str, object] = {"level": "day", "basis": "explicit", "earliest": edtf, "latest": edtf, **more}
    return Time(edtf=edtf, **fields)  # type: ignore[arg-type]


def hostile_record(words: str) -> Record:
    """A record in which every string that can come from a report is `words`."""
    document = make_document(id=words or "x", title=words, body=words or "x", publisher=words, published="2020-01-03")
    evidence = {"start": 0, "end": len(document.text), "text": document.text}
    event = Event(
        id="e1",
        type="ASSAULT",
        mentions=(document.span(0, len(document.text)),),
        actors=(Participant(name=words, role=words, **evidence), Participant(name=words, blamed_by=0, **evidence)),
        place=Place(name=words, level="city", country=words, **evidence),
        time=Time(edtf=words, level="day", basis="explicit", **evidence),
        casualties=(Casualty(kind="killed", low=1, high=2, who=words, source=words, **evidence),),
        claims=(Claim(source=words, **evidence),),
        why=(words,),
    )
    return make_record(document, event)


def stored(record: Record, **more: Any) -> StoredRecord:
    told = {field.name: getattr(record, field.name) for field in fields(Record)}
    return StoredRecord(**told, **{"permanent_id": "0123456789abcdef", **more})


def decision(number: int, **more: Any) -> Decision:
    given = {"event": "e1", "about": "type", "verdict": "corrected", "by": "Ada", "because": "it was a raid", **more}
    return Decision(id=f"d{number}", at="2020-01-04T12:00:00Z", **given)


# --- what a report may not do --------------------------------------------------------------------------------------


@given(hostile_text)
def test_nothing_on_the_screen_acts_on_a_terminal(text: str) -> None:
    shown = on_screen(text)
    assert not [c for c in shown if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
    assert on_screen(shown) == shown
    shown.encode("utf-8")


def test_harmless_text_is_shown_as_it_is() -> None:
    text = "“Ганджа”, Xankəndi – 25 người chết: naïve, 東京 [bold] 👍"
    assert on_screen(text) == text


def test_a_control_character_leaves_a_trace_and_a_line_end_a_blank() -> None:
    assert on_screen("a\x1b[31mb\nc\td") == "a\ufffd[31mb c d"


@settings(max_examples=30, deadline=None)
@given(hostile_text, st.booleans())
def test_a_chronicle_holds_no_active_code_point(words: str, explained: bool) -> None:
    shown = chronicle([hostile_record(words)], width=100, explained=explained)
    assert not [c for c in shown if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")]


def test_markup_in_a_report_is_shown_and_not_obeyed() -> None:
    shown = chronicle([hostile_record("[red]a[/red] :smile:")], width=160)
    assert "[red]a[/red] :smile:" in shown


def test_colours_are_ours_alone() -> None:
    coloured = chronicle([hostile_record("plain")], colour=True)
    assert "\x1b[" in coloured
    assert "\x1b[31m\x1b" not in chronicle([hostile_record(HOSTILE)], colour=True)
    assert "\x1b]" not in chronicle([hostile_record(HOSTILE)], colour=True)


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", '"=1', "'=1", "\n=1", "\u200b=1", "\uff1d1"]
)
def test_formulas_lose_their_power_in_a_cell(cell: str) -> None:
    assert in_cell(cell).startswith("'")


def test_other_cells_keep_their_words() -> None:
    assert in_cell("2 of 3 = most") == "2 of 3 = most"


@given(hostile_text)
def test_csv_has_one_row_an_event_whatever_the_report_says(words: str) -> None:
    lines = list(csv_rows([hostile_record(words)]))
    assert len("".join(lines).splitlines()) == 2
    for cell in next(csv.reader([lines[1]])):
        assert not cell.lstrip(" \"'").startswith(tuple("=+@")) or cell.startswith("'")


@given(st.text(st.characters()))
def test_json_is_the_same_value_and_inert(text: str) -> None:
    dumped = in_json(json.dumps(text, ensure_ascii=False))
    assert json.loads(dumped) == text
    assert len(dumped.splitlines()) == 1
    dumped.encode("utf-8")
    assert not [c for c in dumped if unicodedata.category(c) in ("Cc", "Cs")]


# --- JSON ----------------------------------------------------------------------------------------------------------


def test_json_has_the_fields_in_the_order_of_the_design() -> None:
    data = json.loads(to_json(hand_made()))
    order = ["schema", "id", "url", "publisher", "title", "published", "language", "text", "events"]
    assert [key for key in data if key in order] == order
    first = data["events"][0]
    assert list(first) == [
        "id", "type", "mode", "aggregate", "status", "factuality", "confidence", "mentions", "actors", "targets",
        "place", "time", "casualties", "claims", "links", "why",
    ]  # fmt: skip
    assert data["schema"] == "dateline/1"
    for value in [*first["mentions"], *first["actors"], first["place"], first["time"], *first["casualties"]]:
        assert data["text"][value["start"] : value["end"]] == value["text"]


def test_json_array_is_made_piece_by_piece() -> None:
    record = hand_made()
    assert [r["id"] for r in json.loads("".join(json_array([record, record])))] == ["talva-1", "talva-1"]
    assert json.loads("".join(json_array([]))) == []
    pieces = json_array(iter([record, record]))
    assert json.loads(next(pieces).removeprefix("[\n"))["id"] == "talva-1"


def test_json_lines_have_one_record_each() -> None:
    lines = list(json_lines([hostile_record(HOSTILE), hand_made()]))
    assert [json.loads(line)["id"] for line in "".join(lines).splitlines()] == [HOSTILE, "talva-1"]


def test_without_inferred_leaves_other_dates_alone() -> None:
    before = hand_made()
    after = without_inferred(before)
    assert [event.time is None for event in before.events] == [False, False, True, False, False]
    assert [event.time is None for event in after.events] == [False, False, True, False, True]
    assert after.events[0] == before.events[0]


def test_json_of_a_stored_record_has_what_the_database_adds() -> None:
    kept = stored(hand_made(), copies="a" * 16, decisions=(decision(1, value="ASSAULT", judged={"type": "PROTEST"}),))
    data = json.loads(to_json(kept))
    assert list(data)[-6:] == ["permanent_id", "copies", "superseded_by", "decisions", "coded", "retired"]
    assert data["decisions"][0]["judged"] == {"type": "PROTEST"}


def test_without_inferred_reaches_what_the_program_had_coded() -> None:
    told = hand_made()
    after = without_inferred(stored(told, coded=told.events, decisions=(decision(1),)))
    assert isinstance(after, StoredRecord)
    assert [event.time is None for event in after.coded] == [False, False, True, False, True]
    assert after.events == after.coded
    assert after.decisions == (decision(1),)


# --- CSV -----------------------------------------------------------------------------------------------------------


def rows_of(record: Record) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(csv_rows([record])))))


def test_csv_header_is_stable() -> None:
    assert next(iter(csv_rows([]))) == "".join(
        [",".join(f'"{column}"' for column in COLUMNS), "\n"],
    )
    assert COLUMNS[:13] == (
        "document", "url", "publisher", "title", "published", "event", "type", "mode", "label", "aggregate", "status",
        "factuality", "confidence",
    )  # fmt: skip
    assert len(COLUMNS) == len(set(COLUMNS)) == 49


def test_csv_flattens_an_event_with_its_words() -> None:
    strike, rocket, *_ = rows_of(hand_made())
    assert (strike["actors"], strike["targets"], strike["killed_low"], strike["killed_high"]) == (
        "army",
        "Red Column",
        "25",
        "",
    )
    assert strike["lat"] == "-1.5"  # a number of ours, no formula
    assert (strike["time"], strike["time_words"]) == ("2019-12-29", "On Sunday")
    assert strike["links"] == "response-to e2"
    assert strike["claim_words"] == "; a spokesman said"
    assert (rocket["actors"], rocket["blamed"]) == ("", "Red Column (blamed by The government)")
    assert rocket["lat"] == ""


def test_csv_does_not_choose_between_figures() -> None:
    record = hand_made()
    told_twice = replace(
        record.events[0],
        casualties=(Casualty(kind="killed", low=3, high=3, who="civilians"), Casualty(kind="killed", low=9, high=9)),
    )
    row = rows_of(replace(record, events=(told_twice,)))[0]
    assert (row["killed_low"], row["killed_high"]) == ("", "")
    assert row["casualties"] == "3 killed [civilians]; 9 killed"


def stored_rows(record: StoredRecord) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(csv_rows([record], stored=True)))))


def test_csv_of_stored_records_adds_columns_and_changes_none() -> None:
    assert ("permanent_id", *COLUMNS, "copies", "superseded_by", "decisions") == STORED_COLUMNS
    kept = stored(hand_made(), copies="a" * 16)
    rows = stored_rows(kept)
    assert tuple(rows[0]) == STORED_COLUMNS
    assert [row["permanent_id"] for row in rows[:2]] == ["0123456789abcdef.e1", "0123456789abcdef.e2"]
    assert (rows[0]["copies"], rows[0]["superseded_by"], rows[0]["decisions"]) == ("a" * 16, "", "")
    assert [{name: row[name] for name in COLUMNS} for row in rows] == rows_of(hand_made())
    assert list(csv_rows([kept])) == list(csv_rows([hand_made()]))


def test_csv_tells_the_decisions_that_hold() -> None:
    kept = stored(
        hand_made(),
        decisions=(
            decision(1, because="it was shelling"),
            decision(2, verdict="undone", undoes="d1"),
            decision(3),
            decision(4, about="event", verdict="right", by="Bo", because="seen on video"),
            decision(5, event="e2", about="place", verdict="wrong"),
        ),
    )
    first, second, *others = stored_rows(kept)
    assert first["decisions"] == "type corrected by Ada: it was a raid; event right by Bo: seen on video"
    assert second["decisions"] == "place wrong by Ada: it was a raid"
    assert not any(row["decisions"] for row in others)


@given(hostile_text)
def test_csv_of_stored_records_is_safe_whatever_people_write(words: str) -> None:
    kept = stored(hostile_record(words), decisions=(decision(1, about=words, by=words, because=words),))
    lines = list(csv_rows([kept], stored=True))
    assert len("".join(lines).splitlines()) == 2
    for cell in next(csv.reader([lines[1]])):
        assert not cell.lstrip(" \"'").startswith(tuple("=+@")) or cell.startswith("'")


# --- words ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edtf", "level", "shown"),
    [
        ("2019-12-29", "day", "2019-12-29"),
        ("2019-12", "month", "Dec 2019"),
        ("2019", "year", "2019"),
        ("2019-23", "season", "autumn 2019"),
        ("201X", "decade", "2010s"),
        ("2019-12-31/2020-01-01", "interval", "2019-12-31 – 2020-01-01"),
        ("2019-12-23/2019-12-29", "week", "week of 2019-12-23"),
        ("2011/..", "interval", "since 2011"),
        ("../2011-05", "interval", "until May 2011"),
        ("2016-12-10?", "day", "2016-12-10?"),
        ("2016-11~", "month", "about Nov 2016"),
        ("2016-11%", "month", "about Nov 2016?"),
        ("something else", "day", "something else"),
    ],
)
def test_dates_keep_their_grain(edtf: str, level: str, shown: str) -> None:
    assert wording.time(day(edtf, level=level)) == shown


def test_an_inferred_date_always_ends_in_a_question_mark() -> None:
    assert wording.time(day("2020-01-02", basis="inferred")) == "2020-01-02?"
    assert wording.time(day("2020-01-02?", basis="inferred")) == "2020-01-02?"


def test_who_is_blamed_is_never_shown_as_the_plain_actor() -> None:
    rocket = hand_made().events[1]
    assert wording.parties(rocket) == "Red Column (blamed by The government) → engineer"
    unknown = replace(rocket, claims=())
    assert "blamed by somebody unnamed" in wording.parties(unknown)


def test_talks_have_no_arrow() -> None:
    assert wording.parties(hand_made().events[4]) == "Northland – Southland"


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [
        (25, 25, "25 killed"),
        (44, None, "at least 44 killed"),
        (None, 20, "up to 20 killed"),
        (24, 99, "24–99 killed"),
        (0, 0, "none killed"),
        (2000, 9999, "2,000–9,999 killed"),
        (None, None, "killed, number not told"),
    ],
)
def test_figures_keep_their_range(low: int | None, high: int | None, shown: str) -> None:
    assert wording.figure(Casualty(kind="killed", low=low, high=high)) == shown


@pytest.mark.parametrize(
    ("status", "factuality", "shown"),
    [
        ("happened", 3.0, "happened"),
        ("happened", 2.0, "happened, probably"),
        ("happened", 1.0, "happened, possibly"),
        ("planned", 0.0, "planned"),
        ("denied", -3.0, "denied"),
        ("happened", -9.0, "happened, certainly not"),
    ],
)
def test_certainty_in_words(status: str, factuality: float, shown: str) -> None:
    assert wording.certainty(Event(id="e1", type="ASSAULT", status=status, factuality=factuality)) == shown  # type: ignore[arg-type]


def test_named_sources_come_before_the_reporter() -> None:
    assert wording.sources(hand_made().events[0]) == ["a spokesman (claims responsibility)", "reporter"]


def test_every_type_and_mode_has_a_label() -> None:
    wanted = {(kind.name, mode) for kind in ontology.types().values() for mode in ("", *kind.modes)}
    assert set(wording.labels()) == wanted


# --- the chronicle -------------------------------------------------------------------------------------------------


def test_order_is_by_day_then_span_then_text_with_the_undated_last() -> None:
    times = [None, day("2020-02"), day("2020-01-01"), day("2020", earliest="2020-01-01", latest="2020-12-31"), None]
    events = tuple(Event(id=f"e{n}", type="ASSAULT", time=time) for n, time in enumerate(times))
    assert [event.id for event in in_order(events)] == ["e3", "e2", "e1", "e0", "e4"]


def test_chronicle_of_a_wide_screen() -> None:
    lines = chronicle([hand_made()], width=160).splitlines()
    assert lines[0] == "Jets strike camps of the Red Column"
    assert lines[1] == "The Post · 2020-01-03 · 5 events"
    assert lines[2].split() == ["when", "where", "what", "who", "says", "so", "how", "sure", "killed/injured"]
    starts = [line[:23].strip() for line in lines[4:] if line[:1].strip()]
    assert starts == ["2019-12-27", "2019-12-29", "2019-12-31 – 2020-01-01", "2020-01-02?", "undated"]
    rocket = next(line for line in lines if line.startswith("2019-12-27"))
    assert "rocket or shell fire · Red Column (blamed " in rocket
    strike = next(line for line in lines if line.startswith("2019-12-29"))
    assert "Port Talva, Iceland" in strike
    assert "air strike · army → Red Column" in strike
    assert "at least 25 killed" in strike


@pytest.mark.parametrize("width", [20, 60, 80, 109, 110, 120, 160, 500])
def test_chronicle_keeps_to_the_screen_and_loses_no_words(width: int) -> None:
    shown = chronicle([hand_made()], width=width, explained=True)
    assert max(map(len, shown.splitlines())) <= max(60, min(160, width))
    words = "".join(shown.split())
    for part in ("responsibility", "2019-12-31", "killed", "announces", "engineer", "Northland"):
        assert part in words


def test_a_report_without_events_says_so() -> None:
    shown = chronicle([make_record(make_document(body="The sun shone.", id="calm"))])
    assert shown == "calm\nno date of publication · no event found\n\n"


def test_several_reports_make_one_chronicle_with_their_numbers() -> None:
    first, second = hand_made(), make_record(make_document(body="The sun shone.", id="calm"))
    lines = chronicle([second, first], width=160).splitlines()
    assert lines[0].startswith("[1] calm  no date of publication · no event found")
    assert lines[1].startswith("[2] Jets strike camps of the Red Column  The Post")
    assert "[2]" in next(line for line in lines if line.startswith("2019-12-29"))
    assert not any("[1]" in line for line in lines[3:])


def test_explain_shows_the_words_behind_every_value_and_the_reasons() -> None:
    record = hand_made()
    shown = " ".join(chronicle([record], width=160, explained=True).split())
    for event in record.events:
        for value in [*event.mentions, *event.actors, *event.targets, *event.casualties, event.time, event.place]:
            assert value is None or value.text in shown
        for reason in event.why:
            assert f"why: {reason}" in shown
    assert "blamed “the Red Column” = Red Column (blamed by The government)" in shown
    assert "response-to “in retaliation for” = e2, rocket or shell fire" in shown
    assert "inferred, told by no words: when 2020-01-02?" in shown


def test_passages_are_whole_sentences_in_the_order_of_the_text() -> None:
    record = hand_made()
    found = passages(record.events[1], record)
    assert [record.text[p.start : p.end][:20] for p in found] == ["The strikes were in ", "The government blame"]
    assert all(record.text[p.end - 1] == "." for p in found)
    assert [value.label for value in unworded(record.events[4], record)] == ["when"]
