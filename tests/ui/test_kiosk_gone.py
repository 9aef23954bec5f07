"""The kiosk had the screen, and its meeting has left this computer meanwhile: the desk starts as on any other day."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.services import settings
from app.services.settings import Settings
from support.front import WAIT, window_on


def test_a_kiosk_of_a_meeting_that_is_gone_does_not_stand_in_the_way(
    desk: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    assert desk is not None
    path = tmp_path / settings.FILE
    settings.save(path, Settings(kiosk="XJ-GONE"))
    with window_on(tmp_path, qtbot) as window:
        qtbot.waitUntil(lambda: settings.load(path).kiosk == "", timeout=WAIT)
        assert window.shell is None
        assert window.stack.currentWidget() is window.home
        assert QApplication.activeModalWidget() is None
