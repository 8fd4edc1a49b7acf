"""Action run command on the wire: every answer from the 202 to the result, whole."""

import json
import re
from typing import Any

import pytest
from support.arm_client import BASE, ArmClient, MakeAzure, SimulatedAzure
from support.shapes import header_shapes, shape, standard_headers

from fake_agent.rules import Rule
from simulator.time_modes import parse_time_mode

LINUX_OUTPUT = (
    '{"code":"ProvisioningState/succeeded","level":"Info","displayStatus":"Provisioning succeeded",'
    '"message":"Enable succeeded: \\n[stdout]\\n/var/lib/waagent/run-command/download/0/script.sh hello\\n\\n'
    '[stderr]\\n"}'
)
WINDOWS_OUTPUT = (
    '{"code":"ComponentStatus/StdOut/succeeded","level":"Info","displayStatus":"Provisioning succeeded",'
    '"message":"This is a sample script with parameters var1 var2\\nSecond line with escaped characters"},'
    '{"code":"ComponentStatus/StdErr/succeeded","level":"Info","displayStatus":"Provisioning succeeded","message":""}'
)
TIMED_OUT = (
    "Provisioning of VM extension 'RunCommandLinux' has timed out. Extension installation may be taking too long, or "
    "extension status could not be obtained."
)
OPERATIONS = f"{BASE}/subscriptions/{{subscription}}/providers/Microsoft.Compute/locations/eastus/operations"
EAST_US = "54253b73-cb53-496f-ab42-5e5ee19426f8"
"""The ``p`` of every operation's URL in eastus, as recorded."""


@pytest.fixture
def linux(azure: SimulatedAzure) -> ArmClient:
    """A client of an estate whose Linux scripts print what was recorded."""
    azure.simulation.rules.add(
        Rule("", stdout="/var/lib/waagent/run-command/download/0/script.sh hello\n", duration=20)
    )
    return azure.owner


@pytest.fixture
def windows(azure: SimulatedAzure) -> ArmClient:
    """A client of an estate whose Windows scripts print what was recorded."""
    text = "This is a sample script with parameters var1 var2\r\nSecond line with escaped characters\r\n"
    azure.simulation.rules.add(Rule("", stdout=text, duration=20))
    return azure.owner


def urls(client: ArmClient, api_version: str = "2024-07-01") -> dict[str, str]:
    """The two URLs of an accepted run command, ids replaced by their shapes."""
    base = OPERATIONS.format(subscription=shape(client.estate.subscription_id))
    region = shape(EAST_US)
    return {
        "Azure-AsyncOperation": f"{base}/{{guid}}?p={region}&api-version={api_version}{{signature}}",
        "Location": f"{base}/{{guid}}?p={region}&monitor=true&api-version={api_version}{{signature}}",
    }


class TestAccepted:
    def test_the_whole_answer_is_the_recorded_202(self, linux: ArmClient) -> None:
        accepted = linux.start_command("linux-vm", "echo $0 $1")

        assert accepted.status_line == "202 "
        assert accepted.body == b""
        assert header_shapes(accepted) == {
            **standard_headers(0, content_type=""),
            **urls(linux),
            "azure-asyncnotification": "Enabled",
            "x-ms-ratelimit-remaining-resource": (
                "Microsoft.Compute/UpdateVMSubscriptionMaximum;1499,Microsoft.Compute/UpdateVMResource;11"
            ),
            "x-ms-ratelimit-remaining-subscription-writes": "199",
            "x-ms-ratelimit-remaining-subscription-global-writes": "2999",
            "retry-after-ms": "10",
        }

    def test_the_request_id_is_the_operation_id(self, linux: ArmClient) -> None:
        accepted = linux.start_command("linux-vm", "true")
        operation = accepted.headers["x-ms-request-id"]
        for name in ("Azure-AsyncOperation", "Location"):
            assert f"/operations/{operation}?" in accepted.headers[name]
        assert accepted.headers["x-ms-correlation-request-id"] != operation

    def test_the_region_in_the_urls_is_the_recorded_one(self, linux: ArmClient) -> None:
        assert f"?p={EAST_US}&" in linux.start_command("linux-vm", "true").headers["Location"]

    def test_the_urls_are_as_long_as_azures(self, linux: ArmClient) -> None:
        assert len(linux.start_command("linux-vm", "true").headers["Location"]) > 3000

    def test_a_scale_set_instance_has_its_own_limits_and_a_charge(self, linux: ArmClient) -> None:
        accepted = linux.start_command(linux.instance(0), "true")

        assert accepted.status_line == "202 "
        assert header_shapes(accepted) == {
            **standard_headers(0, content_type=""),
            **urls(linux),
            "azure-asyncnotification": "Enabled",
            "x-ms-ratelimit-remaining-resource": (
                "Microsoft.Compute/VMScaleSetVMActionsSubscriptionMaximum;1999,"
                "Microsoft.Compute/VMScaleSetVMActionsResource;11,"
                "Microsoft.Compute/VMScaleSetBatchedVMRequestsSubscriptionMaximum;5999,"
                "Microsoft.Compute/VmssQueuedVMOperations;0"
            ),
            "x-ms-request-charge": "1",
            "x-ms-ratelimit-remaining-subscription-writes": "199",
            "x-ms-ratelimit-remaining-subscription-global-writes": "2999",
            "retry-after-ms": "10",
        }

    def test_in_real_time_there_is_no_retry_header_as_in_azure(self, make_azure: MakeAzure) -> None:
        azure = make_azure(mode=lambda: parse_time_mode("real"))
        azure.simulation.rules.add(Rule("", duration=None))
        accepted = azure.owner.start_command("linux-vm", "true")
        for answer in (accepted, azure.owner.poll(accepted), azure.owner.result(accepted)):
            assert not [name for name in answer.headers if "retry" in name.lower()]


