"""net.exe: accounts, groups, services."""

from collections.abc import Callable, Sequence

from fake_agent.powershell.host import ProgramResult, Service, ServiceStatus
from fake_agent.windows.errors import TEXTS, MachineError
from fake_agent.windows.programs.registry import Call, failed, lines, printed, program
from fake_agent.windows.shares import Share, add, find, remove, shares
from fake_agent.windows.users import Group, User

DONE = ("The command completed successfully.", "")
LONG_PASSWORD = 14
"""Longer passwords make ``net user`` ask whether old computers matter; nobody answers (reported by users)."""

_MESSAGES = {
    2182: "The requested service has already been started.",
    2185: "The service name is invalid.",
    2191: "The service could not be stopped.",
    3521: "The {name} service is not started.",
}


@program("net", "net1")
def net(call: Call) -> ProgramResult:
    """``net start | stop | user | localgroup | accounts | share | use | session``."""
    verb, *rest = call.arguments or [""]
    action = _ACTIONS.get(verb.casefold())
    if verb.casefold() in _OTHERS:
        raise call.lacks()
    if action is None:
        return failed(
            "The syntax of this command is:",
            "",
            "NET",
            "    [ ACCOUNTS | COMPUTER | CONFIG | CONTINUE | FILE | GROUP | HELP |",
            "      HELPMSG | LOCALGROUP | PAUSE | SESSION | SHARE | START |",
            "      STATISTICS | STOP | TIME | USE | USER | VIEW ]",
        )
    try:
        return action(call, rest)
    except MachineError as error:
        return _refused(error)


def _refused(error: MachineError) -> ProgramResult:
    network_errors = range(2100, 3000)
    if error.code in network_errors:
        return _help_message(error.code, error.message)
    return failed(f"System error {error.code} has occurred.", "", error.message, "", exit_code=2)


def _help_message(code: int, text: str) -> ProgramResult:
    return failed(text, "", f"More help is available by typing NET HELPMSG {code}.", "", exit_code=2)


# Services


def _start(call: Call, rest: Sequence[str]) -> ProgramResult:
    if not rest:
        running = [found for found in call.execution.services.all() if found.status is ServiceStatus.RUNNING]
        names = sorted((f"   {found.display_name}" for found in running), key=str.casefold)
        return printed("These Windows services are started:", "", *names, "", *DONE)
    service = call.execution.services.find(" ".join(rest))
    if service is None:
        return _help_message(2185, _MESSAGES[2185])
    if service.status is ServiceStatus.RUNNING:
        return _help_message(2182, _MESSAGES[2182])
    call.execution.services.start(service.name)
    name = service.display_name
    return printed(f"The {name} service is starting.", f"The {name} service was started successfully.", "")


def _stop(call: Call, rest: Sequence[str]) -> ProgramResult:
    confirmed = {"/y", "/yes"} & {word.casefold() for word in rest}
    service = call.execution.services.find(" ".join(word for word in rest if not word.startswith("/")))
    if service is None:
        return _help_message(2185, _MESSAGES[2185])
    if service.status is not ServiceStatus.RUNNING:
        return _help_message(3521, _MESSAGES[3521].format(name=service.display_name))
    dependents = [name for name in service.dependents if call.execution.services.running(name)]
    if dependents and not confirmed:
        return _ask_about_dependents(call, service, dependents)
    if not service.can_stop:
        return _help_message(2191, "The requested pause, continue, or stop is not valid for this service.")
    call.execution.services.stop(service.name, with_dependents=True)
    name = service.display_name
    return printed(f"The {name} service is stopping.", f"The {name} service was stopped successfully.", "")


def _ask_about_dependents(call: Call, service: Service, dependents: Sequence[str]) -> ProgramResult:
    shown = [f"   {call.execution.services.get(name).display_name}" for name in dependents]
    question = (
        lines(
            "The following services are dependent on the " + service.display_name + " service.",
            f"Stopping the {service.display_name} service will also stop these services.",
            "",
            *shown,
            "",
        )
        + "Do you want to continue this operation? (Y/N) [N]: "
    )
    if call.stdin is None:
        call.execution.wait_for_ever()
    if not call.stdin.strip().casefold().startswith("y"):
        return ProgramResult(question + "\r\n", "", 2)
    call.execution.services.stop(service.name, with_dependents=True)
    name = service.display_name
    return ProgramResult(
        question + lines("", f"The {name} service is stopping.", f"The {name} service was stopped successfully.", "")
    )


# Accounts


