"""diskpart, chkdsk, label, mountvol, vssadmin, driverquery: what they show, and what they do to the machine."""

import pytest
from windows.windows_workbench import Workbench

PREPARE = ("select disk 1", "clean", "convert gpt", "create partition primary size=1000")
FORMAT = ('format fs=ntfs quick label="Own Data"', "assign letter=F")


def diskpart(bench: Workbench, *commands: str) -> tuple[str, int]:
    """What a script says behind the heading, and its exit code."""
    bench.guest.files.write("C:\\plan.txt", "\r\n".join(commands).encode())
    outcome = bench.run("diskpart /s C:\\plan.txt")
    heading = "\nMicrosoft DiskPart version 10.0.20348.1\n\nCopyright (C) Microsoft Corporation.\nOn computer: WIN-VM\n"
    said = outcome.stdout.decode().replace("\r\n", "\n")
    assert said.startswith(heading)
    return said.removeprefix(heading), outcome.exit_code


class TestDiskpart:
    def test_a_disk_is_prepared(self, bench: Workbench) -> None:
        said, code = diskpart(bench, *PREPARE, *FORMAT, "exit")
        assert code == 0
        assert said == (
            "\nDisk 1 is now the selected disk.\n"
            "\nDiskPart succeeded in cleaning the disk.\n"
            "\nDiskPart successfully converted the selected disk to GPT format.\n"
            "\nDiskPart succeeded in creating the specified partition.\n"
            "\n  100 percent completed\n\nDiskPart successfully formatted the volume.\n"
            "\nDiskPart successfully assigned the drive letter or mount point.\n"
            "\nLeaving DiskPart...\n"
        )
        script = "$v = Get-Volume F; $v.FileSystemLabel; $v.Size / 1MB; (Get-Disk 1).PartitionStyle; Test-Path D:\\"
        assert bench.shown(script) == "Own Data\n1000\nGPT\nFalse\n"

    def test_words_may_be_short_and_remarks_are_skipped(self, bench: Workbench) -> None:
        assert diskpart(bench, "rem nothing", "", "SEL DIS 1", "cle", "cre par pri", *FORMAT, "ext")[1] == 4
        assert "F" in bench.guest.machine.files.volumes

    def test_disks_and_volumes_are_listed(self, bench: Workbench) -> None:
        said, _ = diskpart(bench, "select volume C", "list disk", "list volume", "list partition")
        lines = said.splitlines()
        assert "* Disk 0    Online          127 GB      0 B" in lines
        assert "* Volume 1     C   Windows      NTFS   Partition    127 GB  Healthy    Boot    " in lines
        assert "* Partition 2    Primary            127 GB   501 MB" in lines

    @pytest.mark.parametrize(
        ("commands", "reason"),
        [
            (("clean",), "There is no disk selected."),
            (("select disk 7",), "The disk you specified is not valid."),
            (("select volume Q",), "The volume you selected is not valid or does not exist."),
            (("list partition",), "There is no disk selected to list partitions."),
            (("select disk 0", "clean"), "Clean is not allowed on the disk containing the current boot,"),
            (("extend",), "There is no volume specified."),
            (("select disk 1", "convert gpt"), "The disk is not empty."),
            (("select volume D", "assign letter=C"), "The specified drive letter is not free to be assigned."),
        ],
    )
    def test_what_it_refuses_ends_the_script(self, bench: Workbench, commands: tuple[str, ...], reason: str) -> None:
        said, code = diskpart(bench, *commands, "list disk")
        assert (reason in said.splitlines(), "Disk ###" in said, code) == (True, False, 4)

    def test_noerr_lets_the_script_go_on(self, bench: Workbench) -> None:
        said, code = diskpart(bench, "clean noerr", "list disk")
        assert ("Disk ###" in said, code) == (True, 0)

    def test_without_a_script_it_waits_for_the_keyboard(self, bench: Workbench) -> None:
        process = bench.start("diskpart")
        bench.world.environment.run(5400)
        assert process.is_alive
        assert b"Disk 1 is now the selected disk." in bench.run("echo select disk 1| diskpart").stdout

    def test_a_command_that_is_missing_is_named(self, bench: Workbench) -> None:
        bench.guest.files.write("C:\\plan.txt", b"shrink desired=100")
        assert bench.run("diskpart /s C:\\plan.txt").exit_code == 120


class TestVolumes:
    def test_a_volume_is_checked_read_only(self, bench: Workbench) -> None:
        shown = bench.output("chkdsk C:")
        assert "WARNING!  /F parameter not specified.\nRunning CHKDSK in read-only mode.\n" in shown
        assert "Windows has scanned the file system and found no problems.\n" in shown

    def test_the_system_s_own_volume_asks_before_it_is_mended_and_so_hangs(self, bench: Workbench) -> None:
        process = bench.start("chkdsk C: /f")
        bench.world.environment.run(5400)
        assert process.is_alive
        assert b"will be checked the next time the system restarts." in bench.run("echo y| chkdsk C: /f").stdout

    def test_a_label_is_another_s(self, bench: Workbench) -> None:
        bench.output("label D: Own")
        assert bench.output("vol D:") == " Volume in drive D is Own\n Volume Serial Number is 7A3C-91D2\n"

    def test_a_volume_is_taken_away(self, bench: Workbench) -> None:
        bench.output("mountvol D: /d")
        assert bench.shown("Test-Path D:\\") == "False\n"

    def test_there_are_writers_and_no_shadow_copies(self, bench: Workbench) -> None:
        assert bench.output("vssadmin list writers").count("   State: [1] Stable\n") == 8
        assert bench.run("vssadmin list shadows").stdout.endswith(b"No items found that satisfy the query.\r\n")


def test_drivers_are_listed(bench: Workbench) -> None:
    shown = bench.output("driverquery").splitlines()
    assert shown[1] == "Module Name  Display Name           Driver Type   Link Date             "
    assert "Ntfs         Ntfs                   File System                         " in shown
    assert '"Tcpip","TCP/IP Protocol Driver","Kernel",""' in bench.output("driverquery /fo csv").splitlines()
