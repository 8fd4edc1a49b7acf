"""The real az, led to a simulator and signed in already."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.serving.azure_config import write_azure_config
from simulator.serving.connection import Connection

AZ_VARIABLE = "RUN_COMMAND_SIMULATOR_AZ"
"""Names the az to use; without it the one on ``PATH`` is used."""

AZ_TIMEOUT = 120.0
"""Seconds of the wall clock for which one call of az is waited for."""


@dataclass(frozen=True, slots=True)
class AzResult:
    """A call of az that has ended."""

    exit_code: int
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:
        """What it printed, parsed. Raises ``AssertionError`` where az failed or printed something else."""
        if self.exit_code != 0:
            raise AssertionError(f"az ended with exit code {self.exit_code}: {self.stderr.strip()}")
        try:
            return json.loads(self.stdout)
        except ValueError as error:
            raise AssertionError(f"az printed no JSON (is there an --output?): {self.stdout!r}") from error


class Az:
    """Calls az: ``az("vm", "list", "--output", "json")``. Its configuration is its own, in ``folder``."""

    def __init__(self, program: Path, connection: Connection, folder: Path) -> None:
        self._program = program
        self._connection = connection
        self._folder = folder
        write_azure_config(folder, connection.estate)

    @property
    def environment(self) -> dict[str, str]:
        """The environment in which any program's Azure traffic comes to the simulator, and az is signed in."""
        return {**self._connection.environment(os.environ), "AZURE_CONFIG_DIR": str(self._folder)}

    def __call__(self, *words: str | os.PathLike[str], timeout: float = AZ_TIMEOUT) -> AzResult:
        """Run az to its end, whatever its exit code. Raises ``TimeoutError`` after ``timeout`` seconds."""
        try:
            done = subprocess.run(  # noqa: S603 # what the test asks for
                [self._program, *words],
                capture_output=True,
                encoding="utf-8",
                timeout=timeout,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise TimeoutError(
                f"az has not ended within {timeout:.0f} s of the wall clock; with time='manual' nothing moves while it "
                "polls: give it --no-wait, or leave time at auto"
            ) from error
        return AzResult(done.returncode, done.stdout, done.stderr)


def find_az(configured: str = "") -> tuple[Path | None, str]:
    """az, and where there is none, why. ``configured`` and then the variable are asked first, then ``PATH``."""
    named = configured or os.environ.get(AZ_VARIABLE, "")
    if named:
        return (Path(named), "") if Path(named).is_file() else (None, f"there is no az at {named}")
    found = shutil.which("az")
    return (
        (Path(found), "")
        if found
        else (
            None,
            f"there is no az on PATH: install azure-cli, or name one in {AZ_VARIABLE} or the ini option run_command_az",
        )
    )
