"""No script takes the simulator's memory: what would not fit into a small VM ends as it does there."""

import pytest
from fake_host import FakeHost, Runaway  # type: ignore[import-not-found]  # values of scripts are Any

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


@pytest.mark.parametrize(
    "step",
    [
        "$kept.Add('x' * 1000000)",
        "$kept.Add('x'.PadLeft(1000000))",
        "$kept.Add(@(0) * 100000)",
        "$kept.Add([string]::new('x', 1000000))",
        "$kept.Add([byte[]]::new(1000000))",
        '$kept.Add("$long$long")',
        "[void]$builder.Append($long)",
    ],
)
def test_all_values_of_a_script_together_do_not_take_the_simulators_memory(step: str) -> None:
    script = (
        "$kept = [System.Collections.ArrayList]::new(); $builder = [System.Text.StringBuilder]::new()\n"
        f"$long = 'x' * 500000\nforeach ($turn in 1..5000) {{ [void]({step}) }}"
    )
    with pytest.raises(Runaway):
        run_command(script, FakeHost(budget=1_000_000))


@pytest.mark.parametrize(
    "step",
    [
        "$null = $text.ToCharArray()",
        "$null = $text -replace 'x', 'y'",
        "$null = $text -split ''",
        "$null = [regex]::Matches($text, 'x')",
        "$null = $items -contains -1",
        "$null = $items | Sort-Object",
        "$null = $items | Group-Object",
        "$null = Compare-Object $items $items",
        "$null = $items.Where({ $_ -lt 0 })",
        '$null = "$items"',
        "$null = [string[]]$items",
    ],
)
def test_handling_much_costs_much(step: str) -> None:
    script = f"$text = 'x' * 100000; $items = 1..10000\nforeach ($turn in 1..2000) {{ {step} }}"
    with pytest.raises(Runaway):
        run_command(script, FakeHost(budget=200_000))
