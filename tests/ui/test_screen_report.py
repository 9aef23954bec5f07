"""The reporting screen on the real desk: receipt, uploads and deadline, the changed plan, 办结."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import TypeVar

import pytest
from PIL import Image
from pypdf import PdfReader
from PySide6.QtWidgets import QApplication, QWidget

from app.models import facts as f
from app.models.entry import By
from app.models.terms import AbsenceKind, Document, Role, Stage, Verdict
from app.ui.preview import make_pdf
from app.ui.shell.duechip import DueSheet
from app.ui.stages.parts.acting import StrangerSheet
from app.ui.stages.parts.people import BOTH
from app.ui.stages.parts.reason import ReasonSheet
from app.ui.stages.parts.signature import SignatureSheet
from app.ui.stages.report import Screen
from app.ui.stages.report_archive import HandOverSheet
from app.ui.stages.report_expertsheets import AbsenceSheet
from app.ui.stages.report_next import NextSheet, WithdrawSheet
from app.ui.stages.report_nodesheets import InviteSheet, PushSheet, VisitSheet
from app.ui.stages.report_reissue import ReissueSheet
from app.ui.stages.report_rereview import LeaderSheet, RereviewSheet
from app.ui.stages.report_revision import ApprovalSheet, RevisionSheet, TellSheet
from app.ui.stages.report_uploads import ReceiptSheet
from app.ui.stages.report_void import CorrectionSheet, VoidSheet
from app.ui.stages.seal_papers import papers_of
from app.ui.widgets import Sheet, State
from support.closing import receive, sealed
from support.hall import Hall, click, hall, scribble

T = TypeVar("T", bound=Sheet)


@pytest.fixture
def room(desk: QApplication, tmp_path: Path) -> Iterator[Hall]:
    assert desk is not None
    home = tmp_path / "home"
    home.mkdir()
    with hall(home) as made:
        yield made


@pytest.fixture
def ink_png() -> bytes:
    out = BytesIO()
    Image.new("L", (300, 200), 240).save(out, "PNG")
    return out.getvalue()


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


def press(screen: Screen, button: QWidget) -> None:
    """Bring a button into sight and press it."""
    screen.area.ensureWidgetVisible(button)
    QApplication.processEvents()
    click(button)


def sheet_of(room: Hall, kind: type[T]) -> T:
    found = room.top()
    assert isinstance(found, kind), found
    return found


def file_plan(room: Hall, *, to_leader: bool = True) -> None:
    answer = f.RevisionAnswer(item="r1", answer="已补充换撑验算", place="第 57 页")
    room.do(
        f.RevisionFiled(
            plan_sha256="cd" * 32,
            plan_version="v3",
            dated=date(2026, 11, 20),
            answers=(answer,),
            to_leader=to_leader,
        )
    )
    room.refresh()


def conclude(sheet: RereviewSheet, result: int, outcome: int, words: str = "") -> None:
    click(sheet.items[0].result.buttons()[result])
    if result:
        sheet.items[0].note.setText("轴力取值未改")
    click(sheet.outcome.buttons()[outcome])
    sheet.opinion.setPlainText(words)
    scribble(sheet.ink.pad)


def test_the_leader_sends_the_plan_back_and_then_agrees(room: Hall) -> None:
    sealed(room)
    receive(room)
    file_plan(room)
    screen = screen_of(room)
    assert screen.buttons() == (screen.leader_button,)
    click(screen.leader_button)
    room.identify("e1")
    sheet = sheet_of(room, RereviewSheet)
    conclude(sheet, 1, 0)
    assert not sheet.primary.is_free()  # 部分 cannot be agreed to
    conclude(sheet, 1, 1, "请改轴力取值")
    assert sheet.primary.is_free()
    sheet.primary.click()
    room.settle()
    view = room.desk.view(room.meeting)
    assert view.m.stage is Stage.AWAIT_REVISION
    assert "退回修改" in screen.path.leader.line.text()
    assert view.m.after.rereviews[0].by.person == "e1"
    room.do(
        f.RevisionFiled(
            plan_sha256="ef" * 32,
            plan_version="v4",
            dated=date(2026, 11, 20),
            answers=view.m.after.filed[0].answers,
            to_leader=True,
        )
    )
    room.refresh()
    click(screen.leader_button)
    sheet = sheet_of(room, RereviewSheet)  # he is still known
    conclude(sheet, 0, 1, "x")
    assert not sheet.primary.is_free()  # everything is done: nothing to send back
    conclude(sheet, 0, 0)
    sheet.primary.click()
    room.settle()
    view = room.desk.view(room.meeting)
    assert view.m.stage is Stage.REVIEWED
    assert make_pdf(room.desk, view, Document.REREVIEW, "2").startswith(b"%PDF")


def test_too_big_a_change_needs_a_new_meeting(room: Hall) -> None:
    sealed(room)
    receive(room)
    file_plan(room)
    screen = screen_of(room)
    click(screen.leader_button)
    room.identify("e1")
    sheet = sheet_of(room, RereviewSheet)
    click(sheet.outcome.buttons()[2])
    assert "原因" in sheet.lack()
    sheet.opinion.setPlainText("支护形式已改")
    scribble(sheet.ink.pad)
    sheet.primary.click()
    room.settle()
    assert room.desk.view(room.meeting).m.stage is Stage.FAILED
    assert not screen.path.following.isHidden()
    press(screen, screen.path.following.button)
    following = sheet_of(room, NextSheet)
    following.number.setText("XJ-2026-0999")
    click(following.primary)
    room.settle()
    assert room.desk.view(room.meeting).m.after.next_meeting == "XJ-2026-0999"
    assert "XJ-2026-0999" in screen.path.following.line.text()


def test_another_leader_only_by_a_document_of_the_authority(
    room: Hall, tmp_path: Path, ink_png: bytes
) -> None:
    sealed(room)
    receive(room)
    file_plan(room)
    screen = screen_of(room)
    press(screen, screen.path.replace)
    sheet = sheet_of(room, LeaderSheet)
    sheet.who.set_key("other")
    sheet.name.setText("样新组长")
    sheet.number.setText("新建函〔2026〕9号")
    assert not sheet.primary.is_free()
    scan = tmp_path / "document.png"
    scan.write_bytes(ink_png)
    sheet.scan.take([scan])
    room.settle()
    click(sheet.primary)
    room.settle()
    assert "样新组长" in screen.path.leader.line.text()
    click(screen.leader_button)
    stranger = sheet_of(room, StrangerSheet)
    assert not stranger.primary.is_free()
    click(stranger.look)
    click(stranger.same)
    click(stranger.primary)
    rereview = sheet_of(room, RereviewSheet)
    conclude(rereview, 0, 0)
    rereview.primary.click()
    room.settle()
    answer = room.desk.view(room.meeting).m.after.rereviews[0]
    assert answer.by.name == "样新组长"


def test_a_key_node_goes_from_the_invitation_to_the_push(room: Hall) -> None:
    sealed(room)
    receive(room)
    screen = screen_of(room)
    row = screen.visits.rows["n1"]
    assert row.steps[0].tone().value == "present"
    press(screen, row.invite)
    invite = sheet_of(room, InviteSheet)
    invite.expert.set_key("e2")
    click(invite.channel.buttons()[0])
    assert not invite.primary.is_free()  # only with the written delegation of the leader
    invite.delegation.setText("组长委托书 2026-12-01")
    click(invite.primary)
    room.settle()
    press(screen, row.record)
    sheet = sheet_of(room, VisitSheet)
    assert sheet.expert.key() == "e2"
    sheet.guidance.setPlainText("换撑块强度不足，暂缓拆撑。")
    click(sheet.outcome.buttons()[1])
    assert not sheet.fixed.isHidden()
    click(sheet.primary)
    room.settle()
    visit = room.desk.view(room.meeting).m.after.visits[0]
    assert visit.result == "整改后复验"
    assert visit.fix_by is not None
    assert visit.chief
    assert row.next_button() is row.push
    press(screen, row.push)
    push = sheet_of(room, PushSheet)
    push.number.setText("TS-1")
    click(push.primary)
    room.settle()
    view = room.desk.view(room.meeting)
    assert view.m.after.pushes["n1"].number == "TS-1"
    assert "委托" in row.line.text()
    assert make_pdf(room.desk, view, Document.KEY_NODE, "n1").startswith(b"%PDF")


def test_an_overdue_node_is_said_in_red_and_in_words(room: Hall) -> None:
    sealed(room)
    receive(room)
    screen = screen_of(room)
    room.clock.now += timedelta(days=60)
    room.refresh()
    assert screen.visits.rows["n1"].mark.state() is State.BLOCK
    assert screen.visits.side.text()
    line = screen.due.line_of("key_node:n1")
    assert line is not None
    assert line.mark.state() is State.BLOCK
    assert "逾期" in line.text.text()


def test_deadlines_count_down_and_never_turn_green_by_guessing(room: Hall) -> None:
    sealed(room)
    receive(room)
    screen = screen_of(room)
    line = screen.due.line_of("upload")
    assert line is not None
    assert line.mark.state() is State.NOTE
    assert "2026-11-23 24:00" in line.text.text()  # E = 11-20
    assert "3 天 12 小时" in line.text.text()
    room.clock.now += timedelta(days=3)
    room.refresh()
    line = screen.due.line_of("upload")
    assert line is not None
    assert line.mark.state() is State.WARNING
    assert "今天到期" in room.shell.due.text()
    click(room.shell.due)
    sheet = sheet_of(room, DueSheet)
    assert len(sheet.lines) == len(screen.due.lines)
    sheet.reject()
    room.clock.now += timedelta(days=2)
    room.refresh()
    line = screen.due.line_of("upload")
    assert line is not None
    assert line.mark.state() is State.BLOCK


def test_a_written_acceptance_needs_its_scan(room: Hall, tmp_path: Path, ink_png: bytes) -> None:
    sealed(room)
    receive(room)
    screen = screen_of(room)
    button = screen.uploads.first_open()
    assert button is not None
    press(screen, button)
    sheet = sheet_of(room, ReceiptSheet)
    sheet.number.setText("认可-3")
    assert sheet.primary.is_free()
    click(sheet.source.buttons()[2])
    assert not sheet.primary.is_free()
    paper = tmp_path / "paper.png"
    paper.write_bytes(ink_png)
    sheet.scan.take([paper])
    room.settle()
    click(sheet.primary)
    room.settle()
    found = room.desk.view(room.meeting).m.after.uploads["SIGNIN_SCAN"]
    assert found.source == "acceptance"
    assert room.ledger.blob(found.scan).startswith(b"%PDF")


def test_leave_is_recorded_with_evidence_and_a_refusal_is_no_class(room: Hall) -> None:
    sealed(room)
    receive(room)
    screen = screen_of(room)
    press(screen, screen.experts.rows["e2"].duty)
    sheet = sheet_of(room, AbsenceSheet)
    assert "拒绝签字" not in [sheet.kind.itemText(n) for n in range(sheet.kind.count())]
    sheet.kind.set_key("疑似替代")
    assert not sheet.primary.is_free()
    sheet.reason.setPlainText("10:20 到场，已说明前段内容")
    assert not sheet.primary.is_free()  # a suspicion needs its evidence
    sheet.kind.set_key("迟到")
    assert sheet.primary.is_free()
    sheet.evidence.setText("扫码记录")
    click(sheet.primary)
    room.settle()
    duty = room.desk.view(room.meeting).m.duties["e2", AbsenceKind.LATE]
    assert duty.evidence == "扫码记录"
    row = screen.experts.rows["e2"]
    assert row.mark.state() is State.WARNING
    room.do(f.AbsenceRecorded(person="e2", absence=AbsenceKind.LEFT_EARLY, reason="散会前因急事离开" * 4))
    room.do(f.AbsenceRecorded(person="e2", absence=AbsenceKind.LEAVE, reason="下午另有会议，请假离开" * 4))
    room.refresh()
    room.settle()
    assert row.chips.height() >= row.chips.heightForWidth(row.chips.width())  # three lines, none cut


def test_the_archives_are_handed_over_one_by_one(room: Hall) -> None:
    sealed(room)
    receive(room)
    screen = screen_of(room)
    press(screen, screen.archive.lines["supervisor"].button)
    sheet = sheet_of(room, HandOverSheet)
    sheet.name.setText("样档案员")
    click(sheet.primary)
    room.settle()
    view = room.desk.view(room.meeting)
    assert list(view.m.after.archives) == ["supervisor"]
    assert "样档案员" in screen.archive.lines["supervisor"].line.text()
    assert screen.archive.lines["contractor"].mark.state() is State.MISSING
    for archive in ("", "contractor", "supervisor"):
        assert make_pdf(room.desk, view, Document.HANDOVER, archive).startswith(b"%PDF")


def test_an_unwelcome_verdict_is_no_reason_to_void(room: Hall) -> None:
    sealed(room, Verdict.FAIL, "支护体系计算错误")
    receive(room)
    screen = screen_of(room)
    press(screen, screen.record.void.button)
    sheet = sheet_of(room, VoidSheet)
    assert "不得实施" in sheet.meaning.text()
    sheet.cause.set_key("结论不被接受")
    assert not sheet.unwelcome.isHidden()
    assert "第2次论证" in sheet.unwelcome.text()
    sheet.reason.setPlainText("施工单位不同意")
    click(sheet.basis.buttons()[0])
    sheet.order.setText("新建质〔2026〕1号")
    sheet.acceptance.setText("SL-1")
    assert not sheet.primary.is_free()


def sign(room: Hall, who: str) -> None:
    if not isinstance(room.top(), SignatureSheet):
        room.identify(who)
    pad = sheet_of(room, SignatureSheet)
    scribble(pad.box.pad)
    pad.primary.click()
    room.settle()


def void(room: Hall, screen: Screen) -> None:
    press(screen, screen.record.void.button)
    sheet = sheet_of(room, VoidSheet)
    sheet.cause.set_key("内容差错")
    sheet.reason.setPlainText("关键节点日期写错")
    click(sheet.basis.buttons()[1])
    sheet.acceptance.setText("SL-1")
    assert not sheet.primary.is_free()  # never without the leader
    click(sheet.leader.button)
    sign(room, "e1")
    assert not sheet.primary.is_free()
    click(sheet.owner.button)
    sign(room, "owner-pm")
    assert sheet.primary.is_free(), sheet.lack()
    sheet.primary.click()
    room.settle()


def test_leader_owner_and_secretary_void_the_record_and_it_stays(room: Hall) -> None:
    sealed(room)
    receive(room)
    screen = screen_of(room)
    before = room.desk.view(room.meeting)
    assert before.m.seal is not None
    void(room, screen)
    view = room.desk.view(room.meeting)
    assert view.m.stage is Stage.VOID
    assert view.m.after.void is not None
    assert view.m.after.void.owner_ink is not None
    assert view.m.seal == before.m.seal
    sealed_bytes = room.ledger.blob(before.m.seal.files[0].sha256)
    assert make_pdf(room.desk, view, before.m.seal.files[0].document) != sealed_bytes  # the copy says 作废
    assert "作废" in screen.record.void_notice.text() or "关键节点" in screen.record.void_notice.text()
    for paper in papers_of(room.desk, view):  # what the sealing screen prints and saves says it too
        assert "作废" in PdfReader(BytesIO(paper.make())).pages[0].extract_text()
    assert "作废" not in PdfReader(BytesIO(sealed_bytes)).pages[0].extract_text()
    assert make_pdf(room.desk, view, Document.VOID).startswith(b"%PDF")


def test_a_void_record_is_made_anew_when_all_are_together_again(room: Hall) -> None:
    sealed(room)
    receive(room)
    screen = screen_of(room)
    void(room, screen)
    press(screen, screen.record.again.button)
    sheet = sheet_of(room, ReissueSheet)
    sheet.reason.setPlainText("更正关键节点日期")
    assert len(sheet.lines) > 7
    assert not sheet.primary.is_free()
    for line in sheet.lines:
        line.take(By(person=line.person, role=Role.EXPERT, factors=BOTH))
    sheet.renew()
    asked: list[str] = []
    room.shell.meeting_asked.connect(asked.append)
    click(sheet.primary)
    room.settle()
    assert asked == [sheet.id]
    assert room.desk.view(sheet.id).m.stage is Stage.PROPOSED


def test_a_slip_is_corrected_with_the_leaders_signature(room: Hall) -> None:
    sealed(room)
    receive(room)
    screen = screen_of(room)
    press(screen, screen.record.correction.button)
    room.identify("e1")
    sheet = sheet_of(room, CorrectionSheet)
    sheet.place.setText("四、统计与核对")
    sheet.wrong.setText("电话尾号 0012")
    sheet.right.setText("电话尾号 0012")
    sheet.reason.setText("录入错误")
    scribble(sheet.ink.pad)
    assert not sheet.primary.is_free()
    sheet.right.setText("电话尾号 0021")
    sheet.primary.click()
    room.settle()
    view = room.desk.view(room.meeting)
    assert view.m.after.corrections[0].right == "电话尾号 0021"
    assert len(screen.record.lines) == 1
    assert make_pdf(room.desk, view, Document.CORRECTION, "1").startswith(b"%PDF")


def test_after_a_conflict_people_choose_one_of_three_ways(room: Hall) -> None:
    sealed(room)
    by = By(person="node", role=Role.SECRETARY)
    with room.ledger.write(room.meeting) as tx:
        tx.append(by, f.ConflictNoticed(reason="方案已撤回"))
    screen = screen_of(room)
    assert room.desk.view(room.meeting).m.stage is Stage.SYNC_CONFLICT
    assert "方案已撤回" in screen.node.conflict.text()
    assert screen.buttons() == (screen.conflict_button,)
    assert not screen.node.ways.noted.button.is_free()  # the node gave no receipt
    assert screen.node.ways.void.button.is_free()
    press(screen, screen.node.ways.again.button)
    sheet = sheet_of(room, ReasonSheet)
    sheet.text.setPlainText("主管部门确认方案仍有效（样科长）")
    click(sheet.primary)
    room.settle()
    assert room.desk.view(room.meeting).m.stage is Stage.SYNC_PENDING
    assert screen.node.conflict.isHidden()


def test_a_withdrawn_plan_closes_without_a_valid_result(room: Hall) -> None:
    sealed(room)
    receive(room)
    screen = screen_of(room)
    upload(room, screen)
    press(screen, screen.path.withdraw)
    sheet = sheet_of(room, WithdrawSheet)
    sheet.reason.setPlainText("改为放坡开挖")
    sheet.number.setText("XJ-2026-1000")
    click(sheet.primary)
    room.settle()
    view = room.desk.view(room.meeting)
    assert view.m.stage is Stage.CLOSED
    assert view.m.after.next_meeting == "XJ-2026-1000"
    assert "没有有效结论" in screen.path.notice.text()


def test_every_card_is_one_press_away(room: Hall) -> None:
    sealed(room)
    receive(room)
    screen = screen_of(room)
    press(screen, screen.jumps["record"])
    QApplication.processEvents()
    assert not screen.record.void.button.visibleRegion().isEmpty()
    press(screen, screen.jumps["node"])
    QApplication.processEvents()
    assert not screen.node.send.visibleRegion().isEmpty()
