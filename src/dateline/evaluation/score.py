"""The definitions: what counts as the same event, and as the same value of it.

Events are aligned one to one by shared triggers; a value counts only inside an aligned pair, so everything that is
missed, made up or unaligned is an error. Each article yields counts (hits, gold, predicted) for each measure, from
which precision, recall, F1 and their intervals follow.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from dateline import ontology
from dateline.model import MENTION_WORDS, NAME_WORDS, Document, Event, Participant

SLOTS = (
    "type",
    "mode",
    "actor",
    "target",
    "country",
    "place",
    "date",
    "date_told",
    "date_exact",
    "casualties",
    "figure",
    "status",
    "source",
    "link",
)
MEASURES = ("event", "material", *SLOTS, "record")
RECORD_SLOTS = ("type", "status", "country", "date_told", "casualties")
LENGTH_SLACK = 6  # days by which the lengths of two compatible dates may differ

Fills = Mapping[str, Sequence[Any]]

_WORD = re.compile(r"\w+")
_EMPTY_WORDS = frozenset(
    "the a an of in on at to for and or by with from his her its their mr mrs ms said s us u".split()
)


class Counts(NamedTuple):
    """Values that gold and program share, values of the gold, values of the program."""

    hits: int
    gold: int
    predicted: int


class Quality(NamedTuple):
    """Precision, recall and their harmonic mean, each 0 … 1."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One article: the gold events and the program's, which belong together, and the counts that follow.

    `pairs` holds (index in gold, index in predicted), the best first; `gold_fills` and `predicted_fills` the values
    of each event by slot, in the order of the events.
    """

    document: Document
    gold: tuple[Event, ...]
    predicted: tuple[Event, ...]
    pairs: tuple[tuple[int, int], ...]
    gold_fills: tuple[Fills, ...]
    predicted_fills: tuple[Fills, ...]
    counts: Mapping[str, Counts]


def quality(hits: float, gold: float, predicted: float) -> Quality:
    """Precision, recall and F1 of counts; 0 where there is nothing to divide by."""
    precision = hits / predicted if predicted else 0.0
    recall = hits / gold if gold else 0.0
    return Quality(precision, recall, 2 * precision * recall / (precision + recall) if hits else 0.0)


def content_words(name: str) -> frozenset[str]:
    """The words of a name that tell it from others, case folded; all of them where it has only empty ones."""
    found = frozenset(_WORD.findall(name.casefold()))
    return found - _EMPTY_WORDS or found


def alike(left: str, right: str) -> bool:
    """True where two names share half the content words of the shorter and a quarter of those of the longer."""
    a, b = content_words(left), content_words(right)
    shared = len(a & b)
    shorter, longer = sorted((len(a), len(b)))
    return shared > 0 and 2 * shared >= shorter and 4 * shared >= longer


def same_name(gold: Sequence[str], predicted: Sequence[str]) -> bool:
    """True where a name of the gold participant is like one of the predicted; a name of over eight words is none."""
    return any(
        alike(left, right)
        for left in gold
        for right in predicted
        if left and right and len(right.split()) <= NAME_WORDS
    )


def bounds(edtf: str) -> tuple[date, date]:
    """First and last day of an EDTF date or interval; `date.min` and `date.max` on an open side.

    Raises:
        ValueError: it is no date of the form YYYY, YYYY-MM or YYYY-MM-DD, or an interval of two.
    """
    first, slash, second = edtf.partition("/")
    return _edge(first, last=False), _edge(second if slash else first, last=True)


def _edge(part: str, *, last: bool) -> date:
    part = part.strip("?~%")
    if part in ("", ".."):
        return date.max if last else date.min
    year, *rest = map(int, part.split("-"))
    month = rest[0] if rest else (12 if last else 1)
    days = calendar.monthrange(year, month)[1]
    return date(year, month, rest[1] if len(rest) > 1 else (days if last else 1))


def compatible(left: str, right: str) -> bool:
    """True where two EDTF dates overlap and are of like length: within six days, or the longer within half more."""
    try:
        (a, b), (c, d) = bounds(left), bounds(right)
    except ValueError:
        return False
    shorter, longer = sorted(((b - a).days + 1, (d - c).days + 1))
    return a <= d and c <= b and (longer - shorter <= LENGTH_SLACK or longer <= 1.5 * shorter)


def align(gold: Sequence[Event], predicted: Sequence[Event]) -> tuple[tuple[int, int], ...]:
    """Pairs of indices, one to one: most shared triggers first, then the program's order.

    A predicted mention of more than three words counts for nothing: it names the sentence, not the event.
    """
    candidates = []
    for i, left in enumerate(gold):
        for j, right in enumerate(predicted):
            counted = [span for span in right.mentions if len(span.text.split()) <= MENTION_WORDS]
            shared = sum(any(g.start < p.end and p.start < g.end for p in counted) for g in left.mentions)
            if shared:
                candidates.append((-shared, j, -i))
    pairs: list[tuple[int, int]] = []
    free_gold, free_predicted = set(range(len(gold))), set(range(len(predicted)))
    for _, j, minus_i in sorted(candidates):
        if -minus_i in free_gold and j in free_predicted:
            pairs.append((-minus_i, j))
            free_gold.remove(-minus_i)
            free_predicted.remove(j)
    return tuple(pairs)


def fills(event: Event, aligned_id: Callable[[str], object] = lambda event_id: event_id) -> Fills:
    """The values of one event by slot; `aligned_id` turns the ids in its links into those of the gold."""
    place, when = event.place, event.time
    return {
        "type": [event.type],
        "mode": [(event.type, event.mode)] if event.mode else [],
        "actor": _names(event.actors),
        "target": _names(event.targets),
        "country": [place.country] if place and place.country else [],
        "place": [[place.name, place.text]] if place and place.name else [],
        "date": [when.edtf] if when and when.edtf else [],
        "date_told": [when.edtf] if when and when.edtf and when.text else [],
        "date_exact": [when.edtf.strip("?~%")] if when and when.edtf else [],
        "casualties": [(figure.kind, figure.low, figure.high) for figure in event.casualties],
        "figure": [(figure.kind, figure.low, figure.high, figure.source or "") for figure in event.casualties],
        "status": [event.status],
        "source": [[claim.source] for claim in event.claims],
        "link": [(link.relation, aligned_id(link.event)) for link in event.links],
    }


def _names(people: Sequence[Participant]) -> list[list[str]]:
    return [[person.name, person.text] for person in people]


def _same_figure(gold: tuple[Any, ...], predicted: tuple[Any, ...]) -> bool:
    return gold[:3] == predicted[:3] and (gold[3] == predicted[3] or same_name([gold[3]], [predicted[3]]))


def _equal(gold: object, predicted: object) -> bool:
    return gold == predicted


_SAME: Mapping[str, Callable[[Any, Any], bool]] = {
    **dict.fromkeys(SLOTS, _equal),
    **dict.fromkeys(("actor", "target", "place", "source"), same_name),
    **dict.fromkeys(("date", "date_told"), compatible),
    "figure": _same_figure,
}


def match(slot: str, gold: Sequence[Any], predicted: Sequence[Any]) -> list[tuple[int, int]]:
    """Which gold value (index) is told by which predicted one: each at most once, the first that is the same."""
    same = _SAME[slot]
    free = list(range(len(predicted)))
    pairs = []
    for i, fill in enumerate(gold):
        j = next((j for j in free if same(fill, predicted[j])), None)
        if j is not None:
            free.remove(j)
            pairs.append((i, j))
    return pairs


def wrong_slots(gold: Fills, predicted: Fills) -> list[str]:
    """The slots that keep a record from being right: those that do not match value for value."""
    return [
        slot
        for slot in RECORD_SLOTS
        if not len(gold[slot]) == len(predicted[slot]) == len(match(slot, gold[slot], predicted[slot]))
    ]


def is_material(event: Event) -> bool:
    """True where the event is a deed, not a word."""
    kind = ontology.types().get(event.type)
    return kind is not None and kind.material


def compare(document: Document, gold: tuple[Event, ...], predicted: tuple[Event, ...]) -> Comparison:
    """The counts of one article for every measure."""
    pairs = align(gold, predicted)
    to_gold = {predicted[j].id: gold[i].id for i, j in pairs}
    gold_fills = tuple(fills(event) for event in gold)
    predicted_fills = tuple(fills(event, lambda ref: to_gold.get(ref, ("unaligned", ref))) for event in predicted)
    counts = {
        "event": Counts(len(pairs), len(gold), len(predicted)),
        "material": Counts(
            sum(is_material(gold[i]) and is_material(predicted[j]) for i, j in pairs),
            sum(map(is_material, gold)),
            sum(map(is_material, predicted)),
        ),
        "record": Counts(
            sum(not wrong_slots(gold_fills[i], predicted_fills[j]) for i, j in pairs), len(gold), len(predicted)
        ),
    }
    for slot in SLOTS:
        counts[slot] = Counts(
            sum(len(match(slot, gold_fills[i][slot], predicted_fills[j][slot])) for i, j in pairs),
            sum(len(values[slot]) for values in gold_fills),
            sum(len(values[slot]) for values in predicted_fills),
        )
    return Comparison(
        document=document,
        gold=gold,
        predicted=predicted,
        pairs=pairs,
        gold_fills=gold_fills,
        predicted_fills=predicted_fills,
        counts=counts,
    )
