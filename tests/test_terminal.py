"""The display of progress: what stands in it, and when."""

from __future__ import annotations

import io
import re
import sys

from rich.console import Console

from dateline.terminal import PATIENCE, meter


class Screen:
    """A terminal whose clock the test moves on."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.file = io.StringIO()
        self.console = Console(file=self.file, force_terminal=True, width=100, get_time=lambda: self.now)

    def lines(self) -> list[str]:
        """What was shown so far, without colours, spinner and moves of the cursor."""
        plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", self.file.getvalue())
        return [line[2:].rstrip() for line in re.split(r"[\r\n]+", plain) if line.strip()]


def test_a_share_brings_a_bar_and_the_time_left() -> None:
    screen = Screen()
    with meter("reports", console=screen.console) as display:
        for done in range(1, 121):
            screen.now += 0.25
            display.count(done, share=done / 640)
    last = screen.lines()[-1]
    assert re.fullmatch(r"reports: 120 done, 4\.0 a second [━╸╺]{20} 0:02:10 left", last), last


def test_the_time_left_follows_the_speed_of_late() -> None:
    screen = Screen()
    with meter("reports", console=screen.console) as display:
        for done in range(1, 201):
            screen.now += 1 if done <= 100 else 10
            display.count(done, share=done / 400)
    assert screen.lines()[-1].endswith("0:33:20 left")  # 200 of 10 seconds


def test_without_a_share_the_time_that_has_passed() -> None:
    screen = Screen()
    with meter("articles", console=screen.console) as display:
        screen.now += 10
        display.count(5, 20)
    assert screen.lines()[-1] == "articles: 5 of 20 done, 0.5 a second 0:00:10"


def test_nothing_is_shown_of_what_is_soon_done() -> None:
    screen = Screen()
    with meter("reports", console=screen.console) as display:
        screen.now += PATIENCE / 2
        display.count(5, share=0.9)
    assert screen.lines() == []


def test_the_display_goes_aside() -> None:
    screen = Screen()
    with meter("reports", console=screen.console) as display:
        screen.now += 10
        display.count(5, share=0.5)
        with display.aside():
            screen.file.write("\n")
            before = screen.lines()
            screen.now += 10
            display.count(6, share=0.6)
            assert screen.lines() == before
        display.count(7, share=0.7)
    assert "7 done" in screen.lines()[-1]


def test_where_standard_error_is_no_terminal_nothing_is_shown(capsys) -> None:
    assert not sys.stderr.isatty()
    with meter("reports") as display:
        display.count(5, 10)
        display.count(6, share=0.6)
        with display.aside():
            pass
    assert capsys.readouterr() == ("", "")
