"""Programs that fetch from the web: curl, bitsadmin, and certutil's cache of URLs. Stubs of the web answer."""

import ntpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fake_agent.powershell.host import ProgramResult
from fake_agent.web import CONNECT, NAME_RESOLUTION, TIMEOUT, WebAnswer, WebFailure, WebRequest, split_url
from fake_agent.windows.programs.maintenance import full_path
from fake_agent.windows.programs.registry import Call, lines, printed, program
from fake_agent.windows.web import WindowsNetwork

MALFORMED, RESOLVE_FAILED, CONNECT_FAILED, STATUS_FAILED, WRITE_FAILED, TIMED_OUT = 3, 6, 7, 22, 23, 28
_IGNORED = (
    "-k --insecure -v --verbose --compressed --ssl-no-revoke --tlsv1.2 --http1.1 -g --globoff --no-progress-meter "
    "-# --progress-bar --create-dirs -N --no-buffer -4 --ipv4"
)
"""Options that change nothing which can be seen here."""

_PLAIN_SWITCHES = frozenset(_IGNORED.split())
_VALUES = {
    "-o": "output",
    "--output": "output",
    "-X": "method",
    "--request": "method",
    "-d": "data",
    "--data": "data",
    "--data-raw": "data",
    "--data-binary": "data",
    "-H": "header",
    "--header": "header",
    "-m": "timeout",
    "--max-time": "timeout",
    "--connect-timeout": "timeout",
    "-w": "format",
    "--write-out": "format",
    "-u": "user",
    "--user": "user",
    "-A": "agent",
    "--user-agent": "agent",
    "--retry": "retry",
    "--retry-delay": "retry",
    "--noproxy": "proxy",
    "--url": "url",
}
_FLAGS = {
    "-O": "named",
    "--remote-name": "named",
    "-L": "follows",
    "--location": "follows",
    "-f": "fails",
    "--fail": "fails",
    "-s": "silent",
    "--silent": "silent",
    "-I": "head",
    "--head": "head",
    "-i": "include",
    "--include": "include",
    "-S": "errors",
    "--show-error": "errors",
}
_NO_SERVER = "Couldn't connect to server"
_METER = (
    "  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current",
    "                                 Dload  Upload   Total   Spent    Left  Speed",
)


@dataclass(slots=True)
class Order:
    """What curl's command line says: values and flags by their names here, headers, and URLs."""

    values: dict[str, str] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)
    headers: dict[str, str] = field(default_factory=dict)
    urls: list[str] = field(default_factory=list)


def _read(call: Call) -> Order:
    """Read the command line. Raises ``MissingFeature`` for an option that is not simulated."""
    order = Order()
    words = list(call.arguments)
    while words:
        word = words.pop(0)
        if word in _VALUES and words:
            _take(order, _VALUES[word], words.pop(0))
        elif word in _FLAGS:
            order.flags.add(_FLAGS[word])
        elif word.startswith("-") and not word.startswith("--") and len(word) > 2:  # several letters
            words[:0] = _letters(word)
        elif word.startswith("-"):
            if word not in _PLAIN_SWITCHES:
                raise call.lacks()
        else:
            order.urls.append(word)
    return order


def _letters(word: str) -> list[str]:
    """``-sSLo`` as its letters; a value may follow its letter at once."""
    first, rest = word[:2], word[2:]
    return [first, rest] if first in _VALUES else [first, f"-{rest}"]


def _take(order: Order, name: str, value: str) -> None:
    if name == "header":
        key, _, text = value.partition(":")
        order.headers[key.strip().casefold()] = text.strip()
    elif name == "url":
        order.urls.append(value)
    else:
        order.values[name] = value


@program("curl")
def curl(call: Call) -> ProgramResult:
    """``curl [-o FILE | -O] [-L] [-f] [-s] [-X METHOD] [-H HEADER] [-d DATA] ... URL``."""
    order = _read(call)
    if not order.urls:
        return ProgramResult("", lines("curl: try 'curl --help' for more information"), 2)
    parts = [_one(call, order, url) for url in order.urls]
    return ProgramResult(
        "".join(part.stdout for part in parts), "".join(part.stderr for part in parts), parts[-1].exit_code
    )


def _one(call: Call, order: Order, url: str) -> ProgramResult:
    url = url if "://" in url else f"http://{url}"
    silent = "silent" in order.flags
    if not split_url(url).hostname:
        error = f"curl: ({MALFORMED}) URL using bad/illegal format or missing URL"
        return ProgramResult("", _said(silent=silent, order=order, error=error), MALFORMED)
    timeout = order.values.get("timeout", "")
    data = order.values.get("data")
    method = order.values.get("method") or ("HEAD" if "head" in order.flags else "GET" if data is None else "POST")
    request = WebRequest(
        url,
        method.upper(),
        order.headers,
        (data or "").encode(),
        float(timeout) if timeout.replace(".", "", 1).isdigit() else None,
        "follows" in order.flags,
    )
    began = call.machine.clock()
    try:
        found = WindowsNetwork(call.execution).fetch(request)
    except WebFailure as failed:
        milliseconds = round((call.machine.clock() - began) * 1000)
        code, text = _failure(failed, request, milliseconds)
        return ProgramResult("", _said(silent=silent, order=order, error=f"curl: ({code}) {text}"), code)
    if found.failed and "fails" in order.flags:
        error = f"curl: ({STATUS_FAILED}) The requested URL returned error: {found.status}"
        return ProgramResult("", _said(silent=silent, order=order, error=error), STATUS_FAILED)
    return _deliver(call, order, url, found)


