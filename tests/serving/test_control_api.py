"""The control API: what it does, whom it lets in, what it says to mistakes."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from support.arm_client import ArmClient, SimulatedAzure
from werkzeug.test import Client, TestResponse

from simulator.control.access import ControlAccess
from simulator.control.api import mount
from simulator.control.body import SIZE_LIMIT
from simulator.control.routes import ROUTES
from simulator.estate import load_estate
from simulator.simulation import Simulation, SimulationOptions

TOKEN = "the-token-of-this-run"
FOREIGN = "the control API answers other machines only with its token (controlToken in the ready file)"
BASE = "https://127.0.0.1:8443"


@pytest.fixture
def azure() -> Iterator[SimulatedAzure]:
    simulation = Simulation(SimulationOptions(estate=load_estate(), start=datetime(2026, 1, 15, 8, 0, tzinfo=UTC)))
    yield SimulatedAzure(simulation)
    simulation.close()


@pytest.fixture
def control(azure: SimulatedAzure) -> "Control":
    return Control(Client(mount(azure.app, azure.simulation, ControlAccess(TOKEN, "127.0.0.1", 8443))))


class Control:
    """A local program that uses the control API."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def ask(self, method: str, path: str, body: Any = None, **options: Any) -> TestResponse:
        content = body if isinstance(body, bytes) else None if body is None else json.dumps(body)
        environment = {"REMOTE_ADDR": options.pop("address", "127.0.0.1")}
        base = options.pop("base", BASE)
        return self.client.open(
            f"/_simulator{path}", method=method, data=content, base_url=base, environ_base=environment, **options
        )

    def __call__(self, method: str, path: str, body: Any = None, **options: Any) -> Any:
        answer = self.ask(method, path, body, **options)
        assert answer.status_code == 200, answer.text
        return answer.json

    def refused(self, method: str, path: str, body: Any = None, **options: Any) -> tuple[int, str]:
        answer = self.ask(method, path, body, **options)
        assert answer.mimetype == "application/json"
        assert answer.json is not None
        return answer.status_code, answer.json["error"]["message"]


# Time


def test_time_is_told(control: Control) -> None:
    assert control("GET", "/time") == {
        "mode": "auto",
        "seconds": 0.0,
        "utc": "2026-01-15T08:00:00+00:00",
        "waitingForRealWork": False,
    }


def test_time_is_advanced_by_the_sum_of_what_is_given(control: Control) -> None:
    told = control("POST", "/time/advance", {"hours": 1, "minutes": 2, "seconds": 3.5})
    assert (told["seconds"], told["utc"]) == (3723.5, "2026-01-15T09:02:03.500000+00:00")


# Rules and run commands


def test_a_rule_is_a_script_s_outcome_until_rules_are_forgotten(control: Control, azure: SimulatedAzure) -> None:
    rule = {"script": "hel+o", "vm": "linux-vm", "stdout": "out", "stderr": "err", "exitCode": 3, "duration": 1.5}
    assert control("POST", "/rules", rule) == rule
    assert control("GET", "/rules") == {"rules": [rule]}
    assert azure.owner.messages("linux-vm", "hello") == ["Enable succeeded: \n[stdout]\nout\n[stderr]\nerr"]
    assert control("DELETE", "/rules") == {"rules": []}


def test_the_newest_rule_comes_first(control: Control) -> None:
    for script in ("one", "two"):
        control("POST", "/rules", {"script": script})
    assert [rule["script"] for rule in control("GET", "/rules")["rules"]] == ["two", "one"]


def test_what_a_rule_leaves_out_has_defaults(control: Control) -> None:
    assert control("POST", "/rules", {"script": "x"}) == {
        "script": "x",
        "vm": "",
        "stdout": "",
        "stderr": "",
        "exitCode": 0,
        "duration": 0.0,
    }


def test_a_rule_without_an_end_runs_until_the_ninetieth_minute(control: Control, azure: SimulatedAzure) -> None:
    control("POST", "/rules", {"script": "", "duration": None})
    status = azure.owner.run_command("linux-vm", "read answer")
    assert status["error"]["code"] == "VMExtensionProvisioningTimeout"
    assert control("GET", "/time")["seconds"] >= 5400


# Journal


