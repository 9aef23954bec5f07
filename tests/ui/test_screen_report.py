"""The reporting screen on the real desk: receipt, uploads and deadline, the changed plan, 办结."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.models.terms import Stage, Verdict
from app.ui.stages.report import Screen
from app.ui.stages.report_nodes import VisitSheet
from app.ui.stages.report_revision import ApprovalSheet, RevisionSheet, TellSheet
from app.ui.stages.report_uploads import ReceiptSheet, countdown, deadline_of, deadline_words
from app.ui.widgets import State
from support.closing import receive, sealed
from support.hall import Hall, click, hall


@pytest.fixture
def room(desk: QApplication, tmp_path: Path) -> Iterator[Hall]:
    assert desk is not None
    home = tmp_path / "home"
    home.mkdir()
    with hall(home) as made:
        yield made


def screen_of(made: Hall) -> Screen:
    made.show("report")
    shown = made.shell.stage_screen("report")
    assert isinstance(shown, Screen)
    return shown


def upload(room: Hall, screen: Screen) -> None:
    for number in ("A-1", "A-2"):
        button = screen.uploads.first_open()
        assert button is not None
        screen.area.ensureWidgetVisible(button)
        QApplication.processEvents()
        click(button)
        sheet = room.top()
        assert isinstance(sheet, ReceiptSheet)
        assert not sheet.primary.is_free()
        sheet.number.setText(number)
        click(sheet.primary)
        room.settle()


def test_a_changed_plan_waits_for_the_receipt_of_the_node(room: Hall) -> None:
    sealed(room)
    screen = screen_of(room)
    assert screen.node.mark.state() is State.ATTENTION
    assert not screen.path.filed.button.is_free()
    assert screen.buttons() == (screen.receipt_button,)
    assert not screen.node.send.isHidden()
    receive(room)
    room.refresh()
    assert screen.node.mark.state() is State.PRESENT
    assert screen.path.filed.button.is_free()


def test_after_changes_the_whole_way_to_closed(room: Hall, tmp_path: Path) -> None:
    sealed(room)
    receive(room)
    screen = screen_of(room)
    assert screen.buttons() == (screen.revision_button,)
    click(screen.revision_button)
    sheet = room.top()
    assert isinstance(sheet, RevisionSheet)
    plan = tmp_path / "plan-v3.pdf"
    plan.write_bytes(b"the changed plan")
    sheet.take([plan])
    room.settle()
    assert sheet.digest == hashlib.sha256(b"the changed plan").hexdigest()
    sheet.version.setText("v3")
    assert not sheet.primary.is_free()  # point 1 is not answered
    sheet.answers[0].answer.setPlainText("已补充换撑验算")
    sheet.answers[0].place.setText("第 4.3 节，第 57 页")
    click(sheet.primary)
    room.settle()
    assert screen.buttons() == (screen.tell_button,)
    click(screen.tell_button)
    tell = room.top()
    assert isinstance(tell, TellSheet)
    click(tell.channel.buttons()[0])
    click(tell.primary)
    room.settle()
    view = room.desk.view(room.meeting)
    assert len(view.m.after.notices) == 7
    assert view.m.stage is Stage.REVIEWED
    assert screen.buttons() == (screen.approval_button,)
    click(screen.approval_button)
    approval = room.top()
    assert isinstance(approval, ApprovalSheet)
    assert not approval.primary.is_free()
    click(approval.stamped)
    click(approval.primary)
    room.settle()
    upload(room, screen)
    assert room.desk.view(room.meeting).m.stage is Stage.CLOSED
    assert "办结" in screen.path.notice.text()
    assert "A-1" in screen.archive.text.text()


def test_the_reviewed_plan_is_no_changed_plan(room: Hall) -> None:
    sealed(room)
    receive(room)
    screen = screen_of(room)
    click(screen.revision_button)
    sheet = room.top()
    assert isinstance(sheet, RevisionSheet)
    sheet.digest = room.view.case.plan.sha256
    sheet.renew()
    assert sheet.lack()
    assert not sheet.primary.is_free()


def test_not_passed_closes_with_the_uploads(room: Hall) -> None:
    sealed(room, Verdict.FAIL, "支护体系计算错误")
    receive(room)
    screen = screen_of(room)
    assert room.desk.view(room.meeting).m.stage is Stage.FAILED
    assert screen.path.filed.isHidden()
    assert screen.path.notice.state() is State.BLOCK
    upload(room, screen)
    assert room.desk.view(room.meeting).m.stage is Stage.CLOSED


def test_the_deadline_counts_from_the_end_of_the_meeting(room: Hall) -> None:
    sealed(room)
    view = room.desk.view(room.meeting)
    due = deadline_of(view)
    assert due is not None
    assert str(due.target) == "2026-11-23"  # E = 11-20
    text, state = deadline_words(view, due)
    assert "2026-11-23" in text
    assert state is State.NOTE
    room.clock.now += timedelta(days=5)
    late, how = deadline_words(room.desk.view(room.meeting), due)
    assert how is State.BLOCK
    assert late != text


def test_the_countdown_is_in_days_and_hours() -> None:
    now = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
    assert "3" in countdown(now + timedelta(days=3, hours=12, minutes=5), now)
    assert "12" in countdown(now + timedelta(days=3, hours=12, minutes=5), now)


def test_a_visit_at_a_key_node(room: Hall) -> None:
    sealed(room)
    receive(room)
    screen = screen_of(room)
    row = screen.visits.rows["n1"]
    screen.area.ensureWidgetVisible(row.record)
    QApplication.processEvents()
    click(row.record)
    sheet = room.top()
    assert isinstance(sheet, VisitSheet)
    assert sheet.expert.key() == "e1"  # the leader, unless somebody was delegated
    sheet.guidance.setPlainText("坑底隆起在控制值内，同意进入下道工序。")
    assert not sheet.primary.is_free()
    click(sheet.outcome.buttons()[0])
    click(sheet.pushed)
    click(sheet.primary)
    room.settle()
    visit = room.desk.view(room.meeting).m.after.visits[0]
    assert visit.result == "合格"
    assert visit.pushed_at is not None


def test_the_list_of_the_supervisor_is_another(room: Hall, tmp_path: Path) -> None:
    sealed(room)
    screen = screen_of(room)
    first = screen.archive.text.text()
    screen.archive.which.set_key("supervisor")
    screen.archive.which.chosen.emit("supervisor")
    second = screen.archive.text.text()
    assert first != second
    assert "监理" in second
    seal = room.desk.view(room.meeting).m.seal
    assert seal is not None
    assert seal.seal_hash in second
    screen.archive.save_to(tmp_path / "list.txt")
    room.settle()
    assert (tmp_path / "list.txt").read_text("utf-8") == second
