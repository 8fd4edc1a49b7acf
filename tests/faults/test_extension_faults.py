"""Faults of the Run Command extension and of Compute's view of it."""

import pytest
from support.http_client import Served

TIMED_OUT = "VMExtensionProvisioningTimeout"
NON_TRANSIENT = "VMExtensionHandlerNonTransientError"
RUN_IN_PROGRESS = (
    "Run command extension execution is in progress. Please wait for completion before invoking a run command."
)
VMS = pytest.mark.parametrize("vm", ["win-vm", "linux-vm"])
EXTENSIONS = {"win-vm": "RunCommandWindows", "linux-vm": "RunCommandLinux"}
INSTALL_COMMANDS = {
    "win-vm": "install.cmd",
    "linux-vm": "/var/lib/waagent/Microsoft.CPlat.Core.RunCommandLinux-1.0.5/bin/run-command-shim install",
}


def scripts_run(served: Served) -> int:
    """How many scripts have begun."""
    return sum(event == "script started" for _, event, _ in served.events("extension"))


class TestInstall:
    @VMS
    def test_the_run_fails_with_the_install_commands_exit_code(self, served: Served, vm: str) -> None:
        served.script()
        served.simulator.inject("extension-install-fails", vm=vm)
        error = served.client.run_command(vm, "x")["error"]
        assert error["code"] == NON_TRANSIENT
        assert error["message"].startswith(
            f"The handler for VM extension type 'Microsoft.CPlat.Core.{EXTENSIONS[vm]}' has reported terminal failure "
            f"for VM extension '{EXTENSIONS[vm]}' with error message: '[ExtensionOperationError] Non-zero exit code: "
            f"126, {INSTALL_COMMANDS[vm]}\n[stdout]\n\n\n[stderr]\ncannot execute binary file: Exec format error\n'."
        )
        assert "'Install handler failed for the extension." in error["message"]
        assert scripts_run(served) == 0

    @VMS
    def test_also_where_it_was_installed_before_and_healed_it_installs_again(self, served: Served, vm: str) -> None:
        served.script()
        assert served.client.run_command(vm, "x")["status"] == "Succeeded"
        served.simulator.inject("extension-install-fails", vm=vm, exit_code=51, text="unsupported OS")
        assert "Non-zero exit code: 51" in served.client.run_command(vm, "x")["error"]["message"]
        served.simulator.heal()
        assert served.client.run_command(vm, "x")["status"] == "Succeeded"


class TestMarkedForDeletion:
    @VMS
    def test_other_runs_are_refused(self, served: Served, vm: str) -> None:
        served.simulator.inject("extension-marked-for-deletion", vm=vm)
        answer = served.client.start_command(vm, "x")
        assert (answer.status_line, answer.code) == ("409 ", "OperationNotAllowed")
        assert answer.message == (
            f"Operation 'PUT Extension' is not allowed on VM extension '{EXTENSIONS[vm]}' since it is marked for "
            "deletion. You can only retry the Delete operation (or wait for an ongoing one to complete)."
        )

    @VMS
    def test_the_command_that_removes_the_extension_ends_it(self, served: Served, vm: str) -> None:
        served.script()
        served.simulator.inject("extension-marked-for-deletion", vm=vm)
        client, system = served.client, EXTENSIONS[vm].removeprefix("RunCommand")
        removal = {"commandId": f"RemoveRunCommand{system}Extension"}
        assert client.wait(client.post(f"{client.vm(vm)}/runCommand", removal))["status"] == "Succeeded"
        assert client.run_command(vm, "x")["status"] == "Succeeded"

    def test_so_many_requests_are_refused(self, served: Served) -> None:
        served.script()
        served.simulator.inject("extension-marked-for-deletion", vm="linux-vm", count=2)
        statuses = [served.client.start_command("linux-vm", "x").status for _ in range(3)]
        assert (statuses, served.simulator.faults) == ([409, 409, 202], ())


class TestDisallowed:
    @VMS
    def test_runs_are_refused_and_the_vm_shows_why(self, served: Served, vm: str) -> None:
        order = served.simulator.inject("extension-operations-disallowed", vm=vm)
        answer = served.client.start_command(vm, "x")
        assert (answer.status_line, answer.code) == ("409 ", "OperationNotAllowed")
        assert answer.message == (
            "This operation cannot be performed when extension operations are disallowed. To allow, please ensure VM "
            "Agent is installed on the VM and the osProfile.allowExtensionOperations property is true."
        )
        assert allowed(served, vm) is False
        served.simulator.heal(order.id)
        assert (allowed(served, vm), served.client.start_command(vm, "x").status) == (True, 202)

    def test_so_many_requests_are_refused_and_others_are_not(self, served: Served) -> None:
        served.script()
        served.simulator.inject("extension-operations-disallowed", vm="linux-vm", count=1)
        assert served.client.start_command("win-vm", "x").status == 202
        assert [served.client.start_command("linux-vm", "x").status for _ in range(2)] == [409, 202]
        assert allowed(served, "linux-vm") is True


