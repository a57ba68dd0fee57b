"""What a person types to correct a value → the value, tied to the words of the report that it rests on."""

from __future__ import annotations

import json
import re
from calendar import monthrange
from dataclasses import asdict, fields
from datetime import date
from typing import TYPE_CHECKING, Any, get_args

from dateline import ontology, soundness
from dateline.decisions import KINDS, pointed, pointed_anew
from dateline.errors import StoreError
from dateline.gazetteer import open_gazetteer
from dateline.model import Claim, Document, Event, FigureKind, Participant, Span, Status

if TYPE_CHECKING:
    from dateline.model import Evidenced, TimeLevel

_COUNT = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,4}|[0-9]{1,15})"
_FIGURE = re.compile(
    r"(?:(?P<least>at least|over|more than) |(?P<most>up to|at most) )?"
    rf"(?P<low>{_COUNT})(?: ?(?:-|–|to) ?(?P<high>{_COUNT}))? (?P<kind>[a-z]+)"
)
_POINT = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?[?~%]?")


def read_correction(document: Document, event: Event, about: str, typed: str, *, words: str | None, judged: Any) -> Any:
    """The value that a person gives in place of one of an event's, as it is in the record.

    Args:
        document: the report.
        event: as it stands.
        about: which value (`Decision.about`).
        typed: the value in words ("Baku", "2020-10-11", "at least 44 injured"), or a JSON object of its fields.
        words: the words of the report that tell it; by default those that the judged value rests on.
        judged: what stands there now, as it is in the record; None where nothing does.

    Raises:
        StoreError: it is no such value, or the report does not have the words.
    """
    field = about.partition("/")[0]
    if field not in KINDS:
        if words is not None:
            raise StoreError(f"{about} rests on no words of its own; leave --words out")
        return _scalar(event, field, typed)
    given = _object(typed) if typed.lstrip().startswith("{") else _typed(field, typed)
    evidence = _evidence(document, event, words, judged)
    base = {} if judged is None else {name: judged[name] for name in judged if name not in ("start", "end", "text")}
    if not typed.lstrip().startswith("{") and field in ("place", "time"):
        base = {}  # a place or date in words is told whole: nothing of the former one holds for it
    known = {one.name for one in fields(KINDS[field])}
    unknown = sorted(set(given) - known)
    if unknown:
        raise StoreError(f"{about} has no field {unknown[0]!r}; its fields are {', '.join(sorted(known))}")
    try:
        value = soundness.read(KINDS[field], {**base, **given, **evidence})
    except ValueError as error:
        raise StoreError(f"{about}: {error}") from error
    told = asdict(value)
    fault = soundness.fault_of(value, event=event, text=document.text) or soundness.fault_of_change(told, judged)
    fault = fault or _fault_of_pointing(event, value, judged)
    if fault:
        raise StoreError(f"{about}: {fault}")
    return told


def _scalar(event: Event, field: str, typed: str) -> Any:
    kinds = ontology.types()
    allowed: dict[str, tuple[str, ...]] = {
        "type": tuple(sorted(kinds)),
        "mode": ("", *kinds[event.type].modes),
        "status": get_args(Status),
        "aggregate": ("true", "false"),
    }
    if field not in allowed:
        raise StoreError(f"{field!r} cannot be corrected; judge it right or wrong")
    if typed not in allowed[field]:
        raise StoreError(f"{typed!r} is no {field}; choose from {', '.join(filter(None, allowed[field]))}")
    return typed == "true" if field == "aggregate" else typed


def _object(typed: str) -> dict[str, Any]:
    try:
        value = json.loads(typed)
    except (ValueError, RecursionError) as error:  # no JSON; brackets in brackets
        raise StoreError(f"the value begins as a JSON object and is none ({error}); correct it") from error
    if not isinstance(value, dict):
        raise StoreError("the value must be a JSON object of fields, or words")
    if set(value) & {"start", "end", "text"}:
        raise StoreError("the place of the words is looked up; give the words themselves with --words")
    return value


def _typed(field: str, typed: str) -> dict[str, Any]:
    if field in ("actors", "targets"):
        return {"name": typed}
    if field == "claims":
        source, _, stance = typed.partition(":")
        return {"source": source.strip(), **({"stance": stance.strip()} if stance else {})}
    return {"place": _place, "time": _time, "casualties": _figure}[field](typed)


