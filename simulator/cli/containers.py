"""``--agents docker``: the simulator with its containers, and what a user sees while they are made."""

from contextlib import ExitStack
from dataclasses import replace
from functools import partial

from simulator.cli.mistakes import BadOptionError
from simulator.cli.output import progress
from simulator.containers.errors import AgentSilentError, ContainersError
from simulator.containers.options import ContainerOptions
from simulator.containers.site import Site
from simulator.serving.running import RunningSimulator, ServingOptions


def in_containers(serving: ServingOptions, image: str | None, address: str | None) -> RunningSimulator:
    """The simulator with a container for each VM that runs. Raises ``BadOptionError`` with one clear sentence."""
    with progress("reaching the container engine") as shown:

        def on_progress(line: str) -> None:
            if line:
                shown.show(line)

        containers = ContainerOptions(image or "", address or "", on_progress)
        simulation = replace(serving.simulation, containers=partial(Site, containers))
        try:
            simulator = RunningSimulator(replace(serving, simulation=simulation))
        except ContainersError as error:
            raise BadOptionError(f"--agents docker: {error}") from error
        with ExitStack() as undo:
            undo.callback(simulator.stop)
            try:
                with simulator.simulation.lock:
                    simulator.simulation.bring_up(on_progress)
            except (ContainersError, AgentSilentError) as error:
                raise BadOptionError(f"--agents docker: {error}") from error
            undo.pop_all()
        return simulator
