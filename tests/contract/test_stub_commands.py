"""Stub commands: what a user lets a command do that the simulated Windows machine lacks."""

import pytest
from support.arm_client import MakeAzure, SimulatedAzure
from support.control_client import ControlClient

from fake_agent.stubs import Stub


@pytest.fixture
def control(azure: SimulatedAzure) -> ControlClient:
    return ControlClient(azure)


def journal(azure: SimulatedAzure, event: str) -> list[dict[str, object]]:
    """The details of the guest's entries of one kind."""
    return [entry.details for entry in azure.simulation.journal if (entry.layer, entry.event) == ("guest", event)]


class TestOverHttp:
    """``/_simulator/stubs``."""

    def test_a_stub_that_is_added_is_shown_and_can_be_forgotten(self, control: ControlClient) -> None:
        shown = {
            "name": "backup.exe",
            "arguments": "/full",
            "vm": "win-vm",
            "stdout": "done",
            "stderr": "",
            "exitCode": 3,
            "duration": None,
            "objects": [],
            "effect": {"environment": {"SAVED": "yes"}},
        }
        assert control("POST", "/stubs", {**shown, "vm": "WIN-VM"}) == shown
        assert control("GET", "/stubs") == {"stubs": [shown]}
        assert control("DELETE", "/stubs") == {"stubs": []}
        assert control("GET", "/stubs") == {"stubs": []}

    @pytest.mark.parametrize(
        ("body", "sentence"),
        [
            ({}, "the body needs 'name', or 'url' for an answer of the web"),
            ({"name": ""}, "the stub: 'name' must be a text"),
            ({"name": "a", "command": "b"}, "the body has an unknown member 'command'"),
            ({"name": "a", "arguments": "("}, "the stub: 'arguments' must be a regular expression"),
            ({"name": "a", "effect": {"sevices": {}}}, "the stub: 'effect' has no member 'sevices'"),
            ({"name": "a", "effect": []}, "'effect' must be an object"),
            ({"name": "a", "objects": {}}, "'objects' must be a list"),
            ({"name": "a", "objects": [1]}, "the stub: 'objects' must be a list of mappings"),
        ],
    )
    def test_a_stub_that_can_not_be_is_refused(
        self, control: ControlClient, body: dict[str, object], sentence: str
    ) -> None:
        status, text = control.refused("POST", "/stubs", body)
        assert (status, text[: len(sentence)]) == (400, sentence)

    def test_a_stub_for_a_vm_that_is_not_there_is_refused(self, control: ControlClient) -> None:
        assert control.refused("POST", "/stubs", {"name": "a", "vm": "none"})[0] == 404


class TestWeb:
    """Stubs by ``url``."""

    def test_a_stub_of_the_web_is_shown_as_it_was_given(self, control: ControlClient) -> None:
        shown = {
            "url": "https://contoso.com/agent.msi",
            "method": "GET",
            "vm": "win-vm",
            "status": 200,
            "headers": {"ETag": "1"},
            "bodyBase64": "AAE=",
            "duration": 5.0,
        }
        assert control("POST", "/stubs", shown) == shown
        assert control("GET", "/stubs") == {"stubs": [shown]}

    def test_a_body_that_is_no_text_is_json(self, azure: SimulatedAzure, control: ControlClient) -> None:
        control("POST", "/stubs", {"url": "https://contoso.com/api", "body": {"items": [{"id": 1}, {"id": 2}]}})
        assert azure.owner.messages("win-vm", "(Invoke-RestMethod https://contoso.com/api).items.id") == ["1\n2", ""]

    def test_an_archive_can_be_expanded(self, azure: SimulatedAzure, control: ControlClient) -> None:
        control("POST", "/stubs", {"url": "https://contoso.com/a.zip", "archive": {"bin/run.ps1": "'runs'"}})
        script = (
            "Invoke-WebRequest https://contoso.com/a.zip -OutFile C:\\a.zip",
            "Expand-Archive C:\\a.zip C:\\a",
            "& C:\\a\\bin\\run.ps1",
        )
        assert azure.owner.messages("win-vm", *script) == ["runs", ""]

    @pytest.mark.parametrize(
        ("body", "sentence"),
        [
            ({"url": "ftp://a"}, "the stub: a stub's url begins with http://, https:// or *"),
            ({"url": "https://a", "stdout": "b"}, "the stub has no member 'stdout'; it takes url, method, status"),
            ({"url": "https://a", "body": "b", "bodyBase64": "Yg=="}, "the stub: there is one body, not 'body' and"),
            ({"url": "https://a", "headers": {"A": 1}}, "the stub: 'headers' must be a mapping of texts"),
            ({"url": "https://a", "archive": {"a": 1}}, "the stub: 'archive' must be a mapping of paths to texts"),
            ({"url": "https://a", "status": 99}, "the stub: a stub's status is one of HTTP's"),
        ],
    )
    def test_an_answer_that_can_not_be_is_refused(
        self, control: ControlClient, body: dict[str, object], sentence: str
    ) -> None:
        status, text = control.refused("POST", "/stubs", body)
        assert (status, text[: len(sentence)]) == (400, sentence)


