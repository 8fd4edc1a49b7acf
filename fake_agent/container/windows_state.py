"""The emulated Windows machine in a container: its state outlives the agent's process, as a disk would."""

import pickle
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from fake_agent.container.messages import MachineStart
from fake_agent.container.parts import Parts
from fake_agent.stubs import StubBook
from fake_agent.windows.control import WindowsControl
from fake_agent.windows.execution import InterpreterTiming
from fake_agent.windows.guest import WindowsFiles, WindowsGuest
from fake_agent.world import World

MARKER = "mrseq"
"""The file that tells which run was begun last: it must be on disk before the run begins."""


class _SavedFiles(WindowsFiles):
    """Files of which the one that must not be forgotten is saved at once."""

    def __init__(self, guest: "SavedWindows") -> None:
        super().__init__(guest.machine.files)
        self._guest = guest

    def write(self, path: str, content: bytes) -> None:
        """Write the whole file."""
        super().write(path, content)
        if path.endswith(MARKER):
            self._guest.save()


class SavedWindows(WindowsGuest):
    """A Windows guest that begins with the machine in ``file``, where there is one, and keeps it there."""

    def __init__(self, start: MachineStart, world: World, stubs: StubBook, file: Path) -> None:
        timing = InterpreterTiming(start.timing.interpreter_start, start.timing.interpreter_end)
        super().__init__(
            world,
            start.vm,
            description=start.description,
            timing=timing,
            find_stub=partial(stubs.find, start.vm),
            find_answer=partial(stubs.answer, start.vm),
            metadata=start.metadata,
        )
        self._file = file
        self._saved = b""
        self._files = _SavedFiles(self)
        if file.exists():
            self._saved = file.read_bytes()
            self.machine.restore(pickle.loads(self._saved))  # noqa: S301 # written by this class, on a disk of its own
            self.notice()

    def save(self) -> None:
        """Write the machine to its file where it has changed."""
        state = pickle.dumps(self.machine.snapshot())
        if state == self._saved:
            return
        self._saved = state
        _replace(self._file, state)

    def further_actions(self) -> Mapping[str, Callable[..., Any]]:
        """What the control API does with a Windows machine."""
        control = WindowsControl(self)
        parts = Parts(self.machine, self.notice)
        return {
            "describe": control.describe,
            "change": control.change,
            "snapshot": lambda name: _replace(self._snapshot(name), pickle.dumps(control.snapshot())),
            "restore": lambda name: control.restore(
                pickle.loads(self._snapshot(name).read_bytes())  # noqa: S301 # as above
            ),
            "get-part": parts.get,
            "set-part": parts.set,
            "call-part": parts.call,
        }

    def _snapshot(self, name: str) -> Path:
        return self._file.with_name(f"snapshot-{name}")


def _replace(file: Path, content: bytes) -> None:
    """Write a file such that a crash leaves the old one or the new one."""
    fresh = file.with_suffix(".new")
    fresh.write_bytes(content)
    fresh.replace(file)
