"""How good the program is, on other people's data and on the gold articles: `python -m benchmarks NAME`.

The data are not part of the project; they are read from the folders that `--data` names. A benchmark is one file with
a function from `Request` to `Outcome` and one line in `__main__.py`. `results.json` keeps the figures and the floors
under which they must not fall: see `floors.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

Figures = Mapping[str, Mapping[str, float | int]]  # key -> value, low, high (95 % interval), n


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to run on: folders of data in the order of search, the split, and whether mentions are handed in."""

    data: tuple[Path, ...]
    split: str = "dev"
    given: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of it. `errors` is read only when asked for."""

    split: str
    figures: Figures
    table: str
    errors: Iterable[str]


def point(value: float, n: int = 0) -> dict[str, float | int]:
    """A figure without an interval: a peer's, or one that is no sum over documents."""
    return {"value": value, "low": value, "high": value, "n": n}


Benchmark = Callable[[Request], Outcome]


class DataAbsentError(Exception):
    """None of the folders holds the data of a benchmark; the message says what to do."""
