"""System.Object, System.Type, enumerations, Boolean, Guid, Version, Uri, Random, Environment, GC and the like."""

import random
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from fake_agent.powershell.dotnet import types
from fake_agent.powershell.dotnet.types import NetType, define, define_enum, named, type_of
from fake_agent.powershell.errors import ExitJump, NetError, PowerShellError
from fake_agent.powershell.values import numbers
from fake_agent.powershell.values.collections import Hashtable
from fake_agent.powershell.values.composite import format_enum
from fake_agent.powershell.values.objects import EnumValue
from fake_agent.powershell.values.text import own_text, to_text
from fake_agent.powershell.values.times import TICKS_PER_SECOND, TimeSpan


def hash_code(value: Any) -> int:
    """A number for a value, the same in every run."""
    if isinstance(value, int):
        return int(value)
    text = own_text(value)
    code = 5381
    for character in text:
        code = (code * 33 ^ ord(character)) & 0xFFFFFFFF
    return code - (1 << 32) if code >= 1 << 31 else code


def _compare(one: Any, other: Any) -> int:
    from fake_agent.powershell.operators.comparison import compare  # noqa: PLC0415 - the module at the top would be a circle

    return compare(one, other, case_sensitive=True)


define(
    "System.Object",
    methods={
        "bool Equals(System.Object obj)": lambda value, other: (
            value is other or (type(value) is type(other) and value == other)
        ),
        "int GetHashCode()": hash_code,
        "type GetType()": type_of,
        "string ToString()": own_text,
    },
    static_methods={
        "bool Equals(System.Object objA, System.Object objB)": lambda one, other: (
            one is other or (type(one) is type(other) and one == other)
        ),
        "bool ReferenceEquals(System.Object objA, System.Object objB)": lambda one, other: one is other,
    },
)


def _enum_values(enum: NetType) -> list[EnumValue]:
    return [EnumValue(enum, number) for number in sorted((enum.numbers or {}).values())]


def _enum_names(enum: NetType) -> list[str]:
    return [name for name, _ in sorted((enum.numbers or {}).items(), key=lambda member: member[1])]


def _subclass(one: NetType, other: NetType) -> bool:
    return one is not other and one.is_a(other)


_PRIMITIVES = frozenset(
    f"System.{name}"
    for name in [
        "Boolean",
        "Byte",
        "SByte",
        "Int16",
        "UInt16",
        "Int32",
        "UInt32",
        "Int64",
        "UInt64",
        "Char",
        "Double",
        "Single",
    ]
)
define(
    "System.Type",
    properties={
        "Name": lambda kind: kind.name,
        "FullName": lambda kind: kind.full_name,
        "Namespace": lambda kind: kind.namespace,
        "BaseType": lambda kind: kind.base,
        "IsArray": lambda kind: kind.element is not None,
        "IsEnum": lambda kind: kind.is_enum,
        "IsValueType": lambda kind: (
            any(base.full_name == "System.ValueType" for base in kind.lineage()) or kind.is_enum
        ),
        "IsClass": lambda kind: (
            not kind.is_enum and all(base.full_name != "System.ValueType" for base in kind.lineage())
        ),
        "IsPrimitive": lambda kind: kind.full_name in _PRIMITIVES,
        "IsPublic": lambda _kind: True,
        "IsSerial": lambda _kind: True,
        "IsSerializable": lambda _kind: True,
        "IsAbstract": lambda _kind: False,
        "IsInterface": lambda kind: re.match(r"I[A-Z]", kind.name) is not None,
        "IsGenericType": lambda kind: bool(kind.arguments),
        "GenericTypeArguments": lambda kind: list(kind.arguments),
        "UnderlyingSystemType": lambda kind: kind,
        "AssemblyQualifiedName": lambda kind: (
            f"{kind.full_name}, mscorlib, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089"
        ),
        "Assembly": lambda _kind: "mscorlib, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089",
        "ImplementedInterfaces": lambda kind: list(map(named, kind.interfaces)),
    },
    methods={
        "string ToString()": lambda kind: kind.full_name,
        "type GetElementType()": lambda kind: kind.element,
        "string[] GetEnumNames()": _enum_names,
        "array GetEnumValues()": _enum_values,
        "string GetEnumName(object value)": lambda kind, value: next(
            (name for name, number in (kind.numbers or {}).items() if number == getattr(value, "number", value)),
            None,
        ),
        "type GetEnumUnderlyingType()": lambda _kind: types.INT,
        "bool IsEnumDefined(object value)": lambda kind, value: (
            value in (kind.numbers or {}) or getattr(value, "number", value) in (kind.numbers or {}).values()
        ),
        "bool IsSubclassOf(type c)": _subclass,
        "bool IsAssignableFrom(type c)": lambda kind, other: other.is_a(kind),
        "bool IsInstanceOfType(object o)": lambda kind, value: value is not None and type_of(value).is_a(kind),
        "type[] GetInterfaces()": lambda kind: list(map(named, kind.interfaces)),
        "array GetGenericArguments()": lambda kind: list(kind.arguments),
        "array GetMethods()": lambda kind: [method.name for base in kind.lineage() for method in base.methods.values()],
        "array GetProperties()": lambda kind: [
            entry.name for base in kind.lineage() for entry in base.properties.values()
        ],
    },
    static_methods={"type GetType(string typeName)": types.find_type},
)


