"""回执 of the uploads and their deadline (C60, C67; rules.md 0.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.models import after
from app.models import facts as f
from app.services.desk import requests as r
from app.services.wording import item_name
from app.ui.i18n import tr
from app.ui.shell.due import dues
from app.ui.shell.moments import moment_text
from app.ui.stages.parts.ask import AskSheet, view_of
from app.ui.stages.parts.scan import ScanField
from app.ui.stages.report_photos import LatePhotoSheet
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
        self.late = Button(tr("Hand in photos"), Kind.SECONDARY, icon_name="camera")
        self.late.setVisible(item == after.PHOTOS)
        self.late.clicked.connect(lambda: LatePhotoSheet(host, owner).open())
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addWidget(self.name)
        row.addWidget(self.chip)
        row.addWidget(self.line, 1)
        row.addWidget(self.late)
        row.addWidget(self.record)
        self.box.addLayout(row)

    def show_receipt(self, fact: f.UploadReceiptRecorded | None, *, open_: bool, counts: bool) -> None:
        """Draw what is recorded; a receipt counts only with what C60 asks for beside it."""
        if fact is None:
            self.chip.set_chip(tr("no receipt yet"), Tone.WARNING, State.MISSING)
            self.line.setText("")
        else:
            words = tr("receipted") if counts else tr("something is missing")
            tone, state = (Tone.PRESENT, State.PRESENT) if counts else (Tone.WARNING, State.WARNING)
            self.chip.set_chip(words, tone, state)
            kept = f" · {tr('with scan')}" if fact.scan else ""
            line = f"{source_name(fact.source)} {fact.number} · {moment_text(fact.received_at)}{kept}"
            self.line.setText(line)
        early = "" if open_ else tr("First the central node must have the record.")
        self.record.set_blocked(early)
        self.late.set_blocked(early)


def source_name(source: str) -> str:
    """Where a receipt comes from."""
    names = {
        "server": tr("central node"),
        "platform": tr("authority's platform"),
        "acceptance": tr("accepted in writing as missing"),
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
            fact = view.m.after.uploads.get(item)
            row.show_receipt(fact, open_=open_, counts=after.uploaded(view.m, item))
        due = next((x for x in dues(view.case) if "upload" in x.keys), None)
        self.due.setVisible(due is not None)
        if due is not None:
            text = f"{due.title} · {due.text}"
            self.due.set_notice(text, due.state, clause=self.host.words.cite(due.clause))

    def first_open(self) -> Button | None:
        """The button of the first item without a receipt."""
        view = view_of(self.host)
        return next((row.record for item, row in self.rows.items() if not after.uploaded(view.m, item)), None)


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
        self.scan = ScanField(host)
        hint = tr("Without it, only number and time are recorded. A written acceptance needs its scan.")
        self.scanned = FormRow(tr("Screenshot or scan of the receipt"), self.scan, hint)
        self.at = MomentField(was.received_at if was else view_of(host).case.now)
        self.body.addWidget(FormRow(tr("Given by"), self.source))
        self.body.addWidget(FormRow(tr("Number of the receipt"), self.number, required=True))
        self.body.addWidget(FormRow(tr("Time of the receipt (Beijing time)"), self.at))
        self.body.addWidget(self.scanned)
        self.first = self.number
        self.number.textChanged.connect(self.renew)
        self.source.chosen.connect(self.renew)
        self.scan.changed.connect(self.renew)
        self.renew()

    def renew(self) -> None:
        """Say what is lacking; that an item is missing is accepted in writing only."""
        lack = "" if self.number.text().strip() else tr("Write the number of the receipt.")
        if not lack and self.source.key() == "acceptance" and not self.scan.data:
            lack = tr("Choose the scan of the acceptance.")
        self.primary.set_blocked(lack)

    def accept(self) -> None:
        """Send."""
        if not self.primary.is_free():
            return
        key = self.source.key()
        said = r.RecordUpload(
            item=self._item,
            source="server" if key == "server" else "acceptance" if key == "acceptance" else "platform",
            number=self.number.text().strip(),
            received_at=self.at.moment(),
            scan=self.scan.data,
        )
        self.send(said, self.host.secretary())
