"""The PowerShell profile of all users, which a script's process runs first."""

import pytest
from windows.windows_workbench import DOWNLOADS, INSTANT, SmallWorld, Workbench

from fake_agent.extension import windows as extension
from fake_agent.guest import Outcome
from fake_agent.windows.guest import WindowsGuest
from fake_agent.windows.programs.powershell import PROFILE


@pytest.fixture
def bench() -> Workbench:
    world = SmallWorld()
    bench = Workbench(world, WindowsGuest(world, "win-vm", timing=INSTANT))
    bench.guest.machine.files.make_folder(DOWNLOADS)
    return bench


def run(bench: Workbench, profile: str, script: str, options: str = "") -> Outcome:
    """A script after a profile, as the extension starts it."""
    bench.guest.files.write(PROFILE, profile.encode())
    bench.guest.files.write(rf"{DOWNLOADS}\script0.ps1", script.encode())
    running = bench.start(f"powershell {options} -File script0.ps1")
    bench.world.environment.run(until=600)
    assert isinstance(running.value, Outcome)
    return running.value


def test_what_it_says_and_defines_is_there(bench: Workbench) -> None:
    outcome = run(bench, "'from the profile'; function Greet { 'hello' }; $name = 'x'", 'Greet; "$name"')
    assert outcome == Outcome(b"from the profile\r\nhello\r\nx\r\n")


def test_with_no_profile_it_is_not_run(bench: Workbench) -> None:
    assert run(bench, "'from the profile'", "'script'", "-NoProfile").stdout == b"script\r\n"


def test_a_command_finds_it_too_unless_it_is_told_not_to(bench: Workbench) -> None:
    bench.guest.files.write(PROFILE, b"$name = 'x'")
    assert bench.run("""powershell -Command "'[' + $name + ']'\"""") == Outcome(b"[x]\r\n")
    assert bench.run("""powershell -NoProfile -Command "'[' + $name + ']'\"""") == Outcome(b"[]\r\n")


@pytest.mark.parametrize(("profile", "error"), [("throw 'broken'", b"broken"), ("if (", b"Missing")])
def test_its_errors_are_shown_and_the_script_runs(bench: Workbench, profile: str, error: bytes) -> None:
    outcome = run(bench, profile, "'script'")
    assert (outcome.stdout, outcome.exit_code) == (b"script\r\n", 0)
    assert error in outcome.stderr


def test_the_extension_knows_where_the_profile_is() -> None:
    assert extension.PROFILE == PROFILE
