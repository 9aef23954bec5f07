"""The score tables: 郑州's term score point for point, 南宁's five items, and the cap of a year."""

import pytest

from app.models.scores import Credit
from app.services.law import law_tables

TERM = law_tables().scores.term
ORGANISER = law_tables().scores.organiser

PLUS = {
    "standards_writing": ((5, None, None), 10),
    "emergency_rescue": ((None, 2, 4), 10),
    "plan_review": ((2, None, None), 20),
    "investigation_training": ((None, 1, 2), 10),
    "safety_inspection": ((1, None, None), 10),
}
MINUS = {
    "false_inspection": 10,
    "passed_severe_defect": 10,
    "absent_activity": 5,
    "stale_profile": 2,
    "plan_differs": 2,
    "not_confirmed": 1,
}


def test_the_table_of_the_term_is_that_of_the_annex() -> None:
    assert (TERM.base, TERM.pass_at) == (100, 100)
    found = {line.id: ((line.each, line.half_day, line.full_day), line.cap_per_year) for line in TERM.plus}
    assert found == PLUS
    assert {line.id: line.each for line in TERM.minus} == MINUS
    assert all(line.cap_per_year is None for line in TERM.minus)


def test_lines_that_a_meeting_can_point_to_name_their_checks() -> None:
    named = {line.id: line.checks for line in (*TERM.plus, *TERM.minus) if line.checks}
    assert named == {
        "plan_review": ("C65",),
        "passed_severe_defect": ("C42", "C43"),
        "plan_differs": ("C02",),
        "not_confirmed": ("C62",),
    }


def test_a_year_counts_up_to_its_cap_and_the_next_year_anew() -> None:
    review = TERM.line("plan_review")
    busy = Credit("plan_review", 2026, review.points(14))
    assert busy.points == 28
    assert TERM.total([busy]) == 120
    assert TERM.total([busy, Credit("plan_review", 2027, review.points(3))]) == 126


def test_deductions_have_no_cap_and_end_the_appointment_below_the_base() -> None:
    late = TERM.line("not_confirmed")
    score = TERM.total([Credit("not_confirmed", 2026, late.points(3)), Credit("plan_review", 2026, 2)])
    assert score == 99
    assert not TERM.qualified(score)
    assert TERM.qualified(TERM.total([]))


def test_days_count_by_halves_and_wholes() -> None:
    rescue = TERM.line("emergency_rescue")
    assert rescue.points(half_days=1, full_days=1) == 6
    assert TERM.total([Credit("emergency_rescue", 2026, rescue.points(full_days=5))]) == 110


def test_an_unknown_line_is_refused() -> None:
    with pytest.raises(KeyError):
        TERM.total([Credit("gifts", 2026, 1)])


def test_the_organiser_marks_five_items() -> None:
    assert [item.zh for item in ORGANISER.items] == ["专业能力", "预审质量", "意见针对性", "纪律", "综合"]
    assert [points for points in range(8) if ORGANISER.allows(points)] == [1, 2, 3, 4, 5]
