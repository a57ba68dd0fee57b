from __future__ import annotations

from telling import TALVA, day, killed, telling

from dateline.incidents.ledger import ledger
from dateline.model import Claim

BODY = "Rebels attacked Talva."


def facts(*tellings):
    return {fact.name: fact for fact in ledger(tellings)}


def tolls(*tellings):
    return [(version.value, version.voices) for version in facts(*tellings)["killed"].versions]


def test_all_versions_are_kept_and_the_one_with_most_voices_is_shown():
    told = [telling(name, BODY, "attacked", casualties=(killed(n),)) for name, n in (("a", 19), ("b", 25), ("c", 25))]
    assert tolls(*told) == [((25, 25), 2), ((19, 19), 1)]
    fact = facts(*told)["killed"]
    assert fact.shown.value == (25, 25)
    assert fact.disputed
    assert {one.telling.document for one in fact.shown.statements} == {"b", "c"}


def test_near_copies_are_one_voice():
    copies = [telling(name, BODY, "attacked", voice="x", casualties=(killed(19),)) for name in "abc"]
    others = [telling(name, BODY, "attacked", casualties=(killed(25),)) for name in "de"]
    assert tolls(*copies, *others) == [((25, 25), 2), ((19, 19), 1)]


def test_ten_outlets_that_quote_one_source_are_one_voice():
    quoting = [telling(f"q{n}", BODY, "attacked", casualties=(killed(19, source="the army"),)) for n in range(10)]
    others = [telling(name, BODY, "attacked", casualties=(killed(25),)) for name in "de"]
    assert tolls(*quoting, *others) == [((25, 25), 2), ((19, 19), 1)]


def test_an_official_word_decides_among_equally_many_and_then_the_latest():
    army = Claim(source="the army", source_kind="military", stance="confirms")
    official = telling("a", BODY, "attacked", claims=(army,), casualties=(killed(19, source="the army"),))
    later = telling("b", BODY, "attacked", published="2021-03-16", casualties=(killed(25),))
    latest = telling("c", BODY, "attacked", published="2021-03-17", casualties=(killed(26),))
    assert [value for value, _ in tolls(official, later, latest)] == [(19, 19), (26, 26), (25, 25)]


def test_a_rising_toll_of_one_source_is_superseded_and_no_dispute():
    first = telling("a", BODY, "attacked", casualties=(killed(19, source="police"),))
    later = telling("b", BODY, "attacked", published="2021-03-16", casualties=(killed(25, source="police"),))
    assert tolls(first, later) == tolls(later, first) == [((25, 25), 1)]
    assert not facts(first, later)["killed"].disputed


def test_what_only_the_tense_suggests_is_no_date():
    assert "date" not in facts(telling("a", BODY, "attacked", time=day("2021-03-14", basis="inferred")))
    told = facts(telling("a", BODY, "attacked", time=day("2021-03-14"), place=TALVA))
    assert told["date"].shown.value == ("2021-03-14", "2021-03-14", "2021-03-14")
    assert told["place"].shown.value == (7, "Talva", "ISL")
    assert told["type"].shown.value == ("ASSAULT", "")
    assert "killed" not in told
