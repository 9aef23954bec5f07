"""Is the plan on the table the one that was uploaded (C02)? A file on screen, a code on the cover, or paper alone."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.models import facts as f
from app.models.package import Plan
from app.ui.i18n import tr
from app.ui.stages.prepare_rows import TaskRow
from app.ui.widgets import Button, FormRow, Kind, Notice, Segment, Segments, Sheet, State, TextField

_CHUNK = 1 << 20
_DIGEST = re.compile(r"(?<![0-9a-fA-F])[0-9a-fA-F]{64}(?![0-9a-fA-F])")


def hash_file(path: str) -> str:
    """SHA-256 of a file of any size, hex.

    Raises:
        OSError: it cannot be read.

    """
    digest = hashlib.sha256()
    with Path(path).open("rb") as file:
        while part := file.read(_CHUNK):
            digest.update(part)
    return digest.hexdigest()


def digest_in(text: str) -> str:
    """The fingerprint inside what a scanner typed, lower case; "" if there is none."""
    found = _DIGEST.search(text)
    return found.group(0).lower() if found else ""


class PlanRow(TaskRow):
    """The row of the plan with its two ways."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.file = Button(tr("Open the plan file..."), Kind.SECONDARY)
        self.paper = Button(tr("Plan on paper..."), Kind.SECONDARY)
        super().__init__(tr("Plan on the table = plan uploaded?"), [self.file, self.paper], parent)

    def lock(self, reason: str) -> None:
        """Block both ways with a reason, or free them."""
        self.file.set_blocked(reason)
        self.paper.set_blocked(reason)


class PaperSheet(Sheet):
    """A plan on paper: scan the code on its cover; without one, read version, date and pages and have two people sign."""

    def __init__(self, parent: QWidget, plan: Plan) -> None:
        super().__init__(
            parent,
            tr("Plan on paper"),
            tr("Uploaded: {version}, {day}, {pages} pages, fingerprint {hash}").format(
                version=plan.version, day=plan.dated.isoformat(), pages=plan.pages, hash=plan.sha256[:12]
            ),
            primary=tr("Compare"),
            width=640,
        )
        self.way = Segments(
            [Segment("qr", tr("The cover has a code")), Segment("plain", tr("No code on the cover"))]
        )
        self.code = TextField("", tr("Scan the code with the scanner, or type the fingerprint"), longest=600)
        self.version = TextField("", "v2", longest=40)
        self.day = TextField("", "2026-01-31", longest=10)
        self.pages = TextField("", "128", longest=5)
        self.body.addWidget(self.way)
        self.rows = {
            "code": FormRow(tr("Code on the cover"), self.code, required=True),
            "version": FormRow(tr("Version on the paper"), self.version, required=True),
            "day": FormRow(tr("Date on the paper"), self.day, tr("year-month-day"), required=True),
            "pages": FormRow(tr("Pages counted"), self.pages, required=True),
        }
        for row in self.rows.values():
            self.body.addWidget(row)
        self.note = Notice(
            tr(
                "Next, the contractor's project technical lead and the chief supervisor confirm with their "
                "identity that it is the uploaded version."
            ),
            State.NOTE,
        )
        self.body.addWidget(self.note)
        self.way.chosen.connect(lambda _key: self._renew())
        for field in (self.code, self.version, self.day, self.pages):
            field.textChanged.connect(self._renew)
        self._renew()

    def fact(self) -> f.PlanCompared:
        """What was read; signers come later."""
        if self.way.key() == "qr":
            return f.PlanCompared(method="paper_qr", sha256=digest_in(self.code.text()))
        return f.PlanCompared(
            method="paper_plain",
            version=self.version.text().strip(),
            dated=_day(self.day.text()),
            pages=int(self.pages.text().strip()),
        )

    def _renew(self) -> None:
        way = self.way.key()
        for key, row in self.rows.items():
            row.setVisible(way == ("qr" if key == "code" else "plain"))
        self.note.setVisible(way == "plain")
        self.primary.set_blocked(self._lack(way))
        self.refit()

    def _lack(self, way: str) -> str:
        if not way:
            return tr("Say first whether the cover has a code.")
        if way == "qr":
            return "" if digest_in(self.code.text()) else tr("A fingerprint has 64 characters 0-9, a-f.")
        if not self.version.text().strip():
            return tr("Read the version from the paper.")
        if _day(self.day.text()) is None:
            return tr("Write the date as year-month-day, e.g. 2026-01-31.")
        return "" if self.pages.text().strip().isdecimal() else tr("Count the pages and write the number.")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
