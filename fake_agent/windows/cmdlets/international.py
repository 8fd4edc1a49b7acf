"""The languages of the machine: Get-UICulture, Get-WinSystemLocale, Get-WinUserLanguageList, Get-WinHomeLocation.

They are those of the image. What would change them is missing: the interpreter writes dates and numbers in one way.
"""

from fake_agent.powershell.cmdlets.registry import UTILITY, Call, cmdlet
from fake_agent.powershell.dotnet.various import Culture
from fake_agent.powershell.formatting.views import Column, ListView, TableView, register_view
from fake_agent.powershell.values.objects import PSObject

MODULE = "International"
LANGUAGE, PLACE = (
    "Microsoft.InternationalSettings.Commands.WinUserLanguage",
    "Microsoft.InternationalSettings.Commands.GeoId",
)
_LANGUAGE = {
    "LanguageTag": "en-US",
    "Autonym": "English (United States)",
    "EnglishName": "English",
    "LocalizedName": "English (United States)",
    "ScriptName": "Latin",
    "InputMethodTips": ["0409:00000409"],
    "Spellchecking": True,
    "Handwriting": False,
}
register_view(LANGUAGE, ListView([Column(name) for name in _LANGUAGE]))
register_view(PLACE, TableView((Column("GeoId", 8), Column("HomeLocation"))))


@cmdlet("Get-UICulture", module=UTILITY)
def get_ui_culture(call: Call) -> None:
    """Get-UICulture."""
    call.write(Culture("en-US"))


@cmdlet("Get-WinSystemLocale", module=MODULE)
def get_win_system_locale(call: Call) -> None:
    """Get-WinSystemLocale."""
    call.write(Culture("en-US"))


@cmdlet("Get-WinUserLanguageList", module=MODULE)
def get_win_user_language_list(call: Call) -> None:
    """Get-WinUserLanguageList."""
    call.write(PSObject.of(_LANGUAGE, LANGUAGE))


@cmdlet("Get-WinHomeLocation", module=MODULE)
def get_win_home_location(call: Call) -> None:
    """Get-WinHomeLocation."""
    call.write(PSObject.of({"GeoId": 244, "HomeLocation": "United States"}, PLACE))
