"""Long names go on in the next line part by part, and widen no card that stands beside others."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui import theme
from app.ui.widgets import Action, FindingCard, FitScroll, Level
from app.ui.widgets.labels import lay_out

LONG = "阿依努尔·买买提·吐尔逊江·阿卜杜热依木·喀迪尔·麦麦提敏"
SIDE = 311
"""Width of the findings at the right of a small screen."""


@pytest.fixture(autouse=True)
def _look(desk: QApplication) -> None:
    assert desk is not None


def lines(text: str, width: float, size: int = 30) -> list[str]:
    layout, _, _ = lay_out(text, theme.font(size, bold=True), width)
    parts = [layout.lineAt(n) for n in range(layout.lineCount())]
    said = layout.text()
    cut = [said[x.textStart() : x.textStart() + x.textLength()] for x in parts]
    return [x.replace("\u2060", "") for x in cut]


@pytest.mark.parametrize("width", [230, 300, 500, 900])
def test_a_name_goes_on_in_the_next_line_after_a_dot(width: int) -> None:
    found = lines(LONG, width)
    assert "".join(found) == LONG
    assert all(line.endswith("·") for line in found[:-1]), found


def test_a_part_that_is_wider_than_its_place_is_not_cut() -> None:
    for width in (64, 90, 130, 200):
        found = lines(LONG, width)
        assert "".join(found) == LONG
        assert not any(line.startswith("·") for line in found), found


def test_other_text_breaks_as_before() -> None:
    said = "专家论证会的专家不得少于 5 名 · 新疆 三（二）1"
    assert "\u2060" not in lay_out(said, theme.font(15), 100)[0].text()


def test_a_long_name_does_not_widen_the_findings(qtbot: QtBot) -> None:
    """It did: all cards at the right were cut at the edge of the window."""
    short, long = (
        FindingCard(
            Level.MUST, "未到场", "请联系本人。", "三（二）1", (Action("e1", name), Action("go", "去签到"))
        )
        for name in ("陈样一", LONG)
    )
    scroll = FitScroll(long)
    scroll.resize(SIDE, 400)
    qtbot.addWidget(scroll)
    scroll.show()
    qtbot.waitExposed(scroll)
    assert long.width() == scroll.viewport().width()
    button = long.buttons["e1"]
    assert button.geometry().right() <= long.width()
    assert button.height() > long.buttons["go"].height(), "it has more lines than one"
    assert long.heightForWidth(SIDE) > short.heightForWidth(SIDE)
    with qtbot.waitSignal(long.acted) as acted:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert acted.args == ["e1"]
    short.deleteLater()
