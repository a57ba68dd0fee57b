"""Words that name an event, with type and mode: one event a mention.

A word of the lexicon is taken where its weight (how often it names an event) and its surroundings speak for it: a
logistic score whose few dozen weights are counted from the training articles (`training/triggers.py`) and stand in
`data/trigger_features.tsv`. What type it is, the lexicon's senses and the words around it decide.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from dateline import ontology
from dateline.coding.stage import Coding
from dateline.language import Parsed
from dateline.model import Event, Span

if TYPE_CHECKING:
    from spacy.tokens import Token

THRESHOLD = 0.42  # score from which a word is taken; tuned on a fifth of the training articles
STRONG = 0.5  # weight of a word that names an event more often than not
CONTEXT_WEIGHT = 0.5  # of a word that its surroundings settle, where the lexicon alone gives it less
FALLBACK = "ASSAULT"  # the most frequent type, for a given mention whose word the lexicon lacks
_POS = {"VERB": "V", "AUX": "V", "NOUN": "N", "PROPN": "N", "ADJ": "A"}
_OBJECTS = {"dobj", "nsubjpass", "obj", "attr"}
_BEFORE = {"compound", "amod", "nmod", "poss"}
_PLACES = {"GPE", "LOC", "FAC"}
_PEOPLE = {"PERSON", "NORP", "ORG"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sense:
    """What a word means where it stands; `settled` where its surroundings say so and not the lexicon alone."""

    token: Token
    type: str
    mode: str
    weight: float
    settled: bool

    @property
    def why(self) -> str:
        """The reason in words."""
        by = "by the words around it" if self.settled else "by the lexicon"
        return f"'{self.token.text}' names {self.type}{' ' + self.mode if self.mode else ''} {by}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A word that may name an event, and the features that speak for and against it."""

    sense: Sense
    features: tuple[str, ...]


def find_triggers(coding: Coding) -> Coding:
    """One event for each word that names one, or for each mention given from outside."""
    parsed = coding.parsed
    if coding.given is not None:
        return coding.with_events(number(_given_event(parsed, span) for group in coding.given for span in group))
    scored = ((candidate.sense, score(candidate)) for candidate in candidates(parsed))
    return coding.with_events(
        number(_event(sense, parsed.span(sense.token), chance) for sense, chance in scored if chance >= THRESHOLD)
    )


def _event(sense: Sense, mention: Span, confidence: float) -> Event:
    return Event(
        id="",
        type=sense.type,
        mode=sense.mode,
        aggregate=is_aggregate(sense),
        confidence=round(confidence, 3),
        mentions=(mention,),
        why=(sense.why,),
    )


def is_aggregate(sense: Sense) -> bool:
    """True where a noun stands for many happenings of one kind: "the war", "attacks on villages"."""
    token = sense.token
    if sense.type not in ("ASSAULT", "COERCE") or token.pos_ not in ("NOUN", "PROPN"):
        return False
    if token.lemma_.lower() in _aggregates():
        return True
    marked = any(child.dep_ in ("det", "nummod", "poss", "amod") for child in token.children)
    return token.tag_ == "NNS" and not marked


@cache
def _aggregates() -> frozenset[str]:
    return frozenset(row["lemma"] for row in ontology.table("aggregates.tsv", "lemma"))


def _given_event(parsed: Parsed, span: Span) -> Event:
    token = parsed.head_at(span.start, span.end)
    sense = token and find_sense(token)
    if sense:
        return _event(sense, span, 1.0)
    entries = senses(token) if token else ()
    kind, mode = (entries[0].type, entries[0].mode) if entries else (FALLBACK, "")
    return Event(id="", type=kind, mode=mode, confidence=1.0, mentions=(span,), why=("mention given",))


def number(events: Iterable[Event]) -> tuple[Event, ...]:
    """The events in the order of their first mentions, with the ids e1, e2 and so on."""
    ordered = sorted(events, key=lambda event: (event.mentions[0].start, event.mentions[0].end))
    return tuple(replace(event, id=f"e{i}") for i, event in enumerate(ordered, start=1))


