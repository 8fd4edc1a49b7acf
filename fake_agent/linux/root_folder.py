"""A Linux VM's own files: a folder of the simulator's that the sandbox sees as ``/``."""

import shutil
from pathlib import Path, PurePosixPath

_FOLDERS = (
    "etc",
    "home",
    "mnt",
    "opt",
    "root",
    "run",
    "srv",
    "tmp",
    "var/log",
    "var/lib/waagent",
    "var/tmp",
    "usr",
    "proc",
    "dev",
)

_FILES = {
    "etc/passwd": "root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n"
    "azureuser:x:1000:1000:Ubuntu:/home/azureuser:/bin/bash\n",
    "etc/group": "root:x:0:\nnogroup:x:65534:\nazureuser:x:1000:\n",
    "etc/hosts": "127.0.0.1 localhost\n",
    "etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
}


class RootFolder:
    """Implements ``fake_agent.guest.GuestFiles``.

    Paths are the VM's; none leads out of the folder, not even by a link.
    """

    def __init__(self, folder: Path, host_name: str) -> None:
        self.folder = folder
        for name in _FOLDERS:
            (folder / name).mkdir(parents=True, exist_ok=True)
        for name, content in {**_FILES, "etc/hostname": f"{host_name}\n"}.items():
            (folder / name).write_text(content, encoding="utf-8")
        (folder / "tmp").chmod(0o1777)

    def _place(self, path: str) -> Path:
        place = self.folder
        for part in PurePosixPath("/", path).parts[1:]:
            place = place / part if part != ".." else place.parent
            if place.is_symlink():
                raise PermissionError(f"{path} leads through a link")
        if not place.is_relative_to(self.folder):
            raise PermissionError(f"{path} leads out of the VM")
        return place

    def read(self, path: str) -> bytes:
        """The content of the file."""
        place = self._place(path)
        if not place.is_file():
            raise FileNotFoundError(path)
        return place.read_bytes()

    def write(self, path: str, content: bytes) -> None:
        """Write the whole file, with the folders above it."""
        place = self._place(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.unlink(missing_ok=True)
        place.write_bytes(content)

    def append(self, path: str, content: bytes) -> None:
        """Add to the end of the file."""
        place = self._place(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("ab") as file:
            file.write(content)

    def exists(self, path: str) -> bool:
        """Whether there is a file or folder."""
        return self._place(path).exists()

    def remove(self, path: str) -> None:
        """Remove the file, or the folder with all that is in it."""
        place = self._place(path)
        if place.is_dir():
            shutil.rmtree(place)
        else:
            place.unlink(missing_ok=True)

    def make_executable(self, path: str) -> None:
        """Let root execute a file: mode 0500, as the extension sets it (recorded)."""
        self._place(path).chmod(0o500)
