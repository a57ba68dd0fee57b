"""Who says what, and how sure it is told: what the encoder's other top says of the words of a report.

Above its lower layers the encoder goes on twice: to the vectors that `heads` reads, and through layers of their own
(`weights/sayings.onnx`, made by `training/sayings.py`) to vectors that tell of speech. On these stand three heads
(`weights/sayings.npz`):

- `cue`: does a word begin or continue what tells that somebody says something ("said", "according to");
- `parts`: which words near a cue are its source and its content. A score for each label of each word (biaffine, Dozat
  and Manning 2017, and a hidden layer), and a chain over the labels (Lafferty, McCallum and Pereira 2001), whose best
  path is found by Viterbi's method: contents are whole stretches, not words;
- `degree`: how sure it is told that what a word names happens, from -3 to 3, on the scale of news (FactBank; Saurí and
  Pustejovsky 2009; Lee et al. 2015) or that of readers of web pages (White et al. 2016).

The scheme of source, cue and content is that of PolNeAR (Newell, Margolin and Ruths 2018).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from dateline.encoder import Encoded, load_session, weights_folder
from dateline.numeric import gelu

if TYPE_CHECKING:
    import onnxruntime
    from numpy.typing import NDArray

    Array = NDArray[np.float32]
    Numbers = NDArray[np.int64]

Scale = Literal["news", "web"]
SCALES = get_args(Scale)
MOST = 3.0  # degree of what certainly happened; that of what certainly did not is -MOST

# Labels of the words near a cue. A span of one word is its first word alone.
LABELS = ("none", "source first", "source inner", "source last", "content first", "content inner", "content last")
SOURCE, CONTENT = LABELS.index("source first"), LABELS.index("content first")
INNER, LAST = 1, 2  # what is added to the label of a first word for those that follow
BACK, AHEAD = 2, 5  # sentences before and behind a cue in which its source and its content are looked for
LINES_BACK, LINES_AHEAD = 1, 2  # lines before and behind a cue from which all count as equally far
FAR = 41  # words from a cue from which all count as equally far
FURTHEST = 500  # words from a cue beyond which nothing is looked for, however long the sentences are
BLOCK = 16  # cues that are weighed at a time: their scores need a megabyte each
NEVER = -1e4  # score of what cannot be
OUTSIDE, BEGINS, GOES_ON = range(3)  # labels of the words of cues

Range = tuple[int, int]  # code points of a text: start, end


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """Who says what: the code points of cue, source and content. `source` is None where the report names none.

    A content may stand in several pieces ("“No,” she said. “Never.”").
    """

    cue: Range
    source: Range | None
    contents: tuple[Range, ...]


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the vectors (words, WIDTH) of speech say of the words of one report. Words go by their numbers."""

    encoded: Encoded
    vectors: Array
    weights: Mapping[str, Array]

    def degree(self, word: int, scale: Scale = "news") -> float:
        """How sure the report tells that what a word names happens: -3 certainly not … 3 certainly."""
        return float(self._degrees[word, SCALES.index(scale)].clip(-MOST, MOST))

    @cached_property
    def _degrees(self) -> Array:
        return self._linear("degree", self.vectors)

    def sayings(self, lines: Sequence[int]) -> tuple[Saying, ...]:
        """Who says what, in the order of the cues; `lines` are the numbers of the lines of the report's sentences."""
        cues = list(self._cues())
        sentences, numbers = np.array(self.encoded.sentences), np.array(lines)
        found: list[Saying] = []
        for at in range(0, len(cues), BLOCK):
            block = cues[at : at + BLOCK]
            near = Near(np.array([first for first, _ in block]), sentences, numbers)
            paths = self._best_paths(self._part_scores(near), near.there)
            found += [
                self._saying(cue, int(begin), path.tolist())
                for cue, begin, path in zip(block, near.begins, paths, strict=True)
            ]
        return tuple(found)

    def _cues(self) -> Iterator[Range]:
        """The first and last word of each cue."""
        labels = self._linear("cue", self.vectors).argmax(axis=1).tolist()
        word = 0
        while word < len(labels):
            first = word
            word += 1
            if labels[first] == BEGINS:
                while word < len(labels) and labels[word] == GOES_ON:
                    word += 1
                yield first, word - 1

    def _saying(self, cue: Range, begin: int, path: list[int]) -> Saying:
        sources = list(self._stretches(path, SOURCE, begin))
        return Saying(
            cue=self._range(*cue),
            source=sources[0] if sources else None,
            contents=tuple(self._stretches(path, CONTENT, begin)),
        )

    def _stretches(self, path: list[int], label: int, begin: int) -> Iterator[Range]:
        at = 0
        while at < len(path):
            first = at
            at += 1
            if path[first] == label:
                while at < len(path) and path[at] in (label + INNER, label + LAST):
                    at += 1
                yield self._range(begin + first, begin + at - 1)

    def _range(self, first: int, last: int) -> Range:
        return self.encoded.words[first][0], self.encoded.words[last][1]

    def _part_scores(self, near: Near) -> Array:
        """The score (cues, words, LABELS) of each label of the words near each cue."""
        w = self.weights
        cues = self.vectors[near.cues]
        left, right = np.tanh(self._linear("parts.left", cues)), np.tanh(self._linear("parts.right", self.vectors))
        alone = self._linear("parts.alone", right)
        hidden = self._linear("parts.first", cues)[:, None] + self._linear("parts.second", self.vectors)[near.words]
        hidden += w["parts.distance.weight"][near.distances] + w["parts.between.weight"][near.sentences]
        hidden += w["parts.lines.weight"][near.lines]
        scores: Array = self._linear("parts.out", gelu(hidden)) + alone[near.words]
        scores += right[near.words] @ (w["parts.both"] * left[:, None]).transpose(0, 2, 1)
        return scores

    def _best_paths(self, scores: Array, there: NDArray[np.bool_]) -> Numbers:
        """The best labels (cues, words) by scores and chain; "none" where `there` is False."""
        w = self.weights
        steps = w["chain.steps"] + np.where(allowed_steps(), 0, NEVER)
        cues, words, labels = scores.shape
        best = scores[:, 0] + w["chain.begin"] + np.where(allowed_first(), 0, NEVER)
        back = np.zeros((words, cues, labels), dtype=np.int64)
        for word in range(1, words):
            reached = best[:, :, None] + steps
            back[word] = np.where(there[:, word, None], reached.argmax(axis=1), np.arange(labels))
            best = np.where(there[:, word, None], reached.max(axis=1) + scores[:, word], best)
        at = (best + w["chain.end"] + np.where(allowed_last(), 0, NEVER)).argmax(axis=1)
        paths = np.zeros((cues, words), dtype=np.int64)
        for word in range(words - 1, -1, -1):
            paths[:, word] = at
            at = back[word][np.arange(cues), at]
        return np.where(there, paths, 0)

    def _linear(self, name: str, vectors: Array) -> Array:
        return vectors @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]


