"""Where ready files are: how a command of ours finds the simulator that runs."""

import os
import secrets
from pathlib import Path

import click

READY_FILE_VARIABLE = "RUN_COMMAND_SIMULATOR_READY_FILE"
"""Names the ready file of the simulator that a command of ours shall talk to."""


def default_ready_file() -> Path:
    """Where ``serve`` leaves a ready file for the other commands, besides the one that it is asked for."""
    return Path(click.get_app_dir("run-command-simulator")) / "ready.json"


def write_privately(path: Path, text: str) -> None:
    """Write a file for its owner only, in one step: whoever sees it sees all of it. Raises ``OSError``."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600, exist_ok=False)
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def present_ready_file() -> Path:
    """The ready file of the simulator that ``exec`` runs us in, or else of the last that ``serve`` started."""
    return Path(os.environ.get(READY_FILE_VARIABLE) or default_ready_file())
