"""WMI classes of services, processes, accounts, installed products and features."""

from typing import Any

from fake_agent.powershell.host import ServiceStatus, StartType
from fake_agent.powershell.values.numbers import Byte, Int16, UInt16, UInt32, UInt64
from fake_agent.windows.machine import Machine
from fake_agent.windows.wmi.times import Moment

Rows = list[dict[str, Any]]

START_MODES = {
    StartType.BOOT: "Boot",
    StartType.SYSTEM: "System",
    StartType.AUTOMATIC: "Auto",
    StartType.MANUAL: "Manual",
    StartType.DISABLED: "Disabled",
}
STATES = {
    ServiceStatus.STOPPED: "Stopped",
    ServiceStatus.START_PENDING: "Start Pending",
    ServiceStatus.STOP_PENDING: "Stop Pending",
    ServiceStatus.RUNNING: "Running",
    ServiceStatus.PAUSED: "Paused",
}
UNINSTALL = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall"


def services(machine: Machine) -> Rows:
    """Win32_Service."""
    return [
        {
            "ProcessId": UInt32(service.process_id),
            "Name": service.name,
            "StartMode": START_MODES[service.start_type],
            "State": STATES[service.status],
            "Status": "OK",
            "ExitCode": UInt32(0 if service.status is ServiceStatus.RUNNING else 1077),
            "Caption": service.display_name,
            "Description": service.description,
            "DisplayName": service.display_name,
            "PathName": service.executable,
            "ServiceType": "Share Process" if "svchost" in service.executable.casefold() else "Own Process",
            "StartName": service.account,
            "Started": service.status is ServiceStatus.RUNNING,
            "AcceptStop": service.can_stop and service.status is ServiceStatus.RUNNING,
            "DelayedAutoStart": service.delayed,
            "DesktopInteract": False,
            "ErrorControl": "Normal",
            "AcceptPause": False,
            "ServiceSpecificExitCode": UInt32(0),
            "TagId": UInt32(0),
            "CheckPoint": UInt32(0),
            "WaitHint": UInt32(0),
        }
        for service in machine.services.all()
    ]


def processes(machine: Machine) -> Rows:
    """Win32_Process."""
    return [
        {
            "ProcessId": UInt32(process.identifier),
            "ProcessName": "System Idle Process" if process.identifier == 0 else process.image,
            "Handles": UInt32(process.handles),
            "VM": UInt64(2_199_023_255_552 + process.working_set * 1024),
            "WS": UInt64(process.working_set * 1024),
            "Path": process.path or None,
            "Description": process.image,
            "Handle": str(process.identifier),
            "OSName": rf"Microsoft {machine.product_name}|C:\Windows|\Device\Harddisk0\Partition2",
            "KernelModeTime": UInt64(round(process.processor_seconds * 5_000_000)),
            "UserModeTime": UInt64(round(process.processor_seconds * 5_000_000)),
            "PageFileUsage": UInt32(process.private_memory),
            "PeakPageFileUsage": UInt32(process.private_memory),
            "PeakWorkingSetSize": UInt32(process.working_set),
            "PeakVirtualSize": UInt64(2_199_023_255_552 + process.working_set * 1024),
            "PrivatePageCount": UInt64(process.private_memory * 1024),
            "QuotaNonPagedPoolUsage": UInt32(process.nonpaged_memory),
            "QuotaPagedPoolUsage": UInt32(process.paged_memory),
            "QuotaPeakNonPagedPoolUsage": UInt32(process.nonpaged_memory),
            "QuotaPeakPagedPoolUsage": UInt32(process.paged_memory),
            "WindowsVersion": f"10.0.{machine.build}",
            "Name": "System Idle Process" if process.identifier == 0 else process.image,
            "HandleCount": UInt32(process.handles),
            "WorkingSetSize": UInt64(process.working_set * 1024),
            "VirtualSize": UInt64(2_199_023_255_552 + process.working_set * 1024),
            "Caption": process.image,
            "CommandLine": process.command_line or None,
            "CreationDate": Moment(process.started or machine.booted_at),
            "ExecutablePath": process.path or None,
            "ParentProcessId": UInt32(process.parent),
            "SessionId": UInt32(process.session),
            "ThreadCount": UInt32(process.threads),
            "Priority": UInt32(8),
        }
        for process in machine.processes.all()
    ]


def user_accounts(machine: Machine) -> Rows:
    """Win32_UserAccount."""
    return [
        {
            "Name": user.name,
            "Caption": f"{machine.computer_name}\\{user.name}",
            "AccountType": UInt32(512),
            "SID": machine.accounts.sid(user),
            "Domain": machine.computer_name,
            "FullName": user.full_name,
            "Description": user.description,
            "Disabled": not user.enabled,
            "LocalAccount": True,
            "Lockout": False,
            "PasswordChangeable": user.may_change_password,
            "PasswordExpires": user.password_expires,
            "PasswordRequired": user.password_required,
            "SIDType": Byte(1),
            "Status": "OK" if user.enabled else "Degraded",
        }
        for user in machine.accounts.users()
    ]


def groups(machine: Machine) -> Rows:
    """Win32_Group."""
    return [
        {
            "Name": group.name,
            "Caption": f"{machine.computer_name}\\{group.name}",
            "Domain": machine.computer_name,
            "SID": group.sid,
            "Description": group.description,
            "LocalAccount": True,
            "SIDType": Byte(4),
            "Status": "OK",
        }
        for group in machine.accounts.groups()
    ]


