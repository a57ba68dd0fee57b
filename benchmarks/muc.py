"""Casualties in MUC-4's newswire of 1989 to 1992, all in capitals: the whole program, end to end.

An item is an effect (DEATH, INJURY) with low and high of the number, of the human targets of an article's templates.
"~30" is 30 to 30, "30-" at least 30, "-30" at most 30; PLURAL is a number that the article does not tell. Items of
optional templates and fills need not be found.

The program's records are brought into the form of MUC's templates, which have other rules (MUC-3 guidelines, 1991):
each victim with a name is an item of one, fights between soldiers and guerrillas are no incidents, nor are plans and
totals over years, and that nobody was hurt is no number of hurt.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from benchmarks import Outcome, Request
from benchmarks.files import find_file, read_lines
from dateline.coding.persons import parties
from dateline.coding.pipeline import code
from dateline.evaluation.bootstrap import interval
from dateline.evaluation.score import quality
from dateline.model import make_document

if TYPE_CHECKING:
    from collections.abc import Iterator

Item = tuple[str, int | None, int | None]
EFFECTS = {"killed": "DEATH", "injured": "INJURY"}
COMBATANTS = {"military", "armed-group"}
PERSONS = {"person", "government-person"}


def run(request: Request) -> Outcome:
    """Codes the articles of a split and compares the items.

    Raises:
        DataAbsentError: no folder holds the split.
    """
    rows, errors = [], []
    for record in read_lines(find_file(request.data, f"muc4/{request.split}.jsonl.gz")):
        gold, predicted = list(gold_items(record)), list(found_items(record))
        left = list(predicted)
        missed = []
        hits = 0
        for item, optional in gold:
            if item in left:
                left.remove(item)
                hits += 1
            elif not optional:
                missed.append(item)
        rows.append((hits, hits + len(missed), len(predicted)))
        errors += [f"{record['docid']}: missed {item}" for item in missed]
        errors += [f"{record['docid']}: spurious {item}" for item in left]
    low, high = interval(rows, lambda *sums: quality(*sums).f1)
    precision, recall, f1 = quality(*map(sum, zip(*rows, strict=True)))
    figure = {"value": f1, "low": low, "high": high, "n": sum(row[1] for row in rows)}
    table = f"\nmuc casualties {f1:.3f}  [{low:.3f}, {high:.3f}]  precision {precision:.3f}, recall {recall:.3f}"
    return Outcome(split=request.split, figures={"muc casualties": figure}, table=table, errors=errors)


def gold_items(record: dict[str, Any]) -> Iterator[tuple[Item, bool]]:
    """The items of an article's templates, and whether they may be left out."""
    for template in record["templates"]:
        for target in template["human_targets"]:
            optional = template["optional"] or target["optional"]
            effects = [effect for effect in target["effect"] if effect["value"][0] in EFFECTS.values()]
            numbers = target["number"]
            for i, effect in enumerate(effects):
                number = numbers[min(i, len(numbers) - 1)] if numbers else None
                if number is not None:
                    yield (
                        (effect["value"][0], *bounds(number["value"][0])),
                        optional or effect["optional"] or number["optional"],
                    )


def bounds(number: str) -> tuple[int | None, int | None]:
    """Low and high of a number as MUC writes it; both None for a plural without a number."""
    found = re.fullmatch(r"(~?)(\d*)\s*(-?)\s*(\d*)", number)
    if found is None:
        return None, None
    _, low, dash, high = found.groups()
    if not dash:
        return int(low), int(low)
    return int(low) if low else None, int(high) if high else None


def found_items(record: dict[str, Any]) -> Iterator[Item]:
    """The killed and injured that the program finds in an article, as MUC counts them."""
    document = make_document(id=record["docid"], body=record["text"], published=record["dateline_iso"])
    for event in code(document):
        if event.aggregate or event.status not in {"happened", "ongoing"}:
            continue
        if event.targets and all(person.kind in COMBATANTS for person in event.targets):
            continue
        named = sum(person.kind in PERSONS for person in event.targets)
        for figure in event.casualties:
            if figure.kind not in EFFECTS or figure.high == 0 or is_combatant(figure.who):
                continue
            if figure.low == figure.high == named:
                yield from [(EFFECTS[figure.kind], 1, 1)] * named
            else:
                yield EFFECTS[figure.kind], figure.low, figure.high


def is_combatant(who: str) -> bool:
    """True for words that speak of soldiers or fighters."""
    words = [word.casefold() for word in re.findall(r"\w+", who)]
    return any(parties().get(form) in {"forces", "fighters"} for word in words for form in (word, word.rstrip("s")))
