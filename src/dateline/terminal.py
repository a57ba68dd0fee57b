"""What the command line says on standard error: progress of long runs, what failed, what to do next."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from dateline.exports.safety import on_screen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.console import Console, RenderableType
    from rich.progress import Progress

PATIENCE = 2.0  # seconds that a command may take before it shows that it is at work
MEMORY = 60.0  # seconds whose speed tells the remaining time: long enough for several reports, however long they are
BAR_WIDTH = 20  # columns


class Meter:
    """Counts what a command has done, and shows it where it was given a display."""

    def __init__(self, progress: Progress | None, label: str) -> None:
        self._progress = progress
        self._label = label
        self._task = progress.add_task(f"{label} …", total=None) if progress else None

    def count(self, done: int, total: int | None = None, *, share: float | None = None) -> None:
        """Say how many are done, and where that is known of how many, or which share (0 … 1) of the work that was."""
        if self._progress is None or self._task is None:
            return
        elapsed = self._progress.tasks[0].elapsed or 0.0
        rate = f", {done / elapsed:.1f} a second" if elapsed else ""
        of = f" of {total}" if total else ""
        self._progress.update(
            self._task,
            description=f"{self._label}: {done}{of} done{rate}",
            total=None if share is None else 1.0,
            completed=share,
        )

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Take the display off the screen while something is printed."""
        if self._progress is None:
            yield
            return
        self._progress.stop()
        try:
            yield
        finally:
            self._progress.start()


@contextmanager
def meter(label: str, *, console: Console | None = None) -> Iterator[Meter]:
    """A line with what is done and the rate, after two seconds; with a bar and the time left where a share is told.

    Args:
        label: what is counted, in the plural.
        console: where it is shown; without one, on standard error where that is a terminal.
    """
    if console is None and not sys.stderr.isatty():
        yield Meter(None, label)
        return
    with _display(console) as progress:
        yield Meter(progress, label)


def _display(console: Console | None) -> Progress:
    from rich.console import Console  # noqa: PLC0415 - only on a terminal
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn  # noqa: PLC0415

    said = (SpinnerColumn(), TextColumn("{task.description}", markup=False))
    open_end = (*said, TimeElapsedColumn())
    with_end = (*said, BarColumn(BAR_WIDTH), TimeRemainingColumn(), TextColumn("left"))

    class Patient(Progress):
        """Shows nothing until the command has taken some time, and a bar once the end is known."""

        def get_renderables(self) -> Iterable[RenderableType]:
            if self.tasks and (self.tasks[0].elapsed or 0.0) >= PATIENCE:
                self.columns = open_end if self.tasks[0].total is None else with_end
                yield from super().get_renderables()

    return Patient(
        console=console or Console(stderr=True),
        speed_estimate_period=MEMORY,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )


def complain(what: str, problem: str, remedy: str = "") -> None:
    """One line on standard error: `dateline: FILE: what is wrong; what to do`."""
    where = f"{what}: " if what else ""
    click.echo(on_screen("; ".join(filter(None, (f"dateline: {where}{problem}", remedy)))), err=True)


def announce(line: str) -> None:
    """What takes long and why, on standard error."""
    click.echo(f"dateline: {on_screen(line)}", err=True)


def hint(line: str) -> None:
    """What to do next: a dim line on standard error where that is a terminal."""
    if sys.stderr.isatty():
        click.secho(line, err=True, dim=True)
