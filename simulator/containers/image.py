"""The image that agents run in: built on first use from this very code, over a base image with Python."""

import hashlib
import importlib.metadata
import io
import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import fake_agent
from simulator.containers.engine import Engine
from simulator.containers.errors import ContainersError
from simulator.containers.owner import Owner
from simulator.containers.reaper import OWNER, RUN

DEFAULT_BASE = "python:3.12-slim"
LOCAL_BASE = "run-command-simulator/agent-base"
"""What ``make agent-base`` makes; where it is there, and nothing else is asked for, it is taken."""

NAME = "run-command-simulator/agent"

LIBRARIES = ("simpy", "greenlet", "tree-sitter", "tree-sitter-powershell", "regex", "pyyaml")
"""What the agent imports: the schedule, and what the emulated Windows machine needs."""

_FILES = Path(__file__).parent / "image_files"

_PROBE = (
    "import json, platform, shutil, sys; "
    "print(json.dumps([sys.version_info[:2], platform.machine(), platform.libc_ver()[0], shutil.which('bash')]))"
)

OLDEST = (3, 11)
"""The Python that the agent's code needs."""


@dataclass(frozen=True, slots=True)
class BasePython:
    """The Python of a base image. ``libc``: ``glibc``, or another one (musl)."""

    version: tuple[int, int]
    machine: str
    libc: str

    @property
    def is_like_this(self) -> bool:
        """Whether this process's own libraries run on it."""
        import platform  # noqa: PLC0415 # for this question only

        return (self.version, self.machine, self.libc) == (
            sys.version_info[:2],
            platform.machine(),
            platform.libc_ver()[0],
        ) and sys.platform == "linux"

    @property
    def pip_platforms(self) -> tuple[str, ...]:
        """The platforms of wheels that run on it."""
        if self.libc == "glibc":
            return tuple(f"{name}_{self.machine}" for name in ("manylinux_2_28", "manylinux_2_17", "manylinux2014"))
        return tuple(f"{name}_{self.machine}" for name in ("musllinux_1_2", "musllinux_1_1"))


def ensure_image(engine: Engine, base: str, on_progress: Callable[[str], None]) -> str:
    """The name of the agents' image, built where it is not there yet. Raises ``ContainersError``.

    ``base`` is the user's choice of a base image; empty for the usual one. ``on_progress`` gets a line now and then.
    """
    base = base or (LOCAL_BASE if engine.has_image(LOCAL_BASE) else DEFAULT_BASE)
    tag = f"{NAME}:{_fingerprint(base)}"
    if engine.has_image(tag):
        return tag
    if not engine.has_image(base):
        _pull(engine, base, on_progress)
    on_progress(f"asking {base} for its Python")
    python = _python_of(engine, base)
    with tempfile.TemporaryDirectory(prefix="agents-image-") as folder:
        libraries = Path(folder, "libraries")
        libraries.mkdir()
        on_progress("gathering the agent's libraries")
        _gather_libraries(python, libraries)
        context = _context(libraries)
        on_progress(f"building {tag}")
        engine.build(context, tag, {"BASE_IMAGE": base}, on_progress)
    return tag


def _pull(engine: Engine, base: str, on_progress: Callable[[str], None]) -> None:
    try:
        engine.pull(base, on_progress)
    except ContainersError as error:
        raise ContainersError(
            f"{error}; without a container registry, 'make agent-base' makes a base image from Debian's packages"
        ) from error


def _python_of(engine: Engine, base: str) -> BasePython:
    labels = {RUN: "base-image", OWNER: str(Owner.here())}
    try:
        version, machine, libc, bash = json.loads(engine.output_of(base, ("python3", "-c", _PROBE), labels))
    except (LookupError, ValueError) as error:
        raise ContainersError(
            f"the base image {base} has no python3, which the agents need; choose another one with --agent-image, such "
            f"as {DEFAULT_BASE}"
        ) from error
    found = (version[0], version[1])
    if found < OLDEST:
        needed = ".".join(map(str, OLDEST))
        raise ContainersError(
            f"the base image {base} has Python {found[0]}.{found[1]}, and the agents need {needed} or newer; choose "
            f"another one with --agent-image, such as {DEFAULT_BASE}"
        )
    if not bash:
        raise ContainersError(
            f"the base image {base} has no bash, which scripts of Linux VMs count on; put it in, or choose another one "
            f"with --agent-image, such as {DEFAULT_BASE}"
        )
    return BasePython(found, machine, libc)


def _gather_libraries(python: BasePython, target: Path) -> None:
    """Put the agent's libraries into a folder: this process's own where they fit, or those that pip finds."""
    versions = {name: importlib.metadata.version(name) for name in LIBRARIES}
    if python.is_like_this:
        for name in LIBRARIES:
            _copy_distribution(name, target)
        return
    command = [
        *(sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"),
        *("--only-binary", ":all:", "--target", str(target), "--python-version", ".".join(map(str, python.version))),
        *(word for name in python.pip_platforms for word in ("--platform", name)),
        *(f"{name}=={version}" for name, version in versions.items()),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 # words of our own
    if done.returncode != 0:
        reason = (done.stderr.strip() or "pip is missing").splitlines()[-1]
        raise ContainersError(
            f"the agent's libraries for Python {'.'.join(map(str, python.version))} can't be had: {reason}; a base "
            f"image with Python {sys.version_info[0]}.{sys.version_info[1]} needs none"
        )


def _copy_distribution(name: str, target: Path) -> None:
    """Copy an installed library as it is here, without what only building it needs."""
    for file in importlib.metadata.files(name) or ():
        if ".." in file.parts or "__pycache__" in file.parts or file.suffix in {".h", ".c", ".pyx", ".cpp", ".hpp"}:
            continue
        place = target.joinpath(*file.parts)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(Path(str(file.locate())).read_bytes())


def _agent_files() -> Iterator[tuple[str, Path]]:
    """The agent's code: names in the build context, and where they are."""
    root = Path(fake_agent.__file__).parent
    for place in sorted(root.rglob("*")):
        if place.is_file() and "__pycache__" not in place.parts:
            yield f"fake_agent/{place.relative_to(root).as_posix()}", place
    for place in sorted((root / "linux" / "commands").iterdir()):
        yield f"commands/{place.name}", place
    yield "Dockerfile", _FILES / "Dockerfile"


def _fingerprint(base: str) -> str:
    """What the image is made of, in short: another one is built when it changes."""
    digest = hashlib.sha256(base.encode())
    for name in LIBRARIES:
        digest.update(f"{name}={importlib.metadata.version(name)}".encode())
    for name, place in _agent_files():
        digest.update(name.encode() + place.read_bytes())
    return digest.hexdigest()[:16]


def _context(libraries: Path) -> io.BytesIO:
    """The build context as a tar archive."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as archive:
        for name, place in _agent_files():
            archive.add(place, name, filter=_owned_by_root)
        archive.add(libraries, "libraries", filter=_owned_by_root)
        state = tarfile.TarInfo("state")
        state.type, state.mode = tarfile.DIRTYPE, 0o700
        archive.addfile(state)
    content.seek(0)
    return content


def _owned_by_root(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
    return member
