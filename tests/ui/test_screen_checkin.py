"""The check-in screen on the real desk, with real presses and keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.models.facts import FactUndone, MeetingStopped, PersonCheckedIn, SignatureGiven
from app.models.terms import Document, Factor, Role, Stage, StopKind, Tick
from app.services.desk import requests as r
from app.services.rehearsal.people import drawing
from app.ui.shell.answer import answer_of
from app.ui.stages.checkin import Screen
from app.ui.stages.checkin_arrive import ArriveSheet, DeclareSheet
from app.ui.stages.checkin_course import StopSheet
from app.ui.stages.checkin_forms import VisitorSheet
from app.ui.stages.checkin_leader import LeaderSheet
from app.ui.stages.checkin_person import PersonSheet
from app.ui.stages.checkin_proofs import ProofSheet
from app.ui.stages.parts.reason import ReasonSheet
from app.ui.stages.parts.roll import RollSheet
from app.ui.stages.parts.signature import SignatureSheet
from app.ui.widgets import State
from support.hall import Hall, click, hall, scribble


@pytest.fixture
def door(desk: QApplication, tmp_path: Path) -> Iterator[Hall]:
    assert desk is not None
    with hall(tmp_path) as made:
        made.open_check_in()
        made.at(8, 41)
        yield made


def screen_of(made: Hall) -> Screen:
    shown = made.shell.stage_screen("checkin")
    assert isinstance(shown, Screen)
    return shown


def test_before_check_in_the_screen_says_where_to_begin(desk: QApplication, tmp_path: Path) -> None:
    assert desk is not None
    with hall(tmp_path) as made:
        made.show()
        screen = screen_of(made)
        assert not screen.empty.isHidden()
        assert screen.board.isHidden()
        assert list(screen.buttons()) == []


def test_who_comes_to_the_check_in_can_type_a_name_at_once(door: Hall) -> None:
    door.show("prepare")
    door.shell.show_stage("checkin")
    assert door.shell.window().focusWidget() is screen_of(door).search.field


def test_a_person_comes_in_by_keyboard_signs_and_declares(door: Hall) -> None:
    door.show("checkin")
    screen = screen_of(door)
    card = screen.panels["experts"].card("e5")
    assert card is not None
    assert card.person().state is State.MISSING
    door.settle()  # the index is built in the background
    screen.search.setFocus()
    QTest.keyClicks(screen.search.field, "ayne")
    assert screen.search.results.item(0).text().startswith("阿依努尔·买买提样")
    QTest.keyClick(screen.search.field, Qt.Key.Key_Return)

    sheet = door.top()
    assert isinstance(sheet, ArriveSheet)
    assert sheet.primary.reason()
    QTest.keyClicks(sheet.four, "2015")
    click(sheet.look)
    click(sheet.primary)
    door.settle()

    signing = door.top()
    assert isinstance(signing, SignatureSheet)
    assert signing.primary.reason()
    scribble(signing.box.pad)
    click(signing.primary)
    door.settle()

    declaring = door.top()
    assert isinstance(declaring, DeclareSheet)
    click(declaring.choice.buttons()[0])
    scribble(declaring.box.pad)
    click(declaring.primary)
    door.settle()

    view = door.desk.view(door.meeting)
    assert view.m.present("e5")
    assert view.m.spans["e5"][-1].factors == (Factor.LOOK, Factor.LAST4)
    assert view.m.spans["e5"][-1].manual_reason == "无胸牌，核对证件原件与照片"
    assert not view.m.declarations["e5"].interest
    assert (Document.SIGN_IN, "e5") in view.m.signatures
    own = [e.body.by.person for e in view.entries if isinstance(e.fact, SignatureGiven)]
    assert own == ["e5"]
    assert card.person().state is State.PRESENT
    assert screen.search.text() == ""


def test_wrong_last_four_is_refused_and_nothing_typed_is_lost(door: Hall) -> None:
    door.show("checkin")
    screen_of(door)._pressed("e1")
    sheet = door.top()
    assert isinstance(sheet, ArriveSheet)
    QTest.keyClicks(sheet.four, "9999")
    click(sheet.look)
    click(sheet.primary)
    door.settle()
    assert door.top() is sheet, "said once, where the person is looking"
    assert "后四位" in sheet.problem.text()
    assert sheet.four.text() == "9999"
    assert sheet.primary.is_free()
    assert not door.desk.view(door.meeting).m.present("e1")


def test_two_posts_are_asked_one_by_one(door: Hall) -> None:
    view = door.view
    door.show("checkin")
    sheet = ArriveSheet(door.shell.host, screen_of(door), view, "gc-pm")
    assert sheet.questions == []
    sheet.reject()

    from app.models import facts as f
    from app.models.package import Person

    same = view.m.people["gc-proj-tech"]
    fact = f.PostHolderChanged(
        role=Role.GC_AUTHOR,
        unit_code=same.unit_code,
        person=Person(
            id=same.id, name=same.name, unit_code=same.unit_code, unit_name=same.unit_name, last4=same.last4
        ),
        document="样例变更通知 1 号",
        scan=door.desk.ledger.put_blob(b"scan"),
    )
    door.crowd("Arrive", person="owner-pm")
    door.do(fact, "owner")
    door.refresh()
    screen_of(door)._pressed("gc-proj-tech")
    asked = door.top()
    assert isinstance(asked, ArriveSheet)
    assert [q.role for q in asked.questions] == [Role.GC_PROJ_TECH, Role.GC_AUTHOR]
    QTest.keyClicks(asked.four, same.last4)
    click(asked.look)
    assert asked.primary.reason()
    click(asked.questions[0].answer.buttons()[0])
    click(asked.questions[1].answer.buttons()[1])
    click(asked.primary)
    door.settle()
    assert door.desk.view(door.meeting).m.spans["gc-proj-tech"][-1].roles == (Role.GC_PROJ_TECH,)


def test_the_leader_needs_more_than_half_of_those_present(door: Hall) -> None:
    door.crowd("CheckInAll", skip=("gc-tech",))
    door.show("checkin")
    screen = screen_of(door)
    click(screen.tasks.chips["leader"])
    leader = door.top()
    assert isinstance(leader, LeaderSheet)
    for vote in leader.votes[:3]:
        vote.choice.set_key("e4")
    assert leader.winner() == ""
    assert leader.primary.reason()
    leader.votes[3].choice.set_key("e4")
    click(leader.primary)
    door.settle()
    assert door.desk.view(door.meeting).m.leader == "e4"
    card = screen.panels["experts"].card("e4")
    assert card is not None
    assert card.person().leader


def test_the_owner_checks_signs_and_the_host_opens(door: Hall) -> None:
    door.crowd("CheckInAll", skip=("gc-tech",))
    door.crowd("DeclareAll")
    door.crowd("Elect", leader="e4")
    door.show("checkin")
    screen = screen_of(door)
    click(screen.verify_button)
    door.identify("owner-verifier")
    door.settle()
    proofs = door.top()
    assert isinstance(proofs, ProofSheet)
    click(proofs.all)
    proofs.rows[0].result.set_key(Tick.NOT_BROUGHT.value)
    click(proofs.primary)
    door.settle()
    verify = door.top()
    assert isinstance(verify, SignatureSheet)
    scribble(verify.box.pad)
    click(verify.primary)
    door.settle()
    door.view = door.desk.view(door.meeting)
    verified = door.view.m.verification
    assert verified is not None
    assert verified.by.person == "owner-verifier"
    assert screen.open_button.reason()  # somebody did not bring the proof: a hint is open

    door.crowd("AcknowledgeAll")
    door.refresh()
    assert screen.open_button.is_free()
    click(screen.open_button)
    door.identify("host")
    door.settle()
    assert door.desk.view(door.meeting).stage is Stage.IN_SESSION
    assert door.shell.shown() == "review"


def test_a_finding_leads_to_the_sheet_that_resolves_it(door: Hall) -> None:
    door.crowd("CheckInAll", skip=("gc-tech", "e7"))
    door.show("checkin")
    found = door.shell.side.findings
    click(found.way("C37::e2"))
    door.identify("e2")
    door.settle()
    sheet = door.top()
    assert isinstance(sheet, DeclareSheet)
    sheet.reject()
    click(found.way("C33:none:"))
    assert isinstance(door.top(), LeaderSheet)
    door.top().reject()
    screen = screen_of(door)
    click(found.way("C20:missing:e7"))
    card = screen.panels["experts"].card("e7")
    assert card is not None
    assert door.shell.focusWidget() is card


def test_a_later_arrival_makes_the_owners_signature_stale(door: Hall) -> None:
    door.fill("gc-tech", "design")
    door.crowd("Verify")
    door.show("checkin")
    screen = screen_of(door)
    assert "已签认" in screen.tasks.chips["verify"].text()
    door.crowd("Arrive", person="design")
    door.refresh()
    assert "重新签认" in screen.tasks.chips["verify"].text()


def test_check_in_is_undone_with_a_reason_and_the_record_stays(door: Hall) -> None:
    door.crowd("Arrive", person="e2")
    door.show("checkin")
    screen_of(door)._pressed("e2")
    detail = door.top()
    assert isinstance(detail, PersonSheet)
    click(detail.ways["undo"])
    reason = door.top()
    assert isinstance(reason, ReasonSheet)
    assert reason.primary.reason()
    reason.text.setFocus()
    QTest.keyClicks(reason.text, "wrong person")
    click(reason.primary)
    door.settle()
    view = door.desk.view(door.meeting)
    assert not view.m.present("e2")
    kinds = [type(e.fact) for e in view.entries]
    assert PersonCheckedIn in kinds
    assert kinds[-1] is FactUndone


def test_one_of_seven_is_missing_the_owner_stops_and_lifts(door: Hall) -> None:
    door.fill("gc-tech", "e7")
    door.show("checkin")
    screen = screen_of(door)
    click(screen.tasks.chips["stop"])
    door.identify("owner-pm")
    door.settle()
    sheet = door.top()
    assert isinstance(sheet, StopSheet)
    sheet.reason.setPlainText("等候至 11:00，郑样六仍未到场")
    assert sheet.primary.reason()  # not signed yet
    scribble(sheet.box.pad)
    click(sheet.primary)
    door.settle()
    view = door.desk.view(door.meeting)
    assert view.stage is Stage.STOPPED
    assert view.m.stops[0].kind is StopKind.BEFORE_OPENING
    stopped = [e for e in view.entries if isinstance(e.fact, MeetingStopped)]
    assert stopped[0].body.by.person == "owner-pm"
    assert "郑样六" in screen.notice.text()
    assert screen.buttons()[-1] is screen.lift_button


def test_a_very_long_reason_leaves_room_for_the_people(door: Hall) -> None:
    door.fill("gc-tech", "e7")
    reason = "等候一小时，郑样六仍未到场，电话也联系不上。" * 150
    door.do(r.Stop(reason=reason, drawing=drawing("owner-pm")), "owner-verifier")
    door.show("checkin", (1366, 768))
    screen = screen_of(door)
    assert screen.notice.text().endswith(reason)
    assert screen.notice.height() < 140
    assert len(answer_of(door.view).sub) < 80


def test_a_visitor_is_registered_and_never_counts(door: Hall) -> None:
    door.show("checkin")
    door.settle()
    screen = screen_of(door)
    QTest.keyClicks(screen.search.field, "zzzz")
    QTest.keyClick(screen.search.field, Qt.Key.Key_Return)
    assert not screen.unknown.isHidden()
    click(screen.unknown.action)
    sheet = door.top()
    assert isinstance(sheet, VisitorSheet)
    assert sheet.name.text() == "zzzz"
    QTest.keyClicks(sheet.unit, "Sample Unit")
    click(sheet.primary)
    door.settle()
    view = door.desk.view(door.meeting)
    assert [v.name for v in view.m.visitors.values()] == ["zzzz"]
    assert not view.case.present


def test_roll_call_by_one_tap_each_then_the_host_resumes(door: Hall) -> None:
    from app.models import facts as f
    from app.models.terms import PauseKind

    door.fill("gc-tech")
    door.open_meeting()
    door.do(f.SessionSuspended(pause=PauseKind.BREAK, reason="午休"), "host")
    door.show("checkin")
    screen = screen_of(door)
    assert screen.resume_button.reason()
    click(screen.roll_button)
    sheet = door.top()
    assert isinstance(sheet, RollSheet)
    first = sheet.grid.cards()[0]
    click(first)
    door.settle()
    assert first.person().state is State.PRESENT
    for card in sheet.grid.cards():
        click(card)
    door.settle()
    sheet.accept()
    assert "核对" in screen.resume_button.reason()  # the owner verifies again after the pause (XJ)
    door.crowd("Verify")
    door.refresh()
    assert screen.resume_button.is_free()
    click(screen.resume_button)
    door.identify("host")
    door.settle()
    assert door.desk.view(door.meeting).stage is Stage.IN_SESSION
