"""Type accelerators of Windows PowerShell 5.1 for types that other modules define, or that the simulator lacks."""

from fake_agent.powershell.dotnet.types import ACCELERATORS, define, define_plain
from fake_agent.powershell.operators.wildcards import has_wildcard, wildcard

_AUTOMATION = "System.Management.Automation"
_CIM = "Microsoft.Management.Infrastructure"

ACCELERATORS |= {
    "adsi": "System.DirectoryServices.DirectoryEntry",
    "adsisearcher": "System.DirectoryServices.DirectorySearcher",
    "cimclass": f"{_CIM}.CimClass",
    "cimconverter": f"{_CIM}.CimConverter",
    "ciminstance": f"{_CIM}.CimInstance",
    "cimsession": f"{_CIM}.CimSession",
    "cimtype": f"{_CIM}.CimType",
    "dsclocalconfigurationmanager": f"{_AUTOMATION}.DscLocalConfigurationManagerAttribute",
    "dscproperty": f"{_AUTOMATION}.DscPropertyAttribute",
    "dscresource": f"{_AUTOMATION}.DscResourceAttribute",
    "initialsessionstate": f"{_AUTOMATION}.Runspaces.InitialSessionState",
    "ipendpoint": "System.Net.IPEndPoint",
    "nullstring": f"{_AUTOMATION}.Language.NullString",
    "objectsecurity": "System.Security.AccessControl.ObjectSecurity",
    "physicaladdress": "System.Net.NetworkInformation.PhysicalAddress",
    "powershell": f"{_AUTOMATION}.PowerShell",
    "pslistmodifier": f"{_AUTOMATION}.PSListModifier",
    "psmoduleinfo": f"{_AUTOMATION}.PSModuleInfo",
    "psprimitivedictionary": f"{_AUTOMATION}.PSPrimitiveDictionary",
    "pstypenameattribute": f"{_AUTOMATION}.PSTypeNameAttribute",
    "psvariable": f"{_AUTOMATION}.PSVariable",
    "psvariableproperty": f"{_AUTOMATION}.PSVariableProperty",
    "runspace": f"{_AUTOMATION}.Runspaces.Runspace",
    "runspacefactory": f"{_AUTOMATION}.Runspaces.RunspaceFactory",
    "wildcardpattern": f"{_AUTOMATION}.WildcardPattern",
    "wmi": "System.Management.ManagementObject",
    "wmiclass": "System.Management.ManagementClass",
    "wmisearcher": "System.Management.ManagementObjectSearcher",
    "x500distinguishedname": "System.Security.Cryptography.X509Certificates.X500DistinguishedName",
    "x509certificate": "System.Security.Cryptography.X509Certificates.X509Certificate",
}
define_plain(
    f"{_AUTOMATION}.PSModuleInfo",
    f"{_AUTOMATION}.PSVariable",
    f"{_CIM}.CimInstance",
    f"{_CIM}.CimSession",
)
define(f"{_AUTOMATION}.Language.NullString", static_properties={"Value": lambda _context: None})


class WildcardPattern:
    """System.Management.Automation.WildcardPattern."""

    __slots__ = ("case_sensitive", "text")

    def __init__(self, text: str, options: str = "None") -> None:
        self.text = text
        self.case_sensitive = "IgnoreCase" not in str(options)

    def matches(self, text: str) -> bool:
        """Whether the whole text fits the pattern."""
        return wildcard(self.text, case_sensitive=self.case_sensitive).match(text) is not None


def _escape(pattern: str) -> str:
    return "".join(f"`{one}" if one in "*?[]" else one for one in pattern)


def _unescape(pattern: str) -> str:
    made = pattern
    for one in "*?[]":
        made = made.replace(f"`{one}", one)
    return made


define(
    f"{_AUTOMATION}.WildcardPattern",
    WildcardPattern,
    methods={"bool IsMatch(string input)": lambda pattern, text: pattern.matches(text)},
    static_methods={
        "string Escape(string pattern)": _escape,
        "string Unescape(string pattern)": _unescape,
        "bool ContainsWildcardCharacters(string pattern)": has_wildcard,
        f"{_AUTOMATION}.WildcardPattern Get(string pattern, string options)": WildcardPattern,
    },
    constructors={f"{_AUTOMATION}.WildcardPattern new(string pattern, [string options])": WildcardPattern},
)
