"""Programs that ask other computers: ping, nslookup, tracert. No packet ever leaves the simulator."""

from ipaddress import ip_address

from fake_agent.powershell.host import ProgramResult
from fake_agent.windows.names import resolve
from fake_agent.windows.network import may_answer
from fake_agent.windows.programs.registry import Call, lines, printed, program

PING_COUNT = 4
PING_SECONDS = 1.0
PING_TIMEOUT = 4.0
NAME_TIMEOUT = 2.0
MOST_HOPS = 30
"""What tracert tries without ``-h`` (documented)."""


def _number(call: Call, option: str, default: int) -> int:
    """The number behind an option."""
    arguments = [argument.casefold().replace("-", "/", 1) for argument in call.arguments]
    if option not in arguments:
        return default
    following = arguments[arguments.index(option) + 1 :][:1]
    return int(following[0]) if following and following[0].isdigit() else default


@program("ping")
def ping(call: Call) -> ProgramResult:
    """``ping [-n COUNT] [-t] HOST``: private addresses answer; others drop it, as Azure does."""
    targets = [word for word in call.words if not word.isdigit()]
    if not targets:
        return printed("", "Usage: ping [-t] [-a] [-n count] [-l size] [-f] [-i TTL] target_name", exit_code=1)
    target = targets[-1]
    address = resolve(call.machine, target)
    if address is None:
        text = f"Ping request could not find host {target}. Please check the name and try again."
        return printed(text, exit_code=1)
    if "/t" in call.options:
        call.execution.wait_for_ever()
    count = _number(call, "/n", PING_COUNT)
    answers = (
        ip_address(address).is_loopback
        or address == call.machine.address
        or (
            call.machine.network.primary is not None
            and ip_address(address).is_private
            and not ip_address(address).is_link_local
        )
    )
    shown = target if target == address else f"{target} [{address}]"
    rows = []
    for index in range(count):
        if index:
            call.execution.wait(PING_SECONDS)
        if answers:
            rows.append(f"Reply from {address}: bytes=32 time<1ms TTL=128")
        else:
            call.execution.wait(PING_TIMEOUT)
            rows.append("Request timed out.")
    received = count if answers else 0
    lost = 0 if answers else count
    summary = [
        "",
        f"Ping statistics for {address}:",
        f"    Packets: Sent = {count}, Received = {received}, Lost = {lost} ({100 if lost else 0}% loss),",
    ]
    if answers:
        summary += ["Approximate round trip times in milli-seconds:", "    Minimum = 0ms, Maximum = 0ms, Average = 0ms"]
    return printed("", f"Pinging {shown} with 32 bytes of data:", *rows, *summary, exit_code=0 if answers else 1)


@program("nslookup")
def nslookup(call: Call) -> ProgramResult:
    """``nslookup NAME [SERVER]``; without a name it is interactive."""
    if not call.words:
        call.execution.wait_for_ever()
    kinds = {option.partition("=")[2] for option in call.options if option.startswith(("/type=", "/querytype=", "/q="))}
    if kinds - {"a"}:
        raise call.lacks()
    name = call.words[0]
    adapter = call.machine.network.primary
    own = adapter.name_servers[0] if adapter and adapter.name_servers else "127.0.0.1"
    server = (call.words[1:] or [own])[0]
    heading = lines("Server:  UnKnown", f"Address:  {server}", "")
    if not may_answer(server) or not call.machine.network.reaches_outside:
        call.execution.wait(2 * NAME_TIMEOUT)
        silence = ("DNS request timed out.", "    timeout was 2 seconds.")
        told = lines(*silence) + heading + lines(*silence, *silence)
        return ProgramResult(told, lines("*** Request to UnKnown timed-out"), 1)
    address = resolve(call.machine, name)
    if address is None:
        return ProgramResult(heading, lines(f"*** UnKnown can't find {name}: Non-existent domain"), 0)
    return ProgramResult(
        heading + lines(f"Name:    {name}", f"Address:  {address}", ""), lines("Non-authoritative answer:")
    )


@program("tracert")
def tracert(call: Call) -> ProgramResult:
    """``tracert HOST``: Azure answers none of the hops."""
    if not call.words:
        return printed("", "Usage: tracert [-d] [-h maximum_hops] [-j host-list] [-w timeout] target_name")
    target = call.words[-1]
    address = resolve(call.machine, target)
    if address is None:
        return printed(f"Unable to resolve target system name {target}.", exit_code=1)
    most = _number(call, "/h", MOST_HOPS)
    seconds = _number(call, "/w", int(PING_TIMEOUT * 1000)) / 1000
    hops = [f"{hop:>3}     *        *        *     Request timed out." for hop in range(1, most + 1)]
    call.execution.wait(most * 3 * seconds)
    heading = [f"Tracing route to {target} [{address}]", f"over a maximum of {most} hops:"]
    if target == address:
        heading = [f"Tracing route to {address} over a maximum of {most} hops"]
    return printed("", *heading, "", *hops, "", "Trace complete.")
