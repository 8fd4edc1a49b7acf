"""The enumerations that scripts name."""

from fake_agent.powershell.dotnet.types import define_enum, named
from fake_agent.powershell.values.objects import EnumValue


def member(full_name: str, name: str) -> EnumValue:
    """A member of one of these enumerations."""
    kind = named(full_name)
    return EnumValue(kind, (kind.numbers or {})[name])


def command_type(name: str) -> EnumValue:
    """What ``CommandType`` of a command gives."""
    return member("System.Management.Automation.CommandTypes", name)


define_enum(
    "System.Management.Automation.CommandTypes",
    {
        "Alias": 1,
        "Function": 2,
        "Filter": 4,
        "Cmdlet": 8,
        "ExternalScript": 16,
        "Application": 32,
        "Script": 64,
        "Workflow": 128,
        "Configuration": 256,
        "All": 511,
    },
    flags=True,
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


VALUE_KIND = define_enum(
    "Microsoft.Win32.RegistryValueKind",
    {"Unknown": 0, "String": 1, "ExpandString": 2, "Binary": 3, "DWord": 4, "MultiString": 7, "QWord": 11, "None": -1},
)


define_enum(
    "Microsoft.Win32.RegistryHive",
    {
        "ClassesRoot": -2147483648,
        "CurrentUser": -2147483647,
        "LocalMachine": -2147483646,
        "Users": -2147483645,
        "CurrentConfig": -2147483643,
    },
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


define_enum(
    "System.ServiceProcess.ServiceType",
    {
        "KernelDriver": 1,
        "FileSystemDriver": 2,
        "Adapter": 4,
        "RecognizerDriver": 8,
        "Win32OwnProcess": 16,
        "Win32ShareProcess": 32,
        "InteractiveProcess": 256,
    },
    flags=True,
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
        "AliasProperty": 1,
        "CodeProperty": 2,
        "Property": 4,
        "NoteProperty": 8,
        "ScriptProperty": 16,
        "Method": 64,
        "CodeMethod": 128,
        "ScriptMethod": 256,
        "Properties": 31,
        "Methods": 960,
        "All": 16383,
    },
    flags=True,
)


define_enum(
    "System.Management.Automation.Tracing.PowerShellTraceKeywords",
    {
        "None": 0,
        "Runspace": 1,
        "Pipeline": 2,
        "Protocol": 4,
        "Transport": 8,
        "Host": 16,
        "Cmdlets": 32,
        "Serializer": 64,
        "Session": 128,
        "ManagedPlugIn": 256,
        "UseAlwaysDebug": 0x2000000000000000,
        "UseAlwaysAnalytic": 0x4000000000000000,
        "UseAlwaysOperational": 0x8000000000000000,
    },
    flags=True,
    underlying=named("System.UInt64"),
)


define_enum(
    "System.PlatformID",
    "Win32S Win32Windows Win32NT WinCE Unix Xbox MacOSX",
)
define_enum(
    "System.Reflection.TypeAttributes",
    {
        "NotPublic": 0,
        "Public": 1,
        "NestedPublic": 2,
        "NestedPrivate": 3,
        "NestedFamily": 4,
        "NestedAssembly": 5,
        "NestedFamANDAssem": 6,
        "VisibilityMask": 7,
        "NestedFamORAssem": 7,
        "SequentialLayout": 8,
        "ExplicitLayout": 16,
        "LayoutMask": 24,
        "Interface": 32,
        "ClassSemanticsMask": 32,
        "Abstract": 128,
        "Sealed": 256,
        "SpecialName": 1024,
        "RTSpecialName": 2048,
        "Import": 4096,
        "Serializable": 8192,
        "UnicodeClass": 65536,
        "AutoClass": 131072,
        "HasSecurity": 262144,
        "BeforeFieldInit": 1048576,
    },
    flags=True,
)
