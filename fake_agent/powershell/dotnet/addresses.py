"""System.Uri, System.Net.IPAddress and web encoding."""

import ipaddress
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit

from fake_agent.powershell.dotnet.types import define, define_enum, named
from fake_agent.powershell.errors import NetError
from fake_agent.powershell.values.conversion import convert, register_conversion
from fake_agent.powershell.values.objects import EnumValue
from fake_agent.powershell.values.text import to_text

_FORMAT_ERROR = "System.UriFormatException"


@dataclass(frozen=True, slots=True)
class Uri:
    """System.Uri. Raises UriFormatException for an address or a port that cannot be one."""

    text: str

    def __post_init__(self) -> None:
        """Refuse what .NET refuses when a Uri is made."""
        try:
            parts = urlsplit(self.text)
        except ValueError:
            raise NetError(_FORMAT_ERROR, "Invalid URI: The hostname could not be parsed.") from None
        try:
            _ = parts.port  # raises for a port that is no number
        except ValueError:
            raise NetError(_FORMAT_ERROR, "Invalid URI: Invalid port specified.") from None

    def to_text(self) -> str:
        """The address."""
        return self.text


def _part(name: str) -> Any:

    ports = {"https": 443, "http": 80, "ftp": 21}

    def read(uri: Uri) -> Any:
        if not _ABSOLUTE.match(uri.text) and name not in {"IsAbsoluteUri", "OriginalString"}:
            raise NetError("System.InvalidOperationException", "This operation is not supported for a relative URI.")
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
            "Authority": _authority(parts.netloc, ports.get(parts.scheme)),
            "DnsSafeHost": parts.hostname or "",
            "LocalPath": path,
            "UserInfo": parts.username or "",
            "IsAbsoluteUri": bool(parts.scheme),
            "AbsoluteUri": uri.text if parts.path else f"{uri.text}/",
            "OriginalString": uri.text,
            "HostNameType": convert(_host_kind(parts.hostname or ""), named("System.UriHostNameType"), None),
            "IsDefaultPort": parts.port is None or parts.port == ports.get(parts.scheme),
            "IsFile": parts.scheme == "file",
            "IsLoopback": parts.hostname in {"localhost", "127.0.0.1", "::1"},
            "IsUnc": uri.text.startswith("\\\\"),
            "IdnHost": parts.hostname or "",
            "UserEscaped": False,
            "Segments": [segment + "/" for segment in path.split("/")[:-1]]
            + ([path.split("/")[-1]] if path.split("/")[-1] else []),
        }[name]

    return read


def _escape(text: str) -> str:

    return quote(text, safe="-_.~")


def _unescape(text: str) -> str:

    return unquote(text)


_ABSOLUTE = re.compile(r"[A-Za-z][\w+.\-]*:")
_INVALID_URI = "Invalid URI: The format of the URI could not be determined."


def _uri(text: str) -> Uri:
    if not _ABSOLUTE.match(text) and not text.startswith("\\\\"):
        raise NetError(_FORMAT_ERROR, _INVALID_URI if text else "Invalid URI: The URI is empty.")
    return Uri(text)


def _uri_of_kind(text: str, kind: EnumValue) -> Uri:
    absolute = _ABSOLUTE.match(text) is not None
    if kind.name == "Relative" and absolute:
        message = "A relative URI cannot be created because the 'uriString' parameter represents an absolute URI."
        raise NetError(_FORMAT_ERROR, message)
    return _uri(text) if kind.name == "Absolute" else Uri(text)


def _below(base: Uri, relative: str) -> Uri:

    try:
        return Uri(urljoin(base.text, relative))
    except ValueError:
        raise NetError(_FORMAT_ERROR, "Invalid URI: The hostname could not be parsed.") from None


def _made(_context: Any, text: str, kind: EnumValue, result: Any) -> bool:
    """``TryCreate``."""
    try:
        result.set(_uri_of_kind(text, kind))
    except NetError:
        return False
    return True


def _authority(place: str, port: int | None) -> str:
    """Host and port, without the user and without the scheme's own port."""
    return place.rpartition("@")[2].removesuffix(f":{port}")


def _host_kind(host: str) -> str:
    if not host:
        return "Basic"
    if ":" in host:
        return "IPv6"
    return "IPv4" if re.fullmatch(r"\d+(\.\d+){3}", host) else "Dns"


define_enum("System.UriHostNameType", "Unknown Basic Dns IPv4 IPv6")
define_enum("System.UriKind", "RelativeOrAbsolute Absolute Relative")
define(
    "System.Uri",
    Uri,
    properties={
        name: _part(name)
        for name in (
            *("AbsolutePath", "AbsoluteUri", "LocalPath", "Authority", "HostNameType", "IsDefaultPort", "IsFile"),
            *("IsLoopback", "PathAndQuery", "Segments", "IsUnc", "Host", "Port", "Query", "Fragment", "Scheme"),
            *("OriginalString", "DnsSafeHost", "IdnHost", "IsAbsoluteUri", "UserEscaped", "UserInfo"),
        )
    },
    methods={"string ToString()": lambda uri: uri.text},
    static_methods={
        "string EscapeDataString(string stringToEscape)": _escape,
        "string UnescapeDataString(string stringToUnescape)": _unescape,
        "string EscapeUriString(string stringToEscape)": lambda text: text.replace(" ", "%20"),
        "bool IsWellFormedUriString(string uriString, System.UriKind uriKind)": lambda text, kind: (
            (kind.name != "Absolute" or _ABSOLUTE.match(text) is not None) and " " not in text
        ),
    },
    static_context_methods={"bool TryCreate(string uriString, System.UriKind uriKind, object result)": _made},
    constructors={
        "uri new(string uriString)": _uri,
        "uri new(string uriString, bool dontEscape)": lambda text, _dont_escape: _uri(text),
        "uri new(uri baseUri, string relativeUri, bool dontEscape)": lambda base, text, _dont_escape: _below(
            base, text
        ),
        "uri new(string uriString, System.UriKind uriKind)": _uri_of_kind,
        "uri new(uri baseUri, string relativeUri)": _below,
        "uri new(uri baseUri, uri relativeUri)": lambda base, relative: _below(base, relative.text),
    },
)


register_conversion(
    "System.Uri",
    lambda value, _target, _context: value if value is None or isinstance(value, Uri) else Uri(to_text(value)),
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


@dataclass(frozen=True, slots=True)
class MailAddress:
    """System.Net.Mail.MailAddress."""

    name: str
    user: str
    host: str

    def to_text(self) -> str:
        """The address, after the name where there is one."""
        address = f"{self.user}@{self.host}"
        return f'"{self.name}" <{address}>' if self.name else address


_MAIL = re.compile(r"""\s*(?:"?(?P<name>[^"<]*?)"?\s*<)?(?P<user>[^\s@<>"]+)@(?P<host>[^\s@<>"]+?)>?\s*""")


def _mail(text: str, name: str = "") -> MailAddress:
    found = _MAIL.fullmatch(text)
    if found is None:
        message = "The specified string is not in the form required for an e-mail address."
        raise NetError("System.FormatException", message)
    return MailAddress(name or found["name"] or "", found["user"], found["host"])


define(
    "System.Net.Mail.MailAddress",
    MailAddress,
    properties={
        "DisplayName": lambda mail: mail.name,
        "User": lambda mail: mail.user,
        "Host": lambda mail: mail.host,
        "Address": lambda mail: f"{mail.user}@{mail.host}",
    },
    methods={"string ToString()": lambda mail: mail.to_text()},
    constructors={"mailaddress new(string address, [string displayName])": _mail},
)