def _user(call: Call, rest: Sequence[str]) -> ProgramResult:
    accounts = call.machine.accounts
    switches = {word.casefold().partition(":")[0]: word.partition(":")[2] for word in rest if word.startswith("/")}
    words = [word for word in rest if not word.startswith("/")]
    if not words:
        return _list_users(call)
    name, password = words[0], (words[1] if len(words) > 1 else None)
    if password is not None and "/y" not in switches:
        refusal = _ask_about_password(call, password)
        if refusal is not None:
            return refusal
    if {"/delete", "/del"} & set(switches):
        accounts.remove_user(name)
        return printed(*DONE)
    if "/add" in switches:
        accounts.check_password(name, password or "")
        accounts.add_user(User(name, 0, password=password or "", password_set=call.machine.clock()))
        accounts.add_member("Users", name)
    elif password is not None:
        accounts.check_password(name, password)
        accounts.change_user(name, password=password, password_set=call.machine.clock())
    elif not switches:
        return _show_user(call, accounts.user(name))
    _change_user(call, name, switches)
    return printed(*DONE)


def _ask_about_password(call: Call, password: str) -> ProgramResult | None:
    """A star asks for the password, a long one whether old computers matter; what comes of a refusal."""
    asks = password == "*"
    if not asks and len(password) <= LONG_PASSWORD:
        return None
    if call.stdin is None:
        call.execution.wait_for_ever()
    if asks or not call.stdin.strip().casefold().startswith("n"):
        return None
    question = (
        "The password entered is longer than 14 characters.  Computers\r\nwith Windows prior to Windows 2000 will not "
        "be able to use\r\nthis account. Do you want to continue this operation? (Y/N) [Y]: \r\n"
    )
    return ProgramResult(question, "", 2)


def _change_user(call: Call, name: str, switches: dict[str, str]) -> None:
    changes: dict[str, Callable[[str], dict[str, object]]] = {
        "/active": lambda value: {"enabled": value.casefold() == "yes"},
        "/comment": lambda value: {"description": value.strip('"')},
        "/fullname": lambda value: {"full_name": value.strip('"')},
        "/passwordreq": lambda value: {"password_required": value.casefold() == "yes"},
        "/passwordchg": lambda value: {"may_change_password": value.casefold() == "yes"},
        "/expires": lambda value: {"account_expires": None} if value.casefold() == "never" else {},
    }
    call.machine.accounts.user(name)
    for switch, value in switches.items():
        if switch in changes:
            call.machine.accounts.change_user(name, **changes[switch](value))


def _list_users(call: Call) -> ProgramResult:
    names = [user.name for user in call.machine.accounts.users()]
    rows = ["".join(f"{name:<25}" for name in names[start : start + 3]) for start in range(0, len(names), 3)]
    return printed("", f"User accounts for \\\\{call.machine.computer_name}", "", "-" * 79, *rows, *DONE)


def _show_user(call: Call, user: User) -> ProgramResult:
    machine = call.machine

    def when(timestamp: float | None) -> str:
        if timestamp is None:
            return "Never"
        moment = machine.moment(timestamp)
        return f"{moment.month}/{moment.day}/{moment.year} {moment.hour % 12 or 12}:{moment:%M:%S %p}"

    fields = [
        ("User name", user.name),
        ("Full Name", user.full_name),
        ("Comment", user.description),
        ("User's comment", ""),
        ("Country/region code", "000 (System Default)"),
        ("Account active", "Yes" if user.enabled else "No"),
        ("Account expires", when(user.account_expires)),
        None,
        ("Password last set", when(user.password_set)),
        ("Password expires", "Never"),
        ("Password changeable", when(user.password_set)),
        ("Password required", "Yes" if user.password_required else "No"),
        ("User may change password", "Yes" if user.may_change_password else "No"),
        None,
        ("Workstations allowed", "All"),
        ("Logon script", ""),
        ("User profile", ""),
        ("Home directory", ""),
        ("Last logon", when(user.last_logon)),
        None,
        ("Logon hours allowed", "All"),
        None,
        ("Local Group Memberships", "".join(f"*{group.name:<21}" for group in machine.accounts.groups_of(user.name))),
        ("Global Group memberships", "*None                 "),
    ]
    return printed(*("" if field is None else f"{field[0]:<29}{field[1]}" for field in fields), *DONE)