def _failure(failed: WebFailure, request: WebRequest, milliseconds: int) -> tuple[int, str]:
    texts = {
        NAME_RESOLUTION: (RESOLVE_FAILED, f"Could not resolve host: {failed.host}"),
        CONNECT: (
            CONNECT_FAILED,
            f"Failed to connect to {failed.host} port {request.port} after {milliseconds} ms: {_NO_SERVER}",
        ),
        TIMEOUT: (TIMED_OUT, f"Connection timed out after {milliseconds} milliseconds"),
    }
    return texts[failed.kind]


def _said(*, silent: bool, order: Order, error: str = "", size: int = 0) -> str:
    """What curl says on stderr: the meter unless it is silent, and an error."""
    meter = f"100 {size:5} 100 {size:5}   0     0  {size:5}      0 --:--:-- --:--:-- --:--:-- {size:5}"
    shown = [] if silent else [*_METER, *([] if error else [meter])]
    if error and (not silent or "errors" in order.flags):
        shown.append(error)
    return lines(*shown)


def _deliver(call: Call, order: Order, url: str, found: WebAnswer) -> ProgramResult:
    silent = "silent" in order.flags
    head = f"HTTP/1.1 {found.status} {found.reason}\r\n" + "".join(
        f"{name}: {value}\r\n" for name, value in found.headers.items()
    )
    shown = f"{head}\r\n" if {"head", "include"} & order.flags else ""
    path = order.values.get("output", "")
    if "named" in order.flags:
        path = ntpath.basename(split_url(url).path.replace("/", "\\"))
        if not path:
            return ProgramResult("", lines("curl: (23) Failed writing received data to disk/application"), WRITE_FAILED)
    stdout = shown
    if path and path.casefold() not in {"nul", "-"}:
        try:
            call.files.write(full_path(call, path), found.body)
        except OSError:
            warning = f"Warning: Failed to open the file {path}: No such file or directory"
            error = "curl: (23) Failure writing output to destination"
            return ProgramResult("", lines(warning) + _said(silent=silent, order=order, error=error), WRITE_FAILED)
    elif path.casefold() != "nul":
        stdout += found.text("utf-8")
    if "format" in order.values:
        stdout += _formatted(order.values["format"], found)
    return ProgramResult(stdout, _said(silent=silent, order=order, size=len(found.body)))


def _formatted(text: str, found: WebAnswer) -> str:
    known: Mapping[str, str] = {
        "http_code": str(found.status),
        "response_code": str(found.status),
        "size_download": str(len(found.body)),
        "url_effective": found.url,
        "content_type": found.header("Content-Type"),
    }
    for name, value in known.items():
        text = text.replace(f"%{{{name}}}", value)
    return text.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t")


_WINHTTP = {
    NAME_RESOLUTION: (
        0x80072EE7,
        "WinHttp: 12007 ERROR_WINHTTP_NAME_NOT_RESOLVED",
        "The server name or address could not be resolved",
    ),
    CONNECT: (
        0x80072EFD,
        "WinHttp: 12029 ERROR_WINHTTP_CANNOT_CONNECT",
        "A connection with the server could not be established",
    ),
    TIMEOUT: (0x80072EE2, "WinHttp: 12002 ERROR_WINHTTP_TIMEOUT", "The operation timed out"),
}
_BAD_STATUS = {
    404: (0x80190194, "-2145844844 HTTP_E_STATUS_NOT_FOUND", "Not found (404)."),
    403: (0x80190193, "-2145844845 HTTP_E_STATUS_FORBIDDEN", "Forbidden (403)."),
}


def _fetched(call: Call, url: str) -> WebAnswer | tuple[int, str, str]:
    """The answer, or number, name and words of the error."""
    try:
        found = WindowsNetwork(call.execution).fetch(WebRequest(url))
    except WebFailure as failed:
        return _WINHTTP[failed.kind]
    if found.failed:
        other = (0x80190000 + found.status, f"HTTP: {found.status}", f"{found.reason} ({found.status}).")
        return _BAD_STATUS.get(found.status, other)
    return found


def url_cache(call: Call, words: Sequence[str]) -> ProgramResult:
    """``certutil -urlcache [-split] -f URL FILE``."""
    found = _fetched(call, words[0])
    if not isinstance(found, WebAnswer):
        code, name, text = found
        return printed(
            "****  Online  ****",
            f"CertUtil: -URLCache command FAILED: 0x{code:08x} ({name})",
            f"CertUtil: {text}",
            exit_code=code,
        )
    call.files.write(full_path(call, words[1]), found.body)
    sizes = ("  000000  ...", f"  {len(found.body):06x}") if "/split" in call.options else ()
    return printed("****  Online  ****", *sizes, "CertUtil: -URLCache command completed successfully.")


@program("bitsadmin")
def bitsadmin(call: Call) -> ProgramResult:
    """``bitsadmin /transfer JOB [/download] [/priority LEVEL] URL FILE``."""
    words = [word for word in call.words if word.casefold() not in {"foreground", "high", "normal", "low"}]
    if call.options[:1] != ["/transfer"] or len(words) < 2:  # URL and file
        raise call.lacks()
    url, path = words[-2:]
    banner = ("", "BITSADMIN version 3.0", "BITS administration utility.", "(C) Copyright Microsoft Corp.", "")
    found = _fetched(call, url)
    if not isinstance(found, WebAnswer):
        code, _, text = found
        return printed(
            *banner,
            "Unable to complete transfer.",
            f"ERROR FILE:    {url} -> {path}",
            f"ERROR CODE:    0x{code:08x}",
            f"ERROR CONTEXT: 0x00000005 - The error occurred while the remote file was being processed. {text}",
            "",
            exit_code=code,
        )
    call.files.write(full_path(call, path), found.body)
    return printed(*banner, "Transfer complete.")
