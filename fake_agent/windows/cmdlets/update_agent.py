"""The COM classes of Windows Update: Microsoft.Update.Session, its searcher, downloader, installer and their like."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from fake_agent.powershell.cmdlets.utility import COM_CLASSES
from fake_agent.powershell.dotnet.types import define
from fake_agent.powershell.errors import PowerShellError, failure
from fake_agent.powershell.values.collections import NetList
from fake_agent.powershell.values.numbers import Int64
from fake_agent.powershell.values.times import UTC_KIND, DateTime
from fake_agent.windows import updates
from fake_agent.windows.image import INSTALLED
from fake_agent.windows.machine import Machine
from fake_agent.windows.updates import Update, UpdateError

COM = "System.__ComObject"
SUCCEEDED = 2
"""The result code of the update agent for what went well."""

INSTALLATION = 1
_IMPACT, _REBOOTS = 0, 2
_CATEGORIES = {
    "Security Updates": "0fa1201d-4330-4fa8-8ae9-b877473b6441",
    "Update Rollups": "28bc880e-0592-4cbf-8f95-c79b17911d5f",
    "Definition Updates": "e0789628-ce08-4437-be74-2495b842f43b",
}
_SERVICES = (
    ("Windows Update", "9482f4b4-e343-43b6-b170-9a65bc822c77", True),
    ("Microsoft Update", "7971f918-a847-4430-9279-4a52d1efe18d", False),
)


class Agent:
    """An object of the update agent: its kind by its interface, properties by name, and functions for its methods."""

    __slots__ = ("context", "values")

    def __init__(self, context: Any, **values: Any) -> None:
        self.context = context
        self.values = values

    @property
    def machine(self) -> Machine:
        """The machine whose updates they are."""
        machine: Machine = self.context.host.machine
        return machine


def _interface(
    name: str, properties: str = "", writable: str = "", methods: dict[str, Callable[..., Any]] | None = None
) -> type[Agent]:
    """An interface of the update agent as a class of its own."""

    def reads(member: str) -> Callable[[Agent], Any]:
        def read(agent: Agent) -> Any:
            value = agent.values.get(member)
            return value() if callable(value) else value

        return read

    def writes(member: str) -> Callable[[Agent, Any], None]:
        return lambda agent, value: agent.values.__setitem__(member, value)

    made = type(name, (Agent,), {"__slots__": ()})
    define(
        f"{COM}#{name}",
        made,
        properties={member: reads(member) for member in properties.split()},
        writable={member: (reads(member), writes(member)) for member in writable.split()},
        methods=methods or {},
    )
    return made


define(
    f"{COM}#Collection",
    properties={"Count": lambda held: len(held.items)},
    methods={
        "object Item(int index)": lambda held, index: held.items[index],
        "object get_Item(int index)": lambda held, index: held.items[index],
        "int Add(object value)": lambda held, value: held.items.append(value) or len(held.items) - 1,
        "void RemoveAt(int index)": lambda held, index: held.items.pop(index) and None,
        "void Clear()": lambda held: held.items.clear(),
    },
)


def _collection(items: Sequence[Any] = ()) -> NetList:
    return NetList(f"{COM}#Collection", items)


def _refused(error: UpdateError) -> PowerShellError:
    """COM's refusals are no exceptions of a call, but errors by themselves."""
    name = "System.Runtime.InteropServices.COMException"
    refused = failure(str(error), name, "OperationStopped", exception=name)
    refused.record.exception.extra["hresult"] = error.code - 2**32
    return refused


def _moment(timestamp: float) -> DateTime:
    return DateTime.of(datetime.fromtimestamp(timestamp, UTC), UTC_KIND)


# --- updates -------------------------------------------------------------------------------------------------------

_Identity = _interface("IUpdateIdentity", "UpdateID RevisionNumber")
_Category = _interface("ICategory", "Name CategoryID Type Description")
_Behavior = _interface("IInstallationBehavior", "CanRequestUserInput Impact RebootBehavior RequiresNetworkConnectivity")


def _has(word: str) -> Callable[[Any], bool]:
    return lambda one: word in updates.state(one.machine, one.values["native"])


def _is_downloaded(one: Any) -> bool:
    return bool(updates.state(one.machine, one.values["native"]) & {"downloaded", "installed"})


def _hide(one: Any, hidden: Any) -> None:
    words = ("hidden",)
    updates.mark(one.machine, one.values["native"], add=words if hidden else (), take=() if hidden else words)


