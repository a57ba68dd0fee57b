"""What people decided about an event, laid over what the program coded. Pure functions: nothing is stored here.

The person's word always wins over the program's, and both are kept: the coded event stays as it is, and the event as
decided is worked out anew from it and the decisions. So taking a decision back restores what was there, and a decision
survives when the report is coded again: it finds its value by the words and the name that it was judged by.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import asdict, fields, replace
from typing import Any, get_args

from dateline import ontology, soundness
from dateline.errors import StoreError
from dateline.model import Casualty, Claim, Decision, Event, Evidenced, Participant, Place, Status, Time
from dateline.values import casualty_of, claim_of, participant_of, place_of, time_of

EVENT = "event"
SCALARS = ("type", "mode", "status", "aggregate")
SINGLE = ("place", "time")
LISTED = ("actors", "targets", "casualties", "claims")

KINDS: dict[str, type[Evidenced]] = {
    "actors": Participant, "targets": Participant, "place": Place, "time": Time,
    "casualties": Casualty, "claims": Claim,
}  # fmt: skip

Words = tuple[str, str, int | None, int | None]  # a field, the name of a value in it, and the place of its words
Pointing = Participant | Claim  # what has the index of another value

_ABOUT = re.compile(r"(actors|targets|casualties|claims)/(0|[1-9][0-9]{0,5})")
_READERS: dict[str, Callable[[Any], Any]] = {
    "place": place_of, "time": time_of,
    "actors": participant_of, "targets": participant_of, "casualties": casualty_of, "claims": claim_of,
}  # fmt: skip


def effective(decisions: Iterable[Decision]) -> list[Decision]:
    """The decisions that hold: without those that were taken back and those that take back."""
    listed = list(decisions)
    undone = {decision.undoes for decision in listed if decision.verdict == "undone"}
    return [one for one in listed if one.verdict != "undone" and one.id not in undone]


def judged_value(event: Event, about: str) -> Any:
    """What stands at `about` in an event, as it is in the record; None where nothing does.

    Raises:
        StoreError: there is no such value.
    """
    if about == EVENT:
        return {"type": event.type, "mode": event.mode, "mentions": [asdict(span) for span in event.mentions]}
    if about in SCALARS:
        return getattr(event, about)
    if about in SINGLE:
        value = getattr(event, about)
        return None if value is None else asdict(value)
    if about in LISTED:
        return None
    field, index = _place_of(about)
    values = getattr(event, field)
    if index >= len(values):
        held = f"{field}/0 to {field}/{len(values) - 1}" if values else f"no {field}; add one by naming {field!r}"
        raise StoreError(f"event {event.id} has no {about}; it has {held}")
    return asdict(values[index])


def decide(event: Event, decisions: Sequence[Decision]) -> Event | None:
    """The event as people decided it; None where they judged that it is none.

    Args:
        event: as the program coded it.
        decisions: all that were taken on it, in their order.
    """
    holding = effective(decisions)
    verdict = next((one.verdict for one in reversed(holding) if one.about == EVENT), None)
    if verdict == "wrong":
        return None
    told = {_words(field, value) for field, value in _values_told(holding)}
    decided = event
    for decision in holding:
        decided = _apply(decided, decision, told)
    return replace(decided, why=(*decided.why, *map(_reason, holding))) if holding else event


def check_decision(decision: Decision, text: str | None = None) -> None:
    """Refuse a decision that `decide` cannot lay over an event; for those that were made elsewhere.

    Args:
        decision: its fields are of the right types, but `value` and `judged` may be anything.
        text: the report's, where it is at hand; the words of what was decided must be in it.

    Raises:
        StoreError: it is about no value, or what it says is no such value.
    """
    field = decision.about.partition("/")[0]
    listed = decision.about in LISTED
    if decision.about not in (EVENT, *SCALARS, *SINGLE, *LISTED):
        _place_of(decision.about)
    if not soundness.is_moment(decision.at):
        raise StoreError(f"decision {decision.id}: {decision.at!r} is no time, such as 2020-10-11T09:30:00+00:00")
    _check_numbers(decision)
    if decision.verdict == "undone":
        return
    needed = decision.value if decision.verdict == "corrected" else decision.judged
    senseless = (
        (decision.verdict == "corrected" and field == EVENT)
        or (decision.verdict == "wrong" and decision.about in ("type", "status", "aggregate"))
        or (decision.verdict != "corrected" and listed)
    )
    if senseless:
        raise StoreError(f"decision {decision.id}: {decision.about} cannot be {decision.verdict}")
    if field == EVENT:
        return
    for value in (needed, decision.judged):
        if value is None and value is not needed:
            continue
        if field in SCALARS:
            _check_scalar(decision, value)
        else:
            _check_value(decision, field, value, text)
    if decision.verdict == "corrected" and field in KINDS:
        _refuse(decision, field, soundness.fault_of_change(decision.value, decision.judged))


def _check_numbers(decision: Decision) -> None:
    """Refuse numbers that JSON has no word for, which cannot be written down again."""
    try:
        json.dumps([decision.value, decision.judged], allow_nan=False)
    except ValueError as error:
        raise StoreError(f"decision {decision.id}: it has a number that is none") from error


def _check_scalar(decision: Decision, value: Any) -> None:
    kinds = ontology.types()
    allowed: dict[str, Iterable[Any]] = {
        "type": kinds,
        "mode": ("", *(mode for kind in kinds.values() for mode in kind.modes)),
        "status": get_args(Status),
        "aggregate": (True, False),
    }
    if not isinstance(value, str | bool) or value not in allowed[decision.about]:
        raise StoreError(f"decision {decision.id}: {value!r} is no {decision.about}")


def _check_value(decision: Decision, field: str, given: Any, text: str | None) -> None:
    try:
        value = soundness.read(KINDS[field], given)
    except ValueError as error:
        raise StoreError(f"decision {decision.id}: its value is none of {field} ({error})") from error
    if set(given) != {one.name for one in fields(KINDS[field])}:
        raise StoreError(f"decision {decision.id}: its value has not the fields of {field}")
    _refuse(decision, field, soundness.fault_of(value, text=text))


def _refuse(decision: Decision, field: str, fault: str) -> None:
    if fault:
        raise StoreError(f"decision {decision.id}: its value is none of {field} ({fault})")


def keeps(decisions: Sequence[Decision]) -> bool:
    """True where a person stands by the event or a value of it: it then stays, even if the program finds it no more."""
    holding = effective(decisions)
    rejected = any(one.about == EVENT and one.verdict == "wrong" for one in holding)
    return not rejected and any(one.verdict in ("right", "corrected") for one in holding)


def _apply(event: Event, decision: Decision, told: Collection[Words]) -> Event:
    field = decision.about.partition("/")[0]
    if field == EVENT:
        return event
    if field in LISTED:
        return _apply_listed(event, field, decision, told)
    kept = {"right": decision.judged, "corrected": decision.value, "wrong": None}[decision.verdict]
    if field in SINGLE:
        return _with(event, field, None if kept is None else _READERS[field](kept))
    decided = _with(event, field, "" if kept is None else kept)
    fits = decided.mode in ontology.types()[decided.type].modes  # each type has modes of its own
    return decided if fits else replace(decided, mode="")


def _apply_listed(event: Event, field: str, decision: Decision, told: Collection[Words]) -> Event:
    values: tuple[Any, ...] = getattr(event, field)
    at = _find(field, values, decision.judged, told)
    if at is None:  # the program may have come to what the person said
        at = _find_same(field, values, decision.value)
    if decision.verdict == "wrong":
        return event if at is None else _without(event, field, at)
    value = _READERS[field](decision.value if decision.verdict == "corrected" else decision.judged)
    if field != "casualties":
        value = _pointing_now(event, decision, value, None if at is None else values[at])
    if value is None:
        return event if at is None else _without(event, field, at)
    if at is None:  # added by the person, or found no more by the program
        return _with(event, field, (*values, value))
    return _with(event, field, (*values[:at], value, *values[at + 1 :]))


def _with(event: Event, field: str, value: Any) -> Event:
    changes: dict[str, Any] = {field: value}
    return replace(event, **changes)


def pointed(event: Event, value: Pointing) -> Pointing | None:
    """The value, pointing at what its words tell: he is accused by the claim, the claim is about what it names.

    An index is true of the event that it was given on alone; words stay where they are. Where they do not tell which
    claim, there is no value, as an accused must never stand there as having done it; where they do not tell what a
    claim is about, it is about the event.
    """
    if isinstance(value, Participant):
        if value.blamed_by is None:
            return value
        accusers = [at for at, one in enumerate(event.claims) if one.stance == "blames" and _holds(one, value)]
        return replace(value, blamed_by=accusers[0]) if len(accusers) == 1 else None
    field, _, index = value.about.partition("/")
    if not index:
        return value
    named = [at for at, one in enumerate(getattr(event, field)) if _holds(value, one)]
    return replace(value, about=f"{field}/{named[0]}" if len(named) == 1 else EVENT)


def pointed_anew(value: Pointing, judged: dict[str, Any] | None) -> bool:
    """True where a person said himself what the value points at: it is not what the judged one, or a new one, has."""
    if isinstance(value, Participant):
        return value.blamed_by != (None if judged is None else judged["blamed_by"])
    return value.about != (EVENT if judged is None else judged["about"])


def _pointing_now(event: Event, decision: Decision, value: Pointing, found: Pointing | None) -> Pointing | None:
    """A decided value with the index that it has now: that of the value found, unless a person gave another one."""
    if found is None or (decision.verdict == "corrected" and pointed_anew(value, decision.judged)):
        return pointed(event, value)
    if isinstance(value, Participant) and isinstance(found, Participant):
        lost = found.blamed_by is None and value.blamed_by is not None  # the program takes him for the one who did it
        return pointed(event, value) if lost else replace(value, blamed_by=found.blamed_by)
    if isinstance(value, Claim) and isinstance(found, Claim) and "/" in value.about:
        return replace(value, about=found.about)
    return value


def _holds(claim: Claim, value: Evidenced) -> bool:
    """Whether the words of a value stand within those of a claim, or of what it said."""
    if value.start is None or value.end is None:
        return False
    return any(
        span is not None and span.start is not None and span.end is not None
        and span.start <= value.start and value.end <= span.end
        for span in (claim, claim.quote)
    )  # fmt: skip


def _find(field: str, values: Sequence[Evidenced], judged: Any, told: Collection[Words]) -> int | None:
    """The place of the value that was judged: the one with the same name and words, else with the most of its words.

    A participant may be known by name alone, at other words. One figure is not like another because both count the
    killed, nor one claim like another of the same source: these must share words, where there are any. What another
    decision is about (`told`) is left to that one.
    """
    if judged is None:
        return None
    label, own = _label(field, judged), _words(field, judged)
    by_name = field in ("actors", "targets") or judged["start"] is None
    best: tuple[int, bool, int] | None = None
    for at, value in enumerate(map(asdict, values)):
        words = _words(field, value)
        if words != own and words in told:
            continue
        same_name, shared = _label(field, value) == label, _shared(judged, value)
        if (shared or (same_name and by_name)) and (best is None or (shared, same_name, -at) > best):
            best = (shared, same_name, -at)
    return None if best is None else -best[2]


def _find_same(field: str, values: Sequence[Evidenced], given: Any) -> int | None:
    """The place of the value that says just what a person said, in nearly the same words."""
    if given is None:
        return None
    exact = {"claims": ("stance",), "casualties": ("low", "high")}.get(field, ())
    return next(
        (
            at
            for at, value in enumerate(map(asdict, values))
            if _label(field, value) == _label(field, given)
            and all(value[name] == given[name] for name in exact)
            and (_shared(given, value) or given["start"] is value["start"] is None)
        ),
        None,
    )


def _shared(one: dict[str, Any], other: dict[str, Any]) -> int:
    """How many characters two values have in common."""
    if None in (one["start"], one["end"], other["start"], other["end"]):
        return 0
    start, end = max(one["start"], other["start"]), min(one["end"], other["end"])
    return max(0, int(end) - int(start))


def _values_told(decisions: Iterable[Decision]) -> Iterable[tuple[str, dict[str, Any]]]:
    """What decisions judge, and give in its place, in the lists of an event."""
    for decision in decisions:
        field = decision.about.partition("/")[0]
        for value in (decision.judged, decision.value) if field in LISTED else ():
            if value is not None:
                yield field, value


def _words(field: str, value: dict[str, Any]) -> Words:
    name = {"casualties": "kind", "claims": "source"}.get(field, "name")
    return field, str(value[name]), value["start"], value["end"]


def _label(field: str, value: dict[str, Any]) -> str:
    """What tells a value from the others of its list, beside its words."""
    if field == "casualties":
        return str(value["kind"])
    if field == "claims":
        return f"{value['source']} {value['about']}"
    return str(value["name"])


def _without(event: Event, field: str, at: int) -> Event:
    """The event without one value of a list; what points at the later ones is put right."""
    values: tuple[Any, ...] = getattr(event, field)
    event = _with(event, field, (*values[:at], *values[at + 1 :]))
    event = replace(event, claims=tuple(_shifted_claim(one, field, at) for one in event.claims))
    if field != "claims":
        return event
    # Whoever was known by this accusation alone goes with it: left alone, they would stand there as having done it.
    for side in ("actors", "targets"):
        accused = [number for number, one in enumerate(getattr(event, side)) if one.blamed_by == at]
        for number in reversed(accused):
            event = _without(event, side, number)
    return replace(event, actors=_shifted(event.actors, at), targets=_shifted(event.targets, at))


def _shifted_claim(claim: Claim, field: str, at: int) -> Claim:
    named, _, index = claim.about.partition("/")
    if named != field or not index or int(index) < at:
        return claim
    return replace(claim, about=EVENT if int(index) == at else f"{field}/{int(index) - 1}")


def _shifted(participants: Iterable[Participant], at: int) -> tuple[Participant, ...]:
    return tuple(
        one if one.blamed_by is None or one.blamed_by < at else replace(one, blamed_by=one.blamed_by - 1)
        for one in participants
    )


def _reason(decision: Decision) -> str:
    judged = "corrected" if decision.verdict == "corrected" else f"judged {decision.verdict}"
    return f"{decision.about} {judged} by {decision.by} on {decision.at[:10]}: {decision.because}"


def _place_of(about: str) -> tuple[str, int]:
    found = _ABOUT.fullmatch(about)
    if not found:
        raise StoreError(
            f"{about!r} is no value of an event; name one of {', '.join((EVENT, *SCALARS, *SINGLE))}, or"
            " actors/0, targets/0, casualties/0, claims/0 (counted from 0), or actors … for one to add"
        )
    return found[1], int(found[2])


def judgeable(event: Event) -> list[tuple[str, str]]:
    """What of an event can be judged: each value's name (`Decision.about`) with the value in words."""
    found = [(name, described(name, getattr(event, name))) for name in SCALARS]
    found += [(name, described(name, judged_value(event, name))) for name in SINGLE]
    for name in LISTED:
        found += [(f"{name}/{at}", described(name, asdict(one))) for at, one in enumerate(getattr(event, name))]
    return found


def described(field: str, value: Any) -> str:
    """A value in a few words, for a list of decisions."""
    if value is None:
        return "nothing"
    if not isinstance(value, dict):
        return str(value).lower() if isinstance(value, bool) else str(value) or "none"
    if field == "casualties":
        from dateline.exports import wording  # noqa: PLC0415 - loads tables that deciding does not need

        figure: Casualty = casualty_of(value)
        return wording.figure(figure)
    if field == "claims":
        return f"{value['source']} {value['stance']} ({value['about']})"
    return str(value.get("name") or value.get("edtf") or value.get("type"))
