"""例外放行 in the real window: by the owner's project leader; the owner's own gap by the chief supervisor and the leader."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from pypdf import PdfReader
from PySide6.QtWidgets import QApplication

from app.models.papers.there import day_documents
from app.models.terms import Document, Level
from app.ui.shell.override import OverrideSheet, SignSheet
from app.ui.shell.why import WhySheet
from app.ui.stages.parts.ask import view_of
from support.hall import Hall, click, hall, scribble


def opened(made: Hall, *away: str) -> None:
    made.open_check_in()
    made.crowd("CheckInAll", skip=away)
    made.crowd("DeclareAll")
    made.crowd("Elect", leader="e1")
    made.show("checkin")


def let_through(made: Hall, check: str) -> str:
    """Ask for it from the whole list; the key of the gap."""
    found = next(x for x in view_of(made.shell.host).findings if x.check == check and x.is_open)
    assert found.level is Level.OVERRIDE
    made.shell.ask_why()
    sheet = made.top()
    assert isinstance(sheet, WhySheet)
    row = next(row for row in sheet.rows if found in row.found)
    click(row.ways["decide"])
    return found.key


def give_reason(made: Hall, reason: str) -> None:
    sheet = made.top()
    assert isinstance(sheet, OverrideSheet)
    sheet.text.setPlainText(reason)
    assert sheet.primary.reason()
    scribble(sheet.pad)
    click(sheet.primary)
    made.settle()


def printed(made: Hall) -> str:
    view = made.desk.view(made.meeting)
    assert Document.OVERRIDE in day_documents(view.m)
    data = made.desk.papers.make(view.case, Document.OVERRIDE, made.ledger.blob)
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)
    return text.replace("\n", "").replace(" ", "")


def test_the_owner_lets_a_missing_post_through(desk: QApplication, tmp_path: Path) -> None:
    assert desk is not None
    with hall(tmp_path, "national") as made:
        opened(made, "gc-safety")
        key = let_through(made, "C26")
        made.identify("owner-pm")
        give_reason(made, "安全员途中车辆故障，由项目负责人代为说明。")
        m = made.desk.view(made.meeting).m
        assert m.overridden[key].by.person == "owner-pm"
        said = printed(made)
        assert "安全员途中车辆故障，由项目负责人代为说明。" in said
        assert "C26" in said


def test_the_owners_own_gap_needs_two_others(desk: QApplication, tmp_path: Path) -> None:
    assert desk is not None
    with hall(tmp_path, "national") as made:
        opened(made, "owner-pm")
        key = let_through(made, "C24")
        made.identify("sup-chief")
        give_reason(made, "建设单位项目负责人因公请假，授权代表到场。")
        made.identify("e1")
        second = made.top()
        assert isinstance(second, SignSheet)
        scribble(second.pad)
        click(second.primary)
        made.settle()
        note = made.desk.view(made.meeting).m.overridden[key]
        assert note.override is not None
        assert (note.by.person, note.override.second) == ("sup-chief", "e1")
        assert "专家组组长" in printed(made)
