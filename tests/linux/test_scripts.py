"""Scripts on a Linux VM are run by the real shells, as root of their own machine."""

import pytest
from support.agents import scripts_everywhere
from support.arm_client import SimulatedAzure
from support.sandboxed import bash, streams

pytestmark = scripts_everywhere

SCRIPT = "/var/lib/waagent/run-command/download/0/script.sh"


def parameters(**values: str) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in values.items()]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("id -u", "0\n"),
        ("id -un", "root\n"),
        ("hostname", "linux-vm\n"),
        ("cat /etc/hostname", "linux-vm\n"),
        ("pwd", "/var/lib/waagent/run-command/download/0\n"),
        ("echo $0", f"{SCRIPT}\n"),
        ("echo $#", "0\n"),
        ("stat -c '%A %U %s' script.sh", "-r-x------ root 28\n"),
        ("stat -c '%A %U' .", "drwx------ root\n"),
        ("env | sort | cut -d= -f1 | xargs", "LANG PATH PWD\n"),
        ("echo ${HOME-none} ${USER-none}", "none none\n"),
        ("tty", "not a tty\n"),
        ("umask", "0022\n"),
    ],
)
def test_a_script_is_root_of_its_own_machine(azure: SimulatedAzure, line: str, expected: str) -> None:
    assert streams(azure.owner, line) == (expected, "")


def test_an_instance_of_a_scale_set_is_a_machine_of_its_own(azure: SimulatedAzure) -> None:
    client = azure.owner
    for number in range(2):
        assert (
            streams(client, "hostname; touch /root/mine", target=client.instance(number))[0]
            == f"my-scale-set_{number}\n"
        )
    assert streams(client, "ls /root", target=client.instance(1))[0] == "mine\n"
    assert streams(client, "ls /root")[0] == ""


def test_files_persist_between_runs(azure: SimulatedAzure) -> None:
    streams(azure.owner, "echo kept > /opt/file; mkdir -p /srv/deep/er")
    assert streams(azure.owner, "cat /opt/file; ls /srv/deep") == ("kept\ner\n", "")


def test_a_reset_gives_the_vm_back_as_it_was(azure: SimulatedAzure) -> None:
    streams(azure.owner, "echo kept > /opt/file")
    with azure.simulation.lock:
        azure.simulation.reset()
    assert streams(azure.owner, "ls -A /opt; hostname") == ("linux-vm\n", "")


def test_standard_input_is_empty(azure: SimulatedAzure) -> None:
    assert bash(azure.owner, 'read answer; echo "$? [$answer]"') == ("1 []\n", "")


def test_both_streams_arrive_and_an_exit_code_fails_nothing(azure: SimulatedAzure) -> None:
    assert streams(azure.owner, "echo out; echo err >&2; exit 7") == ("out\n", "err\n")


def test_parameters_are_variables_and_arguments(azure: SimulatedAzure) -> None:
    line = 'echo "$1 $2 $arg1 $arg2 $#"; printenv arg2'
    assert bash(azure.owner, line, parameters=parameters(arg1="foo", arg2="bar")) == ("foo bar foo bar 2\nbar\n", "")


def test_a_value_with_spaces_is_split(azure: SimulatedAzure) -> None:
    line = 'echo "$# [$1] [$2] [$arg1]"'
    assert bash(azure.owner, line, parameters=parameters(arg1="a b")) == ("2 [a] [b] [a]\n", "")


def test_a_value_in_quotes_is_one(azure: SimulatedAzure) -> None:
    line = 'echo "$# [$1] [$arg1]"'
    assert bash(azure.owner, line, parameters=parameters(arg1='"a b"')) == ("1 [a b] [a b]\n", "")


def test_an_ampersand_in_a_value_cuts_it_and_runs_the_rest(azure: SimulatedAzure) -> None:
    stdout, stderr = bash(azure.owner, "set -u", 'echo "$1"', parameters=parameters(arg1="a&TempRootP@ssw0rd!2025"))
    assert stdout == ""
    assert f"{SCRIPT}: line 2: TempRootP@ssw0rd!2025: command not found\n" in stderr
    assert f"{SCRIPT}: line 3: TempRootP@ssw0rd!2025: command not found\n" in stderr
    assert f"{SCRIPT}: line 5: $1: unbound variable" in stderr


def test_the_interpreter_of_the_first_line_runs_the_script(azure: SimulatedAzure) -> None:
    assert streams(azure.owner, "#!/bin/cat", "as it is") == ("#!/bin/cat\nas it is", "")
    assert bash(azure.owner, "echo ${BASH_VERSION:+bash}")[0] == "bash\n"


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm(azure: SimulatedAzure) -> None:
    assert (
        streams(azure.owner, "\ufeff#!/bin/bash\r\nif true; then\r\n  echo ${BASH_VERSION:+bash}\r\nfi\r\n")[0]
        == "bash\n"
    )


def test_a_missing_interpreter_is_named(azure: SimulatedAzure) -> None:
    stdout, stderr = streams(azure.owner, "#!/no/such/interpreter", "echo hello")
    assert stdout == ""
    assert SCRIPT in stderr


def test_a_script_in_utf_16_does_not_run(azure: SimulatedAzure) -> None:
    text = "echo hello\n".encode("utf-16-le").decode("latin-1")
    stdout, stderr = streams(azure.owner, text)
    assert stdout == ""
    assert SCRIPT in stderr


def test_of_each_stream_the_last_4096_bytes_arrive(azure: SimulatedAzure) -> None:
    stdout, stderr = streams(azure.owner, "seq 10000; seq 20000 >&2")
    assert (len(stdout), len(stderr)) == (4096, 4096)
    assert stdout.endswith("\n9999\n10000\n")
    assert stderr.endswith("\n19999\n20000\n")


def test_the_whole_output_is_on_the_vm(azure: SimulatedAzure) -> None:
    streams(azure.owner, "seq 10000")
    download = "/var/lib/waagent/run-command/download/0"
    assert streams(azure.owner, f"wc -l < {download}/stdout; stat -c '%a' {download}/stdout")[0] == "10000\n600\n"


def test_a_script_may_break_its_own_machine_and_the_simulator_goes_on(azure: SimulatedAzure) -> None:
    streams(azure.owner, "rm -rf /etc /home /bin; exit 0")
    assert azure.owner.run_command("linux-vm", "echo hello")["status"] in ("Succeeded", "Failed")
    assert streams(azure.owner, "echo hello", target=azure.owner.instance(0)) == ("hello\n", "")
