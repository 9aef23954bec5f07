"""The prepare screen on the real desk: every row, with real presses and keys."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import msgspec
import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.models.rosterdiff import changes
from app.models.terms import Document, Stage
from app.services.desk import requests as r
from app.services.intake.package_file import encode_package, sign_package
from app.services.intake.sample import sample_key, sample_package
from app.ui.host_identity import IdentitySheet
from app.ui.preview import make_pdf
from app.ui.stages.prepare import Screen
from app.ui.stages.prepare_notice import NoticeSheet
from app.ui.stages.prepare_plan import PaperSheet, digest_in, hash_file
from app.ui.stages.prepare_roster import RosterSheet, line_of
from app.ui.stages.prepare_scope import ScopeSheet
from app.ui.stages.prepare_sheets import ClockSheet, LetterSheet, ReasonSheet
from app.ui.widgets import State
from support.hall import Hall, click, hall
from support.hand import write

pytestmark = pytest.mark.usefixtures("desk")


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Hall]:
    with hall(tmp_path) as made:
        made.show("prepare")
        yield made


def _screen(room: Hall) -> Screen:
    screen = room.shell.stage_screen("prepare")
    assert isinstance(screen, Screen)
    return screen


def _state(room: Hall, key: str) -> State:
    return _screen(room).tasks.rows[key].mark.state()


def test_the_uploaded_file_is_recognised_and_another_is_not(room: Hall, tmp_path: Path) -> None:
    screen = _screen(room)
    other = tmp_path / "other.pdf"
    other.write_bytes(b"%PDF-1.7 another plan")
    screen.tasks.compare_file(str(other))
    room.settle()
    room.settle()
    assert _state(room, "plan") is State.BLOCK
    plan = Path(str(files("resources") / "samples" / "xinjiang" / "plan.pdf"))
    screen.tasks.compare_file(str(plan))
    room.wait(lambda: _state(room, "plan") is State.PRESENT)
    assert room.store.view is not None
    assert not [x for x in room.store.view.findings if x.check == "C02"]


def test_a_file_that_cannot_be_read_is_said_and_nothing_recorded(room: Hall, tmp_path: Path) -> None:
    said: list[str] = []
    room.shell.host.said.connect(said.append)
    _screen(room).tasks.compare_file(str(tmp_path / "gone.pdf"))
    room.wait(lambda: bool(said))
    assert "不能使用" in said[0]
    assert _state(room, "plan") is State.MISSING
    assert _screen(room).tasks.plan.file.is_free()


def test_paper_with_a_code(room: Hall) -> None:
    click(_screen(room).tasks.plan.paper)
    sheet = room.top()
    assert isinstance(sheet, PaperSheet)
    assert sheet.primary.reason()
    click(sheet.way.buttons()[0])
    QTest.keyClicks(sheet.code, "HQ1:" + room.view.m.info.plan.sha256.upper() + ";v2")
    click(sheet.primary)
    room.wait(lambda: _state(room, "plan") is State.PRESENT)
    assert room.store.view is not None
    assert room.store.view.m.plan_compared is not None
    assert room.store.view.m.plan_compared.method == "paper_qr"


def test_a_roster_that_can_never_do_is_said_in_one_line(room: Hall) -> None:
    screen = _screen(room)
    assert screen.never.isHidden(), "a complete roster has no such line"
    info = room.view.m.info
    few = msgspec.structs.replace(info, roster_version=2, experts=info.experts[:4])
    room.do(r.RefreshPackage(data=encode_package(sign_package(few, sample_key()))))
    room.refresh()
    assert screen.never.isVisible()
    assert screen.never.text().startswith("即使全部到场，仍不能开会：名单上只有 4 名专家，至少 5 名")


def test_plain_paper_needs_two_people(room: Hall) -> None:
    click(_screen(room).tasks.plan.paper)
    sheet = room.top()
    assert isinstance(sheet, PaperSheet)
    click(sheet.way.buttons()[1])
    plan = room.view.m.info.plan
    QTest.keyClicks(sheet.version, plan.version)
    QTest.keyClicks(sheet.day, plan.dated.isoformat())
    QTest.keyClicks(sheet.pages, str(plan.pages))
    click(sheet.primary)
    room.identify("gc-proj-tech")
    room.wait(lambda: isinstance(QApplication.activeModalWidget(), IdentitySheet))
    room.identify("sup-chief")
    room.wait(lambda: _state(room, "plan") is State.PRESENT)
    assert room.store.view is not None
    seen = room.store.view.m.plan_compared
    assert seen is not None
    assert seen.signers == ("gc-proj-tech", "sup-chief")


def test_not_concerned_needs_a_reason_and_cancelling_leaves_the_answer(room: Hall) -> None:
    flag = _screen(room).tasks.flags["has_subcontractor"]
    yes, no = flag.buttons()
    click(no)
    sheet = room.top()
    assert isinstance(sheet, ReasonSheet)
    assert sheet.primary.reason()
    click(sheet.cancel)
    assert flag.key() == "yes"
    click(no)
    sheet = room.top()
    assert isinstance(sheet, ReasonSheet)
    write(sheet.text, "本工程无专业分包")
    click(sheet.primary)
    room.settle()
    assert room.store.view is not None
    decided = room.store.view.m.flags["has_subcontractor"]
    assert (decided.value, decided.reason) == (False, "本工程无专业分包")
    click(yes)
    room.settle()
    assert room.store.view.m.flags["has_subcontractor"].value is True


def test_the_scope_takes_numbers_only(room: Hall) -> None:
    click(_screen(room).tasks.actions["scope"])
    sheet = room.top()
    assert isinstance(sheet, ScopeSheet)
    depth = sheet.hits[0].fields["depth_m"]
    depth.setFocus()
    depth.selectAll()  # type: ignore[union-attr]  # a number is a text field
    write(depth, "深")
    click(sheet.primary)
    assert sheet.isVisible(), "no number, no decision"
    depth.selectAll()  # type: ignore[union-attr]  # same
    QTest.keyClicks(depth, "12.5")
    click(sheet.primary)
    room.settle()
    assert room.store.view is not None
    assert room.store.view.m.scope[0].params == {"depth_m": 12.5}
    assert "12.5m" in _screen(room).tasks.rows["scope"].text.text()


def test_a_letter_on_paper(room: Hall) -> None:
    click(_screen(room).tasks.actions["letters"])
    sheet = room.top()
    assert isinstance(sheet, LetterSheet)
    assert sheet.delegator.text() == "沈样十二", "the technical director of the unit is proposed"
    QTest.keyClicks(sheet.number, "WT-PAPER-1")
    for tick in (sheet.stamped, sheet.signed, sheet.plan):
        click(tick)
    click(sheet.primary)
    room.settle()
    assert room.store.view is not None
    shown = next(s for s in room.store.view.m.letters.values() if s.letter.number == "WT-PAPER-1")
    assert shown.channel == "paper"
    assert shown.letter.stamped


def test_a_blank_letter_is_printed_from_the_roster(room: Hall) -> None:
    click(_screen(room).tasks.actions["letters"])
    sheet = room.top()
    assert isinstance(sheet, LetterSheet)
    asked: list[tuple[object, str]] = []
    room.shell.document_asked.connect(lambda document, subject: asked.append((document, subject)))
    click(sheet.blank)
    [(document, subject)] = asked
    assert document is Document.LETTER
    view = room.desk.view(room.meeting)
    assert make_pdf(room.desk, view, Document.LETTER, subject).startswith(b"%PDF")


def test_printing_is_answered_once_and_again(room: Hall) -> None:
    both, lacking = _screen(room).tasks.printing.buttons()
    click(both)
    room.settle()
    assert _state(room, "printing") is State.PRESENT
    click(lacking)
    room.settle()
    assert _state(room, "printing") is State.WARNING


def test_the_clock_is_attested_by_owner_and_secretary(room: Hall) -> None:
    click(_screen(room).tasks.actions["clock"])
    room.identify("owner-verifier")
    room.wait(lambda: isinstance(QApplication.activeModalWidget(), ClockSheet))
    sheet = room.top()
    assert isinstance(sheet, ClockSheet)
    sheet.day.setText("2026-11-20")
    QTest.keyClicks(sheet.time, "25:00")
    assert sheet.primary.reason()
    sheet.time.clear()
    QTest.keyClicks(sheet.time, "08:30")
    click(sheet.primary)
    room.settle()
    assert room.store.view is not None
    assert room.store.view.m.clock_attested
    assert _state(room, "clock") is State.PRESENT


def test_a_newer_roster_is_shown_before_it_is_taken(room: Hall, tmp_path: Path) -> None:
    old = room.view.m.info
    people = tuple(
        msgspec.structs.replace(p, title="教授级高级工程师") if p.id == "e2" else p for p in old.people
    )
    new = msgspec.structs.replace(old, roster_version=2, people=people)
    path = tmp_path / "v2.json"
    path.write_bytes(encode_package(sign_package(new, sample_key())))
    _screen(room).tasks.compare_roster(str(path))
    room.wait(lambda: isinstance(QApplication.activeModalWidget(), RosterSheet))
    sheet = room.top()
    assert isinstance(sheet, RosterSheet)
    assert ["林样二" in line_of(change) for change in sheet.changes] == [True]
    click(sheet.primary)
    room.settle()
    assert room.store.view is not None
    assert room.store.view.m.info.roster_version == 2
    assert room.store.view.m.people["e2"].title == "教授级高级工程师"


def test_differences_of_rosters_name_what_came_and_went() -> None:
    old = sample_package()
    new = msgspec.structs.replace(
        old,
        experts=old.experts[1:],
        plan=msgspec.structs.replace(old.plan, version="v3"),
        staff=old.staff[:-1],
    )
    found = {(c.what, bool(c.before), bool(c.after)) for c in changes(old, new)}
    assert ("plan", True, True) in found
    assert ("expert", True, False) in found
    assert ("post", True, False) in found
    assert changes(old, old) == ()


def test_check_in_starts_after_the_notice(room: Hall) -> None:
    screen = _screen(room)
    assert screen.start.is_free()
    click(screen.start)
    sheet = room.top()
    assert isinstance(sheet, NoticeSheet)
    assert "个人信息" in sheet.windowTitle()
    click(sheet.primary)
    room.wait(lambda: room.shell.shown() == "checkin")
    assert room.store.view is not None
    assert room.store.view.m.stage is Stage.CHECKIN
    assert not screen.start.is_free()


def test_a_meeting_is_cancelled_with_a_reason(room: Hall) -> None:
    click(_screen(room).cancel)
    sheet = room.top()
    assert isinstance(sheet, ReasonSheet)
    write(sheet.text, "建设单位申请改期")
    click(sheet.primary)
    room.settle()
    assert room.store.view is not None
    assert room.store.view.m.stage is Stage.ABORTED
    assert room.store.view.m.abort_reason == "建设单位申请改期"


def test_a_finding_brings_its_row_into_sight(room: Hall) -> None:
    room.shell.show_stage("prepare", "e5")
    row = _screen(room).experts.rows["e5"]
    QApplication.processEvents()
    assert not row.visibleRegion().isEmpty()
    room.shell.show_stage("prepare", "C02:not_compared:")
    assert _screen(room).tasks.plan.isAncestorOf(room.shell.focusWidget())


def test_fingerprints_are_found_in_what_a_scanner_types(tmp_path: Path) -> None:
    digest = "ab" * 32
    assert digest_in(f"https://node.example/p/{digest}?v=2") == digest
    assert digest_in(digest[:-1]) == ""
    assert digest_in(digest + "0") == "", "65 characters are no fingerprint"
    file = tmp_path / "plan"
    file.write_bytes(b"abc")
    assert hash_file(str(file)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
