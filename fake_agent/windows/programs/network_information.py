"""Programs that show the adapters and their addresses: ipconfig, getmac, arp."""

from datetime import datetime
from fnmatch import fnmatchcase
from ipaddress import IPv4Network

from fake_agent.powershell.host import ProgramResult
from fake_agent.windows.network import Adapter
from fake_agent.windows.programs.registry import Call, failed, printed, program

_LABEL_WIDTH = 34


def _field(label: str, value: str) -> str:
    """A line of ipconfig: dots at every other column up to the colon."""
    dots = "".join("." if column % 2 == 0 else " " for column in range(_LABEL_WIDTH))
    return f"   {label}{dots[len(label) :]}: {value}"


def mask(prefix_length: int) -> str:
    """The subnet mask of a prefix length."""
    return str(IPv4Network(f"0.0.0.0/{prefix_length}").netmask)


@program("ipconfig")
def ipconfig(call: Call) -> ProgramResult:
    """``ipconfig [/all | /release | /renew | /flushdns | /registerdns | /displaydns]``."""
    title = ["", "Windows IP Configuration", ""]
    match call.options[:1]:
        case []:
            body = [line for adapter in call.machine.network.adapters() for line in _short(adapter)]
        case ["/all"]:
            body = _all(call)
        case ["/flushdns"]:
            body = ["Successfully flushed the DNS Resolver Cache."]
        case ["/registerdns"]:
            body = [
                (
                    "Registration of the DNS resource records for all adapters of this computer has been initiated. "
                    "Any errors will be reported in the Event Viewer in 15 minutes."
                )
            ]
        case ["/displaydns"]:
            body = []
        case ["/renew" | "/release" | "/renew6" | "/release6"]:
            body = _with_leases(call)
        case ["/showclassid" | "/setclassid" | "/allcompartments" | "/showclassid6" | "/setclassid6"]:
            raise call.lacks()
        case _:
            return failed("", "Error: unrecognized or incomplete command line.")
    return printed(*title, *body)


def _with_leases(call: Call) -> list[str]:
    """Give addresses back to DHCP, or get them again: of the adapters that the words fit, or all."""
    network = call.machine.network
    change = {"/release": network.release, "/renew": network.renew}.get(call.options[0])
    patterns = [word.casefold() for word in call.words] or ["*"]
    chosen = [one for one in network.adapters() if any(fnmatchcase(one.name.casefold(), wanted) for wanted in patterns)]
    if not chosen:
        return ["The operation failed as no adapter is in the state permissible for ", "this operation."]
    call.execution.wait(2.0)
    if change is not None:
        for adapter in chosen:
            change(adapter)
    return [line for adapter in network.adapters() for line in _short(adapter)]


def _short(adapter: Adapter) -> list[str]:
    heading = ["", f"Ethernet adapter {adapter.name}:", ""]
    if not adapter.enabled:
        return []
    return [
        *heading,
        _field("Connection-specific DNS Suffix ", _suffix(adapter)),
        _field("Link-local IPv6 Address", adapter.ipv6_address),
        *([_field("IPv4 Address", adapter.address)] if adapter.address else []),
        *([_field("Subnet Mask", mask(adapter.prefix_length))] if adapter.address else []),
        _field("Default Gateway", adapter.gateway),
    ]


def _suffix(adapter: Adapter) -> str:
    """What DHCP gave with the address, and takes with it."""
    return adapter.dns_suffix if adapter.address or not adapter.uses_dhcp else ""


def _all(call: Call) -> list[str]:
    machine = call.machine
    suffixes = [adapter.dns_suffix for adapter in machine.network.adapters() if adapter.enabled and adapter.dns_suffix]
    found = [
        _field("Host Name", machine.host_name),
        _field("Primary Dns Suffix ", ""),
        _field("Node Type", "Hybrid"),
        _field("IP Routing Enabled", "No"),
        _field("WINS Proxy Enabled", "No"),
        *([_field("DNS Suffix Search List", suffixes[0])] if suffixes else []),
    ]
    for adapter in machine.network.adapters():
        if adapter.enabled:
            found += _full(call, adapter)
    return found


def _full(call: Call, adapter: Adapter) -> list[str]:
    first, *others = adapter.name_servers or ("",)
    booted = call.machine.moment(call.machine.booted_at)
    expires = call.machine.moment(call.machine.booted_at + 136 * 365.25 * 86_400)
    lease = [
        _field("Lease Obtained", _long_time(booted)),
        _field("Lease Expires", _long_time(expires)),
    ]
    return [
        "",
        f"Ethernet adapter {adapter.name}:",
        "",
        _field("Connection-specific DNS Suffix ", _suffix(adapter)),
        _field("Description", adapter.description),
        _field("Physical Address", adapter.mac_address),
        _field("DHCP Enabled", "Yes" if adapter.uses_dhcp else "No"),
        _field("Autoconfiguration Enabled", "Yes"),
        _field("Link-local IPv6 Address", f"{adapter.ipv6_address}(Preferred) "),
        *([_field("IPv4 Address", f"{adapter.address}(Preferred) ")] if adapter.address else []),
        *([_field("Subnet Mask", mask(adapter.prefix_length))] if adapter.address else []),
        *(lease if adapter.uses_dhcp and adapter.address else []),
        _field("Default Gateway", adapter.gateway),
        *([_field("DHCP Server", adapter.dhcp_server)] if adapter.uses_dhcp and adapter.address else []),
        _field("DHCPv6 IAID", "117443898"),
        _field("DHCPv6 Client DUID", "00-01-00-01-2E-BD-5A-1C-00-15-5D-00-04-02"),
        _field("DNS Servers", first),
        *(" " * 39 + server for server in others),
        _field("NetBIOS over Tcpip", "Enabled"),
    ]


def _long_time(moment: datetime) -> str:
    hour = moment.hour % 12 or 12
    return f"{moment:%A, %B} {moment.day}, {moment.year} {hour}:{moment:%M:%S %p}"


@program("getmac")
def getmac(call: Call) -> ProgramResult:
    """``getmac``."""
    rows = [
        f"{adapter.mac_address}   \\Device\\Tcpip_{adapter.identifier}"
        for adapter in call.machine.network.adapters()
        if adapter.enabled
    ]
    return printed("", "Physical Address    Transport Name", "=" * 19 + " " + "=" * 58, *rows)


@program("arp")
def arp(call: Call) -> ProgramResult:
    """``arp -a``."""
    adapter = call.machine.network.primary
    if adapter is None:
        return printed("No ARP Entries Found.")
    rows = [
        f"  {adapter.gateway:<22}12-34-56-78-9a-bc     dynamic   ",
        f"  {'10.0.0.255':<22}ff-ff-ff-ff-ff-ff     static    ",
        f"  {'224.0.0.22':<22}01-00-5e-00-00-16     static    ",
    ]
    return printed(
        "",
        f"Interface: {adapter.address} --- {adapter.index:#x}",
        "  Internet Address      Physical Address      Type",
        *rows,
    )
