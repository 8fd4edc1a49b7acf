"""ConvertFrom-StringData, and the cmdlets of secure strings."""

from fake_agent.powershell.cmdlets.registry import UTILITY, Call, Parameter, cmdlet, named, switches
from fake_agent.powershell.dotnet.various import SecureString
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values import hashing


@cmdlet(
    "ConvertFrom-StringData",
    Parameter("StringData", "string", 0, mandatory=True, by_value=True, allows=frozenset({"empty"})),
    module=UTILITY,
)
def convert_from_string_data(call: Call) -> None:
    """``name=value`` lines as a hashtable."""
    table = nets.Hashtable()
    table.hashing = hashing.ordinal_ignore_case
    for line in call.text("StringData").replace("\r\n", "\n").split("\n"):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        name, equals, value = stripped.partition("=")
        if not equals:
            raise call.failure(
                f"Data line '{stripped}' is not in 'name=value' format. ",
                "InvalidOperation",
                "InvalidOperation",
                exception="System.Management.Automation.PSInvalidOperationException",
            )
        if name.strip() in table:
            raise call.failure(
                f"Data item '{name.strip()}' in line '{stripped}' is already defined. ",
                "InvalidOperation",
                "InvalidOperation",
                exception="System.Management.Automation.PSInvalidOperationException",
            )
        table[name.strip()] = (
            value.strip().replace("\\\\", "\0").replace("\\n", "\n").replace("\\t", "\t").replace("\0", "\\")
        )
    call.write(table)


@cmdlet(
    "ConvertTo-SecureString",
    Parameter("String", "string", 0, mandatory=True, by_value=True),
    *switches("AsPlainText Force"),
    Parameter("SecureKey", "object", 1),
    *named("object", "Key"),
    module="Microsoft.PowerShell.Security",
)
def convert_to_secure_string(call: Call) -> None:
    """Text as a SecureString."""
    if call.switch("AsPlainText") and not call.switch("Force"):
        raise call.failure(
            "The system cannot protect plain text input. To suppress this warning and convert the plain text to "
            "a SecureString, reissue the command specifying the Force parameter. "
            "For more information ,type: get-help ConvertTo-SecureString.",
            "ImportSecureString_ForceRequired",
            "InvalidArgument",
            exception="System.ArgumentException",
        )
    call.write(SecureString(call.text("String")))


@cmdlet(
    "ConvertFrom-SecureString",
    Parameter("SecureString", "object", 0, mandatory=True, by_value=True),
    *switches("AsPlainText"),
    *named("object", "Key"),
    module="Microsoft.PowerShell.Security",
)
def convert_from_secure_string(call: Call) -> None:
    """A SecureString as encrypted text (here: its content in hexadecimal)."""
    secure = call.get("SecureString")
    call.write(secure.plain if call.switch("AsPlainText") else secure.plain.encode("utf-16-le").hex())
