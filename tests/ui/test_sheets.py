"""Sheets over sheets, and where the keyboard begins in one that asks for nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.ui.widgets import Button, Kind, Sheet, TextField


@pytest.fixture
def window(desk: QApplication, qtbot: QtBot) -> Iterator[QWidget]:
    assert desk is not None
    made = QWidget()
    made.resize(900, 600)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()
    made.deleteLater()


def opened(qtbot: QtBot, window: QWidget, *, danger: bool = False, field: bool = False) -> Sheet:
    sheet = Sheet(window, "会场", primary="开放会场", danger=danger, width=400)
    if field:
        sheet.body.addWidget(TextField())
    sheet.add_foot(Button("用 U 盘交换…", Kind.SECONDARY))
    sheet.open()
    qtbot.waitExposed(sheet)
    return sheet


def dimmed(widget: QWidget) -> bool:
    return any(type(c).__name__ == "_Scrim" and c.isVisible() for c in widget.findChildren(QWidget))


def test_enter_is_the_next_step_and_not_a_further_way_out(qtbot: QtBot, window: QWidget) -> None:
    sheet = opened(qtbot, window)
    assert sheet.focusWidget() is sheet.primary
    with qtbot.waitSignal(sheet.accepted):
        QTest.keyClick(sheet.focusWidget(), Qt.Key.Key_Return)


def test_what_cannot_be_undone_is_not_under_enter_at_once(qtbot: QtBot, window: QWidget) -> None:
    sheet = opened(qtbot, window, danger=True)
    assert sheet.focusWidget() is sheet.cancel
    sheet.reject()


def test_tab_goes_from_the_inputs_over_the_further_ways_to_the_next_step(
    qtbot: QtBot, window: QWidget
) -> None:
    sheet = opened(qtbot, window, field=True)
    seen = []
    for _ in range(4):
        at = sheet.focusWidget()
        assert at is not None
        seen.append(at.text() if isinstance(at, Button) else "field")
        QTest.keyClick(at, Qt.Key.Key_Tab)
    assert seen == ["field", "用 U 盘交换…", "取消", "开放会场"]
    sheet.reject()


def test_a_sheet_over_a_sheet_dims_it_and_gives_it_back(qtbot: QtBot, window: QWidget) -> None:
    below = opened(qtbot, window)
    assert dimmed(window)
    assert not dimmed(below)
    above = opened(qtbot, window, field=True)
    assert dimmed(below), "two cards of one colour would run into one"
    above.reject()
    assert not dimmed(below)
    below.reject()
    assert not dimmed(window)


def test_a_sheet_below_may_go_first(qtbot: QtBot, window: QWidget) -> None:
    below = opened(qtbot, window)
    above = opened(qtbot, window)
    below.reject()
    below.deleteLater()
    QApplication.processEvents()
    above.reject()
    assert not dimmed(window)
