"""Beijing time, working days and deadlines (rules.md 0.3). Pure arithmetic: the holiday tables are handed in.

Words of 0.3: ``W-n`` the n-th working day strictly before the meeting day, ``W+n`` strictly after; ``D-nd`` and ``E+nd``
calendar days; ``E`` the Beijing date of 散会. A day in a year without a table is :class:`Unknown`, never guessed.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Literal

from msgspec import Struct

from app.models.beijing import BEIJING, beijing_day
from app.models.package import HolidayYear

__all__ = [
    "BEIJING",
    "LEAD_PATTERN",
    "ONE_DAY",
    "SATURDAY",
    "TERM_PATTERN",
    "Deadline",
    "DueState",
    "LeadReading",
    "Offset",
    "Unknown",
    "WorkCalendar",
    "beijing_day",
    "end_of_day",
    "hours_after",
    "lead",
    "parse_offset",
    "term",
]

ONE_DAY = timedelta(days=1)
SATURDAY = 5


class Unknown(Struct, frozen=True):
    """The table of ``year`` is missing: 请人工核对. It is no date, so it can never be taken for a met deadline."""

    year: int


def end_of_day(day: date) -> datetime:
    """Return 24:00 of ``day`` in Beijing: the last moment of a period that ends on it (民法典203②)."""
    return datetime.combine(day + ONE_DAY, time(0), BEIJING)


def hours_after(moment: datetime, hours: int) -> datetime:
    """Return the end of a period in hours: nights and holidays run too (民法典201②; QD 6 小时)."""
    return moment + timedelta(hours=hours)


class WorkCalendar:
    """Working days of the years whose State Council tables are known. Later tables of a year replace earlier ones."""

    __slots__ = ("_makeup", "_off", "_years")

    def __init__(self, years: Iterable[HolidayYear]) -> None:
        tables = {table.year: table for table in years}
        self._years = frozenset(tables)
        self._off = frozenset(day for table in tables.values() for day in table.days_off)
        self._makeup = frozenset(day for table in tables.values() for day in table.makeup_days)

    @property
    def years(self) -> frozenset[int]:
        """The years that can be computed."""
        return self._years

    def is_workday(self, day: date) -> bool | Unknown:
        """Tell whether ``day`` is a working day, 调休 included; Unknown without the year's table."""
        if day.year not in self._years:
            return Unknown(day.year)
        if day in self._makeup:
            return True
        return day.weekday() < SATURDAY and day not in self._off

    def w_minus(self, day: date, n: int) -> date | Unknown:
        """Return W-n: the n-th working day strictly before ``day``."""
        return self._walk(day, n, -ONE_DAY)

    def w_plus(self, day: date, n: int) -> date | Unknown:
        """Return W+n: the n-th working day strictly after ``day``."""
        return self._walk(day, n, ONE_DAY)

    def extended(self, day: date) -> date | Unknown:
        """Return ``day``, or the next working day if it is a 法定休假日 (民法典203①)."""
        while True:
            work = self.is_workday(day)
            if isinstance(work, Unknown):
                return work
            if work:
                return day
            day += ONE_DAY

    def _walk(self, day: date, n: int, step: timedelta) -> date | Unknown:
        while n:
            day += step
            work = self.is_workday(day)
            if isinstance(work, Unknown):
                return work
            n -= work
        return day


class Offset(Struct, frozen=True):
    """A period as packs write it: ``W-5``, ``W+3``, ``D-2d``, ``E+3d``; ``n`` in working days (W) or calendar days."""

    base: Literal["W-", "W+", "D-", "E+"]
    n: int

    def __str__(self) -> str:
        return f"{self.base}{self.n}{'' if self.base[0] == 'W' else 'd'}"


LEAD_PATTERN = r"^(W-[1-9]\d?|D-[1-9]\d?d)$"
"""Periods before the meeting, as rule packs may write them."""

TERM_PATTERN = r"^(W\+[1-9]\d?|E\+[1-9]\d?d)$"
"""Periods after the meeting."""

_OFFSET = re.compile(r"(?P<base>W-|W\+|D-|E\+)(?P<n>[1-9]\d?)(?P<d>d?)")
_BASES: dict[str, Literal["W-", "W+", "D-", "E+"]] = {"W-": "W-", "W+": "W+", "D-": "D-", "E+": "E+"}


def parse_offset(text: str) -> Offset:
    """Read an offset; ValueError if it is none (W counts working days and has no ``d``, D and E have one)."""
    found = _OFFSET.fullmatch(text)
    if found is None or bool(found["d"]) == (text[0] == "W"):
        raise ValueError(f"not a period: {text!r} (W-5, W+3, D-2d, E+3d)")
    return Offset(_BASES[found["base"]], int(found["n"]))


