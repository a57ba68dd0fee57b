"""The figures that are kept, and the floors under which they must not fall.

`results.json` holds, by benchmark and key, the recorded figure with its interval and the floor. Recording raises a
floor to a better figure and never lowers it: that takes an edit by hand, which a reviewer sees.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks import Figures

TOLERANCE = 0.005  # a figure may fall so far under its floor before the check fails
DIGITS = 4  # to which figures are kept
ERRORS = (" mae",)  # ends of the keys of figures that are the better the smaller they are, and have no floor


def load(file: Path) -> dict[str, Any]:
    """What is kept: {benchmark: {"split": ..., "figures": {key: {"value", "low", "high", "n", "floor"}}}}."""
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def save(file: Path, kept: dict[str, Any]) -> None:
    """Writes what is kept."""
    file.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def record(kept: dict[str, Any], benchmark: str, split: str, figures: Figures) -> dict[str, Any]:
    """What is kept, with the figures of a benchmark taken over and its floors raised where they are better."""
    old = kept.get(benchmark, {}).get("figures", {})
    new = {}
    for key, figure in figures.items():
        rounded = {name: round(number, DIGITS) for name, number in figure.items()}
        if key.endswith(ERRORS):
            new[key] = rounded
            continue
        floor = old.get(key, {}).get("floor", rounded["value"])
        new[key] = {**rounded, "floor": max(floor, rounded["value"])}
    gone = {key: figure for key, figure in old.items() if key not in new}
    return {**kept, benchmark: {"split": split, "figures": {**new, **gone}}}


def breaches(kept: dict[str, Any], benchmark: str, figures: Figures) -> Iterator[str]:
    """One line for each figure that fell under its floor, or that has a floor and is no longer measured."""
    for key, entry in kept.get(benchmark, {}).get("figures", {}).items():
        if key not in figures:
            yield f"{benchmark}: {key} is kept and no longer measured"
        elif "floor" in entry and figures[key]["value"] < entry["floor"] - TOLERANCE:
            yield f"{benchmark}: {key} is {figures[key]['value']:.4f}, its floor {entry['floor']:.4f}"
