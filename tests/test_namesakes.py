"""Weighing the bearers of all names of a report together."""

from __future__ import annotations

import numpy as np
import pytest

from dateline.coding.namesakes import MOST, Name, distances, weigh
from dateline.gazetteer import Entry


def town(name: str, lat: float | None, lon: float | None, **of) -> Entry:
    return Entry(**{"name": name, "geonameid": None, "country": "ZZZ", "admin1": "", "level": "city", "lat": lat,
                    "lon": lon, "population": 1000} | of)  # fmt: skip


def test_small_towns_beside_each_other_beat_a_larger_namesake():
    far, near, neighbour = town("Talva", 40, 10), town("Talva", 50.0, 20.0), town("Orm", 50.1, 20.1)
    alone = weigh([Name(text="Talva", bearers=[far, near], scores=[5.0, 4.0])])
    both = weigh(
        [
            Name(text="Talva", bearers=[far, near], scores=[5.0, 4.0]),
            Name(text="Orm", bearers=[neighbour], scores=[3.0]),
        ]
    )
    assert alone[0] is not None
    assert alone[0][0] == far
    assert both[0] is not None
    assert both[0][0] == near
    assert both[0][1] > 0.5


def test_a_name_does_not_support_itself():
    far, near = town("Talva", 40, 10), town("Talva", 50.0, 20.0)
    names = [Name(text=text, bearers=[far, near], scores=[5.0, 4.0]) for text in ("Talva", "TALVA")]
    assert [found and found[0] for found in weigh(names)] == [far, far]


def test_countries_and_places_without_a_point_give_no_support():
    far, near = town("Talva", 40, 10), town("Talva", 50.0, 20.0)
    others = [
        Name(text="Zzz", bearers=[town("Zzz", 50.0, 20.0, level="country")], scores=[7.0]),
        Name(text="Nowhere", bearers=[town("Nowhere", None, None)], scores=[7.0]),
        Name(text="Unknown", bearers=[], scores=[]),
    ]
    found = weigh([Name(text="Talva", bearers=[far, near], scores=[5.0, 4.0]), *others])
    assert found[0] is not None
    assert found[0][0] == far
    assert found[3] is None
    assert found[2] == (others[1].bearers[0], 1.0)


def test_bearers_in_one_spot_are_one_answer():
    city, county, far = town("Talva", 50.0, 20.0), town("Talva", 50.5, 20.5, level="region"), town("Talva", 0.0, 0.0)
    ((entry, sure),) = [one for one in weigh([Name(text="Talva", bearers=[city, county], scores=[4.0, 4.0])]) if one]
    assert (entry, sure) == (city, 1.0)
    ((_, sure),) = [one for one in weigh([Name(text="Talva", bearers=[city, far], scores=[4.0, 4.0])]) if one]
    assert sure == pytest.approx(0.5)


def test_many_bearers_are_cut_and_the_likeliest_kept():
    bearers = [town("Talva", float(i), 0.0) for i in range(5 * MOST)]
    ((entry, _),) = [
        one for one in weigh([Name(text="Talva", bearers=bearers, scores=[float(i) for i in range(5 * MOST)])]) if one
    ]
    assert entry == bearers[-1]
    assert weigh([]) == []


def test_distances_are_kilometres():
    found = distances(np.array([[0.0, 0.0]]), np.array([[0.0, 0.0], [0.0, 1.0], [0.0, 180.0]]))
    assert found[0].tolist() == pytest.approx([0.0, 111.2, 20_015], abs=1)
