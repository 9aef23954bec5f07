"""The reporting screen where the place asks for more: registration and term scores, the organiser's marks, the leader."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication

from app.models.terms import Document, Stage
from app.ui.preview import make_pdf
from app.ui.stages.report import Screen
from app.ui.stages.report_expertsheets import RegisterSheet, ScoreSheet
from app.ui.stages.report_photos import LatePhotoSheet
from app.ui.widgets import State
from support.elsewhere import sealed_in
from support.hall import Hall, click, hall

pytestmark = pytest.mark.usefixtures("desk")


@contextmanager
def room_in(tmp_path: Path, pack: str) -> Iterator[tuple[Hall, Screen]]:
    with hall(tmp_path, pack) as made:
        sealed_in(made, pack)
        made.show("report")
        screen = made.shell.stage_screen("report")
        assert isinstance(screen, Screen)
        yield made, screen


def test_zhengzhou_asks_every_expert_to_register_and_keeps_term_points(tmp_path: Path) -> None:
    with room_in(tmp_path, "zhengzhou") as (room, screen):
        line = next(d for d in screen.due.found if d.keys[0].startswith("register:"))
        people = room.view.m.frozen
        assert people is not None
        assert len(line.keys) == len(people.present)  # one line for all: one day
        first, second, *rest = people.present
        assert not screen.experts.slips.isHidden()
        assert make_pdf(room.desk, room.view, Document.DUTY, "slips").startswith(b"%PDF")
        screen.experts.rows[first].register.click()
        sheet = room.top()
        assert isinstance(sheet, RegisterSheet)
        sheet.number.setText("DJ-1")
        click(sheet.primary)
        room.settle()
        assert room.desk.view(room.meeting).m.after.registered[first].number == "DJ-1"
        assert screen.experts.rows[first].register.isHidden()
        assert screen.experts.rows[first].mark.state() is State.PRESENT
        screen.experts.all.click()
        many = room.top()
        assert isinstance(many, RegisterSheet)
        click(many.ticks[second])
        click(many.primary)
        room.settle()
        done = set(room.desk.view(room.meeting).m.after.registered)
        assert done == {first, *rest}
        screen.experts.rows[first].score.click()
        scores = room.top()
        assert isinstance(scores, ScoreSheet)
        marks = scores.marks["plan_review"]
        marks.set_key("2")
        scores.renew()
        click(scores.primary)
        room.settle()
        scored = room.desk.view(room.meeting).m.after.scores
        assert [(s.scheme, s.item, s.points) for s in scored] == [("term", "plan_review", 2.0)]


def test_nanning_marks_experts_and_waits_for_the_leader(tmp_path: Path) -> None:
    with room_in(tmp_path, "nanning") as (room, screen):
        assert not screen.path.leader.isHidden()  # rereview.by = leader
        assert "组长" in screen.path.approved.button.reason()
        person = next(iter(room.view.m.experts))
        screen.experts.rows[person].score.click()
        sheet = room.top()
        assert isinstance(sheet, ScoreSheet)
        assert len(sheet.marks) == 5
        assert not sheet.primary.is_free()
        sheet.marks["ability"].set_key("4")
        sheet.marks["overall"].set_key("5")
        sheet.renew()
        click(sheet.primary)
        room.settle()
        found = {s.item: s.points for s in room.desk.view(room.meeting).m.after.scores}
        assert found == {"ability": 4.0, "overall": 5.0}


def test_a_photo_comes_late_with_its_reason(tmp_path: Path) -> None:
    with room_in(tmp_path, "nanning") as (room, screen):
        before = len(room.view.m.photos)
        row = screen.uploads.rows["PHOTOS"]
        assert not row.late.isHidden()
        row.late.click()
        sheet = room.top()
        assert isinstance(sheet, LatePhotoSheet)
        out = BytesIO()
        Image.new("RGB", (80, 60), (90, 90, 90)).save(out, "JPEG")
        picture = tmp_path / "全景.jpg"
        picture.write_bytes(out.getvalue())
        sheet.take([picture])
        room.settle()
        sheet.who.setText("样摄影")
        assert not sheet.primary.is_free()
        sheet.reason.setPlainText("手机没电，会后导出")
        click(sheet.primary)
        room.settle()
        photos = room.desk.view(room.meeting).m.photos
        assert len(photos) == before + 1
        assert photos[-1].late_reason == "手机没电，会后导出"
        assert photos[-1].caption == "全景"


def test_qingdao_cannot_approve_before_the_leader(tmp_path: Path) -> None:
    with room_in(tmp_path, "qingdao") as (room, screen):
        assert room.view.m.stage is Stage.AWAIT_REVISION
        assert not screen.path.leader.button.is_free()
        assert screen.path.approved.button.reason()
        QApplication.processEvents()
