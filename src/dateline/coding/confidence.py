"""How sure an event is: the chance that it is told at all and is of the type that is given.

What the stages found of an event speaks for it: the chances of its mentions, how many there are, who, where and when.
A logistic score whose weights are fitted on the training articles (`training/confidence.py`), each coded by models
that had not seen it, makes of that a chance that holds what it says (calibration; Platt 1999). It comes last, because
it needs the whole event.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from dateline import ontology
from dateline.coding.stage import Coding
from dateline.coding.triggers import logit
from dateline.model import Event

MOST_MENTIONS = 4  # more tell no more


def judge_confidence(coding: Coding) -> Coding:
    """Each event with its confidence; with mentions given from outside there is nothing to be sure of."""
    if coding.given is not None:
        return coding
    return coding.with_events(
        tuple(replace(event, confidence=round(confidence(features_of(event)), 3)) for event in coding.events)
    )


def confidence(features: Mapping[str, float]) -> float:
    """The chance (0 … 1) by the fitted weights."""
    known = weights()
    total = known["bias"] + sum(known.get(name, 0.0) * value for name, value in features.items())
    return 1 / (1 + math.exp(-total))


def features_of(event: Event) -> dict[str, float]:
    """What speaks for an event, by name; `event.confidence` is the best chance of its mentions so far."""
    told: Sequence[tuple[str, object]] = (
        ("actor", event.actors),
        ("target", event.targets),
        ("place", event.place),
        ("time", event.time is not None and event.time.basis != "inferred"),
        ("casualties", event.casualties),
        ("links", event.links),
        ("aggregate", event.aggregate),
    )
    found = {f"has {name}": 1.0 for name, value in told if value}
    return {
        **found,
        "chance": logit(event.confidence),
        "mentions": math.log(min(len(event.mentions), MOST_MENTIONS)),
        f"type={event.type}": 1.0,
        f"status={event.status}": 1.0,
    }


@cache
def weights() -> Mapping[str, float]:
    """The weights of the features, as trained."""
    rows = ontology.table("confidence_features.tsv", "feature", "weight")
    return {row["feature"]: float(row["weight"]) for row in rows}
