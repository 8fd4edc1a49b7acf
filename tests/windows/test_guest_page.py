"""The page of the Windows guest's subset is made from the code."""

import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


def test_the_committed_page_is_current() -> None:
    done = subprocess.run((sys.executable, CHECKOUT / "tools" / "windows-guest-page", "--check"), check=False)
    assert done.returncode == 0, "run tools/windows-guest-page and commit docs/windows-guest.md"
