"""What an evaluation looks like on a terminal: the table, and the single errors for reading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dateline.evaluation.calibration import auroc, calibration_error, judged
from dateline.evaluation.score import SLOTS, Comparison, match, wrong_slots
from dateline.exports.safety import on_screen
from dateline.model import Event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dateline.evaluation.run import Evaluation

LISTED = ("event", *SLOTS, "record")
# Their errors are those of `date` and `casualties` seen otherwise, so they are listed only when asked for.
_ON_DEMAND = frozenset({"date_told", "date_exact", "figure", "record"})
_BEFORE, _AFTER = 50, 70  # characters of context around a trigger


def render(evaluation: Evaluation) -> str:
    """The table of the measures as plain text, one line each."""
    head = f"{'':11}  {'P':>5}  {'R':>5}  {'F1':>5}  {'95 % of F1':11}  {'right':>5}  {'gold':>5}  {'said':>5}"
    lines = [
        f"{name:11}  {figure.precision:5.3f}  {figure.recall:5.3f}  {figure.f1:5.3f}"
        f"  {figure.low:.3f}-{figure.high:.3f}"
        f"  {figure.hits:5}  {figure.gold:5}  {figure.predicted:5}"
        for name, figure in evaluation.figures.items()
    ]
    articles = len(evaluation.comparisons)
    given = ", mentions given" if evaluation.given else ""
    if not evaluation.given:
        found = [one for comparison in evaluation.comparisons for one in judged(comparison)]
        lines.append(f"confidence   calibration error {calibration_error(found):.3f}, AUROC {auroc(found):.3f}")
    return "\n".join([f"{articles} article{'' if articles == 1 else 's'}{given}", head, *lines])


def list_errors(evaluation: Evaluation, slot: str | None = None) -> Iterator[str]:
    """One line an error: article, slot, what is wrong, the values, the trigger in its context.

    The values of an event that is missed or made up are not listed one by one. Control and direction characters of
    the report are neutralised. Without a `slot` those are left out that show another slot's errors again.

    Args:
        evaluation: what `evaluate` returned.
        slot: one of `LISTED`, to list only its errors.

    Raises:
        ValueError: there is no such slot.
    """
    if slot is not None and slot not in LISTED:
        raise ValueError(f"no slot {slot!r}; there are {', '.join(LISTED)}")
    for comparison in evaluation.comparisons:
        for name, kind, values, at in _errors(comparison):
            if name == slot if slot is not None else name not in _ON_DEMAND:
                context = _context(comparison.document.text, at)
                yield on_screen(f"{comparison.document.id}  {name:10}  {kind:8}  {values} | {context}")


_Error = tuple[str, str, str, Event]  # slot, kind of error, values, the event at whose first trigger it is shown


def _errors(comparison: Comparison) -> Iterator[_Error]:
    partner = dict(comparison.pairs)
    for i, event in enumerate(comparison.gold):
        if i in partner:
            yield from _slot_errors(comparison, i, partner[i])
        else:
            yield "event", "missed", _headline(event), event
    found = set(partner.values())
    for j, event in enumerate(comparison.predicted):
        if j not in found:
            yield "event", "spurious", _headline(event), event


def _headline(event: Event) -> str:
    name = f"{event.type} {event.mode}".rstrip()
    return f"{name} {', '.join(repr(span.text) for span in event.mentions)}"


def _slot_errors(comparison: Comparison, i: int, j: int) -> Iterator[_Error]:
    gold, predicted = comparison.gold_fills[i], comparison.predicted_fills[j]
    event = comparison.gold[i]
    for slot in SLOTS:
        pairs = match(slot, gold[slot], predicted[slot])
        hit_gold, hit_predicted = {a for a, _ in pairs}, {b for _, b in pairs}
        missed = [_show(fill) for a, fill in enumerate(gold[slot]) if a not in hit_gold]
        spurious = [_show(fill) for b, fill in enumerate(predicted[slot]) if b not in hit_predicted]
        both = min(len(missed), len(spurious))
        for right, wrong in zip(missed[:both], spurious[:both], strict=True):
            yield slot, "wrong", f"{wrong}, gold {right}", event
        for right in missed[both:]:
            yield slot, "missed", right, event
        for wrong in spurious[both:]:
            yield slot, "spurious", wrong, event
    if wrong_in := wrong_slots(gold, predicted):
        yield "record", "wrong", ", ".join(wrong_in), event


def _show(fill: Any) -> str:
    """A value in few words: names as the fullest name with the words of the text, a range as low-high."""
    match fill:
        case str():
            return repr(fill)
        case [str() as name]:
            return repr(name)
        case [str() as name, str() as words] if isinstance(fill, list):
            return repr(name) if words in ("", name) else f"{name!r} ({words!r})"
        case (str() as kind, low, high, *source):
            told = f" by {source[0]!r}" if source and source[0] else ""
            return f"{kind} {'?' if low is None else low}-{'?' if high is None else high}{told}"
        case (first, second):
            return f"{first} {second[1] + ' (unaligned)' if isinstance(second, tuple) else second}"
    raise TypeError(f"no way to show {fill!r}")


def _context(text: str, event: Event) -> str:
    if not event.mentions:
        return "(no mention)"
    span = event.mentions[0]
    start, end = max(0, span.start - _BEFORE), min(len(text), span.end + _AFTER)
    before = ("…" if start else "") + text[start : span.start]
    after = text[span.end : end] + ("…" if end < len(text) else "")
    return f"{before}«{span.text}»{after}"