def _place(typed: str) -> dict[str, Any]:
    """The most populous place of a name, in a country where one is given: Ganja, or Ganja, AZE."""
    name, _, country = (part.strip() for part in typed.partition(","))
    found = [one for one in open_gazetteer().find(name) if not country or one.country == country]
    if not found:
        where = f" in {country}" if country else ""
        raise StoreError(
            f"the gazetteer knows no {name!r}{where}; give NAME, ISO (such as 'Ganja, AZE'), or a JSON object:"
            ' {"name": "…", "level": "city", "country": "AZE"}'
        )
    best = found[0]
    return {
        "name": best.name, "level": best.level, "country": best.country, "admin1": best.admin1,
        "geonameid": best.geonameid, "lat": best.lat, "lon": best.lon, "confidence": 1.0,
    }  # fmt: skip


def _time(typed: str) -> dict[str, Any]:
    """EDTF: a day, a month, a year, or an interval of two days."""
    first, slash, last = typed.partition("/")
    start, end = _bounds(first), _bounds(last if slash else first)
    if start is None or end is None or start[0] > end[1]:
        raise StoreError(f"{typed!r} is no date; write 2020-10-11, 2020-10, 2020, or 2020-10-11/2020-10-13")
    level: TimeLevel = "interval" if slash else start[2]
    return {
        "edtf": typed, "level": level, "basis": "explicit", "earliest": start[0], "latest": end[1], "confidence": 1.0,
    }  # fmt: skip


def _bounds(point: str) -> tuple[str, str, TimeLevel] | None:
    """First and last day of a point in time, and its level."""
    found = _POINT.fullmatch(point)
    if not found:
        return None
    month, day = (None if found[name] is None else int(found[name]) for name in ("month", "day"))
    try:
        first = date(int(found["year"]), 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        return None
    if day is not None:
        return first.isoformat(), first.isoformat(), "day"
    if month is not None:
        return first.isoformat(), first.replace(day=monthrange(first.year, month)[1]).isoformat(), "month"
    return first.isoformat(), first.replace(month=12, day=31).isoformat(), "year"


def _figure(typed: str) -> dict[str, Any]:
    found = _FIGURE.fullmatch(typed.strip())
    low, high = (int(found[name].replace(",", "")) if found and found[name] else None for name in ("low", "high"))
    if (
        found is None or low is None or found["kind"] not in get_args(FigureKind)
        or (high is not None and (high < low or found["least"] or found["most"]))
    ):  # fmt: skip
        raise StoreError(
            f"{typed!r} is no figure; write '25 killed', 'at least 44 injured', 'up to 9 detained' or '24-99 displaced'"
            f" ({', '.join(get_args(FigureKind))})"
        )
    if found["most"]:
        return {"kind": found["kind"], "low": None, "high": low}
    if found["least"]:
        return {"kind": found["kind"], "low": low if found["least"] == "at least" else low + 1, "high": None}
    return {"kind": found["kind"], "low": low, "high": low if high is None else high}


def _evidence(document: Document, event: Event, words: str | None, judged: Any) -> dict[str, Any]:
    """The span of the words: where they stand several times, the one nearest to what was judged, or to the event."""
    before = None if judged is None or judged["start"] is None else judged
    if words is None:
        if before is None:
            raise StoreError("a value needs the words of the report that tell it; give them with --words")
        return {name: before[name] for name in ("start", "end", "text")}
    at = [found.start() for found in re.finditer(re.escape(words), document.text)] if words else []
    if not at:
        raise StoreError(f"the report has no words {words!r}; give them exactly as they stand there")
    middle = event.mentions[0].start if before is None else before["start"]
    near = min(at, key=lambda start: abs(start - middle))
    return asdict(Span(start=near, end=near + len(words), text=words))


def _fault_of_pointing(event: Event, value: Evidenced, judged: Any) -> str:
    """What is wrong with what a person points at: its words must tell it, as an index changes when others go."""
    if not isinstance(value, Participant | Claim) or not pointed_anew(value, judged) or pointed(event, value) == value:
        return ""
    if isinstance(value, Participant):
        return (
            f"blamed_by: claims/{value.blamed_by} is not the one claim that blames in words which hold {value.text!r};"
            " give with --words where it names them"
        )
    return f"about: {value.text!r} does not hold the words of {value.about} alone; give with --words where it names it"
