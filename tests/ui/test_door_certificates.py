"""证照扫码 in the real window (CJ-01, CJ-02): from the scan to the record, said as it stands, and nobody comes in by it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from app.models import facts as f
from app.models.badge import Outcome
from app.models.certificates import shown_by
from app.models.entry import By
from app.models.terms import Proof, Role
from app.services.intake.package_file import decode_package
from app.ui.door.card import DoorCard
from app.ui.door.controller import Door
from app.ui.door.denial import DenialSheet
from app.ui.door.kiosk import Kiosk
from app.ui.door.pin_sheet import PinSheet
from app.ui.door.visit import Step
from app.ui.stages.checkin_person import PersonSheet
from app.ui.stages.checkin_proofs import ProofRow, ProofSheet
from support.hall import Hall, click

NUMBER = "新建安B(2024)0000001"
WITH_NUMBER = f"https://zlaq.mohurd.gov.cn/fwmh/bjxcjgl/cert?certNum={quote(NUMBER)}"
WITHOUT = "https://zlaq.mohurd.gov.cn/fwmh/bjxcjgl/fwmh/pages/construction_safety/qyaqscglry/a?k=1"


@pytest.fixture
def hall(desk: QApplication, tmp_path: Path) -> Iterator[Hall]:
    assert desk is not None
    made = Hall(tmp_path, "changji", kiosk=True)
    made.open_check_in()
    made.at(9, 7)
    made.show("checkin")
    made.wait(lambda: made.shell.door.door.armed)
    yield made
    made.close()


def code_of(hall: Hall, person: str) -> str:
    signed = decode_package(hall.ledger.blob(hall.view.m.package_blob))
    return next(badge.code for badge in signed.badges if badge.person == person)


def settle(hall: Hall) -> None:
    hall.settle()
    assert hall.store.view is not None
    hall.view = hall.store.view


def scan(hall: Hall, text: str, way: Any = "camera") -> Door:
    hall.shell.door.door.take(text, way)
    settle(hall)
    return hall.shell.door.door


def card(hall: Hall) -> DoorCard:
    found = hall.shell.door.cards.card
    assert found is not None
    return found


def yes(hall: Hall) -> None:
    QTest.mouseClick(card(hall).actions_.yes, Qt.MouseButton.LeftButton)
    settle(hall)


def come_in(hall: Hall, person: str) -> None:
    """By his badge, at the desk; the sheet for the signature is put away."""
    scan(hall, code_of(hall, person))
    yes(hall)
    close_sheets()


def close_sheets() -> None:
    while (sheet := QApplication.activeModalWidget()) is not None:
        sheet.close()
        QApplication.processEvents()


def turned(hall: Hall) -> list[tuple[Outcome, str]]:
    return [(x.fact.outcome, x.fact.person) for x in hall.view.m.turned_away]


def asked(hall: Hall) -> Step | None:
    current = hall.shell.door.door.current
    return current.step if current is not None else None


def verified(hall: Hall, state: Any, person: str = "gc-pm") -> None:
    """As the background sync stores the answer of the node."""
    (shown,) = shown_by(hall.view.m, person)
    fact = f.ECertificateVerified(
        digest=shown.seen.digest,
        valid=state == "valid",
        detail="样例",
        verified_at=datetime(2026, 11, 20, 2, tzinfo=UTC),
        person=person,
        state=state,
        day=date(2026, 11, 20),
        until=date(2027, 5, 31),
    )
    with hall.ledger.write(hall.meeting) as tx:
        tx.append(By(person="sync", role=Role.SECRETARY), fact)
    hall.refresh()
    settle(hall)


def words_in(sheet: Any) -> str:
    return "\n".join(label.text() for label in sheet.findChildren(QLabel))


# --- from the scan to the record ------------------------------------------------------------------------


def test_a_certificate_is_kept_for_who_has_just_come_in(hall: Hall) -> None:
    come_in(hall, "gc-pm")
    door = scan(hall, WITH_NUMBER)
    assert door.current is not None
    assert door.current.step is Step.ASK_CERTIFICATE
    assert hall.view.m.name("gc-pm") in card(hall).face.facade.spoken, "it is said whose it will be"
    assert NUMBER in card(hall).face.facade.spoken
    assert card(hall).actions_.number.isHidden()
    yes(hall)
    (shown,) = shown_by(hall.view.m, "gc-pm")
    assert (shown.seen.number, shown.state) == (NUMBER, "")
    assert WITH_NUMBER not in str(hall.view.entries), "the text may name the holder and his ID number"
    assert "未核验" in card(hall).face.facade.spoken


def test_a_number_that_is_not_in_the_code_is_typed_first(hall: Hall) -> None:
    come_in(hall, "gc-pm")
    scan(hall, WITHOUT)
    bar = card(hall).actions_
    assert bar.number.isVisible()
    assert not bar.yes.isEnabled(), "the number must be there"
    QTest.keyClicks(bar.number, "   ")
    assert not bar.yes.isEnabled()
    QTest.keyClicks(bar.number, "xj-0001")
    QTest.keyClick(bar.number, Qt.Key.Key_Return)
    settle(hall)
    assert shown_by(hall.view.m, "gc-pm") == (), "Enter may be the end of a slow scanner's code"
    yes(hall)
    (shown,) = shown_by(hall.view.m, "gc-pm")
    assert shown.seen.number == "xj-0001"
    assert "xj-0001" in card(hall).face.facade.spoken


def test_it_waits_behind_the_person_who_is_asked_about_and_is_then_offered_for_him(hall: Hall) -> None:
    scan(hall, code_of(hall, "gc-pm"))
    scan(hall, code_of(hall, "e1"))
    door = scan(hall, WITH_NUMBER)
    assert door.current is not None
    assert door.current.step is Step.ASK_IN
    assert [(v.step, v.whose) for v in door.waiting] == [(Step.ASK_CERTIFICATE, "gc-pm"), (Step.ASK_IN, "")]
    assert "电子证照" in card(hall).face.facade.spoken, "it is said that it was read"
    yes(hall)
    close_sheets()
    door.free()
    assert asked(hall) is Step.ASK_CERTIFICATE
    yes(hall)
    assert len(shown_by(hall.view.m, "gc-pm")) == 1


def test_of_who_was_not_let_in_none_is_kept(hall: Hall) -> None:
    scan(hall, code_of(hall, "gc-pm"))
    door = scan(hall, WITH_NUMBER)
    door.skip()
    settle(hall)
    door.free()
    settle(hall)
    assert not hall.view.m.certificates
    assert (Outcome.E_CERTIFICATE, "") in turned(hall)
    assert door.current is not None
    assert "胸牌" in door.current.words.next


def test_with_nobody_before_the_door_the_badge_comes_first(hall: Hall) -> None:
    door = scan(hall, WITH_NUMBER)
    assert turned(hall) == [(Outcome.E_CERTIFICATE, "")]
    assert door.current is not None
    assert "先扫本人胸牌" in door.current.words.next
    door.free()
    come_in(hall, "gc-pm")
    door.free()
    hall.at(9, 20)
    scan(hall, WITHOUT)
    assert door.current.outcome is Outcome.E_CERTIFICATE
    assert not door.current.asks, "who came in a quarter of an hour ago stands there no more"


def test_who_came_in_by_hand_shows_his_certificate_too(hall: Hall) -> None:
    hall.crowd("Arrive", person="gc-pm")
    hall.refresh()
    door = scan(hall, WITH_NUMBER)
    assert door.current is not None
    assert (door.current.step, door.current.whose) == (Step.ASK_CERTIFICATE, "gc-pm")


def test_later_is_kept_in_the_history(hall: Hall) -> None:
    come_in(hall, "gc-pm")
    door = scan(hall, WITH_NUMBER)
    door.skip()
    settle(hall)
    assert turned(hall) == [(Outcome.E_CERTIFICATE, "gc-pm")]


def test_the_same_one_again_is_said_kindly(hall: Hall) -> None:
    come_in(hall, "gc-pm")
    scan(hall, WITH_NUMBER)
    yes(hall)
    door = scan(hall, WITH_NUMBER)
    assert door.current is not None
    assert (door.current.said, door.current.sound) == ("certificate_known", "already")
    door.free()
    scan(hall, WITHOUT)
    card(hall).actions_.number.insert(NUMBER)
    yes(hall)
    assert door.current.said == "certificate_known", "the number says so where the code is another"
    assert len(hall.view.m.certificates) == 1


@pytest.mark.parametrize("text", [WITH_NUMBER, WITHOUT])
def test_one_that_was_shown_for_another_is_evidence(hall: Hall, text: str) -> None:
    come_in(hall, "gc-pm")
    scan(hall, WITH_NUMBER)
    yes(hall)
    hall.shell.door.door.free()
    come_in(hall, "gc-safety")
    door = scan(hall, text)
    if text == WITHOUT:
        card(hall).actions_.number.insert(NUMBER)
        yes(hall)
    settle(hall)
    assert door.current is not None
    assert door.current.step is Step.SWAPPED
    said = card(hall).face.facade.spoken
    assert hall.view.m.name("gc-pm") in said
    assert hall.view.m.name("gc-safety") in said
    assert turned(hall)[-1] == (Outcome.E_CERTIFICATE, "gc-safety")
    QTest.mouseClick(card(hall).actions_.no, Qt.MouseButton.LeftButton)
    sheet = QApplication.activeModalWidget()
    assert isinstance(sheet, DenialSheet)
    assert hall.view.m.name("gc-pm") in sheet.text.text()
    door.free()  # it took a while, and what was shown has been put away meanwhile
    click(sheet.primary)
    settle(hall)
    settle(hall)
    assert [x.person for x in hall.view.m.substitutions] == ["gc-safety"]
    assert [x.person for x in hall.view.m.certificates.values()] == ["gc-pm"]


def test_what_the_desk_refuses_is_said_and_kept(hall: Hall) -> None:
    come_in(hall, "gc-pm")
    door = scan(hall, WITHOUT)
    hall.do(f.SubstitutionSuspected(person="gc-pm", evidence="样例"))
    QTest.keyClicks(card(hall).actions_.number, "xj-0001")
    yes(hall)
    settle(hall)
    assert door.current is not None
    assert door.current.said == "certificate_refused"
    assert turned(hall)[-1] == (Outcome.E_CERTIFICATE, "gc-pm")


# --- how it stands --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "word"),
    [
        ("valid", "有效至 2027-05-31"),
        ("expired", "已过期"),
        ("revoked", "已失效"),
        ("other_person", "登记不是本人"),
    ],
)
def test_how_it_stands_is_said_at_the_door_and_beside_the_person(hall: Hall, state: str, word: str) -> None:
    come_in(hall, "gc-pm")
    scan(hall, WITH_NUMBER)
    yes(hall)
    PersonSheet(hall.shell.host, hall.shell.stage_screen("checkin"), "gc-pm").open()
    sheet = hall.top()
    assert "未核验" in words_in(sheet)
    verified(hall, state)
    assert word in card(hall).face.facade.spoken, "drawn again when the answer came"
    assert word in words_in(sheet)
    assert "未核验" not in words_in(sheet)
    sheet.close()


def proof_row(sheet: ProofSheet, person: str) -> ProofRow:
    return next(row for row in sheet.rows if row.person == person)


def proof_sheet(hall: Hall) -> ProofSheet:
    screen = hall.shell.stage_screen("checkin")
    by = By(person="owner-verifier", role=Role.OWNER_VERIFIER, name="样核")
    sheet = ProofSheet(hall.shell.host, screen, by)
    sheet.open()
    return sheet


def test_the_proof_is_the_e_certificate_unless_something_stands_against_it(hall: Hall) -> None:
    hall.crowd("CheckInAll")
    hall.refresh()
    settle(hall)
    sheet = proof_sheet(hall)
    assert "电子证照" in words_in(sheet), "where the place has it, it is offered in words"
    row = proof_row(sheet, "gc-pm")
    assert row.proof.key() == Proof.PAPER
    scan(hall, code_of(hall, "gc-pm"))
    scan(hall, WITH_NUMBER)
    yes(hall)
    assert row.proof.key() == Proof.E_CERT, "drawn again while the sheet is open"
    assert "未核验" in words_in(row)
    verified(hall, "expired")
    assert row.proof.key() == Proof.PAPER
    assert "已过期" in words_in(row)
    sheet.close()


def test_what_was_chosen_by_hand_stays(hall: Hall) -> None:
    hall.crowd("CheckInAll")
    hall.refresh()
    settle(hall)
    sheet = proof_sheet(hall)
    row = proof_row(sheet, "gc-pm")
    row.proof.setFocus()
    QTest.keyClick(row.proof, Qt.Key.Key_End)
    chosen = row.proof.key()
    assert chosen == Proof.ROSTER
    scan(hall, code_of(hall, "gc-pm"))
    scan(hall, WITH_NUMBER)
    yes(hall)
    assert row.proof.key() == chosen
    sheet.close()


def test_elsewhere_nobody_is_asked_for_it(desk: QApplication, tmp_path: Path) -> None:
    assert desk is not None
    made = Hall(tmp_path, "xinjiang")
    made.open_check_in()
    made.crowd("CheckInAll")
    made.show("checkin")
    sheet = proof_sheet(made)
    assert "二维码" not in words_in(sheet)
    sheet.close()
    made.close()


# --- the kiosk ------------------------------------------------------------------------------------------


@pytest.fixture
def kiosk(hall: Hall) -> Kiosk:
    hall.shell.host.open_kiosk()
    hall.wait(lambda: isinstance(QApplication.activeModalWidget(), PinSheet))
    sheet = QApplication.activeModalWidget()
    assert isinstance(sheet, PinSheet)
    QTest.keyClicks(sheet.pin, "2468")
    QTest.keyClicks(sheet.again, "2468")
    click(sheet.primary)
    hall.wait(lambda: hall.shell.door.kiosk is not None)
    made = hall.shell.door.kiosk
    assert made is not None
    made.sounds.on = False
    return made


def test_the_kiosk_asks_for_it_and_takes_the_number(hall: Hall, kiosk: Kiosk) -> None:
    hall.wait(lambda: "电子证照" in kiosk.side.hint.text())
    scan(hall, code_of(hall, "gc-pm"))
    scan(hall, WITHOUT)
    assert hall.view.m.name("gc-pm") in kiosk.side.line.text()
    assert "证照" in kiosk.side.line.text()
    click(kiosk.actions_.yes)
    settle(hall)
    assert "电子证照" in kiosk.face.facade.spoken
    hall.shell.door.door.free()
    bar = kiosk.actions_
    assert bar.number.hasFocus(), "there is one thing to do"
    QTest.keyClicks(bar.number, "xj-0001")
    QTest.keyClick(bar.number, Qt.Key.Key_Return)
    settle(hall)
    assert not hall.view.m.certificates
    assert bar.yes.hasFocus(), "the next Enter is a decision"
    click(bar.yes)
    settle(hall)
    (shown,) = shown_by(hall.view.m, "gc-pm")
    assert shown.seen.number == "xj-0001"
    assert "未核验" in kiosk.face.facade.spoken
    verified(hall, "valid")
    hall.wait(lambda: "有效至 2027-05-31" in kiosk.face.facade.spoken)


def test_the_last_ones_let_in_are_named_with_their_time(hall: Hall, kiosk: Kiosk) -> None:
    kiosk.resize(1920, 1080)
    assert kiosk.side.recent.isHidden()
    for minute, person in enumerate(("e1", "e2", "gc-pm")):
        hall.at(9, 10 + minute)
        scan(hall, code_of(hall, person))
        click(kiosk.actions_.yes)
        settle(hall)
        hall.shell.door.door.free()
    m = hall.view.m
    hall.wait(lambda: m.name("gc-pm") in kiosk.side.recent.text())
    said = kiosk.side.recent.text()
    places = [said.index(m.name(person)) for person in ("gc-pm", "e2", "e1")]
    assert places == sorted(places), "the newest first"
    assert "09:12" in said
