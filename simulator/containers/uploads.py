"""The statuses that a VM has uploaded, on their way from the endpoint's thread to the simulation."""

from collections import deque

from fake_agent.protocol import StatusReport
from simulator.containers.conversation import Circumstances


class Uploads:
    """One VM's."""

    def __init__(self, circumstances: Circumstances) -> None:
        self._with = circumstances
        self._reports: deque[StatusReport] = deque()

    def put(self, report: StatusReport) -> None:
        """One has come in. In the endpoint's thread."""
        self._reports.append(report)
        self._with.schedule.post(self.take)

    def take(self) -> None:
        """Let the simulation have what has come in. With its lock held."""
        while self._reports:
            self._with.upload(self._reports.popleft())
