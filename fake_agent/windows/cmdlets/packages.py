"""Modules and packages: PowerShellGet and PackageManagement."""

import ntpath

from fake_agent.powershell.cmdlets.registry import Call, cmdlet, named, switches
from fake_agent.powershell.formatting.views import Column, TableView, register_view
from fake_agent.powershell.values.objects import PSObject
from fake_agent.windows.cmdlets.support import ask, fits, machine_of, parameter

PROVIDER = "Microsoft.PackageManagement.Implementation.PackageProvider"
NUGET = "NuGet"

register_view(PROVIDER, TableView((Column("Name", 24), Column("Version", 16), Column("DynamicOptions"))))

PACKAGE = "Microsoft.PackageManagement.Packaging.SoftwareIdentity"
register_view(
    PACKAGE,
    TableView((Column("Name", 30), Column("Version", 16), Column("Source", 16), Column("Summary", 0))),
)

_PROVIDERS = {"msi": "3.0.0.0", "msu": "3.0.0.0", "PowerShellGet": "1.0.0.1", "Programs": "3.0.0.0"}

REPOSITORY = "Microsoft.PowerShell.Commands.PSRepository"
GALLERY = "PSGallery"
GALLERY_KEY = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\PowerShell\PSRepositories"
"""Where the simulator keeps whether the gallery is trusted (chosen: Windows keeps a file in the user's profile)."""

register_view(
    REPOSITORY,
    TableView((Column("Name", 25), Column("InstallationPolicy", 20), Column("SourceLocation"))),
)

MODULES_FOLDER = r"C:\Program Files\WindowsPowerShell\Modules"
OWN_MODULES = frozenset(
    {"PackageManagement", "Pester", "PowerShellGet", "PSReadline", "Microsoft.PowerShell.Operation.Validation"}
)
"""Modules that Windows brings in that folder."""

INSTALLED_MODULE = "Microsoft.PowerShell.Commands.PSRepositoryItemInfo"
register_view(
    INSTALLED_MODULE,
    TableView((Column("Version", 10), Column("Name", 35), Column("Repository", 20), Column("Description"))),
)


@cmdlet(
    "Get-PackageProvider",
    parameter("Name", "string[]", 0),
    *switches("ListAvailable Force ForceBootstrap"),
    module="PackageManagement",
)
def get_package_provider(call: Call) -> None:
    """Get-PackageProvider."""
    installed = machine_of(call).settings.get("package_providers", ())
    known = {**_PROVIDERS, **dict.fromkeys(installed, "2.8.5.208")}
    for name, version in sorted(known.items(), key=lambda pair: pair[0].casefold()):
        if fits(name, call.strings("Name")):
            call.write(PSObject.of({"Name": name, "Version": version, "DynamicOptions": None}, PROVIDER))


@cmdlet(
    "Install-PackageProvider",
    parameter("Name", "string[]", 0, mandatory=True),
    *named("string", "MinimumVersion RequiredVersion MaximumVersion Scope Source"),
    *switches("Force ForceBootstrap AllVersions"),
    module="PackageManagement",
)
def install_package_provider(call: Call) -> None:
    """Install-PackageProvider: asks without ``-Force``; needs the way out."""
    if not call.switch("Force"):
        call.host.wait_for_input("Are you sure you want to perform this action?")
    machine = machine_of(call)
    if not machine.outbound_open:
        raise call.failure(
            f"No match was found for the specified search criteria for the provider '{call.text('Name')}'. The package "
            "provider requires 'PackageManagement' and 'Provider' tags. Please check if the specified package has the "
            "tags.",
            "NoMatchFoundForProvider,Microsoft.PowerShell.PackageManagement.Cmdlets.InstallPackageProvider",
            "InvalidArgument",
            exception="System.Exception",
        )
    call.host.sleep(10.0)
    installed = machine.settings.get("package_providers", ())
    for name in call.strings("Name"):
        machine.settings["package_providers"] = tuple(dict.fromkeys((*installed, name)))
        call.write(PSObject.of({"Name": name, "Version": "2.8.5.208", "DynamicOptions": None}, PROVIDER))


@cmdlet(
    "Install-Module",
    parameter("Name", "string[]", 0, mandatory=True, by_property=True),
    *named("string", "MinimumVersion MaximumVersion RequiredVersion Repository Scope"),
    *switches("Force AllowClobber SkipPublisherCheck AllowPrerelease AcceptLicense PassThru"),
    module="PowerShellGet",
)
def install_module(call: Call) -> None:
    """Install-Module: without ``-Force`` it asks about NuGet and the gallery; the module's folder is made, empty."""
    machine = machine_of(call)
    if not call.switch("Force") and machine.registry.read_text(GALLERY_KEY, GALLERY) != "Trusted":
        ask(call)
    if not machine.outbound_open:
        raise call.failure(
            f"No match was found for the specified search criteria and module name '{call.text('Name')}'. Try "
            "Get-PSRepository to see all available registered module repositories.",
            "NoMatchFoundForCriteria,Microsoft.PowerShell.PackageManagement.Cmdlets.InstallPackage",
            "ObjectNotFound",
            exception="System.Exception",
        )
    call.host.sleep(20.0)
    for name in call.strings("Name"):
        version = call.text("RequiredVersion", "1.0.0")
        machine.files.make_folder(rf"C:\Program Files\WindowsPowerShell\Modules\{name}\{version}")


