"""``run-command-simulator clean``."""

import click

from simulator.cli.options import output_option
from simulator.cli.output import print_json, print_pairs, progress
from simulator.serving.leftovers import remove_leftovers


@click.command("clean")
@click.option("--all", "everywhere", is_flag=True, help="Also what simulators of other machines left on the engine.")
@output_option
def command(everywhere: bool, output: str) -> int:
    """Remove what killed simulators left: folders on this machine, containers and networks on the container engine.

    A simulator does so when it starts, too. What belongs to one that runs is left alone; whether one on another machine
    runs can't be told from here, so that --all is for when none does.

    \b
    Examples:
      run-command-simulator clean
      run-command-simulator clean --all
    """
    from simulator.containers.engine import Engine
    from simulator.containers.errors import ContainersError
    from simulator.containers.reaper import Reaped, reap

    reaped, where, trouble = Reaped(), "", ""
    with progress("cleaning up"):
        folders = remove_leftovers()
        try:
            engine = Engine.connect()
            where = engine.where
            reaped = reap(engine, elsewhere=everywhere)
            engine.close()
        except ContainersError as error:
            trouble = str(error)
    if output == "json":
        print_json(
            {
                "folders": [str(folder) for folder in folders],
                "containers": reaped.containers,
                "networks": reaped.networks,
                "networksInUse": reaped.stuck,
                "leftForOtherMachines": reaped.elsewhere,
                "engine": trouble or where,
            }
        )
        return 0
    print_pairs(
        [
            ("folders removed", str(len(folders))),
            ("containers removed", str(reaped.containers)),
            ("networks removed", str(reaped.networks)),
        ]
    )
    for note in _notes(reaped.stuck, reaped.elsewhere, trouble):
        click.echo(note)
    return 0


def _notes(stuck: int, elsewhere: int, trouble: str) -> list[str]:
    notes = []
    if stuck:
        notes.append(f"the engine would not let go of {stuck} networks: restart it, or leave them; they do no harm")
    if elsewhere:
        notes.append(f"{elsewhere} containers and networks are of other machines: --all removes them, too")
    if trouble:
        notes.append(f"no containers were looked for: {trouble}")
    return notes
