"""Opening a database: a file by default, PostgreSQL by URL; transactions, the one writer, and errors in words."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from dateline.errors import SetupError, StoreError
from dateline.store import migrations
from dateline.store.tables import metadata

if TYPE_CHECKING:
    from sqlalchemy.pool import ConnectionPoolEntry

MODE = 0o600  # of a new file: for nobody but its owner
APPLICATION = 0x444C4E31  # "DLN1", in the header of an SQLite file, tells a database of ours from any other
PATIENCE = 30.0  # seconds to wait for another program's transaction; ours take milliseconds
_HEADER = b"SQLite format 3\0"
_RUN = 0x444C4E31  # the advisory lock of PostgreSQL that a run holds

Announce = Callable[[str], None]


class Database:
    """An open database. Readers see one state of it, however long they read, and are never kept waiting.

    Close it at the end, or use it as a context.
    """

    def __init__(self, engine: Engine, name: str, file: Path | None, *, writable: bool = True) -> None:
        self._engine = engine
        self._file = file
        self.name = name  # as it may be printed: without a password
        self.writable = writable

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def on_sqlite(self) -> bool:
        """True for a file, False for PostgreSQL."""
        return self._file is not None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees the database as it is now, until its end.

        Raises:
            StoreError: the database cannot be read.
        """
        with self._in_words(), self._engine.connect() as connection:
            if not self.on_sqlite:
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction: all of it is kept, or, on any error, nothing.

        Raises:
            StoreError: the database cannot be written.
        """
        with self._in_words(), self._engine.connect() as connection:
            connection.execution_options(dateline_writes=True)
            with connection.begin():
                if not self.on_sqlite:  # SQLite's BEGIN IMMEDIATE lets one writer in; here a lock does
                    connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE:.0f}s'"))
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _RUN + 1})
                yield connection

    @contextmanager
    def run(self, waiting: Announce) -> Iterator[None]:
        """Hold the right to add or recode documents, which one process has at a time; wait for it, and say so.

        It ends with the process, however that ends.
        """
        if self._file is None:
            with self._in_words(), self._engine.connect() as connection:
                connection.execution_options(isolation_level="AUTOCOMMIT")  # the lock is the session's
                if not connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": _RUN}).scalar():
                    waiting(self._busy())
                    connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _RUN})
                try:
                    yield
                finally:
                    connection.invalidate()
            return
        from filelock import FileLock, Timeout  # noqa: PLC0415 - reading needs none

        lock = FileLock(f"{self._file.resolve()}.lock", mode=MODE)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            waiting(self._busy())
            lock.acquire()
        except OSError as error:
            raise StoreError(
                f"cannot write beside {self._file} ({error.strerror}); check the permissions of its folder"
            ) from error
        try:
            yield
        finally:
            lock.release()

    def compact(self) -> None:
        """Write the database anew, so that nothing of what was deleted is left in its free space.

        Raises:
            StoreError: there is no room for that, or the database cannot be written.
        """
        with self._in_words(), self._engine.connect() as connection:
            if self.on_sqlite:
                bare = connection.connection.driver_connection  # VACUUM stands in no transaction
                if bare is not None:
                    for table in ("document", "event"):
                        bare.execute(f"INSERT INTO {table}_words ({table}_words) VALUES ('optimize')")  # noqa: S608
                    bare.execute("VACUUM")
                    ((held_up, *_),) = bare.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                    if held_up:
                        raise StoreError(
                            f"{self.name}: another program is reading it, so what was forgotten is still in its free"
                            " space; end that, and forget it once more"
                        )
            else:
                connection.execution_options(isolation_level="AUTOCOMMIT")
                connection.execute(text(f"SET lock_timeout = '{PATIENCE:.0f}s'"))
                connection.execute(
                    text("VACUUM (FULL, ANALYZE) document, event, former, decision, participant, claim, issue, band")
                )

    def share(self) -> None:
        """Let readers and the writer of a file not wait for each other (WAL), which it then stays for good.

        SQLite itself does not wait where another process is about to do the same.

        Raises:
            StoreError: another program holds the file for too long.
        """
        end = time.monotonic() + PATIENCE
        with self._in_words(), self._engine.connect() as connection:
            bare = connection.connection.driver_connection
            while bare is not None:
                try:
                    bare.execute("PRAGMA journal_mode = WAL")
                except sqlite3.OperationalError as error:
                    if "locked" not in str(error) or time.monotonic() > end:
                        raise
                    time.sleep(0.01)
                else:
                    return

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()

    def _busy(self) -> str:
        return f"another process is adding to {self.name}; waiting until it is done"

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            told = _explain(error.orig, self.name)
            if told is None:
                raise
            raise StoreError(told) from error
        except (sqlite3.Error, UnicodeDecodeError) as error:  # of what goes to the driver itself
            told = _explain(error, self.name)
            if told is None:
                raise
            raise StoreError(told) from error


def open_database(place: str | Path, *, create: bool = False) -> Database:
    """Open a database, and bring it up to this version where it is of an earlier one.

    Args:
        place: a file, or a URL: postgresql+psycopg://user@host/name.
        create: make it where there is none.

    Raises:
        StoreError: there is none, it cannot be opened, it is none of ours, or it is of a newer version.
        SetupError: the driver for PostgreSQL is not installed.
    """
    database = _remote(str(place)) if "://" in str(place) else _local(Path(place), create=create)
    try:
        _settle(database, create=create)
    except BaseException:
        database.close()
        raise
    return database


def _settle(database: Database, *, create: bool) -> None:
    """See that the database is one of ours and of this version."""
    with database.reading() as connection:
        version = migrations.version_of(connection)
        newest = len(migrations.MIGRATIONS)
        if version == newest:
            return
        if version > newest:
            raise StoreError(
                f"{database.name} was written by a newer version of Dateline (its layout is {version}, this one knows"
                f" {newest}); update Dateline: pip install --upgrade dateline"
            )
        if version == 0:
            foreign = set(inspect(connection).get_table_names())
            if not database.on_sqlite:  # a schema may be shared with other programs, a file may not
                foreign &= set(metadata.tables)
            if foreign:
                raise StoreError(
                    f"{database.name} holds tables that are not Dateline's ({min(foreign)}); name another database"
                )
            if not create:
                raise StoreError(
                    f"there is no chronicle in {database.name}; make one: dateline add REPORTS --db {database.name}"
                )
    if database.on_sqlite:
        database.share()
    with database.writing() as connection:
        migrations.bring_up(connection)
        if database.on_sqlite:
            connection.execute(text(f"PRAGMA application_id = {APPLICATION}"))


def _local(path: Path, *, create: bool) -> Database:
    try:
        is_folder, is_there = path.is_dir(), path.exists()
    except (OSError, ValueError) as error:
        raise StoreError(f"a file cannot be called that ({error}); name another one") from error
    if "\0" in str(path):
        raise StoreError("the name of a file holds no NUL character; name another one")
    if is_folder:
        raise StoreError(f"{path} is a folder; name a file, such as {path / 'chronicle.db'}")
    if not is_there:
        if not create:
            raise StoreError(f"there is no database {path}; make one: dateline add REPORTS --db {path}")
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, MODE))
        except FileExistsError:
            pass  # another process was quicker
        except OSError as error:
            raise StoreError(
                f"cannot make {path} ({error.strerror}); name a file in a folder that you may write"
            ) from error
    _check_header(path)
    writable = os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK)
    if create and not writable:
        raise StoreError(
            f"{path} is read-only; give yourself the right to write it and its folder, or name another one"
        )
    engine = create_engine("sqlite://", creator=lambda: _connect(path, writable=writable), pool_size=2)
    event.listen(engine, "connect", _prepare_writable if writable else _prepare)
    event.listen(engine, "begin", _begin)
    return Database(engine, str(path), path, writable=writable)


def _check_header(path: Path) -> None:
    """Refuse what is no SQLite file, or one of another program, before SQLite touches it."""
    try:
        with path.open("rb") as file:
            head = file.read(100)
    except OSError as error:
        raise StoreError(f"cannot read {path} ({error.strerror}); check its permissions") from error
    if head and not head.startswith(_HEADER):
        raise StoreError(f"{path} is no database, or a damaged one; name another one, or restore it from a copy")
    application = int.from_bytes(head[68:72], "big")
    if application not in (0, APPLICATION):
        raise StoreError(f"{path} is the database of another program; name another file")


def _connect(path: Path, *, writable: bool) -> sqlite3.Connection:
    address = path.absolute().as_uri()
    if writable:
        return sqlite3.connect(f"{address}?mode=rw", uri=True, timeout=PATIENCE, check_same_thread=False)
    connection = sqlite3.connect(f"{address}?mode=ro", uri=True, timeout=PATIENCE, check_same_thread=False)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.OperationalError:
        # Without the right to make the files that readers and a writer share it opens only as one that nobody writes.
        connection.close()
        connection = sqlite3.connect(
            f"{address}?mode=ro&immutable=1", uri=True, timeout=PATIENCE, check_same_thread=False
        )
    return connection


def _prepare(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver would begin transactions by itself, and too late for readers
    connection.execute("PRAGMA foreign_keys = ON")


def _prepare_writable(connection: sqlite3.Connection, entry: ConnectionPoolEntry) -> None:
    _prepare(connection, entry)
    connection.execute("PRAGMA synchronous = NORMAL")  # safe from corruption; the last seconds may go with the power


def _begin(connection: Connection) -> None:
    """Readers take their view at their first question; writers get in line at once, so that none fails halfway."""
    writes = connection.get_execution_options().get("dateline_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _remote(place: str) -> Database:
    try:
        url = make_url(place)
        hidden = {name: "***" for name in ("password", "sslpassword") if name in url.query}
        shown = url.update_query_dict(hidden).render_as_string(hide_password=True)
    except (ArgumentError, ValueError) as error:
        raise StoreError(f"a database's URL looks like {_EXAMPLE}; this one cannot be read") from error
    if url.get_backend_name() != "postgresql":
        raise StoreError(f"{shown}: Dateline keeps its record in a file or on PostgreSQL ({_EXAMPLE})")
    return Database(_engine(url), shown, None)


_EXAMPLE = "postgresql+psycopg://user@host/name"


def _engine(url: URL) -> Engine:
    try:
        return create_engine(
            url.set(drivername="postgresql+psycopg"), connect_args={"client_encoding": "utf8"}, pool_size=2
        )
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise SetupError(
            "the driver for PostgreSQL is not installed; install it: pip install 'dateline[postgresql]'"
        ) from error


_NO_ANSWER = ("08", "28", "3D", "57")  # classes of PostgreSQL's codes: connection, authorisation, no such database, end
# What the databases say, by a piece of their message or PostgreSQL's code, and what that means for the user.
_MEANINGS = (
    (
        ("database or disk is full", "53100"),
        "the disk is full; what was written before is kept: free some space and give the same command again",
    ),
    (("disk I/O error",), "the disk does not answer as it should, or is full; make room or check it, and try again"),
    (("database is locked", "55P03"), "another program holds it; wait until that is done, or close it, and try again"),
    (
        ("readonly database", "25006", "42501"),
        "it is read-only; give yourself the right to write it and its folder, or name another one",
    ),
    (("invalid connection option",), "its URL asks for something that PostgreSQL does not know; correct it"),
    (("unable to open database file",), "it cannot be opened; check the permissions of the file and its folder"),
    (
        ("file is not a database", "malformed", "Could not decode", "codec can't decode"),
        "it is damaged; restore it from a copy (sqlite3 FILE .recover may save a part)",
    ),
)


def _explain(cause: BaseException | None, name: str) -> str | None:
    """What went wrong in words; None for what can only be a defect of ours."""
    told = f"{getattr(cause, 'sqlstate', None) or ''} {cause}"
    for signs, meaning in _MEANINGS:
        if any(sign in told for sign in signs):
            return f"{name}: {meaning}"
    kinds = {kind.__name__ for kind in type(cause).__mro__}  # psycopg need not be installed to be asked
    gone = not kinds.isdisjoint(("OperationalError", "InterfaceError")) and not isinstance(cause, sqlite3.Error)
    if gone and (getattr(cause, "sqlstate", None) or "08")[:2] in _NO_ANSWER:
        reason = str(cause).strip().splitlines()[-1].strip()
        return f"{name}: PostgreSQL does not answer ({reason}); check the address, that it runs, and your rights"
    return None
