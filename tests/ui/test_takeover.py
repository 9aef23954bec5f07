"""Another computer is the primary: the window says so, and takes over with PIN and the owner's signature (EC-19)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.models import facts as f
from app.models.entry import By
from app.models.terms import Role
from app.services.badges.codes import codes_of
from app.services.pin import PinPad
from app.ui.door.pin_sheet import PinSheet
from app.ui.door.visit import Step, Visit
from app.ui.host_identity import IdentitySheet
from app.ui.shell.takeover import TakeOverSheet
from app.ui.widgets import Button
from support.hall import Hall, click, hall, scribble


def lost(made: Hall) -> None:
    """Another computer has become the primary."""
    made.open_check_in()
    made.crowd("Arrive", person="owner-pm")
    made.show("checkin")
    assert not made.shell.elsewhere.isVisible()
    assert [b for b in made.shell.side.buttons.findChildren(Button) if b.isVisible()]
    with made.ledger.write(made.meeting) as tx:  # as it came from the other computer
        fact = f.PrimaryTaken(device="d-0123456789abcdef", how="takeover")
        tx.append(By(person="secretary", role=Role.SECRETARY), fact)
    made.refresh()
    assert made.shell.elsewhere.isVisible()
    assert "d-0123456789" in made.shell.elsewhere.text()
    buttons = made.shell.side.buttons
    assert not [b for b in buttons.findChildren(Button) if b.isVisible()], (
        "what the other one decides is no step here"
    )


def test_a_door_checks_people_in_until_it_is_sent_away(desk: QApplication, tmp_path: Path) -> None:
    """What it recorded then would not count: nobody is told that he is in (4.3-3)."""
    assert desk is not None
    with hall(tmp_path) as made:
        lost(made)
        shell = made.shell
        door = shell.door.door
        made.wait(lambda: door.armed)
        shell.show_stage("prepare")
        assert shell.stage_screen("checkin").isEnabled()
        assert not shell.stage_screen("prepare").isEnabled()
        code = codes_of(made.desk.view(made.meeting), made.ledger.blob)["e1"]
        shell._send_away("丢失")
        assert not shell.stage_screen("checkin").isEnabled()
        before = len(made.ledger.entries(made.meeting))
        answers: list[Visit] = []
        door.settled.connect(answers.append)
        door.take(code, "camera")
        made.settle()
        assert [(x.step, x.words.title) for x in answers] == [(Step.NO, "本机已移出会场")]
        assert "丢失" in answers[0].words.text
        assert len(made.ledger.entries(made.meeting)) == before
        shell._send_away("")
        assert shell.stage_screen("checkin").isEnabled()
        door.take(code, "camera")
        assert door.current is not None
        assert door.current.step is Step.ASK_IN


def pin_sheet(made: Hall) -> PinSheet:
    """What a press on the notice opens."""
    click(made.shell.elsewhere.action)
    click(made.shell.elsewhere.action)  # a double press asks once
    made.wait(lambda: isinstance(QApplication.activeModalWidget(), PinSheet))
    made.settle()
    sheet = made.top()
    assert isinstance(sheet, PinSheet)
    return sheet


def test_without_the_pin_of_this_computer_nothing_is_taken_over(desk: QApplication, tmp_path: Path) -> None:
    assert desk is not None
    PinPad(tmp_path).set("2468")
    with hall(tmp_path, kiosk=True) as made:
        lost(made)
        sheet = pin_sheet(made)
        assert not sheet.again.isVisible(), "it is asked for, not chosen"
        QTest.keyClicks(sheet.pin, "1111")
        click(sheet.primary)
        made.wait(sheet.notice.isVisible)
        sheet.pin.clear()
        QTest.keyClicks(sheet.pin, "2468")
        click(sheet.primary)
        made.wait(lambda: isinstance(QApplication.activeModalWidget(), IdentitySheet))
        made.top().reject()
        assert made.desk.view(made.meeting).m.primary != made.ledger.device


def test_who_gives_up_at_the_pin_has_taken_over_nothing(desk: QApplication, tmp_path: Path) -> None:
    assert desk is not None
    with hall(tmp_path, kiosk=True) as made:
        lost(made)
        pin_sheet(made).reject()
        made.settle()
        assert QApplication.activeModalWidget() is None, "one press or two, one sheet"
        assert not PinPad(tmp_path).is_set()


def test_the_meeting_is_taken_over_from_a_lost_computer(desk: QApplication, tmp_path: Path) -> None:
    assert desk is not None
    with hall(tmp_path, kiosk=True) as made:
        lost(made)
        pin = pin_sheet(made)
        QTest.keyClicks(pin.pin, "2468")
        assert not pin.primary.is_free(), "there was none: it is chosen, twice"
        QTest.keyClicks(pin.again, "2468")
        click(pin.primary)
        made.wait(lambda: isinstance(QApplication.activeModalWidget(), IdentitySheet))
        PinPad(tmp_path).check("2468")
        made.identify("owner-pm")
        sheet = made.top()
        assert isinstance(sheet, TakeOverSheet)
        assert sheet.primary.reason()
        QTest.keyClicks(sheet.text, "xx")
        m = made.desk.view(made.meeting).m
        secretary = made.shell.host.secretary().person
        QTest.keyClicks(sheet.four, m.people[secretary].last4)
        scribble(sheet.box.pad)
        click(sheet.primary)
        made.settle()
        made.refresh()
        assert made.desk.view(made.meeting).m.primary == made.ledger.device
        assert not made.shell.elsewhere.isVisible()
        assert [b for b in made.shell.side.buttons.findChildren(Button) if b.isVisible()]
