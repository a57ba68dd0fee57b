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


# Past forms and participles of English verbs, whether the lexicon has them or not.
IRREGULAR = """
arise arose arisen, bear bore borne, beat beat beaten, become became, begin began begun, bend bent, bind bound, bite
bit bitten, bleed bled, blow blew blown, break broke broken, breed bred, bring brought, build built, burn burnt, buy
bought, catch caught, choose chose chosen, cling clung, come came, creep crept, deal dealt, die died dying, dig dug,
draw drew drawn, drive drove driven, fall fell fallen, feed fed, feel felt, fight fought, find found, flee fled, fling
flung, fly flew flown, forbid forbade forbidden, foresee foresaw, forgive forgave forgiven, forsake forsook, freeze
froze frozen, get got, give gave given, go went gone, grind ground, grow grew grown, hang hung, hear heard, hide hid
hidden, hold held, keep kept, kneel knelt, know knew known, lay laid, lead led, leave left, lend lent, lie lay lain
lying lied, lose lost, make made, mean meant, meet met, mislead misled, mow mown, overcome overcame, override overrode
overridden, overrun overran, oversee oversaw, overtake overtook, overthrow overthrew overthrown, pay paid, plead pled,
rebuild rebuilt, rend rent, resell resold, retake retook retaken, ride rode ridden, rise rose risen, run ran, say
said, see saw seen, seek sought, sell sold, send sent, shake shook shaken, shine shone, shoot shot, sing sang sung,
sink sank sunk, sit sat, slay slew slain, sleep slept, slide slid, sling slung, speak spoke spoken, speed sped, spend
spent, spin spun, spit spat, spring sprang sprung, stand stood, steal stole stolen, stick stuck, sting stung, strike
struck stricken, strive strove, sue sued suing, swear swore sworn, sweep swept, swim swam swum, swing swung, take took
taken, teach taught, tear tore torn, tell told, think thought, throw threw thrown, tie tied tying, tread trod, undergo
underwent, undertake undertook undertaken, uphold upheld, use used using, wear wore worn, weep wept, win won, withdraw
withdrew withdrawn, withhold withheld, withstand withstood, write wrote written
"""


def forms(lemma: str, pos: str) -> set[str]:
    """The forms of a word by the rules of English spelling."""
    if pos == "A" or lemma in ("bloodshed", "detained"):  # nouns without a plural
        return {lemma}
    consonant = lemma[-1] not in "aeiou"
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        found = {lemma, lemma[:-1] + "ies"}
    elif lemma.endswith(("s", "x", "z", "ch", "sh")):
        found = {lemma, lemma + "es"}
    else:
        found = {lemma, lemma + "s"}
    if pos == "N" and lemma.endswith("s"):
        return {lemma}  # talks, sanctions, hostilities: plural as they stand
    if pos == "V":
        if lemma.endswith("e"):
            found |= {lemma + "d", lemma[:-2] + "ying" if lemma.endswith("ie") else lemma[:-1] + "ing"}
        elif lemma.endswith("y") and lemma[-2] not in "aeiou":
            found |= {lemma[:-1] + "ied", lemma + "ing"}
        else:
            found |= {lemma + "ed", lemma + "ing"}
            if consonant and lemma[-1] not in "wxy" and lemma[-2] in "aeiou" and lemma[-3] not in "aeiou":
                found |= {lemma + lemma[-1] + "ed", lemma + lemma[-1] + "ing"}
        if lemma.endswith(("ee", "oe", "ye")):
            found = {form for form in found if not form.endswith("ing")} | {lemma + "ing"}
    return found


def screened_words() -> list[tuple[str, str]]:
    return sorted(
        (lemma, pos)
        for (lemma, pos), senses in ontology.triggers().items()
        if sum(sense.weight for sense in senses) >= ontology.SCREEN_WEIGHT and re.fullmatch("[a-z]{3,}", lemma)
    )


def test_the_screen_finds_every_form_of_every_word_of_the_lexicon():
    missed = [
        form
        for lemma, pos in screened_words()
        for form in sorted(forms(lemma, pos))
        if not ontology.has_trigger_word(form)
    ]
    assert missed == []  # add them to data/irregular_forms.tsv


def test_the_screen_finds_irregular_past_forms():
    verbs = {lemma for lemma, pos in screened_words() if pos == "V"}
    entries = [entry.split() for entry in IRREGULAR.split(",")]
    known = [entry for entry in entries if entry[0] in verbs]
    assert len(known) > 25
    missed = [form for _, *others in known for form in others if not ontology.has_trigger_word(form)]
    assert missed == []  # add them to data/irregular_forms.tsv


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


def test_most_sentences_without_an_event_are_screened_out():
    idle = """The river is wide here. My grandmother baked bread on Sundays. Rain is likely in the north. The film runs
    two hours. Its walls are yellow. Nobody knows why. He has three children. Tickets were cheap.
    The soup was too salty."""
    sentences = re.split(r"(?<=\.)\s+", idle)
    assert sum(map(ontology.has_trigger_word, sentences)) <= 1


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