class TestPolls:
    def test_in_progress_is_134_bytes_of_pretty_json_at_an_odd_time(self, timed_azure: SimulatedAzure) -> None:
        client = timed_azure.owner
        timed_azure.advance(1.1531016)
        accepted = client.start_command("linux-vm", "true")
        answer = client.poll(accepted)

        operation = accepted.headers["x-ms-request-id"]
        lines = [
            "{",
            '  "startTime": "2026-01-15T08:00:01.1531016+00:00",',
            '  "status": "InProgress",',
            f'  "name": "{operation}"',
            "}",
        ]
        assert answer.body == "\r\n".join(lines).encode()
        assert len(answer.body) == 134

    def test_the_whole_answer_of_a_poll_in_progress(self, linux: ArmClient) -> None:
        accepted = linux.start_command("linux-vm", "true")
        answer = linux.poll(accepted)

        assert answer.status_line == "200 "
        assert header_shapes(answer) == {
            **standard_headers(len(answer.body)),
            "x-ms-ratelimit-remaining-resource": (
                "Microsoft.Compute/GetOperationResource;44,Microsoft.Compute/GetOperationSubscriptionMaximum;14999"
            ),
            "x-ms-ratelimit-remaining-subscription-global-reads": "3749",
            "retry-after-ms": "10",
        }
        assert answer.headers["x-ms-request-id"] != accepted.headers["x-ms-request-id"]

    def test_success_has_the_output_compact_inside_pretty_json(self, linux: ArmClient) -> None:
        accepted = linux.start_command("linux-vm", "true")
        linux.poll(accepted)
        answer = linux.poll(accepted)

        lines = [
            "{",
            '  "startTime": "2026-01-15T08:00:00+00:00",',
            '  "endTime": "2026-01-15T08:00:20+00:00",',
            '  "status": "Succeeded",',
            '  "properties": {',
            f'    "output": {{"value":[{LINUX_OUTPUT}]}}',
            "  },",
            f'  "name": "{accepted.headers["x-ms-request-id"]}"',
            "}",
        ]
        assert answer.body == "\r\n".join(lines).encode()
        assert answer.status_line == "200 "
        assert header_shapes(answer) == {
            **standard_headers(len(answer.body), clock="08:00:20"),
            "x-ms-ratelimit-remaining-resource": (
                "Microsoft.Compute/GetOperationResource;43,Microsoft.Compute/GetOperationSubscriptionMaximum;14998"
            ),
            "x-ms-ratelimit-remaining-subscription-global-reads": "3748",
        }

    def test_the_recorded_windows_success_is_548_bytes(self, windows: ArmClient) -> None:
        accepted = windows.start_command("win-vm", "anything")
        windows.wait(accepted)
        recorded_times = len("2019-03-23T11:56:24.2864257+00:00")
        body = re.sub(r"2026-01-15T08:00:[02]0\+00:00", "x" * recorded_times, windows.poll(accepted).text)
        assert len(body) == 548

    def test_every_poll_has_a_request_id_of_its_own(self, linux: ArmClient) -> None:
        accepted = linux.start_command("linux-vm", "true")
        ids = {linux.poll(accepted).headers["x-ms-request-id"] for _ in range(4)}
        assert len(ids) == 4

    @pytest.mark.parametrize("api_version", ["2017-03-30", "2017-12-01"])
    def test_old_api_versions_get_the_output_as_a_bare_list(self, linux: ArmClient, api_version: str) -> None:
        body = {"commandId": "RunShellScript", "script": ["true"]}
        accepted = linux.post(f"{linux.vm('linux-vm')}/runCommand", body, api_version=api_version)
        assert header_shapes(accepted)["Location"] == urls(linux, api_version)["Location"]
        linux.poll(accepted)
        assert f'    "output": [{LINUX_OUTPUT}]\r\n' in linux.poll(accepted).text

    @pytest.mark.parametrize("api_version", ["2018-04-01", "2018-10-01", "2020-06-01", "2024-11-01", "2026-04-01"])
    def test_later_api_versions_get_an_object_with_a_value(self, linux: ArmClient, api_version: str) -> None:
        body = {"commandId": "RunShellScript", "script": ["true"]}
        accepted = linux.post(f"{linux.vm('linux-vm')}/runCommand", body, api_version=api_version)
        linux.poll(accepted)
        assert f'    "output": {{"value":[{LINUX_OUTPUT}]}}\r\n' in linux.poll(accepted).text

    def test_a_failure_is_status_200_with_the_members_in_the_recorded_order(self, make_azure: MakeAzure) -> None:
        azure = make_azure(latency="azure")
        azure.simulation.rules.add(Rule("", duration=None))
        client = azure.owner
        accepted = client.start_command("linux-vm", "sleep forever")
        client.poll(accepted)
        answer = client.poll(accepted)

        assert answer.status_line == "200 "
        lines = [
            "{",
            '  "startTime": "2026-01-15T08:00:00+00:00",',
            '  "endTime": "2026-01-15T09:30:00+00:00",',
            '  "status": "Failed",',
            '  "error": {',
            '    "code": "VMExtensionProvisioningTimeout",',
            f'    "message": "{TIMED_OUT}"',
            "  },",
            f'  "name": "{accepted.headers["x-ms-request-id"]}"',
            "}",
        ]
        assert answer.body == "\r\n".join(lines).encode()

    def test_an_operation_that_was_never_begun_is_404(self, linux: ArmClient) -> None:
        answer = linux.get(f"{linux.location()}/operations/11111111-2222-4333-8444-555555555555")
        assert (answer.status_line, answer.code) == ("404 ", "NotFound")

    def test_an_operation_is_only_found_in_its_own_location(self, linux: ArmClient) -> None:
        accepted = linux.start_command("linux-vm", "true")
        operation = accepted.headers["x-ms-request-id"]
        assert linux.get(f"{linux.location('westus')}/operations/{operation}").status == 404
        assert linux.get(f"{linux.location('eastus')}/operations/{operation}").status == 200


