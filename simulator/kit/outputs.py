"""What clients get to see of a script's output: the last 4,096 bytes of each stream, in each system's own form."""

from fake_agent.extension.output import OUTPUT_LIMIT, tail, windows_text

__all__ = ["OUTPUT_LIMIT", "messages", "visible"]


def visible(stream: str, os_type: str) -> str:
    """What is left of one stream of a script on a VM of this system (``Windows`` or ``Linux``)."""
    content = stream.encode()
    return tail(windows_text(content) if os_type == "Windows" else content)


def messages(stdout: str, stderr: str, os_type: str) -> tuple[str, ...]:
    """The messages of the result: two on Windows, one of both streams on Linux."""
    output, error = visible(stdout, os_type), visible(stderr, os_type)
    if os_type == "Windows":
        return (output, error)
    return (f"Enable succeeded: \n[stdout]\n{output}\n[stderr]\n{error}",)
