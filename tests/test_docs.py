"""The sentences of docs/sources.md: the program says of each what the page says that it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dateline.coding.pipeline import code
from dateline.model import make_document

PAGE = Path(__file__).resolve().parents[1] / "docs" / "sources.md"
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if line.startswith("|") and "**" in line
]
NEAR = 0.4  # factuality may differ so much from one kind of processor to another


def test_the_page_has_its_tables():
    assert len(ROWS) > 25


@pytest.mark.parametrize("row", ROWS, ids=[row[0].replace("*", "") for row in ROWS])
def test_the_program_says_what_the_page_says(row):
    sentence, who, how, _ = row
    marked = re.search(r"\*\*(.+?)\*\*", sentence)
    document = make_document(body=sentence.replace("**", ""), published="2020-10-12")
    (event,) = code(document, given=[[document.span(marked.start(), marked.start() + len(marked[1]))]])
    assert "; ".join(f"{claim.source}: {claim.stance}" for claim in event.claims) == who
    status, factuality = how.split()
    assert event.status == status
    assert event.factuality == pytest.approx(float(factuality), abs=NEAR)
