"""Runs over many documents: adding them, and coding again what is there. Each document is a transaction of its own.

So a run may be broken off at any moment: what was done is kept, and the next run goes on with the rest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from dateline.fingerprint import Coder, present_coder
from dateline.model import Document, Issue, Record, StoredRecord, permanent_id
from dateline.store.entries import Added, add, as_json, number_of, recode, standing
from dateline.store.rows import document_from
from dateline.store.tables import document, issue, run
from dateline.workers import Failure, name_of

if TYPE_CHECKING:
    from dateline.store.database import Announce, Database

AT_ONCE = 100  # documents that are fetched at a time to be coded again

Clock = Callable[[], str]  # the time now, ISO 8601, UTC
Code = Callable[[Iterable[Any]], Generator[Any, None, None]]  # codes the documents in a stream, passes on all else


@dataclass(frozen=True, slots=True, kw_only=True)
class Recoded:
    """A document that was coded again: its permanent id, and how many of its events are others than before."""

    id: str
    changed: int


def add_all(
    database: Database,
    items: Iterable[Document | Issue],
    *,
    code: Code,
    settings: dict[str, Any],
    clock: Clock,
    waiting: Announce,
) -> Generator[Added | Issue, None, None]:
    """Add what was read, in its order: documents are coded, records come with their events, issues are written down.

    Raises:
        StoreError: the database cannot be written; what was yielded before is kept.
    """
    with (
        database.run(waiting),
        _run(database, "add", settings, clock) as number,
        closing(code(_unknown(database, items))) as outcomes,
    ):
        for outcome in outcomes:
            yield outcome if isinstance(outcome, Added) else _settle(database, outcome, number)


def recode_all(
    database: Database, *, code: Code, settings: dict[str, Any], clock: Clock, waiting: Announce
) -> Generator[Recoded | Issue, None, None]:
    """Code again all documents that another program than the present one coded, or none.

    Raises:
        StoreError: the database cannot be written; what was yielded before is kept.
    """
    with (
        database.run(waiting),
        _run(database, "recode", settings, clock) as number,
        closing(code(_outdated(database))) as outcomes,
    ):
        for outcome in outcomes:
            yield _settle_again(database, outcome, number)


def outdated(connection: Connection) -> int:
    """How many documents another program than the present one coded, or none."""
    number: int = connection.execute(_asked_outdated(select(func.count()))).scalar_one()
    return number


@contextmanager
def _run(database: Database, kind: str, settings: dict[str, Any], clock: Clock) -> Iterator[int]:
    coder: Coder = present_coder()
    with database.writing() as connection:
        number: int = connection.execute(
            insert(run)
            .values(
                kind=kind, program=coder.version, coder=coder.digest, models=json.dumps(dict(coder.models)),
                settings=as_json(settings), started=clock(),
            )
            .returning(run.c.number)
        ).scalar_one()  # fmt: skip
    yield number
    with database.writing() as connection:
        connection.execute(update(run).where(run.c.number == number).values(ended=clock()))


def _unknown(database: Database, items: Iterable[Document | Issue]) -> Iterator[Document | Issue | Added]:
    """The items, with documents that need no coding turned into what became of them."""
    for item in items:
        if isinstance(item, Document):
            key = permanent_id(item)
            with database.reading() as connection:
                state = standing(connection, key)
            if state in ("coded", "forgotten"):
                yield Added(id=key, outcome="known" if state == "coded" else "forgotten")
                continue
        yield item


def _settle(database: Database, outcome: Record | Issue | Failure, number: int) -> Added | Issue:
    with database.writing() as connection:
        if isinstance(outcome, Issue):
            note_issue(connection, outcome, number)
            return outcome
        if isinstance(outcome, Failure):
            add(connection, outcome.document, run=number, coded=False)
            found = outcome.issue
            note_issue(connection, found, number)
            return found
        settle_issue(connection, outcome)
        return add(connection, outcome, run=number, coded=not isinstance(outcome, StoredRecord))


def _settle_again(database: Database, outcome: Record | Failure, number: int) -> Recoded | Issue:
    with database.writing() as connection:
        if isinstance(outcome, Failure):
            note_issue(connection, outcome.issue, number)
            return outcome.issue
        key = permanent_id(outcome)
        settle_issue(connection, outcome)
        changed = recode(connection, number_of(connection, key), outcome.events, run=number)
        return Recoded(id=key, changed=changed)


def note_issue(connection: Connection, found: Issue, number: int) -> None:
    """Write an issue down, once."""
    key = hashlib.sha256(json.dumps([found.stage, found.document, found.error]).encode("ascii")).hexdigest()
    if connection.execute(select(issue.c.key).where(issue.c.key == key)).first() is None:
        connection.execute(
            insert(issue).values(
                key=key, run=number, stage=found.stage, document=found.document, error=found.error, remedy=found.remedy
            )
        )


def settle_issue(connection: Connection, coded: Document) -> None:
    """Take out that a document could not be coded, now that it was."""
    connection.execute(delete(issue).where(issue.c.stage == "coding", issue.c.document == name_of(coded)))


def _outdated(database: Database) -> Iterator[Document]:
    after = 0
    while True:
        with database.reading() as connection:
            rows = (
                connection.execute(
                    _asked_outdated(select(document))
                    .where(document.c.number > after)
                    .order_by(document.c.number)
                    .limit(AT_ONCE)
                )
                .mappings()
                .all()
            )
        if not rows:
            return
        yield from map(document_from, rows)
        after = rows[-1]["number"]


def _asked_outdated(asked: Any) -> Any:
    present = present_coder().digest
    source = document.outerjoin(run, document.c.coded_by == run.c.number)
    return asked.select_from(source).where(
        document.c.state != "forgotten", or_(run.c.coder.is_(None), run.c.coder != present)
    )
