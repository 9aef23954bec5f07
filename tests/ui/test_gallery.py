from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app.ui import theme
from app.ui.widgets import PersonCard
from ui.gallery import PAGES, dress


@pytest.fixture(params=sorted(PAGES))
def page(request: pytest.FixtureRequest, qtbot: QtBot, desk: QApplication) -> QWidget:
    assert desk is not None
    window = PAGES[request.param]()
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    qtbot.waitExposed(window)
    dress(request.param, window)
    return window


def controls(page: QWidget) -> list[QWidget]:
    return [
        widget
        for widget in page.findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value
    ]


def test_every_control_has_a_name(page: QWidget) -> None:
    def name(widget: QWidget) -> str:
        text = widget.text() if isinstance(widget, QAbstractButton) else ""
        return widget.accessibleName() or text

    assert [repr(widget) for widget in controls(page) if not name(widget)] == []


def test_every_control_is_large_enough_for_a_finger(page: QWidget) -> None:
    small = [
        (type(w).__name__, w.width(), w.height())
        for w in controls(page)
        if isinstance(w, (QAbstractButton, QLineEdit, QPlainTextEdit))
        and not w.property("bare")
        and min(w.width(), w.height()) < theme.Size.TOUCH
    ]
    assert small == []


def test_everything_can_be_reached_by_tab(page: QWidget, qtbot: QtBot) -> None:
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    wanted = [w for w in controls(page) if not isinstance(w, PersonCard)]
    if not wanted:
        return
    wanted[0].setFocus()
    reached: set[QWidget] = set()
    for _ in range(len(controls(page)) + 5):
        focused = QApplication.focusWidget()
        assert focused is not None
        reached.add(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert [repr(w) for w in wanted if w not in reached] == []


def test_it_fits_the_smallest_screen(page: QWidget) -> None:
    assert page.minimumSizeHint().width() <= 1366
    assert page.minimumSizeHint().height() <= 768


def test_it_is_drawn_in_both_schemes(page: QWidget, desk: QApplication) -> None:
    light = page.grab().toImage()
    theme.apply(desk, "dark")
    dark = page.grab().toImage()
    theme.apply(desk, "light")
    assert light.pixelColor(1360, 760).lightness() > 200
    assert dark.pixelColor(1360, 760).lightness() < 80
