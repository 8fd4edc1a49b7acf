"""System.Uri, System.Net.IPAddress and web encoding."""

from dataclasses import dataclass
from typing import Any

from fake_agent.powershell.dotnet.types import define
from fake_agent.powershell.errors import NetError


@dataclass(frozen=True, slots=True)
class Uri:
    """System.Uri."""

    text: str

    def to_text(self) -> str:
        """The address."""
        return self.text


def _part(name: str) -> Any:
    from urllib.parse import urlsplit  # noqa: PLC0415 - the module at the top would be a circle

    ports = {"https": 443, "http": 80, "ftp": 21}

    def read(uri: Uri) -> Any:
        parts = urlsplit(uri.text)
        path = parts.path or "/"
        return {
            "Scheme": parts.scheme,
            "Host": parts.hostname or "",
            "AbsolutePath": path,
            "Query": f"?{parts.query}" if parts.query else "",
            "Fragment": f"#{parts.fragment}" if parts.fragment else "",
            "Port": parts.port or ports.get(parts.scheme, -1),
            "PathAndQuery": path + (f"?{parts.query}" if parts.query else ""),
            "Authority": parts.netloc,
            "DnsSafeHost": parts.hostname or "",
            "LocalPath": path,
            "UserInfo": parts.username or "",
            "IsAbsoluteUri": bool(parts.scheme),
            "AbsoluteUri": uri.text if parts.path else f"{uri.text}/",
            "OriginalString": uri.text,
            "Segments": [segment + "/" for segment in path.split("/")[:-1]]
            + ([path.split("/")[-1]] if path.split("/")[-1] else []),
        }[name]

    return read


def _escape(text: str) -> str:
    from urllib.parse import quote  # noqa: PLC0415 - the module at the top would be a circle

    return quote(text, safe="-_.~")


def _unescape(text: str) -> str:
    from urllib.parse import unquote  # noqa: PLC0415 - the module at the top would be a circle

    return unquote(text)


define(
    "System.Uri",
    Uri,
    properties={
        name: _part(name)
        for name in (
            "AbsolutePath",
            "AbsoluteUri",
            "LocalPath",
            "Authority",
            "Host",
            "Port",
            "Query",
            "Fragment",
            "Scheme",
            "OriginalString",
            "DnsSafeHost",
            "PathAndQuery",
            "UserInfo",
            "IsAbsoluteUri",
            "Segments",
        )
    },
    methods={"string ToString()": lambda uri: uri.text},
    static_methods={
        "string EscapeDataString(string stringToEscape)": _escape,
        "string UnescapeDataString(string stringToUnescape)": _unescape,
        "string EscapeUriString(string stringToEscape)": lambda text: text.replace(" ", "%20"),
    },
    constructors={"uri new(string uriString)": Uri},
)


define(
    "System.Web.HttpUtility",
    static_methods={
        "string UrlEncode(string str)": lambda text: _escape(text).replace("%20", "+"),
        "string UrlDecode(string str)": lambda text: _unescape(text.replace("+", " ")),
    },
)


define(
    "System.Net.WebUtility",
    static_methods={
        "string UrlEncode(string value)": lambda text: _escape(text).replace("%20", "+"),
        "string UrlDecode(string value)": lambda text: _unescape(text.replace("+", " ")),
    },
)


@dataclass(frozen=True, slots=True)
class Address:
    """System.Net.IPAddress."""

    text: str

    def to_text(self) -> str:
        """The address."""
        return self.text


def _address(text: str) -> Address:
    import ipaddress  # noqa: PLC0415 - the module at the top would be a circle

    try:
        return Address(str(ipaddress.ip_address(text.strip())))
    except ValueError:
        raise NetError("System.FormatException", "An invalid IP address was specified.") from None


def _try_address(text: str, result: Any) -> bool:
    try:
        result.set(_address(text or ""))
    except NetError:
        return False
    return True


define(
    "System.Net.IPAddress",
    Address,
    properties={
        "IPAddressToString": lambda address: address.text,
        "AddressFamily": lambda address: "InterNetworkV6" if ":" in address.text else "InterNetwork",
    },
    methods={
        "string ToString()": lambda address: address.text,
        "byte[] GetAddressBytes()": lambda address: [int(part) for part in address.text.split(".")],
    },
    static_methods={
        "ipaddress Parse(string ipString)": _address,
        "bool TryParse(string ipString, object address)": _try_address,
    },
    static_properties={"Loopback": lambda _: Address("127.0.0.1"), "Any": lambda _: Address("0.0.0.0")},  # noqa: S104 - an address as a value
    constructors={"ipaddress new(string text)": _address},
)
