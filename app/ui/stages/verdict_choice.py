"""论证结论: the experts' own conclusions, the three boxes, and the reason of 不通过 (3.2 part 四)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.models.terms import Verdict
from app.ui.i18n import tr
from app.ui.stages.checkin_course import why
from app.ui.stages.verdict_boxes import TONES, VerdictBoxes
from app.ui.stages.verdict_locks import locks, missing, silent
from app.ui.theme import Space, Tone
from app.ui.widgets import Chip, FlowLayout, FormRow, TextArea, TitledCard

if TYPE_CHECKING:
    from app.services.desk.desk import View
    from app.ui.stages.base import Host


class ChoiceCard(TitledCard):
    """The boxes and what is needed beside them.

    Signals:
        changed: another verdict or reason.
    """

    changed = Signal()

    def __init__(self, host: Host) -> None:
        super().__init__(tr("Conclusion"), tr("chosen by the leader; one box only"))
        self.host = host
        self._view: View | None = None
        self.own = QWidget()
        self._flow = FlowLayout(self.own, Space.S, 0)
        self._counted: object = None
        self.boxes = VerdictBoxes()
        self.reason = TextArea("", tr("Why the plan does not pass; it is printed"), least=2, longest=2000)
        self.reason_row = FormRow(tr("Reason of the conclusion"), self.reason, required=True)
        self.reason_row.hide()
        for widget in (self.own, self.boxes, self.reason_row):
            self.add(widget)
        self.boxes.chosen.connect(self._renew)
        self.reason.textChanged.connect(self._renew)

    def show_view(self, view: View) -> None:
        """Draw what the experts said and what is forbidden."""
        self._view = view
        self._count(view)
        found = locks(view)
        self.boxes.set_reasons(
            {v: "；".join(self.host.words.finding(x).title for x in xs) for v, xs in found.items()}
        )
        self._renew()

    def _count(self, view: View) -> None:
        said = Counter(
            view.m.session.conclusions[p] for p in view.case.present if p in view.m.session.conclusions
        )
        quiet = len(silent(view))
        drawn = (said, quiet)
        if drawn == self._counted:
            return
        self._counted = drawn
        while self._flow.count():
            item = self._flow.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.deleteLater()
        for verdict, tone in TONES.items():
            if said[verdict]:
                text = tr("own conclusion {verdict}: {n}").format(verdict=verdict.value, n=said[verdict])
                self._flow.addWidget(Chip(text, tone))
        if quiet:
            self._flow.addWidget(Chip(tr("{n} experts have not said theirs").format(n=quiet), Tone.NEUTRAL))

    def _renew(self) -> None:
        self.reason_row.setVisible(self.boxes.verdict() is Verdict.FAIL)
        self.changed.emit()

    def said(self) -> tuple[Verdict, str] | None:
        """Verdict and reason, None while none is chosen."""
        verdict = self.boxes.verdict()
        if verdict is None:
            return None
        return verdict, self.reason.toPlainText().strip() if verdict is Verdict.FAIL else ""

    def lack(self) -> str:
        """Why nothing can be proposed yet."""
        view, said = self._view, self.said()
        if view is None or said is None:
            return tr("Choose one of the three conclusions.")
        if said[0] is Verdict.FAIL and not said[1]:
            return tr("Write why the plan does not pass.")
        quiet = silent(view)
        if quiet:
            names = "、".join(view.m.name(p) for p in quiet)
            return tr("First each expert gives his own conclusion (review screen): {names}").format(
                names=names
            )
        return why(self.host.words, missing(view, said[0]))
