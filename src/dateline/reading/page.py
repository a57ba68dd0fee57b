"""What a web page says about itself: title, publisher, day of publication, address."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dateline.errors import FormatError
from dateline.reading.dates import parse_published
from dateline.reading.url import host_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.html import HtmlElement

_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(https?://\S+?)\s*-->", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s+[|–—·»:-]\s+|\s*\|\s*")
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_SITE_WORDS = 5  # a site's name behind the title has at most so many
_DATE_NAMES = (
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished", "date", "pubdate",
    "publishdate", "publish-date", "publish_date", "article.published", "dc.date", "dc.date.issued", "dcterms.created",
    "dcterms.date", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "citation_publication_date",
)  # fmt: skip
_ARTICLE = re.compile(r"(?:Article|Report|BlogPosting|LiveBlogPosting)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """What a page says about itself; `titles` are all forms of its title, the chosen one first."""

    title: str
    titles: tuple[str, ...]
    publisher: str | None
    published: str | None
    url: str | None


def facts_of(tree: HtmlElement, html: str, url: str | None) -> PageFacts:
    """Read the head of a page, its JSON-LD and its headings.

    Args:
        tree: the page.
        html: its source.
        url: where it came from, if that is known; else the page may tell.
    """
    meta = _meta(tree)
    stated = _linked_data(tree)
    address = url or _address(tree, meta, html)
    host = host_of(address)
    publisher = meta.get("og:site_name") or _name(stated.get("publisher")) or host
    titles = _titles(tree, meta, stated, [publisher or "", host or ""])
    return PageFacts(
        title=titles[0] if titles else "",
        titles=tuple(titles),
        publisher=publisher,
        published=_published(tree, meta, stated),
        url=address,
    )


def same_words(one: str, other: str) -> bool:
    """True where two lines differ at most in case, spaces and signs."""
    return _words(one) == _words(other) != []


def is_title(line: str, title: str) -> bool:
    """True where a line repeats the title, or all of it behind a leading "Daily Gazette: "."""
    return same_words(line, title) or (len(_words(line)) > 2 and same_words(line, title.partition(": ")[2]))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _flat(text: object) -> str:
    return " ".join(text.split()) if isinstance(text, str) else ""


def _meta(tree: HtmlElement) -> Mapping[str, str]:
    """The contents of meta elements by lower-case name or property; the first of each counts."""
    found: dict[str, str] = {}
    for element in tree.xpath("//meta[@content]"):
        content = _flat(element.get("content"))
        for key in ("property", "name", "itemprop"):
            if content and element.get(key):
                found.setdefault(element.get(key).strip().lower(), content)
    return found


def _linked_data(tree: HtmlElement) -> Mapping[str, object]:
    """The schema.org description of the article, empty where the page has none that can be read."""
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            value = json.loads(script.text_content())
        except (ValueError, RecursionError):
            continue  # it is the page's own decoration; what it would have told is looked for elsewhere
        for item in _items(value):
            kinds = item.get("@type")
            several = kinds if isinstance(kinds, list) else [kinds]
            if any(isinstance(kind, str) and _ARTICLE.search(kind) for kind in several):
                return item
    return {}


def _items(value: object) -> Iterator[Mapping[str, object]]:
    if isinstance(value, list):
        for item in value:
            yield from _items(item)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            if isinstance(value.get(key), list | dict):
                yield from _items(value[key])


def _name(value: object) -> str:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name")
    return _flat(value)


def _address(tree: HtmlElement, meta: Mapping[str, str], html: str) -> str | None:
    saved = _SAVED_FROM.search(html, 0, 4096)
    canonical = tree.xpath("//link[@rel='canonical']/@href")
    for address in (*canonical[:1], meta.get("og:url"), saved[1] if saved else None):
        if address and address.lower().startswith(("http://", "https://")) and host_of(address):
            return str(address)
    return None


def _titles(tree: HtmlElement, meta: Mapping[str, str], stated: Mapping[str, object], sites: list[str]) -> list[str]:
    """The forms of the title. A heading wins where the head of the page bears it out; it may be the site's logo."""
    head = [_flat(text) for text in tree.xpath("//head/title/text() | //title/text()")[:1]]
    told = [meta.get("og:title", ""), _flat(stated.get("headline")), meta.get("twitter:title", ""), *head]
    told = [title for text in told if (title := without_site(text, sites))]
    headings = [text for h1 in tree.xpath("//h1") if (text := without_site(_flat(h1.text_content()), sites))]
    borne_out = [h1 for h1 in headings if any(_overlap(h1, title) >= 0.5 for title in told)]
    chosen = borne_out or told or [h1 for h1 in headings if h1 not in sites]
    return list(dict.fromkeys([*chosen[:1], *told, *borne_out]))


def _overlap(one: str, other: str) -> float:
    a, b = set(_words(one)), set(_words(other))
    return len(a & b) / max(1, min(len(a), len(b))) if min(len(a), len(b)) > 1 else float(a == b)


def without_site(title: str, sites: list[str]) -> str:
    """A title without the name of the site behind or before it: "Strike on Ganja | World | Example News"."""
    parts = _SEPARATOR.split(title)
    signs = _SEPARATOR.findall(title)
    while len(parts) > 1 and (
        _HOST.fullmatch(parts[-1])
        or _is_site(parts[-1], sites)
        or ("|" in signs[-1] and _is_label(parts[-1], parts[0]))
    ):
        title = title[: title.rindex(signs.pop() + parts.pop())]
    if len(parts) > 1 and _is_site(parts[0], sites):
        title = title[len(parts[0]) + len(signs[0]) :]
    return "" if any(same_words(title, site) for site in sites) else title.strip()


def _is_site(part: str, sites: list[str]) -> bool:
    squeezed = "".join(_words(part)).removeprefix("the")
    names = ["".join(_words(site)).removeprefix("the").removeprefix("www") for site in sites if site]
    if len(squeezed) < 3:
        return squeezed in names
    return any(name and (name.startswith(squeezed) or squeezed.startswith(name)) for name in names)


def _is_label(part: str, title: str) -> bool:
    """True for a section or a site behind a bar: few words, fewer than the title has."""
    return len(_words(part)) <= _SITE_WORDS and len(_words(part)) < len(_words(title))


def _published(tree: HtmlElement, meta: Mapping[str, str], stated: Mapping[str, object]) -> str | None:
    """The first date of publication that the markup states and that can be read in one way only."""
    times = tree.xpath(
        "//time[@pubdate]/@datetime | //*[@itemprop='datePublished']/@datetime | //article//time/@datetime"
    )
    for value in (*(meta.get(name) for name in _DATE_NAMES[:4]), stated.get("datePublished"),
                  *(meta.get(name) for name in _DATE_NAMES[4:]), *times[:1]):  # fmt: skip
        if isinstance(value, str) and value:
            try:
                return parse_published(value)
            except FormatError:
                continue  # another element, or htmldate, may tell it in a form that can be read
    return None
