"""Web addresses, against a real server on this machine."""

from __future__ import annotations

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from dateline import reading
from dateline.errors import ReadingError
from dateline.model import Document, Issue
from dateline.reading.url import fetch

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXT = "Missiles hit the city of Ganja on Saturday, officials said, and thirteen people were killed in their homes."
PAGE = f"<html><head><title>Strike on Ganja</title></head><body><p>{TEXT}</p></body></html>".encode()
ANSWERS = {
    "/page": ("text/html; charset=utf-8", PAGE),
    "/latin": ("text/html; charset=iso-8859-1", PAGE.replace(b"homes", b"caf\xe9s")),
    "/text": ("text/plain", f"Strike on Ganja\n\n{TEXT}".encode()),
    "/json": ("application/json", b'{"id": "7", "text": "The town was hit."}'),
    "/lines": ("application/x-ndjson", b'{"text": "The town was hit."}\n{oops\n'),
    "/table": ("text/csv", b"id,text\n7,The town was hit.\n"),
    "/untold": ("", PAGE),
    "/picture": ("image/png", b"\x89PNG\0"),
    "/caf%C3%A9%20x": ("text/html", PAGE),
    "/empty": ("text/html", b""),
}
REDIRECTS = {"/moved": "/page", "/file": "file:///etc/hostname", "/ftp": "ftp://127.0.0.1/x", "/loop": "/loop"}


class Handler(BaseHTTPRequestHandler):
    agents: list[str | None] = []  # noqa: RUF012 - shared by all requests on purpose

    def do_GET(self) -> None:
        self.agents.append(self.headers["User-Agent"])
        if self.path in REDIRECTS:
            self.send_response(302)
            self.send_header("Location", REDIRECTS[self.path])
            self.end_headers()
        elif self.path in ANSWERS:
            kind, body = ANSWERS[self.path]
            self.send_response(200)
            if kind:
                self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        elif self.path in ("/silent", "/drip", "/large", "/zipped"):
            getattr(self, self.path[1:])()
        else:
            self.send_error(404)

    def silent(self) -> None:
        time.sleep(1.5)

    def drip(self) -> None:
        self.start()
        self.write_until_closed(b" ", 0.05)

    def large(self) -> None:
        self.start()
        self.write_until_closed(b" " * 65536, 0)

    def zipped(self) -> None:
        self.start(("Content-Encoding", "gzip"))

    def start(self, *headers: tuple[str, str]) -> None:
        self.send_response(200)
        for name, value in (("Content-Type", "text/html"), *headers):
            self.send_header(name, value)
        self.end_headers()

    def write_until_closed(self, data: bytes, pause: float) -> None:
        try:
            for _ in range(100):
                self.wfile.write(data)
                time.sleep(pause)
        except OSError:
            return  # the client has had enough, which is what is tested

    def log_message(self, *_: object) -> None:
        return  # the console is pytest's


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as httpd:
        thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{httpd.server_port}"
        httpd.shutdown()
        thread.join()


@pytest.mark.parametrize("path", ["/page", "/moved", "/untold", "/text", "/caf\u00e9 x", "/page#part"])
def test_pages_are_read(server: str, path: str) -> None:
    (document,) = reading.read([server + path])
    assert isinstance(document, Document)
    assert document.text == f"Strike on Ganja\n\n{TEXT}"
    assert document.url is not None
    assert document.url.startswith(server)
    assert (Handler.agents[-1] or "").startswith("Dateline/")


def test_the_address_kept_is_the_last_one_and_its_host_the_publisher(server: str) -> None:
    (document,) = reading.read([server + "/moved"])
    assert isinstance(document, Document)
    assert (document.url, document.publisher) == (server + "/page", "127.0.0.1")


def test_charset_json_lines_and_tables(server: str) -> None:
    latin, one, line, bad, row = reading.read([server + path for path in ("/latin", "/json", "/lines", "/table")])
    assert isinstance(latin, Document)
    assert "caf\u00e9s" in latin.text
    for item in (one, line, row):
        assert isinstance(item, Document)
        assert item.text == "The town was hit."
    assert isinstance(bad, Issue)
    assert bad.document == server + "/lines:2"


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("/gone", "404"),
        ("/file", "not allowed"),
        ("/ftp", "no web address"),
        ("/loop", "infinite loop"),
        ("/picture", "image/png"),
        ("/zipped", "compressed"),
        ("/empty", "empty"),
    ],
)
def test_what_cannot_be_read_is_an_issue(server: str, path: str, word: str) -> None:
    (issue,) = reading.read([server + path])
    assert isinstance(issue, Issue)
    assert issue.document == server + path
    assert word in issue.error
    assert issue.remedy
    assert "\n" not in issue.error


@pytest.mark.parametrize(
    ("path", "limits", "word"),
    [
        ("/silent", {"timeout": 0.2}, "0.2 seconds"),
        ("/drip", {"deadline": 0.3}, "within 0.3 seconds"),
        ("/large", {"limit": 100_000}, "larger than 0.1 MB"),
        ("/page", {"limit": 10}, "larger"),
    ],
)
def test_limits_hold(server: str, path: str, limits: dict[str, float], word: str) -> None:
    with pytest.raises(ReadingError, match=word):
        fetch(server + path, **limits)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:1/", "http://", "http://[::1", "https://exa mple..invalid/", "http://127.0.0.1:99999/"],
)
def test_addresses_that_lead_nowhere(address: str) -> None:
    (issue,) = reading.read([address])
    assert isinstance(issue, Issue)
    assert issue.remedy
