"""Roles, features and capabilities: what they bring to the machine, and take away again."""

import pytest
from windows.windows_workbench import Workbench

from fake_agent.windows.description import apply
from fake_agent.windows.image import load
from fake_agent.windows.roles import REBOOT_PENDING, capabilities, effect_of, optional_names


class TestWebServer:
    """``Install-WindowsFeature Web-Server``, what the quickstarts of Azure send."""

    def test_the_result_names_what_came_with_it(self, bench: Workbench) -> None:
        assert bench.shown("Install-WindowsFeature -Name Web-Server -IncludeManagementTools").split("\n")[1:4] == [
            "Success Restart Needed Exit Code      Feature Result                           ",
            "------- -------------- ---------      --------------                           ",
            "True    No             Success        {Common HTTP Features, Default Documen...",
        ]

    def test_the_role_services_that_come_by_default_are_installed_and_no_others(self, bench: Workbench) -> None:
        bench.shown("Install-WindowsFeature Web-Server")
        assert bench.shown("(Get-WindowsFeature Web-* | Where-Object Installed).Name").splitlines() == [
            "Web-Server",
            "Web-WebServer",
            "Web-Common-Http",
            "Web-Default-Doc",
            "Web-Dir-Browsing",
            "Web-Http-Errors",
            "Web-Static-Content",
            "Web-Health",
            "Web-Http-Logging",
            "Web-Performance",
            "Web-Stat-Compression",
            "Web-Security",
            "Web-Filtering",
        ]

    def test_its_services_folders_firewall_rules_port_and_registry_are_there(self, bench: Workbench) -> None:
        script = """
        Install-WindowsFeature Web-Server | Out-Null
        Get-Service W3SVC, WAS, AppHostSvc, w3logsvc | ForEach-Object { "$($_.Name) $($_.Status) $($_.StartType)" }
        (Get-ChildItem C:\\inetpub).Name -join ' '
        (Get-NetFirewallRule -DisplayGroup 'World Wide Web Services (HTTP)').DisplayName
        (Get-NetTCPConnection -LocalPort 80 -State Listen).OwningProcess
        (Test-NetConnection localhost -Port 80).TcpTestSucceeded
        (Get-ItemProperty HKLM:\\SOFTWARE\\Microsoft\\InetStp).VersionString
        Set-Content -Path C:\\inetpub\\wwwroot\\index.html -Value 'Hello'
        Get-Content C:\\inetpub\\wwwroot\\index.html
        (Get-WinEvent -LogName Setup -MaxEvents 1).ProviderName
        """
        assert bench.shown(script).splitlines() == [
            "W3SVC Running Automatic",
            "WAS Running Manual",
            "AppHostSvc Running Automatic",
            "w3logsvc Stopped Manual",
            "custerr history logs temp wwwroot",
            "World Wide Web Services (HTTP Traffic-In)",
            "4",
            "True",
            "Version 10.0",
            "Hello",
            "Microsoft-Windows-Servicing",
        ]

    def test_removing_it_stops_it_and_a_restart_takes_it_away_but_for_the_pages(self, bench: Workbench) -> None:
        bench.shown("Install-WindowsFeature Web-Server; Set-Content C:\\inetpub\\wwwroot\\a.htm 'kept'")
        shown = bench.shown("Uninstall-WindowsFeature Web-Server; (Get-Service W3SVC).Status")
        assert shown.splitlines()[3:] == [
            "True    Yes            SuccessRest... {Common HTTP Features, Default Documen...",
            "WARNING: You must restart this server to finish the removal process.",
            "Stopped",
            "",
            "",
        ]
        machine = bench.guest.machine
        assert machine.registry.exists(REBOOT_PENDING)
        assert machine.features.get("Web-Server").state == "UninstallPending"
        bench.guest.power_off()
        bench.guest.boot()
        assert machine.services.find("W3SVC") is None
        assert machine.features.get("Web-Server").state == "Available"
        assert machine.firewall.in_group("World Wide Web Services (HTTP)") == []
        assert not machine.registry.exists(r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\InetStp")
        assert not machine.registry.exists(REBOOT_PENDING)
        assert not machine.files.exists(r"C:\Windows\System32\inetsrv")
        assert machine.files.read(r"C:\inetpub\wwwroot\a.htm") == b"kept\r\n"

    def test_an_estate_can_describe_a_machine_that_has_it(self, bench: Workbench) -> None:
        apply(bench.guest.machine, {"features": ["Web-Server", "Hyper-V"]})
        assert bench.shown("(Get-Service W3SVC, vmms).Status") == "Running\nRunning\n"

    def test_a_role_service_brings_its_role(self, bench: Workbench) -> None:
        bench.shown("Install-WindowsFeature Web-Asp-Net45")
        assert bench.shown("(Get-WindowsFeature Web-Server, Web-ISAPI-Ext, NET-Framework-45-ASPNET).Installed") == (
            "True\nTrue\nTrue\n"
        )


class TestRestart:
    """Features that work after a restart only."""

    def test_hyper_v_waits_for_one(self, bench: Workbench) -> None:
        shown = bench.shown(
            "Install-WindowsFeature Hyper-V -IncludeManagementTools\n"
            "(Get-WindowsFeature Hyper-V).InstallState; [bool](Get-Service vmms -ErrorAction Ignore)"
        )
        assert shown.splitlines()[3:] == [
            "True    Yes            SuccessRest... {Hyper-V, Hyper-V Module for Windows P...",
            "WARNING: You must restart this server to finish the installation process.",
            "InstallPending",
            "False",
            "",
            "",
        ]
        bench.guest.power_off()
        bench.guest.boot()
        assert bench.shown("(Get-WindowsFeature Hyper-V).InstallState; (Get-Service vmms).Status") == (
            "Installed\nRunning\n"
        )

    def test_restart_restarts_where_it_is_needed(self, bench: Workbench) -> None:
        restarts: list[float] = []
        bench.guest.on_restart_requested(restarts.append)
        bench.shown("Install-WindowsFeature Telnet-Client -Restart")
        bench.world.environment.run(until=bench.now + 60)
        assert restarts == []
        bench.shown("Install-WindowsFeature Failover-Clustering -Restart")
        bench.world.environment.run(until=bench.now + 60)
        assert restarts == [0.0]

    def test_windows_asks_for_one_unless_it_is_told_not_to(self, bench: Workbench) -> None:
        line = "Enable-WindowsOptionalFeature -Online -FeatureName Microsoft-Hyper-V -All"
        assert bench.shown(f"{line} -NoRestart").splitlines() == [
            "WARNING: Restart is suppressed because NoRestart is specified.",
            "",
            "",
            "Path          : ",
            "Online        : True",
            "RestartNeeded : True",
            "",
            "",
        ]
        assert bench.run("dism /online /enable-feature /featurename:Containers /norestart").exit_code == 3010
        waits = bench.start("dism /online /enable-feature /featurename:SMB1Protocol")
        bench.world.environment.run(until=bench.now + 5400)
        assert waits.is_alive


class TestOtherRoles:
    """What scripts install beside the web server."""

    @pytest.mark.parametrize(
        ("name", "proof", "found"),
        [
            ("Telnet-Client", r"Test-Path C:\Windows\System32\telnet.exe", "True"),
            ("DNS", "(Get-Service DNS).Status", "Running"),
            ("DHCP", "(Get-Service DHCPServer).DisplayName", "DHCP Server"),
            ("AD-Domain-Services", "(Get-Service NTDS).StartType", "Disabled"),
            (
                "RSAT-AD-PowerShell",
                r"Test-Path C:\Windows\System32\WindowsPowerShell\v1.0\Modules\ActiveDirectory",
                "True",
            ),
            (
                "NET-Framework-Core",
                r"(Get-ItemProperty 'HKLM:\SOFTWARE\Microsoft\NET Framework Setup\NDP\v3.5').Install",
                "1",
            ),
            ("FS-FileServer", "(Get-NetFirewallRule FPS-SMB-In-TCP).Enabled", "True"),
            ("Windows-Server-Backup", "(Get-Service wbengine).StartType", "Manual"),
            ("RDS-Licensing", "(Get-Service TermServLicensing).Status", "Running"),
            ("SNMP-Service", "(Get-Service SNMP).Status", "Running"),
        ],
    )
    def test_a_role_changes_the_machine(self, bench: Workbench, name: str, proof: str, found: str) -> None:
        assert bench.shown(f"Install-WindowsFeature {name} | Out-Null; {proof}") == f"{found}\n"

    def test_a_domain_controllers_tools_come_when_they_are_asked_for(self, bench: Workbench) -> None:
        script = "(Install-WindowsFeature AD-Domain-Services -IncludeManagementTools).FeatureResult.Name"
        assert bench.shown(script).splitlines() == [
            "AD-Domain-Services",
            "GPMC",
            "RSAT",
            "RSAT-AD-AdminCenter",
            "RSAT-AD-PowerShell",
            "RSAT-AD-Tools",
            "RSAT-ADDS",
            "RSAT-ADDS-Tools",
            "RSAT-Role-Tools",
        ]

    def test_a_module_is_there_with_its_role_only(self, bench: Workbench) -> None:
        outcome = bench.powershell("Import-Module ActiveDirectory")
        assert b"no valid module file was found" in outcome.stderr.replace(b"\r\n", b"")
        bench.shown("Install-WindowsFeature RSAT-AD-PowerShell | Out-Null; Import-Module ActiveDirectory")

    def test_the_web_server_is_reset(self, bench: Workbench) -> None:
        bench.shown("Install-WindowsFeature Web-Server | Out-Null; Stop-Service W3SVC")
        assert bench.output("iisreset").splitlines() == [
            "",
            "Attempting stop...",
            "Internet services successfully stopped",
            "Attempting start...",
            "Internet services successfully restarted",
        ]
        assert bench.shown("(Get-Service W3SVC).Status") == "Running\n"

    def test_commands_of_a_role_that_are_not_simulated_stay_loud(self, bench: Workbench) -> None:
        outcome = bench.powershell("Install-WindowsFeature RSAT-AD-PowerShell | Out-Null; Get-ADDomain")
        assert outcome.exit_code == 1
        assert b"FullyQualifiedErrorId : NotSimulated" in outcome.stderr

    def test_what_is_there_already_changes_nothing(self, bench: Workbench) -> None:
        assert bench.shown("Install-WindowsFeature Windows-Defender").splitlines()[3] == (
            "True    No             NoChangeNeeded {}                                       "
        )

    def test_files_that_are_not_on_the_disk_come_from_windows_update(self, bench: Workbench) -> None:
        assert bench.shown("(Get-WindowsFeature NET-Framework-Core).InstallState") == "Removed\n"
        apply(bench.guest.machine, {"adapters": {"Ethernet": {"enabled": False}}})
        outcome = bench.powershell("Install-WindowsFeature NET-Framework-Core | ForEach-Object ExitCode")
        assert outcome.stdout == b"Failed\r\n"
        assert b"The source files could not be found." in outcome.stderr


class TestImageServicing:
    """dism.exe and the cmdlets of its module, which have names of their own."""

    def test_a_feature_has_a_name_of_its_own(self, bench: Workbench) -> None:
        bench.output("dism.exe /online /enable-feature /featurename:TelnetClient")
        assert bench.shown("(Get-WindowsFeature Telnet-Client).InstallState") == "Installed\n"

    def test_a_feature_below_a_disabled_one_needs_all(self, bench: Workbench) -> None:
        outcome = bench.run("dism /online /enable-feature /featurename:IIS-ASPNET45")
        assert (outcome.exit_code, b"Error: 50" in outcome.stdout) == (50, True)
        bench.output("dism /online /enable-feature /featurename:IIS-ASPNET45 /all")
        assert bench.shown("(Get-Service W3SVC).Status") == "Running\n"

    def test_a_feature_is_shown_in_full_where_it_is_named(self, bench: Workbench) -> None:
        assert bench.shown("Get-WindowsOptionalFeature -Online -FeatureName TelnetClient").splitlines() == [
            "",
            "",
            "FeatureName      : TelnetClient",
            "DisplayName      : Telnet Client",
            "Description      : Telnet Client",
            "RestartRequired  : Possible",
            "State            : Disabled",
            "CustomProperties : ",
            "",
            "",
        ]

    def test_an_unknown_name_is_an_error_with_the_words_of_the_servicing(self, bench: Workbench) -> None:
        outcome = bench.powershell("Enable-WindowsOptionalFeature -Online -FeatureName NoSuch")
        assert outcome.stderr.decode().splitlines()[0] == (
            "Enable-WindowsOptionalFeature : Feature name NoSuch is unknown."
        )
        assert bench.run("dism /online /enable-feature /featurename:NoSuch").exit_code == 0x800F080C

    def test_the_secure_shell_brings_its_service_rule_and_settings(self, bench: Workbench) -> None:
        script = r"""
        Add-WindowsCapability -Online -Name OpenSSH.Server~~~~0.0.1.0 | ForEach-Object RestartNeeded
        Start-Service sshd
        (Get-NetFirewallRule OpenSSH-Server-In-TCP).Enabled
        (Get-NetTCPConnection -LocalPort 22).State
        Get-Content C:\ProgramData\ssh\sshd_config -Tail 1
        Remove-WindowsCapability -Online -Name OpenSSH.Server~~~~0.0.1.0 | Out-Null
        [bool](Get-Service sshd -ErrorAction Ignore)
        """
        assert bench.shown(script).splitlines() == [
            "False",
            "True",
            "Listen",
            "       AuthorizedKeysFile __PROGRAMDATA__/ssh/administrators_authorized_keys",
            "False",
        ]


class TestData:
    """The tables name what there is."""

    def test_features_that_bring_others_name_features(self) -> None:
        names = set(load("features"))
        effects = [effect_of(name) for name in names] + [one.effect for one in capabilities().values()]
        named = {name for effect in effects for name in (*effect.needs, *effect.brings, *effect.tools)}
        assert (named | set(load("feature_effects")) | set(optional_names().values())) <= names
