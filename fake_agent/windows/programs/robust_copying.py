"""robocopy: folders copied and mirrored, with its report."""

import ntpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from fake_agent.powershell.host import FileEntry, ProgramResult
from fake_agent.windows.command_processor.text import split_arguments
from fake_agent.windows.errors import number_of, reason
from fake_agent.windows.programs.maintenance import full_path
from fake_agent.windows.programs.registry import Call, lines, program

COPIED, EXTRA, FAILED, SERIOUS = 1, 2, 8, 16
"""The bits of the exit code (documented)."""

DEFAULT_RETRIES, DEFAULT_WAIT = 1_000_000, 30
_RULE = "-" * 78
_DEEP = {"/s", "/e", "/mir", "/move"}
_SHORT = {
    "b",
    "e",
    "j",
    "l",
    "s",
    "z",
    "fft",
    "dst",
    "eta",
    "mir",
    "mov",
    "ndl",
    "nfl",
    "njh",
    "njs",
    "np",
    "sec",
    "sl",
}
_SWITCHES = {f"/{name}" for name in (*_SHORT, "compress", "copyall", "move", "nodcopy", "purge", "tee", "xj", "zb")}
_VALUES = ("/r:", "/w:", "/copy:", "/dcopy:", "/mt", "/log:", "/log+:", "/unilog:", "/ipg:")
_LISTS = ("/xf", "/xd")


@dataclass
class _Order:
    """What the command line asks for."""

    source: str
    target: str
    patterns: list[str]
    options: dict[str, str]
    excluded: dict[str, list[str]]

    def has(self, *names: str) -> bool:
        return any(name in self.options for name in names)

    @property
    def deep(self) -> bool:
        return self.has(*_DEEP)

    @property
    def retries(self) -> int:
        return int(self.options.get("/r", DEFAULT_RETRIES))

    @property
    def wait(self) -> int:
        return int(self.options.get("/w", DEFAULT_WAIT))

    def wants(self, entry: FileEntry) -> bool:
        name = ntpath.basename(entry.path).casefold()
        return _fits(name, self.patterns) and not _fits(name, self.excluded["/xf"])


@dataclass
class _Report:
    """The counts of the summary: total, copied, skipped, mismatch, failed, extras."""

    text: list[str] = field(default_factory=list)
    folders: list[int] = field(default_factory=lambda: [0] * 6)
    files: list[int] = field(default_factory=lambda: [0] * 6)
    sizes: list[int] = field(default_factory=lambda: [0] * 6)

    def count(self, entry: FileEntry, *columns: int) -> None:
        for column in columns:
            self.files[column] += 1
            self.sizes[column] += entry.size


_TOTAL, _COPIED, _SKIPPED, _FAILED, _EXTRA = 0, 1, 2, 4, 5


def _fits(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(name, "*" if pattern == "*.*" else pattern.casefold()) for pattern in patterns)


@program("robocopy")
def robocopy(call: Call) -> ProgramResult:
    """``robocopy SOURCE TARGET [FILES] [/s | /e | /mir] [/mov | /move] [/xf ..] [/xd ..] [/r:N] [/w:N] [/np ...]``."""
    order = _read(call)
    report = _Report()
    if not order.has("/njh"):
        report.text += _heading(call, order)
    if not call.files.is_folder(order.source):
        moment = f"{call.machine.local_time():%Y/%m/%d %H:%M:%S}"
        report.text += [
            f"{moment} ERROR 2 (0x00000002) Accessing Source Directory {order.source}\\",
            "The system cannot find the file specified.",
        ]
        return _told(call, order, report, SERIOUS)
    _copy_folder(call, order, report, order.source, order.target)
    if not order.has("/njs"):
        report.text += _summary(call, report)
    bits = COPIED * bool(report.files[_COPIED]) + EXTRA * bool(report.files[_EXTRA] or report.folders[_EXTRA])
    return _told(call, order, report, bits + FAILED * bool(report.files[_FAILED]))


