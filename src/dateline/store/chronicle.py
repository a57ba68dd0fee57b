"""A chronicle: one database, with all that can be asked of it and done to it. The command line and the web use this."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import Connection, select

from dateline.errors import StoreError
from dateline.store import check, entries, forgetting, judging, listing, runs, search, selection
from dateline.store.database import Announce, Database, open_database
from dateline.store.finding import find, find_document, find_event
from dateline.store.history import Step, history
from dateline.store.tables import document, setting

if TYPE_CHECKING:
    from dateline.model import Decision, Document, Event, Issue, StoredRecord
    from dateline.store.entries import Added
    from dateline.store.judging import Judgement
    from dateline.store.listing import Listed, Totals
    from dateline.store.runs import Code, Recoded
    from dateline.store.selection import Selection


def utc_now() -> str:
    """The time now, ISO 8601, in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


class Chronicle:
    """An open database. Close it at the end, or use it as a context.

    Documents are named by their permanent id or its beginning, their supplied id or their URL; events as
    3f2a9c01d4e5b6f7.e3, decisions as 3f2a9c01d4e5b6f7.d1. Whatever is asked for and is not there raises a StoreError.

    Args:
        place: a file, or a URL: postgresql+psycopg://user@host/name.
        create: make it where there is none.
        clock: tells the time that decisions and runs are marked with.
    """

    def __init__(self, place: str | Path, *, create: bool = False, clock: Callable[[], str] = utc_now) -> None:
        self._database: Database = open_database(place, create=create)
        self._clock = clock

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the database back."""
        self._database.close()

    @property
    def name(self) -> str:
        """The database as it may be printed: without a password."""
        return self._database.name

    def add(
        self, items: Iterable[Document | Issue], *, code: Code, settings: dict[str, Any], waiting: Announce
    ) -> Generator[Added | Issue, None, None]:
        """Add documents that were read (`runs.add_all`)."""
        return runs.add_all(self._database, items, code=code, settings=settings, clock=self._clock, waiting=waiting)

    def recode(
        self, *, code: Code, settings: dict[str, Any], waiting: Announce
    ) -> Generator[Recoded | Issue, None, None]:
        """Code again what another program coded (`runs.recode_all`)."""
        return runs.recode_all(self._database, code=code, settings=settings, clock=self._clock, waiting=waiting)

    def outdated(self) -> int:
        """How many documents `recode` would code."""
        with self._database.reading() as connection:
            return runs.outdated(connection)

    def records(self, wanted: Selection) -> Generator[StoredRecord, None, None]:
        """The records that are wanted, all of one state of the database, a hundred held at a time."""
        with self._database.reading() as connection:
            yield from selection.records(connection, _found(connection, wanted))

    def events(
        self, wanted: Selection, *, limit: int | None = None
    ) -> Generator[tuple[StoredRecord, Event], None, None]:
        """The events that are wanted, by date (`selection.events`)."""
        with self._database.reading() as connection:
            yield from selection.events(connection, _found(connection, wanted), limit=limit)

    def count(self, wanted: Selection) -> tuple[int, int]:
        """How many documents and events are wanted."""
        with self._database.reading() as connection:
            return selection.count(connection, _found(connection, wanted))

    def find(self, name: str) -> tuple[str, str | None]:
        """The permanent id of a document, and with the name of an event the event's id in it."""
        with self._database.reading() as connection:
            _, key, event_id = find(connection, name)
            return key, event_id

    def record(self, name: str) -> StoredRecord:
        """The record of a document, or of the document of an event."""
        with self._database.reading() as connection:
            number, key, _ = find(connection, name)
            found = selection.record_of(connection, key)
            if found is not None:
                return found
            state = connection.execute(select(document.c.state).where(document.c.number == number)).scalar_one()
        if state == "forgotten":
            raise StoreError(f"document {key} was forgotten; who had that done and why: dateline history {key}")
        raise StoreError(f"document {key} could not be coded; try again with this program: dateline recode")

    def documents(self, **wanted: Any) -> Generator[Listed, None, None]:
        """The documents that are wanted (`listing.documents`)."""
        with self._database.reading() as connection:
            yield from listing.documents(connection, **wanted)

    def issues(self) -> list[Issue]:
        """What could not be read or coded."""
        with self._database.reading() as connection:
            return listing.issues(connection)

    def totals(self) -> Totals:
        """How much there is."""
        with self._database.reading() as connection:
            return listing.totals(connection)

    def search(self, words: str, *, limit: int) -> list[search.Hit]:
        """Documents and events that hold the words (`search.search`)."""
        with self._database.reading() as connection:
            return search.search(connection, words, limit=limit)

    def decide(
        self,
        name: str,
        about: str,
        verdict: Judgement,
        *,
        typed: str = "",
        words: str | None = None,
        by: str,
        because: str,
    ) -> Decision:
        """Judge an event or a value of it (`judging.judge`)."""
        _signed(by, because)
        with self._database.writing() as connection:
            number, _, event_id = find_event(connection, name)
            return judging.judge(
                connection, number, event_id, about, verdict,
                typed=typed, words=words, by=by, because=because, at=self._clock(),
            )  # fmt: skip

    def undo(self, name: str, *, by: str, because: str) -> Decision:
        """Take a decision back (`judging.undo`)."""
        _signed(by, because)
        owner, _, decision_id = name.rpartition(".")
        if not owner or not re.fullmatch(r"d[1-9][0-9]{0,8}", decision_id):
            raise StoreError(
                f"{name} is no name of a decision; these look like 3f2a9c01d4e5b6f7.d1: see dateline history"
            )
        with self._database.writing() as connection:
            number, _ = find_document(connection, owner)
            return judging.undo(connection, number, decision_id, by=by, because=because, at=self._clock())

    def history(self, name: str) -> list[Step]:
        """What became of a document or an event."""
        with self._database.reading() as connection:
            number, _, event_id = find(connection, name)
            return history(connection, number, event_id)

    def forget(self, name: str, *, by: str, because: str) -> str:
        """Purge a document (`forgetting.forget`), and write the database anew without it; returns its permanent id."""
        _signed(by, because)
        with self._database.writing() as connection:
            number, key = find_document(connection, name)
            if entries.standing(connection, key) != "forgotten":  # else only what was held up is left to do
                forgetting.forget(connection, number, by=by, because=because, at=self._clock())
        self._database.compact()
        return key

    def check(self, *, progress: check.Progress) -> Generator[str, None, None]:
        """What is wrong with the database (`check.check`)."""
        with self._database.reading() as connection:
            yield from check.check(connection, progress=progress)
        if self._database.writable:
            with self._database.writing() as connection:
                yield from check.check_index(connection)

    def pseudonym_key(self) -> bytes:
        """The secret that pseudonyms of this database are made with."""
        with self._database.reading() as connection:
            asked = select(setting.c.value).where(setting.c.name == "pseudonyms")
            return bytes.fromhex(connection.execute(asked).scalar_one())


def _found(connection: Connection, wanted: Selection) -> Selection:
    """The selection with the document that a user named by its permanent id."""
    if wanted.document is None:
        return wanted
    return replace(wanted, document=find_document(connection, wanted.document)[1])


def _signed(by: str, because: str) -> None:
    if not by.strip() or not because.strip():
        raise StoreError("a decision needs a name and a reason: --by NAME --because TEXT")
