from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from functools import partial

import pytest
import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.ui.lane import Lane, Pool


@pytest.fixture
def lane(qtbot: QtBot) -> Iterator[Lane]:
    assert qtbot is not None
    lane = Lane()
    yield lane
    lane.close()


class Listener(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.heard: list[object] = []

    def hear(self, what: object) -> None:
        self.heard.append(what)


def test_work_is_done_elsewhere_and_delivered_here(qtbot: QtBot, lane: Lane) -> None:
    threads: list[threading.Thread] = []
    got: list[threading.Thread] = []
    lane.submit(
        lambda: threads.append(threading.current_thread()), lambda _: got.append(threading.current_thread())
    )
    qtbot.waitUntil(lambda: bool(got))
    assert threads[0] is not threading.main_thread()
    assert got == [threading.main_thread()]


def test_a_lane_keeps_the_order(qtbot: QtBot, lane: Lane) -> None:
    ran: list[int] = []
    came: list[int] = []

    def work(i: int) -> int:
        if i % 7 == 0:
            time.sleep(0.005)  # a worker that would be overtaken if there were two
        ran.append(i)
        return i

    for i in range(50):
        lane.submit(partial(work, i), came.append)
    qtbot.waitUntil(lambda: len(came) == 50)
    assert ran == came == list(range(50))


def test_a_failure_goes_to_failed_alone(qtbot: QtBot, lane: Lane) -> None:
    done: list[object] = []
    failed: list[Exception] = []
    lane.submit(lambda: 1 // 0, done.append, failed.append)
    qtbot.waitUntil(lambda: bool(failed))
    assert isinstance(failed[0], ZeroDivisionError)
    assert done == []


def test_a_failure_nobody_wants_reaches_the_crash_log(
    qtbot: QtBot, lane: Lane, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, _e, _t: logged.append(kind))
    lane.submit(lambda: 1 // 0)
    qtbot.waitUntil(lambda: bool(logged))
    assert logged == [ZeroDivisionError]


def test_nothing_is_delivered_to_the_dead(qtbot: QtBot, lane: Lane) -> None:
    gate = threading.Event()
    listener, owner = Listener(), QObject()
    heard: list[object] = []
    lane.submit(gate.wait, listener.hear)
    lane.submit(lambda: 2, heard.append, owner=owner)
    shiboken6.delete(listener)
    shiboken6.delete(owner)
    gate.set()
    qtbot.waitUntil(lambda: lane.waiting() == 0)
    assert heard == []
    assert listener.heard == []


def test_a_waiting_job_does_not_keep_its_receiver_alive(qtbot: QtBot, lane: Lane) -> None:
    import weakref

    gate = threading.Event()
    listener = Listener()
    gone = weakref.ref(listener)
    lane.submit(gate.wait, listener.hear)
    del listener
    assert gone() is None
    gate.set()
    qtbot.waitUntil(lambda: lane.waiting() == 0)


def test_closing_finishes_what_was_asked_for(qtbot: QtBot) -> None:
    assert qtbot is not None
    lane = Lane()
    ran: list[int] = []
    came: list[object] = []
    for i in range(20):
        lane.submit(partial(ran.append, i), came.append)
    lane.close()
    lane.close()
    assert ran == list(range(20))
    with pytest.raises(RuntimeError):
        lane.submit(lambda: None)
    qtbot.waitUntil(lambda: lane.waiting() == 0)
    assert came == []


def test_the_lane_may_die_before_its_work(qtbot: QtBot) -> None:
    assert qtbot is not None
    lane, gate, ran = Pool(1), threading.Event(), threading.Event()

    def work() -> None:
        gate.wait()
        ran.set()

    lane.submit(work)
    workers = lane._workers
    assert workers is not None
    shiboken6.delete(lane)
    gate.set()
    workers.shutdown(wait=True)
    assert ran.is_set()


def test_a_pool_runs_side_by_side(qtbot: QtBot) -> None:
    pool, meet = Pool(2), threading.Barrier(2, timeout=5)
    came: list[int] = []
    pool.submit(meet.wait, came.append)
    pool.submit(meet.wait, came.append)
    qtbot.waitUntil(lambda: len(came) == 2)
    pool.close(drop_queued=True)