def _told(call: Call, order: _Order, report: _Report, code: int) -> ProgramResult:
    """The report on the console, or in the file that ``/log`` names; with ``/tee`` on both."""
    text = lines(*report.text)
    name = next((order.options[option] for option in ("/log", "/log+", "/unilog") if order.has(option)), "")
    if not name:
        return ProgramResult(text, "", code)
    path = full_path(call, name)
    keep = order.has("/log+") and call.files.exists(path)
    encoding = "utf-16" if order.has("/unilog") else "utf-8"
    call.files.write(path, (call.files.read(path) if keep else b"") + text.encode(encoding))
    return ProgramResult(lines("", f"   Log File : {path}", "") + (text if order.has("/tee") else ""), "", code)


def _read(call: Call) -> _Order:
    """The command line; ``MissingFeature`` for an option that is not simulated."""
    words: list[str] = []
    options: dict[str, str] = {}
    excluded: dict[str, list[str]] = {name: [] for name in _LISTS}
    collecting: list[str] | None = None
    for argument in split_arguments(call.tail):
        folded = argument.casefold()
        if not folded.startswith("/"):
            (words if collecting is None else collecting).append(argument)
            continue
        collecting = excluded.get(folded)
        name, _, value = argument.partition(":")
        name = name.casefold()
        if folded in _SWITCHES or any(folded.startswith(known) for known in _VALUES):
            options[name] = value
        elif collecting is None:
            raise call.lacks()
    if len(words) < 2:
        raise call.lacks()
    source, target = (full_path(call, word) for word in words[:2])
    return _Order(source, target, words[2:] or ["*.*"], options, excluded)


def _copy_folder(call: Call, order: _Order, report: _Report, source: str, target: str) -> None:
    entries = call.files.entries(source)
    files = [entry for entry in entries if not entry.is_folder and order.wants(entry)]
    report.folders[_TOTAL] += 1
    new = not call.files.is_folder(target)
    report.folders[_COPIED if new else _SKIPPED] += 1
    if not order.has("/ndl"):
        kind = "New Dir   " if new else " " * 10
        report.text.append(f"\t  {kind}{len(files):>8}\t{source}\\")
    if new and not order.has("/l") and (files or order.has("/e", "/mir") or source == order.source):
        call.files.make_folder(target)
    _remove_extras(call, order, report, {ntpath.basename(entry.path).casefold() for entry in entries}, target)
    for entry in files:
        _copy_file(call, order, report, entry, f"{target}\\{ntpath.basename(entry.path)}")
    for entry in _folders(order, entries):
        _copy_folder(call, order, report, entry.path, f"{target}\\{ntpath.basename(entry.path)}")
    if order.has("/move") and not call.files.entries(source):
        call.files.remove(source)


def _folders(order: _Order, entries: Sequence[FileEntry]) -> Iterator[FileEntry]:
    for entry in entries if order.deep else ():
        name = ntpath.basename(entry.path).casefold()
        if entry.is_folder and not _fits(name, order.excluded["/xd"]):
            yield entry


def _remove_extras(call: Call, order: _Order, report: _Report, names: set[str], target: str) -> None:
    """What is in the target only; ``/purge`` and ``/mir`` remove it."""
    for entry in call.files.entries(target) if call.files.is_folder(target) else ():
        if ntpath.basename(entry.path).casefold() in names or not (entry.is_folder or order.wants(entry)):
            continue
        if entry.is_folder:
            if not order.deep:
                continue
            report.folders[_EXTRA] += 1
        else:
            report.count(entry, _EXTRA)
            if not order.has("/nfl"):
                report.text.append(f"\t  *EXTRA File \t\t{_size(entry.size):>8}\t{ntpath.basename(entry.path)}")
        if order.has("/mir", "/purge") and not order.has("/l"):
            call.files.remove(entry.path)


