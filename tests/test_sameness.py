"""A report gives the same record alone and among others, whatever the hash seed, the time zone and the locale."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import asdict
from itertools import permutations

import pytest

from dateline.coding.pipeline import code
from dateline.model import Document, make_document

REPORTS: dict[str, tuple[str, str | None, str]] = {
    "r1": (
        "Shelling of Ganja kills nine",
        "2020-10-11T23:45:00+04:00",
        """\
GANJA, Azerbaijan - At least nine people were killed and dozens wounded when missiles hit an apartment block in Ganja
early on Sunday, the prosecutor general's office said.

Azerbaijan blamed Armenia for the attack. The defence ministry in Yerevan denied that its forces had fired on the city.
“We will answer this crime,” President Ilham Aliyev told reporters, hours after a ceasefire agreed in Moscow began.
""",
    ),
    "r2": (
        "",
        "2020-10-18",
        """\
Police in Minsk detained about 200 protesters on Sunday, rights group Vesna said. Officers fired stun grenades at the
crowd. The European Union condemned the arrests and threatened to impose sanctions.

Two men were jailed last week for the killing of a policeman in August, in retaliation for which, the ministry said, a
bomb was planted at a court in Brest.
""",
    ),
    "r3": (
        "France to send 750 soldiers to Mali",
        None,
        """\
Paris will send about 750 soldiers to Mali next month, the defence minister announced. Militants ambushed a convoy near
Gao, killing four peacekeepers and abducting two aid workers, according to the United Nations.

No group claimed responsibility; villagers accused fighters linked to al-Qaeda.
""",
    ),
}

SCRIPT = """
import json, sys
from dataclasses import asdict
from dateline.coding.pipeline import code
from dateline.model import make_document
for parts in json.load(sys.stdin):
    document = make_document(**parts)
    print(json.dumps([document.id, [asdict(event) for event in code(document)]]))
"""


def parts_of(name: str) -> dict[str, str | None]:
    title, published, lines = REPORTS[name]
    body = re.sub(r"(?<!\n)\n(?!\n)", " ", lines)  # one line a paragraph, as reports have it
    return {"id": name, "title": title, "published": published, "body": body}


def document_of(name: str) -> Document:
    return make_document(**parts_of(name))


def coded_elsewhere(names: list[str], **environment: str) -> dict[str, list[dict]]:
    """The events of the reports, coded in this order in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        input=json.dumps([parts_of(name) for name in names]),
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(line) for line in done.stdout.splitlines())


@pytest.fixture(scope="module")
def alone():
    """Each report's events, coded first thing in a list of one."""
    return {name: code(document_of(name)) for name in REPORTS}


@pytest.fixture(scope="module")
def as_json(alone):
    return {name: json.loads(json.dumps([asdict(event) for event in events])) for name, events in alone.items()}


def test_the_reports_tell_enough_to_differ_in(alone):
    assert sum(map(len, alone.values())) >= 12
    events = [event for events in alone.values() for event in events]
    for values in ("actors", "targets", "place", "time", "casualties", "claims"):
        assert any(getattr(event, values) for event in events), values


@pytest.mark.parametrize("order", list(permutations(REPORTS)), ids=" ".join)
def test_the_same_among_others_in_any_order(alone, order):
    assert {name: code(document_of(name)) for name in order} == {name: alone[name] for name in order}


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8"},
        {"PYTHONHASHSEED": "random", "TZ": "America/Los_Angeles", "LC_ALL": "C.UTF-8"},
    ],
    ids=lambda environment: " ".join(environment.values()),
)
def test_the_same_in_another_process_with_other_surroundings(as_json, environment):
    assert coded_elsewhere(sorted(REPORTS, reverse=True), **environment) == as_json


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_the_same_alone_in_a_process(as_json, name):
    assert coded_elsewhere([name], PYTHONHASHSEED="2") == {name: as_json[name]}
