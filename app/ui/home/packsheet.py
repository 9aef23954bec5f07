"""The list of rule packs of this computer, and the sheet of one that was refused."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.models.packfile import PackError, PackMeta
from app.ui.i18n import tr
from app.ui.theme import Space, Tone, Type
from app.ui.widgets import (
    Button,
    Chip,
    FitScroll,
    FormRow,
    Kind,
    Notice,
    Sheet,
    State,
    Surface,
    WrapLabel,
)


class PacksSheet(Sheet):
    """Every pack with its place, version and standing; a file that is spoilt is told with its line.

    Signals:
        add_asked: a person wants to add one.
    """

    add_asked = Signal()

    def __init__(
        self,
        parent: QWidget,
        metas: Sequence[PackMeta],
        installed: frozenset[str],
        faults: Sequence[PackError],
    ) -> None:
        sub = tr(
            "A meeting keeps the rules it was prepared with; what is added here counts for new meetings."
        )
        super().__init__(parent, tr("Rule packs"), sub, primary=tr("Close"), width=720)
        self.cancel.hide()
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        for bad in faults:
            column.addWidget(Notice(str(bad), State.BLOCK))
        self.rows = {meta.id: _row(meta, installed=meta.id in installed) for meta in metas}
        for row in self.rows.values():
            column.addWidget(row)
        self.body.addWidget(FitScroll(inside, least=280), 1)
        self.add = Button(tr("Add a rule pack..."), Kind.SECONDARY)
        self.add.clicked.connect(self._add)
        self.add_foot(self.add)

    def _add(self) -> None:
        self.accept()
        self.add_asked.emit()


def _row(meta: PackMeta, *, installed: bool) -> QWidget:
    row = Surface("well", margin=Space.M)
    line = QHBoxLayout()
    line.setSpacing(Space.M)
    words = QVBoxLayout()
    words.setSpacing(2)
    words.addWidget(WrapLabel(meta.name, Type.NAME, bold=True))
    regions = "、".join(meta.regions) or tr("the whole country")
    text = tr("{id}, version {version}, regions {regions}").format(
        id=meta.id, version=meta.version, regions=regions
    )
    words.addWidget(WrapLabel(text, Type.SMALL, ink="ink2"))
    line.addLayout(words, 1)
    if meta.status == "draft":
        line.addWidget(Chip(tr("draft"), Tone.WARNING, state=State.WARNING))
    line.addWidget(Chip(tr("installed here") if installed else tr("with the program"), Tone.NEUTRAL))
    row.box.addLayout(line)
    row.setAccessibleName(f"{meta.name} {meta.version}")
    return row


class RefusedSheet(Sheet):
    """A rule pack was refused: file, line, key and reason, and what to do."""

    def __init__(self, parent: QWidget, error: PackError) -> None:
        super().__init__(
            parent, tr("This rule pack cannot be used"), error.file, primary=tr("Understood"), width=640
        )
        self.cancel.hide()
        self.body.addWidget(Notice(error.reason, State.BLOCK))
        if error.line is not None:
            self.body.addWidget(FormRow(tr("Line"), WrapLabel(str(error.line))))
        if error.key:
            self.body.addWidget(FormRow(tr("Entry"), WrapLabel(error.key)))
        text = tr("Nothing was installed. Correct the file and add it again.")
        self.body.addWidget(Notice(text, State.NOTE))
