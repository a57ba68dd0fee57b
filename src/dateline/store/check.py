"""Verifying a database: everything that can be told from the rest is told again and compared."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import DatabaseError

from dateline import decisions as deciding
from dateline.coding.evidence import check_evidence
from dateline.errors import EvidenceError
from dateline.model import Document, Event, hash_text, permanent_id
from dateline.store import copies
from dateline.store.entries import claim_rows, decisions_of, folded, participant_rows, searched_columns
from dateline.store.permanent import event_number, page_of
from dateline.store.rows import document_from, event_as_coded
from dateline.store.tables import band, claim, document, event, participant, storable
from dateline.values import event_of

Progress = Callable[[int, int], None]


def check(connection: Connection, *, progress: Progress) -> Iterator[str]:
    """What is wrong with the database, in words; nothing where all is well.

    Checked are: the file itself; each document against its id and its content hash; each value of each event against
    the words of its document; that events are what the decisions on them make of what was coded; that what searches use
    is what the events tell; links and decisions against the events they name; versions; and the groups of near-copies,
    by comparing all signatures of a group and all documents that may be copies. The full-text index is left to
    `check_index`.

    Args:
        connection: one that reads.
        progress: told how many documents are done, of how many.
    """
    yield from _file(connection)
    total = connection.execute(select(func.count()).select_from(document)).scalar_one()
    after, done = 0, 0
    while (
        rows := connection.execute(
            select(document).where(document.c.number > after).order_by(document.c.number).limit(100)
        )
        .mappings()
        .all()
    ):
        for row in rows:
            try:
                yield from (f"document {row['id']}: {fault}" for fault in _document(connection, row))
            except (ValueError, TypeError, LookupError, AttributeError) as error:
                yield f"document {row['id']}: it cannot be read ({type(error).__name__}: {error})"
        after, done = rows[-1]["number"], done + len(rows)
        progress(done, total)
    yield from _copies(connection)


def _file(connection: Connection) -> Iterator[str]:
    if connection.dialect.name == "sqlite":
        for (found,) in connection.execute(text("PRAGMA integrity_check")):
            if found != "ok":
                yield f"the file is damaged: {found}"
        for row in connection.execute(text("PRAGMA foreign_key_check")):
            yield f"a row of {row[0]} names one of {row[2]} that is not there"


def _document(connection: Connection, row: Any) -> Iterator[str]:
    if row["state"] == "forgotten":
        left = [
            name
            for name in ("text", "title", "url", "supplied_id", "captions", "exact", "signature")
            if row[name] is not None
        ]
        if left or connection.execute(select(event.c.row).where(event.c.document == row["number"]).limit(1)).first():
            yield "it was forgotten, and something of it is left; forget it again"
        return
    own = document_from(row)
    if permanent_id(own) != row["id"]:
        yield "its id is not that of its content"
    if (row["text"], row["publisher_folded"]) != (storable(own.text), folded(own.publisher)):
        yield "what searches find it by is not what it says"
    if hash_text(own.text) != own.content_hash:
        yield "its text is not the one that its content hash was made of"
    if copies.sign(own.text[own.body_start :], title=own.title) != row["signature"]:
        yield "its signature is not that of its text"
    if copies.signature_key(row["signature"]) != row["signature_key"]:
        yield "the key of its signature is not that of the signature"
    if not _can_be_found(connection, row):
        yield "its near-copies cannot be found: the keys of its signature are not there"
    if page_of(own.url) != row["page"]:
        yield "its page is not that of its URL"
    if row["superseded_by"] != _newest(connection, row):
        yield "the newest version of its page is another one"
    yield from _events(connection, own, row)


def _can_be_found(connection: Connection, row: Any) -> bool:
    """Whether all keys of a signature are there, under this document or another one with the very same signature."""
    same = select(document.c.number).where(document.c.signature_key == row["signature_key"])
    held = set(connection.execute(select(band.c.key).where(band.c.document.in_(same))).scalars())
    return set(copies.bands(row["signature"])) <= held


def _newest(connection: Connection, row: Any) -> str | None:
    if row["page"] is None or row["state"] != "coded":
        return None
    versions = connection.execute(
        select(document.c.published, document.c.number, document.c.id).where(
            document.c.page == row["page"], document.c.state == "coded"
        )
    ).all()
    newest = max(versions, key=lambda one: (one.published or "", one.number)).id
    return None if newest == row["id"] else str(newest)


def _events(connection: Connection, own: Document, row: Any) -> Iterator[str]:
    taken = decisions_of(connection, row["number"])
    rows = connection.execute(select(event).where(event.c.document == row["number"])).mappings().all()
    told = {f"e{one['number']}" for one in rows if one["state"] != "retired"}
    for made in taken:
        if event_number(made.event) >= row["next_event"]:
            yield f"decision {made.id} is about {made.event}, which there is not"
        if made.undoes is not None and made.undoes not in {one.id for one in taken}:
            yield f"decision {made.id} undoes {made.undoes}, which there is not"
    for one in rows:
        name = f"event e{one['number']}"
        try:
            coded = event_as_coded(one)
            said = None if one["decided"] == "null" else event_of(json.loads(one["decided"] or one["coded"]))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            yield f"{name} cannot be read ({type(error).__name__}: {error})"
            continue
        decided = deciding.decide(coded, [made for made in taken if made.event == coded.id])
        shown = coded if decided is None else decided
        for version in (coded, shown):
            try:
                check_evidence(own, [version])
            except EvidenceError as error:
                yield f"{name}: {error}"
        if f"e{one['number']}" in told and not {link.event for link in coded.links} <= told:
            yield f"{name} has a link to an event that there is not"
        if one["number"] >= row["next_event"]:
            yield f"{name} has a number that was not given yet"
        yield from (f"{name}: {fault}" for fault in _event(connection, one, said, decided, shown))


def _event(connection: Connection, row: Any, said: Event | None, decided: Event | None, shown: Event) -> Iterator[str]:
    if row["state"] != "retired" and row["state"] != ("set-aside" if decided is None else "told"):
        yield "its state is not what the decisions on it make of it"
    if said != decided:
        yield "it is not what the decisions on it make of what was coded"
    if any(row[name] != value for name, value in searched_columns(shown).items()):
        yield "what searches find it by is not what it tells"
    for table, told in ((participant, participant_rows(shown)), (claim, claim_rows(shown))):
        found = connection.execute(select(table).where(table.c.event == row["row"])).mappings()
        if sorted(map(_pairs, told)) != sorted(_pairs({k: v for k, v in one.items() if k != "event"}) for one in found):
            yield f"the table of {table.name}s has others than it tells"


def _pairs(cells: dict[str, Any]) -> list[tuple[str, str]]:
    return sorted((name, str(value)) for name, value in cells.items())


def _copies(connection: Connection) -> Iterator[str]:
    """Each group is held together by its members, and no two documents outside of one are near-copies that meet."""
    names = (
        connection.execute(select(document.c.copies).where(document.c.copies.is_not(None)).distinct()).scalars().all()
    )
    for name in names:
        members = connection.execute(select(document.c.id, document.c.signature).where(document.c.copies == name)).all()
        if copies.groups({row.id: row.signature for row in members}) != [sorted(row.id for row in members)]:
            yield f"group {name}: its members are no group of near-copies"
        if name != min(row.id for row in members):
            yield f"group {name} is not named by its smallest id"
    groups = func.count(func.distinct(func.coalesce(document.c.copies, document.c.id)))
    identical = select(func.min(document.c.id)).where(document.c.signature.is_not(None)).group_by(document.c.signature)
    for (one_id,) in connection.execute(identical.having(groups > 1)):
        yield f"document {one_id} and another one with the same signature are in different groups"
    one, other = band.alias(), band.alias()
    first, second = document.alias(), document.alias()
    meeting = (
        select(first.c.id, second.c.id, first.c.signature, second.c.signature)
        .select_from(
            one.join(other, (one.c.key == other.c.key) & (one.c.document < other.c.document))
            .join(first, first.c.number == one.c.document)
            .join(second, second.c.number == other.c.document)
        )
        .where(func.coalesce(first.c.copies, first.c.id) != func.coalesce(second.c.copies, second.c.id))
        .distinct()
    )
    for one_id, other_id, signature, others in connection.execute(meeting):
        if copies.alike(signature, [others]) == [True]:
            yield f"documents {one_id} and {other_id} are near-copies and in different groups"


def check_index(connection: Connection) -> Iterator[str]:
    """What is wrong with the full-text indexes.

    Args:
        connection: one that writes, as SQLite takes the question for a change. PostgreSQL keeps its own indexes true.
    """
    if connection.dialect.name != "sqlite":
        return
    for name in ("document", "event"):
        words = f"{name}_words"
        try:
            asked = f"INSERT INTO {words} ({words}, rank) VALUES ('integrity-check', 1)"  # noqa: S608 - names of ours
            connection.execute(text(asked))
        except DatabaseError as error:
            yield f"the full-text index of {name}s does not fit what is in it: {error.orig}"
