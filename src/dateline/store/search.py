"""Full-text search over documents and events: FTS5 on SQLite, tsvector on PostgreSQL; the newest reports come first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Table, column, func, literal, select, table, text

from dateline.errors import StoreError
from dateline.store.migrations import INDEXED
from dateline.store.tables import document, event

OPENED, CLOSED = (
    "\ue000",
    "\ue001",
)  # around the words that were found; private use, so in no report that means anything
AROUND = 24  # words of the passage that is shown

_TERM = re.compile(r'"([^"]*)"?|(\S+)')


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A document or an event that was found. `passage` has OPENED and CLOSED around the words that were."""

    kind: Literal["document", "event"]
    id: str  # permanent
    title: str
    publisher: str | None
    published: str | None
    passage: str


def search(connection: Connection, words: str, *, limit: int) -> list[Hit]:
    """The newest documents and events that hold all the words; "words in quotes" must stand together.

    Words match in all their forms (strike, strikes, striking). Of a page with several versions only the newest is
    searched, on PostgreSQL the first 200,000 characters of each text.

    Args:
        connection: one that reads.
        words: what is looked for.
        limit: the most documents, and the most events, that are wanted.

    Raises:
        StoreError: there is no word to look for.
    """
    terms = [found[1] if found[1] is not None else found[2] for found in _TERM.finditer(words)]
    terms = [cleaned for term in terms if (cleaned := _cleaned(term))]
    if not terms:
        raise StoreError(f"{words!r} holds no word; name one or more words to look for")
    find = _on_sqlite if connection.dialect.name == "sqlite" else _on_postgresql
    return [*find(connection, document, terms, limit), *find(connection, event, terms, limit)]


def _cleaned(term: str) -> str:
    """The term without what is no part of a word: both databases have signs of their own for searching."""
    plain = unicodedata.normalize("NFC", term).encode("utf-8", "ignore").decode("utf-8")
    return " ".join(re.findall(r"[\w\u0300-\u036f]+", plain))


def _of_event(kind: Table) -> bool:
    return kind is event


def _on_sqlite(connection: Connection, kind: Table, terms: Sequence[str], limit: int) -> list[Hit]:
    asked = " ".join(f'"{term}"' for term in terms)
    index = f"{kind.name}_words"
    matches = text(f"{index} MATCH :asked").bindparams(asked=asked)  # the name is one of two of ours
    row = kind.c.row if _of_event(kind) else kind.c.number
    words = table(index, column("rowid"))
    found = row.in_(select(words.c.rowid).where(matches))
    rows = connection.execute(_asked(kind, found, limit)).mappings().all()
    passages: dict[int, str] = {}
    if rows:
        shown = text(
            f"SELECT rowid, snippet({index}, -1, :opened, :closed, '…', :around) AS passage FROM {index}"  # noqa: S608 - as above
            f" WHERE {index} MATCH :asked AND rowid IN ({', '.join(str(int(row['row'])) for row in rows)})"
        )
        said = connection.execute(shown, {"opened": OPENED, "closed": CLOSED, "around": AROUND, "asked": asked})
        passages = {row.rowid: row.passage for row in said}
    return [_hit(kind, row, passages[row["row"]]) for row in rows]


def _on_postgresql(connection: Connection, kind: Table, terms: Sequence[str], limit: int) -> list[Hit]:
    asked = func.websearch_to_tsquery("english", " ".join(f'"{term}"' for term in terms))
    searched: ColumnElement[Any] = column("searched", _selectable=kind)
    rows = connection.execute(_asked(kind, searched.op("@@")(asked), limit)).mappings().all()
    words = event.c.words if _of_event(kind) else func.left(document.c.text, INDEXED)
    row = kind.c.row if _of_event(kind) else kind.c.number
    options = f"StartSel={OPENED}, StopSel={CLOSED}, MaxWords={AROUND}, MinWords={AROUND // 2}"
    shown = select(row, func.ts_headline("english", words, asked, options)).where(row.in_([one["row"] for one in rows]))
    passages = {one[0]: one[1] for one in connection.execute(shown)} if rows else {}
    return [_hit(kind, one, passages[one["row"]]) for one in rows]


def _asked(kind: Table, found: ColumnElement[bool], limit: int) -> Any:
    row = kind.c.row if _of_event(kind) else kind.c.number
    number = event.c.number if _of_event(kind) else literal(None)
    source = event.join(document, event.c.document == document.c.number) if _of_event(kind) else document
    wanted = [found, document.c.state != "forgotten", document.c.superseded_by.is_(None)]
    if _of_event(kind):
        wanted.append(event.c.state == "told")
    return (
        select(
            row.label("row"),
            document.c.id,
            number.label("number"),
            document.c.title,
            document.c.publisher,
            document.c.published,
        )
        .select_from(source)
        .where(*wanted)
        .order_by(func.coalesce(document.c.published, "").desc(), document.c.id, row)
        .limit(limit)
    )


def _hit(kind: Table, row: Any, passage: str) -> Hit:
    of_event = _of_event(kind)
    return Hit(
        kind="event" if of_event else "document",
        id=f"{row['id']}.e{row['number']}" if of_event else row["id"],
        title=row["title"] or "",
        publisher=row["publisher"],
        published=row["published"],
        passage=passage,
    )
