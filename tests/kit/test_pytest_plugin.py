"""The pytest plugin, as users' own suites see it."""

import subprocess
import sys

import pytest


def run(pytester: pytest.Pytester, *lines: str) -> pytest.RunResult:
    """Run a suite of one file in this process."""
    pytester.makepyfile("\n".join(lines))
    return pytester.runpytest_inprocess("-p", "no:cacheprovider", "-p", "no:randomly")


def test_a_test_runs_a_command_through_the_compute_client(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        "def test_it(compute_client, run_command_simulator):",
        "    run_command_simulator.vm('win-vm').rule('hostname', stdout='win-vm\\r\\n')",
        "    command = {'commandId': 'RunPowerShellScript', 'script': ['hostname']}",
        "    poller = compute_client.virtual_machines.begin_run_command('my-resource-group', 'win-vm', command)",
        "    assert poller.result().value[0].message == 'win-vm'",
        "    assert run_command_simulator.unfinished() == ()",
    )
    result.assert_outcomes(passed=1)


def test_every_test_starts_at_the_beginning(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        "import pytest",
        "@pytest.mark.parametrize('number', [1, 2])",
        "def test_it(run_command_simulator, number):",
        "    assert run_command_simulator.clock.seconds == 0",
        "    assert run_command_simulator.vm('linux-vm').journal == ()",
        "    run_command_simulator.clock.advance(minutes=90)",
        "    assert run_command_simulator.clock.seconds == 5400",
    )
    result.assert_outcomes(passed=2)


def test_the_marker_gives_estate_faults_time_and_seed(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        "import pytest",
        "ESTATE = 'resourceGroups: [{name: other, virtualMachines: [{name: lonely, osType: Windows}]}]'",
        "@pytest.mark.run_command(estate=ESTATE, faults=[('lonely', 'agent-stopped')], time='manual', seed=7)",
        "def test_it(run_command_simulator):",
        "    lonely = run_command_simulator.vm('lonely')",
        "    assert [entry.details for entry in lonely.journal][-1] == {'fault': 'agent-stopped'}",
        "    assert not lonely.guest.agent_running",
    )
    result.assert_outcomes(passed=1)


def test_a_marker_that_makes_no_sense_is_told_so(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        "import pytest",
        "@pytest.mark.run_command(time='yesterday')",
        "def test_it(run_command_simulator):",
        "    pass",
    )
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*@pytest.mark.run_command: 'yesterday' is not a time mode*"])


def test_a_failed_test_shows_the_journal(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        "def test_it(run_command_simulator):",
        "    run_command_simulator.vm('win-vm').inject('outbound-blocked')",
        "    assert False",
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*Run Command simulator: journal*", "*win-vm*injected (fault: outbound-blocked)*"])


def test_a_failed_test_shows_which_stubs_were_used_and_what_was_missing(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        "def test_it(compute_client, run_command_simulator):",
        "    run_command_simulator.vm('win-vm').stub('Get-AzVM', stdout='one')",
        "    command = {'commandId': 'RunPowerShellScript', 'script': ['Get-AzVM -Status', 'Get-ADUser x']}",
        "    poller = compute_client.virtual_machines.begin_run_command('my-resource-group', 'win-vm', command)",
        "    assert poller.result().value[1].message == ''",
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*guest*win-vm*stub used (name: Get-AzVM, arguments: -Status)",
            "*guest*win-vm*script needs what the simulator lacks (name: Get-ADUser, line: 2)",
        ]
    )


def test_the_plugin_imports_nothing_heavy() -> None:
    heavy = "[name for name in ('flask', 'simpy', 'cheroot') if name in sys.modules]"
    program = f"import sys, simulator.pytest_plugin; print({heavy})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