def test_the_journal_tells_what_happened_of_all_and_of_one_operation(control: Control, azure: SimulatedAzure) -> None:
    control("POST", "/rules", {"script": ""})
    accepted = azure.owner.start_command("linux-vm", "hello")
    azure.owner.wait(accepted)
    operation = accepted.headers["x-ms-request-id"]
    journal = control("GET", "/journal")
    own = control("GET", "/journal", query_string={"operation": operation})
    assert journal["start"] == "2026-01-15T08:00:00+00:00"
    assert [entry["number"] for entry in journal["entries"]] == list(range(1, len(journal["entries"]) + 1))
    assert {entry["operation"] for entry in own["entries"]} == {operation}
    layers = list(dict.fromkeys(entry["layer"] for entry in own["entries"]))
    assert layers == ["compute", "gateway", "fabric", "agent", "extension"]


# What was received


def test_what_vms_were_sent_is_shown_of_all_and_of_one(control: Control, azure: SimulatedAzure) -> None:
    control("POST", "/rules", {"script": "", "stdout": "done"})
    azure.owner.run_command("linux-vm", "echo hello")
    azure.owner.start_command("win-vm", "hostname")
    (first, second) = control("GET", "/received")["commands"]
    assert first == {
        "vm": "linux-vm",
        "time": 0.0,
        "commandId": "RunShellScript",
        "script": "echo hello",
        "parameters": {},
        "client": "owner",
        "status": 202,
        "operation": first["operation"],
        "outcome": "Succeeded",
        "code": "",
        "messages": ["Enable succeeded: \n[stdout]\ndone\n[stderr]\n"],
        "runs": 1,
    }
    assert control("GET", "/vms/WIN-VM/received") == {"commands": [second]}
    assert second["outcome"] == "InProgress"


def test_an_expectation_is_met_or_told_with_the_differences(control: Control, azure: SimulatedAzure) -> None:
    control("POST", "/rules", {"script": "", "stdout": "done"})
    azure.owner.run_command("win-vm", "hostname", parameters=[{"name": "why", "value": "because"}])
    met = control("POST", "/vms/win-vm/received/expect", {"scriptMatches": "^host", "outcome": "Succeeded", "times": 1})
    assert (met["met"], len(met["matching"]), met["differences"]) == (True, 1, [])
    assert control("POST", "/received/expect", {"script": "hostname", "parameters": {"why": "no reason"}}) == {
        "met": False,
        "matching": [],
        "differences": [
            "the VMs received no run command with script 'hostname', parameters {'why': 'no reason'}",
            "  1. win-vm at 0.0 s, by owner: RunPowerShellScript, Succeeded",
            "       as expected: script",
            "       parameter why: expected 'no reason', received 'because'",
        ],
    }


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"script": "a", "scriptMatches": "a"}, "'script' and 'scriptMatches' exclude each other"),
        ({"scriptMatches": "("}, "'scriptMatches' must be a regular expression: "),
        ({"parameters": {"a": 1}}, "'parameters' must have texts as values"),
        ({"times": -1}, "'times' must be a whole number from 0 to 1000"),
    ],
)
def test_an_expectation_that_makes_no_sense_is_told(control: Control, body: dict[str, Any], message: str) -> None:
    status, told = control.refused("POST", "/vms/win-vm/received/expect", body)
    assert status == 400
    assert told.startswith(message)


# Estate and faults


def test_the_estate_shows_its_machines(control: Control) -> None:
    estate = control("GET", "/estate")
    assert [machine["name"] for machine in estate["virtualMachines"]] == [
        "win-vm",
        "linux-vm",
        "my-scale-set_0",
        "my-scale-set_1",
    ]
    first = estate["virtualMachines"][0]
    assert (first["osType"], first["powerState"], first["agentReady"], first["running"]) == (
        "Windows",
        "running",
        True,
        [],
    )


def test_a_fault_is_injected_and_healed(control: Control) -> None:
    assert control("PUT", "/vms/linux-vm/faults/agent-stopped")["injected"] is True
    assert [machine["agentReady"] for machine in control("GET", "/estate")["virtualMachines"]][1] is False
    assert control("DELETE", "/vms/LINUX-VM/faults/agent-stopped")["injected"] is False
    assert [machine["agentReady"] for machine in control("GET", "/estate")["virtualMachines"]][1] is True


def test_every_fault_says_what_it_does(control: Control) -> None:
    faults = control("GET", "/faults")["faults"]
    assert {"agent-stopped", "outbound-blocked"} <= {fault["name"] for fault in faults}
    assert all(fault["what"] for fault in faults)


def test_reset_goes_back_to_the_beginning(control: Control, azure: SimulatedAzure) -> None:
    control("POST", "/rules", {"script": "", "duration": None})
    azure.owner.start_command("linux-vm", "read answer")
    control("POST", "/time/advance", {"minutes": 5})
    assert control("POST", "/reset")["seconds"] == 0
    assert control("GET", "/rules") == {"rules": []}
    assert control("GET", "/journal")["entries"] == []
    assert [machine["running"] for machine in control("GET", "/estate")["virtualMachines"]] == [[], [], [], []]


