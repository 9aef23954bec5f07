"""Package → Excel → the equal package."""

from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from openpyxl import load_workbook

from app.models.package import Certificate, Flag, Flags, Package, Prereview, ScopeHit, TrustedKey
from app.services.intake.package_file import sign_package
from app.services.intake.problems import IntakeError
from app.services.intake.roster import export_package, export_template, read_roster, roster_form
from app.services.intake.roster.layout import EXAMPLE, HEAD, SYSTEM, TABLES
from app.services.intake.sample import SAMPLES, sample_package
from app.services.signing.keys import NodeKey, pack

NOW = datetime(2026, 11, 19, 12, tzinfo=UTC)


def again(package: Package, folder: Path) -> Package:
    path = folder / "again.xlsx"
    export_package(package, path)
    return read_roster(path, now=NOW).package


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_come_back_equal(name: str, tmp_path: Path) -> None:
    package = sample_package(name=name)
    assert again(package, tmp_path) == package
    assert roster_form(package) == package


def test_a_draft_is_unsigned_by_type_and_can_be_signed(good_roster: Path, node: NodeKey) -> None:
    draft = read_roster(good_roster)
    assert draft.signed is False
    assert sign_package(draft.package, node).package == draft.package


def test_everything_a_package_can_say(package: Package, tmp_path: Path) -> None:
    experts = list(package.experts)
    experts[0] = replace(
        experts[0],
        origin="special",
        filing_number="报备〔2026〕1 号",
        filing_scan="5a" * 32,
        former_codes=("91650100EXAMPLE157", "91650100EXAMPLE16A"),
        employer_group=("91650100EXAMPLE157",),
        matched=True,
        status=None,
        term_end=None,
        birth_year=None,
        confirmed=None,
        confirmed_at=None,
        sms_at=datetime(2026, 11, 12, 2, 5, 7, 123456, tzinfo=UTC),
        prereview=None,
        institution_employee=True,
    )
    experts[1] = replace(experts[1], employer_group=None, prereview=Prereview(conclusion="通过"))
    people = list(package.people)
    people[0] = replace(
        people[0],
        unit_code="91650100EXAMPLE157",
        unit_name="样例人事代理公司",
        id_hash="ab" * 32,
        photo="cd" * 32,
        certificates=(
            Certificate(kind="注册证", number="A 1/2"),
            Certificate(kind="考核", number="B", expires=date(2027, 2, 28)),
        ),
    )
    parties = list(package.parties)
    parties[0] = replace(parties[0], group=())
    parties[4] = replace(parties[4], relevant=False, reason="仅劳务分包")
    full = replace(
        package,
        experts=tuple(experts),
        people=tuple(people),
        parties=tuple(parties),
        leader_id="e2",
        roster_version=7,
        primary_device="d-0123456789abcdef",
        made_at=datetime(2026, 11, 19, 12, 0, 0, 5, tzinfo=UTC),
        flags=Flags(
            has_survey=Flag(value=None), has_design=Flag(value=False, reason="=1+1"), has_subcontractor=Flag()
        ),
        keys=(TrustedKey(kid="n-1", key=pack(bytes(32)), use="node"),),
        plan=replace(
            package.plan,
            touched_categories=("TUNNEL", "OTHER"),
            scope=(
                ScopeHit(item="1.1", params={"depth_m": 11.65}),
                ScopeHit(item="3.1", params={"unconventional": True, "single_lift_kN": 120.0}),
                ScopeHit(item="6.1"),
                ScopeHit(item="XJ.9", params={"local_param": 3.0}),
            ),
            overview="第一行\n第二行：=cmd|' /C calc'!A0",
            uploaded_at=None,
        ),
        meeting=replace(
            package.meeting, touched_specialties=("其它", "暗挖工程"), review_no=2, previous_report="XJ-1"
        ),
    )
    assert again(full, tmp_path) == roster_form(full)
    assert roster_form(full).experts == full.experts
    assert sorted(x.id for x in roster_form(full).people) == sorted(x.id for x in full.people)


def test_one_person_with_two_posts_stands_in_two_rows(package: Package, tmp_path: Path) -> None:
    gc = next(n for n, x in enumerate(package.parties) if x.kind == "GC")
    parties = list(package.parties)
    author = next(post for post in parties[gc].posts if post.role == "GC_AUTHOR")
    posts = tuple(replace(x, person="gc-proj-tech") if x == author else x for x in parties[gc].posts)
    parties[gc] = replace(parties[gc], posts=posts)
    double = replace(package, parties=tuple(parties))
    assert again(double, tmp_path) == roster_form(double)
    assert roster_form(double).people[-1].id == "gc-author"


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(
        st.characters(min_codepoint=32, exclude_categories=("Cs", "Co", "Cn", "Cc", "Cf")),
        min_size=1,
        max_size=50,
    )
)
def test_any_name_comes_back_as_it_was(package: Package, tmp_path: Path, text: str) -> None:
    if not text.strip() or {"\ufffd", "\ufeff"} & set(text):
        return
    people = (replace(package.people[0], name=text), *package.people[1:])
    assert again(replace(package, people=people), tmp_path).people[0].name == text.strip()


