"""Names of places and what they stand for: the Local-Global Lexicon, TR-News and GeoVirus.

Once with the names given: the share of those with a coordinate in the data that are placed within 161 km (100 miles) of
it, and of those with a GeoNames id that get it; no answer is wrong. At the threshold of confidence at which nine in ten
are answered, the share of right ones among these; and how well the confidence tells right from wrong (AUROC, without an
interval: it is no sum over reports). Then the names found by the program itself: F1 of the names, demonyms left out on
both sides.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from benchmarks import Outcome, Request, point
from benchmarks.files import find_sets, read_lines
from dateline import ontology
from dateline.coding.toponyms import Toponym, find_toponyms, resolve_names
from dateline.evaluation.bootstrap import interval
from dateline.evaluation.calibration import auroc
from dateline.gazetteer import open_gazetteer
from dateline.language import memory_zone, parse
from dateline.model import make_document
from dateline.sentences import split_sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

SETS = ("lgl", "trnews", "geovirus")
NEAR = 161.0  # kilometres
EARTH = 12742.0  # its diameter in kilometres
ANSWERED = 0.9  # share of the names that is answered where the surest answers are judged
# The best published figures for 161: Mordecai 3 twice, then a voting ensemble of geoparsers.
PEERS = {"lgl": 0.827, "trnews": 0.873, "geovirus": 0.818}

Answer = tuple[float, bool]  # of a name: confidence (UNANSWERED where there is no answer), whether it is within NEAR
UNANSWERED = -1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the program makes of one report's names."""

    answers: tuple[Answer, ...]  # of the given names with a coordinate in the data
    ids: tuple[bool, ...]  # of those with an id: whether it is the one that is told
    names: tuple[int, int, int, int]  # names in the data, those found; names said, those that are right
    errors: tuple[str, ...]


def run(request: Request) -> Outcome:
    """Reads the reports of each set; the sets have no splits and are scored whole.

    Raises:
        DataAbsentError: no folder holds any of the sets.
    """
    figures: dict[str, dict[str, float | int]] = {}
    errors: list[str] = []
    for name, file in find_sets(request.data, [f"geo/{name}" for name in SETS]).items():
        read = [_read(record) for record in read_lines(file)]
        figures |= _figures(name, read)
        errors += [line for one in read for line in one.errors]
    lines = [f"{key:30} {f['value']:.3f}  [{f['low']:.3f}, {f['high']:.3f}]  n={f['n']}" for key, f in figures.items()]
    return Outcome(split="whole", figures=figures, table="\n".join(["", *lines]), errors=errors)


def _read(record: Mapping[str, Any]) -> Report:
    """The report with every sentence parsed, as the names stand in all of them; once given, once found."""
    document = make_document(body=record["text"])
    gold = {(one["start"], one["end"]): one for one in record["toponyms"]}
    answers, ids, errors = [], [], []
    with memory_zone():
        parsed = parse(document, keep=[document.span(start, end) for _, start, end in split_sentences(document.text)])
        for toponym in resolve_names(parsed, gold, open_gazetteer()):
            one = gold[toponym.span.start, toponym.span.end]
            same, near = _judge(toponym, one)
            if one["geonameid"] is not None:
                ids.append(same)
            if one["lat"] is not None:
                answers.append((toponym.sure if same or _point(toponym) else UNANSWERED, near))
            if (one["lat"] is not None and not near) or (one["geonameid"] is not None and not same):
                wanted = f"gold {one.get('name')}, {one.get('country')} {one['geonameid']}"
                errors.append(f"{record['id']}: {one['text']!r}: {_told(toponym)}, {wanted}")
        names = _names(find_toponyms(parsed, open_gazetteer()), record)
    return Report(answers=tuple(answers), ids=tuple(ids), names=names, errors=tuple(errors))


def _judge(toponym: Toponym, gold: Mapping[str, Any]) -> tuple[bool, bool]:
    """Whether it is told to be the same place, and whether it is near: the same is, whatever its coordinates."""
    same = toponym.entry is not None and str(toponym.entry.geonameid) == str(gold["geonameid"])
    point_ = _point(toponym)
    if gold["lat"] is None or point_ is None:
        return same, same
    return same, same or distance(point_, (gold["lat"], gold["lon"])) <= NEAR


def _point(toponym: Toponym) -> tuple[float, float] | None:
    entry = toponym.entry
    return None if entry is None or entry.lat is None or entry.lon is None else (entry.lat, entry.lon)


def _told(toponym: Toponym) -> str:
    entry = toponym.entry
    return "nothing" if entry is None else f"{entry.name}, {entry.admin1}, {entry.country} {entry.geonameid}"


def distance(left: tuple[float, float], right: tuple[float, float]) -> float:
    """Kilometres between two points (latitude, longitude in degrees) on a great circle (haversine)."""
    a, b, c, d = map(math.radians, (*left, *right))
    half = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return EARTH * math.asin(min(1.0, math.sqrt(half)))


def _names(found: Iterable[Toponym], record: Mapping[str, Any]) -> tuple[int, int, int, int]:
    gold = {(one["start"], one["end"]) for one in record["toponyms"] if not is_demonym(one["text"])}
    said = [(one.span.start, one.span.end) for one in found if not is_demonym(one.name)]
    recalled = sum(any(_overlap(span, other) for other in said) for span in gold)
    return len(gold), recalled, len(said), sum(any(_overlap(span, other) for other in gold) for span in said)


def is_demonym(name: str) -> bool:
    """True for the word for a country's people or things: "Turkish", "Iraqis"."""
    return bool(ontology.country_of(name)) and not open_gazetteer().lists(name)


def _overlap(left: tuple[int, int], right: tuple[int, int]) -> bool:
    return left[0] < right[1] and right[0] < left[1]


def share(hits: float, whole: float) -> float:
    """Hits of the whole; 0 of nothing."""
    return hits / max(whole, 1)


def f1(gold: float, recalled: float, said: float, right: float) -> float:
    """F1 of names that overlap."""
    precision, recall = share(right, said), share(recalled, gold)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _figures(name: str, read: Sequence[Report]) -> dict[str, dict[str, float | int]]:
    answers = [answer for one in read for answer in one.answers]
    told = sorted((sure for sure, _ in answers if sure != UNANSWERED), reverse=True)
    least = told[min(len(told), round(ANSWERED * len(answers))) - 1] if told else 0.0  # confidence of the last of them
    surest = [[near for sure, near in one.answers if sure >= max(least, 0.0)] for one in read]
    counts: dict[str, tuple[Callable[..., float], list[tuple[int, ...]]]] = {
        "161": (share, [(sum(near for _, near in one.answers), len(one.answers)) for one in read]),
        "id": (share, [(sum(one.ids), len(one.ids)) for one in read]),
        "answered": (share, [(sum(s != UNANSWERED for s, _ in one.answers), len(one.answers)) for one in read]),
        "161 answered": (share, [(sum(near), len(near)) for near in surest]),
        "found": (f1, [one.names for one in read]),
    }
    figures = {}
    for key, (measure, rows) in counts.items():
        sums = [sum(column) for column in zip(*rows, strict=True)]
        whole = sums[0] if measure is f1 else sums[1]
        if whole:
            low, high = interval(rows, measure)
            figures[f"place {name} {key}"] = {"value": measure(*sums), "low": low, "high": high, "n": whole}
    figures[f"place {name} auroc"] = point(auroc([one for one in answers if one[0] != UNANSWERED]), len(told))
    return figures | {f"peer place {name} 161": point(PEERS[name])}