def allowed(served: Served, vm: str) -> bool:
    """What the VM shows."""
    profile = served.client.get(served.client.vm(vm)).json["properties"]["osProfile"]
    return bool(profile["allowExtensionOperations"])


class TestStaleOutput:
    @VMS
    def test_a_run_answers_with_an_earlier_ones_output_and_does_nothing(self, served: Served, vm: str) -> None:
        served.script(stdout="new\n")
        served.simulator.inject("stale-output", vm=vm, output="old")
        message = {"win-vm": ["old", ""], "linux-vm": ["Enable succeeded: \n[stdout]\nold\n\n[stderr]\n"]}[vm]
        assert served.client.messages(vm, "x") == message
        assert served.client.messages(vm, "x") == message
        assert scripts_run(served) == 0

    @VMS
    def test_the_command_that_removes_the_extension_is_the_remedy(self, served: Served, vm: str) -> None:
        served.script(stdout="new\n")
        served.simulator.inject("stale-output", vm=vm)
        client, system = served.client, EXTENSIONS[vm].removeprefix("RunCommand")
        client.wait(client.post(f"{client.vm(vm)}/runCommand", {"commandId": f"RemoveRunCommand{system}Extension"}))
        assert "new" in client.messages(vm, "x")[0]

    @VMS
    def test_for_one_run_only(self, served: Served, vm: str) -> None:
        served.script(stdout="new\n")
        assert "new" in served.client.messages(vm, "x")[0]
        served.simulator.inject("stale-output", vm=vm, count=1)
        outputs = [served.client.messages(vm, "x")[0] for _ in range(2)]
        assert ["earlier run" in output for output in outputs] == [True, False]
        assert (scripts_run(served), served.simulator.faults) == (2, ())


class TestConflictAfterSuccess:
    def test_the_next_run_is_refused_until_the_lock_is_gone(self, by_hand: Served) -> None:
        by_hand.script()
        by_hand.simulator.inject("conflict-after-success", vm="linux-vm", seconds=600)
        accepted = by_hand.client.start_command("linux-vm", "x")
        by_hand.simulator.clock.advance(minutes=2)
        (ended,) = [at for at, event, _ in by_hand.events("compute") if event == "operation succeeded"]
        assert by_hand.client.poll(accepted).json["status"] == "Succeeded"
        by_hand.simulator.clock.advance(ended + 599.9 - by_hand.now)
        refused = by_hand.client.start_command("linux-vm", "x")
        assert (refused.status, refused.code, refused.message) == (409, "Conflict", RUN_IN_PROGRESS)
        by_hand.simulator.clock.advance(0.1)
        assert by_hand.client.start_command("linux-vm", "x").status == 202

    def test_in_auto_whoever_asks_again_lets_the_lock_go(self, served: Served) -> None:
        served.script()
        served.simulator.inject("conflict-after-success", vm="linux-vm", seconds=45)
        assert served.client.run_command("linux-vm", "x")["status"] == "Succeeded"
        ended = served.now
        assert [served.client.start_command("linux-vm", "x").status for _ in range(2)] == [409, 202]
        assert served.now == ended + 45

    def test_after_so_many_runs(self, served: Served) -> None:
        served.script()
        served.simulator.inject("conflict-after-success", vm="linux-vm", count=1)
        for refusals in (1, 0):
            assert served.client.run_command("linux-vm", "x")["status"] == "Succeeded"
            refused = 0
            while served.client.start_command("linux-vm", "x").status == 409:
                refused += 1
            assert refused == refusals
            served.simulator.clock.advance(minutes=10)
        assert served.simulator.faults == ()

    def test_healing_lets_the_lock_go(self, served: Served) -> None:
        served.script()
        served.simulator.inject("conflict-after-success", vm="linux-vm")
        served.client.run_command("linux-vm", "x")
        assert served.client.start_command("linux-vm", "x").status == 409
        served.simulator.heal()
        assert served.client.start_command("linux-vm", "x").status == 202


class TestLegacyExitCodes:
    @VMS
    def test_another_code_than_0_fails_the_run(self, served: Served, vm: str) -> None:
        served.script(stdout="out\n", exit_code=3)
        order = served.simulator.inject("legacy-exit-codes", vm=vm)
        error = served.client.run_command(vm, "x")["error"]
        text = {
            "win-vm": "Finished executing command",
            "linux-vm": (
                "Enable failed: failed to execute command: command terminated with exit status=3\n[stdout]\nout\n\n"
                "[stderr]\n"
            ),
        }[vm]
        assert error == {
            "code": "VMExtensionProvisioningError",
            "message": f"VM has reported a failure when processing extension '{EXTENSIONS[vm]}'. Error message: "
            f'"{text}".',
        }
        served.simulator.heal(order.id)
        assert served.client.run_command(vm, "x")["status"] == "Succeeded"
