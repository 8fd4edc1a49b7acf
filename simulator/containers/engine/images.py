"""The engine's images."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any

import docker.errors

from simulator.containers.engine.asking import Asking
from simulator.containers.engine.values import Labels
from simulator.containers.errors import ContainersError


class Images(Asking):
    """Images looked up, fetched, built and tried out."""

    def has_image(self, name: str) -> bool:
        """Whether the engine has an image."""
        with self._asking(f"look up the image {name}"):
            try:
                self._api.inspect_image(name)
            except docker.errors.ImageNotFound:
                return False
            return True

    def pull(self, name: str, on_progress: Callable[[str], None]) -> None:
        """Fetch an image from its registry."""
        with self._asking(f"pull the image {name}"):
            for line in self._api.pull(name, stream=True, decode=True):
                if "error" in line:
                    raise ContainersError(f"the container engine can't pull the image {name}: {line['error']}")
                on_progress(_pulling(name, line))

    def build(
        self, context: IO[bytes], tag: str, arguments: Mapping[str, str], on_progress: Callable[[str], None]
    ) -> None:
        """Build an image from a tar archive with its Dockerfile, without a network, with the classic builder."""
        with self._asking(f"build the image {tag}"):
            lines = self._api.build(
                fileobj=context,
                custom_context=True,
                tag=tag,
                buildargs=dict(arguments),
                network_mode="none",
                rm=True,
                forcerm=True,
                decode=True,
            )
            for line in lines:
                if "error" in line:
                    raise ContainersError(f"the agents' image can't be built: {str(line['error']).strip()}")
                if str(line.get("stream", "")).startswith("Step"):
                    on_progress(f"building {tag}: {line['stream'].strip()}")

    def import_image(self, archive: Path, name: str) -> None:
        """Make an image of a tar archive of its files."""
        with self._asking(f"import the image {name}"):
            self._api.import_image(str(archive), repository=name, tag="latest")

    def output_of(self, image: str, command: tuple[str, ...], labels: Labels) -> str:
        """Run a command in an image and return what it prints. Raises ``LookupError`` where it can't or fails."""
        with self._asking(f"try out the image {image}"):
            container = self._api.create_container(
                image,
                list(command),
                entrypoint="",
                labels=dict(labels),
                host_config=self._api.create_host_config(network_mode="none"),
            )["Id"]
            try:
                try:
                    self._api.start(container)
                except docker.errors.APIError as error:
                    raise LookupError(str(error.explanation)) from error
                code = self._api.wait(container)["StatusCode"]
                text: str = self._api.logs(container).decode("utf-8", "replace")
            finally:
                self._api.remove_container(container, force=True, v=True)
        if code != 0:
            raise LookupError(text.strip())
        return text


def _pulling(name: str, line: dict[str, Any]) -> str:
    """What a line of the engine's tells of a layer."""
    progress = line.get("progressDetail") or {}
    words = [f"pulling {name}:", str(line.get("status", "")), str(line.get("id", ""))]
    if progress.get("total"):
        words.append(f"{progress.get('current', 0) / 1e6:.1f} of {progress['total'] / 1e6:.1f} MB")
    return " ".join(word for word in words if word)
