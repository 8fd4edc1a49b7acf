"""``fault``: the faults of the running simulator."""

from collections.abc import Callable

import pytest
from support.command_line import Ended, run
from support.terminal import on_terminal

from simulator.faults.registry import FAULTS

Run = Callable[..., Ended]

pytestmark = pytest.mark.usefixtures("simulator")


def test_the_list_has_every_fault_and_those_in_force(cli: Run) -> None:
    cli("fault", "inject", "throttled", "--request", "POST */runCommand", "--count", 2)
    lines = cli("fault", "list").lines
    assert [line.split()[0] for line in lines[1 : len(FAULTS) + 1]] == list(FAULTS)
    assert lines[-3:] == [
        "In force:",
        "id         struck  active  where and when",
        "throttled       0  yes     request: POST */runCommand, count: 2, retryAfter: 5, by: compute",
    ]


def test_none_in_force_is_said(cli: Run) -> None:
    assert cli("fault", "list").lines[-1] == "None is in force."


def test_one_fault_is_told_with_its_parameters(cli: Run) -> None:
    lines = cli("fault", "list", "throttled").lines
    assert lines[0] == "fault               throttled"
    (retry_after,) = (parameter for parameter in FAULTS["throttled"].parameters if parameter.name == "retryAfter")
    assert f"--set retryAfter=   {retry_after.meaning}; 5, unless given" in lines
    assert '--set by=           who refuses (compute, resource-manager); "compute", unless given' in lines
    told = cli("fault", "list", "throttled", "--output", "json").json
    assert [fault["name"] for fault in told["faults"]] == ["throttled"]


def test_an_injected_fault_is_met_by_clients_until_it_is_healed(cli: Run) -> None:
    assert cli("fault", "inject", "agent-stopped", "--vm", "win-*").lines == [
        "in force        agent-stopped",
        "where and when  vm: win-*",
    ]
    assert cli("vm", "list").lines[1] == "win-vm          Windows  running  Not Ready  -"
    assert cli("invoke", "--vm", "win-vm", "--script", "x").stderr.startswith("VMAgentStatusCommunicationError: ")
    assert cli("fault", "heal", "agent-stopped").lines == ["healed: agent-stopped"]
    assert cli("invoke", "--vm", "win-vm", "--command-id", "IPConfig").code == 0


def test_parameters_are_numbers_truths_or_texts(cli: Run) -> None:
    words = ("--set", "retryAfter=7", "--set", "by=resource-manager", "--output", "json")
    order = cli("fault", "inject", "throttled", *words).json
    assert (order["retryAfter"], order["by"]) == (7, "resource-manager")
    assert cli("vm", "stop", "win-vm").mistake.startswith("SubscriptionRequestsThrottled (429): ")


@pytest.mark.parametrize("text", ["NaN", "1e400", "Infinity", "x", ""])
def test_what_is_no_number_is_a_text(cli: Run, text: str) -> None:
    refused = cli("fault", "inject", "throttled", "--set", f"retryAfter={text}").mistake
    assert refused == "'retryAfter' must be a whole number from 0 to 86400"


def test_times_are_durations(cli: Run) -> None:
    words = ("--start", "1m", "--end", "1h30m", "--probability", "0.5", "--tag", "role=web", "--output", "json")
    order = cli("fault", "inject", "outbound-blocked", *words).json
    assert {name: order[name] for name in ("start", "end", "probability", "tag")} == {
        "start": 60.0,
        "end": 5400.0,
        "probability": 0.5,
        "tag": "role=web",
    }


def test_everything_is_healed_at_once(cli: Run) -> None:
    for name in ("throttled", "throttled", "outbound-blocked"):
        cli("fault", "inject", name)
    assert cli("fault", "heal", "--all", "--output", "json").json == {
        "healed": ["throttled", "throttled-2", "outbound-blocked"]
    }
    assert cli("fault", "heal", "--all").lines == ["healed: nothing was in force"]


def test_what_the_simulator_refuses_is_one_sentence(cli: Run) -> None:
    assert cli("fault", "inject", "nonsense").mistake.startswith("there is no fault 'nonsense'; there are ")
    assert cli("fault", "inject", "throttled", "--set", "by=me").mistake == (
        "'by' must be one of compute, resource-manager"
    )
    assert cli("fault", "list", "nonsense").mistake == (
        "there is no fault 'nonsense': 'run-command-simulator fault list' shows them all"
    )


@pytest.mark.parametrize("words", [("heal",), ("heal", "throttled", "--all"), ("inject", "throttled", "--set", "x")])
def test_a_mistake_is_one_sentence(cli: Run, words: tuple[str, ...]) -> None:
    done = cli("fault", *words)
    assert (done.code, done.stdout, done.stderr.count("\n")) == (2, "", 1)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--set", "fault=latency"), "--set is for the fault's own parameters: give 'fault' as NAME."),
        (("--set", "count=3"), "--set is for the fault's own parameters: give 'count' as --count."),
        (("--set", "by=compute", "--set", "by=compute"), "--set gives 'by' twice."),
        (("--probability", "nan"), "Invalid value for '--probability': 'nan' is not a valid number."),
        (("--probability", "2"), "Invalid value for '--probability': 2.0 is not in the range 0<=x<=1."),
        (("--count", "x"), "Invalid value for '--count': 'x' is not a valid whole number."),
    ],
)
def test_an_order_that_makes_no_sense_is_one_sentence(cli: Run, words: tuple[str, ...], sentence: str) -> None:
    done = cli("fault", "inject", "throttled", *words)
    assert (done.code, done.stdout) == (2, "")
    assert done.stderr == f"run-command-simulator: {sentence} (see 'run-command-simulator fault inject --help')\n"


def test_a_scope_that_is_empty_is_no_scope(cli: Run) -> None:
    assert cli("fault", "inject", "agent-stopped", "--tag", "").mistake == (
        "'tag' must not be empty: leave it out, and it narrows nothing"
    )


def test_a_terminal_too_narrow_for_columns_loses_nothing() -> None:
    code, lines = on_terminal(30, "fault", "list")
    assert code == 0
    assert max(map(len, lines)) <= 30
    told = run("fault", "list").stdout
    assert sorted("".join(lines).replace(" ", "")) == sorted("".join(told.split()))


@pytest.mark.parametrize("columns", [80, 120])
def test_the_list_fits_a_terminal(columns: int) -> None:
    code, lines = on_terminal(columns, "fault", "list")
    assert code == 0
    assert max(map(len, lines)) <= columns
