"""Fits the pair weights of `coding.corefer` on the training articles.

    python -m training.coreference --data ../shared [--but-tune]

Every two gold mentions of an article are a row; the slots are the program's own, so that it learns how far they can
be trusted. Writes `data/coreference_features.tsv`.
"""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np

from dateline.coding import corefer
from dateline.coding.corefer import join_mentions
from dateline.coding.pipeline import STAGES
from dateline.coding.stage import Coding
from training.fit import frequent, logistic, matrix_of, read_options, write_weights
from training.material import articles

RIDGE = 2.0
LEAST = 20  # pairs that a feature must have


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
        compared = list(combinations(mentions, 2))
        for (left, right), seen in zip(compared, corefer.encoder_scores(compared, parsed.readout), strict=True):
            same = ids[left.event.mentions[0].start] == ids[right.event.mentions[0].start]
            found.append((list(corefer.pair_features(left, right)), seen, same))
    return found


def main() -> None:
    """Collect the pairs, fit, write."""
    options = read_options(__doc__)
    pairs = rows(options.data, but_tune=options.but_tune)
    names = ["bias", "encoder", *frequent((features for features, *_ in pairs), LEAST)]
    matrix = matrix_of([{"encoder": seen, **dict.fromkeys(features, 1.0)} for features, seen, _ in pairs], names)
    truth = [same for *_, same in pairs]
    weights = logistic(matrix, truth, np.full(len(names), RIDGE))
    print(f"{len(pairs)} pairs, {sum(truth)} same, {len(names)} features")
    write_weights("coreference_features.tsv", dict(zip(names, weights.tolist(), strict=True)))


if __name__ == "__main__":
    main()
