"""The headers around every ARM answer (wire contract: recorded in 2019 and 2024; see docs/parity.md)."""

from dataclasses import dataclass

from fake_arm import moments
from fake_arm.answer import Answer
from fake_arm.ports import Surroundings

FAILURE_CAUSE = "x-ms-failure-cause"
CORRELATION = "x-ms-correlation-request-id"
CLIENT_REQUEST = "x-ms-client-request-id"
RETURN_CLIENT_REQUEST = "x-ms-return-client-request-id"

ROUTING_REGION = "EASTUS"

Headers = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the envelope of one answer says. ``request_id`` is the operation's id on the answer that begins one.

    ``clock_skew``: seconds by which the clock that dates it is ahead.
    """

    request_id: str
    correlation_id: str
    client_request_id: str = ""
    clock_skew: float = 0.0


def headers(answer: Answer, envelope: Envelope, surroundings: Surroundings) -> Headers:
    """All headers of an answer, in a fixed order; what the answer itself brings wins."""
    ticks = surroundings.ticks() + round(envelope.clock_skew * moments.TICKS_PER_SECOND)
    standard: Headers = [
        ("Cache-Control", "no-cache"),
        ("Pragma", "no-cache"),
        ("Content-Length", str(len(answer.body))),
        *([("Content-Type", answer.content_type)] if answer.content_type else []),
        ("Expires", "-1"),
        ("x-ms-request-id", envelope.request_id),
        (CORRELATION, envelope.correlation_id),
        ("x-ms-routing-request-id", f"{ROUTING_REGION}:{moments.routing(ticks)}:{envelope.correlation_id}"),
        ("Strict-Transport-Security", "max-age=31536000; includeSubDomains"),
        ("X-Content-Type-Options", "nosniff"),
        ("x-cache", "CONFIG_NOCACHE"),
        ("x-msedge-ref", _edge_reference(surroundings, ticks)),
        ("Date", moments.http_date(ticks)),
    ]
    if envelope.client_request_id:
        standard.append((CLIENT_REQUEST, envelope.client_request_id))
    own = {name.lower() for name in answer.headers}
    return [(name, value) for name, value in standard if name.lower() not in own] + list(answer.headers.items())


def _edge_reference(surroundings: Surroundings, ticks: int) -> str:
    reference = f"{surroundings.randomness('edge').getrandbits(128):032X}"
    return f"Ref A: {reference} Ref B: BL2AA2030101001 Ref C: {moments.moment(ticks):%Y-%m-%dT%H:%M:%SZ}"
