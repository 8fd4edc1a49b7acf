"""Invoke-WebRequest and Invoke-RestMethod over the machine's network."""

import json
import ntpath
import re
from typing import Any
from urllib.parse import urlencode

from fake_agent.powershell.cmdlets.json_data import from_json
from fake_agent.powershell.cmdlets.registry import Call, cmdlet, named, switches
from fake_agent.powershell.dotnet.bytes import byte_array, raw_bytes
from fake_agent.powershell.dotnet.types import STRING, generic
from fake_agent.powershell.dotnet.types import named as type_named
from fake_agent.powershell.dotnet.web_answers import Response, exception_of, status_code
from fake_agent.powershell.errors import PowerShellError
from fake_agent.powershell.formatting.views import Column, ListView, register_view
from fake_agent.powershell.values.collections import Hashtable
from fake_agent.powershell.values.conversion import convert
from fake_agent.powershell.values.objects import PSObject
from fake_agent.powershell.values.text import to_text
from fake_agent.web import WebAnswer, WebFailure, WebRequest
from fake_agent.windows.cmdlets.support import machine_of, parameter
from fake_agent.windows.registry import LOCAL_MACHINE

PLAIN_RESPONSE, BASIC_RESPONSE, HTML_RESPONSE = (
    f"Microsoft.PowerShell.Commands.{name}"
    for name in ("WebResponseObject", "BasicHtmlWebResponseObject", "HtmlWebResponseObject")
)
_SHOWN = (
    "StatusCode StatusDescription Content RawContent Forms Headers Images InputFields Links ParsedHtml RawContentLength"
)
for _type in (BASIC_RESPONSE, HTML_RESPONSE):
    register_view(_type, ListView(tuple(Column(name) for name in _SHOWN.split())))
register_view(
    PLAIN_RESPONSE,
    ListView(
        tuple(
            Column(name)
            for name in ("StatusCode", "StatusDescription", "Content", "RawContent", "Headers", "RawContentLength")
        )
    ),
)

_FIRST_RUN_KEYS = (
    rf"{LOCAL_MACHINE}\SOFTWARE\Microsoft\Internet Explorer\Main",
    rf"{LOCAL_MACHINE}\SOFTWARE\Policies\Microsoft\Internet Explorer\Main",
)
"""Where ``DisableFirstRunCustomize`` says that Internet Explorer needs no first launch, which System never made."""

_TEXT_TYPES = ("text/", "application/json", "application/xml", "application/javascript", "application/xhtml+xml")
_WEB = (
    parameter("Uri", "string", 0, mandatory=True),
    parameter("Method", "string"),
    parameter("Headers", "object"),
    parameter("Body", "object", by_value=True),
    parameter("OutFile", "string"),
    parameter("InFile", "string"),
    parameter("TimeoutSec", "int"),
    parameter("MaximumRedirection", "int"),
    parameter("ContentType", "string"),
    parameter("UserAgent", "string"),
    parameter("SessionVariable", "string", aliases=("SV",)),
    *named(
        "object",
        "Credential Proxy ProxyCredential WebSession Certificate CertificateThumbprint TransferEncoding",
    ),
    *switches("UseBasicParsing UseDefaultCredentials ProxyUseDefaultCredentials PassThru DisableKeepAlive"),
)


def _headers(call: Call) -> dict[str, str]:
    given = call.get("Headers")
    found = {to_text(name).casefold(): to_text(value) for name, value in given.items()} if given is not None else {}
    if call.has("ContentType"):
        found["content-type"] = call.text("ContentType")
    return found


def _request(call: Call) -> WebRequest:
    """The request: a dictionary is a form, or the query where nothing is sent."""
    given = call.text("Uri")
    url = given if "://" in given else f"http://{given}"
    method = (call.text("Method") or "GET").upper()
    method = "GET" if method == "DEFAULT" else method
    value = call.get("Body")
    body = b""
    if isinstance(value, Hashtable):
        form = urlencode([(to_text(name), to_text(item)) for name, item in value.items()])
        if method == "GET":
            url = f"{url}{'&' if '?' in url else '?'}{form}"
        else:
            body = form.encode()
    elif call.has("InFile"):
        body = bytes(call.host.files.read(ntpath.join(call.context.location, call.text("InFile"))))
    elif isinstance(value, list):
        body = raw_bytes(value)
    elif value is not None:
        body = to_text(value).encode("iso-8859-1", "replace")
    timeout = float(call.number("TimeoutSec")) or None
    follows = not call.has("MaximumRedirection") or call.number("MaximumRedirection") > 0
    return WebRequest(url, method, _headers(call), body, timeout, follows)


def _answer(call: Call) -> WebAnswer:
    """The answer; an error of the server, and no answer at all, end the cmdlet."""
    try:
        found: WebAnswer = call.host.network.fetch(_request(call))
    except WebFailure as failed:
        raise _web_error(call, failed) from None
    if found.failed:
        raise _web_error(call, found)
    return found


