"""The ways in which running a script is left: errors, and the jumps of ``break``, ``return`` and ``exit``."""

from collections.abc import Mapping
from typing import Any

from fake_agent.powershell.values.objects import ErrorRecord, NetException

RUNTIME_EXCEPTION = "System.Management.Automation.RuntimeException"


class PowerShellError(Exception):
    """A terminating error on its way to a ``catch`` or ``trap``.

    Unless ``ends_script`` (``throw``, ``-ErrorAction Stop``) it ends the statement only, if nothing catches it.
    """

    def __init__(self, record: ErrorRecord, *, ends_script: bool = False) -> None:
        super().__init__(record.message)
        self.record = record
        self.ends_script = ends_script


class NetError(Exception):
    """An exception inside a .NET member; the caller wraps it as PowerShell does."""

    def __init__(self, type_name: str, message: str, inner: NetException | None = None) -> None:
        super().__init__(message)
        self.exception = NetException(type_name, message, inner)


class ParameterConversionError(PowerShellError):
    """A value that cannot be cast; parameter binding words it in its own way."""


class MissingFeature(BaseException):
    """The script needs something that real Windows has and the simulator lacks: the script ends loudly."""

    def __init__(self, name: str, kind: str = "cmdlet") -> None:
        super().__init__(name)
        self.name = name
        self.kind = kind
        self.extent: Any = None


class Jump(Exception):  # noqa: N818 - named as what it is
    """Base of all jumps."""


class LoopJump(Jump):
    """``break`` or ``continue``, with the label it names (empty: the innermost loop)."""

    def __init__(self, label: str = "") -> None:
        super().__init__(label)
        self.label = label


class BreakJump(LoopJump):
    """Leave the loop."""


class ContinueJump(LoopJump):
    """Go on with the loop's next turn."""


class ReturnJump(Jump):
    """Leave the function or script block; its value has been written already."""


class ProcessEnded(BaseException):  # nothing has gone wrong: somebody ended this very process
    """The PowerShell process that runs the script is gone; ``code`` is what it ended with."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class ExitJump(Jump):
    """Leave the script with an exit code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class StopPipeline(Jump):
    """A command needs no more input (``Select-Object -First``): the stages before it stop."""

    def __init__(self, stage: Any) -> None:
        super().__init__()
        self.stage = stage


def failure(
    message: str,
    error_id: str,
    category: str = "InvalidOperation",
    *,
    target: Any = None,
    exception: str = RUNTIME_EXCEPTION,
    inner: NetException | None = None,
    extra: Mapping[str, Any] | None = None,
    ends_script: bool = False,
) -> PowerShellError:
    """A terminating error with that message, FullyQualifiedErrorId and category."""
    record = ErrorRecord(NetException(exception, message, inner, extra), error_id, category, target)
    record.exception.record = record
    return PowerShellError(record, ends_script=ends_script)
