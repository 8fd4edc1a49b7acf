"""Cmdlets that ask other computers. Nothing ever leaves the simulator: stubs and rules answer, else nobody does."""

import json
import ntpath
from typing import Any
from urllib.parse import urlsplit

from fake_agent.powershell.cmdlets.registry import Call, cmdlet, named, switches
from fake_agent.powershell.errors import PowerShellError
from fake_agent.powershell.formatting.views import Column, ListView, register_view
from fake_agent.powershell.values.collections import Hashtable
from fake_agent.powershell.values.objects import PSObject
from fake_agent.powershell.values.text import to_text
from fake_agent.windows.cmdlets.support import host_of, machine_of, parameter
from fake_agent.windows.instance_metadata import METADATA_ADDRESS, answer
from fake_agent.windows.names import resolve
from fake_agent.windows.reach import CONNECT_SECONDS, reachable

WEB_RESPONSE = "Microsoft.PowerShell.Commands.HtmlWebResponseObject"

register_view(
    WEB_RESPONSE,
    ListView(tuple(Column(name) for name in ("StatusCode", "StatusDescription", "Content", "RawContentLength"))),
)

_WEB = (
    parameter("Uri", "string", 0, mandatory=True),
    parameter("Method", "string"),
    parameter("Headers", "object"),
    parameter("Body", "object", by_value=True),
    parameter("OutFile", "string"),
    parameter("TimeoutSec", "int"),
    *named(
        "object",
        "ContentType Credential Proxy UserAgent WebSession MaximumRedirection Certificate TransferEncoding InFile",
    ),
    *switches("UseBasicParsing UseDefaultCredentials PassThru DisableKeepAlive"),
)


def _headers(call: Call) -> dict[str, str]:
    given = call.get("Headers")
    if not isinstance(given, Hashtable):
        return {}
    return {to_text(name).casefold(): to_text(value) for name, value in given.items()}


def _request(call: Call) -> str:
    """The body of the answer. Only the instance metadata service answers; everything else is a WebException."""
    machine = machine_of(call)
    uri = call.text("Uri")
    parts = urlsplit(uri if "://" in uri else f"http://{uri}")
    host = parts.hostname or ""
    address = resolve(machine, host)
    if address is None:
        raise _web_error(call, f"The remote name could not be resolved: '{host}'")
    if address == METADATA_ADDRESS and reachable(machine, address, 80):
        status, body = answer(machine, parts.path, parts.query, _headers(call))
        if status == 200:
            return body
        raise _web_error(call, f"The remote server returned an error: ({status}) Bad Request.")
    call.host.sleep(float(call.number("TimeoutSec") or CONNECT_SECONDS))
    host_of(call).execution.note("web request has no stub", uri=uri)
    raise _web_error(call, "Unable to connect to the remote server")


def _web_error(call: Call, text: str) -> PowerShellError:
    return call.failure(
        text,
        f"WebCmdletWebResponseException,Microsoft.PowerShell.Commands.{call.name.replace('-', '')}Command",
        "InvalidOperation",
        target=f"System.Net.HttpWebRequest:{call.text('Uri')}",
        exception="System.Net.WebException",
    )


@cmdlet("Invoke-WebRequest", *_WEB, aliases=("iwr", "curl", "wget"), module="Microsoft.PowerShell.Utility")
def invoke_web_request(call: Call) -> None:
    """Invoke-WebRequest."""
    body = _request(call)
    if call.has("OutFile"):
        machine_of(call).files.write(ntpath.join(call.context.location, call.text("OutFile")), body.encode())
        return
    values = {
        "StatusCode": 200,
        "StatusDescription": "OK",
        "Content": body,
        "RawContent": f"HTTP/1.1 200 OK\n\n{body}",
        "RawContentLength": len(body),
        "Headers": Hashtable([("Content-Type", "application/json; charset=utf-8")]),
    }
    call.write(PSObject.of(values, WEB_RESPONSE))


@cmdlet("Invoke-RestMethod", *_WEB, aliases=("irm",), module="Microsoft.PowerShell.Utility")
def invoke_rest_method(call: Call) -> None:
    """Invoke-RestMethod: JSON becomes objects."""
    body = _request(call)
    if call.has("OutFile"):
        machine_of(call).files.write(ntpath.join(call.context.location, call.text("OutFile")), body.encode())
        return
    try:
        call.write_all(_object(json.loads(body)))
    except json.JSONDecodeError:
        call.write(body)


def _object(value: Any) -> Any:
    if isinstance(value, dict):
        return PSObject.of({name: _object(item) for name, item in value.items()})
    return [_object(item) for item in value] if isinstance(value, list) else value


@cmdlet(
    "Start-BitsTransfer",
    parameter("Source", "string[]", 0, mandatory=True),
    parameter("Destination", "string[]", 1),
    *named("object", "DisplayName Description Priority TransferType Credential RetryInterval"),
    *switches("Asynchronous"),
    module="BitsTransfer",
)
def start_bits_transfer(call: Call) -> None:
    """Start-BitsTransfer: nobody answers."""
    call.host.sleep(CONNECT_SECONDS)
    raise call.failure(
        "The server name or address could not be resolved",
        "StartBitsTransferCOMException,Microsoft.BackgroundIntelligentTransfer.Management.NewBitsTransferCommand",
        "InvalidOperation",
        target=call.text("Source"),
        exception="System.Exception",
    )
