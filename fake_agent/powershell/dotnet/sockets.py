"""System.Net.Sockets.TcpClient: whether somebody answers at a port. What is said then is for stubs of the web."""

from typing import Any

from fake_agent.powershell.dotnet.types import define
from fake_agent.powershell.errors import MissingFeature, NetError
from fake_agent.powershell.values.objects import NetException
from fake_agent.powershell.values.text import to_text
from fake_agent.web import NAME_RESOLUTION, TIMEOUT, WebFailure

SOCKET_EXCEPTION = "System.Net.Sockets.SocketException"
HOST_NOT_FOUND, TIMED_OUT = 11001, 10060
_NO_ANSWER = (
    "A connection attempt failed because the connected party did not properly respond after a period of time, or "
    "established connection failed because connected host has failed to respond"
)


class TcpClient:
    """System.Net.Sockets.TcpClient."""

    __slots__ = ("connected",)

    def __init__(self) -> None:
        self.connected = False


def _connect(context: Any, client: TcpClient, host: Any, port: int) -> None:
    try:
        context.host.network.connect(to_text(host), port)
    except WebFailure as failed:
        known = failed.kind != NAME_RESOLUTION
        text = (
            f"{_NO_ANSWER} {context.host.network.address(to_text(host))}:{port}" if known else "No such host is known"
        )
        error = NetError(SOCKET_EXCEPTION, text)
        error.exception = NetException(SOCKET_EXCEPTION, text, extra={"code": TIMED_OUT if known else HOST_NOT_FOUND})
        raise error from None
    client.connected = True


class Connecting:
    """An IAsyncResult: what becomes of a connection is known once somebody waits for it."""

    __slots__ = ("client", "done", "host", "port")

    def __init__(self, client: TcpClient, host: Any, port: int) -> None:
        self.client = client
        self.host = to_text(host)
        self.port = port
        self.done = False

    def wait(self, context: Any, seconds: float | None) -> bool:
        """Whether it ends within so many seconds."""
        if not self.done:
            try:
                context.host.network.connect(self.host, self.port, seconds)
            except WebFailure as failed:
                if failed.kind == TIMEOUT:
                    return False
            else:
                self.client.connected = True
            self.done = True
        return True


def _end_connect(context: Any, client: TcpClient, connecting: Connecting) -> None:
    connecting.wait(context, None)
    if not client.connected:
        _connect(context, client, connecting.host, connecting.port)


def _wait(context: Any, connecting: Connecting, timeout: Any = -1, _leaves: Any = False) -> bool:
    milliseconds = getattr(timeout, "ticks", None)
    seconds = milliseconds / 10_000_000 if milliseconds is not None else int(timeout) / 1000
    return connecting.wait(context, seconds if seconds >= 0 else None)


def _stream(_client: TcpClient) -> Any:
    raise MissingFeature("System.Net.Sockets.TcpClient.GetStream", "method")


def _new(context: Any, host: Any = None, port: int = 0) -> TcpClient:
    client = TcpClient()
    if host is not None:
        _connect(context, client, host, port)
    return client


define(
    "System.Net.Sockets.TcpClient",
    TcpClient,
    properties={"Connected": lambda client: client.connected, "Available": lambda _client: 0},
    writable={name: (lambda _client: 0, lambda _client, _value: None) for name in ("ReceiveTimeout", "SendTimeout")},
    methods={
        "void Close()": lambda client: setattr(client, "connected", False),
        "void Dispose()": lambda client: setattr(client, "connected", False),
        "System.Net.Sockets.NetworkStream GetStream()": _stream,
        "System.IAsyncResult BeginConnect(object host, int port, object callback, object state)": (
            lambda client, host, port, _callback, _state: Connecting(client, host, port)
        ),
        "System.Threading.Tasks.Task ConnectAsync(object host, int port)": Connecting,
    },
    context_methods={
        "void Connect(object host, int port)": _connect,
        "void EndConnect(object asyncResult)": _end_connect,
    },
    context_constructors={"System.Net.Sockets.TcpClient new([object host], [int port])": _new},
)
define(
    "System.IAsyncResult",
    Connecting,
    properties={
        "AsyncWaitHandle": lambda connecting: connecting,
        "IsCompleted": lambda connecting: connecting.done,
        "AsyncState": lambda _connecting: None,
    },
    methods={"void Close()": lambda _connecting: None},
    context_methods={
        "bool WaitOne([object timeout], [object exitContext])": _wait,
        "bool Wait([object timeout])": _wait,
    },
)
