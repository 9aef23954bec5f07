"""Work off the GUI thread, results on it: one serial lane for the ledger, a pool for PDF and network."""

from __future__ import annotations

import sys
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from types import MethodType
from typing import TYPE_CHECKING, Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

T = TypeVar("T")


@dataclass(slots=True)
class _Job:
    """A piece of work on its way back."""

    done: _Receiver | None
    failed: _Receiver | None
    result: Any = None
    error: Exception | None = None


class _Receiver:
    """A callback that does not keep its object alive, and is dead when the object is."""

    def __init__(self, call: Callable[[Any], object], owner: QObject | None) -> None:
        self._weak: Callable[[], Callable[[Any], object] | None]
        if isinstance(call, MethodType):
            self._weak = weakref.WeakMethod(call)
            found = call.__self__
            owner = owner or (found if isinstance(found, QObject) else None)
        else:
            self._weak = lambda: call
        self._owner = weakref.ref(owner) if owner is not None else None

    def alive(self) -> Callable[[Any], object] | None:
        """Return the callback, None if nobody is there to be called."""
        if self._owner is not None:
            owner = self._owner()
            if owner is None or not shiboken6.isValid(owner):
                return None
        return self._weak()


class Pool(QObject):
    """Several workers, for PDF and network: jobs run side by side and come back in any order.

    Make it, submit to it and close it on the GUI thread.
    """

    _back = Signal(object)

    def __init__(self, workers: int = 2, parent: QObject | None = None, name: str = "pool") -> None:
        super().__init__(parent)
        self._count, self._name = workers, name
        self._workers: ThreadPoolExecutor | None = None
        self._closed = self._left = False
        self._waiting = 0

    def submit(
        self,
        work: Callable[[], T],
        done: Callable[[T], object] | None = None,
        failed: Callable[[Exception], object] | None = None,
        owner: QObject | None = None,
    ) -> None:
        """Run `work()` on a worker; then `done(result)` or `failed(error)` on the GUI thread.

        Neither is called when `owner` (or the object of a bound method) has died meanwhile, nor
        after `close`. Without `failed` an error goes to sys.excepthook, the crash log: it is
        never lost. Raises RuntimeError after `close`.
        """
        if self._closed:
            raise RuntimeError("this lane is closed")
        job = _Job(
            _Receiver(done, owner) if done is not None else None,
            _Receiver(failed, owner) if failed is not None else None,
        )
        self._waiting += 1
        if self._workers is None:
            self._workers = self._hire()
        self._workers.submit(self._run, work, job)

    def _hire(self) -> ThreadPoolExecutor:
        """At the first job: a window is painted before it has any."""
        from concurrent.futures import ThreadPoolExecutor

        from PySide6.QtCore import Qt

        self._back.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        return ThreadPoolExecutor(self._count, thread_name_prefix=self._name)

    def waiting(self) -> int:
        """How many jobs have not come back yet."""
        return self._waiting

    def _run(self, work: Callable[[], Any], job: _Job) -> None:
        try:
            if not self._left:
                job.result = work()
        except Exception as error:  # noqa: BLE001 - carried to the GUI thread, whoever asked decides
            job.error = error
        try:
            self._back.emit(job)
        except RuntimeError:  # the window is gone, nobody is left to be told
            if job.error is not None:
                sys.excepthook(type(job.error), job.error, job.error.__traceback__)

    def _deliver(self, job: _Job) -> None:
        self._waiting -= 1
        if self._left:
            self._gone()
        if job.error is not None and job.failed is None:
            sys.excepthook(type(job.error), job.error, job.error.__traceback__)
            return
        receiver = job.done if job.error is None else job.failed
        call = receiver.alive() if receiver is not None else None
        if call is not None and not self._closed:
            call(job.result if job.error is None else job.error)

    def close(self, *, drop_queued: bool = False) -> None:
        """Let running and queued work finish (a fact once asked for is written), then stop.

        `drop_queued` forgets what has not begun: right for network, wrong for the ledger. Nothing
        is delivered any more. Calling it twice does no harm.
        """
        self._closed = True
        if self._workers is not None:
            self._workers.shutdown(wait=True, cancel_futures=drop_queued)

    def leave(self) -> None:
        """Stop without waiting: what is queued is not done, what runs ends by itself and is told to nobody.

        The pool belongs to nobody from now on and deletes itself when all has come back.
        """
        self._closed = self._left = True
        if self._workers is not None:
            self._workers.shutdown(wait=False)
        self.setParent(None)
        _LEAVING.add(self)
        self._gone()

    def _gone(self) -> None:
        if not self._waiting and self in _LEAVING:
            _LEAVING.discard(self)
            self.deleteLater()


_LEAVING: set[Pool] = set()
"""Pools that nobody waits for, until what runs in them has come back: a worker must find the object it reports to."""


class Lane(Pool):
    """One worker: jobs run one after another in the order they were submitted (the ledger's lane)."""

    def __init__(self, parent: QObject | None = None, name: str = "lane") -> None:
        super().__init__(1, parent, name)