def candidates(parsed: Parsed) -> Iterator[Candidate]:
    """The words of the lexicon in a parsed report, each with its sense and its features."""
    tokens = [token for _, doc in parsed.parsed_sentences() for token in doc if senses(token)]
    repeats = Counter(token.lemma_.lower() for token in tokens)
    strong = sum(sum(sense.weight for sense in senses(token)) >= STRONG for token in tokens)
    density = strong / max(1, len(parsed.sentences))
    for token in tokens:
        sense = find_sense(token)
        if sense is not None:
            features = features_of(parsed, sense, repeats[token.lemma_.lower()], density)
            yield Candidate(sense=sense, features=tuple(features))


def find_sense(token: Token) -> Sense | None:
    """What a word of the lexicon means here; None where its surroundings make it no event."""
    entries = senses(token)
    context = find_context(token)
    if not entries or (context is not None and context.type is None):
        return None
    kind, mode = (context.type, context.mode) if context else (entries[0].type, entries[0].mode)
    weight = sum(entry.weight for entry in entries)
    assert kind is not None  # noqa: S101 - a context without a type was turned away above
    return Sense(
        token=token,
        type=kind,
        mode=means_of(token) or mode if kind == "ASSAULT" else mode,
        weight=max(weight, CONTEXT_WEIGHT) if context else weight,
        settled=context is not None,
    )


def score(candidate: Candidate) -> float:
    """The chance that the candidate names an event (0 … 1): logistic over its features."""
    weights = feature_weights()
    total = weights["bias"] + weights["lexicon"] * logit(candidate.sense.weight)
    total += sum(weights.get(feature, 0.0) for feature in candidate.features)
    return 1 / (1 + math.exp(-total))


def logit(share: float) -> float:
    """Log odds of a share, kept within (0.01, 0.99)."""
    share = min(max(share, 0.01), 0.99)
    return math.log(share / (1 - share))


@cache
def feature_weights() -> Mapping[str, float]:
    """The weights of the features, as trained."""
    return {row["feature"]: float(row["weight"]) for row in ontology.table("trigger_features.tsv", "feature", "weight")}


def senses(token: Token) -> tuple[ontology.Trigger, ...]:
    """The lexicon's senses of a token, the likeliest first; none where the lexicon lacks it."""
    return ontology.triggers().get((token.lemma_.lower(), part_of_speech(token)), ())


def part_of_speech(token: Token) -> str:
    """V, N or A as in the lexicon; "" for words that name no event."""
    return _POS.get(token.pos_, "")


def find_context(token: Token) -> ontology.Context | None:
    """The first context of the table that holds around the token."""
    for context in ontology.trigger_contexts().get((token.lemma_.lower(), part_of_speech(token)), ()):
        for relation in context.relations:
            words = _related(token, relation)
            if ("*" in context.words and words) or relation == "*" or not context.words.isdisjoint(words):
                return context
    return None


def _related(token: Token, relation: str) -> set[str]:
    """Lemmas (and lower-case forms) of the words that stand in a relation to the token."""
    name, _, preposition = relation.partition(":")
    if name == "object":
        found = [child for child in token.children if child.dep_ in _OBJECTS]
        found += [head for head in (token.head,) if token.dep_ in ("acl", "relcl") and token.tag_ == "VBN"]
    elif name == "subject":
        found = [child for child in token.children if child.dep_ in ("nsubj", "nsubjpass", "agent")]
    elif name == "compound":
        found = [child for child in token.children if child.dep_ in _BEFORE]
        found += [grandchild for child in list(found) for grandchild in child.children if grandchild.dep_ in _BEFORE]
    elif name == "particle":
        found = [child for child in token.children if child.dep_ == "prt"]
        found += [child for child in token.children if child.dep_ == "advmod" and child.i == token.i + 1]
    elif name == "prep":
        found = [
            grandchild
            for child in token.children
            if child.dep_ in ("prep", "prt", "dative") and child.lower_ == preposition
            for grandchild in [*child.children, child]
        ]
    else:
        found = [token.head] if token.head != token else []
    return {form for word in found for form in (word.lemma_.lower(), word.lower_)}


