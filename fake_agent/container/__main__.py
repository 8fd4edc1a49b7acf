"""The agent's process in a container: ``python3 -m fake_agent.container``.

``AGENT_TOKEN`` tells the fabric who dials, ``AGENT_FABRIC`` and ``AGENT_PUBLIC_ENDPOINT`` (``HOST:PORT``) where to.
"""

import os
import secrets
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from fake_agent.container.messages import MachineStart
from fake_agent.container.network import ROUTES, Address, Fabric, GoneError, PublicEndpoint
from fake_agent.container.virtual_machine import VirtualMachine


def run(settings: Mapping[str, str], routes: Path = ROUTES, alive: Callable[[], bool] = lambda: True) -> None:
    """Dial home, and do what is asked until nobody knows this VM any more, or it is not ``alive``."""
    token = settings["AGENT_TOKEN"]

    def sleep(seconds: float) -> None:
        if not alive():
            raise GoneError
        time.sleep(seconds)

    fabric = Fabric(Address.parse(settings["AGENT_FABRIC"]), token, secrets.token_hex(8), sleep)
    endpoint = PublicEndpoint(Address.parse(settings["AGENT_PUBLIC_ENDPOINT"]), token, routes)
    machine: VirtualMachine | None = None
    answer = None
    while True:
        try:
            request = fabric.exchange(answer)
        except GoneError:
            fabric.close()
            return
        if not alive():
            fabric.close()
            return
        if request is None:
            continue
        if request["do"] == "begin":
            start = MachineStart.from_json(request["with"]["start"])
            powered = bool(request["with"]["powered"])
            machine = VirtualMachine(start, request["now"], endpoint, fabric.work_ended, powered=powered)
            request = {**request, "do": "pass", "with": {}}
        if machine is not None and (answer is None or answer["number"] != request["number"]):
            answer = machine.do(request).to_json()


if __name__ == "__main__":
    run(os.environ)
