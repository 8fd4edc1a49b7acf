"""Commands that real Windows Server has. Those that the simulator lacks are named in its error, never "not found"."""

_NAMES = """
Add-ADGroupMember Add-AppxPackage Add-AppxProvisionedPackage Add-BitLockerKeyProtector Add-Computer Add-
DnsServerPrimaryZone Add-DnsServerResourceRecord Add-MpPreference Add-PartitionAccessPath Add-PhysicalDisk Add-Printer
Add-PrinterDriver Add-Type Add-VpnConnection Add-WindowsCapability Add-WindowsDriver Add-WindowsFeature Add-
WindowsPackage Backup-BitLockerKeyProtector Checkpoint-Computer Clear-BitLockerAutoUnlock Clear-Disk Clear-
DnsClientCache Clear-EventLog Clear-RecycleBin Complete-BitsTransfer Compress-Archive Confirm-SecureBootUEFI Connect-
WSMan ConvertFrom-SecureString ConvertTo-SecureString Copy-NetFirewallRule Debug-Process Disable-ComputerRestore
Disable-LocalUser Disable-NetAdapter Disable-NetAdapterBinding Disable-NetFirewallRule Disable-PSRemoting Disable-
ScheduledTask Disable-WindowsOptionalFeature Dismount-DiskImage Enable-ADAccount Enable-BitLocker Enable-LocalUser
Enable-NetAdapter Enable-NetAdapterBinding Enable-NetFirewallRule Enable-PSRemoting Enable-ScheduledTask Enable-
WindowsOptionalFeature Enter-PSSession Exit-PSSession Expand-Archive Export-Certificate Export-PfxCertificate Export-
ScheduledTask Find-Module Find-Package Format-Volume Get-Acl Get-ADComputer Get-ADDomain Get-ADForest Get-ADGroup Get-
ADGroupMember Get-ADUser Get-AppLockerPolicy Get-AppxPackage Get-AppxProvisionedPackage Get-AuthenticodeSignature Get-
BitLockerVolume Get-BitsTransfer Get-ChildItem Get-CimAssociatedInstance Get-CimClass Get-CimInstance Get-CimSession
Get-ComputerInfo Get-ComputerRestorePoint Get-Counter Get-Credential Get-DhcpServerv4Scope Get-Disk Get-DiskImage Get-
DnsClient Get-DnsClientCache Get-DnsClientServerAddress Get-DnsServerZone Get-EventLog Get-ExecutionPolicy Get-GPO
Get-HotFix Get-Hotfix Get-InstalledModule Get-Job Get-LocalGroup Get-LocalGroupMember Get-LocalUser Get-Module Get-
MpComputerStatus Get-MpPreference Get-MpThreat Get-MpThreatDetection Get-NetAdapter Get-NetAdapterAdvancedProperty
Get-NetAdapterBinding Get-NetAdapterRdma Get-NetAdapterRss Get-NetAdapterStatistics Get-NetConnectionProfile Get-
NetFirewallAddressFilter Get-NetFirewallPortFilter Get-NetFirewallProfile Get-NetFirewallRule Get-NetFirewallSetting
Get-NetIPAddress Get-NetIPConfiguration Get-NetIPInterface Get-NetNeighbor Get-NetRoute Get-NetTCPConnection Get-
NetUDPEndpoint Get-Package Get-PackageProvider Get-Partition Get-PhysicalDisk Get-PnpDevice Get-PnpDeviceProperty Get-
Printer Get-Process Get-PSDrive Get-PSProvider Get-PSRepository Get-PSSession Get-ScheduledTask Get-ScheduledTaskInfo
Get-Service Get-SmbConnection Get-SmbServerConfiguration Get-SmbShare Get-StoragePool Get-SystemInfo Get-TimeZone Get-
TlsCipherSuite Get-TlsEccCurve Get-Tpm Get-TpmEndorsementKeyInfo Get-TroubleshootingPack Get-UICulture Get-VirtualDisk
Get-VM Get-VMHost Get-VMSwitch Get-Volume Get-WindowsCapability Get-WindowsDriver Get-WindowsEdition Get-
WindowsErrorReporting Get-WindowsFeature Get-WindowsOptionalFeature Get-WindowsPackage Get-WindowsUpdateLog Get-
WinEvent Get-WinHomeLocation Get-WinSystemLocale Get-WmiObject Get-WSManInstance Import-Certificate Import-
PfxCertificate Import-StartLayout Initialize-Disk Install-ADDSDomainController Install-ADDSForest Install-Module
Install-Package Install-PackageProvider Install-Script Install-WindowsFeature Invoke-CimMethod Invoke-GPUpdate Invoke-
RestMethod Invoke-WebRequest Invoke-WmiMethod Limit-EventLog Mount-DiskImage Mount-WindowsImage Move-ADObject New-
ADComputer New-ADGroup New-ADOrganizationalUnit New-ADUser New-CimInstance New-CimSession New-EventLog New-GPO New-
LocalGroup New-LocalUser New-NetFirewallRule New-NetIPAddress New-NetRoute New-NetNat New-Partition New-PSDrive New-
PSSession New-ScheduledTask New-ScheduledTaskAction New-ScheduledTaskPrincipal New-ScheduledTaskSettingsSet New-
ScheduledTaskTrigger New-SelfSignedCertificate New-Service New-SmbMapping New-SmbShare New-StoragePool New-VirtualDisk
New-VM New-Volume New-WebBinding New-Website Optimize-Volume Out-GridView Out-Printer Publish-Module Receive-Job
Register-PSRepository Register-ScheduledTask Register-WmiEvent Remove-ADComputer Remove-ADUser Remove-AppxPackage
Remove-AppxProvisionedPackage Remove-CimInstance Remove-Computer Remove-EventLog Remove-Job Remove-LocalGroup Remove-
LocalGroupMember Remove-LocalUser Remove-MpPreference Remove-NetFirewallRule Remove-NetIPAddress Remove-NetRoute
Remove-Partition Remove-PartitionAccessPath Remove-PSDrive Remove-PSSession Remove-SmbShare Remove-WindowsFeature
Remove-WmiObject Rename-Computer Rename-LocalUser Rename-NetAdapter Repair-Volume Reset-ComputerMachinePassword
Resize-Partition Resolve-DnsName Restart-Computer Restart-NetAdapter Restart-Service Restore-Computer Resume-BitLocker
Resume-Service Save-Module Send-MailMessage Set-Acl Set-ADAccountPassword Set-ADComputer Set-ADUser Set-
AuthenticodeSignature Set-BitsTransfer Set-CimInstance Set-Culture Set-Disk Set-DnsClient Set-DnsClientServerAddress
Set-ExecutionPolicy Set-LocalUser Set-MpPreference Set-NetAdapterAdvancedProperty Set-NetAdapterBinding Set-
NetConnectionProfile Set-NetFirewallProfile Set-NetFirewallRule Set-NetIPAddress Set-NetIPInterface Set-NetRoute Set-
Partition Set-PSRepository Set-ScheduledTask Set-SConfig Set-Service Set-SmbServerConfiguration Set-SmbShare Set-
StorageSetting Set-TimeZone Set-Volume Set-WinHomeLocation Set-WinSystemLocale Set-WinUILanguageOverride Set-
WinUserLanguageList Set-WmiInstance Set-WSManInstance Set-WSManQuickConfig Show-EventLog Start-BitsTransfer Start-Job
Start-MpScan Start-Process Start-ScheduledTask Start-Service Start-Transcript Start-VM Stop-Computer Stop-Job Stop-
Process Stop-ScheduledTask Stop-Service Stop-Transcript Stop-VM Suspend-BitLocker Suspend-Service Test-
ADDSDomainController Test-Certificate Test-ComputerSecureChannel Test-Connection Test-NetConnection Test-WSMan
Unblock-File Uninstall-Module Uninstall-Package Uninstall-WindowsFeature Unlock-ADAccount Unlock-BitLocker Unregister-
ScheduledTask Update-Disk Update-Help Update-HostStorageCache Update-Module Update-MpSignature Wait-Job Write-EventLog
Write-VolumeCache Register-ObjectEvent Unregister-Event Get-Event Wait-Event Get-EventSubscriber New-Event Remove-
Event Register-EngineEvent Export-Clixml Import-Clixml Get-PSBreakpoint Set-PSBreakpoint Get-PSCallStack Get-
TraceSource Trace-Command Get-Clipboard Set-Clipboard Get-ControlPanelItem Show-Command Update-FormatData Update-
TypeData Get-FormatData Export-FormatData Get-TypeData Remove-TypeData New-PSSessionOption Register-
PSSessionConfiguration Get-PSSessionConfiguration Protect-CmsMessage Unprotect-CmsMessage Get-CmsMessage New-
FileCatalog Test-FileCatalog Get-PfxCertificate Select-Xml ConvertTo-Html ConvertTo-Xml Get-Help Get-History Invoke-
History Add-History Clear-History Import-LocalizedData New-ModuleManifest Test-ModuleManifest Get-WinUserLanguageList
Get-Culture
"""
KNOWN_COMMANDS = {name.lower(): name for name in _NAMES.split()}
