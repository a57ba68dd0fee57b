"""What a report may not do to the screen, the spreadsheet or the line reader of the person who looks at it."""

from __future__ import annotations

import re
import unicodedata

# At the start, behind blanks and quotes; spreadsheets take the full-width signs too.
_FORMULA = re.compile("[\\s'\"]*[=+\\-@\\uff1d\\uff0b\\uff0d\\uff20]|[\\t\\r]")
_BLANK = dict.fromkeys(map(ord, "\t\n\v\f\r\x85\u2028\u2029"), " ")
# Code points that JSON may hold as they are, but that act on a terminal or end a line for `str.splitlines`.
_ACTIVE = re.compile(
    "[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


def on_screen(text: str) -> str:
    """The text as it may stand on one line of a terminal.

    Line ends and tabs become blanks. Other control characters (C0, C1, so every ANSI and OSC sequence loses its
    beginning) and lone surrogates become U+FFFD, so that a reader sees that something was there. Format characters
    (bidirectional overrides and isolates, zero-width, tags: Unicode category Cf) are left out. Markup of Rich is not
    touched: what is shown is never given to a markup parser.
    """
    return "".join(map(_visible, text.translate(_BLANK)))


def _visible(character: str) -> str:
    if character.isascii() and character.isprintable():
        return character
    category = unicodedata.category(character)
    if category in ("Cc", "Cs"):
        return "\ufffd"
    return "" if category == "Cf" else character


def in_cell(text: str) -> str:
    """The text as it may stand in a cell of a spreadsheet: `on_screen`, and no formula.

    A cell that begins with = + - @ tab or return, also behind blanks and quotes, gets an apostrophe in front
    (OWASP, "CSV Injection").
    """
    shown = on_screen(text)
    return f"'{shown}" if _FORMULA.match(text) or _FORMULA.match(shown) else shown


def in_json(dumped: str) -> str:
    r"""JSON in which active code points and lone surrogates are written as \uXXXX: the same value, inert and UTF-8."""
    return _ACTIVE.sub(lambda found: f"\\u{ord(found[0]):04x}", dumped)
