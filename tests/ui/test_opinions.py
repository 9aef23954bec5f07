"""What an expert says for himself, in the real window: the form 3.3 whole, hidden until all are in; a question answered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.models.terms import Conformity, PartTick, Verdict
from app.ui.stages.review import Screen
from app.ui.stages.review_form import FormSheet
from app.ui.stages.review_questions import AnswerSheet, QuestionSheet
from support.hall import Hall, click, hall, scribble


@pytest.fixture
def room(desk: QApplication, tmp_path: Path) -> Iterator[Hall]:
    assert desk is not None
    with hall(tmp_path) as made:
        made.open_check_in()
        made.fill()
        made.open_meeting()
        made.show("review")
        yield made


def screen_of(made: Hall) -> Screen:
    shown = made.shell.stage_screen("review")
    assert isinstance(shown, Screen)
    return shown


def form_of(made: Hall, person: str) -> FormSheet:
    screen = screen_of(made)
    screen.show_page("forms")
    click(screen.forms.cards[person].write)
    made.identify(person)
    sheet = made.top()
    assert isinstance(sheet, FormSheet)
    return sheet


def test_the_form_is_filled_in_whole_and_signed(room: Hall) -> None:
    sheet = form_of(room, "e2")
    click(sheet.choice.buttons()[1])
    line = sheet.rows.add()
    line.place.setText("第4章 4.2")
    line.problem.setPlainText("换撑未验算")
    assert "问题和建议" in sheet.primary.reason()
    line.advice.setPlainText("补充换撑验算")
    line.basis.setText("JGJ 120")
    sheet.topics[1].choice.buttons()[2].click()
    assert "三项" in sheet.primary.reason()
    sheet.topics[0].choice.buttons()[0].click()
    sheet.topics[2].choice.buttons()[1].click()
    sheet.parts[8].choice.buttons()[1].click()
    assert "写明缺什么" in sheet.primary.reason()
    assert sheet.parts[8].remark is not None
    sheet.parts[8].remark.setText("缺换撑计算书")
    sheet.visit.setText("11 月 18 日踏勘")
    sheet.wants.setPlainText("原始监测数据")
    sheet.nodes.setPlainText("拆除第二道支撑前\n开挖至坑底")
    sheet.reserve.setPlainText("降水方案保留意见")
    scribble(sheet.box.pad)
    click(sheet.primary)
    room.settle()
    said = room.desk.view(room.meeting).m.session.forms["e2"]
    assert said.conclusion is Verdict.PASS_AFTER_REVISION
    assert said.topics == (Conformity.CONFORMS, Conformity.FAILS, Conformity.MOSTLY)
    assert [(p.part, p.tick, p.remark) for p in said.parts] == [(9, PartTick.MISSING, "缺换撑计算书")]
    assert (said.rows[0].place, said.rows[0].basis) == ("第4章 4.2", "JGJ 120")
    assert (said.site_visit, said.wants) == ("11 月 18 日踏勘", "原始监测数据")
    assert said.nodes == ("拆除第二道支撑前", "开挖至坑底")
    assert said.ink is not None


def test_nobody_reads_it_before_all_are_in(room: Hall) -> None:
    sheet = form_of(room, "e2")
    click(sheet.choice.buttons()[2])
    sheet.opinion.setPlainText("换撑未验算，不可行")
    scribble(sheet.box.pad)
    click(sheet.primary)
    room.settle()
    card = screen_of(room).forms.cards["e2"]
    assert card.text.isHidden()
    assert Verdict.FAIL.value not in card.state.text()
    room.view = room.desk.view(room.meeting)
    room.crowd("FormsAll")
    room.refresh()
    assert "换撑未验算，不可行" in card.text.text()


def test_a_question_is_asked_by_an_expert_and_answered(room: Hall) -> None:
    screen = screen_of(room)
    screen.show_page("questions")
    click(screen.questions.ask_button)
    room.identify("e5")
    sheet = room.top()
    assert isinstance(sheet, QuestionSheet)
    assert sheet.primary.reason()
    sheet.kind.buttons()[3].click()
    sheet.text.setPlainText("请提供 11 月的测斜原始记录")
    click(sheet.primary)
    room.settle()
    card = next(iter(screen.questions.cards.values()))
    assert card.state.text() == "未答复"
    click(card.answer)
    reply = room.top()
    assert isinstance(reply, AnswerSheet)
    reply.text.setPlainText("已当场提供原始记录 12 页")
    reply.who.set_key("gc-proj-tech")
    click(reply.primary)
    room.settle()
    session = room.desk.view(room.meeting).m.session
    asked = next(iter(session.questions.values()))
    assert (asked.expert, asked.ask) == ("e5", "检测数据")
    assert session.replies[asked.question].answered_by == "gc-proj-tech"
    assert card.state.text() == "已答复"
