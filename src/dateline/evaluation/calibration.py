"""Whether the confidence of events holds what it says.

An event is right where it is aligned with a gold event and of its type. The expected calibration error is the mean
distance, over ten bins of equal count, between the mean confidence and the share that is right (Naeini, Cooper and
Hauskrecht 2015); AUROC the chance that a right event is surer than a wrong one.
"""

from __future__ import annotations

from collections.abc import Sequence

from dateline.evaluation.score import Comparison

BINS = 10

Judged = tuple[float, bool]  # confidence, right


def judged(comparison: Comparison) -> list[Judged]:
    """The confidence of each event that the program found, and whether it is right."""
    right = {j for i, j in comparison.pairs if comparison.gold[i].type == comparison.predicted[j].type}
    return [(event.confidence, j in right) for j, event in enumerate(comparison.predicted)]


def calibration_error(found: Sequence[Judged]) -> float:
    """Expected calibration error, 0 … 1; 0 where there is no event."""
    ordered = sorted(found)
    error = 0.0
    for i in range(BINS):
        part = ordered[i * len(ordered) // BINS : (i + 1) * len(ordered) // BINS]
        if part:
            error += abs(sum(confidence for confidence, _ in part) - sum(right for _, right in part))
    return error / len(ordered) if ordered else 0.0


def auroc(found: Sequence[Judged]) -> float:
    """Area under the receiver operating characteristic, ties counted half; 0.5 where all or none are right."""
    rights = [confidence for confidence, right in found if right]
    wrongs = [confidence for confidence, right in found if not right]
    if not rights or not wrongs:
        return 0.5
    better = sum((a > b) + 0.5 * (a == b) for a in rights for b in wrongs)
    return better / (len(rights) * len(wrongs))
