"""Names of places and what they stand for: the Local-Global Lexicon, TR-News and GeoVirus.

Once with the names given: the share of those with a coordinate in the data that are placed within 161 km (100 miles) of
it, and of those with a GeoNames id that get it; no answer is wrong. At the threshold of confidence at which nine in ten
are answered, the share of right ones among these; and how well the confidence tells right from wrong (AUROC). Then the
names found by the program itself: F1 of the names, demonyms left out on both sides.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from benchmarks import DataAbsentError, Outcome, Request
from benchmarks.files import find_file, read_lines
from dateline import ontology
from dateline.coding.toponyms import Toponym, find_toponyms, resolve_names
from dateline.evaluation.bootstrap import interval
from dateline.evaluation.calibration import auroc
from dateline.gazetteer import open_gazetteer
from dateline.language import memory_zone, parse
from dateline.model import make_document
from dateline.sentences import split_sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from dateline.language import Parsed

SETS = ("lgl", "trnews", "geovirus")
NEAR = 161.0  # kilometres
EARTH = 12742.0  # its diameter in kilometres
TINY = 1e-9
ANSWERED = 0.9  # share of the names that is answered where the surest answers are judged
# The best published figures for 161: Mordecai 3 twice, then a voting ensemble of geoparsers.
PEERS = {"lgl": 0.827, "trnews": 0.873, "geovirus": 0.818}

Answer = tuple[float, bool]  # of a name: confidence (-1 where there is no answer), whether it is within NEAR
Row = tuple[int, int, int, int, int, int, int, int]  # of a report, as `MEASURES` sums them


def run(request: Request) -> Outcome:
    """Reads the reports of each set; the sets have no splits and are scored whole.

    Raises:
        DataAbsentError: no folder holds any of the sets.
    """
    figures: dict[str, dict[str, float | int]] = {}
    errors: list[str] = []
    for name in SETS:
        try:
            file = find_file(request.data, f"geo/{name}.jsonl.gz")
        except DataAbsentError:
            if name == SETS[-1] and not figures:
                raise
            continue
        rows, answers = [], []
        for record in read_lines(file):
            with memory_zone():
                parsed = _parse(record)
                placed = list(place(parsed, record))
                answers += [answer for answer, _, _ in placed if answer is not None]
                rows.append(_row(parsed, record, placed))
                errors += _errors(record, placed)
        figures |= _figures(name, rows, answers)
    lines = [f"{key:30} {f['value']:.3f}  [{f['low']:.3f}, {f['high']:.3f}]  n={f['n']}" for key, f in figures.items()]
    return Outcome(split="whole", figures=figures, table="\n".join(["", *lines]), errors=errors)


def _parse(record: Mapping[str, Any]) -> Parsed:
    """The report with every sentence parsed: the names stand in all of them."""
    document = make_document(body=record["text"])
    return parse(document, keep=[document.span(start, end) for _, start, end in split_sentences(document.text)])


Placed = tuple[
    Answer | None, bool | None, str
]  # None without coordinate in the data; right id, None without one; words


def place(parsed: Parsed, record: Mapping[str, Any]) -> Iterator[Placed]:
    """Each name of a report as the program places it, the name being given."""
    gold = {(t["start"], t["end"]): t for t in record["toponyms"]}
    for toponym in resolve_names(parsed, gold, open_gazetteer()):
        one, entry = gold[toponym.span.start, toponym.span.end], toponym.entry
        same = entry is not None and one["geonameid"] is not None and entry.geonameid == int(one["geonameid"])
        identified = None if one["geonameid"] is None else same
        answer: Answer | None = None
        words = f"{one['text']!r}: {_told(toponym)}, gold {one.get('name')}, {one.get('country')} {one['geonameid']}"
        if one["lat"] is not None:
            point = None if entry is None or entry.lat is None or entry.lon is None else (entry.lat, entry.lon)
            near = same or (point is not None and distance(point, (one["lat"], one["lon"])) <= NEAR)
            answer = (toponym.sure if same or point is not None else -1.0, near)
        yield answer, identified, words


def _told(toponym: Toponym) -> str:
    entry = toponym.entry
    return "nothing" if entry is None else f"{entry.name}, {entry.admin1}, {entry.country} {entry.geonameid}"


def distance(left: tuple[float, float], right: tuple[float, float]) -> float:
    """Kilometres between two points (latitude, longitude in degrees) on a great circle (haversine)."""
    a, b, c, d = map(math.radians, (*left, *right))
    half = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return EARTH * math.asin(min(1.0, math.sqrt(half)))


def _row(parsed: Parsed, record: Mapping[str, Any], placed: Sequence[Placed]) -> Row:
    answers = [answer for answer, _, _ in placed if answer is not None]
    ids = [same for _, same, _ in placed if same is not None]
    gold = {(t["start"], t["end"]) for t in record["toponyms"] if not is_demonym(t["text"])}
    spans = [(t.span.start, t.span.end) for t in find_toponyms(parsed, open_gazetteer()) if not is_demonym(t.name)]
    hits = sum(any(_overlap(span, other) for other in gold) for span in spans)
    recalled = sum(any(_overlap(span, other) for other in spans) for span in gold)
    return len(answers), sum(near for _, near in answers), len(ids), sum(ids), len(gold), recalled, len(spans), hits


def is_demonym(name: str) -> bool:
    """True for the word for a country's people or things: "Turkish", "Iraqis"."""
    return bool(ontology.country_of(name)) and not open_gazetteer().lists(name)


def _overlap(left: tuple[int, int], right: tuple[int, int]) -> bool:
    return left[0] < right[1] and right[0] < left[1]


def within(*sums: float) -> float:
    """Share of the names placed within NEAR; `sums` as in Row, as for the next two."""
    return sums[1] / max(sums[0], 1)


def identified(*sums: float) -> float:
    """Share of the names that get the id of the data."""
    return sums[3] / max(sums[2], 1)


def found(*sums: float) -> float:
    """F1 of names that overlap."""
    precision, recall = sums[7] / max(sums[6], 1), sums[5] / max(sums[4], 1)
    return 2 * precision * recall / max(precision + recall, TINY)


MEASURES: dict[str, tuple[int, Callable[..., float]]] = {"161": (0, within), "id": (2, identified), "found": (4, found)}


def _figures(name: str, rows: Sequence[Row], answers: Sequence[Answer]) -> dict[str, dict[str, float | int]]:
    figures: dict[str, dict[str, float | int]] = {}
    for key, (number, measure) in MEASURES.items():
        sums = [sum(column) for column in zip(*rows, strict=True)]
        if sums[number]:
            low, high = interval(rows, measure)
            figures[f"place {name} {key}"] = {"value": measure(*sums), "low": low, "high": high, "n": sums[number]}
    told = [answer for answer in answers if answer[0] >= 0]
    surest = sorted(told, key=lambda answer: -answer[0])[: round(ANSWERED * len(answers))]
    whole = {
        "answered": len(told) / max(len(answers), 1),
        "161 answered": sum(near for _, near in surest) / max(len(surest), 1),
        "auroc": auroc(told),
    }
    for key, value in whole.items():
        figures[f"place {name} {key}"] = {"value": value, "low": value, "high": value, "n": len(answers)}
    peer = PEERS[name]
    return figures | {f"peer place {name} 161": {"value": peer, "low": peer, "high": peer, "n": 0}}


def _errors(record: Mapping[str, Any], placed: Sequence[Placed]) -> Iterator[str]:
    for answer, same, words in placed:
        if (answer is not None and not answer[1]) or same is False:
            yield f"{record['id']}: {words}"
