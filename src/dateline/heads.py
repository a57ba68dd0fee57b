"""What the encoder's vectors say of the words of a report: the heads that are trained with it, and their answers.

Each head is a few small matrices in `weights/heads.npz`, made with the encoder by `training/encoder.py`:

- `tag`: is the word the name of an event, and of which type (softmax over none and the types);
- `mode`: in which mode of its type;
- `roles`: whether a word near it takes part in the event, and how (a biaffine score; Dozat and Manning 2017);
- `case`: whether the word is written with capitals within a sentence;
- `same`: whether two words name one event, and how the event of one is linked to that of the other;
- `status`, `aggregate`: how real the event that a word names is, and whether it is many told as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import numpy as np

from dateline import ontology
from dateline.encoder import Encoded, Encoder, load_encoder, weights_folder
from dateline.errors import SetupError
from dateline.model import Document, Relation, Status
from dateline.numeric import gelu, softmax
from dateline.sayings import Teller, Told, load_teller

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float32]

FILES = ("encoder.onnx", "heads.npz", "sayings.onnx", "sayings.npz")  # of a folder of weights
ROLES = ("actor", "target", "place", "time", "killed", "injured", "other figure", "source")
CASES = ("lower", "Title", "UPPER")
RELATIONS = get_args(Relation)
STATUSES = get_args(Status)
FAR = 41  # words between an event's word and another from which they count as equally far
REACH = 2  # sentences before and behind an event's own in which its participants are looked for
SCREEN = 0.3  # chance of an event below which a word does not keep its sentence from being screened out
TINY = 1e-9
BLOCK = 4096  # pairs of words that are compared at a time
SPREAD = 9  # powers of two of the words between two mentions that are told apart, by twos


@dataclass(frozen=True, kw_only=True)
class Heads:
    """The matrices of the heads, by name, and the labels in the order of their rows."""

    weights: Mapping[str, Array]

    def linear(self, name: str, vectors: Array) -> Array:
        """The scores of a linear head: (words, labels)."""
        return vectors @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]


@dataclass(frozen=True, kw_only=True)
class Readout:
    """What encoder and heads say of the words of one report. Words go by their numbers in `encoded`."""

    encoded: Encoded
    heads: Heads
    teller: Teller

    @cached_property
    def told(self) -> Told:
        """What the layers of speech say of the words."""
        return self.teller.read(self.encoded)

    @cached_property
    def tags(self) -> Array:
        """Chances (words, 1 + types): no event, then each type in the order of their names."""
        return softmax(self.heads.linear("tag", self.encoded.vectors))

    def event(self, word: int | None) -> float:
        """The chance that a word names an event; 0 for one that was not encoded."""
        return 0.0 if word is None else float(1 - self.tags[word, 0])

    def may_tell(self, sentence: int) -> bool:
        """True where some word of a sentence may name an event."""
        words = self.encoded.words_of(sentence)
        return bool(words) and float(self.tags[words.start : words.stop, 0].min()) <= 1 - SCREEN

    def types(self, word: int | None) -> dict[str, float]:
        """The chance of each type, if the word names an event; empty for one that was not encoded."""
        if word is None:
            return {}
        chances = self.tags[word, 1:] / max(1e-9, float(1 - self.tags[word, 0]))
        return dict(zip(type_names(), chances.tolist(), strict=True))

    def modes(self, word: int | None, kind: str) -> dict[str, float]:
        """The chance of each "TYPE/mode" of a type; empty for a word that was not encoded."""
        if word is None:
            return {}
        first, last = _mode_rows(kind)
        chances = softmax(self._mode_scores[word, first:last])
        return dict(zip(mode_names()[first:last], chances.tolist(), strict=True))

    @cached_property
    def _mode_scores(self) -> Array:
        return self.heads.linear("mode", self.encoded.vectors)

    def roles(self, word: int, others: Iterable[int]) -> Array:
        """Log odds (others, ROLES) that each of the other words fills a role in the event that the word names."""
        w = self.heads.weights
        there = np.fromiter(others, dtype=np.int64)
        apart = (there - word).clip(-FAR, FAR) + FAR
        sentences = self._sentences
        between = (sentences[there] - sentences[word]).clip(-REACH, REACH) + REACH
        both = w["roles.both"] * self._role_lefts[word]
        scores: Array = self._role_sides[there] @ both.T + self._role_alone[there]
        scores += w["roles.distance.weight"][apart] + w["roles.between.weight"][between]
        return scores

    def chance_of_role(self, word: int, role: str, start: int, end: int) -> float | None:
        """The chance that the words between two offsets fill a role in the event that a word names.

        None where they stand more than REACH sentences away, or were not encoded.
        """
        first, last = self.encoded.word_at(start), self.encoded.word_at(end - 1)
        if first is None or last is None:
            return None
        base, chances = self._fillers(word)
        if not base <= first <= last < base + len(chances):
            return None
        return float(chances[first - base : last - base + 1, ROLES.index(role)].sum())

    def filler(self, word: int, role: str) -> tuple[int, float]:
        """The word that most likely fills a role in the event that `word` names, and its chance."""
        base, chances = self._fillers(word)
        best = int(chances[:, ROLES.index(role)].argmax())
        return base + best, float(chances[best, ROLES.index(role)])

    def filled(self, word: int, role: str) -> float:
        """The chance that anybody near fills a role in the event that `word` names."""
        _, chances = self._fillers(word)
        return float(chances[:, ROLES.index(role)].sum())

    def likely_fillers(self, word: int, role: str, least: float) -> list[int]:
        """The words whose chance to fill a role in the event that `word` names is at least so high, the best first."""
        base, chances = self._fillers(word)
        column = chances[:, ROLES.index(role)]
        return [base + int(i) for i in np.argsort(-column, kind="stable") if column[i] >= least]

    def shares(self, word: int, others: Sequence[int]) -> Array:
        """The chance (ROLES,) of each role to be filled by one of the other words; 0 for those out of reach."""
        base, chances = self._fillers(word)
        rows = [other - base for other in others if 0 <= other - base < len(chances)]
        total: Array = chances[rows].sum(axis=0)
        return total

    def _fillers(self, word: int) -> tuple[int, Array]:
        """The first word within reach of an event, and for each from there the chance (words, ROLES) of each role.

        What a column lacks to 1 is the chance that nobody near fills the role. Kept, as all stages ask for it.
        """
        if word not in self._found_fillers:
            own = self.encoded.sentences[word]
            near = self.encoded.words_between(own - REACH, own + REACH)
            scores = self.roles(word, near)
            highest = np.maximum(scores.max(axis=0), 0)
            powers = np.exp(scores - highest)
            self._found_fillers[word] = near.start, powers / (np.exp(-highest) + powers.sum(axis=0))
        return self._found_fillers[word]

    @cached_property
    def _found_fillers(self) -> dict[int, tuple[int, Array]]:
        return {}

    @cached_property
    def _sentences(self) -> NDArray[np.int64]:
        return np.array(self.encoded.sentences, dtype=np.int64)

    @cached_property
    def _role_lefts(self) -> Array:
        return np.tanh(self.heads.linear("roles.left", self.encoded.vectors))

    @cached_property
    def _role_sides(self) -> Array:
        return np.tanh(self.heads.linear("roles.right", self.encoded.vectors))

    @cached_property
    def _role_alone(self) -> Array:
        return self.heads.linear("roles.alone", self._role_sides)

    def case(self, word: int) -> str:
        """How a word is written within a sentence: "lower", "Title" or "UPPER"."""
        return CASES[int(self._cases[word].argmax())]

    @cached_property
    def _cases(self) -> Array:
        return self.heads.linear("case", self.encoded.vectors)

    def type_between(self, source: Sequence[int], target: Sequence[int]) -> dict[str, float]:
        """The chance of each type of the event in which one party (its words) did something to another.

        Each word may name that event: as likely as it names one at all, and as the two parties' words take their parts
        in it.
        """
        count = len(self.encoded.words)
        events = np.log(1 - self.tags[:, 0] + TINY) - np.log(self.tags[:, 0] + TINY)
        for words, role in ((source, "actor"), (target, "target")):
            if words:
                events += [self.roles(word, words)[:, ROLES.index(role)].mean() for word in range(count)]
        types = self.tags[:, 1:] / (1 - self.tags[:, :1] + TINY)
        return dict(zip(type_names(), (softmax(events) @ types).tolist(), strict=True))

    def statuses(self, word: int) -> Array:
        """The chance (STATUSES) of each status of the event that a word names."""
        chances: Array = self._status_chances[word]
        return chances

    @cached_property
    def _status_chances(self) -> Array:
        return softmax(self.heads.linear("status", self.encoded.vectors))

    def aggregate(self, word: int | None) -> float:
        """The chance that a word names many events told as one; 0 for one that was not encoded."""
        if word is None:
            return 0.0
        return float(1 / (1 + np.exp(-self._aggregate_scores[word, 0])))

    @cached_property
    def _aggregate_scores(self) -> Array:
        return self.heads.linear("aggregate", self.encoded.vectors)

    def same(self, left: Sequence[int], right: Sequence[int]) -> Array:
        """Log odds (pairs,) that the words `left[i]` and `right[i]` name the same event: the mean of both orders."""
        same: Array = self._pairs(left, right)[:, :, 0].mean(axis=0)
        return same

    def linked(self, left: Sequence[int], right: Sequence[int]) -> Array:
        """Log odds (2, pairs, RELATIONS) that the event of `left[i]` has a relation to that of `right[i]`; and back."""
        return self._pairs(left, right)[:, :, 1:]

    def _pairs(self, left: Sequence[int], right: Sequence[int]) -> Array:
        blocks = [
            self._block(
                np.array(left[at : at + BLOCK], dtype=np.int64), np.array(right[at : at + BLOCK], dtype=np.int64)
            )
            for at in range(0, len(left), BLOCK)
        ]
        return np.concatenate(blocks, axis=1) if blocks else np.zeros((2, 0, 1 + len(RELATIONS)), dtype=np.float32)

    def _block(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> Array:
        """Scores (2, pairs, 1 + RELATIONS) of a block, both ways; the head reads x, y, x * y, |x - y|, the distance."""
        w = self.heads.weights
        pieces = np.array(self.encoded.pieces)
        gap = np.maximum(np.abs(right - left), 1)
        bucket = np.minimum(np.floor(np.log2(gap)).astype(np.int64), SPREAD - 1) // 2
        bucket += (SPREAD + 1) // 2 * (pieces[right] == pieces[left])
        x, y = self._same_sides[left], self._same_sides[right]
        size = x.shape[1]
        hidden = w["same.hidden.weight"]
        alike = np.concatenate([x * y, np.abs(x - y)], axis=1) @ hidden[:, 2 * size : 4 * size].T
        alike += (w["same.distance.weight"] @ hidden[:, 4 * size :].T)[bucket] + w["same.hidden.bias"]
        first, second = self._same_parts
        orders = ((left, right), (right, left))
        scores: Array = np.stack(
            [gelu(first[a] + second[b] + alike) @ w["same.out.weight"].T + w["same.out.bias"] for a, b in orders]
        )
        return scores

    @cached_property
    def _same_sides(self) -> Array:
        return np.tanh(self.heads.linear("same.project", self.encoded.vectors))

    @cached_property
    def _same_parts(self) -> tuple[Array, Array]:
        """What each word gives to the hidden layer as the first and as the second of a pair."""
        sides, hidden = self._same_sides, self.heads.weights["same.hidden.weight"]
        size = sides.shape[1]
        return sides @ hidden[:, :size].T, sides @ hidden[:, size : 2 * size].T


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """An encoder with its heads, and its layers of speech."""

    encoder: Encoder
    heads: Heads
    teller: Teller

    def read(self, document: Document, sentences: Iterable[tuple[int, int, int]]) -> Readout:
        """Encode the given sentences (number, start, end) of a report."""
        return Readout(encoded=self.encoder.encode(document, sentences), heads=self.heads, teller=self.teller)


@cache
def load_reader(folder: Path | None = None) -> Reader:
    """The encoder and heads of a folder, loaded once a process; the shipped ones where none is named.

    Raises:
        SetupError: the weights are missing.
    """
    folder = folder or weights_folder()
    missing = [name for name in FILES if not (folder / name).exists()]
    if missing:
        raise SetupError(f"{folder} lacks {' and '.join(missing)}; install dateline again")
    with np.load(folder / "heads.npz") as stored:
        weights = {name: stored[name].astype(np.float32) for name in stored.files}
    return Reader(encoder=load_encoder(folder), heads=Heads(weights=weights), teller=load_teller(folder))


@cache
def type_names() -> tuple[str, ...]:
    """The types in the order of the head's rows."""
    return tuple(sorted(ontology.types()))


@cache
def mode_names() -> tuple[str, ...]:
    """Each type's modes as "TYPE/mode", the open one first, in the order of the head's rows."""
    return tuple(f"{kind}/{mode}" for kind in type_names() for mode in ("", *ontology.types()[kind].modes))


@cache
def _mode_rows(kind: str) -> tuple[int, int]:
    """The first of the head's rows for the modes of a type, and the one behind the last."""
    of_type = [number for number, name in enumerate(mode_names()) if name.startswith(f"{kind}/")]
    return of_type[0], of_type[-1] + 1
