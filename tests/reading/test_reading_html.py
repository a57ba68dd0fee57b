"""Saved web pages: the report is told from its frame, and the page from what it says about itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dateline.errors import FormatError, LanguageError
from dateline.reading.html import read_html
from dateline.reading.source import Wishes

if TYPE_CHECKING:
    from dateline.model import Document

FIRST = (
    "GANJA, Azerbaijan (ENS) - At least 13 people were killed when a missile struck homes on Saturday, officials said."
)
SECOND = "More than 40 were wounded, the prosecutor\N{RIGHT SINGLE QUOTATION MARK}s office said."
THIRD = "Armenia denied that it had fired the missile."
TITLE = "Strike on Ganja kills 13"

NAVIGATION = '<nav><ul><li><a href="/">Home</a></li><li><a href="/w">World</a></li></ul></nav>'
COOKIES = (
    '<div class="cookie-banner"><p>We use cookies to improve your visit. By going on you accept our policy.</p></div>'
)
SHARE = '<div class="share"><a href="#">Share on Facebook</a> <a href="#">Tweet</a></div>'
FIGURE = "<figure><img src='x.jpg' alt='a'><figcaption>Rescuers search a house. [Getty]</figcaption></figure>"
RELATED = '<aside><h3>Most read</h3><ul><li><a href="/1">Gunmen kill nine in a town elsewhere</a></li></ul></aside>'
FOOTER = "<footer>\u00a9 2019 Example News. All rights reserved.</footer>"
STORY = f"<p>{FIRST}</p><p>{SECOND}</p><h2>Denial</h2><p>{THIRD}</p>"
BODY = f"{FIRST}\n{SECOND}\nDenial\n{THIRD}"


def page(article: str = f"<h1>{TITLE}</h1>{STORY}", head: str = "", *, charset: str = "utf-8") -> bytes:
    html = (
        f"<!DOCTYPE html><html><head><meta charset='{charset}'>{head}</head><body>{COOKIES}{NAVIGATION}"
        f"<main><article>{article}</article>{RELATED}</main>{FOOTER}</body></html>"
    )
    return html.encode(charset)


def read(data: bytes, **options: str) -> Document:
    return read_html(data, Wishes(), **options)


def test_the_body_is_told_from_its_frame() -> None:
    document = read(page(f"<h1>{TITLE}</h1>{SHARE}{FIGURE}{STORY}<p>Follow us on Twitter</p>{SHARE}"))
    assert document.text == f"{TITLE}\n\n{BODY}"
    assert document.title == TITLE
    assert document.captions == ("Rescuers search a house. [Getty]",)


@pytest.mark.parametrize(
    "head",
    [
        f"<title>{TITLE}</title>",
        f"<title>{TITLE} | World | Example News</title><meta property='og:site_name' content='Example News'>",
        f"<title>Example News - {TITLE}</title><meta property='og:site_name' content='Example News'>",
        f"<meta property='og:title' content='{TITLE} - The ENS'><meta property='og:site_name' content='ENS'>",
        f"<title>{TITLE} \u2013 example.com</title>",
        f'<script type="application/ld+json">[{{"@type": ["NewsArticle"], "headline": "{TITLE}"}}]</script>',
    ],
)
@pytest.mark.parametrize("heading", [f"<h1>{TITLE}</h1>", "", "<h1>Example News</h1>"])
def test_title_is_found_and_freed_of_the_site(head: str, heading: str) -> None:
    document = read(page(heading + STORY, head))
    assert document.title == TITLE
    assert document.text.removeprefix("Example News\n").endswith(BODY)


def test_title_repeated_below_a_menu_is_dropped_with_it() -> None:
    story = f"<p>Home</p><p>{TITLE}</p><p>{FIRST}</p><p>{SECOND}</p>"
    data = f"<html><head><title>{TITLE}</title></head><body>{story}</body></html>".encode()
    assert read(data).text == f"{TITLE}\n\n{FIRST}\n{SECOND}"


@pytest.mark.parametrize(
    ("stamp", "published"),
    [
        ("<p>17 October 2020</p>", "2020-10-17"),
        ("<p>By Jane Doe in Baku</p><p>October 17, 2020 / 8:12 AM</p>", "2020-10-17T08:12:00"),
        ("<p>By Jane Doe | 17 October 2020 | 3 min read</p>", "2020-10-17"),
        ("<p>Posted on October 17, 2020 by admin</p>", "2020-10-17"),
        ("<p>By Jane Doe and John de Vries, Example News</p>", None),
    ],
)
def test_byline_and_date_line_are_taken_out(stamp: str, published: str | None) -> None:
    document = read(page(f"<h1>{TITLE}</h1>{stamp}{STORY}"))
    assert document.text == f"{TITLE}\n\n{BODY}"
    assert document.published == published


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ('<meta property="article:published_time" content="2020-10-17T08:12:00+04:00">', "2020-10-17T08:12:00+04:00"),
        ('<meta name="date" content="17 October 2020">', "2020-10-17"),
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2020-10-17"}</script>',
            "2020-10-17",
        ),
        ('<script type="application/ld+json">{broken</script><meta name="pubdate" content="20201017">', "2020-10-17"),
        ('<meta name="date" content="10/11/2020"><meta name="pubdate" content="2020-10-11">', "2020-10-11"),
        ('<meta name="date" content="10/11/2020">', None),
        ("", None),  # the year of the footer is no date
    ],
)
def test_date_of_publication(head: str, published: str | None) -> None:
    assert read(page(head=head)).published == published


def test_time_element_tells_the_date() -> None:
    stamp = '<time datetime="2020-10-17T08:12:00Z">three days ago</time>'
    assert read(page(f"<h1>{TITLE}</h1>{stamp}{STORY}")).published == "2020-10-17T08:12:00+00:00"


def test_publisher_and_address() -> None:
    site = read(page(head="<meta property='og:site_name' content='Example News'>"))
    assert (site.publisher, site.url) == ("Example News", None)
    linked = read(page(head="<link rel='canonical' href='https://www.example.com/a'>"))
    assert (linked.publisher, linked.url) == ("example.com", "https://www.example.com/a")
    saved = read(b"<!-- saved from url=(0026)https://news.example.org/1 -->\n" + page())
    assert (saved.publisher, saved.url) == ("news.example.org", "https://news.example.org/1")
    hostile = read(page(head="<link rel='canonical' href='javascript:alert(1)'>"))
    assert hostile.url is None
    assert read(page(), url="https://m.example.net/x").publisher == "m.example.net"


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252", "utf-16", "iso-8859-15"])
def test_encodings(charset: str) -> None:
    story = STORY.replace("\N{RIGHT SINGLE QUOTATION MARK}", "\u00e9" if charset == "iso-8859-15" else "\u2019")
    text = read(page(f"<h1>{TITLE}</h1>{story}", charset=charset)).text
    assert f"prosecutor{'é' if charset == 'iso-8859-15' else chr(0x2019)}s office" in text


def test_latin_1_means_windows_1252_and_the_server_may_declare_it() -> None:
    data = page(charset="windows-1252").replace(b"windows-1252", b"iso-8859-1")
    assert SECOND in read(data).text
    assert SECOND in read(data.replace(b"<meta charset='iso-8859-1'>", b""), declared="ISO-8859-1").text
    with pytest.raises(FormatError, match="UTF-8"):
        read(data.replace(b"iso-8859-1", b"utf-8"))


def test_old_pages_laid_out_with_tables() -> None:
    data = (
        f"<html><head><title>{TITLE}</title></head><body><table><tr><td><a href=/>Home</a><br><a href=/w>World</a>"
        f"</td><td><b>{TITLE}</b><br>By John Smith<br>October 17, 2020<br><br>{FIRST}<br><br>{SECOND}</td></tr></table>"
        "</body></html>"
    ).encode()
    document = read(data)
    assert document.text == f"{TITLE}\n\n{FIRST}\n{SECOND}"
    assert document.published == "2020-10-17"


def test_a_line_break_in_mid_sentence_does_not_cut_it() -> None:
    document = read(page(f"<h1>{TITLE}</h1>{STORY}<p>The mayor said<br>that the<br/>night was over.</p>"))
    assert "The mayor said that the night was over." in document.text


def test_short_reports_keep_their_paragraphs() -> None:
    article = "<div class='meta'>By admin</div><div><p>Two people died in a blast.</p><p>The town is quiet.</p></div>"
    assert read(page(article)).text.endswith("Two people died in a blast.\nThe town is quiet.")


def test_a_caption_class_is_taken_out_and_a_story_in_it_is_not() -> None:
    caption = "<div class='wp-caption'><img src='x'><p class='wp-caption-text'>A crater. Photo: ENS</p></div>"
    document = read(page(f"<h1>{TITLE}</h1>{caption}{STORY}"))
    assert document.captions == ("A crater. Photo: ENS",)
    assert "crater" not in document.text


@pytest.mark.parametrize(
    "data",
    [
        b"<html></html>",
        b"<p>",
        b"<html><body><script>var a = 'The town was hit again.';</script></body></html>",
        b"<<<>>>",
    ],
)
def test_pages_without_a_report_are_refused(data: bytes) -> None:
    with pytest.raises(FormatError, match=r"paste|give a report"):
        read(data)


def test_odd_characters_and_depths_do_no_harm() -> None:
    story = STORY.replace("Armenia", "&#0;Arm\0enia&#xD800;").replace("denied", "de\u00adnied")
    assert "that it had fired" in read(page(f"<h1>{TITLE}</h1>{story}")).text
    deep = b"<html><body>" + b"<div>" * 200 + f"<p>{FIRST}</p>".encode() + b"</body></html>"
    assert read(deep).text == FIRST
    assert FIRST in read(b"<?xml version='1.0' encoding='utf-8'?>\n" + page()).text


def test_a_page_cannot_keep_the_reader_busy() -> None:
    assert read(page(f"<h1>{TITLE}</h1><p>By {'A' * 5000}!</p><p>{'1.' * 5000}</p>{STORY}")).title == TITLE


def test_another_language_is_refused() -> None:
    satz = "<p>Bei einem Angriff auf die Stadt sind nach Angaben der Polizei mehrere Menschen get\u00f6tet worden.</p>"
    with pytest.raises(LanguageError, match="in de"):
        read(page(satz * 3))
