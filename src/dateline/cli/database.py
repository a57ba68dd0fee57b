"""`dateline add`, `recode`, `check`: filling a database and keeping it right."""

from __future__ import annotations

import shlex
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING

import click

from dateline.cli.group import NOTHING_READ, SOME_FAILED, cli, db_option, jobs_option
from dateline.cli.read import source_options, strict_option
from dateline.errors import CodingError, ReadingError, StoreError
from dateline.model import Issue
from dateline.terminal import announce, complain, hint, meter

if TYPE_CHECKING:
    from dateline.terminal import Meter


@cli.command()
@source_options
@db_option
@jobs_option
@strict_option
@click.pass_context
def add(
    context: click.Context,
    *,
    paths: tuple[str, ...],
    published: str | None,
    publisher: str | None,
    mapping: dict[str, str] | None,
    db: str,
    jobs: int,
    strict: bool,
) -> None:
    """Read reports into a database, which is made where there is none.

    PATH is as for `dateline read`; records of an export come with their events and decisions. What is in the database
    already is not coded again. Broken off at any moment and started again, it goes on.
    """
    from dateline import api, reading  # noqa: PLC0415 - so that --help and --version are quick
    from dateline.gazetteer import open_gazetteer  # noqa: PLC0415 - as above

    open_gazetteer(progress=announce)
    tally: Counter[str] = Counter()
    try:
        with meter("reports") as display:
            progress = _Progress(display, reading.size_of(paths))
            outcomes = api.add(
                paths, db, published=published, publisher=publisher, mapping=mapping, jobs=jobs, strict=strict,
                waiting=announce, consumed=progress.consume,
            )  # fmt: skip
            with closing(outcomes):
                for outcome in outcomes:
                    if isinstance(outcome, Issue):
                        tally["failed"] += 1
                        with display.aside():
                            complain(outcome.document, outcome.error, outcome.remedy)
                    else:
                        tally[outcome.outcome] += 1
                        progress.done()
    except StoreError:
        if tally.total():
            announce(f"{_told(tally)} before this:")
        raise
    except (ReadingError, CodingError) as error:  # with --strict
        tally["failed"] += 1
        complain("", str(error))
    click.echo(_told(tally) or "there was no report in what was named")
    _tell_totals(db)
    hint(f"what they tell: dateline events{_with(db)}; what there is: dateline documents{_with(db)}")
    context.exit(_exit_code(tally))


class _Progress:
    """How far adding has come: reports that were done, and the share of the bytes that were read."""

    def __init__(self, display: Meter, size: int | None) -> None:
        self._display = display
        self._size = size
        self._consumed = 0
        self._done = 0

    def consume(self, count: int) -> None:
        self._consumed += count

    def done(self) -> None:
        self._done += 1
        share = min(1.0, self._consumed / self._size) if self._size else None
        self._display.count(self._done, share=share)


_WORDS = {
    "new": "added",
    "version": "added as new versions of pages",
    "known": "there already",
    "forgotten": "left out, as they were to be forgotten",
    "failed": "could not be read or coded",
}


def _told(tally: Counter[str]) -> str:
    return ", ".join(f"{tally[name]:,} {words}" for name, words in _WORDS.items() if tally[name])


def _tell_totals(db: str) -> None:
    from dateline.store.chronicle import Chronicle  # noqa: PLC0415 - as above

    with Chronicle(db) as chronicle:
        held = chronicle.totals()
        name = chronicle.name
    voices = f" ({held.voices:,} without near-copies)" if held.voices < held.documents else ""
    click.echo(f"{name}: {_number(held.documents, 'document')}{voices}, {_number(held.events, 'event')}")


def _number(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def _exit_code(tally: Counter[str]) -> int:
    if tally.total() == tally["failed"]:
        return NOTHING_READ
    return SOME_FAILED if tally["failed"] else 0


def _with(db: str) -> str:
    if "://" in db:  # it may hold a password
        return " --db URL"
    return "" if db == "chronicle.db" else f" --db {shlex.quote(db)}"


@cli.command()
@db_option
@jobs_option
@click.pass_context
def recode(context: click.Context, *, db: str, jobs: int) -> None:
    """Code all documents again with the present program; ids and decisions are kept.

    Documents that this very program coded are left alone. Broken off and started again, it goes on.
    """
    from dateline import api  # noqa: PLC0415 - so that --help and --version are quick
    from dateline.gazetteer import open_gazetteer  # noqa: PLC0415 - as above
    from dateline.store.chronicle import Chronicle  # noqa: PLC0415 - as above

    open_gazetteer(progress=announce)
    with Chronicle(db) as chronicle:
        total = chronicle.outdated()
    done = failed = changed = 0
    with meter("documents") as display, closing(api.recode(db, jobs=jobs, waiting=announce)) as outcomes:
        for outcome in outcomes:
            if isinstance(outcome, Issue):
                failed += 1
                with display.aside():
                    complain(outcome.document, outcome.error, outcome.remedy)
            else:
                done += 1
                changed += outcome.changed
            display.count(done + failed, total, share=(done + failed) / max(1, total))
    if not total:
        click.echo("all documents were coded by this program already")
        return
    click.echo(f"{_number(done, 'document')} coded again, {_number(changed, 'event')} new, changed or told no more")
    hint(f"what became of one: dateline history ID{_with(db)}")
    context.exit(SOME_FAILED if failed else 0)


@cli.command()
@db_option
@click.pass_context
def check(context: click.Context, *, db: str) -> None:
    """Verify a database: the file, every document, every value against its words, decisions, indexes, near-copies."""
    from dateline.store.chronicle import Chronicle  # noqa: PLC0415 - so that --help and --version are quick

    faults = 0
    with Chronicle(db) as chronicle, meter("documents") as display:
        held = chronicle.totals()
        for fault in chronicle.check(progress=lambda done, total: display.count(done, total, share=done / total)):
            faults += 1
            with display.aside():
                click.echo(fault)
    if faults:
        click.echo(f"{_number(faults, 'fault')} found; restore the database from a copy, or report it as a defect")
        context.exit(SOME_FAILED)
    click.echo(f"all is well: {_number(held.documents, 'document')}, {_number(held.events, 'event')}, "
               f"{_number(held.decisions, 'decision')}")  # fmt: skip
