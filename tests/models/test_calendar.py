"""All test vectors of rules.md 0.3."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from app.models.calendar import (
    BEIJING,
    DueState,
    LeadReading,
    Unknown,
    WorkCalendar,
    beijing_day,
    end_of_day,
    hours_after,
    lead,
    parse_offset,
    term,
)
from app.models.package import HolidayYear
from app.services.holidays import holiday_years, work_calendar

CALENDAR = WorkCalendar(holiday_years(2025, 2027))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("meeting", "n", "expected"),
    [
        ("2026-10-12", 1, "2026-10-10"),
        ("2026-10-12", 5, "2026-09-29"),
        ("2026-10-12", 6, "2026-09-28"),
        ("2026-02-25", 1, "2026-02-24"),
        ("2026-02-25", 5, "2026-02-11"),
        ("2026-05-08", 5, "2026-04-28"),
        ("2026-01-05", 1, "2026-01-04"),
        ("2026-01-05", 5, "2025-12-26"),
        ("2026-11-20", 5, "2026-11-13"),
    ],
)
def test_working_days_before_a_meeting(meeting: str, n: int, expected: str) -> None:
    assert CALENDAR.w_minus(date.fromisoformat(meeting), n) == date.fromisoformat(expected)


def test_two_days_before_are_calendar_days_or_48_hours() -> None:
    start = at("2026-11-20T09:00")
    deadline = lead(CALENDAR, start, "D-2d")
    assert deadline.target == date(2026, 11, 18)
    assert deadline.state(start, at("2026-11-18T23:59")) is DueState.MET
    strict = lead(CALENDAR, start, "D-2d", LeadReading(two_days="48h"))
    assert strict.state(start, at("2026-11-18T09:00")) is DueState.MET
    assert strict.state(start, at("2026-11-18T09:01")) is DueState.LATE


@pytest.mark.parametrize(
    ("ended", "target", "latest", "working"),
    [
        ("2026-09-30", "2026-10-03", "2026-10-08", "2026-10-10"),
        ("2026-11-19", "2026-11-22", "2026-11-23", "2026-11-24"),
        ("2026-11-21", "2026-11-24", "2026-11-24", None),
        ("2026-09-29", "2026-10-02", None, "2026-10-09"),
    ],
)
def test_periods_after_the_meeting(ended: str, target: str, latest: str | None, working: str | None) -> None:
    day = date.fromisoformat(ended)
    deadline = term(CALENDAR, day, "E+3d")
    assert deadline.target == date.fromisoformat(target)
    if latest is not None:
        assert deadline.latest == date.fromisoformat(latest)
    if working is not None:
        assert term(CALENDAR, day, "W+3").target == date.fromisoformat(working)


def test_the_day_a_meeting_ends_is_the_beijing_day_of_its_end() -> None:
    opened, ended = at("2026-11-20T14:00"), at("2026-11-21T00:20").astimezone(UTC)
    assert beijing_day(opened) == date(2026, 11, 20)
    assert beijing_day(ended) == date(2026, 11, 21)
    assert term(CALENDAR, beijing_day(ended), "E+3d").target == date(2026, 11, 24)


def test_a_later_scan_does_not_move_the_period() -> None:
    ended, sealed = at("2026-11-19T17:40"), at("2026-11-21T10:00")
    deadline = term(CALENDAR, beijing_day(ended), "E+3d")
    assert (deadline.target, deadline.latest) == (date(2026, 11, 22), date(2026, 11, 23))
    assert deadline.state(sealed) is DueState.RUNNING


def test_an_unknown_year_is_not_computed_and_never_green() -> None:
    deadline = term(CALENDAR, date(2026, 12, 30), "W+3")
    assert deadline.target == Unknown(2027)
    assert deadline.unknown == Unknown(2027)
    for done in (None, at("2026-12-30T18:00"), at("2027-06-01T00:00")):
        assert deadline.state(at("2026-12-31T09:00"), done) is DueState.UNKNOWN
    assert CALENDAR.w_minus(date(2027, 1, 4), 1) == Unknown(2027)
    assert WorkCalendar(()).is_workday(date(2026, 10, 12)) == Unknown(2026)


def test_the_calendar_target_stands_even_where_the_extension_is_unknown() -> None:
    deadline = term(CALENDAR, date(2026, 12, 30), "E+3d")
    assert (deadline.target, deadline.latest) == (date(2027, 1, 2), Unknown(2027))
    assert deadline.unknown == Unknown(2027)
    now = at("2027-01-03T09:00")
    assert deadline.state(now, at("2027-01-02T20:00")) is DueState.MET
    assert deadline.state(now) is DueState.UNKNOWN


def test_six_hours_run_through_the_night() -> None:
    assert hours_after(at("2026-11-20T20:30"), 6) == at("2026-11-21T02:30")


def test_beijing_is_a_fixed_offset_without_summer_time() -> None:
    july = datetime(1990, 7, 1, 12, tzinfo=UTC).astimezone(BEIJING)
    assert july.utcoffset() == timedelta(hours=8)
    urumqi = timezone(timedelta(hours=6))
    assert beijing_day(datetime(2026, 10, 11, 22, 30, tzinfo=urumqi)) == date(2026, 10, 12)
    with pytest.raises(ValueError, match="zone"):
        beijing_day(datetime(2026, 10, 12, 9))  # noqa: DTZ001 - the naive moment is the test


def test_24_hours_belongs_to_the_day_it_ends() -> None:
    start = at("2026-11-20T09:00")
    deadline = lead(CALENDAR, start, "W-5")
    assert deadline.target_end == end_of_day(date(2026, 11, 13)) == at("2026-11-14T00:00")
    assert deadline.state(start, at("2026-11-14T00:00")) is DueState.MET
    assert deadline.state(start, at("2026-11-14T00:00") + timedelta(seconds=1)) is DueState.LATE


def test_a_wording_with_two_readings_is_borderline_on_its_last_day() -> None:
    start = at("2026-10-12T09:30")
    plan = lead(CALENDAR, start, "W-5", two_readings=True)
    assert plan.state(start, at("2026-09-28T23:59")) is DueState.MET
    assert plan.state(start, at("2026-09-29T00:01")) is DueState.BORDERLINE
    assert plan.state(start, at("2026-09-30T00:01")) is DueState.LATE
    assert lead(CALENDAR, start, "W-5").state(start, at("2026-09-29T20:00")) is DueState.MET
    strict = lead(CALENDAR, start, "W-5", LeadReading(count="strict"), two_readings=True)
    assert strict.target == date(2026, 9, 28)
    assert strict.state(start, at("2026-09-29T00:01")) is DueState.LATE


def test_after_the_target_it_is_red_and_after_the_latest_day_overdue() -> None:
    deadline = term(CALENDAR, date(2026, 11, 19), "E+3d")
    assert deadline.state(at("2026-11-22T23:59")) is DueState.RUNNING
    assert deadline.state(at("2026-11-23T00:01")) is DueState.PAST_TARGET
    assert deadline.state(at("2026-11-24T00:01")) is DueState.LATE
    assert deadline.state(at("2026-11-25T00:00"), at("2026-11-23T12:00")) is DueState.PAST_TARGET


@pytest.mark.parametrize("text", ["W-5", "W+3", "D-2d", "E+3d"])
def test_periods_are_read_as_packs_write_them(text: str) -> None:
    assert str(parse_offset(text)) == text


@pytest.mark.parametrize("text", ["", "W-0", "W-5d", "E+3", "D2", "W5", "E-3d"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="period"):
        parse_offset(text)


def test_a_period_before_is_none_after_and_the_other_way_round() -> None:
    with pytest.raises(ValueError, match="before"):
        lead(CALENDAR, at("2026-10-12T09:00"), "E+3d")
    with pytest.raises(ValueError, match="after"):
        term(CALENDAR, date(2026, 10, 12), "D-2d")


def test_tables_are_published_years_only_and_the_package_replaces_them() -> None:
    assert [table.year for table in holiday_years(2025, 2040)][:2] == [2025, 2026]
    assert 2040 not in CALENDAR.years
    local = HolidayYear(year=2026, days_off=(date(2026, 10, 12),), makeup_days=())
    assert work_calendar((local,), 2026, 2026).is_workday(date(2026, 10, 12)) is False
    assert work_calendar((), 2026, 2026).is_workday(date(2026, 10, 12)) is True