def _parse_enum(kind: NetType, text: str, _ignore_case: bool = True) -> EnumValue:
    from fake_agent.powershell.values.conversion import convert  # noqa: PLC0415 - the module at the top would be a circle

    try:
        made: EnumValue = convert(text, kind, None)
    except PowerShellError:
        raise NetError("System.ArgumentException", f"Requested value '{text}' was not found.") from None
    return made


def _is_defined(kind: NetType, value: Any) -> bool:
    members = kind.numbers or {}
    return value in members if isinstance(value, str) else getattr(value, "number", value) in members.values()


define(
    "System.Enum",
    methods={
        "string ToString([string format])": lambda value, pattern="G": format_enum(value, pattern),
        "bool HasFlag(object flag)": lambda value, flag: (
            value.number & getattr(flag, "number", flag) == getattr(flag, "number", flag)
        ),
        "int CompareTo(object target)": lambda value, other: (
            (value.number > other.number) - (value.number < other.number)
        ),
    },
    properties={"value__": lambda value: value.number},
    static_methods={
        "object Parse(type enumType, string value, [bool ignoreCase])": _parse_enum,
        "bool IsDefined(type enumType, object value)": _is_defined,
        "string Format(type enumType, object value, string format)": lambda kind, value, pattern: format_enum(
            value if isinstance(value, EnumValue) else EnumValue(kind, int(value)),
            pattern,
        ),
        "string[] GetNames(type enumType)": _enum_names,
        "array GetValues(type enumType)": _enum_values,
        "string GetName(type enumType, object value)": lambda kind, value: kind.enum_name(
            getattr(value, "number", value),
        ),
        "object ToObject(type enumType, int value)": EnumValue,
        "type GetUnderlyingType(type enumType)": lambda _kind: types.INT,
    },
)


def _parse_bool(text: str) -> bool:
    lowered = text.strip().lower()
    if lowered not in {"true", "false"}:
        raise NetError("System.FormatException", "String was not recognized as a valid Boolean.")
    return lowered == "true"


def _try_bool(text: str, result: Any) -> bool:
    lowered = text.strip().lower()
    result.set(lowered == "true")
    return lowered in {"true", "false"}


define(
    "System.Boolean",
    methods={
        "string ToString()": lambda value: "True" if value else "False",
        "int CompareTo(object obj)": _compare,
        "bool Equals(object obj)": lambda value, other: value is other,
    },
    static_properties={"TrueString": lambda _: "True", "FalseString": lambda _: "False"},
    static_methods={"bool Parse(string value)": _parse_bool, "bool TryParse(string value, object result)": _try_bool},
)


