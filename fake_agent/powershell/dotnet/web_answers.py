"""System.Net: answers of the web as .NET shows them, their headers, and the exceptions where none comes."""

from collections.abc import Iterator, Mapping
from typing import Any

from fake_agent.powershell.dotnet.bytes import byte_array
from fake_agent.powershell.dotnet.streams import MemoryStream
from fake_agent.powershell.dotnet.types import define, define_enum
from fake_agent.powershell.errors import NetError
from fake_agent.powershell.values.numbers import Int64
from fake_agent.powershell.values.objects import EnumValue, NetException
from fake_agent.powershell.values.text import to_text
from fake_agent.web import WebAnswer, WebFailure, error_text

WEB_EXCEPTION = "System.Net.WebException"
_STATUS_NAMES = (
    "Continue=100 SwitchingProtocols=101 OK=200 Created=201 Accepted=202 NonAuthoritativeInformation=203 NoContent=204 "
    "ResetContent=205 PartialContent=206 MultipleChoices=300 MovedPermanently=301 Found=302 SeeOther=303 "
    "NotModified=304 UseProxy=305 TemporaryRedirect=307 BadRequest=400 Unauthorized=401 PaymentRequired=402 "
    "Forbidden=403 NotFound=404 MethodNotAllowed=405 NotAcceptable=406 ProxyAuthenticationRequired=407 "
    "RequestTimeout=408 Conflict=409 Gone=410 LengthRequired=411 PreconditionFailed=412 RequestEntityTooLarge=413 "
    "RequestUriTooLong=414 UnsupportedMediaType=415 RequestedRangeNotSatisfiable=416 ExpectationFailed=417 "
    "UpgradeRequired=426 InternalServerError=500 NotImplemented=501 BadGateway=502 ServiceUnavailable=503 "
    "GatewayTimeout=504 HttpVersionNotSupported=505"
)
STATUS_CODES = define_enum(
    "System.Net.HttpStatusCode",
    {name: int(number) for name, number in (pair.split("=") for pair in _STATUS_NAMES.split())},
)
EXCEPTION_STATUS = define_enum(
    "System.Net.WebExceptionStatus",
    "Success NameResolutionFailure ConnectFailure ReceiveFailure SendFailure PipelineFailure RequestCanceled "
    "ProtocolError ConnectionClosed TrustFailure SecureChannelFailure ServerProtocolViolation KeepAliveFailure Pending "
    "Timeout ProxyNameResolutionFailure UnknownError",
)


class Headers:
    """System.Net.WebHeaderCollection: names without case, in the order they were set."""

    __slots__ = ("items",)

    def __init__(self, items: Mapping[str, str] | None = None) -> None:
        self.items: dict[str, tuple[str, str]] = {}
        for name, value in (items or {}).items():
            self.set(name, value)

    def set(self, name: Any, value: Any) -> None:
        """Set a header."""
        text = to_text(name)
        self.items[text.casefold()] = (text, to_text(value))

    def add(self, name: Any, value: Any = None) -> None:
        """Add a header, also as one text ``name: value``."""
        if value is None:
            name, _, value = to_text(name).partition(":")
            value = value.strip()
        self.set(name, value)

    def get(self, name: Any) -> str | None:
        """A header's value."""
        found = self.items.get(to_text(name).casefold())
        return found[1] if found else None

    def remove(self, name: Any) -> None:
        """Remove a header."""
        self.items.pop(to_text(name).casefold(), None)

    @property
    def names(self) -> list[str]:
        """The names."""
        return [name for name, _ in self.items.values()]

    def for_request(self) -> dict[str, str]:
        """The headers as requests carry them."""
        return {key: value for key, (_, value) in self.items.items()}

    def __iter__(self) -> Iterator[str]:
        """A collection of headers gives their names."""
        return iter(self.names)

    def to_text(self) -> str:
        """As they are sent."""
        return "".join(f"{name}: {value}\r\n" for name, value in self.items.values()) + "\r\n"


define(
    "System.Net.WebHeaderCollection",
    Headers,
    properties={
        "Count": lambda headers: len(headers.items),
        "AllKeys": lambda headers: headers.names,
        "Keys": lambda headers: headers.names,
    },
    methods={
        "void Add(object name, [object value])": Headers.add,
        "void Set(object name, object value)": Headers.set,
        "string Get(object name)": Headers.get,
        "string get_Item(object name)": Headers.get,
        "void set_Item(object name, object value)": Headers.set,
        "void Remove(object name)": Headers.remove,
        "void Clear()": lambda headers: headers.items.clear(),
        "string ToString()": Headers.to_text,
    },
    constructors={"System.Net.WebHeaderCollection new()": Headers},
)


class Response:
    """System.Net.HttpWebResponse."""

    __slots__ = ("answer", "method")

    def __init__(self, answer: WebAnswer, method: str = "GET") -> None:
        self.answer = answer
        self.method = method


def status_code(answer: WebAnswer) -> EnumValue:
    """The status as .NET's enumeration."""
    return EnumValue(STATUS_CODES, answer.status)


define(
    "System.Net.HttpWebResponse",
    Response,
    base="System.MarshalByRefObject",
    properties={
        "StatusCode": lambda response: status_code(response.answer),
        "StatusDescription": lambda response: response.answer.reason,
        "Headers": lambda response: Headers(response.answer.headers),
        "ContentLength": lambda response: Int64(len(response.answer.body)),
        "ContentType": lambda response: response.answer.header("Content-Type"),
        "ResponseUri": lambda response: response.answer.url,
        "Method": lambda response: response.method,
        "Server": lambda response: response.answer.header("Server"),
    },
    methods={
        "System.IO.Stream GetResponseStream()": lambda response: MemoryStream(response.answer.body),
        "string GetResponseHeader(string headerName)": lambda response, name: response.answer.header(name),
        "void Close()": lambda _response: None,
        "void Dispose()": lambda _response: None,
    },
)


def exception_of(failed: WebFailure | WebAnswer) -> NetException:
    """The WebException for an answer that is an error, or for none."""
    if isinstance(failed, WebAnswer):
        status = EnumValue(EXCEPTION_STATUS, (EXCEPTION_STATUS.numbers or {})["ProtocolError"])
        return NetException(WEB_EXCEPTION, error_text(failed), extra={"response": Response(failed), "status": status})
    status = EnumValue(EXCEPTION_STATUS, (EXCEPTION_STATUS.numbers or {})[failed.kind])
    return NetException(WEB_EXCEPTION, str(failed), extra={"status": status})


def web_error(failed: WebFailure | WebAnswer) -> NetError:
    """The error inside a .NET member."""
    error = NetError(WEB_EXCEPTION, "")
    error.exception = exception_of(failed)
    return error


def content_bytes(answer: WebAnswer) -> Any:
    """The body as an array of bytes."""
    return byte_array(answer.body)
