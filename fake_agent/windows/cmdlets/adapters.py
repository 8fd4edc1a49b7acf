"""Network adapters: the cmdlets of the module NetAdapter."""

from collections.abc import Callable
from typing import Any

from fake_agent.powershell.cmdlets.registry import Call, cmdlet, named, switches
from fake_agent.powershell.formatting.views import RIGHT, Column, ListView, TableView, register_view
from fake_agent.powershell.values.numbers import UInt32, UInt64
from fake_agent.powershell.values.objects import PSObject
from fake_agent.windows.cmdlets.support import (
    CIM_INSTANCE,
    ask,
    chosen,
    cim_object,
    fits,
    has_wildcard,
    machine_of,
    natives,
    not_found,
    numbers,
    parameter,
)
from fake_agent.windows.network import Adapter

NAMESPACE = "ROOT/StandardCimv2"
ADAPTER = "MSFT_NetAdapter"

register_view(
    f"{CIM_INSTANCE}#{NAMESPACE}/{ADAPTER}",
    TableView(
        (
            Column("Name", 25),
            Column("InterfaceDescription", 39),
            Column("ifIndex", 7, RIGHT),
            Column("Status", 12),
            Column("MacAddress", 17),
            Column("LinkSpeed", 14, RIGHT),
        )
    ),
)
register_view(
    f"{CIM_INSTANCE}#{NAMESPACE}/{ADAPTER}",
    ListView(
        [
            Column("Name"),
            Column("InterfaceDescription"),
            Column("InterfaceIndex"),
            Column("MacAddress"),
            Column("MediaType"),
            Column("PhysicalMediaType"),
            Column("InterfaceOperationalStatus"),
            Column("AdminStatus"),
            Column("LinkSpeed(Gbps)", source=lambda found: int(found.get("Speed") or 0) / 1_000_000_000),
            Column("MediaConnectionState"),
            Column("ConnectorPresent"),
            Column("DriverInformation"),
        ]
    ),
)


def adapter_object(adapter: Adapter) -> PSObject:
    """An adapter as scripts see it."""
    up = adapter.enabled
    values: dict[str, Any] = {
        "MacAddress": adapter.mac_address,
        "Status": "Up" if up else "Disabled",
        "LinkSpeed": adapter.link_speed if up else "0 bps",
        "MediaType": "802.3",
        "PhysicalMediaType": "Unspecified",
        "AdminStatus": "Up" if up else "Down",
        "MediaConnectionState": "Connected" if up else "Unknown",
        "DriverInformation": "Driver Date 2006-06-21 Version 10.0.20348.2849 NDIS 6.85",
        "DriverVersion": "10.0.20348.2849",
        "Name": adapter.name,
        "ifIndex": UInt32(adapter.index),
        "InterfaceIndex": UInt32(adapter.index),
        "InterfaceAlias": adapter.name,
        "ifAlias": adapter.name,
        "InterfaceDescription": adapter.description,
        "ifDesc": adapter.description,
        "InterfaceGuid": adapter.identifier,
        "MtuSize": UInt32(1500),
        "Virtual": False,
        "HardwareInterface": True,
        "State": UInt32(2 if up else 3),
        "SystemName": "",
        "InterfaceName": f"ethernet_{32768 + adapter.index - 1}",
        "InterfaceType": UInt32(6),
        "InterfaceOperationalStatus": "Up" if up else "Down",
        "InterfaceAdminStatus": UInt32(1 if up else 2),
        "ConnectorPresent": True,
        "Hidden": False,
        "NotUserRemovable": False,
        "Speed": UInt64(50_000_000_000 if up else 0),
        "ReceiveLinkSpeed": UInt64(50_000_000_000 if up else 0),
        "TransmitLinkSpeed": UInt64(50_000_000_000 if up else 0),
        "FullDuplex": True,
        "PermanentAddress": adapter.mac_address.replace("-", ""),
        "NetworkAddresses": [adapter.mac_address.replace("-", "")],
        "DeviceID": adapter.identifier,
        "DriverName": r"\SystemRoot\System32\drivers\netvsc.sys",
        "DriverFileName": "netvsc.sys",
        "DriverProvider": "Microsoft",
        "DriverDate": "2006-06-21",
        "DriverDescription": adapter.description,
        "ComponentID": "VMBUS\\{f8615163-df3e-46c5-913f-f2d2f965ed0e}",
        "VlanID": None,
        "PromiscuousMode": False,
    }
    return cim_object(NAMESPACE, ADAPTER, values, native=adapter, key="Name")


