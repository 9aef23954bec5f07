"""The background sync as the window knows it: a state to show, receipts that came, and nothing to wait for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal

from app.ui.heard import Heard
from app.ui.lane import Pool
from app.ui.start import Opened

if TYPE_CHECKING:
    from datetime import datetime

    from app.services.desk.desk import View
    from app.services.sync import SyncWorker

_STOP_SECONDS = 5


class NodeLink(QObject):
    """Runs the sync worker, if a central node is set.

    Signals:
        changed: the state is another.
        heard: the list of revoked badges of some meeting was heard.
        stored: (meeting) the sync appended a receipt or a conflict.
    """

    changed = Signal()
    heard = Signal()
    stored = Signal(str)
    _status = Signal(object)

    def __init__(self, opened: Opened, node: str, pool: Pool, parent: QObject) -> None:
        super().__init__(parent)
        self._opened, self._node, self._pool = opened, node, pool
        self._worker: SyncWorker | None = None
        self._stopped = False
        self._state = "idle" if node else ""
        self._why = ""
        self._revoked: dict[str, datetime] = {}
        self._entries = -1
        self._status.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def state(self) -> str:
        """``idle``, ``sending``, ``offline``, ``refused``, ``conflict``; "" without a node."""
        return self._state

    def why(self) -> str:
        """What the node has against us and what to do, while it refuses; else ""."""
        return self._why

    def heard_of(self, meeting: str) -> Heard:
        """What was heard for a meeting since the program started."""
        return Heard(node=bool(self._node), revoked_as_of=self._revoked.get(meeting))

    def begin(self) -> None:
        """Start the worker; it is made off the GUI thread."""
        if self._node:
            self._pool.submit(self._make, self._made, self._not_made, owner=self)

    def _make(self) -> SyncWorker:
        return self._opened.worker(self._node, self._status.emit, self.stored.emit)

    def _made(self, worker: SyncWorker) -> None:
        if self._stopped:
            return
        self._worker = worker
        worker.start()
        worker.wake()

    def _not_made(self, _error: Exception) -> None:
        self._set("offline")

    def viewed(self, view: View) -> None:
        """Something new may be there to send."""
        if self._worker is not None and len(view.entries) != self._entries:
            self._entries = len(view.entries)
            self._worker.wake()

    def send_now(self) -> None:
        """Wake the worker, whatever its patience."""
        if self._worker is not None:
            self._worker.wake()

    def _take(self, status: Any) -> None:
        from app.services.sync import sentence

        if status.revoked_as_of != self._revoked:
            self._revoked = dict(status.revoked_as_of)
            self.heard.emit()
        refused = status.state == "refused" and status.message_code
        self._set(str(status.state), sentence(status.message_code, status.details) if refused else "")

    def _set(self, state: str, why: str = "") -> None:
        if (state, why) != (self._state, self._why):
            self._state, self._why = state, why
            self.changed.emit()

    def stop(self) -> None:
        """Stop the worker; what was not sent is sent next time."""
        self._stopped = True
        if self._worker is not None:
            self._worker.stop(timeout=_STOP_SECONDS)
            self._worker = None
