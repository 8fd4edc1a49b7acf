"""Where the extension keeps its files in a guest (reported by users.

The Linux part also read in its ancestor's source).
"""

from dataclasses import dataclass

WINDOWS_VERSION = "1.1.18"
LINUX_VERSION = "1.0.5"


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of one installed handler, in the guest's own notation."""

    handler_name: str
    version: str
    separator: str
    folder: str
    settings_folder: str
    status_folder: str
    log: str
    agent_log: str
    agent_log_line: str
    """What the agent notes of a goal state: a format of ``moment``, ``milliseconds``, ``target``, ``incarnation``."""

    agent_enable_line: str = ""
    """What the agent notes when it enables the extension: a format of ``moment`` and ``milliseconds``."""

    def settings_file(self, sequence_number: int) -> str:
        """``N.settings``."""
        return self.separator.join((self.settings_folder, f"{sequence_number}.settings"))

    def status_file(self, sequence_number: int) -> str:
        """``N.status``."""
        return self.separator.join((self.status_folder, f"{sequence_number}.status"))

    @property
    def handler_state(self) -> str:
        """The file by which the agent knows that the handler is installed."""
        return self.separator.join((self.settings_folder, "HandlerState"))

    def file(self, *names: str) -> str:
        """A file below the handler's folder."""
        return self.separator.join((self.folder, *names))


def windows_layout(version: str = WINDOWS_VERSION) -> Layout:
    """RunCommandWindows."""
    name = "Microsoft.CPlat.Core.RunCommandWindows"
    folder = rf"C:\Packages\Plugins\{name}\{version}"
    return Layout(
        handler_name=name,
        version=version,
        separator="\\",
        folder=folder,
        settings_folder=rf"{folder}\RuntimeSettings",
        status_folder=rf"{folder}\Status",
        log=rf"C:\WindowsAzure\Logs\Plugins\{name}\{version}\RunCommandExtension.log",
        agent_log=r"C:\WindowsAzure\Logs\WaAppAgent.log",
        agent_log_line="[00000004] {moment:%Y-%m-%dT%H:%M:%S}.{milliseconds:03}Z [INFO]  Target state of plugin "
        f"{name}: {{target}} [incarnation {{incarnation}}]\r\n",
        agent_enable_line="[00000004] {moment:%Y-%m-%dT%H:%M:%S}.{milliseconds:03}Z [INFO]  Beginning enable of plugin "
        f"{name}.\r\n",
    )


def linux_layout(version: str = LINUX_VERSION) -> Layout:
    """RunCommandLinux (v1)."""
    name = "Microsoft.CPlat.Core.RunCommandLinux"
    folder = f"/var/lib/waagent/{name}-{version}"
    return Layout(
        handler_name=name,
        version=version,
        separator="/",
        folder=folder,
        settings_folder=f"{folder}/config",
        status_folder=f"{folder}/status",
        log="/var/log/azure/run-command/handler.log",
        agent_log="/var/log/waagent.log",
        agent_log_line="{moment:%Y-%m-%dT%H:%M:%S}.{milliseconds:03}000Z INFO ExtHandler "
        f"[{name}-{version}] Target handler state: {{target}} [incarnation_{{incarnation}}]\n",
    )
