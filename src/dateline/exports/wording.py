"""The values of an event in words for a reader; nothing here is safe for a screen before `safety.on_screen`."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from dateline import ontology

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dateline.model import Casualty, Claim, Event, Participant, Place, Time

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SEASONS = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}
_STANCES = {
    "asserts": "",
    "claims-responsibility": "claims responsibility",
}  # the other stances are words as they are
# FactBank's scale (Saurí and Pustejovsky 2009): certain, probable, possible, each positive or negative.
_FACTUALITY = {
    3: "",
    2: "probably",
    1: "possibly",
    0: "not known",
    -1: "possibly not",
    -2: "probably not",
    -3: "certainly not",
}
_OPEN = frozenset({"planned", "threatened", "hypothetical"})  # not facts yet, so a factuality near 0 says nothing more
_MUTUAL = frozenset({"AGREE", "CONSULT", "COOPERATE"})


@cache
def labels() -> Mapping[tuple[str, str], str]:
    """What a reader calls an event, by type and mode."""
    return {(row["type"], row["mode"]): row["label"] for row in ontology.table("labels.tsv", "type", "mode", "label")}


def deed(event: Event) -> str:
    """What happened, without who: "air strike"."""
    label = labels().get((event.type, event.mode)) or " ".join(filter(None, (event.type.lower(), event.mode)))
    return f"{label} (sum of several)" if event.aggregate else label


def parties(event: Event) -> str:
    """Who did it to whom: "US → Kataeb Hezbollah"; for talks and the like, where neither is the object, "A – B"."""
    actors = ", ".join(participant(actor, event) for actor in event.actors)
    targets = ", ".join(participant(target, event) for target in event.targets)
    if event.type in _MUTUAL:
        return " – ".join(filter(None, (actors, targets)))
    return f"{actors} → {targets}".strip() if targets else actors


def participant(one: Participant, event: Event) -> str:
    """A name, and where an accusation alone gives it, who accuses: "Kataeb Hezbollah (blamed by the US)"."""
    return one.name if one.blamed_by is None else f"{one.name} (blamed by {accuser(one, event)})"


def accuser(one: Participant, event: Event) -> str:
    """Who blames this participant."""
    if one.blamed_by is None or not 0 <= one.blamed_by < len(event.claims):
        return "somebody unnamed"
    source = event.claims[one.blamed_by].source
    return {"reporter": "the reporter", "unnamed": "somebody unnamed"}.get(source, source)


def place(where: Place | None) -> str:
    """The place with its country: "Baghdad, Iraq"."""
    if where is None:
        return ""
    country = ontology.countries().get(where.country)
    name = country.name if country else where.country
    return where.name if not name or where.level == "country" or name == where.name else f"{where.name}, {name}"


def time(when: Time | None) -> str:
    """A date with its own grain: "2019-12-29", "Dec 2019", "2019-12-31 – 2020-01-01", "week of 2019-12-23".

    An inferred date always ends in a question mark.
    """
    if when is None:
        return ""
    text = _interval(when)
    return f"{text}?" if when.basis == "inferred" and not text.endswith("?") else text


def _interval(when: Time) -> str:
    first, slash, last = when.edtf.partition("/")
    if not slash:
        return _point(first)
    if when.level == "week":
        return f"week of {_point(first)}"
    if last in ("", ".."):
        return f"since {_point(first)}"
    if first in ("", ".."):
        return f"until {_point(last)}"
    return f"{_point(first)} – {_point(last)}"


def _point(edtf: str) -> str:
    digits = edtf.rstrip("?~%")
    sign = edtf[len(digits) :]
    decade = re.fullmatch(r"(\d{3})X?", digits)
    month = re.fullmatch(r"(\d{4})-(\d\d)", digits)
    if decade:
        words = f"{decade[1]}0s"
    elif month and month[2] in _SEASONS:
        words = f"{_SEASONS[month[2]]} {month[1]}"
    elif month and 1 <= int(month[2]) <= 12:
        words = f"{_MONTHS[int(month[2]) - 1]} {month[1]}"
    else:
        words = digits
    about = "about " if "~" in sign or "%" in sign else ""
    return about + words + ("?" if "?" in sign or "%" in sign else "")


def sources(event: Event, publisher: str | None = None) -> list[str]:
    """Who says that it happened and with what stance, named sources before the outlet's own voice."""
    claims = [claim for claim in event.claims if claim.about == "event" or claim.about.startswith("actors")]
    named = [claim for claim in claims if claim.source != "reporter"]
    own = [claim for claim in claims if claim.source == "reporter"]
    outlet = [publisher or source(claim) for claim in own[:1]]
    return list(dict.fromkeys([*(source(claim) for claim in named), *outlet]))


def source(claim: Claim) -> str:
    """A source with its stance: "the Pentagon (claims responsibility)"; a plain assertion goes without saying."""
    stance = _STANCES.get(claim.stance, claim.stance)
    return f"{claim.source} ({stance})" if stance else claim.source


def certainty(event: Event) -> str:
    """Status and factuality: "happened", "happened, probably", "planned", "denied"."""
    words = _FACTUALITY[max(-3, min(3, round(event.factuality)))]
    if event.status in _OPEN or (event.status == "denied" and event.factuality < 0):
        words = ""
    return ", ".join(filter(None, (event.status, words)))


def toll(event: Event) -> list[str]:
    """The figures, each with its source where that is not the only one named for the event anyway.

    "at least 44 killed (the Pentagon)".
    """
    named = {claim.source for claim in event.claims if claim.source != "reporter"}
    known = named.pop() if len(named) == 1 else None
    return list(dict.fromkeys(figure(one, known=known) for one in event.casualties))


def figure(one: Casualty, *, known: str | None = None) -> str:
    """One figure as a range in words: "25 killed", "at least 44 killed", "24–99 injured", "none injured".

    Its source follows in brackets, unless it is the `known` one.
    """
    named = f" ({one.source})" if one.source and one.source != known else ""
    if one.low is None and one.high is None:
        return f"{one.kind}, number not told{named}"
    return f"{_range(one.low, one.high)} {one.kind}{named}"


def _range(low: int | None, high: int | None) -> str:
    if low is None:
        return f"up to {high:,}"
    if high is None:
        return f"at least {low:,}"
    if low == high:
        return f"{low:,}" if low else "none"
    return f"{low:,}–{high:,}"
