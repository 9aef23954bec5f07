"""The scope sheet: every one of the 18 oversize rows can be entered, and what it means at this place is said at once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.models.packvalues import ScopeRules
from app.models.scope import ScopeItem
from app.services.law import law_tables
from app.services.packs import load_file, load_pack
from app.ui.stages.prepare import Screen
from app.ui.stages.prepare_scope import ScopeSheet
from app.ui.widgets import Segments, State, TextField
from support.hall import Hall, click, hall

pytestmark = pytest.mark.usefixtures("desk")
TABLES = law_tables().scope
YANGLI = Path(__file__).parents[1] / "packs" / "yangli.toml"
OVER, VOLUNTARY, EVERY = "超过一定规模，须专家论证。", "论证属自愿", "本地区危大工程方案都须论证"


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Hall]:
    with hall(tmp_path) as made:
        made.show("prepare")
        yield made


def empty(room: Hall, rules: ScopeRules) -> ScopeSheet:
    sheet = ScopeSheet(room.shell, room.view.m, TABLES, rules)
    for row in list(sheet.hits):
        click(row.remove)
    assert sheet.hits == []
    return sheet


def take(sheet: ScopeSheet, row: str) -> None:
    at = sheet.more.findData(row)
    assert at > 0, row
    sheet.more.setCurrentIndex(at)
    sheet.more.activated.emit(at)


def enter(sheet: ScopeSheet, values: dict[str, float | bool]) -> None:
    fields = sheet.hits[-1].fields
    assert {key for key, row in sheet.hits[-1].asked.items() if not row.isHidden()} >= set(values)
    for key, value in values.items():
        field = fields[key]
        if isinstance(field, Segments):
            click(field.buttons()[0 if value else 1])
        else:
            assert isinstance(field, TextField)
            field.clear()
            QTest.keyClicks(field, f"{value:g}")


def at_the_bound(item: ScopeItem) -> dict[str, float | bool]:
    """The smallest values that hit: all of ``all_of``, the first of ``any_of``; the others far below."""
    values = {bound.param: bound.value for bound in item.all_of}
    for number, bound in enumerate(item.any_of):
        values[bound.param] = bound.value if number == 0 else 0.5
    return values


def test_each_of_the_eighteen_rows_can_be_entered_at_its_bound(room: Hall) -> None:
    assert len(TABLES.oversize) == 18
    for item in TABLES.oversize:
        sheet = empty(room, load_pack("national").scope)
        sheet.show()
        sheet.category.set_key(item.cat.value)
        assert sheet.more.itemData(1).split(".")[0] == item.id.split(".")[0], "rows of the kind come first"
        take(sheet, item.id)
        if item.params:
            assert "参数没有填全" in sheet.meaning.text()
            assert sheet.meaning.state() is State.MISSING
        enter(sheet, at_the_bound(item))
        assert (item.id, sheet.meaning.text()) == (item.id, OVER)
        fact = sheet.fact()
        assert (fact.primary_category, fact.scope[0].item) == (item.cat.value, item.id)
        assert dict(fact.scope[0].params) == at_the_bound(item)
        sheet.reject()
        sheet.deleteLater()


@pytest.mark.parametrize(
    ("pack", "said", "state"),
    [
        ("national", VOLUNTARY, State.WARNING),
        ("xinjiang", VOLUNTARY, State.WARNING),
        ("changji", VOLUNTARY, State.WARNING),
        ("zhengzhou", VOLUNTARY, State.WARNING),
        ("qingdao", EVERY, State.PRESENT),
        ("nanning", EVERY, State.PRESENT),
    ],
)
def test_hazardous_but_not_oversize_is_said_as_the_place_has_it(
    room: Hall, pack: str, said: str, state: State
) -> None:
    sheet = empty(room, load_pack(pack, allow_draft=True).scope)
    sheet.show()
    take(sheet, "1.1")
    enter(sheet, {"depth_m": 4.9})
    assert said in sheet.meaning.text()
    assert sheet.meaning.state() is state
    enter(sheet, {"depth_m": 2})
    assert "参数没有填全" in sheet.meaning.text(), "a shallow pit in a difficult place is hazardous too"
    enter(sheet, {"complex_environment": True})
    assert said in sheet.meaning.text()
    enter(sheet, {"complex_environment": False})
    assert "不属于危大工程" in sheet.meaning.text()
    sheet.reject()


def test_a_supplement_of_a_pack_is_offered_and_judged(room: Hall) -> None:
    sheet = empty(room, load_file(YANGLI).scope)
    sheet.show()
    take(sheet, "YL1")
    enter(sheet, {"depth_m": 4})
    assert sheet.meaning.text() == OVER
    enter(sheet, {"depth_m": 3.9})
    assert VOLUNTARY in sheet.meaning.text()
    sheet.reject()


def test_touched_kinds_are_recorded_and_the_main_kind_is_none_of_them(room: Hall) -> None:
    screen = room.shell.stage_screen("prepare")
    assert isinstance(screen, Screen)
    click(screen.tasks.actions["scope"])
    sheet = QApplication.activeModalWidget()
    assert isinstance(sheet, ScopeSheet)
    assert sheet.touched.chips["DEEP_PIT"].isHidden()
    click(sheet.touched.chips["SCAFFOLD"])
    click(sheet.touched.chips["LIFTING"])
    click(sheet.touched.chips["SCAFFOLD"])
    click(sheet.primary)
    room.settle()
    assert room.store.view is not None
    assert room.store.view.m.touched_categories == ("LIFTING",)
    assert OVER in screen.tasks.rows["scope"].text.text()
