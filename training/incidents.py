"""Fits how two tellings of one happening are told from others → `data/incident_weights.tsv`.

`python -m training.incidents --data ../shared [--folds]`: pairs of mentions of ECB+ and the Gun Violence Corpus
(training parts), coded with their mentions given. A logistic regression; each set weighs the same. With `--folds` it
prints how well weights fitted without a third of the topics or incidents group that third.
"""

from __future__ import annotations

import argparse
import hashlib
import pickle
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from benchmarks import coreference
from benchmarks.files import find_file, read_lines
from dateline.incidents.cluster import cluster
from dateline.incidents.compare import FEATURES, features

TABLE = Path(__file__).resolve().parents[1] / "src" / "dateline" / "data" / "incident_weights.tsv"
WORK = Path(__file__).with_name("work")
RIDGE = 1.0
HEAD = """\
# The weights by which `incidents/compare.py` scores that two tellings are of one happening: log odds, "*" is added.
# Fitted by `training/incidents.py`.
feature\tweight
"""

Documents = list[list[tuple]]


def read(data: Path, name: str) -> tuple[Documents, list[str]]:
    """The documents of a set (kept coded in the work folder), and which topic or incident each is of."""
    file = find_file((data / "data",), f"coref/{name}_train.jsonl.gz")
    kept = WORK / f"tellings-{name}.pickle"
    if not kept.exists():
        WORK.mkdir(exist_ok=True)
        kept.write_bytes(pickle.dumps(coreference.read(file)))
    documents = pickle.loads(kept.read_bytes())  # noqa: S301 - our own, just written
    topics = [row["topic"] if name == "ecbplus" else row["subtopic"] for row in read_lines(file)]
    return documents, topics


def pairs(documents: Documents) -> tuple[list[tuple[int, int]], np.ndarray, np.ndarray]:
    """Numbers, features and truth of the pairs of mentions that are compared."""
    truth = [name for here in documents for _, name in here]
    found = [(i, j, features(one, other)) for i, j, one, other in coreference.compared(documents)]
    cells = np.array([[one[name] for name in FEATURES] for _, _, one in found])
    return [(i, j) for i, j, _ in found], cells, np.array([truth[i] == truth[j] for i, j, _ in found], float)


def fit(parts: Sequence[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Weights by feature, and last what they are added to; each part weighs the same."""
    cells, truth = np.concatenate([one for one, _ in parts]), np.concatenate([one for _, one in parts])
    weight = np.concatenate([np.full(len(one), len(cells) / len(parts) / len(one)) for one, _ in parts])
    middle, scale = cells.mean(axis=0), cells.std(axis=0) + 1e-6
    table = np.column_stack([(cells - middle) / scale, np.ones(len(cells))])

    def lost(v: np.ndarray) -> tuple[float, np.ndarray]:
        z = table @ v
        chance = 1 / (1 + np.exp(-z))
        penalty = RIDGE * np.append(v[:-1], 0)
        return float(weight @ (np.logaddexp(0, z) - truth * z) + penalty @ v / 2), table.T @ (
            weight * (chance - truth)
        ) + penalty

    found = minimize(lost, np.zeros(table.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    return np.append(found[:-1] / scale, found[-1] - found[:-1] @ (middle / scale))


def held_out(topics: Sequence[str]) -> list[bool]:
    """A fixed third of the topics."""
    return [int(hashlib.sha1(one.encode()).hexdigest(), 16) % 3 == 0 for one in topics]  # noqa: S324 - a fixed draw


def try_folds(sets: dict[str, tuple[Documents, list[str]]]) -> None:
    """Print how well a held out third is grouped."""
    kept, left = {}, {}
    for name, (documents, topics) in sets.items():
        out = held_out(topics)
        kept[name] = pairs([one for one, is_out in zip(documents, out, strict=True) if not is_out])
        left[name] = [one for one, is_out in zip(documents, out, strict=True) if is_out]
    for label, chosen in (("both", list(kept)), *((name, [name]) for name in kept)):
        weights = fit([kept[name][1:] for name in chosen])
        if label == "both":
            print(*(f"{name} {value:.2f}" for name, value in zip((*FEATURES, "*"), weights, strict=True)), sep="; ")
        for name, documents in left.items():
            if name not in chosen:
                continue
            numbers, cells, _ = pairs(documents)
            scores = dict(zip(numbers, cells @ weights[:-1] + weights[-1], strict=True))
            gold, count = coreference._gold(documents), sum(map(len, documents))  # noqa: SLF001 - our own
            for threshold in (-1.5, -1.0, -0.5, 0.0, 0.5):
                found = cluster(
                    count, scores, threshold=threshold, missing=coreference.MISSING, least=coreference.LEAST
                )
                told = coreference.measure(gold, [set(one) for one in found])
                print(label, name, threshold, {key: round(float(value), 3) for key, value in told.items()})
            word = coreference.measure(gold, coreference.same_word(documents))
            print("same word", name, {key: round(float(value), 3) for key, value in word.items()})


def main() -> None:
    """Fits and writes the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds data/")
    parser.add_argument("--folds", action="store_true", help="print what a held out third gives; write nothing")
    options = parser.parse_args()
    sets = {name: read(options.data, name) for name in ("ecbplus", "gvc")}
    if options.folds:
        try_folds(sets)
        return
    weights = fit([pairs(documents)[1:] for documents, _ in sets.values()])
    rows = sorted(zip((*FEATURES, "*"), weights, strict=True))
    TABLE.write_text(HEAD + "".join(f"{name}\t{value:.4f}\n" for name, value in rows), encoding="utf-8")


if __name__ == "__main__":
    main()
