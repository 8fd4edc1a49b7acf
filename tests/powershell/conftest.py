"""What the tests of the interpreter share."""

from collections.abc import Callable

import pytest
from fake_host import FakeHost  # type: ignore[import-not-found]  # values of scripts are Any

from fake_agent.powershell import ScriptResult, run_file

PATH = "C:\\Scripts\\script0.ps1"
Run = Callable[..., ScriptResult]


@pytest.fixture
def host() -> FakeHost:
    return FakeHost()


@pytest.fixture
def run(host: FakeHost) -> Run:
    def run_script(script: str, *arguments: str, interactive: bool = True) -> ScriptResult:
        return run_file(script, PATH, arguments, host, interactive=interactive)

    return run_script
