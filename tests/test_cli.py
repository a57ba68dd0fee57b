from __future__ import annotations

import csv
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from dateline.cli import cli

TEXT = "Rebels shelled the town of Talva on Sunday, killing two soldiers.\n\nThe army retreated."
COMMANDS = Path(__file__).parent.parent / "docs" / "commands.md"


def run(*arguments: object, stdin: str | bytes | None = None):
    return CliRunner().invoke(cli, [str(argument) for argument in arguments], input=stdin)


def start(*arguments: object, **more):
    command = [sys.executable, "-m", "dateline", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    return write_report(tmp_path / "talva.json", "talva")


def write_report(path: Path, name: str, text: str = TEXT) -> Path:
    fields = {
        "id": name,
        "title": "Shelling of Talva",
        "published": "2021-03-15",
        "publisher": "The Post",
        "text": text,
    }
    path.write_text(json.dumps(fields) + "\n", encoding="utf-8")
    return path


def test_table_is_the_default_and_plain_where_there_is_no_terminal(report) -> None:
    result = run("read", report)
    assert result.exit_code == 0
    assert result.stderr == ""
    assert result.stdout.startswith("Shelling of Talva\nThe Post · 2021-03-15 · ")
    assert "rocket or shell fire" in result.stdout
    assert "\x1b" not in result.stdout


def test_formats_tell_the_same(report) -> None:
    (line,) = run("read", report, "--format", "jsonl").stdout.splitlines()
    assert json.loads(run("read", report, "--format", "json").stdout) == [json.loads(line)]
    rows = list(csv.DictReader(run("read", report, "--format", "csv").stdout.splitlines()))
    events = json.loads(line)["events"]
    assert [row["event"] for row in rows] == [event["id"] for event in events]
    assert events


def test_explain_shows_the_sentence(report) -> None:
    result = run("read", report, "--explain")
    assert "“Rebels shelled the town of Talva on Sunday, killing two soldiers.”" in result.stdout
    assert "event “shelled”" in result.stdout


def test_overrides_and_map(tmp_path) -> None:
    table = tmp_path / "reports.csv"
    table.write_text(f'body,date\n"{TEXT}",2021-03-15\n', encoding="utf-8")
    arguments = ("--map", "text=body,published=date", "--publisher", "The Times", "--format", "jsonl")
    record = json.loads(run("read", table, *arguments).stdout)
    assert (record["text"], record["published"], record["publisher"]) == (TEXT, "2021-03-15", "The Times")
    record = json.loads(run("read", table, *arguments, "--published", "2021-03-22").stdout)
    assert record["published"] == "2021-03-22"


def test_standard_input(report) -> None:
    record = json.loads(run("read", "-", "--format", "jsonl", stdin=report.read_bytes()).stdout)
    assert record["id"] == "talva"


def test_no_inferred_leaves_inferred_dates_out(report) -> None:
    for event in json.loads(run("read", report, "--no-inferred", "--format", "jsonl").stdout)["events"]:
        assert event["time"] is None or event["time"]["basis"] != "inferred"


def test_one_bad_source_among_good_ones(report, tmp_path) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_text("", encoding="utf-8")
    result = run("read", empty, report, tmp_path / "none.json", "--format", "jsonl")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["id"] == "talva"
    lines = result.stderr.splitlines()
    assert [
        line.startswith(f"dateline: {tmp_path}/{name}: ") for line, name in zip(lines, ("empty", "none"), strict=True)
    ]
    assert all("; " in line for line in lines)


def test_nothing_read(tmp_path) -> None:
    result = run("read", tmp_path / "none.json", "--format", "json")
    assert (result.exit_code, result.stdout) == (2, "[]\n")
    assert result.stderr == f"dateline: {tmp_path}/none.json: there is no such file or folder; check the path\n"
    assert run("read", tmp_path).exit_code == 2


def test_strict_stops_at_the_first(report, tmp_path) -> None:
    result = run("read", report, tmp_path / "none.json", report, "--strict", "--format", "jsonl")
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 1
    assert "none.json: there is no such file" in result.stderr
    assert run("read", tmp_path / "none.json", report, "--strict").exit_code == 2


def test_hostile_names_do_not_act_on_the_terminal(tmp_path) -> None:
    assert "\x1b" not in run("read", f"{tmp_path}/\x1b[31mred.json").stderr


@pytest.mark.parametrize(
    ("arguments", "remedy"),
    [
        ([], "Missing argument"),
        (["-", "--published", "someday"], "YYYY-MM-DD"),
        (["-", "--map", "txet=body"], "the fields are id, title"),
        (["-", "--map", "text"], "write field=column"),
        (["-", "--map", "text=a,text=b"], "one column for each field"),
        (["-", "--jobs", "0"], "x>=1"),
        (["-", "--format", "xml"], "table"),
        (["-", "--explain", "--format", "csv"], "belongs to the table"),
    ],
)
def test_errors_of_usage_say_what_to_do(arguments, remedy) -> None:
    result = run("read", *arguments)
    assert result.exit_code == 2
    assert remedy in result.stderr
    assert "Traceback" not in result.stderr


def test_version_and_schema() -> None:
    assert re.fullmatch(r"dateline, version \d+\.\d+\.\d+\n", run("--version").stdout)
    assert json.loads(run("schema").stdout)["properties"]["schema"]["const"] == "dateline/1"


GOLD = {
    "id": "talva", "split": "train", "title": "Shelling of Talva", "published": "2021-03-15", "publisher": "The Post",
    "text": "Rebels shelled Talva on Sunday.",
    "events": [{
        "id": "e1", "type": "ASSAULT", "mode": "heavy-weapons", "mentions": ["Rebels shelled Talva"],
        "triggers": ["shelled"], "actors": [], "targets": [], "place": None, "time": None, "casualties": [],
        "status": "happened", "aggregate": False, "claims": [{"source": "reporter", "stance": "asserts", "text": ""}],
        "links": [],
    }],
}  # fmt: skip


def test_evaluate(tmp_path) -> None:
    gold = tmp_path / "gold"
    gold.mkdir()
    (gold / "talva.json").write_text(json.dumps(GOLD), encoding="utf-8")
    figures = tmp_path / "figures.json"
    result = run("evaluate", gold, "--given", "mentions", "--json", figures)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("1 article, mentions given\n")
    assert json.loads(figures.read_text(encoding="utf-8"))["given event"]["value"] == 1.0
    assert "talva  actor" in run("evaluate", gold, "--errors", "--slot", "actor").stdout
    assert "choose from event" in run("evaluate", gold, "--errors", "--slot", "colour").stderr
    assert "add --errors" in run("evaluate", gold, "--slot", "actor").stderr
    assert run("evaluate", tmp_path / "none").exit_code == 2


def test_a_closed_pipe_ends_silently(tmp_path) -> None:
    many = tmp_path / "many.jsonl"
    many.write_text((json.dumps({"text": TEXT * 20}) + "\n") * 30, encoding="utf-8")
    with start("read", many, "--format", "jsonl") as process:
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(timeout=60) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="signals of a terminal")
@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c_ends_cleanly_and_leaves_no_process(tmp_path, jobs) -> None:
    fifo = tmp_path / "endless.jsonl"
    os.mkfifo(fifo)
    with start("read", fifo, "--format", "jsonl", "--jobs", jobs, start_new_session=True) as process:
        with fifo.open("w", encoding="utf-8") as writer:
            for number in range(8):
                writer.write(json.dumps({"id": f"d{number}", "text": TEXT}) + "\n")
            writer.flush()
            assert process.stdout.readline()  # it is at work, and waits for more
            os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all processes of the group
            assert process.wait(timeout=60) == 130
        assert process.stderr.read() == ""
        wait_for_end_of_group(process.pid)


