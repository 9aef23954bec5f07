"""The first page: what is on today, and what one can do."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.models.beijing import BEIJING, beijing_day
from app.services.agenda import MeetingHead
from app.ui.home.brief import Brief, brief_of
from app.ui.home.card import MeetingCard
from app.ui.home.doors import Doors
from app.ui.home.duestrip import DueStrip
from app.ui.home.importing import Importing
from app.ui.home.listing import MeetingList
from app.ui.home.rail import HomeRail
from app.ui.home.sweep import Sweep
from app.ui.home.tidying import Tidying
from app.ui.i18n import tr
from app.ui.shell.moments import day_text
from app.ui.theme import Space
from app.ui.widgets import EmptyState, FitScroll, SearchBox, State, TitledCard, TopBar

if TYPE_CHECKING:
    from app.ui.start import Opened
    from app.ui.window import DeskWindow


class HomePage(QWidget):
    """The list of meetings.

    Signals:
        open_asked: id of the meeting to open.
        imported: id of a meeting that just came in.
        settings_changed: other settings.
        listed: the list was read and drawn.
    """

    open_asked = Signal(str)
    imported = Signal(str)
    settings_changed = Signal(object)
    listed = Signal()

    def __init__(self, window: DeskWindow) -> None:
        super().__init__(window)
        self.desk_window = window
        self.setAcceptDrops(True)
        self.importing = Importing(window, self)
        self.importing.imported.connect(self.imported)
        self.cards: dict[str, MeetingCard] = {}
        self._folding = self._looked = False
        self._found: tuple[MeetingHead, ...] = ()
        self._build()

    def _build(self) -> None:
        self.rail = HomeRail()
        self.rail.settings.clicked.connect(self._settings)
        self.top = TopBar()
        self.top.set_meeting(tr("Meetings of today"), self._day_line(0))
        self.today = QVBoxLayout()
        self.today.setSpacing(Space.M)
        today = QWidget()
        today.setLayout(self.today)
        self.today.setContentsMargins(0, 0, 0, 0)
        self._build_others()
        self.due = DueStrip()
        self.due.opened.connect(self.open_asked)
        self.sweep = Sweep(self)
        self.sweep.found.connect(self.due.show_due)
        self.doors = Doors()
        self._connect_doors()
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addLayout(self._middle(today), 1)
        body.addWidget(self.doors)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.top)
        right.addLayout(body, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.rail)
        whole.addLayout(right, 1)
        self.list.chosen.connect(self.open_asked)
        self.list.wanted.connect(self._fold)

    def _middle(self, today: QWidget) -> QVBoxLayout:
        middle = QVBoxLayout()
        middle.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        middle.setSpacing(Space.L)
        self._scroll = FitScroll(today, least=168)
        self.tidying = Tidying(self.desk_window, self)
        self.tidying.tidied.connect(self.refresh)
        self.tidying.failed.connect(self.importing.trouble)
        middle.addWidget(self.tidying)
        middle.addWidget(self._scroll)
        middle.addWidget(self.due)
        middle.addWidget(self.others, 1)
        return middle

    def _build_others(self) -> None:
        self.search = SearchBox(tr("Title, project, place or meeting number"), "search")
        self.list = MeetingList()
        self.search.edited.connect(self._search)
        self.others = TitledCard(tr("Other meetings"))
        self.others.add(self.search)
        self.others.add(self.list, 1)
        self.none_found = EmptyState(
            tr("No meeting matches."), tr("Search for a part of the title, or clear the search."), small=True
        )
        self.others.add(self.none_found)
        self.none_found.hide()

    def _connect_doors(self) -> None:
        doors, ways = self.doors, self.importing
        doors.package.clicked.connect(ways.choose_package)
        doors.roster.clicked.connect(ways.choose_roster)
        doors.template.clicked.connect(ways.save_template)
        doors.node.clicked.connect(ways.from_node)
        doors.sample.clicked.connect(ways.sample)
        doors.venue.clicked.connect(ways.join_venue)

    def _day_line(self, n: int) -> str:
        day = day_text(datetime.now(BEIJING))
        return tr("{day} - {n} meetings").format(day=day, n=n) if n else day

    def refresh(self) -> None:
        """Read the list again."""
        opened = self.desk_window.opened
        if opened is not None and not self.desk_window.closing:
            self.desk_window.lane.submit(opened.heads, self._show, self.desk_window.cannot, owner=self)
        node = self.desk_window.settings.node
        self.doors.set_node(node)

    def _show(self, found: tuple[MeetingHead, ...]) -> None:
        day = beijing_day(datetime.now(UTC))
        now = [h for h in found if beijing_day(h.start) == day and not h.void]
        here = {h.meeting for h in now}
        rest = sorted((h for h in found if h.meeting not in here), key=_nearness)
        self._show_today(now)
        self.top.set_meeting(tr("Meetings of today"), self._day_line(len(now)))
        self.list.set_heads(rest)
        self.others.side.setText(str(len(rest)) if rest else "")
        self.others.setVisible(bool(rest))
        self._found = found
        self.listed.emit()
        if self._folding:
            self.fold_today()

    def _show_today(self, now: list[MeetingHead]) -> None:
        while (item := self.today.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.cards.clear()
        if not now:
            empty = EmptyState(
                tr("No meeting today."),
                tr("Import the package the central node sent, or look at the sample meeting."),
                tr("Import a meeting package..."),
                state=State.NOTE,
            )
            empty.acted.connect(self.importing.choose_package)
            self.today.addWidget(empty)
        for head in now:
            card = MeetingCard(head, first=head is now[0])
            card.opened.connect(self.open_asked)
            self.cards[head.meeting] = card
            self.today.addWidget(card)
        self.today.addStretch(1)
        self._scroll.updateGeometry()

    def fold_today(self) -> None:
        """Say how the meetings of today stand; the window asks for it once the ledger is open."""
        self._folding = True
        self._fold(list(self.cards))
        if not self._looked:
            self._looked = True
            self.tidying.look()
        self.list.ask_again()
        opened = self.desk_window.opened
        if opened is not None and not self.desk_window.closing:
            rest = [h for h in self._found if h.meeting not in self.cards]
            window = self.desk_window
            self.sweep.begin(opened, window.lane, rest, datetime.now(UTC), lambda: not window.closing)

    def _fold(self, meetings: list[str]) -> None:
        """Fold rows in sight, one job each, so that a click in between is not kept waiting."""
        opened, lane = self.desk_window.opened, self.desk_window.lane
        if opened is None or self.desk_window.closing or not self._folding:
            return
        for meeting in meetings:
            lane.submit(partial(_fold, opened, meeting), partial(self._brief, meeting), owner=self)

    def _brief(self, meeting: str, brief: Brief) -> None:
        if meeting in self.cards:
            self.cards[meeting].show_brief(brief)
        else:
            self.list.set_brief(meeting, brief)

    def _search(self, text: str) -> None:
        self.list.search(text)
        self.none_found.setVisible(self.list.shown_rows() == 0)
        self.list.setVisible(self.list.shown_rows() > 0)

    def _settings(self) -> None:
        from app.ui.home.options import OptionsSheet

        sheet = OptionsSheet(self, self.desk_window.settings, self.desk_window.start.home)
        sheet.accepted.connect(lambda: self.settings_changed.emit(sheet.settings()))
        sheet.packs_asked.connect(self.importing.packs.show_list)
        sheet.finished.connect(sheet.deleteLater)
        sheet.open()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """A package or a roster was dropped."""
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.importing.take(paths[0])


def _fold(opened: Opened, meeting: str) -> Brief:
    return brief_of(opened.desk().view(meeting))


def _nearness(head: MeetingHead) -> float:
    """Nearest to now first."""
    return abs((head.start - datetime.now(UTC)).total_seconds())
