"""The fixture that tests of the Windows machine share."""

import pytest
from windows.windows_workbench import DOWNLOADS, INSTANT, SmallWorld, Workbench

from fake_agent.windows.guest import WindowsGuest


@pytest.fixture
def bench() -> Workbench:
    """A fresh machine on which programs take no time."""
    world = SmallWorld()
    guest = WindowsGuest(world, "win-vm", timing=INSTANT)
    guest.machine.files.make_folder(DOWNLOADS)
    return Workbench(world, guest)
