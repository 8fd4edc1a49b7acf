"""The pytest plugin, as users' own suites see it."""

import re
import subprocess
import sys

import pytest
from support.suites import sending, suite_of_clients

ESTATE = "resourceGroups: [{name: other, virtualMachines: [{name: lonely, osType: Windows}]}]"


def run(pytester: pytest.Pytester, *lines: str) -> pytest.RunResult:
    """Run a suite of one file in this process."""
    pytester.makepyfile("\n".join(lines))
    return pytester.runpytest_inprocess("-p", "no:cacheprovider", "-p", "no:hypothesispytest", "-p", "no:xdist")


def test_a_test_runs_a_command_through_the_compute_client(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        "def test_it(compute_client, run_command_simulator):",
        "    run_command_simulator.vm('win-vm').rule('hostname', stdout='win-vm\\r\\n')",
        *sending("hostname"),
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
        f"ESTATE = {ESTATE!r}",
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


MISTAKES = {
    "colour='red'": "it takes no 'colour'; it takes estate, faults, time, seed, start, allow_unfinished",
    "'manual'": "it takes estate, faults, time, seed, start, allow_unfinished by name: faults=[...], not 'manual'",
    "seed='seven'": "'seed' must be a whole number, not 'seven'",
    "seed=True": "'seed' must be a whole number, not True",
    "faults='throttled'": "'faults' must be a list, not 'throttled'",
    "estate='nowhere.yaml'": "estate file nowhere.yaml: can't be read: No such file or directory",
    "faults=[('no-vm', 'agent-stopped')]": "there is no VM 'no-vm'; there are win-vm, linux-vm, ",
    "allow_unfinished='yes'": "'allow_unfinished' must be True or False, not 'yes'",
}
"""What a marker may be given wrongly, and what it is told."""


def test_every_mistake_in_a_marker_is_one_sentence(pytester: pytest.Pytester) -> None:
    tests = (
        f"@pytest.mark.run_command({arguments})\ndef test_{number}(run_command_simulator): pass"
        for number, arguments in enumerate(MISTAKES)
    )
    result = run(pytester, "import pytest", *tests)
    result.assert_outcomes(errors=len(MISTAKES))
    said = [line for line in result.stdout.lines if line.startswith("@pytest.mark.run_command: ")]
    assert len(said) == len(MISTAKES)
    for line, sentence in zip(said, MISTAKES.values(), strict=True):
        assert line.startswith(f"@pytest.mark.run_command: {sentence}")
    assert "Traceback" not in result.stdout.str()


def test_markers_of_module_class_and_test_add_up_and_the_closest_counts(pytester: pytest.Pytester) -> None:
    (pytester.path / "estate.yaml").write_text(ESTATE, encoding="utf-8")
    result = run(
        pytester,
        "import pytest",
        "pytestmark = pytest.mark.run_command(estate='estate.yaml', time='real')",
        "@pytest.mark.run_command(time='x60')",
        "class TestIt:",
        "    @pytest.mark.run_command(time='manual')",
        "    def test_it(self, run_command_simulator):",
        "        assert run_command_simulator.vm('lonely').name == 'lonely'",
        "        run_command_simulator.clock.advance(minutes=1)",
        "        assert run_command_simulator.clock.seconds == 60",
    )
    result.assert_outcomes(passed=1)


BEGIN = sending("Start-Sleep 60", options=", polling=False")
"""A test that begins a run and does not wait for it."""


def test_a_test_that_leaves_an_operation_unfinished_is_told_so(pytester: pytest.Pytester) -> None:
    result = run(pytester, "def test_it(compute_client, run_command_simulator):", *BEGIN)
    result.assert_outcomes(failed=1)
    result.stdout.re_match_lines(
        [
            r"the test left 1 unfinished: runCommand on win-vm, begun at 0\.0 s \(operation [-0-9a-f]{36}\)",
            r"wait for each \(`poller.result\(\)`\), move time .*allow_unfinished=True",
            r".*Run Command simulator: journal.*",
        ]
    )


def test_a_test_that_ends_its_operations_passes(pytester: pytest.Pytester) -> None:
    end = "    run_command_simulator.clock.advance(minutes=90)"
    result = run(pytester, "def test_it(compute_client, run_command_simulator):", *BEGIN, end)
    result.assert_outcomes(passed=1)


def test_a_test_may_say_that_it_leaves_operations_unfinished(pytester: pytest.Pytester) -> None:
    marker = "@pytest.mark.run_command(allow_unfinished=True)"
    result = run(pytester, "import pytest", marker, "def test_it(compute_client):", *BEGIN)
    result.assert_outcomes(passed=1)


def test_a_suite_may_say_so_for_all_its_tests_and_a_test_may_not(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nrun_command_allow_unfinished = true")
    result = run(
        pytester,
        "import pytest",
        "def test_it(compute_client):",
        *BEGIN,
        "@pytest.mark.run_command(allow_unfinished=False)",
        "def test_strictly(compute_client):",
        *BEGIN,
    )
    result.assert_outcomes(passed=1, failed=1)


SERVER_ERROR = (
    "import pytest, urllib.error, urllib.request, ssl",
    "def test_it(run_command_simulator, monkeypatch):",
    "    from fake_arm import gateway",
    "    monkeypatch.setattr(gateway, '_check_token', lambda cloud, request: 1 / 0)",
    "    connection = run_command_simulator.connection",
    "    trusting = ssl.create_default_context(cafile=connection.authority_file)",
    "    with pytest.raises(urllib.error.HTTPError, match='500'):",
    "        url = f'{connection.resource_manager}/subscriptions?api-version=2022-12-01'",
    "        urllib.request.urlopen(url, context=trusting)",
)


def test_a_test_that_does_not_see_that_the_simulator_failed_is_told_so(pytester: pytest.Pytester) -> None:
    result = run(pytester, *SERVER_ERROR)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "the simulator itself failed, and the test did not look at it: GET /subscriptions at 0.0 s: *division*",
            "please report it; a test that expects it reads run_command_simulator.server_errors",
        ]
    )


