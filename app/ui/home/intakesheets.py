"""What comes of a file: its faults all at once, a draft that still needs a signature, packages that wait."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.services.intake.problems import IntakeError
from app.services.intake.words import explain, explain_problem
from app.ui.i18n import tr
from app.ui.shell.moments import moment_text
from app.ui.theme import Space
from app.ui.widgets import Button, EmptyState, FitScroll, Kind, Notice, Sheet, State, Surface, WrapLabel


class FaultSheet(Sheet):
    """A file was refused whole: where and why, every fault in one list."""

    def __init__(self, parent: QWidget, error: IntakeError) -> None:
        first = explain(error).splitlines()
        super().__init__(
            parent,
            tr("This file cannot be used"),
            first[0] if first else "",
            primary=tr("Understood"),
            width=680,
        )
        self.cancel.hide()
        if error.problems:
            inside = QWidget()
            column = QVBoxLayout(inside)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(Space.S)
            for problem in error.problems:
                column.addWidget(Notice(explain_problem(problem), State.BLOCK))
            self.body.addWidget(FitScroll(inside, least=200), 1)
        text = tr("Nothing was taken from the file. Correct it and import it again.")
        self.body.addWidget(Notice(text, State.NOTE))


class DraftSheet(Sheet):
    """A roster was read without fault. It is a draft: a meeting needs the central node's signature (8.6).

    Signals:
        saved: the draft lies where the person wanted it.
        failed: it could not be written.
    """

    saved = Signal()
    failed = Signal(object)

    def __init__(self, parent: QWidget, draft: Any) -> None:
        package = draft.package
        super().__init__(
            parent,
            tr("The roster is in order"),
            package.plan.name,
            primary=tr("Save the draft..."),
            width=620,
        )
        self._package = package
        counts = tr("{units} units, {people} people, {experts} experts; starts {start}").format(
            units=len(package.parties),
            people=len(package.people),
            experts=len(package.experts),
            start=moment_text(package.meeting.planned_start),
        )
        self.body.addWidget(Notice(counts, State.PRESENT))
        text = tr(
            "This is a draft. Only the central node draws and confirms experts, so it must sign the package: "
            "save the draft, hand it to the central node, then import the signed package here."
        )
        self.body.addWidget(Notice(text, State.WARNING))

    def accept(self) -> None:
        """Ask where, and write."""
        name = f"{self._package.meeting.id}-draft.json"
        path, _ = QFileDialog.getSaveFileName(self, tr("Save the draft"), name, tr("Draft (*.json)"))
        if not path:
            return
        try:
            write_draft(self._package, Path(path))
        except OSError as bad:
            self.failed.emit(bad)
            return
        self.saved.emit()
        super().accept()


def write_draft(package: Any, path: Path) -> None:
    """Write an unsigned package for the central node.

    Raises:
        OSError: the place cannot be written.

    """
    import msgspec

    path.write_bytes(msgspec.json.format(msgspec.json.encode(package), indent=1))


class WaitingSheet(Sheet):
    """Packages the central node gave out that are not imported yet.

    Signals:
        chosen: SHA-256 of the package to import.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget, rows: Sequence[Any]) -> None:
        super().__init__(parent, tr("From the central node"), primary=tr("Close"), width=620)
        self.cancel.hide()
        self.buttons: dict[str, Button] = {}
        if not rows:
            text = tr("The central node has no new meeting for this computer.")
            self.body.addWidget(
                EmptyState(text, tr("Ask the node's operator to release the package."), small=True)
            )
        newest = {row.meeting: row for row in rows}
        for row in newest.values():
            self.body.addWidget(self._row(row))

    def _row(self, row: Any) -> QWidget:
        card = Surface("well")
        card.add(WrapLabel(row.meeting, bold=True))
        line = tr("roster version {n}, received {time}")
        card.add(WrapLabel(line.format(n=row.roster_version, time=moment_text(row.received_at)), ink="ink2"))
        button = Button(tr("Import this meeting"), Kind.SECONDARY)
        button.clicked.connect(lambda: self._choose(row.sha256))
        self.buttons[row.meeting] = button
        card.add(button)
        return card

    def _choose(self, sha: str) -> None:
        self.accept()
        self.chosen.emit(sha)