@cmdlet(
    "Install-Package",
    parameter("Name", "string[]", 0, mandatory=True, by_property=True),
    *named("string", "RequiredVersion MinimumVersion MaximumVersion Source ProviderName Destination Scope"),
    *switches("Force AllVersions SkipDependencies ForceBootstrap AllowClobber SkipPublisherCheck AcceptLicense"),
    module="PackageManagement",
)
def install_package(call: Call) -> None:
    """Install-Package: without a source that can be reached nothing is found; else it asks, unless ``-Force``."""
    machine = machine_of(call)
    names = call.strings("Name")
    if not machine.outbound_open:
        raise call.failure(
            f"No match was found for the specified search criteria and package name '{names[0] if names else ''}'. Try "
            "Get-PackageSource to see all available registered package sources.",
            "NoMatchFoundForCriteria,Microsoft.PowerShell.PackageManagement.Cmdlets.InstallPackage",
            "ObjectNotFound",
            target="Microsoft.Power....InstallPackage",
            exception="System.Exception",
        )
    if not call.switch("Force"):
        call.host.wait_for_input("Are you sure that you want to install software from this source?")
    call.host.sleep(20.0)
    for name in names:
        version = call.text("RequiredVersion", "1.0.0")
        machine.files.make_folder(rf"C:\Program Files\PackageManagement\NuGet\Packages\{name}.{version}")
        values = {"Name": name, "Version": version, "Source": call.text("Source"), "Summary": ""}
        call.write(PSObject.of(values, PACKAGE))


def _known_repository(call: Call, name: str) -> None:
    if name.casefold() != GALLERY.casefold():
        raise call.failure(
            f"No repository with the name '{name}' was found.",
            "SourceNotFound,Microsoft.PowerShell.PackageManagement.Cmdlets.GetPackageSource",
            "ObjectNotFound",
            target=name,
            exception="System.Exception",
        )


@cmdlet("Get-PSRepository", parameter("Name", "string[]", 0), module="PowerShellGet")
def get_ps_repository(call: Call) -> None:
    """Get-PSRepository: the one that every machine knows."""
    for name in call.strings("Name"):
        if "*" not in name:
            _known_repository(call, name)
    policy = machine_of(call).registry.read_text(GALLERY_KEY, GALLERY) or "Untrusted"
    if fits(GALLERY, call.strings("Name")):
        values = {
            "Name": GALLERY,
            "InstallationPolicy": policy,
            "SourceLocation": "https://www.powershellgallery.com/api/v2",
            "Trusted": policy == "Trusted",
            "Registered": True,
        }
        call.write(PSObject.of(values, REPOSITORY))


@cmdlet(
    "Set-PSRepository",
    parameter("Name", "string", 0, mandatory=True),
    *named("string", "InstallationPolicy SourceLocation PublishLocation"),
    module="PowerShellGet",
)
def set_ps_repository(call: Call) -> None:
    """Set-PSRepository: whether the gallery is trusted, and so asked for."""
    _known_repository(call, call.text("Name"))
    if call.has("InstallationPolicy"):
        machine_of(call).registry.write(GALLERY_KEY, GALLERY, call.text("InstallationPolicy").capitalize())


@cmdlet("Get-InstalledModule", parameter("Name", "string[]", 0), module="PowerShellGet")
def get_installed_module(call: Call) -> None:
    """Get-InstalledModule: what Install-Module has brought."""
    files = machine_of(call).files
    entries = files.entries(MODULES_FOLDER) if files.exists(MODULES_FOLDER) else []
    names = [ntpath.basename(entry.path) for entry in entries]
    found = [name for name in names if fits(name, call.strings("Name")) and name not in OWN_MODULES]
    for wanted in call.strings("Name"):
        if not found and "*" not in wanted:
            raise call.failure(
                f"No match was found for the specified search criteria and module names '{wanted}'.",
                "NoMatchFound,Microsoft.PowerShell.PackageManagement.Cmdlets.GetPackage",
                "ObjectNotFound",
                exception="System.Exception",
            )
    for name in found:
        version = ntpath.basename(files.entries(rf"{MODULES_FOLDER}\{name}")[-1].path)
        values = {"Version": version, "Name": name, "Repository": GALLERY, "Description": ""}
        call.write(PSObject.of(values, INSTALLED_MODULE))
