"""Plain text: title and date line are taken out of its head, and nothing else is touched."""

from __future__ import annotations

import pytest

from dateline.reading.text import split_head

BODY = "GANJA (ENS) - Missiles hit the city on Saturday, officials said.\nThirteen people were killed.\n"


@pytest.mark.parametrize(
    ("head", "title", "date"),
    [
        ("Strike on Ganja kills 13\n\n", "Strike on Ganja kills 13", None),
        ("Strike on Ganja kills 13\n", "Strike on Ganja kills 13", None),
        ("Strike on Ganja kills 13\n\n03 January, 2020\n\n", "Strike on Ganja kills 13", "03 January, 2020"),
        ("03 January, 2020\nStrike on Ganja kills 13\n2 min read\n", "Strike on Ganja kills 13", "03 January, 2020"),
        ("Who fired on Ganja?\nPublished: January 3, 2020\n", "Who fired on Ganja?", "Published: January 3, 2020"),
        ("Baku vows to answer the U.S.\n\n", "Baku vows to answer the U.S.", None),
        ("\n\nStrike on Ganja\n\n", "Strike on Ganja", None),
        ("2020-01-03\n\n", "", "2020-01-03"),
        ("Updated 5 January 2020\nPublished 3 January 2020\n", "", "Published 3 January 2020"),
        ("", "", None),
    ],
)
def test_head_is_told_from_body(head: str, title: str, date: str | None) -> None:
    assert split_head(head + BODY) == (title, date, BODY)


def test_a_date_line_below_the_standfirst_is_taken_out_alone() -> None:
    title, date, body = split_head("Strike on Ganja\nThe worst night so far.\n3 Jan 2020\nMissiles fell.\n")
    assert (title, date, body) == ("Strike on Ganja", "3 Jan 2020", "The worst night so far.\nMissiles fell.\n")


def test_line_ends_blanks_and_signs_of_the_body_stay() -> None:
    body = "One\N{NO-BREAK SPACE}line.\r\n\r\n  Two\u00ad lines.\rThree.\u2028Four.\n\n\n"
    assert split_head("A title\r\n\r\n" + body) == ("A title", None, body)
    assert split_head(body) == ("", None, body)


def test_a_first_sentence_is_no_title() -> None:
    for text in (
        "Thirteen people were killed in Ganja.\nMore were hurt.\n",
        "GANJA (ENS) - Missiles hit the city\nagain.\n",
    ):
        assert split_head(text) == ("", None, text)


def test_a_wrapped_paragraph_has_no_title() -> None:
    text = (
        "Missiles hit the city of Ganja early on Saturday and destroyed more than\n"
        "twenty houses, in which at least thirteen people were killed, officials\n"
        "said. More than forty were wounded, among them five children, they\nadded.\n"
    )
    assert split_head(text) == ("", None, text)


def test_a_text_of_one_line_is_body() -> None:
    assert split_head("Strike on Ganja kills 13") == ("", None, "Strike on Ganja kills 13")
    assert split_head("") == ("", None, "")
    assert split_head("\n\0\n") == ("", None, "\n\0\n")


def test_a_date_deep_in_the_body_stays() -> None:
    text = "Title\n\n" + "A sentence that tells something.\n" * 8 + "3 January 2020\nThe end.\n"
    assert split_head(text)[1:] == (None, text.removeprefix("Title\n\n"))