_ADAPTER_PARAMETERS = (
    parameter("Name", "string[]", 0, aliases=("ifAlias", "InterfaceAlias"), by_property=True),
    parameter("InterfaceDescription", "string[]", aliases=("ifDesc",)),
    parameter("InterfaceIndex", "uint32[]", aliases=("ifIndex",)),
    parameter("InputObject", "object[]", by_value=True),
    *switches("IncludeHidden Physical PassThru AsJob"),
    *named("object", "CimSession ThrottleLimit"),
)


def _adapters(call: Call) -> list[Adapter]:
    """The adapters that the call names; an unknown name is an error."""
    network = machine_of(call).network
    given = natives(call, "InputObject", Adapter)
    if given:
        return [network.adapter(adapter.index) for adapter in given]
    if call.has("InterfaceIndex"):
        wanted = numbers(call, "InterfaceIndex")
        return [adapter for adapter in network.adapters() if adapter.index in wanted]
    if call.has("InterfaceDescription"):
        return [found for found in network.adapters() if fits(found.description, call.strings("InterfaceDescription"))]
    return chosen(
        call.strings("Name"), network.adapters(), lambda adapter: adapter.name, _missing(call, ADAPTER, "Name")
    )


def _missing(call: Call, class_name: str, name: str) -> Callable[[str], None]:
    """Reports that no CIM instance has the value."""
    return lambda value: call.write_error(not_found(call, class_name, name, value).record)


@cmdlet("Get-NetAdapter", *_ADAPTER_PARAMETERS, module="NetAdapter")
def get_net_adapter(call: Call) -> None:
    """Get-NetAdapter."""
    for adapter in _adapters(call):
        call.write(adapter_object(adapter))


def _switch_adapters(call: Call, *, enabled: bool) -> None:
    for adapter in _adapters(call):
        if call.should_process(adapter.name, call.name):
            changed = machine_of(call).network.change(adapter.index, enabled=enabled)
            if call.switch("PassThru"):
                call.write(adapter_object(changed))


@cmdlet("Disable-NetAdapter", *_ADAPTER_PARAMETERS, module="NetAdapter")
def disable_net_adapter(call: Call) -> None:
    """Disable-NetAdapter: asks first, unless ``-Confirm:$false``."""
    ask(call)
    _switch_adapters(call, enabled=False)


@cmdlet("Enable-NetAdapter", *_ADAPTER_PARAMETERS, module="NetAdapter")
def enable_net_adapter(call: Call) -> None:
    """Enable-NetAdapter."""
    _switch_adapters(call, enabled=True)


@cmdlet("Restart-NetAdapter", *_ADAPTER_PARAMETERS, module="NetAdapter")
def restart_net_adapter(call: Call) -> None:
    """Restart-NetAdapter: the way out is shut for some seconds."""
    _switch_adapters(call, enabled=False)
    call.host.sleep(5.0)
    _switch_adapters(call, enabled=True)


RDMA = "MSFT_NetAdapterRdmaSettingData"


@cmdlet("Get-NetAdapterRdma", *_ADAPTER_PARAMETERS, module="NetAdapter")
def get_net_adapter_rdma(call: Call) -> None:
    """Get-NetAdapterRdma: no adapter of the machine can do it, so a name finds nothing."""
    for name in call.strings("Name"):
        if not has_wildcard(name):
            call.write_error(not_found(call, RDMA, "Name", name).record)


@cmdlet(
    "Rename-NetAdapter", *_ADAPTER_PARAMETERS, parameter("NewName", "string", 1, mandatory=True), module="NetAdapter"
)
def rename_net_adapter(call: Call) -> None:
    """Rename-NetAdapter."""
    for adapter in _adapters(call):
        machine_of(call).network.change(adapter.index, name=call.text("NewName"))
