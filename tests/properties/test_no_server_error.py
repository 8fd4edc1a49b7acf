"""Whatever a client sends, to whatever route: never a 5xx, never HTML, and a body of JSON where there is one."""

import json
import string
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.arm_client import WholeAnswer
from support.estate_steps import Estate, Script

from fake_agent.rules import Rule
from fake_arm.app import ARM_ROUTES, OPEN_ROUTES

KNOWN = {
    "subscription": ["5a6f2f0c-5c0e-4e0e-8f5f-3a1d2c4b6e01"],
    "group": ["my-resource-group", "MY-RESOURCE-GROUP"],
    "vm": ["win-vm", "linux-vm", "no-vm"],
    "scale_set": ["my-scale-set"],
    "instance": ["0", "1", "7"],
    "location": ["eastus", "EastUS", "nowhere"],
    "command": ["RunShellScript", "runpowershellscript", "IPConfig"],
    "tenant": ["72f1a0de-1b7c-4f5e-9d6b-0c1e5a7e5d01", "simulator.onmicrosoft.com", "common", "organizations"],
    "*scope": ["subscriptions/5a6f2f0c-5c0e-4e0e-8f5f-3a1d2c4b6e01", ""],
}
"""What the places of the routes' templates may hold; anything else is random."""

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get")
API_VERSIONS = ("2024-07-01", "2017-03-30", "2017-12-01", "2018-10-01", "2023-03-01-preview", "1.0", "", None)
FORM = "application/x-www-form-urlencoded"
MEDIA_TYPES = ("application/json", "text/json; charset=utf-8", "text/plain", FORM, "/", "")
JUNK = ("", ".", "..", "%", "%00", "a" * 3000, "null", "-1", "Ünïcode", "a b", "$batch", "\x00", "//", "{x}")
QUERY = ("$expand", "$filter", "statusOnly", "monitor", "$top", "x")
RUN_TARGETS = (
    "virtualMachines/win-vm",
    "virtualMachines/linux-vm",
    "virtualMachineScaleSets/my-scale-set/virtualMachines/0",
)

junk = st.one_of(st.text(max_size=20), st.sampled_from(JUNK))
json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), junk),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(junk, inner, max_size=4)),
    max_leaves=8,
)
parameters = st.one_of(json_values, st.lists(st.fixed_dictionaries({"name": junk, "value": json_values}), max_size=4))
command_bodies = st.fixed_dictionaries(
    {},
    optional={
        "commandId": st.one_of(st.sampled_from(["RunShellScript", "RunPowerShellScript", "IPConfig"]), json_values),
        "script": st.one_of(st.lists(junk, max_size=4), json_values),
        "parameters": parameters,
    },
)
machine_bodies = st.fixed_dictionaries(
    {},
    optional={
        "location": st.one_of(st.sampled_from(["eastus", "East US", "nowhere"]), json_values),
        "tags": json_values,
        "properties": st.one_of(
            json_values,
            st.fixed_dictionaries(
                {},
                optional={
                    "storageProfile": st.one_of(json_values, st.just({"osDisk": {"osType": "Linux"}})),
                    "osProfile": json_values,
                    "hardwareProfile": json_values,
                    "roleDefinitionId": json_values,
                    "principalId": json_values,
                    "permissions": json_values,
                },
            ),
        ),
    },
)
objects = st.one_of(command_bodies, machine_bodies, json_values)
forms = st.dictionaries(
    st.sampled_from(["grant_type", "client_id", "client_secret", "scope", "resource", "device_code", "refresh_token"]),
    st.one_of(junk, st.sampled_from(["client_credentials", "refresh_token", "device_code", "password"])),
)
bodies = st.one_of(
    st.none(),
    objects.map(lambda value: json.dumps(value).encode()),
    forms.map(lambda fields: "&".join(f"{name}={quote(value)}" for name, value in fields.items()).encode()),
    st.binary(max_size=200),
    st.sampled_from([b"", b"{", b"\xff\xfe{", b"\xef\xbb\xbf{}", b"[" * 100_000, b'{"a":1,"a":2}', b"9" * 5000]),
)
header_text = st.text(string.ascii_letters + string.digits + string.punctuation + " é", max_size=30)
header_names = st.sampled_from(
    [
        "Accept",
        "Accept-Language",
        "If-Match",
        "Range",
        "x-ms-client-request-id",
        "x-ms-return-client-request-id",
        "x-ms-correlation-request-id",
        "x-ms-date",
    ]
)


@dataclass(frozen=True)
class Sent:
    """One request."""

    method: str
    path: str
    api_version: str | None
    body: bytes | None
    headers: dict[str, str]
    query: dict[str, str]
    seconds: float


