import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from support import command_line
from support.command_line import PATIENCE, PROGRAM

PRINT_ENVIRONMENT = "import json, os; print(json.dumps(dict(os.environ)))"


def test_the_exit_code_is_the_command_s() -> None:
    assert command_line.run("exec", "--", sys.executable, "-c", "raise SystemExit(7)").returncode == 7


def test_a_command_that_a_signal_kills_gives_a_shell_s_exit_code() -> None:
    program = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    assert command_line.run("exec", "--", sys.executable, "-c", program).returncode == 128 + 9


def test_a_command_that_is_not_there_gives_127() -> None:
    done = command_line.run("exec", "--", "no-such-command-anywhere")
    assert (done.returncode, done.stderr) == (
        127,
        "run-command-simulator: no-such-command-anywhere: command not found\n",
    )


def test_a_file_that_is_no_program_gives_126(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_text("text", encoding="utf-8")
    done = command_line.run("exec", "--", path)
    assert (done.returncode, done.stderr) == (126, f"run-command-simulator: {path}: Permission denied\n")


def test_without_a_command_it_says_what_is_missing() -> None:
    done = command_line.run("exec")
    assert done.returncode == 2
    assert done.stderr == (
        "run-command-simulator: Missing argument '-- COMMAND [ARGUMENT]...'. "
        "(see 'run-command-simulator exec --help')\n"
    )


def test_the_command_s_own_options_are_not_taken_for_the_simulator_s() -> None:
    done = command_line.run("exec", "--seed", "3", "--", "echo", "--seed", "x", "--help")
    assert (done.returncode, done.stdout) == (0, "--seed x --help\n")


def test_input_and_both_outputs_are_the_command_s() -> None:
    program = "import sys; print(sys.stdin.read().upper()); print('oh', file=sys.stderr)"
    done = subprocess.run(
        (*PROGRAM, "exec", "--", sys.executable, "-c", program),
        input="hello",
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "HELLO\n", "oh\n")


@pytest.fixture(scope="module")
def environment() -> dict[str, str]:
    """What a command finds around it, where the caller had set much that leads elsewhere."""
    leading_elsewhere = {
        "AZURE_CONFIG_DIR": "/home/me/.azure",
        "AZURE_CLIENT_SECRET": "a real secret",
        "AZURE_CLIENT_CERTIFICATE_PATH": "/home/me/certificate.pem",
        "AZURE_AUTHORITY_HOST": "https://login.chinacloudapi.cn",
        "AZURE_CLOUD_NAME": "AzureChinaCloud",
        "ARM_CLOUD_METADATA_URL": "https://example.com",
        "NO_PROXY": "*",
        "all_proxy": "http://example.com",
        "HTTPS_PROXY": "http://example.com",
        "REQUESTS_CA_BUNDLE": "/etc/ssl/own.pem",
        "AZURE_CORE_OUTPUT": "table",
        "COLOUR": "blue",
    }
    done = command_line.run("exec", "--", sys.executable, "-c", PRINT_ENVIRONMENT, environment=leading_elsewhere)
    found: dict[str, str] = json.loads(done.stdout)
    return found


def test_the_command_is_signed_in_as_the_owner(environment: dict[str, str]) -> None:
    assert environment["AZURE_TENANT_ID"] == "72f1a0de-1b7c-4f5e-9d6b-0c1e5a7e5d01"
    assert environment["AZURE_SUBSCRIPTION_ID"] == "5a6f2f0c-5c0e-4e0e-8f5f-3a1d2c4b6e01"
    assert environment["AZURE_CLIENT_ID"] == "0a1b2c3d-0001-4000-8000-000000000001"
    assert environment["AZURE_CLIENT_SECRET"] == "owner-secret-of-the-simulator"


def test_nothing_of_the_caller_s_leads_elsewhere(environment: dict[str, str]) -> None:
    for name in ("AZURE_CLIENT_CERTIFICATE_PATH", "AZURE_AUTHORITY_HOST", "AZURE_CLOUD_NAME", "all_proxy"):
        assert name not in environment
    assert "ARM_CLOUD_METADATA_URL" not in environment
    assert environment["AZURE_CONFIG_DIR"] != "/home/me/.azure"
    assert environment["NO_PROXY"] == "127.0.0.1,localhost"
    for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"):
        assert environment[name].startswith("http://127.0.0.1:")


def test_every_client_is_told_of_the_certificate(environment: dict[str, str]) -> None:
    names = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS")
    (authority,) = {environment[name] for name in names}
    assert Path(authority).name == "ca.pem"


def test_the_rest_of_the_caller_s_environment_stays(environment: dict[str, str]) -> None:
    assert (environment["COLOUR"], environment["AZURE_CORE_OUTPUT"]) == ("blue", "table")


def test_everything_is_removed_at_the_end(environment: dict[str, str]) -> None:
    assert not Path(environment["AZURE_CONFIG_DIR"]).exists()
    assert not Path(environment["REQUESTS_CA_BUNDLE"]).exists()


def test_the_private_folder_is_for_its_owner_only() -> None:
    program = (
        "import os, pathlib; folder = pathlib.Path(os.environ['AZURE_CONFIG_DIR']); "
        "print(*sorted(f'{path.name} {path.stat().st_mode & 0o777:o}' for path in [folder, *folder.iterdir()]), "
        "sep='\\n')"
    )
    done = command_line.run("exec", "--", sys.executable, "-c", program)
    assert done.stdout.splitlines() == [
        "azure 700",
        "azureProfile.json 600",
        "config 600",
        "service_principal_entries.json 600",
        "versionCheck.json 600",
    ]


def test_the_ready_file_that_is_asked_for_lives_as_long_as_the_command(tmp_path: Path) -> None:
    path = tmp_path / "ready.json"
    done = command_line.run("exec", "--ready-file", path, "--", "cat", path)
    assert json.loads(done.stdout)["clientId"] == "0a1b2c3d-0001-4000-8000-000000000001"
    assert not path.exists()


def test_trace_inside_exec_asks_its_own_simulator() -> None:
    done = command_line.run("exec", "--", *PROGRAM, "trace")
    assert (done.returncode, done.stderr) == (
        1,
        "run-command-simulator: no operation yet; the journal has 0 lines\n",
    )


def test_sigterm_is_passed_on_and_nothing_is_left(tmp_path: Path) -> None:
    program = f"""
import os, pathlib, signal, sys
def end(*_):
    pathlib.Path({str(tmp_path / "ended")!r}).touch()
    sys.exit(5)
signal.signal(signal.SIGTERM, end)
print(os.environ["AZURE_CONFIG_DIR"], flush=True)
signal.pause()
"""
    process = subprocess.Popen(
        (*PROGRAM, "exec", "--", sys.executable, "-c", program), stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    configuration = Path(process.stdout.readline().strip())
    process.terminate()
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 5
    assert (tmp_path / "ended").exists()
    assert not configuration.exists()


def test_ctrl_c_is_the_command_s_to_handle() -> None:
    program = """
import signal, sys
signal.signal(signal.SIGINT, lambda *_: sys.exit(6))
print("ready", flush=True)
signal.pause()
"""
    process = subprocess.Popen(
        (*PROGRAM, "exec", "--", sys.executable, "-c", program),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    process.stdout.readline()
    os.killpg(process.pid, signal.SIGINT)
    _, stderr = process.communicate(timeout=PATIENCE)
    assert (process.returncode, stderr) == (6, "")
