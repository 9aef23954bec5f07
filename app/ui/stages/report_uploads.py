"""回执 of the uploads and their deadline (C60, C67; rules.md 0.3)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.models import after
from app.models import facts as f
from app.models.calendar import Deadline, DueState, Unknown, beijing_day, term
from app.services.wording import item_name
from app.ui.i18n import tr
from app.ui.shell.moments import moment_text
from app.ui.stages.parts.ask import AskSheet, view_of
from app.ui.theme import Space, Tone, Type
from app.ui.widgets import (
    Button,
    Chip,
    FormRow,
    Kind,
    MomentField,
    Notice,
    Segment,
    Segments,
    State,
    Surface,
    TextField,
    TitledCard,
    WrapLabel,
)

if TYPE_CHECKING:
    from app.services.desk.desk import View
    from app.ui.stages.base import Host

_DAY = timedelta(days=1)


def deadline_of(view: View) -> Deadline | None:
    """Until when the uploads are due, counted from 散会; None where there is nothing to upload."""
    m, pack = view.m, view.case.pack
    if m.ended_at is None or m.frozen is None or not pack.check("C60").on:
        return None
    offset = pack.upload.deadline or pack.upload.soft_deadline or "E+3d"
    return term(view.case.calendar, beijing_day(m.ended_at), offset)


def countdown(end: datetime, now: datetime) -> str:
    """How long it is until ``end``, in days and hours."""
    left = end - now
    days, hours = left // _DAY, int((left % _DAY).total_seconds() // 3600)
    return tr("{days} days {hours} hours left").format(days=days, hours=hours)


def deadline_words(view: View, due: Deadline) -> tuple[str, State]:
    """Target, latest day and what is left, with the state they are shown in."""
    if due.unknown is not None or isinstance(due.target, Unknown) or isinstance(due.latest, Unknown):
        year = due.unknown.year if due.unknown else ""
        text = tr("The working days of {year} are not known: check the deadline by hand.").format(year=year)
        return text, State.WARNING
    days = tr("Target {target}, 24:00").format(target=due.target)
    if due.latest != due.target:
        days = tr("Target {target}, latest {latest}, 24:00").format(target=due.target, latest=due.latest)
    if not after.missing_uploads(view.m, view.case.pack):
        return tr("{days}, everything is uploaded").format(days=days), State.PRESENT
    now, state = view.case.now, due.state(view.case.now)
    if state is DueState.RUNNING and isinstance(due.target_end, datetime):
        return f"{days} · {countdown(due.target_end, now)}", State.NOTE
    if state is DueState.PAST_TARGET:
        return tr("{days}, the target is over").format(days=days), State.WARNING
    return tr("{days}, overdue: upload at once and say why").format(days=days), State.BLOCK


class UploadRow(Surface):
    """One thing to be uploaded."""

    def __init__(self, host: Host, item: str, owner: QWidget) -> None:
        super().__init__("well", margin=Space.M)
        self.name = WrapLabel(item_name(item), Type.NAME, bold=True)
        self.chip = Chip("", Tone.NEUTRAL)
        self.line = WrapLabel("", Type.SMALL, ink="ink2")
        self.record = Button(tr("Enter the receipt"), Kind.SECONDARY)
        self.record.setAccessibleName(tr("Enter the receipt of {item}").format(item=item_name(item)))
        self.record.clicked.connect(lambda: ReceiptSheet(host, owner, item).open())
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addWidget(self.name)
        row.addWidget(self.chip)
        row.addWidget(self.line, 1)
        row.addWidget(self.record)
        self.box.addLayout(row)

    def show_receipt(self, fact: f.UploadReceiptRecorded | None, *, open_: bool) -> None:
        """Draw what is recorded."""
        if fact is None:
            self.chip.set_chip(tr("no receipt yet"), Tone.WARNING, State.MISSING)
            self.line.setText("")
        else:
            self.chip.set_chip(tr("receipted"), Tone.PRESENT, State.PRESENT)
            self.line.setText(f"{source_name(fact.source)} {fact.number} · {moment_text(fact.received_at)}")
        early = "" if open_ else tr("First the central node must have the record.")
        self.record.set_blocked(early)


def source_name(source: str) -> str:
    """Where a receipt comes from."""
    names = {
        "server": tr("central node"),
        "platform": tr("authority's platform"),
        "acceptance": tr("acceptance on paper"),
    }
    return names.get(source, source)


class UploadsCard(TitledCard):
    """Every item of ``upload.items`` and the deadline."""

    def __init__(self, host: Host) -> None:
        super().__init__(tr("Uploads to the authority"))
        self.host = host
        self.due = Notice("", State.NOTE)
        self.add(self.due)
        self.rows: dict[str, UploadRow] = {}

    def show_view(self, view: View) -> None:
        """Draw rows and deadline."""
        items = view.case.pack.upload.items if view.m.frozen and view.case.pack.check("C60").on else ()
        self.setVisible(bool(items))
        if list(items) != list(self.rows):
            for row in self.rows.values():
                self.box.removeWidget(row)
                row.deleteLater()
            self.rows = {item: UploadRow(self.host, item, self) for item in items}
            for row in self.rows.values():
                self.add(row)
        open_ = _may_record(view)
        for item, row in self.rows.items():
            row.show_receipt(view.m.after.uploads.get(item), open_=open_)
        due = deadline_of(view)
        self.due.setVisible(due is not None)
        if due is not None:
            text, state = deadline_words(view, due)
            self.due.set_notice(text, state, clause=self.host.words.cite(view.case.pack.check("C67").src))

    def first_open(self) -> Button | None:
        """The button of the first item without a receipt."""
        view = view_of(self.host)
        return next((row.record for item, row in self.rows.items() if item not in view.m.after.uploads), None)


def _may_record(view: View) -> bool:
    from app.models.fold.moves import allowed

    return allowed(f.UploadReceiptRecorded, view.m.stage)


class ReceiptSheet(AskSheet):
    """Source, number and time of a receipt."""

    def __init__(self, host: Host, parent: QWidget, item: str) -> None:
        title = tr("Receipt of {item}").format(item=item_name(item))
        super().__init__(host, parent, title, primary=tr("Record the receipt"))
        self._item = item
        was = view_of(host).m.after.uploads.get(item)
        sources = ("platform", "server", "acceptance")
        self.source = Segments([Segment(x, source_name(x)) for x in sources])
        self.source.set_key(was.source if was else "platform")
        self.number = TextField(was.number if was else "", longest=80)
        self.at = MomentField(was.received_at if was else view_of(host).case.now)
        self.body.addWidget(FormRow(tr("Given by"), self.source))
        self.body.addWidget(FormRow(tr("Number of the receipt"), self.number, required=True))
        self.body.addWidget(FormRow(tr("Time of the receipt (Beijing time)"), self.at))
        self.first = self.number
        self.number.textChanged.connect(self.renew)
        self.renew()

    def renew(self) -> None:
        """Say what is lacking."""
        self.primary.set_blocked("" if self.number.text().strip() else tr("Write the number of the receipt."))

    def accept(self) -> None:
        """Send."""
        if not self.primary.is_free():
            return
        source = self.source.key()
        self.send(
            f.UploadReceiptRecorded(
                item=self._item,
                source="server"
                if source == "server"
                else "acceptance"
                if source == "acceptance"
                else "platform",
                number=self.number.text().strip(),
                received_at=self.at.moment(),
            ),
            self.host.secretary(),
        )
