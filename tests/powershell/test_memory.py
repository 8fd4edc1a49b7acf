"""No script takes the simulator's memory: what would not fit into a small VM ends as it does there."""

import pytest
from fake_host import FakeHost  # type: ignore[import-not-found]  # values of scripts are Any

from fake_agent.powershell import run_command

OUT_OF_MEMORY = "Exception of type 'System.OutOfMemoryException' was thrown."


@pytest.mark.parametrize(
    "script",
    [
        "$text = 'x' * 2000000000",
        "$list = @(1, 2) * 1000000000",
        "$text = 'x' * 1000; while ($true) { $text += $text }",
        "$list = 1..1000; while ($true) { $list += $list }",
    ],
)
def test_a_value_that_does_not_fit_into_memory_is_an_error(script: str) -> None:
    result = run_command(f"try {{ {script} }} catch {{ $_.Exception.Message }}", FakeHost())

    assert result.stdout.strip() == OUT_OF_MEMORY
