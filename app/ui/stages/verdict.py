"""结论: everything the leader enters, in the order of the report; then the proposal and who agrees to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.models.stages import obstacles
from app.models.terms import Stage
from app.ui.i18n import tr
from app.ui.stages.base import Host, StageScreen
from app.ui.stages.checkin_course import why
from app.ui.stages.parts.dissent import close_without, may_close_without
from app.ui.stages.parts.experts import DELIBERATION
from app.ui.stages.parts.spot import parts_of, show_spot
from app.ui.stages.verdict_choice import ChoiceCard
from app.ui.stages.verdict_items import ItemsCard
from app.ui.stages.verdict_nodes import NodesCard
from app.ui.stages.verdict_proposal import ProposalCard
from app.ui.stages.verdict_reserve import ReserveCard
from app.ui.stages.verdict_steps import (
    PreviewSheet,
    freeze,
    propose,
    withdraw,
)
from app.ui.stages.verdict_words import WordsCard
from app.ui.theme import Space, Tone
from app.ui.widgets import Button, ChipButton, EmptyState, FitScroll, FlowLayout, Kind, Notice, State

if TYPE_CHECKING:
    from app.models.finding import Finding
    from app.services.desk.desk import View

WORDS, ITEMS, NODES, RESERVE, CHOICE, PROPOSAL = "words", "items", "nodes", "reserve", "choice", "proposal"
_CARD_OF = {"C43": CHOICE, "C44": ITEMS, "C45": ITEMS, "C46": NODES, "C47": PROPOSAL, "C48": CHOICE}


class Screen(StageScreen):
    """One column of cards with a line of chips above it that shows what is done and leads there."""

    key = "verdict"

    def __init__(self, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(host, parent)
        self.view: View | None = None
        self.words, self.items = WordsCard(host), ItemsCard(host)
        self.nodes, self.reserve = NodesCard(host), ReserveCard(host)
        self.choice, self.proposal = ChoiceCard(host), ProposalCard(host)
        self.cards: dict[str, QWidget] = {
            PROPOSAL: self.proposal,
            WORDS: self.words,
            ITEMS: self.items,
            NODES: self.nodes,
            RESERVE: self.reserve,
            CHOICE: self.choice,
        }
        self.notice = Notice("", State.NOTE)
        self.notice.hide()
        self.empty = EmptyState(
            tr("The meeting has not been opened yet."),
            tr("The conclusion follows the review of the plan."),
            tr("Go to check-in"),
        )
        self.empty.acted.connect(lambda: host.go("checkin"))
        self._lay_out()
        self._make_buttons()
        self.words.changed.connect(self._renew)
        self.choice.changed.connect(self._renew)
        host.store.busy_changed.connect(self._busy)

    def _lay_out(self) -> None:
        self.jump = QWidget()
        flow = FlowLayout(self.jump, Space.S, 0)
        names = {
            PROPOSAL: tr("Agreement"),
            WORDS: tr("Overall assessment"),
            ITEMS: tr("Points to be changed"),
            NODES: tr("Key nodes"),
            RESERVE: tr("Reserved opinions"),
            CHOICE: tr("Conclusion"),
        }
        self.chips: dict[str, ChipButton] = {}
        for key, name in names.items():
            chip = ChipButton(name, Tone.NEUTRAL)
            chip.clicked.connect(lambda _=False, k=key: self.show_card(k))
            self.chips[key] = chip
            flow.addWidget(chip)
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
        for widget in (self.notice, self.jump):
            outer.addWidget(widget)
        outer.addWidget(self.area, 1)
        outer.addWidget(self.empty, 1)

    def _make_buttons(self) -> None:
        self.preview_button = Button(tr("Preview the report"), Kind.SECONDARY, icon_name="file")
        self.propose_button = Button(tr("Propose the conclusion"), Kind.PRIMARY)
        self.withdraw_button = Button(tr("Withdraw the proposal"), Kind.SECONDARY)
        self.close_button = Button(tr("Close without agreement"), Kind.DANGER)
        self.freeze_button = Button(tr("Fix the content for signing"), Kind.PRIMARY)
        self.sign_button = Button(tr("Go to signing"), Kind.PRIMARY)
        self.preview_button.clicked.connect(lambda: PreviewSheet(self.host, self, self.choice.said()).open())
        self.propose_button.clicked.connect(self._propose)
        self.withdraw_button.clicked.connect(lambda: withdraw(self.host, self))
        self.close_button.clicked.connect(lambda: close_without(self.host, self))
        self.freeze_button.clicked.connect(lambda: freeze(self.host, self._freezing))
        self.sign_button.clicked.connect(lambda: self.host.go("sign"))

    # --- what is shown --------------------------------------------------------------------------

    def show_view(self, view: View) -> None:
        """Draw what the facts say."""
        self.view = view
        opened = view.m.opened_at is not None
        self.empty.setVisible(not opened)
        for widget in (self.jump, self.area):
            widget.setVisible(opened)
        self._show_notice(view)
        if not opened:
            return
        open_ = view.stage in DELIBERATION
        proposed = view.m.session.proposal is not None
        if proposed and self.proposal.isHidden():
            self.show_card(PROPOSAL)  # now everyone answers
        self.proposal.setVisible(proposed)
        self.chips[PROPOSAL].setVisible(proposed)
        self.choice.setVisible(not proposed)
        self.chips[CHOICE].setVisible(not proposed)
        for card in (self.words, self.items, self.nodes, self.reserve):
            card.show_view(view, open_=open_)
        self.choice.show_view(view)
        self.proposal.show_view(view)
        self._renew()

    def _show_notice(self, view: View) -> None:
        said, state = "", State.NOTE
        if view.stage is Stage.SUSPENDED:
            said, state = tr("The meeting is suspended; this page can be read only."), State.BLOCK
        elif view.stage is Stage.PROPOSED:
            said = tr(
                "Any change below makes the proposal a new version, and everyone answers again. "
                "Withdraw the proposal to discuss it again."
            )
        elif view.m.opened_at and view.stage not in DELIBERATION:
            said = tr("The content is fixed; this page is for reading only.")
        self.notice.setVisible(bool(said))
        if said and said != self.notice.text():
            self.notice.set_notice(said, state)

    def _renew(self) -> None:
        view = self.view
        if view is None or view.m.opened_at is None:
            return
        self.propose_button.set_blocked(self.words.lack() or self.choice.lack())
        if view.stage is Stage.PROPOSED:
            typed = tr("The assessment is not recorded yet.") if self.words.dirty() else ""
            self.freeze_button.set_blocked(typed or why(self.host.words, obstacles(view.case, "T16")))
        self._mark(view)

    def _mark(self, view: View) -> None:
        session = view.m.session
        agreed = session.proposal is not None and not any(x.check == "C47" for x in view.findings)
        done = {
            PROPOSAL: agreed,
            WORDS: not self.words.lack(),
            ITEMS: bool(session.items),
            NODES: bool(session.nodes),
            RESERVE: bool(session.reservations),
            CHOICE: self.choice.said() is not None,
        }
        for key, chip in self.chips.items():
            ready = done[key]
            chip.set_chip(
                chip.text(),
                Tone.PRESENT if ready else Tone.NEUTRAL,
                State.PRESENT if ready else (None if key == RESERVE else State.MISSING),
            )

    # --- what one can do ------------------------------------------------------------------------

    def buttons(self) -> Sequence[QWidget]:
        """The next step of the stage, last."""
        view = self.view
        if view is None or view.m.opened_at is None:
            return ()
        without = (self.close_button,) if may_close_without(view) else ()
        if view.stage is Stage.IN_SESSION:
            return (*without, self.preview_button, self.propose_button)
        if view.stage is Stage.PROPOSED:
            return (*without, self.preview_button, self.withdraw_button, self.freeze_button)
        if view.stage is Stage.SUSPENDED:
            return without
        if view.stage is Stage.SIGNING:
            return (self.sign_button,)
        return ()

    def _propose(self) -> None:
        said = self.choice.said()
        if said is not None:
            propose(self.host, *said)

    def _freezing(self) -> None:
        self.freeze_button.set_busy(tr("Laying out the pages..."))

    def _busy(self, busy: bool) -> None:  # noqa: FBT001  Qt signal
        if not busy:
            self.freeze_button.set_busy("")

    # --- where findings are resolved ------------------------------------------------------------

    def show_card(self, key: str) -> None:
        """Bring a card to the top of what is seen."""
        bar = self.area.verticalScrollBar()
        QTimer.singleShot(0, self, lambda: bar.setValue(self.cards[key].y()))

    def resolve(self, finding: Finding) -> str:
        """Words of the button where this screen resolves the finding."""
        words = {
            "C43": tr("Change the conclusion"),
            "C44": tr("Enter the points"),
            "C45": tr("Change this point"),
            "C46": tr("Enter key nodes"),
            "C47": tr("See who agrees"),
        }
        return words.get(finding.check, "")

    def focus_on(self, subject: str) -> None:
        """Bring the row or card a finding speaks of into sight. ``subject``: its key, or a bare subject."""
        check, _variant, about = parts_of(subject)
        key = _CARD_OF.get(check, WORDS)
        if self.cards[key].isHidden():  # of choice and proposal one is shown
            key = PROPOSAL if key == CHOICE else CHOICE
        self.show_card(key)
        widget = self.items.focus_row(about) or self.nodes.focus_row(about)
        if about in self.proposal.rows:
            widget = self.proposal.rows[about].agree
        if widget is None or not widget.isVisible():
            show_spot(self.cards[key])
        else:
            widget.setFocus()
            self.area.ensureWidgetVisible(widget)
