"""The documentation's pages are what the scenarios show today."""

import subprocess
import sys
from pathlib import Path

import pytest

from simulator.scenarios.library import Restriction, restrictions
from simulator.scenarios.page import file_name, index_page, parity_rows

CHECKOUT = Path(__file__).resolve().parents[2]
FOLDER = CHECKOUT / "docs" / "restrictions"


def test_the_committed_pages_are_current() -> None:
    done = subprocess.run(
        (sys.executable, CHECKOUT / "tools" / "restriction-pages", "--check"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.returncode) == ("", 0), f"run 'make pages' and commit docs/restrictions\n{done.stderr}"


def test_there_is_a_page_for_each_restriction_and_no_other() -> None:
    pages = {path.name for path in FOLDER.iterdir()} - {"README.md"}
    assert pages == {file_name(restriction) for restriction in restrictions().values()}


@pytest.mark.parametrize("restriction", restrictions().values(), ids=lambda found: found.slug)
def test_the_index_names_each_page(restriction: Restriction) -> None:
    assert f"({file_name(restriction)})" in index_page(list(restrictions().values()))


def test_rows_of_the_parity_page_are_read_by_behaviour() -> None:
    rows = parity_rows(
        "| behaviour | grade | source | witness |\n|---|---|---|---|\n| it works | chosen | ours | `t` |\n"
    )
    assert (rows["it works"].grade, rows["it works"].source) == ("chosen", "ours")
