"""What Dateline does, for Python programs; the command line is a thin layer over this file."""

from __future__ import annotations

import sys
import traceback
from contextlib import closing
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

from dateline.errors import CodingError, DataError, ReadingError, SetupError
from dateline.model import Document, Issue, Record
from dateline.workers import Failure, Outcome, in_turn, side_by_side

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Mapping

_DOCUMENT_FIELDS = tuple(field.name for field in fields(Document))


def read(
    sources: str | Path | Iterable[str | Path],
    *,
    published: str | None = None,
    publisher: str | None = None,
    mapping: Mapping[str, str] | None = None,
    jobs: int = 1,
    strict: bool = False,
) -> Generator[Record | Issue, None, None]:
    """Read reports and code their events, one document at a time, in the order of the sources.

    Args:
        sources: files, folders, http(s) URLs, or "-" for standard input.
        published: ISO 8601 day or time of publication, in place of what the reports say.
        publisher: the outlet's name, in place of what the reports say.
        mapping: names of columns or keys in the input by the field they fill: {"text": "body"}.
        jobs: number of processes. With more than one, guard a script's own start with
            `if __name__ == "__main__":`, as the processes import it.
        strict: raise at the first document that fails, in place of an Issue.

    Yields:
        A Record for each document that was read and coded, an Issue for each that was not.

    Raises:
        ValueError: `jobs` is less than 1.
        SetupError: something that has to be installed is not there.
        DataError: a table of the package is malformed.
        ReadingError: with `strict`, a source that cannot be read.
        CodingError: with `strict`, a document that cannot be coded.
    """
    from dateline import reading  # noqa: PLC0415 - the readers bring HTML parsers, which coding alone does not need

    paths = [sources] if isinstance(sources, str | Path) else sources
    stdin = getattr(sys.stdin, "buffer", None)  # there is none in a program without a console
    documents = reading.read(paths, published=published, publisher=publisher, mapping=mapping, stdin=stdin)
    return code_documents(documents, jobs=jobs, strict=strict)


def code_documents(
    documents: Iterable[Document | Issue], *, jobs: int = 1, strict: bool = False
) -> Generator[Record | Issue, None, None]:
    """Code documents that are already read; issues among them pass through. Otherwise as `read`."""
    if jobs < 1:
        raise ValueError(f"{jobs} processes cannot code anything; jobs must be 1 or more")
    outcomes = in_turn(code_document, documents) if jobs == 1 else side_by_side(code_document, documents, jobs=jobs)
    return _settle(outcomes, strict=strict)


def code_document(document: Document) -> Record:
    """The record of one document: the document with the events that it tells.

    Raises:
        CodingError: the document could not be coded; the cause and a note say where.
        SetupError: something that has to be installed is not there.
        DataError: a table of the package is malformed.
    """
    from dateline.coding.pipeline import code  # noqa: PLC0415 - so that `import dateline.api` stays fast

    try:
        events = code(document)
    except (SetupError, DataError):
        raise
    except Exception as error:
        failure = CodingError(f"{type(error).__name__}: {error}")
        failure.add_note(traceback.format_exc())  # a cause does not survive the way between processes, a note does
        raise failure from error
    return Record(**{name: getattr(document, name) for name in _DOCUMENT_FIELDS}, events=events)


def _settle(outcomes: Generator[Outcome, None, None], *, strict: bool) -> Generator[Record | Issue, None, None]:
    with closing(outcomes):
        for outcome in outcomes:
            if isinstance(outcome, Failure):
                if not isinstance(outcome.error, CodingError):
                    raise outcome.error
                if strict:
                    raise CodingError(f"{_name(outcome.document)}: {outcome.error}") from outcome.error
                yield _issue(outcome)
            elif strict and isinstance(outcome, Issue):
                raise ReadingError(f"{outcome.document}: {outcome.error}", remedy=outcome.remedy)
            else:
                yield outcome


def _issue(failure: Failure) -> Issue:
    return Issue(
        stage="coding",
        document=_name(failure.document),
        error=str(failure.error),
        remedy="this is a defect of Dateline: please report it with the text; --strict shows where it happened",
    )


def _name(document: Document) -> str:
    return document.url or document.id
