"""Get-Date, New-TimeSpan, New-Object, Get-Member, Add-Member, Get-Random, Invoke-Expression, Select-String ..."""

"""Run text as code, in the current scope."""
from typing import Any  # noqa: E402 - found beside the tests

from fake_agent.powershell.cmdlets.registry import Call, Parameter, cmdlet, named, switches  # noqa: E402 - found beside the tests
from fake_agent.powershell.cmdlets.searching import search  # noqa: E402 - found beside the tests
from fake_agent.powershell.dotnet import members  # noqa: E402 - found beside the tests
from fake_agent.powershell.dotnet.system import Guid, new_guid  # noqa: E402 - found beside the tests
from fake_agent.powershell.dotnet.times import TimeZone  # noqa: E402 - found beside the tests
from fake_agent.powershell.dotnet.types import type_of  # noqa: E402 - found beside the tests
from fake_agent.powershell.dotnet.various import Culture  # noqa: E402 - found beside the tests
from fake_agent.powershell.errors import MissingFeature, PowerShellError  # noqa: E402 - found beside the tests
from fake_agent.powershell.operators.patterns import wildcard  # noqa: E402 - found beside the tests
from fake_agent.powershell.runtime.blocks import ScriptBlock  # noqa: E402 - found beside the tests
from fake_agent.powershell.syntax.problems import SyntaxProblem  # noqa: E402 - found beside the tests
from fake_agent.powershell.values import collections as nets  # noqa: E402 - found beside the tests
from fake_agent.powershell.values.conversion import as_list, to_number  # noqa: E402 - found beside the tests
from fake_agent.powershell.values.date_format import format_date  # noqa: E402 - found beside the tests
from fake_agent.powershell.values.objects import NOTHING, ComputedProperty, Property, PSObject  # noqa: E402 - found beside the tests
from fake_agent.powershell.values.text import to_text  # noqa: E402 - found beside the tests
from fake_agent.powershell.values.times import DateTime, TimeSpan  # noqa: E402 - found beside the tests

_UTILITY = "Microsoft.PowerShell.Utility"
_PARTS = {"Year": "year", "Month": "month", "Day": "day", "Hour": "hour", "Minute": "minute", "Second": "second"}
_UNIX_FORMATS = {
    "Y": "yyyy",
    "m": "MM",
    "d": "dd",
    "H": "HH",
    "M": "mm",
    "S": "ss",
    "y": "yy",
    "b": "MMM",
    "B": "MMMM",
    "a": "ddd",
    "A": "dddd",
    "I": "hh",
    "p": "tt",
    "F": "yyyy-MM-dd",
    "T": "HH:mm:ss",
    "D": "MM/dd/yy",
    "R": "HH:mm",
    "e": "%d",
    "j": "",
    "Z": "zz",
    "s": "",
}


@cmdlet(
    "Get-Date",
    Parameter("Date", "datetime", 0, ("LastWriteTime",), by_value=True, by_property=True),
    *named("int", "Year Month Day Hour Minute Second Millisecond"),
    *named("string", "Format UFormat DisplayHint"),
    *switches("AsUTC"),
    module=_UTILITY,
)
def get_date(call: Call) -> None:
    """The time, or a date with some parts replaced."""
    value: DateTime = call.get("Date") or call.context.local_now()
    parts = {part: call.number(name) for name, part in _PARTS.items() if call.has(name)}
    if parts or call.has("Millisecond"):
        ticks = value.ticks % 10_000_000
        value = DateTime(
            DateTime.of(value.moment.replace(**parts)).ticks // 10_000_000 * 10_000_000 + ticks,  # type: ignore[arg-type]  # constants need no context
            value.kind,
        )
        if call.has("Millisecond"):
            value = DateTime(value.ticks - value.ticks % 10_000_000 + call.number("Millisecond") * 10_000, value.kind)
    if call.has("Format"):
        pattern = call.text("Format")
        named_formats = {
            "filedate": "yyyyMMdd",
            "filedatetime": "yyyyMMddTHHmmssffff",
            "filedateuniversal": "yyyyMMddZ",
            "filedatetimeuniversal": "yyyyMMddTHHmmssffffZ",
        }
        call.write(format_date(value, named_formats.get(pattern.lower(), pattern), call.host.time_zone))
    elif call.has("UFormat"):
        call.write(_unix_format(call, value, call.text("UFormat").removeprefix("+")))
    else:
        call.write(value)


