"""What a client gets of a finished run: from the handler's status to the result's statuses, or to the failure."""

from fake_agent.protocol import HandlerStatus, SettingsState, SettingsStatus
from fake_arm.errors import Failure
from fake_arm.model import InstanceViewStatus

TROUBLESHOOTING = {
    "Windows": "https://aka.ms/VMExtensionRunCommandWindowsTroubleshoot",
    "Linux": "https://aka.ms/vmextensionlinuxtroubleshoot",
}
AGENT_TROUBLESHOOTING = {
    "Windows": "https://aka.ms/vmextensionwindowstroubleshoot",
    "Linux": "https://aka.ms/vmextensionlinuxtroubleshoot",
}


def _status(code: str, message: str) -> InstanceViewStatus:
    return InstanceViewStatus(f"{code}/succeeded", "Info", "Provisioning succeeded", message)


def statuses(status: SettingsStatus) -> tuple[InstanceViewStatus, ...]:
    """The result: on Windows StdOut and StdErr, on Linux one status with both (recorded)."""
    if status.substatuses:
        return tuple(_status(f"ComponentStatus/{part.name}", part.message) for part in status.substatuses)
    return (_status("ProvisioningState", status.message),)


def outcome(handler: HandlerStatus, os_type: str) -> tuple[InstanceViewStatus, ...] | Failure:
    """The result of a handler's last word, or how the operation failed."""
    status = handler.settings_status
    if status is not None and status.state is SettingsState.SUCCESS:
        return statuses(status)
    extension = handler.name.rpartition(".")[2]
    if status is not None:
        return Failure(
            "VMExtensionProvisioningError",
            f"VM has reported a failure when processing extension '{extension}'. Error message: \"{status.message}\".",
        )
    phase = "Install" if handler.code == INSTALL_FAILED else "Enable"
    return Failure(
        "VMExtensionHandlerNonTransientError",
        f"The handler for VM extension type '{handler.name}' has reported terminal failure for VM extension "
        f"'{extension}' with error message: '{handler.message}'.\r\n    \r\n"
        f"'{phase} handler failed for the extension. More information on troubleshooting is available at "
        f"{TROUBLESHOOTING[os_type]}'",
    )


INSTALL_FAILED = 1007
"""The agent's code for a failed install."""


def timed_out(extension: str) -> Failure:
    """After 90 minutes (text reported in 2019 for RunCommandLinux)."""
    return Failure(
        "VMExtensionProvisioningTimeout",
        f"Provisioning of VM extension '{extension}' has timed out. Extension installation may be taking too long, or "
        "extension status could not be obtained.",
    )


def agent_silent(machine: str, os_type: str) -> Failure:
    """After 25 minutes without any report (recorded)."""
    return Failure(
        "VMAgentStatusCommunicationError",
        f"VM '{machine}' has not reported status for VM agent or extensions. Verify that the OS is up and healthy, "
        "the VM has a running VM agent, and that it can establish outbound connections to Azure storage. Please refer "
        f"to {AGENT_TROUBLESHOOTING[os_type]} for additional VM agent troubleshooting information.",
    )
