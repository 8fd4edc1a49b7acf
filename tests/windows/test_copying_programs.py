"""robocopy and xcopy: what they copy, leave and remove, and how they tell it."""

import pytest
from windows.windows_workbench import Workbench


@pytest.fixture
def tree(bench: Workbench) -> Workbench:
    """A machine with two files in a folder and one below it."""
    for path in ("C:\\from\\a.txt", "C:\\from\\b.log", "C:\\from\\sub\\c.txt"):
        bench.guest.files.write(path, b"12345")
    return bench


def copied(bench: Workbench, folder: str = "C:\\to") -> list[str]:
    """The files below the folder, from there."""
    files = bench.guest.machine.files
    found = files.walk(folder) if files.exists(folder) else ()
    return [entry.path[len(folder) + 1 :] for entry in found if not entry.is_folder]


@pytest.mark.parametrize(
    ("options", "files"),
    [
        ("", ["a.txt", "b.log"]),
        ("*.log", ["b.log"]),
        ("a.txt b.log /s", ["a.txt", "b.log"]),
        ("/e", ["a.txt", "b.log", "sub\\c.txt"]),
        ("/e /xf *.txt", ["b.log"]),
        ("/e /xd sub", ["a.txt", "b.log"]),
        ("/l", []),
    ],
)
def test_robocopy_copies_what_its_options_name(tree: Workbench, options: str, files: list[str]) -> None:
    assert tree.run(f"robocopy C:\\from C:\\to {options}").exit_code == 1
    assert copied(tree) == files


def test_robocopy_a_second_time_has_nothing_to_do(tree: Workbench) -> None:
    tree.run("robocopy C:\\from C:\\to /e")
    assert tree.run("robocopy C:\\from C:\\to /e").exit_code == 0


def test_robocopy_mirrors_what_is_gone_too(tree: Workbench) -> None:
    tree.run("robocopy C:\\from C:\\to /e")
    tree.output("del C:\\from\\a.txt")
    assert tree.run("robocopy C:\\from C:\\to /e").exit_code == 2
    assert copied(tree) == ["a.txt", "b.log", "sub\\c.txt"]
    assert tree.run("robocopy C:\\from C:\\to /mir").exit_code == 2
    assert copied(tree) == ["b.log", "sub\\c.txt"]


def test_robocopy_moves(tree: Workbench) -> None:
    assert tree.run("robocopy C:\\from C:\\to /e /move").exit_code == 1
    assert (copied(tree), copied(tree, "C:\\from")) == (["a.txt", "b.log", "sub\\c.txt"], [])


def test_robocopy_tells_what_it_did(tree: Workbench) -> None:
    report = tree.run("robocopy C:\\from C:\\to /np /r:3 /w:5").stdout.decode().replace("\r\n", "\n")
    assert report == (
        "\n-------------------------------------------------------------------------------\n"
        "   ROBOCOPY     ::     Robust File Copy for Windows                              \n"
        "-------------------------------------------------------------------------------\n\n"
        "  Started : Friday, January 15, 2027 8:00:00 AM\n"
        "   Source : C:\\from\\\n"
        "     Dest : C:\\to\\\n\n"
        "    Files : *.*\n"
        "\t    \n"
        "  Options : *.* /DCOPY:DA /COPY:DAT /NP /R:3 /W:5 \n\n"
        "------------------------------------------------------------------------------\n\n"
        "\t  New Dir          2\tC:\\from\\\n"
        "\t    New File  \t\t       5\ta.txt\n"
        "\t    New File  \t\t       5\tb.log\n\n"
        "------------------------------------------------------------------------------\n\n"
        "               Total    Copied   Skipped  Mismatch    FAILED    Extras\n"
        "    Dirs :         1         1         0         0         0         0\n"
        "   Files :         2         2         0         0         0         0\n"
        "   Bytes :        10        10         0         0         0         0\n"
        "   Times :   0:00:00   0:00:00                       0:00:00   0:00:00\n"
        "   Ended : Friday, January 15, 2027 8:00:00 AM\n\n"
    )


def test_robocopy_retries_what_is_denied_half_a_minute_apart(tree: Workbench) -> None:
    tree.output('icacls C:\\from\\a.txt /deny "SYSTEM:(R)"')
    outcome = tree.run("robocopy C:\\from C:\\to a.txt /r:2")
    text = outcome.stdout.decode()
    assert (outcome.exit_code, tree.now) == (8, 60.0)
    assert text.count("ERROR 5 (0x00000005) Copying File C:\\from\\a.txt\r\nAccess is denied.\r\n") == 3
    assert text.count("Waiting 30 seconds... Retrying...") == 2
    assert "ERROR: RETRY LIMIT EXCEEDED." in text


def test_robocopy_without_a_limit_goes_on_until_it_is_killed(tree: Workbench) -> None:
    tree.output('icacls C:\\from\\a.txt /deny "SYSTEM:(R)"')
    process = tree.start("robocopy C:\\from C:\\to a.txt")
    tree.world.environment.run(5400)
    assert process.is_alive


def test_robocopy_from_nowhere_is_a_serious_error(bench: Workbench) -> None:
    outcome = bench.run("robocopy C:\\nowhere C:\\to")
    assert outcome.exit_code == 16
    assert b"ERROR 2 (0x00000002) Accessing Source Directory C:\\nowhere\\\r\n" in outcome.stdout


def test_xcopy_says_that_a_disk_is_full(tree: Workbench) -> None:
    tree.guest.machine.files.change_volume("D", size=0)
    outcome = tree.run("xcopy C:\\from\\a.txt D:\\to\\")
    assert (outcome.stdout, outcome.stderr, outcome.exit_code) == (
        b"C:\\from\\a.txt\r\n",
        b"Insufficient disk space\r\n",
        4,
    )


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("findstr 3 a.txt", "12345\n"),
        ("findstr /s /m 3 *.txt", "a.txt\nsub\\c.txt\n"),
        ("findstr /n 3 *.log", "b.log:1:12345\n"),
        ("findstr /b 123 a.txt", "12345\n"),
        ('find "3" a.txt', "\n---------- A.TXT\n12345\n"),
    ],
)
def test_files_are_searched_under_the_names_that_they_were_given(tree: Workbench, line: str, shown: str) -> None:
    assert tree.run(line, "C:\\from").stdout.decode().replace("\r\n", "\n") == shown


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("findstr x no.txt", "FINDSTR: Cannot open no.txt\n"),
        ('find "x" no.txt', "File not found - C:\\FROM\\NO.TXT\n"),
        ("more no.txt", "Cannot access file C:\\from\\no.txt\n"),
        ("sort no.txt", "no.txtThe system cannot find the file specified.\n"),
    ],
)
def test_a_file_that_is_not_there_is_named(tree: Workbench, line: str, said: str) -> None:
    outcome = tree.run(line, "C:\\from")
    assert ((outcome.stdout + outcome.stderr).decode().replace("\r\n", "\n"), outcome.exit_code) == (said, 1)
