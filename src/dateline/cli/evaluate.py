"""`dateline evaluate` and `dateline schema`: how right the program is, and what its records look like."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import click

from dateline.cli.group import cli
from dateline.exports.safety import in_json
from dateline.terminal import announce, hint, meter


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
