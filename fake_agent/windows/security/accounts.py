"""The names of accounts by their security identifiers, and the other way round."""

from fake_agent.windows.machine import Machine

TRUSTED_INSTALLER = "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464"

WELL_KNOWN = {
    "S-1-1-0": "Everyone",
    "S-1-3-0": "CREATOR OWNER",
    "S-1-3-1": "CREATOR GROUP",
    "S-1-5-2": "NT AUTHORITY\\NETWORK",
    "S-1-5-3": "NT AUTHORITY\\BATCH",
    "S-1-5-4": "NT AUTHORITY\\INTERACTIVE",
    "S-1-5-6": "NT AUTHORITY\\SERVICE",
    "S-1-5-7": "NT AUTHORITY\\ANONYMOUS LOGON",
    "S-1-5-11": "NT AUTHORITY\\Authenticated Users",
    "S-1-5-17": "NT AUTHORITY\\IUSR",
    "S-1-5-18": "NT AUTHORITY\\SYSTEM",
    "S-1-5-19": "NT AUTHORITY\\LOCAL SERVICE",
    "S-1-5-20": "NT AUTHORITY\\NETWORK SERVICE",
    "S-1-15-2-1": "APPLICATION PACKAGE AUTHORITY\\ALL APPLICATION PACKAGES",
    "S-1-15-2-2": "APPLICATION PACKAGE AUTHORITY\\ALL RESTRICTED APPLICATION PACKAGES",
    TRUSTED_INSTALLER: "NT SERVICE\\TrustedInstaller",
}


def name_of(machine: Machine, sid: str) -> str:
    """The account's full name, or the identifier itself where there is no such account."""
    if sid in WELL_KNOWN:
        return WELL_KNOWN[sid]
    for group in machine.accounts.groups():
        if group.sid == sid:
            return f"BUILTIN\\{group.name}" if sid.startswith("S-1-5-32-") else f"{machine.computer_name}\\{group.name}"
    users = machine.accounts.users()
    names = (user.name for user in users if machine.accounts.sid(user) == sid)
    found = next(names, None)
    return sid if found is None else f"{machine.computer_name}\\{found}"


def sid_of(machine: Machine, name: str) -> str | None:
    """The identifier of an account, by its full or plain name; an identifier is its own."""
    if name.upper().startswith("S-1-"):
        return name.upper()
    plain = name.casefold().removeprefix(".\\").removeprefix(f"{machine.computer_name}\\".casefold())
    for sid, known in WELL_KNOWN.items():
        if plain in {known.casefold(), known.rpartition("\\")[2].casefold()}:
            return sid
    user = machine.accounts.find_user(plain) if "\\" not in plain else None
    if user is not None:
        return machine.accounts.sid(user)
    group = machine.accounts.find_group(plain.removeprefix("builtin\\"))
    return None if group is None else group.sid
