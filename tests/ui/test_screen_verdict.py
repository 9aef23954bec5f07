"""The conclusion screen on the real desk, with real presses and keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.models import facts as f
from app.models.terms import DefectAnswer, Document, Stage, Stance, Verdict
from app.ui.stages.parts.dissent import NoConsensusSheet, OwnWordsSheet
from app.ui.stages.parts.reason import ReasonSheet
from app.ui.stages.parts.signature import SignatureSheet
from app.ui.stages.verdict import Screen
from app.ui.stages.verdict_items import ItemSheet
from app.ui.stages.verdict_nodes import NodeSheet
from app.ui.stages.verdict_steps import PreviewSheet
from support.closing import deliberated, proposed, written
from support.hall import Hall, click, hall, scribble


@pytest.fixture
def room(desk: QApplication, tmp_path: Path) -> Iterator[Hall]:
    assert desk is not None
    with hall(tmp_path) as made:
        yield made


def screen_of(made: Hall) -> Screen:
    made.show("verdict")
    shown = made.shell.stage_screen("verdict")
    assert isinstance(shown, Screen)
    return shown


def know(made: Hall, *people: str) -> None:
    view = made.store.view
    assert view is not None
    for person in people:
        made.shell.host.identities.keep(person, view.m.name(person))


def test_the_leader_writes_all_the_report_needs(room: Hall) -> None:
    deliberated(room)
    screen = screen_of(room)
    boxes = screen.choice.boxes.boxes
    assert [bool(box.reason) for box in boxes.values()] == [True, True, False]  # no key node yet (C46)
    assert not screen.propose_button.is_free()
    screen.words.text.setPlainText("方案内容完整，经修改后可用于指导施工。")
    room.refresh()
    assert screen.words.dirty()  # a draft survives a view
    click(screen.words.save)
    room.identify("e1")
    room.settle()
    assert not screen.words.dirty()

    click(screen.items.table.add_button)
    sheet = room.top()
    assert isinstance(sheet, ItemSheet)
    sheet.requirement.setPlainText("进一步完善相关措施")
    assert not sheet.hint.isHidden()
    assert not sheet.concrete.isHidden()
    sheet.place.setText("第 4.3 节、图 7")
    sheet.requirement.setPlainText("补充换撑验算，换撑混凝土强度不小于设计强度的 80%。")
    assert sheet.hint.isHidden()
    click(sheet.primary)
    room.settle()

    click(screen.nodes.chips["开挖至基底"])
    node = room.top()
    assert isinstance(node, NodeSheet)
    assert node.name.text() == "开挖至基底"
    assert not node.primary.is_free()
    node.content.setPlainText("坑底隆起、支护位移复核")
    node.expected.setText("2026-13-40")
    assert node.expected_row.error()
    node.expected.setText("2026-12-20")
    click(node.primary)
    room.settle()
    assert "开挖至基底" not in screen.nodes.chips
    m = room.desk.view(room.meeting).m
    assert next(iter(m.session.items.values())).required
    assert next(iter(m.session.nodes.values())).expected == "2026-12-20"
    assert not boxes[Verdict.PASS_AFTER_REVISION].reason


def test_the_leader_proposes_with_the_keyboard(room: Hall) -> None:
    written(room)
    screen = screen_of(room)
    know(room, "e1")
    box = screen.choice.boxes.boxes[Verdict.PASS_AFTER_REVISION]
    assert not box.reason
    QTest.keyClick(box, Qt.Key.Key_Return)
    click(screen.propose_button)
    room.settle()
    m = room.desk.view(room.meeting).m
    assert m.stage is Stage.PROPOSED
    assert m.verdict is Verdict.PASS_AFTER_REVISION
    assert screen.choice.isHidden()
    assert not screen.proposal.isHidden()


def test_a_vague_point_is_confirmed_by_its_author(room: Hall) -> None:
    deliberated(room)
    screen = screen_of(room)
    know(room, "e1")
    click(screen.items.table.add_button)
    sheet = room.top()
    assert isinstance(sheet, ItemSheet)
    sheet.requirement.setPlainText("进一步完善相关措施")
    sheet.expert.set_key("e3")
    sheet.concrete.setChecked(True)
    click(sheet.primary)
    room.identify("e3")
    room.settle()
    view = room.desk.view(room.meeting)
    item = next(iter(view.m.session.items.values()))
    assert item.confirmed
    assert view.entries[-1].body.by.person == "e3"
    assert not any(x.check == "C45" for x in view.findings)


def test_a_severe_defect_leaves_only_not_passed_and_that_needs_a_reason(room: Hall) -> None:
    written(room)
    item = room.view.case.defect_items[0]
    room.do(f.DefectFixed(results={item: DefectAnswer.PRESENT}), "leader")
    screen = screen_of(room)
    boxes = screen.choice.boxes.boxes
    assert boxes[Verdict.PASS].reason
    assert boxes[Verdict.PASS_AFTER_REVISION].reason
    click(boxes[Verdict.PASS])
    assert screen.choice.boxes.verdict() is None
    click(boxes[Verdict.FAIL])
    assert not screen.propose_button.is_free()
    screen.choice.reason.setPlainText("存在严重缺陷，基坑支护体系计算错误。")
    know(room, "e1")
    click(screen.propose_button)
    room.settle()
    assert room.desk.view(room.meeting).m.verdict is Verdict.FAIL


def test_stances_a_change_of_content_and_the_freeze(room: Hall) -> None:
    proposed(room)
    screen = screen_of(room)
    assert not screen.freeze_button.is_free()
    click(screen.proposal.rows["e2"].agree)
    room.identify("e2")
    room.settle()
    view = room.desk.view(room.meeting)
    assert view.m.session.proposal is not None
    assert view.m.session.proposal.stances == {"e2": Stance.AGREE}
    room.do(f.AssessmentWritten(text="另写一遍总体评价。"), "leader")
    room.refresh()
    assert not screen.proposal.older.isHidden()  # v2: everybody answers again
    room.crowd("AgreeAll")
    room.refresh()
    know(room, "e1")
    assert screen.freeze_button.is_free()
    click(screen.freeze_button)
    room.settle()
    m = room.desk.view(room.meeting).m
    assert m.stage is Stage.SIGNING
    assert m.frozen is not None
    assert m.frozen.version == 2
    assert room.shell.shown() == "sign"


def test_an_objection_leads_to_withdrawing_or_to_no_consensus(room: Hall) -> None:
    proposed(room)
    screen = screen_of(room)
    assert screen.close_button not in screen.buttons()
    know(room, "e4")
    click(screen.proposal.rows["e4"].disagree)
    sheet = room.top()
    assert isinstance(sheet, OwnWordsSheet)
    sheet.text.setPlainText("换撑验算缺失，不能通过。")
    assert sheet.primary.reason()  # he signs his words, or says that he does not
    scribble(sheet.box.pad)
    click(sheet.primary)
    room.settle()
    assert screen.close_button in screen.buttons()
    assert screen.proposal.rows["e4"].words.text() == "换撑验算缺失，不能通过。"
    know(room, "e1")
    click(screen.withdraw_button)
    sheet = room.top()
    assert isinstance(sheet, ReasonSheet)
    sheet.text.setPlainText("继续讨论")
    click(sheet.primary)
    room.settle()
    assert room.desk.view(room.meeting).m.stage is Stage.IN_SESSION
    click(screen.close_button)
    closing = room.top()
    assert isinstance(closing, NoConsensusSheet)
    assert not closing.primary.is_free()
    closing.reason.setPlainText("换撑工况没有一致意见")
    assert closing.note_row.isHidden()  # his own signed words are enough
    scribble(closing.box.pad)
    click(closing.primary)
    room.settle()
    m = room.desk.view(room.meeting).m
    assert m.stage is Stage.NO_CONSENSUS
    assert {(Document.NO_CONSENSUS, "e4"), (Document.NO_CONSENSUS, "e1")} <= set(m.signatures)
    assert room.shell.shown() == "seal"


def test_without_signed_words_the_owner_signs_the_note_of_fact(room: Hall) -> None:
    proposed(room)
    screen = screen_of(room)
    know(room, "e4")
    click(screen.proposal.rows["e4"].disagree)
    sheet = room.top()
    assert isinstance(sheet, OwnWordsSheet)
    sheet.text.setPlainText("不同意。")
    click(sheet.unsigned)
    room.settle()
    know(room, "e1")
    click(screen.close_button)
    closing = room.top()
    assert isinstance(closing, NoConsensusSheet)
    closing.reason.setPlainText("换撑工况没有一致意见")
    scribble(closing.box.pad)
    assert not closing.primary.is_free()
    closing.note.setPlainText("郑样六口头反对后不愿签名。")
    click(closing.primary)
    room.settle()
    room.identify("owner-pm")
    room.settle()
    witness = room.top()
    assert isinstance(witness, SignatureSheet)
    scribble(witness.box.pad)
    click(witness.primary)
    room.settle()
    closed = room.desk.view(room.meeting).m.no_consensus_fact
    assert closed is not None
    assert (closed.second, closed.fact_note) == ("owner-pm", "郑样六口头反对后不愿签名。")


def test_the_preview_shows_the_report_before_it_is_proposed(room: Hall) -> None:
    written(room)
    screen = screen_of(room)
    before = len(room.desk.ledger.entries(room.meeting))
    click(screen.choice.boxes.boxes[Verdict.PASS_AFTER_REVISION])
    click(screen.preview_button)
    sheet = room.top()
    assert isinstance(sheet, PreviewSheet)
    room.wait(lambda: sheet.paper.pages() > 0)
    assert sheet.paper.data.startswith(b"%PDF")
    assert len(room.desk.ledger.entries(room.meeting)) == before


def test_a_finding_leads_to_its_row(room: Hall) -> None:
    written(room)
    room.do(f.RevisionItemWritten(item="r2", place="", problem="", requirement="补充措施"), "e5")
    screen = screen_of(room)
    room.shell.activateWindow()
    room.wait(room.shell.isActiveWindow)
    room.shell.show_stage("verdict", "r2")
    QApplication.processEvents()
    assert screen.items.focus_row("r2") is QApplication.focusWidget()
