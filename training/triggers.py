"""Counts the lexicon's weights and fits the models of `coding.triggers` and `coding.senses` on the training articles.

    python -m training.triggers --data ../shared [--but-tune]

Writes `data/triggers.tsv` (the weight column, and rows with prior 0 for senses that are only counted; the other rows
are written by hand), `data/trigger_features.tsv` (does a word name an event), `data/sense_types.tsv` (of what type)
and `data/sense_modes.tsv` (in what mode). `--but-tune` leaves out the fixed fifth on which choices are checked; shipped
weights are made without it.

Each article is seen through a lexicon that was counted without it: otherwise the models would learn to trust the
lexicon more than it deserves on an article that it has not counted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from dateline import ontology
from dateline.coding import senses, triggers
from dateline.coding.surroundings import Lexicon, Survey, find_context, part_of_speech, survey
from dateline.language import Parsed
from training.fit import read_options
from training.material import DATA, Gold, articles

PULL = 3.0  # uses that the prior of a sense counts for
SEEN_IN = 2  # articles that must use a sense for it to be counted without a prior
RIDGE = {"events": 20.0, "labels": 10.0}  # on the training articles flat from half to double
RARE = {"events": 3, "types": 3, "modes": 4}  # uses from which a feature is taken
SMALL = 0.01  # weights below this are left out of the tables
ROUNDS = 150

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Uses:
    """How often articles use each (lemma, part of speech), and as which (type, mode)."""

    uses: Counter[tuple[str, str]]
    hits: Mapping[tuple[str, str], Counter[tuple[str, str]]]
    spread: Mapping[tuple[str, str], Counter[tuple[str, str]]]  # as hits, but each article once


@dataclass(frozen=True)
class Rows:
    """What a model is fitted on: features, shares, true labels, open labels."""

    features: list[tuple[str, ...]]
    shares: list[Array]  # of each row: shares by labels
    truth: list[int]
    closed: list[Array]


def count(read: Sequence[tuple[Parsed, Gold]]) -> Uses:
    """Count the words of articles and the events that they name."""
    uses: Counter[tuple[str, str]] = Counter()
    hits: dict[tuple[str, str], Counter[tuple[str, str]]] = defaultdict(Counter)
    spread: dict[tuple[str, str], Counter[tuple[str, str]]] = defaultdict(Counter)
    for parsed, gold in read:
        own: set[tuple[tuple[str, str], tuple[str, str]]] = set()
        for _, doc in parsed.parsed_sentences():
            for token in doc:
                word = (token.lemma_.lower(), part_of_speech(token))
                if word[1]:
                    uses[word] += 1
                    event = gold.get(parsed.start(token))
                    if event:
                        hits[word][event["type"], event["mode"]] += 1
                        own.add((word, (event["type"], event["mode"])))
        for word, sense in sorted(own):
            spread[word][sense] += 1
    return Uses(uses, hits, spread)


def written_senses() -> list[dict[str, str]]:
    """The rows of the lexicon that were written by hand."""
    rows = ontology.table("triggers.tsv", "lemma", "pos", "type", "mode", "prior", "weight")
    return [row for row in rows if float(row["prior"]) > 0]


def weigh(written: Sequence[dict[str, str]], seen: Uses, own: Uses | None = None) -> Lexicon:
    """The lexicon with weights (hits + prior * PULL) / (uses + PULL), counted without `own`, an article among them.

    A sense that at least SEEN_IN articles use is added with prior 0.
    """
    priors: dict[tuple[str, str], dict[tuple[str, str], float]] = defaultdict(dict)
    for row in written:
        priors[row["lemma"], row["pos"]][row["type"], row["mode"]] = float(row["prior"])
    lexicon = {}
    for word in sorted({*priors, *seen.hits}):
        hits, spread = Counter(seen.hits.get(word, {})), Counter(seen.spread.get(word, {}))
        uses = seen.uses[word]
        if own is not None and word in own.uses:
            hits.subtract(own.hits.get(word, {}))
            spread.subtract(own.spread.get(word, {}))
            uses -= own.uses[word]
        found = priors.get(word, {}) | {
            sense: 0.0 for sense, number in spread.items() if number >= SEEN_IN and sense not in priors.get(word, {})
        }
        entries = [
            ontology.Trigger(
                lemma=word[0],
                pos=word[1],
                type=kind,
                mode=mode,
                prior=prior,
                weight=round((hits[kind, mode] + prior * PULL) / (uses + PULL), 3),
            )
            for (kind, mode), prior in found.items()
        ]
        if entries:
            lexicon[word] = tuple(sorted(entries, key=lambda entry: (-entry.weight, entry.type, entry.mode)))
    return lexicon


def write_lexicon(lexicon: Lexicon) -> None:
    """Write `data/triggers.tsv`; its comments stay."""
    head = [line for line in ontology.data_text("triggers.tsv").splitlines() if line.startswith("#")]
    lines = [*head, "lemma\tpos\ttype\tmode\tprior\tweight"]
    for _, entries in sorted(lexicon.items()):
        for entry in sorted(entries, key=lambda entry: (-entry.prior, -entry.weight, entry.type, entry.mode)):
            cells = (entry.lemma, entry.pos, entry.type, entry.mode, f"{entry.prior:.2f}", f"{entry.weight:.3f}")
            lines.append("\t".join(cells))
    (DATA / "triggers.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def fit_events(reports: Sequence[tuple[Survey, Gold]]) -> None:
    """Fit and write the chance that a word of the lexicon names an event."""
    found = [
        (candidate, report.parsed.start(candidate.sense.token) in gold)
        for report, gold in reports
        for candidate in triggers.candidates(report)
    ]
    names, matrix = columns([candidate.features for candidate, _ in found], RARE["events"])
    scalars = np.array(
        [(triggers.lexicon_evidence(candidate.sense), triggers.logit(candidate.encoder)) for candidate, _ in found]
    )
    truth = np.array([is_event for _, is_event in found], dtype=float)

    def loss(weights: Array) -> tuple[float, Array]:
        total = matrix @ weights[3:] + weights[0] + scalars @ weights[1:3]
        wrong = 1 / (1 + np.exp(-total)) - truth
        value = float(np.logaddexp(0, total).sum() - truth @ total + RIDGE["events"] / 2 * weights[3:] @ weights[3:])
        return value, np.concatenate([[wrong.sum()], wrong @ scalars, matrix.T @ wrong + RIDGE["events"] * weights[3:]])

    weights = minimize(loss, np.zeros(len(names) + 3), jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS}).x
    print(f"events: {len(found)} candidates, {int(truth.sum())} events, {len(names)} features")
    lines = [f"bias\t{weights[0]:.3f}", f"lexicon\t{weights[1]:.3f}", f"encoder\t{weights[2]:.3f}"]
    lines += [f"{name}\t{weight:.3f}" for name, weight in zip(names, weights[3:], strict=True) if abs(weight) >= SMALL]
    write("trigger_features.tsv", "feature\tweight", lines)


def fit_senses(reports: Sequence[tuple[Survey, Gold]]) -> None:
    """Fit and write the models of types and of modes on the gold mentions."""
    types = sorted(ontology.types())
    modes = [senses.label(kind, mode) for kind in types for mode in ("", *ontology.types()[kind].modes)]
    type_shares: list[str] = []
    mode_shares: list[str] = []
    type_rows, mode_rows = Rows([], [], [], []), Rows([], [], [], [])
    for report, gold in reports:
        for _, doc in report.parsed.parsed_sentences():
            for token in doc:
                event = gold.get(report.parsed.start(token))
                if event is None:
                    continue
                context = find_context(token)
                evidence = senses.type_evidence(report, token, context)
                type_shares = sorted(evidence.shares)
                add_row(type_rows, evidence, types, event["type"], "")
                evidence = senses.mode_evidence(report, token, event["type"], evidence.features)
                mode_shares = sorted(evidence.shares)
                truth = senses.label(event["type"], event["mode"])
                add_row(mode_rows, evidence, modes, truth, senses.label(event["type"], ""))
    write("sense_types.tsv", "feature\tlabel\tweight", fit_labels(type_rows, types, type_shares, RARE["types"]))
    write("sense_modes.tsv", "feature\tlabel\tweight", fit_labels(mode_rows, modes, mode_shares, RARE["modes"]))


def add_row(rows: Rows, evidence: senses.Evidence, labels: Sequence[str], truth: str, prefix: str) -> None:
    """Add what a model sees of a word; labels that do not begin with `prefix` are closed to it."""
    values = [
        [senses.share_value(share, found.get(name, 0.0)) for name in labels]
        for share, found in sorted(evidence.shares.items())
    ]
    rows.shares.append(np.array(values))
    rows.features.append(evidence.features)
    rows.truth.append(labels.index(truth))
    rows.closed.append(np.array([0.0 if name.startswith(prefix) else -1e9 for name in labels]))


def fit_labels(
    rows: Rows, labels: Sequence[str], names_of_shares: Sequence[str], rare: int, ridge: float = RIDGE["labels"]
) -> list[str]:
    """Fit a multinomial logistic regression; its table of weights."""
    names, matrix = columns(rows.features, rare)
    shares = np.stack(rows.shares).transpose(1, 0, 2)
    closed = np.stack(rows.closed)
    truth = np.zeros((len(rows.truth), len(labels)))
    truth[np.arange(len(truth)), rows.truth] = 1
    scalars = len(shares)

    def loss(weights: Array) -> tuple[float, Array]:
        table = weights[scalars:].reshape(len(names), len(labels))
        total = matrix @ table + np.tensordot(weights[:scalars], shares, 1) + closed
        total -= total.max(axis=1, keepdims=True)
        log_chance = total - np.log(np.exp(total).sum(axis=1, keepdims=True))
        wrong = np.exp(log_chance) - truth
        value = float(ridge / 2 * (table**2).sum() - (log_chance * truth).sum())
        slopes = (shares * wrong).sum(axis=(1, 2))
        return value, np.concatenate([slopes, (matrix.T @ wrong + ridge * table).ravel()])

    start = np.zeros(len(names) * len(labels) + scalars)
    weights = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS}).x
    told = dict(zip(names_of_shares, weights[:scalars].round(2).tolist(), strict=True))
    print(f"{len(labels)} labels: {len(truth)} mentions, {len(names)} features, {told}")
    lines = [f"{name}\t{senses.SCALAR}\t{weight:.3f}" for name, weight in told.items()]
    for name, row in zip(names, weights[scalars:].reshape(len(names), len(labels)), strict=True):
        lines += [
            f"{name}\t{label}\t{weight:.2f}" for label, weight in zip(labels, row, strict=True) if abs(weight) >= SMALL
        ]
    return lines


def columns(rows: Sequence[tuple[str, ...]], rare: int) -> tuple[list[str], csr_matrix]:
    """The features that at least `rare` rows have, and which row has which."""
    seen = Counter(feature for row in rows for feature in set(row))
    names = sorted(name for name, number in seen.items() if number >= rare and "\t" not in name)
    column = {name: i for i, name in enumerate(names)}
    cells = [(i, column[feature]) for i, row in enumerate(rows) for feature in sorted(set(row)) if feature in column]
    at = tuple(np.array(cells).T)
    return names, csr_matrix((np.ones(len(cells)), at), shape=(len(rows), len(names)))


def write(name: str, header: str, lines: Sequence[str]) -> None:
    """Write a table of weights."""
    (DATA / name).write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")


def main() -> None:
    """Count, then fit: types and modes first, because the model of events uses the types."""
    options = read_options(__doc__)
    read = list(articles(options.data, but_tune=options.but_tune))
    written, seen = written_senses(), count(read)
    write_lexicon(weigh(written, seen))
    reports = [(survey(parsed, weigh(written, seen, count([(parsed, gold)]))), gold) for parsed, gold in read]
    fit_senses(reports)
    fit_events(reports)


if __name__ == "__main__":
    main()
