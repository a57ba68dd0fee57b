"""Killed at any moment, a run leaves a sound database, and the next one goes on as if nothing had happened."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from subprocess import PIPE, Popen

import pytest

from dateline import reading
from dateline.exports.records import to_json
from dateline.store.chronicle import Chronicle
from dateline.store.entries import Added
from dateline.store.selection import Selection
from tests.store.making import coder, faults
from tests.test_cli import start, wait_for_end_of_group

KILLS = 5  # of one database, before it is finished
EARLY = 2  # of these, in any moment of a start
BARE = 0.5  # of an undisturbed run, the share in which the program starts
TOWNS = "Ganja Talva Mosul Aleppo Goma Kandahar Donetsk Maiduguri Sanaa Cali Juba Marawi".split()
GROUPS = "Rebels Gunmen Militants Insurgents Soldiers Police Protesters Guerrillas".split()
DEEDS = (
    "{group} shelled {town} on Sunday, killing {n} people, officials in {other} said.",
    "In {town}, {group} seized {n} trucks of grain. A spokesman in {other} denied it.",
    "{n} villagers fled {town} after {group} burned houses near {other}, witnesses said.",
    "The mayor of {other} accused {group} of abducting {n} teachers from {town} last week.",
)


def reports() -> Iterator[dict[str, str]]:
    """Thirty-eight short reports: new pages, corrected versions of five of them, near-copies of five more."""
    for n in range(28):
        words = {"group": GROUPS[n % 8], "town": TOWNS[n % 12], "other": TOWNS[(5 * n + 7) % 12], "n": n + 2}
        text = f"{DEEDS[n % 4].format(**words)}\n\nRoad {n} to {words['town']} is closed until day {n * 7 % 31}."
        one = {
            "id": f"r{n}", "url": f"https://post.example/{n}", "published": f"2021-03-{1 + n % 9:02}",
            "publisher": "The Post", "title": f"{words['town']}, report {n}", "text": text,
        }  # fmt: skip
        yield one
        if n % 5 == 1:
            later = text.replace(f" {n + 2} ", f" {n + 30} ")
            yield {**one, "id": f"r{n}-2", "published": f"2021-03-{10 + n % 9}", "text": later}
        if n % 5 == 3:
            yield {**one, "id": f"c{n}", "url": f"https://herald.example/{n}", "publisher": "The Herald"}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reports as JSON lines, a bad one in the middle."""
    lines = [json.dumps(one) for one in reports()]
    lines.insert(20, '{"title": "Cut off')
    path = tmp_path_factory.mktemp("killing") / "reports.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@dataclass(frozen=True, slots=True, kw_only=True)
class Undisturbed:
    """What a run that nobody kills leaves, and the seconds that it takes."""

    export: str
    issues: list[object]
    documents: int
    seconds: float


@pytest.fixture(scope="module")
def undisturbed(source: Path) -> Undisturbed:
    """One run, on a file; PostgreSQL must come to the same."""
    database = source.with_name("undisturbed.db")
    began = time.monotonic()
    with start("add", source, "--db", database) as process:
        assert process.wait(timeout=120) == 1  # one line is bad
    seconds = time.monotonic() - began
    with Chronicle(database) as opened:
        assert faults(opened) == []
        totals = opened.totals()
        assert totals.voices < totals.documents < totals.events + 10
        return Undisturbed(export=exported(opened), issues=opened.issues(), documents=totals.documents, seconds=seconds)


def exported(chronicle: Chronicle) -> str:
    return "".join(to_json(one) + "\n" for one in chronicle.records(Selection(all_versions=True)))


def sound_documents(place: str) -> int:
    """How many documents there are, after a check that finds nothing wrong."""
    with Chronicle(place, create=True) as opened:
        assert faults(opened) == []
        return opened.totals().documents


def kill(command: tuple[object, ...], when: Callable[[], object], *, alone: bool = False) -> bool:
    """Start a command and kill it, with its workers unless alone, when that returns; False where it had ended."""
    with start(*command, start_new_session=True) as process:
        when()
        with suppress(ProcessLookupError):
            (os.kill if alone else os.killpg)(process.pid, signal.SIGKILL)
        process.communicate(timeout=60)
    wait_for_end_of_group(process.pid)
    assert process.returncode in (-signal.SIGKILL, 0, 1)
    return process.returncode == -signal.SIGKILL


