"""Forgetting a document: no byte of what it said is left, a tombstone is, and it never comes back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text, update

from dateline.errors import CodingError, StoreError
from dateline.model import Claim, Participant, Place, Record, permanent_id
from dateline.store import database
from dateline.store.chronicle import Chronicle
from dateline.store.selection import Selection
from dateline.store.tables import run
from dateline.workers import Failure
from tests.store.making import add, coder, document, event, faults, record

ALL = Selection(all_versions=True)
SIGNED = {"by": "Ada", "because": "on request"}
# Words that nothing else begins with: an index keeps of a word only what tells it from the one before.
PLANTED = ("zorblatting", "Quorvexed", "YJINDROSS", "vyxolmund", "xhellibor", "jumquatz", "kwaxilond", "æwyrmügel")


def rootlike(word: str) -> Iterable[bytes]:
    """The beginnings that any stemmer leaves of a word, without its first letters, as cases and accents have them."""
    stem = word.removesuffix("ing").removesuffix("ed")[2:]
    plain = stem.casefold().replace("ü", "u")
    found = {one.encode() for one in (stem, stem.casefold(), stem.upper(), plain)}
    return {*found, *(one.hex().encode() for one in found)}  # as a text with odd characters is kept


def secret(odd: str = "") -> Record:
    """A report in which each part has a planted word of its own; with odd characters in its texts."""
    text_word, title, address, supplied, name, quote, place, accented = PLANTED
    source = document(
        7,
        f"{odd}The men were {text_word} at noon, said {name} near {place} and {accented}. {quote}!",
        title=f"{title} again{odd}",
        url=f"https://example.org/{address}{odd}",
        id=f"id-{supplied}{odd}",
        captions=(f"a picture of {text_word}",),
        publisher="The Post",
    )

    def at(words: str) -> dict[str, object]:
        start = source.text.index(words)
        return {"start": start, "end": start + len(words), "text": words}

    told = event(
        source,
        text_word,
        actors=(Participant(name=name, **at(name)),),
        place=Place(name=place, level="site", **at(place)),
        claims=(Claim(source=name, quote=source.span(*list(at(quote).values())[:2]), **at(name)),),
    )
    return record(source, told, event(source, place, "e2"))


def others(count: int = 30) -> list[Record]:
    found = [
        document(number, f"The zebra and the yak number{number} went to the valley of koalas.")
        for number in range(10, 10 + count)
    ]
    return [record(one, event(one, "zebra")) for one in found]


def failing(items):
    return (Failure(document=item, error=CodingError("no verb")) for item in items)


def stumbling(items):
    """A coding that fails over the secret alone, and says over what."""
    for item in items:
        is_secret = permanent_id(item) == permanent_id(secret())
        error = CodingError(f"{PLANTED[4]} is not what the report has")
        yield Failure(document=item, error=error) if is_secret else record(item)


def live(chronicle: Chronicle) -> str:
    """Let the secret be added, judged, coded again, and an issue of it be told; returns its permanent id."""
    source = secret()
    add(chronicle, *others(), source)
    key = permanent_id(source)
    chronicle.decide(f"{key}.e1", "actors/0", "right", by="Ada", because=f"he is {PLANTED[4]}")
    chronicle.decide(f"{key}.e2", "type", "corrected", typed="COERCE", by="Bo", because="so")
    with chronicle._database.writing() as connection:
        connection.execute(update(run).values(coder="a former one"))
    again = replace(source, events=tuple(replace(one, type="PROTEST", why=(PLANTED[5],)) for one in source.events))
    list(chronicle.recode(code=coder(again, *others()), settings={}, waiting=print))
    with chronicle._database.writing() as connection:
        connection.execute(update(run).values(coder="a former one"))
    list(chronicle.recode(code=stumbling, settings={}, waiting=print))
    return key


def bytes_of(file: Path) -> bytes:
    return b"".join(one.read_bytes() for one in sorted(file.parent.iterdir()) if one.name.startswith(file.name))


def left_in(content: bytes) -> set[str]:
    return {word for word in PLANTED if any(root in content for root in rootlike(word))}


def rows_of(url: str) -> bytes:
    """All that PostgreSQL has in any table of the schema, as it would be printed."""
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()").fetchall()
        found = [connection.execute(f'SELECT * FROM "{name}"').fetchall() for (name,) in names]  # noqa: S608
        assert len(found) > 9
    return repr(found).encode()


# --- nothing is left -----------------------------------------------------------------------------------------------


def test_no_byte_of_it_is_left_in_the_files(tmp_path):
    file = tmp_path / "c.db"
    with Chronicle(file, create=True) as chronicle:
        key = live(chronicle)
    assert left_in(bytes_of(file)) == {*PLANTED}
    with Chronicle(file) as chronicle:
        chronicle.forget(key, **SIGNED)
        assert left_in(bytes_of(file)) == set()
    assert left_in(bytes_of(file)) == set()


@pytest.mark.parametrize(("count", "odd"), [(0, ""), (1, "\0"), (200, "")])
def test_no_byte_of_it_is_left_among_few_and_many_others(tmp_path, count, odd):
    file = tmp_path / "c.db"
    with Chronicle(file, create=True) as chronicle:
        for one in others(count):
            add(chronicle, one)
        add(chronicle, secret(odd))
        assert left_in(bytes_of(file)) == {*PLANTED}
        chronicle.forget(permanent_id(secret(odd)), **SIGNED)
        assert left_in(bytes_of(file)) == set()
        assert not faults(chronicle)


def test_no_column_of_any_table_has_anything_of_it(schema):
    with Chronicle(schema, create=True) as chronicle:
        key = live(chronicle)
        assert left_in(rows_of(schema)) == {*PLANTED}
        chronicle.forget(key, **SIGNED)
        assert left_in(rows_of(schema)) == set()


def test_the_statistics_of_postgresql_have_nothing_of_it(schema):
    with Chronicle(schema, create=True) as chronicle:
        add(chronicle, *others(3), secret())
        with chronicle._database.writing() as connection:
            connection.execute(text("ANALYZE"))
        chronicle.forget(permanent_id(secret()), **SIGNED)
        with chronicle._database.reading() as connection:
            kept = connection.execute(text("SELECT * FROM pg_stats WHERE schemaname = current_schema()")).all()
    assert left_in(repr(kept).encode()) == set()


def test_a_reader_who_is_slow_does_not_leave_it_in_the_files_unsaid(tmp_path, monkeypatch):
    monkeypatch.setattr(database, "PATIENCE", 0.2)
    file = tmp_path / "c.db"
    with Chronicle(file, create=True) as chronicle, Chronicle(file) as reader:
        add(chronicle, *others(), secret())
        stream = reader.records(ALL)
        next(stream)
        try:
            chronicle.forget(permanent_id(secret()), **SIGNED)
        except StoreError as error:
            told = str(error)
        else:
            told = ""
        stream.close()
        assert told or left_in(bytes_of(file)) == set()


def test_a_reader_who_is_slow_leaves_nothing_once_all_is_closed(tmp_path, monkeypatch):
    monkeypatch.setattr(database, "PATIENCE", 0.2)
    file = tmp_path / "c.db"
    with Chronicle(file, create=True) as chronicle, Chronicle(file) as reader:
        add(chronicle, *others(), secret())
        stream = reader.records(ALL)
        next(stream)
        with pytest.raises(StoreError, match="forget it once more"):
            chronicle.forget(permanent_id(secret()), **SIGNED)
        stream.close()
        chronicle.forget(permanent_id(secret()), **SIGNED)
    assert left_in(bytes_of(file)) == set()


# --- what is left --------------------------------------------------------------------------------------------------


def test_a_tombstone_says_who_had_it_forgotten_when_and_why(chronicle):
    key = live(chronicle)
    assert chronicle.forget(key[:8], **SIGNED) == key
    (tombstone,) = chronicle.documents(state="forgotten")
    assert (tombstone.id, tombstone.publisher, tombstone.published) == (key, "The Post", "2020-10-18")
    assert (tombstone.title, tombstone.url, tombstone.events, tombstone.copies) == ("", None, 0, None)
    assert tombstone.forgotten == "Ada on 2026-01-01: on request"
    with pytest.raises(StoreError, match=f"document {key} was forgotten; who had that done and why"):
        chronicle.record(key)
    assert not faults(chronicle)


def test_of_the_decisions_on_it_who_took_them_when_and_on_what_is_kept(chronicle):
    key = live(chronicle)
    chronicle.forget(key, **SIGNED)
    assert [(one.who, one.what) for one in chronicle.history(key)][-3:] == [
        ("Ada", "d1, e1 actors/0 judged right"),
        ("Bo", "d2, e2 type judged corrected"),
        ("Ada", "forgotten: on request"),
    ]
    assert chronicle.totals().decisions == 2


def test_it_is_found_and_counted_no_more(chronicle):
    key = live(chronicle)
    before = chronicle.totals()
    assert PLANTED[4] in repr(chronicle.issues())
    chronicle.forget(key, **SIGNED)
    after = chronicle.totals()
    assert (after.documents, after.events) == (before.documents - 1, before.events - 2)
    assert all(chronicle.search(word, limit=9) == [] for word in PLANTED)
    for name in (secret().id, secret().url):
        with pytest.raises(StoreError, match="there is no document"):
            chronicle.find(name)
    assert key not in [one.permanent_id for one in chronicle.records(ALL)]
    assert PLANTED[4] not in repr(chronicle.issues())


def test_it_is_not_added_again_as_a_report_or_as_a_record(chronicle):
    key = live(chronicle)
    stored = chronicle.record(key)
    chronicle.forget(key, **SIGNED)
    assert [one.outcome for one in add(chronicle, secret(), stored)] == ["forgotten", "forgotten"]
    assert chronicle.totals().documents == 30


def test_it_is_forgotten_once_and_nothing_of_it_is_judged(chronicle):
    key = live(chronicle)
    chronicle.forget(key, **SIGNED)
    steps = chronicle.history(key)
    assert chronicle.forget(key, by="Bo", because="again") == key  # what was held up may be left to do
    assert chronicle.history(key) == steps
    with pytest.raises(StoreError, match="tells no event e1"):
        chronicle.decide(f"{key}.e1", "event", "wrong", **SIGNED)


def test_a_decision_on_it_is_not_taken_back(chronicle):
    key = live(chronicle)
    chronicle.forget(key, **SIGNED)
    with pytest.raises(StoreError):
        chronicle.undo(f"{key}.d1", **SIGNED)


def test_what_could_not_be_coded_is_forgotten_too(chronicle):
    list(chronicle.add([document(1)], code=failing, settings={}, waiting=print))
    key = chronicle.forget("doc1", **SIGNED)
    assert [one.state for one in chronicle.documents()] == ["forgotten"]
    assert chronicle.issues() == []
    assert [one.outcome for one in add(chronicle, document(1))] == ["forgotten"]
    assert key == permanent_id(document(1))
    assert not faults(chronicle)


# --- versions ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("gone", "newest"), [("doc2", "doc1"), ("doc1", "doc2"), ("doc0", "doc2")])
def test_of_the_versions_that_are_left_the_newest_is_the_newest(chronicle, gone, newest):
    versions = [document(at, url="http://a", published=f"2020-10-1{at}") for at in range(3)]
    add(chronicle, *versions)
    (forgotten,) = [permanent_id(one) for one in versions if one.id == gone]
    chronicle.forget(forgotten, **SIGNED)
    found = list(chronicle.records(ALL))
    assert len(found) == 2
    assert [one.id for one in found if one.superseded_by is None] == [newest]
    assert chronicle.record("http://a").id == newest
    assert not faults(chronicle)


def test_another_version_of_a_page_that_was_forgotten_is_new(chronicle):
    add(chronicle, document(1, url="http://a"))
    chronicle.forget("doc1", **SIGNED)
    assert [one.outcome for one in add(chronicle, document(2, url="http://a"))] == ["new"]


def test_other_documents_are_as_they_were(chronicle):
    key = live(chronicle)
    before = [one for one in chronicle.records(ALL) if one.permanent_id != key]
    hits = chronicle.search("zebra", limit=99)
    chronicle.forget(key, **SIGNED)
    assert list(chronicle.records(ALL)) == before
    assert chronicle.search("zebra", limit=99) == hits


def test_an_sqlite_file_is_whole_after_it(tmp_path):
    file = tmp_path / "c.db"
    with Chronicle(file, create=True) as chronicle:
        key = live(chronicle)
        chronicle.forget(key, **SIGNED)
    bare = sqlite3.connect(file)
    assert bare.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert bare.execute("PRAGMA foreign_key_check").fetchall() == []
    bare.close()
