"""Where the sentences of a report begin and end, and what of their characters a reader sees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

LONGEST_SENTENCE = 1500  # characters; what is longer is cut at a space, to keep memory and time in bounds

NARROWEST, WIDEST = 50, 100  # characters of the longest line in a text that was broken to a fixed width
SLACK = 3  # characters by which such a line may fall short of the widest
FEWEST = 3  # line ends within paragraphs from which a text may be such a one
WRAPPED = 0.8  # share of them that must come where the line was full

_PARAGRAPH = re.compile(
    r"[^\n\r\v\f\x85\u2028\u2029]+(?:\r?\n(?![ \t]*\r?\n)(?![ \t]{2})[^\n\r\v\f\x85\u2028\u2029]+)*"
)
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
    r"\s*[A-Z][A-Z'’./ -]{2,40}(?:\([A-Z ]{2,30}\))?(?:, ?[A-Z][A-Za-z. ]{1,30})?(?:, ?\d{1,2} [A-Z]{3,9} \d{2,4})?"
    r"(?:\s*\([A-Za-z. /-]{2,30}\))?(?:\s*[—–]|\s*--|\s+-)\s+(?:\[[A-Z ]+\]\s+)*(?=\S)"
)
# Soft hyphens, joiners, direction marks and controls: a reader does not see them, and a parser stumbles over them.
_UNSEEN = (0xAD, 0x61C, 0x2060, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_CONTROLS = (*range(0x09), *range(0x0E, 0x1C), *range(0x7F, 0x85), *range(0x86, 0xA0))
_DROPPED = re.compile(f"[{''.join(map(chr, _UNSEEN + _CONTROLS))}]")
_SPACES = re.compile(r"\s")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def split_sentences(text: str) -> Iterator[tuple[int, int, int]]:
    """(line number, start, end) of each sentence: never over a line end, blanks around it left out.

    In a text whose lines were broken to a fixed width, as wire copy and mail are, a paragraph counts as one line.
    """
    line_pattern = _PARAGRAPH if is_wrapped(text) else _LINE
    for number, line in enumerate(line_pattern.finditer(text)):
        cuts = [line.start()]
        dateline = _DATELINE.match(text, *line.span())
        if dateline:
            cuts.append(dateline.end())
        for boundary in _BOUNDARY.finditer(text, *line.span()):
            head = text[max(line.start(), boundary.start() - 12) : boundary.start()]
            head = head.title() if head.isupper() else head
            if not _ABBREVIATION.search(head) or _OPENER.match(text, boundary.end()):
                cuts.append(boundary.end())
        cuts.append(line.end())
        for start, end in pairwise(cuts):
            yield from ((number, a, b) for a, b in _cut_long(text, *_strip(text, start, end)))


def is_wrapped(text: str) -> bool:
    """True where lines end because the next word would not have fitted: no line end then means anything."""
    lines = [line.rstrip() for line in text.split("\n")]
    width = max(map(len, lines), default=0)
    broken = [(line, following) for line, following in pairwise(lines) if line and following.strip()]
    full = sum(len(line) + 1 + len(following.split(maxsplit=1)[0]) > width - SLACK for line, following in broken)
    return NARROWEST <= width <= WIDEST and len(broken) >= FEWEST and full >= WRAPPED * len(broken)


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
    dropped = {match.start() for match in _DROPPED.finditer(plain)}
    return _DROPPED.sub("", plain), [i for i in range(len(plain)) if i not in dropped]
