"""Time expressions and their values (TIMEX3), the day of publication given: TimeBank, AQUAINT and MEANTIME.

Measured as TempEval-3 does (UzZaman et al. 2013): F1 of spans that are the same (strict) and that overlap (relaxed),
and relaxed F1 times the share of right values among the expressions found (value). The day of publication itself, where
a report tells it, is left out on both sides.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from benchmarks import Outcome, Request, point
from benchmarks.files import find_sets, read_lines
from dateline.coding.timex import Expression, find_expressions
from dateline.evaluation.bootstrap import interval

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

SETS = ("timebank", "aquaint", "meantime")
CREATION = "CREATION_TIME"
PEERS = {"timebank": 0.798, "aquaint": 0.734}  # HeidelTime's value, measured by running it on the same files
Row = tuple[int, int, int, int, int, int]  # of a report: gold, found; overlapping gold, found; same spans, right values


def run(request: Request) -> Outcome:
    """Reads the reports of each set; the sets have no splits and are scored whole.

    Raises:
        DataAbsentError: no folder holds any of the sets.
    """
    figures: dict[str, dict[str, float | int]] = {}
    errors: list[str] = []
    for name, file in find_sets(request.data, [f"timex/{name}" for name in SETS]).items():
        rows = []
        for record in read_lines(file):
            gold, found = told(record), predicted(record)
            rows.append(compare(gold, found))
            errors += errors_of(record, gold, found)
        for key, measure in MEASURES.items():
            low, high = interval(rows, measure)
            value = measure(*map(sum, zip(*rows, strict=True)))
            figures[f"time {name} {key}"] = {"value": value, "low": low, "high": high, "n": sum(row[0] for row in rows)}
        if name in PEERS:
            figures[f"peer HeidelTime time {name} value"] = point(PEERS[name])
    lines = [f"{key:38} {f['value']:.3f}  [{f['low']:.3f}, {f['high']:.3f}]  n={f['n']}" for key, f in figures.items()]
    return Outcome(split="whole", figures=figures, table="\n".join(["", *lines]), errors=errors)


Timed = tuple[int, int, str | None]  # start, end, value


def told(record: dict[str, Any]) -> list[Timed]:
    """The gold expressions of a report but for its day of publication."""
    return [
        (t["start"], t["end"], t.get("value")) for t in record["timexes"] if t.get("functionInDocument") != CREATION
    ]


def predicted(record: dict[str, Any]) -> list[Timed]:
    """The expressions that the program finds, but for what stands where gold has the day of publication."""
    creation = [(t["start"], t["end"]) for t in record["timexes"] if t.get("functionInDocument") == CREATION]
    found: Sequence[Expression] = find_expressions(record["text"], published(record))
    return [(e.start, e.end, e.value) for e in found if not any(_overlap((e.start, e.end), span) for span in creation)]


def published(record: dict[str, Any]) -> date | None:
    """The day of publication; None where the data have none, or (one report of MEANTIME) write it in another way."""
    day = re.match(r"\d{4}-\d\d-\d\d", record["dct"] or "")
    return date.fromisoformat(day.group()) if day else None


def compare(gold: Sequence[Timed], found: Sequence[Timed]) -> Row:
    """The counts of one report."""
    right = recalled = 0
    for one in gold:
        near = [other for other in found if _overlap(one, other)]
        if near:
            recalled += 1
            right += next((other for other in near if other[:2] == one[:2]), near[0])[2] == one[2]
    precise = sum(any(_overlap(one, other) for one in gold) for other in found)
    exact = sum(any(one[:2] == other[:2] for one in gold) for other in found)
    return len(gold), len(found), recalled, precise, exact, right


def _overlap(left: Sequence[Any], right: Sequence[Any]) -> bool:
    return bool(left[0] < right[1] and right[0] < left[1])


def errors_of(record: dict[str, Any], gold: Sequence[Timed], found: Sequence[Timed]) -> Iterator[str]:
    """What was missed, made up or given another value, each with its words."""
    text = record["text"]
    for one in gold:
        near = [other for other in found if _overlap(one, other)]
        words = " ".join(text[max(0, one[0] - 40) : one[1] + 30].split())
        if not near:
            yield f"{record['id']}: missed {text[one[0] : one[1]]!r} {one[2]} | {words}"
            continue
        best = next((other for other in near if other[:2] == one[:2]), near[0])
        if best[2] != one[2]:
            said, right = (f"{text[span[0] : span[1]]!r} {span[2]}" for span in (best, one))
            yield f"{record['id']}: value {said}, gold {right} | {words}"
    for other in found:
        if not any(_overlap(one, other) for one in gold):
            words = " ".join(text[max(0, other[0] - 40) : other[1] + 30].split())
            yield f"{record['id']}: spurious {text[other[0] : other[1]]!r} {other[2]} | {words}"


def strict(*sums: float) -> float:
    """F1 of expressions with the same span; `sums` as in Row, as for the next two."""
    gold, found, _, _, exact, _ = sums
    return _mean(exact / max(found, 1), exact / max(gold, 1))


def relaxed(*sums: float) -> float:
    """F1 of expressions that overlap."""
    gold, found, recalled, precise, _, _ = sums
    return _mean(precise / max(found, 1), recalled / max(gold, 1))


def value(*sums: float) -> float:
    """Relaxed F1 times the share of right values among the expressions found."""
    _, _, recalled, _, _, right = sums
    return relaxed(*sums) * right / max(recalled, 1)


def _mean(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


MEASURES: dict[str, Callable[..., float]] = {"strict": strict, "relaxed": relaxed, "value": value}
