"""What no honest package can contain; and what is left to the checks."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from app.models.package import (
    Flags,
    HolidayYear,
    Letter,
    Package,
    Party,
    Person,
    Plan,
    Post,
    SignOff,
    StaffPost,
    TrustedKey,
)
from app.models.terms import PartyKind, Role
from app.services.intake.validate import MAX_ITEMS, validate

Change = Callable[[Package], Package]


def person(number: int, **values: object) -> Change:
    def change(p: Package) -> Package:
        people = list(p.people)
        people[number] = replace(people[number], **values)
        return replace(p, people=tuple(people))

    return change


def expert(number: int, **values: object) -> Change:
    def change(p: Package) -> Package:
        experts = list(p.experts)
        experts[number] = replace(experts[number], **values)
        return replace(p, experts=tuple(experts))

    return change


def party(number: int, **values: object) -> Change:
    def change(p: Package) -> Package:
        parties = list(p.parties)
        parties[number] = replace(parties[number], **values)
        return replace(p, parties=tuple(parties))

    return change


def meeting(**values: object) -> Change:
    return lambda p: replace(p, meeting=replace(p.meeting, **values))


def plan(**values: object) -> Change:
    return lambda p: replace(p, plan=replace(p.plan, **values))


FAULTS: list[tuple[Change, str, str]] = [
    (person(0, name="   "), "$.people[0].name", "empty"),
    (person(0, name="样" * 51), "$.people[0].name", "too_long"),
    (person(0, name="陈\u202e样"), "$.people[0].name", "bad_character"),
    (person(0, name="陈\n样"), "$.people[0].name", "bad_character"),
    (person(1, unit_code="91650100EXAMPLE02X"), "$.people[1].unit_code", "code_check"),
    (person(1, unit_code="91650100EXAMPLE02w"), "$.people[1].unit_code", "code_shape"),
    (person(1, unit_code=" 91650100EXAMPLE02W"), "$.people[1].unit_code", "code_shape"),
    (person(1, unit_code="9165"), "$.people[1].unit_code", "code_shape"),
    (person(1, unit_code="样例"), "$.people[1].unit_code", "code_shape"),
    (person(2, last4="20X5"), "$.people[2].last4", "last4"),
    (person(2, last4="65010119700101201X"), "$.people[2].last4", "last4"),
    (person(2, last4="１２３４"), "$.people[2].last4", "last4"),
    (person(2, phone_tail="13812345678"), "$.people[2].phone_tail", "four_digits"),
    (person(2, photo="5A" * 32), "$.people[2].photo", "sha256"),
    (person(2, id_hash="xyz"), "$.people[2].id_hash", "id_hash"),
    (expert(0, person="nobody"), "$.experts[0].person", "person_unknown"),
    (expert(1, person="e1"), "$.experts[1].person", "twice"),
    (expert(0, birth_year=2020), "$.experts[0].birth_year", "too_young"),
    (expert(0, birth_year=70), "$.experts[0].birth_year", "out_of_range"),
    (expert(0, employer_code="91650100EXAMPLE01A"), "$.experts[0].employer_code", "code_check"),
    (expert(0, employer_group=("91650100EXAMPLE01A",)), "$.experts[0].employer_group[0]", "code_check"),
    (expert(0, pool_labels=("深基坑工程", "")), "$.experts[0].pool_labels[1]", "empty"),
    (expert(0, sms_at=datetime(2026, 11, 12)), "$.experts[0].sms_at", "no_zone"),  # noqa: DTZ001  # the fault
    (expert(0, term_end=date(1926, 1, 1)), "$.experts[0].term_end", "year"),
    (party(1, code="91650100EXAMPLE08F"), "$.parties[1].code", "twice"),
    (party(0, name=""), "$.parties[0].name", "empty"),
    (party(0, lead=False), "$.parties[0].lead", "no_lead"),
    (
        party(0, posts=(Post(role=Role.OWNER_PM, person="x"),)),
        "$.parties[0].posts[0].person",
        "person_unknown",
    ),
    (party(0, posts=(Post(role=Role.GC_PM, person="owner-pm"),)), "$.parties[0].posts[0].role", "role_kind"),
    (
        party(0, posts=(Post(role=Role.OWNER_PM, person="owner-pm"),) * 2),
        "$.parties[0].posts[1].person",
        "twice",
    ),
    (meeting(id="../etc/passwd"), "$.meeting.id", "id_shape"),
    (meeting(id=""), "$.meeting.id", "empty"),
    (meeting(region="65"), "$.meeting.region", "region"),
    (meeting(region_tag="新疆"), "$.meeting.region_tag", "region_tag"),
    (meeting(planned_start=datetime(2026, 11, 20, 2)), "$.meeting.planned_start", "no_zone"),  # noqa: DTZ001  # the fault
    (meeting(planned_start=datetime(3026, 11, 20, 2, tzinfo=UTC)), "$.meeting.planned_start", "year"),
    (meeting(planned_start=datetime(9999, 12, 31, 23, tzinfo=UTC)), "$.meeting.planned_start", "year"),
    (meeting(review_no=0), "$.meeting.review_no", "out_of_range"),
    (plan(sha256="ABC"), "$.plan.sha256", "sha256"),
    (plan(pages=0), "$.plan.pages", "out_of_range"),
    (plan(dated=date(2026, 11, 21)), "$.plan.dated", "after_meeting"),
    (plan(primary_category="DEEP"), "$.plan.primary_category", "choice"),
    (plan(touched_categories=("TUNNEL", "DEEP")), "$.plan.touched_categories[1]", "choice"),
    (plan(author_unit="91650100EXAMPLE01R"), "$.plan.author_unit", "unit_unknown"),
    (
        plan(sign_offs=(SignOff(role="chief_supervisor", unit_code="91650100EXAMPLE01R", name="甲"),)),
        "$.plan.sign_offs[0].unit_code",
        "unit_unknown",
    ),
    (lambda p: replace(p, leader_id="owner-pm"), "$.leader_id", "leader_unknown"),
    (lambda p: replace(p, roster_version=0), "$.roster_version", "out_of_range"),
    (
        lambda p: replace(p, staff=(StaffPost(role=Role.GC_PM, person="gc-pm"),)),
        "$.staff[0].role",
        "role_staff",
    ),
    (lambda p: replace(p, letters=p.letters * 2), "$.letters[1].number", "twice"),
    (
        lambda p: replace(p, letters=(replace(p.letters[0], delegate="ghost"),)),
        "$.letters[0].delegate",
        "person_unknown",
    ),
    (
        lambda p: replace(p, keys=(TrustedKey(kid="k", key="AAAA", use="badge"),)),
        "$.keys[0].key",
        "public_key",
    ),
    (
        lambda p: replace(
            p, holidays=(HolidayYear(year=2026, days_off=(date(2025, 1, 1),), makeup_days=()),)
        ),
        "$.holidays[0].days_off[0]",
        "other_year",
    ),
    (
        lambda p: replace(
            p, holidays=(HolidayYear(year=2026, days_off=(), makeup_days=(date(2026, 11, 20),)),)
        ),
        "$.holidays[0].makeup_days[0]",
        "makeup_day",
    ),
]


@pytest.mark.parametrize(("change", "where", "code"), FAULTS)
def test_one_fault_is_told_once_with_its_place(
    package: Package, change: Change, where: str, code: str
) -> None:
    assert [(x.where, x.code) for x in validate(change(package))] == [(where, code)]


def test_all_faults_at_once(package: Package) -> None:
    broken = meeting(region="65")(person(0, name="")(plan(pages=0)(package)))
    assert [x.where for x in validate(broken, "$.package")] == [
        "$.package.meeting.region",
        "$.package.plan.pages",
        "$.package.people[0].name",
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda p: replace(p, experts=p.experts[:3]),
        lambda p: replace(
            p, parties=p.parties[1:2], letters=(), plan=replace(p.plan, sign_offs=(), author_unit="")
        ),
        lambda p: replace(p, flags=Flags()),
        expert(0, employer_code="", status="revoked", confirmed=False),
        person(0, unit_code="", last4="", phone_tail="", title=""),
        person(3, name="𠮷样·阿不都热合曼·𬭊㛃"),
        plan(uploaded_at=None, primary_category="", scope=()),
        meeting(application_no="", draw_id="", applied_at=None),
        lambda p: replace(p, letters=(replace(p.letters[0], stamped=False, dated=None),)),
        lambda p: replace(p, holidays=()),
        party(3, lead=False, kind=PartyKind.SC, posts=()),
    ],
)
def test_what_the_law_decides_is_left_to_the_checks(package: Package, change: Change) -> None:
    assert validate(change(package)) == ()


def test_two_people_of_one_name_are_two_people(package: Package) -> None:
    assert validate(person(1, name=package.people[0].name)(package)) == ()


def test_a_consortium_has_a_lead_and_members(package: Package) -> None:
    gc = next(n for n, x in enumerate(package.parties) if x.kind is PartyKind.GC)
    member = Party(code="91650100EXAMPLE157", name="样例联合体成员", kind=PartyKind.GC, lead=False)
    both = replace(package, parties=(*package.parties, member))
    assert validate(both) == ()
    lost = party(gc, lead=False)(both)
    assert [x.code for x in validate(lost)] == ["no_lead"]


def test_lists_without_end_are_not_walked(package: Package) -> None:
    many = tuple(Person(id=f"x{n}", name="样", unit_code="", unit_name="") for n in range(MAX_ITEMS + 1))
    assert [x.code for x in validate(replace(package, people=many))] == ["too_many"]


def test_a_letter_must_name_a_unit_of_the_meeting(package: Package) -> None:
    letter: Letter = replace(package.letters[0], unit_code="91650100EXAMPLE01R")
    assert [x.code for x in validate(replace(package, letters=(letter,)))] == ["unit_unknown"]


def test_the_plan_file_has_a_digest(package: Package) -> None:
    bare: Plan = replace(package.plan, sha256="")
    assert [x.code for x in validate(replace(package, plan=bare))] == ["empty"]