@dataclass(frozen=True, slots=True)
class Guid:
    """System.Guid."""

    text: str

    def to_text(self) -> str:
        """Lower case with hyphens."""
        return self.text

    def format(self, pattern: str) -> str:
        """By ``D``, ``N``, ``B`` or ``P``."""
        match pattern.upper():
            case "N":
                return self.text.replace("-", "")
            case "B":
                return f"{{{self.text}}}"
            case "P":
                return f"({self.text})"
        return self.text

    def __lt__(self, other: "Guid") -> bool:
        return self.text < other.text

    def __gt__(self, other: "Guid") -> bool:
        return self.text > other.text


_GUID = re.compile(
    r"[({]?([0-9a-fA-F]{8})-?([0-9a-fA-F]{4})-?([0-9a-fA-F]{4})-?([0-9a-fA-F]{4})-?([0-9a-fA-F]{12})[)}]?",
)


def parse_guid(text: str) -> Guid:
    """A Guid in any of its notations."""
    found = _GUID.fullmatch(text.strip())
    if found is None:
        raise NetError(
            "System.FormatException",
            "Guid should contain 32 digits with 4 dashes (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx).",
        )
    return Guid("-".join(found.groups()).lower())


def new_guid(context: Any) -> Guid:
    """A random Guid from the machine's own chance."""
    number = context.host.random.getrandbits(128)
    number = number & ~(0xF << 76) | 0x4 << 76
    number = number & ~(0x3 << 62) | 0x2 << 62
    digits = f"{number:032x}"
    return Guid(f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}")


def guid_of_bytes(content: Iterable[Any]) -> Guid:
    """The Guid of sixteen bytes, the first three groups little-endian."""
    raw = bytes(int(byte) & 0xFF for byte in content)
    digits = (raw[3::-1] + raw[5:3:-1] + raw[7:5:-1] + raw[8:]).hex()
    return Guid(f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}")


def _try_guid(text: str, result: Any) -> bool:
    try:
        result.set(parse_guid(text))
    except NetError:
        return False
    return True


def _guid_bytes(guid: Guid) -> list[Any]:
    from fake_agent.powershell.dotnet.bytes import byte_array  # noqa: PLC0415 - the module at the top would be a circle

    raw = bytes.fromhex(guid.text.replace("-", ""))
    return byte_array(raw[3::-1] + raw[5:3:-1] + raw[7:5:-1] + raw[8:])


define(
    "System.Guid",
    Guid,
    base="System.ValueType",
    properties={"Guid": lambda guid: guid.text},
    methods={
        "string ToString([string format])": lambda guid, pattern="D": guid.format(pattern),
        "array ToByteArray()": _guid_bytes,
        "bool Equals(object o)": lambda guid, other: guid == other,
        "int CompareTo(object value)": lambda guid, other: (guid.text > other.text) - (guid.text < other.text),
    },
    static_properties={"Empty": lambda _: Guid("00000000-0000-0000-0000-000000000000")},
    static_methods={"guid Parse(string input)": parse_guid, "bool TryParse(string input, object result)": _try_guid},
    static_context_methods={"guid NewGuid()": new_guid},
    constructors={
        "guid new(string g)": parse_guid,
        "guid new(byte[] b)": guid_of_bytes,
        "guid new()": lambda: Guid("00000000-0000-0000-0000-000000000000"),
    },
)


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """System.Version: two to four numbers; -1 where there is none."""

    major: int
    minor: int
    build: int = -1
    revision: int = -1

    def to_text(self) -> str:
        """The numbers with dots."""
        return ".".join(str(part) for part in (self.major, self.minor, self.build, self.revision) if part >= 0)


def parse_version(text: str) -> Version:
    """``1.2``, ``1.2.3`` or ``1.2.3.4``."""
    parts = text.strip().split(".")
    if not 2 <= len(parts) <= 4:  # noqa: PLR2004 - a number of the notation itself
        raise NetError("System.ArgumentException", "Version string portion was too short or too long.")
    if not all(part.strip().isdigit() for part in parts):
        raise NetError("System.FormatException", "Input string was not in a correct format.")
    return Version(*map(int, parts))


def _try_version(text: str, result: Any) -> bool:
    try:
        result.set(parse_version(text))
    except NetError:
        return False
    return True


