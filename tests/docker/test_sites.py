"""What simulators leave on an engine, and how they keep apart."""

import io
import os
import signal
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.command_line import Served, run, serve
from support.containers import left

from simulator.containers.engine import Engine
from simulator.containers.errors import ContainersError
from simulator.containers.image import DEFAULT_BASE, LOCAL_BASE
from simulator.containers.owner import Owner
from simulator.containers.reaper import OWNER, RUN, VM

ESTATE = """
latency: instant
resourceGroups:
- name: my-resource-group
  location: eastus
  virtualMachines:
  - {name: linux-vm, osType: Linux}
"""

DOCKER = ("--agents", "docker")


@pytest.fixture
def own_engine() -> Any:
    """The container engine."""
    found = Engine.connect()
    yield found
    found.close()


@pytest.fixture
def without_bash(own_engine: Any) -> Iterator[str]:
    """An image with Python, and no bash."""
    name = "run-command-simulator/test-without-bash"
    base = LOCAL_BASE if own_engine.has_image(LOCAL_BASE) else DEFAULT_BASE
    own_engine.build(dockerfile(f"FROM {base}\nRUN rm /bin/bash\n"), name, {}, lambda _line: None)
    yield name
    own_engine._api.remove_image(name, force=True)


def dockerfile(content: str) -> io.BytesIO:
    """A build context with nothing else."""
    context = io.BytesIO()
    with tarfile.open(fileobj=context, mode="w") as archive:
        member = tarfile.TarInfo("Dockerfile")
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content.encode()))
    context.seek(0)
    return context


@pytest.fixture
def small(tmp_path: Path, site: Any) -> tuple[str, ...]:
    """Options for an estate with one Linux VM; the agents' image is there already."""
    (tmp_path / "estate.yaml").write_text(ESTATE, encoding="utf-8")
    return (*DOCKER, "--estate", str(tmp_path / "estate.yaml"))


def run_of(engine: Any, served: Served) -> str:
    """The run of a simulator on the engine."""
    owned = ((item.labels[RUN], Owner.parse(item.labels[OWNER])) for item in engine.find(RUN))
    return next(str(run) for run, owner in owned if owner is not None and owner.process == served.process.pid)


def invoke(folder: Path, script: str) -> str:
    """What ``invoke`` prints of a script."""
    ready = ("--ready-file", folder / "ready.json")
    return str(run("invoke", "--vm", "linux-vm", "--script", script, *ready).stdout)


def test_serve_gives_each_vm_a_container_and_leaves_nothing_behind(
    tmp_path: Path, small: tuple[str, ...], own_engine: Any
) -> None:
    with serve(tmp_path, *small) as served:
        mine = run_of(own_engine, served)
        found = own_engine.find(f"{RUN}={mine}")
        assert sorted(item.kind for item in found) == ["container"] * 2 + ["network"] * 3
        assert [item.labels[VM] for item in found if VM in item.labels] == ["linux-vm"]
        assert "linux-vm\n" in invoke(tmp_path, "hostname")
        assert served.stop(signal.SIGTERM)[0] == 0
    assert left(own_engine, mine) == 0


def test_two_simulators_on_one_engine_do_not_meet(tmp_path: Path, small: tuple[str, ...], own_engine: Any) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
    with serve(folders[0], *small), serve(folders[1], *small) as second:
        invoke(folders[0], "touch /opt/mine")
        assert "mine" in invoke(folders[0], "ls /opt")
        assert "mine" not in invoke(folders[1], "ls /opt")
        second.stop()
        assert "mine" in invoke(folders[0], "ls /opt")


@pytest.mark.parametrize("remover", ["clean", "serve"])
def test_what_a_killed_simulator_left_is_removed(
    tmp_path: Path, small: tuple[str, ...], own_engine: Any, remover: str
) -> None:
    with serve(tmp_path, *small) as served:
        mine = run_of(own_engine, served)
        served.process.kill()
        served.process.communicate()
    assert left(own_engine, mine) == 5
    if remover == "clean":
        printed = run("clean").stdout.splitlines()
        assert printed[1:3] == ["containers removed  2", "networks removed    3"]
    else:
        with serve(tmp_path, *small):
            pass
    assert left(own_engine, mine) == 0


