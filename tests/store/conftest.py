"""Databases for the tests: each test that takes `place` runs on a file and on PostgreSQL.

PostgreSQL is the one that DATELINE_TEST_POSTGRES names (a URL whose user may create schemas), else a throwaway cluster
where initdb is installed; without either the tests fail where CI is set, and are skipped with a word elsewhere.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

from dateline.store.chronicle import Chronicle

VARIABLE = "DATELINE_TEST_POSTGRES"
_numbers = count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL database in which schemas can be made."""
    given = os.environ.get(VARIABLE)
    if given:
        yield given
        return
    initdb = _initdb()
    if initdb is None:
        word = f"no PostgreSQL: set {VARIABLE} to a URL, or install initdb (Debian: postgresql)"
        if os.environ.get("CI"):
            pytest.fail(word)
        pytest.skip(word)
    folder = Path(tempfile.mkdtemp(prefix="dateline-pg-"))
    try:
        yield from _cluster(initdb, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _initdb() -> Path | None:
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve()
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return installed[-1] if installed else None


def _cluster(initdb: Path, folder: Path) -> Iterator[str]:
    """A cluster that listens on a socket in its own folder alone; PostgreSQL refuses to run as root."""
    user = "postgres" if _has_user("postgres") else "nobody"
    as_user = ["runuser", "-u", user, "--"] if os.geteuid() == 0 else []
    if as_user:
        shutil.chown(folder, user)
    data = folder / "data"

    def run(*command: object) -> None:
        subprocess.run([*as_user, *map(str, command)], check=True, capture_output=True, cwd=folder)

    run(initdb, "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--locale", "C.UTF-8", "--no-sync")
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    run(initdb.with_name("pg_ctl"), "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
    try:
        yield f"postgresql+psycopg://tester@/postgres?host={folder}"
    finally:
        run(initdb.with_name("pg_ctl"), "-D", data, "-m", "immediate", "stop")


def _has_user(name: str) -> bool:
    return subprocess.run(["id", name], check=False, capture_output=True).returncode == 0


@pytest.fixture
def schema(postgres: str) -> Iterator[str]:
    """The URL of an empty schema of its own."""
    name = f"dateline_test_{os.getpid()}_{next(_numbers)}"
    address = postgres.replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
    yield f"{postgres}{'&' if '?' in postgres else '?'}options=-csearch_path%3D{name}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"DROP SCHEMA {name} CASCADE")


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty database can be made: a file, then PostgreSQL."""
    if request.param == "sqlite":
        return str(tmp_path / "chronicle.db")
    url: str = request.getfixturevalue("schema")
    return url


@pytest.fixture
def chronicle(place: str) -> Iterator[Chronicle]:
    """An empty chronicle whose clock ticks a second at each look, from 2026-01-01 on."""
    seconds = count()
    with Chronicle(place, create=True, clock=lambda: f"2026-01-01T00:{next(seconds) // 60:02}:00+00:00") as opened:
        yield opened