class TestUse:
    """What a script sees of a stub."""

    def test_a_cmdlet_gets_objects_that_go_down_the_pipeline(
        self, azure: SimulatedAzure, control: ControlClient
    ) -> None:
        control("POST", "/stubs", {"name": "Get-AzVM", "objects": [{"Name": "one", "Cores": 2}, {"Name": "two"}]})
        script = 'Get-AzVM -Status | Where-Object Cores -gt 1 | ForEach-Object { "$($_.Name) has $($_.Cores)" }'
        assert azure.owner.messages("win-vm", script) == ["one has 2", ""]

    def test_a_program_gets_output_exit_code_and_time(self, azure: SimulatedAzure, control: ControlClient) -> None:
        control("POST", "/stubs", {"name": "setup.exe", "stdout": "installed\r\n", "exitCode": 3010, "duration": 60})
        assert azure.owner.messages("win-vm", "setup /quiet", "$LASTEXITCODE") == ["installed\n3010", ""]
        assert azure.now == 60.0

    def test_an_effect_happens_to_the_machine_when_the_time_has_passed(
        self, azure: SimulatedAzure, control: ControlClient
    ) -> None:
        effect = {"services": {"Contoso": {"status": "Running", "startType": "Automatic"}}}
        control("POST", "/stubs", {"name": "setup.exe", "duration": 60, "effect": effect})
        azure.owner.messages("win-vm", "cmd /c setup.exe")
        (run,) = [entry.time for entry in azure.simulation.journal if entry.event == "script ended"]
        assert run == 60.0
        assert "RUNNING" in azure.owner.messages("win-vm", "sc.exe query Contoso")[0]

    def test_an_effect_that_stops_the_agent_loses_the_run(self, azure: SimulatedAzure, control: ControlClient) -> None:
        effect = {"services": {"WindowsAzureGuestAgent": {"status": "Stopped"}}}
        control("POST", "/stubs", {"name": "agent-update.exe", "effect": effect})
        status = azure.owner.run_command("win-vm", "agent-update.exe")
        assert status["error"]["code"] == "VMExtensionProvisioningTimeout"

    def test_error_text_is_an_error_of_the_script(self, azure: SimulatedAzure, control: ControlClient) -> None:
        control("POST", "/stubs", {"name": "Get-AzVM", "stderr": "Run Connect-AzAccount to login."})
        stdout, stderr = azure.owner.messages("win-vm", "Get-AzVM", "'goes on'")
        assert (stdout, stderr.splitlines()[0]) == ("goes on", "Get-AzVM : Run Connect-AzAccount to login.")

    def test_error_text_can_be_caught(self, azure: SimulatedAzure) -> None:
        azure.simulation.stubs.add(Stub("Get-AzVM", stderr="no login"))
        caught = 'try { Get-AzVM -ErrorAction Stop } catch { "caught: $_" }'
        silent = 'Get-AzVM -ErrorAction SilentlyContinue -ErrorVariable kept; "kept: $kept"'
        assert azure.owner.messages("win-vm", caught, silent) == ["caught: no login\nkept: no login", ""]

    def test_the_newest_stub_whose_arguments_match_wins(self, azure: SimulatedAzure) -> None:
        for stub in (Stub("ask", "any"), Stub("ask", "full", arguments="-mode FULL"), Stub("ask", "x", vm="other")):
            azure.simulation.stubs.add(stub)
        assert azure.owner.messages("win-vm", "ask -Mode full", "ask -Mode quick") == ["full\nany", ""]

    def test_a_stub_comes_before_what_the_simulator_has(self, azure: SimulatedAzure) -> None:
        azure.simulation.stubs.add(Stub("Get-Date", "yesterday"))
        azure.simulation.stubs.add(Stub("ipconfig", "no network\r\n"))
        assert azure.owner.messages("win-vm", "Get-Date", "ipconfig") == ["yesterday\nno network", ""]

    def test_a_stub_that_never_ends_lasts_to_the_90th_minute(self, azure: SimulatedAzure) -> None:
        azure.simulation.stubs.add(Stub("setup.exe", duration=None))
        assert azure.owner.run_command("win-vm", "setup.exe")["error"]["code"] == "VMExtensionProvisioningTimeout"
        assert azure.now == 5400.0

    def test_the_estate_s_stubs_are_there_from_the_start_and_after_a_reset(self, make_azure: MakeAzure) -> None:
        azure = make_azure(stubs=(Stub("Get-AzVM", "from the estate"),))
        assert azure.owner.messages("win-vm", "Get-AzVM")[0] == "from the estate"
        azure.simulation.stubs.clear()
        azure.simulation.reset()
        assert [stub.name for stub in azure.simulation.stubs] == ["Get-AzVM"]


