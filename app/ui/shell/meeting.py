"""One meeting in the window: stages at the left, the screen in the middle, the answer at the right (LOOK.md)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.models.finding import Finding
from app.ui.board.wall import Wall, WallButton
from app.ui.door.post import DoorPost
from app.ui.host import DeskHost
from app.ui.host_identity import utc_now
from app.ui.i18n import tr
from app.ui.shell.answer import answer_of
from app.ui.shell.decisions import Decisions
from app.ui.shell.duechip import DueChip, DueSheet
from app.ui.shell.findings import by_weight, count_line
from app.ui.shell.people import IdentityChips
from app.ui.shell.places import screen_of
from app.ui.shell.railbutton import RailButton
from app.ui.shell.screens import make_screen
from app.ui.shell.seat import SeatSheet
from app.ui.shell.side import WIDTH, ButtonBox, SidePanel, Strip
from app.ui.shell.stagebar import open_keys, rail_stages
from app.ui.shell.takeover import TakeOverNotice
from app.ui.shell.titles import pack_line, place_line, sync_line
from app.ui.shell.why import WhySheet, question
from app.ui.theme import Space
from app.ui.venue.chip import VenueChip
from app.ui.widgets import LoadingState, StageRail, StageState, Toast, TopBar

if TYPE_CHECKING:
    from app.services.desk.desk import View
    from app.services.wording import Words
    from app.ui.lane import Pool
    from app.ui.node import NodeLink
    from app.ui.stages.base import StageScreen
    from app.ui.store import MeetingStore
    from app.ui.venue.hallway import Hallway

_MINUTE = 60_000
_SEVERAL = 2


class MeetingShell(QWidget):
    """All of one open meeting. Screens are made when first shown.

    Signals:
        home_asked: back to the list of meetings.
        document_asked: (document, subject) is to be previewed.
        meeting_asked: another meeting is to be opened.
        viewed: a new view was drawn.
    """

    home_asked = Signal()
    document_asked = Signal(object, str)
    meeting_asked = Signal(str)
    viewed = Signal(object)

    def __init__(
        self,
        store: MeetingStore,
        words: Words,
        pool: Pool,
        parent: QWidget | None = None,
        now: Callable[[], datetime] = utc_now,
        home: Path | None = None,
    ) -> None:
        super().__init__(parent)
        self.store = store
        self.words = words
        self.host = DeskHost(store, words, pool, self)
        self.decisions = Decisions(self.host, self)
        self._screens: dict[str, StageScreen] = {}
        self._now_at: tuple[str, ...] = ()
        self._narrow = False
        self._sync = ""
        self._node: NodeLink | None = None
        self._seated = False
        self._ending = False
        self._resting = False
        self.venue: VenueChip | None = None
        self._build(now)
        self._connect()
        self.door = DoorPost(self, home, now)
        self._minute = QTimer(self, interval=_MINUTE)
        self._minute.timeout.connect(self._each_minute)
        self._minute.start()

    def _build(self, now: Callable[[], datetime]) -> None:
        self.rail = StageRail()
        home = RailButton(tr("Meetings"), "left", tr("Back to the list of meetings"))
        home.clicked.connect(self.home_asked)
        self.home_button = home
        self.rail.add_foot(home)
        self.top = TopBar(now)
        self.chips = IdentityChips(self.host.identities)
        self.due = DueChip()
        self.wall = WallButton(Wall(self.store, self, now))
        self.top.add_chip(self.wall)
        self.top.add_chip(self.due)
        self.top.add_chip(self.chips)
        self.strip = Strip()
        self.strip.hide()
        self.stack = QStackedWidget()
        self.stack.addWidget(LoadingState(tr("Reading the meeting...")))
        self.wide_buttons = ButtonBox(across=True)
        self.wide_buttons.hide()
        self.side = SidePanel()
        self._middle = QHBoxLayout()
        self._middle.setSpacing(0)
        screen = QVBoxLayout()
        screen.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        screen.setSpacing(Space.M)
        self.elsewhere = TakeOverNotice(self.host, self)
        screen.addWidget(self.elsewhere)
        screen.addWidget(self.stack, 1)
        screen.addWidget(self.wide_buttons)
        self._middle.addLayout(screen, 1)
        self._middle.addWidget(self.side)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.top)
        right.addWidget(self.strip)
        right.addLayout(self._middle, 1)
        all_ = QHBoxLayout(self)
        all_.setContentsMargins(0, 0, 0, 0)
        all_.setSpacing(0)
        all_.addWidget(self.rail)
        all_.addLayout(right, 1)

    def _connect(self) -> None:
        self.store.changed.connect(self._show)
        self.rail.chosen.connect(self.show_stage)
        self.host.stage_asked.connect(self.show_stage)
        self.host.said.connect(lambda text: Toast.on(self).say(text))
        self.host.document_asked.connect(self.document_asked)
        self.host.meeting_asked.connect(self.meeting_asked)
        self.wall.wall.said.connect(lambda text: Toast.on(self).say(text))
        self.strip.findings_asked.connect(self._toggle_side)
        found = self.side.findings
        found.go.connect(self.show_stage)
        found.acknowledge_asked.connect(self.decisions.acknowledge)
        found.override_asked.connect(self.decisions.override)
        self.side.why.clicked.connect(self.ask_why)
        self.due.clicked.connect(lambda: self.host.open_sheet(DueSheet(self, self.due.found, self.words)))

    def place_of(self, one: Finding) -> str:
        """The screen that resolves a finding as the meeting stands."""
        view = self.store.view
        if view is None:
            return ""
        locked = {s.key for s in rail_stages(view) if s.state is StageState.LOCKED}
        return screen_of(one, view.stage, self.words.finding(one).go, open_keys(view)[0], locked)

    def open_place(self, one: Finding) -> None:
        """Go to the exact place that resolves a finding."""
        self.show_stage(self.place_of(one), one.key)

    def ask_why(self) -> None:
        """为什么不能开会: every open line, each with its way (8.3)."""
        view = self.store.view
        if view is None:
            return
        sheet = WhySheet(self, view.findings, self.words, view.m, view.stage, self.place_of)
        sheet.go.connect(self.open_place)
        sheet.decide.connect(self.decisions.decide)
        self.host.open_sheet(sheet)

    def use_hallway(self, hallway: Hallway) -> None:
        """Show how the other computers of the venue stand."""
        self.venue = VenueChip(self.host, hallway)
        self.top.add_chip(self.venue)
        self.venue.told.connect(self.elsewhere.hear)
        self.venue.sent_away.connect(self._send_away)
        self.viewed.connect(self.venue.show_view)
        self.viewed.connect(hallway.viewed)

    def _send_away(self, reason: str) -> None:
        """What is recorded here from now on does not count: nobody is told that he is in."""
        if reason != self.elsewhere.sent_away:
            self.elsewhere.sent_away = self.door.door.sent_away = reason
            for key, screen in self._screens.items():
                screen.setDisabled(self.elsewhere.inert(key))
            self.door.door.mode_changed.emit(self.door.door.mode)

    def use_node(self, node: NodeLink) -> None:
        """Wake the sync with every view, and show how it stands; the door says how old its list of revoked badges is."""
        self.viewed.connect(node.viewed)
        self.host.sync_asked.connect(node.send_now)
        self.set_sync(node.state(), node.why())
        node.heard.connect(self._hear)
        self._node = node
        self._hear()

    def _hear(self) -> None:
        if self._node is not None:
            self.store.hear(self._node.heard_of(self.store.meeting))

    def set_sync(self, state: str, why: str = "") -> None:
        """Show how the background sync stands (``NodeLink.state``, ``NodeLink.why``)."""
        self._sync = state
        self.top.sync.setToolTip(why)
        if self.store.view is not None:
            self.top.set_sync(*sync_line(self.store.view.unsent, state))

    def stage_screen(self, key: str) -> StageScreen:
        """Return the screen of a stage, made at first use."""
        if key not in self._screens:
            made = make_screen(key, self.host, self.stack)
            self._screens[key] = made
            self.stack.addWidget(made)
            made.setDisabled(self.elsewhere.inert(key))
            if self.store.view is not None:
                made.show_view(self.store.view)
        return self._screens[key]

    def shown(self) -> str:
        """Key of the screen shown, "" before the first view."""
        return self.rail.shown()

    def show_stage(self, key: str, subject: str = "") -> None:
        """Show the screen of a stage that is not locked, and the row a finding speaks of."""
        view = self.store.view
        if view is None:
            return
        stage = next((s for s in rail_stages(view) if s.key == key), None)
        if stage is None or stage.state is StageState.LOCKED:
            if stage is not None:
                Toast.on(self).say(stage.reason)
            return
        screen = self.stage_screen(key)
        self.stack.setCurrentWidget(screen)
        self.rail.set_shown(key)
        self._set_narrow(narrow=screen.narrow_side)
        self._side(view, screen)
        if subject:
            screen.focus_on(subject)

    def _ask_seat(self, view: View) -> None:
        """Several secretaries on the roster: who is it?"""
        people = self.host.secretaries()
        if self._seated or len(people) < _SEVERAL:
            return
        self._seated = True
        sheet = SeatSheet(self, view.m, people)
        sheet.accepted.connect(lambda: self.host.choose_secretary(sheet.people.key()))
        self.host.open_sheet(sheet)

    def set_resting(self, *, resting: bool) -> None:
        """While the kiosk has the screen nothing is drawn behind it."""
        self._resting = resting
        if not resting and self.store.view is not None:
            self._show(self.store.view)

    def _show(self, view: View) -> None:
        if self._resting:
            self.viewed.emit(view)
            return
        self.door.watch()
        self.rail.set_stages(rail_stages(view))
        m = view.m
        self.top.set_meeting(m.info.plan.name, place_line(m))
        self.top.set_pack(pack_line(view))
        self.due.show_view(view)
        self.elsewhere.show_view(view)
        self.set_sync(self._sync, self.top.sync.toolTip())
        for key, screen in self._screens.items():
            screen.show_view(view)
            screen.setDisabled(self.elsewhere.inert(key))
        now_at = open_keys(view)
        moved = now_at != self._now_at and self.shown() not in now_at
        self._now_at = now_at
        if moved or not self.shown():
            self.show_stage(now_at[0])
        else:
            self._side(view, self.stage_screen(self.shown()))
        self._ask_seat(view)
        self._end_day(view)
        self.viewed.emit(view)

    def _end_day(self, view: View) -> None:
        """24:00 ends a stop by itself (T09); asked once, and again only after the desk said no."""
        from app.services.desk.desk import overdue  # with the desk itself, not before the window

        request = overdue(view)
        if request is None or self._ending:
            return
        self._ending = True
        self.host.ask(request, self.host.secretary(), self._day_ended, self._day_open)

    def _day_ended(self, _view: View) -> None:
        self._ending = False
        self.host.say(tr("It is past 24:00: the stopped meeting is over and counts as postponed."))

    def _day_open(self, _error: Exception) -> bool:
        self._ending = False
        return False

    def _side(self, view: View, screen: StageScreen) -> None:
        answer = answer_of(view, screen.key)
        self.side.set_answer(answer)
        self.side.set_why(question(view.stage) if by_weight(view.findings)[0] else "")
        self.strip.set_answer(answer, count_line(view.findings))

        def resolve(found: Finding) -> str:
            return screen.resolve(found)

        self.side.findings.show_findings(view.findings, self.words, resolve, place=self.place_of)
        # what another computer decides is no next step here; the notice above has the one there is
        buttons = () if self.elsewhere.isVisibleTo(self) else screen.buttons()
        box, other = self.side.buttons, self.wide_buttons
        if self._narrow:
            box, other = other, box
        other.lend(screen, ())
        box.lend(screen, buttons)

    def _set_narrow(self, *, narrow: bool) -> None:
        if narrow == self._narrow:
            return
        self._narrow = narrow
        self.strip.setVisible(narrow)
        if narrow:
            self._middle.removeWidget(self.side)
            self.side.hide()
        else:
            self._middle.addWidget(self.side)
            self.side.show()

    def _toggle_side(self) -> None:
        self.side.setVisible(not self.side.isVisible())
        self._place_side()
        self.side.raise_()

    def _place_side(self) -> None:
        if self._narrow:
            top = self.top.height() + self.strip.height()
            self.side.setGeometry(self.width() - WIDTH, top, WIDTH, self.height() - top)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the findings over a wide screen at the right edge."""
        super().resizeEvent(event)
        self._place_side()

    def _each_minute(self) -> None:
        """Deadlines and the age of the roster depend on the time (C67, C70)."""
        if self.isVisible() and not self.store.busy:
            self.store.refresh()
