"""The page of the command line is made from its help."""

import subprocess
import sys

from support.real_az import CHECKOUT


def test_the_committed_page_is_current() -> None:
    done = subprocess.run((sys.executable, CHECKOUT / "tools" / "command-line-page", "--check"), check=False)
    assert done.returncode == 0, "run tools/command-line-page and commit docs/command-line.md"
