"""Background Intelligent Transfer: Start-BitsTransfer over the machine's network."""

import ntpath
from urllib.parse import unquote

from fake_agent.powershell.cmdlets.registry import Call, cmdlet, named, switches
from fake_agent.powershell.errors import MissingFeature, PowerShellError
from fake_agent.web import NAME_RESOLUTION, WebAnswer, WebFailure, WebRequest, split_url
from fake_agent.windows.cmdlets.support import machine_of, parameter

_CANCELLED = frozenset({"Asynchronous", "Suspended"})
_STATUS_TEXTS = {
    401: "HTTP status 401: The client does not have sufficient access rights to the requested server object.",
    403: "HTTP status 403: The client does not have sufficient access rights to the requested server object.",
    404: "HTTP status 404: The requested URL does not exist on the server.",
    500: "HTTP status 500: An unexpected condition prevented the server from fulfilling the request.",
}


def _refused(call: Call, text: str) -> PowerShellError:
    return call.failure(
        text,
        "StartBitsTransferCOMException,Microsoft.BackgroundIntelligentTransfer.Management.NewBitsTransferCommand",
        "InvalidOperation",
        exception="System.Exception",
    )


@cmdlet(
    "Start-BitsTransfer",
    parameter("Source", "string[]", 0, mandatory=True, by_property=True),
    parameter("Destination", "string[]", 1, by_property=True),
    *named("object", "DisplayName Description Priority TransferType Credential RetryInterval RetryTimeout ProxyUsage"),
    *named("object", "Authentication TransferPolicy CustomHeaders"),
    *switches("Asynchronous Suspended Dynamic"),
    module="BitsTransfer",
)
def start_bits_transfer(call: Call) -> None:
    """Start-BitsTransfer: each source to its destination, a file or a folder; the service BITS starts for it."""
    if any(call.switch(name) for name in _CANCELLED):
        raise MissingFeature("Start-BitsTransfer -Asynchronous", "parameter")
    services = machine_of(call).services
    if not services.running("BITS"):
        services.start("BITS")
    targets = call.strings("Destination")
    for number, source in enumerate(call.strings("Source")):
        target = targets[number] if number < len(targets) else "."
        _transfer(call, source, ntpath.normpath(ntpath.join(call.context.location, target)))


def _transfer(call: Call, source: str, target: str) -> None:
    files = call.host.files
    entry = files.entry(target)
    if entry is not None and entry.is_folder:
        target = ntpath.join(target, ntpath.basename(unquote(split_url(source).path).replace("/", "\\")))
    if "://" not in source:
        files.copy(ntpath.normpath(ntpath.join(call.context.location, source)), target)
        return
    try:
        found: WebAnswer = call.host.network.fetch(WebRequest(source))
    except WebFailure as failed:
        raise _refused(
            call,
            "The server name or address could not be resolved"
            if failed.kind == NAME_RESOLUTION
            else "A connection with the server could not be established",
        ) from None
    if found.failed:
        raise _refused(call, _STATUS_TEXTS.get(found.status, f"HTTP status {found.status}: {found.reason}"))
    try:
        files.write(target, found.body)
    except FileNotFoundError:
        raise _refused(call, f"Cannot find path '{ntpath.dirname(target)}' because it does not exist.") from None
