"""The command's own name."""

NAME = "run-command-simulator"

COMPLETION_VARIABLE = "_RUN_COMMAND_SIMULATOR_COMPLETE"
"""Set by a shell that asks for completions; its script and click must agree on it."""
