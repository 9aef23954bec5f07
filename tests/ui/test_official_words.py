"""The words of the notice stand beside the short label wherever an expert answers, once somebody has put them in."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from app.models.checks import Case
from app.models.defects import DefectItem
from app.services.intake.sample import sample_package
from app.ui.stages.review_defectpage import ItemLine
from app.ui.stages.review_defects import ItemRow
from app.ui.widgets import WrapLabel
from support.office import Office

pytestmark = pytest.mark.usefixtures("desk")
SHORT = DefectItem("K9", "缺索张拉力控制标准", "K")
KNOWN = replace(SHORT, official="样例原文：索结构施工，未明确索的张拉力控制标准。")


def texts(row: ItemRow | ItemLine) -> list[str]:
    return [label.text() for label in row.findChildren(WrapLabel)]


def test_an_expert_reads_both() -> None:
    known = ItemRow(KNOWN)
    assert texts(known)[:3] == ["K9", KNOWN.zh, KNOWN.official]
    assert known.choice.accessibleName() == f"K9 {KNOWN.official}"
    short = ItemRow(SHORT)
    assert texts(short)[:2] == ["K9", SHORT.zh]
    assert KNOWN.official not in texts(short)


def test_the_page_shows_it_on_pointing() -> None:
    assert ItemLine(KNOWN).toolTip() == KNOWN.official
    assert ItemLine(SHORT).toolTip() == ""


def test_papers_take_the_words_of_the_notice(tmp_path: Path) -> None:
    case = Office(tmp_path, sample_package()).until("ImportPackage").view.case
    groups = tuple(
        replace(g, items=tuple(replace(row, official=f"样例原文{g.code}{row.n}") for row in g.items))
        for g in case.law.defects.groups
    )
    rows = tuple(replace(row, official="样例原文：基坑") for row in case.law.scope.oversize)
    law = replace(
        case.law,
        defects=replace(case.law.defects, groups=groups),
        scope=replace(case.law.scope, oversize=rows),
    )
    told = Case(case.m, case.pack, law, case.now)
    assert (case.defect_text("G1"), told.defect_text("G1")) == ("缺工程及周边环境描述", "样例原文G1")
    assert told.describe(case.m.scope[0]) == "1.1 样例原文：基坑（开挖深度 11.6 m）"
