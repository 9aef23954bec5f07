"""上报: what the central node has, what is to be uploaded until when, and the way to 办结."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.models import after
from app.models.terms import Stage
from app.ui.i18n import tr
from app.ui.stages.base import Host, StageScreen
from app.ui.stages.parts.spot import parts_of, person_of, show_spot
from app.ui.stages.report_archive import ArchiveCard
from app.ui.stages.report_deadlines import DeadlinesCard
from app.ui.stages.report_experts import ExpertsCard
from app.ui.stages.report_node import NodeCard
from app.ui.stages.report_nodes import VisitsCard
from app.ui.stages.report_path import PathCard
from app.ui.stages.report_record import RecordCard
from app.ui.stages.report_revision import ApprovalSheet, RevisionSheet
from app.ui.stages.report_uploads import UploadsCard
from app.ui.theme import Space, Tone
from app.ui.widgets import Button, ChipButton, EmptyState, FitScroll, FlowLayout, Kind

if TYPE_CHECKING:
    from app.models.finding import Finding
    from app.services.desk.desk import View

_CARD_OF = {
    "C54": "uploads",
    "C60": "uploads",
    "C61": "path",
    "C62": "experts",
    "C63": "visits",
    "C64": "experts",
    "C65": "experts",
    "C66": "archive",
    "C67": "uploads",
}


class Screen(StageScreen):
    """Cards in the order in which things happen."""

    key = "report"

    def __init__(self, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(host, parent)
        self.view: View | None = None
        self.node, self.due, self.uploads = NodeCard(host), DeadlinesCard(host), UploadsCard(host)
        self.path, self.visits, self.archive = PathCard(host), VisitsCard(host), ArchiveCard(host)
        self.experts, self.record = ExpertsCard(host), RecordCard(host)
        self.parts: dict[str, Part] = {
            "node": self.node,
            "due": self.due,
            "path": self.path,
            "uploads": self.uploads,
            "visits": self.visits,
            "experts": self.experts,
            "archive": self.archive,
            "record": self.record,
        }
        self.cards: dict[str, QWidget] = {
            "node": self.node,
            "due": self.due,
            "path": self.path,
            "uploads": self.uploads,
            "visits": self.visits,
            "experts": self.experts,
            "archive": self.archive,
            "record": self.record,
        }
        self.empty = EmptyState(
            tr("There is nothing to report yet."), tr("The record is reported by itself once it is sealed.")
        )
        self._lay_out()
        self._make_buttons()

    def _lay_out(self) -> None:
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
        outer.setSpacing(Space.S)
        outer.addWidget(self._jumps())
        outer.addWidget(self.area, 1)
        outer.addWidget(self.empty, 1)

    def _make_buttons(self) -> None:
        """One for each next step; ``buttons`` says which is shown."""
        self.receipt_button = Button(tr("Enter the next receipt"), Kind.PRIMARY)
        self.receipt_button.clicked.connect(self._next_receipt)
        self.revision_button = Button(tr("Register the changed plan"), Kind.PRIMARY)
        self.revision_button.clicked.connect(lambda: RevisionSheet(self.host, self).open())
        self.tell_button = Button(tr("All were told"), Kind.PRIMARY)
        self.tell_button.clicked.connect(self.path.told.button.click)
        self.conflict_button = Button(tr("Settle the conflict"), Kind.PRIMARY)
        self.conflict_button.clicked.connect(self._to_conflict)
        self.leader_button = Button(tr("Go through the points"), Kind.PRIMARY)
        self.leader_button.clicked.connect(self.path.leader.button.click)
        self.next_button = Button(tr("Enter the new application"), Kind.PRIMARY)
        self.next_button.clicked.connect(self.path.following.button.click)
        self.approval_button = Button(tr("Record the approval"), Kind.PRIMARY)
        self.approval_button.clicked.connect(lambda: ApprovalSheet(self.host, self).open())

    def _jumps(self) -> QWidget:
        """A press for each card: nobody has to know how far down it is."""
        names = {
            "node": tr("Central node"),
            "due": tr("Deadlines"),
            "path": tr("After the conclusion"),
            "uploads": tr("Uploads"),
            "visits": tr("Key nodes"),
            "experts": tr("Experts"),
            "archive": tr("Archive"),
            "record": tr("Correct or void"),
        }
        self.bar = QWidget()
        flow = FlowLayout(self.bar, Space.S, 0)
        self.jumps = {key: ChipButton(name, Tone.BRAND) for key, name in names.items()}
        for key, chip in self.jumps.items():
            chip.clicked.connect(lambda _=False, k=key: self.jump(k))
            flow.addWidget(chip)
        return self.bar

    def jump(self, key: str) -> None:
        """Bring a card into sight."""
        bar = self.area.verticalScrollBar()
        card = self.cards[key]
        QTimer.singleShot(0, self, lambda: bar.setValue(card.y()))

    def show_view(self, view: View) -> None:
        """Draw what the facts say."""
        self.view = view
        there = view.m.seal is not None
        self.area.setVisible(there)
        self.bar.setVisible(there)
        self.empty.setVisible(not there)
        if not there:
            return
        for key, part in self.parts.items():
            part.show_view(view)
            self.jumps[key].setVisible(not self.cards[key].isHidden())

    def buttons(self) -> Sequence[QWidget]:
        """The one next step."""
        view = self.view
        if view is None or view.m.seal is None:
            return ()
        step = self._step_of_stage(view) or self._step_left(view)
        return (step,) if step is not None else ()

    def _step_of_stage(self, view: View) -> QWidget | None:
        """What the stage itself waits for."""
        done = view.m.after
        if view.stage is Stage.AWAIT_REVISION:
            return self.tell_button if done.revision else self.revision_button
        if view.stage is Stage.REVIEWED and done.approval is None:
            return self.approval_button
        return {Stage.SYNC_CONFLICT: self.conflict_button, Stage.REREVIEW: self.leader_button}.get(view.stage)

    def _step_left(self, view: View) -> QWidget | None:
        """What is left beside: receipts, then the meeting that follows."""
        m = view.m
        early = view.stage in {Stage.SEALED, Stage.CLOSED, Stage.VOID}
        if after.missing_uploads(m, view.case.pack) and not early:
            return self.receipt_button
        follows = after.needs_new_meeting(m) and not m.after.next_meeting
        return self.next_button if follows and self.path.following.button.is_free() else None

    def _to_conflict(self) -> None:
        self.jump("node")
        self.node.ways.again.button.setFocus()

    def _next_receipt(self) -> None:
        button = self.uploads.first_open()
        if button is not None:
            button.click()

    def resolve(self, finding: Finding) -> str:
        """Words of the button where this screen resolves the finding."""
        words = {
            "C60": tr("Enter the receipt"),
            "C61": tr("Register it"),
            "C62": tr("Register"),
            "C63": tr("Record a visit"),
            "C64": tr("Record it"),
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
        key = _CARD_OF.get(check, "node")
        card = self.cards[key]
        widget = self._place(check, about)
        if widget is not None and widget.isVisible():
            widget.setFocus()
            QTimer.singleShot(0, self, lambda: self.area.ensureWidgetVisible(widget, 0, 120))
        else:
            show_spot(card)
            self.jump(key)

    def _place(self, check: str, about: str) -> QWidget | None:
        """The button where one finding is resolved."""
        if about in self.uploads.rows:
            return self.uploads.rows[about].record
        if about in self.visits.rows:
            return self.visits.rows[about].next_button()
        person = person_of(about).partition("/")[0]
        if check == "C61" and person in self.path.chips:
            return self.path.chips[person]
        if check in {"C62", "C64", "C65"} and person in self.experts.rows:
            row = self.experts.rows[person]
            return {"C62": row.register, "C64": row.duty, "C65": row.score}[check]
        lines = {str(key): line.button for key, line in self.archive.lines.items()}
        return lines.get(about) if check == "C66" else None


class Part(Protocol):
    """A card that draws itself from the view."""

    def show_view(self, view: View) -> None:
        """Draw it."""
