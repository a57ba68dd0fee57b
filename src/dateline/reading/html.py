"""A saved web page → Document: body without boilerplate, captions apart, title, publisher and date of publication."""

from __future__ import annotations

import logging
import re
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from dateline import ontology
from dateline.errors import FormatError
from dateline.reading.dates import is_date_line
from dateline.reading.page import PageFacts, facts_of, is_title
from dateline.reading.source import MAX_RAW, Wishes, decode, make_report

if TYPE_CHECKING:
    from collections.abc import Iterable
    from configparser import ConfigParser

    from lxml.html import HtmlElement

    from dateline.model import Document

SHORTEST_REPORT = 40  # characters
LAYOUT_CELL = 200  # characters of a table's cell from which the table is layout, not data
HEAD_LINES = 5  # lines of the body among which title, byline and date are repeated
LATEST = "2099-12-31"  # htmldate's own bound is today, which would make a record depend on the clock
_SAVE = "save the page once it has loaded, or paste the report into a .txt file"

_CHARSET = re.compile(
    rb"<(?:meta|\?xml)\b[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE
)
_UNFIT = re.compile("[\0\ud800-\udfff]")  # what the parser cannot take
_CAPTIONS = (
    "//figcaption | //*[self::p or self::div or self::span or self::small or self::dd or self::td]"
    "[contains(concat(' ', translate(@class, '_-', '  '), ' '), ' caption ')"
    " or contains(@class, 'caption-text') or contains(@class, 'captionText')]"
)
_LONGEST_CAPTION = 1000  # characters; a longer one is the story in an unlucky class
_NAME = r"(?:[A-ZÀ-Þ][\w.'\u2019-]*|admin|and|in|of|for|the|an?|staff|de|van|von|bin|al-\w+)"
_BYLINE = re.compile(rf"(?i:(?:posted |written |reported )?by) {_NAME}(?:,? {_NAME}){{0,9}}")
_STAMP_PARTS = re.compile(r"\s*[|·•–—]\s*|\s+-\s+|,?\s+(?=[Bb]y\s)")
_ENDS = (".", "!", "?", ":", ";", '"', "\u201d", "\u2019", ")")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """What the page's article holds: lines of its body, and captions."""

    lines: tuple[str, ...]
    captions: tuple[str, ...]


def read_html(data: bytes, wishes: Wishes, *, declared: str | None = None, url: str | None = None) -> Document:
    """A web page.

    Args:
        data: its bytes.
        wishes: the user's.
        declared: the charset that the server told, if one did.
        url: where it came from, if not from a file.

    Raises:
        FormatError: it cannot be decoded, holds no article, or too much text.
        LanguageError: the article is not in English.
    """
    if len(data) > MAX_RAW:
        raise FormatError(f"it is larger than {MAX_RAW // 1_000_000} MB", remedy="save the page without its pictures")
    html = _UNFIT.sub("\ufffd", decode(data, declared=declared or declared_charset(data)))
    tree = _parse(html)
    facts = facts_of(tree, html, url)
    extracted = _extract(tree)
    lines, dates = _without_head(extracted.lines, facts)
    if not any(_tells(line) for line in lines):
        raise FormatError("it is a page without a report", remedy=_SAVE)
    published = facts.published or next(iter(dates), None) or _find_date(html)
    return make_report(
        wishes,
        body="\n".join(lines),
        title=facts.title,
        published=None if wishes.published else published,
        publisher=facts.publisher,
        url=facts.url,
        captions=extracted.captions,
    )


def declared_charset(data: bytes) -> str | None:
    """The charset that a page names in its first 4096 bytes."""
    match = _CHARSET.search(data[:4096])
    return match[1].decode("ascii") if match else None


def _parse(html: str) -> HtmlElement:
    from trafilatura.utils import load_html  # noqa: PLC0415 - slow to import, only where a page is read

    _quiet()
    tree = load_html(html)
    if tree is None:
        raise FormatError("it is no web page", remedy=_SAVE)
    return tree


def _extract(tree: HtmlElement) -> Extracted:
    from trafilatura import bare_extraction  # noqa: PLC0415 - as above

    captions = _take_captions(tree)
    _open_layout_tables(tree)
    try:
        found = bare_extraction(tree, fast=True, include_comments=False, config=_extractor_settings())
    except Exception as error:  # noqa: BLE001 - whatever a hostile page does to the extractor is this page's Issue
        raise FormatError(f"its text cannot be told from its frame ({type(error).__name__})", remedy=_SAVE) from None
    text: str = getattr(found, "text", None) or ""  # None for a page without an article
    lines = [line for line in _joined(text.splitlines()) if not ontology.is_chrome(line)]
    return Extracted(lines=tuple(lines), captions=captions)