def test_a_test_that_reads_the_servers_errors_passes(pytester: pytest.Pytester) -> None:
    result = run(pytester, *SERVER_ERROR, "    assert len(run_command_simulator.server_errors) == 1")
    result.assert_outcomes(passed=1)


def test_a_test_that_failed_by_itself_is_not_told_more(pytester: pytest.Pytester) -> None:
    result = run(pytester, "def test_it(compute_client):", *BEGIN, "    assert False")
    result.assert_outcomes(failed=1)
    assert "the test left" not in result.stdout.str()


def test_a_failed_test_shows_the_journal(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        "def test_it(run_command_simulator):",
        "    run_command_simulator.vm('win-vm').inject('outbound-blocked')",
        "    assert False",
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*Run Command simulator: journal*", "*win-vm*injected (fault: outbound-blocked)*"])


def test_the_journal_of_a_report_is_in_columns_and_of_limited_length(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        "def test_before(run_command_simulator):",
        "    run_command_simulator.vm('win-vm').inject('agent-stopped')",
        "    run_command_simulator.vm('win-vm').heal('agent-stopped')",
        "def test_it(run_command_simulator):",
        "    simulation = run_command_simulator._simulation",
        "    run_command_simulator.clock.advance(12.3)",
        "    for number in range(100):",
        "        simulation.surroundings.record('fault', f'number {number}', vm='win-vm', text='x' * 500)",
        "    assert False",
    )
    result.assert_outcomes(passed=1, failed=1)
    lines = result.stdout.str().splitlines()
    start = next(number for number, line in enumerate(lines) if "Run Command simulator: journal" in line)
    section = lines[start + 1 : start + 83]
    assert section[0].endswith(" earlier lines are left out; run_command_simulator.timeline() has them all)")
    assert section[1] == "  time  layer  VM      what happened"
    assert section[2].startswith("12.3 s  fault  win-vm  number 20 (text: xxx")
    assert section[81].startswith("12.3 s  fault  win-vm  number 99 (text: xxx")
    assert section[81].endswith("xxx ...")
    assert {len(line) for line in section[2:]} == {183}
    assert "agent-stopped" not in result.stdout.str()


def test_an_expectation_in_an_assertion_shows_the_differences(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        "from simulator.kit.received import Command",
        "def test_it(run_command_simulator):",
        "    assert Command('hostname') in run_command_simulator.vm('win-vm').received",
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["E*assert win-vm received no run command with script 'hostname'", "E*none at all was received"]
    )


def test_a_failed_test_shows_which_stubs_were_used_and_what_was_missing(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        "def test_it(compute_client, run_command_simulator):",
        "    run_command_simulator.vm('win-vm').stub('Get-AzVM', stdout='one')",
        *sending("Get-AzVM -Status", "irm https://contoso.com/x -ErrorAction Ignore", "Get-ADUser x"),
        "    assert poller.result().value[1].message == ''",
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*guest*win-vm*stub used (name: Get-AzVM, arguments: -Status)",
            "*guest*win-vm*script needs what the simulator lacks (name: Get-ADUser, line: 3)",
            "*Run Command simulator: what it lacks*",
            "win-vm: a script asks for https://contoso.com/x, which nobody answers; *.stub(url='https://*",
            "win-vm: line 3 of a script needs Get-ADUser, which the simulator lacks; *.stub('Get-ADUser', stdout=...)",
        ]
    )


def test_workers_of_xdist_have_a_simulator_each(pytester: pytest.Pytester) -> None:
    address = "    print(run_command_simulator.connection.resource_manager)"
    pytester.makepyfile(suite_of_clients(8) + address)
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-n", "2", "-rP", timeout=120)
    result.assert_outcomes(passed=8)
    assert len(set(re.findall(r"https://127\.0\.0\.1:\d+", result.stdout.str()))) == 2


def test_the_plugin_imports_nothing_heavy() -> None:
    heavy = "[name for name in ('flask', 'simpy', 'cheroot') if name in sys.modules]"
    program = f"import sys, simulator.pytest_plugin; print({heavy})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
