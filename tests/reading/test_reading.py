"""`reading.read` as a whole: every kind of source, and every way in which a source can be bad."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from dateline import reading
from dateline.errors import ReadingError
from dateline.model import SCHEMA, Document, Issue, hash_text, make_document

TEXT = "Missiles hit the city of Ganja on Saturday, officials said, and thirteen people were killed in their homes."


def documents(*sources: str | Path, **options: object) -> list[Document]:
    found = list(reading.read(sources, **options))  # type: ignore[arg-type]
    assert all(isinstance(item, Document) for item in found), found
    return found  # type: ignore[return-value]


def issue(*sources: str | Path, **options: object) -> Issue:
    (found,) = reading.read(sources, **options)  # type: ignore[arg-type]
    assert isinstance(found, Issue), found
    assert found.stage == "reading"
    assert found.error
    assert found.remedy
    assert "\n" not in found.error + found.remedy
    return found


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def record(**fields: object) -> str:
    return json.dumps(
        {"title": "Strike on Ganja", "published": "2020-10-17", "publisher": "ENS", "text": TEXT, **fields}
    )


# --- JSON ---------------------------------------------------------------------------------------------------------


def test_json_text_is_taken_exactly_as_it_is(tmp_path: Path) -> None:
    text = f"  {TEXT}\r\n\r\n\ufeffSoft\u00adhyphen,\u00a0space,\0NUL and lone \ud800.\n\n"
    (document,) = documents(write(tmp_path / "a.json", record(id="ens-7", text=text)))
    assert document.id == "ens-7"
    assert document.text == f"Strike on Ganja\n\n{text}"
    assert document.text[document.body_start :] == text
    assert (document.published, document.publisher) == ("2020-10-17", "ENS")


def test_a_record_of_ours_is_taken_whole(tmp_path: Path) -> None:
    own = make_document(title="Strike on Ganja", body=TEXT, published="2020-10-17", captions=("Rubble",))
    fields = {"schema": SCHEMA, "events": [{"id": "e1"}], "url": None, "language": "en"}
    path = write(
        tmp_path / "a.jsonl",
        record(**fields, id=own.id, text=own.text, content_hash=own.content_hash, captions=["Rubble"], publisher=None),
    )
    assert documents(path) == [own]
    write(path, record(schema=SCHEMA, text=own.text + " More.", content_hash=own.content_hash))
    assert "content_hash" in issue(path).error
    write(path, record(schema="dateline/99"))
    assert "dateline/99" in issue(path).error


def test_a_list_is_read_item_by_item(tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", f"\ufeff[{record()}, 7, {record(id=5)}]")
    first, second, third = reading.read([path])
    assert isinstance(first, Document)
    assert isinstance(second, Issue)
    assert second.document == f"{path}, item 2"
    assert isinstance(third, Document)
    assert third.id == "5"


def test_lines_go_on_after_a_bad_one(tmp_path: Path) -> None:
    lines = [record(), "{oops", "", record(text=3), '{"title": "x"}', record(published="soon"), "[]", record(id="last")]
    path = write(tmp_path / "a.jsonl", "\ufeff" + "\r\n".join(lines))
    found = list(reading.read([path]))
    assert [item.document.removeprefix(f"{path}:") for item in found if isinstance(item, Issue)] == list("24567")
    assert [item.id for item in found if isinstance(item, Document)][-1] == "last"
    errors = [item.error for item in found if isinstance(item, Issue)]
    for error, word in zip(errors, ["malformed JSON", "no string", "no 'text'", "'soon'", "list"], strict=True):
        assert word in error


def test_a_line_of_invalid_utf8_costs_only_itself(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", b'{"text": "caf\xe9"}\n' + record().encode())
    first, second = reading.read([path])
    assert isinstance(first, Issue)
    assert "UTF-8" in first.error
    assert isinstance(second, Document)


def test_json_lines_stream_in_flat_memory() -> None:
    class Endless(io.RawIOBase):
        """Hands out lines for ever and counts how many were made."""

        made = 0
        rest = b""

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:
            while len(self.rest) < len(buffer):
                self.rest += record(id=self.made).encode() + b"\n"
                self.made += 1
            buffer[:] = self.rest[: len(buffer)]
            self.rest = self.rest[len(buffer) :]
            return len(buffer)

    source = Endless()
    stream = reading.read(["-"], stdin=io.BufferedReader(source, 8192))
    ids = [item.id for item, _ in zip(stream, range(100), strict=False) if isinstance(item, Document)]
    assert ids == [str(number) for number in range(100)]
    assert source.made < 300


def test_a_line_is_read_when_it_is_there_and_not_when_a_buffer_is_full() -> None:
    class Growing(io.RawIOBase):
        """A log that others still write to: who asks for more than it holds would have to wait."""

        rest = b"".join(record(id=number).encode() + b"\n" for number in range(50))

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:
            assert self.rest, "it would wait"
            data, self.rest = self.rest[: len(buffer)], self.rest[len(buffer) :]
            buffer[: len(data)] = data
            return len(data)

    stream = reading.read(["-"], stdin=io.BufferedReader(Growing()))
    assert [next(stream).id for _ in range(50)] == [str(number) for number in range(50)]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("", "empty"),
        ("  \n ", "empty"),
        ("{", "malformed"),
        ("3", "no JSON object"),
        ("[]", "empty"),
        ("[" * 100_000, "malformed"),
        ('{"text": ' + "1" * 5000 + "}", "malformed"),
        (record(text=""), "no text"),
        (record(text=None), "no string"),
        (record(title=["a"]), "'title'"),
        (record(published="03/04/2020"), "may be the day"),
        (record() + "\n" + record(), "malformed"),
    ],
)
def test_bad_json_is_an_issue(tmp_path: Path, content: str, word: str) -> None:
    path = write(tmp_path / "a.json", content)
    found = issue(path)
    assert word in found.error
    assert found.document == str(path)


# --- tables -------------------------------------------------------------------------------------------------------


def test_tables_with_names_of_their_own(tmp_path: Path) -> None:
    rows = 'Title,date,Body\n"Strike, again",3 January 2020,"First ""line"".\n\nSecond line."\n,,Only a text.\n'
    mapping = {"text": "Body", "published": "date"}
    first, second = documents(write(tmp_path / "a.csv", rows), mapping=mapping)
    assert first.text == 'Strike, again\n\nFirst "line".\n\nSecond line.'
    assert first.published == "2020-01-03"
    assert (second.text, second.published) == ("Only a text.", None)


@pytest.mark.parametrize(("name", "separator"), [("a.tsv", "\t"), ("a.csv", ";"), ("a.csv", ",")])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_separators_and_encodings(tmp_path: Path, name: str, separator: str, encoding: str) -> None:
    content = separator.join(["id", "text"]) + "\r\n" + separator.join(["7", "The caf\u00e9 was hit\0."]) + "\r\n"
    (document,) = documents(write(tmp_path / name, content.encode(encoding)))
    assert (document.id, document.text) == ("7", "The caf\u00e9 was hit\0.")


def test_a_cell_may_be_large(tmp_path: Path) -> None:
    large = "The town was hit. " * 20_000
    assert documents(write(tmp_path / "a.csv", f'text\n"{large}"\n'))[0].text == large


def test_bad_rows_tell_their_line(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", b'id,text\n1,"two\nlines"\n2\n3,a,b\n4,caf\xe9\n\n5,Good.\n6,\n')
    found = list(reading.read([path]))
    assert [item.document.removeprefix(f"{path}:") for item in found if isinstance(item, Issue)] == list("4569")
    assert [item.id for item in found if isinstance(item, Document)] == ["1", "5"]


def test_bad_tables(tmp_path: Path) -> None:
    assert "no column 'text' but id, body" in issue(write(tmp_path / "a.csv", "id,body\n1,x\n")).error
    assert "empty" in issue(write(tmp_path / "b.csv", "")).error
    assert "line 1" in issue(write(tmp_path / "d.csv", b"\xff\xfei\0d\0,\0t")).error
    assert "quote" in issue(write(tmp_path / "c.csv", 'text\n"' + "x" * 41_000_000)).remedy


# --- texts, encodings, languages, sizes ------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_files(tmp_path: Path, encoding: str) -> None:
    content = f"Strike on Ganja\r\n03 January, 2020\r\n2 min read\r\n\r\n{TEXT}\r\nA caf\u00e9 burned.\r\n"
    (document,) = documents(write(tmp_path / "a.txt", content.encode(encoding)))
    assert document.text == f"Strike on Ganja\n\n{TEXT}\r\nA caf\u00e9 burned.\r\n"
    assert document.published == "2020-01-03"
    assert document.id == document.content_hash[:12] == hash_text(document.text)[:12]


def test_overrides_win(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", f"Strike on Ganja\n03/04/2020\n\n{TEXT}")
    assert "may be the day" in issue(path).error
    (document,) = documents(path, published="4 March 2020", publisher="The Desk")
    assert (document.published, document.publisher) == ("2020-03-04", "The Desk")
    assert document.text == f"Strike on Ganja\n\n{TEXT}"
    (document,) = documents(write(tmp_path / "a.json", record(published="soon")), published="2020-03-04")
    assert document.published == "2020-03-04"


def test_wishes_that_cannot_be_met_are_raised_at_once() -> None:
    with pytest.raises(ReadingError, match="soon"):
        reading.read([], published="soon")
    with pytest.raises(ReadingError, match="body"):
        reading.read([], mapping={"body": "text"})


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b"\xef\xbb\xbf \n", "no text"),
        ("a.txt", "The caf\u00e9 was hit.".encode("latin-1"), "not valid UTF-8"),
        ("a.txt", b"\xff\xfea\0b", "not valid UTF-16"),
        ("a.txt", b"The town was hit again. " * 210_000, "larger than 5 MB"),
        (
            "a.txt",
            "Mindestens dreizehn Menschen sind bei dem Angriff auf die Stadt get\u00f6tet worden, sagte er.".encode(),
            "in de",
        ),
        ("a.json", json.dumps({"text": "The town was hit again. " * 210_000}).encode(), "larger than 5 MB"),
        ("a.html", b"<html><body><div>Menu</div></body></html>", "without a report"),
        ("a.html", b"<html><meta charset=utf-8><p>The caf\xe9 was hit.</p></html>", "not valid UTF-8"),
        ("report", b"%PDF-1.4 \xff\xff", "no text"),
        ("a.docx", b"PK\x03\x04\x14\0\x06\0", "no text"),
    ],
)
def test_bad_files_are_issues(tmp_path: Path, name: str, content: bytes, word: str) -> None:
    assert word in issue(write(tmp_path / name, content)).error


def test_missing_files_and_paths_that_are_none(tmp_path: Path) -> None:
    assert "no such file" in issue(tmp_path / "gone.html").error
    assert "NUL" in issue("a\0b").error
    assert "cannot be read" in issue("x" * 5000).error
    assert "no web address" in issue("ftp://example.org/a.html").error


# --- folders, standard input -----------------------------------------------------------------------------------------


def test_a_folder_is_read_in_order(tmp_path: Path) -> None:
    for name in ("b/two.txt", "a.txt", ".git/x.txt", ".hidden.txt", "c.png", "d_files/ad.html", "e_files/kept.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        write(tmp_path / name, f"{TEXT} {name}")
    write(tmp_path / "d.html", f"<html><body><p>{TEXT} d.html</p></body></html>")
    write(tmp_path / "broken.json", "{")
    (tmp_path / "loop").symlink_to(tmp_path)
    found = list(reading.read([tmp_path]))
    told = [item.text.split()[-1] if isinstance(item, Document) else Path(item.document).name for item in found]
    assert told == ["a.txt", "b/two.txt", "broken.json", "d.html", "e_files/kept.txt"]


def test_a_folder_without_reports(tmp_path: Path) -> None:
    write(tmp_path / "a.png", "x")
    (tmp_path / "empty").mkdir()
    found = issue(tmp_path)
    assert "without reports" in found.error
    assert ".jsonl" in found.remedy


@pytest.mark.parametrize(
    ("content", "count"),
    [
        (record() + "\n" + record() + "\n", 2),
        ("\ufeff\n" + record(), 1),
        (json.dumps(json.loads(record()), indent=1), 1),
        (f"[{record()}, {record()}]", 2),
        (f"<!DOCTYPE html><html><body><p>{TEXT}</p></body></html>", 1),
        (f"[Getty] \n{TEXT}", 1),
        (TEXT, 1),
        (record(text=TEXT * 500) + "\n" + record(), 2),
    ],
)
def test_standard_input_is_sniffed(content: str, count: int) -> None:
    found = documents("-", stdin=io.BytesIO(content.encode()))
    assert len(found) == count
    assert all(TEXT in document.text and "<p>" not in document.text for document in found)


def test_standard_input_that_is_bad() -> None:
    assert issue("-", stdin=io.BytesIO(b"")).document == "-"
    assert "no standard input" in issue("-").error
    assert "no text" in issue("-", stdin=io.BytesIO(b"\x89PNG\r\n\0")).error


def test_reading_json_loads_nothing_slow(tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", record())
    program = (
        "import sys; from dateline import reading; [item] = reading.read([sys.argv[1]]); item.text; "
        "print([name for name in ('trafilatura', 'htmldate', 'py3langid', 'spacy', 'numpy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program, path], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
