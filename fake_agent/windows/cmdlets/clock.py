"""Set-Date: the machine's own clock, set by a script."""

from fake_agent.powershell.cmdlets.registry import UTILITY, Call, cmdlet
from fake_agent.powershell.values.times import TICKS_PER_SECOND, DateTime, TimeSpan
from fake_agent.windows.cmdlets.support import machine_of, parameter


@cmdlet(
    "Set-Date",
    parameter("Date", "datetime", 0, by_value=True, by_property=True),
    parameter("Adjust", "timespan"),
    parameter("DisplayHint"),
    module=UTILITY,
)
def set_date(call: Call) -> None:
    """Set-Date: to a date, or by a span from now; without either it asks."""
    now: DateTime = call.context.local_now()
    date, span = call.get("Date"), call.get("Adjust")
    if isinstance(span, TimeSpan):
        wanted = now.ticks + span.ticks
    elif isinstance(date, DateTime):
        wanted = date.ticks
    else:
        call.host.wait_for_input("Supply values for the following parameters:\nDate: ")
    made = DateTime(wanted, "Local", call.text("DisplayHint").capitalize() or "DateTime")
    if call.should_process(str(made), "Set-Date"):
        machine = machine_of(call)
        machine.set_clock(machine.clock() + (wanted - now.ticks) / TICKS_PER_SECOND)
        call.write(made)
