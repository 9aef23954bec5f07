"""What the two ears of the wedge share: a recogniser, its timer, and what becomes of what was heard."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.services.scanning.wedge import Heard, Key, Recogniser, Release, Scan


class Ear(QObject):
    """Feeds keys to the recogniser and lets a person's keys go on in order.

    Signals:
        heard: a `Scan`; it comes when the event that ended it has been dealt with.

    """

    heard = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.recogniser = Recogniser()
        self._fed = 0
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._ask)

    def open(self) -> None:
        """Begin to listen."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go what is held, and stop listening."""
        raise NotImplementedError

    def let_go(self, keys: Sequence[Key]) -> None:
        """Send a person's keys on to where they were going."""
        raise NotImplementedError

    def feed(self, key: Key) -> tuple[Heard, ...]:
        """Hear one key, and set the timer for what is held."""
        self._fed += 1
        heard = self.recogniser.feed(key)
        due = self.recogniser.due
        if due is None:
            self._timer.stop()
        else:
            self._timer.start(max(0, round(due - key.at)))
        return heard

    def act(self, heard: Sequence[Heard]) -> None:
        """Do what follows from what was heard."""
        for one in heard:
            if isinstance(one, Release):
                self.let_go(one.keys)
            elif isinstance(one, Scan):
                # later: who listens may open a dialog, and the next key must find this one done
                QTimer.singleShot(0, self, lambda scan=one: self.heard.emit(scan))

    def settle(self) -> None:
        """Decide about what is held now."""
        self._timer.stop()
        self.act(self.recogniser.settle())

    def _ask(self) -> None:
        """Time is up; but if this thread was busy, keys that came in time may still be waiting to be read."""
        fed = self._fed
        QTimer.singleShot(0, self, lambda: self._decide(fed))

    def _decide(self, fed: int) -> None:
        if fed == self._fed:
            self.settle()
