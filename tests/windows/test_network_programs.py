"""netsh, route, ipconfig and netstat: what they change is there, and what they print is Windows' own."""

import pytest
from windows.windows_workbench import Workbench


def test_ipconfig_gives_the_address_back_and_gets_it_again(bench: Workbench) -> None:
    released = bench.output("ipconfig /release")
    assert "IPv4 Address" not in released
    assert released.endswith("   Default Gateway . . . . . . . . . : \n")
    assert not bench.guest.outbound_open
    assert "   IPv4 Address. . . . . . . . . . . : 10.0.0.4\n" in bench.output("ipconfig /renew")
    assert bench.guest.outbound_open


class TestRoutes:
    def test_a_gateway_that_is_no_neighbour_is_refused(self, bench: Workbench) -> None:
        assert "the gateway does not lie on the same network" in bench.error(
            "route add 10.1.0.0 mask 255.255.0.0 10.9.9.9"
        )

    def test_a_route_is_added_once_and_deleted_without_its_mask(self, bench: Workbench) -> None:
        assert bench.output("route add 10.1.0.0 mask 255.255.0.0 10.0.0.1 metric 5") == " OK!\n"
        assert "         10.1.0.0      255.255.0.0         10.0.0.1         10.0.0.4     15\n" in bench.output(
            "route print -4"
        )
        assert "already exists" in bench.error("route add 10.1.0.0 mask 255.255.0.0 10.0.0.1")
        assert bench.output("route delete 10.1.0.0") == " OK!\n"
        assert "Element not found" in bench.error("route delete 10.1.0.0")

    def test_only_a_persistent_route_survives_a_boot(self, bench: Workbench) -> None:
        bench.output("route add 10.1.0.0 mask 255.255.0.0 10.0.0.1& route -p add 10.2.0.0 mask 255.255.0.0 10.0.0.1")
        bench.guest.power_off()
        bench.guest.boot()
        shown = bench.output("route print")
        assert ("10.1.0.0" in shown, shown.count("10.2.0.0")) == (False, 2)

    def test_netstat_shows_the_same_table(self, bench: Workbench) -> None:
        assert bench.output("netstat -r") == bench.output("route print")


class TestNetsh:
    @pytest.mark.parametrize(
        ("changes", "shows", "line"),
        [
            (
                "int tcp set global autotuninglevel=disabled",
                "int tcp show global",
                "Receive Window Auto-Tuning Level    : disabled",
            ),
            (
                "int ipv4 set dynamicport tcp start=10000 num=1000",
                "int ipv4 show dynamicport tcp",
                "Start Port      : 10000",
            ),
            ("winhttp set proxy 10.1.1.1:8080", "winhttp show proxy", "    Proxy Server(s) :  10.1.1.1:8080"),
            (
                'winhttp set proxy proxy-server="p:80" bypass-list="*.x"',
                "winhttp show proxy",
                "    Bypass List     :  *.x",
            ),
            ("winhttp reset proxy", "winhttp show proxy", "    Direct access (no proxy server)."),
            (
                "interface portproxy add v4tov4 listenport=8080 connectaddress=10.0.0.5 connectport=80",
                "interface portproxy show all",
                "*               8080        10.0.0.5        80",
            ),
            (
                "int ip set dns Ethernet static 10.0.0.10",
                "int ip show config",
                "    Statically Configured DNS Servers:    10.0.0.10",
            ),
            ("advfirewall set publicprofile state off", "advfirewall show publicprofile state", f"{'State':<38}OFF"),
        ],
    )
    def test_what_it_sets_it_shows(self, bench: Workbench, changes: str, shows: str, line: str) -> None:
        bench.output(f"netsh {changes}")
        assert line in bench.output(f"netsh {shows}").splitlines()

    @pytest.mark.parametrize("policy", ["nonsense", "blockinbound", "blockinbound blockoutbound"])
    def test_what_is_no_policy_is_refused(self, bench: Workbench, policy: str) -> None:
        outcome = bench.run(f"netsh advfirewall set allprofiles firewallpolicy {policy}")
        assert outcome.exit_code == 1
        assert b"A specified value is not valid." in outcome.stdout
        assert bench.guest.outbound_open

    def test_a_reset_of_addresses_takes_effect_at_the_next_boot(self, bench: Workbench) -> None:
        bench.output("netsh int ip set address Ethernet static 192.168.1.2 255.255.255.0")
        bench.output("netsh int ip reset")
        assert bench.guest.machine.address == "192.168.1.2"
        bench.guest.power_off()
        bench.guest.boot()
        assert bench.guest.machine.address == "10.0.0.4"


def test_netstat_tells_names_where_it_is_not_asked_for_numbers(bench: Workbench) -> None:
    assert "  TCP    0.0.0.0:135            win-vm:0               LISTENING\n" in bench.output("netstat -a")
    assert "  TCP    10.0.0.4:49684         168.63.129.16:http     ESTABLISHED\n" in bench.output("netstat")


def test_a_list_without_blanks_stays_one_word_of_a_program(bench: Workbench) -> None:
    script = "$x = 1, 2; cmd /c echo a,b 'c',$x[0] | Out-Null; cmd /c echo a,b; cmd /c echo a, b; cmd /c echo $x"
    assert bench.shown(script) == "a,b\na b\n1 2\n"


def test_a_name_server_that_cannot_answer_is_waited_for(bench: Workbench) -> None:
    bench.output("netsh int ip set dns Ethernet static 192.0.2.53")
    outcome = bench.run("nslookup microsoft.com")
    assert (outcome.stderr, outcome.exit_code) == (b"*** Request to UnKnown timed-out\r\n", 1)
    assert outcome.stdout.startswith(b"DNS request timed out.\r\n    timeout was 2 seconds.\r\n")


@pytest.mark.parametrize(
    ("line", "heading", "hops"),
    [
        ("tracert -d -h 3 8.8.8.8", "Tracing route to 8.8.8.8 over a maximum of 3 hops", 3),
        ("tracert -h 2 google.com", "Tracing route to google.com [142.250.72.206]", 2),
    ],
)
def test_a_route_is_traced_so_many_hops(bench: Workbench, line: str, heading: str, hops: int) -> None:
    shown = bench.output(line).splitlines()
    assert (shown[1], shown.count("  1     *        *        *     Request timed out.")) == (heading, 1)
    assert bench.now == hops * 3 * 4.0


@pytest.mark.parametrize(
    "line", ["nslookup -type=mx microsoft.com", "schtasks /query /xml", "ipconfig /showclassid Ethernet"]
)
def test_a_form_that_is_missing_is_named(bench: Workbench, line: str) -> None:
    assert bench.run(line).exit_code == 120
