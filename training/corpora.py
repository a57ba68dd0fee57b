"""What the encoder is trained on: articles and sentences with their labels, read from the folder of the data sets."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.files import fifth_of, read_lines
from dateline.encoder import WINDOW, Window, load_tokenizer, windows
from dateline.heads import CASES, REACH, RELATIONS, ROLES, STATUSES, mode_names, type_names
from dateline.model import Document, make_document
from dateline.sentences import split_sentences
from training.coded import coded_articles

OTHER_WIDTHS = (90, 125)
TYPES, MODES = type_names(), mode_names()
FIGURES = ("killed", "injured", "other figure")
NUMBER = re.compile(
    r"\d|^(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty"
    r"|dozens?|scores?|hundreds?|thousands?|millions?|several|few|couple|pair|both|no|none|nobody)$",
    re.IGNORECASE,
)
_SPELLINGS = {"PRIMATIVE": "primitive", "SIEZE": "seize", "MASSACRE": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attributed:
    """Who says what: the words of the cue, and of each stretch of the source and of the content."""

    cue: list[int]
    sources: list[list[int]]
    contents: list[list[int]]


@dataclass
class Example:
    """A text as the encoder takes it, and what is known of its words (by number, in the order of the text)."""

    name: str
    task: str  # gold, ecb, gvc, fact, uds, said, plover, story
    windows: list[Window]
    variants: list[list[Window]]  # the same text cut into windows in other ways
    words: list[tuple[int, int]]
    sentences: list[int]
    lines: list[int]  # of the text's sentences
    triggers: list[int] = field(default_factory=list)  # words that name an event
    events: list[int] = field(default_factory=list)  # for each trigger the number of its event
    types: list[int] = field(default_factory=list)
    modes: list[int] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    aggregates: list[int] = field(default_factory=list)
    roles: list[dict[int, set[int]]] = field(default_factory=list)  # for each trigger: role -> words
    links: set[tuple[int, int, int]] = field(default_factory=set)  # of events: from, to, number of the relation
    cases: list[int] = field(default_factory=list)  # how each word is written, by CASES; -1 where that says little
    known: list[bool] = field(default_factory=list)  # words whose labels are to be trusted
    scores: list[float] = field(default_factory=list)  # factuality of each trigger
    attributions: list[Attributed] = field(default_factory=list)
    label: tuple[int, ...] = ()  # of the whole text: types that fit
    mode: int = -1
    source: list[int] = field(default_factory=list)
    target: list[int] = field(default_factory=list)


def prepare(name: str, task: str, document: Document) -> Example:
    """An example without labels."""
    split = list(split_sentences(document.text))
    bounds = [(i, start, end) for i, (_, start, end) in enumerate(split)]
    found, *others = (list(windows(document, bounds, load_tokenizer(), width)) for width in (WINDOW, *OTHER_WIDTHS))
    return Example(
        name=name,
        task=task,
        windows=found,
        variants=[found, *others] if task == "gold" else [],
        words=[word for window in found for word in window.words],
        sentences=[number for window in found for number in window.sentences],
        lines=[line for line, _, _ in split],
        cases=[case for window in found for case in cases_of(document.text, window)],
    )


def cases_of(text: str, window: Window) -> Iterator[int]:
    """How each word of a window is written; -1 for the first of a sentence, for signs, and in headlines."""
    written = [text[start:end] for start, end in window.words]
    lengths = Counter(window.sentences)
    large = Counter(
        number
        for word, number in zip(written, window.sentences, strict=True)
        if word[:1].isupper() or not word.isalpha()
    )
    last = -1
    for word, number in zip(written, window.sentences, strict=True):
        telling = number == last and word.isalpha() and 2 * large[number] < lengths[number]
        last = number
        case = "lower" if word.islower() else "UPPER" if word.isupper() and len(word) > 1 else "Title"
        yield CASES.index(case) if telling else -1


def word_at(example: Example, offset: int) -> int | None:
    """The number of the word that holds the code point at `offset`."""
    return next((i for i, (start, end) in enumerate(example.words) if start <= offset < end), None)


def inside(example: Example, start: int, end: int) -> list[int]:
    """The numbers of the words between two offsets."""
    return [i for i, (a, b) in enumerate(example.words) if a < end and start < b]


def gold(folder: Path) -> Iterator[Example]:
    """The project's own training articles."""
    for file in sorted((folder / "gold" / "train").glob("*.json")):
        yield article(json.loads(file.read_text(encoding="utf-8")))


