"""The page of the faults is made from the code, and each fault has all that it shows."""

import subprocess
import sys
from inspect import getdoc
from pathlib import Path

import pytest

from simulator.faults.registry import FAULTS

CHECKOUT = Path(__file__).resolve().parents[2]


def test_the_committed_page_is_current() -> None:
    done = subprocess.run((sys.executable, CHECKOUT / "tools" / "faults-page", "--check"), check=False)
    assert done.returncode == 0, "run tools/faults-page and commit docs/faults.md"


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_one_file_that_tells_what_it_does(name: str) -> None:
    fault = FAULTS[name]
    module = sys.modules[type(fault).__module__]
    assert module.__name__ == f"simulator.faults.{name.replace('-', '_')}"
    assert (getdoc(module) or "").startswith(f"``{name}``: ")
    assert fault.does()
    for text in (fault.observed, fault.source):
        assert text
        assert "\n" not in text
    defaults = {parameter.name: parameter.default for parameter in fault.parameters}
    assert fault.settings({}) == defaults