class TestResults:
    def test_the_windows_result_is_the_recorded_323_bytes(self, windows: ArmClient) -> None:
        accepted = windows.start_command("win-vm", "anything")
        windows.wait(accepted)
        answer = windows.result(accepted)

        assert answer.status_line == "200 "
        assert answer.body == f'{{"value":[{WINDOWS_OUTPUT}]}}'.encode()
        assert len(answer.body) == 323
        assert header_shapes(answer) == {
            **standard_headers(323, clock="08:00:20"),
            "x-ms-ratelimit-remaining-resource": (
                "Microsoft.Compute/GetOperationResource;44,Microsoft.Compute/GetOperationSubscriptionMaximum;14999"
            ),
            "x-ms-ratelimit-remaining-subscription-global-reads": "3749",
        }

    def test_the_linux_result_is_the_recorded_218_bytes(self, linux: ArmClient) -> None:
        accepted = linux.start_command("linux-vm", "echo $0 $1")
        linux.wait(accepted)
        answer = linux.result(accepted)

        assert answer.body == f'{{"value":[{LINUX_OUTPUT}]}}'.encode()
        assert len(answer.body) == 218

    def test_a_scale_set_instance_answers_like_a_virtual_machine(self, linux: ArmClient) -> None:
        accepted = linux.start_command(linux.instance(1), "echo $0 $1")
        linux.wait(accepted)
        assert linux.result(accepted).body == f'{{"value":[{LINUX_OUTPUT}]}}'.encode()

    def test_while_it_runs_location_answers_202_with_itself(self, linux: ArmClient) -> None:
        accepted = linux.start_command("linux-vm", "true")
        answer = linux.result(accepted)

        assert answer.status_line == "202 "
        assert answer.body == b""
        assert header_shapes(answer) == {
            **standard_headers(0, content_type=""),
            "Location": urls(linux)["Location"],
            "x-ms-ratelimit-remaining-resource": (
                "Microsoft.Compute/GetOperationResource;44,Microsoft.Compute/GetOperationSubscriptionMaximum;14999"
            ),
            "x-ms-ratelimit-remaining-subscription-global-reads": "3749",
            "retry-after-ms": "10",
        }
        assert answer.headers["Location"] == accepted.headers["Location"]

    def test_after_a_failure_location_answers_409_with_the_error(self, make_azure: MakeAzure) -> None:
        azure = make_azure(latency="azure")
        azure.simulation.rules.add(Rule("", duration=None))
        accepted = azure.owner.start_command("linux-vm", "sleep forever")
        failed = azure.owner.wait(accepted)
        answer = azure.owner.result(accepted)
        assert answer.status_line == "409 "
        assert answer.json == {"error": failed["error"]}

    def test_an_ended_operation_answers_the_same_bytes_for_ever(self, azure: SimulatedAzure, linux: ArmClient) -> None:
        accepted = linux.start_command("linux-vm", "true")
        linux.wait(accepted)
        before = (linux.poll(accepted).body, linux.result(accepted).body)
        azure.advance(10 * 24 * 3600)
        assert (linux.poll(accepted).body, linux.result(accepted).body) == before

    def test_no_status_has_a_time(self, windows: ArmClient) -> None:
        accepted = windows.start_command("win-vm", "anything")
        windows.wait(accepted)
        for status in windows.result(accepted).json["value"]:
            assert list(status) == ["code", "level", "displayStatus", "message"]


