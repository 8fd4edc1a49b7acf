"""The machine's own web site: what Internet Information Services answers while they run."""

import mimetypes
import ntpath
from collections.abc import Mapping
from email.utils import format_datetime
from urllib.parse import unquote

from fake_agent.powershell.host import FileEntry
from fake_agent.web import WebAnswer, WebRequest, split_url
from fake_agent.windows.machine import Machine

ROOT = r"C:\inetpub\wwwroot"
DEFAULT_DOCUMENTS = ("Default.htm", "Default.asp", "index.htm", "index.html", "iisstart.htm", "default.aspx")
"""What the site shows of a folder, the first that is there."""

_TITLES = {
    403: "403 - Forbidden: Access is denied.",
    404: "404 - File or directory not found.",
    405: "405 - HTTP verb used to access this page is not allowed.",
}


def answer(machine: Machine, request: WebRequest) -> WebAnswer:
    """The site's answer: files of its folder as they are, and the default document of a folder."""
    path = ntpath.normpath(ntpath.join(ROOT, unquote(split_url(request.url).path).lstrip("/").replace("/", "\\")))
    if request.method not in {"GET", "HEAD"}:
        return _error(request, 405)
    if not path.casefold().startswith(ROOT.casefold()):
        return _error(request, 404)
    if machine.files.is_folder(path):
        documents = (ntpath.join(path, name) for name in DEFAULT_DOCUMENTS)
        found = next((document for document in documents if machine.files.is_file(document)), None)
        if found is None:
            return _error(request, 403)
        path = found
    entry = machine.files.entry(path)
    content_type = mimetypes.guess_type(path)[0]
    if entry is None or entry.is_folder or content_type is None:
        return _error(request, 404)
    body = machine.files.read(path)
    return WebAnswer(
        request.url, 200, _headers(entry, content_type, len(body)), body if request.method == "GET" else b""
    )


def _headers(entry: FileEntry, content_type: str, length: int) -> Mapping[str, str]:
    return {
        "Accept-Ranges": "bytes",
        "Content-Length": str(length),
        "Content-Type": content_type,
        "Last-Modified": format_datetime(entry.written, usegmt=True),
        "Server": "Microsoft-IIS/10.0",
    }


def _error(request: WebRequest, status: int) -> WebAnswer:
    title = _TITLES[status]
    body = (
        f"<!DOCTYPE html>\r\n<html>\r\n<head><title>{title}</title></head>\r\n<body><h2>{title}</h2></body>\r\n</html>"
    )
    headers = {"Content-Length": str(len(body)), "Content-Type": "text/html", "Server": "Microsoft-IIS/10.0"}
    return WebAnswer(request.url, status, headers, body.encode())