_Update = _interface(
    "IUpdate",
    "Title Description Identity KBArticleIDs Categories MsrcSeverity MaxDownloadSize MinDownloadSize Type "
    "LastDeploymentChangeTime SupportUrl MoreInfoUrls InstallationBehavior SecurityBulletinIDs EulaAccepted "
    "IsMandatory AutoSelectOnWebSites IsBeta IsUninstallable BundledUpdates CanRequireSource Deadline DownloadPriority",
    methods={"void AcceptEula()": lambda _one: None},
)
define(
    f"{COM}#IUpdate",
    properties={
        "IsInstalled": _has("installed"),
        "IsDownloaded": lambda one: bool(
            updates.state(one.machine, one.values["native"]) & {"downloaded", "installed"}
        ),
        "RebootRequired": _has("restart"),
        "IsPresent": _has("installed"),
    },
    writable={"IsHidden": (_has("hidden"), _hide)},
)


def _update(context: Any, update: Update) -> Agent:
    return _Update(
        context,
        native=update,
        Title=update.title,
        Description=update.description,
        Identity=_Identity(context, UpdateID=update.identifier, RevisionNumber=200),
        KBArticleIDs=_collection([update.kb]),
        Categories=_collection(
            [
                _Category(
                    context, Name=update.category, CategoryID=_CATEGORIES[update.category], Type="UpdateClassification"
                )
            ]
        ),
        MsrcSeverity=update.severity or None,
        MaxDownloadSize=Int64(update.size),
        MinDownloadSize=Int64(0),
        Type=1,
        LastDeploymentChangeTime=_moment(INSTALLED + update.hours_after_image * 3600.0),
        SupportUrl="https://support.microsoft.com",
        MoreInfoUrls=_collection([f"https://support.microsoft.com/help/{update.kb}"]),
        InstallationBehavior=_Behavior(
            context,
            CanRequestUserInput=False,
            Impact=_IMPACT,
            RebootBehavior=_REBOOTS if update.restart else 0,
            RequiresNetworkConnectivity=False,
        ),
        SecurityBulletinIDs=_collection(),
        EulaAccepted=True,
        IsMandatory=False,
        AutoSelectOnWebSites=True,
        IsBeta=False,
        IsUninstallable=update.restart,
        BundledUpdates=_collection(),
        CanRequireSource=False,
        DownloadPriority=2,
    )


# --- searching -----------------------------------------------------------------------------------------------------

_SearchResult = _interface("ISearchResult", "ResultCode Updates RootCategories Warnings")
_HistoryEntry = _interface(
    "IUpdateHistoryEntry",
    "Operation ResultCode HResult Date UpdateIdentity Title Description ClientApplicationID ServerSelection SupportUrl",
)


def _search(searcher: Agent, criteria: str) -> Agent:
    try:
        updates.check_agent(searcher.machine)
        found = updates.search(searcher.machine, criteria)
    except UpdateError as error:
        raise _refused(error) from None
    searcher.context.host.sleep(updates.SEARCH_SECONDS)
    listed = _collection([_update(searcher.context, update) for update in found])
    return _SearchResult(
        searcher.context,
        ResultCode=SUCCEEDED,
        Updates=listed,
        RootCategories=_collection(),
        Warnings=_collection(),
    )


def _history(searcher: Agent, start: int, count: int) -> NetList:
    entries = [
        _HistoryEntry(
            searcher.context,
            Operation=INSTALLATION,
            ResultCode=SUCCEEDED,
            HResult=0,
            Date=_moment(at),
            UpdateIdentity=_Identity(searcher.context, UpdateID=update.identifier, RevisionNumber=200),
            Title=update.title,
            Description=update.description,
            ClientApplicationID="",
            ServerSelection=SUCCEEDED,
            SupportUrl="https://support.microsoft.com",
        )
        for update, at in updates.installed(searcher.machine)
    ]
    return _collection(entries[start : start + count])


_Searcher = _interface(
    "IUpdateSearcher",
    writable="Online ServerSelection ServiceID IncludePotentiallySupersededUpdates ClientApplicationID "
    "CanAutomaticallyUpgradeService",
    methods={
        "object Search(string criteria)": _search,
        "int GetTotalHistoryCount()": lambda searcher: len(updates.installed(searcher.machine)),
        "object QueryHistory(int startIndex, int count)": _history,
    },
)


def _searcher(context: Any) -> Agent:
    return _Searcher(context, Online=True, ServerSelection=0, ServiceID="", IncludePotentiallySupersededUpdates=False)


# --- downloading and installing ------------------------------------------------------------------------------------

_UpdateResult = _interface("IUpdateInstallationResult", "ResultCode HResult RebootRequired")
_Result = _interface(
    "IInstallationResult",
    "ResultCode HResult RebootRequired",
    methods={"object GetUpdateResult(int updateIndex)": lambda result, index: result.values["parts"][index]},
)
_NO_UPDATES, _NOT_DOWNLOADED = 0x80240024, 0x80246007


