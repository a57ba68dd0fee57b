"""Records as one table for the terminal, ordered by date: when, where, what, who says so, how sure, how many hurt."""

from __future__ import annotations

from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING

from dateline.exports import wording
from dateline.exports.evidence import Passage, Value, passages, unworded
from dateline.exports.safety import on_screen

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console
    from rich.text import Text

    from dateline.model import Event, Record

NARROWEST, WIDE, WIDEST = 60, 110, 160  # columns of the screen; from WIDE on each value has a column of its own
GAP = 2  # blanks between two columns of the table
LISTED = 3  # sources and figures that a row names; --explain, CSV and JSON have them all

# Title, and width on the narrowest and on the widest screen of this layout; "what" takes the rest.
_APART = (
    ("when", 12, 23),
    ("where", 16, 22),
    ("what", 0, 0),
    ("who says so", 18, 28),
    ("how sure", 12, 18),
    ("killed/injured", 14, 18),
)
_STACKED = (("when, where", 13, 20), ("what", 0, 0), ("who says so", 13, 22), ("how sure, toll", 14, 16))


def chronicle(records: Sequence[Record], *, width: int = 120, colour: bool = False, explained: bool = False) -> str:
    """The table of what the reports tell, headed by the reports, as lines that a terminal may show as they are.

    Where there are several, each has a number, and each row ends with the number of the report that tells it.

    Args:
        records: the documents and their events.
        width: of the screen in columns; between 60 and 160 are used.
        colour: with ANSI colours, for a terminal.
        explained: with the words behind each row and the reasons for the judgements.
    """
    console, sink = _console(width, colour=colour)
    for number, record in enumerate(records, start=1):
        _print_heading(console, record, number if len(records) > 1 else None)
    if len(records) > 1:
        console.print()
    _print_rows(console, _rows(records), explained=explained)
    return _lines(sink)


def event_table(
    events: Sequence[tuple[Record, Event, str]],
    *,
    width: int = 120,
    colour: bool = False,
    explained: bool = False,
    headed: bool = True,
) -> str:
    """The table of events of many reports, in the order given, each ending with its name.

    Args:
        events: each with the record that tells it, and its name.
        width: as in `chronicle`.
        colour: as in `chronicle`.
        explained: as in `chronicle`.
        headed: with the titles of the columns; without for what continues a table.
    """
    console, sink = _console(width, colour=colour)
    rows = [_Row(event, record, name) for record, event, name in events]
    _print_rows(console, rows, explained=explained, headed=headed)
    return _lines(sink)


def _console(width: int, *, colour: bool) -> tuple[Console, StringIO]:
    from rich.console import Console  # noqa: PLC0415 - only where a table is shown

    sink = StringIO()
    console = Console(
        file=sink,
        width=max(NARROWEST, min(WIDEST, width)),
        force_terminal=colour,
        color_system="standard" if colour else None,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
    )
    return console, sink


def _lines(sink: StringIO) -> str:
    return "".join(f"{line.rstrip()}\n" for line in sink.getvalue().split("\n")[:-1])


def in_order(events: Sequence[Event]) -> list[Event]:
    """The events by their first possible day, the wider span first, then as they came; undated last."""
    by_end = sorted(events, key=_last_day, reverse=True)
    return sorted(by_end, key=_first_day)


@dataclass(frozen=True, slots=True)
class _Row:
    """An event with the report that tells it, and what its row ends with: that report's number, its own name, or ""."""

    event: Event
    record: Record
    label: str


def _rows(records: Sequence[Record]) -> list[_Row]:
    rows = [
        _Row(event, record, str(number) if len(records) > 1 else "")
        for number, record in enumerate(records, start=1)
        for event in record.events
    ]
    place = {id(event): i for i, event in enumerate(in_order([row.event for row in rows]))}
    return sorted(rows, key=lambda row: place[id(row.event)])


def _first_day(event: Event) -> tuple[bool, str]:
    when = event.time
    return (True, "") if when is None else (False, when.earliest or when.latest or when.edtf.lstrip("./"))


def _last_day(event: Event) -> str:
    return (event.time.latest or "9999") if event.time else ""


def _print_heading(console: Console, record: Record, number: int | None) -> None:
    events = len(record.events)
    told = "no event found" if not events else f"{events} event{'s' if events > 1 else ''}"
    published = record.published[:10] if record.published else "no date of publication"
    about = " · ".join(filter(None, (record.publisher, published, told)))
    if number is None:
        console.print(_text(record.title or record.id, "bold"))
        console.print(_text(about, "dim"))
    else:
        console.print(
            _text(f"[{number}] ")
            .append_text(_text(record.title or record.id, "bold"))
            .append_text(_text(f"  {about}", "dim"))
        )


