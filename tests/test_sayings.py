"""Who says what, and how sure it is told, by the layers of speech: invented sentences."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.heads import load_reader
from dateline.model import make_document
from dateline.sayings import AHEAD, BACK, FURTHEST, LABELS, Near, allowed_first, allowed_last, allowed_steps
from dateline.sentences import split_sentences


def told_of(text: str):
    bounds = list(split_sentences(text)) or [(0, 0, len(text))]
    sentences = [(number, start, end) for number, (_, start, end) in enumerate(bounds)]
    readout = load_reader().read(make_document(body=text), sentences)
    return readout.told, [line for line, _, _ in bounds]


def sayings_of(text: str) -> list[tuple[str | None, str, list[str]]]:
    told, lines = told_of(text)
    return [
        (text[slice(*one.source)] if one.source else None, text[slice(*one.cue)], [text[a:b] for a, b in one.contents])
        for one in told.sayings(lines)
    ]


@pytest.mark.parametrize(
    ("text", "source", "cue", "contents"),
    [
        ("The mayor said the bridge had fallen.", "The mayor", "said", ["the bridge had fallen"]),
        (
            "According to the police, two men were arrested.",
            "the police",
            "According to",
            ["two men were arrested"],
        ),
        ("“They shelled it,” Maria Lopez told reporters.", "Maria Lopez", "told", ["“They shelled it,”"]),
        (
            "“We shall not leave,” the governor said. “This is our home.”",
            "the governor",
            "said",
            ["“We shall not leave,”", "“This is our home.”"],
        ),
        ("The ministry denied that its jets had bombed the village.", "The ministry", "denied", None),
    ],
)  # fmt: skip
def test_source_cue_and_content(text, source, cue, contents):
    found = [one for one in sayings_of(text) if one[1] == cue]
    assert [one[0] for one in found] == [source]
    if contents is not None:
        assert found[0][2] == contents


def test_what_nobody_says_is_nobodys():
    assert sayings_of("Rain fell on the empty square all night.") == []
    assert sayings_of("") == []


def test_degrees_fall_from_what_happened_to_what_did_not():
    text = "Rebels shelled the town. They may attack the port. They did not bomb the bridge."
    told, _ = told_of(text)
    happened, possible, failed = (
        told.degree(told.encoded.word_at(text.find(word))) for word in ("shelled", "attack", "bomb")
    )
    assert 3 >= happened > possible > failed >= -3
    assert happened > 2
    assert failed < 0
    assert told.degree(told.encoded.word_at(text.find("shelled")), "web") > 2


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=300))
def test_any_text_gives_stretches_of_itself(text):
    told, lines = told_of(text)
    for one in told.sayings(lines):
        for start, end in (one.cue, *([one.source] if one.source else []), *one.contents):
            assert 0 <= start < end <= len(text)


def test_parts_are_looked_for_near_the_cue_alone():
    sentences = np.repeat(np.arange(12), 3)
    near = Near(np.array([0, 16]), sentences, np.arange(12))
    assert near.begins.tolist() == [0, (5 - BACK) * 3]
    assert near.there.sum(axis=1).tolist() == [(1 + AHEAD) * 3, (BACK + 1 + AHEAD) * 3]
    assert set(sentences[near.words[1][near.there[1]]].tolist()) == set(range(5 - BACK, 5 + AHEAD + 1))


def test_a_sentence_without_end_is_not_searched_to_its_end():
    near = Near(np.array([10, 5000]), np.zeros(9000, dtype=np.int64), np.zeros(1, dtype=np.int64))
    assert near.begins.tolist() == [0, 5000 - FURTHEST]
    assert near.there.sum(axis=1).tolist() == [10 + FURTHEST, 2 * FURTHEST]


def test_what_has_begun_goes_on_until_its_last_word():
    steps = allowed_steps()
    for part in ("source", "content"):
        first, inner, last = (LABELS.index(f"{part} {place}") for place in ("first", "inner", "last"))
        assert steps[first, [0, first, inner, last]].all()  # a span of one word is its first word alone
        assert not steps[inner, [0, first]].any()
        assert not steps[[0, last], inner].any()
        assert not allowed_first()[[inner, last]].any()
        assert not allowed_last()[inner]
