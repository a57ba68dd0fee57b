"""The command `dateline` itself: how all its commands end, and the options that several of them have."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from dateline import process
from dateline.errors import DatelineError, ReadingError
from dateline.terminal import complain

if TYPE_CHECKING:
    from dateline.store.selection import Selection

NOTHING_READ, SOME_FAILED, INTERRUPTED = 2, 1, 130  # exit codes; 0 else
PLAIN_WIDTH = 120  # columns of a table that does not go to a terminal, unless COLUMNS says otherwise

Command = TypeVar("Command", bound=Callable[..., Any])


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


def check_date(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    from dateline.reading.dates import parse_published  # noqa: PLC0415 - so that --help and --version are quick

    try:
        return None if value is None else parse_published(value)
    except ReadingError as error:
        raise click.BadParameter(str(error)) from error


def several(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Several options as one decorator, in their order on the help page."""

    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


jobs_option = click.option(
    "--jobs", metavar="N", type=click.IntRange(min=1), default=1, show_default=True, help="Processes."
)
db_option = click.option(
    "--db", metavar="DATABASE", default="chronicle.db", show_default=True, envvar="DATELINE_DB", show_envvar=True,
    help="A file, or postgresql+psycopg://user@host/name.",
)  # fmt: skip
_FILTERS = (
    ("--document", "ID", "Only of this document (any name of it, as for dateline show)."),
    ("--publisher", "NAME", "Only of publishers with this in their name."),
    ("--since", "DATE", "Only what may have happened on this day or later."),
    ("--until", "DATE", "Only what may have happened on this day or before."),
    ("--type", "TYPE", "Only of this PLOVER type, such as ASSAULT."),
    ("--mode", "MODE", "Only of this mode, such as aerial."),
    ("--status", "STATUS", "Only happened, ongoing, planned, threatened, hypothetical or denied."),
    ("--country", "ISO", "Only in this country (ISO 3166-1 alpha-3, such as AZE)."),
    ("--actor", "NAME", "Only by somebody with this in the name, blamed ones too."),
    ("--target", "NAME", "Only against somebody with this in the name."),
    ("--source", "NAME", "Only told by a source with this in the name."),
)
selection_options = several(
    *(click.option(flag, metavar=metavar, help=told) for flag, metavar, told in _FILTERS),
    click.option("--no-inferred", "told_dates", is_flag=True, help="Leave out dates that no report tells in words."),
    click.option("--all-versions", is_flag=True, help="Of a page that was corrected, the former versions too."),
)


def selection_of(options: dict[str, Any]) -> Selection:
    """The options of `selection_options` as what they ask for."""
    from dateline.store.selection import selected  # noqa: PLC0415 - so that --help and --version are quick

    return selected(options)


def columns_of_screen() -> int:
    """The width of the terminal, or of a table that does not go to one."""
    return shutil.get_terminal_size((PLAIN_WIDTH, 24)).columns


def in_colour() -> bool:
    """True on a terminal that shows colours, unless the user wants none (no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
