"""Which reports are of one incident: whole articles of the Gun Violence set, and the gold incidents of our own.

Everything is found by the program. An article belongs to the incident of its main event; one without an event stands
alone. Left out, as the registry's incidents are not told apart there: articles tied to several incidents, incidents
registered as accidental, articles without a word of shooting. Figures: of incidents with two and more reports, how
often the killed and the injured of the ledger are both the registry's (nobody told of counts as none).

For the gold incidents the gold events are given.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from benchmarks import DataAbsentError, Outcome, Request, point
from benchmarks.coreference import measure
from benchmarks.files import find_file, read_lines
from benchmarks.gold import find_articles
from dateline.api import code_documents
from dateline.evaluation import read_gold
from dateline.evaluation.score import bounds
from dateline.incidents.ledger import ledger
from dateline.incidents.partition import partition
from dateline.incidents.rarity import WORD
from dateline.incidents.telling import prominence, tell
from dateline.model import Event, Issue, make_document

if TYPE_CHECKING:
    from pathlib import Path

    from dateline.incidents.telling import Telling

SHOOTING = re.compile(r"shoot|shot|gun|kill|wound|injur", re.IGNORECASE)
PEER_RARE, PEER_DAYS, PEER_ALIKE = 20, 30, 0.2  # of the peer: rare terms lead together, days apart, cosine


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A report with the incident it is registered under."""

    id: str
    incident: str
    published: date | None
    text: str
    tellings: tuple[Telling, ...]

    @property
    def main(self) -> Telling | None:
        """The event that has most mentions, of several the first."""
        return min(self.tellings, key=prominence, default=None)


def run(request: Request) -> Outcome:
    """Scores a split of the Gun Violence set, and the gold incidents where they are there.

    Raises:
        DataAbsentError: no folder holds the set.
    """
    registry = {row["incident_id"]: row for row in read_lines(find_file(request.data, "coref/gva_incidents.jsonl.gz"))}
    rows = list(read_lines(find_file(request.data, f"coref/gva_{request.split}.jsonl.gz")))
    kept, left_out = _choose(rows, registry)
    articles = _code(kept)
    gold = _groups([one.incident for one in articles])
    found = _incidents(articles)
    told = measure(gold, [set(numbers) for numbers, _ in found])
    peer = measure(gold, [set(numbers) for numbers in _peer(articles)])
    right, several = _figures(articles, found, registry)
    figures = {
        "incidents pair": point(told["pair"], len(articles)),
        "incidents lea": point(told["lea"], len(articles)),
        "incidents figures": point(right / max(1, several), several),
        "peer incidents pair": point(peer["pair"], len(articles)),
        "peer incidents lea": point(peer["lea"], len(articles)),
    }
    lines = [
        "",
        f"{len(articles)} articles of {len(gold)} incidents; left out: "
        + ", ".join(f"{count} {why}" for why, count in sorted(left_out.items())),
        f"dateline  pair {told['pair']:.3f}  lea {told['lea']:.3f}  figures {right}/{several}",
        f"TF-IDF    pair {peer['pair']:.3f}  lea {peer['lea']:.3f}",
    ]
    try:
        pair, count = gold_incidents(request)
    except DataAbsentError as error:
        lines.append(f"gold incidents skipped: {error}")
    else:
        figures["incidents gold pair"] = point(pair, count)
        lines.append(f"gold incidents, gold events given: pair {pair:.3f} ({count} events)")
    return Outcome(split=request.split, figures=figures, table="\n".join(lines), errors=())


def _choose(
    rows: Sequence[Mapping[str, Any]], registry: Mapping[str, Mapping[str, Any]]
) -> tuple[list[Mapping[str, Any]], Counter[str]]:
    left: Counter[str] = Counter()
    kept: dict[str, Mapping[str, Any]] = {}
    for row in rows:
        incident = registry.get(row["incident_id"])
        if row["doc_in_n_incidents"] > 1:
            left["tied to several"] += 1
        elif incident is None or any(one.startswith("accidental") for one in incident.get("categories") or ()):
            left["accidental"] += 1
        elif not SHOOTING.search(f"{row['title']} {row['text']}"):
            left["without a word of shooting"] += 1
        else:
            kept.setdefault(row["doc_id"], row)
    return list(kept.values()), left


def _code(rows: Sequence[Mapping[str, Any]]) -> list[Article]:
    incident = {row["doc_id"]: row["incident_id"] for row in rows}
    documents = [
        make_document(id=row["doc_id"], title=row["title"] or "", body=row["text"] or "", published=row["publish_date"])
        for row in rows
    ]
    articles = []
    for record in code_documents(documents):
        if isinstance(record, Issue):
            raise TypeError(f"{record.document}: {record.error}")
        articles.append(
            Article(
                id=record.id,
                incident=incident[record.id],
                published=record.published_on,
                text=record.text,
                tellings=tuple(tell(record, record.events, document=record.id, voice=record.id)),
            )
        )
    return articles


