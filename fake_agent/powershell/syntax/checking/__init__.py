"""Windows PowerShell's own parser as far as its errors go: what it says of a script that the grammar refuses."""

from fake_agent.powershell.syntax.checking.statements import check

__all__ = ["check"]
