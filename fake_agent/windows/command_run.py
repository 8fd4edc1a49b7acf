"""One command line of a guest's: cmd.exe with the processes above it, from beginning to end."""

import ntpath

from fake_agent.guest import CommandLine, Outcome
from fake_agent.windows.command_processor.processor import Processor
from fake_agent.windows.command_processor.streams import Collected, Streams
from fake_agent.windows.environment import Environment
from fake_agent.windows.execution import Execution
from fake_agent.windows.machine import AGENT_SERVICE
from fake_agent.windows.processes import Process
from fake_agent.windows.programs import catalogue

SIMULATOR_FAULT = 121
"""The exit code of a command that the simulator itself failed at."""

COMMAND_PROCESSOR = r"C:\Windows\system32\cmd.exe"


def run_command(execution: Execution, command: CommandLine, *, autorun: bool) -> Outcome:
    """``cmd.exe /c LINE`` on the machine, below the process of its launcher."""
    catalogue.load()
    execution.held_folders.append(command.working_folder)
    launcher = _show_processes(execution, command)
    environment = Environment(execution.machine.environment())
    environment.update(command.environment)
    processor = Processor(execution, environment, command.working_folder, is_program=not autorun)
    stdout, stderr = Collected(), Collected()
    try:
        code = processor.run_line(command.line, Streams(None, stdout, stderr), autorun=autorun)
    except Exception as fault:  # noqa: BLE001  # a fault of ours must neither end the simulator nor pass for the script's
        text = f"run-command-simulator: a fault of the simulator, not of the script: {type(fault).__name__}: {fault}"
        execution.note("fault of the simulator", text=text)
        stderr.write(f"{text}\r\n")
        code = SIMULATOR_FAULT
    processes = execution.machine.processes
    unheard = launcher is not None and processes.get(launcher.identifier) is None
    for identifier in execution.processes:
        processes.discard(identifier)
    output, errors = (text.encode("utf-8", "replace") for text in (stdout.text, stderr.text))
    return Outcome(output, errors, code, unheard)


def _show_processes(execution: Execution, command: CommandLine) -> Process | None:
    """Put the launcher and its cmd.exe among the processes; returns the launcher, where there is one."""
    if not command.launcher:
        return None
    processes = execution.machine.processes
    agent = processes.hosting(AGENT_SERVICE)
    launcher = processes.start(
        ntpath.splitext(ntpath.basename(command.launcher))[0],
        path=command.launcher,
        parent=agent.identifier if agent else 0,
    )
    line = f'"{COMMAND_PROCESSOR}" /c {command.line}'
    shell = processes.start("cmd", path=COMMAND_PROCESSOR, command_line=line, parent=launcher.identifier)
    execution.processes += [launcher.identifier, shell.identifier]
    return launcher
