"""Which mentions of events, in all documents of a set together, are of one event: ECB+ and the Gun Violence Corpus.

The gold mentions are given and nothing else: no topics. Each mention is coded as an event of its own; the pairs are
compared and grouped as events of different reports are. Measures as in `scorers/measures.py`: CoNLL is the mean F1 of
MUC, B³ and CEAFe; LEA stands beside it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from benchmarks import Outcome, Request, point
from benchmarks.files import find_file, read_lines
from dateline.coding.pipeline import code
from dateline.incidents.cluster import cluster
from dateline.incidents.compare import features, score
from dateline.incidents.rarity import likeness
from dateline.incidents.telling import tell
from dateline.model import Document, hash_text

if TYPE_CHECKING:
    from pathlib import Path

    from dateline.incidents.telling import Telling

SETS = {"ecb": "ecbplus", "gvc": "gvc"}
LIKE = 0.12  # likeness of two documents from which their mentions are compared
# Mentions are joined while the mean log odds are over this; a pair that was not compared counts as MISSING.
THRESHOLD, MISSING, LEAST = -1.0, -3.0, -6.0

Clusters = Sequence[set[int]]


def run(request: Request) -> Outcome:
    """Scores both sets of a split.

    Raises:
        DataAbsentError: no folder holds them.
    """
    figures: dict[str, dict[str, float | int]] = {}
    lines = [""]
    for key, name in SETS.items():
        documents = read(find_file(request.data, f"coref/{name}_{request.split}.jsonl.gz"))
        gold = _gold(documents)
        for row, found in (("", predict(documents)), ("peer ", same_word(documents))):
            measured = measure(gold, found)
            figures |= {
                f"{row}coreference {key} {one}": point(measured[one], len(documents)) for one in ("conll", "lea")
            }
            lines.append(
                f"{row or 'dateline':9} {key}: conll {measured['conll']:.3f}  lea {measured['lea']:.3f}  ("
                + ", ".join(f"{one} {measured[one]:.3f}" for one in ("muc", "b3", "ceafe"))
                + f"; {sum(map(len, documents))} mentions, {len(documents)} documents)"
            )
    return Outcome(split=request.split, figures=figures, table="\n".join(lines), errors=())


def read(file: Path) -> list[list[tuple[Telling, str]]]:
    """By document: its gold mentions, each coded as an event of its own, with the cluster it is in."""
    return [list(_mentions(row)) for row in read_lines(file)]


def _mentions(row: Mapping[str, Any]) -> Iterator[tuple[Telling, str]]:
    text = row["text"]
    source = Document(
        id=row["doc_id"],
        published=row.get("publish_date") or row.get("date_from_url"),
        content_hash=hash_text(text),
        text=text,
    )
    wanted = {(one["start"], one["end"]): one["cluster_id"] for one in row["mentions"] if _counts(one)}
    events = code(source, given=[[source.span(*place)] for place in wanted])
    for one in tell(source, events, document=source.id, voice=source.id):
        span = one.event.mentions[0]
        yield one, wanted[span.start, span.end]


def _counts(mention: Mapping[str, Any]) -> bool:
    """ECB+: validated actions; GVC: what belongs to an incident."""
    if "cluster_id_lit" in mention:
        return bool(mention["cluster_id_lit"] != "0")
    return bool(mention.get("validated") and mention.get("kind") == "action")


def compared(documents: Sequence[Sequence[tuple[Telling, str]]]) -> Iterator[tuple[int, int, Telling, Telling]]:
    """The pairs of mentions that are compared, with their numbers: of one document, and of documents that are alike."""
    first = np.cumsum([0, *map(len, documents)])
    for at, here in enumerate(documents):
        for before in range(at + 1):
            there = documents[before]
            if before != at and here and there and likeness(here[0][0].about, there[0][0].about) < LIKE:
                continue
            for i, (one, _) in enumerate(there):
                for j, (other, _) in enumerate(here):
                    if before != at or i < j:
                        yield int(first[before]) + i, int(first[at]) + j, one, other


def predict(documents: Sequence[Sequence[tuple[Telling, str]]]) -> list[set[int]]:
    """The clusters of mention numbers that the program makes."""
    scores = {(i, j): score(features(one, other)) for i, j, one, other in compared(documents)}
    count = sum(map(len, documents))
    found = cluster(count, scores, threshold=THRESHOLD, missing=MISSING, least=LEAST)
    return [set(group) for group in found]


def same_word(documents: Sequence[Sequence[tuple[Telling, str]]]) -> list[set[int]]:
    """The usual baseline: mentions with the same stem in documents that are alike, through a chain of such."""
    group = list(range(len(documents)))
    for at, here in enumerate(documents):
        for before in range(at):
            if here and documents[before] and likeness(here[0][0].about, documents[before][0][0].about) >= 2 * LIKE:
                old = group[at]
                group = [group[before] if one == old else one for one in group]
    found: dict[Hashable, set[int]] = defaultdict(set)
    number = 0
    for at, here in enumerate(documents):
        for one, _ in here:
            found[group[at], one.stems].add(number)
            number += 1
    return list(found.values())


def _gold(documents: Sequence[Sequence[tuple[Telling, str]]]) -> list[set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for number, (_, name) in enumerate(pair for here in documents for pair in here):
        found[name].add(number)
    return list(found.values())


def measure(gold: Clusters, found: Clusters) -> dict[str, float]:
    """F1 of MUC (Vilain 1995), B³ (Bagga and Baldwin 1998), CEAFe (Luo 2005), LEA (Moosavi and Strube 2016) and pairs.

    `conll` is the mean of the first three. Both sides must hold the same items.
    """
    values = {
        "muc": _f1(_muc(found, gold), _muc(gold, found)),
        "b3": _f1(_b3(found, gold), _b3(gold, found)),
        "ceafe": _ceafe(gold, found),
        "lea": _f1(_lea(found, gold), _lea(gold, found)),
        "pair": _pair(gold, found),
    }
    return values | {"conll": (values["muc"] + values["b3"] + values["ceafe"]) / 3}


def _where(clusters: Clusters) -> dict[int, int]:
    return {item: number for number, group in enumerate(clusters) for item in group}


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _muc(one: Clusters, other: Clusters) -> float:
    at = _where(other)
    kept = sum(len(group) - len({at[item] for item in group}) for group in one)
    return kept / max(1, sum(len(group) - 1 for group in one))


def _b3(one: Clusters, other: Clusters) -> float:
    at = _where(other)
    kept = sum(len(group & other[at[item]]) / len(group) for group in one for item in group)
    return kept / max(1, sum(map(len, one)))


def _lea(one: Clusters, other: Clusters) -> float:
    at = _where(other)
    kept = 0.0
    for group in one:
        if len(group) == 1:
            (item,) = group
            kept += len(other[at[item]]) == 1
        else:
            kept += len(group) * _links(Counter(at[item] for item in group).values()) / _links([len(group)])
    return kept / max(1, sum(map(len, one)))


def _ceafe(gold: Clusters, found: Clusters) -> float:
    at = _where(found)
    shared = np.zeros((len(gold), len(found)))
    for row, group in enumerate(gold):
        for column, times in Counter(at[item] for item in group).items():
            shared[row, column] = 2 * times / (len(group) + len(found[column]))
    matched = shared[linear_sum_assignment(-shared)].sum()
    return _f1(matched / max(1, len(found)), matched / max(1, len(gold)))


def _pair(gold: Clusters, found: Clusters) -> float:
    at = _where(found)
    joint = Counter((number, at[item]) for number, group in enumerate(gold) for item in group)
    hits = _links(joint.values())
    return _f1(hits / max(1, _links(map(len, found))), hits / max(1, _links(map(len, gold))))


def _links(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)
