"""netsh.exe: its contexts, and those of them that are small: winhttp and winsock."""

import struct
from collections.abc import Sequence

from fake_agent.powershell.host import ProgramResult, RegistryKind
from fake_agent.windows.programs import netsh_firewall, netsh_interfaces
from fake_agent.windows.programs.netsh_words import NetshCommand, pairs_of
from fake_agent.windows.programs.registry import Call, printed, program

_CONTEXTS = """
add advfirewall branchcache bridge delete dhcpclient dnsclient dump exec firewall http interface ipsec lan mbn namespace
netio nlm p2p ras rpc set show trace wfp winhttp winsock wlan
"""
CONTEXTS = tuple(_CONTEXTS.split())
"""What netsh knows; what the simulator lacks of it is named."""

_CONNECTIONS = (
    r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\Connections",
    "WinHttpSettings",
)
_DIRECT, _PROXY = 1, 3
"""The flags of WinHTTP's settings."""


@program("netsh")
def netsh(call: Call) -> ProgramResult:
    """``netsh CONTEXT COMMAND name=value ...``; contexts may be shortened to what is unique."""
    words = call.arguments
    for pattern, action in _COMMANDS:
        length = len(pattern)
        if len(words) >= length and all(
            full.startswith(word.casefold()) for full, word in zip(pattern, words, strict=False)
        ):
            return action(call, words[length:])
    if words and any(context.startswith(words[0].casefold()) for context in CONTEXTS):
        raise call.lacks()
    return printed(f"The following command was not found: {' '.join(words)}.", exit_code=1)


def _show_proxy(call: Call, _words: Sequence[str]) -> ProgramResult:
    proxy, bypass = _proxy(call)
    if not proxy:
        return printed("", "Current WinHTTP proxy settings:", "", "    Direct access (no proxy server).", "")
    rows = (f"    Proxy Server(s) :  {proxy}", f"    Bypass List     :  {bypass or '(none)'}")
    return printed("", "Current WinHTTP proxy settings:", "", *rows, "")


def _proxy(call: Call) -> tuple[str, str]:
    """The proxy and what goes past it; empty where there is none."""
    data = call.registry.read(*_CONNECTIONS)
    texts: list[str] = []
    if isinstance(data, bytes):
        rest = data[12:]
        while len(rest) >= 4:
            (length,) = struct.unpack("<I", rest[:4])
            texts.append(rest[4 : 4 + length].decode("ascii", "replace"))
            rest = rest[4 + length :]
    proxy, bypass = (*texts, "", "")[:2]
    return proxy, bypass


def _set_proxy(call: Call, words: Sequence[str]) -> ProgramResult:
    pairs = pairs_of(words)
    plain = [word for word in words if "=" not in word]
    proxy = pairs.get("proxy-server", (plain[:1] or [""])[0])
    bypass = pairs.get("bypass-list", (plain[1:2] or [""])[0])
    if not proxy:
        raise call.lacks()
    _write_proxy(call, _PROXY, proxy, bypass)
    return _show_proxy(call, ())


def _reset_proxy(call: Call, _words: Sequence[str]) -> ProgramResult:
    _write_proxy(call, _DIRECT, "", "")
    return _show_proxy(call, ())


def _write_proxy(call: Call, flags: int, *texts: str) -> None:
    content = struct.pack("<III", 0x18, 0, flags)
    content += b"".join(struct.pack("<I", len(text.encode())) + text.encode() for text in texts)
    call.registry.write(*_CONNECTIONS, content, RegistryKind.BINARY)


def _restart_needed(_call: Call, _words: Sequence[str]) -> ProgramResult:
    return printed(
        "",
        "Sucessfully reset the Winsock Catalog.",
        "You must restart the computer in order to complete the reset.",
        "",
    )


_COMMANDS: tuple[NetshCommand, ...] = (
    *netsh_firewall.COMMANDS,
    *netsh_interfaces.COMMANDS,
    (("winhttp", "show", "proxy"), _show_proxy),
    (("winhttp", "set", "proxy"), _set_proxy),
    (("winhttp", "reset", "proxy"), _reset_proxy),
    (("winhttp", "import", "proxy"), _reset_proxy),
    (("winsock", "reset"), _restart_needed),
)
