"""How the extension fails, and that a failure speaks of its own run only."""

import pytest
from support.agent_bench import AgentBench, Behaviour

from fake_agent.extension.handler import ENABLE_FAILED, INSTALL_FAILED
from fake_agent.guest import GuestUnavailableError, Outcome

FAILURE = Behaviour(outcome=Outcome(b"out", b"'XYZ' is not recognized", 1))
FAILURE_TEXT = "[ExtensionOperationError] Non-zero exit code: 1, {}\n[stdout]\nout\n\n[stderr]\n'XYZ' is not recognized"


def failures(bench: AgentBench) -> list[tuple[int, str]]:
    """The reports of handlers that are not ready: code and message."""
    return [
        (handler.code, handler.message)
        for report in bench.link.reports
        for handler in report.handlers
        if not handler.ready
    ]


@pytest.mark.parametrize(("operation", "code"), [("install", INSTALL_FAILED), ("enable", ENABLE_FAILED)])
def test_a_command_of_the_handler_that_fails_is_reported_with_its_output(operation: str, code: int) -> None:
    bench = AgentBench()
    bench.guest.behaviours[f"{operation}.cmd"] = FAILURE
    bench.publish("script")
    bench.run_until(60)
    assert failures(bench) == [(code, FAILURE_TEXT.format(f"{operation}.cmd"))]
    assert bench.scripts_run == []


@pytest.mark.parametrize(
    ("operation", "code", "limit", "reported"),
    [("install", INSTALL_FAILED, 900, 911.0), ("enable", ENABLE_FAILED, 300, 312.0)],
)
def test_a_command_of_the_handler_that_hangs_is_given_up_and_killed(
    operation: str, code: int, limit: int, reported: float
) -> None:
    bench = AgentBench()
    bench.guest.behaviours[f"{operation}.cmd"] = Behaviour(None)
    bench.publish("script")
    bench.run_until(2000)
    assert failures(bench) == [(code, f"[ExtensionError] Timeout({limit}): {operation}.cmd")]
    assert bench.uploads[-1] == (reported, 0, str(code))
    assert bench.guest.running == []


@pytest.mark.parametrize("operation", ["install", "enable"])
def test_a_failure_is_not_reported_for_the_next_run(operation: str) -> None:
    bench = AgentBench()
    bench.guest.behaviours[f"{operation}.cmd"] = FAILURE
    bench.publish("first")
    bench.run_until(60)
    bench.guest.behaviours.clear()
    bench.publish("second", at=61.0)
    bench.run_until(120)
    assert [state for _, number, state in bench.uploads if number == 1] == ["transitioning", "success"]


def test_a_failed_install_leaves_nothing_and_is_tried_again() -> None:
    bench = AgentBench()
    bench.guest.behaviours["install.cmd"] = FAILURE
    bench.publish("first")
    bench.run_until(60)
    assert not bench.files.exists(bench.layout.folder)
    bench.guest.behaviours.clear()
    bench.publish("second", at=61.0)
    bench.run_until(120)
    assert [name for _, name in bench.guest.executed] == ["install.cmd", "install.cmd", "enable.cmd", "powershell"]


@pytest.mark.parametrize("os_type", ["Windows", "Linux"])
def test_a_full_disk_fails_the_install(os_type: str) -> None:
    bench = AgentBench(os_type)
    bench.files.disk_full = True
    bench.publish("script")
    bench.run_until(60)
    assert failures(bench) == [
        (INSTALL_FAILED, f"[ExtensionError] No space left on device: '{bench.layout.agent_log}'")
    ]


@pytest.mark.parametrize("os_type", ["Windows", "Linux"])
def test_a_disk_that_is_full_after_the_install_fails_the_enable(os_type: str) -> None:
    bench = AgentBench(os_type)
    bench.publish("first")
    bench.run_until(60)
    bench.script(Behaviour(effect=lambda: setattr(bench.files, "disk_full", True)))
    bench.publish("second", at=60.0)
    bench.run_until(120)
    assert failures(bench) == [(ENABLE_FAILED, f"[ExtensionError] No space left on device: '{bench.layout.log}'")]


def test_a_guest_that_can_run_nothing_fails_with_its_own_words() -> None:
    bench = AgentBench("Linux")

    def fail() -> None:
        raise GuestUnavailableError("no sandbox here: install it")

    bench.script(Behaviour(effect=fail))
    bench.publish("script")
    bench.run_until(60)
    assert failures(bench) == [(ENABLE_FAILED, "no sandbox here: install it")]


def test_a_status_file_that_a_script_has_broken_is_an_error() -> None:
    bench = AgentBench()
    bench.publish("script")
    bench.run_until(60)
    bench.files.write(bench.layout.status_file(0), b"not JSON")
    assert bench.handler.status(0).state.value == "error"
    assert bench.handler.status(0).message.startswith("Status file 0.status was in an incorrect format: ")


def test_a_missing_status_file_counts_as_transitioning() -> None:
    bench = AgentBench()
    assert bench.handler.status(7).state.value == "transitioning"
    assert bench.handler.status(7).message == (
        "This status is being reported by the Guest Agent since no status file was reported by extension "
        f"Microsoft.CPlat.Core.RunCommandWindows: Status file {bench.layout.status_file(7)} does not exist"
    )


@pytest.mark.parametrize(
    ("os_type", "legacy", "state", "message"),
    [
        ("Windows", False, "success", "Finished executing command"),
        ("Windows", True, "error", "Finished executing command"),
        ("Linux", False, "success", "Enable succeeded: \n[stdout]\nout\n[stderr]\nerr"),
        (
            "Linux",
            True,
            "error",
            (
                "Enable failed: failed to execute command: command terminated with exit status=7"
                "\n[stdout]\nout\n[stderr]\nerr"
            ),
        ),
    ],
)
def test_an_exit_code_fails_the_run_in_the_legacy_way_only(
    os_type: str, legacy: bool, state: str, message: str
) -> None:
    bench = AgentBench(os_type, legacy=legacy)
    bench.script(Behaviour(outcome=Outcome(b"out", b"err", 7)))
    bench.publish("exit 7")
    bench.run_until(60)
    status = bench.handler.status(0)
    assert (status.state.value, status.message) == (state, message)


@pytest.mark.parametrize("os_type", ["Windows", "Linux"])
def test_the_legacy_way_lets_success_succeed(os_type: str) -> None:
    bench = AgentBench(os_type, legacy=True)
    bench.publish("exit 0")
    bench.run_until(60)
    assert bench.handler.status(0).state.value == "success"


@pytest.mark.parametrize(("size", "state"), [(256 * 1024, "success"), (256 * 1024 + 1, "1009")])
def test_the_linux_extension_takes_scripts_of_256_kilobytes(size: int, state: str) -> None:
    bench = AgentBench("Linux")
    bench.publish("x" * size)
    bench.run_until(60)
    assert bench.uploads[-1][2] == state
