"""Exceptions: their hierarchy, and the members of exceptions, error records and invocation details."""

from typing import Any

from fake_agent.powershell.dotnet.types import define, define_enum, type_of
from fake_agent.powershell.values.collections import Hashtable
from fake_agent.powershell.values.objects import EnumValue, ErrorRecord, InvocationInfo, NetException, PSObject
from fake_agent.powershell.values.places import place
from fake_agent.powershell.values.text import to_text

_HIERARCHY = {
    "System.Object": "System.Exception",
    "System.Exception": "System.SystemException System.ApplicationException System.AggregateException "
    "Microsoft.PowerShell.Commands.WriteErrorException System.InvalidProgramException",
    "System.SystemException": "System.ArgumentException System.ArithmeticException System.FormatException "
    "System.IndexOutOfRangeException System.InvalidCastException System.InvalidOperationException "
    "System.IO.IOException "
    "System.NotImplementedException System.NotSupportedException System.NullReferenceException "
    "System.OutOfMemoryException "
    "System.TimeoutException System.UnauthorizedAccessException System.Collections.Generic.KeyNotFoundException "
    "System.OperationCanceledException System.Security.SecurityException System.TypeLoadException "
    "System.MemberAccessException "
    "System.Runtime.InteropServices.ExternalException System.Xml.XmlException System.Threading.ThreadAbortException "
    "System.StackOverflowException System.Security.Cryptography.CryptographicException "
    "System.ServiceProcess.TimeoutException "
    "System.Management.Automation.RuntimeException System.Security.Authentication.AuthenticationException",
    "System.ArgumentException": "System.ArgumentNullException System.ArgumentOutOfRangeException "
    "System.Text.DecoderFallbackException "
    "System.Globalization.CultureNotFoundException System.ComponentModel.InvalidEnumArgumentException",
    "System.ArithmeticException": "System.DivideByZeroException System.OverflowException "
    "System.NotFiniteNumberException",
    "System.FormatException": "System.UriFormatException",
    "System.TimeoutException": "System.Text.RegularExpressions.RegexMatchTimeoutException",
    "System.InvalidOperationException": "System.ObjectDisposedException System.Net.WebException "
    "System.Net.NetworkInformation.PingException "
    "Microsoft.PowerShell.Commands.ServiceCommandException",
    "System.IO.IOException": "System.IO.FileNotFoundException System.IO.DirectoryNotFoundException "
    "System.IO.PathTooLongException "
    "System.IO.DriveNotFoundException System.IO.EndOfStreamException System.IO.FileLoadException",
    "System.NotSupportedException": "System.PlatformNotSupportedException "
    "System.Management.Automation.PSNotSupportedException",
    "System.MemberAccessException": "System.MissingMemberException System.MethodAccessException",
    "System.MissingMemberException": "System.MissingMethodException System.MissingFieldException",
    "System.Runtime.InteropServices.ExternalException": "System.ComponentModel.Win32Exception "
    "System.Runtime.InteropServices.COMException",
    "System.ComponentModel.Win32Exception": "System.Net.Sockets.SocketException",
    "System.OperationCanceledException": "System.Threading.Tasks.TaskCanceledException",
    "System.Management.Automation.RuntimeException": "System.Management.Automation.CommandNotFoundException "
    "System.Management.Automation.ParameterBindingException System.Management.Automation.ActionPreferenceStopException "
    "System.Management.Automation.MethodException System.Management.Automation.SetValueException "
    "System.Management.Automation.GetValueException System.Management.Automation.SessionStateException "
    "System.Management.Automation.ParentContainsErrorRecordException System.Management.Automation.ParseException "
    "System.Management.Automation.WildcardPatternException System.Management.Automation.PipelineStoppedException "
    "System.Management.Automation.ScriptCallDepthException System.Management.Automation.MetadataException "
    "System.Management.Automation.ExtendedTypeSystemException System.Management.Automation.RemoteException "
    "System.Management.Automation.HaltCommandException System.Management.Automation.PSInvalidOperationException "
    "System.Management.Automation.PSArgumentException System.Management.Automation.PropertyNotFoundException "
    "Microsoft.PowerShell.Commands.ProcessCommandException",
    "System.Management.Automation.ParameterBindingException": (
        "System.Management.Automation.ParameterBindingValidationException "
        "System.Management.Automation.ParameterBindingArgumentTransformationException"
    ),
    "System.Management.Automation.MetadataException": "System.Management.Automation.ValidationMetadataException "
    "System.Management.Automation.ArgumentTransformationMetadataException",
    "System.Management.Automation.MethodException": "System.Management.Automation.MethodInvocationException",
    "System.Management.Automation.GetValueException": "System.Management.Automation.GetValueInvocationException",
    "System.Management.Automation.SetValueException": "System.Management.Automation.SetValueInvocationException",
    "System.Management.Automation.SessionStateException": "System.Management.Automation.ItemNotFoundException "
    "System.Management.Automation.DriveNotFoundException "
    "System.Management.Automation.SessionStateUnauthorizedAccessException",
    "System.InvalidCastException": "System.Management.Automation.PSInvalidCastException",
    "Microsoft.PowerShell.Commands.ProcessCommandException": "",
}
for _base, _names in _HIERARCHY.items():
    for _name in _names.split():
        define(_name, base=_base)


