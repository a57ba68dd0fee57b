"""What a database goes through to become one of this version: an ordered list of functions, each run once.

A database of an earlier version is brought up by those that it has not seen, all in one transaction. `metadata` in
`tables` always describes the newest version.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import metadata as packages

from sqlalchemy import Connection, func, insert, inspect, select

from dateline.store import tables

# Lexemes of longer texts may not fit into a tsvector, which holds a megabyte.
INDEXED = 200_000  # characters of a document's text that PostgreSQL searches


def _sqlite_search(table: str, column: str, row: str) -> list[str]:
    """A full-text index over a column that keeps no copy of it, and the triggers that keep it true."""
    put = f"INSERT INTO {table}_words (rowid, {column}) VALUES (new.{row}, new.{column});"  # noqa: S608 - names of ours
    take = (
        f"INSERT INTO {table}_words ({table}_words, rowid, {column})"  # noqa: S608 - as above
        f" VALUES ('delete', old.{row}, old.{column});"
    )
    options = f"content='{table}', content_rowid='{row}', tokenize='porter unicode61 remove_diacritics 2'"
    return [
        f"CREATE VIRTUAL TABLE {table}_words USING fts5({column}, {options})",
        f"CREATE TRIGGER {table}_words_new AFTER INSERT ON {table} BEGIN {put} END",
        f"CREATE TRIGGER {table}_words_old AFTER DELETE ON {table} BEGIN {take} END",
        f"CREATE TRIGGER {table}_words_other AFTER UPDATE OF {column} ON {table} BEGIN {take} {put} END",
    ]


def _postgresql_search(table: str, words: str) -> list[str]:
    """A column with the lexemes of `words` (an expression), which PostgreSQL keeps true, and the index over it."""
    lexemes = f"to_tsvector('english', left({words}, {INDEXED}))"
    return [
        f"ALTER TABLE {table} ADD COLUMN searched tsvector GENERATED ALWAYS AS ({lexemes}) STORED",
        f"CREATE INDEX {table}_words ON {table} USING gin (searched)",
    ]


def _create(connection: Connection) -> None:
    """Version 1: all tables, the full-text indexes, and the key of the pseudonyms."""
    tables.metadata.create_all(connection)
    if connection.dialect.name == "sqlite":
        search = [*_sqlite_search("document", "text", "number"), *_sqlite_search("event", "words", "row")]
    else:
        search = [*_postgresql_search("document", "coalesce(text, '')"), *_postgresql_search("event", "words")]
    for statement in search:
        connection.exec_driver_sql(statement)
    connection.execute(insert(tables.setting).values(name="pseudonyms", value=secrets.token_hex(32)))


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (_create,)


def version_of(connection: Connection) -> int:
    """The version of the database: how many migrations it has seen; 0 where it is empty."""
    if not connection.dialect.has_table(connection, tables.migration.name):
        return 0
    columns = {one["name"] for one in inspect(connection).get_columns(tables.migration.name)}
    if columns != set(tables.migration.c.keys()):
        return 0  # another program's table of that name
    return connection.execute(select(func.max(tables.migration.c.version))).scalar() or 0


def bring_up(connection: Connection) -> None:
    """Run the migrations that the database has not seen."""
    for version, migrate in enumerate(MIGRATIONS[version_of(connection) :], start=version_of(connection) + 1):
        migrate(connection)
        connection.execute(
            insert(tables.migration).values(
                version=version,
                program=packages.version("dateline"),
                at=datetime.now(UTC).isoformat(timespec="seconds"),
            )
        )