def coded(folder: Path) -> Iterator[Example]:
    """Reports of the public sets that the project has coded."""
    return map(article, coded_articles(folder))


def article(record: dict[str, Any]) -> Example:
    """A report with all its events."""
    document = make_document(title=record["title"], body=record["text"], published=record["published"])
    example = prepare(record["id"], "gold", document)
    numbers = {event["id"]: i for i, event in enumerate(record["events"])}
    found: dict[int, dict[str, Any]] = {}
    for event in record["events"]:
        for mention, trigger in zip(event["mentions"], event["triggers"], strict=True):
            word = word_at(example, document.text.find(mention) + mention.find(trigger))
            if word is not None:
                found.setdefault(word, event)
    for word, event in sorted(found.items()):
        example.triggers.append(word)
        example.events.append(numbers[event["id"]])
        example.types.append(TYPES.index(event["type"]))
        example.modes.append(MODES.index(f"{event['type']}/{event['mode']}"))
        example.statuses.append(STATUSES.index(event["status"]))
        example.aggregates.append(int(event["aggregate"]))
        example.roles.append(roles_of(example, document.text, word, event))
    example.links = {
        (numbers[event["id"]], numbers[link["event"]], RELATIONS.index(link["relation"]))
        for event in record["events"]
        for link in event["links"]
    }
    example.known = [True] * len(example.words)
    return example


def roles_of(example: Example, text: str, trigger: int, event: dict[str, Any]) -> dict[int, set[int]]:
    """For each role the words near a trigger that fill it: those of its own sentence, else of the nearest one."""
    wanted: list[tuple[str, list[str]]] = []
    wanted += [(side, names_of(p)) for side in ("actor", "target") for p in event[f"{side}s"]]
    if event["place"]:
        wanted.append(("place", [event["place"]["text"], event["place"]["name"]]))
    if event["time"] and event["time"]["text"]:
        wanted.append(("time", [event["time"]["text"]]))
    for figure in event["casualties"]:
        role = figure["kind"] if figure["kind"] in ROLES else "other figure"
        wanted.append((role, [figure["text"]]))
    wanted += [
        ("source", [claim["source"]]) for claim in event["claims"] if claim["source"] not in ("reporter", "unnamed")
    ]
    found: dict[int, set[int]] = {}
    own = example.sentences[trigger]
    for role, names in wanted:
        places = [
            narrowed(example, text, inside(example, match.start(), match.end()), role)
            for name in dict.fromkeys(names)
            if name
            for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)
        ]
        near = [words for words in places if words and abs(example.sentences[words[0]] - own) <= REACH]
        if near:
            best = min(abs(example.sentences[words[0]] - own) for words in near)
            for words in near:
                if abs(example.sentences[words[0]] - own) == best:
                    found.setdefault(ROLES.index(role), set()).update(words)
    return found


def narrowed(example: Example, text: str, words: list[int], role: str) -> list[int]:
    """Of the words that tell a figure those that are its number; all where none is, and of other roles."""
    if role not in FIGURES:
        return words
    return [word for word in words if NUMBER.search(text[slice(*example.words[word])])] or words


def names_of(person: dict[str, Any]) -> list[str]:
    """What a participant may be called: as told, in full, and by the last part of a name."""
    names = [person["text"], person["name"]]
    last = person["name"].split()[-1] if person["name"] else ""
    if last[:1].isupper() and len(last) > 3 and len(person["name"].split()) > 1:
        names.append(last)
    return names


def coreference(folder: Path, name: str) -> Iterator[Example]:
    """ECB+ or the Gun Violence Corpus: words that name events, and which name the same."""
    for record in read_lines(folder / "data" / "coref" / f"{name}_train.jsonl.gz"):
        document = make_document(body=record["text"])
        example = prepare(record["doc_id"], "ecb" if name == "ecbplus" else "gvc", document)
        clusters: dict[str, int] = {}
        found: dict[int, int] = {}
        for mention in record["mentions"]:
            if mention["kind"] != "action":
                continue
            word = word_at(example, mention["start"])
            if word is not None:
                found.setdefault(word, clusters.setdefault(mention["cluster_id"], len(clusters)))
        example.triggers = sorted(found)
        example.events = [found[word] for word in example.triggers]
        if name == "ecbplus":
            example.known = [False] * len(example.words)
            for sentence in record["sents"]:
                if sentence["validated"]:
                    for word in inside(example, sentence["start"], sentence["end"]):
                        example.known[word] = True
            kept = [i for i, word in enumerate(example.triggers) if example.known[word]]
            example.triggers = [example.triggers[i] for i in kept]
            example.events = [example.events[i] for i in kept]
        else:
            example.known = [True] * len(example.words)
        if example.triggers:
            yield narrow(example)


