"""The type of the event between a source and a target: sentences of the PLOVER validation data (PLV).

The sentence, its source and its target are handed in; the program's own heads say which type it is, with the shipped
weights. Of `plv_train` only the fixed fifth is scored that is never trained on. PLV tells CONCEDE and RETREAT not
apart: it calls both YIELD.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from benchmarks import Outcome, Request
from benchmarks.files import fifth_of, find_file, read_lines
from dateline.evaluation.bootstrap import interval
from dateline.heads import load_reader
from dateline.model import make_document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

YIELD = frozenset({"CONCEDE", "RETREAT"})
Row = tuple[str, str]  # type by the data, type by the program


def run(request: Request) -> Outcome:
    """Classifies the sentences of a split: "dev" is the kept fifth of `plv_train`.

    Raises:
        DataAbsentError: no folder holds the split.
    """
    name = "plv_train" if request.split == "dev" else f"plv_{request.split}"
    kept = [
        record
        for record in read_lines(find_file(request.data, f"plover/{name}.jsonl.gz"))
        if name != "plv_train" or is_kept(record["sentence"])
    ]
    rows = [(record["gold_root"], classify(record)) for record in kept]
    kinds = sorted({truth for truth, _ in rows})
    by_kind = [
        [float(truth == told == kind) for kind in kinds] + [float((truth == kind) + (told == kind)) for kind in kinds]
        for truth, told in rows
    ]
    figures = {
        "plover macro": _figure(by_kind, macro),
        "plover accuracy": _figure([[float(truth == told), 1.0] for truth, told in rows], lambda hits, n: hits / n),
    }
    table = "\n".join(
        [
            "",
            *(
                f"{key:16} {f['value']:.3f}  [{f['low']:.3f}, {f['high']:.3f}]  n={f['n']}"
                for key, f in figures.items()
            ),
        ]
    )
    errors = (
        f"{truth} taken for {told}: {record['sentence']}"
        for record, (truth, told) in zip(kept, rows, strict=True)
        if truth != told
    )
    return Outcome(split=request.split, figures=figures, table=table, errors=errors)


def is_kept(sentence: str) -> bool:
    """True for the fifth of `plv_train` that is never trained on."""
    return fifth_of(sentence) == 0


def classify(record: dict[str, Any]) -> str:
    """The likeliest type of the event between the source and the target of a sentence."""
    text = record["sentence"]
    readout = load_reader().read(make_document(body=text), [(0, 0, len(text))])
    sides = [_words(text, record[side], readout.encoded.words) for side in ("source", "target")]
    chances: dict[str, float] = defaultdict(float)
    for kind, chance in readout.type_between(*sides).items():
        chances["YIELD" if kind in YIELD else kind] += chance
    return max(chances, key=lambda kind: (chances[kind], kind))


def _words(text: str, phrase: str, words: Iterable[tuple[int, int]]) -> list[int]:
    start = text.find(phrase)
    if not phrase or start < 0:
        return []
    return [i for i, (a, b) in enumerate(words) if a < start + len(phrase) and start < b]


def macro(*sums: float) -> float:
    """Mean F1 of the types, from the hits of each and then the sum of its gold and predicted sentences."""
    half = len(sums) // 2
    return sum(2 * hits / total for hits, total in zip(sums[:half], sums[half:], strict=True) if total) / half


def _figure(rows: Sequence[Sequence[float]], measure: Callable[..., float]) -> dict[str, float | int]:
    low, high = interval(rows, measure)
    return {"value": measure(*map(sum, zip(*rows, strict=True))), "low": low, "high": high, "n": len(rows)}
