"""Fits the weights of `coding.candidates` on the training articles: who is actor or target.

    python -m training.participants --data ../shared [--but-tune]

Writes `data/participant_features.tsv`. `--but-tune` leaves out the fixed fifth on which choices are checked; shipped
weights are made with it left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from dateline.coding.candidates import PARTS, Candidate, find_candidates
from dateline.coding.names import Cast
from dateline.coding.participants import find_given
from dateline.coding.stage import Coding
from dateline.coding.triggers import find_triggers
from dateline.evaluation import GoldArticle, read_gold
from dateline.evaluation.score import same_name
from dateline.language import parse
from dateline.model import Participant
from training.fit import read_options
from training.material import DATA, is_tune, reader_for

RIDGE = 4.0
ROUNDS = 600
LEAST = 8  # candidates that a feature must have

Row = tuple[Candidate, dict[str, bool]]  # for each part whether the candidate has it


def rows(article: GoldArticle) -> Iterator[Row]:
    """The candidates of each gold mention: features, and whether the gold event has them as actor or target."""
    given = tuple(tuple(event.mentions) for event in article.events)
    keep = [span for group in given for span in group]
    coding = find_triggers(
        Coding(parsed=parse(article.document, keep=keep, reader=reader_for(article.document.id)), given=given)
    )
    cast = Cast(coding.parsed)
    gold = {(span.start, span.end): event for event in article.events for span in event.mentions}
    for event in coding.events:
        span = event.mentions[0]
        trigger = coding.parsed.head_at(span.start, span.end)
        if trigger is None or trigger.tag_ == "MD":
            continue
        truth = gold[span.start, span.end]
        for candidate in find_candidates(cast, trigger, event.type, find_given(coding.parsed, event, trigger)):
            person = cast.identify(candidate.head)
            if person is not None:
                yield (
                    candidate,
                    {"actor": _is_one_of(person, truth.actors), "target": _is_one_of(person, truth.targets)},
                )


def _is_one_of(person: Participant, people: tuple[Participant, ...]) -> bool:
    return any(same_name([other.name, other.text], [person.name, person.text]) for other in people)


def fit(read: list[Row], part: str) -> dict[str, float]:
    """Logistic weights by AdaGrad (Duchi, Hazan and Singer 2011) with a ridge penalty; the bias goes free."""
    counts = Counter(feature for candidate, _ in read for feature in candidate.features)
    names = ["bias", *sorted(name for name, number in counts.items() if number >= LEAST)]
    column = {name: i for i, name in enumerate(names)}
    cells = [[0, *(column[name] for name in row.features if name in column)] for row, _ in read]
    row_of = np.repeat(np.arange(len(read)), [len(cell) for cell in cells])
    column_of = np.concatenate([np.array(cell) for cell in cells])
    truth = np.array([labels[part] for _, labels in read], dtype=float)
    seen = np.array([candidate.seen[part] for candidate, _ in read])
    names.append("encoder")
    weights = np.zeros(len(names))
    squares = np.full(len(names), 1e-8)
    free = np.array([0.0, *([1.0] * (len(names) - 2)), 0.0])
    for _ in range(ROUNDS):
        chance = 1 / (1 + np.exp(-np.bincount(row_of, weights[column_of], len(read)) - weights[-1] * seen))
        slope = np.bincount(column_of, (chance - truth)[row_of], len(names)) + RIDGE * free * weights
        slope[-1] = (chance - truth) @ seen
        squares += slope**2
        weights -= 0.5 * slope / np.sqrt(squares)
    print(f"{part}: {len(read)} candidates, {int(truth.sum())} right, {len(names)} features")
    return dict(zip(names, map(float, weights), strict=True))


def main() -> None:
    """Read, fit, write."""
    options = read_options(__doc__)
    articles = read_gold(options.data / "gold" / "train")
    read = [row for a in articles if not (options.but_tune and is_tune(a.document.id)) for row in rows(a)]
    lines = ["part\tfeature\tweight"]
    for part in PARTS:
        lines += [f"{part}\t{name}\t{weight:.3f}" for name, weight in fit(read, part).items()]
    (DATA / "participant_features.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
