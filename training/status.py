"""Fits the weights of `coding.certainty` on the training articles: which status an event has.

    python -m training.status --data ../shared [--but-tune]

Every gold mention is a row, with the status of its event. Writes `data/status_weights.tsv`.
"""

from __future__ import annotations

from pathlib import Path

from dateline.coding import certainty, senses
from dateline.heads import STATUSES
from dateline.model import Event
from training.fit import read_options
from training.material import articles
from training.triggers import Rows, add_row, fit_labels, write

RIDGE = 10.0
RARE = 5  # mentions from which a feature is taken


def rows(folder: Path, *, but_tune: bool) -> Rows:
    """What the model sees of each gold mention, and the status of its event."""
    found = Rows([], [], [], [])
    for parsed, gold in articles(folder, but_tune=but_tune):
        for at, truth in sorted(gold.items()):
            tokens = parsed.tokens_at(at, at + 1)
            if not tokens:
                continue
            event = Event(id="", type=truth["type"], mentions=(parsed.span(tokens[0]),))
            add_row(found, certainty.evidence_of(parsed, event), STATUSES, truth["status"], "")
    return found


def main() -> None:
    """Collect the mentions, fit, write."""
    options = read_options(__doc__)
    found = rows(options.data, but_tune=options.but_tune)
    write("status_weights.tsv", "feature\tlabel\tweight", fit_labels(found, STATUSES, [senses.ENCODER], RARE, RIDGE))


if __name__ == "__main__":
    main()