def _web_error(call: Call, failed: WebFailure | WebAnswer) -> PowerShellError:
    """Where the server said something, its words are the error's."""
    exception = exception_of(failed)
    error = call.failure(exception.message, "WebCmdletWebResponseException", "InvalidOperation")
    record = error.record
    record.exception = exception
    record.target_name, record.target_type = "System.Net.HttpWebRequest", "HttpWebRequest"
    if isinstance(failed, WebAnswer):
        said = re.sub(r"<[^>]*>", "", failed.text("utf-8")).strip()
        record.details = said or None
    return error


def _save(call: Call, found: WebAnswer) -> bool:
    """Write the body to ``-OutFile``; whether the answer goes down the pipeline all the same."""
    if not call.has("OutFile"):
        return True
    path = ntpath.normpath(ntpath.join(call.context.location, call.text("OutFile")))
    try:
        call.host.files.write(path, found.body)
    except FileNotFoundError:
        name = "System.IO.DirectoryNotFoundException"
        raise call.failure(f"Could not find a part of the path '{path}'.", name, exception=name) from None
    except OSError as error:
        raise call.refusal(error, target=path) from None
    return call.switch("PassThru")


def _is_text(found: WebAnswer) -> bool:
    return found.content_type.startswith(_TEXT_TYPES) or found.content_type.endswith(("+json", "+xml"))


def _need_browser(call: Call) -> None:
    """Without ``-UseBasicParsing`` the answer is parsed by Internet Explorer, which System has never launched."""
    registry = machine_of(call).registry
    if not any(registry.read(key, "DisableFirstRunCustomize") for key in _FIRST_RUN_KEYS):
        raise call.failure(
            "The response content cannot be parsed because the Internet Explorer engine is not available, or Internet "
            "Explorer's first-launch configuration is not complete. Specify the UseBasicParsing parameter and try "
            "again. ",
            "WebCmdletIEDomNotSupportedException",
            "NotImplemented",
            exception="System.NotSupportedException",
        )


@cmdlet("Invoke-WebRequest", *_WEB, aliases=("iwr", "curl", "wget"), module="Microsoft.PowerShell.Utility")
def invoke_web_request(call: Call) -> None:
    """Invoke-WebRequest: text that is not parsed as a page needs ``-UseBasicParsing``."""
    found = _answer(call)
    if not _save(call, found):
        return
    if not call.switch("UseBasicParsing"):
        _need_browser(call)
    is_text = _is_text(found)
    content: Any = found.text() if is_text else byte_array(found.body)
    shown = "".join(f"{name}: {value}\r\n" for name, value in found.headers.items())
    raw = f"HTTP/1.1 {found.status} {found.reason}\r\n{shown}\r\n{found.text()}"
    values: dict[str, Any] = {
        "StatusCode": int(status_code(found).number),
        "StatusDescription": found.reason,
        "Content": content,
        "RawContent": raw,
        "Headers": _shown_headers(found),
        "RawContentLength": len(found.body),
        "BaseResponse": Response(found),
    }
    if is_text:
        values |= {"Forms": None, "Images": [], "InputFields": [], "Links": [], "ParsedHtml": None}
        values["Links"] = _links(content)
    kind = PLAIN_RESPONSE if not is_text else BASIC_RESPONSE if call.switch("UseBasicParsing") else HTML_RESPONSE
    call.write(PSObject.of(values, kind, text=lambda _: raw))


def _shown_headers(found: WebAnswer) -> Hashtable:
    """The headers as a generic dictionary of texts."""
    shown = Hashtable(found.headers.items())
    shown.key_type = (STRING, STRING)
    shown.type_name = generic("System.Collections.Generic.Dictionary`2", (STRING, STRING)).full_name
    return shown


def _links(page: str) -> list[PSObject]:
    """The links of a page."""
    found = re.finditer(
        r"<a\b[^>]*?\bhref\s*=\s*[\"']?(?P<href>[^\"'\s>]+)[^>]*>.*?</a>", page, re.IGNORECASE | re.DOTALL
    )
    return [PSObject.of({"outerHTML": link[0], "tagName": "A", "href": link["href"]}) for link in found]


@cmdlet("Invoke-RestMethod", *_WEB, aliases=("irm",), module="Microsoft.PowerShell.Utility")
def invoke_rest_method(call: Call) -> None:
    """Invoke-RestMethod: JSON becomes objects, XML a document, other text stays text."""
    found = _answer(call)
    if not _save(call, found) or not found.body:
        return
    text = found.text()
    if "xml" in found.content_type:
        call.emit(convert(text, type_named("System.Xml.XmlDocument"), call.context))
        return
    try:
        value = from_json(json.loads(text))
    except json.JSONDecodeError:
        call.write(text)
        return
    call.write_all(value)
