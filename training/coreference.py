"""Fits the pair weights of `coding.corefer` on the training articles.

    python -m training.coreference --data ../shared [--but-tune]

Every two gold mentions of an article are a row; the slots are the program's own, so that it learns how far they can
be trusted. Writes `data/coreference_features.tsv`.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import numpy as np

from dateline.coding import corefer
from dateline.coding.corefer import join_mentions
from dateline.coding.pipeline import STAGES
from dateline.coding.stage import Coding
from training.material import DATA, articles

RIDGE = 2.0
ROUNDS = 800


def rows(folder: Path, *, but_tune: bool) -> list[tuple[list[str], float, bool]]:
    """(features, log odds by the encoder, same event) of each pair of gold mentions."""
    found = []
    for parsed, gold in articles(folder, but_tune=but_tune):
        spans, ids = [], {}
        for at, event in sorted(gold.items()):
            tokens = parsed.tokens_at(at, at + 1)
            if tokens:
                span = parsed.span(tokens[0])
                spans.append(span)
                ids[span.start] = event["id"]
        coding = Coding(parsed=parsed, given=tuple((span,) for span in spans))
        for stage in STAGES[: STAGES.index(join_mentions)]:
            coding = stage(coding)
        mentions = corefer.mentions_of(coding)
        for i, left in enumerate(mentions):
            others = mentions[i + 1 :]
            for right, seen in zip(others, corefer.encoder_scores(left, others, parsed.readout), strict=True):
                same = ids[left.event.mentions[0].start] == ids[right.event.mentions[0].start]
                found.append((list(corefer.pair_features(left, right)), seen, same))
    return found


def main() -> None:
    """Collect the pairs, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--but-tune", action="store_true")
    arguments = parser.parse_args()
    pairs = rows(arguments.data, but_tune=arguments.but_tune)
    seen = Counter(feature for features, *_ in pairs for feature in features)
    names = ["bias", "encoder", *sorted(name for name, count in seen.items() if count >= 20)]
    column = {name: i for i, name in enumerate(names)}
    matrix = np.zeros((len(pairs), len(names)))
    matrix[:, 0] = 1
    matrix[:, 1] = [seen for _, seen, _ in pairs]
    for i, (features, *_) in enumerate(pairs):
        for feature in features:
            if feature in column:
                matrix[i, column[feature]] = 1
    truth = np.array([same for *_, same in pairs], dtype=float)
    weights = np.zeros(len(names))
    for _ in range(12):  # Newton's method: the fit is convex
        chance = 1 / (1 + np.exp(-matrix @ weights))
        slope = matrix.T @ (chance - truth) + RIDGE * weights
        curve = (matrix * (chance * (1 - chance))[:, None]).T @ matrix + RIDGE * np.eye(len(names))
        weights -= np.linalg.solve(curve, slope)
    print(f"{len(pairs)} pairs, {int(truth.sum())} same, {len(names)} features")
    lines = ["feature\tweight", *(f"{name}\t{weight:.3f}" for name, weight in zip(names, weights, strict=True))]
    (DATA / "coreference_features.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
