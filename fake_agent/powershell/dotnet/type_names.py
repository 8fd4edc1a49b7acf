"""How PowerShell spells types in the definitions of members."""

from fake_agent.powershell.dotnet.types import ACCELERATORS

_PREFERRED = """
string int long bool double decimal float byte sbyte char int16 uint16 uint32 uint64 datetime timespan guid uri version
hashtable scriptblock type xml regex array switch ipaddress bigint void cultureinfo mailaddress securestring
pscredential
"""
_SHORT = {ACCELERATORS[name]: name for name in _PREFERRED.split() if name in ACCELERATORS}


def display_name(full_name: str, *, short: bool = False) -> str:
    """``int`` for System.Int32, ``string[]`` for arrays; ``short`` leaves namespaces out of other names."""
    if full_name.endswith("[]"):
        return display_name(full_name[:-2], short=short) + "[]"
    known = _SHORT.get(full_name)
    if known is not None:
        return known
    return full_name.rpartition(".")[2] if short and "[" not in full_name else full_name
