"""签到: who must be here, who is, and what is still lacking before the meeting may be opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.models.terms import Role, Stage
from app.ui.i18n import tr
from app.ui.stages.base import Host, StageScreen
from app.ui.stages.checkin_arrive import arrive, declare_now
from app.ui.stages.checkin_board import DESIGN, EXPERTS, GENERAL, NOBODY, OTHERS, OWNER, SUB, Group, board
from app.ui.stages.checkin_course import (
    cancel,
    in_the_way,
    lift,
    open_meeting,
    postpone,
    resume,
    stop,
    why,
)
from app.ui.stages.checkin_forms import open_visitor
from app.ui.stages.checkin_leader import elect
from app.ui.stages.checkin_person import DAY, PersonSheet
from app.ui.stages.checkin_places import open_place, words_of
from app.ui.stages.checkin_posts import change_post
from app.ui.stages.checkin_proofs import check_proofs, verify
from app.ui.stages.checkin_rare import share
from app.ui.stages.checkin_search import DoorSearch
from app.ui.stages.checkin_tasks import TaskStrip
from app.ui.stages.parts.roll import RollSheet
from app.ui.stages.pause_ways import WaitNotice, pause_line, resume_reason, ways_on
from app.ui.theme import Space
from app.ui.widgets import Button, EmptyState, GroupPanel, Kind, Notice, State

if TYPE_CHECKING:
    from app.models.finding import Finding
    from app.services.desk.desk import View

_LEAST_OTHERS = 116


class _Rest(QWidget):
    """Gives a panel the height that is left: those who count take first what they need."""

    def __init__(self, panel: GroupPanel) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(panel)

    def hasHeightForWidth(self) -> bool:
        """Ask for no height of its own."""
        return False

    def sizeHint(self) -> QSize:
        """One card."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """One card."""
        return QSize(super().minimumSizeHint().width(), _LEAST_OTHERS)


class Screen(StageScreen):
    """Search, what is to be done, and the board by group."""

    key = "checkin"

    def __init__(self, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(host, parent)
        self.view: View | None = None
        self.search = DoorSearch(host.pool, self)
        self.search.person_chosen.connect(self._chosen)
        self.search.visitor_asked.connect(lambda: open_visitor(host, self))
        self.search.nobody_found.connect(self._nobody)
        self.search.code_typed.connect(host.code_typed)
        self.search.badges_asked.connect(self._badges)
        self.search.kiosk_asked.connect(host.open_kiosk)
        self.search.camera_asked.connect(host.toggle_camera)
        self.unknown = Notice("", State.WARNING, closable=True)
        self.unknown.acted.connect(self._unknown_acted)
        self.unknown.hide()
        self.tasks = TaskStrip()
        self.tasks.asked.connect(self._task)
        self.notice = Notice("", State.NOTE)
        self.notice.hide()
        self.wait = WaitNotice(host, self)
        self.panels = self._panels()
        self.empty = EmptyState("", "", tr("Go to preparation"))
        self.empty.acted.connect(lambda: host.go("prepare"))
        self.empty.hide()
        self._lay_out()
        self._make_buttons()

    def showEvent(self, event: QShowEvent) -> None:
        """Whoever comes here types a name: the keyboard stands in the box, without a press."""
        super().showEvent(event)
        if not event.spontaneous():
            self.search.field.setFocus()

    def _panels(self) -> dict[str, GroupPanel]:
        titles = {
            EXPERTS: tr("Expert group"),
            OWNER: tr("Owner, supervisor"),
            GENERAL: tr("General contractor"),
            SUB: tr("Subcontractors"),
            DESIGN: tr("Survey, design"),
            OTHERS: tr("Visitors, staff"),
        }
        panels = {k: GroupPanel(title, compact=k != EXPERTS) for k, title in titles.items()}
        for panel in panels.values():
            panel.chosen.connect(self._pressed)
            panel.box.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        return panels

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        self.board = QWidget()
        below = QVBoxLayout(self.board)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(Space.M)
        below.addWidget(self.panels[EXPERTS])
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        right = QVBoxLayout()
        right.setSpacing(Space.M)
        right.addWidget(self.panels[DESIGN])
        right.addWidget(_Rest(self.panels[OTHERS]), 1)
        for key in (OWNER, GENERAL, SUB):
            row.addWidget(self.panels[key], 1)
        row.addLayout(right, 1)
        below.addLayout(row, 1)
        self.board.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        for widget in (self.search, self.unknown, self.notice, self.wait, self.tasks):
            column.addWidget(widget)
        column.addWidget(self.board, 1)
        column.addWidget(self.empty, 1)

    def _make_buttons(self) -> None:
        def make(text: str, kind: Kind, do: Callable[[], object]) -> Button:
            button = Button(text, kind)
            button.clicked.connect(do)
            return button

        host = self.host
        self.verify_button = make(tr("Owner's verification"), Kind.SECONDARY, lambda: verify(host, self))
        self.open_button = make(tr("Open the meeting"), Kind.PRIMARY, lambda: open_meeting(host))
        self.roll_button = make(tr("Roll-call"), Kind.SECONDARY, self._roll)
        self.resume_button = make(tr("Resume the meeting"), Kind.PRIMARY, lambda: resume(host))
        self.ways_button = make(tr("Cannot be resumed..."), Kind.QUIET, lambda: ways_on(host, self))
        self.postpone_button = make(tr("Postpone it"), Kind.SECONDARY, lambda: postpone(host, self))
        self.lift_button = make(tr("Lift the stop"), Kind.PRIMARY, lambda: lift(host, self))
        self.go_button = make(tr("Go to the review"), Kind.PRIMARY, lambda: host.go("review"))

    # --- what is shown --------------------------------------------------------------------------

    def show_view(self, view: View) -> None:
        """Draw the board as the facts have it."""
        self.view = view
        started = view.m.checkin_opened_at is not None
        self.empty.setVisible(not started)
        for widget in (self.search, self.tasks, self.board):
            widget.setVisible(started)
        self._show_notice(view)
        if not started:
            self.empty.set_texts(
                tr("Check-in has not been opened yet."),
                tr("Open it on the preparation page; the people are on the roster already."),
                tr("Go to preparation"),
            )
            return
        self.search.setEnabled(view.stage in DAY)
        self.search.set_meeting(view.m)
        self.tasks.show_view(view)
        groups = board(view)
        if not groups[SUB].people:  # no subcontractor: the reason stands below, and the others get the room
            groups[DESIGN].foot = "\n".join(x for x in (groups[SUB].foot, groups[DESIGN].foot) if x)
            groups[SUB].foot = ""
        for key, group in groups.items():
            self._show_group(view, key, group)
        self._show_buttons(view)
        QTimer.singleShot(0, self, self._fit)

    def _show_group(self, view: View, key: str, group: Group) -> None:
        panel = self.panels[key]
        panel.set_people(group.people, due=group.due, here=group.here)
        panel.set_foot(group.foot)
        panel.setVisible(bool(group.people or group.foot) or key == EXPERTS)
        if key == OTHERS:
            panel.side.setText(tr("{n} here").format(n=group.here))
        if key == EXPERTS:
            panel.note.setText(self._quorum_note(view))
            panel.note.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width breaks the lines of names and reasons elsewhere."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._fit)

    def _fit(self) -> None:
        """Never cut a reason."""
        for panel in self.panels.values():
            foot = panel.foot
            foot.setMinimumHeight(0 if foot.isHidden() else foot.heightForWidth(foot.width()))

    def _quorum_note(self, view: View) -> str:
        pack = view.case.pack
        if pack.experts.all_drawn_must_attend:
            said, check = tr("All drawn experts must be here"), "C20"
        else:
            said, check = tr("At least {n} experts").format(n=pack.experts.min_count), "C21"
        return f"{said}　{self.host.words.cite(pack.check(check).src)}"

    def _show_notice(self, view: View) -> None:
        m, said = view.m, ""
        state = State.BLOCK
        if view.stage is Stage.STOPPED and m.stops:
            last = m.stops[-1]
            said = tr("The meeting is stopped by {name}: {reason}").format(
                name=last.by.name, reason=last.fact.reason
            )
        elif view.stage is Stage.SUSPENDED:
            said = pause_line(view)
        elif view.stage is Stage.ABORTED:
            said = tr("This meeting was cancelled or postponed: {reason}").format(reason=m.abort_reason)
        elif m.checkin_opened_at and view.stage not in DAY:
            said, state = tr("The record is closed; this page is for reading only."), State.NOTE
        self.notice.setVisible(bool(said))
        if said and said != self.notice.text():
            self.notice.set_notice(said, state)

    def _show_buttons(self, view: View) -> None:
        words = self.host.words
        self.open_button.set_blocked(why(words, in_the_way(view)))
        self.resume_button.set_blocked(resume_reason(words, view))
        self.wait.show_view(view)
        waiting = bool(view.m.spans)
        self.verify_button.set_blocked("" if waiting else tr("Nobody has checked in yet."))

    def buttons(self) -> Sequence[QWidget]:
        """The next step of the stage, last."""
        view = self.view
        if view is None or view.m.checkin_opened_at is None:
            return ()
        verified = [self.verify_button] if view.case.pack.attendance.verifier == "OWNER" else []
        shown: dict[Stage, list[Button]] = {
            Stage.CHECKIN: [*verified, self.open_button],
            Stage.READY: [*verified, self.open_button],
            Stage.STOPPED: [*verified, self.postpone_button, self.lift_button],
            Stage.SUSPENDED: [self.ways_button, *verified, self.roll_button, self.resume_button],
        }
        return shown.get(view.stage, [self.go_button] if view.stage in DAY else [])

    # --- what is done ---------------------------------------------------------------------------

    def _chosen(self, person: str) -> None:
        self.unknown.hide()
        view = self.view
        if view is None:
            return
        m = view.m
        if m.present(person) or person in m.visitors or view.stage not in DAY:
            PersonSheet(self.host, self, person).open()
        else:
            arrive(self.host, self, person)

    def _pressed(self, key: str) -> None:
        if key.startswith(NOBODY) and self.view is not None:
            role, _, unit = key.removeprefix(NOBODY).partition("@")
            if unit:
                change_post(self.host, self, ((Role(role), unit),))
            else:
                self.host.say(tr("No such unit is in the package; please refresh the roster."))
            return
        view = self.view
        if view is not None and view.stage in DAY and not view.m.first_came(key) and key in view.m.people:
            arrive(self.host, self, key)
        else:
            PersonSheet(self.host, self, key).open()

    def _nobody(self, text: str) -> None:
        said = tr("Nobody fits '{text}'. Who is not on the roster can only be a visitor.").format(text=text)
        self.unknown.set_notice(said, State.WARNING, action=tr("Add a visitor"))
        self._unknown_name = text
        self.unknown.show()

    def _unknown_acted(self) -> None:
        self.unknown.hide()
        self.search.reset()
        open_visitor(self.host, self, self._unknown_name)

    def _roll(self) -> None:
        RollSheet(self.host, self).open()

    def _task(self, key: str) -> None:
        host = self.host
        do: dict[str, Callable[[], object]] = {
            "proofs": lambda: check_proofs(host, self),
            "leader": lambda: elect(host, self),
            "declare": self._next_declaration,
            "verify": lambda: verify(host, self),
            "roll": self._roll,
            "stop": lambda: stop(host, self),
            "cancel": lambda: cancel(host, self),
            "share": lambda: share(host, self),
        }
        do[key]()

    def _badges(self) -> None:
        from app.ui.badges import open_badges  # pages and printing: not before they are asked for

        open_badges(self.host, self)

    def _next_declaration(self) -> None:
        view = self.view
        if view is None:
            return
        left = [p for p in view.m.present_experts() if p not in view.m.declarations]
        if left:
            declare_now(self.host, self, left[0])

    # --- from a finding -------------------------------------------------------------------------

    def resolve(self, finding: Finding) -> str:
        """Words of the button where a sheet of this page resolves the finding."""
        return words_of(finding)

    def focus_on(self, subject: str) -> None:
        """Open or show what a finding is about. ``subject`` is a finding's key, or a bare subject."""
        open_place(self, subject)
