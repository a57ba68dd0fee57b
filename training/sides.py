"""Fits the weights of `coding.sides` on coded reports that the encoder has not seen: who has which part in an event.

    python -m training.sides --data ../shared [--but-tune]

The events are the coded ones, with whom the program finds near their mentions. Writes `data/side_weights.tsv`.
"""

from __future__ import annotations

from collections.abc import Iterator

from dateline.coding import sides
from dateline.coding.candidates import PARTS
from dateline.evaluation import GoldArticle
from dateline.evaluation.score import same_name
from dateline.language import memory_zone
from dateline.model import Participant
from training.fit import read_options, sparse_logistic
from training.material import DATA, code_until, unseen

RIDGE = 20.0
LEAST = 10  # people that a feature must have
FREE = ("chance", "encoder", "share")

Row = tuple[str, sides.Features, bool]  # part, features, whether the coder gave it to them


def rows(article: GoldArticle) -> Iterator[Row]:
    """All who may have a part in the coded events of a report."""
    for coding, event, coded in code_until(article, sides.weigh_participants):
        people = sides.people_of(coding, event)
        for part, right in zip(PARTS, (coded.actors, coded.targets), strict=True):
            for person, row in zip(people, sides.rows(event, people, part), strict=True):
                yield part, row, _is_one_of(person, right)


def _is_one_of(person: sides.Person, people: tuple[Participant, ...]) -> bool:
    names = [name for _, taker in person.takers for name in (taker.person.name, taker.person.text)]
    return any(same_name([other.name, other.text], names) for other in people)


def main() -> None:
    """Read, fit, write."""
    options = read_options(__doc__)
    found: list[Row] = []
    for article in unseen(options.data, but_tune=options.but_tune):
        with memory_zone():
            found += rows(article)
    lines = ["part\tfeature\tweight"]
    for part in PARTS:
        own = [(row, right) for name, row, right in found if name == part]
        people, truth = [row for row, _ in own], [right for _, right in own]
        weights = sparse_logistic(people, truth, least=LEAST, ridge=RIDGE, free=FREE)
        print(f"{part}: {len(own)} people, {sum(truth)} right, {len(weights)} features")
        lines += [f"{part}\t{name}\t{weight:.3f}" for name, weight in weights.items()]
    (DATA / "side_weights.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
