"""What a program asks of the web and what it gets, whichever way it asks. No request ever leaves the simulator."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import SplitResult, urlsplit

NAME_RESOLUTION, CONNECT, TIMEOUT = "NameResolutionFailure", "ConnectFailure", "Timeout"
"""Why nobody answers, by .NET's names (System.Net.WebExceptionStatus)."""

FIRST_ERROR = 400


def split_url(url: str) -> SplitResult:
    """The parts of a URL; one that is none (a bad port or address) has a path only, so that its host is nobody."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises for a port that is no number
    except ValueError:
        return SplitResult("", "", url, "", "")
    return parts


@dataclass(frozen=True, slots=True)
class WebRequest:
    """One request. ``headers`` by names in lower case; ``timeout`` in simulated seconds, None for ever."""

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    timeout: float | None = None
    follows: bool = True

    @property
    def host(self) -> str:
        """The host that is asked."""
        return split_url(self.url).hostname or ""

    @property
    def port(self) -> int:
        """The port that is asked."""
        parts = split_url(self.url)
        return parts.port or (443 if parts.scheme == "https" else 80)


@dataclass(frozen=True, slots=True)
class WebAnswer:
    """An answer of a server; ``headers`` as it writes their names, ``url`` the one that answered after redirections."""

    url: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def reason(self) -> str:
        """The words of the status."""
        try:
            return HTTPStatus(self.status).phrase
        except ValueError:
            return "Unknown"

    @property
    def failed(self) -> bool:
        """Whether clients take it for an error."""
        return self.status >= FIRST_ERROR

    def header(self, name: str) -> str:
        """A header's value, empty where there is none."""
        return next((value for key, value in self.headers.items() if key.casefold() == name.casefold()), "")

    @property
    def content_type(self) -> str:
        """The type of the body without its parameters."""
        return self.header("Content-Type").partition(";")[0].strip().casefold()

    def text(self, default: str = "iso-8859-1") -> str:
        """The body as text: by the charset that the server names, else by ``default``."""
        charset = self.header("Content-Type").partition("charset=")[2].strip(' "') or default
        try:
            return self.body.decode(charset, "replace")
        except LookupError:
            return self.body.decode(default, "replace")


class WebFailure(Exception):  # noqa: N818  # .NET calls it so, and it is no error of ours
    """Nobody answered. ``kind`` says why."""

    def __init__(self, kind: str, host: str) -> None:
        self.kind = kind
        self.host = host
        super().__init__(_TEXTS[kind].format(host=host))


_TEXTS = {
    NAME_RESOLUTION: "The remote name could not be resolved: '{host}'",
    CONNECT: "Unable to connect to the remote server",
    TIMEOUT: "The operation has timed out",
}


def error_text(answer: WebAnswer) -> str:
    """.NET's words for an answer that is an error."""
    return f"The remote server returned an error: ({answer.status}) {answer.reason}."
