"""What Dateline does, for Python programs; the command line is a thin layer over this file."""

from __future__ import annotations

import sys
import traceback
from contextlib import closing
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from dateline.errors import CodingError, DataError, ReadingError, SetupError
from dateline.model import Document, Issue, Record
from dateline.workers import Failure, Other, Outcome, in_turn, name_of, side_by_side

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Mapping

    from dateline.store.entries import Added
    from dateline.store.runs import Recoded

DEFAULT_DATABASE = "chronicle.db"
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
    return _settle(_code(documents, jobs=jobs), strict=strict)


def add(
    sources: str | Path | Iterable[str | Path],
    database: str | Path = DEFAULT_DATABASE,
    *,
    published: str | None = None,
    publisher: str | None = None,
    mapping: Mapping[str, str] | None = None,
    jobs: int = 1,
    strict: bool = False,
    waiting: Callable[[str], None] = lambda _: None,
    consumed: Callable[[int], None] | None = None,
) -> Generator[Added | Issue, None, None]:
    """Read reports into a database, coded; what is in it already is not coded again.

    Each report is kept as soon as it is yielded: broken off at any moment and started again, it goes on.

    Args:
        sources: as for `read`; records that Dateline wrote come with their events, and are not coded again.
        database: a file, which is made where there is none, or a URL: postgresql+psycopg://user@host/name.
        published: as for `read`.
        publisher: as for `read`.
        mapping: as for `read`.
        jobs: as for `read`.
        strict: raise at the first document that fails, in place of an Issue.
        waiting: told in words when another process is adding to the database, and this one waits for it.
        consumed: told how many more bytes of the sources have been read.

    Yields:
        For each document what became of it, or an Issue, which is kept in the database too.

    Raises:
        StoreError: the database cannot be opened or written.
        ValueError, SetupError, DataError, ReadingError, CodingError: as `read`.
    """
    from dateline import reading  # noqa: PLC0415 - as above
    from dateline.store.chronicle import Chronicle  # noqa: PLC0415 - so that reading alone needs no database

    paths = [sources] if isinstance(sources, str | Path) else list(sources)
    stdin = getattr(sys.stdin, "buffer", None)
    settings = {"published": published, "publisher": publisher, "mapping": dict(mapping or {})}
    documents = reading.read(
        paths, published=published, publisher=publisher, mapping=mapping, stdin=stdin, whole=True, consumed=consumed
    )
    with Chronicle(database, create=True) as chronicle:
        outcomes = chronicle.add(documents, code=partial(_code, jobs=jobs), settings=settings, waiting=waiting)
        for outcome in outcomes:
            if strict and isinstance(outcome, Issue):
                kind = CodingError if outcome.stage == "coding" else ReadingError
                raise kind(f"{outcome.document}: {outcome.error}")
            yield outcome


def recode(
    database: str | Path = DEFAULT_DATABASE, *, jobs: int = 1, waiting: Callable[[str], None] = lambda _: None
) -> Generator[Recoded | Issue, None, None]:
    """Code again the documents of a database that another version of the program coded; ids and decisions are kept.

    Each document is kept as soon as it is yielded, as in `add`.

    Raises:
        StoreError: the database cannot be opened or written.
        SetupError, DataError: as `read`.
    """
    from dateline.store.chronicle import Chronicle  # noqa: PLC0415 - as in `add`

    with Chronicle(database) as chronicle:
        yield from chronicle.recode(code=partial(_code, jobs=jobs), settings={}, waiting=waiting)


def _code(items: Iterable[Document | Other], *, jobs: int) -> Generator[Outcome | Other, None, None]:
    """Code the documents of a stream; all else, and records, pass through."""
    if jobs < 1:
        raise ValueError(f"{jobs} processes cannot code anything; jobs must be 1 or more")
    outcomes = in_turn(code_document, items) if jobs == 1 else side_by_side(code_document, items, jobs=jobs)
    return _installed(outcomes)


def _installed(outcomes: Generator[Outcome | Other, None, None]) -> Generator[Outcome | Other, None, None]:
    """The outcomes; an error that is none of the document's but of the installation ends them."""
    with closing(outcomes):
        for outcome in outcomes:
            if isinstance(outcome, Failure) and not isinstance(outcome.error, CodingError):
                raise outcome.error
            yield outcome


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


def _settle(outcomes: Generator[Outcome | Issue, None, None], *, strict: bool) -> Generator[Record | Issue, None, None]:
    with closing(outcomes):
        for outcome in outcomes:
            if isinstance(outcome, Failure):
                if strict:
                    raise CodingError(f"{name_of(outcome.document)}: {outcome.error}") from outcome.error
                yield outcome.issue
            elif strict and isinstance(outcome, Issue):
                raise ReadingError(f"{outcome.document}: {outcome.error}", remedy=outcome.remedy)
            else:
                yield outcome
