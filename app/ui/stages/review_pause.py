"""中止 / 休会: a break, an adjournment to a named time, or an emergency, by leader or host (T11)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QRegularExpression
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.models import facts as f
from app.models.calendar import BEIJING
from app.models.terms import PauseKind, Role
from app.ui import theme
from app.ui.i18n import tr
from app.ui.stages.parts.ask import AskSheet, view_of
from app.ui.theme import Space, Tone, Type
from app.ui.widgets import Choice, FormRow, Segment, Segments, TextField

if TYPE_CHECKING:
    from app.models.entry import By
    from app.ui.stages.base import Host

_DAYS = 8
"""Days offered for an adjournment, today first."""
_WEEK = "一二三四五六日"
_CLOCK = r"([01]?[0-9]|2[0-3]):[0-5][0-9]"
_TONES = {
    PauseKind.BREAK: Tone.BRAND,
    PauseKind.ADJOURNMENT: Tone.BRAND,
    PauseKind.EMERGENCY: Tone.BLOCK,
}


class PauseSheet(AskSheet):
    """Kind, reason and, for an adjournment, until when (Beijing time)."""

    def __init__(self, host: Host, parent: QWidget, by: By) -> None:
        limit = view_of(host).case.pack.time.max_pause_hours
        super().__init__(
            host,
            parent,
            tr("Suspend the meeting"),
            tr(
                "Afterwards everybody required is called by name before it goes on. Limit without a named time: {n} hours."
            ).format(n=limit),
            primary=tr("Suspend now"),
        )
        self._by = by
        self.kind = Segments(Segment(k.value, k.value, tone) for k, tone in _TONES.items())
        self.kind.setAccessibleName(tr("Which kind"))
        self.first = self.kind.buttons()[0]
        self.reason = TextField("", tr("e.g. lunch"), longest=200)
        today = host.store.desk.clock().astimezone(BEIJING).date()
        days = [today + timedelta(days=n) for n in range(_DAYS)]
        self.day = Choice((day.isoformat(), f"{day:%m-%d}（{_WEEK[day.weekday()]}）") for day in days)
        self.time = TextField("", "14:00", longest=5)
        self.time.setValidator(QRegularExpressionValidator(QRegularExpression(_CLOCK), self.time))
        self.time.setFont(theme.figures(Type.BASE))
        self.day.setAccessibleName(tr("Day on which it goes on"))
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        row.addWidget(self.day, 1)
        row.addWidget(self.time, 1)
        self.until_row = FormRow(tr("Goes on at (Beijing time)"), line, required=True)
        self.time.setAccessibleName(tr("Goes on at (Beijing time)"))
        self.time.textChanged.connect(self._typed)
        self.until_row.hide()
        self.body.addWidget(FormRow(tr("Which kind"), self.kind, required=True))
        self.body.addWidget(self.until_row)
        self.body.addWidget(FormRow(tr("Reason"), self.reason))
        self.kind.chosen.connect(self._renew)
        self._renew()

    def _renew(self, key: str = "") -> None:
        adjourned = self.kind.key() == PauseKind.ADJOURNMENT.value
        self.until_row.setVisible(adjourned)
        self.primary.set_blocked(self.lack())
        if key:
            self.refit()

    def _typed(self, _text: str) -> None:
        self.primary.set_blocked(self.lack())

    def lack(self) -> str:
        """Kind, and for an adjournment the time."""
        if not self.kind.key():
            return tr("Choose the kind first.")
        adjourned = self.kind.key() == PauseKind.ADJOURNMENT.value
        if adjourned and not self.time.hasAcceptableInput():
            return tr("Write the time as 14:00.")
        return ""

    def moment(self) -> datetime:
        """The time chosen, UTC."""
        clock = time.fromisoformat(self.time.text().zfill(len("14:00")))
        local = datetime.combine(date.fromisoformat(self.day.key()), clock, BEIJING)
        return local.astimezone(UTC)

    def accept(self) -> None:
        """Ask the desk."""
        if self.primary.is_free():
            kind = PauseKind(self.kind.key())
            until = self.moment() if kind is PauseKind.ADJOURNMENT else None
            fact = f.SessionSuspended(pause=kind, reason=self.reason.text().strip(), until=until)
            self.send(fact, self._by)


def suspend(host: Host, parent: QWidget) -> None:
    """Open it for the leader or the host."""
    m = view_of(host).m
    people = tuple(p for p in (m.leader, *(h.person for h in m.holders(Role.HOST))) if p)
    title = tr("Suspend the meeting")
    host.identify(
        (Role.HOST, Role.EXPERT), title, lambda by: PauseSheet(host, parent, by).open(), people=people
    )