def _incidents(articles: Sequence[Article]) -> list[tuple[list[int], list[Telling]]]:
    """Numbers of the articles of each incident, and what they tell of it."""
    number = {one.id: at for at, one in enumerate(articles)}
    mains = {one.main.id for one in articles if one.main}
    found = []
    for group in partition([telling for one in articles for telling in one.tellings]):
        of_main = [telling for telling in group if telling.id in mains]
        if of_main:
            found.append(([number[telling.document] for telling in of_main], group))
    return found + [([at], []) for at, one in enumerate(articles) if not one.tellings]


def _figures(
    articles: Sequence[Article],
    found: Sequence[tuple[Sequence[int], Sequence[Telling]]],
    registry: Mapping[str, Mapping[str, Any]],
) -> tuple[int, int]:
    """Of the incidents of two and more reports: how often killed and injured are both right, and how many there are."""
    right = several = 0
    for numbers, group in found:
        (name, _), *_ = Counter(articles[at].incident for at in numbers).most_common(1)
        registered = [registry[name].get(key) for key in ("num_killed", "num_injured")]
        if len(numbers) < 2 or None in registered:
            continue
        several += 1
        shown = {fact.name: fact.shown.value for fact in ledger(group)}
        told = [_number(shown.get(kind)) for kind in ("killed", "injured")]
        right += told == registered
    return right, several


def _number(value: Any) -> int | None:
    if value is None:
        return 0
    low, high = value
    return low if low == high or high is None else None


def _peer(articles: Sequence[Article]) -> list[list[int]]:
    """TF-IDF over the set itself, rare terms, thirty days, single link."""
    counted = [Counter(WORD.findall(one.text.casefold())) for one in articles]
    seen = Counter(word for words in counted for word in words)
    vectors = []
    for words in counted:
        raw = {w: (1 + math.log(n)) * math.log(len(articles) / seen[w]) for w, n in words.items() if seen[w] > 1}
        length = math.sqrt(sum(x * x for x in raw.values())) or 1.0
        vectors.append({word: weight / length for word, weight in raw.items()})
    holding: dict[str, list[int]] = defaultdict(list)
    for at, vector in enumerate(vectors):
        for word in vector:
            if seen[word] <= PEER_RARE:
                holding[word].append(at)
    parent = list(range(len(articles)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for here, there in sorted({(a, b) for found in holding.values() for b in found for a in found if a < b}):
        days = [articles[at].published for at in (here, there)]
        near = None in days or abs((days[0] - days[1]).days) <= PEER_DAYS
        if near and sum(x * vectors[there].get(w, 0.0) for w, x in vectors[here].items()) >= PEER_ALIKE:
            parent[root(here)] = root(there)
    return [sorted(group) for group in _groups([root(at) for at in range(len(articles))])]


def _groups(labels: Sequence[Any]) -> list[set[int]]:
    found: dict[Any, set[int]] = defaultdict(set)
    for at, label in enumerate(labels):
        found[label].add(at)
    return list(found.values())


def gold_incidents(request: Request) -> tuple[float, int]:
    """Pair F1 over the gold events of the development articles, and how many events there are.

    Raises:
        DataAbsentError: no folder holds the gold incidents.
    """
    incidents = _find_incidents(request.data)
    label: dict[str, str] = {}
    out: set[str] = set()
    for incident in incidents:
        names = [f"{article}.{event}" for article, event in incident["events"]]
        if incident["kind"] == "happening":
            label.update(dict.fromkeys(names, incident["id"]))
        else:
            out.update(names)
    told = [
        one
        for article in read_gold(find_articles(replace(request, split="dev")))
        for one in tell(
            article.document,
            map(_dated, article.events),
            document=article.document.id,
            voice=article.document.id,
        )
        if one.id not in out
    ]
    number = {one.id: at for at, one in enumerate(told)}
    found = [{number[one.id] for one in group} for group in partition(told)]
    gold = _groups([label.get(one.id, one.id) for one in told])
    return measure(gold, found)["pair"], len(told)


def _find_incidents(folders: Sequence[Path]) -> list[dict[str, Any]]:
    for folder in folders:
        path = folder / "gold" / "incidents.json"
        if path.exists():
            incidents: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["incidents"]
            return incidents
    raise DataAbsentError("no folder holds gold/incidents.json; name one with --data")


def _dated(event: Event) -> Event:
    """The gold event with the first and last day of its date, which gold files write as EDTF alone."""
    if event.time is None:
        return event
    first, last = bounds(event.time.edtf)
    earliest = None if first == date.min else first.isoformat()
    latest = None if last == date.max else last.isoformat()
    return replace(event, time=replace(event.time, earliest=earliest, latest=latest))
