"""What type and mode of event a word names, where it stands.

Where a row of the table of contexts holds, it decides. Elsewhere two log-linear models (multinomial logistic
regression) choose first the type and then the mode within it: they start from the lexicon's shares of a word's senses
and move from there by the words, the grammar and the report around it. `training/triggers.py` fits them; their weights
are plain tables in `data/`.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from dateline import ontology
from dateline.coding.surroundings import Survey, find_context, means_beside, means_modes, word_features

if TYPE_CHECKING:
    from spacy.tokens import Token

ENCODER = "encoder"  # the share that a model takes from the encoder
CHANCES = frozenset({"lexicon", ENCODER})  # shares that are chances
SCALAR = "*"  # the label of a feature whose weight is the same for every label
FLOOR = 0.01  # share of a sense that the lexicon lacks
SETTLED_CHANCE = 0.9  # that the type is right which a row of the table of contexts gives
MODE_CHANCE = 0.5  # a mode is told where it is likelier than not; .3 to .6 score alike

Weights = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sense:
    """What a word means where it stands, and the chance (0 … 1) that this is its type, if it names an event."""

    token: Token
    type: str
    chance: float
    weight: float  # how often the word names an event at all: the lexicon's share
    context: ontology.Context | None  # the row of the table of contexts that holds around it
    features: tuple[str, ...]  # of its surroundings

    @property
    def settled(self) -> bool:
        """True where the table of contexts has it so, and not the models alone."""
        return self.context is not None and self.context.type == self.type

    @property
    def why(self) -> str:
        """The reason in words."""
        by = "by the table of contexts" if self.settled else "by lexicon and surroundings"
        return f"'{self.token.text}' names {self.type} {by} ({self.chance:.2f})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a log-linear model sees of a word.

    `shares` are by name ("lexicon", "means beside" …) and label; the weight of each is the same for all labels, so that
    what is learned of one label holds for those that the training articles seldom have. `features` weigh by label.
    """

    shares: Mapping[str, Mapping[str, float]]
    features: tuple[str, ...]


def find_sense(report: Survey, token: Token) -> Sense:
    """The type that a row of the table of contexts gives a word, or else the likeliest."""
    context = find_context(token)
    evidence = type_evidence(report, token, context)
    chances = softmax(scores(type_weights(), evidence, sorted(ontology.types())))
    likeliest = max(chances, key=lambda name: (chances[name], name))
    settled = context.type if context else None
    return Sense(
        token=token,
        type=settled or likeliest,
        chance=SETTLED_CHANCE if settled else chances[likeliest],
        weight=sum(entry.weight for entry in report.senses(token)),
        context=context,
        features=evidence.features,
    )


def find_mode(report: Survey, sense: Sense) -> str:
    """The mode of the type that a word names: from the table of contexts, or the likeliest; "" where none is so."""
    if sense.context is not None and sense.settled and sense.context.mode:
        return sense.context.mode
    labels = [label(sense.type, mode) for mode in ("", *ontology.types()[sense.type].modes)]
    evidence = mode_evidence(report, sense.token, sense.type, sense.features)
    chances = softmax(scores(mode_weights(), evidence, labels))
    told = [name for name in labels[1:] if is_told(report, sense.token, name.partition("/")[2])]
    best = max(told, key=lambda name: (chances[name], name), default="")
    return best.partition("/")[2] if best and chances[best] >= MODE_CHANCE else ""


def is_told(report: Survey, token: Token, mode: str) -> bool:
    """False for a means (a drone, poison) that no word of the report names: what is not told is not told."""
    own = {sense.mode for sense in report.senses(token) if sense.prior > 0}  # a counted sense may be chance
    return mode not in means_modes() or mode in own or mode in report.told_means


def label(kind: str, mode: str) -> str:
    """The name of a mode within its type, as the tables of weights have it: "ASSAULT/firearms", "AID/"."""
    return f"{kind}/{mode}"


def type_evidence(report: Survey, token: Token, context: ontology.Context | None) -> Evidence:
    """What the model of types sees of a word."""
    lexicon: dict[str, float] = defaultdict(float)
    for entry in report.senses(token):
        lexicon[entry.type] += entry.weight
    return Evidence(
        shares={"lexicon": lexicon, ENCODER: report.parsed.readout.types(report.parsed.word(token))},
        features=("any word", *word_features(report, token, context)),
    )


def mode_evidence(report: Survey, token: Token, kind: str, features: tuple[str, ...]) -> Evidence:
    """What the model of modes sees of a word of type `kind`; `features` are those of the model of types."""
    lexicon: dict[str, float] = defaultdict(float)
    for entry in report.senses(token):
        lexicon[label(entry.type, entry.mode)] += entry.weight
    beside = means_beside(token)
    in_sentence = report.sentence_means.get(report.parsed.sentence_of(token).index, ())
    named = sum(report.means.values())
    throughout = {label("ASSAULT", mode): uses / named for mode, uses in report.means.items()}
    return Evidence(
        shares={
            "lexicon": lexicon,
            ENCODER: report.parsed.readout.modes(report.parsed.word(token), kind),
            "means beside": {label("ASSAULT", beside): 1.0} if beside else {},
            "means in sentence": {label("ASSAULT", mode): 1.0 for mode in in_sentence},
            "means in report": throughout,
            "modes in report": report.modes,
        },
        features=features,
    )


def scores(weights: Weights, evidence: Evidence, labels: Iterable[str]) -> dict[str, float]:
    """The log-linear score of each label, up to a constant."""
    names = list(labels)
    found = dict.fromkeys(names, 0.0)
    for share, values in evidence.shares.items():
        weight = weights[share][SCALAR]
        for name in names if share in CHANCES else values:
            if name in found:
                found[name] += weight * share_value(share, values.get(name, 0.0))
    for feature in evidence.features:
        known = weights.get(feature, {})
        if len(known) > len(names):  # the modes of all types, and the labels are those of one
            known = {name: known[name] for name in names if name in known}
        for name, weight in known.items():
            if name in found:
                found[name] += weight
    return found


def share_value(name: str, share: float) -> float:
    """A share as the models take it: chances as logarithms, kept above that of the floor; others as they are."""
    return math.log(share + FLOOR) if name in CHANCES else share


def softmax(found: Mapping[str, float]) -> dict[str, float]:
    """Chances (0 … 1, together 1) from scores."""
    top = max(found.values())
    powers = {name: math.exp(value - top) for name, value in found.items()}
    total = sum(powers.values())
    return {name: power / total for name, power in powers.items()}


@cache
def type_weights() -> Weights:
    """The weights of the model of types, by feature and type."""
    return load_weights("sense_types.tsv")


@cache
def mode_weights() -> Weights:
    """The weights of the model of modes, by feature and mode within its type."""
    return load_weights("sense_modes.tsv")


def load_weights(name: str) -> Weights:
    """The weights of a log-linear model from its table in `data/`, by feature and label."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for row in ontology.table(name, "feature", "label", "weight"):
        found[row["feature"]][row["label"]] = float(row["weight"])
    return found
