"""Every error Dateline raises on purpose.

    DatelineError
    ├── ReadingError        a source could not be read (a file, a page, a row, a URL)
    │   ├── FormatError     its bytes are not what its name or content type promises
    │   └── LanguageError   it is in a language that Dateline does not code
    ├── CodingError         a report was read and could not be coded: a defect of the program
    ├── EvidenceError       a value without a span, or a span that is not its slice of the text
    ├── DataError           a table of the package or of the user is malformed
    ├── SetupError          something that has to be installed or built is not there
    └── StoreError          the database cannot be opened, read or written, or does not hold what was asked for

Each message says what is wrong and what to do about it, in one line; the command line prints it as it is.
"""


class DatelineError(Exception):
    """Base of all errors raised on purpose; anything else is a defect of the program."""


class ReadingError(DatelineError):
    """A source could not be read. `error` says what is wrong, `remedy` what to do about it."""

    def __init__(self, error: str, *, remedy: str = "") -> None:
        super().__init__(f"{error}; {remedy}" if remedy else error)
        self.error = error
        self.remedy = remedy


class FormatError(ReadingError):
    """The bytes of a source are not what its name or its content type promises."""


class LanguageError(ReadingError):
    """The report is in a language that Dateline does not code."""


class CodingError(DatelineError):
    """A report was read and could not be coded; its cause is a defect of the program."""


class EvidenceError(DatelineError):
    """A value has no evidence, or its span is not the slice of the text that it claims to be."""


class DataError(DatelineError):
    """A table of the package or of the user is malformed."""


class SetupError(DatelineError):
    """Something that has to be installed or built is not there."""


class StoreError(DatelineError):
    """The database cannot be opened, read or written, or does not hold what was asked for."""