def _print_rows(console: Console, rows: Sequence[_Row], *, explained: bool, headed: bool = True) -> None:
    if rows and headed:
        columns = _STACKED if console.width < WIDE else _APART
        _print_row(console, [_text(title, "dim") for title, _, _ in columns])
        console.print(_text("─" * console.width, "dim"))
    for row in rows:
        lines = _print_row(console, _cells(row, stacked=console.width < WIDE))
        if explained:
            _print_explanation(console, row.event, row.record)
        elif lines > 1 and row is not rows[-1]:
            console.print()  # a row of several lines needs a gap, or the eye takes the next one for its continuation
    console.print()


def _cells(row: _Row, *, stacked: bool) -> list[Text]:
    event = row.event
    when = _text(wording.time(event.time), "cyan") if event.time else _text("undated", "dim")
    where = _text(wording.place(event.place))
    who = wording.parties(event)
    what = _text(wording.deed(event), "bold").append_text(_text(f" · {who}" if who else ""))
    if row.label:
        what.append_text(_text(f" [{row.label}]", "dim"))
    says = _text(_listed(wording.sources(event, row.record.publisher), separator="; ") or "nobody named")
    sure = _text(wording.certainty(event), "" if event.status == "happened" else "yellow")
    hurt = _text(_listed(wording.toll(event), separator=", "), "red")
    if stacked:
        return [_on_top(when, where), what, says, _on_top(sure, hurt)]
    return [when, where, what, says, sure, hurt]


def _on_top(first: Text, second: Text) -> Text:
    return first.append("\n").append_text(second) if first and second else first or second


def _listed(parts: Sequence[str], *, separator: str) -> str:
    more = [f"{len(parts) - LISTED} more"] if len(parts) > LISTED else []
    return separator.join([*parts[:LISTED], *more])


def _print_row(console: Console, cells: Sequence[Text]) -> int:
    """Print one row; returns the number of its lines."""
    from rich.table import Table  # noqa: PLC0415 - only where a table is shown

    grid = Table.grid(padding=(0, GAP, 0, 0))
    for width in _widths(console.width):
        grid.add_column(width=width, overflow="fold")
    grid.add_row(*cells)
    console.print(grid)
    return len(console.render_lines(grid))


def _widths(screen: int) -> list[int]:
    columns, low, high = (_STACKED, NARROWEST, WIDE - 1) if screen < WIDE else (_APART, WIDE, WIDEST)
    share = (screen - low) / (high - low)
    widths = [round(small + share * (large - small)) for _, small, large in columns]
    rest = screen - sum(widths) - GAP * (len(widths) - 1)
    return [width or rest for width in widths]


def _print_explanation(console: Console, event: Event, record: Record) -> None:
    from rich.padding import Padding  # noqa: PLC0415 - only where a table is shown

    code = " ".join(filter(None, (event.type, event.mode)))
    lines: list[tuple[int, Text]] = [
        (
            2,
            _text(
                f"{event.id} · {code} · confidence {event.confidence:.2f} · factuality {event.factuality:+.1f}", "dim"
            ),
        )
    ]
    for passage in passages(event, record):
        lines += [(4, _quoted(passage, record.text)), (6, _readings(passage.values))]
    untold = unworded(event, record)
    if untold:
        lines.append((4, _text("inferred, told by no words: ", "dim").append_text(_readings(untold))))
    lines += [(4, _text("why: ", "dim").append_text(_text(reason))) for reason in event.why]
    for indent, line in lines:
        console.print(Padding(line, (0, 0, 0, indent)))
    console.print()


def _quoted(passage: Passage, text: str) -> Text:
    """The sentence, with the words that values were read from underlined."""
    marked = [False] * (passage.end - passage.start)
    for value in passage.values:
        if value.words is not None and value.label != "said":  # a quote is most of its sentence
            first = value.words.start - passage.start
            marked[first : first + len(value.words.text)] = [True] * len(value.words.text)
    quote = _text("“")
    for start, end in _runs(marked):
        words = text[passage.start + start : passage.start + end]
        quote.append_text(_text(words, "underline" if marked[start] else ""))
    return quote.append("”")


def _runs(marked: Sequence[bool]) -> Iterator[tuple[int, int]]:
    start = 0
    for at in range(1, len(marked) + 1):
        if at == len(marked) or marked[at] != marked[start]:
            yield start, at
            start = at


def _readings(values: Sequence[Value]) -> Text:
    line = _text("")
    for value in values:
        if line:
            line.append_text(_text(" · ", "dim"))
        line.append_text(_text(f"{value.label} ", "dim"))
        shown = [f"“{value.words.text}”"] if value.words else []
        line.append_text(_text(" = ".join([*shown, *filter(None, [value.reading])])))
    return line


def _text(words: str, style: str = "") -> Text:
    """Words for the screen, made harmless; `Text` is never parsed for markup."""
    from rich.text import Text  # noqa: PLC0415 - only where a table is shown

    return Text.assemble((on_screen(words), style))  # a style of the base would run on into what is appended
