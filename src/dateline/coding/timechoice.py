"""What speaks for a date being an event's own: features of the pair, and the chance that they give.

The chance is a logistic score whose weights are fitted on the training articles (`training/dates.py`) and stand in
`data/date_features.tsv`. There are three kinds of candidates, each with features of its own: a date in the event's own
sentence ("told"), a date of a sentence near by ("carried") and the day of publication ("published").
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from dateline import ontology
from dateline.coding.timebonds import BONDS, SAYING, Bond, ancestors, tense_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from dateline.coding.periods import Period
    from dateline.coding.timex import Expression

_QUOTES = frozenset('"“”')
_NEAR = (2, 5, 10, 20)  # words between a date and the word of an event
_DETERMINERS = frozenset("the this that these those a an".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A date of a sentence, the word that it hangs on, and the best bond that it has with any event of the sentence."""

    expression: Expression
    on: Token | None
    best: int = len(BONDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """An event's word in its place.

    `sentence` counts from the beginning of the report, `dates` those of the sentence; `carried` sentences ago
    an event last had a past day, None where none had. `days`: distinct past days that the whole report tells.
    """

    token: Token
    type: str
    verbal: bool
    sentence: int
    dates: int
    published: date | None
    days: int
    carried: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A date of another sentence, `away` sentences before the event's (negative: behind it).

    Of the `others` dates near by it is number `rank`, the nearest 0. `lead`: the first day that the report tells;
    `taken`: some event has it; `last`: the last event that has a past day has it; `said`: it dates a saying.
    """

    period: Period
    away: int
    rank: int
    others: int
    lead: bool
    taken: bool
    last: bool
    said: bool
    same_line: bool


def score(features: Iterable[str]) -> float:
    """The chance (0 … 1) that a candidate with these features is the date of the event."""
    weights = feature_weights()
    return 1 / (1 + math.exp(-sum(weights.get(feature, 0.0) for feature in features)))


@cache
def feature_weights() -> Mapping[str, float]:
    """The weights of the features, as trained."""
    return {row["feature"]: float(row["weight"]) for row in ontology.table("date_features.tsv", "feature", "weight")}


def told_features(setting: Setting, dated: Dated, period: Period, bond: Bond, own: int) -> Iterator[str]:
    """Features of a date in the sentence; `own` is the rank of the best bond that the event has with any date."""
    token, expression, on = setting.token, dated.expression, dated.on
    rank, tense, grain = BONDS.index(bond), tense_of(token), grain_of(period)
    yield "told"
    yield f"told {bond}"
    yield f"told {bond}, {grain}"
    yield f"told {bond}, {tense}"
    if setting.verbal:
        yield "told verbal"
        yield f"told {bond}, verbal"
    yield f"told {tense}"
    yield f"told {grain}"
    yield f"told dep {token.dep_}"
    yield f"told type {setting.type}"
    yield f"told of {min(setting.dates, 3)}"
    if rank > own:
        yield "told better date for the event"
    if rank > dated.best:
        yield "told better event for the date"
        yield f"told better event for the date, {bond}"
    if on is not None:
        yield f"told on {on.pos_}"
        if on != token and on.lemma_ in SAYING:
            yield "told on a word of saying"
    yield from _position(token, expression)
    yield f"told word {expression.text.split()[0].lower()}"
    if expression.value == "PRESENT_REF":
        yield "told now"
    if expression.type == "DURATION":
        yield "told duration"
    age = age_of(period, setting.published)
    yield f"told {age}"
    if age == "ahead":
        yield f"told ahead, {tense}"


def _position(token: Token, expression: Expression) -> Iterator[str]:
    offsets: list[int] = token.doc.user_data["offsets"]
    before = expression.end <= offsets[token.idx]
    words = [word for word in token.doc if _between(offsets[word.idx], token, expression)]
    side = "before" if before else "behind"
    bucket = next((str(limit) for limit in _NEAR if len(words) <= limit), "far")
    yield f"told {side}"
    yield f"told {side} {bucket}"
    if sum(word.text in _QUOTES for word in words) % 2:
        yield "told over a quotation mark"
    if any(word.text in (",", ";", "–", "—") for word in words):
        yield "told over a comma"
    if any(word.pos_ == "VERB" for word in words):
        yield "told over a verb"


def _between(offset: int, token: Token, expression: Expression) -> bool:
    at: int = token.doc.user_data["offsets"][token.idx]
    return expression.end <= offset < at or at < offset < expression.start


def carried_features(setting: Setting, carried: Carried) -> Iterator[str]:
    """Features of a date of another sentence."""
    token, away = setting.token, carried.away
    tense, grain, age = tense_of(token), grain_of(carried.period), age_of(carried.period, setting.published)
    distance = "ahead" if away < 0 else str(away) if away < 4 else "4-6" if away < 7 else "7-8" if away < 9 else "far"
    yield "carried"
    yield f"carried over {distance}"
    yield f"carried over {distance}, {tense}"
    yield f"carried {grain}"
    yield f"carried {grain}, {tense}"
    yield f"carried {age}"
    yield f"carried {age}, {tense}"
    yield f"carried type {setting.type}"
    yield f"carried rank {carried.rank} of {min(carried.others, 3)}"
    if carried.lead:
        yield "carried lead"
        yield f"carried lead of {min(setting.days, 4)}"
        yield f"carried lead over {distance}"
    if carried.taken:
        yield "carried from an event"
    if carried.last:
        yield "carried from the last event"
    if carried.said:
        yield "carried from a saying"
    if carried.same_line:
        yield "carried within the paragraph"
    yield from (f"carried {feature}" for feature in _guessed(setting))


def published_features(setting: Setting) -> Iterator[str]:
    """Features of the day of publication."""
    tense = tense_of(setting.token)
    yield "published"
    yield f"published {tense}"
    yield f"published type {setting.type}"
    yield f"published {tense}, verbal {setting.verbal}"
    yield f"published narrative {'none' if setting.carried is None else 'near' if setting.carried < 4 else 'far'}"
    yield from (f"published {feature}" for feature in _guessed(setting))


def _guessed(setting: Setting) -> Iterator[str]:
    token = setting.token
    yield f"in sentence {next((limit for limit in (0, 1, 3, 8, 20) if setting.sentence <= limit), 99)}"
    yield f"dep {token.dep_}"
    yield f"days {min(setting.days, 4)}"
    yield "beside a date" if setting.dates else "without a date"
    if setting.verbal:
        yield "verbal"
    if token.pos_ in ("NOUN", "PROPN"):
        marks = [child.lower_ for child in token.children if child.dep_ == "det" and child.lower_ in _DETERMINERS]
        yield f"det {marks[0] if marks else 'none'}"
        if token.dep_ == "pobj":
            yield f"behind {token.head.lower_}"
    above = list(ancestors(token))
    for step, deps in above:
        if step.lemma_ in SAYING and "ccomp" in deps:
            yield f"said {tense_of(step)}"
            break
    for name in ("relcl", "acl", "advcl"):
        if token.dep_ == name:
            yield f"clause {name}"
    verb = next((step for step, _ in above if step.pos_ == "VERB"), None)
    if verb is not None:
        yield f"under {tense_of(verb)}"
    if sum(word.text in _QUOTES for word in token.doc[: token.i]) % 2:
        yield "in quotes"


def grain_of(period: Period) -> str:
    """One of day, days, month, year, open: how long a period is."""
    if period.first is None or period.last is None:
        return "open"
    length = (period.last - period.first).days
    return next(name for limit, name in ((0, "day"), (13, "days"), (92, "month"), (10**7, "year")) if length <= limit)


def age_of(period: Period, published: date | None) -> str:
    """How long ago a period ended when the report came out, in words."""
    last = period.last or period.first
    if published is None or last is None:
        return "age unknown"
    age = (published - last).days
    names = (
        (-1, "ahead"),
        (0, "the same day"),
        (1, "a day ago"),
        (7, "days ago"),
        (60, "weeks ago"),
        (400, "months ago"),
    )
    return next((name for limit, name in names if age <= limit), "years ago")
