"""WMI classes of users' sessions: profiles, logons, shares, what starts at logon, and the remote desktop's settings."""

from typing import Any

from fake_agent.powershell.values.numbers import Byte, UInt32
from fake_agent.windows.machine import Machine
from fake_agent.windows.registry import CONTROL_SET, LOCAL_MACHINE
from fake_agent.windows.shares import shares as all_shares
from fake_agent.windows.wmi.times import Moment

Rows = list[dict[str, Any]]

TERMINAL_SERVER = rf"{CONTROL_SET}\Control\Terminal Server"
RDP = rf"{TERMINAL_SERVER}\WinStations\RDP-Tcp"
_RUN = rf"{LOCAL_MACHINE}\SOFTWARE\Microsoft\Windows\CurrentVersion\Run"
_SPECIAL_SHARE, _IPC_SHARE = 0x8000_0000, 0x8000_0003
_SYSTEM_PROFILES = {
    "S-1-5-18": r"C:\Windows\system32\config\systemprofile",
    "S-1-5-19": r"C:\Windows\ServiceProfiles\LocalService",
    "S-1-5-20": r"C:\Windows\ServiceProfiles\NetworkService",
}
_SYSTEM_LOGONS = {"999": 0, "997": 5, "996": 5}
"""The logon sessions of the system's own accounts, with their types."""


def shares(machine: Machine) -> Rows:
    """Win32_Share."""
    return [
        {
            "Name": share.name,
            "Path": share.path,
            "Description": share.remark,
            "Caption": share.remark,
            "AllowMaximum": True,
            "Status": "OK",
            "Type": UInt32(_IPC_SHARE if share.name == "IPC$" else _SPECIAL_SHARE if share.special else 0),
        }
        for share in all_shares(machine)
    ]


def startup_commands(machine: Machine) -> Rows:
    """Win32_StartupCommand: of the registry's Run key."""
    registry = machine.registry
    values = registry.values(_RUN) if registry.exists(_RUN) else ()
    return [
        {
            "Name": value.name,
            "Caption": value.name,
            "Description": value.name,
            "Command": str(value.data),
            "Location": r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Run",
            "User": "Public",
        }
        for value in values
    ]


def user_profiles(machine: Machine) -> Rows:
    """Win32_UserProfile: of the system's accounts, and of users who have a folder."""
    profiles = dict(_SYSTEM_PROFILES)
    for user in machine.accounts.users():
        path = rf"C:\Users\{user.name}"
        if machine.files.is_folder(path):
            profiles[machine.accounts.sid(user)] = path
    return [
        {
            "LocalPath": path,
            "SID": sid,
            "Special": sid in _SYSTEM_PROFILES,
            "Loaded": sid in _SYSTEM_PROFILES,
            "LastUseTime": Moment(machine.booted_at),
            "RefCount": UInt32(0),
            "RoamingConfigured": False,
            "Status": UInt32(0),
            "HealthStatus": Byte(3),
        }
        for sid, path in profiles.items()
    ]


def logon_sessions(machine: Machine) -> Rows:
    """Win32_LogonSession: nobody but the system's own accounts is logged on."""
    return [
        {
            "LogonId": identifier,
            "LogonType": UInt32(kind),
            "AuthenticationPackage": "Negotiate",
            "StartTime": Moment(machine.booted_at),
        }
        for identifier, kind in _SYSTEM_LOGONS.items()
    ]


def _number(machine: Machine, key: str, name: str, default: int) -> int:
    value = machine.registry.read(key, name) if machine.registry.exists(key) else None
    return value if isinstance(value, int) else default


def terminal_service_setting(machine: Machine) -> Rows:
    """Win32_TerminalServiceSetting."""
    denied = _number(machine, TERMINAL_SERVER, "fDenyTSConnections", 1)
    return [
        {
            "ServerName": machine.computer_name,
            "AllowTSConnections": UInt32(0 if denied else 1),
            "Logons": UInt32(0),
            "SingleSession": UInt32(_number(machine, TERMINAL_SERVER, "fSingleSessionPerUser", 1)),
            "TerminalServerMode": UInt32(0),
            "LicensingType": UInt32(2),
            "LicensingName": "Remote Desktop for Administration",
            "DeleteTempFolders": UInt32(1),
            "UseTempFolders": UInt32(1),
            "UserPermission": UInt32(0),
            "ActiveDesktop": UInt32(0),
            "HelpLicensing": "",
            "TimeZoneRedirection": UInt32(0),
            "Status": "OK",
        }
    ]


def remote_desktop_settings(machine: Machine) -> Rows:
    """Win32_TSGeneralSetting: of the one terminal, RDP-Tcp."""
    return [
        {
            "TerminalName": "RDP-Tcp",
            "TerminalProtocol": "Microsoft RDP 8.0",
            "Transport": "tcp",
            "SecurityLayer": UInt32(_number(machine, RDP, "SecurityLayer", 2)),
            "MinEncryptionLevel": UInt32(_number(machine, RDP, "MinEncryptionLevel", 2)),
            "UserAuthenticationRequired": UInt32(_number(machine, RDP, "UserAuthentication", 1)),
            "PolicySourceMinEncryptionLevel": UInt32(0),
            "PolicySourceSecurityLayer": UInt32(0),
            "PolicySourceUserAuthenticationRequired": UInt32(0),
            "WindowsAuthentication": UInt32(0),
            "CertificateName": "",
            "Comment": "",
            "SSLCertificateSHA1HashType": UInt32(2),
        }
    ]
