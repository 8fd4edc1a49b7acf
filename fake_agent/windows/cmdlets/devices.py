"""Get-PnpDevice: what the machine is put together of."""

from fake_agent.powershell.cmdlets.registry import Call, cmdlet, named, switches
from fake_agent.powershell.formatting.views import Column, TableView, register_view
from fake_agent.windows.cmdlets.support import (
    CIM_INSTANCE,
    cim_object,
    fits,
    has_wildcard,
    machine_of,
    not_found,
    parameter,
)
from fake_agent.windows.image import load

NAMESPACE, DEVICE = "ROOT/cimv2", "Win32_PnPEntity"
register_view(
    f"{CIM_INSTANCE}#{NAMESPACE}/{DEVICE}",
    TableView((Column("Status", 10), Column("Class", 15), Column("FriendlyName", 66), Column("InstanceId"))),
)


@cmdlet(
    "Get-PnpDevice",
    parameter("InstanceId", "string[]", 0, aliases=("DeviceId",), by_property=True),
    *named("string[]", "FriendlyName Class Status Problem"),
    *switches("PresentOnly"),
    module="PnpDevice",
)
def get_pnp_device(call: Call) -> None:
    """Get-PnpDevice: devices by class, as Windows lists them."""
    adapters = [["Net", one.description, rf"VMBUS\{one.identifier}"] for one in machine_of(call).network.adapters()]
    found = False
    for kind, name, instance in [*load("devices"), *adapters]:
        asked = {"InstanceId": instance, "FriendlyName": name, "Class": kind, "Status": "OK"}
        if all(fits(value, call.strings(parameter_name)) for parameter_name, value in asked.items()):
            found = True
            values = {
                "Caption": name,
                "Description": name,
                "Name": name,
                "Status": "OK",
                "ConfigManagerErrorCode": "CM_PROB_NONE",
                "DeviceID": instance,
                "Manufacturer": "Microsoft",
                "PNPClass": kind,
                "PNPDeviceID": instance,
                "Present": True,
                "Class": kind,
                "FriendlyName": name,
                "InstanceId": instance,
                "Problem": "CM_PROB_NONE",
            }
            call.write(cim_object(NAMESPACE, DEVICE, values, key="DeviceID"))
    for parameter_name in ("InstanceId", "FriendlyName", "Class"):
        for wanted in call.strings(parameter_name):
            if not found and not has_wildcard(wanted):
                call.write_error(not_found(call, DEVICE, parameter_name, wanted).record)
