from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dateline import gazetteer, ontology
from dateline.errors import SetupError
from dateline.gazetteer import CACHE_VARIABLE, Gazetteer, fold, index_file, open_gazetteer

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def places() -> Gazetteer:
    return open_gazetteer()


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("Turks", "TUR"),
        ("British", "GBR"),
        ("the U.S.", "USA"),
        ("The Netherlands", "NLD"),
        ("DRC", "COD"),
        ("North Korean", "PRK"),
        ("Palestinians", "PSE"),
        ("Kosovo", "XKX"),
        ("Taiwanese", "TWN"),
        ("Côte d’Ivoire", "CIV"),
        ("IRAN", "IRN"),
        ("Soviet Union", ""),
        ("us", ""),
        ("car", ""),
    ],
)
def test_country_words(word, code):
    assert ontology.country_of(word) == code


def test_every_country_has_a_point():
    for country in ontology.countries().values():
        assert country.lat is not None, country.name
        assert country.lon is not None, country.name
        assert (country.lat, country.lon) != (0.0, 0.0)


@pytest.mark.parametrize(
    ("name", "folded"),
    [("Al-Bāb", "al bab"), ("N’Djamena", "ndjamena"), ("St. Paul", "st paul"), ("the Łódź", "lodz")],
)
def test_fold(name, folded):
    assert fold(name) == folded


def test_find_orders_by_population_and_knows_other_names(places):
    cities = [entry for entry in places.find("Ganja") if entry.level == "city"]
    assert cities[0].country == "AZE"
    assert cities[0].geonameid is not None
    assert abs(cities[0].lat - 40.68) < 0.1
    assert places.find("Stepanakert")[0].country == "AZE"


def test_tables_come_first(places):
    assert places.find("Georgia")[0].level == "country"
    assert any(entry.level == "admin1" and entry.country == "USA" for entry in places.find("Georgia"))
    assert places.find("the Gaza Strip")[0].level == "region"
    assert places.lists("West Bank")
    assert not places.lists("Ganja")


def test_divisions_are_found_with_and_without_their_kind(places):
    assert any(entry.level == "admin1" and entry.country == "IRQ" for entry in places.find("Anbar province"))
    county = places.find("Kenton County")[0]
    assert (county.country, county.admin1) == ("USA", "Kentucky")
    assert county.lat is not None


def test_unknown_name_is_an_empty_list(places):
    assert places.find("Xqzwv") == []
    assert places.find("") == []


def _small(monkeypatch, folder: Path) -> None:
    entry = gazetteer.Entry(
        name="Testville", geonameid=1, country="FRA", admin1="", level="city", lat=1.0, lon=2.0, population=5000
    )
    monkeypatch.setattr(gazetteer, "_cities", lambda _codes: iter([(entry, ["Essaiville"])]))
    monkeypatch.setattr(gazetteer, "_divisions", lambda: iter([]))
    monkeypatch.setenv(CACHE_VARIABLE, str(folder))


def test_builds_once_whole_and_tells(monkeypatch, tmp_path):
    _small(monkeypatch, tmp_path)
    told: list[str] = []
    found = open_gazetteer(told.append)
    assert [entry.name for entry in found.find("Essaiville")] == ["Testville"]
    assert not found.find("Essaiville")[0].own
    assert len(told) == 2
    assert [file.name for file in tmp_path.iterdir()] == [index_file().name]
    open_gazetteer(told.append)
    assert len(told) == 2


def test_a_second_builder_does_no_harm(monkeypatch, tmp_path):
    _small(monkeypatch, tmp_path)
    gazetteer.build(index_file())
    first = Gazetteer(index_file())
    gazetteer.build(index_file())
    assert first.find("Testville")
    assert Gazetteer(index_file()).find("Testville")
    first.close()


def test_the_index_is_the_same_each_time(monkeypatch, tmp_path):
    _small(monkeypatch, tmp_path)
    gazetteer.build(tmp_path / "a")
    gazetteer.build(tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_folder_that_cannot_be_written_is_a_clear_error(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "file"))
    with pytest.raises(SetupError, match=CACHE_VARIABLE):
        open_gazetteer()


def test_a_broken_index_is_a_clear_error(tmp_path):
    (tmp_path / "x.sqlite").write_bytes(b"no database at all, but some bytes" * 100)
    with pytest.raises(SetupError, match="delete it"):
        Gazetteer(tmp_path / "x.sqlite")


def test_a_part_of_a_country_comes_before_the_country_that_is_named_after_it():
    for name in ("England", "Scotland", "Wales"):
        first, *others = open_gazetteer().find(name)
        assert (first.name, first.level, first.country) == (name, "region", "GBR")
        assert all(other.level != "country" for other in others)
    assert open_gazetteer().find("Georgia")[0].level == "country"