def narrow(example: Example) -> Example:
    """Without the windows in which nothing is known."""
    windows_kept, words, numbers, known, cases, moved = [], [], [], [], [], {}
    at = 0
    for window in example.windows:
        count = len(window.words)
        if any(example.known[at : at + count]):
            for i in range(at, at + count):
                moved[i] = len(words) + i - at
            windows_kept.append(window)
            words += example.words[at : at + count]
            numbers += example.sentences[at : at + count]
            known += example.known[at : at + count]
            cases += example.cases[at : at + count]
        at += count
    example.windows, example.words, example.sentences = windows_kept, words, numbers
    example.known, example.cases = known, cases
    example.triggers = [moved[word] for word in example.triggers]
    return example


def factuality(folder: Path) -> Iterator[Example]:
    """Sentences of news, and of the web, whose events have a degree of factuality."""
    for record in read_lines(folder / "data" / "factuality" / "train.jsonl.gz"):
        task = "uds" if record["corpus"] == "uds_ih2" else "fact"
        example = prepare(record["id"], task, make_document(body=record["text"]))
        found = {word_at(example, event["start"]): event["score"] for event in record["events"]}
        example.triggers = sorted(word for word in found if word is not None)
        example.scores = [found[word] for word in example.triggers]
        example.known = [True] * len(example.words)
        if example.triggers:
            yield example


def attribution(folder: Path) -> Iterator[Example]:
    """PolNeAR: who says what in articles on politics, and the words that tell that they say it."""
    for record in read_lines(folder / "data" / "polnear" / "train.jsonl.gz"):
        example = prepare(record["id"], "said", make_document(body=record["text"]))
        example.variants = [example.windows, titled(record["text"]) or example.windows]
        for one in record["attributions"]:
            source, cue, content = (
                [words for start, end in one[part] if (words := inside(example, start, end))]
                for part in ("source", "cue", "content")
            )
            if cue:
                example.attributions.append(Attributed(cue=cue[0], sources=source, contents=content))
        yield example


def titled(text: str) -> list[Window] | None:
    """The windows of a text whose first line is taken for its title; None where it has no further one."""
    head, parted, body = text.partition("\n\n")
    document = make_document(title=head, body=body)
    if not parted or document.text != text:
        return None
    bounds = [(i, start, end) for i, (_, start, end) in enumerate(split_sentences(text))]
    return list(windows(document, bounds, load_tokenizer(), OTHER_WIDTHS[1]))


def plover(folder: Path, *, kept: bool) -> Iterator[Example]:
    """Sentences with the type of the event between a source and a target; `kept` the benchmark's fifth, or the rest."""
    for record in read_lines(folder / "data" / "plover" / "plv_train.jsonl.gz"):
        text = record["sentence"]
        if (fifth_of(text) == 0) != kept:
            continue
        example = prepare(text, "plover", make_document(body=text))
        for side, into in (("source", example.source), ("target", example.target)):
            at = text.find(record[side])
            if record[side] and at >= 0:
                into.extend(inside(example, at, at + len(record[side])))
        root = record["gold_root"]
        example.label = tuple(TYPES.index(kind) for kind in (("CONCEDE", "RETREAT") if root == "YIELD" else (root,)))
        yield example


def stories(folder: Path) -> Iterator[Example]:
    """Heads of machine-written stories with a type and a mode."""
    for i, record in enumerate(read_lines(folder / "data" / "plover" / "synthetic_stories.jsonl.gz")):
        first = " ".join(record["text"].split("\n")[0].split(". ")[:2])[:400]
        document = make_document(body=f"{record['title']}\n{first}")
        example = prepare(f"story-{i}", "story", document)
        example.label = (TYPES.index(record["label"]),)
        mode = _SPELLINGS.get(record["mode"], record["mode"].lower())
        example.mode = MODES.index(f"{record['label']}/{mode}")
        yield example
