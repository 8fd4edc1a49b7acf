"""Programs that say who and where one is: whoami, hostname."""

from fake_agent.powershell.host import ProgramResult
from fake_agent.windows.programs.registry import Call, failed, lines, printed, program

SYSTEM = "nt authority\\system"

_GROUPS = (
    ("BUILTIN\\Administrators", "Alias", "S-1-5-32-544", "Enabled by default, Enabled group, Group owner"),
    ("Everyone", "Well-known group", "S-1-1-0", "Mandatory group, Enabled by default, Enabled group"),
    (
        "NT AUTHORITY\\Authenticated Users",
        "Well-known group",
        "S-1-5-11",
        "Mandatory group, Enabled by default, Enabled group",
    ),
    ("Mandatory Label\\System Mandatory Level", "Label", "S-1-16-16384", ""),
)

_PRIVILEGES = (
    ("SeAssignPrimaryTokenPrivilege", "Replace a process level token", "Disabled"),
    ("SeTcbPrivilege", "Act as part of the operating system", "Enabled"),
    ("SeSecurityPrivilege", "Manage auditing and security log", "Disabled"),
    ("SeTakeOwnershipPrivilege", "Take ownership of files or other objects", "Disabled"),
    ("SeBackupPrivilege", "Back up files and directories", "Disabled"),
    ("SeRestorePrivilege", "Restore files and directories", "Disabled"),
    ("SeShutdownPrivilege", "Shut down the system", "Disabled"),
    ("SeDebugPrivilege", "Debug programs", "Enabled"),
    ("SeImpersonatePrivilege", "Impersonate a client after authentication", "Enabled"),
    ("SeCreateGlobalPrivilege", "Create global objects", "Enabled"),
)


@program("whoami")
def whoami(call: Call) -> ProgramResult:
    """``whoami [/user | /groups | /priv | /all | /upn | /fqdn]``."""
    options = set(call.options) - {"/fo", "/nh"}
    if not options:
        return printed(SYSTEM)
    if options & {"/upn", "/fqdn"}:
        return failed(
            "ERROR: Unable to get User Principal Name (UPN) as the current logged-on user",
            "       is not a domain user.",
        )
    sections = []
    if options & {"/user", "/all"}:
        sections.append(_table("USER INFORMATION", ("User Name", "SID"), ((SYSTEM, "S-1-5-18"),)))
    if options & {"/groups", "/all"}:
        sections.append(_table("GROUP INFORMATION", ("Group Name", "Type", "SID", "Attributes"), _GROUPS))
    if options & {"/priv", "/all"}:
        sections.append(_table("PRIVILEGES INFORMATION", ("Privilege Name", "Description", "State"), _PRIVILEGES))
    if not sections:
        return failed(f"ERROR: Invalid argument/option - '{call.arguments[0]}'.", 'Type "WHOAMI /?" for usage.')
    return ProgramResult("".join(sections))


def _table(title: str, headings: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> str:
    widths = [max(len(row[column]) for row in (headings, *rows)) for column in range(len(headings))]

    def line(cells: tuple[str, ...]) -> str:
        return " ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))

    return lines(
        "", title, "-" * len(title), "", line(headings), " ".join("=" * width for width in widths), *map(line, rows)
    )


@program("hostname")
def hostname(call: Call) -> ProgramResult:
    """``hostname``."""
    return printed(call.machine.host_name)
