"""Counts the lexicon's weights and fits the features of `coding.triggers` on the training articles.

    python -m training.triggers --data ../shared [--but-tune]

Writes `data/triggers.tsv` (the weight column; the other columns are written by hand) and `data/trigger_features.tsv`.
`--but-tune` leaves out the fixed fifth on which choices are checked; shipped weights are made without it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from dateline import ontology
from dateline.coding import triggers
from dateline.language import Parsed, parse
from dateline.model import make_document

DATA = Path(__file__).parent.parent / "src" / "dateline" / "data"
PULL = 3.0  # uses that the prior of a sense counts for
RIDGE = 1.0  # of the logistic fit
ROUNDS = 600


def is_tune(name: str) -> bool:
    """True for the fixed fifth of the training articles that choices are checked on."""
    return int(hashlib.sha1(name.encode(), usedforsecurity=False).hexdigest(), 16) % 5 == 0


def articles(folder: Path, *, but_tune: bool) -> Iterator[tuple[Parsed, dict[int, dict[str, Any]]]]:
    """Each training article, parsed, with its gold events by the offsets of their triggers."""
    for file in sorted((folder / "gold" / "train").glob("*.json")):
        record = json.loads(file.read_text(encoding="utf-8"))
        if but_tune and is_tune(record["id"]):
            continue
        document = make_document(title=record["title"], body=record["text"], published=record["published"])
        gold = {}
        for event in record["events"]:
            for mention, trigger in zip(event["mentions"], event["triggers"], strict=True):
                gold[document.text.find(mention) + mention.find(trigger)] = event
        yield parse(document, keep=[document.span(at, at + 1) for at in gold]), gold


def count(read: list[tuple[Parsed, dict[int, dict[str, Any]]]]) -> None:
    """Write the weight of each sense: (hits + prior * PULL) / (uses + PULL)."""
    uses: Counter[tuple[str, str]] = Counter()
    hits: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for parsed, gold in read:
        for _, doc in parsed.parsed_sentences():
            for token in doc:
                pos = triggers.part_of_speech(token)
                if pos:
                    word = (token.lemma_.lower(), pos)
                    uses[word] += 1
                    if parsed.start(token) in gold:
                        hits[word][gold[parsed.start(token)]["type"]] += 1
    rows = ontology.table("triggers.tsv", "lemma", "pos", "type", "mode", "prior", "weight")
    shared = Counter((row["lemma"], row["pos"], row["type"]) for row in rows)
    head = [line for line in ontology.data_text("triggers.tsv").splitlines() if line.startswith("#")]
    lines = [*head, "\t".join(rows[0])]
    for row in rows:
        word = (row["lemma"], row["pos"])
        own = hits[word][row["type"]] / shared[row["lemma"], row["pos"], row["type"]]
        row["weight"] = f"{(own + float(row['prior']) * PULL) / (uses[word] + PULL):.3f}"
        lines.append("\t".join(row.values()))
    (DATA / "triggers.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def fit(read: list[tuple[Parsed, dict[int, dict[str, Any]]]]) -> None:
    """Fit the logistic weights by gradient descent and write them."""
    rows = [
        (candidate, parsed.start(candidate.sense.token) in gold)
        for parsed, gold in read
        for candidate in triggers.candidates(parsed)
    ]
    seen = Counter(feature for candidate, _ in rows for feature in candidate.features)
    names = ["bias", "lexicon", *sorted(name for name, number in seen.items() if number >= 15)]
    column = {name: i for i, name in enumerate(names)}
    matrix = np.zeros((len(rows), len(names)))
    for i, (candidate, _) in enumerate(rows):
        matrix[i, 0] = 1
        matrix[i, 1] = triggers.logit(candidate.sense.weight)
        for feature in candidate.features:
            if feature in column:
                matrix[i, column[feature]] = 1
    truth = np.array([is_event for _, is_event in rows], dtype=float)
    weights = np.zeros(len(names))
    weights[1] = 1.0
    for _ in range(ROUNDS):  # Newton steps would be fewer; plain steps are enough and easy to read
        chance = 1 / (1 + np.exp(-matrix @ weights))
        slope = matrix.T @ (chance - truth) + RIDGE * (weights - np.eye(len(names))[1])
        weights -= slope * 2.0 / len(rows)
    print(f"{len(rows)} candidates, {int(truth.sum())} events, {len(names)} features")
    lines = ["feature\tweight", *(f"{name}\t{weight:.3f}" for name, weight in zip(names, weights, strict=True))]
    (DATA / "trigger_features.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Count, then fit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--but-tune", action="store_true")
    arguments = parser.parse_args()
    read = list(articles(arguments.data, but_tune=arguments.but_tune))
    count(read)
    ontology.triggers.cache_clear()
    fit(read)


if __name__ == "__main__":
    main()
