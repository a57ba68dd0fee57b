"""The command line: parses, calls, shows. What it does is in `api`, `evaluation`, `schema` and `exports`."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import sys
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dateline import process
from dateline.errors import DatelineError, ReadingError
from dateline.exports.records import json_array, json_lines, without_inferred
from dateline.exports.safety import in_json, on_screen
from dateline.model import Issue, Record
from dateline.terminal import Meter, announce, complain, hint, meter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

NOTHING_READ, SOME_FAILED, INTERRUPTED = 2, 1, 130  # exit codes; 0 else
AT_ONCE = 100  # reports in one chronicle: it has to be put in order, and memory must stay flat
PLAIN_WIDTH = 120  # columns of a table that does not go to a terminal, unless COLUMNS says otherwise


class _Commands(click.Group):
    """Ends every command the same way on Ctrl-C, on a closed pipe and on errors that are raised on purpose."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            outcome = super().invoke(ctx)
            sys.stdout.flush()
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:  # `| head` has seen enough; what is still buffered must not fail at exit
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        except DatelineError as error:
            complain("", str(error))
            ctx.exit(NOTHING_READ)
        return outcome


@click.group(
    "dateline", cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="dateline", prog_name="dateline")
def cli() -> None:
    """Read news reports: who did what to whom, where, when, how many were hurt, who says so, how sure that is."""


def main() -> None:
    """Entry point of the `dateline` script."""
    process.set_up()
    cli(prog_name="dateline")


def _check_date(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    from dateline.reading.dates import parse_published  # noqa: PLC0415 - so that --help and --version are quick

    try:
        return None if value is None else parse_published(value)
    except ReadingError as error:
        raise click.BadParameter(str(error)) from error


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


@cli.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("--published", metavar="DATE", callback=_check_date, help="Publication date of all reports, ISO 8601.")
@click.option("--publisher", metavar="NAME", help="Publisher of all reports.")
@click.option(
    "--map", "mapping", metavar="FIELD=COLUMN,…", callback=_check_map,
    help="Which columns or keys of the input hold what: text=body,published=date.",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "jsonl", "csv"]), default="table", show_default=True,
    help="table: a chronicle to read; jsonl: one record a line; json: one array of them; csv: one row an event.",
)  # fmt: skip
@click.option("--explain", is_flag=True, help="With each row of the table, the words behind it and the reasons.")
@click.option("--no-inferred", is_flag=True, help="Leave out dates that the report does not tell in words.")
@click.option("--jobs", metavar="N", type=click.IntRange(min=1), default=1, show_default=True, help="Processes.")
@click.option("--strict", is_flag=True, help="Stop at the first report that cannot be read or coded.")
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

    width = shutil.get_terminal_size((PLAIN_WIDTH, 24)).columns
    return (
        chronicle(batch, width=width, colour=_in_colour(), explained=explain) for batch in _batches(records, AT_ONCE)
    )


def _batches(records: Iterable[Record], size: int) -> Iterator[list[Record]]:
    source = iter(records)
    while batch := list(islice(source, size)):
        yield batch


def _in_colour() -> bool:
    """True on a terminal that shows colours, unless the user wants none (no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


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


@cli.command()
@click.argument("folder", metavar="GOLD_FOLDER", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--given", type=click.Choice(["mentions"]), help="Hand in the gold mentions: judges the later stages.")
@click.option("--errors", is_flag=True, help="List what was missed, made up or wrong, with its words.")
@click.option("--slot", metavar="NAME", help="Only the errors of one measure: event, type, actor, date …")
@click.option("--json", "into", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="Write figures.")
def evaluate(folder: Path, given: str | None, errors: bool, slot: str | None, into: Path | None) -> None:
    """Compare what Dateline reads with what a person wrote down, over a folder of gold articles."""
    from dateline import evaluation  # noqa: PLC0415 - brings the whole pipeline
    from dateline.gazetteer import open_gazetteer  # noqa: PLC0415 - as above

    if slot is not None and not errors:
        raise click.UsageError("--slot chooses among the errors; add --errors")
    if slot is not None and slot not in evaluation.LISTED:
        raise click.BadParameter(
            f"there is no {slot!r}; choose from {', '.join(evaluation.LISTED)}", param_hint="--slot"
        )
    open_gazetteer(progress=announce)
    with meter("articles") as display:
        outcome = evaluation.evaluate(folder, given=given is not None, progress=display.count)
    listing = evaluation.list_errors(outcome, slot) if errors else iter(())
    for line in (*listing, evaluation.render(outcome)):
        click.echo(line)
    if into is not None:
        into.write_text(json.dumps(outcome.as_json(), indent=1) + "\n", encoding="utf-8")
    if not errors:
        hint(f"what was missed or wrong: dateline evaluate {shlex.quote(str(folder))} --errors")


@cli.command()
def schema() -> None:
    """Print the JSON Schema of a record, with an example."""
    from dateline.schema import record_schema  # noqa: PLC0415 - brings pydantic

    click.echo(in_json(json.dumps(record_schema(), ensure_ascii=False, indent=2)))
    hint("records of this form: dateline read PATH --format jsonl")
