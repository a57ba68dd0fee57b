"""Every value's span is its slice of the text, whatever characters a report holds."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from dateline.coding.pipeline import code
from dateline.model import Document, Event, make_document

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLES = Path(__file__).resolve().parents[1] / "samples"

TELLING = (
    "Rebels shelled the town of Ganja on Sunday, killing at least nine people and wounding dozens, officials said.",
    "“Our forces struck military targets in retaliation for the attack,” Defence Minister Arkan Dal told reporters.",
    "Two policemen and a woman were killed in a car bombing in Mosul last week, the health ministry said on Monday.",
    "The army denied that its jets had bombed the hospital in Aleppo, and blamed the militia for the explosion.",
    "Police arrested about 40 protesters in Minsk on 10 October 2020 after clashes with demonstrators.",
    "President Lena Ostrova condemned the killing of a journalist and threatened to expel the ambassador.",
    "France will send 750 soldiers to Mali, Paris announced; the rebels' leader called for talks in Geneva.",
    "The ceasefire, which both sides agreed in Moscow, was broken within hours by rocket fire from Stepanakert.",
)
# What pages are made of and parsers stumble over: line ends, odd blanks, soft hyphens, joiners, direction marks.
ODD = (
    "\n", "\r\n", "\r", "\n\n", "\u2028", "\x85", "\x0b", " ", "\u00a0", "\u202f", "\u3000", "\t", "\u00ad", "\u200b",
    "\u200d", "\u2060", "\ufeff", "\u202e", "\u2066", "\u0301", "\u20dd", "\x00", "\x1b[31m", "\x7f", "\x9b", "\ud800",
    "\udfff", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "ﬁ", "İ", "ß", "—", "”", "'", '"', "(", "]", "<b>", "&nbsp;",
)  # fmt: skip

any_character = st.characters(exclude_categories=())  # surrogates and controls too
noise = st.text(any_character, max_size=20) | st.sampled_from(ODD)


@st.composite
def marred(draw: st.DrawFn) -> str:
    """A telling sentence with odd characters somewhere inside."""
    sentence = draw(st.sampled_from(TELLING))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(sentence)))
        sentence = sentence[:at] + draw(st.sampled_from(ODD)) + sentence[at:]
    return sentence


@st.composite
def reports(draw: st.DrawFn) -> Document:
    """Telling sentences, whole or marred, glued by anything."""
    pieces = draw(st.lists(st.sampled_from(TELLING) | marred() | noise, min_size=1, max_size=5))
    glue = draw(st.sampled_from(ODD) | noise)
    title = draw(st.just("") | st.sampled_from(TELLING) | noise)
    published = draw(st.sampled_from([None, "2020-10-18", "2020-10-18T23:30:00+04:00"]))
    return make_document(title=title, body=glue.join(pieces), published=published, publisher="The Test")


def values(value: object, path: str = "event") -> Iterator[tuple[str, object]]:
    """Each value object within a value, with the way to it."""
    if is_dataclass(value):
        yield path, value
        for field in fields(value):
            yield from values(getattr(value, field.name), f"{path}.{field.name}")
    elif isinstance(value, tuple):
        for number, part in enumerate(value):
            yield from values(part, f"{path}[{number}]")


def assert_spans_hold(document: Document, events: tuple[Event, ...]) -> int:
    """Every span of the events is its slice of the text; returns how many there were."""
    checked = 0
    for event in events:
        assert event.mentions
        for path, value in values(event):
            if not hasattr(value, "start"):
                continue
            if value.start is None:
                assert (value.end, value.text) == (None, ""), path
                continue
            assert 0 <= value.start < value.end <= len(document.text), path
            assert document.text[value.start : value.end] == value.text, path
            checked += 1
    return checked


def test_the_check_sees_the_spans_of_every_kind_of_value():
    document = make_document(body="\n".join(TELLING), published="2020-10-18")
    events = code(document)
    seen = {
        path.removeprefix("event.").split("[")[0]
        for event in events
        for path, value in values(event)
        if getattr(value, "start", None) is not None
    }
    assert {"mentions", "actors", "targets", "place", "time", "casualties", "claims", "links"} <= seen
    assert any(claim.cue and claim.quote for event in events for claim in event.claims)
    assert assert_spans_hold(document, events) > 40


@given(document=reports())
@settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_every_span_is_its_slice_of_the_text(document):
    assert_spans_hold(document, code(document))


@given(document=reports(), data=st.data())
@settings(max_examples=50, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_every_span_is_its_slice_where_mentions_are_given(document, data):
    visible = [at for at, character in enumerate(document.text) if not character.isspace()]
    assume(visible)  # a mention is a word, so it begins with a character that shows
    starts = data.draw(st.lists(st.sampled_from(visible), min_size=1, max_size=4, unique=True))
    groups = [[document.span(start, min(len(document.text), start + 7))] for start in starts]
    assert_spans_hold(document, code(document, given=groups))


@pytest.mark.parametrize("file", sorted(SAMPLES.glob("*.*")), ids=lambda file: file.name)
def test_every_span_of_the_samples_is_its_slice(file):
    body = file.read_text(encoding="utf-8")
    for text in (body, body.replace("\n", "\r\n"), body.replace(" ", "\u00a0"), body.replace("e", "e\u00ad")):
        document = make_document(body=text, published="2020-10-18")
        assert_spans_hold(document, code(document))