define(
    "System.Version",
    Version,
    properties={
        "Major": lambda version: version.major,
        "Minor": lambda version: version.minor,
        "Build": lambda version: version.build,
        "Revision": lambda version: version.revision,
        "MajorRevision": lambda version: version.revision >> 16 if version.revision >= 0 else -1,
        "MinorRevision": lambda version: version.revision & 0xFFFF if version.revision >= 0 else -1,
    },
    methods={
        "string ToString([int fieldCount])": lambda version, count=4: ".".join(version.to_text().split(".")[:count]),
        "int CompareTo(object version)": lambda version, other: (version > other) - (version < other),
        "bool Equals(object obj)": lambda version, other: version == other,
    },
    static_methods={
        "version Parse(string input)": parse_version,
        "bool TryParse(string input, object result)": _try_version,
    },
    constructors={
        "version new(string version)": parse_version,
        "version new(int major, int minor, [int build], [int revision])": Version,
    },
)


class Random:
    """System.Random over the machine's seeded chance."""

    __slots__ = ("source",)

    def __init__(self, source: Any) -> None:
        self.source = source


def _next(random: Random, first: int | None = None, second: int | None = None) -> int:
    low, high = (0, 0x7FFFFFFF) if first is None else (0, first) if second is None else (first, second)
    return int(random.source.randrange(low, max(low + 1, high)))


def _seeded(context: Any, seed: int | None = None) -> Random:
    return Random(context.host.random if seed is None else random.Random(seed))


define(
    "System.Random",
    Random,
    methods={
        "int Next([int minValue], [int maxValue])": _next,
        "double NextDouble()": lambda random: random.source.random(),
    },
    context_constructors={"random new([int Seed])": _seeded},
)


class Stopwatch:
    """System.Diagnostics.Stopwatch over simulated time."""

    __slots__ = ("context", "gathered", "since")

    def __init__(self, context: Any) -> None:
        self.context = context
        self.gathered = 0
        self.since: int | None = None

    def ticks(self) -> int:
        """Ticks it has run."""
        return self.gathered + (self.context.local_now().ticks - self.since if self.since is not None else 0)

    def start(self) -> None:
        """Run, or go on running."""
        if self.since is None:
            self.since = self.context.local_now().ticks

    def stop(self) -> None:
        """Hold."""
        self.gathered = self.ticks()
        self.since = None

    def reset(self) -> None:
        """Back to zero, stopped."""
        self.gathered, self.since = 0, None

    def restart(self) -> None:
        """Back to zero, running."""
        self.reset()
        self.start()


def _started(context: Any) -> Stopwatch:
    watch = Stopwatch(context)
    watch.start()
    return watch


