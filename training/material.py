"""The training articles, each with the encoder that has not seen it.

The encoder is trained five times without a fifth of the articles (`training/encoder.py`). Whatever is fitted on what it
says sees each article through the one of the five that was trained without it: otherwise it would learn to trust the
encoder more than it deserves on an article that is new to it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.files import fifth_of
from dateline.coding.pipeline import STAGES
from dateline.coding.stage import Coding, Stage
from dateline.evaluation import GoldArticle
from dateline.evaluation.gold import parse_article
from dateline.heads import Reader, load_reader
from dateline.language import Parsed, parse
from dateline.model import Event, make_document
from training.coded import UNSEEN, coded_articles

WORK = Path(__file__).parent / "work"  # encoders while they are made; not kept with the project
DATA = Path(__file__).parent.parent / "src" / "dateline" / "data"

Gold = dict[int, dict[str, Any]]


def is_tune(name: str) -> bool:
    """True for the fixed fifth of the training articles that choices are checked on."""
    return fifth_of(name) == 0


def reader_for(name: str) -> Reader:
    """The encoder that was trained without the article of this id."""
    return load_reader(WORK / f"fold{fifth_of(name)}")


def articles(folder: Path, *, but_tune: bool) -> Iterator[tuple[Parsed, Gold]]:
    """Each training article, parsed, with its gold events by the offsets of their triggers."""
    for file in sorted((folder / "gold" / "train").glob("*.json")):
        record = json.loads(file.read_text(encoding="utf-8"))
        if not (but_tune and is_tune(record["id"])):
            yield _read(record, reader_for(record["id"]))


def further_articles(folder: Path, *, but_tune: bool) -> Iterator[tuple[Parsed, Gold]]:
    """The same of the coded reports whose coding no encoder is trained on."""
    for record in coded_articles(folder, UNSEEN):
        if not (but_tune and is_tune(record["id"])):
            yield _read(record, load_reader())


def _read(record: dict[str, Any], reader: Reader) -> tuple[Parsed, Gold]:
    document = make_document(title=record["title"], body=record["text"], published=record["published"] or None)
    gold = {}
    for event in record["events"]:
        for mention, trigger in zip(event["mentions"], event["triggers"], strict=True):
            gold[document.text.find(mention) + mention.find(trigger)] = event
    keep = [document.span(at, at + 1) for at in gold]
    return parse(document, keep=keep, reader=reader), gold


def code_until(article: GoldArticle, last: Stage) -> Iterator[tuple[Coding, Event, Event]]:
    """The coding up to a stage, given the mentions that people coded; with each of its events, and theirs."""
    given = tuple(tuple(event.mentions) for event in article.events)
    keep = [span for group in given for span in group]
    coding = Coding(parsed=parse(article.document, keep=keep), given=given)
    for stage in STAGES[: STAGES.index(last)]:
        coding = stage(coding)
    truth = {frozenset((m.start, m.end) for m in event.mentions): event for event in article.events}
    for event in coding.events:
        yield coding, event, truth[frozenset((m.start, m.end) for m in event.mentions)]


def unseen(data: Path, *, but_tune: bool) -> Iterator[GoldArticle]:
    """The coded reports whose coding no encoder is trained on; `but_tune` leaves out a fixed fifth of them too."""
    for record in coded_articles(data, UNSEEN):
        if not (but_tune and is_tune(record["id"])):
            whole = {"publisher": "", **record, "published": record["published"] or None}
            yield parse_article(json.dumps(whole).encode(), UNSEEN)
