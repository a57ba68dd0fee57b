"""How sure a text tells that an event happened, from -3 to 3: news (UW) and web pages (UDS-IH2), events given by place.

Pearson's r and the mean absolute error of the degree, and macro-F1 of the five classes into which it falls. The two
sets grade on scales of their own, and the program knows both; the events of a report are graded on that of news.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from benchmarks import Outcome, Request, point
from benchmarks.files import find_file, read_lines
from dateline.evaluation.bootstrap import interval
from dateline.heads import load_reader
from dateline.model import make_document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from dateline.sayings import Scale

SETS: dict[str, tuple[str, Scale]] = {"uw": ("uw", "news"), "uds_ih2": ("uds", "web")}
LEAST = (
    2.0,
    0.5,
    -0.5,
    -2.0,
)  # happened from the first, possible from the second, unknown and unlikely above the others
CLASSES = ("happened", "possible", "unknown", "unlikely", "not_happened")
PEERS = {"uw r": 0.69, "uw macro": 0.40, "uds r": 0.71, "uds macro": 0.40}  # a linear model on words

Pair = tuple[float, float]  # degree by the data, degree by the program


def run(request: Request) -> Outcome:
    """Grades the events of the sentences of a split.

    Raises:
        DataAbsentError: no folder holds the split.
    """
    rows: dict[str, list[list[Pair]]] = defaultdict(list)
    errors = []
    for record in read_lines(find_file(request.data, f"factuality/{request.split}.jsonl.gz")):
        if record["corpus"] not in SETS:
            continue
        name, scale = SETS[record["corpus"]]
        told = degrees(record["text"], [event["start"] for event in record["events"]], scale)
        pairs = [(event["score"], degree) for event, degree in zip(record["events"], told, strict=True)]
        rows[name].append(pairs)
        for event, (truth, found) in zip(record["events"], pairs, strict=True):
            if classify(truth) != classify(found):
                words = " ".join(record["text"].split())
                errors.append(f"{name}: {event['trigger']!r} {found:.1f}, gold {truth:.1f} | {words}")
    figures: dict[str, dict[str, float | int]] = {}
    for name, sentences in rows.items():
        counts = [_row(pairs) for pairs in sentences]
        for key, measure in MEASURES.items():
            low, high = interval(counts, measure)
            value = measure(*map(sum, zip(*counts, strict=True)))
            n = sum(map(len, sentences))
            figures[f"factuality {name} {key}"] = {"value": value, "low": low, "high": high, "n": n}
    figures |= {f"peer linear factuality {key}": point(value) for key, value in PEERS.items()}
    lines = [f"{key:34} {f['value']:.3f}  [{f['low']:.3f}, {f['high']:.3f}]  n={f['n']}" for key, f in figures.items()]
    return Outcome(split=request.split, figures=figures, table="\n".join(["", *lines]), errors=errors)


def degrees(text: str, starts: Sequence[int], scale: Scale) -> Iterator[float]:
    """The degree of the event that each of the words at these offsets names; 0, unknown, for one that is no word."""
    readout = load_reader().read(make_document(body=text), [(0, 0, len(text))])
    for start in starts:
        word = readout.encoded.word_at(start)
        yield 0.0 if word is None else readout.told.degree(word, scale)


def classify(degree: float) -> int:
    """The number of the class in CLASSES that a degree falls into."""
    if degree >= LEAST[0]:
        return 0
    if degree >= LEAST[1]:
        return 1
    if degree > LEAST[2]:
        return 2
    return 3 if degree > LEAST[3] else 4


def _row(pairs: Sequence[Pair]) -> list[float]:
    """Sums over a sentence: of 1, x, y, xx, yy, xy and |x - y|; then, by class, right answers, and gold and found."""
    x, y = np.array([one for one, _ in pairs]), np.array([other for _, other in pairs])
    sums = [len(pairs), x.sum(), y.sum(), x @ x, y @ y, x @ y, np.abs(x - y).sum()]
    classes = [(classify(one), classify(other)) for one, other in pairs]
    hits = [sum(a == b == kind for a, b in classes) for kind in range(len(CLASSES))]
    totals = [sum((a == kind) + (b == kind) for a, b in classes) for kind in range(len(CLASSES))]
    return [float(value) for value in (*sums, *hits, *totals)]


def pearson(*sums: float) -> float:
    """Pearson's r; `sums` as in `_row`, as for the next two."""
    n, x, y, xx, yy, xy = sums[:6]
    spread = (n * xx - x * x) * (n * yy - y * y)
    return float((n * xy - x * y) / np.sqrt(spread)) if spread > 0 else 0.0


def error(*sums: float) -> float:
    """Mean absolute error."""
    return sums[6] / sums[0]


def macro(*sums: float) -> float:
    """Mean F1 of the five classes."""
    hits, totals = sums[7 : 7 + len(CLASSES)], sums[7 + len(CLASSES) :]
    return sum(2 * hit / total for hit, total in zip(hits, totals, strict=True) if total) / len(CLASSES)


MEASURES: dict[str, Callable[..., float]] = {"r": pearson, "mae": error, "macro": macro}
