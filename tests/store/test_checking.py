"""Verifying a database: nothing on a sound one, and each thing that was changed behind its back is found."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import pytest
from records import hand_made
from sqlalchemy import Connection, delete, func, insert, select, text, update

from dateline.exports.records import to_json
from dateline.model import permanent_id
from dateline.store.check import check
from dateline.store.chronicle import Chronicle
from dateline.store.selection import Selection
from dateline.store.tables import band, claim, decision, document, event, participant
from tests.store.making import add, faults, record
from tests.store.making import document as make
from tests.store.making import event as make_event

TALVA = hand_made()
KEY = permanent_id(TALVA)
SIGNED = {"by": "Ada", "because": "read it again"}
COPY = " ".join(f"copied{at}" for at in range(60))
NEAR = f"{COPY} {' '.join(f'last{at}' for at in range(9))}"


@pytest.fixture
def sound(chronicle: Chronicle) -> Chronicle:
    """A database with all that there may be in one: decisions, versions, copies, the forgotten, odd characters."""
    gone = make(8, "Nothing of it is left.")
    added = [
        TALVA,
        make(1, url="http://a", published="2020-10-18"),
        make(2, url="http://a#x", published="2020-10-19"),
        make(3, COPY),
        make(4, NEAR),
        make(5, COPY),
        make(6, "An odd \ud800 text\0"),
        make(7, COPY),
        record(gone, make_event(gone, "left")),
    ]
    add(chronicle, *added)
    chronicle.decide("talva-1.e1", "type", "corrected", typed="COERCE", **SIGNED)
    chronicle.decide("talva-1.e2", "claims/0", "wrong", **SIGNED)
    chronicle.decide("talva-1.e5", "event", "wrong", **SIGNED)
    chronicle.undo("talva-1.d1", **SIGNED)
    chronicle.decide("talva-1.e1", "status", "corrected", typed="denied", **SIGNED)
    chronicle.forget(permanent_id(gone), **SIGNED)
    return chronicle


def test_the_copy_that_is_taken_out_of_its_group_is_not_the_one_that_names_it():
    assert min(permanent_id(make(at, COPY)) for at in (3, 5, 7)) < permanent_id(make(4, NEAR))


def number_of(connection: Connection, name: str) -> int:
    return connection.execute(select(document.c.number).where(document.c.supplied_id == name)).scalar_one()


def row_of(connection: Connection, name: str = "e1"):
    """The row of an event of the report that was made by hand."""
    of = (event.c.document == number_of(connection, "talva-1")) & (event.c.number == int(name[1:]))
    return connection.execute(select(event).where(of)).mappings().one()


def put(connection: Connection, name: str, **values) -> None:
    """Write other values into the row of a document, or of an event of the one that was made by hand."""
    if name.startswith("e"):
        connection.execute(update(event).where(event.c.row == row_of(connection, name)["row"]).values(**values))
    else:
        connection.execute(update(document).where(document.c.supplied_id == name).values(**values))


def put_coded(connection: Connection, name: str, **values) -> None:
    coded = {**json.loads(row_of(connection, name)["coded"]), **values}
    put(connection, name, coded=json.dumps(coded))


def moved(connection: Connection) -> None:
    mentions = json.loads(row_of(connection, "e4")["coded"])["mentions"]
    put_coded(connection, "e4", mentions=[{**mentions[0], "start": mentions[0]["start"] + 1}])


def regrouped(connection: Connection, name: str, group: str | None) -> None:
    put(connection, name, copies=group)


def another_claim(connection: Connection) -> None:
    row = connection.execute(select(claim).where(claim.c.event == row_of(connection)["row"])).mappings().first()
    connection.execute(insert(claim).values({**row, "position": 9}))


CHANGES: dict[str, tuple[Callable[[Connection], None], list[str]]] = {
    "another text": (
        lambda to: put(to, "doc2", text="Another text."),
        ["its id is not that of its content", "content hash", "its signature is not"],
    ),
    "another title": (lambda to: put(to, "doc1", title="Other"), ["its id is not that of its content"]),
    "another publisher": (lambda to: put(to, "doc1", publisher="Other"), ["its id is not that of its content"]),
    "another caption": (lambda to: put(to, "doc1", captions='["x"]'), ["its id is not that of its content"]),
    "another supplied id": (lambda to: put(to, "doc1", supplied_id="x"), ["its id is not that of its content"]),
    "another hash": (lambda to: put(to, "doc1", content_hash="0" * 64), ["its text is not the one"]),
    "another signature": (lambda to: put(to, "doc1", signature=bytes(512)), ["its signature is not that of its text"]),
    "another page": (
        lambda to: put(to, "doc1", page="http://b"),
        ["its page is not that of its URL", "the newest version of its page is another one"],
    ),
    "no newest version": (
        lambda to: put(to, "doc1", superseded_by=None),
        ["the newest version of its page is another one"],
    ),
    "another newest version": (
        lambda to: put(to, "doc2", superseded_by=KEY),
        ["the newest version of its page is another one"],
    ),
    "another coded value": (
        lambda to: put_coded(to, "e1", mode="drone"),
        ["event e1: it is not what the decisions", "event e1: what searches find it by"],
    ),
    "a span of other words": (moved, ["Span 'attacked' is not what the report has", "what searches find it by"]),
    "another decided value": (
        lambda to: put(to, "e1", decided=row_of(to)["decided"].replace("denied", "planned")),
        ["event e1: it is not what the decisions on it make of what was coded"],
    ),
    "no decided value": (
        lambda to: put(to, "e1", decided=None),
        ["event e1: it is not what the decisions on it make of what was coded"],
    ),
    "a decided value where none was decided": (
        lambda to: put(to, "e4", decided="null"),
        ["event e4: it is not what the decisions on it make of what was coded"],
    ),
    "an event that is told and was judged wrong": (
        lambda to: put(to, "e5", state="told"),
        ["event e5: its state is not what the decisions on it make of it"],
    ),
    "an event that is set aside and was not judged": (
        lambda to: put(to, "e4", state="set-aside"),
        ["event e4: its state is not what the decisions on it make of it"],
    ),
    "another type to search by": (lambda to: put(to, "e4", type="AID"), ["event e4: what searches find it by"]),
    "another day to search by": (lambda to: put(to, "e4", latest=None), ["event e4: what searches find it by"]),
    "other words to search by": (lambda to: put(to, "e4", words="none"), ["event e4: what searches find it by"]),
    "no participant": (
        lambda to: to.execute(delete(participant).where(participant.c.event == row_of(to)["row"])),
        ["event e1: the table of participants has others than it tells"],
    ),
    "another participant": (
        lambda to: to.execute(update(participant).values(name="Nobody").where(participant.c.name == "Protesters")),
        ["event e4: the table of participants has others than it tells"],
    ),
    "a claim too many": (another_claim, ["event e1: the table of claims has others than it tells"]),
    "a link to what is told no more": (
        lambda to: put(to, "e2", state="retired"),
        ["event e1 has a link to an event that there is not"],
    ),
    "a number that was not given": (
        lambda to: put(to, "talva-1", next_event=5),
        ["event e5 has a number that was not given yet", "decision d3 is about e5, which there is not"],
    ),
    "a decision on nothing": (
        lambda to: to.execute(update(decision).values(event=77).where(decision.c.number == 4)),
        ["decision d4 is about e77, which there is not"],
    ),
    "a decision that takes back nothing": (
        lambda to: to.execute(update(decision).values(undoes=77).where(decision.c.number == 4)),
        ["event e1: it is not what", "decision d4 undoes d77, which there is not"],
    ),
    "a decision that is gone": (
        lambda to: to.execute(delete(decision).where(decision.c.number == 5)),
        ["event e1: it is not what the decisions on it make of what was coded"],
    ),
    "a copy in no group": (
        lambda to: regrouped(to, "doc4", None),
        ["are near-copies and in different groups"],
    ),
    "a copy in a group of its own": (
        lambda to: regrouped(to, "doc4", permanent_id(make(4, NEAR))),
        ["its members are no group of near-copies", "are near-copies and in different groups"],
    ),
    "a stranger in a group": (
        lambda to: regrouped(to, "doc1", to.execute(select(func.max(document.c.copies))).scalar_one()),
        ["its members are no group of near-copies"],
    ),
    "a group of another name": (
        lambda to: to.execute(update(document).values(copies="f" * 16).where(document.c.copies.is_not(None))),
        ["group ffffffffffffffff is not named by its smallest id"],
    ),
    "something of what was forgotten": (
        lambda to: to.execute(update(document).values(title="x").where(document.c.state == "forgotten")),
        ["it was forgotten, and something of it is left; forget it again"],
    ),
}


def test_a_sound_database_has_no_faults_and_telling_so_changes_nothing(sound):
    before = [to_json(one) for one in sound.records(Selection(all_versions=True))]
    seen = []
    assert list(sound.check(progress=lambda done, total: seen.append((done, total)))) == []
    assert seen[-1] == (9, 9)
    assert [to_json(one) for one in sound.records(Selection(all_versions=True))] == before


def test_an_empty_database_is_sound(chronicle):
    assert faults(chronicle) == []


class TakenBack(Exception):  # noqa: N818 - no error, but the way out of a transaction
    """Ends a transaction without keeping what was changed in it."""


def faults_after(chronicle: Chronicle, change: Callable[[Connection], None]) -> list[str]:
    """What is found wrong after a change, which is then taken back."""
    found: list[str] = []
    with suppress(TakenBack), chronicle._database.writing() as connection:
        change(connection)
        found += check(connection, progress=lambda _done, _total: None)
        raise TakenBack
    return found


def test_each_change_of_a_row_is_found(sound):
    missed = {}
    for name, (change, says) in CHANGES.items():
        found = faults_after(sound, change)
        if not all(any(words in fault for fault in found) for words in says):
            missed[name] = found
    assert missed == {}
    assert faults(sound) == []


def test_a_fault_names_the_document_and_the_event(sound):
    assert faults_after(sound, lambda to: put(to, "e4", type="AID")) == [
        f"document {KEY}: event e4: what searches find it by is not what it tells"
    ]


def test_one_of_several_identical_copies_that_is_in_no_group_is_found(sound):
    name = max((5, 7), key=lambda number: permanent_id(make(number, COPY)))
    assert faults_after(sound, lambda to: regrouped(to, f"doc{name}", None))


def test_bands_that_are_gone_are_found(sound):
    assert faults_after(sound, lambda to: to.execute(delete(band)))


def test_another_key_of_a_signature_is_found(sound):
    assert faults_after(sound, lambda to: put(to, "doc3", signature_key=7))


def test_an_event_that_cannot_be_read_is_found(sound):
    for coded in ("{", "{}", "null"):
        assert faults_after(sound, lambda to, coded=coded: put(to, "e4", coded=coded))


# --- the file and its index ----------------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path):
    with Chronicle(tmp_path / "c.db", create=True) as chronicle:
        add(chronicle, replace(TALVA, events=TALVA.events[3:]), make(1))
        yield chronicle


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("document", "INSERT INTO document_words (document_words, rowid, text) VALUES ('delete', 1, 'jets')"),
        ("document", "INSERT INTO document_words (rowid, text) VALUES (77, 'jets')"),
        ("document", "DELETE FROM document_words_data WHERE id > 10"),
        ("event", "INSERT INTO event_words (event_words) VALUES ('delete-all')"),
    ],
)
def test_a_full_text_index_that_does_not_fit_is_found(file, name, statement):
    with file._database.writing() as connection:
        connection.execute(text(statement))
    found = faults(file)
    assert [one for one in found if one.startswith(f"the full-text index of {name}s does not fit what is in it")], found


def test_a_row_that_names_one_that_is_not_there_is_found(file):
    with file._database._engine.connect() as connection:
        bare = connection.connection.driver_connection
        bare.execute("PRAGMA foreign_keys = OFF")
        bare.execute("INSERT INTO claim VALUES (999, 0, 'a', 'a', 'unnamed', 'asserts', 'event')")
        bare.execute("PRAGMA foreign_keys = ON")
    assert "a row of claim names one of event that is not there" in faults(file)
