"""Counts in how many reports each word stands → `data/word_rarity.tsv`.

`python -m training.rarity --data ../shared`: MUC-4, PolNeAR, ECB+ and GVC (training parts) and the gold articles for
training. Only counts of single words are kept.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from dateline.incidents.rarity import WORD

SETS = ("muc4/train", "polnear/train", "coref/ecbplus_train", "coref/gvc_train")
FEWEST = 3  # reports; a word in fewer is as rare as one in none
TABLE = Path(__file__).resolve().parents[1] / "src" / "dateline" / "data" / "word_rarity.tsv"
HEAD = """\
# In how many of the reports (the row *) that `training/rarity.py` counts a word stands, casefolded; words in fewer than
# three are left out. They tell how rare a word is in news, for comparing reports.
word\treports
"""


def texts(data: Path) -> Iterator[str]:
    """The reports that are counted."""
    for name in SETS:
        with gzip.open(data / "data" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                report = json.loads(line)
                yield f"{report.get('title') or ''}\n{report['text']}"
    for path in sorted((data / "gold" / "train").glob("*.json")):
        report = json.loads(path.read_text(encoding="utf-8"))
        yield f"{report.get('title') or ''}\n{report['text']}"


def main() -> None:
    """Counts and writes the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds data/ and gold/")
    counted: Counter[str] = Counter()
    reports = 0
    for text in texts(parser.parse_args().data):
        reports += 1
        counted.update(set(WORD.findall(text.casefold())))
    kept = {word: times for word, times in counted.items() if times >= FEWEST}
    rows = [("*", reports), *sorted(kept.items())]
    TABLE.write_text(HEAD + "".join(f"{word}\t{times}\n" for word, times in rows), encoding="utf-8")
    print(f"{reports} reports, {len(kept)} words")


if __name__ == "__main__":
    main()