def until(condition: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.02)


def later(moment: float, place: str, count: int) -> None:
    """Wait until there are more documents, and so many seconds more."""
    with Chronicle(place) as opened:
        until(lambda: opened.totals().documents > count)
    time.sleep(moment)


def kill_and_finish(place: str, source: Path, whole: Undisturbed, seed: int) -> list[int]:
    """A chain of kills and the run that ends it; how many documents were there after each kill.

    The first two kills come at any moment of a start, the others at any moment while documents are added.
    """
    chance = Random(seed)  # noqa: S311 - not for secrets
    found = [0]
    for number in range(KILLS):
        rest = whole.seconds * (1 - found[-1] / whole.documents)
        moment = chance.random() * (whole.seconds * BARE if number < EARLY else rest * (1 - BARE) / (KILLS - number))
        command = ("add", source, "--db", place, "--jobs", 1 + (seed + number) % 2)
        when = partial(time.sleep, moment)
        if number >= EARLY and found[-1] < whole.documents:
            when = partial(later, moment, place, found[-1])
        kill(command, when, alone=number in {1, 2})  # of which one has workers
        found.append(sound_documents(place))
    with start("add", source, "--db", place) as process:
        assert process.wait(timeout=120) == 1  # one line is bad
    with Chronicle(place) as opened:
        assert faults(opened) == []
        assert opened.issues() == whole.issues
        assert exported(opened) == whole.export
    return found


MAKE = """
import sys
from dateline.store.chronicle import Chronicle
from sqlalchemy.dialects import sqlite
print("ready", flush=True)
sys.stdin.readline()
Chronicle(sys.argv[1], create=True).close()
"""


def test_killed_while_it_is_made_a_database_is_made_by_the_next(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.db" for number in range(8)]
    makers = [Popen([sys.executable, "-c", MAKE, path], stdin=PIPE, stdout=PIPE, text=True) for path in paths]
    for number, (path, maker) in enumerate(zip(paths, makers, strict=True)):
        with maker:
            assert maker.stdout.readline() == "ready\n"
            maker.stdin.write("\n")
            maker.stdin.flush()
            time.sleep(number * 0.008)
            maker.kill()
        assert sound_documents(path) == 0


def test_killed_five_times_a_run_comes_to_the_same_end(place: str, source: Path, undisturbed: Undisturbed) -> None:
    found = kill_and_finish(place, source, undisturbed, seed=1)
    assert found == sorted(found)
    assert any(0 < count < undisturbed.documents for count in found)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2, 12))
def test_killed_fifty_times_a_run_comes_to_the_same_end(
    place: str, source: Path, undisturbed: Undisturbed, seed: int
) -> None:
    found = kill_and_finish(place, source, undisturbed, seed)
    assert found == sorted(found)


def add_as_if_by_another(chronicle: Chronicle, export: Path) -> None:
    """Add records with their events, and make it look as if another program had coded them there."""
    items = reading.read([export], whole=True)
    assert all(isinstance(one, Added) for one in chronicle.add(items, code=coder(), settings={}, waiting=print))
    with chronicle._database.writing() as connection:
        connection.exec_driver_sql("UPDATE document SET coded_by = added_by")
        connection.exec_driver_sql("UPDATE run SET coder = 'another'")


def test_killed_while_it_codes_again_a_run_is_finished_by_the_next(
    place: str, undisturbed: Undisturbed, tmp_path: Path
) -> None:
    (tmp_path / "export.jsonl").write_text(undisturbed.export, encoding="utf-8")
    with Chronicle(place, create=True) as opened:
        add_as_if_by_another(opened, tmp_path / "export.jsonl")
        total = opened.outdated()
        assert total == undisturbed.documents
        recode = ("recode", "--db", place)
        assert kill(recode, lambda: until(lambda: opened.outdated() < total - 3))
        left = opened.outdated()
        assert 0 < left < total
        assert faults(opened) == []
        assert exported(opened) == undisturbed.export
        with start(*recode) as process:
            told, _ = process.communicate(timeout=120)
        assert process.returncode == 0
        assert told.startswith(f"{left} documents coded again, 0 events new")
        assert opened.outdated() == 0
        assert faults(opened) == []
        assert exported(opened) == undisturbed.export
