"""System.Net: WebClient, HttpWebRequest and names, over the network of the process."""

import ntpath
from typing import Any
from urllib.parse import urlencode

from fake_agent.powershell.dotnet.addresses import Address, Uri
from fake_agent.powershell.dotnet.bytes import byte_array, raw_bytes
from fake_agent.powershell.dotnet.streams import MemoryStream
from fake_agent.powershell.dotnet.types import define
from fake_agent.powershell.dotnet.web_answers import WEB_EXCEPTION, Headers, Response, web_error
from fake_agent.powershell.errors import NetError
from fake_agent.powershell.values.collections import Hashtable
from fake_agent.powershell.values.conversion import as_list
from fake_agent.powershell.values.objects import NetException
from fake_agent.powershell.values.text import to_text
from fake_agent.web import WebAnswer, WebFailure, WebRequest, split_url

DEFAULT_TIMEOUT = 100.0
"""Seconds that .NET waits for an answer."""


def fetch(context: Any, request: WebRequest) -> WebAnswer:
    """The answer; a WebException inside the member where there is none, or an error."""
    if split_url(request.url).scheme not in {"http", "https"}:
        raise NetError("System.NotSupportedException", "The URI prefix is not recognized.")
    try:
        answer: WebAnswer = context.host.network.fetch(request)
    except WebFailure as failed:
        raise web_error(failed) from None
    if answer.failed:
        raise web_error(answer)
    return answer


class WebClient:
    """System.Net.WebClient."""

    __slots__ = ("headers", "settings")

    def __init__(self) -> None:
        self.headers = Headers()
        self.settings: dict[str, Any] = {"BaseAddress": "", "QueryString": Hashtable(), "UseDefaultCredentials": False}

    def url(self, address: Any) -> str:
        """The full address, with the query that was set."""
        text = f"{to_text(self.settings['BaseAddress'])}{to_text(address)}"
        query = self.settings["QueryString"]
        pairs = [(to_text(name), to_text(value)) for name, value in query.items()] if query else []
        return f"{text}{'&' if '?' in text else '?'}{urlencode(pairs)}" if pairs else text


def _download(context: Any, client: WebClient, address: Any, method: str = "GET", body: bytes = b"") -> WebAnswer:
    headers = client.headers.for_request()
    return fetch(context, WebRequest(client.url(address), method, headers, body, DEFAULT_TIMEOUT))


def _download_file(context: Any, client: WebClient, address: Any, file_name: str) -> None:
    answer = _download(context, client, address)
    path = ntpath.normpath(ntpath.join(context.host.working_folder, file_name))
    try:
        context.host.files.write(path, answer.body)
    except OSError as error:
        text = "An exception occurred during a WebClient request."
        if isinstance(error, FileNotFoundError):
            inner = NetException("System.IO.DirectoryNotFoundException", f"Could not find a part of the path '{path}'.")
        else:
            inner = NetException("System.UnauthorizedAccessException", f"Access to the path '{path}' is denied.")
        raise NetError(WEB_EXCEPTION, text, inner) from None


def _text(client: WebClient, answer: WebAnswer) -> str:
    encoding = client.settings.get("Encoding")
    return answer.text(encoding.codec if encoding is not None else "cp1252")


def _upload(context: Any, client: WebClient, address: Any, first: Any, second: Any = None) -> str:
    method, data = ("POST", first) if second is None else (to_text(first), second)
    return _text(client, _download(context, client, address, method, to_text(data).encode()))


def _setting(name: str) -> tuple[Any, Any]:
    def write(client: WebClient, value: Any) -> None:
        client.settings[name] = value

    return lambda client: client.settings.get(name), write


def _set_headers(owner: Any, value: Any) -> None:
    owner.headers = value


_CLIENT = "Encoding Proxy Credentials UseDefaultCredentials BaseAddress QueryString CachePolicy"
define("System.ComponentModel.Component", base="System.MarshalByRefObject")
define(
    "System.Net.WebClient",
    WebClient,
    base="System.ComponentModel.Component",
    properties={"IsBusy": lambda _client: False, "ResponseHeaders": lambda client: client.settings.get("answered")},
    writable={
        "Headers": (lambda client: client.headers, _set_headers),
        **{name: _setting(name) for name in _CLIENT.split()},
    },
    methods={"void Dispose()": lambda _client: None, "void CancelAsync()": lambda _client: None},
    context_methods={
        "void DownloadFile(object address, string fileName)": _download_file,
        "string DownloadString(object address)": lambda context, client, address: _text(
            client, _download(context, client, address)
        ),
        "byte[] DownloadData(object address)": lambda context, client, address: byte_array(
            _download(context, client, address).body
        ),
        "System.IO.Stream OpenRead(object address)": lambda context, client, address: MemoryStream(
            _download(context, client, address).body
        ),
        "string UploadString(object address, object methodOrData, [object data])": _upload,
        "byte[] UploadData(object address, byte[] data)": lambda context, client, address, data: byte_array(
            _download(context, client, address, "POST", raw_bytes(data)).body
        ),
    },
    constructors={"System.Net.WebClient new()": WebClient},
)


