"""The samples: up to date, clearly made up, lawful, and movable to any day."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from app.models.calendar import BEIJING, beijing_day, lead
from app.models.terms import DELEGATE_OF, PartyKind, Role
from app.services.holidays import work_calendar
from app.services.intake.package_file import encode_package, read_package_file, sign_package
from app.services.intake.roster import read_roster, roster_form
from app.services.intake.sample import SAMPLE_KID, SAMPLES, sample_key, sample_package
from app.services.intake.validate import validate
from app.services.packs import load_pack, pick

FOLDER = Path(__file__).parents[3] / "resources" / "samples"
DAYS = [
    date(2026, 11, 20),
    date(2026, 2, 25),
    date(2026, 10, 12),
    date(2026, 1, 5),
    date(2026, 11, 21),
    date(2031, 5, 6),
]


@pytest.mark.parametrize("name", SAMPLES)
def test_committed_files_are_what_the_template_makes(name: str) -> None:
    """Else run tools/make_samples.py."""
    package = sample_package(name=name)
    data, signed = read_package_file(FOLDER / name / "package.json", {})
    assert data == encode_package(sign_package(package, sample_key()))
    assert (signed.kid, signed.package) == (SAMPLE_KID, package)
    assert read_roster(FOLDER / name / "roster.xlsx").package == package == roster_form(package)


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_on_any_day_keeps_its_leads(name: str, day: date) -> None:
    package = sample_package(day, start=time(14, 30), name=name)
    assert validate(package) == ()
    start = package.meeting.planned_start
    assert start == datetime.combine(day, time(14, 30), BEIJING)
    assert package.made_at < start
    uploaded = package.plan.uploaded_at or package.plan.submitted_at
    assert uploaded is not None
    assert package.plan.dated < min(off.signed_on or day for off in package.plan.sign_offs)
    assert all(
        off.stamped and off.signed_on and off.signed_on <= beijing_day(uploaded)
        for off in package.plan.sign_offs
    )
    for expert in package.experts:
        times = [expert.sms_at, expert.confirmed_at]
        seen = expert.prereview
        assert seen is not None
        assert times[0] and times[1] and times[0] < times[1] < start  # noqa: PT018  # one sentence: in this order
        assert seen.pushed_at and seen.opened_at and seen.opinion_at  # noqa: PT018  # all three there
        assert uploaded - timedelta(days=30) < seen.pushed_at < seen.opened_at < seen.opinion_at < start


@pytest.mark.parametrize("day", DAYS[:5])
def test_xinjiang_application_upload_and_letter_are_in_time(day: date) -> None:
    package = sample_package(day)
    calendar = work_calendar(package.holidays, 2025, 2026)
    five = lead(calendar, package.meeting.planned_start, "W-5")
    one = lead(calendar, package.meeting.planned_start, "W-1")
    assert isinstance(five.target, date)
    assert isinstance(one.target, date)
    letter = package.letters[0]
    assert package.meeting.applied_at
    assert package.plan.uploaded_at
    assert letter.uploaded_at
    assert letter.dated
    assert beijing_day(package.meeting.applied_at) < five.target
    assert beijing_day(package.plan.uploaded_at) < five.target
    assert letter.dated <= beijing_day(letter.uploaded_at) < one.target


def test_the_xinjiang_meeting_has_what_the_issue_asks_for() -> None:
    package = sample_package()
    names = [person.name for person in package.people]
    assert len(package.experts) == 7
    assert len({expert.employer_code for expert in package.experts}) == 7
    assert not {expert.employer_code for expert in package.experts} & {
        party.code for party in package.parties
    }
    assert any("䶮" in name for name in names)
    assert any("·" in name for name in names)
    assert max(map(len, names)) >= 20
    kinds = [party.kind for party in package.parties]
    assert kinds == list(PartyKind)[:7]
    held: set[Role] = {post.role for party in package.parties for post in party.posts}
    pack = load_pack("xinjiang")
    wanted: set[Role] = set(pack.attendance.required_roles) - {Role.EXPERT}
    wanted |= {role for roles in pack.attendance.conditional_roles.values() for role in roles}
    assert wanted <= held
    gc = next(party for party in package.parties if party.kind is PartyKind.GC)
    assert DELEGATE_OF[Role.GC_TECH] in {post.role for post in gc.posts}
    assert package.letters[0].plan_name == package.plan.name
    roles = [staff.role for staff in package.staff]
    assert {Role.SECRETARY, Role.HOST, Role.OWNER_VERIFIER, Role.AUTHORITY, Role.MONITOR} <= set(roles)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_pack_named_is_the_one_that_governs(name: str) -> None:
    package = sample_package(name=name)
    pack = pick(package.meeting.region, package.meeting.project_kind, date(2026, 11, 20))
    assert (package.rule_pack.id, package.rule_pack.version) == (pack.meta.id, pack.meta.version)


@pytest.mark.parametrize("name", SAMPLES)
def test_nobody_is_real(name: str) -> None:
    package = sample_package(name=name)
    assert package.meeting.sample
    assert all(
        mark in person.name for person in package.people for mark in ["样" if name == "xinjiang" else "范"]
    )
    assert all("EXAMPLE" in party.code and "样例" in party.name for party in package.parties)
    assert all("EXAMPLE" in expert.employer_code for expert in package.experts)


def test_several_samples_side_by_side() -> None:
    assert sample_package(meeting="XJ-2").meeting.id == "XJ-2"
    assert sample_package(date(2026, 12, 1)).meeting.id == "XJ-2026-1201"


def test_no_such_sample() -> None:
    with pytest.raises(LookupError):
        sample_package(name="../packs")
