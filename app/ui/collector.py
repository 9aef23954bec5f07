"""Python's cycle collector on the GUI thread only: a Qt object it finds must not die on a worker (timers, widgets crash)."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 1000


class Collector(QObject):
    """Switches the automatic collector off and does its work between two events of the GUI thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._automatic = gc.isenabled()
        gc.disable()
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.check)
        self._timer.start()

    def settle(self) -> None:
        """What is alive now (modules, structs) need not be looked at again; called when the start is over."""
        gc.collect()
        gc.freeze()

    def check(self) -> int:
        """Collect the oldest generation that is due; return which, -1 for none."""
        due = [
            n
            for n, (count, most) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
            if count > most
        ]
        if not due:
            return -1
        gc.collect(due[-1])
        return due[-1]

    def stop(self) -> None:
        """Give the work back to the interpreter, if it had it."""
        self._timer.stop()
        gc.unfreeze()
        if self._automatic:
            gc.enable()