class HttpWebRequest:
    """System.Net.HttpWebRequest; its body is what was written to its stream."""

    __slots__ = ("body", "headers", "settings", "url")

    def __init__(self, url: str) -> None:
        self.url = url
        self.headers = Headers()
        self.body = MemoryStream()
        self.settings: dict[str, Any] = {
            "Method": "GET",
            "Timeout": int(DEFAULT_TIMEOUT * 1000),
            "AllowAutoRedirect": True,
        }


def _create(address: Any) -> HttpWebRequest:
    url = to_text(address)
    if not split_url(url).scheme:
        raise NetError("System.UriFormatException", "Invalid URI: The format of the URI could not be determined.")
    return HttpWebRequest(url)


def _respond(context: Any, asked: HttpWebRequest) -> Response:
    method = to_text(asked.settings["Method"]).upper()
    timeout = int(asked.settings["Timeout"])
    request = WebRequest(
        asked.url,
        method,
        asked.headers.for_request(),
        bytes(asked.body.content),
        timeout / 1000 if timeout >= 0 else None,
        follows=bool(asked.settings["AllowAutoRedirect"]),
    )
    return Response(fetch(context, request), method)


_REQUEST = (
    "Method Timeout AllowAutoRedirect ContentType ContentLength UserAgent Accept Credentials Proxy KeepAlive "
    "UseDefaultCredentials ReadWriteTimeout PreAuthenticate Referer Host"
)
define(
    "System.Net.WebRequest",
    HttpWebRequest,
    base="System.MarshalByRefObject",
    static_methods={
        "System.Net.WebRequest Create(object requestUri)": _create,
        "System.Net.WebRequest CreateHttp(object requestUri)": _create,
    },
    static_properties={"DefaultWebProxy": lambda _context: None},
)
define(
    "System.Net.HttpWebRequest",
    HttpWebRequest,
    base="System.Net.WebRequest",
    properties={"RequestUri": lambda asked: Uri(asked.url), "Address": lambda asked: Uri(asked.url)},
    writable={
        "Headers": (lambda asked: asked.headers, _set_headers),
        **{name: _setting(name) for name in _REQUEST.split()},
    },
    methods={"System.IO.Stream GetRequestStream()": lambda asked: asked.body, "void Abort()": lambda _asked: None},
    context_methods={"System.Net.WebResponse GetResponse()": _respond},
)


def _addresses(context: Any, name: str) -> list[Address]:
    found = context.host.network.address(name)
    if found is None:
        raise NetError("System.Net.Sockets.SocketException", "No such host is known")
    return [Address(found)]


class HostEntry:
    """System.Net.IPHostEntry."""

    __slots__ = ("addresses", "name")

    def __init__(self, name: str, addresses: list[Address]) -> None:
        self.name = name
        self.addresses = addresses


define(
    "System.Net.IPHostEntry",
    HostEntry,
    properties={
        "HostName": lambda entry: entry.name,
        "Aliases": lambda _entry: [],
        "AddressList": lambda entry: entry.addresses,
    },
)
define(
    "System.Net.Dns",
    static_context_methods={
        "System.Net.IPAddress[] GetHostAddresses(string hostNameOrAddress)": _addresses,
        "System.Net.IPHostEntry GetHostEntry(object hostNameOrAddress)": lambda context, name: HostEntry(
            to_text(name), _addresses(context, to_text(name))
        ),
        "System.Net.IPHostEntry GetHostByName(string hostName)": lambda context, name: HostEntry(
            name, _addresses(context, name)
        ),
        "string GetHostName()": lambda context: context.host.computer_name,
    },
)


class WebProxy:
    """System.Net.WebProxy: there is none between the machine and the stubs."""

    __slots__ = ("address", "bypass")

    def __init__(self, address: Any = None, bypass: Any = False) -> None:
        self.address = address
        self.bypass = as_list(bypass)


define(
    "System.Net.WebProxy",
    WebProxy,
    writable={
        "Address": (lambda proxy: proxy.address, lambda proxy, value: setattr(proxy, "address", value)),
        "UseDefaultCredentials": (lambda _proxy: False, lambda _proxy, _value: None),
        "Credentials": (lambda _proxy: None, lambda _proxy, _value: None),
    },
    constructors={"System.Net.WebProxy new([object address], [object bypassOnLocal])": WebProxy},
)