def _copy_file(call: Call, order: _Order, report: _Report, entry: FileEntry, destination: str) -> None:
    report.count(entry, _TOTAL)
    there = call.files.entry(destination)
    if there is not None and (there.size, there.written) == (entry.size, entry.written):
        report.count(entry, _SKIPPED)
        return
    kind = "New File  " if there is None else ("Newer     " if entry.written > there.written else "Older     ")
    if not order.has("/nfl"):
        report.text.append(f"\t    {kind}\t\t{_size(entry.size):>8}\t{ntpath.basename(entry.path)}")
    if order.has("/l") or _tried(call, order, report, entry, destination):
        report.count(entry, _COPIED)
        if not order.has("/np", "/nfl", "/l"):
            report.text[-1] += "\r  0%  \r100%  "
        if order.has("/mov", "/move") and not order.has("/l"):
            call.files.remove(entry.path)
    else:
        report.count(entry, _FAILED)


def _tried(call: Call, order: _Order, report: _Report, entry: FileEntry, destination: str) -> bool:
    """Copy the file, as often as it takes: without ``/r`` a million times, half a minute apart."""
    for attempt in range(order.retries + 1):
        try:
            call.files.copy(entry.path, destination)
        except OSError as error:
            number = number_of(error)
            moment = f"{call.machine.local_time():%Y/%m/%d %H:%M:%S}"
            report.text += [f"{moment} ERROR {number} (0x{number:08X}) Copying File {entry.path}", reason(error), ""]
            if attempt < order.retries:
                report.text.append(f"Waiting {order.wait} seconds... Retrying...")
                call.execution.wait(order.wait)
        else:
            return True
    report.text += ["ERROR: RETRY LIMIT EXCEEDED.", ""]
    return False


def _size(count: int) -> str:
    return str(count) if count < 10**6 else f"{count / 2**20:.1f} m"


def _heading(call: Call, order: _Order) -> list[str]:
    bar = "-" * 79
    moment = call.machine.local_time()
    return [
        "",
        bar,
        "   ROBOCOPY     ::     Robust File Copy for Windows                              ",
        bar,
        "",
        f"  Started : {_moment(moment)}",
        f"   Source : {order.source}\\",
        f"     Dest : {order.target}\\",
        "",
        f"    Files : {order.patterns[0]}",
        *(f"\t    {pattern}" for pattern in order.patterns[1:]),
        "\t    ",
        f"  Options : {_shown_options(order)} ",
        "",
        _RULE,
        "",
    ]


def _shown_options(order: _Order) -> str:
    mirrors = order.has("/mir")
    shown = [
        ("*.*", order.patterns == ["*.*"]),
        ("/NDL", order.has("/ndl")),
        ("/NFL", order.has("/nfl")),
        ("/S", order.deep),
        ("/E", order.has("/e", "/move") or mirrors),
        ("/DCOPY:DA", True),
        ("/COPY:DAT", True),
        ("/PURGE", order.has("/purge") or mirrors),
        ("/MIR", mirrors),
        ("/MOV", order.has("/mov")),
        ("/MOVE", order.has("/move")),
        ("/NP", order.has("/np")),
        (f"/R:{order.retries}", True),
        (f"/W:{order.wait}", True),
    ]
    return " ".join(text for text, given in shown if given)


def _summary(call: Call, report: _Report) -> list[str]:
    def row(name: str, numbers: Sequence[object]) -> str:
        return f"{name:>8} : " + "".join(f"{number:>9} " for number in numbers).rstrip()

    sizes = [str(size) if size < 2**10 else _scaled(size) for size in report.sizes]
    return [
        "",
        _RULE,
        "",
        "               Total    Copied   Skipped  Mismatch    FAILED    Extras",
        row("Dirs", report.folders),
        row("Files", report.files),
        row("Bytes", sizes),
        "   Times :   0:00:00   0:00:00                       0:00:00   0:00:00",
        f"   Ended : {_moment(call.machine.local_time())}",
        "",
    ]


def _scaled(size: int) -> str:
    unit, divisor = next(pair for pair in (("g", 2**30), ("m", 2**20), ("k", 2**10)) if size >= pair[1])
    return f"{size / divisor:.2f} {unit}" if size / divisor < 10 else f"{size / divisor:.1f} {unit}"


def _moment(moment: object) -> str:
    return f"{moment:%A, %B} {moment:%d}, {moment:%Y} ".replace(" 0", " ") + f"{moment:%I:%M:%S %p}".lstrip("0")
