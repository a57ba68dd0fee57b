"""How long it lasted: a beginning, an end and a duration make the interval of the whole.

"The three-day siege which ended on Friday" is Wednesday to Friday; "the battle, which ended on Wednesday" is open at
its start, "the offensive began on Monday" at its end; "the seven-year war" began seven years before the report.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from dateline.coding import periods
from dateline.coding.timebonds import auxiliaries_of, tense_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

    from dateline.coding.periods import Period
    from dateline.coding.timex import Expression

BEGIN = frozenset("begin start commence erupt".split())
END = frozenset("end finish conclude cease stop".split())
_TERM = frozenset("jail imprison sentence ban suspend expel bar disqualify extend".split())  # for so long from now on
_EDGE_NOUNS = {"beginning": "begin", "start": "begin", "outbreak": "begin", "end": "end", "conclusion": "end"}
_DURATION = re.compile(r"P(T?)(\d+)([HDWMY])")


@dataclass(frozen=True, slots=True)
class Duration:
    """A number of units ("H", "D", "W", "M", "Y")."""

    count: int
    unit: str


def duration_of(expression: Expression) -> Duration | None:
    """The duration that an expression tells without telling its days; None where it is none or its number is open."""
    if expression.type != "DURATION" or expression.period is not None:
        return None
    match = _DURATION.fullmatch(expression.value or "")
    return Duration(int(match[2]), "H" if match[1] else match[3]) if match else None


def edge_of(token: Token, on: Token | None) -> str:
    """Where a date on the word `on` tells only when that of `token` began or ended: "begin", "end", else ""."""
    if on is None:
        return ""
    for verb in _edge_verbs(token):
        if on == verb or (on == token and verb.i > token.i):
            return "begin" if verb.lemma_.lower() in BEGIN else "end"
    noun = _edge_noun(token)
    if noun is not None and on in (token, noun, noun.head):
        return _EDGE_NOUNS[noun.lower_]
    return ""


def _edge_verbs(token: Token) -> Iterator[Token]:
    """The verbs of beginning and ending whose subject is the token: as its predicate or in a clause below it."""
    verbs = [child for child in token.children if child.dep_ in ("relcl", "acl")]
    if token.dep_ == "nsubj":
        verbs.append(token.head)
    for verb in verbs:
        plain = not any(child.dep_ in ("dobj", "xcomp", "ccomp") for child in verb.children)
        if verb.lemma_.lower() in BEGIN | END and plain and tense_of(verb) != "modal":
            yield verb


def _edge_noun(token: Token) -> Token | None:
    """The noun of "the end of talks"."""
    of = token.head
    if token.dep_ == "pobj" and of.lower_ == "of" and of.head.lower_ in _EDGE_NOUNS:
        return of.head
    return None


def whole(period: Period, edge: str, duration: Duration | None) -> Period:
    """The interval of a happening from the period of its beginning or end and its duration, if that is told.

    A whole of a few hours is the day itself.
    """
    if duration is None:
        return periods.since(period) if edge == "begin" else periods.until(period)
    begins = edge == "begin"
    near = period.first if begins else period.last
    if near is None or duration.unit == "H":
        return period
    far = move(near, duration if begins else Duration(-duration.count, duration.unit))
    if period.level == "day" and duration.unit in "DW":
        other = periods.day(far - timedelta(days=1) if begins else far + timedelta(days=1))
    elif duration.unit == "Y":
        other = periods.year(far.year)
    else:
        other = periods.month(far.year, far.month)
    return periods.between(*((period, other) if begins else (other, period)))


def move(of: date, duration: Duration) -> date:
    """The day that lies a duration away; raises ValueError or OverflowError outside the calendar."""
    if duration.unit in "DW":
        return of + timedelta(days=duration.count * (7 if duration.unit == "W" else 1))
    return periods.add_months(of, duration.count * (12 if duration.unit == "Y" else 1))


def going_on(token: Token, expression: Expression, on: Token | None, today: date | None) -> Period | None:
    """What lasts up to now, from a duration alone: "the seven-year war", "has been jailed for almost 20 years".

    A stretch of days, weeks or months before a noun may be over ("the two-day visit"), one of years hardly is.
    """
    duration = duration_of(expression)
    if duration is None or today is None or on is None or duration.unit == "H":
        return None
    before = on == token and expression.end <= token.doc.user_data["offsets"][token.idx]
    lasting = before and tense_of(token) == "noun" and duration.unit == "Y"
    perfect = (
        on == token and is_going_on(token) and token.lemma_ not in _TERM and expression.text.lower().startswith("for ")
    )
    if not lasting and not perfect:
        return None
    try:
        begin = move(today, Duration(-duration.count, duration.unit))
    except (ValueError, OverflowError):
        return None
    grain = {"Y": periods.year(begin.year), "M": periods.month(begin.year, begin.month)}.get(duration.unit)
    exact = lasting and duration.count < 10  # tens of years are round numbers
    return periods.since(grain if grain and exact else (grain or periods.day(begin)).approximate())


def is_going_on(token: Token) -> bool:
    """As in "have been fighting", "has fought": what lasted up to now, with no end told."""
    return bool(auxiliaries_of(token) & {"has", "have", "'ve", "’ve"})


def until_now(expression: Expression, token: Token) -> Period | None:
    """The period of an expression; open where a stretch up to now tells of what still goes on."""
    period = expression.period
    if period and expression.type == "DURATION" and "been" in auxiliaries_of(token) and is_going_on(token):
        return replace(periods.since(period))
    return period
