"""Get-Package and Uninstall-Package: installed products, and modules from the gallery."""

import ntpath
from collections.abc import Iterator
from dataclasses import dataclass

from fake_agent.powershell.cmdlets.registry import Call, cmdlet, named, switches
from fake_agent.powershell.errors import MissingFeature
from fake_agent.powershell.formatting.views import Column, TableView, register_view
from fake_agent.powershell.values.objects import PSObject
from fake_agent.windows.cmdlets.packages import MODULES_FOLDER, OWN_MODULES
from fake_agent.windows.cmdlets.support import fits, has_wildcard, host_of, machine_of, natives, parameter
from fake_agent.windows.machine import Machine
from fake_agent.windows.registry import LOCAL_MACHINE

PACKAGE = "Microsoft.PackageManagement.Packaging.SoftwareIdentity#GetPackage"
_PRODUCT_KEYS = tuple(
    rf"{LOCAL_MACHINE}\SOFTWARE\{view}Microsoft\Windows\CurrentVersion\Uninstall" for view in ("", "WOW6432Node\\")
)
register_view(
    PACKAGE,
    TableView(
        (Column("Name", 30), Column("Version", 16), Column("Source", 32), Column("ProviderName")),
    ),
)


@dataclass(frozen=True, slots=True)
class Package:
    """An installed package; ``key`` is a product's key among the installed ones."""

    name: str
    version: str
    source: str
    provider: str
    key: str = ""


def _packages(machine: Machine) -> Iterator[Package]:
    for root in _PRODUCT_KEYS:
        for name in machine.registry.subkeys(root) if machine.registry.exists(root) else ():
            key = rf"{root}\{name}"
            shown = machine.registry.read_text(key, "DisplayName")
            if shown:
                version = machine.registry.read_text(key, "DisplayVersion")
                source = machine.registry.read_text(key, "InstallLocation")
                yield Package(shown, version, source, "msi" if name.startswith("{") else "Programs", key)
    for entry in machine.files.entries(MODULES_FOLDER):
        name = ntpath.basename(entry.path)
        if name not in OWN_MODULES and entry.is_folder:
            versions = [ntpath.basename(one.path) for one in machine.files.entries(entry.path)]
            yield Package(name, versions[-1] if versions else "", "PSGallery", "PowerShellGet")


def _found(call: Call) -> list[Package]:
    """The packages that are asked for; a plain name that there is not is an error."""
    known = list(_packages(machine_of(call)))
    providers = call.strings("ProviderName")
    found: list[Package] = []
    for wanted in call.strings("Name") or ["*"]:
        matches = [one for one in known if fits(one.name, [wanted]) and fits(one.provider, providers)]
        if not matches and not has_wildcard(wanted):
            call.error(
                f"No package found for '{wanted}'.",
                f"NoMatchFound,Microsoft.PowerShell.PackageManagement.Cmdlets.{call.name.replace('-', '')}",
                "ObjectNotFound",
                target=f"Microsoft.Power...lets.{call.name.replace('-', '')}:{call.name.replace('-', '')}",
                exception="System.Exception",
            )
        found += matches
    return found


def _object(package: Package) -> PSObject:
    values = {
        "Name": package.name,
        "Version": package.version,
        "Source": package.source,
        "ProviderName": package.provider,
        "Summary": None,
        "Status": "Installed",
        "FastPackageReference": package.key or package.name,
        "FullPath": package.source,
    }
    return PSObject.of(values, PACKAGE, text=lambda _: package.name, native=package)


_SELECTION = (
    parameter("Name", "string[]", 0),
    *named("string[]", "ProviderName"),
    *named("string", "RequiredVersion MinimumVersion MaximumVersion Destination Scope"),
    *switches("AllVersions Force ForceBootstrap IncludeWindowsInstaller IncludeSystemComponent"),
)


@cmdlet("Get-Package", *_SELECTION, module="PackageManagement")
def get_package(call: Call) -> None:
    """Get-Package: products by their keys, and modules that Install-Module has brought."""
    for package in _found(call):
        call.write(_object(package))


@cmdlet(
    "Uninstall-Package",
    *_SELECTION,
    parameter("InputObject", "object[]", by_value=True),
    module="PackageManagement",
)
def uninstall_package(call: Call) -> None:
    """Uninstall-Package: products of Windows Installer and modules; programs have uninstallers of their own."""
    for package in natives(call, "InputObject", Package) or _found(call):
        if package.provider == "Programs":
            raise MissingFeature(f"Uninstall-Package {package.name}", "command")
        if not call.should_process(package.name, "Uninstall Package"):
            continue
        if package.key:
            code = package.key.rpartition("\\")[2]
            host_of(call).run_program("msiexec", ["/x", code, "/qn"], "", call.context.location)
        else:
            machine_of(call).files.remove(rf"{MODULES_FOLDER}\{package.name}")
        call.write(_object(package))
