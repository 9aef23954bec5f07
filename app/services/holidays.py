"""State Council holiday tables (节假日与调休) from the chinesecalendar library, as structs a package can carry."""

from datetime import date, timedelta
from functools import cache

from app.models.calendar import SATURDAY, WorkCalendar
from app.models.package import HolidayYear


def holiday_years(first: int, last: int) -> tuple[HolidayYear, ...]:
    """Return the tables of the years ``first`` to ``last``; a year that is not published yet is left out (0.3)."""
    tables = (_year(year) for year in range(first, last + 1))
    return tuple(table for table in tables if table is not None)


def work_calendar(package: tuple[HolidayYear, ...], first: int, last: int) -> WorkCalendar:
    """Return the calendar of a meeting: what the library knows, replaced year by year by what the package carries."""
    return WorkCalendar((*holiday_years(first, last), *package))


@cache
def _year(year: int) -> HolidayYear | None:
    import chinese_calendar  # type: ignore[import-untyped]  # ships no type information

    length = (date(year + 1, 1, 1) - date(year, 1, 1)).days
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(length)]
    try:
        work = {day: chinese_calendar.is_workday(day) for day in days}
    except NotImplementedError:
        return None
    return HolidayYear(
        year=year,
        days_off=tuple(day for day in days if day.weekday() < SATURDAY and not work[day]),
        makeup_days=tuple(day for day in days if day.weekday() >= SATURDAY and work[day]),
    )