def test_tokens_stay_valid_over_a_reset(control: Control, azure: SimulatedAzure) -> None:
    client: ArmClient = azure.owner
    control("POST", "/reset")
    assert client.get(client.group).status == 200


# Mistakes


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "message"),
    [
        ("POST", "/time/advance", None, 400, "the body must say how far to advance, in seconds, minutes, hours"),
        ("POST", "/time/advance", {"days": 1}, 400,
         "the body has an unknown member 'days'; it takes seconds, minutes, hours"),
        ("POST", "/time/advance", {"seconds": -1}, 400, "'seconds' must be a number from 0 to 1000000000"),
        ("POST", "/time/advance", {"seconds": "5"}, 400, "'seconds' must be a number from 0 to 1000000000"),
        ("POST", "/time/advance", {"seconds": True}, 400, "'seconds' must be a number from 0 to 1000000000"),
        ("POST", "/time/advance", {"seconds": 10**400}, 400, "'seconds' must be a number from 0 to 1000000000"),
        ("POST", "/time/advance", {"hours": 1e9}, 400, "that is too far: simulated time ends with the year 9999"),
        ("POST", "/time/advance", [1], 400, "the body must be a JSON object"),
        ("POST", "/time/advance", b"NaN", 400, "the body is not JSON: NaN is not a number in JSON"),
        ("POST", "/rules", {}, 400, "the body needs 'script'"),
        ("POST", "/rules", {"script": 1}, 400, "'script' must be a text"),
        ("POST", "/rules", {"script": "\ud800"}, 400, r"the body has '\ud800', which is no character"),
        ("POST", "/faults", {"fault": "autorun-registry", "command": "a\udcff"}, 400,
         r"the body has '\udcff', which is no character"),
        ("PATCH", "/vms/win-vm/machine", {"files": {"\udcff": "x"}}, 400,
         r"the body has '\udcff', which is no character"),
        ("POST", "/rules", {"script": "x", "exitCode": 1.5}, 400, "'exitCode' must be a whole number"),
        ("POST", "/rules", {"script": "x", "duration": -1}, 400,
         "'duration' must be a number from 0 to 1000000000 or null"),
        ("POST", "/reset", {"hard": True}, 400, "the body has an unknown member 'hard'; it takes none"),
        ("PUT", "/vms/nobody/faults/agent-stopped", None, 404,
         "there is no VM 'nobody'; there are win-vm, linux-vm, my-scale-set_0, my-scale-set_1"),
        ("GET", "/journal?operations=1", None, 400, "the query has an unknown member 'operations'; it takes operation"),
        ("GET", "/time?utc=1", None, 400, "the query has an unknown member 'utc'; it takes none"),
        ("GET", "/", None, 404, "there is nothing at /_simulator/; GET /_simulator lists what there is"),
        ("GET", "/nothing", None, 404, "there is nothing at /_simulator/nothing; GET /_simulator lists what there is"),
        ("DELETE", "/vms/win-vm", None, 404,
         "there is nothing at /_simulator/vms/win-vm; GET /_simulator lists what there is"),
        ("DELETE", "/time", None, 405, "/_simulator/time takes GET, not DELETE; GET /_simulator lists what there is"),
        ("PATCH", "/rules", None, 405,
         "/_simulator/rules takes DELETE, GET, POST, not PATCH; GET /_simulator lists what there is"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_and_changes_nothing(
    control: Control, method: str, path: str, body: Any, status: int, message: str
) -> None:
    assert control.refused(method, path, body) == (status, message)
    assert control("GET", "/time")["seconds"] == 0
    assert control("GET", "/rules") == {"rules": []}


def test_an_expression_that_is_none_is_told(control: Control) -> None:
    status, message = control.refused("POST", "/rules", {"script": "("})
    assert (status, message.partition(":")[0]) == (400, "'script' must be a regular expression")


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[" * 100_000])
def test_what_is_no_json_is_told(control: Control, body: bytes) -> None:
    status, message = control.refused("POST", "/rules", body)
    assert (status, message.partition(":")[0]) == (400, "the body is not JSON")


def test_a_body_that_is_too_long_is_told_and_not_read(control: Control) -> None:
    longest = json.dumps({"script": "x"}).encode().ljust(SIZE_LIMIT)
    assert control("POST", "/rules", longest)["script"] == "x"
    answer = control.ask("POST", "/rules", longest + b" ")
    assert (answer.status_code, answer.headers["Connection"]) == (413, "close")
    assert answer.json == {"error": {"message": "the body is too long: send 16 MiB at most"}}


def test_an_unknown_fault_is_told_with_those_that_there_are(control: Control) -> None:
    status, message = control.refused("PUT", "/vms/win-vm/faults/fire")
    assert status == 404
    assert message.startswith("there is no fault 'fire'; there are agent-not-ready, ")


def test_a_fault_of_the_simulator_itself_is_told_as_one_and_noted(
    control: Control, azure: SimulatedAzure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(azure.simulation, "catch_up", lambda: 1 / 0)
    assert control.refused("GET", "/time") == (
        500,
        "this is a fault of the simulator: ZeroDivisionError('division by zero')",
    )
    assert azure.events("control") == ["fault of the simulator"]


# Access


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"address": "192.0.2.7"},
         FOREIGN),
        ({"address": None}, FOREIGN),
        ({"base": "https://rebound.example.com:8443"}, "the Host header must be 127.0.0.1:8443"),
        ({"base": "https://127.0.0.1:9999"}, "the Host header must be 127.0.0.1:8443"),
        ({"headers": {"Origin": "https://example.com"}}, "web pages of other origins may not use the control API"),
        ({"headers": {"Origin": "null"}}, "web pages of other origins may not use the control API"),
        ({"headers": {"Sec-Fetch-Site": "cross-site"}}, "web pages of other sites may not use the control API"),
        ({"headers": {"Sec-Fetch-Site": "same-site"}}, "web pages of other sites may not use the control API"),
        ({"headers": {"Authorization": "Bearer wrong"}, "address": "192.0.2.7"},
         FOREIGN),
    ],
)  # fmt: skip
def test_who_is_kept_out(control: Control, options: dict[str, Any], message: str) -> None:
    assert control.refused("POST", "/reset", **options) == (403, message)
    assert control.refused("GET", "/nothing", **options) == (403, message)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"address": "127.8.8.8"},
        {"address": "::1"},
        {"base": "https://localhost:8443"},
        {"headers": {"Origin": BASE}},
        {"headers": {"Origin": "https://localhost:8443", "Sec-Fetch-Site": "same-origin"}},
        {"headers": {"Sec-Fetch-Site": "none"}},
        {"address": "192.0.2.7", "base": "https://elsewhere:1", "headers": {"Authorization": f"Bearer {TOKEN}"}},
        {"address": "192.0.2.7", "headers": {"Authorization": f"bearer {TOKEN}"}},
    ],
)
def test_who_is_let_in(control: Control, options: dict[str, Any]) -> None:
    assert control("GET", "/time", **options)["seconds"] == 0


