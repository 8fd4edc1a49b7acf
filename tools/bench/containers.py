"""What agents in containers cost: a run beside ``docker exec``, a whole fleet's start, an idle agent's memory."""

import tempfile
import time
from pathlib import Path

from simulator.containers.engine import Engine
from simulator.containers.image import ensure_image
from simulator.containers.reaper import VM
from tools.bench.clients import RunCommandClient
from tools.bench.figures import Figure, interleaved, milliseconds
from tools.bench.servers import simulator

FLEET = 50
ECHO = ("bash", "-c", "echo hello")

ONE = """
latency: instant
resourceGroups:
- name: my-resource-group
  location: eastus
  virtualMachines:
  - {name: linux-vm, osType: Linux}
"""

MANY = f"""
latency: instant
resourceGroups:
- name: my-resource-group
  location: eastus
  scaleSets:
  - {{name: fleet, osType: Linux, instances: {FLEET}}}
"""


def _options(folder: str, estate: str) -> tuple[str, ...]:
    path = Path(folder, "estate.yaml")
    path.write_text(estate, encoding="utf-8")
    return ("--agents", "docker", "--estate", str(path))


def container_figures() -> list[Figure]:
    """All of them. Raises ``ContainersError`` where there is no engine."""
    engine = Engine.connect()
    ensure_image(engine, "", lambda _line: None)  # its building is not what is measured
    with tempfile.TemporaryDirectory() as folder:
        figures = [_run_figure(engine, _options(folder, ONE)), *_fleet_figures(engine, folder)]
    engine.close()
    return figures


def _run_figure(engine: Engine, options: tuple[str, ...]) -> Figure:
    with simulator(*options) as started:
        client = RunCommandClient(started.ready, "linux-vm", "RunShellScript", scripted=False)
        container = engine.find(f"{VM}=linux-vm")[0].id
        run, plain = interleaved(
            lambda: client.run("echo hello"), lambda: _expect_hello(engine.execute(container, ECHO)), times=3
        )
        client.connection.close()
    detail = f"{milliseconds(run)} against {milliseconds(plain)}"
    return Figure("a bash echo through ARM / by docker exec", detail, run / plain, 0.5, "times")


def _expect_hello(output: str) -> None:
    if output != "hello\n":
        raise RuntimeError(f"docker exec printed {output!r}")


def _fleet_figures(engine: Engine, folder: str) -> list[Figure]:
    began = time.perf_counter()
    with simulator(*_options(folder, MANY)):
        each = (time.perf_counter() - began) / FLEET
        containers = [found.id for found in engine.find(VM) if found.labels[VM].startswith("fleet_")]
        memory = sum(engine.memory(container) for container in containers) / len(containers)
    return [
        Figure("an agent in a container, ready", f"of {FLEET}, with serve's own start", each, 0.4, "s"),
        Figure("an idle agent in a container", f"mean of {FLEET}, by the engine", memory / 2**20, 25.0, "MiB"),
    ]
