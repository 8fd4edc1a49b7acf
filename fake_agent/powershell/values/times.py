"""DateTime and TimeSpan, in .NET's ticks of 100 nanoseconds."""

from datetime import UTC, datetime, timedelta, tzinfo
from functools import total_ordering

TICKS_PER_SECOND = 10_000_000
TICKS_PER_DAY = 86_400 * TICKS_PER_SECOND
MAXIMUM_TICKS = 3_155_378_975_999_999_999
_YEAR_ONE = datetime(1, 1, 1)  # noqa: DTZ001 - ticks carry their kind beside them

UNSPECIFIED, UTC_KIND, LOCAL = "Unspecified", "Utc", "Local"


@total_ordering
class DateTime:
    """A point in time as ticks since year one, and its kind: Unspecified, Utc or Local.

    ``hint`` is the DisplayHint that Get-Date notes with it: Date, Time or DateTime.
    """

    __slots__ = ("hint", "kind", "ticks")

    def __init__(self, ticks: int, kind: str = UNSPECIFIED, hint: str = "") -> None:
        if not 0 <= ticks <= MAXIMUM_TICKS:
            raise OverflowError(ticks)
        self.ticks = ticks
        self.kind = kind
        self.hint = hint

    @classmethod
    def of(cls, moment: datetime, kind: str = UNSPECIFIED) -> "DateTime":
        """From a Python datetime; its zone is dropped."""
        since = moment.replace(tzinfo=None) - _YEAR_ONE
        return cls(since.days * TICKS_PER_DAY + since.seconds * TICKS_PER_SECOND + since.microseconds * 10, kind)

    @property
    def moment(self) -> datetime:
        """As a naive Python datetime; ticks below a microsecond are cut."""
        return _YEAR_ONE + timedelta(days=self.ticks // TICKS_PER_DAY, microseconds=self.ticks % TICKS_PER_DAY // 10)

    @property
    def time_of_day(self) -> int:
        """Ticks since midnight."""
        return self.ticks % TICKS_PER_DAY

    def to_zone(self, zone: tzinfo) -> "DateTime":
        """In local time of the zone, unless it is that already."""
        if self.kind == LOCAL:
            return self
        moment = self.moment.replace(tzinfo=UTC).astimezone(zone)
        return DateTime(DateTime.of(moment).ticks + self.ticks % 10, LOCAL)

    def to_utc(self, zone: tzinfo) -> "DateTime":
        """In UTC, unless it is that already; an unspecified time counts as local."""
        if self.kind == UTC_KIND:
            return self
        moment = self.moment.replace(tzinfo=zone).astimezone(UTC)
        return DateTime(DateTime.of(moment).ticks + self.ticks % 10, UTC_KIND)

    def plus(self, ticks: int) -> "DateTime":
        """Later by so many ticks."""
        return DateTime(self.ticks + ticks, self.kind)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DateTime) and other.ticks == self.ticks

    def __lt__(self, other: "DateTime") -> bool:
        return self.ticks < other.ticks

    def __hash__(self) -> int:
        return hash(self.ticks)


@total_ordering
class TimeSpan:
    """A length of time in ticks."""

    __slots__ = ("ticks",)

    def __init__(self, ticks: int) -> None:
        self.ticks = ticks

    @classmethod
    def of_seconds(cls, seconds: float) -> "TimeSpan":
        """So many seconds, rounded to milliseconds as .NET's ``FromSeconds`` does."""
        return cls(round(seconds * 1000) * 10_000)

    @property
    def seconds(self) -> float:
        """The length in seconds."""
        return self.ticks / TICKS_PER_SECOND

    def part(self, size: int, limit: int) -> int:
        """The component of that size in ticks, below ``limit``, with the sign of the whole."""
        part = abs(self.ticks) // size % limit
        return -part if self.ticks < 0 else part

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TimeSpan) and other.ticks == self.ticks

    def __lt__(self, other: "TimeSpan") -> bool:
        return self.ticks < other.ticks

    def __hash__(self) -> int:
        return hash(self.ticks)
