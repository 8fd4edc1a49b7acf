"""The example client survives its tests and the state machine; each bug of real clients is found."""

import shutil
from pathlib import Path

import pytest

pytestmark = pytest.mark.suites

EXAMPLES = Path(__file__).parent.parent.parent / "examples" / "clients"

FOUND_BY = {
    "GivesUpOnConflict": "test_a_busy_vm_is_waited_for",
    "RetriesConflictForEver": "test_a_busy_vm_is_not_waited_for_for_ever",
    "RepeatsThePost": "test_a_script_never_runs_twice",
    "TrustsSucceeded": "test_a_failing_script_is_a_failure",
    "ReadsTheSecondStatus": "test_output_is_read_on_linux",
    "ParsesWhatIsLeft": "test_json_that_was_cut_is_not_parsed",
    "LooksForAnEnding": "test_output_is_read_on_windows",
    "GivesUpEarly": "test_a_long_script_is_waited_for",
    "KnowsOnlySuccess": "test_a_failed_operation_is_an_end",
    "SendsRawParameters": "test_values_arrive_as_they_are",
}
"""Each bug of a client, and the test that fails for it."""


@pytest.fixture
def suite(pytester: pytest.Pytester) -> pytest.Pytester:
    """The example's files, in a folder of their own."""
    for path in EXAMPLES.glob("*.py"):
        shutil.copy(path, pytester.path)
    return pytester


def run(suite: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    """Run it in a process of its own, as a user does."""
    return suite.runpytest_subprocess("-p", "no:cacheprovider", "-rA", "--no-header", *arguments, timeout=240)


def test_the_mended_client_passes_all_tests(suite: pytest.Pytester) -> None:
    result = run(suite, "test_run_command_client.py")
    result.assert_outcomes(passed=len(FOUND_BY))
    for name in FOUND_BY.values():
        result.stdout.fnmatch_lines([f"PASSED test_run_command_client.py::{name}[[]RunCommandClient]"])


def test_every_bug_is_found_by_its_test(suite: pytest.Pytester) -> None:
    tests = [f"test_run_command_client.py::{name}[{bug}]" for bug, name in FOUND_BY.items()]
    result = run(suite, "--client", "all", *tests)
    result.assert_outcomes(failed=len(FOUND_BY))


def test_there_is_a_test_for_every_bug() -> None:
    bugs = (EXAMPLES / "bugs.py").read_text(encoding="utf-8")
    assert [
        line.removeprefix("class ").partition("(")[0] for line in bugs.splitlines() if line.startswith("class ")
    ] == [*FOUND_BY]


SURVIVAL = "test_survival.py::test_the_client_survives_any_schedule_of_faults"

VERDICTS = {
    "GivesUpOnConflict": "AssertionError: the client raised RefusedError(*), but nothing was wrong",
    "RetriesConflictForEver": "AssertionError: the client has not come back within 7200 simulated seconds",
    "RepeatsThePost": "AssertionError: script * was started * times",
    "TrustsSucceeded": "AssertionError: the client returned *, but the script failed with *",
    "ReadsTheSecondStatus": "IndexError: list index out of range",
    "ParsesWhatIsLeft": "json.decoder.JSONDecodeError: *",
    "LooksForAnEnding": "*: *",
    "GivesUpEarly": "AssertionError: the client raised OutcomeUnknownError(*), but nothing was wrong",
    "KnowsOnlySuccess": "AssertionError: the client has not come back within 7200 simulated seconds",
    "SendsRawParameters": "AssertionError: the client *",
}
"""What the state machine says of each bug: whichever it meets first where there are several consequences."""


def test_the_mended_client_survives_the_state_machine(suite: pytest.Pytester) -> None:
    result = run(suite, "--hypothesis-profile", "unshrunk", f"{SURVIVAL}[RunCommandClient]")
    result.assert_outcomes(passed=1)


@pytest.mark.parametrize("bug", [*FOUND_BY])
def test_the_state_machine_finds_every_bug_by_itself(suite: pytest.Pytester, bug: str) -> None:
    result = run(suite, "--client", bug, "--hypothesis-profile", "unshrunk", SURVIVAL)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([f"E*{VERDICTS[bug]}"])