def _record_of(exception: NetException) -> Any:
    return exception.record


def _target_of(exception: NetException) -> str | None:
    """What the error is about, for exceptions that have a property of their own for it."""
    record = exception.record
    return to_text(record.target) if record is not None and record.target is not None else None


for _name, _property in (("CommandNotFoundException", "CommandName"), ("ItemNotFoundException", "ItemName")):
    define(f"System.Management.Automation.{_name}", properties={_property: _target_of})


def _base_exception(exception: NetException) -> NetException:
    while exception.inner is not None:
        exception = exception.inner
    return exception


def _data(exception: NetException) -> Hashtable:
    if exception.data is None:
        exception.data = Hashtable()
        exception.data.type_name = "System.Collections.ListDictionaryInternal"
    return exception.data  # type: ignore[no-any-return]  # set just above


define(
    "System.Exception",
    NetException,
    properties={
        "Message": lambda exception: exception.message,
        "Data": _data,
        "InnerException": lambda exception: exception.inner,
        "TargetSite": lambda _exception: None,
        "StackTrace": lambda _exception: None,
        "HelpLink": lambda _exception: None,
        "Source": lambda exception: exception.type_name.rpartition(".")[0],
        "HResult": lambda exception: exception.extra.get("hresult", -2146233088),
        "ErrorRecord": _record_of,
        "ParamName": lambda exception: exception.extra.get("param"),
        "Response": lambda exception: exception.extra.get("response"),
        "Status": lambda exception: exception.extra.get("status"),
        "NativeErrorCode": lambda exception: exception.extra.get("code"),
        "FileName": lambda exception: exception.extra.get("file"),
        "WasThrownFromThrowStatement": lambda exception: bool(exception.record and exception.record.throw),
    },
    methods={
        "System.Exception GetBaseException()": _base_exception,
        "string ToString()": lambda exception: f"{exception.type_name}: {exception.message}",
    },
)
CATEGORIES = define_enum(
    "System.Management.Automation.ErrorCategory",
    "NotSpecified OpenError CloseError DeviceError DeadlockDetected InvalidArgument InvalidData InvalidOperation "
    "InvalidResult InvalidType "
    "MetadataError NotImplemented NotInstalled ObjectNotFound OperationStopped OperationTimeout SyntaxError "
    "ParserError PermissionDenied "
    "ResourceBusy ResourceExists ResourceUnavailable ReadError WriteError FromStdErr SecurityError ProtocolError "
    "ConnectionError "
    "AuthenticationError LimitsExceeded QuotaExceeded NotEnabled",
)
define_enum("System.Management.Automation.ActionPreference", "SilentlyContinue Stop Continue Inquire Ignore Suspend")


