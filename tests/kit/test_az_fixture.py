"""The fixture ``az``: how it finds az, when it skips, and what a call gives. The real az is called with `clients`."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import real_az

from simulator import Simulator
from simulator.kit.az import Az, find_az

FAKE = f"""#!{sys.executable}
import json, os, sys, time
if sys.argv[1:] == ["fail"]:
    sys.exit("ERROR: no")
if sys.argv[1:] == ["hang"]:
    time.sleep(60)
if sys.argv[1:] == ["table"]:
    sys.exit(print("a  b"))
folder = os.environ["AZURE_CONFIG_DIR"]
proxy = os.environ["HTTPS_PROXY"]
print(json.dumps({{"words": sys.argv[1:], "folder": folder, "proxy": proxy, "files": os.listdir(folder)}}))
"""


@pytest.fixture
def fake_az(tmp_path: Path) -> Path:
    """A program that answers as az would, and shows how it was called."""
    program = tmp_path / "programs" / "az"
    program.parent.mkdir()
    program.write_text(FAKE, encoding="utf-8")
    program.chmod(0o755)
    return program


@pytest.fixture(scope="module")
def serving() -> Iterator[Simulator]:
    with Simulator() as simulator:
        yield simulator


@pytest.fixture
def az(serving: Simulator, fake_az: Path, tmp_path: Path) -> Az:
    return Az(fake_az, serving.connection, tmp_path / "configuration")


def run(pytester: pytest.Pytester, *lines: str) -> pytest.RunResult:
    """Run a suite of one file in this process."""
    pytester.makepyfile("\n".join(lines))
    return pytester.runpytest_inprocess("-rs", "-p", "no:cacheprovider", "-p", "no:hypothesispytest", "-p", "no:xdist")


def test_az_is_found_where_the_configuration_the_variable_and_the_path_say(
    fake_az: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.write_bytes(b"")
    monkeypatch.setenv("PATH", str(fake_az.parent))
    monkeypatch.delenv("RUN_COMMAND_SIMULATOR_AZ", raising=False)
    assert find_az() == (fake_az, "")
    monkeypatch.setenv("RUN_COMMAND_SIMULATOR_AZ", str(other))
    assert find_az() == (other, "")
    assert find_az(str(fake_az)) == (fake_az, "")


def test_an_az_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_az("/nowhere/az") == (None, "there is no az at /nowhere/az")
    monkeypatch.setenv("RUN_COMMAND_SIMULATOR_AZ", "/nowhere/else")
    assert find_az() == (None, "there is no az at /nowhere/else")


def test_az_is_signed_in_with_a_configuration_of_its_own(serving: Simulator, az: Az, tmp_path: Path) -> None:
    done = az("account", "show")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.json["words"] == ["account", "show"]
    assert done.json["folder"] == str(tmp_path / "configuration")
    assert done.json["proxy"] == serving.connection.proxy
    assert "service_principal_entries.json" in done.json["files"]


def test_an_az_that_fails_is_no_json(az: Az) -> None:
    with pytest.raises(AssertionError, match=r"^az ended with exit code 1: ERROR: no$"):
        _ = az("fail").json


def test_an_az_that_prints_a_table_is_no_json(az: Az) -> None:
    with pytest.raises(AssertionError, match=r"^az printed no JSON"):
        _ = az("table").json


def test_an_az_that_hangs_is_told_of_manual_time(az: Az) -> None:
    with pytest.raises(TimeoutError, match=r"^az has not ended within 0 s of the wall clock; with time='manual'"):
        az("hang", timeout=0.01)


def test_the_fixture_calls_the_az_of_the_configuration(pytester: pytest.Pytester, fake_az: Path) -> None:
    pytester.makeini(f"[pytest]\nrun_command_az = {fake_az}")
    run(
        pytester,
        "def test_it(az, run_command_simulator, tmp_path):",
        "    done = az('vm', 'list').json",
        "    assert done['proxy'] == run_command_simulator.connection.proxy",
        "    assert done['folder'] == str(tmp_path / 'azure-cli')",
    ).assert_outcomes(passed=1)


def test_without_az_the_test_is_skipped_with_the_reason(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("RUN_COMMAND_SIMULATOR_AZ", raising=False)
    result = run(pytester, "def test_it(az):", "    raise AssertionError")
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["*there is no az on PATH: install azure-cli, or name one in *"])


@pytest.mark.clients
def test_the_real_az_runs_a_command(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    az = real_az.find_az()
    if az is None:
        assert not real_az.MANDATORY
        pytest.skip("az is not installed: run `make test-clients`")
    monkeypatch.setenv("RUN_COMMAND_SIMULATOR_AZ", str(az))
    run(
        pytester,
        "def test_it(az, run_command_simulator):",
        "    vm = run_command_simulator.vm('win-vm')",
        "    vm.rule('hostname', stdout='WIN-VM')",
        "    words = 'vm run-command invoke -g my-resource-group -n win-vm --command-id RunPowerShellScript'",
        "    result = az(*words.split(), '--scripts', 'hostname', '--parameters', 'a=1').json",
        "    assert [status['message'] for status in result['value']] == ['WIN-VM', '']",
        "    vm.received.expect('hostname', parameters={'a': '1'}, outcome='Succeeded', times=1)",
    ).assert_outcomes(passed=1)
