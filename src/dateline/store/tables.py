"""The tables of the database, the same on SQLite and PostgreSQL; what only one of them knows is in `migrations`.

A document's `number` and an event's `row` are the database's own and never leave it. The permanent id of a document is
made of what it says (`model.permanent_id`); the permanent id of an event is that, a dot, and e with its number, as
in 3f2a9c01d4e5b6f7.e3.
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect

metadata = MetaData()

_MARK = "\x01"
_UNSTORABLE = re.compile(f"[\0\ud800-\udfff]|^{_MARK}")


def is_storable(text: str) -> bool:
    """Whether both databases take the text as it is."""
    return not _UNSTORABLE.search(text)


def storable(text: str) -> str:
    """The text with U+FFFD in place of each character that a database does not take."""
    return _UNSTORABLE.sub("\ufffd", text)


class AnyText(TypeDecorator[str]):
    """Text as it is, whatever a report holds.

    Neither database takes a lone surrogate, and PostgreSQL no NUL; a text with one of these is kept as the hexadecimal
    digits of its bytes behind a mark. All others are stored as they are, so that the databases' own tools can read and
    search them.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's
        """Python → database."""
        if value is None or not _UNSTORABLE.search(value):
            return value
        return _MARK + value.encode("utf-8", "surrogatepass").hex()

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's
        """Database → Python."""
        if value is None or not value.startswith(_MARK):
            return value
        return bytes.fromhex(value.removeprefix(_MARK)).decode("utf-8", "surrogatepass")


def _ordered(length: int | None = None) -> Any:
    """Text that is compared by code points on both databases: PostgreSQL else follows the locale of the cluster."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


run = Table(
    "run",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("kind", _ordered(), nullable=False),  # add, recode
    Column("program", _ordered(), nullable=False),  # the version of Dateline
    Column("coder", _ordered(), nullable=False),  # digest of all that the coding depends on
    Column("models", Text, nullable=False),  # JSON: file → SHA-256
    Column("settings", AnyText, nullable=False),  # JSON
    Column("started", _ordered(), nullable=False),  # ISO 8601, UTC
    Column("ended", _ordered()),  # null where it was broken off
)

document = Table(
    "document",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", _ordered(16), nullable=False, unique=True),
    Column("state", _ordered(), nullable=False),  # coded, failed (it could not be), forgotten
    Column("supplied_id", AnyText),
    Column("url", AnyText),
    Column("page", _ordered(64), index=True),  # digest of the URL as it is compared: versions of one page share it
    Column("superseded_by", _ordered(16)),  # the newest version of the page, where it is another one
    Column("publisher", AnyText),
    Column("publisher_folded", AnyText),  # as it is compared
    Column("title", AnyText),
    Column("published", _ordered()),
    Column("language", _ordered()),
    Column("content_hash", _ordered(64)),
    Column("captions", AnyText),  # JSON list
    Column("text", Text),  # as it is searched: `tables.storable`
    Column("exact", AnyText),  # the text as it is, where that is another one
    Column("signature", LargeBinary),  # MinHash of the body
    Column("signature_key", BigInteger, index=True),  # of the signature: equal where that is
    Column("copies", _ordered(16), index=True),  # the smallest id of its near-copies; null where there is none
    Column("added_by", ForeignKey("run.number"), nullable=False),
    Column("coded_by", ForeignKey("run.number")),  # null where the coding came with it
    Column("next_event", Integer, nullable=False),  # the number that the next new event gets
    Column("forgotten", AnyText),  # JSON: by, because, at
    Index("document_order", "published", "id"),
)

band = Table(
    "band",
    metadata,
    Column("key", BigInteger, primary_key=True),
    Column("document", ForeignKey("document.number", ondelete="CASCADE"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)

event = Table(
    "event",
    metadata,
    Column("row", Integer, primary_key=True),
    Column("document", ForeignKey("document.number"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("run", ForeignKey("run.number"), nullable=False),  # the one that first told it
    Column("state", _ordered(), nullable=False),  # told; set-aside (a person judged it wrong); retired (told no more)
    Column("coded", Text, nullable=False),  # JSON of the event as the program coded it
    Column("decided", Text),  # JSON of the event as people decided it, where that is another one
    # What follows is read off the event as decided, for searching.
    Column("start", Integer, nullable=False),  # of its first mention
    Column("type", _ordered(), nullable=False),
    Column("mode", _ordered(), nullable=False),
    Column("status", _ordered(), nullable=False),
    Column("country", _ordered(), nullable=False),
    Column("earliest", _ordered()),
    Column("latest", _ordered()),
    Column("basis", _ordered()),  # of the date
    Column("confidence", Float, nullable=False),
    Column("words", Text, nullable=False),  # what a full-text search finds it by
    UniqueConstraint("document", "number"),
    Index("event_time", "earliest"),
)

participant = Table(
    "participant",
    metadata,
    Column("event", ForeignKey("event.row", ondelete="CASCADE"), primary_key=True),
    Column("part", _ordered(), primary_key=True),  # actor, blamed, target
    Column("position", Integer, primary_key=True),
    Column("name", AnyText, nullable=False),
    Column("folded", AnyText, nullable=False),  # the name as it is compared
    Column("kind", _ordered(), nullable=False),
    Column("country", _ordered(), nullable=False),
)

claim = Table(
    "claim",
    metadata,
    Column("event", ForeignKey("event.row", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("source", AnyText, nullable=False),
    Column("folded", AnyText, nullable=False),
    Column("source_kind", _ordered(), nullable=False),
    Column("stance", _ordered(), nullable=False),
    Column("about", _ordered(), nullable=False),
)

former = Table(
    "former",
    metadata,
    Column("event", ForeignKey("event.row"), primary_key=True),
    Column("until", ForeignKey("run.number"), primary_key=True),  # the run that coded it otherwise
    Column("state", _ordered(), nullable=False),
    Column("coded", Text, nullable=False),
)

decision = Table(
    "decision",
    metadata,
    Column("document", ForeignKey("document.number"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("event", Integer, nullable=False),
    Column("about", _ordered(), nullable=False),
    Column("verdict", _ordered(), nullable=False),
    Column("value", Text, nullable=False),  # JSON
    Column("judged", Text, nullable=False),  # JSON
    Column("by", AnyText, nullable=False),
    Column("because", AnyText, nullable=False),
    Column("at", _ordered(), nullable=False),
    Column("undoes", Integer),
)

issue = Table(
    "issue",
    metadata,
    Column("key", _ordered(64), primary_key=True),  # digest of what follows: the same issue is told once
    Column("run", ForeignKey("run.number"), nullable=False),
    Column("stage", _ordered(), nullable=False),
    Column("document", AnyText, nullable=False),
    Column("error", AnyText, nullable=False),
    Column("remedy", AnyText, nullable=False),
)

setting = Table(
    "setting",
    metadata,
    Column("name", _ordered(), primary_key=True),
    Column("value", _ordered(), nullable=False),
)

migration = Table(
    "migration",
    metadata,
    Column("version", Integer, primary_key=True),
    Column("program", _ordered(), nullable=False),
    Column("at", _ordered(), nullable=False),
)
