"""63号: 10 groups, 80 items, which of them a plan needs; and the texts of 31号."""

import pytest
from msgspec.structs import replace

from app.models.defects import DefectItem, applicable, conditions_of, groups_for, items_of
from app.models.package import ScopeHit
from app.models.scope import Category, assess
from app.services.law import law_tables
from app.services.resources import resource_toml

LAW = law_tables()
COUNTS = {"G": 17, "P": 5, "F": 6, "L": 11, "S": 5, "D": 5, "T": 11, "C": 6, "B": 5, "K": 9}
FLAGS = {
    "confined_space": ["G12"],
    "groundwater": ["G13"],
    "high_work": ["G14"],
    "temp_power": ["G15"],
    "adjacent": ["G16"],
    "anchors_below_water": ["P3"],
    "climbing_form": ["F1"],
    "slip_form": ["F2", "F3"],
}


def codes(*categories: Category, scope_groups: tuple[str, ...] = ()) -> list[str]:
    return [group.code for group in groups_for(LAW.defects, categories, scope_groups)]


def test_ten_groups_and_eighty_items() -> None:
    assert {group.code: len(group.items) for group in LAW.defects.groups} == COUNTS
    assert all(
        [row.n for row in group.items] == list(range(1, len(group.items) + 1)) for group in LAW.defects.groups
    )
    assert len({item.code for item in items_of(LAW.defects.groups)}) == 80


def test_the_conditions_are_those_of_the_list_and_default_to_yes() -> None:
    found: dict[str, list[str]] = {}
    for item in items_of(LAW.defects.groups):
        if item.cond is not None:
            found.setdefault(item.cond, []).append(item.code)
    assert found == FLAGS
    assert set(LAW.defects.conditions) == set(FLAGS)
    assert all(condition.default for condition in LAW.defects.conditions.values())


@pytest.mark.parametrize(
    ("category", "group"),
    [
        (Category.DEEP_PIT, "P"),
        (Category.FORMWORK, "F"),
        (Category.LIFTING, "L"),
        (Category.SCAFFOLD, "S"),
        (Category.DEMOLITION, "D"),
        (Category.TUNNEL, "T"),
    ],
)
def test_a_category_brings_in_its_group_beside_the_general_one(category: Category, group: str) -> None:
    assert codes(category) == ["G", group]


@pytest.mark.parametrize(
    ("item", "params", "expected"),
    [
        ("7.1", {"height_m": 60}, ["G", "C"]),
        ("7.1", {"height_m": 20}, ["G", "C"]),
        ("7.2", {"steel_span_m": 40}, ["G", "K"]),
        ("7.3", {"depth_m": 18}, ["G", "B"]),
        ("7.4", {}, ["G"]),
        ("7.5", {"weight_kN": 1200}, ["G", "K"]),
        ("7.6", {}, ["G"]),
        ("H7.5", {}, ["G"]),
    ],
)
def test_other_works_bring_in_the_group_of_the_row_hit(
    item: str, params: dict[str, float | bool], expected: list[str]
) -> None:
    found = assess(LAW.scope, [ScopeHit(item=item, params=params)])
    assert codes(Category.OTHER, scope_groups=found.groups) == expected


def test_a_touched_category_adds_its_group() -> None:
    assert codes(Category.OTHER, Category.LIFTING, scope_groups=("K",)) == ["G", "L", "K"]


def test_items_fall_away_only_by_an_explicit_no() -> None:
    groups = groups_for(LAW.defects, [Category.DEEP_PIT])
    assert len(applicable(LAW.defects, groups, {})) == 22
    left = {
        item.code
        for item in applicable(LAW.defects, groups, {"anchors_below_water": False, "high_work": True})
    }
    assert "P3" not in left
    assert "G14" in left
    assert list(conditions_of(LAW.defects, groups)) == [
        "confined_space",
        "groundwater",
        "high_work",
        "temp_power",
        "adjacent",
        "anchors_below_water",
    ]


def test_nine_parts_and_three_topics() -> None:
    assert [part.n for part in LAW.plan.parts] == list(range(1, 10))
    assert [topic.n for topic in LAW.plan.topics] == [1, 2, 3]
    assert LAW.plan.parts[7].zh == "应急处置措施"


@pytest.mark.parametrize(
    ("clause", "printed"),
    [
        ("令37-12②", "住建部令37号第12条第二款"),
        ("XJ-三（二）1", "新疆论证通知 三（二）1"),
        ("ZZ§12（四）", "郑州办法（征求意见稿）第12条（四）"),
        ("ZZ§附件", "郑州办法（征求意见稿） 附件"),
        ("63号", "建办质〔2024〕63号"),
        ("31号-五; APP", "建办质〔2018〕31号 五；本系统约定"),
        ("样例市规定-三", "样例市规定-三"),
    ],
)
def test_clauses_are_printed_in_words(clause: str, printed: str) -> None:
    assert LAW.cite(clause) == printed


def test_every_item_has_a_place_for_the_words_of_the_notice() -> None:
    rows = [row for group in resource_toml("law", "defects.toml")["groups"] for row in group["items"]]
    scope = resource_toml("law", "scope.toml")
    plan = resource_toml("law", "plan.toml")
    assert len(rows) == 80
    assert all("official" in row for row in (*rows, *scope["oversize"], *scope["hazardous"]))
    assert all("official" in row for row in (*plan["parts"], *plan["topics"]))


def test_the_words_of_the_notice_are_printed_where_they_are_known() -> None:
    short = DefectItem("G1", "缺工程及周边环境描述", "G")
    known = replace(short, official="样例原文：无工程及周边环境描述。")
    assert (short.text, known.text) == ("缺工程及周边环境描述", "样例原文：无工程及周边环境描述。")
    row = LAW.scope.oversize[0]
    assert (row.text, replace(row, official="样例原文").text) == (row.zh, "样例原文")
    assert [item.text for item in items_of(LAW.defects.groups) if not item.official] == [
        item.zh for item in items_of(LAW.defects.groups) if not item.official
    ]