def wait_for_end_of_group(group: int) -> None:
    """Workers are gone at once; multiprocessing's own tracker needs a moment to see that its parent is."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail("a process was left behind")


def commands() -> dict[str, click.Command]:
    return {name: command for name, command in cli.commands.items() if not command.hidden}


def test_every_command_and_option_is_documented() -> None:
    page = COMMANDS.read_text(encoding="utf-8")
    for name, command in commands().items():
        section = page.partition(f"\n## dateline {name}\n")[2].partition("\n## ")[0]
        assert section, f"docs/commands.md has no section for {name}"
        for option in command.params:
            if isinstance(option, click.Option):
                assert all(f"`{flag}" in section for flag in option.opts), f"{name}: {option.opts} is not documented"
    for option in cli.params:
        assert all(f"`{flag}`" in page for flag in option.opts)


def examples() -> list[str]:
    blocks = re.findall(r"```console\n(.*?)```", COMMANDS.read_text(encoding="utf-8"), re.DOTALL)
    return [line.removeprefix("$ ") for block in blocks for line in block.splitlines() if line.startswith("$ ")]


@pytest.fixture(scope="session")
def prepared(tmp_path_factory) -> Path:
    """A database with one report and one decision."""
    folder = tmp_path_factory.mktemp("prepared")
    db = folder / "chronicle.db"
    assert run("add", write_report(folder / "talva.json", "talva"), "--db", db).exit_code == 0
    result = run("decide", "talva.e1", "--right", "--by", "Anna", "--because", "read twice", "--db", db)
    assert result.exit_code == 0, result.output
    return db


@pytest.mark.parametrize("example", examples())
def test_examples_of_the_page_run(example, tmp_path, monkeypatch, prepared) -> None:
    monkeypatch.chdir(tmp_path)
    if not example.startswith("dateline add "):
        shutil.copy(prepared, tmp_path)
    write_report(tmp_path / "report.json", "talva")
    (tmp_path / "reports").mkdir()
    write_report(tmp_path / "reports" / "a.json", "a")
    (tmp_path / "table.csv").write_text(f'body,date\n"{TEXT}",2021-03-15\n', encoding="utf-8")
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "talva.json").write_text(json.dumps(GOLD), encoding="utf-8")
    command, *pipes = example.split(" | ")
    stdin = None
    if command.startswith("cat "):
        stdin, command = (tmp_path / command.split()[1]).read_bytes(), pipes[0]
    command, _, target = command.partition(" > ")
    program, *arguments = shlex.split(command)
    assert program == "dateline"
    result = run(*arguments, stdin=stdin)
    assert result.exit_code == 0, result.output
    assert target or result.stdout


def test_columns_of_csv_are_documented() -> None:
    from dateline.exports.spreadsheet import COLUMNS  # noqa: PLC0415

    page = COMMANDS.read_text(encoding="utf-8")
    assert [column for column in COLUMNS if f"`{column}`" not in page] == []
