"""The home is held by another process: bring its desk to the front, or wait until it lets go.

Between taking the lock and hearing a second start a desk needs a moment, and a desk that is closing still has the lock when
it no longer hears; so one question and one try are not enough.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

if TYPE_CHECKING:
    from app.ui.lane import Lane

PATIENCE_MS = 8000
_AGAIN_MS = 200


class GiveWay(QObject):
    """Asks and tries in turn until one of three things is certain.

    Signals:
        elsewhere: another desk has the home and is in front now.
        freed: the lock is ours.
        failed: the error that stayed to the end of the patience, or another one than a held lock.
    """

    elsewhere = Signal()
    freed = Signal()
    failed = Signal(object)

    def __init__(
        self, home: Path, lane: Lane, lock: Callable[[], None], patience: int, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._home, self._lane, self._lock, self._most = home, lane, lock, patience
        self._since = QElapsedTimer()

    def begin(self) -> None:
        """Start asking."""
        self._since.start()
        self._ask()

    def _ask(self) -> None:
        from app.ui.single import Call

        call = Call(self._home, self)
        call.over.connect(self._asked)
        call.over.connect(call.deleteLater)
        call.begin()

    def _asked(self, answered: bool) -> None:  # noqa: FBT001  Qt signal
        if answered:
            self.elsewhere.emit()
        else:
            self._lane.submit(self._lock, lambda _none: self.freed.emit(), self._held, owner=self)

    def _held(self, error: Exception) -> None:
        from app.services.ledger.errors import HomeBusy

        if isinstance(error, HomeBusy) and not self._since.hasExpired(self._most):
            QTimer.singleShot(_AGAIN_MS, self, self._ask)
        else:
            self.failed.emit(error)
