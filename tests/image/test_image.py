"""The simulator's own image, with the options of compose.yaml, on a real engine."""

import json
import re
import secrets
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from support.agents import require_engine
from support.image import Service, compose, compose_command, docker, image, service

pytestmark = pytest.mark.docker


@pytest.fixture(scope="module")
def simulator() -> Iterator[Service]:
    """A service of the image."""
    require_engine()
    with service() as started:
        yield started


def test_it_is_nobody_on_a_read_only_root_without_capabilities(simulator: Service) -> None:
    assert simulator.inspect("Config.User") == "65534:65534"
    assert simulator.inspect("HostConfig.ReadonlyRootfs") is True
    status = docker("exec", simulator.name, "cat", "/proc/1/status").stdout
    assert "CapEff:\t0000000000000000\n" in status
    assert "CapBnd:\t0000000000000000\n" in status
    assert "NoNewPrivs:\t1\n" in status


def test_another_container_finds_it_by_its_files_and_its_name(simulator: Service) -> None:
    ready = json.loads(simulator.beside("/run/simulator/ready.json", entrypoint="cat").stdout)
    assert ready["resourceManager"] == "https://simulator:8443"
    assert ready["proxy"] == "http://simulator:8080"
    assert ready["caFile"] == "/run/simulator/ca.pem"
    assert ready["controlToken"] == "chosen"


@pytest.mark.parametrize(("vm", "printed"), [("win-vm", "nt authority\\system\n"), ("linux-vm", "root\n")])
def test_another_container_runs_commands_on_its_vms(simulator: Service, vm: str, printed: str) -> None:
    done = simulator.beside("invoke", "--vm", vm, "--script", "whoami")
    assert (done.returncode, done.stdout, done.stderr) == (0, printed, "")


def test_without_namespaces_windows_runs_and_linux_says_what_is_missing() -> None:
    require_engine()
    with service(sandbox=False) as simulator:
        assert simulator.beside("invoke", "--vm", "win-vm", "--script", "hostname").stdout == "win-vm\n"
        done = simulator.beside("invoke", "--vm", "linux-vm", "--script", "whoami")
        assert (done.returncode, done.stdout) == (1, "")
        assert "The simulator can't run Linux scripts on this machine: bubblewrap may not make user" in done.stderr


def test_compose_brings_it_up_and_ends_as_the_tests_do(tmp_path: Path) -> None:
    """As docs/ci.md says. Compose 1 does not know one of the options, which is for Linux VMs alone."""
    require_engine()
    words, content = compose_command(), compose()
    for service_of_compose in content["services"].values():
        service_of_compose["image"] = image()
        service_of_compose.pop("build", None)
    if words == ("docker-compose",):
        content["services"]["simulator"]["security_opt"].remove("systempaths=unconfined")
    (tmp_path / "compose.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    project = (*words, "--project-name", f"run-command-simulator-test-{secrets.token_hex(4)}")

    def run(*more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run((*project, *more), cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)

    try:
        done = run("up", "--no-color", "--exit-code-from", "tests")
        assert done.returncode == 0, done.stderr
        assert re.search(r"^tests.*\| win-vm$", done.stdout, re.MULTILINE)
    finally:
        run("down", "--volumes")


def test_it_stops_cleanly_and_takes_its_files_along() -> None:
    require_engine()
    with service() as simulator:
        docker("stop", simulator.name)
        assert simulator.inspect("State.ExitCode") == 0
        assert simulator.beside("/run/simulator", entrypoint="ls").stdout == ""


def test_its_files_can_be_copied_out_of_it(simulator: Service, tmp_path: Path) -> None:
    """As docs/ci.md does on GitHub's runners."""
    docker("cp", f"{simulator.name}:/run/simulator", str(tmp_path))
    assert sorted(path.name for path in (tmp_path / "simulator").iterdir()) == ["ca.pem", "ready.json"]
