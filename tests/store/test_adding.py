"""Adding documents: once and for good, in any order, with all that came with them, whatever they hold."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from records import hand_made
from sqlalchemy import update

from dateline import reading
from dateline.errors import CodingError, StoreError
from dateline.exports.records import to_json
from dateline.model import Issue, Link, Participant, Record, StoredRecord, permanent_id
from dateline.store.chronicle import Chronicle
from dateline.store.selection import Selection
from dateline.store.tables import run
from dateline.workers import Failure
from tests.store.making import add, bare, coder, document, event, faults, record

ALL = Selection(all_versions=True)
PAGE = "https://example.org/news/1"
ODD = [
    "",
    "\0",
    "\ud800",
    "\x01",
    '\x01"',
    "é\u0301",
    "😀",
    "\u202eevil",
    "\\u0000",
    "'; --",
    "\r\n",
    "\x7f\x85",
    "𝕏\0\udfff",
]


def exported(chronicle: Chronicle) -> list[str]:
    return [to_json(one) for one in chronicle.records(ALL)]


def outcomes(chronicle: Chronicle, *records: Record) -> list[str]:
    return [one.outcome for one in add(chronicle, *records)]


def newest(chronicle: Chronicle) -> list[str]:
    """The ids that were supplied of the versions that nothing supersedes, and of all: those that the newest does."""
    versions = list(chronicle.records(ALL))
    (last,) = [one for one in versions if one.superseded_by is None]
    assert {one.superseded_by for one in versions} <= {None, last.permanent_id}
    return [last.id, *(one.id for one in versions)]


@contextmanager
def fresh() -> Iterator[Chronicle]:
    """A database of its own for one example."""
    with TemporaryDirectory() as folder, Chronicle(Path(folder) / "c.db", create=True, clock=lambda: "2026") as opened:
        yield opened


# --- once ----------------------------------------------------------------------------------------------------------


def test_a_record_is_handed_out_as_it_was_added(chronicle):
    added = hand_made()
    (outcome,) = add(chronicle, added)
    assert (outcome.id, outcome.outcome) == (permanent_id(added), "new")
    found = chronicle.record(outcome.id)
    assert bare(found) == bare(added)
    assert found.events == tuple(sorted(added.events, key=lambda one: one.mentions[0].start))
    assert not faults(chronicle)


def test_adding_the_same_twice_changes_nothing_in_one_run_and_in_two(chronicle):
    one, two = record(document(1), event(document(1), "w1x3")), record(document(2))
    assert outcomes(chronicle, one, two, one) == ["new", "new", "known"]
    before, held = exported(chronicle), chronicle.totals()
    assert outcomes(chronicle, two, one) == ["known", "known"]
    assert (exported(chronicle), chronicle.totals()) == (before, held)


def test_what_is_there_is_not_coded_again(chronicle):
    add(chronicle, record(document(1)))
    coded = []

    def code(items):
        for item in items:
            coded.append(item)
            yield record(item) if not hasattr(item, "outcome") else item

    found = list(chronicle.add([document(1), document(2)], code=code, settings={}, waiting=print))
    assert [one.outcome for one in found] == ["known", "new"]
    assert [one for one in coded if not hasattr(one, "outcome")] == [document(2)]


def test_a_record_of_what_is_there_changes_nothing_of_it(chronicle):
    source = document(1)
    add(chronicle, record(source, event(source, "w1x3")))
    (before,) = chronicle.records(ALL)
    assert outcomes(chronicle, replace(before, events=(), coded=())) == ["known"]
    assert list(chronicle.records(ALL)) == [before]


def test_a_run_broken_off_keeps_what_was_done_and_the_next_goes_on(chronicle):
    items = [document(number) for number in range(5)]
    broken = chronicle.add(items, code=coder(), settings={}, waiting=print)
    assert [next(broken).outcome for _ in range(2)] == ["new", "new"]
    broken.close()
    assert chronicle.totals().documents == 2
    found = list(chronicle.add(items, code=coder(), settings={}, waiting=print))
    assert [one.outcome for one in found] == ["known", "known", "new", "new", "new"]
    assert not faults(chronicle)


def test_a_defect_in_the_middle_of_a_run_keeps_what_was_done(chronicle):
    def code(items):
        for number, item in enumerate(items):
            if number == 2:
                raise ZeroDivisionError
            yield record(item)

    with pytest.raises(ZeroDivisionError):
        list(chronicle.add([document(number) for number in range(5)], code=code, settings={}, waiting=print))
    assert chronicle.totals().documents == 2
    assert outcomes(chronicle, document(2)) == ["new"]


# --- versions ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("changed", [{"body": "other words"}, {"title": "Other"}, {"published": "2020-10-19"}])
def test_a_page_with_another_text_title_or_date_is_a_new_version_and_both_are_kept(chronicle, changed):
    first, second = document(1, url=PAGE), document(1, **{"url": PAGE, **changed})
    assert outcomes(chronicle, first, second, first) == ["new", "version", "known"]
    found = {one.permanent_id: one.superseded_by for one in chronicle.records(ALL)}
    assert found == {permanent_id(first): permanent_id(second), permanent_id(second): None}
    assert [one.permanent_id for one in chronicle.records(Selection())] == [permanent_id(second)]
    assert not faults(chronicle)


def version(number: int, published: str | None, url: str | None = PAGE) -> Record:
    return record(document(number, url=url, published=published))


def test_the_newest_by_publication_is_the_newest_whenever_it_was_added(chronicle):
    days = ["2020-10-18", "2020-10-20", None, "2020-10-19", "2020-10-18T09:00:00+00:00"]
    for number, day in enumerate(days):
        add(chronicle, version(number, day))
        known = [day or "" for day in days[: number + 1]]
        assert newest(chronicle)[0] == f"doc{known.index(max(known))}"
    assert len(newest(chronicle)) == 6


@pytest.mark.parametrize("day", [None, "2020-10-18"])
def test_of_versions_of_one_day_the_one_added_last_is_the_newest(chronicle, day):
    for number in (2, 3, 1):
        add(chronicle, version(number, day))
        assert newest(chronicle)[0] == f"doc{number}"


def test_one_page_is_one_whatever_the_case_of_its_host_and_whichever_part_of_it_is_named(chronicle):
    urls = [PAGE, "HTTPS://Example.ORG/news/1", f"{PAGE}#comments"]
    assert outcomes(chronicle, *(version(at, None, url) for at, url in enumerate(urls))) == [
        "new",
        "version",
        "version",
    ]


def test_other_pages_and_documents_without_one_are_no_versions_of_each_other(chronicle):
    urls = [PAGE, f"{PAGE}?page=2", "https://example.org/News/1", "http://example.org/news/1", None, None, "http://[x"]
    found = outcomes(chronicle, *(version(at, None, url) for at, url in enumerate(urls)))
    assert found == ["new"] * len(urls)
    assert [one.superseded_by for one in chronicle.records(ALL)] == [None] * len(urls)


# --- what cannot be read or coded ----------------------------------------------------------------------------------


def failing(items):
    for item in items:
        yield item if hasattr(item, "outcome") else Failure(document=item, error=CodingError("no verb"))


def test_what_could_not_be_coded_is_kept_and_its_issue_is_told_once(chronicle):
    for _ in range(2):
        (found,) = chronicle.add([document(1, url=PAGE)], code=failing, settings={}, waiting=print)
        assert (found.stage, found.document, found.error) == ("coding", PAGE, "no verb")
    assert len(chronicle.issues()) == 1
    assert [one.state for one in chronicle.documents()] == ["failed"]
    assert list(chronicle.records(ALL)) == []
    with pytest.raises(StoreError, match="could not be coded; try again with this program: dateline recode"):
        chronicle.record("doc1")
    assert not faults(chronicle)


def test_what_could_not_be_coded_is_tried_again_when_it_is_added_again(chronicle):
    source = document(1)
    list(chronicle.add([source], code=failing, settings={}, waiting=print))
    assert outcomes(chronicle, record(source, event(source, "w1x3"))) == ["new"]
    assert [one.id for one in chronicle.record("doc1").events] == ["e1"]
    assert outcomes(chronicle, record(source)) == ["known"]
    assert not faults(chronicle)


def test_what_could_not_be_coded_takes_the_events_that_an_export_has_of_it(chronicle):
    with fresh() as other:
        add(other, hand_made())
        (stored,) = other.records(ALL)
    list(chronicle.add([bare(stored)], code=failing, settings={}, waiting=print))
    assert outcomes(chronicle, stored) == ["new"]
    assert list(chronicle.records(ALL)) == [stored]


def test_an_issue_of_reading_is_told_each_time_and_written_down_once(chronicle):
    one = Issue(stage="reading", document="a.html", error="it is empty", remedy="leave it out")
    other = replace(one, error="it is no text\ud800\0")
    found = list(chronicle.add([one, document(1), one, other], code=coder(), settings={}, waiting=print))
    assert (found[0], found[2], found[3]) == (one, one, other)
    assert sorted(chronicle.issues(), key=lambda issue: issue.error) == [one, other]


def test_what_was_forgotten_is_neither_coded_nor_added_again(chronicle):
    add(chronicle, record(document(1, url=PAGE)))
    chronicle.forget("doc1", by="Ada", because="on request")

    def code(items):
        for item in items:
            assert hasattr(item, "outcome")
            yield item

    (found,) = chronicle.add([document(1, url=PAGE)], code=code, settings={}, waiting=print)
    assert (found.id, found.outcome) == (permanent_id(document(1, url=PAGE)), "forgotten")
    assert list(chronicle.records(ALL)) == []
    assert outcomes(chronicle, version(2, None)) == ["new"]  # another text of that page may be added


# --- whatever they hold --------------------------------------------------------------------------------------------


def odd_record(number: int, odd: str) -> Record:
    """A record in which every text has odd characters."""
    source = document(
        number,
        f"{odd}rebels{number} shelled {odd} Ganja",
        id=f"{odd}id{number}",
        url=f"http://a/{number}{odd}",
        title=f"{odd}title",
        publisher=f"{odd}post",
        captions=(f"{odd}one", ""),
    )
    actor = Participant(name=f"{odd}rebels", role=odd, start=0, end=1, text=source.text[0])
    return record(source, event(source, f"shelled {odd} Ganja", actors=(actor,)))


def test_odd_characters_are_kept_as_they_are_in_every_text(chronicle):
    added = {permanent_id(one): one for one in (odd_record(number, odd) for number, odd in enumerate(ODD))}
    add(chronicle, *added.values())
    found = list(chronicle.records(ALL))
    assert len(found) == len(added) == len(ODD)
    for one in found:
        assert (bare(one), one.events) == (bare(added[one.permanent_id]), added[one.permanent_id].events)
        assert chronicle.find(one.id) == chronicle.find(one.url) == (one.permanent_id, None)
    assert not faults(chronicle)


def test_two_surrogates_that_would_make_one_character_stay_two(chronicle):
    source = document(1, "words \ud83d\ude00 words")
    add(chronicle, record(source))
    (found,) = chronicle.records(ALL)
    assert found.text == source.text


def test_a_very_long_address_does_no_harm(chronicle):
    letters = random.Random(1).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=20_000)  # noqa: S311
    address = f"http://a/{''.join(letters)}"
    assert outcomes(chronicle, version(1, "2020-10-18", address)) == ["new"]
    assert outcomes(chronicle, version(2, "2020-10-19", address)) == ["version"]
    assert chronicle.record(address).id == "doc2"


def test_a_long_text_is_kept_whole(chronicle):
    source = document(1, "".join(f"word{number} " for number in range(100_000)))
    add(chronicle, record(source, event(source, "word99999")))
    assert chronicle.record("doc1").text == source.text
    assert not faults(chronicle)


def test_events_keep_the_ids_that_they_come_with_and_later_ones_get_others(chronicle):
    source = document(1)
    links = (Link(relation="caused-by", event="e2", start=0, end=1, text="w"),)
    add(chronicle, record(source, event(source, "w1x9", "e5", links=links), event(source, "w1x3", "e2")))
    (found,) = chronicle.records(ALL)
    assert [one.id for one in found.events] == ["e2", "e5"]
    assert found.events[1].links == links
    assert found.retired == ("e1", "e3", "e4")
    assert not faults(chronicle)


# --- whatever the order --------------------------------------------------------------------------------------------

WORDS = (
    "the army said on Sunday that soldiers had attacked villages near the border and that many people were hurt while"
    " rebels claimed that they had taken the town and its bridge after three days of heavy fighting in the hills"
).split()


def reports(specs: list[tuple[int, int, int, str]]) -> list[Record]:
    """Reports by number: (which text, how many of its words an editor changed, which page, odd characters)."""
    found = []
    for number, (text, edits, page, odd) in enumerate(specs):
        words = [*WORDS[text * 7 :], *WORDS[: text * 7]] if text < 3 else [f"{word}{number}" for word in WORDS]
        for edit in range(edits):
            words[3 + edit * 7] = f"changed{edit}"
        source = document(
            number,
            f"{odd}{' '.join(words)}",
            title="Army attacks villages" if number % 2 else "",
            url=f"{PAGE}/{page}" if page else None,
            published=f"2020-10-{number + 1:02}" if number % 5 else None if not page else "2020-09-01",
        )
        first, second = (event(source, word, f"e{at}") for at, word in enumerate(words[5:25:14], start=1))
        found.append(
            record(
                source,
                first,
                replace(second, links=(Link(relation="part-of", event="e1", start=0, end=1, text=source.text[0]),)),
            )
        )
    return found


SPECS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 4), st.integers(0, 2), st.sampled_from(ODD)), min_size=2, max_size=8
).filter(lambda specs: sum(page > 0 for at, (_, _, page, _) in enumerate(specs) if at % 5 == 0) < 2)


@settings(max_examples=15, deadline=None)
@given(SPECS, st.randoms(use_true_random=False), st.data())
def test_neither_the_order_of_adding_nor_the_number_of_runs_matters(specs, chance, data):
    items = reports(specs)
    shuffled = list(items)
    chance.shuffle(shuffled)
    cut = data.draw(st.integers(0, len(items)))
    with fresh() as one, fresh() as other:
        add(one, *items)
        add(other, *shuffled[:cut])
        add(other, *shuffled[cut:], *shuffled[:1])
        assert exported(one) == exported(other)
        assert not faults(other)


def test_the_reports_of_that_test_have_copies_versions_and_others(chronicle):
    add(chronicle, *reports([(0, 0, 0, ""), (0, 2, 1, ""), (1, 0, 1, ""), (3, 0, 0, "")]))
    found = list(chronicle.records(ALL))
    assert len({one.copies for one in found}) == 2
    assert sum(one.superseded_by is not None for one in found) == 1


# --- there and back ------------------------------------------------------------------------------------------------

JUDGEMENTS = [
    ("event", "wrong", "", None),
    ("event", "right", "", None),
    ("type", "corrected", "COERCE", None),
    ("status", "corrected", "denied", None),
    ("actors", "corrected", "Odd \ud800 men\0", "n"),
    ("time", "corrected", "2020-10-11", "a"),
    ("place", "corrected", '{"name": "x\\u0000", "level": "site"}', "e"),
    ("claims", "corrected", "a man: denies", "i"),
    ("casualties", "corrected", "9 killed", "r"),
]


def recode(chronicle: Chronicle, *records: Record) -> None:
    with chronicle._database.writing() as connection:
        connection.execute(update(run).values(coder="a former one"))
    list(chronicle.recode(code=coder(*records), settings={}, waiting=print))


@settings(max_examples=15, deadline=None)
@given(SPECS, st.data())
def test_an_export_added_to_an_empty_database_and_exported_again_is_the_same_byte_for_byte(specs, data):
    items = reports(specs)
    with fresh() as one, fresh() as other, TemporaryDirectory() as folder:
        add(one, *items)
        taken = []
        for _ in range(data.draw(st.integers(0, 6))):
            source = data.draw(st.sampled_from(items))
            about, verdict, typed, words = data.draw(st.sampled_from(JUDGEMENTS))
            name = f"{permanent_id(source)}.{data.draw(st.sampled_from(['e1', 'e2']))}"
            with suppress(StoreError):  # it was judged to be no event before
                made = one.decide(name, about, verdict, typed=typed, words=words, by="A\ud800", because="so\0 it is")
                taken.append(f"{permanent_id(source)}.{made.id}")
        if taken and data.draw(st.booleans()):
            one.undo(data.draw(st.sampled_from(taken)), by="B", because="after all")
        if data.draw(st.booleans()):
            recode(one, *(replace(item, events=item.events[: number % 3]) for number, item in enumerate(items)))
        assert not faults(one)
        path = Path(folder) / "export.jsonl"
        path.write_text("".join(f"{line}\n" for line in exported(one)), encoding="utf-8")
        found = list(reading.read([path], whole=True))
        assert all(isinstance(item, StoredRecord) for item in found), found
        add(other, *found)
        assert exported(other) == exported(one)
        assert not faults(other)


def test_that_export_has_decisions_and_events_that_are_set_aside_and_retired(chronicle):
    (item,) = reports([(0, 0, 0, "\0")])
    add(chronicle, item)
    chronicle.decide("doc0.e1", "event", "wrong", by="Ada", because="it is none")
    chronicle.decide("doc0.e2", "actors", "corrected", typed="men", words="n", by="Ada", because="they did")
    chronicle.undo("doc0.d2", by="Ada", because="not so")
    recode(chronicle, replace(item, events=item.events[:1]))
    (line,) = map(json.loads, exported(chronicle))
    assert [one["id"] for one in line["decisions"]] == ["d1", "d2", "d3"]
    assert [one["id"] for one in line["coded"]] == ["e1"]
    assert (line["events"], line["retired"]) == ([], ["e2"])
