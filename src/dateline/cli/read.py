"""`dateline read`: reports in, what they tell out; and the options by which reports are named, which `add` shares."""

from __future__ import annotations

import shlex
import sys
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import click

from dateline.cli.group import (
    NOTHING_READ,
    SOME_FAILED,
    check_date,
    cli,
    columns_of_screen,
    in_colour,
    jobs_option,
    several,
)
from dateline.errors import DatelineError
from dateline.exports.records import json_array, json_lines, without_inferred
from dateline.exports.safety import on_screen
from dateline.model import Issue, Record
from dateline.terminal import Meter, announce, complain, hint, meter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

AT_ONCE = 100  # reports in one chronicle: it has to be put in order, and memory must stay flat


def _check_map(_context: click.Context, _option: click.Parameter, value: str | None) -> dict[str, str] | None:
    if value is None:
        return None
    from dateline.reading.source import FIELDS  # noqa: PLC0415 - as above

    mapping: dict[str, str] = {}
    for pair in value.split(","):
        field, equals, column = (part.strip() for part in pair.partition("="))
        if not equals or not column:
            raise click.BadParameter(f"{pair!r} is no pair; write field=column, as in text=body,published=date")
        if field not in FIELDS:
            raise click.BadParameter(f"a report has no field {field!r}; the fields are {', '.join(FIELDS)}")
        if field in mapping:
            raise click.BadParameter(f"{field!r} stands there twice; name one column for each field")
        mapping[field] = column
    return mapping


source_options = several(
    click.argument("paths", metavar="PATH...", nargs=-1, required=True),
    click.option("--published", metavar="DATE", callback=check_date, help="Publication date of all reports, ISO 8601."),
    click.option("--publisher", metavar="NAME", help="Publisher of all reports."),
    click.option(
        "--map", "mapping", metavar="FIELD=COLUMN,…", callback=_check_map,
        help="Which columns or keys of the input hold what: text=body,published=date.",
    ),
)  # fmt: skip
strict_option = click.option("--strict", is_flag=True, help="Stop at the first report that cannot be read or coded.")


@cli.command()
@source_options
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "jsonl", "csv"]), default="table", show_default=True,
    help="table: a chronicle to read; jsonl: one record a line; json: one array of them; csv: one row an event.",
)  # fmt: skip
@click.option("--explain", is_flag=True, help="With each row of the table, the words behind it and the reasons.")
@click.option("--no-inferred", is_flag=True, help="Leave out dates that the report does not tell in words.")
@jobs_option
@strict_option
@click.pass_context
def read(
    context: click.Context,
    *,
    paths: tuple[str, ...],
    published: str | None,
    publisher: str | None,
    mapping: dict[str, str] | None,
    form: str,
    explain: bool,
    no_inferred: bool,
    jobs: int,
    strict: bool,
) -> None:
    """Read reports and print what they tell.

    PATH is a web page (.html), a text (.txt), .json, .jsonl, .csv or .tsv, a folder of these, an http(s) address, or
    - for standard input.
    """
    if explain and form != "table":
        raise click.UsageError(f"--explain belongs to the table; {form} holds the words behind every value anyway")
    from dateline import api  # noqa: PLC0415 - so that --help and --version are quick
    from dateline.gazetteer import open_gazetteer  # noqa: PLC0415 - as above

    open_gazetteer(progress=announce)  # before any work, so that nobody wonders what takes so long the first time
    tally = _Tally()
    try:
        with meter("reports") as display:
            outcomes = api.read(
                paths, published=published, publisher=publisher, mapping=mapping, jobs=jobs, strict=strict
            )
            with closing(outcomes):  # a generator: its processes end with it
                records = _records(outcomes, tally, display)
                wanted = map(without_inferred, records) if no_inferred else records
                _print(_pieces(wanted, form, explain=explain), display, binary=form != "table")
    except DatelineError as error:
        tally.failed += 1
        _complain_of(error)
    if tally.done:
        hint(_next_step(paths, form, explain=explain))
    context.exit(tally.exit_code)


@dataclass(slots=True)
class _Tally:
    """How many reports were done, and how many could not be."""

    done: int = 0
    failed: int = 0

    @property
    def exit_code(self) -> int:
        if not self.done:
            return NOTHING_READ
        return SOME_FAILED if self.failed else 0


def _records(outcomes: Iterable[Record | Issue], tally: _Tally, display: Meter) -> Iterator[Record]:
    """The records; issues are told on standard error as they come."""
    for outcome in outcomes:
        if isinstance(outcome, Issue):
            tally.failed += 1
            with display.aside():
                complain(outcome.document, outcome.error, outcome.remedy)
        else:
            tally.done += 1
            display.count(tally.done)
            yield outcome
    if not tally.done and not tally.failed:
        complain("", "there is no report in what was named", "name a file, a folder with reports, an address or -")


def _pieces(records: Iterable[Record], form: str, *, explain: bool) -> Iterator[str]:
    """What is printed, in pieces that are whole in themselves."""
    if form == "jsonl":
        return json_lines(records)
    if form == "json":
        return json_array(records)
    if form == "csv":
        from dateline.exports.spreadsheet import csv_rows  # noqa: PLC0415 - only where it is asked for

        return csv_rows(records)
    from dateline.exports.chronicle import chronicle  # noqa: PLC0415 - brings Rich

    width = columns_of_screen()
    return (
        chronicle(batch, width=width, colour=in_colour(), explained=explain) for batch in _batches(records, AT_ONCE)
    )


def _batches(records: Iterable[Record], size: int) -> Iterator[list[Record]]:
    source = iter(records)
    while batch := list(islice(source, size)):
        yield batch


def _print(pieces: Iterable[str], display: Meter, *, binary: bool) -> None:
    """Data goes out in UTF-8 whatever the locale; a table in the terminal's own encoding."""
    encoding = "utf-8" if binary else sys.stdout.encoding
    sink = sys.stdout.buffer
    for piece in pieces:
        with display.aside():
            sink.write(piece.encode(encoding, "strict" if binary else "replace"))
            sink.flush()


def _complain_of(error: DatelineError) -> None:
    complain("", str(error))
    for note in getattr(error.__cause__, "__notes__", ()):  # where in the program it happened, for a report of a defect
        for line in note.splitlines():
            complain("", line)


def _next_step(paths: tuple[str, ...], form: str, *, explain: bool) -> str:
    again = " ".join(map(on_screen, map(shlex.quote, paths[:1])))
    if form != "table":
        return f"what the fields mean: dateline schema; to read it yourself: dateline read {again}"
    if explain:
        return f"for a program or a spreadsheet: dateline read {again} --format jsonl (or csv)"
    return f"the words behind each row: dateline read {again} --explain"
