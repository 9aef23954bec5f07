"""The course of the day in the real window: stop and resume, the waiting time, a pause too long, roll-call, 24:00."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.models import facts as f
from app.models.terms import Document, PauseKind, Stage
from app.services.desk import requests as r
from app.ui.stages.checkin import Screen
from app.ui.stages.checkin_course import PostponeSheet, StopSheet
from app.ui.stages.parts.reason import ReasonSheet
from app.ui.stages.parts.roll import RollSheet
from app.ui.stages.pause_ways import WaysSheet
from support.hall import Hall, click, hall, scribble


@pytest.fixture
def door(desk: QApplication, tmp_path: Path) -> Iterator[Hall]:
    assert desk is not None
    with hall(tmp_path) as made:
        made.open_check_in()
        yield made


def screen_of(made: Hall) -> Screen:
    shown = made.shell.stage_screen("checkin")
    assert isinstance(shown, Screen)
    return shown


def test_the_waiting_time_asks_and_asks_again_after_a_resume(door: Hall) -> None:
    door.crowd("CheckInAll", skip=("e3",))
    door.show("checkin")
    screen = screen_of(door)
    assert screen.wait.isHidden()
    planned = door.view.m.info.meeting.planned_start
    door.clock.now = planned + timedelta(minutes=61)
    door.refresh()
    assert screen.wait.isVisible()
    click(screen.wait.close_button)
    door.refresh()
    assert screen.wait.isHidden()  # he decided to wait on

    door.shell.host.identities.keep("owner-pm", "王样七")
    screen._task("stop")
    door.identify("owner-pm")
    stopping = door.top()
    assert isinstance(stopping, StopSheet)
    stopping.reason.setPlainText("专家黄样三未到")
    scribble(stopping.box.pad)
    click(stopping.primary)
    door.settle()
    assert door.desk.view(door.meeting).m.stage is Stage.STOPPED
    click(screen.lift_button)
    door.identify("owner-pm")
    lifting = door.top()
    assert isinstance(lifting, ReasonSheet)
    lifting.text.setPlainText("黄样三已到")
    click(lifting.primary)
    door.settle()
    assert screen.wait.isHidden()
    door.clock.now += timedelta(minutes=61)
    door.refresh()
    assert screen.wait.isVisible()


def test_at_midnight_a_stop_ends_by_itself(door: Hall) -> None:
    door.crowd("CheckInAll", skip=("e3",))
    door.do(r.Stop(reason="专家未到齐"), "verifier")
    door.show("checkin")
    assert door.desk.view(door.meeting).m.stage is Stage.STOPPED
    door.clock.now += timedelta(hours=16)
    door.refresh()
    door.settle()
    m = door.desk.view(door.meeting).m
    assert m.stage is Stage.ABORTED
    assert Document.STOP in door.desk.documents(m)


def test_a_stop_is_postponed_with_the_next_application(door: Hall) -> None:
    door.crowd("CheckInAll", skip=("e3",))
    door.do(r.Stop(reason="专家未到齐"), "verifier")
    door.show("checkin")
    screen = screen_of(door)
    click(screen.postpone_button)
    door.identify("owner-pm")
    sheet = door.top()
    assert isinstance(sheet, PostponeSheet)
    sheet.reason.setText("等不到专家")
    sheet.next.setText("XJ-2026-0999")
    click(sheet.primary)
    door.settle()
    m = door.desk.view(door.meeting).m
    assert (m.stage, m.next_application) == (Stage.ABORTED, "XJ-2026-0999")


def paused(made: Hall, kind: PauseKind = PauseKind.BREAK) -> None:
    made.fill()
    made.open_meeting()
    until = made.clock.now + timedelta(days=1) if kind is PauseKind.ADJOURNMENT else None
    made.do(f.SessionSuspended(pause=kind, reason="午休", until=until), "host")


def test_one_tap_each_confirms_who_is_back(door: Hall) -> None:
    paused(door)
    door.show("checkin")
    screen = screen_of(door)
    assert screen.resume_button.reason()
    click(screen.roll_button)
    sheet = door.top()
    assert isinstance(sheet, RollSheet)
    for person in ("e1", "e2", "owner-pm"):
        sheet.grid.chosen.emit(person)
    door.settle()
    pause = door.desk.view(door.meeting).m.pause
    assert pause is not None
    assert pause.rolled == {"e1", "e2", "owner-pm"}


@pytest.mark.parametrize("kind", [PauseKind.BREAK, PauseKind.ADJOURNMENT], ids=["break", "adjourned"])
def test_only_an_unplanned_pause_has_a_limit(door: Hall, kind: PauseKind) -> None:
    paused(door, kind)
    door.crowd("RollAll")
    door.clock.now += timedelta(hours=13)
    door.crowd("Verify")
    door.show("checkin")
    screen = screen_of(door)
    over = kind is PauseKind.BREAK
    assert ("12" in screen.resume_button.reason()) is over
    click(screen.ways_button)
    sheet = door.top()
    assert isinstance(sheet, WaysSheet)
    assert sheet.ways["stop"].is_free()
    assert sheet.ways["postpone"].is_free()
    assert sheet.ways["close"].reason()  # nobody has objected
    click(sheet.ways["stop"])
    door.identify("owner-pm")
    stopping = door.top()
    assert isinstance(stopping, StopSheet)
