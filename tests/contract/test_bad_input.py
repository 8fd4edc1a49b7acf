"""Everything a client can send wrong: Azure's own error, and nothing changed. And what is odd but taken."""

import json
from typing import Any

import pytest
from support.arm_client import ArmClient, SimulatedAzure, WholeAnswer
from support.shapes import gateway_error, provider_error

from fake_agent.rules import Rule

DESERIALIZED = "The request content was invalid and could not be deserialized: "


def state(azure: SimulatedAzure) -> tuple[Any, ...]:
    """All that a refused request must leave as it is."""
    cloud = azure.simulation.cloud
    keys = [*cloud.machines]
    return (
        dict(cloud.machines),
        dict(cloud.groups),
        dict(cloud.scale_sets),
        list(cloud.operations),
        list(cloud.roles.assignments()),
        list(cloud.roles.definitions()),
        [cloud.fabric.goal_state(key) for key in keys],
        azure.now,
    )


def send(client: ArmClient, body: bytes, vm: str = "win-vm") -> WholeAnswer:
    """POST these bytes as a run command."""
    return client.send("POST", f"{client.vm(vm)}/runCommand", body)


class TestNotJson:
    @pytest.mark.parametrize(
        ("body", "reason"),
        [
            (b"{", "Expecting property name enclosed in double quotes. Path '', line 1, position 2"),
            (b'{"commandId": }', "Expecting value. Path '', line 1, position 15"),
            (b'{"commandId": "x"}}', "Extra data. Path '', line 1, position 19"),
            (b"{'commandId': 'x'}", "Expecting property name enclosed in double quotes. Path '', line 1, position 2"),
            (b"", "A JSON object is required. Path '', line 1, position 1"),
            (b"null", "A JSON object is required. Path '', line 1, position 1"),
            (b"5", "A JSON object is required. Path '', line 1, position 1"),
            (b'"text"', "A JSON object is required. Path '', line 1, position 1"),
            (b"[]", "A JSON object is required. Path '', line 1, position 1"),
            (b'{"commandId": "\xff"}', "Invalid UTF-8 at byte 15"),
            (b"\xff\xfe{\x00}\x00", "Invalid UTF-8 at byte 0"),
            (b'{"commandId": NaN}', "A number is none that JSON allows: NaN"),
            (b'{"commandId": -Infinity}', "A number is none that JSON allows: -Infinity"),
            (b'{"commandId": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "The JSON is nested too deeply"),
            (b'{"a": ' * 50_000 + b"1" + b"}" * 50_000, "The JSON is nested too deeply"),
        ],
        ids=lambda value: repr(value[:16]),
    )
    def test_it_is_refused_by_the_gateway(self, azure: SimulatedAzure, body: bytes, reason: str) -> None:
        before = state(azure)
        answer = send(azure.owner, body)
        assert answer.status_line == "400 Bad Request"
        assert answer.body == gateway_error("InvalidRequestContent", f"{DESERIALIZED}'{reason}'.")
        assert state(azure) == before

    def test_a_number_with_too_many_digits_is_refused(self, azure: SimulatedAzure) -> None:
        answer = send(azure.owner, b'{"commandId": ' + b"1" * 10_000 + b"}")
        assert (answer.status, answer.code) == (400, "InvalidRequestContent")

    def test_a_byte_order_mark_is_no_mistake(self, scripted: SimulatedAzure) -> None:
        assert send(scripted.owner, b'\xef\xbb\xbf{"commandId": "RunPowerShellScript"}').status == 202


class TestMembers:
    @pytest.mark.parametrize(
        ("content", "parameter", "message"),
        [
            ({}, "commandId", "Required parameter 'commandId' is missing (null)."),
            ({"commandId": None}, "commandId", "Required parameter 'commandId' is missing (null)."),
            ({"commandId": ""}, "commandId", "Required parameter 'commandId' is missing (null)."),
            ({"commandId": 5}, "commandId", None),
            ({"commandId": ["x"]}, "commandId", None),
            ({"commandId": {"id": "x"}}, "commandId", None),
            ({"script": "Write-Host"}, "script", "The value of parameter script is invalid."),
            ({"script": {"a": "b"}}, "script", "The value of parameter script is invalid."),
            ({"script": [5]}, "script[0]", None),
            ({"script": ["a", None]}, "script[1]", None),
            ({"script": [["a"]]}, "script[0]", None),
            ({"parameters": {"a": "b"}}, "parameters", "The value of parameter parameters is invalid."),
            ({"parameters": "a=b"}, "parameters", "The value of parameter parameters is invalid."),
            ({"parameters": ["a=b"]}, "parameters[0]", "The value of parameter parameters[0] is invalid."),
            ({"parameters": [None]}, "parameters[0]", "The value of parameter parameters[0] is invalid."),
            (
                {"parameters": [{"value": "x"}]},
                "parameters[0].name",
                "Required parameter 'parameters[0].name' is missing (null).",
            ),
            (
                {"parameters": [{"name": "", "value": "x"}]},
                "parameters[0].name",
                "Required parameter 'parameters[0].name' is missing (null).",
            ),
            (
                {"parameters": [{"name": "a", "value": "x"}, {"name": "b"}]},
                "parameters[1].value",
                "Required parameter 'parameters[1].value' is missing (null).",
            ),
            (
                {"parameters": [{"name": "a", "value": None}]},
                "parameters[0].value",
                "Required parameter 'parameters[0].value' is missing (null).",
            ),
            ({"parameters": [{"name": 5, "value": "x"}]}, "parameters[0].name", None),
            ({"parameters": [{"name": "a", "value": 5}]}, "parameters[0].value", None),
            ({"parameters": [{"name": "a", "value": 1.5}]}, "parameters[0].value", None),
            ({"parameters": [{"name": "a", "value": True}]}, "parameters[0].value", None),
            ({"parameters": [{"name": "a", "value": False}]}, "parameters[0].value", None),
            ({"parameters": [{"name": "a", "value": ["x"]}]}, "parameters[0].value", None),
            ({"parameters": [{"name": "a", "value": {"x": "y"}}]}, "parameters[0].value", None),
        ],
        ids=lambda value: json.dumps(value) if isinstance(value, dict) else "",
    )
    def test_what_is_missing_or_no_string_is_refused_by_compute(
        self, azure: SimulatedAzure, content: dict[str, Any], parameter: str, message: str | None
    ) -> None:
        before = state(azure)
        full = content if not content or "commandId" in content else {"commandId": "RunPowerShellScript", **content}
        answer = send(azure.owner, json.dumps(full).encode())
        expected = message or (
            f"The value of parameter {parameter} is invalid: run command parameters and script lines must be strings."
        )
        assert answer.status_line == "400 "
        assert answer.body == provider_error("InvalidParameter", expected, target=parameter)
        assert state(azure) == before

    @pytest.mark.parametrize(
        "content",
        [
            {"script": None, "parameters": None},
            {"script": [], "parameters": []},
            {"unknown": {"deep": [1, 2]}, "timeoutInSeconds": 5},
            {"parameters": [{"name": "a", "value": ""}]},
            {"parameters": [{"name": "a", "value": "b", "extra": 5}]},
            {"script": [""]},
        ],
    )
    def test_null_lists_empty_values_and_unknown_members_are_taken(
        self, scripted: SimulatedAzure, content: dict[str, Any]
    ) -> None:
        body = json.dumps({"commandId": "RunPowerShellScript", **content}).encode()
        assert send(scripted.owner, body).status == 202

    def test_of_a_member_named_twice_the_last_counts(self, azure: SimulatedAzure) -> None:
        azure.simulation.rules.add(Rule("first", stdout="first"))
        azure.simulation.rules.add(Rule("second", stdout="second"))
        accepted = send(azure.owner, b'{"commandId":"RunPowerShellScript","script":["first"],"script":["second"]}')
        azure.owner.wait(accepted)
        assert azure.owner.result(accepted).json["value"][0]["message"] == "second"


class TestOddButTaken:
    def settings(self, azure: SimulatedAzure, vm: str) -> Any:
        """The settings of the VM's latest goal state."""
        goal = azure.simulation.cloud.fabric.goal_state(azure.owner.vm(vm).lower())
        assert goal is not None
        return goal.settings

    @pytest.mark.parametrize("vm", ["win-vm", "linux-vm"])
    def test_a_nul_reaches_the_vm_as_it_is(self, scripted: SimulatedAzure, vm: str) -> None:
        parameters = [{"name": "a", "value": "x\0y"}]
        assert scripted.owner.run_command(vm, "one\0two", parameters=parameters)["status"] == "Succeeded"
        assert self.settings(scripted, vm).script == ("one\0two",)
        assert self.settings(scripted, vm).parameters == (("a", "x\0y"),)

    @pytest.mark.parametrize("vm", ["win-vm", "linux-vm"])
    def test_half_a_surrogate_pair_becomes_the_replacement_character(self, scripted: SimulatedAzure, vm: str) -> None:
        parameters = [{"name": "a", "value": "\udc00"}]
        assert scripted.owner.run_command(vm, "x\ud800y", parameters=parameters)["status"] == "Succeeded"
        assert self.settings(scripted, vm).script == ("x\ufffdy",)
        assert self.settings(scripted, vm).parameters == (("a", "\ufffd"),)

    def test_a_whole_surrogate_pair_is_one_character(self, scripted: SimulatedAzure) -> None:
        body = b'{"commandId":"RunPowerShellScript","script":["\\ud83d\\ude00"]}'
        scripted.owner.wait(send(scripted.owner, body))
        assert self.settings(scripted, "win-vm").script == ("\U0001f600",)

    @pytest.mark.parametrize("vm", ["win-vm", "linux-vm"])
    def test_a_thousand_parameters_are_accepted_in_order(self, scripted: SimulatedAzure, vm: str) -> None:
        parameters = [{"name": f"p{number}", "value": str(number)} for number in range(1000)]
        assert scripted.owner.start_command(vm, "x", parameters=parameters).status == 202
        assert scripted.owner.get(scripted.owner.vm(vm)).status == 200
        assert self.settings(scripted, vm).parameters[999] == ("p999", "999")

    @pytest.mark.parametrize("vm", ["win-vm", "linux-vm"])
    def test_a_parameter_given_twice_is_passed_twice(self, scripted: SimulatedAzure, vm: str) -> None:
        parameters = [{"name": "a", "value": "1"}, {"name": "A", "value": "2"}, {"name": "a", "value": "3"}]
        assert scripted.owner.run_command(vm, "x", parameters=parameters)["status"] == "Succeeded"
        assert self.settings(scripted, vm).parameters == (("a", "1"), ("A", "2"), ("a", "3"))

    def test_a_script_of_300_kilobytes_runs_on_windows(self, azure: SimulatedAzure) -> None:
        azure.simulation.rules.add(Rule("", stdout="big\n"))
        assert azure.owner.messages("win-vm", "#" * 300 * 1024) == ["big", ""]

    def test_a_script_of_more_than_256_kilobytes_is_refused_by_the_linux_extension(self, azure: SimulatedAzure) -> None:
        azure.simulation.rules.add(Rule("", stdout="big\n"))
        assert azure.owner.run_command("linux-vm", "#" * 256 * 1024)["status"] == "Succeeded"
        status = azure.owner.run_command("linux-vm", "#" * (256 * 1024 + 1))
        assert status["status"] == "Failed"
        assert "262145 bytes" in status["error"]["message"]
        assert azure.owner.run_command("linux-vm", "small")["status"] == "Succeeded"
