"""The shared encoder: each word of a report as a vector, by what stands around it.

A small transformer (MiniLM: six layers of 384; Wang et al. 2020), fine-tuned by `training/encoder.py` (docs/models.md),
reads a report in windows of whole sentences, each headed by the title. A report is encoded once; the heads that read
the vectors are in `heads`. What the lower layers make of a window is kept for `sayings`, which goes on from there. One
window is one call, so that a report's numbers depend on nothing but the report.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from dateline.model import Document
from dateline.sentences import clean

if TYPE_CHECKING:
    import onnxruntime
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    Vectors = NDArray[np.float32]

WIDTH = 384  # numbers of a vector
LOWER = 3  # layers whose vectors are kept
WINDOW = 160  # word pieces of a window, title and marks included
TITLE = 24  # word pieces of the title that head each window but the first
LONGEST_WORD = 2 * WINDOW  # pieces at which a "word" that fills a window alone is cut
THREADS = 1  # a second one gains less on windows of this length than its waiting costs the parser
CLS, SEP = 101, 102  # the vocabulary's marks for the beginning and the end of a piece of text


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A piece of a report as the encoder takes it.

    `pieces` are the ids of its word pieces; word `i` stands in the report from `words[i][0]` to `words[i][1]` and
    begins with the piece at `firsts[i]`. `sentences[i]` is the number of its sentence.
    """

    pieces: tuple[int, ...]
    words: tuple[tuple[int, int], ...]
    firsts: tuple[int, ...]
    sentences: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Encoded:
    """The words of a report and their vectors.

    Word `i` stands from `words[i][0]` to `words[i][1]` in the sentence `sentences[i]`; `pieces[i]` is the id of its
    first word piece, `vectors[i]` its vector: the array is (number of words, WIDTH). `lower` are the vectors (pieces,
    WIDTH) of each window behind the LOWER layers, and `firsts` the pieces there with which words begin.
    """

    words: tuple[tuple[int, int], ...]
    sentences: tuple[int, ...]
    pieces: tuple[int, ...]
    vectors: Vectors
    lower: tuple[Vectors, ...]
    firsts: tuple[tuple[int, ...], ...]

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _ in self.words]

    def word_at(self, offset: int) -> int | None:
        """The number of the word that holds the code point at `offset`; None where no encoded word does."""
        number = bisect_right(self._starts, offset) - 1
        return number if number >= 0 and offset < self.words[number][1] else None

    def words_of(self, sentence: int) -> range:
        """The numbers of the words of a sentence; empty where it was not encoded."""
        return self.words_between(sentence, sentence)

    def words_between(self, first: int, last: int) -> range:
        """The numbers of the words from one sentence to another, both included."""
        return range(bisect_right(self.sentences, first - 1), bisect_right(self.sentences, last))


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoder:
    """A loaded encoder: what makes pieces of words, and the network."""

    tokenizer: Tokenizer
    session: onnxruntime.InferenceSession

    def encode(self, document: Document, sentences: Iterable[tuple[int, int, int]]) -> Encoded:
        """Encode the given sentences of a report.

        Args:
            document: the report.
            sentences: (number, start, end) of each, in the order of the text.
        """
        found = list(windows(document, sentences, self.tokenizer))
        states = [self._run(window) for window in found]
        return Encoded(
            words=tuple(word for window in found for word in window.words),
            sentences=tuple(number for window in found for number in window.sentences),
            pieces=tuple(window.pieces[first] for window in found for first in window.firsts),
            vectors=np.concatenate([top for top, _ in states]) if states else np.zeros((0, WIDTH), dtype=np.float32),
            lower=tuple(lower for _, lower in states),
            firsts=tuple(window.firsts for window in found),
        )

    def _run(self, window: Window) -> tuple[Vectors, Vectors]:
        """The vectors of the words of a window, and those of all its pieces behind the lower layers."""
        pieces = {"pieces": np.array([window.pieces], dtype=np.int64)}
        states, lower = self.session.run(["states", "lower"], pieces)
        return states[0, list(window.firsts)], lower[0]


def windows(
    document: Document, sentences: Iterable[tuple[int, int, int]], tokenizer: Tokenizer, width: int = WINDOW
) -> Iterator[Window]:
    """The windows of a report of up to `width` pieces, in the order of the text; sentences as for `Encoder.encode`."""
    heading: tuple[int, ...] = (CLS,)
    if document.body_start:
        title = tokenizer.encode(clean(document.text[: document.body_start])[0], add_special_tokens=False)
        heading = (CLS, *title.ids[:TITLE], SEP)
    draft = _Draft((CLS,))
    for number, start, end in sentences:
        plain, offsets = clean(document.text[start:end])
        encoding = tokenizer.encode(plain, add_special_tokens=False)
        if draft.words and len(draft.pieces) + len(encoding.ids) >= width:
            yield draft.close()
            draft = _Draft(heading)
        last: int | None = None
        for piece, word, (a, b) in zip(encoding.ids, encoding.word_ids, encoding.offsets, strict=True):
            if word != last:
                if draft.words and len(draft.pieces) >= width - 1:
                    yield draft.close()
                    draft = _Draft(heading)
                draft.begin(start + offsets[a], number)
                last = word
            draft.add(piece, start + offsets[b - 1] + 1)
    if draft.words:
        yield draft.close()


class _Draft:
    """A window while it is filled."""

    def __init__(self, head: tuple[int, ...]) -> None:
        self.pieces = list(head)
        self.words: list[tuple[int, int]] = []
        self.firsts: list[int] = []
        self.sentences: list[int] = []

    def begin(self, start: int, sentence: int) -> None:
        self.words.append((start, start))
        self.firsts.append(len(self.pieces))
        self.sentences.append(sentence)

    def add(self, piece: int, end: int) -> None:
        self.words[-1] = (self.words[-1][0], end)
        if len(self.pieces) < LONGEST_WORD:
            self.pieces.append(piece)

    def close(self) -> Window:
        return Window(
            pieces=(*self.pieces, SEP),
            words=tuple(self.words),
            firsts=tuple(self.firsts),
            sentences=tuple(self.sentences),
        )


@cache
def load_encoder(folder: Path | None = None) -> Encoder:
    """The encoder of a folder (`encoder.onnx`), loaded once a process; the shipped one where none is named."""
    return Encoder(tokenizer=load_tokenizer(), session=load_session((folder or weights_folder()) / "encoder.onnx"))


def load_session(file: Path) -> onnxruntime.InferenceSession:
    """A network, ready to run on one thread."""
    import onnxruntime  # noqa: PLC0415 - only where a report is read: `import dateline` stays fast

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    options.inter_op_num_threads = THREADS
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])


@cache
def load_tokenizer() -> Tokenizer:
    """What makes word pieces, for all encoders."""
    from tokenizers import Tokenizer  # noqa: PLC0415 - as onnxruntime

    return Tokenizer.from_file(str(weights_folder() / "tokenizer.json"))


def weights_folder() -> Path:
    """Where the shipped weights are."""
    return Path(str(resources.files("dateline") / "weights"))
