"""Who may use the control API.

The holder of its token, or a program on this machine; never a web page of somebody else.
"""

import hmac
from dataclasses import dataclass
from ipaddress import ip_address

from flask import Request


@dataclass(frozen=True, slots=True)
class ControlAccess:
    """The token of this run, and the address at which the API is reached rightly."""

    token: str
    host: str
    port: int

    def refusal(self, request: Request) -> str:
        """Why a request is refused; empty where it is not.

        Without the token the caller must be local, must name this server in ``Host`` (a rebound DNS name does not),
        and must not be a page of another origin (browsers say so in ``Origin`` and ``Sec-Fetch-Site``).
        """
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer" and hmac.compare_digest(token.encode(), self.token.encode()):
            return ""
        if not _is_loopback(request.remote_addr):
            return "the control API answers other machines only with its token (controlToken in the ready file)"
        own = {f"{name}:{self.port}" for name in (self.host, "127.0.0.1", "localhost")}
        if request.host not in own:
            return f"the Host header must be {self.host}:{self.port}"
        origin = request.headers.get("Origin")
        if origin is not None and origin.partition("://")[2] not in own:
            return "web pages of other origins may not use the control API"
        if request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
            return "web pages of other sites may not use the control API"
        return ""


def _is_loopback(address: str | None) -> bool:
    return address is not None and ip_address(address).is_loopback
