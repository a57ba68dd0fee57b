"""How fast reports go into a database, in how much memory, and how fast they are found again.

`dateline add` runs as a process of its own over the whole articles of the Gun Violence set, then again over the same;
its resident memory is read every half second. Growth is the slope of the least squares line through the readings after
the first half of the run, times its length: what memory gained once everything was loaded and long articles had come.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import Outcome, Request, point
from benchmarks.files import find_file
from dateline.exports.records import json_lines
from dateline.store.chronicle import Chronicle
from dateline.store.selection import Selection

PAUSE = 0.5  # seconds between two readings of memory
PAGE = 4096
MEGABYTE = 1_000_000
WORD = "gunman"
ROUNDS = 5


def run(request: Request) -> Outcome:
    """Adds the articles of a split (`--split train`: 3,869 of them, about ten minutes).

    Raises:
        DataAbsentError: no folder holds them.
    """
    articles = find_file(request.data, f"coref/gva_{request.split}.jsonl.gz")
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "chronicle.db"
        seconds, readings = _add(articles, database)
        again, _ = _add(articles, database)
        with Chronicle(database) as chronicle:
            held = chronicle.totals()
            began = time.perf_counter()
            faults = list(chronicle.check(progress=lambda _done, _total: None))
            checked = time.perf_counter() - began
            began = time.perf_counter()
            exported = sum(map(len, json_lines(chronicle.records(Selection(all_versions=True)))))
            export = time.perf_counter() - began
            found = statistics.median(_time_search(chronicle) for _ in range(ROUNDS))
        size = database.stat().st_size
    steady = readings[len(readings) // 2 :]
    values = {
        "database add": held.documents / seconds,
        "database add again": again / seconds,
        "database peak": max(readings) / MEGABYTE,
        "database growth": _growth(steady) / MEGABYTE,
        "database search": found * 1000,
    }
    figures = {name: point(value, held.documents) for name, value in values.items()}
    scatter = statistics.pstdev(steady) / MEGABYTE
    lines = [
        "",
        f"{held.documents} documents, {held.events} events, {size / MEGABYTE:.0f} MB",
        f"{held.voices} documents and groups of near-copies",
        f"added in {seconds:.0f} s, {values['database add']:.1f} documents a second, one process",
        f"added again in {again:.1f} s, {100 * values['database add again']:.1f} % of that",
        f"memory {max(readings) / MEGABYTE:.0f} MB at most",
        f"growth {values['database growth']:+.1f} MB, readings scatter by {scatter:.1f} MB",
        f"{WORD!r} found in {1000 * found:.1f} ms; checked in {checked:.1f} s, {len(faults)} faults",
        f"{exported / MEGABYTE:.0f} MB exported in {export:.1f} s",
    ]
    return Outcome(split=request.split, figures=figures, table="\n".join(lines), errors=tuple(faults))


def _add(articles: Path, database: Path) -> tuple[float, list[int]]:
    """Seconds that adding takes, and resident memory in bytes at each reading."""
    command = [sys.executable, "-m", "dateline", "add", articles, "--db", database]
    command += ["--map", "id=doc_id,published=publish_date"]
    readings: list[int] = []
    began = time.perf_counter()
    with subprocess.Popen(  # noqa: S603 - ourselves
        [str(one) for one in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        while process.poll() is None:
            memory = _resident(process.pid)
            readings += [memory] if memory else []
            time.sleep(PAUSE)
    if process.returncode not in (0, 1):  # 1: some articles are empty
        raise RuntimeError(f"dateline add ended with {process.returncode}")
    return time.perf_counter() - began, readings or [0]


def _resident(pid: int) -> int:
    try:
        return PAGE * int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, IndexError):  # it has just ended
        return 0


def _growth(readings: list[int]) -> float:
    if len(readings) < 3:
        return 0.0
    slope, _ = statistics.linear_regression(range(len(readings)), readings)
    return slope * (len(readings) - 1)


def _time_search(chronicle: Chronicle) -> float:
    began = time.perf_counter()
    chronicle.search(WORD, limit=10)
    return time.perf_counter() - began
