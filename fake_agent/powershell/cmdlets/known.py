"""Commands that real Windows Server has. Those that the simulator lacks are named in its error, never "not found".

The list is of names alone: those of Windows PowerShell 5.1, of the modules of Windows Server 2022, and of the modules
that come with its roles.
"""

from functools import cache
from importlib.resources import files


@cache
def known_commands() -> dict[str, str]:
    """Name by name in lower case."""
    names = files(__package__).joinpath("known_commands.txt").read_text("utf-8").split()
    return {name.lower(): name for name in names}


_ALIASES = """
asnp Add-PSSnapin  cfs ConvertFrom-String  clhy Clear-History  cnsn Connect-PSSession  cpp Copy-ItemProperty
dbp Disable-PSBreakpoint  dnsn Disconnect-PSSession  ebp Enable-PSBreakpoint  epal Export-Alias  epsn Export-PSSession
etsn Enter-PSSession  exsn Exit-PSSession  fhx Format-Hex  gbp Get-PSBreakpoint  gcai Get-CimAssociatedInstance
gcb Get-Clipboard  gcls Get-CimClass  gcms Get-CimSession  gcs Get-PSCallStack  ghy Get-History  gjb Get-Job
gsn Get-PSSession  gsnp Get-PSSnapin  h Get-History  history Get-History  ihy Invoke-History  ii Invoke-Item
ipal Import-Alias  ipsn Import-PSSession  lp Out-Printer  mp Move-ItemProperty  ncim New-CimInstance
ncms New-CimSession  npssc New-PSSessionConfigurationFile  nsn New-PSSession  ogv Out-GridView  r Invoke-History
rbp Remove-PSBreakpoint  rcie Register-CimIndicationEvent  rcim Remove-CimInstance  rcjb Receive-Job
rcms Remove-CimSession  rcsn Receive-PSSession  rjb Remove-Job  rsn Remove-PSSession  rsnp Remove-PSSnapin
rujb Resume-Job  rwmi Remove-WmiObject  sajb Start-Job  sbp Set-PSBreakpoint  scb Set-Clipboard  shcm Show-Command
spjb Stop-Job  sujb Suspend-Job  trcm Trace-Command  wjb Wait-Job
"""
KNOWN_ALIASES = dict(pair.split() for pair in _ALIASES.replace("\n", "  ").strip().split("  ") if pair)
"""Windows PowerShell's own aliases for commands that the simulator may lack."""

_ROLES = """
AD ADDS BgpR Cau Cluster DAClient DAEntryPoint DAServer Dfs Dhcp DnsServer Fsrm GP HgsServer Ipam
Iis MSMQ Nfs Npm NetworkController RD RemoteAccess Sbec Shielded SmigServer Sms VM Wds Web Website WB Wsus
"""
ROLES = tuple(_ROLES.split())
"""How the nouns begin of the modules that come with roles and features: a server without them lacks the commands."""


def comes_with_a_role(name: str) -> bool:
    """Whether a server has the command only after a role or feature was added."""
    noun = name.partition("-")[2]
    return any(noun.startswith(role) and not noun[len(role) : len(role) + 1].islower() for role in ROLES)
