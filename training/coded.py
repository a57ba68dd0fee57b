"""Further coded articles: reports of the public sets, coded by the project under the guidelines of the gold.

`coded.jsonl` beside this file holds the coding alone, without a word of the reports: in place of each quotation its
start and end in the text of the report, which is read from the data sets. docs/models.md tells who coded and how well.
`unseen.jsonl` holds others that the encoder is kept from, so that what it says of them is as honest as of a new report.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.files import fifth_of, read_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CODED = Path(__file__).with_name("coded.jsonl")
UNSEEN = Path(__file__).with_name("unseen.jsonl")  # the same, of reports that the encoder is never trained on
_STORIES_DATE = "2021-05-12"  # the stories have none; the coders were given this


def coded_articles(data: Path, file: Path | None = None) -> Iterator[dict[str, Any]]:
    """The coded articles of a file (`coded.jsonl` where none is named) in the form of the gold ones, in its order.

    Raises:
        ValueError: a report that was coded is not in the data sets, or another text stands there.
    """
    texts = reports(data)
    for line in (file or CODED).read_text(encoding="utf-8").splitlines():
        coded = json.loads(line)
        report = texts.get(coded["id"])
        if report is None or digest(report) != coded["digest"]:
            raise ValueError(f"{coded['id']} is not the report that was coded; are the data sets the right ones?")
        whole = whole_text(report)
        yield {**report, "events": [_quoted(event, whole) for event in coded["events"]]}


def whole_text(report: Mapping[str, str]) -> str:
    """What the offsets count in: the title, a blank line, the text; the text alone where there is no title."""
    return f"{report['title']}\n\n{report['text']}" if report["title"] else report["text"]


def digest(report: Mapping[str, str]) -> str:
    """By which a report is known to be the one that was coded."""
    return hashlib.sha1(whole_text(report).encode(), usedforsecurity=False).hexdigest()[:8]


def reports(data: Path) -> dict[str, dict[str, str]]:
    """The reports of the sets that coded ones were drawn from, by id."""
    return {report["id"]: report for report in _reports(data / "data")}


def _reports(data: Path) -> Iterator[dict[str, str]]:
    for record in read_lines(data / "polnear" / "train.jsonl.gz"):
        yield _report(f"polnear-{record['id']}", "", record["text"], record["date"])
    for record in read_lines(data / "muc4" / "train.jsonl.gz"):
        body = unwrap(record["text"][int(record["body_offset"]) :])
        yield _report(f"muc-{record['docid']}", "", body, record["dateline_iso"] or "")
    for i, record in enumerate(read_lines(data / "plover" / "synthetic_stories.jsonl.gz")):
        yield _report(f"story-{i}", record["title"], record["text"], _STORIES_DATE)
    for record in read_lines(data / "coref" / "ecbplus_train.jsonl.gz"):
        yield _report(f"ecb-{record['doc_id']}", "", record["text"], record["date_from_url"] or "")
    for record in read_lines(data / "coref" / "gvc_train.jsonl.gz"):
        yield _report(f"gvc-{record['doc_id']}", "", record["text"], record["publish_date"] or "")
    for record in read_lines(data / "plover" / "plv_train.jsonl.gz"):
        text = record["sentence"]
        if fifth_of(text) != 0:  # the fifth that the benchmark keeps
            yield _report(f"plv-{hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()[:12]}", "", text, "")


def _report(name: str, title: str, text: str, published: str) -> dict[str, str]:
    return {"id": name, "title": title, "text": text, "published": published}


def unwrap(text: str) -> str:
    """Wire copy of fixed width as paragraphs of one line each."""
    text = re.sub(r"[ \t]*\n(?:[ \t]*\n)+[ \t]*", "\n\n", text)
    return re.sub(r" +", " ", re.sub(r"[ \t]*(?<!\n)\n(?!\n)[ \t]*", " ", text)).strip()


def _quoted(event: Mapping[str, Any], whole: str) -> dict[str, Any]:
    """An event with the words in place of their offsets; what is not an offset stays."""

    def words(at: list[int] | str) -> str:
        return at if isinstance(at, str) else whole[at[0] : at[1]]

    def mended(value: Mapping[str, Any], *keys: str) -> dict[str, Any]:
        return {**value, **{key: words(value[key]) for key in keys}}

    return {
        **event,
        "mentions": [words(at) for at in event["mentions"]],
        "triggers": [
            whole[start + first : start + last]
            for (start, _), (first, last) in zip(event["mentions"], event["triggers"], strict=True)
        ],
        "actors": [mended(person, "name", "text") for person in event["actors"]],
        "targets": [mended(person, "name", "text") for person in event["targets"]],
        "place": mended(event["place"], "name", "text") if event["place"] else None,
        "time": mended(event["time"], "text") if event["time"] else None,
        "casualties": [mended(figure, *({"text", "source"} & figure.keys())) for figure in event["casualties"]],
        "claims": [mended(claim, "source", "text") for claim in event["claims"]],
    }
