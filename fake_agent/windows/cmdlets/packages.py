"""Modules, packages and archives: PowerShellGet, PackageManagement, Microsoft.PowerShell.Archive."""

import io
import ntpath
import zipfile

from fake_agent.powershell.cmdlets.registry import Call, cmdlet, named, switches
from fake_agent.powershell.formatting.views import Column, TableView, register_view
from fake_agent.powershell.values.objects import PSObject
from fake_agent.windows.cmdlets.support import ask, fits, host_of, machine_of, parameter

PROVIDER = "Microsoft.PackageManagement.Implementation.PackageProvider"
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
NUGET = "NuGet"

register_view(PROVIDER, TableView((Column("Name", 24), Column("Version", 16), Column("DynamicOptions"))))

PACKAGE = "Microsoft.PackageManagement.Packaging.SoftwareIdentity"
register_view(
    PACKAGE,
    TableView((Column("Name", 30), Column("Version", 16), Column("Source", 16), Column("Summary", 0))),
)

_PROVIDERS = {"msi": "3.0.0.0", "msu": "3.0.0.0", "PowerShellGet": "1.0.0.1", "Programs": "3.0.0.0"}


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
    if not call.switch("Force"):
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


@cmdlet(
    "Set-PSRepository",
    parameter("Name", "string", 0, mandatory=True),
    *named("string", "InstallationPolicy SourceLocation PublishLocation"),
    module="PowerShellGet",
)
def set_ps_repository(call: Call) -> None:
    """Set-PSRepository: whether a gallery is trusted changes nothing here."""
    call.text("Name")


def _path(call: Call, name: str) -> str:
    return ntpath.normpath(ntpath.join(call.context.location, call.text(name)))


@cmdlet(
    "Expand-Archive",
    parameter("Path", "string", 0, by_value=True),
    parameter("LiteralPath", "string", aliases=("PSPath",)),
    parameter("DestinationPath", "string", 1),
    *switches("Force PassThru"),
    module="Microsoft.PowerShell.Archive",
)
def expand_archive(call: Call) -> None:
    """Expand-Archive: reads the archive's bytes on the machine, whoever wrote them."""
    files = machine_of(call).files
    source = _path(call, "LiteralPath" if call.has("LiteralPath") else "Path")
    if not files.is_file(source):
        raise call.failure(
            f"The path '{source}' either does not exist or is not a valid file system path.",
            "ArchiveCmdletPathNotFound,Expand-Archive",
            "InvalidArgument",
            target=source,
            exception="System.InvalidOperationException",
        )
    plain = ntpath.splitext(ntpath.basename(source))[0]
    target = (
        _path(call, "DestinationPath") if call.has("DestinationPath") else ntpath.join(call.context.location, plain)
    )
    try:
        with zipfile.ZipFile(io.BytesIO(files.read(source))) as archive:
            for name in archive.namelist():
                path = ntpath.normpath(ntpath.join(target, name))
                files.make_folder(path if name.endswith("/") else ntpath.dirname(path))
                if not name.endswith("/"):
                    files.write(path, archive.read(name))
    except zipfile.BadZipFile as error:
        raise call.failure(
            "End of Central Directory record could not be found.",
            "MethodInvocationException,Expand-Archive",
            "NotSpecified",
            target=source,
            exception="System.IO.InvalidDataException",
        ) from error


@cmdlet(
    "Compress-Archive",
    parameter("Path", "string[]", 0, by_value=True),
    parameter("LiteralPath", "string[]", aliases=("PSPath",)),
    parameter("DestinationPath", "string", 1, mandatory=True),
    parameter("CompressionLevel", "string"),
    *switches("Force Update PassThru"),
    module="Microsoft.PowerShell.Archive",
)
def compress_archive(call: Call) -> None:
    """Compress-Archive."""
    files = machine_of(call).files
    target = _path(call, "DestinationPath")
    target = target if target.casefold().endswith(".zip") else f"{target}.zip"
    if files.exists(target) and not (call.switch("Force") or call.switch("Update")):
        raise call.failure(
            f"The archive file {target} already exists. Use the -Update parameter to update the existing archive file "
            "or use the -Force parameter to overwrite the existing archive file.",
            "ArchiveFileExists,Compress-Archive",
            "InvalidArgument",
            target=target,
        )
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for given in call.strings("Path") + call.strings("LiteralPath"):
            root = ntpath.normpath(ntpath.join(call.context.location, given.removesuffix("\\*")))
            if not files.exists(root):
                raise call.failure(
                    f"The path '{given}' either does not exist or is not a valid file system path.",
                    "ArchiveCmdletPathNotFound,Compress-Archive",
                    "InvalidArgument",
                    target=given,
                )
            above = root if given.endswith("\\*") else ntpath.dirname(root)
            for entry in files.walk(root):
                if not entry.is_folder:
                    name = entry.path[len(above) :].lstrip("\\").replace("\\", "/")
                    archive.writestr(zipfile.ZipInfo(name, ZIP_EPOCH), files.read(entry.path))
    files.write(target, content.getvalue())


@cmdlet(
    "Unblock-File",
    parameter("Path", "string[]", 0, by_value=True, by_property=True),
    parameter("LiteralPath", "string[]", aliases=("PSPath",)),
    module="Microsoft.PowerShell.Utility",
)
def unblock_file(call: Call) -> None:
    """Unblock-File: nothing is blocked here; a missing file is an error."""
    for given in call.strings("Path") + call.strings("LiteralPath"):
        path = ntpath.normpath(ntpath.join(call.context.location, given))
        if "*" not in path and not host_of(call).machine.files.exists(path):
            call.error(
                f"Could not find file '{path}'.",
                "FileNotFound",
                "ObjectNotFound",
                target=path,
                exception="System.IO.FileNotFoundException",
            )
