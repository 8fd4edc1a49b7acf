"""Windows' own error numbers and their texts, shared by the parts of the machine and the programs that report them."""

import errno

from fake_agent.powershell.host import HostError

TEXTS = {
    2: "The system cannot find the file specified.",
    3: "The system cannot find the path specified.",
    5: "Access is denied.",
    32: "The process cannot access the file because it is being used by another process.",
    87: "The parameter is incorrect.",
    112: "There is not enough space on the disk.",
    1051: "A stop control has been sent to a service that other running services are dependent on.",
    1052: "The requested control is not valid for this service.",
    1056: "An instance of the service is already running.",
    1058: (
        "The service cannot be started, either because it is disabled or because it has no enabled devices "
        "associated with it."
    ),
    1060: "The specified service does not exist as an installed service.",
    1062: "The service has not been started.",
    1068: "The dependency service or group failed to start.",
    1072: "The specified service has been marked for deletion.",
    1073: "The specified service already exists.",
    1376: "The specified local group does not exist.",
    1377: "The specified account name is not a member of the group.",
    1378: "The specified account name is already a member of the group.",
    1379: "The specified local group already exists.",
    2220: "The group name could not be found.",
    2221: "The user name could not be found.",
    2223: "The group already exists.",
    2224: "The account already exists.",
    2245: (
        "The password does not meet the password policy requirements. Check the minimum password length, "
        "password complexity and password history requirements."
    ),
}


_NUMBERS = {errno.ENOENT: 2, errno.EACCES: 5, errno.EPERM: 5, errno.EISDIR: 5, errno.EBUSY: 32, errno.ENOSPC: 112}
"""Windows' number for what a file or a registry key refuses."""


def number_of(error: OSError) -> int:
    """Windows' number of an error; 5, access is denied, where it has no other."""
    return _NUMBERS.get(error.errno or 0, 5)


def reason(error: OSError) -> str:
    """What programs print of an error: Windows' own text."""
    return TEXTS[number_of(error)]


class MachineError(HostError):
    """What the machine refuses, by Windows' error number; the text is Windows' own unless another is given."""

    def __init__(self, code: int, message: str = "", error_id: str = "", category: str = "NotSpecified") -> None:
        super().__init__(message or TEXTS[code], error_id, category)
        self.code = code
