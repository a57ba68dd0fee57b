"""Words that name an event, with type and mode: one event a mention.

A word of the lexicon is taken where its weight (how often it names an event) and its surroundings speak for it: a
logistic score whose weights are fitted on the training articles (`training/triggers.py`) and stand in
`data/trigger_features.tsv`. What type and mode it is, `coding.senses` decides.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from dateline import ontology
from dateline.coding.outcomes import is_outcome
from dateline.coding.senses import Sense, find_mode, find_sense
from dateline.coding.stage import Coding
from dateline.coding.surroundings import Survey, below_features, is_named, survey
from dateline.model import Event, Span

if TYPE_CHECKING:
    from spacy.tokens import Token

THRESHOLD = 0.5  # score from which a word is taken; tuned, as the next, on a fifth of the training articles
TYPED_THRESHOLD = 0.4  # the same for the chance that it names an event and of the type that is told
CONTEXT_WEIGHT = 0.5  # of a word that its surroundings settle, where the lexicon alone gives it less
ROUNDING = 0.0005  # weights and priors closer than this are the same
OUTCOME_THRESHOLD = 0.2  # for a death or an injury that the grammar ties to an act already found
AGGREGATE = 0.4  # chance from which an event is many told as one; tuned on the fifth
FALLBACK = "ASSAULT"  # the most frequent type, for a given mention that no word of the parse stands for
_CHILDREN = (
    "nsubj", "nsubjpass", "dobj", "agent", "neg", "poss", "compound", "prep", "det", "amod", "aux", "ccomp",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A word that may name an event, and the features that speak for and against it."""

    sense: Sense
    encoder: float  # the chance (0 … 1) by the encoder alone that it does
    features: tuple[str, ...]


def find_triggers(coding: Coding) -> Coding:
    """One event for each word that names one, or for each mention given from outside."""
    report = survey(coding.parsed)
    if coding.given is not None:
        return coding.with_events(number(_given_event(report, span) for group in coding.given for span in group))
    scored = [(candidate.sense, score(candidate)) for candidate in candidates(report)]
    clear = [chance >= THRESHOLD and chance * sense.chance >= TYPED_THRESHOLD for sense, chance in scored]
    acts: dict[int, list[Token]] = {}  # by the sentence that they stand in
    for (sense, _), taken in zip(scored, clear, strict=True):
        if taken and sense.type == "ASSAULT":
            acts.setdefault(report.parsed.sentence_of(sense.token).index, []).append(sense.token)
    return coding.with_events(
        number(
            _event(report, sense, coding.parsed.span(sense.token), chance)
            for (sense, chance), taken in zip(scored, clear, strict=True)
            if taken
            or (
                chance >= OUTCOME_THRESHOLD
                and any(
                    is_outcome(act, sense.token) for act in acts.get(report.parsed.sentence_of(sense.token).index, ())
                )
            )
        )
    )


def _event(report: Survey, sense: Sense, mention: Span, chance: float) -> Event:
    """An event of one mention; its confidence is the chance that it is one and of this type."""
    return Event(
        id="",
        type=sense.type,
        mode=find_mode(report, sense),
        aggregate=report.parsed.readout.aggregate(report.parsed.word(sense.token)) >= AGGREGATE,
        confidence=round(chance * sense.chance, 3),
        mentions=(mention,),
        why=(sense.why,),
    )


def _given_event(report: Survey, span: Span) -> Event:
    token = report.parsed.head_at(span.start, span.end)
    if token is None:
        return Event(id="", type=FALLBACK, confidence=0.0, mentions=(span,), why=("mention given, no word known",))
    return _event(report, find_sense(report, token), span, 1.0)


def number(events: Iterable[Event]) -> tuple[Event, ...]:
    """The events in the order of their first mentions, with the ids e1, e2 and so on."""
    ordered = sorted(events, key=lambda event: (event.mentions[0].start, event.mentions[0].end))
    return tuple(replace(event, id=f"e{i}") for i, event in enumerate(ordered, start=1))


def candidates(report: Survey) -> Iterator[Candidate]:
    """The words of a report that may name an event and that no context rules out, with their senses and features."""
    for token in report.tokens:
        sense = find_sense(report, token)
        if sense.context is not None and sense.context.type is None:
            continue
        yield Candidate(
            sense=sense,
            encoder=report.parsed.readout.event(report.parsed.word(token)),
            features=tuple(features_of(report, sense)),
        )


def score(candidate: Candidate) -> float:
    """The chance that the candidate names an event (0 … 1): logistic over its features."""
    weights = feature_weights()
    total = weights["bias"] + weights["lexicon"] * lexicon_evidence(candidate.sense)
    total += weights["encoder"] * logit(candidate.encoder)
    total += sum(weights.get(feature, 0.0) for feature in candidate.features)
    return 1 / (1 + math.exp(-total))


def lexicon_evidence(sense: Sense) -> float:
    """Log odds that the word names an event, by the lexicon and the table of contexts alone."""
    return logit(max(sense.weight, CONTEXT_WEIGHT) if sense.settled else sense.weight)


def logit(share: float) -> float:
    """Log odds of a share, kept within (0.01, 0.99)."""
    share = min(max(share, 0.01), 0.99)
    return math.log(share / (1 - share))


@cache
def feature_weights() -> Mapping[str, float]:
    """The weights of the features, as trained."""
    return {row["feature"]: float(row["weight"]) for row in ontology.table("trigger_features.tsv", "feature", "weight")}


def features_of(report: Survey, sense: Sense) -> Iterator[str]:
    """What speaks for or against a word, as names of features."""
    token = sense.token
    lemma = token.lemma_.lower()
    yield f"lemma={lemma}"
    yield f"stem={ontology.stem(lemma)}"
    yield f"type={sense.type}"
    if sense.settled:
        yield "settled by context"
    entries = report.senses(token)
    if all(abs(entry.weight - entry.prior) < ROUNDING for entry in entries):
        yield f"not counted, prior={min(sense.weight, 0.99):.1f}"
    sentence = report.parsed.sentence_of(token)
    if sentence.line == 0 and report.parsed.document.title:
        yield "in title"
    if sentence.index < 4:
        yield "near the top"
    yield f"repeats={min(report.repeats[lemma], 4)}"
    yield f"density={min(int(report.density * 4), 4)}"
    yield from sense.features
    yield from below_features(token)
    yield from _argument_features(token)
    if report.senses(token.head) and token.head != token:
        yield "depends on a trigger"
    if token.dep_ in ("compound", "amod", "nmod"):
        yield "stands before a noun"


def _argument_features(token: Token) -> Iterator[str]:
    children = list(token.children)
    deps = {child.dep_ for child in children}
    yield from (f"has {dep}" for dep in _CHILDREN if dep in deps)
    for child in children:
        if child.dep_ == "det" and token.pos_ in ("NOUN", "PROPN"):
            yield f"det={child.lower_}"
        if child.dep_ in ("nsubj", "nsubjpass", "dobj", "agent", "poss") and is_named(child):
            yield f"named {child.dep_}"
