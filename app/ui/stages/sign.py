"""签字: the frozen report at the left, the pad at the right, and who has signed below (T17)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.models.checks.sign import signers
from app.models.terms import Document, Stage
from app.ui.i18n import tr
from app.ui.shell.moments import clock_text
from app.ui.stages.base import Host, StageScreen
from app.ui.stages.checkin_course import why
from app.ui.stages.parts.dissent import close_without, may_close_without
from app.ui.stages.parts.paper import PaperBox, print_pdf
from app.ui.stages.parts.record import short, starred
from app.ui.stages.parts.spot import parts_of, show_spot
from app.ui.stages.sign_pad import SignPane, chip_of, turn_after
from app.ui.stages.sign_sheets import attach_scan, attest, end_meeting, reopen, tool
from app.ui.theme import Space, Tone, Type
from app.ui.widgets import (
    Button,
    Chip,
    ChipButton,
    EmptyState,
    FlowLayout,
    Kind,
    State,
    StateMark,
    Surface,
    WrapLabel,
)

if TYPE_CHECKING:
    from app.models.finding import Finding
    from app.services.desk.desk import View


class DonePane(Surface):
    """What stands where the pad was when nobody is left to sign: the last steps in order."""

    def __init__(self) -> None:
        super().__init__("card", margin=Space.XL)
        self.title = WrapLabel("", Type.ANSWER, bold=True)
        self.add(self.title)
        self.marks: dict[str, tuple[StateMark, WrapLabel]] = {}
        for key in ("signed", "attested", "ended", "sealed"):
            mark, words = StateMark(State.WAITING, 28), WrapLabel("", Type.TITLE)
            row = QHBoxLayout()
            row.setSpacing(Space.M)
            row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(words, 1)
            self.box.addSpacing(Space.S)
            self.box.addLayout(row)
            self.marks[key] = (mark, words)
        self.box.addStretch(1)

    def set_line(self, key: str, text: str, *, done: bool) -> None:
        """Show one step."""
        mark, words = self.marks[key]
        mark.set_state(State.PRESENT if done else State.WAITING)
        words.setText(text)
        words.set_ink("ink" if done else "ink2")
        words.setAccessibleName(text)


class Screen(StageScreen):
    """The paper, the pane of the one who signs, and a chip of everyone."""

    key = "sign"
    narrow_side = True

    def __init__(self, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(host, parent)
        self.view: View | None = None
        self.head = WrapLabel("", Type.SMALL, ink="ink2")
        self.sheet = PaperBox(host.pool, tr("Pages of the report to be signed"), self.head)
        self.paper = self.sheet.paper
        self.paper.shown.connect(self._printable)
        self.pane, self.done = SignPane(host), DonePane()
        self.pane.signed.connect(self._next)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.pane)
        self.stack.addWidget(self.done)
        self.count = Chip("", Tone.BRAND, bold=True)
        self.row = QWidget()
        self._flow = FlowLayout(self.row, Space.S, 0)
        self.chips: dict[str, ChipButton] = {}
        self.empty = EmptyState(
            tr("There is nothing to sign yet."),
            tr("The leader fixes the content when everybody agrees to the conclusion."),
            tr("Go to the conclusion"),
        )
        self.empty.acted.connect(lambda: host.go("verdict"))
        self._lay_out()
        self._make_buttons()

    def _lay_out(self) -> None:
        self.right = QWidget()
        right = QVBoxLayout(self.right)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(Space.S)
        right.addWidget(self.stack, 1)
        right.addWidget(self.row)
        self.both = QWidget()
        row = QHBoxLayout(self.both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.L)
        row.addWidget(self.sheet, 10)
        row.addWidget(self.right, 11)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.both, 1)
        column.addWidget(self.empty, 1)

    def _make_buttons(self) -> None:
        host = self.host
        self.reopen_button = tool(tr("Reopen the discussion"), "", lambda: reopen(host, self))
        self.print_button = tool(tr("Print for signing by hand"), "print", self._print)
        self.scan_button = tool(tr("Attach the scan"), "scan", lambda: attach_scan(host, self))
        self.close_button = Button(tr("Close without agreement"), Kind.DANGER)
        self.close_button.clicked.connect(lambda: close_without(host, self))
        self.attest_button = Button(tr("All signed on site: attest"), Kind.PRIMARY)
        self.attest_button.clicked.connect(lambda: attest(host))
        self.end_button = Button(tr("End the meeting"), Kind.PRIMARY)
        self.end_button.clicked.connect(lambda: end_meeting(host, self))
        self.seal_button = Button(tr("Go to sealing"), Kind.PRIMARY)
        self.seal_button.clicked.connect(lambda: host.go("seal"))

    # --- what is shown --------------------------------------------------------------------------

    def show_view(self, view: View) -> None:
        """Draw paper, turn and chips as the facts have them."""
        self.view = view
        frozen = view.m.frozen
        self.empty.setVisible(frozen is None)
        self.both.setVisible(frozen is not None)
        if frozen is None:
            self.pane.leave()
            return
        self._show_paper(view)
        self._show_right(view)
        self._show_chips(view)
        self._show_buttons(view)

    def _show_paper(self, view: View) -> None:
        m = view.m
        if m.frozen is None:
            return
        self.head.setText(
            tr("Report, version {n}, content {hash}, any change makes all signatures void").format(
                n=m.frozen.version, hash=short(m.frozen.content_hash)
            )
        )
        ledger = self.host.store.desk.ledger
        if m.frozen.print_hash:
            self.paper.show_pdf(m.frozen.print_hash, partial(ledger.blob, m.frozen.print_hash))

    def _show_right(self, view: View) -> None:
        m = view.m
        waiting = turn_after(view)
        open_ = view.stage is Stage.SIGNING and m.ended_at is None
        if waiting and open_:
            self.stack.setCurrentWidget(self.pane)
            due = signers(view.case)
            signed = (Document.REPORT, self.pane.person) in m.signatures
            if self.pane.person not in due or signed:
                self.pane.take_turn(waiting)
            else:
                self.pane.show_view(view)
            return
        self.pane.leave()
        self.stack.setCurrentWidget(self.done)
        self._show_done(view)

    def _show_done(self, view: View) -> None:
        m, due = view.m, signers(view.case)
        given = sum(1 for p in due if (Document.REPORT, p) in m.signatures)
        everyone = given == len(due)
        self.done.title.setText(tr("{n} / {of} have signed").format(n=given, of=len(due)))
        self.done.set_line("signed", tr("All experts sign the same content"), done=everyone)
        said = tr("Leader and owner attest: all signed on site")
        self.done.set_line("attested", said, done=m.on_site is not None)
        ended = tr("The meeting ended at {time}").format(time=clock_text(m.ended_at)) if m.ended_at else ""
        self.done.set_line("ended", ended or tr("The host ends the meeting"), done=m.ended_at is not None)
        self.done.set_line("sealed", tr("The secretary seals the record"), done=m.seal is not None)

    def _show_chips(self, view: View) -> None:
        people = sorted(signers(view.case), key=lambda p: p != view.m.leader)
        given = sum(1 for p in people if (Document.REPORT, p) in view.m.signatures)
        if people != list(self.chips):
            while self._flow.count():
                self._flow.takeAt(0)
            for old in self.chips.values():
                old.deleteLater()
            self.chips = {p: ChipButton("") for p in people}
            self._flow.addWidget(self.count)
            for person, chip in self.chips.items():
                chip.clicked.connect(lambda _=False, p=person: self.choose(p))
                self._flow.addWidget(chip)
                chip.show()
        self.count.set_chip(tr("{n} / {of} signed").format(n=given, of=len(people)), Tone.BRAND)
        for person, chip in self.chips.items():
            chip.set_chip(*chip_of(view, person, self.pane.person))
            chip.setAccessibleName(chip.text())
        self.row.updateGeometry()

    def _show_buttons(self, view: View) -> None:
        m = view.m
        missing = [x for x in view.findings if x.check == "C50"]
        reason = why(self.host.words, tuple(missing))
        self.attest_button.set_blocked(reason)
        self.end_button.set_blocked(reason)
        late = tr("The meeting has ended: it must be called together again before the content can change.")
        self.reopen_button.set_blocked(late if m.ended_at else "")
        self.seal_button.set_blocked("")
        self._printable()

    def _printable(self) -> None:
        self.print_button.set_blocked("" if self.paper.data else tr("The pages are still being laid out."))

    # --- what one can do ------------------------------------------------------------------------

    def choose(self, person: str) -> None:
        """It is this expert's turn; who has signed is only said."""
        view = self.view
        if view is None or view.stage is not Stage.SIGNING:
            return
        if (Document.REPORT, person) in view.m.signatures:
            self.host.say(tr("{name} has signed already.").format(name=starred(view.m, person)))
            return
        self.pane.take_turn(person)
        self._show_chips(view)
        self.pane.identify()

    def _next(self, person: str) -> None:
        view = self.view
        following = turn_after(view, person) if view else ""
        if following and view is not None:
            self.pane.take_turn(following)
            self._show_chips(view)

    def _print(self) -> None:
        if self.paper.data:
            print_pdf(self.host, self, self.paper.data, self.head.text(), self.paper.pages())

    def buttons(self) -> Sequence[QWidget]:
        """Tools, then the next step."""
        view = self.view
        if view is None or view.stage is not Stage.SIGNING:
            return ()
        m = view.m
        without = (self.close_button,) if may_close_without(view) else ()
        tools = (self.reopen_button, *without, self.print_button, self.scan_button)
        if m.ended_at is not None:
            unticked = any(x.check == "C53" and x.variant == "tick" for x in view.findings)
            return (*tools, self.attest_button if unticked else self.seal_button)
        if view.case.pack.meeting.report_on_site and m.on_site is None:
            return (*tools, self.attest_button)
        return (*tools, self.end_button)

    def resolve(self, finding: Finding) -> str:
        """Words of the button where this screen resolves the finding."""
        words = {
            "C50": tr("Sign now"),
            "C51": tr("Attach the scan"),
            "C52": tr("Sign now"),
            "C53": tr("All signed on site: attest"),
        }
        return words.get(finding.check, "")

    def focus_on(self, subject: str) -> None:
        """The turn of the expert a finding speaks of, or the button of what it asks for."""
        check, _variant, about = parts_of(subject)
        button = {
            "C47": self.reopen_button,
            "C51": self.scan_button,
            "C53": self.attest_button,
            "C74": self.reopen_button,
        }.get(check)
        if button is None and about in self.chips:
            self.choose(about)
            return
        if button is not None and button.isVisible():
            button.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            show_spot(self.row if self.row.isVisible() else self)

    def hideEvent(self, event: QHideEvent) -> None:
        """Unfinished strokes do not outlive the screen (EC-18); facts do."""
        if not event.spontaneous():
            self.pane.leave()
        super().hideEvent(event)
