"""The service cmdlets, over the host's service control manager."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from fake_agent.powershell.cmdlets.registry import Call, Parameter, cmdlet, named, switches
from fake_agent.powershell.dotnet.types import define
from fake_agent.powershell.dotnet.types import named as type_named
from fake_agent.powershell.formatting.views import Column, ListView, TableView, register_properties, register_view
from fake_agent.powershell.host import HostError, Service, ServiceStatus, StartType
from fake_agent.powershell.operators.wildcards import has_wildcard, wildcard
from fake_agent.powershell.values.conversion import as_list, convert
from fake_agent.powershell.values.objects import ComputedProperty, Property, PSObject
from fake_agent.powershell.values.text import to_text

_TYPE = "System.ServiceProcess.ServiceController"
_EXCEPTION = "Microsoft.PowerShell.Commands.ServiceCommandException"
_NAME = Parameter("Name", "string[]", 0, ("ServiceName",), by_value=True, by_property=True)
_SHARED = (
    *named("string[]", "DisplayName Include Exclude"),
    Parameter("InputObject", "object[]", by_value=True),
    *switches("PassThru Force NoWait"),
)
define(_TYPE)
register_view(_TYPE, TableView((Column("Status", 8), Column("Name", 18), Column("DisplayName", 38))))
_LISTED = (
    "Name DisplayName Status DependentServices ServicesDependedOn CanPauseAndContinue CanShutdown CanStop ServiceType"
)
register_view(_TYPE, ListView([Column(name) for name in _LISTED.split()]))
register_properties(_TYPE, "Status Name DisplayName")


def service_object(call: Call, service: Service) -> PSObject:
    """A ServiceController: its status is what it was when the object was made, until ``Refresh``."""
    made = PSObject((_TYPE, "System.ComponentModel.Component", "System.Object"))
    status = type_named("System.ServiceProcess.ServiceControllerStatus")
    start = type_named("System.ServiceProcess.ServiceStartMode")

    def related(names: tuple[str, ...]) -> Callable[[Any], list[PSObject]]:
        return lambda _self: [
            service_object(call, call.host.services.get(name)) for name in names if _known(call, name)
        ]

    running = service.status is ServiceStatus.RUNNING
    kind = "Win32ShareProcess" if "svchost" in service.executable.lower() else "Win32OwnProcess"
    values: dict[str, Any] = {
        "Name": service.name,
        "RequiredServices": related(service.depends_on),
        "CanPauseAndContinue": False,
        "CanShutdown": running,
        "CanStop": running and service.can_stop,
        "DisplayName": service.display_name,
        "DependentServices": related(service.dependents),
        "MachineName": ".",
        "ServiceName": service.name,
        "ServicesDependedOn": related(service.depends_on),
        "ServiceHandle": PSObject.of({}, "SafeServiceHandle", text=lambda _: "SafeServiceHandle"),
        "Status": convert(service.status.value, status, None),
        "ServiceType": convert(kind, type_named("System.ServiceProcess.ServiceType"), None),
        "StartType": convert(service.start_type.value, start, None),
        "Site": None,
        "Container": None,
    }
    made.properties = {
        name.lower(): ComputedProperty(name, value, None, "Property")
        if callable(value)
        else Property(name, value, "Property")
        for name, value in values.items()
    }

    def refresh(self: PSObject) -> None:
        self.set("Status", convert(call.host.services.get(service.name).status.value, status, None))

    made.methods = {
        "refresh": ("Refresh", refresh),
        "start": ("Start", lambda self, *_rest: (call.host.services.start(service.name), refresh(self))[1]),  # type: ignore[func-returns-value]  # called for the effect
        "stop": ("Stop", lambda self: (call.host.services.stop(service.name, with_dependents=True), refresh(self))[1]),  # type: ignore[func-returns-value]  # called for the effect
        "close": ("Close", lambda _self: None),
        "dispose": ("Dispose", lambda _self: None),
        "waitforstatus": ("WaitForStatus", lambda self, *_rest: refresh(self)),
    }
    made.text = lambda _: _TYPE if not service.name else service.name
    made.native = service.name
    return made


def _known(call: Call, name: str) -> bool:
    try:
        call.host.services.get(name)
    except KeyError:
        return False
    return True


def chosen(call: Call) -> list[Service]:
    """The services that a call names; an error record for each that does not exist."""
    given = call.get("InputObject")
    if given is not None:
        return [
            call.host.services.get(to_text(item.native if isinstance(item, PSObject) else item))
            for item in as_list(given)
        ]
    found: list[Service] = []
    if call.has("Name") and not call.has("Exclude"):
        with suppress(KeyError):
            return [call.host.services.get(name) for name in call.strings("Name")]
    everything = call.host.services.all()
    for name in call.strings("Name"):
        matches = [service for service in everything if wildcard(name).match(service.name)]
        if not matches and not has_wildcard(name):
            matches = (
                [service for service in everything if service.display_name.lower() == name.lower()]
                if call.name != "Get-Service"
                else []
            )
        if not matches and not has_wildcard(name):
            call.error(
                f"Cannot find any service with service name '{name}'.",
                "NoServiceFoundForGivenName",
                "ObjectNotFound",
                target=name,
                exception=_EXCEPTION,
            )
        found += matches
    for name in call.strings("DisplayName"):
        matches = [service for service in everything if wildcard(name).match(service.display_name)]
        if not matches and not has_wildcard(name):
            call.error(
                f"Cannot find any service with display name '{name}'.",
                "NoServiceFoundForGivenDisplayName",
                "ObjectNotFound",
                target=name,
                exception=_EXCEPTION,
            )
        found += matches
    if not call.has("Name") and not call.has("DisplayName"):
        found = list(everything)
    excluded = [wildcard(name) for name in call.strings("Exclude")]
    return [service for service in found if not any(test.match(service.name) for test in excluded)]


@cmdlet(
    "Get-Service",
    _NAME,
    *_SHARED,
    *named("string[]", "ComputerName"),
    *switches("DependentServices RequiredServices"),
    aliases=("gsv",),
)
def get_service(call: Call) -> None:
    """Services by name."""
    for service in chosen(call):
        names = (
            service.dependents
            if call.switch("DependentServices")
            else service.depends_on
            if call.switch("RequiredServices")
            else None
        )
        if names is None:
            call.write(service_object(call, service))
        else:
            for name in names:
                if _known(call, name):
                    call.write(service_object(call, call.host.services.get(name)))


def _change(call: Call, service: Service, verb: str, action: Callable[[], None]) -> None:
    if not call.should_process(f"{service.display_name} ({service.name})", f"{verb}-Service"):
        return
    target = service_object(call, service)
    target.text = lambda _: _TYPE  # error records tell .NET's own text of it
    try:
        action()
    except HostError as error:
        call.error(
            error.message,
            error.error_id or f"CouldNot{verb}Service",
            error.category if error.category != "NotSpecified" else "OpenError",
            target=target,
            exception=_EXCEPTION,
        )
        return
    if call.switch("PassThru"):
        call.write(service_object(call, call.host.services.get(service.name)))


def _start(call: Call, service: Service) -> None:
    """Start it; a refusal in the words of Windows PowerShell, which tells no reason."""
    try:
        call.host.services.start(service.name)
    except HostError as error:
        raise HostError(
            f"Service '{service.display_name} ({service.name})' cannot be started due to the following error: "
            f"Cannot start service {service.name} on computer '.'.",
            "CouldNotStartService",
            "OpenError",
        ) from error


def _stop(call: Call, service: Service) -> None:
    running = [
        name
        for name in service.dependents
        if _known(call, name) and call.host.services.get(name).status is ServiceStatus.RUNNING
    ]
    if running and not call.switch("Force"):
        raise HostError(
            f"Cannot stop service '{service.display_name} ({service.name})' because it has dependent services. It "
            "can only be stopped if the Force flag is set.",
            "ServiceHasDependentServices",
            "InvalidOperation",
        )
    try:
        call.host.services.stop(service.name, with_dependents=call.switch("Force"))
    except HostError as error:
        raise HostError(
            f"Service '{service.display_name} ({service.name})' cannot be stopped due to the following error: "
            f"Cannot stop {service.name} service on computer '.'.",
            "CouldNotStopService",
            "CloseError",
        ) from error


@cmdlet("Start-Service", _NAME, *_SHARED, aliases=("sasv",))
def start_service(call: Call) -> None:
    """Start services."""
    for service in chosen(call):
        _change(call, service, "Start", lambda service=service: _start(call, service))  # type: ignore[misc]  # bound early


@cmdlet("Stop-Service", _NAME, *_SHARED, aliases=("spsv",))
def stop_service(call: Call) -> None:
    """Stop services."""
    for service in chosen(call):
        _change(call, service, "Stop", lambda service=service: _stop(call, service))  # type: ignore[misc]  # the same


@cmdlet("Restart-Service", _NAME, *_SHARED)
def restart_service(call: Call) -> None:
    """Stop services and start them again, with the dependents that ran."""
    for service in chosen(call):
        running = [
            name
            for name in service.dependents
            if _known(call, name) and call.host.services.get(name).status is ServiceStatus.RUNNING
        ]

        def restart(service: Service = service, running: list[str] = running) -> None:
            if service.status is not ServiceStatus.STOPPED:
                _stop(call, service)
            for name in [service.name, *running]:
                _start(call, call.host.services.get(name))

        _change(call, service, "Restart", restart)


@cmdlet(
    "Set-Service",
    Parameter("Name", "string", 0, ("ServiceName",), by_value=True, by_property=True),
    *named("string", "DisplayName Description"),
    Parameter("StartupType", "string", aliases=("StartMode", "SMType")),
    *named("string", "Status"),
    Parameter("InputObject", "object"),
    *switches("PassThru Force"),
    *named("string[]", "ComputerName"),
)
def set_service(call: Call) -> None:
    """Change a service."""
    given = call.get("InputObject")
    name = call.text("Name") if given is None else to_text(given.native)
    if not _known(call, name):
        call.error(
            f"Service {name} was not found on computer '.'.",
            "InvalidOperationException",
            "InvalidOperation",
            target=name,
        )
        return
    start = call.text("StartupType")
    kind = next((one for one in StartType if one.value.lower() == start.lower()), None)
    delayed = True if start.lower() == "automaticdelayedstart" else False if kind is StartType.AUTOMATIC else None
    call.host.services.configure(
        name,
        start_type=kind or (StartType.AUTOMATIC if delayed else None),
        delayed=delayed,
        display_name=call.text("DisplayName") or None,
        description=call.text("Description") or None,
    )
    status = call.text("Status").lower()
    if status == "running":
        call.host.services.start(name)
    elif status == "stopped":
        call.host.services.stop(name, with_dependents=call.switch("Force"))
    if call.switch("PassThru"):
        call.write(service_object(call, call.host.services.get(name)))


@cmdlet(
    "New-Service",
    Parameter("Name", "string", 0, mandatory=True),
    Parameter("BinaryPathName", "string", 1, mandatory=True),
    *named("string", "DisplayName Description StartupType"),
    *named("string[]", "DependsOn"),
    *named("object", "Credential"),
)
def new_service(call: Call) -> None:
    """Make a service."""
    kind = next(
        (one for one in StartType if one.value.lower() == call.text("StartupType", "Automatic").lower()),
        StartType.AUTOMATIC,
    )
    service = Service(
        call.text("Name"),
        call.text("DisplayName") or call.text("Name"),
        ServiceStatus.STOPPED,
        kind,
        depends_on=tuple(call.strings("DependsOn")),
        description=call.text("Description"),
        executable=call.text("BinaryPathName"),
    )
    _change(call, service, "New", lambda: call.host.services.create(service))
    call.write(service_object(call, call.host.services.get(service.name)))