def test_a_text_like_a_formula_stays_a_text(package: Package, tmp_path: Path) -> None:
    project = replace(package.project, name='=HYPERLINK("x")')
    path = tmp_path / "formula.xlsx"
    export_package(replace(package, project=project), path)
    kinds = {cell.data_type for sheet in load_workbook(path) for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    assert read_roster(path).package.project.name == '=HYPERLINK("x")'


def test_what_cannot_stand_in_a_list_is_refused_before_writing(package: Package, tmp_path: Path) -> None:
    experts = (replace(package.experts[0], pool_labels=("深基坑；支护",)), *package.experts[1:])
    with pytest.raises(IntakeError) as caught:
        export_package(replace(package, experts=experts), tmp_path / "never.xlsx")
    assert [(x.where, x.code) for x in caught.value.problems] == [("$.experts[0].pool_labels", "separator")]
    assert list(tmp_path.iterdir()) == []


def test_the_template_filled_by_hand(tmp_path: Path) -> None:
    """Only what a secretary must write: the program adds rule pack, holidays and the time."""
    path = tmp_path / "template.xlsx"
    export_template(path)
    book = load_workbook(path)
    head = {
        "会议编号": "XJ-1",
        "行政区划代码": "６５０１００",
        "地区简称": "XJ",
        "工程类型": "房屋建筑",
        "计划开始时间": "2026年11月20日 10时00分",
        "会议地点": " 一号会议室 ",
        "工程名称": "样例工程",
        "工程地点": "样例路",
        "方案名称": "样例方案",
        "方案版本": "v1",
        "方案日期": "2026/11/1",
        "方案页数": "１２",
        "方案文件SHA-256": "5a" * 32,
        "危大工程类别": "深基坑工程",
        "条目及参数": "1.1：开挖深度（m）=11.6",
    }
    sheet = book[HEAD]
    for row in range(2, sheet.max_row + 1):
        label = str(sheet.cell(row, 1).value).rstrip("*")
        if label in head:
            sheet.cell(row, 2).value = head[label]
    assert book["参建单位"]["A2"].value == EXAMPLE
    for column, value in enumerate(("建设", "样例建设单位", "91650100EXAMPLE08F"), 2):
        book["参建单位"].cell(3, column).value = value
    for column, value in enumerate(
        ("样例建设单位", "91650100EXAMPLE08F", "建设单位项目负责人", "pm", "王样七"), 2
    ):
        book["岗位人员"].cell(3, column).value = value
    book.save(path)
    made = read_roster(path, now=NOW).package
    assert made.meeting.planned_start == datetime(2026, 11, 20, 2, tzinfo=UTC)
    assert (made.meeting.region, made.meeting.place) == ("650100", "一号会议室")
    assert (made.plan.dated, made.plan.pages) == (date(2026, 11, 1), 12)
    assert made.plan.scope == (ScopeHit(item="1.1", params={"depth_m": 11.6}),)
    assert (made.rule_pack.id, made.made_at) == ("xinjiang", NOW)
    assert 2026 in {table.year for table in made.holidays}
    assert [x.name for x in made.people] == ["王样七"]
    assert made.parties[0].posts[0].role == "OWNER_PM"
    assert made.experts == ()


def test_the_template_offers_lists_and_freezes_its_headers(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    export_template(path)
    book = load_workbook(path)
    assert book.active is not None
    assert book.active.title == HEAD
    for table in TABLES:
        if table.hidden:
            assert table.name not in book.sheetnames
            continue
        sheet = book[table.name]
        assert sheet.freeze_panes
        offered = {
            str(rule.formula1) for rule in sheet.data_validations.dataValidation if rule.type == "list"
        }
        assert len(offered) == len({column.kind.choices for column in table.columns if column.kind.choices})
    assert book["选项"].sheet_state == "hidden"
    assert SYSTEM not in book.sheetnames


def test_times_are_beijing_times(package: Package, good_roster: Path) -> None:
    sheet = load_workbook(good_roster)[HEAD]
    values = {str(row[0].value).rstrip("*"): row[1].value for row in sheet.iter_rows(min_row=2)}
    assert values["计划开始时间"] == datetime(2026, 11, 20, 10)  # noqa: DTZ001  # cells of Excel have no zone
    assert msgspec.to_builtins(package.meeting.planned_start) == "2026-11-20T02:00:00Z"
