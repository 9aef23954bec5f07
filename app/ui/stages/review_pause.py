"""中止 / 休会: a break, an adjournment to a named time, or an emergency, by leader or host (T11)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QDateTime, QTime
from PySide6.QtWidgets import QDateTimeEdit, QWidget

from app.models import facts as f
from app.models.calendar import BEIJING
from app.models.terms import PauseKind, Role
from app.ui import theme
from app.ui.i18n import tr
from app.ui.stages.parts.ask import AskSheet, view_of
from app.ui.theme import Size, Tone, Type
from app.ui.widgets import FormRow, Segment, Segments, TextField

if TYPE_CHECKING:
    from app.models.entry import By
    from app.ui.stages.base import Host

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
        self.reason = TextField("", tr("e.g. lunch"), longest=200)
        now = host.store.desk.clock().astimezone(BEIJING) + timedelta(hours=1)
        self.until = QDateTimeEdit(QDateTime(QDate(now.year, now.month, now.day), QTime(now.hour, 0)))
        self.until.setDisplayFormat("yyyy-MM-dd HH:mm")
        self.until.setCalendarPopup(True)
        self.until.setMinimumHeight(Size.TOUCH)
        self.until.setFont(theme.figures(Type.BASE))
        self.until_row = FormRow(tr("Goes on at (Beijing time)"), self.until, required=True)
        self.until_row.hide()
        self.body.addWidget(FormRow(tr("Which kind"), self.kind, required=True))
        self.body.addWidget(self.until_row)
        self.body.addWidget(FormRow(tr("Reason"), self.reason))
        self.kind.chosen.connect(self._renew)
        self._renew()

    def _renew(self, _key: str = "") -> None:
        self.until_row.setVisible(self.kind.key() == PauseKind.ADJOURNMENT.value)
        self.primary.set_blocked("" if self.kind.key() else tr("Choose the kind first."))
        self.refit()

    def moment(self) -> datetime:
        """The time chosen, UTC."""
        day, clock = self.until.date(), self.until.time()
        local = datetime(day.year(), day.month(), day.day(), clock.hour(), clock.minute(), tzinfo=BEIJING)
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
