"""reg.exe: the registry from the command line."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from fake_agent.powershell.host import ProgramResult, RegistryKind, RegistryValue
from fake_agent.windows.errors import reason
from fake_agent.windows.file_system import normalize
from fake_agent.windows.programs.registry import Call, failed, lines, printed, program
from fake_agent.windows.registry import LOCAL_MACHINE, Registry, full_name

NOT_FOUND = "ERROR: The system was unable to find the specified registry key or value."
SUCCESS = "The operation completed successfully."
_KINDS = {kind.value: kind for kind in RegistryKind}


@program("reg")
def reg(call: Call) -> ProgramResult:
    """``reg query | add | delete | copy | export | import``."""
    verb, *rest = call.arguments or [""]
    action = _ACTIONS.get(verb.casefold())
    if verb.casefold() in _OTHER_VERBS:
        raise call.lacks()
    if action is None:
        return failed(f"ERROR: Invalid argument/option - '{verb}'.", 'Type "REG /?" for usage.')
    if not rest:
        return failed("ERROR: Invalid syntax.", f'Type "REG {verb.upper()} /?" for usage.')
    try:
        return action(call, _in_view(rest))
    except OSError as error:
        return failed(f"ERROR: {reason(error)}")


_OTHER_VERBS = frozenset(("save", "restore", "load", "unload", "compare", "flags"))
"""What reg knows and the simulator lacks."""

_SOFTWARE = rf"{LOCAL_MACHINE}\SOFTWARE"
_OF_32_BITS = rf"{_SOFTWARE}\WOW6432Node"


def _in_view(rest: list[str]) -> list[str]:
    """The words with ``/reg:32`` followed: programs of 32 bits have a part of SOFTWARE of their own."""
    if "/reg:32" not in map(str.casefold, rest):
        return rest
    key = full_name(rest[0])
    folded, software = key.casefold(), _SOFTWARE.casefold()
    redirected = folded == software or folded.startswith(f"{software}\\")
    if redirected and not folded.startswith(_OF_32_BITS.casefold()):
        key = _OF_32_BITS + key[len(_SOFTWARE) :]
    return [key, *rest[1:]]


def _options(rest: list[str]) -> dict[str, str]:
    """``/v name`` and the like by lower-case letter; switches without a value are empty."""
    options: dict[str, str] = {}
    index = 1
    while index < len(rest):
        name = rest[index].casefold()
        index += 1
        if not name.startswith("/"):
            continue
        takes_value = name in {"/v", "/t", "/d", "/s", "/f", "/se"} and index < len(rest)
        if takes_value and (name in {"/v", "/t", "/d"} or not rest[index].startswith("/")):
            options[name] = rest[index]
            index += 1
        else:
            options[name] = ""
    return options


def shown_data(value: RegistryValue) -> str:
    """The data as reg.exe prints it."""
    match value.kind, value.data:
        case ((RegistryKind.DWORD | RegistryKind.QWORD), int(number)):
            return f"{number:#x}"
        case _, bytes(content):
            return content.hex().upper()
        case _, tuple(items):
            return "\\0".join(items)
    return str(value.data)


def _value_line(value: RegistryValue) -> str:
    return f"    {value.name or '(Default)'}    {value.kind.value}    {shown_data(value)}"


def _query(call: Call, rest: list[str]) -> ProgramResult:
    registry = call.registry
    key = full_name(rest[0])
    options = _options(rest)
    if {"/t", "/z", "/se"} & options.keys():
        raise call.lacks()
    if not registry.exists(key):
        return failed(NOT_FOUND)
    if "/f" in options:
        return _search(registry, key, options)
    name = "" if "/ve" in options else options.get("/v")
    recursive = "/s" in options
    printed_lines: list[str] = []
    matches = 0
    for found in _keys(registry, key, recursive=recursive):
        values = [
            value for value in _values(registry, found) if name is None or value.name.casefold() == name.casefold()
        ]
        matches += len(values)
        if values or name is None:
            printed_lines += ["", registry.spelling(found), *map(_value_line, values)]
    if name is not None and not matches:
        return failed(NOT_FOUND)
    if not recursive and name is None:
        printed_lines += ["", *(f"{registry.spelling(key)}\\{subkey}" for subkey in registry.subkeys(key))]
    elif recursive or name is not None:
        printed_lines.append("")
    if recursive and name is not None:
        printed_lines.append(f"End of search: {matches} match(es) found.")
    return printed(*printed_lines)


def _values(registry: Registry, key: str) -> list[RegistryValue]:
    """The values of a key, the default one first."""
    return sorted(registry.values(key), key=lambda value: value.name != "")


def _search(registry: Registry, key: str, options: dict[str, str]) -> ProgramResult:
    """``/f TEXT [/k] [/d] [/v] [/c] [/e]``: what of keys, names and data holds the text."""
    text = options["/f"]
    places = {"/k", "/d", "/v"} & options.keys() or {"/k", "/d", "/v"}
    exact, case = "/e" in options, "/c" in options

    def fits(what: str) -> bool:
        one, other = (what, text) if case else (what.casefold(), text.casefold())
        return one == other if exact else fnmatchcase(one, f"*{other}*")

    told: list[str] = []
    matches = 0
    for found in _keys(registry, key, recursive="/s" in options):
        named = "/k" in places and found != key and fits(found.rpartition("\\")[2])
        values = [
            value
            for value in _values(registry, found)
            if ("/v" in places and fits(value.name)) or ("/d" in places and fits(shown_data(value)))
        ]
        matches += len(values) + named
        if named or values:
            told += ["", registry.spelling(found), *map(_value_line, values)]
    return printed(*told, "", f"End of search: {matches} match(es) found.", exit_code=0 if matches else 1)


def _keys(registry: Registry, key: str, *, recursive: bool) -> Iterator[str]:
    yield key
    if recursive:
        for subkey in registry.subkeys(key):
            yield from _keys(registry, f"{key}\\{subkey}", recursive=True)


def _add(call: Call, rest: list[str]) -> ProgramResult:
    registry = call.registry
    key = full_name(rest[0])
    options = _options(rest)
    if not registry.exists(key.partition("\\")[0]):
        return failed("ERROR: Invalid key name.", 'Type "REG ADD /?" for usage.')
    registry.create(key)
    if "/v" not in options and "/ve" not in options:
        return printed(SUCCESS)
    name = options.get("/v", "")
    exists = registry.read(key, name) is not None
    if exists and "/f" not in options:
        question = f"Value {name} exists, overwrite(Yes/No)? "
        if call.stdin is None:
            call.execution.wait_for_ever()
        if not call.stdin.strip().casefold().startswith("y"):
            return ProgramResult(question + "\r\n" + lines("The operation was canceled by the user."), "", 0)
    kind = _KINDS.get(options.get("/t", "REG_SZ").upper())
    if kind is None:
        return failed("ERROR: Invalid syntax. Specify valid type for '/t'.", 'Type "REG ADD /?" for usage.')
    try:
        value = _parsed(name, kind, options.get("/d", ""), options.get("/s", "\\0") or "\\0")
    except ValueError:
        return failed("ERROR: Invalid syntax. Specify valid numeric value for '/d'.", 'Type "REG ADD /?" for usage.')
    registry.set_value(key, value)
    return printed(SUCCESS)


def _parsed(name: str, kind: RegistryKind, text: str, separator: str) -> RegistryValue:
    """The value of a text; ``ValueError`` where the text is no number of the kind."""
    match kind:
        case RegistryKind.DWORD:
            return RegistryValue(name, kind, int(text or "0", 0) & 0xFFFFFFFF)
        case RegistryKind.QWORD:
            return RegistryValue(name, kind, int(text or "0", 0) & 0xFFFFFFFFFFFFFFFF)
        case RegistryKind.BINARY | RegistryKind.NONE:
            return RegistryValue(name, kind, bytes.fromhex(text))
        case RegistryKind.MULTI_STRING:
            return RegistryValue(name, kind, tuple(text.split(separator)) if text else ())
    return RegistryValue(name, kind, text)


def _delete(call: Call, rest: list[str]) -> ProgramResult:
    registry = call.registry
    key = full_name(rest[0])
    options = _options(rest)
    if not registry.exists(key):
        return failed(NOT_FOUND)
    if "/f" not in options and call.stdin is None:
        call.execution.wait_for_ever()
    if "/f" not in options and not str(call.stdin).strip().casefold().startswith("y"):
        return printed("The operation was canceled by the user.")
    if "/va" in options:
        for value in registry.values(key):
            registry.delete_value(key, value.name)
    elif "/v" in options or "/ve" in options:
        try:
            registry.delete_value(key, options.get("/v", ""))
        except LookupError:
            return failed(NOT_FOUND)
    else:
        registry.delete(key)
    return printed(SUCCESS)


def _copy(call: Call, rest: list[str]) -> ProgramResult:
    source, destination = full_name(rest[0]), full_name(rest[1])
    if not call.registry.exists(source):
        return failed(NOT_FOUND)
    call.registry.copy(source, destination)
    return printed(SUCCESS)


def _export(call: Call, rest: list[str]) -> ProgramResult:
    registry = call.registry
    key = full_name(rest[0])
    if not registry.exists(key):
        return failed(NOT_FOUND)
    text = ["Windows Registry Editor Version 5.00", ""]
    for found in _keys(registry, key, recursive=True):
        text.append(f"[{registry.spelling(found)}]")
        text += [_exported(value) for value in registry.values(found)]
        text.append("")
    path = rest[1] if rest[1][1:2] == ":" else f"{call.folder}\\{rest[1]}"
    call.files.write(normalize(path), b"\xff\xfe" + lines(*text).encode("utf-16-le"))
    return printed(SUCCESS)


def _exported(value: RegistryValue) -> str:
    name = f'"{_escaped(value.name)}"' if value.name else "@"
    data = "hex:"
    match value.kind, value.data:
        case RegistryKind.STRING, str(text):
            data = f'"{_escaped(text)}"'
        case RegistryKind.DWORD, int(number):
            data = f"dword:{number:08x}"
        case RegistryKind.QWORD, int(number):
            data = f"hex(b):{_bytes(number.to_bytes(8, 'little'))}"
        case RegistryKind.EXPAND_STRING, str(text):
            data = f"hex(2):{_bytes((text + chr(0)).encode('utf-16-le'))}"
        case RegistryKind.MULTI_STRING, tuple(items):
            joined = "".join(f"{item}\0" for item in items) + "\0"
            data = f"hex(7):{_bytes(joined.encode('utf-16-le'))}"
        case _, bytes(content):
            data = f"hex:{_bytes(content)}"
    return f"{name}={data}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _bytes(content: bytes) -> str:
    return ",".join(f"{byte:02x}" for byte in content)


def _import(call: Call, rest: list[str]) -> ProgramResult:
    path = normalize(rest[0] if rest[0][1:2] == ":" else f"{call.folder}\\{rest[0]}")
    if not call.files.is_file(path):
        return failed("ERROR: Error opening the file. There may be a disk or file system error.")
    content = call.files.read(path)
    text = content.decode("utf-16" if content[:2] == b"\xff\xfe" else "utf-8-sig", "replace")
    import_text(call.registry, text)
    return ProgramResult("", lines(SUCCESS), 0)


def import_text(registry: Registry, text: str) -> None:
    """Take over a ``.reg`` file."""
    key = ""
    for line in text.replace("\\\r\n", "").replace("\\\n", "").splitlines():
        stripped = line.strip()
        if stripped.startswith("[-"):
            if registry.exists(full_name(stripped[2:-1])):
                registry.delete(full_name(stripped[2:-1]))
        elif stripped.startswith("["):
            key = full_name(stripped[1:-1])
            registry.create(key)
        elif key and "=" in stripped:
            _import_value(registry, key, stripped)


def _import_value(registry: Registry, key: str, line: str) -> None:
    quoted_name, _, data = line.partition("=") if line.startswith("@") else _split_quoted(line)
    name = "" if quoted_name == "@" else quoted_name.replace('\\"', '"').replace("\\\\", "\\")
    if data == "-":
        if registry.read(key, name) is not None:
            registry.delete_value(key, name)
        return
    kind, _, rest = data.partition(":")
    if data.startswith('"'):
        text = data[1:-1].replace('\\"', '"').replace("\\\\", "\\")
        registry.set_value(key, RegistryValue(name, RegistryKind.STRING, text))
    elif kind == "dword":
        registry.set_value(key, RegistryValue(name, RegistryKind.DWORD, int(rest, 16)))
    else:
        content = bytes(int(byte.strip(), 16) for byte in rest.split(",") if byte.strip())
        registry.set_value(key, _from_bytes(name, kind, content))


def _split_quoted(line: str) -> tuple[str, str, str]:
    end = line.index('"=', 1) if '"=' in line else len(line) - 1
    return line[1:end], "=", line[end + 2 :]


def _from_bytes(name: str, kind: str, content: bytes) -> RegistryValue:
    match kind:
        case "hex(2)":
            return RegistryValue(name, RegistryKind.EXPAND_STRING, content.decode("utf-16-le").rstrip("\0"))
        case "hex(7)":
            items = tuple(content.decode("utf-16-le").rstrip("\0").split("\0"))
            return RegistryValue(name, RegistryKind.MULTI_STRING, items)
        case "hex(b)":
            return RegistryValue(name, RegistryKind.QWORD, int.from_bytes(content, "little"))
    return RegistryValue(name, RegistryKind.BINARY, content)


_ACTIONS = {
    "query": _query,
    "add": _add,
    "delete": _delete,
    "copy": _copy,
    "export": _export,
    "import": _import,
}


@program("regedit")
def regedit(call: Call) -> ProgramResult:
    """``regedit /s FILE`` takes over a file, ``/e FILE KEY`` writes one; else it shows its window."""
    if "/s" in call.options and call.words:
        return ProgramResult("", "", _import(call, call.words[:1]).exit_code)
    if "/e" not in call.options or len(call.words) < 2:  # a file and a key
        call.execution.wait_for_ever()
    return ProgramResult("", "", _export(call, [call.words[1], call.words[0]]).exit_code)
