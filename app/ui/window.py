"""The program's window: the list of meetings, and the one meeting that is open."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QCloseEvent, QIcon
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget

from app.ui import theme
from app.ui.collector import Collector
from app.ui.i18n import tr
from app.ui.skeleton import Skeleton
from app.ui.start import Opened, Start

if TYPE_CHECKING:
    from app.models.terms import Document
    from app.services.settings import Settings
    from app.ui.home import HomePage
    from app.ui.lane import Lane, Pool
    from app.ui.node import NodeLink
    from app.ui.shell.meeting import MeetingShell
    from app.ui.single import Doorbell

_LEAST = (1180, 700)
_FIRST = (1366, 768)


class DeskWindow(QMainWindow):
    """Shows home or a meeting. Owns the lane of the ledger and the pool.

    Signals:
        ready: the home is open and its list can be used.
        refused: the home cannot be opened; the code of the error.
        meeting_shown: a meeting was opened; its shell.
    """

    ready = Signal()
    refused = Signal(str)
    meeting_shown = Signal(object)

    def __init__(self, start: Start, settings: Settings) -> None:
        super().__init__()
        self.setWindowTitle(tr("Huiqian"))
        self.setMinimumSize(*_LEAST)
        self.resize(*_FIRST)
        self.start, self.settings = start, settings
        self.opened: Opened | None = None
        self.home: HomePage | None = None
        self.shell: MeetingShell | None = None
        self.node: NodeLink | None = None
        self.stack = QStackedWidget()
        self.stack.addWidget(Skeleton())
        self.setCentralWidget(self.stack)
        self._previews: list[QObject] = []
        self.collector: Collector | None = None
        self.bell: Doorbell | None = None
        self.closing = False

    def begin(self) -> None:
        """Open the home off the GUI thread; called when the window has been shown."""
        if self.bell is None:
            self._listen()
        self.lane.submit(self.start.open, self._open, self._cannot, owner=self)

    def _listen(self) -> None:
        from app.ui.single import Doorbell

        self.bell = Doorbell(self.start.home, self)
        self.bell.rung.connect(self.come_forward)

    @cached_property
    def lane(self) -> Lane:
        """The one lane of the ledger, made after the first paint."""
        from app.ui.lane import Lane

        return Lane(self)

    @cached_property
    def pool(self) -> Pool:
        """Workers for documents and network."""
        from app.ui.lane import Pool

        return Pool(2, self)

    def _open(self, opened: Opened) -> None:
        from app.ui.home import HomePage

        self.opened = opened
        self.home = HomePage(self)
        self.home.open_asked.connect(self.open_meeting)
        self.home.imported.connect(self.open_meeting)
        self.home.settings_changed.connect(self.use_settings)
        self.stack.addWidget(self.home)
        self.stack.setCurrentWidget(self.home)
        self.home.refresh()
        self.setWindowIcon(_app_icon())
        self._link()
        self.collector = Collector(self)
        self.ready.emit()
        if self.start.sample:
            self.home.importing.sample()

    def _cannot(self, error: Exception) -> None:
        from app.ui.startfail import show_failure

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

    def _stored(self, meeting: str) -> None:
        """The sync added a receipt: what is shown must know it."""
        if self.closing:
            return
        if self.shell is not None and self.shell.store.meeting == meeting:
            self.shell.store.refresh()
        elif self.home is not None:
            self.home.refresh()

    def _sync_changed(self) -> None:
        if self.shell is not None and self.node is not None:
            self.shell.set_sync(self.node.state())

    def use_settings(self, settings: Settings) -> None:
        """Take and keep other settings."""
        old, self.settings = self.settings, settings
        self.pool.submit(lambda: self.start.save(settings), owner=self)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, settings.scheme)
        if settings.node != old.node:
            self._link()

    def with_desk(self, then: Callable[[], object]) -> None:
        """Do something once desk and sentences are there (they are made on the lane at first use)."""
        opened = self.opened
        if opened is None:
            return

        def make() -> None:
            opened.desk()
            opened.words()

        self.lane.submit(make, lambda _none: then(), owner=self)

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
        self.shell = MeetingShell(store, self.opened.words(), self.pool, self)
        self.shell.home_asked.connect(self.show_home)
        self.shell.document_asked.connect(self.show_document)
        if self.node is not None:
            self.shell.viewed.connect(self.node.viewed)
            self.shell.host.sync_asked.connect(self.node.send_now)
            self.shell.set_sync(self.node.state())
        self.stack.addWidget(self.shell)
        self.stack.setCurrentWidget(self.shell)
        store.refresh()
        self.meeting_shown.emit(self.shell)

    def show_home(self) -> None:
        """Back to the list."""
        self._leave_meeting()
        if self.home is not None:
            self.stack.setCurrentWidget(self.home)
            self.home.refresh()

    def _leave_meeting(self) -> None:
        if self.shell is None:
            return
        self.stack.removeWidget(self.shell)
        self.shell.store.deleteLater()
        self.shell.deleteLater()
        self.shell = None

    def show_document(self, document: Document) -> None:
        """Preview a document of the open meeting."""
        from app.ui.preview import PreviewWindow

        if self.shell is None or self.shell.store.view is None:
            return
        preview = PreviewWindow(self.shell.store, document, self.pool, self.shell.words, self)
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
        self.hide()
        if self.bell is not None:
            self.bell.close()
        if self.node is not None:
            self.node.stop()
        self.pool.close(drop_queued=True)
        opened = self.opened
        if opened is not None:
            self.lane.submit(opened.close)
        self.lane.close()
        if self.collector is not None:
            self.collector.stop()
        super().closeEvent(event)


def _app_icon() -> QIcon:
    from importlib import resources

    path = resources.files("resources") / "icons" / "app.svg"
    with resources.as_file(path) as file:
        return QIcon(str(file))
