"""Get-FileHash."""

import hashlib

from fake_agent.powershell.cmdlets.items import expand, given_paths, missing
from fake_agent.powershell.cmdlets.registry import UTILITY, Call, Parameter, cmdlet, named
from fake_agent.powershell.formatting.views import Column, TableView, register_view
from fake_agent.powershell.values.objects import PSObject

FILE_HASH = "Microsoft.Powershell.Utility.FileHash"
_ALGORITHMS = ("SHA1", "SHA256", "SHA384", "SHA512", "MD5")
register_view(FILE_HASH, TableView((Column("Algorithm", 15), Column("Hash", 70), Column("Path"))))


@cmdlet(
    "Get-FileHash",
    Parameter("Path", "string[]", 0, by_value=True, by_property=True),
    Parameter("LiteralPath", "string[]", aliases=("PSPath",), by_property=True),
    Parameter("Algorithm", "string", 1),
    *named("object", "InputStream"),
    module=UTILITY,
)
def get_file_hash(call: Call) -> None:
    """The hashes of files; folders have none."""
    wanted = call.text("Algorithm", "SHA256").upper()
    if wanted not in _ALGORITHMS:
        raise call.failure(
            f"Cannot validate argument on parameter 'Algorithm'. The argument \"{call.text('Algorithm')}\" does not "
            f'belong to the set "SHA1,SHA256,SHA384,SHA512,MACTripleDES,MD5,RIPEMD160" specified by the ValidateSet '
            "attribute. Supply an argument that is in the set and then try the command again.",
            "ParameterArgumentValidationError,Get-FileHash",
            "InvalidData",
            exception="System.Management.Automation.ParameterBindingValidationException",
        )
    for path, literal in given_paths(call):
        for full in expand(call, path, literal=literal):
            entry = call.host.files.entry(full)
            if entry is None:
                missing(call, full)
            elif not entry.is_folder:
                content = bytes(call.host.files.read(full))
                digest = hashlib.new(wanted.lower(), content, usedforsecurity=False).hexdigest().upper()
                call.write(PSObject.of({"Algorithm": wanted, "Hash": digest, "Path": entry.path}, FILE_HASH))
