from __future__ import annotations

import os
import subprocess
import sys
import time
from multiprocessing import active_children
from typing import TYPE_CHECKING

import pytest

import dateline
from dateline import api
from dateline.errors import CodingError, ReadingError, SetupError
from dateline.model import Document, Issue, Record, make_document
from dateline.workers import AHEAD, Failure, in_turn, side_by_side

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dateline.workers import Outcome

ISSUE = Issue(stage="reading", document="bad.txt", error="it is empty", remedy="leave it out")


def documents(number: int) -> list[Document]:
    return [make_document(id=f"d{n}", body=f"Rebels shelled Talva, killing {n + 2} soldiers.") for n in range(number)]


def uneven(document: Document) -> Record:
    """A fake of coding: early documents take longest; some fail, some end the process."""
    number = int(document.id.removeprefix("d"))
    time.sleep(0.05 if number == 0 else 0)
    if number == 3:
        raise CodingError("three is no number")
    if number == 5:
        os._exit(7)
    return Record(id=document.id, text=document.text)


def unprepared(_document: Document) -> Record:
    raise SetupError("the parser is not installed; install it")


def told(outcomes: Iterator[Outcome]) -> list[str]:
    found = []
    for outcome in outcomes:
        if isinstance(outcome, Failure):
            found.append(f"{outcome.document.id}: {outcome.error}")
        else:
            found.append(outcome.document if isinstance(outcome, Issue) else outcome.id)
    return found


def test_processes_keep_the_order_and_name_what_failed() -> None:
    items = [*documents(5), ISSUE, *documents(8)[5:]]
    assert told(side_by_side(uneven, items, jobs=2)) == [
        "d0",
        "d1",
        "d2",
        "d3: three is no number",
        "d4",
        "bad.txt",
        "d5: its process ended with code 7, perhaps for want of memory",
        "d6",
        "d7",
    ]
    assert not active_children()


def test_processes_read_no_further_ahead_than_they_must() -> None:
    taken = 0

    def source() -> Iterator[Document]:
        nonlocal taken
        for document in documents(100):
            if document.id not in ("d3", "d5"):
                taken += 1
                yield document

    outcomes = side_by_side(uneven, source(), jobs=2)
    next(outcomes)
    assert taken <= 2 * AHEAD + 1
    outcomes.close()
    assert not active_children()


def test_one_process_is_the_same_without_processes() -> None:
    items = [*documents(3), ISSUE]
    assert told(in_turn(uneven, items)) == told(side_by_side(uneven, items, jobs=2)) == ["d0", "d1", "d2", "bad.txt"]


def test_what_has_to_be_installed_is_no_fault_of_a_document() -> None:
    with pytest.raises(SetupError, match="install it"):
        list(api._installed(side_by_side(unprepared, documents(2), jobs=2)))


def test_a_document_that_cannot_be_coded_becomes_an_issue_and_the_run_goes_on() -> None:
    outcomes = list(api._settle(in_turn(uneven, documents(5)), strict=False))
    assert [type(outcome) for outcome in outcomes] == [Record, Record, Record, Issue, Record]
    issue = outcomes[3]
    assert isinstance(issue, Issue)
    assert (issue.stage, issue.document, issue.error) == ("coding", "d3", "three is no number")
    assert issue.remedy


def test_strict_raises_what_would_be_an_issue() -> None:
    with pytest.raises(CodingError, match="d3: three is no number"):
        list(api._settle(in_turn(uneven, documents(5)), strict=True))
    with pytest.raises(ReadingError, match=r"bad\.txt: it is empty; leave it out"):
        list(api.code_documents([ISSUE], strict=True))


def test_records_are_the_same_with_one_process_and_with_two() -> None:
    one = list(api.code_documents(documents(6)))
    two = list(api.code_documents(documents(6), jobs=2))
    assert one == two
    assert all(isinstance(record, Record) and record.events for record in one)


def test_read_takes_files_and_a_single_path(tmp_path) -> None:
    path = tmp_path / "a.json"
    path.write_text(
        '{"id": "a", "text": "Rebels shelled Talva on Sunday.", "published": "2020-01-03"}', encoding="utf-8"
    )
    (single,) = api.read(path)
    (listed,) = api.read([str(path)])
    assert single == listed
    assert isinstance(single, Record)
    assert single.id == "a"
    (named,) = api.read(path, publisher="The Post", published="2020-01-04")
    assert isinstance(named, Record)
    assert (named.publisher, named.published) == ("The Post", "2020-01-04")
    (missing,) = api.read([tmp_path / "none.json"])
    assert isinstance(missing, Issue)


def test_read_refuses_no_processes_at_once() -> None:
    with pytest.raises(ValueError, match="jobs must be 1 or more"):
        api.read([], jobs=0)


def test_public_names_are_pinned() -> None:
    assert dateline.__all__ == [
        "Casualty",
        "Chronicle",
        "Claim",
        "CodingError",
        "DataError",
        "DatelineError",
        "Decision",
        "Document",
        "Event",
        "EvidenceError",
        "FormatError",
        "Issue",
        "LanguageError",
        "Link",
        "Participant",
        "Place",
        "ReadingError",
        "Record",
        "Selection",
        "SetupError",
        "Span",
        "StoreError",
        "StoredRecord",
        "Time",
        "__version__",
        "add",
        "code_document",
        "code_documents",
        "make_document",
        "read",
        "recode",
        "record_schema",
    ]
    assert all(getattr(dateline, name) for name in dateline.__all__)
    assert set(dateline.__all__) <= set(dir(dateline))
    with pytest.raises(AttributeError, match="no attribute 'reed'"):
        dateline.reed  # noqa: B018 - the access is what is tested


def test_import_alone_brings_nothing_heavy() -> None:
    heavy = ("click", "numpy", "pydantic", "rich", "spacy", "trafilatura", "dateline.model")
    code = f"import sys, dateline; print([name for name in {heavy!r} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