def _natives(worker: Agent) -> list[Update]:
    held = worker.values.get("Updates")
    found = [one.values["native"] for one in held.items] if isinstance(held, NetList) else []
    if not found:
        raise _refused(UpdateError(_NO_UPDATES))
    return found


def _result(worker: Agent, chosen: Sequence[Update], *, waits: bool) -> Agent:
    parts = [
        _UpdateResult(worker.context, ResultCode=SUCCEEDED, HResult=0, RebootRequired=waits and update.restart)
        for update in chosen
    ]
    return _Result(worker.context, ResultCode=SUCCEEDED, HResult=0, RebootRequired=waits, parts=parts)


def _download(worker: Agent) -> Agent:
    chosen = _natives(worker)
    try:
        updates.check_agent(worker.machine)
    except UpdateError as error:
        raise _refused(error) from None
    updates.download(worker.machine, chosen, worker.context.host.sleep)
    return _result(worker, chosen, waits=False)


def _install(worker: Agent) -> Agent:
    chosen = _natives(worker)
    if not all(updates.state(worker.machine, update) & {"downloaded", "installed"} for update in chosen):
        raise _refused(UpdateError(_NOT_DOWNLOADED))
    try:
        updates.check_agent(worker.machine, outside=False)
    except UpdateError as error:
        raise _refused(error) from None
    waits = updates.install(worker.machine, chosen, worker.context.host.sleep)
    return _result(worker, chosen, waits=waits)


_Downloader = _interface(
    "IUpdateDownloader",
    writable="Updates ClientApplicationID IsForced Priority",
    methods={"object Download()": _download},
)
_Installer = _interface(
    "IUpdateInstaller",
    "IsBusy",
    "Updates ClientApplicationID IsForced AllowSourcePrompts ForceQuiet ParentHwnd",
    methods={"object Install()": _install},
)
define(
    f"{COM}#IUpdateInstaller",
    properties={"RebootRequiredBeforeInstallation": lambda worker: updates.restart_pending(worker.machine)},
)


def _downloader(context: Any) -> Agent:
    return _Downloader(context, Updates=_collection(), IsForced=False, Priority=3)


def _installer(context: Any) -> Agent:
    return _Installer(context, Updates=_collection(), IsBusy=False, IsForced=False, AllowSourcePrompts=True)


# --- session, services, settings -----------------------------------------------------------------------------------

_Service = _interface(
    "IUpdateService", "Name ServiceID IsManaged IsDefaultAUService IsRegisteredWithAU OffersWindowsUpdates"
)


def _services(manager: Agent) -> NetList:
    added = manager.machine.settings.get("update_services", ())
    return _collection(
        [
            _Service(
                manager.context,
                Name=name,
                ServiceID=identifier,
                IsManaged=False,
                IsDefaultAUService=default,
                IsRegisteredWithAU=True,
                OffersWindowsUpdates=True,
            )
            for name, identifier, default in _SERVICES
            if default or identifier in added
        ]
    )


def _add_service(manager: Agent, identifier: str, _flags: int, _cabinet: str) -> Agent:
    settings = manager.machine.settings
    settings["update_services"] = (*settings.get("update_services", ()), identifier.lower())
    found = [one for one in _services(manager).items if one.values["ServiceID"] == identifier.lower()]
    if not found:
        raise _refused(UpdateError(0x80240042))
    added: Agent = found[0]
    return added


_Manager = _interface(
    "IUpdateServiceManager2",
    writable="ClientApplicationID",
    methods={"object AddService2(string serviceID, int flags, string authorizationCabPath)": _add_service},
)
define(f"{COM}#IUpdateServiceManager2", properties={"Services": _services})
_Session = _interface(
    "IUpdateSession",
    "ReadOnly",
    "ClientApplicationID UserLocale WebProxy",
    methods={
        "object CreateUpdateSearcher()": lambda session: _searcher(session.context),
        "object CreateUpdateDownloader()": lambda session: _downloader(session.context),
        "object CreateUpdateInstaller()": lambda session: _installer(session.context),
        "object CreateUpdateServiceManager()": lambda session: _Manager(session.context),
    },
)
_System = _interface("ISystemInformation")
define(
    f"{COM}#ISystemInformation",
    properties={"RebootRequired": lambda system: updates.restart_pending(system.machine)},
)

COM_CLASSES.update(
    {
        "microsoft.update.session": lambda context: _Session(context, ReadOnly=False, UserLocale=1033),
        "microsoft.update.searcher": _searcher,
        "microsoft.update.downloader": _downloader,
        "microsoft.update.installer": _installer,
        "microsoft.update.updatecoll": lambda _context: _collection(),
        "microsoft.update.servicemanager": _Manager,
        "microsoft.update.systeminfo": _System,
    }
)