def _local_group(call: Call, rest: Sequence[str]) -> ProgramResult:
    accounts = call.machine.accounts
    switches = {word.casefold().partition(":")[0] for word in rest if word.startswith("/")}
    words = [word for word in rest if not word.startswith("/")]
    if not words:
        names = [f"*{group.name}" for group in accounts.groups()]
        return printed("", f"Aliases for \\\\{call.machine.computer_name}", "", "-" * 79, *names, *DONE)
    name, *members = words
    removes = bool({"/delete", "/del"} & switches)
    if "/add" in switches and not members:
        accounts.add_group(name)
    elif removes and not members:
        accounts.remove_group(name)
    elif not members:
        return _show_group(accounts.group(name))
    for member in members:
        if removes:
            accounts.remove_member(name, member)
            continue
        known = accounts.find_user(member) is not None or "\\" in member or accounts.find_group(member) is not None
        accounts.group(name)
        if not known:
            return failed(
                f"There is no such global user or group: {member}.",
                "",
                "More help is available by typing NET HELPMSG 3783.",
                "",
                exit_code=2,
            )
        accounts.add_member(name, member)
    return printed(*DONE)


def _show_group(group: Group) -> ProgramResult:
    return printed(
        f"Alias name     {group.name}",
        f"Comment        {group.description}",
        "",
        "Members",
        "",
        "-" * 79,
        *sorted(group.members, key=str.casefold),
        *DONE,
    )


# The rest


def _accounts(_call: Call, _rest: Sequence[str]) -> ProgramResult:
    fields = {
        "Force user logoff how long after time expires?:": "Never",
        "Minimum password age (days):": "0",
        "Maximum password age (days):": "42",
        "Minimum password length:": "0",
        "Length of password history maintained:": "None",
        "Lockout threshold:": "Never",
        "Lockout duration (minutes):": "30",
        "Lockout observation window (minutes):": "30",
        "Computer role:": "SERVER",
    }
    return printed(*(f"{label:<54}{value}" for label, value in fields.items()), *DONE)


def _share(call: Call, rest: Sequence[str]) -> ProgramResult:
    if rest:
        return _one_share(call, rest)
    rows = [(share.name, share.path, share.remark) for share in shares(call.machine)]
    rows.sort(key=lambda row: (not row[0].endswith("$"), row[0] == "ADMIN$", row[0]))
    return printed(
        "",
        "Share name   Resource                        Remark",
        "",
        "-" * 79,
        *(f"{name:<13}{resource:<32}{remark}" for name, resource, remark in rows),
        *DONE,
    )


def _one_share(call: Call, rest: Sequence[str]) -> ProgramResult:
    """``net share NAME``, ``net share NAME=PATH``, ``net share NAME /delete``."""
    name, equals, path = rest[0].partition("=")
    found = find(call.machine, name)
    if equals:
        entry = call.files.entry(path)
        if found is not None:
            return _help_message(2118, "The name has already been shared.")
        if entry is None or not entry.is_folder:
            return failed("The device or directory does not exist.", "", exit_code=2)
        add(call.machine, Share(name, entry.path))
        return printed(f"{name} was shared successfully.", "")
    if found is None:
        return _help_message(2310, "This shared resource does not exist.")
    if "/delete" in call.options or "/d" in call.options:
        remove(call.machine, found)
        return printed(f"{found.name} was deleted successfully.", "")
    fields = {
        "Share name": found.name,
        "Path": found.path,
        "Remark": found.remark,
        "Maximum users": "No limit",
        "Users": "",
        "Caching": "Manual caching of documents",
        "Permission": "Everyone, READ" if not found.special else "",
    }
    return printed(*(f"{label:<18}{value}".rstrip() for label, value in fields.items()), *DONE)


def _use(_call: Call, rest: Sequence[str]) -> ProgramResult:
    if rest:
        return failed("System error 53 has occurred.", "", "The network path was not found.", "", exit_code=2)
    return printed("New connections will be remembered.", "", "There are no entries in the list.", "")


def _session(_call: Call, _rest: Sequence[str]) -> ProgramResult:
    return printed("There are no entries in the list.", "")


_OTHERS = frozenset(("computer", "config", "continue", "file", "group", "help", "pause", "statistics", "time", "view"))
"""What net knows and the simulator lacks."""


def _explain(_call: Call, rest: Sequence[str]) -> ProgramResult:
    """``net helpmsg NUMBER``: Windows' text of an error."""
    number = int(rest[0]) if rest and rest[0].isdigit() else -1
    text = {**TEXTS, **_MESSAGES}.get(number)
    if text is None:
        return failed(f"{number} is not a valid Windows network message number.", "", exit_code=2)
    return printed("", text.replace("{name}", "***"), "")


_ACTIONS = {
    "helpmsg": _explain,
    "start": _start,
    "stop": _stop,
    "user": _user,
    "users": _user,
    "localgroup": _local_group,
    "accounts": _accounts,
    "share": _share,
    "use": _use,
    "session": _session,
}
