"""`dateline documents`, `events`, `show`, `search`, `history`: looking into a database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from dateline.cli.group import (
    cli,
    columns_of_screen,
    db_option,
    in_colour,
    selection_of,
    selection_options,
)
from dateline.decisions import judgeable
from dateline.exports.safety import in_json, on_screen
from dateline.terminal import hint

if TYPE_CHECKING:
    from dateline.model import Event, Record, StoredRecord
    from dateline.store.listing import Listed

AT_ONCE = 50  # rows of a table that are printed together
SHORT = 8  # digits of a permanent id that are shown; any beginning that only one document has will do


@cli.command()
@db_option
@click.option("--publisher", metavar="NAME", help="Only of publishers with this in their name.")
@click.option("--since", metavar="DATE", help="Only published on this day or later.")
@click.option("--until", metavar="DATE", help="Only published on this day or before.")
@click.option("--state", type=click.Choice(["coded", "failed", "forgotten"]), help="Only those that stand so.")
@click.option("--copies", metavar="ID", help="Only the near-copies of this document.")
@click.option("--limit", metavar="N", type=click.IntRange(min=1), help="No more than so many.")
@click.option("--format", "form", type=click.Choice(["table", "jsonl"]), default="table", show_default=True)
def documents(*, db: str, form: str, copies: str | None, **wanted: Any) -> None:
    """List the documents of a database, by the time of their publication."""
    from dateline.store.chronicle import Chronicle  # noqa: PLC0415 - so that --help and --version are quick

    with Chronicle(db) as chronicle:
        if copies is not None:
            record = chronicle.record(copies)
            wanted["copies"] = record.copies or record.permanent_id
        listed = chronicle.documents(**wanted)
        if form == "jsonl":
            for one in listed:
                click.echo(in_json(json.dumps(asdict(one), ensure_ascii=False)))
            return
        width = columns_of_screen()
        found = False
        for one in listed:
            found = True
            click.echo(_line(one, width))
        if wanted.get("state") == "failed":
            for issue in chronicle.issues():
                click.echo(on_screen(f"{issue.document}: {issue.error}; {issue.remedy}"))
    if not found:
        hint("no document is like that")
    else:
        hint("one of them: dateline show ID; all that they tell: dateline events")


def _line(one: Listed, width: int) -> str:
    told = {"failed": "not coded", "forgotten": "forgotten"}.get(one.state) or _events_told(one.events)
    head = f"{one.id[:SHORT]}  {(one.published or 'undated')[:10]:10}  {told:>9}  {_cut(one.publisher or '', 22):22}  "
    notes = "".join(
        [
            f"  [{one.copied} near-copies]" if one.copies else "",
            f"  [superseded by {one.superseded_by[:SHORT]}]" if one.superseded_by else "",
            f"  [by {one.forgotten}]" if one.forgotten else "",
        ]
    )
    title = _cut(one.title, max(20, width - len(head) - len(notes)))
    return on_screen(f"{head}{title}") + click.style(on_screen(notes), dim=True)


def _events_told(count: int) -> str:
    return f"{count} event" if count == 1 else f"{count} events"


def _cut(words: str, room: int) -> str:
    return words if len(words) <= room else f"{words[: room - 1]}…"


@cli.command()
@db_option
@selection_options
@click.option("--explain", is_flag=True, help="With each row the words behind it and the reasons.")
@click.option(
    "--limit", metavar="N", type=click.IntRange(min=0), default=100, show_default=True, help="Rows; 0 for all of them."
)
def events(*, db: str, explain: bool, limit: int, **wanted: Any) -> None:
    """Print what the documents of a database tell, by date: a chronicle, each row with its permanent id.

    For programs and spreadsheets: dateline export, which takes the same filters.
    """
    from dateline.store.chronicle import Chronicle  # noqa: PLC0415 - so that --help and --version are quick

    selection = selection_of(wanted)
    with Chronicle(db) as chronicle:
        _, total = chronicle.count(selection)
        rows = chronicle.events(selection, limit=limit or None)
        shown = _print_events(rows, no_inferred=selection.told_dates, explain=explain)
    if shown < total:
        click.echo(f"{shown:,} of {total:,} events; narrow it down (dateline events --help), or --limit 0 for all")
    hint("one of them with its words: dateline show ID" if shown else "no event is like that")


def _print_events(rows: Iterator[tuple[StoredRecord, Event]], *, no_inferred: bool, explain: bool) -> int:
    from dateline.exports.chronicle import event_table  # noqa: PLC0415 - brings Rich
    from dateline.exports.records import without_inferred  # noqa: PLC0415 - as above

    shown = 0
    batch: list[tuple[Record, Event, str]] = []

    def flush() -> None:
        if batch:
            table = event_table(
                batch, width=columns_of_screen(), colour=in_colour(), explained=explain, headed=shown == 0
            )
            sys.stdout.write(table)

    for record, event in rows:
        told, one = record, event
        if no_inferred:
            told = without_inferred(record)
            one = next(other for other in told.events if other.id == event.id)
        batch.append((told, one, f"{record.permanent_id[:SHORT]}.{event.id}"))
        if len(batch) == AT_ONCE:
            flush()
            shown += len(batch)
            batch.clear()
    flush()
    return shown + len(batch)


@cli.command()
@click.argument("name", metavar="ID")
@db_option
@click.option("--text", "whole", is_flag=True, help="Of a document, its whole text too.")
def show(*, name: str, db: str, whole: bool) -> None:
    """Show a document with what it tells, or an event with every word behind it.

    ID is a permanent id or its beginning (3f2a9c01, 3f2a9c01.e3), a supplied id, or a URL.
    """
    from dateline.exports.chronicle import chronicle, event_table  # noqa: PLC0415 - brings Rich
    from dateline.store.chronicle import Chronicle  # noqa: PLC0415 - so that --help and --version are quick

    with Chronicle(db) as opened:
        key, event_id = opened.find(name)
        record = opened.record(key)
    if event_id is None:
        click.echo(chronicle([record], width=columns_of_screen(), colour=in_colour()), nl=False)
        for line in _about(record):
            click.echo(on_screen(line))
        if whole:
            click.echo()
            for line in record.text.split("\n"):
                click.echo(on_screen(line))
        short = key[:SHORT]
        hint(f"one event with its words: dateline show {short}.e1; what became of it: dateline history {short}")
        return
    event = next((one for one in record.events if one.id == event_id), None)
    if event is None:
        aside = any(one.id == event_id for one in record.coded)
        state = "was judged to be none" if aside else "is not told (any more)"
        raise click.ClickException(f"event {key[:SHORT]}.{event_id} {state}: dateline history {key[:SHORT]}.{event_id}")
    label = f"{key[:SHORT]}.{event_id}"
    table = event_table([(record, event, label)], width=columns_of_screen(), colour=in_colour(), explained=True)
    click.echo(table, nl=False)
    click.secho(f"what dateline decide {label} can judge:", dim=True)
    for about, told in judgeable(event):
        click.echo(on_screen(f"  {about:13} {told}"))
    hint(f"for example: dateline decide {label} type --right --by NAME --because TEXT")
    hint(f"what became of it: dateline history {label}")


def _about(record: StoredRecord) -> Iterator[str]:
    yield f"permanent id {record.permanent_id}, supplied id {record.id}"
    if record.url:
        yield record.url
    if record.copies:
        yield f"one of a group of near-copies: dateline documents --copies {record.permanent_id[:SHORT]}"
    if record.superseded_by:
        yield f"superseded by a newer version of the page: {record.superseded_by}"
    aside = sorted({one.id for one in record.coded} - {one.id for one in record.events})
    if aside:
        yield f"judged to be no events: {', '.join(aside)}"
    if record.decisions:
        yield f"{len(record.decisions)} decisions: dateline history {record.permanent_id[:SHORT]}"


@cli.command()
@click.argument("words", nargs=-1, required=True)
@db_option
@click.option(
    "--limit", metavar="N", type=click.IntRange(min=1), default=10, show_default=True, help="Documents, and events."
)
def search(*, words: tuple[str, ...], db: str, limit: int) -> None:
    """Search the texts of the documents, and the events, for words; the newest reports come first.

    All the words must be there, in any form; words within one pair of quotes must stand together.
    """
    from dateline.store.chronicle import Chronicle  # noqa: PLC0415 - so that --help and --version are quick
    from dateline.store.search import CLOSED, OPENED  # noqa: PLC0415 - as above

    asked = " ".join(f'"{word}"' if " " in word else word for word in words)
    with Chronicle(db) as chronicle:
        hits = chronicle.search(asked, limit=limit)
    for kind in ("document", "event"):
        found = [hit for hit in hits if hit.kind == kind]
        if found:
            click.secho(f"{kind}s" if len(found) < limit else f"{kind}s (the newest {limit})", dim=True)
        for hit in found:
            owner, dot, event_id = hit.id.partition(".")
            about = " · ".join(filter(None, ((hit.published or "undated")[:10], hit.publisher, hit.title)))
            click.echo(on_screen(f"{owner[:SHORT]}{dot}{event_id}  {about}"))
            passage = on_screen(" ".join(hit.passage.split()))
            pieces = passage.replace(CLOSED, OPENED).split(OPENED)
            click.echo("    " + "".join(click.style(one, bold=bool(at % 2)) for at, one in enumerate(pieces)))
    if hits:
        hint("one of them: dateline show ID")
    else:
        click.echo("nothing has all these words")


@cli.command()
@click.argument("name", metavar="ID")
@db_option
def history(*, name: str, db: str) -> None:
    """Tell what became of a document or an event: who or what changed it, when and why."""
    from dateline.store.chronicle import Chronicle  # noqa: PLC0415 - so that --help and --version are quick

    with Chronicle(db) as chronicle:
        steps = chronicle.history(name)
    for step in steps:
        click.echo(on_screen(f"{step.at[:16].replace('T', ' ')}  {step.who}: {step.what}"))
    hint("to take a decision back: dateline decide --undo DOCUMENT.d1 --by NAME --because TEXT")
