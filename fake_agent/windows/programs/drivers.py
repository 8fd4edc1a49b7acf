"""driverquery: the drivers of the machine."""

from functools import cache

from fake_agent.powershell.host import ProgramResult
from fake_agent.windows.image import load
from fake_agent.windows.programs.registry import Call, lines, program
from fake_agent.windows.programs.tasks import table, values_of

_HEADINGS = ("Module Name", "Display Name", "Driver Type", "Link Date")
_FILE_SYSTEMS = frozenset(
    ("bindflt", "bowser", "dfsc", "FileInfo", "FltMgr", "luafv", "mrxsmb", "Msfs", "Mup", "Npfs", "Ntfs")
)
_FILE_SYSTEMS_TOO = frozenset(("rdbss", "srv2", "srvnet", "WdFilter", "NetBIOS"))


@cache
def _drivers() -> tuple[tuple[str, str, str, str], ...]:
    kinds = _FILE_SYSTEMS | _FILE_SYSTEMS_TOO
    return tuple(
        (name, display_name, "File System" if name in kinds else "Kernel", "")
        for name, display_name in load("drivers").items()
    )


@program("driverquery")
def driverquery(call: Call) -> ProgramResult:
    """``driverquery [/fo table | list | csv] [/nh]``. Drivers built today carry no date of their linking."""
    if {"/v", "/si", "/s"} & set(call.options):
        raise call.lacks()
    layout = (values_of(call.arguments, "fo") or ["table"])[0].casefold()
    heads = "/nh" not in call.options
    text = table(layout, _HEADINGS, _drivers(), (12, 22, 13, 22), heads=heads)
    return ProgramResult(text if layout != "table" or heads else lines("") + text)