@cache
def _extractor_settings() -> ConfigParser:
    from trafilatura.settings import DEFAULT_CONFIG  # noqa: PLC0415 - as above

    settings = deepcopy(DEFAULT_CONFIG)
    # A news flash is shorter than trafilatura's minimum, below which it runs all paragraphs of the page into one.
    settings.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(SHORTEST_REPORT))
    return settings


def _joined(lines: Iterable[str]) -> list[str]:
    """The lines, with those joined that a line break in mid-sentence had cut; list items without their dash."""
    joined: list[str] = []
    for raw in lines:
        line = " ".join(raw.split())
        if not line:
            continue
        if joined and line[0].islower() and not joined[-1].endswith(_ENDS):
            joined[-1] += " " + line
        else:
            joined.append(line.removeprefix("- "))
    return joined


def _open_layout_tables(tree: HtmlElement) -> None:
    """Turn tables that hold prose into plain blocks: old pages are laid out with them."""
    for table in tree.xpath("//table[.//td//p or .//td//br or .//td//table or .//td//h1]"):
        longest = max((len(cell.text_content()) for cell in table.iter("td")), default=0)
        if longest >= LAYOUT_CELL:
            for element in (table, *table.iter("tbody", "thead", "tr", "td", "th")):
                element.tag = "div"


def _take_captions(tree: HtmlElement) -> tuple[str, ...]:
    """Take the captions of pictures out of the tree and hand back their texts."""
    captions: dict[str, None] = {}
    for element in tree.xpath(_CAPTIONS):
        text = " ".join(element.text_content().split())
        if len(text) > _LONGEST_CAPTION:
            continue
        if text:
            captions[text] = None
        if element.getparent() is not None:
            element.drop_tree()  # keeps the text behind it
    inner = [a for a in captions if any(a != b and a in b for b in captions)]
    return tuple(caption for caption in captions if caption not in inner)


def _without_head(lines: tuple[str, ...], facts: PageFacts) -> tuple[list[str], list[str]]:
    """The body without what repeats title, byline and date at its top, and the dates that stood there."""
    head: list[str] = []
    dates: list[str] = []
    for line in lines[:HEAD_LINES]:
        stamp = _stamp(line)
        if stamp is not None:
            dates.extend(stamp)
        elif any(is_title(line, title) for title in facts.titles):
            head = [before for before in head if _tells(before)]  # what stands above the title is menu
        else:
            head.append(line)
    return [*head, *lines[HEAD_LINES:]], dates


def _stamp(line: str) -> list[str] | None:
    """The dates of a line that holds nothing but bylines and dates; None for any other line."""
    parts = [line] if is_date_line(line) else [part for part in _STAMP_PARTS.split(line) if part]
    if all(_BYLINE.fullmatch(part) or ontology.is_chrome(part) or is_date_line(part) for part in parts):
        return [part for part in parts if is_date_line(part)]
    return None


def _tells(line: str) -> bool:
    """True for a line that may be prose: a menu has none."""
    words = len(_WORD.findall(line))
    return words >= 8 or (words >= 3 and line.rstrip("\"')\u2019\u201d").endswith((".", "!", "?")))


def _find_date(html: str) -> str | None:
    """What htmldate finds in the markup; nothing where only a day that may be two days was found."""
    from htmldate import find_date  # noqa: PLC0415 - as above

    found = find_date(html, original_date=True, extensive_search=False, max_date=LATEST)
    if not found:
        return None
    year, month, day = found.split("-")
    either = {f"{int(a)}{s}{int(b)}{s}{year}" for a, b in ((day, month), (month, day)) for s in "/.-"}
    numeric = re.findall(r"(?<![\d/.-])0?(\d\d?)([/.-])0?(\d\d?)\2(\d{4})(?!\d)", html)
    ambiguous = int(day) <= 12 and day != month and any(f"{a}{s}{b}{s}{y}" in either for a, s, b, y in numeric)
    return None if ambiguous and found not in html else str(found)


def _quiet() -> None:
    # Both tell the console of pages without text; here that is an Issue.
    for name in ("trafilatura", "htmldate"):
        logger = logging.getLogger(name)
        if not any(isinstance(handler, logging.NullHandler) for handler in logger.handlers):
            logger.addHandler(logging.NullHandler())
