from __future__ import annotations

import pytest

from dateline.coding.geocode import find_places
from dateline.coding.toponyms import find_toponyms, resolve_names
from dateline.gazetteer import open_gazetteer
from dateline.language import parse
from dateline.model import make_document


def place_of(coding, index=0):
    return find_places(coding).events[index].place


@pytest.mark.parametrize(
    ("text", "trigger", "name", "country"),
    [
        ("A bomb exploded in Baghdad on Sunday, killing three people.", "exploded", "Baghdad", "IRQ"),
        ("Nine people were killed in the Aleppo attack, doctors said.", "attack", "Aleppo", "SYR"),
        ("Gunmen shot dead two officers in Lagos, the police said.", "shot", "Lagos", "NGA"),
        ("Delegates will hold a new round of talks in Geneva next week.", "talks", "Geneva", "CHE"),
    ],
)
def test_place_in_the_events_own_clause(coding_of, text, trigger, name, country):
    coding = find_places(coding_of(text, trigger))
    place = coding.events[0].place
    assert place is not None
    assert (place.name, place.country, place.level) == (name, country, "city")
    assert place.lat is not None
    assert place.geonameid is not None
    assert 0 < place.confidence <= 1
    assert coding.parsed.document.text[place.start : place.end] == place.text
    assert any(name in reason for reason in coding.events[0].why)


def test_a_government_is_no_place(coding_of):
    assert place_of(coding_of("Moscow condemned the decision.", ("condemned", "ACCUSE"))) is None
    assert place_of(coding_of("Turkey warned its allies on Tuesday.", ("warned", "THREATEN"))) is None


def test_a_dateline_is_no_place(coding_of):
    text = "ANKARA (Reuters) - The minister accused his critics of lying."
    assert place_of(coding_of(text, ("accused", "ACCUSE"))) is None


def test_nothing_named_gives_nothing(coding_of):
    assert place_of(coding_of("Two soldiers were killed on Monday.", "killed")) is None


@pytest.mark.parametrize("text", ["x", ".", "in", "\u00ad", "In in in , of the"])
def test_odd_input(coding_of, text):
    assert len(find_places(coding_of(text, text[:1])).events) == 1


def toponyms(text):
    document = make_document(body=text)
    return find_toponyms(parse(document, keep=[document.span(0, 1)]), open_gazetteer())


def test_containment_settles_a_namesake():
    found = toponyms("Officers shot a man in Paris, Texas, on Friday.")
    assert [(t.name, t.country) for t in found] == [("Paris", "USA")]
    assert found[0].entry.admin1 == "Texas"
    assert toponyms("Officers shot a man in Paris on Friday.")[0].country == "FRA"


def test_state_abbreviation():
    found = toponyms("A man was stabbed in Covington, Ky., on Friday.")
    assert (found[0].entry.admin1, found[0].country) == ("Kentucky", "USA")


def test_part_of_a_country_has_its_code_but_not_its_point():
    (found,) = toponyms("Shells hit a village in northern Syria on Friday.")
    assert (found.name, found.level, found.country, found.entry) == ("northern Syria", "region", "SYR", None)


def test_site_takes_the_country_around_it():
    found = toponyms("A blast hit the Rashidiya refugee camp in Lebanon.")
    site = next(t for t in found if t.level == "site")
    assert site.country == "LBN"
    assert site.entry is None


def test_same_places_in_any_run(coding_of):
    text = "Rebels shelled Ganja. Dozens fled to Baku. The army said it had struck a base near Barda."
    first = find_places(coding_of(text, "shelled", "fled", "struck"))
    second = find_places(coding_of(text, "shelled", "fled", "struck"))
    assert first.events == second.events


def given(text, *names):
    document = make_document(body=text, published="2020-10-12")
    parsed = parse(document, keep=[document.span(0, len(document.text))])
    spans = [(text.find(name), text.find(name) + len(name)) for name in names]
    return resolve_names(parsed, spans, open_gazetteer())


def test_a_given_name_of_a_people_stands_for_its_country():
    (turkey,) = given("The Turkish navy left port.", "Turkish")
    assert (turkey.country, turkey.level, turkey.span.text) == ("TUR", "country", "Turkish")


def test_a_given_abbreviation_is_a_place_and_tells_where_the_other_lies():
    paris, kentucky = given("A shop in Paris, Ky., was robbed.", "Paris", "Ky.")
    assert (paris.entry.admin1, paris.country) == ("Kentucky", "USA")
    assert (kentucky.level, kentucky.entry.name) == ("admin1", "Kentucky")


def test_a_province_that_the_report_names_tells_which_of_several_towns_is_meant():
    text = "The governor of Kentucky spoke. Kentucky police closed a road to Georgetown."
    assert given(text, "Kentucky", "Georgetown")[1].entry.admin1 == "Kentucky"
    alone = given("Police closed a road to Georgetown.", "Georgetown")[0]
    assert alone.entry.admin1 != "Kentucky"


def test_a_name_in_a_sentence_that_was_not_parsed_is_refused():
    document = make_document(body="Nothing happened here today.\nNor in Ankara.", published="2020-10-12")
    with pytest.raises(ValueError, match=r"'Ankara' at .* was not parsed"):
        resolve_names(parse(document), [(36, 42)], open_gazetteer())


def test_towns_that_only_one_province_has_all_of_are_those_of_that_province():
    text = "Volunteers in Eugene, Medford and Springfield left for other parts of the United States on Monday."
    names = ("Eugene", "Medford", "Springfield", "United States")
    assert [toponym.entry.admin1 for toponym in given(text, *names)[:3]] == ["Oregon"] * 3
    alone = given("Volunteers in Springfield left for other parts of the United States.", "Springfield")[0]
    assert alone.entry.admin1 != "Oregon"


def test_what_tells_where_a_town_lies_is_no_town():
    town, state = given("A shop in Rochester, New York, was robbed.", "Rochester", "New York")
    assert (town.entry.admin1, town.level) == ("New York", "city")
    assert (state.entry.name, state.level) == ("New York", "admin1")
    assert given("A shop in New York was robbed.", "New York")[0].level == "city"


def test_a_name_of_a_country_and_of_a_large_province_elsewhere_goes_by_the_others():
    text = "Police in Alabama, Georgia and Florida warned of storms."
    assert given(text, "Alabama", "Georgia", "Florida")[1].country == "USA"
    text = "Border guards of Armenia, Georgia and Azerbaijan met in Tbilisi."
    assert given(text, "Armenia", "Georgia", "Azerbaijan", "Tbilisi")[1].country == "GEO"


def test_a_province_stands_in_the_middle_of_its_extent():
    (texas,) = (entry for entry in open_gazetteer().find("Texas") if entry.level == "admin1" and entry.country == "USA")
    assert (round(texas.lat), round(texas.lon)) == (31, -100)
    (alaska,) = (entry for entry in open_gazetteer().find("Alaska") if entry.level == "admin1")
    assert 55 < alaska.lat < 66
    assert -165 < alaska.lon < -140  # although its islands lie on both sides of the date line
