"""The example client survives its tests and the state machine; each bug of real clients is found."""

import shutil
from pathlib import Path

import pytest

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
    return suite.runpytest_subprocess("-p", "no:cacheprovider", "-rA", "--no-header", *arguments, timeout=120)


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


SEEN_BY_THE_MACHINE = (
    "RepeatsThePost",
    "TrustsSucceeded",
    "ReadsTheSecondStatus",
    "LooksForAnEnding",
    "KnowsOnlySuccess",
)
"""The bugs that break what must hold of every client; the others break what this one promises."""


def test_the_mended_client_survives_the_state_machine_and_bugs_do_not(suite: pytest.Pytester) -> None:
    name = "test_survival.py::test_the_client_survives_any_schedule_of_faults"
    tests = [f"{name}[{client}]" for client in ("RunCommandClient", *SEEN_BY_THE_MACHINE)]
    result = run(suite, "--client", "all", "--hypothesis-profile", "unshrunk", *tests)
    result.assert_outcomes(passed=1, failed=len(SEEN_BY_THE_MACHINE))
    result.stdout.fnmatch_lines_random(
        [
            f"PASSED {name}[[]RunCommandClient]",
            "E*AssertionError: script * was started * times",
            "E*AssertionError: the client returned *, but *",
            "E*IndexError: list index out of range",
            "E*AssertionError: the client has not come back within 10800 simulated seconds",
            "E*what happened:",
        ]
    )
