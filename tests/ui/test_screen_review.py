"""The review screen on the real desk, with real presses and keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.models import facts as f
from app.models.terms import Conformity, DefectAnswer, PartTick, PauseKind, Stage, Verdict
from app.ui.stages.review import Screen
from app.ui.stages.review_defects import AnswerSheet, FixSheet
from app.ui.stages.review_form import FormSheet
from app.ui.stages.review_pause import PauseSheet
from app.ui.widgets import State
from support.hall import Hall, click, hall, scribble


@pytest.fixture
def room(desk: QApplication, tmp_path: Path) -> Iterator[Hall]:
    assert desk is not None
    with hall(tmp_path) as made:
        made.open_check_in()
        made.at(8, 41)
        made.fill("gc-tech")
        made.open_meeting()
        made.show("review")
        yield made


def screen_of(made: Hall) -> Screen:
    shown = made.shell.stage_screen("review")
    assert isinstance(shown, Screen)
    return shown


def test_a_draft_of_the_leader_survives_a_new_view_and_is_recorded(room: Hall) -> None:
    screen = screen_of(room)
    screen.show_page("topics")
    page = screen.topics
    click(page.topics[1].choice.buttons()[1])
    QTest.keyClicks(page.topics[1].note, "check the strutting")
    click(page.all)
    click(page.parts[4].choice.buttons()[1])
    assert page.save.reason()  # part 5 is missing and nobody says what
    room.do(f.PlanPartsTicked(parts=(f.PlanPart(part=9, tick=PartTick.NOT_APPLICABLE),)), "leader")
    room.refresh()
    assert page.topics[1].note.toPlainText() == "check the strutting"
    assert page.parts[4].choice.key() == PartTick.MISSING.value
    page.parts[4].remark.setFocus()
    QTest.keyClicks(page.parts[4].remark, "no monitoring")
    click(page.save)
    room.identify("e1")
    room.settle()
    session = room.desk.view(room.meeting).m.session
    assert session.topics[2].conclusion is Conformity.MOSTLY
    assert session.topics[2].note == "check the strutting"
    assert session.parts[5].remark == "no monitoring"
    assert len(session.parts) == 9
    assert page.save.reason()


def test_an_expert_answers_the_list_and_the_leader_needs_a_reason(room: Hall) -> None:
    screen = screen_of(room)
    click(screen.overview.lines["e2"].answer)
    room.identify("e2")
    room.settle()
    sheet = room.top()
    assert isinstance(sheet, AnswerSheet)
    click(sheet.rows[2].choice.buttons()[0])
    click(sheet.rest)
    click(sheet.primary)
    room.settle()
    view = room.desk.view(room.meeting)
    given = view.m.session.answers["e2"]
    disputed = sheet_code = view.case.defect_items[2]
    assert given[disputed] is DefectAnswer.PRESENT
    assert len(given) == len(view.case.defect_items)
    screen.show_page("defects")
    assert not screen.defects.hidden.isHidden()
    assert screen.defects.lines[sheet_code].who.isHidden()  # independent until all have answered

    room.view = view
    for person in view.case.present:
        if person != "e2":
            calm = dict.fromkeys(view.case.defect_items, DefectAnswer.ABSENT)
            room.do(f.DefectsAnswered(expert=person, answers=calm), person)
    room.refresh()
    assert "林样二" in screen.defects.lines[sheet_code].who.text()

    click(screen.defects.fix_button)
    room.identify("e1")
    room.settle()
    fixing = room.top()
    assert isinstance(fixing, FixSheet)
    click(fixing.rest)
    assert fixing.rows[2].choice.key() == ""  # somebody said it is there: the leader decides himself
    click(fixing.rows[2].choice.buttons()[1])
    assert fixing.primary.reason()
    fixing.rows[2].reason.setFocus()
    QTest.keyClicks(fixing.rows[2].reason, "shown on sheet 12")
    click(fixing.primary)
    room.settle()
    session = room.desk.view(room.meeting).m.session
    assert session.fixed[sheet_code] is DefectAnswer.ABSENT
    assert session.fixed_reasons[sheet_code] == "shown on sheet 12"


def test_forms_of_others_are_hidden_until_all_are_in(room: Hall) -> None:
    screen = screen_of(room)
    screen.show_page("forms")
    click(screen.forms.cards["e3"].write)
    room.identify("e3")
    room.settle()
    sheet = room.top()
    assert isinstance(sheet, FormSheet)
    click(sheet.choice.buttons()[1])
    sheet.opinion.setPlainText("锚索间距与计算书不一致，应统一并复核。")
    assert sheet.primary.reason()
    scribble(sheet.box.pad)
    click(sheet.primary)
    room.settle()
    view = room.desk.view(room.meeting)
    assert view.m.session.forms["e3"].conclusion is Verdict.PASS_AFTER_REVISION
    assert view.m.session.forms["e3"].ink is not None
    card = screen.forms.cards["e3"]
    assert card.text.isHidden()
    assert card.state.text() == "已提交"
    assert screen.overview.lines["e3"].form.text() == "已提交"
    room.view = view
    room.crowd("FormsAll")
    room.refresh()
    assert card.text.text().startswith("锚索间距")
    assert card.state.text() == Verdict.PASS_AFTER_REVISION.value


def test_a_condition_is_the_leaders_and_shows_only_what_is_recorded(room: Hall) -> None:
    screen = screen_of(room)
    screen.show_page("defects")
    before = len(room.desk.view(room.meeting).case.defect_items)
    row = screen.defects.conditions["confined_space"]
    click(row.choice.buttons()[1])
    assert row.choice.key() == ""
    room.identify("e1")
    room.settle()
    view = room.desk.view(room.meeting)
    assert view.m.session.conditions == {"confined_space": False}
    assert len(view.case.defect_items) < before
    assert screen.defects.conditions["confined_space"].choice.key() == "no"


def test_an_adjournment_to_a_named_time(room: Hall) -> None:
    screen = screen_of(room)
    click(screen.pause_button)
    room.identify("host")
    room.settle()
    sheet = room.top()
    assert isinstance(sheet, PauseSheet)
    click(sheet.kind.buttons()[1])
    assert sheet.primary.reason()
    sheet.time.setFocus()
    QTest.keyClicks(sheet.time, "14:00")
    click(sheet.primary)
    room.settle()
    view = room.desk.view(room.meeting)
    assert view.stage is Stage.SUSPENDED
    assert view.m.pause is not None
    assert view.m.pause.kind is PauseKind.ADJOURNMENT
    assert view.m.pause.until is not None
    assert view.m.pause.until.isoformat() == "2026-11-20T06:00:00+00:00"
    assert "14:00" in screen.notice.text()
    assert screen.buttons()[-1] is screen.resume_button


def test_who_leaves_suspends_the_meeting_and_cannot_write(room: Hall) -> None:
    screen = screen_of(room)
    room.do(f.PersonCheckedOut(person="e5", reason="临时离开"))
    room.refresh()
    assert room.view.stage is Stage.SUSPENDED
    assert "人员不齐" in screen.notice.text()
    assert screen.overview.lines["e5"].mark.state() is State.MISSING
    assert screen.overview.lines["e5"].write.reason()


def test_the_next_step_leads_to_the_verdict(room: Hall) -> None:
    screen = screen_of(room)
    assert screen.buttons()[-1] is screen.verdict_button
    click(screen.verdict_button)
    assert room.shell.shown() == "verdict"
