"""msiexec: Windows Installer's packages and products.

What a package does to the machine beyond its entry among the installed products is for a stub of msiexec.
"""

import ntpath
import re
import uuid

from fake_agent.powershell.host import ProgramResult
from fake_agent.web import WebFailure, WebRequest
from fake_agent.windows import agent_package
from fake_agent.windows.programs.maintenance import full_path
from fake_agent.windows.programs.registry import Call, lines, program
from fake_agent.windows.registry import LOCAL_MACHINE
from fake_agent.windows.web import WindowsNetwork

PRODUCTS = rf"{LOCAL_MACHINE}\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall"
OPEN_FAILED, UNKNOWN_PRODUCT, BAD_COMMAND_LINE = 1619, 1605, 1639
INSTALL_SECONDS = 15.0

_QUIET = frozenset({"/qn", "/quiet", "/passive", "/qb", "/qb!", "/qb-", "/qn+", "/qr"})
_VERBS = {"/i": "install", "/package": "install", "/x": "remove", "/uninstall": "remove", "/update": "install"}
_LOG = re.compile(r"[/-]l(og\b|[iwearucmopvx*+!]*$)", re.IGNORECASE)
_CODE = re.compile(r"\{[0-9A-F-]{36}\}", re.IGNORECASE)
_NAMESPACE = uuid.UUID("0f6b7a34-2c5d-4e8f-9a10-3b4c5d6e7f80")
_INSTALLED, _REMOVED, _INSTALLATION_ENDED = 11707, 11724, 1033


def product_code(package: str) -> str:
    """The product code of a package: the same for the same file name."""
    return f"{{{str(uuid.uuid5(_NAMESPACE, ntpath.basename(package).casefold())).upper()}}}"


def _product(package: str) -> str:
    """The name of a package's product."""
    return ntpath.splitext(ntpath.basename(package))[0]


@program("msiexec")
def msiexec(call: Call) -> ProgramResult:
    """``msiexec /i PACKAGE | /x PACKAGE-OR-CODE [/qn] [/l*v LOG]``: without a quiet option it waits for somebody.

    The guest agent's own package and product code do what they do.
    """
    verb, target = _order(call)
    quiet = bool(_QUIET & set(call.options))
    if not verb or not target:
        call.execution.wait_for_ever()
    package = _present(call, target) if verb == "install" else True
    if not quiet:
        call.execution.wait_for_ever()
    if not package:
        return _ended(call, OPEN_FAILED)
    if agent_package.is_agent(target):
        (agent_package.install if verb == "install" else agent_package.uninstall)(call.execution)
        call.execution.wait(INSTALL_SECONDS)
        return _ended(call, 0)
    call.execution.wait(INSTALL_SECONDS)
    return _install(call, target) if verb == "install" else _remove(call, target)


def _order(call: Call) -> tuple[str, str]:
    """What is to be done with which package or product; ``/x{CODE}`` and ``/iPACKAGE`` may stick together."""
    words = call.arguments
    for at, word in enumerate(words):
        option = word.casefold().replace("-", "/", 1)
        if option in _VERBS:
            return _VERBS[option], words[at + 1] if at + 1 < len(words) else ""
        if option[:2] in {"/x", "/i"} and option[2:3] == "{":
            return _VERBS[option[:2]], word[2:]
    return "", ""


def _present(call: Call, package: str) -> bool:
    """Whether the package can be opened: a file, or what the web answers for its URL."""
    if "://" not in package:
        return call.files.is_file(full_path(call, package))
    try:
        return not WindowsNetwork(call.execution).fetch(WebRequest(package)).failed
    except WebFailure:
        return False


def _install(call: Call, package: str) -> ProgramResult:
    name, code = _product(package), product_code(package)
    key = rf"{PRODUCTS}\{code}"
    registry = call.machine.registry
    for value, data in (
        ("DisplayName", name),
        ("DisplayVersion", "1.0.0"),
        ("Publisher", ""),
        ("InstallDate", call.machine.local_time().strftime("%Y%m%d")),
        ("InstallSource", ntpath.dirname(package) + "\\"),
        ("UninstallString", f"MsiExec.exe /X{code}"),
        ("WindowsInstaller", 1),
    ):
        registry.write(key, value, data)
    _note(call, _INSTALLED, f"Product: {name} -- Installation completed successfully.")
    _note(
        call,
        _INSTALLATION_ENDED,
        f"Windows Installer installed the product. Product Name: {name}. Product Version: 1.0.0. Product Language: "
        "1033. Manufacturer: . Installation success or error status: 0.",
    )
    return _ended(call, 0)


def _remove(call: Call, target: str) -> ProgramResult:
    code = target.upper() if _CODE.fullmatch(target) else product_code(target)
    key = rf"{PRODUCTS}\{code}"
    registry = call.machine.registry
    if not registry.exists(key):
        return _ended(call, UNKNOWN_PRODUCT)
    name = registry.read_text(key, "DisplayName")
    registry.delete(key)
    _note(call, _REMOVED, f"Product: {name} -- Removal completed successfully.")
    return _ended(call, 0)


def _note(call: Call, identifier: int, text: str) -> None:
    call.machine.events.write("Application", "MsiInstaller", identifier, text)


def _ended(call: Call, code: int) -> ProgramResult:
    """The end, told in the log that was asked for."""
    words = call.arguments
    option = next((at for at, word in enumerate(words) if _LOG.match(word)), None)
    if option is not None and option + 1 < len(words):
        moment = call.machine.local_time().strftime("%m/%d/%Y  %H:%M:%S")
        text = lines(
            f"=== Verbose logging started: {moment}  Build type: SHIP UNICODE 5.00.10011.00 ===",
            f"MSI (c) MainEngineThread is returning {code}",
            f"=== Verbose logging stopped: {moment} ===",
        )
        try:
            call.files.write(full_path(call, words[option + 1]), text.encode("utf-16"))
        except OSError:
            return ProgramResult("", "", 1622)
    return ProgramResult("", "", code)