@st.composite
def requests(draw: st.DrawFn, templates: tuple[str, ...]) -> Sent:
    """A request to a route, more or less as the route wants it."""
    segments = draw(st.sampled_from(templates)).strip("/").split("/")
    written = [_segment(draw, segment) for segment in segments]
    if draw(st.integers(0, 9)) == 9:
        written.insert(draw(st.integers(1, len(written))), quote(draw(junk), safe=""))
    headers = draw(st.dictionaries(header_names, header_text, max_size=3))
    headers["Content-Type"] = draw(st.sampled_from(MEDIA_TYPES))
    return Sent(
        method=draw(st.sampled_from(METHODS)),
        path="/" + "/".join(written) + draw(st.sampled_from(["", "", "", "/", "//"])),
        api_version=draw(st.sampled_from(API_VERSIONS)),
        body=draw(bodies),
        headers=headers,
        query=draw(st.dictionaries(st.sampled_from(QUERY), junk)),
        seconds=draw(st.sampled_from([0.0, 0.0, 1.0, 60.0, 5400.0])),
    )


def _segment(draw: st.DrawFn, segment: str) -> str:
    if not segment.startswith("{"):
        return draw(st.sampled_from([segment, segment, segment, segment.upper(), quote(segment, safe="")]))
    known = KNOWN.get(segment[1:-1], [])
    if known and draw(st.integers(0, 4)) > 0:
        return draw(st.sampled_from(known))
    left_as_it_is = draw(st.sampled_from(["", "/%"]))
    return quote(draw(junk), safe=left_as_it_is)


@cache
def fuzzed_estate() -> Estate:
    """One simulation for all requests, which change it as they will; nothing in it runs for real."""
    estate = Estate("manual", 1)
    estate.azure.simulation.rules.add(Rule("", stdout="scripted", duration=30.0))
    estate.do("run", "linux-vm", Script("", "", 5.0))
    return estate


@contextmanager
def closing_estate() -> Iterator[None]:
    """The end of the simulation that requests were sent to."""
    try:
        yield
    finally:
        fuzzed_estate().close()
        fuzzed_estate.cache_clear()


@pytest.fixture(scope="module", autouse=True)
def _one_estate() -> Iterator[None]:
    with closing_estate():
        yield


def send(sent: Sent, *, token: bool = True) -> WholeAnswer:
    """Send a request, and let time pass after it."""
    estate = fuzzed_estate()
    client = estate.client if token else estate.azure.anonymous
    answer = client.send(
        sent.method, sent.path, sent.body, api_version=sent.api_version, headers=sent.headers, query=sent.query
    )
    estate.do("advance", sent.seconds)
    return answer


def check(sent: Sent, answer: WholeAnswer) -> None:
    """What must hold of every answer."""
    assert answer.status < 500, answer
    assert int(answer.header("Content-Length") or 0) == len(answer.body) or sent.method == "HEAD"
    assert "html" not in answer.header("Content-Type").lower()
    if answer.body:
        assert sent.method != "HEAD"
        assert answer.header("Content-Type").startswith("application/json")
        json.loads(answer.body)
    if answer.status >= 400 and sent.method != "HEAD":
        assert answer.body


ARM_TEMPLATES = tuple(dict.fromkeys(route.template for route in ARM_ROUTES.routes))
OPEN_TEMPLATES = tuple(dict.fromkeys(route.template for route in OPEN_ROUTES.routes))


@settings(max_examples=400, deadline=None)
@given(sent=requests(ARM_TEMPLATES))
def test_no_request_to_arm_makes_it_fail(sent: Sent) -> None:
    check(sent, send(sent))


@settings(max_examples=100, deadline=None)
@given(sent=requests(ARM_TEMPLATES))
def test_no_request_without_a_token_makes_arm_fail(sent: Sent) -> None:
    answer = send(sent, token=False)
    check(sent, answer)
    assert answer.status >= 400


@settings(max_examples=200, deadline=None)
@given(sent=requests(OPEN_TEMPLATES))
def test_no_request_to_sign_in_makes_it_fail(sent: Sent) -> None:
    check(sent, send(sent, token=False))


@settings(max_examples=200, deadline=None)
@given(
    path=st.sampled_from(RUN_TARGETS),
    body=command_bodies,
    seconds=st.sampled_from([0.0, 100.0]),
)
def test_no_run_command_makes_arm_fail(path: str, body: dict[str, object], seconds: float) -> None:
    client = fuzzed_estate().client
    target = f"{client.group}/providers/Microsoft.Compute/{path}/runCommand"
    sent = Sent("POST", target, "2024-07-01", json.dumps(body).encode(), {}, {}, seconds)
    answer = send(sent)
    check(sent, answer)
    if answer.status == 202:
        fuzzed_estate().do("advance", 5400.0)
        assert client.poll(answer).status == 200
        assert client.result(answer).status in (200, 409)
