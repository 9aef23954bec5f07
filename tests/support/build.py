"""Made-up packages: a Xinjiang meeting with seven experts and every party, a national one with five."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from app.models.package import (
    Certificate,
    Expert,
    Flag,
    Flags,
    HolidayYear,
    Letter,
    MeetingInfo,
    Package,
    PackRef,
    Party,
    Person,
    Plan,
    Post,
    Prereview,
    Project,
    ScopeHit,
    SignOff,
    StaffPost,
)
from app.models.terms import Mode, PartyKind, Role

START = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
"""Planned start: Friday 2026-11-20, 10:00 Beijing time (0.3: W-5 = 11-13, W-1 = 11-19, D-2 = 11-18)."""

MEETING = "SAMPLE-2026-0001"
PLAN_SHA = "ab" * 32
PLAN_NAME = "样例工程深基坑专项施工方案"

OWNER, SURVEY, DESIGN = "91650100MA0EXAMP01", "91650100MA0EXAMP02", "91650100MA0EXAMP03"
GC, SC, SUPERVISOR = "91650100MA0EXAMP04", "91650100MA0EXAMP05", "91650100MA0EXAMP06"
SISTER, INSTITUTION, OTHER_SC = "91650100MA0EXAMP07", "91650100MA0EXAMP08", "91650100MA0EXAMP09"

UNITS = {
    OWNER: "样例建设公司",
    SURVEY: "样例勘察院",
    DESIGN: "样例设计院",
    GC: "样例总承包公司",
    SC: "样例基坑公司",
    SUPERVISOR: "样例监理公司",
}
POSTS: dict[str, tuple[PartyKind, tuple[Role, ...]]] = {
    OWNER: (PartyKind.OWNER, (Role.OWNER_PM,)),
    SURVEY: (PartyKind.SURVEY, (Role.SURVEY_TECH,)),
    DESIGN: (PartyKind.DESIGN, (Role.DESIGN_TECH,)),
    GC: (PartyKind.GC, (Role.GC_TECH, Role.GC_PM, Role.GC_PROJ_TECH, Role.GC_AUTHOR, Role.GC_SAFETY)),
    SC: (PartyKind.SC, (Role.SC_TECH, Role.SC_PM, Role.SC_PROJ_TECH, Role.SC_AUTHOR, Role.SC_SAFETY)),
    SUPERVISOR: (PartyKind.SUPERVISOR, (Role.SUP_CHIEF, Role.SUP_ENG)),
}
STAFF: tuple[tuple[Role, str], ...] = (
    (Role.SECRETARY, GC),
    (Role.HOST, OWNER),
    (Role.OWNER_VERIFIER, OWNER),
)
_SURNAMES = "陈李张王刘杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹"


def pid(role: Role) -> str:
    """Id of the made-up holder of a post."""
    return role.value.lower().replace("_", "-")


def experts_of(package: Package) -> tuple[str, ...]:
    """Ids of the experts."""
    return tuple(e.person for e in package.experts)


def person(id_: str, number: int, unit: str = "", **more: Any) -> Person:
    """A made-up person whose last four are his number."""
    name = f"{_SURNAMES[number % len(_SURNAMES)]}样{number}"
    unit_name = UNITS.get(unit, "样例专家单位")
    return Person(id=id_, name=name, unit_code=unit, unit_name=unit_name, last4=f"{number:04d}", **more)


def _parties() -> tuple[Party, ...]:
    return tuple(
        Party(
            code=code,
            name=UNITS[code],
            kind=kind,
            group=(),
            posts=tuple(Post(role=role, person=pid(role)) for role in roles),
        )
        for code, (kind, roles) in POSTS.items()
    )


def _people(count: int) -> tuple[Person, ...]:
    held = [(pid(role), code) for code, (_kind, roles) in POSTS.items() for role in roles]
    held += [(pid(role), code) for role, code in STAFF]
    experts = [(f"e{n}", f"91650100MA0EXPRT{n:02d}") for n in range(1, count + 1)]
    return tuple(person(id_, n, code) for n, (id_, code) in enumerate([*experts, *held], 1))


def _expert(number: int) -> Expert:
    seen = START - timedelta(days=6)
    return Expert(
        person=f"e{number}",
        employer_code=f"91650100MA0EXPRT{number:02d}",
        employer_name=f"样例专家单位{number}",
        employer_group=(),
        pool_labels=("深基坑工程",),
        draw_specialty="岩土",
        status="active",
        term_end=date(2028, 12, 31),
        birth_year=1970,
        confirmed=True,
        confirmed_at=seen,
        prereview=Prereview(
            pushed_at=seen, opened_at=seen, opinion_at=seen, form_uploaded_at=seen, conclusion="修改后通过"
        ),
        same_plan_other_institution=False,
    )


def _plan(uploaded: datetime) -> Plan:
    signed = beijing(uploaded) - timedelta(days=2)
    return Plan(
        name=PLAN_NAME,
        version="V2.0",
        dated=signed,
        pages=168,
        sha256=PLAN_SHA,
        primary_category="DEEP_PIT",
        author_unit=GC,
        scope=(ScopeHit(item="1.1", params={"depth_m": 11.6}),),
        uploaded_at=uploaded,
        submitted_at=uploaded,
        sign_offs=(
            SignOff(role="technical_director", unit_code=GC, name="样审", signed_on=signed, stamped=True),
            SignOff(
                role="chief_supervisor", unit_code=SUPERVISOR, name="样查", signed_on=signed, stamped=True
            ),
        ),
    )


def beijing(moment: datetime) -> date:
    """Beijing date of a moment, computed apart from the program."""
    return (moment + timedelta(hours=8)).date()


def package(place: str = "xinjiang", experts: int | None = None) -> Package:
    """A package in which nothing is wrong. ``place`` is the id of a rule pack."""
    count = experts or (7 if place in {"xinjiang", "changji"} else 5)
    early = START - timedelta(days=14)
    return Package(
        format="huiqian.package/1",
        meeting=MeetingInfo(
            id=MEETING,
            region={"xinjiang": "650100", "changji": "652301"}.get(place, "999900"),
            region_tag="XJ",
            project_kind="building",
            planned_start=START,
            place="样例会议室",
            application_no="SQ-0001",
            mode=Mode.ONSITE,
            applied_at=early,
            draw_id="CQ-0001",
            final_list_confirmed_at=early,
            primary_specialty="岩土",
        ),
        project=Project(name="样例工程", place="样例路1号"),
        plan=_plan(early),
        people=_people(count),
        parties=_parties(),
        experts=tuple(_expert(n) for n in range(1, count + 1)),
        staff=tuple(StaffPost(role=role, person=pid(role)) for role, _unit in STAFF),
        rule_pack=PackRef(id=place, version="1.0"),
        made_at=START - timedelta(hours=12),
        flags=Flags(
            has_survey=Flag(value=True), has_design=Flag(value=True), has_subcontractor=Flag(value=True)
        ),
        holidays=(HolidayYear(year=2026, days_off=(), makeup_days=()),),
    )


def with_expert(base: Package, id_: str, **changes: Any) -> Package:
    """The package with one expert changed."""
    rows = tuple(replace(e, **changes) if e.person == id_ else e for e in base.experts)
    return replace(base, experts=rows)


def with_party(base: Package, code: str, **changes: Any) -> Package:
    """The package with one unit changed."""
    rows = tuple(replace(p, **changes) if p.code == code else p for p in base.parties)
    return replace(base, parties=rows)


def with_person(base: Package, id_: str, **changes: Any) -> Package:
    """The package with one person changed."""
    rows = tuple(replace(p, **changes) if p.id == id_ else p for p in base.people)
    return replace(base, people=rows)


def with_meeting(base: Package, **changes: Any) -> Package:
    """The package with the meeting changed."""
    return replace(base, meeting=replace(base.meeting, **changes))


def with_plan(base: Package, **changes: Any) -> Package:
    """The package with the plan changed."""
    return replace(base, plan=replace(base.plan, **changes))


def with_post(base: Package, code: str, role: Role, holder: str) -> Package:
    """The package in which another person of the roster holds the post."""
    unit = next(p for p in base.parties if p.code == code)
    posts = tuple(p for p in unit.posts if p.role is not role)
    return with_party(base, code, posts=(*posts, Post(role=role, person=holder)))


def with_delegate(base: Package, code: str = GC, **letter: Any) -> Package:
    """The package with a delegate of the technical director of a unit, and his letter (``number=""``: none)."""
    prefix = "GC" if code == GC else "SC"
    role = Role(f"{prefix}_TECH_DELEGATE")
    director = next(p.name for p in base.people if p.id == pid(Role(f"{prefix}_TECH")))
    base = with_post(base, code, role, pid(role))
    base = replace(base, people=(*base.people, person(pid(role), 80 + len(base.people), code)))
    if letter.get("number") == "":
        return base
    return replace(base, letters=(*base.letters, replace(letter_for(role, code, director), **letter)))


def letter_for(role: Role, code: str, director: str) -> Letter:
    """A complete letter, uploaded two weeks before."""
    return Letter(
        number=f"WT-{code[-2:]}",
        unit_code=code,
        delegator=director,
        delegate=pid(role),
        plan_name=PLAN_NAME,
        dated=beijing(START) - timedelta(days=14),
        stamped=True,
        signed=True,
        uploaded_at=START - timedelta(days=14),
    )


def expired(day: date) -> Certificate:
    """A certificate that runs out on a day."""
    return Certificate(kind="安全生产考核合格证", number="样-0001", expires=day)
