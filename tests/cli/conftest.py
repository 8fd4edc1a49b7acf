"""What the tests of the command line share: a simulator that the commands find, and the commands in this process."""

import signal
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.command_line import Ended

from simulator.cli.main import main
from simulator.serving.ready_file import READY_FILE_VARIABLE
from simulator.serving.running import RunningSimulator, ServingOptions
from simulator.simulation import SimulationOptions

START = datetime(2026, 1, 15, 8, 0, tzinfo=UTC)

Run = Callable[..., Ended]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Runs the command line in this process. The commands' signal handlers go again."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}

    def run(*words: object) -> Ended:
        monkeypatch.setattr(sys, "argv", ["run-command-simulator", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        return Ended(int(str(ended.value.code)), *capsys.readouterr())

    yield run
    for number, handler in handlers.items():
        signal.signal(number, handler)


@pytest.fixture(scope="module")
def shared_simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSimulator]:
    """One for all tests of a module."""
    options = SimulationOptions(seed=1, start=START)
    with RunningSimulator(ServingOptions(options)) as simulator:
        simulator.connection.write_ready_file(simulator.folder / "ready.json")
        yield simulator


@pytest.fixture
def simulator(shared_simulator: RunningSimulator, monkeypatch: pytest.MonkeyPatch) -> RunningSimulator:
    """A fresh simulator that the commands find."""
    with shared_simulator.simulation.lock:
        shared_simulator.simulation.reset()
    monkeypatch.setenv(READY_FILE_VARIABLE, str(shared_simulator.folder / "ready.json"))
    return shared_simulator


@pytest.fixture
def no_simulator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The ready file that is looked for, where no simulator runs."""
    path = tmp_path / "ready.json"
    monkeypatch.setenv(READY_FILE_VARIABLE, str(path))
    return path