def products(machine: Machine) -> Rows:
    """Win32_Product: what the installer's part of the Uninstall key lists."""
    rows: Rows = []
    for name in machine.registry.subkeys(UNINSTALL):
        key = rf"{UNINSTALL}\{name}"
        if name.startswith("{"):
            rows.append(
                {
                    "Name": machine.registry.read_text(key, "DisplayName"),
                    "Caption": machine.registry.read_text(key, "DisplayName"),
                    "Vendor": machine.registry.read_text(key, "Publisher"),
                    "Version": machine.registry.read_text(key, "DisplayVersion"),
                    "IdentifyingNumber": name,
                    "Description": machine.registry.read_text(key, "DisplayName"),
                    "InstallDate": machine.registry.read_text(key, "InstallDate") or None,
                    "InstallLocation": machine.registry.read_text(key, "InstallLocation") or None,
                    "InstallState": Int16(5),
                    "Language": "1033",
                }
            )
    return rows


def server_features(machine: Machine) -> Rows:
    """Win32_ServerFeature: what is installed."""
    return [
        {"ID": UInt32(number), "Name": feature.display_name, "ParentID": UInt32(0)}
        for number, feature in enumerate(machine.features.all(), 1)
        if feature.installed
    ]


def environment(machine: Machine) -> Rows:
    """Win32_Environment."""
    return [
        {
            "Name": name,
            "UserName": "<SYSTEM>",
            "VariableValue": value,
            "SystemVariable": True,
            "Caption": f"<SYSTEM>\\{name}",
            "Description": f"<SYSTEM>\\{name}",
            "Status": "OK",
        }
        for name, value in machine.environment().items()
    ]


def network_adapters(machine: Machine) -> Rows:
    """Win32_NetworkAdapter."""
    return [
        {
            "DeviceID": str(adapter.index - 5),
            "Name": adapter.description,
            "AdapterType": "Ethernet 802.3",
            "ServiceName": "netvsc",
            "NetConnectionID": adapter.name,
            "NetConnectionStatus": UInt16(2 if adapter.enabled else 0),
            "NetEnabled": adapter.enabled,
            "MACAddress": adapter.mac_address.replace("-", ":"),
            "Index": UInt32(adapter.index - 5),
            "InterfaceIndex": UInt32(adapter.index),
            "PhysicalAdapter": True,
            "AdapterTypeId": UInt16(0),
            "Availability": UInt16(3),
            "Caption": f"[{adapter.index - 5:08}] {adapter.description}",
            "Description": adapter.description,
            "ConfigManagerErrorCode": UInt32(0),
            "ConfigManagerUserConfig": False,
            "GUID": adapter.identifier,
            "Installed": True,
            "Manufacturer": "Microsoft",
            "MaxNumberControlled": UInt32(0),
            "PowerManagementSupported": False,
            "ProductName": adapter.description,
            "Speed": UInt64(50_000_000_000),
            "TimeOfLastReset": Moment(machine.booted_at),
        }
        for adapter in machine.network.adapters()
    ]


def network_configurations(machine: Machine) -> Rows:
    """Win32_NetworkAdapterConfiguration."""
    rows: Rows = [
        {
            "ServiceName": "kdnic",
            "DHCPEnabled": True,
            "Index": UInt32(0),
            "Description": "Microsoft Kernel Debug Network Adapter",
            "IPEnabled": False,
            "IPAddress": None,
            "DefaultIPGateway": None,
            "DNSDomain": None,
        }
    ]
    for adapter in machine.network.adapters():
        up = adapter.enabled
        rows.append(
            {
                "ServiceName": "netvsc",
                "DHCPEnabled": adapter.uses_dhcp,
                "Index": UInt32(adapter.index - 5),
                "Description": adapter.description,
                "IPEnabled": up,
                "IPAddress": [adapter.address, adapter.ipv6_address.partition("%")[0]] if up else None,
                "IPSubnet": ["255.255.255.0", "64"] if up else None,
                "DefaultIPGateway": [adapter.gateway] if up and adapter.gateway else None,
                "DNSDomain": adapter.dns_suffix,
                "DNSServerSearchOrder": list(adapter.name_servers) if up else None,
                "DNSHostName": machine.host_name,
                "MACAddress": adapter.mac_address.replace("-", ":"),
                "DHCPServer": adapter.dhcp_server if adapter.uses_dhcp else None,
                "InterfaceIndex": UInt32(adapter.index),
                "SettingID": adapter.identifier,
                "Caption": f"[{adapter.index - 5:08}] {adapter.description}",
                "DHCPLeaseObtained": Moment(machine.booted_at) if adapter.uses_dhcp else None,
                "DNSDomainSuffixSearchOrder": [adapter.dns_suffix] if up else None,
                "DNSEnabledForWINSResolution": False,
                "DomainDNSRegistrationEnabled": False,
                "FullDNSRegistrationEnabled": True,
                "GatewayCostMetric": [UInt16(0)] if up else None,
                "IPConnectionMetric": UInt32(10) if up else None,
                "IPFilterSecurityEnabled": False,
                "IPPortSecurityEnabled": False,
                "IPSecPermitIPProtocols": [],
                "IPSecPermitTCPPorts": [],
                "IPSecPermitUDPPorts": [],
                "TcpipNetbiosOptions": UInt32(0),
                "WINSEnableLMHostsLookup": True,
                "WINSScopeID": "",
                "DatabasePath": r"%SystemRoot%\System32\drivers\etc",
            }
        )
    return rows
