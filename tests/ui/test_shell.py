"""The window of a meeting: the answer, the rail, the findings and what is decided in their list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.models import facts as f
from app.models.entry import By
from app.models.finding import State as FindingState
from app.models.posts import Posts
from app.models.terms import Level, Mode, PauseKind, Role
from app.services.rehearsal.people import actor
from app.ui.host_identity import IdentitySheet, holders
from app.ui.host_sheets import RefusalSheet, TroubleSheet
from app.ui.shell.answer import answer_of
from app.ui.shell.findings import by_weight
from app.ui.shell.override import OverrideSheet
from app.ui.shell.reasons import AcknowledgeSheet
from app.ui.shell.seat import SeatSheet
from app.ui.shell.stagebar import open_keys, rail_stages
from app.ui.shell.titles import sync_line
from app.ui.stages.parts.ask import AskSheet
from app.ui.widgets import Sheet, StageState, State
from support.hall import Hall, click, hall, scribble
from support.hand import write

pytestmark = pytest.mark.usefixtures("desk")


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Hall]:
    with hall(tmp_path) as made:
        yield made


@pytest.fixture
def national(tmp_path: Path) -> Iterator[Hall]:
    with hall(tmp_path, "national") as made:
        yield made


def _sheet(room: Hall, kind: type) -> None:
    room.wait(lambda: isinstance(QApplication.activeModalWidget(), kind))


# --- the answer ------------------------------------------------------------------------------------


def test_the_answer_follows_the_meeting_to_the_signing(room: Hall) -> None:
    said = [answer_of(room.view)]
    room.do(f.PlanCompared(method="paper_qr", sha256=room.view.m.info.plan.sha256))
    said.append(answer_of(room.view))
    room.do(f.PrintingConfirmed(printer=True, scanner=True))
    room.do(f.CheckInOpened())
    said.append(answer_of(room.view))
    room.fill()
    room.crowd("AcknowledgeAll")
    said.append(answer_of(room.view))
    room.crowd("Verify")
    room.crowd("AcknowledgeAll")
    said.append(answer_of(room.view))
    room.do(f.MeetingOpened(mode=Mode.ONSITE), "host")
    said.append(answer_of(room.view, "review"))
    said.append(answer_of(room.view, "verdict"))
    room.do(f.SessionSuspended(pause=PauseKind.BREAK, reason="午休"), "host")
    said.append(answer_of(room.view))
    assert [(one.text, one.state) for one in said] == [
        ("不得开会", State.BLOCK),
        ("尚未签到", State.ATTENTION),
        ("不得开会", State.BLOCK),
        ("不得开会", State.ATTENTION),
        ("可以开会", State.PRESENT),
        ("可以继续", State.PRESENT),
        ("还不能提出结论", State.ATTENTION),
        ("已中止", State.BLOCK),
    ]
    assert "核对签认" in said[3].sub
    assert "午休" in said[-1].sub


def test_a_missing_expert_takes_the_answer_back(room: Hall) -> None:
    room.open_check_in()
    room.fill()
    room.crowd("Verify")
    room.crowd("AcknowledgeAll")
    room.show()
    assert room.shell.side.banner.answer() == "可以开会"
    room.do(f.PersonCheckedOut(person="e7", reason="离场"))
    room.refresh()
    assert room.shell.side.banner.answer() == "不得开会"
    assert any("郑样六" in card.accessibleName() for card in room.shell.side.findings.cards.values())


def test_a_stopped_meeting_says_so_with_its_reason(room: Hall) -> None:
    room.open_check_in()
    from app.services.desk import requests as r
    from app.services.rehearsal.people import drawing

    room.crowd("CheckInAll", only=["owner-verifier"])
    room.do(r.Stop(reason="专家未到齐", drawing=drawing("owner-verifier")), "verifier")
    said = answer_of(room.view)
    assert (said.text, said.state) == ("已停止", State.BLOCK)
    assert "专家未到齐" in said.sub


# --- the rail --------------------------------------------------------------------------------------


def test_the_future_is_locked_with_a_reason_and_the_past_can_be_read(room: Hall) -> None:
    room.open_check_in()
    room.show()
    stages = {stage.key: stage for stage in rail_stages(room.view)}
    assert stages["prepare"].state is StageState.DONE
    assert stages["checkin"].state is StageState.CURRENT
    assert {k for k, s in stages.items() if s.state is StageState.LOCKED} == {
        "review",
        "verdict",
        "sign",
        "seal",
        "report",
    }
    assert all(s.reason for s in stages.values() if s.state is StageState.LOCKED)
    assert room.shell.shown() == "checkin"
    room.shell.show_stage("sign")
    assert room.shell.shown() == "checkin"
    click(room.shell.rail.buttons()[0])
    assert room.shell.shown() == "prepare"


def test_the_window_goes_on_when_the_meeting_does(room: Hall) -> None:
    room.show()
    assert room.shell.shown() == "prepare"
    room.open_check_in()
    room.refresh()
    assert room.shell.shown() == "checkin"
    assert open_keys(room.view) == ("checkin",)


def test_the_rail_is_walked_with_the_keyboard(room: Hall) -> None:
    room.open_check_in()
    room.show()
    room.shell.activateWindow()
    room.wait(room.shell.isActiveWindow)
    first = room.shell.rail.buttons()[0]
    room.shell.rail.buttons()[1].setFocus()
    QTest.keyClick(room.shell.rail.buttons()[1], Qt.Key.Key_Up)
    assert room.shell.focusWidget() is first
    QTest.keyClick(first, Qt.Key.Key_Return)
    assert room.shell.shown() == "prepare"


# --- findings --------------------------------------------------------------------------------------


def test_findings_stand_by_weight_and_lead_to_where_they_are_resolved(room: Hall) -> None:
    room.open_check_in()
    room.do(f.PlanCompared(method="screen", sha256="0" * 64))
    room.show()
    todo, rest = by_weight(room.store.view.findings if room.store.view else ())
    levels = [x.level for x in todo]
    assert levels == sorted(levels, key=[Level.BLOCK, Level.OVERRIDE, Level.WARN].index)
    assert all(x.level is Level.RECORD or not x.is_open for x in rest)
    card = next(c for k, c in room.shell.side.findings.cards.items() if k.startswith("C02:"))
    assert "C02" in card.accessibleName()
    click(card.buttons["go"])
    assert room.shell.shown() == "prepare"


def test_hints_are_confirmed_together_with_one_reason(room: Hall) -> None:
    room.do(f.PlanCompared(method="screen", sha256=room.view.m.info.plan.sha256))
    room.do(f.PrintingConfirmed(printer=False, scanner=False))
    room.do(f.CheckInOpened())
    room.fill()
    room.show()
    hints = [x for x in room.store.view.findings if x.level is Level.WARN and x.is_open]  # type: ignore[union-attr]  # shown above
    assert hints
    room.shell.decisions.acknowledge(tuple(x.key for x in hints))
    sheet = room.top()
    assert isinstance(sheet, AcknowledgeSheet)
    for tick in sheet.ticks.values():
        tick.setChecked(True)
    assert sheet.primary.reason(), "no reason typed yet"
    sheet.text.setFocus()
    write(sheet.text, "已看原件")
    click(sheet.primary)
    room.settle()
    assert room.store.view is not None
    after = {x.key: x.state for x in room.store.view.findings}
    assert {after[x.key] for x in hints} == {FindingState.ACKNOWLEDGED}
    note = room.store.view.m.acknowledged[hints[0].key]
    assert (note.reason, note.by.person) == ("已看原件", "secretary")


def test_an_override_needs_the_owner_a_reason_and_a_signature(national: Hall) -> None:
    room = national
    room.open_check_in()
    missing = room.view.m.holders(Role.GC_SAFETY)[0].person
    room.fill(missing)
    room.show()
    gap = next(x for x in room.store.view.findings if x.level is Level.OVERRIDE and x.is_open)  # type: ignore[union-attr]  # shown above
    click(room.shell.side.findings.cards[gap.key].buttons["override"])
    owner = room.view.m.holders(Role.OWNER_PM)[0].person
    room.identify(owner)
    _sheet(room, OverrideSheet)
    sheet = room.top()
    assert isinstance(sheet, OverrideSheet)
    assert sheet.primary.reason()
    write(sheet.text, "专职安全员在途，项目负责人代为说明")
    assert sheet.primary.reason(), "a reason alone is not enough"
    scribble(sheet.pad)
    click(sheet.primary)
    room.settle()
    assert room.store.view is not None
    note = room.store.view.m.overridden[gap.key]
    assert note.by.person == owner
    assert note.override is not None
    assert room.ledger.blob(note.override.ink.picture).startswith(b"\x89PNG")


def test_the_owners_own_gap_needs_chief_supervisor_and_leader(national: Hall) -> None:
    room = national
    room.open_check_in()
    owner = room.view.m.holders(Role.OWNER_PM)[0].person
    room.fill(owner)
    room.show()
    gap = next(x for x in room.store.view.findings if x.check == "C24")  # type: ignore[union-attr]  # shown above
    click(room.shell.side.findings.cards[gap.key].buttons["override"])
    chief = room.view.m.holders(Role.SUP_CHIEF)[0].person
    room.identify(chief)
    _sheet(room, OverrideSheet)
    sheet = room.top()
    assert isinstance(sheet, OverrideSheet)
    write(sheet.text, "建设单位已书面委托")
    scribble(sheet.pad)
    click(sheet.primary)
    _sheet(room, IdentitySheet)
    room.identify(room.view.m.leader)
    room.wait(lambda: hasattr(QApplication.activeModalWidget(), "pad"))
    last = room.top()
    scribble(last.pad)  # type: ignore[attr-defined]  # a SignSheet, as waited for
    click(last.primary)
    room.settle()
    assert room.store.view is not None
    note = room.store.view.m.overridden[gap.key]
    assert note.by.person == chief
    assert note.override is not None
    assert note.override.second == room.view.m.leader


def test_many_of_one_kind_share_a_card_that_names_all(room: Hall) -> None:
    room.open_check_in()
    room.show()
    cards = room.shell.side.findings.cards
    missing = [key for key in cards if key.startswith("C20:")]
    assert len(missing) == 7
    card = cards[missing[0]]
    assert {id(cards[key]) for key in missing} == {id(card)}
    assert room.shell.side.findings.way(missing[2]).text() == room.view.m.name(missing[2].split(":")[2])
    for person in room.view.m.experts:
        assert any(room.view.m.name(person) == button.text() for button in card.buttons.values())
    click(card.buttons["spread"])
    assert len({id(room.shell.side.findings.cards[key]) for key in missing}) == 7


# --- people ----------------------------------------------------------------------------------------


def _ask_leader(room: Hall, got: list[By]) -> None:
    room.shell.host.identify((Role.EXPERT,), "组长填写", got.append, people=("e1",))


def test_a_wrong_last_four_is_refused_and_the_third_time_suggests_a_substitution(room: Hall) -> None:
    room.open_check_in()
    room.show("prepare")
    got: list[By] = []
    _ask_leader(room, got)
    sheet = room.top()
    assert isinstance(sheet, IdentitySheet)
    click(sheet.tick)
    for _ in range(2):
        sheet.four.clear()
        QTest.keyClicks(sheet.four, "9999")
        click(sheet.primary)
        assert "不符" in sheet.notice.text()
        assert not sheet.notice.action.isVisible()
    QTest.keyClicks(sheet.four, "9999")
    click(sheet.primary)
    assert sheet.notice.action.text() == "登记疑似替代"
    click(sheet.notice.action)
    assert got == []
    assert room.shell.shown() == "checkin"


def test_one_identification_serves_a_while_and_can_be_ended(room: Hall) -> None:
    room.show()
    got: list[By] = []
    _ask_leader(room, got)
    room.identify("e1")
    room.wait(lambda: len(got) == 1)
    assert {factor.value for factor in got[0].factors} == {"LOOK", "LAST4"}
    _ask_leader(room, got)
    assert len(got) == 2, "no second dialog"
    click(room.shell.chips.chips["e1"])
    assert room.shell.host.identities.all() == ()
    _ask_leader(room, got)
    assert isinstance(room.top(), IdentitySheet)
    assert len(got) == 2


def test_a_known_person_goes_on_with_one_press_among_several(room: Hall) -> None:
    room.show()
    room.shell.host.identities.keep("e2", "林样二")
    got: list[By] = []
    room.shell.host.identify((Role.EXPERT,), "专家填写", got.append)
    sheet = room.top()
    assert isinstance(sheet, IdentitySheet)
    assert sheet.same is not None
    assert "林样二" in sheet.same.text()
    click(sheet.same)
    assert [by.person for by in got] == ["e2"]


def test_without_a_host_the_owner_takes_the_chair(room: Hall) -> None:
    m = room.view.m
    assert holders(m, (Role.HOST,))[0].person == "host"
    m.posts = Posts(h for h in m.posts if h.role is not Role.HOST)
    assert [(h.person, h.role) for h in holders(m, (Role.HOST,))] == [("owner-pm", Role.OWNER_PM)]


def test_nobody_to_ask_is_said(room: Hall) -> None:
    room.show()
    room.shell.host.identify((Role.OTHER,), "列席登记", lambda _by: None, people=("nobody",))
    assert isinstance(room.top(), TroubleSheet)


def test_with_several_secretaries_it_is_asked_who_sits_here(room: Hall) -> None:
    from app.models.package import StaffPost
    from app.services.desk import requests as r
    from app.services.intake.package_file import encode_package, sign_package
    from app.services.intake.sample import sample_key

    info = room.view.m.info
    staff = (*info.staff, StaffPost(role=Role.SECRETARY, person="scanner"))
    new = msgspec.structs.replace(info, roster_version=2, staff=staff)
    room.do(r.RefreshPackage(data=encode_package(sign_package(new, sample_key()))))
    room.show()
    sheet = room.top()
    assert isinstance(sheet, SeatSheet)
    assert sheet.primary.reason()
    click(sheet.people.buttons()[1])
    click(sheet.primary)
    assert room.shell.host.secretary().person == "scanner"
    room.shell.host.ask(f.PrintingConfirmed(printer=True, scanner=True), room.shell.host.secretary())
    room.settle()
    assert room.store.view is not None
    assert room.store.view.entries[-1].body.by.person == "scanner"


# --- no -------------------------------------------------------------------------------------------


def test_a_refusal_says_why_and_leads_there(room: Hall) -> None:
    room.open_check_in()
    room.crowd("CheckInAll", only=["host"])
    room.show()
    room.shell.host.identities.keep("host", "褚样九")
    got: list[By] = []
    room.shell.host.identify((Role.HOST,), "宣布开会", got.append)
    room.shell.host.ask(f.MeetingOpened(mode=Mode.ONSITE), got[0])
    _sheet(room, RefusalSheet)
    sheet = room.top()
    assert "不得开会" in sheet.windowTitle()
    room.settle()
    assert room.store.view is not None
    assert room.store.view.m.opened_at is None
    assert room.store.view.m.refused, "the refusal itself is a fact"


def test_the_same_request_twice_is_asked_once(room: Hall) -> None:
    room.show()
    fact = f.PrintingConfirmed(printer=True, scanner=True)
    by = room.shell.host.secretary()
    before = len(room.store.view.entries) if room.store.view else 0
    room.shell.host.ask(fact, by)
    room.shell.host.ask(fact, by)
    room.settle()
    assert room.store.view is not None
    assert len(room.store.view.entries) == before + 1


def test_a_full_disk_is_told_calmly(room: Hall) -> None:
    from app.services.ledger.errors import DiskFull

    room.show()
    room.store.failed.emit(DiskFull())
    sheet = room.top()
    assert isinstance(sheet, TroubleSheet)
    assert "磁盘" in sheet.accessibleDescription()


class _Opening(AskSheet):
    """Asks for what the gaps do not allow."""

    def __init__(self, room: Hall) -> None:
        super().__init__(room.shell.host, room.shell, "宣布开会")
        self.open()

    def go(self, by: By) -> None:
        self.send(f.MeetingOpened(mode=Mode.ONSITE), by)


def _sheets() -> list[Sheet]:
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, Sheet) and w.isVisible()]


def test_a_refusal_is_said_once_in_the_sheet_that_asked(room: Hall) -> None:
    room.open_check_in()
    room.crowd("CheckInAll", only=["host"])
    room.show()
    sheet = _Opening(room)
    sheet.go(actor(room.view.m, "host"))
    room.settle()
    assert _sheets() == [sheet]
    assert "不得开会" in sheet.problem.text()
    assert "·" in sheet.problem.text(), "what stands in the way is said too"
    assert "共" in sheet.problem.text(), "but not the whole list"
    assert sheet.primary.is_free()
    sheet.reject()


def test_a_full_disk_is_said_once_in_the_sheet_that_asked(
    room: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.services.ledger.errors import DiskFull

    def full(*_: object) -> None:
        raise DiskFull

    room.show()
    sheet = _Opening(room)
    monkeypatch.setattr(room.desk, "do", full)
    sheet.go(room.shell.host.secretary())
    room.settle()
    assert _sheets() == [sheet]
    assert "磁盘" in sheet.problem.text()
    sheet.reject()


def test_a_refusal_that_comes_when_the_sheet_is_gone_is_said_by_the_window(room: Hall) -> None:
    room.open_check_in()
    room.crowd("CheckInAll", only=["host"])
    room.show()
    sheet = _Opening(room)
    sheet.go(actor(room.view.m, "host"))
    sheet.reject()
    _sheet(room, RefusalSheet)
    room.top().accept()
    room.settle()


# --- strip and chips --------------------------------------------------------------------------------


def test_a_wide_screen_gets_a_strip_and_the_findings_on_demand(room: Hall) -> None:
    room.show()
    screen = room.shell.stage_screen("prepare")
    type(screen).narrow_side = True
    try:
        room.shell.show_stage("prepare")
        assert room.shell.strip.isVisible()
        assert not room.shell.side.isVisible()
        assert room.shell.wide_buttons.isVisible()
        click(room.shell.strip.chip)
        assert room.shell.side.isVisible()
    finally:
        type(screen).narrow_side = False
    room.shell.show_stage("prepare")
    assert not room.shell.strip.isVisible()
    assert room.shell.side.isVisible()


@pytest.mark.parametrize(
    ("unsent", "state", "text"),
    [
        (12, "offline", "未上报 12 条 · 无网络"),
        (12, "sending", "未上报 12 条 · 正在上报"),
        (0, "idle", "已全部上报"),
        (3, "", "未上报 3 条 · 未设中心节点"),
        (3, "conflict", "与中心节点有冲突"),
    ],
)
def test_the_sync_chip(unsent: int, state: str, text: str) -> None:
    assert sync_line(unsent, state)[0] == text
