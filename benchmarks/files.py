"""Finds, reads and divides the data sets: gzipped files of JSON lines below the folders that `--data` names."""

from __future__ import annotations

import gzip
import hashlib
import json
from typing import TYPE_CHECKING, Any

from benchmarks import DataAbsentError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

FIFTHS = 5


def find_file(folders: Sequence[Path], name: str) -> Path:
    """The file of this name below one of the folders.

    Raises:
        DataAbsentError: none of them holds it.
    """
    for folder in folders:
        for file in (folder / name, folder / "data" / name):
            if file.exists():
                return file
    raise DataAbsentError(f"{name} is not in {', '.join(map(str, folders))}; name its folder with --data")


def find_sets(folders: Sequence[Path], names: Sequence[str]) -> dict[str, Path]:
    """The files of those sets (by the stems of their names, below a folder: "geo/lgl") that one of the folders holds.

    Raises:
        DataAbsentError: none of the folders holds any of them.
    """
    found = {}
    for name in names:
        try:
            found[name.rpartition("/")[2]] = find_file(folders, f"{name}.jsonl.gz")
        except DataAbsentError:
            if name == names[-1] and not found:
                raise
    return found


def read_lines(file: Path) -> Iterator[dict[str, Any]]:
    """The objects of a file, one a line."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines)


def fifth_of(name: str) -> int:
    """0 … 4 by the id of an article, or the words of a sentence; 0 is the fixed fifth on which choices are checked."""
    return int(hashlib.sha1(name.encode(), usedforsecurity=False).hexdigest(), 16) % FIFTHS
