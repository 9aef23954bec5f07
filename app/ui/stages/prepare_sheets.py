"""Sheets of the prepare screen: a reason, a letter on paper, the true time."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from app.models.calendar import BEIJING
from app.models.package import Letter
from app.models.terms import Role
from app.ui.host_identity import utc_now
from app.ui.i18n import tr
from app.ui.widgets import (
    Button,
    Choice,
    FormRow,
    Kind,
    Sheet,
    TextArea,
    TextField,
    Tick,
)

if TYPE_CHECKING:
    from app.models.meeting import Meeting

_NUMBER = re.compile(r"\d+(\.\d+)?")
_LARGEST_SCAN = 20 * 1024 * 1024


class ReasonSheet(Sheet):
    """One reason; empty is refused."""

    def __init__(self, parent: QWidget, title: str, hint: str, *, danger: bool = False) -> None:
        super().__init__(parent, title, primary=tr("Confirm"), danger=danger)
        self.text = TextArea("", hint, least=2, most=5)
        self.body.addWidget(FormRow(tr("Reason"), self.text, required=True))
        self.text.textChanged.connect(self._renew)
        self._renew()

    def reason(self) -> str:
        """The reason as typed."""
        return self.text.toPlainText().strip()

    def _renew(self) -> None:
        self.primary.set_blocked(
            "" if self.reason() else tr("Write the reason: it is printed in the record.")
        )


class LetterSheet(Sheet):
    """A delegate letter on paper (3.4): who stands in for whom, for which plan, with seal and signature."""

    def __init__(self, parent: QWidget, m: Meeting) -> None:
        super().__init__(parent, tr("Letter of delegation on paper"), primary=tr("Register"), width=640)
        self._m = m
        held = [h for h in m.posts if h.role in {Role.GC_TECH_DELEGATE, Role.SC_TECH_DELEGATE}]
        others = [h for h in m.posts if h.role in {Role.GC_PROJ_TECH, Role.SC_PROJ_TECH}]
        people = [
            (f"{h.person}@{h.unit_code}", f"{m.name(h.person)}　{_unit(m, h.unit_code)}")
            for h in (*held, *others)
        ]
        self.delegate = Choice(dict(people).items())
        self.number = TextField("", longest=60)
        self.delegator = TextField("", longest=50)
        self.day = TextField(f"{utc_now().astimezone(BEIJING):%Y-%m-%d}", longest=10)
        self.day_row = FormRow(tr("Date on the letter"), self.day, tr("year-month-day"), required=True)
        self.stamped, self.signed = Tick(tr("It bears the unit's seal")), Tick(tr("It is signed"))
        self.plan = Tick(tr("It names this plan: {plan}").format(plan=m.info.plan.name))
        self.file = Button(tr("Attach a scan or photo..."), Kind.SECONDARY)
        self.file.clicked.connect(self._choose)
        self._scan = b""
        for widget in (
            FormRow(tr("Who stands in"), self.delegate, required=True),
            FormRow(tr("Number of the letter"), self.number, required=True),
            FormRow(tr("Technical director who delegates"), self.delegator, required=True),
            self.day_row,
            self.stamped,
            self.signed,
            self.plan,
        ):
            self.body.addWidget(widget)
        self.blank = Button(tr("Print a blank letter"), Kind.QUIET, icon_name="print")
        self.add_foot(self.blank)
        self.add_foot(self.file)
        for field in (self.number, self.delegator, self.day):
            field.textChanged.connect(self._renew)
        self.delegate.currentIndexChanged.connect(lambda _at: self._fill())
        self._fill()

    def _fill(self) -> None:
        unit = self.delegate.key().partition("@")[2]
        roles = {Role.GC_TECH, Role.SC_TECH}
        director = next((h.person for h in self._m.posts if h.unit_code == unit and h.role in roles), "")
        self.delegator.setText(self._m.name(director) if director else "")
        self._renew()

    def unit(self) -> str:
        """Code of the unit whose technical director delegates."""
        return self.delegate.key().partition("@")[2]

    def letter(self) -> Letter:
        """The letter as read."""
        person, _, unit = self.delegate.key().partition("@")
        return Letter(
            number=self.number.text().strip(),
            unit_code=unit,
            delegator=self.delegator.text().strip(),
            delegate=person,
            plan_name=self._m.info.plan.name if self.plan.isChecked() else "",
            dated=_day(self.day.text()),
            stamped=self.stamped.isChecked(),
            signed=self.signed.isChecked(),
        )

    def scan(self) -> bytes:
        """The picture attached, empty if none."""
        return self._scan

    def _choose(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self, tr("Attach a scan or photo"), "", tr("Scan (*.pdf *.png *.jpg *.jpeg)")
        )
        if path and Path(path).stat().st_size <= _LARGEST_SCAN:
            self._scan = Path(path).read_bytes()
            self.file.setText(Path(path).name)

    def _renew(self) -> None:
        lack = ""
        if not self.delegate.key():
            lack = tr("The roster has nobody who could stand in.")
        elif not self.number.text().strip():
            lack = tr("Write the number of the letter.")
        elif not self.delegator.text().strip():
            lack = tr("Write who delegates.")
        elif _day(self.day.text()) is None:
            lack = tr("Write the date as year-month-day, e.g. 2026-01-31.")
        self.primary.set_blocked(lack)


class ClockSheet(Sheet):
    """The true Beijing time, read from a phone by the owner and the secretary together (EC-17)."""

    def __init__(self, parent: QWidget, owner: str) -> None:
        sub = tr("{owner} and the secretary read the true time from a phone.").format(owner=owner)
        super().__init__(parent, tr("The true time"), sub, primary=tr("Confirm the time"))
        self.day = TextField(f"{utc_now().astimezone(BEIJING):%Y-%m-%d}", longest=10)
        self.time = TextField("", "09:07", longest=5)
        self.body.addWidget(FormRow(tr("Day"), self.day, tr("year-month-day"), required=True))
        self.body.addWidget(
            FormRow(tr("Beijing time"), self.time, tr("hours:minutes, 24 hours"), required=True)
        )
        self.day.textChanged.connect(self._renew)
        self.time.textChanged.connect(self._renew)
        self._renew()

    def moment(self) -> datetime:
        """The true time; minutes are as good as a person reads them, so the middle of the minute is taken.

        Raises:
            ValueError: nothing readable was typed (the button is blocked then).

        """
        read = datetime.fromisoformat(f"{self.day.text().strip()}T{self.time.text().strip()}:00")
        return read.replace(tzinfo=BEIJING) + timedelta(seconds=30)

    def _renew(self) -> None:
        try:
            self.moment()
        except ValueError:
            self.primary.set_blocked(tr("Write day and time, e.g. 2026-01-31 and 09:07."))
        else:
            self.primary.set_blocked("")


def _unit(m: Meeting, code: str) -> str:
    party = m.parties.get(code)
    return party.name if party else code


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
