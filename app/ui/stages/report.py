"""上报: what the central node has, what is to be uploaded until when, and the way to 办结."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.models import after
from app.models.terms import Stage
from app.ui.i18n import tr
from app.ui.stages.base import Host, StageScreen
from app.ui.stages.parts.spot import parts_of, show_spot
from app.ui.stages.report_archive import ArchiveCard
from app.ui.stages.report_node import NodeCard
from app.ui.stages.report_nodes import VisitsCard
from app.ui.stages.report_path import PathCard
from app.ui.stages.report_revision import ApprovalSheet, RevisionSheet
from app.ui.stages.report_uploads import UploadsCard
from app.ui.theme import Space
from app.ui.widgets import Button, EmptyState, FitScroll, Kind

if TYPE_CHECKING:
    from app.models.finding import Finding
    from app.services.desk.desk import View

_CARD_OF = {"C60": "uploads", "C67": "uploads", "C61": "path", "C63": "visits", "C66": "archive"}


class Screen(StageScreen):
    """Cards in the order in which things happen."""

    key = "report"

    def __init__(self, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(host, parent)
        self.view: View | None = None
        self.node, self.uploads = NodeCard(host), UploadsCard(host)
        self.path, self.visits, self.archive = PathCard(host), VisitsCard(host), ArchiveCard(host)
        self.cards: dict[str, QWidget] = {
            "node": self.node,
            "path": self.path,
            "uploads": self.uploads,
            "visits": self.visits,
            "archive": self.archive,
        }
        self.empty = EmptyState(
            tr("There is nothing to report yet."), tr("The record is reported by itself once it is sealed.")
        )
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, Space.S, 0)
        column.setSpacing(Space.M)
        for card in self.cards.values():
            column.addWidget(card)
        column.addStretch(1)
        self.area = FitScroll(inner, least=200)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.area, 1)
        outer.addWidget(self.empty, 1)
        self.receipt_button = Button(tr("Enter the next receipt"), Kind.PRIMARY)
        self.receipt_button.clicked.connect(self._next_receipt)
        self.revision_button = Button(tr("Register the changed plan"), Kind.PRIMARY)
        self.revision_button.clicked.connect(lambda: RevisionSheet(host, self).open())
        self.tell_button = Button(tr("All were told"), Kind.PRIMARY)
        self.tell_button.clicked.connect(self.path.told.button.click)
        self.approval_button = Button(tr("Record the approval"), Kind.PRIMARY)
        self.approval_button.clicked.connect(lambda: ApprovalSheet(host, self).open())

    def show_view(self, view: View) -> None:
        """Draw what the facts say."""
        self.view = view
        there = view.m.seal is not None
        self.area.setVisible(there)
        self.empty.setVisible(not there)
        if not there:
            return
        for card in (self.node, self.path, self.uploads, self.visits, self.archive):
            card.show_view(view)

    def buttons(self) -> Sequence[QWidget]:
        """The one next step."""
        view = self.view
        if view is None or view.m.seal is None:
            return ()
        m = view.m
        if view.stage is Stage.AWAIT_REVISION:
            return (self.tell_button,) if m.after.revision else (self.revision_button,)
        if view.stage is Stage.REVIEWED and m.after.approval is None:
            return (self.approval_button,)
        waiting = after.missing_uploads(m, view.case.pack)
        early = view.stage in {Stage.SEALED, Stage.CLOSED, Stage.VOID}
        return (self.receipt_button,) if waiting and not early else ()

    def _next_receipt(self) -> None:
        button = self.uploads.first_open()
        if button is not None:
            button.click()

    def resolve(self, finding: Finding) -> str:
        """Words of the button where this screen resolves the finding."""
        words = {
            "C60": tr("Enter the receipt"),
            "C61": tr("Register it"),
            "C63": tr("Record a visit"),
            "C66": tr("Archive lists"),
            "C67": tr("Enter the receipt"),
        }
        return words.get(finding.check, "")

    def focus_on(self, subject: str) -> None:
        """Bring the row a finding speaks of into sight."""
        view = self.view
        if view is None:
            return
        check, _variant, about = parts_of(subject)
        card = self.cards[_CARD_OF.get(check, "node")]
        bar = self.area.verticalScrollBar()
        QTimer.singleShot(0, self, lambda: bar.setValue(card.y()))
        widget: QWidget | None = None
        if about in self.uploads.rows:
            widget = self.uploads.rows[about].record
        elif about in self.visits.rows:
            widget = self.visits.rows[about].record
        elif check == "C61" and about in self.path.chips:
            widget = self.path.chips[about]
        if widget is not None and widget.isVisible():
            widget.setFocus()
        else:
            show_spot(card)
