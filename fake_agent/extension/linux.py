"""RunCommandLinux (v1): ``/bin/sh -c download/N/script.sh`` with the parameters put in front of the script."""

from fake_agent.extension.handler import ENABLE_FAILED, HandlerError, RunCommandHandler
from fake_agent.extension.layout import linux_layout
from fake_agent.extension.output import tail
from fake_agent.guest import CommandLine, Outcome
from fake_agent.protocol import RunCommandSettings, SettingsState, SettingsStatus

DATA_FOLDER = "/var/lib/waagent/run-command"

SCRIPT_LIMIT = 256 * 1024
"""Bytes of script that the extension takes (read in its ancestor's source)."""

ENVIRONMENT = (
    ("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
    ("LANG", "en_US.UTF-8"),
)
"""What a script sees: no HOME, no USER, no terminal (reported)."""


class RunCommandLinux(RunCommandHandler):
    """The extension on a Linux VM."""

    layout = linux_layout()
    _install_command = f"{linux_layout().folder}/bin/run-command-shim install"
    _no_space = "No space left on device"

    def _package_files(self) -> dict[str, bytes]:
        operations = ("install", "uninstall", "update", "enable", "disable")
        commands = ",".join(f'"{operation}Command":"bin/run-command-shim {operation}"' for operation in operations)
        manifest = f'[{{"version":1.0,"handlerManifest":{{{commands},"rebootAfterInstall":false}}}}]'
        return {self.layout.file("HandlerManifest.json"): manifest.encode()}

    def _command(self, operation: str) -> CommandLine | None:
        return None

    def _script_command(self, sequence_number: int, settings: RunCommandSettings) -> CommandLine:
        script = script_bytes(settings)
        if len(script) > SCRIPT_LIMIT:
            text = f"Enable failed: script is too large: {len(script)} bytes, at most {SCRIPT_LIMIT}"
            self._write_status(SettingsStatus(sequence_number, SettingsState.ERROR, text))
            raise HandlerError(ENABLE_FAILED, text)
        folder = f"{DATA_FOLDER}/download/{sequence_number}"
        self._files.write(f"{folder}/script.sh", script)
        return CommandLine(f"{folder}/script.sh", folder, ENVIRONMENT)

    def _finished(self, sequence_number: int, outcome: Outcome) -> SettingsStatus:
        folder = f"{DATA_FOLDER}/download/{sequence_number}"
        self._files.write(f"{folder}/stdout", outcome.stdout)
        self._files.write(f"{folder}/stderr", outcome.stderr)
        streams = f"\n[stdout]\n{tail(outcome.stdout)}\n[stderr]\n{tail(outcome.stderr)}"
        if self._legacy_exit_codes and outcome.exit_code != 0:
            failure = f"failed to execute command: command terminated with exit status={outcome.exit_code}"
            return SettingsStatus(sequence_number, SettingsState.ERROR, f"Enable failed: {failure}{streams}")
        return SettingsStatus(sequence_number, SettingsState.SUCCESS, f"Enable succeeded: {streams}")

    def _log(self, text: str, sequence_number: int) -> None:
        version = f"v{self.layout.version}/git@0000000-clean"
        where = f"version={version} operation=enable seq={sequence_number}"
        line = f'time={self._moment():%Y-%m-%dT%H:%M:%SZ} {where} event="{text}"\n'
        self._files.append(self.layout.log, line.encode())


def script_bytes(settings: RunCommandSettings) -> bytes:
    """The content of ``script.sh``: the lines, with the parameters before them, unquoted (reported).

    After a first line ``#!...`` if there is one: ``export name=value ...`` makes them variables,
    ``set -- value ...`` positional.
    A byte order mark goes and CRLF becomes LF, as the extension's ancestor does.
    """
    text = "\n".join(settings.script).removeprefix("\ufeff").replace("\r\n", "\n")
    if settings.parameters:
        exports = " ".join(f"{name}={value}" for name, value in settings.parameters)
        values = " ".join(value for _, value in settings.parameters)
        preamble = f"export {exports}\nset -- {values}\n"
        first, separator, rest = text.partition("\n")
        text = f"{first}{separator or chr(10)}{preamble}{rest}" if first.startswith("#!") else preamble + text
    return text.encode("utf-8", "surrogatepass")
