"""RunCommandWindows: ``RunCommandExtension.exe -> cmd.exe /c -> powershell.exe -File scriptN.ps1 -name value``."""

import json

from fake_agent.extension.handler import RunCommandHandler
from fake_agent.extension.layout import windows_layout
from fake_agent.extension.output import tail, windows_text
from fake_agent.guest import CommandLine, Outcome
from fake_agent.protocol import RunCommandSettings, SettingsState, SettingsStatus, Substatus

FINISHED = "Finished executing command"
"""The main message of a finished run (seen in errors of 2018 and 2019)."""

PROFILE = r"C:\Windows\System32\WindowsPowerShell\v1.0\profile.ps1"
"""The profile of all users and hosts: powershell.exe runs it before a script, unless it is told not to."""

_OPERATIONS = ("install", "enable", "disable", "update", "uninstall")


class RunCommandWindows(RunCommandHandler):
    """The extension on a Windows VM."""

    layout = windows_layout()
    _install_command = "install.cmd"
    _no_space = "There is not enough space on the disk."

    def _package_files(self) -> dict[str, bytes]:
        manifest = (
            b'[{"version":1.0,"handlerManifest":{"installCommand":"install.cmd","uninstallCommand":"uninstall.cmd",'
            b'"updateCommand":"update.cmd","enableCommand":"enable.cmd","disableCommand":"disable.cmd",'
            b'"rebootAfterInstall":false,"reportHeartbeat":false}}]'
        )
        files = {
            self.layout.file("HandlerManifest.json"): manifest,
            self.layout.file("bin", "RunCommandExtension.exe"): b"MZ",
        }
        files[self.layout.file("HandlerEnvironment.json")] = json.dumps([self._environment()]).encode()
        files[self.layout.file("resetState.cmd")] = b"@echo off\r\nexit /b 0\r\n"
        for operation in _OPERATIONS:
            files[self.layout.file(f"{operation}.cmd")] = b"@echo off\r\nexit /b 0\r\n"
        return files

    def _environment(self) -> dict[str, object]:
        """What the agent tells the extension of its folders."""
        folders = {
            "logFolder": self.layout.log.rpartition("\\")[0],
            "configFolder": self.layout.settings_folder,
            "statusFolder": self.layout.status_folder,
            "heartbeatFile": f"{self.layout.status_folder}\\HeartBeat.Json",
        }
        return {"name": self.layout.handler_name, "version": 1.0, "handlerEnvironment": folders}

    def _command(self, operation: str) -> CommandLine | None:
        return CommandLine(f"{operation}.cmd", self.layout.folder)

    def _script_command(self, sequence_number: int, settings: RunCommandSettings) -> CommandLine:
        name = f"script{sequence_number}.ps1"
        folder = self.layout.file("Downloads")
        self._files.write(self.layout.file("Downloads", name), script_bytes(settings.script))
        arguments = "".join(f" -{name} {value}" for name, value in settings.parameters)
        line = f"powershell -ExecutionPolicy Unrestricted -File {name}{arguments}"
        return CommandLine(line, folder, launcher=self.layout.file("bin", "RunCommandExtension.exe"))

    def _prelude(self) -> CommandLine | None:
        if not self._files.exists(PROFILE):
            return None
        return CommandLine("powershell -ExecutionPolicy Unrestricted -Command exit", self.layout.file("Downloads"))

    def _finished(self, sequence_number: int, outcome: Outcome) -> SettingsStatus:
        if self._legacy_exit_codes and outcome.exit_code != 0:
            return SettingsStatus(sequence_number, SettingsState.ERROR, FINISHED)
        return SettingsStatus(
            sequence_number,
            SettingsState.SUCCESS,
            FINISHED,
            (
                Substatus("StdOut", SettingsState.SUCCESS, tail(windows_text(outcome.stdout))),
                Substatus("StdErr", SettingsState.SUCCESS, tail(windows_text(outcome.stderr))),
            ),
        )

    def _log(self, text: str, sequence_number: int) -> None:
        moment = self._moment()
        prefix = f"[4684+00000001] [{moment:%m/%d/%Y %H:%M:%S}.{moment.microsecond // 10_000:02}] [INFO] "
        self._files.append(self.layout.log, f"{prefix}{text}\r\n".encode())


def script_bytes(lines: tuple[str, ...]) -> bytes:
    r"""The content of ``scriptN.ps1``.

    A literal ``\n`` in a line becomes a line break (documented as a known issue; where it happens is chosen).
    """
    text = "\n".join(lines).replace("\\n", "\n")
    return "\r\n".join(text.splitlines()).encode() + b"\r\n"