def _unix_format(call: Call, value: DateTime, pattern: str) -> str:
    pieces: list[str] = []
    index = 0
    while index < len(pattern):
        if pattern[index] == "%" and index + 1 < len(pattern):
            letter = pattern[index + 1]
            if letter == "s":
                pieces.append(str((value.to_utc(call.host.time_zone).ticks - 621_355_968_000_000_000) // 10_000_000))
            elif letter == "j":
                pieces.append(f"{value.moment.timetuple().tm_yday:03}")
            else:
                pieces.append(
                    format_date(value, _UNIX_FORMATS[letter], call.host.time_zone)
                    if letter in _UNIX_FORMATS
                    else letter
                )
            index += 2
        else:
            pieces.append(pattern[index])
            index += 1
    return "".join(pieces)


@cmdlet(
    "New-TimeSpan",
    Parameter("Start", "datetime", 0, by_value=True),
    Parameter("End", "datetime", 1),
    *named("double", "Days Hours Minutes Seconds"),
    module=_UTILITY,
)
def new_time_span(call: Call) -> None:
    """A length of time."""
    if call.has("Start") or call.has("End"):
        now = call.context.local_now()
        call.write(TimeSpan((call.get("End") or now).ticks - (call.get("Start") or now).ticks))
        return
    seconds = (
        call.get("Days", 0) * 86400 + call.get("Hours", 0) * 3600 + call.get("Minutes", 0) * 60 + call.get("Seconds", 0)
    )
    call.write(TimeSpan.of_seconds(seconds))


@cmdlet("New-Guid", module=_UTILITY)
def make_guid(call: Call) -> None:
    """A random Guid."""
    guid: Guid = new_guid(call.context)
    call.write(guid)


@cmdlet("Get-TimeZone", Parameter("Name", "string[]", 0), *named("string", "Id"), *switches("ListAvailable"))
def get_time_zone(call: Call) -> None:
    """The machine's time zone."""
    call.write(TimeZone(call.host.time_zone_id))


@cmdlet("Get-Culture", module=_UTILITY)
def get_culture(call: Call) -> None:
    """The culture."""
    call.write(Culture("en-US"))


@cmdlet("Get-Host", module=_UTILITY)
def get_host(call: Call) -> None:
    """The host program."""
    call.write(call.context.variable("host"))


@cmdlet(
    "New-Object",
    Parameter("TypeName", "string", 0, sets=("Net",), mandatory=True),
    Parameter("ArgumentList", "object[]", 1, ("Args",), sets=("Net",)),
    Parameter("ComObject", "string", sets=("Com",), mandatory=True),
    Parameter("Property", "object"),
    *switches("Strict"),
    default_set="Net",
    module=_UTILITY,
)
def new_object(call: Call) -> None:
    """A new object of a .NET type."""
    if call.has("ComObject"):
        raise MissingFeature(f"New-Object -ComObject {call.text('ComObject')}", "construct")
    name = call.text("TypeName")
    target = call.context.find_type(name)
    if target is None:
        problem = call.context.services["type not found"](name)
        if isinstance(problem, MissingFeature):
            raise problem
        raise call.failure(
            f"Cannot find type [{name}]: verify that the assembly containing this type is loaded.",
            "TypeNotFound",
            "InvalidType",
            exception="System.Management.Automation.PSArgumentException",
        )
    given = call.get("ArgumentList")
    arguments = list(given) if given is not None else []
    try:
        made = call.context.construct(target, arguments)
    except PowerShellError as error:
        error.record.error_id = "ConstructorInvokedThrowException,Microsoft.PowerShell.Commands.NewObjectCommand"
        error.record.category = "InvalidOperation"
        raise
    settings = call.get("Property")
    if isinstance(settings, nets.Hashtable):
        for key, value in settings.items():
            if isinstance(made, PSObject):
                made.properties[to_text(key).lower()] = Property(to_text(key), value)
            else:
                members.set_member(call.context, made, to_text(key), value)
    call.emit(made)


# --- members -------------------------------------------------------------------------------------------------------


@cmdlet(
    "Get-Member",
    Parameter("Name", "string[]", 0),
    Parameter("InputObject", "object", by_value=True),
    *named("string[]", "MemberType"),
    *named("string", "View"),
    *switches("Static Force"),
    aliases=("gm",),
    collects=True,
    module=_UTILITY,
)
def get_member(call: Call) -> None:
    """The members of the objects' types."""
    objects = call.items
    if not objects:
        raise call.failure("You must specify an object for the Get-Member cmdlet.", "NoObjectInGetMember", "CloseError")
    seen: set[str] = set()
    tests = [wildcard(name) for name in call.strings("Name")] or [wildcard("*")]
    kinds = {part.strip().lower() for name in call.strings("MemberType") for part in name.split(",")}
    for item in objects:
        type_name = members.type_names(item)[0] if item is not None else "System.Object"
        if type_name in seen or item is None:
            continue
        seen.add(type_name)
        for name, kind, definition in sorted(
            described(call, item),
            key=lambda entry: (_ORDER.index(entry[1]) if entry[1] in _ORDER else 9, entry[0].lower()),
        ):
            if any(test.match(name) for test in tests) and (
                not kinds
                or kind.lower() in kinds
                or (kind.endswith("Property") and "properties" in kinds)
                or (kind.endswith("Method") and "methods" in kinds)
            ):
                call.write(
                    PSObject.of(
                        {"TypeName": type_name, "Name": name, "MemberType": kind, "Definition": definition},
                        "Microsoft.PowerShell.Commands.MemberDefinition",
                    )
                )


_ORDER = [
    "AliasProperty",
    "CodeMethod",
    "Event",
    "Method",
    "NoteProperty",
    "ParameterizedProperty",
    "Property",
    "PropertySet",
    "ScriptMethod",
    "ScriptProperty",
]
_SHORT = {
    "System.String": "string",
    "System.Int32": "int",
    "System.Int64": "long",
    "System.Boolean": "bool",
    "System.Double": "double",
    "System.DateTime": "datetime",
    "System.Object": "System.Object",
    "System.TimeSpan": "timespan",
}
_OBJECT_METHODS = (
    ("Equals", "bool Equals(System.Object obj)"),
    ("GetHashCode", "int GetHashCode()"),
    ("GetType", "type GetType()"),
    ("ToString", "string ToString()"),
)


def described(call: Call, item: Any) -> list[tuple[str, str, str]]:
    """Name, kind and definition of every member of an object."""
    found: list[tuple[str, str, str]] = []
    kind = type_of(item)
    methods: dict[str, str] = {}
    for current in kind.lineage():
        for method in current.methods.values():
            if not method.name.startswith(("get_", "set_")):
                methods.setdefault(method.name, ", ".join(one.text for one in method.signatures))
    found += [(name, "Method", text) for name, text in {**dict(_OBJECT_METHODS), **methods}.items()]
    if isinstance(item, PSObject):
        for entry in item.properties.values():
            value = entry.get(item) if not isinstance(entry, ComputedProperty) else None
            type_name = "object" if value is None else _SHORT.get(type_of(value).full_name, type_of(value).full_name)
            if entry.kind == "NoteProperty":
                found.append(
                    (
                        entry.name,
                        "NoteProperty",
                        f"{type_name} {entry.name}={to_text(value) if value is not None else 'null'}",
                    )
                )
            elif entry.kind in {"ScriptProperty", "AliasProperty"}:
                found.append(
                    (
                        entry.name,
                        entry.kind,
                        f"System.Object {entry.name} {{get=...}}" if entry.kind == "ScriptProperty" else entry.name,
                    )
                )
            else:
                found.append((entry.name, "Property", f"{type_name} {entry.name} {{get;set;}}"))
        found += [(name, "ScriptMethod", f"System.Object {name}();") for name, _ in item.methods.values()]
    else:
        for name, read in members.list_properties(call.context, item):
            value = read()
            type_name = (
                _SHORT.get(type_of(value).full_name, type_of(value).full_name) if value is not None else "System.Object"
            )
            found.append((name, "Property", f"{type_name} {name} {{get;}}"))
    return found


@cmdlet(
    "Add-Member",
    Parameter("NotePropertyName", "object", 0),
    Parameter("NotePropertyValue", "object", 1),
    Parameter("Value2", "object", 2),
    Parameter("InputObject", "object", by_value=True),
    Parameter("MemberType", "string", aliases=("Type",)),
    *named("string", "Name TypeName"),
    *named("object", "Value SecondValue"),
    Parameter("NotePropertyMembers", "object"),
    *switches("PassThru Force"),
    module=_UTILITY,
)
def add_member(call: Call) -> None:
    """Add properties and methods to an object."""
    target = call.get("InputObject")
    owner = target if isinstance(target, PSObject) else None
    wrapped = owner
    if wrapped is None:
        wrapped = PSObject(members.type_names(target))
        wrapped.base = target
    kind, name, value = _member_of(call)
    table = call.get("NotePropertyMembers")
    first = call.get("NotePropertyName")
    if isinstance(first, nets.Hashtable):
        table = first
    if isinstance(table, nets.Hashtable):
        for key, item in table.items():
            _add(call, wrapped, "noteproperty", to_text(key), item)
    elif name:
        _add(call, wrapped, kind, name, value)
    if call.has("TypeName"):
        wrapped.type_names.insert(0, call.text("TypeName"))
    if call.switch("PassThru"):
        call.emit(wrapped if owner is not None or wrapped.properties or wrapped.methods else target)


def _member_of(call: Call) -> tuple[str, str, Any]:
    """Kind, name and value, however they are given."""
    kinds = {"noteproperty", "scriptproperty", "scriptmethod", "aliasproperty"}
    positional = [call.get(name) for name in ("NotePropertyName", "NotePropertyValue", "Value2") if call.has(name)]
    if call.has("MemberType"):
        kind = call.text("MemberType").lower()
        rest = positional
    elif len(positional) == 3 or (  # noqa: PLR2004 - a number of the notation itself
        positional and to_text(positional[0]).lower() in kinds and (call.has("Name") or call.has("Value"))
    ):
        kind, rest = to_text(positional[0]).lower(), positional[1:]
    else:
        kind, rest = "noteproperty", positional
    name = call.text("Name") or (to_text(rest.pop(0)) if rest else "")
    value = call.get("Value") if call.has("Value") else rest[0] if rest else None
    return kind, name, value


def _add(call: Call, owner: PSObject, kind: str, name: str, value: Any) -> None:
    key = name.lower()
    if (key in owner.properties or key in owner.methods) and not call.switch("Force"):
        call.error(
            f'Cannot add a member with the name "{name}" because a member with that name already exists. To overwrite the member anyway, add the Force parameter to your command.',  # noqa: E501 - one row, one line
            "MemberAlreadyExists",
            "InvalidOperation",
            target=owner,
        )
        return
    if kind == "scriptmethod":
        owner.methods[key] = (name, lambda this, *arguments: value.invoke_method(this, list(arguments)))
    elif kind == "scriptproperty":
        setter = call.get("SecondValue")
        owner.properties[key] = ComputedProperty(
            name,
            lambda this: _null(value.invoke_method(this, [])),
            None if setter is None else lambda this, new: setter.invoke_method(this, [new]),
        )
    elif kind == "aliasproperty":
        source = to_text(value)
        owner.properties[key] = ComputedProperty(
            name, lambda this: members.get_member(call.context, this, source), None, "AliasProperty"
        )
    else:
        owner.properties[key] = Property(name, value)


def _null(value: Any) -> Any:
    return None if value is NOTHING else value


@cmdlet(
    "Update-TypeData",
    Parameter("AppendPath", "string[]", 0),
    *named("string", "TypeName MemberType MemberName"),
    *named("object", "Value SecondValue"),
    *named("string[]", "DefaultDisplayPropertySet"),
    *switches("Force"),
    module=_UTILITY,
)
def update_type_data(call: Call) -> None:
    """Add a member to a type for the rest of the session."""
    name, kind, value = call.text("MemberName"), call.text("MemberType").lower(), call.get("Value")
    target = call.context.find_type(call.text("TypeName"))
    key = (target.full_name if target is not None else call.text("TypeName")).lower()
    if kind == "scriptmethod":
        call.context.type_methods.setdefault(key, {})[name.lower()] = lambda this, *arguments: value.invoke_method(
            this, list(arguments)
        )
    elif kind:
        getter = (
            (lambda this: _null(value.invoke_method(this, [])))
            if isinstance(value, ScriptBlock)
            else (lambda _this: value)
        )
        if kind == "aliasproperty":
            getter = lambda this: members.get_member(call.context, this, to_text(value))  # noqa: E731 - a shorthand of this function
        call.context.type_extensions.setdefault(key, {})[name.lower()] = ComputedProperty(name, getter)


# --- chance, expressions -------------------------------------------------------------------------------------------


@cmdlet(
    "Get-Random",
    Parameter("Maximum", "object", 0),
    *named("object", "Minimum"),
    Parameter("InputObject", "object[]", by_value=True),
    *named("int", "Count SetSeed"),
    collects=True,
    module=_UTILITY,
)
def get_random(call: Call) -> None:
    """A random number, or random ones of the objects."""
    source = call.host.random
    if call.has("SetSeed"):
        import random  # noqa: PLC0415 - the module at the top would be a circle

        source = random.Random(call.number("SetSeed"))
        call.host.random.seed(call.number("SetSeed"))
    if call.items:
        chosen = source.sample(call.items, min(call.number("Count", 1), len(call.items)))
        call.write_all(chosen)
        return
    low = to_number(call.get("Minimum", 0))
    high = to_number(call.get("Maximum", 0x7FFFFFFF))
    if isinstance(low, float) or isinstance(high, float):
        call.write(source.uniform(low, high))
        return
    if low >= high:
        raise call.failure(
            f"The Minimum value ({low}) cannot be greater than or equal to the Maximum value ({high}).",
            "MinGreaterThanOrEqualMax",
            "InvalidArgument",
            exception="System.ArgumentException",
        )
    call.write(source.randrange(int(low), int(high)))


@cmdlet(
    "Invoke-Expression",
    Parameter("Command", "string", 0, mandatory=True, by_value=True),
    aliases=("iex",),
    module=_UTILITY,
)
def invoke_expression(call: Call) -> None:  # noqa: D103 - deliberate
    try:
        block = call.context.services["compile"](call.context, call.text("Command"))
    except SyntaxProblem as problem:
        fault = problem.faults[0]
        raise call.failure(
            f"At line:1 char:{fault.position + 1}\n{fault.message}",
            f"{fault.error_id},Microsoft.PowerShell.Commands.InvokeExpressionCommand",
            "ParserError",
            exception="System.Management.Automation.ParseException",
        ) from None
    block.run_in_place(call.emit)


@cmdlet(
    "Invoke-Command",
    Parameter("ScriptBlock", "scriptblock", 0, mandatory=True, aliases=("Command",)),
    Parameter("ArgumentList", "object[]", aliases=("Args",)),
    Parameter("InputObject", "object", by_value=True),
    *named("string[]", "ComputerName"),
    *named("object", "Session Credential"),
    *switches("NoNewScope AsJob HideComputerName"),
    aliases=("icm",),
    collects=True,
    module="Microsoft.PowerShell.Core",
)
def invoke_command(call: Call) -> None:
    """Run a block with arguments."""
    if call.has("ComputerName") and any(
        name.lower() not in {"localhost", ".", call.host.computer_name.lower()} for name in call.strings("ComputerName")
    ):
        raise MissingFeature("Invoke-Command -ComputerName", "construct")
    call.get("ScriptBlock").invoke(
        list(as_list(call.get("ArgumentList", []))), call.emit, new_scope=not call.switch("NoNewScope")
    )


@cmdlet(
    "Measure-Command",
    Parameter("Expression", "scriptblock", 0, mandatory=True),
    Parameter("InputObject", "object", by_value=True),
    module=_UTILITY,
)
def measure_command(call: Call) -> None:
    """How long a block takes, in simulated time."""
    start = call.context.local_now().ticks
    call.get("Expression").run_in_place(lambda _value: None)
    call.write(TimeSpan(call.context.local_now().ticks - start))


@cmdlet("Set-StrictMode", Parameter("Version", "object"), *switches("Off"), module="Microsoft.PowerShell.Core")
def set_strict_mode(call: Call) -> None:
    """Make unset variables and properties errors."""
    call.context.strict = not call.switch("Off")


@cmdlet(
    "Add-Type",
    Parameter("TypeDefinition", "string", 0),
    *named("string[]", "AssemblyName Path LiteralPath ReferencedAssemblies"),
    *named("string", "MemberDefinition Name Namespace Language"),
    *switches("PassThru IgnoreWarnings"),
    module=_UTILITY,
)
def add_type(call: Call) -> None:
    """Load an assembly; code to compile is beyond the simulator."""
    if call.has("TypeDefinition") or call.has("MemberDefinition"):
        raise MissingFeature("Add-Type -TypeDefinition", "construct")


@cmdlet(
    "Select-String",
    Parameter("Pattern", "string[]", 0, mandatory=True),
    Parameter("Path", "string[]", 1, by_property=True),
    Parameter("InputObject", "object", by_value=True),
    *named("string[]", "LiteralPath Include Exclude"),
    *named("int[]", "Context"),
    *named("string", "Encoding"),
    *switches("SimpleMatch CaseSensitive Quiet List NotMatch AllMatches"),
    aliases=("sls",),
    collects=True,
    module=_UTILITY,
)
def select_string(call: Call) -> None:
    """Lines that match."""
    search(call)
