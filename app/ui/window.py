"""The program's window: the list of meetings, and the one meeting that is open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget

from app.services.ledger.errors import HomeBusy
from app.ui import theme
from app.ui.collector import Collector
from app.ui.i18n import tr
from app.ui.lane import Lane, Pool
from app.ui.skeleton import Skeleton
from app.ui.start import BUSY, Opened, Start

if TYPE_CHECKING:
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QCloseEvent, QIcon

    from app.models.terms import Document
    from app.services.settings import Settings
    from app.ui.giveway import GiveWay
    from app.ui.home import HomePage
    from app.ui.node import NodeLink
    from app.ui.shell.meeting import MeetingShell
    from app.ui.venue.hallway import Hallway

_LEAST = (1180, 700)
_FIRST = (1366, 768)
_SETTLE_MS = 120
"""Between the list and the opening of the ledger: the list is painted first, and a hand may already be typing."""

_PATIENCE_MS = 1000
_CALM_MS = 2500


class DeskWindow(QMainWindow):
    """Shows home or a meeting. Owns the lane of the ledger and the pool.

    Signals:
        ready: the home is open and its list can be used.
        locked: the lock of the home is ours; the ledger may still be on its way.
        leaving: the window closes; the lock goes when all that was asked for is written.
        refused: the home cannot be opened; the code of the error.
        meeting_shown: a meeting was opened; its shell.
    """

    ready = Signal()
    locked = Signal()
    leaving = Signal()
    _took = Signal()
    refused = Signal(str)
    meeting_shown = Signal(object)

    def __init__(self, start: Start, settings: Settings) -> None:
        super().__init__()
        self.setWindowTitle(tr("Huiqian"))
        self.setMinimumSize(*_LEAST)
        self.resize(*_FIRST)
        self.start, self.settings = start, settings
        self.lane, self.pool = Lane(self), Pool(2, self)
        self.opened: Opened | None = None
        self.home: HomePage | None = None
        self.shell: MeetingShell | None = None
        self.node: NodeLink | None = None
        self.hallway: Hallway | None = None
        self.stack = QStackedWidget()
        self.skeleton = Skeleton()
        self.stack.addWidget(self.skeleton)
        self.setCentralWidget(self.stack)
        self._previews: list[QObject] = []
        self.collector: Collector | None = None
        self.closing = self._begun = False
        self.patience: int | None = None
        """Milliseconds to wait for a home that another process holds; None: as long as a slow start takes."""

        self._told = ""
        self._way: GiveWay | None = None
        self._listed_once = False

    def begin_soon(self) -> None:
        """Open the home as soon as the window has been painted; one that starts minimised does not wait for that."""
        self.skeleton.painted.connect(self._begin_once)
        QTimer.singleShot(_PATIENCE_MS, self._begin_once)

    def _begin_once(self) -> None:
        if not self._begun and not self.closing:
            self.begin()

    def begin(self) -> None:
        """Open the home off the GUI thread; called when the window has been shown."""
        self._begun = True
        if self.collector is None:
            self.collector = Collector(self)
        from app.ui.widgets.pen_setup import prepare_pens

        prepare_pens()
        self.lane.submit(self.start.open, self._open, self.cannot, owner=self)

    def _open(self, opened: Opened) -> None:
        from app.ui.home import HomePage
        from app.ui.theme.fonts import load_rare_fonts

        load_rare_fonts()
        self.opened = opened
        self._took.connect(self.locked, _from_the_lane())
        opened.on_lock = self._took.emit
        self.home = HomePage(self)
        self.home.open_asked.connect(self.open_meeting)
        self.home.imported.connect(self.open_meeting)
        self.home.settings_changed.connect(self.use_settings)
        self.stack.addWidget(self.home)
        self.home.listed.connect(self._listed)
        self.home.refresh()
        self.ready.emit()
        if self.start.sample:
            self.home.importing.sample()

    def _listed(self) -> None:
        """The list is there: when it has been painted, lock and open the ledger for all that follows."""
        self._listed_once = True
        if self.home is not None:
            self.home.listed.disconnect(self._listed)
            self.stack.setCurrentWidget(self.home)
        QTimer.singleShot(_SETTLE_MS, self._settle)

    def _settle(self) -> None:
        opened = self.opened
        if opened is not None and not self.closing:
            self.setWindowIcon(_app_icon())
            self.lane.submit(lambda: opened.ledger, self._settled, self.cannot, owner=self)

    def _settled(self, _ledger: object) -> None:
        if self.collector is not None:
            self.collector.settle()
        self._link()
        self._open_hallway()
        if self.home is not None:
            self.home.fold_today()
        if self.settings.kiosk:
            from app.ui.door.back import back_to_the_door

            back_to_the_door(self, self.settings.kiosk)

    def cannot(self, error: Exception) -> None:
        """The home cannot be used: say why; but whoever holds it may be a desk that starts, or one that is closing."""
        if not isinstance(error, HomeBusy) or self.opened is None:
            self._refuse(error)
        elif self._way is None and not self.closing:
            from app.ui.giveway import PATIENCE_MS, GiveWay

            patience = PATIENCE_MS if self.patience is None else self.patience
            self._way = GiveWay(self.start.home, self.lane, self.opened.lock, patience, self)
            self._way.elsewhere.connect(lambda: QApplication.exit(BUSY))
            self._way.freed.connect(self._freed)
            self._way.failed.connect(self._stay_out)
            self._way.begin()

    def _freed(self) -> None:
        """The lock is ours after all."""
        self._end_way()
        if self._listed_once:
            self._settle()
        elif self.home is not None:
            self.home.refresh()

    def _stay_out(self, error: Exception) -> None:
        self._end_way()
        self._refuse(error)

    def _end_way(self) -> None:
        if self._way is not None:
            self._way.deleteLater()
            self._way = None

    def _refuse(self, error: Exception) -> None:
        """Say why in the place of the list; trying again begins anew."""
        from app.ui.startfail import show_failure

        if self.closing:
            return
        self._listed_once = False
        if self.home is not None:
            self.stack.removeWidget(self.home)
            self.home.deleteLater()
            self.home = None
        opened, self.opened = self.opened, None
        if opened is not None:
            self.lane.submit(opened.close)
        show_failure(self, error)
        self.refused.emit(str(getattr(error, "code", "")))

    def _link(self) -> None:
        """Begin the background sync, if a central node is set."""
        from app.ui.node import NodeLink

        if self.opened is None:
            return
        if self.node is not None:
            self.node.stop()
        self.node = NodeLink(self.opened, self.settings.node, self.pool, self)
        self.node.stored.connect(self._stored)
        self.node.changed.connect(self._sync_changed)
        self.node.begin()

    def _open_hallway(self) -> None:
        """The other computers of a venue: followed if one was joined before."""
        from app.ui.venue.hallway import Hallway

        if self.opened is not None and self.hallway is None:
            self.hallway = Hallway(self.opened, self.start.home, self.pool, self)
            self.hallway.stored.connect(self._stored)
            self.hallway.begin()

    def _stored(self, meeting: str) -> None:
        """The sync or another computer added entries: what is shown must know it."""
        if self.closing:
            return
        if self.shell is not None and self.shell.store.meeting == meeting:
            self.shell.store.refresh()
        elif self.home is not None:
            self.home.refresh()

    def _sync_changed(self) -> None:
        if self.node is None:
            return
        state, why = self.node.state(), self.node.why()
        if self.shell is not None:
            self.shell.set_sync(state, why)
        if why and why != self._told:
            from app.ui.widgets import State, Toast

            Toast.on(self).say(why, State.BLOCK)
        if why or state == "idle":
            self._told = why

    def use_settings(self, settings: Settings) -> None:
        """Take and keep other settings."""
        old, self.settings = self.settings, settings
        self.pool.submit(lambda: self.start.save(settings), owner=self)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, settings.scheme)
        if settings.node != old.node:
            self._link()
            if self.home is not None:
                self.home.refresh()  # the way to the central node opens or closes

    def with_desk(self, then: Callable[[], object]) -> None:
        """Do something once desk and sentences are there (they are made on the lane at first use)."""
        opened = self.opened
        if opened is None:
            return

        def make() -> None:
            opened.desk()
            opened.words()

        self.lane.submit(make, lambda _none: then(), self.cannot, owner=self)

    def open_meeting(self, meeting: str) -> None:
        """Show one meeting."""
        self.with_desk(lambda: self._show_meeting(meeting))

    def _show_meeting(self, meeting: str) -> None:
        from app.ui.shell.meeting import MeetingShell
        from app.ui.store import MeetingStore

        if self.opened is None:
            return
        self._leave_meeting()
        store = MeetingStore(self.opened.desk(), self.lane, meeting, self)
        self.shell = MeetingShell(store, self.opened.words(), self.pool, self, home=self.start.home)
        self.shell.home_asked.connect(self.show_home)
        self.shell.document_asked.connect(self.show_document)
        self.shell.meeting_asked.connect(self.open_meeting)
        if self.node is not None:
            self.shell.use_node(self.node)
        if self.hallway is not None:
            self.shell.use_hallway(self.hallway)
        self.stack.addWidget(self.shell)
        self.stack.setCurrentWidget(self.shell)
        store.refresh()
        QTimer.singleShot(_CALM_MS, self.shell, self._calm)
        self._use_door(self.shell)
        self.meeting_shown.emit(self.shell)

    def _calm(self) -> None:
        """A meeting of many people is on the screen for hours: the collector need not look at it again and again."""
        if self.collector is not None and not self.closing:
            self.collector.settle()

    def _use_door(self, shell: MeetingShell) -> None:
        """What was chosen for the door on this computer; after a crash or a power cut the kiosk has the screen again."""
        door, kept = shell.door, self.settings
        door.use(kept.camera, mirrored=kept.mirror, sound=kept.sound)
        door.chosen.connect(self._keep_door)
        door.kiosk_opened.connect(lambda _kiosk: self.keep_kiosk(shell.store.meeting))
        door.kiosk_left.connect(lambda: self.keep_kiosk(""))
        if kept.kiosk == shell.store.meeting:
            shell.store.changed.connect(door.enter_again)

    def _keep_door(self, camera: str, mirror: bool, sound: bool) -> None:  # noqa: FBT001  a signal's values
        self.use_settings(replace(self.settings, camera=camera, mirror=mirror, sound=sound))

    def keep_kiosk(self, meeting: str) -> None:
        """Note whose kiosk has the screen; "" = none."""
        if not self.closing:
            self.use_settings(replace(self.settings, kiosk=meeting))

    def show_home(self) -> None:
        """Back to the list."""
        self._leave_meeting()
        if self.home is not None:
            self.stack.setCurrentWidget(self.home)
            self.home.refresh()

    def _leave_meeting(self) -> None:
        if self.shell is None:
            return
        self.shell.wall.wall.close()
        self.shell.door.close()
        self.stack.removeWidget(self.shell)
        self.shell.store.deleteLater()
        self.shell.deleteLater()
        self.shell = None

    def show_document(self, document: Document, subject: str = "") -> None:
        """Preview a document of the open meeting."""
        from PySide6.QtCore import Qt

        from app.ui.preview import PreviewWindow

        if self.shell is None or self.shell.store.view is None:
            return
        preview = PreviewWindow(
            self.shell.store, document, self.pool, self.shell.words, self, subject=subject
        )
        preview.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._previews.append(preview)
        preview.destroyed.connect(lambda: self._previews.remove(preview))
        preview.show()

    def come_forward(self) -> None:
        """A second start: show this window and say why."""
        if self.isMinimized():
            self.showNormal()
        self.raise_()
        self.activateWindow()
        from app.ui.widgets import Toast

        Toast.on(self).say(tr("Huiqian was already open: this is its window."))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Write what was asked for, then let the home go."""
        if self.closing:
            return
        self.closing = True
        self.leaving.emit()
        if self.shell is not None:
            self.shell.wall.wall.close()
        self.hide()
        if self.shell is not None:
            self.shell.door.close()
        if self.node is not None:
            self.node.stop()
        if self.hallway is not None:
            self.hallway.stop()
        self.pool.close(drop_queued=True)
        opened = self.opened
        if opened is not None:
            self.lane.submit(opened.close)
        self.lane.close()
        if self.collector is not None:
            self.collector.stop()
        super().closeEvent(event)


def _from_the_lane() -> Qt.ConnectionType:
    from PySide6.QtCore import Qt

    return Qt.ConnectionType(
        Qt.ConnectionType.QueuedConnection.value | Qt.ConnectionType.UniqueConnection.value
    )


def _app_icon() -> QIcon:
    from importlib import resources

    from PySide6.QtGui import QIcon

    path = resources.files("resources") / "icons" / "app.svg"
    with resources.as_file(path) as file:
        return QIcon(str(file))
