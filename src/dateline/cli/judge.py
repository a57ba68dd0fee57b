"""`dateline decide`, `forget`: what people say of what the program read."""

from __future__ import annotations

from getpass import getuser
from typing import TYPE_CHECKING

import click

from dateline.cli.group import cli, db_option
from dateline.decisions import described
from dateline.exports.safety import on_screen
from dateline.terminal import announce, hint

if TYPE_CHECKING:
    from dateline.store.judging import Judgement

_because = click.option("--because", metavar="TEXT", required=True, help="Why.")


@cli.command()
@click.argument("name", metavar="EVENT", required=False)
@click.argument("about", metavar="[VALUE]", default="event")
@click.option("--right", is_flag=True, help="It is right as it stands.")
@click.option("--wrong", is_flag=True, help="It is wrong: the value, or without VALUE the whole event, is left out.")
@click.option("--correct", metavar="NEW", help="It is wrong, and this is right.")
@click.option("--words", metavar="TEXT", help="With --correct, the words of the report that tell it.")
@click.option("--undo", metavar="DECISION", help="Take back an earlier decision (3f2a9c01.d1).")
@click.option("--by", metavar="NAME", required=True, help="Who decides.")
@_because
@db_option
def decide(
    *,
    name: str | None,
    about: str,
    right: bool,
    wrong: bool,
    correct: str | None,
    words: str | None,
    undo: str | None,
    by: str,
    because: str,
    db: str,
) -> None:
    """Judge an event, or one of its values, or take a judgement back. Nothing is overwritten, all of it is kept.

    VALUE is type, mode, status, aggregate, place, time, actors/0, targets/0, casualties/0, claims/0 (counted from 0 as
    they stand now), or actors, targets, casualties, claims to add one with --correct. NEW is a word for the first four,
    "Ganja, AZE" for a place, 2020-10-11 for a time, "at least 44 injured" for a figure, a name for the others, or a
    JSON object of the fields of any of them.
    """
    from dateline.store.chronicle import Chronicle  # noqa: PLC0415 - so that --help and --version are quick

    chosen = [right, wrong, correct is not None, undo is not None]
    if sum(chosen) != 1:
        raise click.UsageError("say one of --right, --wrong, --correct NEW, --undo DECISION")
    if (name is None) != (undo is not None):
        raise click.UsageError("name the event that is judged, or with --undo only the decision")
    if words is not None and correct is None:
        raise click.UsageError("--words belongs to --correct")
    with Chronicle(db) as chronicle:
        if undo is not None:
            made = chronicle.undo(undo, by=by, because=because)
            owner = undo.rpartition(".")[0]
            told = f"takes back {made.undoes}"
        else:
            assert name is not None  # noqa: S101 - as said above
            verdict: Judgement = "corrected" if correct is not None else "right" if right else "wrong"
            made = chronicle.decide(name, about, verdict, typed=correct or "", words=words, by=by, because=because)
            owner = name.rpartition(".")[0]
            field = about.partition("/")[0]
            told = f"{about} of {made.event} is {verdict}"
            if correct is not None:
                told += f": {described(field, made.judged)} → {described(field, made.value)}"
    made_name = f"{owner}.{made.id}"
    click.echo(on_screen(f"{made_name}: {told}"))
    hint(f"how it stands now: dateline show {owner}.{made.event}")
    hint(f"to take this back: dateline decide --undo {made_name} --by NAME --because TEXT")


@cli.command()
@click.argument("name", metavar="DOCUMENT")
@click.option("--by", metavar="NAME", default=getuser, show_default="your login name", help="Who decides.")
@_because
@db_option
def forget(*, name: str, by: str, because: str, db: str) -> None:
    """Purge a document: its text, title, URL, events, quotes and names go for good, a tombstone stays.

    The database is written anew without them, which takes a while for a large one. What was exported or copied before
    is out of reach; on PostgreSQL so are its write-ahead log and backups. The same report is not added again.
    """
    from dateline.store.chronicle import Chronicle  # noqa: PLC0415 - so that --help and --version are quick

    with Chronicle(db) as chronicle:
        announce("writing the database anew without it")
        key = chronicle.forget(name, by=by, because=because)
    click.echo(f"document {key} is forgotten")
    hint(f"what is left of it: dateline history {key[:8]}")
