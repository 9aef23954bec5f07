"""The checks before the day (phase PRE): each passes in the clean meeting and fails for its own reason."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from app.models import facts as f
from app.models.package import Flag, Flags, Package, ScopeHit, SignOff
from app.models.terms import PartyKind, Role
from support import build, walk
from support.book import INK, Book
from support.build import GC, OWNER, SC, START, with_expert, with_meeting, with_party, with_plan

Change = Callable[[Package], Package]
PRE = tuple(f"C{n:02d}" for n in (*range(1, 20), 38, *range(68, 72)))
PLACES = pytest.mark.parametrize("place", ["national", "xinjiang"])


def signed(**changes: object) -> Change:
    """The sign-off of the technical director changed."""

    def change(base: Package) -> Package:
        first, *rest = base.plan.sign_offs
        return with_plan(base, sign_offs=(replace(first, **changes), *rest))

    return change


def dropped(role: str) -> Change:
    return lambda base: with_plan(base, sign_offs=tuple(s for s in base.plan.sign_offs if s.role != role))


def expert(**changes: object) -> Change:
    return lambda base: with_expert(base, "e3", **changes)


def plan(**changes: object) -> Change:
    return lambda base: with_plan(base, **changes)


def meeting(**changes: object) -> Change:
    return lambda base: with_meeting(base, **changes)


def flags(**changes: Flag) -> Change:
    return lambda base: replace(base, flags=replace(base.flags, **changes))


def grouped(base: Package) -> Package:
    return with_party(base, OWNER, group=("91650100MA0EXPRT03",))


def not_sent(base: Package) -> Package:
    return with_expert(with_party(base, OWNER, group=None), "e3", employer_group=None)


def by_subcontractor(base: Package) -> Package:
    return with_plan(base, author_unit=SC)


def delegate(**letter: Any) -> Change:
    return lambda base: build.with_delegate(base, **letter)


BEFORE = START - timedelta(days=20)
W5 = START.replace(day=13, hour=15, minute=59)  # 23:59 Beijing of W-5
FAILING: list[tuple[str, Change, str, str]] = [
    # check, change of the clean package, key, levels nat xj ("-" = silent)
    ("C01", dropped("technical_director"), f"C01:missing_technical_director:technical_director@{GC}", "BB"),
    ("C01", dropped("chief_supervisor"), "C01:missing_chief_supervisor:chief_supervisor@", "BB"),
    ("C01", signed(signed_on=None), f"C01:missing_technical_director:technical_director@{GC}", "BB"),
    ("C01", signed(signed_on=date(2026, 11, 21)), f"C01:late:technical_director@{GC}", "BB"),
    ("C01", signed(signed_on=date(2026, 11, 19)), f"C01:late:technical_director@{GC}", "-B"),
    ("C01", signed(stamped=False), f"C01:stamp_technical_director:technical_director@{GC}", "WW"),
    ("C01", by_subcontractor, f"C01:missing_technical_director:technical_director@{SC}", "BB"),
    ("C03", meeting(application_no=""), "C03:no_application:", "-B"),
    ("C03", meeting(draw_id=""), "C03:no_draw:", "-B"),
    ("C03", expert(origin="special", filing_number="1", filing_scan="x"), "C03:special:e3", "B-"),
    ("C04", meeting(applied_at=W5 + timedelta(minutes=2)), "C04:late:", "-W"),
    ("C04", meeting(applied_at=None), "C04:not_sent:", "-W"),
    ("C05", plan(uploaded_at=W5 + timedelta(minutes=2)), "C05:late:", "-W"),
    ("C05", plan(uploaded_at=None), "C05:not_sent:", "-W"),
    ("C06", expert(prereview=None), "C06::e3", "-W"),
    ("C08", delegate(number=""), "C08:none:gc-tech-delegate", "BB"),
    ("C08", delegate(stamped=False), "C08:incomplete:gc-tech-delegate", "BB"),
    ("C08", delegate(plan_name="别的方案"), "C08:incomplete:gc-tech-delegate", "BB"),
    ("C08", delegate(delegator="样外人"), "C08:incomplete:gc-tech-delegate", "BB"),
    ("C08", delegate(dated=date(2026, 11, 21)), "C08:incomplete:gc-tech-delegate", "BB"),
    ("C08", delegate(signed=False), "C08:incomplete:gc-tech-delegate", "BB"),
    ("C09", plan(scope=()), "C09:undecided:", "BB"),
    ("C09", plan(primary_category=""), "C09:undecided:", "BB"),
    ("C09", plan(scope=(ScopeHit(item="1.1"),)), "C09:params:", "BB"),
    (
        "C09",
        plan(scope=(ScopeHit(item="1.1", params={"depth_m": 1, "complex_environment": False}),)),
        "C09:neither:",
        "BB",
    ),
    ("C09", plan(scope=(ScopeHit(item="1.1", params={"depth_m": 4}),)), "C09:voluntary:", "OO"),
    ("C10", flags(has_survey=Flag()), "C10:undecided_has_survey:has_survey", "BB"),
    ("C10", flags(has_design=Flag(value=False)), "C10:reason_has_design:has_design", "BB"),
    ("C10", flags(has_subcontractor=Flag()), "C10:undecided_has_subcontractor:has_subcontractor", "BB"),
    ("C11", expert(pool_labels=("脚手架工程",)), "C11:mismatch:e3", "BB"),
    ("C11", expert(pool_labels=("岩土（本地写法）",)), "C11:unknown:e3", "OO"),
    ("C11", expert(pool_labels=()), "C11:unknown:e3", "OO"),
    ("C11", expert(pool_labels=("岩土（本地写法）",), matched=False), "C11:mismatch:e3", "BB"),
    ("C11", expert(draw_specialty="脚手架"), "C11:mismatch:e3", "BB"),
    ("C12", expert(employer_code=GC), "C12:same_unit:e3", "BB"),
    ("C12", expert(employer_code=""), "C12:unknown_code:e3", "BB"),
    ("C12", expert(former_codes=(SC,)), "C12:former:e3", "BB"),
    ("C13", expert(employer_group=(GC,)), "C13:group:e3", "OO"),
    ("C13", grouped, "C13:group:e3", "OO"),
    ("C13", not_sent, "C13:unknown:e3", "OO"),
    ("C13", expert(institution_employee=True), "C13:institution:e3", "OO"),
    ("C14", expert(origin="special"), "C14::e3", "BB"),
    ("C14", expert(origin="special", filing_number="新建报1"), "C14::e3", "BB"),
    ("C18", meeting(region="110101"), "C18:region:region", "-B"),
    ("C18", meeting(planned_start=START.replace(year=2017)), "C18:date:date", "BB"),
    ("C19", expert(status="suspended"), "C19:suspended:e3", "BB"),
    ("C19", expert(status="terminated"), "C19:terminated:e3", "BB"),
    ("C19", expert(status="revoked"), "C19:revoked:e3", "BB"),
    ("C38", expert(term_end=date(2026, 11, 19)), "C38:term:e3", "-W"),
    ("C38", expert(birth_year=1955), "C38:age:e3", "-W"),
    ("C69", delegate(uploaded_at=START - timedelta(hours=2)), "C69:late:gc-tech-delegate", "-W"),
    ("C69", delegate(uploaded_at=None), "C69:by_hand:gc-tech-delegate", "-W"),
    ("C70", lambda base: replace(base, made_at=START - timedelta(hours=30)), "C70::", "WW"),
]


def judged(place: str, change: Change | None = None) -> dict[str, str]:
    """Keys and levels of all PRE findings before the day."""
    base = build.package(place)
    book = walk.prepared(place, change(base) if change else base)
    found = book.find(*PRE)
    assert all(x.clause for x in found.values()), "a finding without a clause"
    return {key: x.level.value for key, x in found.items()}


@PLACES
def test_the_clean_package_opens_none(place: str) -> None:
    assert judged(place) == {}


@pytest.mark.parametrize(
    ("check", "change", "key", "levels"), FAILING, ids=[f"{row[0]}-{n}" for n, row in enumerate(FAILING)]
)
def test_each_fails_for_its_own_reason(check: str, change: Change, key: str, levels: str) -> None:
    for place, level in zip(("national", "xinjiang"), levels, strict=True):
        mine = {k: v for k, v in judged(place, change).items() if k.startswith(check)}
        assert mine == ({} if level == "-" else {key: level}), place


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (meeting(applied_at=W5), "24:00 of W-5 is in time (0.3)"),
        (plan(uploaded_at=W5), "inclusive reading of 5个工作日前"),
        (expert(pool_labels=("岩土（本地写法）", "深基坑工程")), "one label that maps is enough"),
        (expert(pool_labels=(), matched=True), "the signed package says matched"),
        (expert(status=None, term_end=None, birth_year=None), "absent = pass"),
        (expert(birth_year=1956), "seventy is not over seventy"),
        (delegate(uploaded_at=START.replace(day=19, hour=15, minute=59)), "24:00 of W-1 is in time"),
        (flags(has_design=Flag(value=False, reason="不涉及设计")), "a no with its reason"),
        (lambda base: with_party(base, OWNER, name="样例同名专家单位3"), "names never match (EC-14)"),
    ],
)
def test_what_passes_in_xinjiang(change: Change, why: str) -> None:
    assert judged("xinjiang", change) == {}, why


def test_an_extra_expert_needs_a_touched_specialty() -> None:
    touched = with_meeting(build.package(), touched_specialties=("脚手架",))
    touched = with_plan(touched, touched_categories=("SCAFFOLD",))
    extra = with_expert(touched, "e3", draw_specialty="脚手架", pool_labels=("脚手架工程",))
    assert walk.prepared("xinjiang", extra).find("C11") == {}
    stranger = with_expert(touched, "e3", draw_specialty="隧道", pool_labels=("深基坑工程",))
    assert list(walk.prepared("xinjiang", stranger).find("C11")) == ["C11:mismatch:e3"]


def test_the_review_institution_is_no_party() -> None:
    base = build.package("nanning")
    house = replace(base.parties[0], code=build.INSTITUTION, kind=PartyKind.INSTITUTION, posts=())
    base = replace(base, parties=(*base.parties, house))
    base = with_expert(base, "e3", employer_code=build.INSTITUTION)
    book = walk.prepared("nanning", base)
    assert book.find("C12") == {}
    assert {k: v.level.value for k, v in book.find("C13").items()} == {"C13:institution:e3": "O"}
    named = with_meeting(build.package(), organiser_code="91650100MA0EXPRT03")
    assert list(walk.prepared("xinjiang", named).find("C13")) == ["C13:institution:e3"]


def test_an_expert_who_stays_away_no_longer_opens_a_check_about_himself() -> None:
    base = with_expert(build.package("national"), "e3", status="suspended")
    assert list(walk.prepared("national", base).find("C19")) == ["C19:suspended:e3"]
    assert walk.checked_in("national", base, skip=["e3"]).find("C19") == {}
    assert list(walk.checked_in("national", base).find("C19")) == ["C19:suspended:e3"]


def test_a_later_notice_of_the_node_counts() -> None:
    book = walk.checked_in()
    book.add(f.StatusNoticed(person="e3", status="revoked"))
    assert list(book.find("C19")) == ["C19:revoked:e3"]
    book.add(f.PersonCheckedOut(person="e3"))
    assert book.find("C19") == {}


def test_a_declaration_answers_what_the_platform_did_not_send() -> None:
    base = with_expert(not_sent(build.package("nanning")), "e3", same_plan_other_institution=None)
    book = walk.prepared("nanning", base)
    assert {k: v.level.value for k, v in book.find("C13", "C16").items()} == {
        "C13:unknown:e3": "O",
        "C16:unknown:e3": "B",
    }
    book.add(f.CheckInOpened())
    walk.arrive(book, "e3")
    book.add(f.DeclarationSigned(person="e3", interest=False, ink=INK), walk.expert("e3"))
    assert book.find("C13", "C16") == {}


def test_an_employer_code_set_from_a_paper_counts() -> None:
    book = walk.prepared("xinjiang", with_expert(build.package(), "e3", employer_code=""))
    book.add(f.EmployerCodeSet(person="e3", code=GC, unit_name="样例总承包公司", evidence="工作证"))
    assert list(book.find("C12")) == ["C12:same_unit:e3"]
    book.add(f.EmployerCodeSet(person="e3", code="91650100MA0EXPRT03", unit_name="样例", evidence="工作证"))
    assert book.find("C12") == {}


def test_a_package_without_signature_and_a_newer_pack() -> None:
    book = Book("xinjiang")
    book.import_package(signed_by="")
    assert {k: v.level.value for k, v in book.find("C15").items()} == {"C15::": "B"}
    newer = book.find("C71", newer_pack="1.1")
    assert {k: (v.level.value, v.args["version"]) for k, v in newer.items()} == {"C71::": ("W", "1.1")}


def test_a_plan_written_by_the_subcontractor_needs_both_directors() -> None:
    base = by_subcontractor(build.package())
    both = SignOff(
        role="technical_director", unit_code=SC, name="样分", signed_on=date(2026, 11, 3), stamped=True
    )
    base = with_plan(base, sign_offs=(*base.plan.sign_offs, both))
    assert walk.prepared("xinjiang", base).find("C01") == {}


def test_a_year_without_table_is_for_people_to_count() -> None:
    base = replace(build.with_delegate(build.package()), holidays=())
    found = walk.prepared("xinjiang", base).find("C04", "C05", "C69")
    assert {k: v.level.value for k, v in found.items()} == {
        "C04:by_hand:": "W",
        "C05:by_hand:": "W",
        "C69:by_hand:gc-tech-delegate": "W",
    }


def test_the_first_complete_letter_counts() -> None:
    base = build.with_delegate(build.package(), stamped=False)
    book = walk.prepared("xinjiang", base)
    assert list(book.find("C08", "C69")) == ["C08:incomplete:gc-tech-delegate"]
    paper = replace(base.letters[0], number="WT-纸", stamped=True, uploaded_at=None)
    book.add(f.LetterShown(letter=paper, channel="paper"))
    assert {k: v.level.value for k, v in book.find("C08", "C69").items()} == {
        "C69:paper:gc-tech-delegate": "W"
    }
    book = walk.prepared("xinjiang", build.with_delegate(build.package()))
    book.add(f.LetterShown(letter=replace(paper, stamped=False), channel="paper"))
    assert book.find("C08", "C69") == {}, "a poorer paper does not undo the upload"


def test_the_name_on_a_letter_may_be_written_with_another_dot() -> None:
    base = build.with_person(build.package(), "gc-tech", name="阿样·提样")
    base = build.with_delegate(base, delegator="阿样\u2022提样")
    assert walk.prepared("xinjiang", base).find("C08") == {}


def test_the_director_himself_needs_no_letter() -> None:
    base = build.with_delegate(build.package(), number="")
    book = walk.checked_in("xinjiang", base, skip=["gc-tech"])
    assert list(book.find("C08")) == ["C08:none:gc-tech-delegate"]
    walk.arrive(book, "gc-tech")
    assert book.find("C08") == {}


def test_undo_restores_every_finding() -> None:
    book = walk.prepared("xinjiang", replace(build.package(), flags=Flags()))
    before = book.find(*PRE)
    decided = book.add(f.FlagDecided(flag="has_survey", value=True))
    assert book.find(*PRE) != before
    book.undo(decided)
    assert book.find(*PRE) == before


def test_the_group_of_nanning_comes_from_different_units_and_specialties() -> None:
    base = build.package("nanning")
    for e in base.experts:
        base = with_expert(base, e.person, employer_code="91650100MA0EXPRT01", discipline="岩土")
    found = walk.prepared("nanning", base).find("C17", "C68")
    assert {k: v.level.value for k, v in found.items()} == {
        "C17:few:": "B",
        "C17:same:91650100MA0EXPRT01": "R",
        "C68:few:": "B",
    }
    plain = walk.prepared("nanning", build.package("nanning")).find("C17", "C68")
    assert {k: v.level.value for k, v in plain.items()} == {"C68:no_finer_label:": "W"}


@pytest.mark.parametrize(
    ("change", "key", "level"),
    [
        (expert(confirmed=None), "C07:unknown:e3", "O"),
        (expert(confirmed=False), "C07:not_confirmed:e3", "B"),
        (
            expert(sms_at=BEFORE, confirmed_at=BEFORE + timedelta(hours=6, minutes=1)),
            "C07:late:e3",
            "B",
        ),
    ],
)
def test_qingdao_asks_for_confirmations(change: Change, key: str, level: str) -> None:
    base = change(with_meeting(build.package("qingdao"), project_kind="municipal"))
    assert {k: v.level.value for k, v in walk.prepared("qingdao", base).find("C07").items()} == {key: level}


def test_a_role_of_the_roster_is_counted_before_anybody_comes() -> None:
    base = build.with_post(build.package(), GC, Role.GC_AUTHOR, "gc-proj-tech")
    found = walk.prepared("xinjiang", base).find("C32")
    assert {k: v.level.value for k, v in found.items()} == {
        "C32:level_W:gc-proj-tech+GC_AUTHOR+GC_PROJ_TECH": "W"
    }


def test_qingdao_asks_for_the_form_before_the_opening_and_for_the_final_list() -> None:
    base = with_meeting(build.package("qingdao"), project_kind="municipal")
    assert walk.prepared("qingdao", base).find("C06", "C07") == {}
    review = base.experts[2].prereview
    assert review is not None
    bare = with_expert(base, "e3", prereview=replace(review, form_uploaded_at=None))
    found = walk.prepared("qingdao", bare).find("C06")
    assert {k: v.level.value for k, v in found.items()} == {"C06:form:e3": "W"}
    unlisted = with_meeting(base, final_list_confirmed_at=None)
    for place in ("qingdao", "nanning"):
        found = walk.prepared(place, unlisted).find("C07")
        assert {k: v.level.value for k, v in found.items()} == {"C07:list_unknown:list": "O"}
    assert walk.prepared("national", unlisted).find("C06", "C07") == {}