class TestScripts:
    @pytest.mark.parametrize("body", [{}, {"script": None}, {"script": []}])
    def test_without_a_script_the_documents_sample_runs(self, azure: SimulatedAzure, body: dict[str, Any]) -> None:
        azure.simulation.rules.add(
            Rule(r"\Aparam\(\n    \[string\]\$arg1,\n    \[string\]\$arg2\n\)\nWrite-Host", "sample")
        )
        azure.simulation.rules.add(
            Rule(r"\Aecho This is a sample script\necho Optional parameters: \$0 \$1\Z", "sample")
        )
        assert azure.owner.messages("win-vm", **body) == ["sample", ""]
        assert azure.owner.messages("linux-vm", **body) == ["Enable succeeded: \n[stdout]\nsample\n[stderr]\n"]

    def test_the_lines_of_a_script_are_joined_in_order(self, azure: SimulatedAzure) -> None:
        azure.simulation.rules.add(Rule(r"\Aone\ntwo\n\nfour\Z", "joined"))
        assert azure.owner.messages("win-vm", "one", "two", "", "four") == ["joined", ""]

    def test_a_command_id_is_taken_in_any_case(self, scripted: SimulatedAzure) -> None:
        assert scripted.owner.messages("win-vm", "x", commandId="runPOWERshellscript") == ["hello", ""]

    def test_member_names_are_taken_in_any_case(self, scripted: SimulatedAzure) -> None:
        body = {"CommandId": "RunPowerShellScript", "SCRIPT": ["x"], "Parameters": [{"Name": "a", "VALUE": "b"}]}
        assert scripted.owner.post(f"{scripted.owner.vm()}/runCommand", body).status == 202

    def test_azs_own_body_is_taken_as_it_is(self, scripted: SimulatedAzure) -> None:
        body = json.dumps(
            {
                "commandId": "RunShellScript",
                "script": ["echo $0 $1"],
                "parameters": [{"name": "arg1", "value": "hello"}, {"name": "arg2", "value": "world"}],
            }
        ).encode()
        assert len(body) == 145
        answer = scripted.owner.send("POST", f"{scripted.owner.vm('linux-vm')}/runCommand", body)
        assert answer.status == 202

    def test_az_powershells_own_body_is_taken_as_it_is(self, scripted: SimulatedAzure) -> None:
        content = {
            "commandId": "RunPowerShellScript",
            "script": ["a", "b"],
            "parameters": [{"name": "n", "value": "v"}],
        }
        body = json.dumps(content, indent=2).replace("\n", "\r\n").encode()
        headers = {"Content-Type": "application/json; charset=utf-8", "accept-language": "en-US"}
        assert scripted.owner.send("POST", f"{scripted.owner.vm()}/runCommand", body, headers=headers).status == 202
