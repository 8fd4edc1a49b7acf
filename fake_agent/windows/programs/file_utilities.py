"""fsutil and certutil, as far as scripts use them on files and volumes."""

import base64
import binascii
import hashlib
import textwrap

from fake_agent.powershell.host import ProgramResult
from fake_agent.windows.programs.maintenance import full_path
from fake_agent.windows.programs.registry import Call, failed, printed, program
from fake_agent.windows.programs.web_clients import url_cache

HASHES = ("MD2", "MD4", "MD5", "SHA1", "SHA256", "SHA384", "SHA512")
BEGIN, END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
NO_SUCH_FILE = 0x80070002
GIBIBYTE = 2**30


@program("fsutil")
def fsutil(call: Call) -> ProgramResult:
    """``fsutil volume diskfree C: | dirty query C: | file createnew PATH SIZE``."""
    match [word.casefold() for word in call.arguments]:
        case ["volume", "diskfree", _]:
            return _disk_free(call)
        case ["dirty", "query", letter]:
            return printed(f"Volume - {letter.upper()} is NOT Dirty")
        case ["file", "createnew", _, size] if size.isdigit():
            return _create(call, call.arguments[2], int(size))
    raise call.lacks()


def _disk_free(call: Call) -> ProgramResult:
    letter = call.arguments[2].rstrip(":\\").upper()
    drive = next((one for one in call.files.drives() if one.name == letter), None)
    if drive is None:
        return printed("Error 3: The system cannot find the path specified.", exit_code=1)
    rows = (("Total free bytes", drive.free), ("Total bytes", drive.size), ("Total quota free bytes", drive.free))
    return printed(*(f"{name:<32}: {size:>17,} ({size / GIBIBYTE:.1f} GB)" for name, size in rows))


def _create(call: Call, name: str, size: int) -> ProgramResult:
    path = full_path(call, name)
    if call.files.exists(path):
        return printed("Error 80: The file exists.", exit_code=1)
    free = next((drive.free for drive in call.files.drives() if drive.name == path[:1].upper()), 0)
    if size > free:
        return printed("Error 112: There is not enough space on the disk.", exit_code=1)
    try:
        call.files.write_zeros(path, size)
    except FileNotFoundError:
        return printed("Error 3: The system cannot find the path specified.", exit_code=1)
    return printed(f"File {path} is created")


@program("certutil")
def certutil(call: Call) -> ProgramResult:
    """``certutil -hashfile FILE [ALGORITHM] | -encode IN OUT | -decode IN OUT | -urlcache -f URL FILE``."""
    options, words = set(call.options), call.words
    if "/urlcache" in options and len(words) == 2:  # from and to
        return url_cache(call, words)
    if "/hashfile" in options and words:
        return _hash(call, words)
    if {"/encode", "/decode"} & options and len(words) == 2:
        return _recode(call, words, is_encoding="/encode" in options)
    raise call.lacks()


def _missing(verb: str) -> ProgramResult:
    sentence = "The system cannot find the file specified."
    return printed(
        f"CertUtil: -{verb} command FAILED: 0x80070002 (WIN32: 2 ERROR_FILE_NOT_FOUND)",
        f"CertUtil: {sentence}",
        exit_code=NO_SUCH_FILE,
    )


def _hash(call: Call, words: list[str]) -> ProgramResult:
    algorithm = (words[1:2] or ["SHA1"])[0].upper()
    if algorithm not in HASHES or algorithm in {"MD2", "MD4"}:
        raise call.lacks()
    path = full_path(call, words[0])
    if not call.files.is_file(path):
        return _missing("hashfile")
    digest = hashlib.new(algorithm, call.files.read(path), usedforsecurity=False).hexdigest()
    return printed(f"{algorithm} hash of {words[0]}:", digest, "CertUtil: -hashfile command completed successfully.")


def _recode(call: Call, words: list[str], *, is_encoding: bool) -> ProgramResult:
    verb = "encode" if is_encoding else "decode"
    source, target = full_path(call, words[0]), full_path(call, words[1])
    files = call.files
    if not files.is_file(source):
        return _missing(verb)
    if files.exists(target):
        return printed(
            f"{verb.capitalize()}ToFile returned The file exists. 0x80070050 (WIN32: 80 ERROR_FILE_EXISTS)",
            f"CertUtil: -{verb} command FAILED: 0x80070050 (WIN32: 80 ERROR_FILE_EXISTS)",
            "CertUtil: The file exists.",
            exit_code=0x80070050,
        )
    content = files.read(source)
    if is_encoding:
        rows = textwrap.wrap(base64.b64encode(content).decode(), 64)
        made = "".join(f"{row}\r\n" for row in (BEGIN, *rows, END)).encode()
    else:
        text = content.decode("ascii", "replace").replace(BEGIN, "").replace(END, "")
        try:
            made = base64.b64decode("".join(text.split()), validate=True)
        except binascii.Error:
            return failed(f"CertUtil: -{verb} command FAILED: 0x8007000d (WIN32: 13 ERROR_INVALID_DATA)", exit_code=13)
    files.write(target, made)
    return printed(
        f"Input Length = {len(content)}",
        f"Output Length = {len(made)}",
        f"CertUtil: -{verb} command completed successfully.",
    )
