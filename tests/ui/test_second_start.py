"""Two starts on one home, as close together as can be: one window stays, the other process ends with 2 and says so."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.commands.desk import OpenHome
from app.services import settings
from app.services.ledger import HomeLock
from app.ui.app import _listen
from app.ui.giveway import GiveWay
from app.ui.lane import Lane
from app.ui.single import Call, Doorbell, call_first
from app.ui.start import BUSY, Start
from app.ui.window import DeskWindow

pytestmark = pytest.mark.usefixtures("desk")
_WAIT = 10_000
_LONG = 60_000
"""Two interpreters load Qt on a busy machine."""


@contextmanager
def _started(home: Path) -> Iterator[subprocess.Popen[str]]:
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "app", "--home", str(home)]
    child = subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True)
    try:
        yield child
    finally:
        child.kill()
        child.wait()
        if child.stderr is not None:
            child.stderr.close()


def test_of_two_starts_at_the_same_instant_one_stays(tmp_path: Path, qtbot: QtBot) -> None:
    with _started(tmp_path) as one, _started(tmp_path) as other:
        qtbot.waitUntil(lambda: one.poll() is not None or other.poll() is not None, timeout=_LONG)
        ended, stays = (one, other) if one.poll() is not None else (other, one)
        assert ended.stderr is not None
        said = ended.stderr.read()
        assert ended.returncode == BUSY, said
        assert "已经打开" in said
        assert stays.poll() is None, "the window of the first stays"
        with qtbot.waitSignal(_rung(tmp_path, qtbot).over, timeout=_WAIT) as answered:
            pass
        assert answered.args == [True]


def _rung(home: Path, qtbot: QtBot) -> Call:
    call = Call(home, QApplication.instance())
    QTimer.singleShot(0, call.begin)
    assert qtbot is not None
    return call


def _way(home: Path, lane: Lane, patience: int = _WAIT) -> tuple[GiveWay, HomeLock]:
    mine = HomeLock(home)
    return GiveWay(home, lane, mine.acquire, patience, lane), mine


@pytest.fixture
def lane() -> Iterator[Lane]:
    made = Lane()
    yield made
    made.close()


def test_a_first_desk_that_hears_late_is_waited_for(tmp_path: Path, qtbot: QtBot, lane: Lane) -> None:
    """It has the lock and is still opening its ledger: longer than one question takes."""
    first = HomeLock(tmp_path)
    first.acquire()
    way, _ = _way(tmp_path, lane)
    bells: list[Doorbell] = []
    QTimer.singleShot(900, way, lambda: bells.append(Doorbell(tmp_path, way)))
    with qtbot.waitSignal(way.elsewhere, timeout=_WAIT):
        way.begin()
    assert bells
    bells[0].close()
    first.release()


def test_a_first_desk_that_is_closing_is_waited_for(tmp_path: Path, qtbot: QtBot, lane: Lane) -> None:
    """It hears no more and lets the lock go a moment later: then the home is ours."""
    first = HomeLock(tmp_path)
    first.acquire()
    way, mine = _way(tmp_path, lane)
    QTimer.singleShot(500, way, first.release)
    with qtbot.waitSignal(way.freed, timeout=_WAIT):
        way.begin()
    lane.submit(mine.release)


def test_a_home_held_to_the_end_is_said(tmp_path: Path, qtbot: QtBot, lane: Lane) -> None:
    first = HomeLock(tmp_path)
    first.acquire()
    way, _ = _way(tmp_path, lane, patience=100)
    with qtbot.waitSignal(way.failed, timeout=_WAIT) as said:
        way.begin()
    assert said.args is not None
    assert getattr(said.args[0], "code", "") == "ledger.home_busy"
    first.release()


def test_a_window_that_is_closing_does_not_answer(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who rings at a closing window must not be sent away with nobody left."""
    monkeypatch.setattr(DeskWindow, "come_forward", lambda _self: None)  # no window manager here
    path = tmp_path / settings.FILE
    start = Start(
        home=tmp_path,
        open=lambda: OpenHome(tmp_path),
        load=lambda: settings.load(path),
        save=lambda chosen: settings.save(path, chosen),
    )
    assert not _answered(tmp_path, qtbot)
    window = DeskWindow(start, start.load())
    window.locked.connect(lambda: _listen(window, start))
    window.show()
    with qtbot.waitSignal(window.locked, timeout=_WAIT):
        window.begin()
    assert _answered(tmp_path, qtbot)
    window.leaving.connect(lambda: heard.append(call_first(tmp_path)))
    heard: list[bool] = []
    window.close()
    assert heard == [False]


def _answered(home: Path, qtbot: QtBot) -> bool:
    heard: list[bool] = []
    call = Call(home, QApplication.instance())
    call.over.connect(heard.append)
    call.begin()
    qtbot.waitUntil(lambda: bool(heard), timeout=_WAIT)
    call.deleteLater()
    return heard[0]
