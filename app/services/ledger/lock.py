"""One desk per home folder."""

import os
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

from app.services.ledger import errors
from app.services.places import PID_FILE


class HomeLock:
    """Held as long as a desk runs on ``home``; the system lets it go when the process ends, however it ends.

    Keep the object: when it is dropped, the lock goes with it. The number of the process stands beside the lock, in
    ``desk.pid``, so that a second start can say who is there.
    """

    def __init__(self, home: Path) -> None:
        self._lock = FileLock(home / "desk.lock")
        self._pid = home / PID_FILE

    def acquire(self) -> None:
        """Take the lock now or not at all.

        :raises HomeBusy: another process has it; ``pid`` if known.
        :raises ReadOnly: the home cannot be written.
        """
        try:
            self._lock.acquire(timeout=0)
            self._pid.write_text(str(os.getpid()), encoding="ascii")
        except Timeout as error:
            raise errors.HomeBusy(home=self._pid.parent, pid=self.holder() or "") from error
        except OSError as error:
            self._lock.release()
            raise errors.of_os(error, self._pid.parent) from error

    def holder(self) -> int | None:
        """Process id of the desk that has the lock, if it can be read."""
        try:
            return int(self._pid.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None

    def release(self) -> None:
        """Let go; without effect if not held."""
        if self._lock.is_locked:
            self._pid.unlink(missing_ok=True)
            self._lock.release()

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
