"""How long coding takes beside a plain parse of the same reports with the same spaCy pipeline, and where it goes.

Both are run as whole processes, loading included, in turns, five times; the ratio is that of the medians, which a
noisy machine moves less than either time. Both are set up as the program's own processes are (`dateline.process`), but
the parse is that of the published pipeline. The shares of the stages are read within the coding process.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import Outcome, Request
from benchmarks.gold import find_articles
from dateline import process
from dateline.coding.pipeline import STAGES
from dateline.coding.stage import Coding
from dateline.evaluation import read_gold
from dateline.language import BATCH, memory_zone, parse, pipeline_folder
from dateline.sentences import split_sentences

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 5


def run(request: Request) -> Outcome:
    """Times the articles of a split.

    Raises:
        DataAbsentError: no folder holds an article of the split.
    """
    folder = find_articles(request)
    seconds: dict[str, list[float]] = {way: [] for way in WAYS}
    shares: list[dict[str, float]] = []
    for _ in range(ROUNDS):
        for way in WAYS:
            began = time.perf_counter()
            printed = subprocess.run(  # noqa: S603 - ourselves
                [sys.executable, "-m", "benchmarks.speed", way, str(folder)],
                check=True, capture_output=True, text=True, env=os.environ | {process.BLAS_VARIABLE: "1"},
            ).stdout  # fmt: skip
            seconds[way].append(time.perf_counter() - began)
            if way == "code":
                shares.append(json.loads(printed))
    middle = {way: statistics.median(times) for way, times in seconds.items()}
    figures = {"speed ratio": _figure([code / plain for code, plain in zip(*seconds.values(), strict=True)])}
    figures["speed ratio"]["value"] = middle["code"] / middle["parse"]
    figures |= {f"speed stage {name}": _figure([share[name] for share in shares]) for name in shares[0]}
    lines = [f"coding {middle['code']:.2f} s, a plain parse {middle['parse']:.2f} s (medians of {ROUNDS})"]
    lines += [f"{key:32} {f['value']:.3f}  [{f['low']:.3f}, {f['high']:.3f}]" for key, f in figures.items()]
    return Outcome(split=request.split, figures=figures, table="\n".join(["", *lines]), errors=())


def _figure(values: list[float]) -> dict[str, float | int]:
    """The median, with the least and the largest of the rounds in place of an interval."""
    return {"value": statistics.median(values), "low": min(values), "high": max(values), "n": len(values)}


def code(folder: Path) -> dict[str, float]:
    """Code all reports; the share of each part in the time of the whole process so far."""
    spent: Counter[str] = Counter()
    for article in read_gold(folder):
        with memory_zone():
            began = time.perf_counter()
            coding = Coding(parsed=parse(article.document))
            spent["parse"] += time.perf_counter() - began
            for stage in STAGES:
                began = time.perf_counter()
                coding = stage(coding)
                spent[stage.__name__] += time.perf_counter() - began
    whole = time.perf_counter() - _BEGAN
    spent["loading"] = whole - sum(spent.values())
    return {name: value / whole for name, value in spent.items()}


def plain_parse(folder: Path) -> dict[str, float]:
    """Parse every sentence of all reports with the whole pipeline as it is published, and nothing else."""
    import spacy  # noqa: PLC0415 - a part of what is timed

    pipeline = spacy.load(pipeline_folder())
    for article in read_gold(folder):
        text = article.document.text
        with pipeline.memory_zone():
            for _ in pipeline.pipe((text[a:b] for _, a, b in split_sentences(text)), batch_size=BATCH):
                pass
    return {}


WAYS: dict[str, Callable[[Path], dict[str, float]]] = {"code": code, "parse": plain_parse}
_BEGAN = time.perf_counter()

if __name__ == "__main__":
    process.set_up()
    print(json.dumps(WAYS[sys.argv[1]](Path(sys.argv[2]))))
