"""The door in the real window: scans are answered on every screen, nothing is lost, nothing is let in that should not be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.models import facts as f
from app.models.badge import Outcome
from app.models.papers.doorlog import door_log
from app.models.terms import Factor, PauseKind, Role, Stage
from app.services.badges.issue import made_here
from app.services.desk.requests_door import ReissueBadge
from app.services.intake.package_file import decode_package
from app.services.pin import PinPad
from app.ui.door.card import DoorCard
from app.ui.door.controller import Door
from app.ui.door.denial import DenialSheet
from app.ui.door.finder import FindSheet
from app.ui.door.history import HistorySheet, what
from app.ui.door.kiosk import Kiosk
from app.ui.door.pin_sheet import PinSheet
from app.ui.door.visit import Mode, Step
from app.ui.stages.parts.reason import ReasonSheet
from app.ui.stages.parts.signature import SignatureSheet
from support.hall import Hall


@pytest.fixture
def hall(desk: QApplication, tmp_path: Path) -> Iterator[Hall]:
    assert desk is not None
    made = Hall(tmp_path)
    made.open_check_in()
    made.at(9, 7)
    made.show("checkin")
    made.wait(lambda: door_of(made).armed)
    yield made
    made.close()


def door_of(hall: Hall) -> Door:
    return hall.shell.door.door


def codes(hall: Hall) -> dict[str, str]:
    signed = decode_package(hall.ledger.blob(hall.view.m.package_blob))
    return {badge.person: badge.code for badge in signed.badges}


def settle(hall: Hall) -> None:
    hall.wait(lambda: not hall.store.busy)
    QApplication.processEvents()
    assert hall.store.view is not None
    hall.view = hall.store.view


def scan(hall: Hall, text: str, way: Any = "camera") -> Door:
    door_of(hall).take(text, way)
    settle(hall)
    return door_of(hall)


def card(hall: Hall) -> DoorCard:
    found = hall.shell.door.cards.card
    assert found is not None
    return found


def turned(hall: Hall) -> list[Outcome]:
    return [x.fact.outcome for x in hall.view.m.turned_away]


def test_a_badge_asks_for_a_look_and_then_lets_in(hall: Hall) -> None:
    door = scan(hall, codes(hall)["e1"])
    assert door.current is not None
    assert door.current.step is Step.ASK_IN
    assert not hall.view.m.present("e1"), "a badge alone lets nobody in (C31)"
    QTest.mouseClick(card(hall).actions_.yes, Qt.MouseButton.LeftButton)
    settle(hall)
    span = hall.view.m.spans["e1"][-1]
    assert (span.factors, span.way) == ((Factor.BADGE, Factor.LOOK), "camera")
    assert span.badge


def test_at_the_desk_the_signature_follows(hall: Hall) -> None:
    scan(hall, codes(hall)["e1"])
    door_of(hall).confirm()
    settle(hall)
    sheet = QApplication.activeModalWidget()
    assert isinstance(sheet, SignatureSheet)
    assert card(hall).parentWidget() is sheet, "the answer is not half behind it"
    assert card(hall).isVisible()
    assert card(hall).face.facade.look == "in"
    sheet.close()


def test_a_scan_takes_nothing_from_who_is_writing(hall: Hall) -> None:
    """A dialog is open and half filled: the card stands over it, the words and the focus stay."""
    field = hall.shell.stage_screen("checkin").search.field  # type: ignore[attr-defined]  # the check-in screen
    field.setFocus()
    QTest.keyClicks(field, "chen")
    before = (field.text(), field.cursorPosition())
    door = scan(hall, codes(hall)["e2"], "scanner")
    assert (field.text(), field.cursorPosition()) == before
    QTest.mouseClick(card(hall).actions_.yes, Qt.MouseButton.LeftButton)
    settle(hall)
    assert hall.view.m.present("e2")
    assert (field.text(), field.cursorPosition()) == before
    assert QApplication.activeModalWidget() is None, "no sheet jumps between what is being written"
    assert door.current is not None
    assert door.current.step is Step.IN


def test_a_card_over_a_sheet_can_be_pressed(hall: Hall) -> None:
    history = HistorySheet(hall.shell.host, hall.shell)
    history.open()
    scan(hall, codes(hall)["e3"])
    assert card(hall).parentWidget() is history
    QTest.mouseClick(card(hall).actions_.yes, Qt.MouseButton.LeftButton)
    settle(hall)
    assert hall.view.m.present("e3")
    assert history.isVisible()
    history.close()


def test_a_question_survives_the_sheet_it_stood_over(hall: Hall) -> None:
    history = HistorySheet(hall.shell.host, hall.shell)
    history.open()
    door = scan(hall, codes(hall)["e3"])
    history.close()
    hall.wait(lambda: hall.shell.door.cards.card is not None and card(hall).isVisible())
    assert door.current is not None
    assert door.current.person == "e3"


def test_sixty_scans_in_a_burst_and_none_is_lost(hall: Hall) -> None:
    mine = codes(hall)
    people = list(mine)[:20]
    door = door_of(hall)
    for n in range(60):
        door.take(mine[people[n % 20]] if n < 20 else f"https://example.invalid/{n}", "scanner")
    settle(hall)
    assert door.current is not None
    assert [door.current.person, *(v.person for v in door.waiting)] == people
    assert len(hall.view.m.turned_away) == 40
    for person in people:
        assert door.current is not None
        assert door.current.person == person
        door.confirm(door.current.posts)
        settle(hall)
        door.free()
    assert all(hall.view.m.present(person) for person in people)


def test_the_same_code_held_up_is_one_question(hall: Hall) -> None:
    door = door_of(hall)
    for _ in range(5):
        door.take(codes(hall)["e1"], "camera")
    settle(hall)
    assert door.waiting == ()


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("https://u.wechat.com/abc", Outcome.FOREIGN),
        ("HQB1:", Outcome.UNREADABLE),
        ("WIFI:S:样例;T:WPA;P:x;;", Outcome.FOREIGN),
        ("HQB1:NOT A BADGE", Outcome.UNREADABLE),
    ],
)
def test_what_is_no_badge_is_said_and_kept(hall: Hall, text: str, outcome: Outcome) -> None:
    door = scan(hall, text)
    assert door.current is not None
    assert door.current.outcome is outcome
    assert turned(hall) == [outcome]
    assert text not in str(hall.view.entries), "of an unknown text only the digest is kept (4.3-6)"


def test_already_in_offers_to_leave_and_says_since_when(hall: Hall) -> None:
    hall.crowd("CheckInAll", only=["e1"])
    hall.refresh()
    door = scan(hall, codes(hall)["e1"])
    assert door.current is not None
    assert door.current.step is Step.ALREADY
    assert "09:07" in door.current.words.text
    QTest.mouseClick(card(hall).actions_.out, Qt.MouseButton.LeftButton)
    QTest.mouseClick(card(hall).actions_.yes, Qt.MouseButton.LeftButton)
    settle(hall)
    assert not hall.view.m.present("e1")


def test_a_second_holder_of_the_same_badge_is_a_suspicion(hall: Hall) -> None:
    hall.crowd("CheckInAll", only=["e1"])
    hall.refresh()
    door = scan(hall, codes(hall)["e1"])
    QTest.mouseClick(card(hall).actions_.no, Qt.MouseButton.LeftButton)
    sheet = QApplication.activeModalWidget()
    assert isinstance(sheet, DenialSheet)
    QTest.mouseClick(sheet.usual[3], Qt.MouseButton.LeftButton)
    sheet.accept()
    settle(hall)
    settle(hall)
    assert [x.person for x in hall.view.m.substitutions] == ["e1"]
    assert turned(hall)[-1] is Outcome.SUSPECTED
    door.free()
    again = scan(hall, codes(hall)["e1"])
    assert again.current is not None
    assert again.current.outcome is Outcome.SUSPECTED, "until the owner has cleared it"


def test_wrong_four_digits_are_tried_again_and_let_nobody_in(hall: Hall) -> None:
    door = scan(hall, codes(hall)["e1"])
    door.confirm((), "0000")
    settle(hall)
    assert door.current is not None
    assert door.current.asks
    assert door.current.problem
    assert not hall.view.m.present("e1")
    last4 = hall.view.m.people["e1"].last4
    door.confirm((), last4)
    settle(hall)
    assert hall.view.m.spans["e1"][-1].factors == (Factor.BADGE, Factor.LAST4)


def test_who_was_not_looked_at_is_not_in_and_the_history_says_so(hall: Hall) -> None:
    door = scan(hall, codes(hall)["e1"])
    door.skip()
    settle(hall)
    assert turned(hall) == [Outcome.NOT_COMPARED]
    assert not hall.view.m.present("e1")


def test_several_posts_are_asked_one_by_one(hall: Hall) -> None:
    hall.crowd("CheckInAll", only=["owner-verifier"])
    m = hall.view.m
    person = next(p for p in m.people if len([h for h in m.posts if h.person == p]) == 1)
    other = next(h for h in m.posts if h.person != person and h.role is not Role.SECRETARY)
    mine = next(h for h in m.posts if h.person == person)
    changed = f.PostHolderChanged(
        role=other.role,
        unit_code=other.unit_code,
        person=m.people[person],
        document="变更 1 号",
        scan=hall.ledger.put_blob(b"%PDF-1.7 scan of the change document"),
    )
    hall.do(changed, "verifier")
    hall.do(ReissueBadge(person=person, reason="岗位变更"))
    hall.refresh()
    _, code = made_here(hall.view.m, person, hall.ledger.issuer, 1)
    hall.wait(lambda: door_of(hall).armed)
    scan(hall, code)
    bar = card(hall).actions_
    assert set(bar.posts) == {mine.role, other.role}
    assert not bar.yes.isEnabled(), "nothing is preset (EC-01)"
    QTest.mouseClick(bar.posts[other.role], Qt.MouseButton.LeftButton)
    QTest.mouseClick(bar.yes, Qt.MouseButton.LeftButton)
    settle(hall)
    assert hall.view.m.spans[person][-1].roles == (other.role,)


def test_the_roll_is_called_by_scanning(hall: Hall) -> None:
    hall.fill()
    hall.open_meeting()
    hall.do(f.SessionSuspended(pause=PauseKind.BREAK, reason="茶歇"), "host")
    hall.refresh()
    assert hall.view.m.stage is Stage.SUSPENDED
    door = door_of(hall)
    door.set_mode(Mode.ROLL)
    scan(hall, codes(hall)["e2"])
    assert door.current is not None
    assert door.current.step is Step.ASK_ROLL
    door.confirm()
    settle(hall)
    assert hall.view.m.pause is not None
    assert "e2" in hall.view.m.pause.rolled


def test_before_the_check_in_nobody_is_let_in_and_nothing_is_written(
    desk: QApplication, tmp_path: Path
) -> None:
    assert desk is not None
    early = Hall(tmp_path)
    early.show()
    early.wait(lambda: door_of(early).armed)
    entries = len(early.ledger.entries(early.meeting))
    early.at(9)
    door = scan(early, codes(early)["e1"])
    assert door.current is not None
    assert door.current.said == "closed"
    assert len(early.ledger.entries(early.meeting)) == entries
    early.close()


# --- the kiosk ----------------------------------------------------------------------------------------


def kiosk_of(hall: Hall) -> Kiosk:
    """The kiosk as it is entered the first time: with a new PIN."""
    hall.shell.host.open_kiosk()
    hall.wait(lambda: isinstance(QApplication.activeModalWidget(), PinSheet))
    sheet = QApplication.activeModalWidget()
    assert isinstance(sheet, PinSheet)
    QTest.keyClicks(sheet.pin, "2468")
    assert not sheet.primary.is_free(), "twice"
    QTest.keyClicks(sheet.again, "2468")
    QTest.mouseClick(sheet.primary, Qt.MouseButton.LeftButton)
    hall.wait(lambda: hall.shell.door.kiosk is not None)
    kiosk = hall.shell.door.kiosk
    assert kiosk is not None
    kiosk.sounds.on = False
    return kiosk


@pytest.fixture
def kiosk(desk: QApplication, tmp_path: Path) -> Iterator[tuple[Hall, Kiosk]]:
    assert desk is not None
    made = Hall(tmp_path, kiosk=True)
    made.open_check_in()
    made.at(9, 7)
    made.show("checkin")
    made.wait(lambda: door_of(made).armed)
    shown = kiosk_of(made)
    yield made, shown
    made.close()


def test_the_kiosk_is_left_with_the_pin_only(kiosk: tuple[Hall, Kiosk]) -> None:
    hall, window = kiosk
    window.close()
    assert window.isVisible(), "closing asks for the PIN"
    hall.wait(lambda: isinstance(QApplication.activeModalWidget(), PinSheet))
    sheet = QApplication.activeModalWidget()
    assert isinstance(sheet, PinSheet)
    QTest.keyClicks(sheet.pin, "1111")
    QTest.mouseClick(sheet.primary, Qt.MouseButton.LeftButton)
    hall.wait(sheet.notice.isVisible)
    assert window.isVisible()
    sheet.pin.clear()
    QTest.keyClicks(sheet.pin, "2468")
    QTest.mouseClick(sheet.primary, Qt.MouseButton.LeftButton)
    hall.wait(lambda: hall.shell.door.kiosk is None)


def test_enter_lets_in_but_not_the_enter_of_a_slow_scanner(kiosk: tuple[Hall, Kiosk]) -> None:
    hall, window = kiosk
    scan(hall, codes(hall)["e1"])
    window.actions_.yes.setFocus()
    QTest.keyClicks(window.actions_.yes, "HQB1:6BF")
    QTest.keyClick(window.actions_.yes, Qt.Key.Key_Return)
    settle(hall)
    assert not hall.view.m.present("e1")
    QTest.qWait(1600)
    QTest.keyClick(window.actions_.yes, Qt.Key.Key_Return)
    settle(hall)
    assert hall.view.m.present("e1")


def test_the_kiosk_shows_and_the_desk_behind_it_rests(kiosk: tuple[Hall, Kiosk]) -> None:
    hall, window = kiosk
    scan(hall, codes(hall)["e1"])
    assert hall.shell.door.cards.card is None
    assert window.face.facade.look == "ask_in"
    assert window.face.facade.name == hall.view.m.name("e1")
    QTest.mouseClick(window.actions_.yes, Qt.MouseButton.LeftButton)
    settle(hall)
    assert window.face.facade.look == "in"
    door_of(hall).free()
    assert window.face.facade.look == "ready"
    hall.wait(lambda: "1 / 7" in window.board.accessibleName())
    assert "1 / 7" in window.board.accessibleName()


def test_in_the_kiosk_only_the_pin_takes_back(kiosk: tuple[Hall, Kiosk]) -> None:
    hall, window = kiosk
    scan(hall, codes(hall)["e1"])
    QTest.mouseClick(window.actions_.yes, Qt.MouseButton.LeftButton)
    settle(hall)
    QTest.mouseClick(window.side.history, Qt.MouseButton.LeftButton)
    sheet = QApplication.activeModalWidget()
    assert isinstance(sheet, HistorySheet)
    sheet.list.setCurrentIndex(sheet.model.index(0, 0))
    QTest.mouseClick(sheet.undo, Qt.MouseButton.LeftButton)
    hall.wait(lambda: isinstance(QApplication.activeModalWidget(), PinSheet))
    pin = QApplication.activeModalWidget()
    assert isinstance(pin, PinSheet)
    QTest.keyClicks(pin.pin, "2468")
    QTest.mouseClick(pin.primary, Qt.MouseButton.LeftButton)
    hall.wait(lambda: isinstance(QApplication.activeModalWidget(), ReasonSheet))
    reason = QApplication.activeModalWidget()
    assert isinstance(reason, ReasonSheet)
    reason.close()
    sheet.close()


def test_found_by_name_in_the_kiosk_one_who_is_in_can_only_go(kiosk: tuple[Hall, Kiosk]) -> None:
    hall, window = kiosk
    hall.crowd("CheckInAll", only=["e1"])
    hall.refresh()
    QTest.mouseClick(window.side.search, Qt.MouseButton.LeftButton)
    sheet = QApplication.activeModalWidget()
    assert isinstance(sheet, FindSheet)
    hall.wait(lambda: sheet.search.found("cyy"))
    QTest.keyClicks(sheet.search.field, "cyy")
    QTest.keyClick(sheet.search.field, Qt.Key.Key_Return)
    hall.wait(sheet.notice.isVisible)
    QTest.mouseClick(sheet.notice.action, Qt.MouseButton.LeftButton)
    settle(hall)
    assert not hall.view.m.present("e1")
    sheet.close()


def test_a_pin_is_not_guessed(tmp_path: Path) -> None:
    now = [0.0]
    pad = PinPad(tmp_path, lambda: now[0])
    assert not pad.is_set()
    for bad in ("", "123", "123456789", "12a4", "１２３４"):
        assert code_of(pad.set, bad) == "form"
    pad.set("2468")
    assert [code_of(pad.check, x) for x in ("1", "2", "3")] == ["wrong", "wrong", "wait"]
    assert code_of(pad.check, "2468") == "wait", "the right one waits too"
    now[0] += 31
    pad.check("2468")
    again = PinPad(tmp_path, lambda: now[0])
    again.check("2468")
    again.forget()
    assert not again.is_set()


def code_of(work: Any, pin: str) -> str:
    from app.services.pin import PinRefused

    try:
        work(pin)
    except PinRefused as said:
        return said.code
    return ""


# --- the history --------------------------------------------------------------------------------------


def test_the_history_has_every_scan_and_takes_back_with_a_reason(hall: Hall) -> None:
    scan(hall, "https://u.wechat.com/abc")
    scan(hall, codes(hall)["e1"])
    door_of(hall).confirm()
    settle(hall)
    if (open_ := QApplication.activeModalWidget()) is not None:
        open_.close()
    sheet = HistorySheet(hall.shell.host, hall.shell)
    sheet.open()
    assert [row.kind for row in sheet.model.rows] == ["in", "turned"]
    QTest.keyClicks(sheet.search.field, "cyy")
    assert [row.person for row in sheet.model.rows] == ["e1"]
    assert not sheet.undo.is_free(), "a line must be chosen first"
    sheet.list.setCurrentIndex(sheet.model.index(0, 0))
    QTest.mouseClick(sheet.undo, Qt.MouseButton.LeftButton)
    reason = QApplication.activeModalWidget()
    assert isinstance(reason, ReasonSheet)
    reason.text.setPlainText("认错人")
    QTest.mouseClick(reason.primary, Qt.MouseButton.LeftButton)
    settle(hall)
    assert not hall.view.m.present("e1")
    assert [(row.kind, row.undone) for row in sheet.model.rows] == [("in", True)], "the line stays"
    assert not sheet.undo.is_free()
    sheet.close()


def test_a_second_scan_is_not_taken_for_a_second_check_in(hall: Hall) -> None:
    hall.crowd("CheckInAll", only=["e1"])
    hall.refresh()
    scan(hall, codes(hall)["e1"])
    assert [what(row) for row in door_log(hall.view.entries, hall.view.m)] == ["重复扫码（已签到）", "签到"]


def test_who_was_denied_is_who_was_asked_about_even_if_another_stands_there_by_now(hall: Hall) -> None:
    door = scan(hall, codes(hall)["e1"])
    door.take(codes(hall)["e2"], "camera")
    QTest.mouseClick(card(hall).actions_.no, Qt.MouseButton.LeftButton)
    sheet = QApplication.activeModalWidget()
    assert isinstance(sheet, DenialSheet)
    sheet.usual[0].click()
    assert sheet.usual[0].text().startswith("✓")
    door.skip()
    settle(hall)
    door.free()
    assert door.current is not None
    assert door.current.person == "e2"
    sheet.accept()
    settle(hall)
    settle(hall)
    assert [x.person for x in hall.view.m.substitutions] == ["e1"]


def test_a_denial_of_one_who_is_in_already_outlasts_his_answer(hall: Hall) -> None:
    hall.crowd("CheckInAll", only=["e1"])
    hall.refresh()
    door = scan(hall, codes(hall)["e1"])
    QTest.mouseClick(card(hall).actions_.no, Qt.MouseButton.LeftButton)
    sheet = QApplication.activeModalWidget()
    assert isinstance(sheet, DenialSheet)
    door.free()  # its time was up while somebody wrote
    sheet.usual[3].click()
    sheet.accept()
    settle(hall)
    settle(hall)
    assert [x.person for x in hall.view.m.substitutions] == ["e1"]


def test_the_card_says_who_waits_behind(hall: Hall) -> None:
    door = scan(hall, codes(hall)["e1"])
    assert not card(hall).line.isVisible()
    door.take(codes(hall)["e2"], "camera")
    assert hall.view.m.name("e2") in card(hall).line.text()
    assert card(hall).line.isVisible()


def test_wrong_digits_are_not_passed_by_a_look(kiosk: tuple[Hall, Kiosk]) -> None:
    hall, window = kiosk
    door = scan(hall, codes(hall)["e1"])
    door.confirm((), "0000")
    settle(hall)
    assert window.focusWidget() is window.actions_.four
    assert not window.actions_.yes.isEnabled()
    assert window.face.facade.problem
    assert not window.face.facade.next, "it said that a look is enough"
    QTest.keyClicks(window.actions_.four, hall.view.m.people["e1"].last4)
    QTest.keyClick(window.actions_.four, Qt.Key.Key_Return)
    settle(hall)
    assert hall.view.m.present("e1")


def test_a_refusal_is_put_away_by_one_press(kiosk: tuple[Hall, Kiosk]) -> None:
    hall, window = kiosk
    scan(hall, "https://u.wechat.com/abc")
    assert window.actions_.ok.isVisible()
    QTest.mouseClick(window.actions_.ok, Qt.MouseButton.LeftButton)
    assert window.face.facade.look == "ready"


def test_in_a_pause_the_board_says_who_is_not_called_yet(kiosk: tuple[Hall, Kiosk]) -> None:
    hall, window = kiosk
    hall.fill()
    hall.open_meeting()
    hall.do(f.SessionSuspended(pause=PauseKind.BREAK, reason="茶歇"), "host")
    hall.refresh()
    door = door_of(hall)
    door.set_mode(Mode.ROLL)
    hall.wait(lambda: "专家 0 / 7" in window.board.accessibleName())
    assert "专家 0 / 7" in window.board.accessibleName()
    scan(hall, codes(hall)["e2"])
    door.confirm()
    settle(hall)
    door.free()
    assert "专家 1 / 7" in window.board.accessibleName()
    assert hall.view.m.name("e2") not in window.board.accessibleName()
    assert hall.view.m.name("e1") in window.board.accessibleName()
    door.set_mode(Mode.IN)
    hall.wait(lambda: "专家 7 / 7" in window.board.accessibleName())
    assert "专家 7 / 7" in window.board.accessibleName()


def test_a_join_code_at_the_door_says_where_it_belongs(hall: Hall) -> None:
    door = scan(hall, "HQJ1:" + "ABCDEFGH" * 12, "scanner")
    assert door.current is not None
    assert door.current.outcome is Outcome.FOREIGN
    assert "加入会场" in door.current.words.next


def test_already_in_says_the_time_alone_on_the_day(hall: Hall) -> None:
    hall.crowd("CheckInAll", only=["e1"])
    hall.refresh()
    door = scan(hall, codes(hall)["e1"])
    assert door.current is not None
    assert "已于 09:07 签到" in door.current.words.text


def test_no_answer_is_wider_than_a_small_screen(kiosk: tuple[Hall, Kiosk]) -> None:
    hall, window = kiosk
    widest = 0
    for text in ("https://u.wechat.com/abc", codes(hall)["e1"], "https://u.wechat.com/abd"):
        scan(hall, text)
        QApplication.processEvents()
        widest = max(widest, window.minimumSizeHint().width())
        door_of(hall).free()
    assert 0 < widest <= 1280


def test_an_answer_makes_way_for_who_waits_but_not_a_swapped_certificate(kiosk: tuple[Hall, Kiosk]) -> None:
    hall, window = kiosk
    door = scan(hall, codes(hall)["e1"])
    visit = door.current
    assert visit is not None
    said, swapped = replace(visit, step=Step.NO), replace(visit, step=Step.SWAPPED)
    assert window._stays(swapped) > window._stays(said)
    long = window._stays(said)
    door.take(codes(hall)["e2"], "camera")
    assert window._stays(said) < long
    assert window._stays(swapped) > long
