"""What the cmdlets of the network show: tables and lists as on Windows, the machine's own interface included."""

from windows.windows_workbench import Workbench


def lines(text: str) -> list[str]:
    """The lines, without what fills the last column."""
    return [line.rstrip() for line in text.splitlines()]


class TestReachingOthers:
    """Test-NetConnection, Test-Connection and Resolve-DnsName."""

    def test_a_port_that_answers(self, bench: Workbench) -> None:
        assert lines(bench.shown("Test-NetConnection localhost -Port 3389")) == [
            "",
            "",
            "ComputerName     : localhost",
            "RemoteAddress    : ::1",
            "RemotePort       : 3389",
            "InterfaceAlias   : Loopback Pseudo-Interface 1",
            "SourceAddress    : ::1",
            "TcpTestSucceeded : True",
            "",
            "",
        ]

    def test_a_port_that_does_not_is_followed_by_a_ping(self, bench: Workbench) -> None:
        assert lines(bench.shown("Test-NetConnection localhost -Port 9999")) == [
            "WARNING: TCP connect to (::1 : 9999) failed",
            "WARNING: TCP connect to (127.0.0.1 : 9999) failed",
            "",
            "",
            "ComputerName           : localhost",
            "RemoteAddress          : ::1",
            "RemotePort             : 9999",
            "InterfaceAlias         : Loopback Pseudo-Interface 1",
            "SourceAddress          : ::1",
            "PingSucceeded          : True",
            "PingReplyDetails (RTT) : 0 ms",
            "TcpTestSucceeded       : False",
            "",
            "",
        ]

    def test_without_a_port_there_is_only_a_ping_which_azure_lets_not_out(self, bench: Workbench) -> None:
        assert lines(bench.shown("Test-NetConnection")) == [
            "WARNING: Ping to 13.107.4.52 failed with status: TimedOut",
            "",
            "",
            "ComputerName           : internetbeacon.msedge.net",
            "RemoteAddress          : 13.107.4.52",
            "InterfaceAlias         : Ethernet",
            "SourceAddress          : 10.0.0.4",
            "PingSucceeded          : False",
            "PingReplyDetails (RTT) : 0 ms",
            "",
            "",
        ]

    def test_a_name_that_nobody_knows(self, bench: Workbench) -> None:
        assert lines(bench.shown("Test-NetConnection nosuch.invalid"))[:5] == [
            "WARNING: Name resolution of nosuch.invalid failed",
            "",
            "",
            "ComputerName   : nosuch.invalid",
            "RemoteAddress  :",
        ]

    def test_in_detail(self, bench: Workbench) -> None:
        shown = bench.shown("Test-NetConnection www.microsoft.com -Port 443 -InformationLevel Detailed")
        assert [line.partition(":")[0].rstrip() for line in shown.splitlines()[2:-2]] == [
            "ComputerName",
            "RemoteAddress",
            "RemotePort",
            "NameResolutionResults",
            "MatchingIPsecRules",
            "NetworkIsolationContext",
            "InterfaceAlias",
            "SourceAddress",
            "NetRoute (NextHop)",
            "TcpTestSucceeded",
        ]

    def test_where_a_connection_comes_from_is_an_object(self, bench: Workbench) -> None:
        assert bench.shown("(Test-NetConnection www.microsoft.com -Port 443).SourceAddress.IPAddress") == "10.0.0.4\n"

    def test_the_way_to_others_is_not_traced(self, bench: Workbench) -> None:
        assert b"NotSimulated" in bench.powershell("Test-NetConnection www.microsoft.com -TraceRoute").stderr

    def test_pings_are_a_table(self, bench: Workbench) -> None:
        assert lines(bench.shown("Test-Connection localhost -Count 1")) == [
            "",
            "Source        Destination     IPV4Address      IPV6Address",
            "------        -----------     -----------      -----------",
            "WIN-VM        localhost       127.0.0.1",
            "",
            "",
        ]

    def test_names_have_addresses_of_both_kinds(self, bench: Workbench) -> None:
        assert bench.shown("(Resolve-DnsName localhost).IPAddress").split() == ["::1", "127.0.0.1"]
        assert b"NotSimulated" in bench.powershell("Resolve-DnsName microsoft.com -Type MX").stderr


class TestInterfaces:
    """Addresses, routes, name servers, neighbours."""

    def test_addresses_as_a_table(self, bench: Workbench) -> None:
        assert lines(bench.shown("Get-NetIPAddress | Format-Table"))[3:8] == [
            "------- ---------                                       ------------ ----------",
            "6       fe80::4c1d:8a7e:3f52:b0c6%6                               64 WellKnown",
            "1       ::1                                                      128 WellKnown",
            "6       10.0.0.4                                                  24 Dhcp",
            "1       127.0.0.1                                                  8 WellKnown",
        ]

    def test_the_labels_of_name_servers_start_at_the_left(self, bench: Workbench) -> None:
        assert lines(bench.shown("Get-DnsClientServerAddress")) == [
            "",
            "InterfaceAlias               Interface Address ServerAddresses",
            "                             Index     Family",
            "--------------               --------- ------- ---------------",
            "Ethernet                             6 IPv4    {168.63.129.16}",
            "Ethernet                             6 IPv6    {}",
            "Loopback Pseudo-Interface 1          1 IPv4    {}",
            "Loopback Pseudo-Interface 1          1 IPv6    {fec0:0:0:ffff::1, fec0:0:0:f...",
            "",
            "",
        ]

    def test_routes_are_listed_from_the_end(self, bench: Workbench) -> None:
        shown = lines(bench.shown("Get-NetRoute"))[3:-2]
        assert [shown[0].split()[:2], shown[-1].split()[:2]] == [["6", "255.255.255.255/32"], ["1", "::1/128"]]
        assert bench.shown("(Get-NetRoute -DestinationPrefix 0.0.0.0/0).NextHop") == "10.0.0.1\n"

    def test_neighbours(self, bench: Workbench) -> None:
        assert lines(bench.shown("Get-NetNeighbor -AddressFamily IPv4 -State Reachable"))[1:4] == [
            "ifIndex IPAddress                                          LinkLayerAddress",
            "------- ---------                                          ----------------",
            "6       10.0.0.1                                           12-34-56-78-9A-BC",
        ]

    def test_an_adapter_as_a_list(self, bench: Workbench) -> None:
        assert lines(bench.shown("Get-NetAdapter | Format-List"))[2:14] == [
            "Name                       : Ethernet",
            "InterfaceDescription       : Microsoft Hyper-V Network Adapter",
            "InterfaceIndex             : 6",
            "MacAddress                 : 00-0D-3A-8B-4E-21",
            "MediaType                  : 802.3",
            "PhysicalMediaType          : Unspecified",
            "InterfaceOperationalStatus : Up",
            "AdminStatus                : Up",
            "LinkSpeed(Gbps)            : 50",
            "MediaConnectionState       : Connected",
            "ConnectorPresent           : True",
            "DriverInformation          : Driver Date 2006-06-21 Version 10.0.20348.2849",
        ]