# What it says of itself


def test_the_overview_lists_every_route(control: Control) -> None:
    overview = control("GET", "")
    assert overview["openapi"] == "/_simulator/openapi.json"
    assert overview["routes"] == [f"{route.method} /_simulator{route.path}" for route in ROUTES]


def test_the_openapi_document_describes_every_route_and_no_other(control: Control) -> None:
    document = control("GET", "/openapi.json")
    assert document["openapi"] == "3.1.0"
    described = {(method.upper(), path) for path, item in document["paths"].items() for method in item}
    assert described == {(route.method, f"/_simulator{route.path}") for route in ROUTES}


def test_the_openapi_document_is_well_formed(control: Control) -> None:
    document = control("GET", "/openapi.json")
    assert sorted(document) == ["components", "info", "openapi", "paths", "security"]
    for path, item in document["paths"].items():
        for operation in item.values():
            assert operation["summary"]
            assert {"200", "403"} <= set(operation["responses"])
            assert all(response["description"] for response in operation["responses"].values())
            parameters = operation.get("parameters", [])
            declared = [parameter["name"] for parameter in parameters if parameter["in"] == "path"]
            assert declared == re.findall(r"{(\w+)}", path)
            for content in operation.get("requestBody", {}).get("content", {}).values():
                schema = content["schema"]
                assert set(schema.get("required", [])) <= set(schema["properties"])


def test_every_described_body_is_taken_as_it_is_described(control: Control) -> None:
    schema = control("GET", "/openapi.json")["paths"]["/_simulator/rules"]["post"]["requestBody"]["content"]
    assert schema["application/json"]["schema"] == {
        "type": "object",
        "properties": {
            "script": {"type": "string"},
            "vm": {"type": "string"},
            "stdout": {"type": "string"},
            "stderr": {"type": "string"},
            "exitCode": {"type": "integer"},
            "duration": {"type": ["number", "null"], "minimum": 0, "maximum": 1000000000.0},
        },
        "additionalProperties": False,
        "required": ["script"],
    }
