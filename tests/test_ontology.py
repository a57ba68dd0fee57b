"""The tables of the package are well formed, and the screen finds every form of every word of the lexicon."""

from __future__ import annotations

import re
from collections import Counter
from importlib import resources

import pytest

from dateline import ontology
from dateline.errors import DataError

DATA = resources.files("dateline") / "data"
TABLES = sorted(file.name for file in DATA.iterdir() if file.name.endswith(".tsv"))
# The columns that together name a row, where that is not the first column alone (nor all but the weight).
KEYS = {
    "cues.tsv": ("lemma", "pos", "stance", "frames"),
    "embedding.tsv": ("lemma", "pos", "frames"),
    "frames.tsv": ("lemma", "pos"),
    "harms.tsv": ("word", "pos", "where"),
    "holidays.tsv": ("name", "year"),
    "labels.tsv": ("type", "mode"),
    "light_verbs.tsv": ("lemma", "frames"),
    "link_frames.tsv": ("type", "mode"),
    "regions.tsv": ("name", "level", "country"),
    "state_abbreviations.tsv": ("short", "country"),
    "trigger_contexts.tsv": ("lemma", "pos", "relation", "words", "type", "mode"),
    "triggers.tsv": ("lemma", "pos", "type", "mode"),
}


def rows(name: str) -> list[dict[str, str]]:
    lines = [line for line in ontology.data_text(name).splitlines() if line.strip() and not line.startswith("#")]
    return ontology.table(name, *lines[0].split("\t"))


@pytest.mark.parametrize("name", TABLES)
def test_every_table_is_well_formed(name):
    text = (DATA / name).read_bytes().decode("utf-8")
    assert text.endswith("\n")
    assert "\r" not in text
    found = rows(name)
    assert found
    for row in found:
        assert all(cell == cell.strip() for cell in row.values()), row
        assert all("||" not in cell and not cell.startswith("|") for cell in row.values()), row
    header = tuple(found[0])
    columns = KEYS.get(name, header[:-1] if header[-1] == "weight" else header[:1])
    keys = Counter(tuple(row[column] for column in columns) for row in found)
    assert [key for key, number in keys.items() if number > 1] == []


@pytest.mark.parametrize("name", TABLES)
def test_every_type_and_mode_and_country_in_a_table_exists(name):
    for row in rows(name):
        for column in ("type", "mode"):
            for value in row.get(column, "").split("|"):
                if column == "type" and value not in ("", "-", "*"):
                    assert value in ontology.types(), row
        kinds = [row["type"]] if row.get("type") in ontology.types() else list(ontology.types())
        if row.get("mode", "") not in ("", "*"):
            assert any(row["mode"] in ontology.types()[kind].modes for kind in kinds), row
        country = row.get("country", row.get("iso3", ""))
        assert all(code in ontology.countries() for code in country.split("|") if code), row


def test_a_table_with_other_columns_or_a_broken_row_is_refused(monkeypatch):
    texts = {"broken.tsv": "# note\nword\tpos\nkill\tV\nstrike\n", "empty.tsv": "# nothing\n"}
    monkeypatch.setattr(ontology, "data_text", texts.__getitem__)
    with pytest.raises(DataError, match=r"data/broken.tsv has the columns \['word', 'pos'\], not \['lemma'\]"):
        ontology.table("broken.tsv", "lemma")
    with pytest.raises(DataError, match=r"data/broken.tsv, row 3: 1 cells, not 2: 'strike'"):
        ontology.table("broken.tsv", "word", "pos")
    with pytest.raises(DataError, match=r"data/empty.tsv has the columns \[\]"):
        ontology.table("empty.tsv", "word")


def test_the_types_are_those_of_plover():
    material = {"COOPERATE", "AID", "RETREAT", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"}
    verbal = {"AGREE", "CONSULT", "SUPPORT", "CONCEDE", "REQUEST", "ACCUSE", "REJECT", "THREATEN"}
    assert {name for name, kind in ontology.types().items() if kind.material} == material
    assert set(ontology.types()) == material | verbal
    assert "heavy-weapons" in ontology.types()["ASSAULT"].modes
    with pytest.raises(DataError, match=r"data/x.tsv: no type 'ASSAULT' with mode 'curfew'"):
        ontology.check_type("x.tsv", "ASSAULT", "curfew")


def test_the_lexicon_has_shares_and_puts_the_likeliest_sense_first():
    for (lemma, pos), senses in ontology.triggers().items():
        assert pos in "VNA"
        assert lemma == lemma.lower()
        weights = [sense.weight for sense in senses]
        assert weights == sorted(weights, reverse=True)
        assert all(0 <= sense.weight <= 1 and 0 <= sense.prior <= 1 for sense in senses), lemma
    assert ontology.triggers()["shell", "V"][0].type == "ASSAULT"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("bombing", "bombed"), ("bombs", "bomb"), ("rallies", "rallying"), ("agreeing", "agreed"), ("denies", "denied"),
        ("attacks", "attacking"), ("stabbed", "stabbing"), ("Ceasefires", "CEASEFIRE"),
    ],
)  # fmt: skip
def test_the_stem_is_one_for_the_forms_of_a_word(left, right):
    assert ontology.stem(left) == ontology.stem(right)


