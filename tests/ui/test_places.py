"""为什么不能开会: one press leads from every line of every check, in every stage, to a place that opens (8.3)."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from app.models import facts as f
from app.models.checks import CHECKS
from app.models.finding import Finding
from app.models.stages import SHOWN
from app.models.terms import Level, PauseKind, Stage, Verdict
from app.services.desk import requests as r
from app.ui.shell.reasons import AcknowledgeSheet
from app.ui.shell.screens import KEYS
from app.ui.shell.why import WhySheet, lines
from app.ui.stages.parts.ask import view_of
from app.ui.widgets import Sheet
from support.hall import PLAN, Hall, click, hall
from support.remembered import remembered

GC = "91650100MA0EXAMP01"
WORDS = tomllib.loads((files("resources") / "wording" / "findings.toml").read_text("utf-8"))
PERSONS = {
    f"C{n:02d}"
    for n in (6, 7, 8, 11, 12, 13, 14, 16, 19, 20, 31, 34, 36, 37, 38, 41, 50, 51, 52, 62, 64, 65, 69, 74)
}
POSTS = {
    "C24": "OWNER_PM",
    "C25": "SURVEY_TECH",
    "C26": "GC_PM",
    "C27": "SC_PM",
    "C28": "SUP_CHIEF",
    "C39": "GC_PM",
}


@remembered
def _open(made: Hall) -> None:
    made.open_check_in()
    made.fill()
    made.open_meeting()


@remembered
def _deliberated(made: Hall) -> None:
    _open(made)
    for verb in ("FormsAll", "AnswerAll", "FixAll", "Topics"):
        made.crowd(verb)
    made.do(
        f.RevisionItemWritten(item="i1", place="第3章", problem="间距", requirement="井间距改为不大于15m"),
        "leader",
    )
    made.do(f.KeyNodeWritten(node="n1", name="开挖至坑底", content="检查支撑轴力"), "leader")
    made.do(r.Propose(verdict=Verdict.PASS_AFTER_REVISION), "leader")


@remembered
def _signing(made: Hall) -> None:
    _deliberated(made)
    made.crowd("AgreeAll")
    made.crowd("AcknowledgeAll")
    made.do(r.Freeze(), "leader")


@remembered
def _sealed(made: Hall) -> None:
    _signing(made)
    made.crowd("SignAll")
    made.crowd("AttestOnSite")
    made.do(f.MeetingEnded(), "host")
    made.crowd("AcknowledgeAll")
    made.do(r.SealRecord())


@remembered
def _stopped(made: Hall) -> None:
    made.open_check_in()
    made.crowd("CheckInAll", skip=("e3",))
    made.do(r.Stop(reason="专家未到齐"), "verifier")


def _paused(made: Hall) -> None:
    _open(made)
    made.do(f.SessionSuspended(pause=PauseKind.BREAK, reason="午休"), "host")


REACH: dict[Stage, Callable[[Hall], object]] = {
    Stage.PREPARED: lambda made: made,
    Stage.CHECKIN: Hall.open_check_in,
    Stage.STOPPED: _stopped,
    Stage.IN_SESSION: _open,
    Stage.SUSPENDED: _paused,
    Stage.PROPOSED: _deliberated,
    Stage.SIGNING: _signing,
    Stage.SYNC_PENDING: _sealed,
}


def _subject(made: Hall, check: str, variant: str) -> tuple[str, tuple[str, ...]]:
    """What a finding of this check is about, as the checks name it."""
    if check in PERSONS or variant in {"roll", "no_stance", "disagrees", "refused", "expert", "remote"}:
        return "e3", ("e3",)
    if check in POSTS:
        role = POSTS[check]
        held = next((h for h in made.view.m.posts if h.role.value == role), None)
        return (f"{role}@{held.unit_code}", (held.person,)) if held else (f"{role}@", ())
    own = {
        "C10": variant.removeprefix("undecided_").removeprefix("reason_"),
        "C30": "e3@EXPERT",
        "C32": "gc-pm+GC_PM+GC_TECH",
        "C40": "C21",
        "C45": "i1",
        "C48": "1" if variant in {"open", "fails"} else "part3",
        "C60": "REPORT_SCAN",
        "C63": "n1",
    }
    return own.get(check, ""), ()


def _unlike(sentences: dict[str, dict[str, str]]) -> list[str]:
    """Variants that lead somewhere else than those before them."""
    seen: dict[tuple[str, str], str] = {}
    for variant, row in sentences.items():
        seen.setdefault((row.get("go", ""), row.get("act", "")), variant)
    return list(seen.values())


def _lines(made: Hall, stage: Stage) -> Iterator[Finding]:
    """Every sentence of every check that may stand open in this stage."""
    for check in dict.fromkeys(SHOWN.get(stage, ())):
        for variant in _unlike(WORDS.get(check, {"default": {}})):
            subject, people = _subject(made, check, variant)
            args = {"name": made.view.m.name(people[0])} if people else {}
            plain = "" if variant == "default" else variant
            yield Finding(
                check=check,
                level=Level.BLOCK,
                clause="XJ-三（二）",
                subject=subject,
                variant=plain,
                args=args,
                people=people,
            )


def _opened(made: Hall) -> str:
    """What came up: a sheet, or the focus on the page that is shown; "" if nothing did."""
    sheet = QApplication.activeModalWidget()
    if isinstance(sheet, Sheet):
        return type(sheet).__name__
    inside = QApplication.focusWidget()
    page = made.shell.stage_screen(made.shell.shown())
    box = (made.shell.side, made.shell.wide_buttons)
    if inside is None or not inside.isVisible():
        return ""
    if page.isAncestorOf(inside) or any(b.isAncestorOf(inside) for b in box):
        return type(inside).__name__
    return ""


def _calm(made: Hall, start: str) -> None:
    while isinstance(sheet := QApplication.activeModalWidget(), Sheet):
        sheet.reject()
    made.shell.activateWindow()
    made.shell.show_stage(start)
    made.shell.home_button.setFocus()
    QApplication.processEvents()


@pytest.mark.parametrize("stage", REACH, ids=lambda s: s.value)
def test_every_line_leads_to_a_place_that_opens(desk: QApplication, tmp_path: Path, stage: Stage) -> None:
    assert desk is not None
    with hall(tmp_path) as made:
        REACH[stage](made)
        made.show()
        for key in KEYS:
            made.shell.stage_screen(key)
        assert made.view.m.stage is stage
        start = made.shell.shown()
        dead = []
        for one in _lines(made, stage):
            _calm(made, start)
            made.shell.open_place(one)
            QApplication.processEvents()
            if not _opened(made):
                dead.append((one.key, made.shell.shown()))
        _calm(made, start)
        assert dead == []


def test_every_check_is_of_interest_in_some_stage() -> None:
    shown = {check for stage in SHOWN.values() for check in stage}
    assert set(CHECKS) <= shown
    assert set(CHECKS) <= set(WORDS) | {"C36"}


def test_the_list_opens_and_one_press_leads_to_the_proofs(desk: QApplication, tmp_path: Path) -> None:
    assert desk is not None
    with hall(tmp_path) as made:
        made.open_check_in()
        made.crowd("CheckInAll", skip=("e3", "gc-safety"))
        made.show("checkin")
        assert made.shell.side.why.text() == "为什么不能开会"
        click(made.shell.side.why)
        sheet = made.top()
        assert isinstance(sheet, WhySheet)
        assert {one.key for row in sheet.rows for one in row.found} == {
            x.key for x in view_of(made.shell.host).findings if x.is_open and x.level is not Level.RECORD
        }
        click(sheet.way("C29:missing:"))
        QApplication.processEvents()
        assert not isinstance(QApplication.activeModalWidget(), WhySheet)
        assert made.top() is not sheet  # the owner is asked who he is


def test_a_missing_person_is_one_press_away(desk: QApplication, tmp_path: Path) -> None:
    assert desk is not None
    with hall(tmp_path) as made:
        made.open_check_in()
        made.crowd("CheckInAll", skip=("e3",))
        made.show("checkin")
        made.shell.show_stage("prepare")
        made.shell.ask_why()
        sheet = made.top()
        assert isinstance(sheet, WhySheet)
        click(sheet.way("C20:missing:e3"))
        made.shell.activateWindow()
        QApplication.processEvents()
        assert made.shell.shown() == "checkin"
        card = QApplication.focusWidget()
        assert isinstance(card, QWidget)
        assert made.view.m.name("e3") in card.accessibleName()


def test_hints_of_one_kind_are_confirmed_from_the_list(desk: QApplication, tmp_path: Path) -> None:
    assert desk is not None
    with hall(tmp_path) as made:
        made.do(f.PlanCompared(method="screen", sha256=PLAN))
        made.do(f.CheckInOpened())
        made.show("checkin")
        hints = [x for x in view_of(made.shell.host).findings if x.level is Level.WARN]
        made.shell.decisions.decide(hints)
        assert isinstance(made.top(), AcknowledgeSheet)


def test_many_of_one_kind_share_a_row_and_each_is_named() -> None:
    found = [
        Finding(
            check="C30",
            level=Level.BLOCK,
            clause="",
            subject=f"p{n}@GC_PM",
            variant="unticked",
            args={"name": f"某{n}"},
        )
        for n in range(30)
    ]
    assert [len(row) for row in lines(found)] == [30]