class Near:
    """The words near each cue, as rows of equal length: (cues, words). `there` is False where a row is only filled up.

    `begins` are the numbers of the first words of the rows.
    """

    def __init__(self, cues: Numbers, sentences: Numbers, lines: Numbers) -> None:
        """`cues` are numbers of words; `sentences` of each word, and `lines` of each sentence."""
        self.cues = cues
        own = sentences[cues]
        self.begins = np.maximum(np.searchsorted(sentences, own - BACK, side="left"), cues - FURTHEST)
        ends = np.minimum(np.searchsorted(sentences, own + AHEAD, side="right"), cues + FURTHEST)
        row = self.begins[:, None] + np.arange(int((ends - self.begins).max()))
        self.there = row < ends[:, None]
        self.words = np.minimum(row, ends[:, None] - 1)
        self.distances = (self.words - cues[:, None]).clip(-FAR, FAR) + FAR
        self.sentences = (sentences[self.words] - own[:, None]).clip(-BACK, AHEAD) + BACK
        between = lines[sentences[self.words]] - lines[own][:, None]
        self.lines = between.clip(-LINES_BACK, LINES_AHEAD) + LINES_BACK


@cache
def allowed_steps() -> NDArray[np.bool_]:
    """Which label (column) may follow which (row): what has begun goes on until its last word."""
    allowed = np.zeros((len(LABELS), len(LABELS)), dtype=bool)
    allowed[:, [0, SOURCE, CONTENT]] = True
    for first in (SOURCE, CONTENT):
        allowed[first, [first + INNER, first + LAST]] = True
        allowed[first + INNER] = False
        allowed[first + INNER, [first + INNER, first + LAST]] = True
    return allowed


@cache
def allowed_first() -> NDArray[np.bool_]:
    """Which labels the first word may have."""
    return np.isin(np.arange(len(LABELS)), [0, SOURCE, CONTENT])


@cache
def allowed_last() -> NDArray[np.bool_]:
    """Which labels the last word may have."""
    return ~np.isin(np.arange(len(LABELS)), [SOURCE + INNER, CONTENT + INNER])


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """The layers of speech with their heads."""

    session: onnxruntime.InferenceSession
    weights: Mapping[str, Array]

    def read(self, encoded: Encoded) -> Told:
        """Go on from where the lower layers of the encoder stopped."""
        states = [
            self.session.run(["states"], {"lower": lower[None]})[0][0, list(firsts)]
            for lower, firsts in zip(encoded.lower, encoded.firsts, strict=True)
        ]
        vectors = np.concatenate(states) if states else encoded.vectors
        return Told(encoded=encoded, vectors=vectors, weights=self.weights)


@cache
def load_teller(folder: Path | None = None) -> Teller:
    """The layers and heads of a folder (`sayings.onnx`, `sayings.npz`), loaded once a process."""
    folder = folder or weights_folder()
    with np.load(folder / "sayings.npz") as stored:
        weights = {name: stored[name].astype(np.float32) for name in stored.files}
    return Teller(session=load_session(folder / "sayings.onnx"), weights=weights)
