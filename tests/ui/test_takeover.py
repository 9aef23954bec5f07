"""Another computer is the primary: the window says so, and takes over with the owner's signature (EC-19)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.models import facts as f
from app.models.entry import By
from app.models.terms import Role
from app.ui.shell.takeover import TakeOverSheet
from support.hall import click, hall, scribble


def test_the_meeting_is_taken_over_from_a_lost_computer(desk: QApplication, tmp_path: Path) -> None:
    assert desk is not None
    with hall(tmp_path) as made:
        made.open_check_in()
        made.crowd("Arrive", person="owner-pm")
        made.show("checkin")
        assert not made.shell.elsewhere.isVisible()
        with made.ledger.write(made.meeting) as tx:  # as it came from the other computer
            fact = f.PrimaryTaken(device="d-0123456789abcdef", how="takeover")
            tx.append(By(person="secretary", role=Role.SECRETARY), fact)
        made.refresh()
        assert made.shell.elsewhere.isVisible()
        assert "d-0123456789" in made.shell.elsewhere.text()
        click(made.shell.elsewhere.action)
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
