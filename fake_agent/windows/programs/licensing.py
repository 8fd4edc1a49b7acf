"""cscript with Windows' own script for licences, slmgr.vbs; and klist."""

import ntpath

from fake_agent.powershell.host import ProgramResult
from fake_agent.windows.programs.registry import Call, printed, program

BANNER = (
    "Microsoft (R) Windows Script Host Version 5.812",
    "Copyright (C) Microsoft Corporation. All rights reserved.",
    "",
)
EDITION = "Windows(R), ServerDatacenter edition"
ACTIVATION = "ef6cfc9f-8c5d-44ac-9aad-de6a2ea0ae03"
"""The activation id of Windows Server 2022 Datacenter (documented with its KMS client key)."""

LEASE_SECONDS = 180 * 86_400
"""How long an activation by Azure's key management service holds (documented)."""


@program("cscript")
def cscript(call: Call) -> ProgramResult:
    """``cscript [//nologo] slmgr.vbs /xpr | /dli | /dlv | /ato``; other scripts are not simulated."""
    script = next((word for word in call.arguments if word.casefold().endswith(".vbs")), "")
    if ntpath.basename(script).casefold() != "slmgr.vbs":
        raise call.lacks()
    now = call.machine.clock()
    periods = max(0, int((now - call.machine.installed_at) // LEASE_SECONDS))
    until = call.machine.moment(call.machine.installed_at + (periods + 1) * LEASE_SECONDS)
    expiry = f"{until.month}/{until.day}/{until.year} {until:%I:%M:%S %p}".replace(" 0", " ")
    remaining = int((until.timestamp() - now) // 60)
    details = (
        f"Name: {EDITION}",
        "Description: Windows(R) Operating System, VOLUME_KMSCLIENT channel",
        "Partial Product Key: 6VM33",
        "License Status: Licensed",
        f"Volume activation expiration: {remaining} minute(s) ({remaining // 1440} day(s))",
    )
    shown: dict[str, tuple[str, ...]] = {
        "/xpr": (f"{EDITION}:", f"    Volume activation will expire {expiry}"),
        "/dli": details,
        "/dlv": (
            "Software licensing service version: 10.0.20348.2849",
            "",
            details[0],
            details[1],
            f"Activation ID: {ACTIVATION}",
            *details[2:],
            "KMS machine name from DNS: azkms.core.windows.net:1688",
        ),
        "/ato": (f"Activating {EDITION} ({ACTIVATION}) ...", "Product activated successfully."),
    }
    wanted = [option for option in call.options if not option.startswith("//") and option in shown]
    if not wanted:
        raise call.lacks()
    logo = () if any(word.casefold() == "//nologo" for word in call.arguments) else BANNER
    return printed(*logo, *shown[wanted[0]], "")


@program("klist")
def klist(call: Call) -> ProgramResult:
    """``klist``: System on a machine of no domain has no tickets."""
    if call.words:
        raise call.lacks()
    return printed("", "Current LogonId is 0:0x3e7", "", "Cached Tickets: (0)")