def test_what_belongs_to_a_living_simulator_or_another_machine_is_left_alone(site: Any, own_engine: Any) -> None:
    foreign = own_engine.create_network(
        "run-command-simulator-test-foreign", {RUN: "test", OWNER: "elsewhere/boot:1:1"}, internal=True, options={}
    )
    try:
        printed = run("clean").stdout
        assert "1 containers and networks are of other machines: --all removes them, too" in printed
        assert left(own_engine, site.run) >= 4
        run("clean", "--all")
        assert left(own_engine, "test") == 0
        assert left(own_engine, site.run) >= 4
    finally:
        own_engine.remove_network(foreign.id)


@pytest.mark.parametrize("name", ["", "host.docker.internal"])
def test_agents_reach_a_simulator_at_the_address_that_the_user_gives(
    tmp_path: Path, small: tuple[str, ...], site: Any, name: str
) -> None:
    address = name or site._uplink.gateway  # an address of this machine's that no loopback is
    with serve(tmp_path, *small, "--fabric-address", address):
        assert "linux-vm\n" in invoke(tmp_path, "hostname")


def test_an_engine_is_found_by_docker_host_and_by_a_context(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own_engine: Any
) -> None:
    monkeypatch.setenv("DOCKER_HOST", "unix:///var/run/docker.sock")
    assert Engine.connect().where == "unix:///var/run/docker.sock"
    monkeypatch.delenv("DOCKER_HOST")
    monkeypatch.setenv("DOCKER_CONTEXT", "no-such-context")
    with pytest.raises(
        ContainersError, match="there is no docker context 'no-such-context'; 'docker context ls' lists them"
    ):
        Engine.connect()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes somebody else")
def test_without_rights_on_the_socket_it_is_told_what_to_do(own_engine: Any) -> None:
    """Somebody who is in no group, as seen by a process of theirs."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
        try:
            Engine.connect()
        except ContainersError as error:
            os.write(writing, str(error).encode())
        os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading, encoding="utf-8") as told:
        assert told.read() == (
            f"you may not use the container engine at {own_engine.where}; add yourself to the group docker "
            "('sudo usermod -aG docker $USER', then sign in anew), or use --agents embedded"
        )


def test_an_image_without_python_is_refused_with_what_to_do(site: Any, own_engine: Any, tmp_path: Path) -> None:
    archive = tmp_path / "empty.tar"
    with tarfile.open(archive, "w") as files:
        files.add(__file__, "readme")
    own_engine.import_image(archive, "run-command-simulator/test-without-python")
    try:
        done = run("serve", *DOCKER, "--agent-image", "run-command-simulator/test-without-python")
    finally:
        own_engine._api.remove_image("run-command-simulator/test-without-python", force=True)
    assert done.returncode == 2
    assert done.stderr == (
        "run-command-simulator: --agents docker: the base image run-command-simulator/test-without-python has no "
        "python3, which the agents need; choose another one with --agent-image, such as python:3.12-slim\n"
    )


def test_an_image_without_bash_is_refused_and_leaves_nothing_behind(own_engine: Any, without_bash: str) -> None:
    done = run("serve", *DOCKER, "--agent-image", without_bash)
    assert done.returncode == 2
    assert done.stderr == (
        f"run-command-simulator: --agents docker: the base image {without_bash} has no bash, which scripts of Linux "
        "VMs count on; put it in, or choose another one with --agent-image, such as python:3.12-slim\n"
    )
    assert left(own_engine, "base-image") == 0


def test_a_base_image_that_can_not_be_pulled_is_told_with_the_way_out(site: Any) -> None:
    done = run("serve", *DOCKER, "--agent-image", "127.0.0.1:9/no/such:image")
    assert done.returncode == 2
    assert done.stderr.startswith(
        "run-command-simulator: --agents docker: the container engine can't pull the image 127.0.0.1:9/no/such:image: "
    )
    assert done.stderr.endswith(
        "; without a container registry, 'make agent-base' makes a base image from Debian's packages\n"
    )