def _category(record: ErrorRecord) -> PSObject:
    number = (CATEGORIES.numbers or {}).get(record.category, 0)
    target = record.target
    return PSObject.of(
        {
            "Category": EnumValue(CATEGORIES, number),
            "Activity": record.activity,
            "Reason": record.reason or record.exception.type_name.rsplit(".", 1)[-1],
            "TargetName": record.target_name or ("" if target is None else to_text(getattr(target, "name", target))),
            "TargetType": record.target_type or ("" if target is None else type_of(target).name),
        },
        "System.Management.Automation.ErrorCategoryInfo",
        text=lambda info: (
            f"{record.category}: ({info.get('TargetName')}:{info.get('TargetType')}) [{record.activity}], "
            f"{info.get('Reason')}"
        ),
    )


def _details(record: ErrorRecord) -> Any:
    if record.details is None:
        return None
    return PSObject.of(
        {"Message": record.details, "RecommendedAction": ""},
        "System.Management.Automation.ErrorDetails",
        text=lambda _: record.details or "",
    )


def _set_details(record: ErrorRecord, value: Any) -> None:
    record.details = None if value is None else str(value.get("Message") if isinstance(value, PSObject) else value)


define(
    "System.Management.Automation.ErrorRecord",
    ErrorRecord,
    properties={
        "Exception": lambda record: record.exception,
        "TargetObject": lambda record: record.target,
        "CategoryInfo": _category,
        "FullyQualifiedErrorId": lambda record: record.error_id,
        "InvocationInfo": lambda record: record.invocation,
        "ScriptStackTrace": lambda record: record.stack_trace,
        "PipelineIterationInfo": lambda _record: [],
    },
    writable={"ErrorDetails": (_details, _set_details)},
    methods={"string ToString()": lambda record: record.message},
    constructors={
        (
            "ErrorRecord new(System.Exception exception, string errorId, string category, object targetObject)"
        ): ErrorRecord,
    },
)


def _position_message(info: InvocationInfo) -> str:
    if not info.line:
        return ""
    return "\n".join(place(info))


def _my_command(info: InvocationInfo) -> Any:
    if info.command_info is not None or not info.command:
        return info.command_info
    name = info.command.rpartition("\\")[2]
    return PSObject.of({"Name": name}, "System.Management.Automation.CommandInfo", text=lambda _: name)


define(
    "System.Management.Automation.InvocationInfo",
    InvocationInfo,
    properties={
        "MyCommand": _my_command,
        "BoundParameters": lambda info: info.bound_parameters,
        "UnboundArguments": lambda info: info.unbound_arguments or [],
        "ScriptLineNumber": lambda info: info.line,
        "OffsetInLine": lambda info: info.column,
        "HistoryId": lambda _info: 1,
        "ScriptName": lambda info: info.path,
        "Line": lambda info: info.line_text + "\n" if info.line else "",
        "PositionMessage": _position_message,
        "PSScriptRoot": lambda info: info.path.rpartition("\\")[0],
        "PSCommandPath": lambda info: info.path,
        "InvocationName": lambda info: info.command.rpartition("\\")[2] if info.line else info.command,
        "PipelineLength": lambda info: info.pipeline_length,
        "PipelinePosition": lambda info: info.pipeline_position,
        "ExpectingInput": lambda info: info.expecting_input,
        "CommandOrigin": lambda _info: "Internal",
        "DisplayScriptPosition": lambda _info: None,
    },
)
define(
    "System.Management.Automation.InformationalRecord",
    properties={"Message": lambda record: record.message},
    methods={"string ToString()": lambda record: str(record.message)},
)
for _kind in ("Warning", "Verbose", "Debug"):
    define(
        f"System.Management.Automation.{_kind}Record",
        base="System.Management.Automation.InformationalRecord",
    ).base = define("System.Management.Automation.InformationalRecord")
define(
    "System.Management.Automation.InformationRecord",
    properties={
        "MessageData": lambda record: record.message,
        "Source": lambda _record: "",
        "Tags": lambda _record: [],
    },
    methods={"string ToString()": lambda record: str(record.message)},
)