class DueState(StrEnum):
    """Where a deadline stands. Only MET is green; BORDERLINE is met with a remark (R)."""

    MET = "met"  # 按期
    BORDERLINE = "borderline"  # 临界: in time by one reading, one day late by the strict one
    LATE = "late"  # 逾期 after the latest moment
    PAST_TARGET = "past_target"  # after the target, inside the extension of 民法典203
    RUNNING = "running"  # not done, target not yet over
    UNKNOWN = "unknown"  # 请人工核对


class Deadline(Struct, frozen=True):
    """A last day: ``target`` is shown and turns red, ``latest`` (最迟) is the day extended by 民法典203.

    A lead has ``latest == target``. ``moment`` replaces 24:00 of the target in the 48-hour reading of D-n.
    ``borderline`` is the day from which a lead counts as 临界 (only where the wording allows two readings).
    """

    offset: str
    target: date | Unknown
    latest: date | Unknown
    moment: datetime | None = None
    borderline: date | None = None

    @property
    def unknown(self) -> Unknown | None:
        """The missing year, if the target or the latest day cannot be computed."""
        return next((day for day in (self.target, self.latest) if isinstance(day, Unknown)), None)

    @property
    def target_end(self) -> datetime | Unknown:
        """24:00 of the target (or the exact moment of the 48-hour reading)."""
        return self.moment or _end(self.target)

    @property
    def latest_end(self) -> datetime | Unknown:
        """24:00 of the latest day."""
        return self.moment or _end(self.latest)

    def state(self, now: datetime, done_at: datetime | None = None) -> DueState:
        """Judge the moment ``done_at``, or ``now`` while it is not done. An unknown day is never MET."""
        target, latest = self.target_end, self.latest_end
        moment = now if done_at is None else done_at
        if isinstance(target, Unknown):
            return DueState.UNKNOWN
        if moment <= target:
            return DueState.RUNNING if done_at is None else self._in_time(done_at)
        if isinstance(latest, Unknown):
            return DueState.UNKNOWN
        return DueState.PAST_TARGET if moment <= latest else DueState.LATE

    def _in_time(self, done_at: datetime) -> DueState:
        edge = self.borderline is not None and done_at > end_of_day(self.borderline - ONE_DAY)
        return DueState.BORDERLINE if edge else DueState.MET


def _end(day: date | Unknown) -> datetime | Unknown:
    return day if isinstance(day, Unknown) else end_of_day(day)


class LeadReading(Struct, frozen=True):
    """How a pack reads its leads: ``time.lead_count_mode`` and ``time.two_days_mode``."""

    count: Literal["inclusive", "strict"] = "inclusive"
    two_days: Literal["calendar", "48h"] = "calendar"


def lead(
    calendar: WorkCalendar,
    start: datetime,
    offset: str,
    reading: LeadReading | None = None,
    *,
    two_readings: bool = False,
) -> Deadline:
    """Return the last moment before a meeting that is planned to start at ``start``.

    ``two_readings`` marks the wording “5个工作日前” (XJ-三（一）): W-5 itself is 临界, and the strict mode asks for W-6.
    “前5个工作日” (XJ-二（五）) and “前1个工作日” have one reading. “不少于2天” (NN-四（三）) may be read as 48 hours.
    """
    reading = reading or LeadReading()
    day, parsed = beijing_day(start), parse_offset(offset)
    if parsed.base == "W-":
        return _working_lead(calendar, day, parsed, reading, two_readings=two_readings)
    if parsed.base != "D-":
        raise ValueError(f"{offset} does not lie before the meeting")
    target = day - timedelta(days=parsed.n)
    moment = start - timedelta(days=parsed.n) if reading.two_days == "48h" else None
    return Deadline(offset, target, target, moment=moment)


def _working_lead(
    calendar: WorkCalendar, day: date, parsed: Offset, reading: LeadReading, *, two_readings: bool
) -> Deadline:
    strict = two_readings and reading.count == "strict"
    target = calendar.w_minus(day, parsed.n + strict)
    edge = target if two_readings and not strict and isinstance(target, date) else None
    return Deadline(str(parsed), target, target, borderline=edge)


def term(calendar: WorkCalendar, ended: date, offset: str) -> Deadline:
    """Return the last day after the meeting ended on the Beijing day ``ended`` (E).

    E is not counted (民法典201). ``E+nd``: the target is n days later, 最迟 the next working day if that is a
    法定休假日 (民法典203). ``W+n`` is always a working day.
    """
    parsed = parse_offset(offset)
    if parsed.base == "W+":
        target = calendar.w_plus(ended, parsed.n)
        return Deadline(offset, target, target)
    if parsed.base != "E+":
        raise ValueError(f"{offset} does not lie after the meeting")
    day = ended + timedelta(days=parsed.n)
    return Deadline(offset, day, calendar.extended(day))
