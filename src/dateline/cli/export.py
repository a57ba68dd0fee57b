"""`dateline export`: what a database holds, for other programs and for publication."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Any

import click

from dateline.cli.group import cli, db_option, selection_of, selection_options
from dateline.exports.pseudonyms import NOT_PROTECTED, Pseudonyms
from dateline.exports.records import json_lines, without_inferred
from dateline.terminal import hint, meter

if TYPE_CHECKING:
    from dateline.model import StoredRecord
    from dateline.terminal import Meter

_HELP = f"""Write what a database holds to standard output: csv (a row an event), jsonl (a record a document, the public
    format with decisions; `dateline add` takes it back) or geojson (a feature an event).

    It streams, in the order of publication. With filters, only the events that they choose; documents that were
    forgotten or could not be coded are left out.

    --pseudonyms, for publication, replaces the names of persons without an office by stable codes, and leaves out
    quotes, texts, titles and URLs. What it does not protect: {NOT_PROTECTED}
    """


@cli.command(help=_HELP)
@db_option
@click.option("--format", "form", type=click.Choice(["csv", "jsonl", "geojson"]), default="csv", show_default=True)
@click.option(
    "--events", "_events", is_flag=True, help="Events as the documents tell them (there is nothing else yet)."
)
@click.option("--pseudonyms", is_flag=True, help="For publication: codes for persons, no words of the reports.")
@selection_options
def export(*, db: str, form: str, _events: bool, pseudonyms: bool, **wanted: Any) -> None:
    """The command; its help is above, as it quotes what pseudonyms do not protect."""
    from dateline.store.chronicle import Chronicle  # noqa: PLC0415 - so that --help and --version are quick

    selection = selection_of(wanted)
    with Chronicle(db) as chronicle, meter("documents") as display:
        total, _ = chronicle.count(selection)
        with closing(chronicle.records(selection)) as stream:
            records: Iterable[StoredRecord] = _counted(stream, display, total)
            if selection.told_dates:
                records = map(without_inferred, records)
            if pseudonyms:
                records = map(Pseudonyms(chronicle.pseudonym_key()).record, records)
            for piece in _pieces(records, form):
                sys.stdout.buffer.write(piece.encode("utf-8"))
        sys.stdout.buffer.flush()
    hint("what the columns and fields mean: docs/commands.md, dateline schema")


def _counted(stream: Iterable[StoredRecord], display: Meter, total: int) -> Iterator[StoredRecord]:
    for count, record in enumerate(stream, start=1):
        display.count(count, total, share=count / max(1, total))
        yield record


def _pieces(records: Iterable[StoredRecord], form: str) -> Iterator[str]:
    if form == "jsonl":
        return json_lines(records)
    if form == "geojson":
        from dateline.exports.geojson import geojson  # noqa: PLC0415 - only where it is asked for

        return geojson(records)
    from dateline.exports.spreadsheet import csv_rows  # noqa: PLC0415 - as above

    return csv_rows(records, stored=True)
