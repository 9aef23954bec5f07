"""Confirm one or several hints with one reason (W; rules.md 0.2, 8.7-16)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.i18n import tr
from app.ui.theme import Space
from app.ui.widgets import FitScroll, FormRow, Sheet, TextArea, Tick, WrapLabel

if TYPE_CHECKING:
    from app.models.finding import Finding
    from app.services.wording import Words


class AcknowledgeSheet(Sheet):
    """Every hint stands there in full with a tick of its own; nothing is ticked for the person but a single one."""

    def __init__(self, parent: QWidget, found: Sequence[Finding], words: Words) -> None:
        super().__init__(
            parent,
            tr("Confirm hints"),
            tr("They go into the record with your name and reason."),
            primary=tr("Confirm and go on"),
            width=640,
        )
        self.ticks: dict[str, Tick] = {}
        self.body.addWidget(self._rows(found, words), 1)
        self.text = TextArea("", tr("How it was looked into, e.g. 'paper seen, it is so'"), least=2, most=5)
        self.row = FormRow(tr("Reason"), self.text, required=True)
        self.body.addWidget(self.row)
        self.text.textChanged.connect(self._renew)
        self._renew()

    def _rows(self, found: Sequence[Finding], words: Words) -> QWidget:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        for one in found:
            said = words.finding(one)
            tick = Tick(said.title, checked=len(found) == 1)
            tick.toggled.connect(self._renew)
            self.ticks[one.key] = tick
            column.addWidget(tick)
            words_ = " ".join(part for part in (said.text, said.clause, one.check) if part)
            column.addWidget(WrapLabel(words_, 13, ink="ink2"))
        return FitScroll(inside, least=120)

    def keys(self) -> tuple[str, ...]:
        """The findings that are ticked."""
        return tuple(key for key, tick in self.ticks.items() if tick.isChecked())

    def reason(self) -> str:
        """The reason as typed."""
        return self.text.toPlainText().strip()

    def _renew(self) -> None:
        reason = ""
        if not self.keys():
            reason = tr("Tick at least one hint you have looked into.")
        elif not self.reason():
            reason = tr("Write the reason: it is printed in the record.")
        self.primary.set_blocked(reason)