define(
    "System.Diagnostics.Stopwatch",
    Stopwatch,
    properties={
        "IsRunning": lambda watch: watch.since is not None,
        "Elapsed": lambda watch: TimeSpan(watch.ticks()),
        "ElapsedMilliseconds": lambda watch: numbers.Int64(watch.ticks() // 10_000),
        "ElapsedTicks": lambda watch: numbers.Int64(watch.ticks()),
    },
    methods={
        "void Start()": Stopwatch.start,
        "void Stop()": Stopwatch.stop,
        "void Reset()": Stopwatch.reset,
        "void Restart()": Stopwatch.restart,
    },
    static_context_methods={"System.Diagnostics.Stopwatch StartNew()": _started},
    static_properties={"Frequency": lambda _: numbers.Int64(TICKS_PER_SECOND), "IsHighResolution": lambda _: True},
    context_constructors={"System.Diagnostics.Stopwatch new()": Stopwatch},
)
define(
    "System.GC",
    static_methods={
        "void Collect()": lambda: None,
        "long GetTotalMemory(bool forceFullCollection)": lambda _force: numbers.Int64(52_428_800),
        "void WaitForPendingFinalizers()": lambda: None,
    },
)


def _variables(context: Any) -> Hashtable:
    return Hashtable(list(context.host.environment.items()))


def _set_variable(context: Any, name: str, value: str | None, _target: Any = None) -> None:
    if value:
        context.host.environment[name] = value
    else:
        context.host.environment.pop(name, None)


_FOLDERS = {
    "commonapplicationdata": "C:\\ProgramData",
    "programfiles": "C:\\Program Files",
    "programfilesx86": "C:\\Program Files (x86)",
    "system": "C:\\Windows\\system32",
    "windows": "C:\\Windows",
    "desktop": "C:\\Windows\\system32\\config\\systemprofile\\Desktop",
    "userprofile": "C:\\Windows\\system32\\config\\systemprofile",
    "mydocuments": "C:\\Windows\\system32\\config\\systemprofile\\Documents",
    "applicationdata": "C:\\Windows\\system32\\config\\systemprofile\\AppData\\Roaming",
    "localapplicationdata": "C:\\Windows\\system32\\config\\systemprofile\\AppData\\Local",
    "commonstartmenu": "C:\\ProgramData\\Microsoft\\Windows\\Start Menu",
    "commonstartup": "C:\\ProgramData\\Microsoft\\Windows\\Start Menu\\Programs\\StartUp",
    "commondesktopdirectory": "C:\\Users\\Public\\Desktop",
    "fonts": "C:\\Windows\\Fonts",
}


@dataclass(frozen=True, slots=True)
class OperatingSystem:
    """System.OperatingSystem."""

    version: Version

    def to_text(self) -> str:
        """As ``VersionString`` has it."""
        return f"Microsoft Windows NT {self.version.to_text()}"


define(
    "System.OperatingSystem",
    OperatingSystem,
    properties={
        "Platform": lambda _system: "Win32NT",
        "ServicePack": lambda _system: "",
        "Version": lambda system: system.version,
        "VersionString": lambda system: system.to_text(),
    },
)
_SYSTEM = OperatingSystem(Version(10, 0, 20348, 0))


def _leave(_context: Any, code: int = 0) -> None:
    raise ExitJump(code)


def _tick_count(context: Any) -> int:
    return context.local_now().ticks // 10_000 % 0x7FFFFFFF  # type: ignore[no-any-return]  # values of scripts are Any


def expand_variables(context: Any, text: str) -> str:
    """``%NAME%`` replaced by the environment's values; unknown names stay."""
    return re.sub(r"%([^%]+)%", lambda found: context.host.environment.get(found[1], found[0]), text)


define(
    "System.Environment",
    static_properties={
        "MachineName": lambda context: context.host.computer_name,
        "UserName": lambda context: context.host.environment.get("USERNAME", "SYSTEM"),
        "UserDomainName": lambda context: context.host.environment.get("USERDOMAIN", "WORKGROUP"),
        "NewLine": lambda _context: "\r\n",
        "CurrentDirectory": lambda context: context.location,
        "OSVersion": lambda _context: _SYSTEM,
        "ProcessorCount": lambda context: int(context.host.environment.get("NUMBER_OF_PROCESSORS", "2")),
        "Is64BitOperatingSystem": lambda _context: True,
        "Is64BitProcess": lambda _context: True,
        "SystemDirectory": lambda _context: "C:\\Windows\\system32",
        "Version": lambda _context: Version(4, 0, 30319, 42000),
        "TickCount": _tick_count,
        "UserInteractive": lambda _context: False,
        "CommandLine": lambda _context: "powershell.exe",
        "ExitCode": lambda _context: 0,
        "HasShutdownStarted": lambda _context: False,
        "SystemPageSize": lambda _context: 4096,
        "CurrentManagedThreadId": lambda _context: 1,
        "StackTrace": lambda _context: "",
        "WorkingSet": lambda _context: numbers.Int64(83_886_080),
    },
    static_context_methods={
        "string GetEnvironmentVariable(string variable, [object target])": lambda context, name, _target=None: (
            context.host.environment.get(name)
        ),
        "void SetEnvironmentVariable(string variable, string value, [object target])": _set_variable,
        "object GetEnvironmentVariables([object target])": lambda context, _target=None: _variables(context),
        "string ExpandEnvironmentVariables(string name)": expand_variables,
        "string GetFolderPath(object folder)": lambda _context, folder: _FOLDERS.get(to_text(folder).lower(), ""),
        "void Exit([int exitCode])": _leave,
        "string[] GetCommandLineArgs()": lambda _context: ["powershell.exe"],
        "string[] GetLogicalDrives()": lambda context: [f"{drive.name}:\\" for drive in context.host.files.drives()],
    },
)


define_enum("System.EnvironmentVariableTarget", "Process User Machine")
define_enum("System.DayOfWeek", "Sunday Monday Tuesday Wednesday Thursday Friday Saturday")
define_enum("System.DateTimeKind", "Unspecified Utc Local")
define_enum(
    "System.StringComparison",
    "CurrentCulture CurrentCultureIgnoreCase InvariantCulture InvariantCultureIgnoreCase Ordinal OrdinalIgnoreCase",
)
define_enum("System.StringSplitOptions", {"None": 0, "RemoveEmptyEntries": 1})
define_enum("System.MidpointRounding", "ToEven AwayFromZero")
define_enum(
    "System.ConsoleColor",
    "Black DarkBlue DarkGreen DarkCyan DarkRed DarkMagenta DarkYellow Gray DarkGray Blue Green Cyan Red Magenta "
    "Yellow White",
)
define_enum(
    "System.Environment+SpecialFolder",
    {
        "Desktop": 0,
        "MyDocuments": 5,
        "UserProfile": 40,
        "CommonApplicationData": 35,
        "ProgramFiles": 38,
        "ProgramFilesX86": 42,
        "System": 37,
        "Windows": 36,
        "ApplicationData": 26,
        "LocalApplicationData": 28,
        "CommonStartMenu": 22,
        "CommonStartup": 24,
        "CommonDesktopDirectory": 25,
        "Fonts": 20,
    },
)
define_enum(
    "Microsoft.Win32.RegistryValueKind",
    {"Unknown": 0, "String": 1, "ExpandString": 2, "Binary": 3, "DWord": 4, "MultiString": 7, "QWord": 11, "None": -1},
)
define_enum(
    "Microsoft.Win32.RegistryHive",
    {"ClassesRoot": -2147483648, "CurrentUser": -2147483647, "LocalMachine": -2147483646, "Users": -2147483645},
)
define_enum(
    "System.IO.FileAttributes",
    {
        "ReadOnly": 1,
        "Hidden": 2,
        "System": 4,
        "Directory": 16,
        "Archive": 32,
        "Device": 64,
        "Normal": 128,
        "Temporary": 256,
        "ReparsePoint": 1024,
        "Compressed": 2048,
        "Encrypted": 16384,
    },
    flags=True,
)
define_enum(
    "System.Net.SecurityProtocolType",
    {"SystemDefault": 0, "Ssl3": 48, "Tls": 192, "Tls11": 768, "Tls12": 3072, "Tls13": 12288},
    flags=True,
)
define_enum(
    "System.ServiceProcess.ServiceControllerStatus",
    {
        "Stopped": 1,
        "StartPending": 2,
        "StopPending": 3,
        "Running": 4,
        "ContinuePending": 5,
        "PausePending": 6,
        "Paused": 7,
    },
)
define_enum("System.ServiceProcess.ServiceStartMode", "Boot System Automatic Manual Disabled")
define_enum("System.Base64FormattingOptions", "None InsertLineBreaks")
define_enum(
    "System.Globalization.NumberStyles",
    {
        "None": 0,
        "Integer": 7,
        "HexNumber": 515,
        "Float": 167,
        "Number": 111,
        "Any": 511,
        "AllowDecimalPoint": 32,
        "AllowThousands": 64,
    },
    flags=True,
)
define_enum(
    "System.Globalization.DateTimeStyles",
    {
        "None": 0,
        "AllowLeadingWhite": 1,
        "AllowTrailingWhite": 2,
        "AssumeLocal": 32,
        "AssumeUniversal": 64,
        "AdjustToUniversal": 16,
        "RoundtripKind": 128,
    },
    flags=True,
)
define_enum(
    "System.Management.Automation.PSMemberTypes",
    {
        "NoteProperty": 8,
        "ScriptProperty": 16,
        "ScriptMethod": 128,
        "Property": 4,
        "Method": 64,
        "AliasProperty": 1,
        "Properties": 31,
        "Methods": 960,
        "All": 16383,
    },
    flags=True,
)