@pytest.mark.parametrize(("left", "right"), [("attack", "attach"), ("us", "use"), ("kill", "kiln"), ("die", "dye")])
def test_the_stem_keeps_other_words_apart(left, right):
    assert ontology.stem(left) != ontology.stem(right)


@pytest.mark.parametrize(
    "line",
    [
        "2 min read", "12 minutes read", "[Getty]", "[File: Orvo Press/Handout via Wire]", "Follow us on Twitter",
        "Follow us on Facebook and Instagram for more.", "Read more: Nine killed in strike", "READ MORE", "Read more >",
        "See also: The long war", "Related: How it began", "Related stories: the siege",
        "Watch: the moment of the blast",
        "Watch live: protests in the capital", "Advertisement", "ADVERTISEMENT", "Story continues below advertisement",
        "Most read", "Related articles", "Share this article", "Share", "Share on Facebook", "Click here to subscribe",
        "Sign up for our daily briefing", "Subscribe to our newsletter", "All rights reserved.", "© 2020 Northern Wire",
        "Copyright 2020 Northern Wire. All rights reserved.", "  Advertisement \t",
    ],
)  # fmt: skip
def test_the_furniture_of_a_page_is_known(line):
    assert ontology.is_chrome(line)


@pytest.mark.parametrize(
    "line",
    [
        "Watch groups: truce was broken at once", "See you in court, minister tells rebels: no deal",
        "Watch group reports attack",
        "Read the letter: the general threatens war", "Listen to us, protesters say: stop the killing",
        "Share of the dead: one in three was a child", "Join us or die, rebels tell villagers",
        "Join us at the front, the commander told them.", "Related attacks killed nine people in the town.",
        "Recommended sanctions: the council agrees", "Subscribers of the paper were arrested.",
        "Copyright activists were jailed.",
        "Most read the statement as a threat.", "Advertisement row: minister resigns",
        "Click farms were raided by police.",
        "Two min later the second bomb went off.", "Follow us, the gunmen ordered.", "[Nine] people were killed.",
        "Nine people were killed.", "More on this war: no end is in sight for the besieged", "",
    ],
)  # fmt: skip
def test_sentences_and_headlines_are_no_furniture(line):
    assert not ontology.is_chrome(line)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Azerbaijan", "AZE"), ("Azerbaijani", "AZE"), ("the United States", "USA"), ("The U.S.", "USA"), ("US", "USA"),
        ("U.S", "USA"), ("U.K.", "GBR"), ("British", "GBR"), ("UAE", "ARE"), ("U.A.E.", "ARE"), ("SYRIA", "SYR"),
        ("Côte d’Ivoire", "CIV"), ("Ivory Coast", "CIV"), ("Türkiye", "TUR"), ("Congolese", "COD"),
        ("North Korean", "PRK"),
        ("CAR", "CAF"), ("Kosovo", "XKX"), ("Palestinians", "PSE"), (" Chad ", "TCD"),
        ("us", ""), ("Us", ""), ("car", ""), ("Korea", ""), ("Baku", ""), ("the", ""), ("", ""),
        ("Azerbaijan army", ""),
    ],
)  # fmt: skip
def test_country_of_knows_names_and_demonyms_and_no_common_words(name, code):
    assert ontology.country_of(name) == code


def test_countries_have_iso_codes_and_points_on_the_globe():
    assert len(ontology.countries()) > 240
    for code, country in ontology.countries().items():
        assert re.fullmatch("[A-Z]{3}", code)
        assert re.fullmatch("[A-Z]{2}", country.iso2)
        assert country.lat is None or -90 <= country.lat <= 90
        assert country.lon is None or -180 <= country.lon <= 180
        assert (country.lat is None) == (country.lon is None)
        assert ontology.country_of(country.name) == code
    iso2 = Counter(country.iso2 for country in ontology.countries().values())
    assert max(iso2.values()) == 1
