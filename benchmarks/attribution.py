"""Who says what: the attributions of PolNeAR (Newell, Margolin and Ruths 2018), whole articles.

An attribution is a source, a cue and a content. `exact` counts the same spans; `who-says` and `link` pair each
attribution with the one whose cue it shares most words with, and ask whether half of the words of the sources are the
same, and for `link` half of those of the contents too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from benchmarks import Outcome, Request, point
from benchmarks.files import find_file, read_lines
from dateline.evaluation.bootstrap import interval
from dateline.heads import load_reader
from dateline.model import make_document
from dateline.sentences import split_sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

PARTS = ("source", "cue", "content")
# Citron (Newell et al.'s own program), trained anew, on the first fifty articles of dev.
PEERS = {"who-says": 0.622, "link": 0.494}
_WORD = re.compile(r"\w+|[^\w\s]")

Spans = list[tuple[int, int]]
Attribution = dict[str, Spans]  # by part
Row = list[int]  # of an article: hits, found and gold spans of each part; then right who-says and links, found, gold


def run(request: Request) -> Outcome:
    """Reads the articles of a split.

    Raises:
        DataAbsentError: no folder holds the split.
    """
    rows, errors = [], []
    for record in read_lines(find_file(request.data, f"polnear/{request.split}.jsonl.gz")):
        told, found = gold(record), predicted(record["text"])
        rows.append(compare(record["text"], told, found))
        errors += errors_of(record, told, found)
    figures: dict[str, dict[str, float | int]] = {}
    for key, measure in MEASURES.items():
        low, high = interval(rows, measure)
        value = measure(*map(sum, zip(*rows, strict=True)))
        figures[f"attribution {key}"] = {"value": value, "low": low, "high": high, "n": sum(row[-1] for row in rows)}
    figures |= {f"peer Citron attribution {key}": point(value) for key, value in PEERS.items()}
    lines = [f"{key:36} {f['value']:.3f}  [{f['low']:.3f}, {f['high']:.3f}]  n={f['n']}" for key, f in figures.items()]
    return Outcome(split=request.split, figures=figures, table="\n".join(["", *lines]), errors=errors)


def gold(record: dict[str, Any]) -> list[Attribution]:
    """The attributions of an article as people marked them."""
    return [{part: [(start, end) for start, end in one[part]] for part in PARTS} for one in record["attributions"]]


def predicted(text: str) -> list[Attribution]:
    """The attributions that the program finds."""
    bounds = list(split_sentences(text))
    sentences = [(number, start, end) for number, (_, start, end) in enumerate(bounds)]
    readout = load_reader().read(make_document(body=text), sentences)
    return [
        {"source": [one.source] if one.source else [], "cue": [one.cue], "content": list(one.contents)}
        for one in readout.told.sayings([line for line, _, _ in bounds])
    ]


def compare(text: str, told: Sequence[Attribution], found: Sequence[Attribution]) -> Row:
    """The counts of one article."""
    row: Row = []
    for part in PARTS:
        left, right = ({span for one in side for span in one[part]} for side in (told, found))
        row += [len(left & right), len(right), len(left)]
    words = [match.span() for match in _WORD.finditer(text)]
    pairs = [(_words(words, told[i]), _words(words, found[j])) for i, j in align(words, told, found)]
    who = [(one, other) for one, other in pairs if _alike(one["source"], other["source"])]
    linked = sum(_alike(one["content"], other["content"]) for one, other in who)
    return [*row, len(who), linked, len(found), len(told)]


def align(
    words: Sequence[tuple[int, int]], told: Sequence[Attribution], found: Sequence[Attribution]
) -> Iterator[tuple[int, int]]:
    """Pairs of attributions whose cues share words, those that share most first, each used once."""
    left, right = ([_words(words, one)["cue"] for one in side] for side in (told, found))
    shared = sorted(
        (-len(one & other), i, j) for i, one in enumerate(left) for j, other in enumerate(right) if one & other
    )
    used: tuple[set[int], set[int]] = (set(), set())
    for _, i, j in shared:
        if i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
            yield i, j


def _words(words: Sequence[tuple[int, int]], one: Attribution) -> dict[str, set[int]]:
    return {
        part: {i for i, (a, b) in enumerate(words) for start, end in one[part] if a < end and start < b}
        for part in PARTS
    }


def _alike(left: set[int], right: set[int]) -> bool:
    return (not left and not right) or 2 * len(left & right) >= len(left | right) > 0


def errors_of(record: dict[str, Any], told: Sequence[Attribution], found: Sequence[Attribution]) -> Iterator[str]:
    """What was missed, made up, or given other parts, each with its words."""
    text = record["text"]
    by_cue = [{tuple(one["cue"]): one for one in side} for side in (told, found)]
    for cue in sorted({*by_cue[0], *by_cue[1]}):
        one, other = (side.get(cue) for side in by_cue)
        if one == other:
            continue
        if one is None or other is None:
            yield f"{record['id']}: {'spurious' if one is None else 'missed'} {_told(text, one or other or {})}"
        else:
            yield f"{record['id']}: wrong {_told(text, other)}, gold {_told(text, one)}"


def _told(text: str, one: Attribution) -> str:
    return " ".join(" / ".join("|".join(text[a:b] for a, b in one[part]) for part in PARTS).split())


def _f1(hits: float, found: float, gold: float) -> float:
    return 2 * hits / (found + gold) if found + gold else 0.0


def exact(part: str) -> Callable[..., float]:
    """F1 of the spans of a part, from the sums of rows."""
    at = 3 * PARTS.index(part)
    return lambda *sums: _f1(*sums[at : at + 3])


def who_says(*sums: float) -> float:
    """F1 of attributions with the right cue and source."""
    return _f1(sums[-4], *sums[-2:])


def link(*sums: float) -> float:
    """F1 of attributions with the right cue, source and content."""
    return _f1(sums[-3], *sums[-2:])


def exact_mean(*sums: float) -> float:
    """Mean of the three exact F1."""
    return sum(exact(part)(*sums) for part in PARTS) / len(PARTS)


MEASURES: dict[str, Callable[..., float]] = {
    "who-says": who_says, "link": link, **{f"exact {part}": exact(part) for part in PARTS}, "exact mean": exact_mean,
}  # fmt: skip