@cache
def _means() -> Mapping[str, str]:
    return {row["word"]: row["mode"] for row in ontology.table("means.tsv", "word", "mode")}


def means_of(token: Token) -> str:
    """The mode that the means of an ASSAULT decides: "rocket attack", "stabbed to death", "killed in a bombing"."""
    near = [child for child in token.children if child.dep_ in _BEFORE or child.dep_ in ("advcl", "dobj", "oprd")]
    near += [
        pobj
        for child in token.children
        if child.dep_ in ("prep", "agent") and child.lower_ in ("in", "with", "by", "using", "during", "from")
        for pobj in child.children
    ]
    near += [grandchild for word in list(near) for grandchild in word.children if grandchild.dep_ in _BEFORE]
    near += [token.head] if token.dep_ in ("relcl", "acl", "xcomp", "conj", "compound", "prep") else []
    near += [subject for subject in token.children if subject.dep_ in ("nsubj", "agent")]
    return next((_means()[word.lemma_.lower()] for word in near if word.lemma_.lower() in _means()), "")


def features_of(parsed: Parsed, sense: Sense, repeats: int, density: float) -> Iterator[str]:
    """What speaks for or against a word, as names of features.

    Args:
        parsed: the report.
        sense: the word with what it means.
        repeats: how often the report uses the lemma.
        density: strong words of the lexicon a sentence, over the report.
    """
    token = sense.token
    yield f"tag={token.tag_}"
    yield f"dep={token.dep_}"
    yield f"type={sense.type}"
    if sense.settled:
        yield "settled by context"
    sentence = parsed.sentence_of(token)
    if sentence.line == 0 and parsed.document.title:
        yield "in title"
    if sentence.index < 4:
        yield "near the top"
    yield f"repeats={min(repeats, 4)}"
    yield f"density={min(int(density * 4), 4)}"
    children = list(token.children)
    deps = {child.dep_ for child in children}
    for dep in (
        "nsubj",
        "nsubjpass",
        "dobj",
        "agent",
        "neg",
        "poss",
        "compound",
        "prep",
        "det",
        "amod",
        "aux",
        "ccomp",
    ):
        if dep in deps:
            yield f"has {dep}"
    for child in children:
        if child.dep_ == "det" and token.pos_ in ("NOUN", "PROPN"):
            yield f"det={child.lower_}"
        if child.dep_ == "aux" and child.tag_ == "MD":
            yield "modal"
        if child.dep_ == "prep" and child.lower_ in ("of", "in", "on", "against", "by", "for", "with", "to"):
            yield f"prep={child.lower_}"
        if child.dep_ in ("nsubj", "nsubjpass", "dobj", "agent", "poss") and _named(child):
            yield f"named {child.dep_}"
    subtree = list(token.subtree)[:30]
    if any(word.ent_type_ in _PLACES for word in subtree):
        yield "place below"
    if any(word.ent_type_ in _PEOPLE for word in subtree):
        yield "people below"
    if any(word.ent_type_ == "DATE" for word in subtree):
        yield "date below"
    if any(word.ent_type_ == "CARDINAL" for word in subtree):
        yield "number below"
    head = token.head
    if head != token and senses(head):
        yield "depends on a trigger"
    if token.dep_ in ("compound", "amod", "nmod"):
        yield "stands before a noun"
    if token.dep_ == "pobj":
        yield (
            f"after {head.lower_}"
            if head.lower_ in ("of", "in", "for", "to", "after", "during", "from")
            else "after other"
        )
    if _in_quotes(token):
        yield "in quotes"


def _named(token: Token) -> bool:
    return any(word.ent_type_ in _PEOPLE or word.ent_type_ in _PLACES for word in [token, *token.children])


def _in_quotes(token: Token) -> bool:
    before = sum(word.text in ('"', "“", "”") for word in token.doc[: token.i])
    return before % 2 == 1
