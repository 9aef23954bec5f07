"""One desk per home: a second start brings the first window to the front and ends."""

from __future__ import annotations

import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_WAIT_MS = 800
_ANSWER_MS = 5000  # the first desk may be busy
_CALL = b"raise\n"


def channel(home: Path) -> str:
    """Name of the local channel of a home: the same for the same folder, whatever way it was written."""
    whole = str(home.expanduser().resolve()).encode()
    return "huiqian-" + hashlib.sha256(whole).hexdigest()[:24]


def call_first(home: Path) -> bool:
    """Ask the desk that has this home to come to the front; False if none answers."""
    socket = QLocalSocket()
    socket.connectToServer(channel(home))
    if not socket.waitForConnected(_WAIT_MS):
        return False
    socket.write(_CALL)
    socket.waitForBytesWritten(_WAIT_MS)
    # the answer may have come while we were writing
    answered = socket.bytesAvailable() > 0 or socket.waitForReadyRead(_ANSWER_MS)
    socket.disconnectFromServer()
    return bool(answered)


class Call(QObject):
    """Asks the desk that has this home to come to the front, without waiting for it.

    Signals:
        over: once; whether it answered.
    """

    over = Signal(bool)

    def __init__(self, home: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._channel = channel(home)
        self._ended = False
        self._socket = QLocalSocket(self)
        self._socket.connected.connect(lambda: self._socket.write(_CALL))
        self._socket.readyRead.connect(lambda: self._end(answered=True))
        self._socket.errorOccurred.connect(lambda _error: self._end(answered=False))
        self._socket.disconnected.connect(lambda: self._end(answered=False))
        self._patience = QTimer(self, singleShot=True, interval=_ANSWER_MS)
        self._patience.timeout.connect(lambda: self._end(answered=False))

    def begin(self) -> None:
        """Ring now; ``over`` may come before this returns."""
        self._patience.start()
        self._socket.connectToServer(self._channel)

    def _end(self, *, answered: bool) -> None:
        if not self._ended:
            self._ended = True
            self._patience.stop()
            self._socket.abort()
            self.over.emit(answered)


class Doorbell(QObject):
    """Listens for a second start.

    Signals:
        rung: somebody started the desk on the same home again.
    """

    rung = Signal()

    def __init__(self, home: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        name = channel(home)
        if not self._server.listen(name):
            QLocalServer.removeServer(name)  # left behind by a desk that was killed
            self._server.listen(name)

    def listening(self) -> bool:
        """Can a second start reach us?"""
        return self._server.isListening()

    def _answer(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.write(b"here\n")
            socket.flush()
            self.rung.emit()

    def close(self) -> None:
        """Stop listening."""
        self._server.close()
