"""cmd.exe as a program, as PowerShell and other programs start it."""

from fake_agent.powershell.host import ProgramResult
from fake_agent.windows.command_processor.builtins.control import VERSION
from fake_agent.windows.command_processor.processor import Processor
from fake_agent.windows.command_processor.streams import Collected, Streams
from fake_agent.windows.programs.registry import Call, program


def run_cmd(call: Call, line: str, *, autorun: bool = True, delayed_expansion: bool = False) -> ProgramResult:
    """``cmd /c LINE`` in a process of its own."""
    processor = Processor(call.execution, call.environment.copy(), call.folder)
    processor.delayed_expansion = delayed_expansion
    stdout, stderr = Collected(), Collected()
    code = processor.run_line(line, Streams(call.stdin, stdout, stderr), autorun=autorun)
    return ProgramResult(stdout.text, stderr.text, code)


@program("cmd")
def cmd(call: Call) -> ProgramResult:
    """``cmd [/d] [/v:on] [/s] /c LINE``. Without ``/c`` it reads lines from its input, for ever from a keyboard."""
    rest = call.tail.lstrip()
    autorun = True
    delayed_expansion = False
    while rest.startswith("/"):
        option = rest[:2].casefold()
        if option in {"/c", "/r", "/k"}:
            result = run_cmd(call, rest[2:].lstrip(), autorun=autorun, delayed_expansion=delayed_expansion)
            if option == "/k" and call.stdin is None:
                call.execution.wait_for_ever()
            return result
        word, _, rest = rest.partition(" ")
        autorun = autorun and option != "/d"
        delayed_expansion = delayed_expansion or word.casefold() == "/v:on"
        rest = rest.lstrip()
    if call.stdin is None:
        call.execution.wait_for_ever()
    return _run_input(call, call.stdin)


def _run_input(call: Call, text: str) -> ProgramResult:
    """An interactive cmd.exe whose keyboard is a pipe: it shows its banner and prompts."""
    processor = Processor(call.execution, call.environment.copy(), call.folder)
    stdout, stderr = Collected(), Collected()
    stdout.write(f"{VERSION}\r\n(c) Microsoft Corporation. All rights reserved.\r\n")
    code = 0
    for line in text.splitlines():
        stdout.write(f"\r\n{processor.folder}>{line}\r\n")
        code = processor.run_line(line, Streams("", stdout, stderr), autorun=False)
    return ProgramResult(stdout.text, stderr.text, code)
