"""``run-command-simulator doctor``."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from simulator.cli.options import output_option
from simulator.cli.output import print_json, print_table, progress

if TYPE_CHECKING:
    from simulator.cli.checks import Finding


@click.command("doctor")
@output_option
def command(output: str) -> int:
    """Tell what of this machine the simulator can use, what each part gives, and how to get what is missing.

    The exit code is 0 unless something is missing that nothing works without.

    \b
    Examples:
      run-command-simulator doctor
      run-command-simulator doctor --output json
    """
    from simulator.cli.checks import findings

    with progress("looking around"):
        found = findings()
    well = all(finding.found or not finding.needed for finding in found)
    if output == "json":
        print_json({"ok": well, "parts": [asdict(finding) for finding in found]})
    else:
        print_table(("part", "found", "gives"), [_row(finding) for finding in found])
        missing = [finding for finding in found if not finding.found]
        if missing:
            click.echo("")
        for finding in missing:
            click.echo(f"{finding.part}: {finding.advice}")
    return 0 if well else 1


def _row(finding: "Finding") -> tuple[str, str, str]:
    return finding.part, finding.found or ("MISSING" if finding.needed else "no"), finding.gives
