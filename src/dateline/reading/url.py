"""http and https addresses → bytes: the only network access of the program."""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from urllib.parse import quote, urlsplit, urlunsplit

from dateline.errors import ReadingError
from dateline.reading.source import MAX_RAW

TIMEOUT = 20.0  # seconds without a byte
DEADLINE = 60.0  # seconds for the whole page
_CHUNK = 65_536
_SAFE = "%/:=&?~#+!$,;'@()*[]"
_SAVE = "check the address, or save the page and read the file"
_SCHEMES = "only http and https addresses are read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a server sent: `url` after redirects, the content type in lower case ("" where none), the charset."""

    url: str
    content_type: str
    charset: str | None
    data: bytes


def is_url(source: str) -> bool:
    """True for what looks like an address of any scheme ("https://…", "ftp://…"), not like a path."""
    scheme, found, _ = source.partition("://")
    return bool(found) and scheme.isalpha()


class _WebOnly(urllib.request.HTTPRedirectHandler):
    """Follows redirects to http and https; the base class refuses file: but would follow ftp:."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, PLR0917 - the base class calls it so
        if not _is_web(newurl):
            fp.close()
            raise ReadingError(f"it redirects to {newurl!r}, which is no web address", remedy=_SCHEMES)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


@cache
def _opener() -> urllib.request.OpenerDirector:
    """An opener that speaks http and https alone: no file, no ftp, no data."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        _WebOnly(),
    ):
        opener.add_handler(handler)
    opener.addheaders = []
    return opener


def fetch(url: str, *, timeout: float = TIMEOUT, deadline: float = DEADLINE, limit: int = MAX_RAW) -> Page:
    """The page at an address.

    Args:
        url: http or https.
        timeout: seconds that the server may be silent.
        deadline: seconds for the whole answer.
        limit: bytes that the body may have.

    Raises:
        ReadingError: no web address, no answer, an error of the server, too slow or too large.
    """
    if not _is_web(url):
        raise ReadingError(f"{url!r} is no web address", remedy=_SCHEMES)
    try:
        request = urllib.request.Request(_ascii(url), headers=_headers())  # noqa: S310 - the scheme was checked
        with _opener().open(request, timeout=timeout) as answer:
            data = _body(answer, deadline, limit)
            headers = answer.headers
            return Page(
                url=_public(answer.url),
                content_type=headers.get_content_type() if headers.get("content-type") else "",
                charset=headers.get_content_charset(),
                data=data,
            )
    except urllib.error.HTTPError as error:
        error.close()
        raise ReadingError(f"the server answers {error.code} {error.reason}".rstrip(), remedy=_SAVE) from None
    except TimeoutError:
        raise ReadingError(f"the server sent nothing for {timeout:g} seconds", remedy=_SAVE) from None
    except urllib.error.URLError as error:
        if isinstance(error.reason, TimeoutError):
            raise ReadingError(f"the server did not answer within {timeout:g} seconds", remedy=_SAVE) from None
        raise ReadingError(f"the server cannot be reached ({error.reason})", remedy=_SAVE) from None
    except (OSError, http.client.HTTPException, ValueError) as error:  # ValueError: an address that is none
        raise ReadingError(f"the address cannot be read ({error or type(error).__name__})", remedy=_SAVE) from None


def host_of(url: str | None) -> str | None:
    """The host of an address without "www."; None where there is none."""
    try:
        host = urlsplit(url).hostname if url else None
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def _headers() -> dict[str, str]:
    return {
        "User-Agent": f"Dateline/{metadata.version('dateline')} (reads news reports)",
        "Accept": "text/html, application/xhtml+xml, application/json, text/plain;q=0.9, */*;q=0.1",
        "Accept-Encoding": "identity",
    }


def _is_web(url: str) -> bool:
    return url.partition(":")[0].lower() in ("http", "https")


def _body(answer: http.client.HTTPResponse, deadline: float, limit: int) -> bytes:
    if (answer.headers.get("content-encoding") or "identity").lower() != "identity":
        raise ReadingError("the server sends a compressed page without being asked to", remedy=_SAVE)
    large = ReadingError(f"the page is larger than {limit / 1_000_000:g} MB", remedy=_SAVE)
    if int(answer.headers.get("content-length") or 0) > limit:
        raise large
    end = time.monotonic() + deadline
    data = bytearray()
    while chunk := answer.read1(_CHUNK):
        data += chunk
        if len(data) > limit:
            raise large
        if time.monotonic() > end:
            raise ReadingError(f"the server did not send the page within {deadline:g} seconds", remedy=_SAVE)
    return bytes(data)


def _ascii(url: str) -> str:
    """The address as it goes over the wire: no fragment, no characters beyond ASCII."""
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").encode("idna").decode("ascii")
    if not host:
        raise ValueError("it names no host")
    port = f":{parts.port}" if parts.port else ""
    host = f"[{host}]" if ":" in host else host
    return urlunsplit(
        (parts.scheme.lower(), host + port, quote(parts.path, safe=_SAFE), quote(parts.query, safe=_SAFE), "")
    )


def _public(url: str) -> str:
    """The address without a name and password that it may hold."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
