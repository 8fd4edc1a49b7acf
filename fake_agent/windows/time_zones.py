"""Windows' names of time zones, and the zones of the tz database that they stand for (CLDR's windowsZones)."""

from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# Windows name: (tz database name, display name)
ZONES = {
    "Dateline Standard Time": ("Etc/GMT+12", "(UTC-12:00) International Date Line West"),
    "Hawaiian Standard Time": ("Pacific/Honolulu", "(UTC-10:00) Hawaii"),
    "Alaskan Standard Time": ("America/Anchorage", "(UTC-09:00) Alaska"),
    "Pacific Standard Time": ("America/Los_Angeles", "(UTC-08:00) Pacific Time (US & Canada)"),
    "US Mountain Standard Time": ("America/Phoenix", "(UTC-07:00) Arizona"),
    "Mountain Standard Time": ("America/Denver", "(UTC-07:00) Mountain Time (US & Canada)"),
    "Central Standard Time": ("America/Chicago", "(UTC-06:00) Central Time (US & Canada)"),
    "Central America Standard Time": ("America/Guatemala", "(UTC-06:00) Central America"),
    "Eastern Standard Time": ("America/New_York", "(UTC-05:00) Eastern Time (US & Canada)"),
    "SA Pacific Standard Time": ("America/Bogota", "(UTC-05:00) Bogota, Lima, Quito, Rio Branco"),
    "Atlantic Standard Time": ("America/Halifax", "(UTC-04:00) Atlantic Time (Canada)"),
    "Newfoundland Standard Time": ("America/St_Johns", "(UTC-03:30) Newfoundland"),
    "E. South America Standard Time": ("America/Sao_Paulo", "(UTC-03:00) Brasilia"),
    "Argentina Standard Time": ("America/Buenos_Aires", "(UTC-03:00) City of Buenos Aires"),
    "Azores Standard Time": ("Atlantic/Azores", "(UTC-01:00) Azores"),
    "UTC": ("UTC", "(UTC) Coordinated Universal Time"),
    "GMT Standard Time": ("Europe/London", "(UTC+00:00) Dublin, Edinburgh, Lisbon, London"),
    "Greenwich Standard Time": ("Atlantic/Reykjavik", "(UTC+00:00) Monrovia, Reykjavik"),
    "W. Europe Standard Time": ("Europe/Berlin", "(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna"),
    "Central Europe Standard Time": (
        "Europe/Budapest",
        "(UTC+01:00) Belgrade, Bratislava, Budapest, Ljubljana, Prague",
    ),
    "Romance Standard Time": ("Europe/Paris", "(UTC+01:00) Brussels, Copenhagen, Madrid, Paris"),
    "Central European Standard Time": ("Europe/Warsaw", "(UTC+01:00) Sarajevo, Skopje, Warsaw, Zagreb"),
    "GTB Standard Time": ("Europe/Bucharest", "(UTC+02:00) Athens, Bucharest"),
    "FLE Standard Time": ("Europe/Kiev", "(UTC+02:00) Helsinki, Kyiv, Riga, Sofia, Tallinn, Vilnius"),
    "South Africa Standard Time": ("Africa/Johannesburg", "(UTC+02:00) Harare, Pretoria"),
    "Israel Standard Time": ("Asia/Jerusalem", "(UTC+02:00) Jerusalem"),
    "Turkey Standard Time": ("Europe/Istanbul", "(UTC+03:00) Istanbul"),
    "Russian Standard Time": ("Europe/Moscow", "(UTC+03:00) Moscow, St. Petersburg"),
    "Arab Standard Time": ("Asia/Riyadh", "(UTC+03:00) Kuwait, Riyadh"),
    "Arabian Standard Time": ("Asia/Dubai", "(UTC+04:00) Abu Dhabi, Muscat"),
    "Pakistan Standard Time": ("Asia/Karachi", "(UTC+05:00) Islamabad, Karachi"),
    "India Standard Time": ("Asia/Calcutta", "(UTC+05:30) Chennai, Kolkata, Mumbai, New Delhi"),
    "SE Asia Standard Time": ("Asia/Bangkok", "(UTC+07:00) Bangkok, Hanoi, Jakarta"),
    "China Standard Time": ("Asia/Shanghai", "(UTC+08:00) Beijing, Chongqing, Hong Kong, Urumqi"),
    "Singapore Standard Time": ("Asia/Singapore", "(UTC+08:00) Kuala Lumpur, Singapore"),
    "W. Australia Standard Time": ("Australia/Perth", "(UTC+08:00) Perth"),
    "Korea Standard Time": ("Asia/Seoul", "(UTC+09:00) Seoul"),
    "Tokyo Standard Time": ("Asia/Tokyo", "(UTC+09:00) Osaka, Sapporo, Tokyo"),
    "Cen. Australia Standard Time": ("Australia/Adelaide", "(UTC+09:30) Adelaide"),
    "E. Australia Standard Time": ("Australia/Brisbane", "(UTC+10:00) Brisbane"),
    "AUS Eastern Standard Time": ("Australia/Sydney", "(UTC+10:00) Canberra, Melbourne, Sydney"),
    "New Zealand Standard Time": ("Pacific/Auckland", "(UTC+12:00) Auckland, Wellington"),
}


def find_zone(name: str) -> str | None:
    """The Windows name in its own case, or ``None`` where there is no such zone."""
    return next((zone for zone in ZONES if zone.casefold() == name.casefold()), None)


def display_name(name: str) -> str:
    """How Windows lists the zone."""
    return ZONES[name][1]


def time_zone(name: str) -> tzinfo:
    """The zone of that Windows name; UTC where it is unknown, or where the system has no tz database."""
    try:
        return ZoneInfo(ZONES[name][0]) if name in ZONES and name != "UTC" else UTC
    except ZoneInfoNotFoundError:
        return UTC
