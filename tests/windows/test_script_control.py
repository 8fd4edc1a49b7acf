"""What keeps a script from running shows on its error stream, in Windows' own words."""

import pytest
from windows.windows_workbench import DOWNLOADS, Workbench

from fake_agent.windows.description import DescriptionError, apply

SAMPLE = "AMSI Test Sample: 7e72c3ce{0}861b{0}4339{0}8740{0}0ac1484c1386".format("-")
"""The text by which scanners are tested, put together so that none finds this file."""

BLOCKED = (
    f"File {DOWNLOADS}\\script0.ps1 cannot be loaded because its operation is blocked by software restriction "
    "policies, such as those created by using Group Policy."
)


def unwrapped(stderr: bytes) -> str:
    """The error without the console's line ends."""
    return stderr.decode().replace("\r\n", "")


def test_applocker_blocks_every_script(bench: Workbench) -> None:
    apply(bench.guest.machine, {"applocker": {"scripts": "blocked"}})
    outcome = bench.powershell("'never seen'")
    assert outcome.stdout == b""
    assert unwrapped(outcome.stderr).startswith(unwrapped(BLOCKED.encode()))
    assert outcome.stderr.decode().endswith(
        "    + CategoryInfo          : SecurityError: (:) [], PSSecurityException\r\n"
        "    + FullyQualifiedErrorId : UnauthorizedAccess\r\n \r\n"
    )


def test_a_machine_without_the_policy_runs_scripts_again(bench: Workbench) -> None:
    for scripts in ("blocked", "allowed"):
        apply(bench.guest.machine, {"applocker": {"scripts": scripts}})
    assert bench.shown("'seen'") == "seen\n"


def test_applocker_s_description_has_two_values(bench: Workbench) -> None:
    with pytest.raises(DescriptionError, match="'scripts'"):
        apply(bench.guest.machine, {"applocker": {"scripts": "some"}})


def test_the_antimalware_scan_blocks_its_test_sample(bench: Workbench) -> None:
    outcome = bench.powershell(f"'{SAMPLE}'")
    assert outcome.stdout == b""
    shown = unwrapped(outcome.stderr)
    assert "This script contains malicious content and has been blocked by your antivirus software." in shown
    assert "    + FullyQualifiedErrorId : ScriptContainedMaliciousContent" in shown


def test_without_the_real_time_scan_the_sample_is_a_text(bench: Workbench) -> None:
    key = r"HKLM\SOFTWARE\Policies\Microsoft\Windows Defender\Real-Time Protection"
    apply(bench.guest.machine, {"registry": {key: {"DisableRealtimeMonitoring": 1}}})
    assert bench.shown(f"'{SAMPLE}'") == f"{SAMPLE}\n"