class TestJournal:
    """What was used, and what was missing."""

    def test_each_use_is_noted_with_its_arguments(self, azure: SimulatedAzure) -> None:
        azure.simulation.stubs.add(Stub("Get-AzVM"))
        azure.owner.messages("win-vm", "Get-AzVM -Name one -Status", "cmd /c get-azvm 1 2")
        assert journal(azure, "stub used") == [
            {"name": "Get-AzVM", "arguments": "-Name one -Status"},
            {"name": "Get-AzVM", "arguments": "1 2"},
        ]

    def test_a_cmdlet_that_is_missing_is_noted_with_its_line(self, azure: SimulatedAzure) -> None:
        stdout, stderr = azure.owner.messages("win-vm", "'before'", "Get-ADUser -Filter *", "'never'")
        assert stdout == "before"
        assert "Real Windows has the command 'Get-ADUser', but this simulator" in stderr
        assert journal(azure, "script needs what the simulator lacks") == [{"name": "Get-ADUser", "line": 2}]

    def test_a_program_that_is_missing_is_noted_with_its_path(self, azure: SimulatedAzure) -> None:
        azure.owner.messages("win-vm", "auditpol /s plan.txt")
        assert journal(azure, "program is not simulated") == [{"program": r"C:\Windows\System32\auditpol.exe"}]


class TestMetadata:
    """The instance metadata service knows the VM that Azure knows."""

    def test_a_vm_reads_its_own_resource(self, azure: SimulatedAzure) -> None:
        machine = next(one for one in azure.simulation.cloud.machines.values() if one.name == "win-vm")
        script = (
            "$uri = 'http://169.254.169.254/metadata/instance/compute?api-version=2021-02-01'",
            "$me = Invoke-RestMethod -Headers @{Metadata='true'} -Uri $uri",
            "$me.resourceId; $me.vmId; $me.vmSize; $me.location",
            "(Get-ItemProperty 'HKLM:\\SOFTWARE\\Microsoft\\Windows Azure').VmId",
        )
        assert azure.owner.messages("win-vm", *script)[0].splitlines() == [
            machine.id,
            machine.vm_id,
            machine.size,
            machine.location,
            machine.vm_id,
        ]

    def test_a_stub_gives_the_identity_s_token(self, azure: SimulatedAzure, control: ControlClient) -> None:
        url = "http://169.254.169.254/metadata/identity/oauth2/token"
        ask = (
            f"(Invoke-RestMethod '{url}?api-version=2018-02-01&resource=x' -Headers @{{Metadata='true'}}).access_token"
        )
        assert azure.owner.messages("win-vm", ask)[1].startswith(
            'Invoke-RestMethod : {"error":"invalid_request","error_description":"Identity'
        )
        control("POST", "/stubs", {"url": f"{url}*", "body": {"access_token": "eyJ0"}})
        assert azure.owner.messages("win-vm", ask) == ["eyJ0", ""]
