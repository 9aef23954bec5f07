"""准备: what must be settled before the door opens, each as a row with its state, its clause's words and its button."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.models import facts as f
from app.models.fold.moves import allowed
from app.models.stages import obstacles
from app.models.terms import Stage
from app.models.whatif import if_everybody_comes
from app.ui.i18n import tr
from app.ui.stages.base import Host, StageScreen
from app.ui.stages.checkin_person import employer
from app.ui.stages.parts.spot import parts_of, show_spot
from app.ui.stages.prepare_facts import ExpertsCard, PackageCard, UnitsCard
from app.ui.stages.prepare_notice import NoticeSheet
from app.ui.stages.prepare_tasks import Tasks
from app.ui.theme import Space
from app.ui.widgets import Button, FitScroll, Kind, Notice, Sheet, State

if TYPE_CHECKING:
    from app.models.finding import Finding
    from app.services.desk.desk import View

_OF_CHECK = {
    "C02": "plan",
    "C09": "scope",
    "C10": "flags",
    "C08": "letters",
    "C69": "letters",
    "C70": "roster",
    "C73": "clock",
    "C75": "printing",
}
_EXPERTS = frozenset({"C06", "C07", "C11", "C13", "C16", "C17", "C19", "C38", "C68"})
"""Checks of the roster: where no row fits, its card is shown."""
_FACT_OF: dict[str, type[f.Fact]] = {
    "C08": f.LetterShown,
    "C09": f.ScopeDecided,
    "C73": f.ClockAttested,
}
"""Checks whose sheet opens at once, while it can still be settled."""


_MOST_SAID = 3
"""Findings told in the line above the list."""


class Screen(StageScreen):
    """The prepare screen. Everything it shows comes from the view; every control asks the desk."""

    key = "prepare"

    def __init__(self, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(host, parent)
        self.tasks = Tasks(host, self)
        self.package = PackageCard()
        self.experts = ExpertsCard()
        self.units = UnitsCard()
        self.never = Notice("", State.BLOCK)
        self.never.hide()
        inside = QWidget()
        inside.setObjectName("canvas")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        for card in (self.never, self.tasks.card, self.package, self.experts, self.units):
            column.addWidget(card)
        column.addStretch(1)
        self._scroll = FitScroll(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._scroll)
        self.start = Button(tr("Start check-in"), Kind.PRIMARY)
        self.start.clicked.connect(self._start)
        self.cancel = Button(tr("Cancel the meeting..."), Kind.DANGER)
        self.cancel.clicked.connect(self.tasks.cancel_meeting)
        self._buttons: tuple[QWidget, ...] = (self.cancel, self.start)

    def show_view(self, view: View) -> None:
        """Draw the meeting as it is."""
        self._show_never(view)
        self.tasks.show_view(view)
        self.package.show_view(view)
        self.experts.show_view(view)
        self.units.show_view(view)
        self.start.set_blocked(_start_reason(view))
        early = allowed(f.MeetingCancelled, view.m.stage)
        self.cancel.set_blocked("" if early else tr("The meeting is no longer before its opening."))

    def _show_never(self, view: View) -> None:
        """What the roster cannot meet even if all come: still to be mended before the day."""
        found = if_everybody_comes(view.case)
        said = tr("; ").join(self.host.words.if_all_come(x).title for x in found[:_MOST_SAID])
        more = tr("... {n} in all").format(n=len(found)) if len(found) > _MOST_SAID else ""
        text = tr("Even if everybody comes, the meeting cannot be held: {what}").format(what=said + more)
        self.never.set_notice(text, State.BLOCK, clause=_clauses(self.host, found))
        self.never.setVisible(bool(found))

    def buttons(self) -> Sequence[QWidget]:
        """Cancel the meeting; start check-in."""
        return self._buttons

    def focus_on(self, subject: str) -> None:
        """Open the sheet, or bring the row into sight, that a finding speaks of. ``subject``: its key, or a bare subject."""
        check, variant, about = parts_of(subject)
        if check == "C12" and variant == "unknown_code" and self._open(f.EmployerCodeSet):
            employer(self.host, self, about)
            return
        row = self._row_of(check, about)
        self._scroll.ensureWidgetVisible(row, 0, Space.XL)
        inside = [w for w in row.findChildren(QWidget) if w.focusPolicy() is not Qt.FocusPolicy.NoFocus]
        if inside:
            inside[0].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            show_spot(row)
        sheet = {"C08": self.tasks.new_letter, "C09": self.tasks.edit_scope, "C73": self.tasks.attest_clock}
        if check in sheet and self._open(_FACT_OF[check]):
            sheet[check]()

    def _open(self, fact: type[f.Fact]) -> bool:
        """Can it still be settled?"""
        view = self.host.store.view
        return view is not None and allowed(fact, view.m.stage)

    def _row_of(self, check: str, about: str) -> QWidget:
        rows = self.tasks.rows
        if about in rows:
            return rows[about]
        if check in _OF_CHECK:
            return rows[_OF_CHECK[check]]
        if about in self.experts.rows:
            return self.experts.rows[about]
        view = self.host.store.view
        letters = {s.letter.delegate for s in view.m.letters.values()} if view else set()
        delegates = {h.person for h in view.m.posts if h.role.value.endswith("DELEGATE")} if view else set()
        if about in letters | delegates:
            return rows["letters"]
        return self.experts if check in _EXPERTS else self.package

    def _start(self) -> None:
        view = self.host.store.view
        if view is None:
            return
        sheet: Sheet = NoticeSheet(self, view.m)
        sheet.accepted.connect(lambda: self.host.ask(f.CheckInOpened(), self.host.secretary()))
        self.tasks.open_sheet(sheet)


def _clauses(host: Host, found: Sequence[Finding]) -> str:
    cited = dict.fromkeys(host.words.if_all_come(x).clause for x in found[:_MOST_SAID])
    return tr("; ").join(cited)


def _start_reason(view: View) -> str:
    if view.m.stage is not Stage.PREPARED:
        return tr("Check-in has already been started.")
    stops = obstacles(view.case, "T03")
    return tr("Settle survey, design and subcontractor first.") if stops else ""
