"""Sheets of the prepare screen: a reason, the scope, a letter on paper, the true time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.models import facts as f
from app.models.calendar import BEIJING
from app.models.package import Letter, ScopeHit
from app.models.scope import ScopeItem, ScopeTables
from app.models.terms import Role
from app.ui.host_identity import utc_now
from app.ui.i18n import tr
from app.ui.theme import Space, Type
from app.ui.widgets import (
    Button,
    Choice,
    FitScroll,
    FormRow,
    Kind,
    Segment,
    Segments,
    Sheet,
    Surface,
    TextArea,
    TextField,
    Tick,
    WrapLabel,
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


class _HitRow(Surface):
    """One row of 附件1 or 附件2 with its parameters."""

    def __init__(self, item: ScopeItem, tables: ScopeTables, hit: ScopeHit) -> None:
        super().__init__("well")
        self.item = item
        self.add(WrapLabel(f"{item.id}　{item.zh}", Type.BASE, bold=True))
        self.fields: dict[str, TextField | Segments] = {}
        for key in item.params:
            label = tables.params[key]
            value = hit.params.get(key)
            field: TextField | Segments
            if label.kind == "yes_no":
                field = Segments([Segment("yes", tr("yes")), Segment("no", tr("no"))])
                field.set_key({True: "yes", False: "no"}.get(bool(value), "") if value is not None else "")
            else:
                field = TextField("" if value is None else f"{value:g}", longest=12)
            self.fields[key] = field
            self.add(FormRow(label.text, field))
        self.remove = Button(tr("Take this row out"), Kind.LINK)
        self.add(self.remove)

    def hit(self) -> ScopeHit:
        """What was entered; an empty field stays unknown, never zero (8.7-5)."""
        params: dict[str, float | bool] = {}
        for key, field in self.fields.items():
            if isinstance(field, Segments):
                if field.key():
                    params[key] = field.key() == "yes"
            elif _NUMBER.fullmatch(field.text().strip()):
                params[key] = float(field.text())
        return ScopeHit(item=self.item.id, params=params)

    def wrong(self) -> bool:
        """Is there something that is no number?"""
        texts = [x.text().strip() for x in self.fields.values() if isinstance(x, TextField)]
        return any(text and not _NUMBER.fullmatch(text) for text in texts)


class ScopeSheet(Sheet):
    """Category and rows of 31号附件 with their parameters (C09)."""

    def __init__(
        self, parent: QWidget, m: Meeting, tables: ScopeTables, supplements: Sequence[ScopeItem]
    ) -> None:
        super().__init__(parent, tr("Hazardous work: kind and parameters"), primary=tr("Save"), width=720)
        self._tables, self._supplements, self._m = tables, tuple(supplements), m
        self.category = Choice([(s.code.value, s.zh) for s in tables.specialties])
        self.category.set_key(m.primary_category)
        self.body.addWidget(FormRow(tr("Kind of work"), self.category, required=True))
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.S)
        self.body.addWidget(FitScroll(inside, least=220), 1)
        self.more = Choice([("", tr("Add a row of the annexes...")), *self._options()])
        self.more.activated.connect(lambda _at: self._more())
        self.body.addWidget(self.more)
        self.hits: list[_HitRow] = []
        for hit in m.scope:
            self._add(hit)

    def _options(self) -> list[tuple[str, str]]:
        rows = (*self._tables.oversize, *self._supplements, *self._tables.hazardous)
        return [(row.id, f"{row.id}　{row.zh}") for row in rows]

    def _more(self) -> None:
        key = self.more.key()
        if key and key not in {row.item.id for row in self.hits}:
            self._add(ScopeHit(item=key))
        self.more.setCurrentIndex(0)
        self.refit()

    def _add(self, hit: ScopeHit) -> None:
        item = self._tables.item(hit.item, self._supplements)
        if item is None:
            return
        row = _HitRow(item, self._tables, hit)
        row.remove.clicked.connect(lambda: self._drop(row))
        self.hits.append(row)
        self._column.addWidget(row)

    def _drop(self, row: _HitRow) -> None:
        self.hits.remove(row)
        row.hide()
        row.deleteLater()

    def fact(self) -> f.ScopeDecided:
        """What was decided."""
        return f.ScopeDecided(
            primary_category=self.category.key(),
            touched_categories=self._m.touched_categories,
            scope=tuple(row.hit() for row in self.hits),
        )

    def accept(self) -> None:
        """Only numbers."""
        for row in self.hits:
            for field in row.fields.values():
                if isinstance(field, TextField):
                    text = field.text().strip()
                    bad = bool(text) and not _NUMBER.fullmatch(text)
                    parent = field.parentWidget()
                    if isinstance(parent, FormRow):
                        parent.set_error(tr("Write a number, e.g. 11.6") if bad else "")
        if not any(row.wrong() for row in self.hits):
            super().accept()


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
