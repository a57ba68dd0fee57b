"""What a value must say, beyond being of the right types, to stand in a record: whoever gives it, a person or a file.

What is wrong is told in words, "" where nothing is; each caller raises an error of its own. The rules are such that
all that the program writes keeps to them: so a participant may be without a name, as the program knows some by their
office alone, and only people may not take a name away (`fault_of_change`).
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from dataclasses import MISSING, fields
from datetime import date
from functools import cache
from itertools import chain
from math import isfinite
from typing import Any, cast, get_type_hints

from dateline.model import Casualty, Claim, Event, Evidenced, Participant, Place, Span, Time

_COUNTRY = re.compile(r"(?:[A-Z]{3})?")
_ABOUT = re.compile(r"event|place|time|(?P<field>actors|targets|casualties)/(?P<index>0|[1-9][0-9]{0,5})")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_POINT = re.compile(r"(?P<date>[0-9]{3}X|[0-9]{4}(?:-(?P<month>[0-9]{2})(?P<day>-[0-9]{2})?)?)[?~%]*|(?:\.\.)?[?~%]*")
_MOMENT = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2}(?:T[0-9:.]+(?:Z|[+-][0-9:]+)?)?)?)?")
_MONTHS = (*range(1, 13), *range(21, 42))  # ISO 8601-2 counts seasons, quarters and the like from 21 on


def read(kind: type[Any], given: Any) -> Any:
    """A value from its fields as JSON has them, taken at their word: "44" is no number, and no field is unknown.

    Raises:
        ValueError: it is no such value; says where and why.
    """
    from pydantic import TypeAdapter, ValidationError  # noqa: PLC0415 - only for what comes from outside

    try:
        checked = _strict_model(cast("Hashable", kind)).model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        raise ValueError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    return TypeAdapter(kind).validate_python(checked.model_dump())


@cache
def _strict_model(kind: Any) -> Any:
    """The fields of a dataclass as a pydantic model: strict dataclasses take no objects from JSON once it is parsed."""
    from pydantic import ConfigDict, create_model  # noqa: PLC0415 - as above

    hints: dict[str, Any] = get_type_hints(kind)
    told: dict[str, Any] = {
        one.name: (
            _strict_model(Span) | None if hints[one.name] == Span | None else hints[one.name],
            ... if one.default is MISSING else one.default,
        )
        for one in fields(kind)
    }
    return create_model(kind.__name__, __config__=ConfigDict(strict=True, extra="forbid"), **told)


def fault_of(value: Evidenced, *, event: Event | None = None, text: str | None = None) -> str:
    """What is wrong with a value.

    Args:
        value: of the right types.
        event: the one that it is to stand in; what it points at must be there.
        text: the report's; its words must be those.
    """
    pointing = () if event is None else _faults_of_pointing(value, event)
    words = () if text is None else _faults_of_words(value, text)
    return next(chain(_faults(value), pointing, words), "")


def fault_of_change(value: dict[str, Any], before: dict[str, Any] | None) -> str:
    """What is wrong with putting a value in the place of another one (None where it is added), both as in the record.

    A person who gives no name has told nobody; who is without one already may stay so.
    """
    name = "source" if "stance" in value else "name"  # a figure may have no source
    if name not in value or value[name].strip() or (before is not None and not before[name].strip()):
        return ""
    return f"{name}: it is empty"


def fault_in(event: Event, *, text: str | None = None) -> str:
    """What is wrong with an event and its values; type and mode are left to the caller.

    Args:
        event: its values are of the right types.
        text: the report's; all words must be those.
    """
    if not (-3 <= event.factuality <= 3 and 0 <= event.confidence <= 1):
        return "factuality is not within -3 and 3, or confidence not within 0 and 1"
    single = (("place", event.place), ("time", event.time))
    listed = (
        (f"{field}/{at}", value)
        for field in ("actors", "targets", "casualties", "claims", "links")
        for at, value in enumerate(getattr(event, field))
    )
    for about, value in (*single, *listed):
        fault = "" if value is None else fault_of(value, event=event, text=text)
        if fault:
            return f"{about}: {fault}"
    if text is not None and not all(_is_told(span, text) for span in event.mentions):
        return "mentions: they are not what the report has there"
    return ""


def is_moment(text: str) -> bool:
    """True for a day or time of ISO 8601, also one that is told by its year or month alone."""
    return bool(_MOMENT.fullmatch(text))


def _faults(value: Evidenced) -> Iterator[str]:
    if isinstance(value, Participant | Place) and not _COUNTRY.fullmatch(value.country):
        yield f"country: {value.country!r} is no code of three capital letters (ISO 3166-1 alpha-3)"
    if isinstance(value, Place | Time) and not 0 <= value.confidence <= 1:
        yield f"confidence: {value.confidence} is not within 0 and 1"
    if isinstance(value, Place):
        yield from _faults_of_point(value)
    if isinstance(value, Time):
        yield from _faults_of_time(value)
    if isinstance(value, Casualty):
        yield from _faults_of_figure(value)
    if isinstance(value, Claim) and not _ABOUT.fullmatch(value.about):
        yield f"about: {value.about!r} is neither event, place, time nor one of a list, such as actors/0"
    if isinstance(value, Participant) and value.blamed_by is not None and value.blamed_by < 0:
        yield f"blamed_by: {value.blamed_by} is no index"


def _faults_of_point(value: Place) -> Iterator[str]:
    for name, degrees, most in (("lat", value.lat, 90), ("lon", value.lon, 180)):
        if degrees is not None and not (isfinite(degrees) and abs(degrees) <= most):
            yield f"{name}: {degrees} is not within -{most} and {most} degrees"


def _faults_of_time(value: Time) -> Iterator[str]:
    for name, day in (("earliest", value.earliest), ("latest", value.latest)):
        if day is not None and not _is_day(day):
            yield f"{name}: {day!r} is no day, such as 2020-10-11"
    if value.earliest is not None and value.latest is not None and value.earliest > value.latest:
        yield f"earliest: {value.earliest} is later than latest, {value.latest}"
    if not _is_edtf(value.edtf):
        yield f"edtf: {value.edtf!r} is no date, such as 2020-10-11, 2020-10 or 2020-10-11/2020-10-13"


def _faults_of_figure(value: Casualty) -> Iterator[str]:
    for name, count in (("low", value.low), ("high", value.high)):
        if count is not None and count < 0:
            yield f"{name}: {count} is less than nobody"
    if value.low is not None and value.high is not None and value.low > value.high:
        yield f"low: {value.low} is more than high, {value.high}"
    if value.as_of is not None and not is_moment(value.as_of):
        yield f"as_of: {value.as_of!r} is no day, such as 2020-10-11"


def _faults_of_pointing(value: Evidenced, event: Event) -> Iterator[str]:
    if isinstance(value, Participant) and value.blamed_by is not None and value.blamed_by >= len(event.claims):
        yield f"blamed_by: the event has no claims/{value.blamed_by}"
    if isinstance(value, Claim):
        found = _ABOUT.fullmatch(value.about)
        if found and found["field"] and int(found["index"]) >= len(getattr(event, found["field"])):
            yield f"about: the event has no {value.about}"


def _faults_of_words(value: Evidenced, text: str) -> Iterator[str]:
    spans = (value, value.cue, value.quote) if isinstance(value, Claim) else (value,)
    for one in spans:
        if one is not None and not _is_told(one, text):
            yield f"{one.text!r} is not what the report has at {one.start}:{one.end}"


def _is_told(one: Evidenced | Span, text: str) -> bool:
    """True where the words are those of the text; also where there are none, as of what is inferred."""
    if one.start is None or one.end is None:
        return one.start is one.end is None and not one.text
    return 0 <= one.start < one.end <= len(text) and text[one.start : one.end] == one.text


def _is_day(text: str) -> bool:
    if not _DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_edtf(text: str) -> bool:
    """True for a date or interval of ISO 8601-2, as far as the program and `corrections` write it."""
    points = text.split("/")
    return len(points) <= 2 and all(map(_is_point, points)) and any(point.strip("?~%.") for point in points)


def _is_point(text: str) -> bool:
    found = _POINT.fullmatch(text)
    if not found:
        return False
    told, month = found["date"], found["month"]
    if not told:
        return True  # the open side of an interval
    if found["day"]:
        return _is_day(told)
    return not told.startswith("0000") and (month is None or int(month) in _MONTHS)
