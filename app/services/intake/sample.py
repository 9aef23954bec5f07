"""The sample meetings, moved to any day with their working-day leads kept (rules.md 0.3)."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import msgspec
from msgspec.structs import replace

from app.models.calendar import BEIJING, SATURDAY, Unknown, WorkCalendar
from app.models.package import HolidayYear, Package, SignedPackage
from app.services.holidays import holiday_years
from app.services.intake.sample_key import SAMPLE_KID, sample_key
from app.services.rehearsal.variants import Change, apply
from app.services.resources import resource_toml

__all__ = ["PLACES", "SAMPLES", "SAMPLE_DAY", "SAMPLE_KID", "sample_key", "sample_package", "words_of_time"]

SAMPLES = ("xinjiang", "national")
"""What people are offered: each with its files beside the template."""

PLACES = ("national", "xinjiang", "changji", "qingdao", "nanning", "zhengzhou")
"""Every rule pack has a clean, lawful, complete sample meeting; the four others are variants of one of the two."""

SAMPLE_DAY = date(2026, 11, 20)
SAMPLE_START = time(10)
"""Beijing time."""

REACH = timedelta(days=60)
"""How far the dates of a template lie from the meeting day, working days and long holidays included."""

_WHEN = re.compile(r"(?P<base>[DW])(?P<n>[+-]\d+)?(?: (?P<clock>\d\d:\d\d))?")
_START = "START"
_DAY = "{yyyy-mmdd}"


def sample_package(
    day: date | None = None, *, start: time = SAMPLE_START, name: str = "xinjiang", meeting: str = ""
) -> Package:
    """Return a sample meeting on ``day`` (default 2026-11-20) at ``start`` Beijing time.

    Args:
        day: the meeting day; all other dates of the sample keep their distance in days or working days.
        start: planned start, Beijing time.
        name: one of ``PLACES``.
        meeting: another meeting id, so that several samples can lie side by side.

    Raises:
        LookupError: there is no such sample.

    """
    if name not in PLACES:
        raise LookupError(name)
    day = day or SAMPLE_DAY
    tables = holiday_years((day - REACH).year, (day + REACH).year)
    days = _Days(day, start, tables)
    package = _read(name, days, tables)
    if meeting:
        package = replace(package, meeting=replace(package.meeting, id=meeting))
    return package


def signed_sample(day: date) -> SignedPackage:
    """The sample meeting of a day as a node gives it out: signed, with badges and drawn portraits."""
    from app.services.intake.package_file import sign_package
    from app.services.intake.portraits import portrait

    package = sample_package(day)
    return sign_package(package, sample_key(), {who.id: portrait(n) for n, who in enumerate(package.people)})


def _read(name: str, days: "_Days", tables: tuple[HolidayYear, ...]) -> Package:
    if name in SAMPLES:
        values = _moved(resource_toml("samples", name, "package.toml"), days)
        head = {"format": "huiqian.package/1", "holidays": msgspec.to_builtins(tables)}
        return msgspec.convert(head | values, Package)
    template = resource_toml("samples", name, "variant.toml")
    changes = msgspec.convert(template["changes"], tuple[Change, ...])
    return apply(_read(template["base"], days, tables), changes, lambda value: _moved(value, days))


def words_of_time(package: Package) -> Callable[[Any], Any]:
    """Return what turns the words of a template (``D-1``, ``W-5 12:00``, ``START``) into moments of this meeting."""
    start = package.meeting.planned_start.astimezone(BEIJING)
    days = _Days(start.date(), start.time(), package.holidays)
    return lambda value: _moved(value, days)


class _Days:
    """Reads the words of a template for one meeting day."""

    def __init__(self, day: date, start: time, tables: tuple[HolidayYear, ...]) -> None:
        self.day = day
        self.start = start
        self.calendar = WorkCalendar(tables)

    def text(self, text: str) -> str:
        """``D-1 20:00``, ``W-5``, ``START`` → ISO date or UTC moment; any other text stays."""
        if text == _START:
            return _utc(self.day, self.start)
        found = _WHEN.fullmatch(text)
        if found is None:
            return text.replace(_DAY, f"{self.day:%Y-%m%d}")
        day = self._day(found["base"], int(found["n"] or 0))
        return _utc(day, time.fromisoformat(found["clock"])) if found["clock"] else day.isoformat()

    def _day(self, base: str, n: int) -> date:
        if base == "D":
            return self.day + timedelta(days=n)
        found = self.calendar.w_minus(self.day, -n) if n < 0 else self.calendar.w_plus(self.day, n)
        return _weekday(self.day, n) if isinstance(found, Unknown) else found


def _weekday(day: date, n: int) -> date:
    """Monday to Friday: good enough for a sample in a year whose table is not published; the desk still says so."""
    step = timedelta(days=1 if n > 0 else -1)
    while n:
        day += step
        if day.weekday() < SATURDAY:
            n -= step.days
    return day


def _utc(day: date, clock: time) -> str:
    return datetime.combine(day, clock, BEIJING).astimezone(UTC).isoformat()


def _moved(value: Any, days: _Days) -> Any:
    if isinstance(value, str):
        return days.text(value)
    if isinstance(value, list):
        return [_moved(part, days) for part in value]
    if isinstance(value, dict):
        return {key: _moved(part, days) for key, part in value.items()}
    return value
