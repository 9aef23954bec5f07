"""The background worker against a real node that goes and comes back."""

import queue
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from app.models import facts as f
from app.models.entry import By
from app.models.terms import Mode, Role
from app.services.sync import Limits, SyncStatus, SyncWorker, in_session, unsent

PATIENCE = 30


class Watched:
    """A worker, and what it says."""

    def __init__(self, desk: Any, url: str) -> None:
        self.said: queue.Queue[SyncStatus] = queue.Queue()
        self.stored: list[str] = []
        self.news = threading.Event()
        self.worker = SyncWorker(
            lambda: desk.client(url, limits=Limits(connect=1, pause=2, whole=5)),
            desk.ledger,
            on_status=self.said.put,
            on_stored=self.stored.append,
            on_packages=self.news.set,
            first_seconds=0.1,
            calm_seconds=0,
        )
        desk.stack.callback(self.worker.stop, PATIENCE)

    def until(self, state: str, unsent_left: int | None = None) -> SyncStatus:
        end = time.monotonic() + PATIENCE
        while True:
            status = self.said.get(timeout=max(end - time.monotonic(), 0.01))
            if status.state == state and unsent_left in {None, status.unsent}:
                return status


def test_the_worker_sends_waits_out_an_outage_and_stops_at_once(
    own_node: Callable[..., Any], desk: Any
) -> None:
    node = own_node()
    meeting = desk.begin()
    desk.record(meeting, 5)
    watched = Watched(desk, node.url)
    watched.worker.start()
    status = watched.until("idle", 0)
    assert status.last_ok is not None
    assert status.drift_seconds == pytest.approx(0, abs=2)
    assert set(watched.stored) == {meeting}, "its receipt, and the list of revoked badges"
    assert watched.news.is_set()

    node.kill()
    desk.record(meeting, 2)
    watched.worker.wake()
    away = watched.until("offline", 2)
    assert away.message_code == "sync.offline"
    assert away.last_ok == status.last_ok

    own_node(port=node.port)
    watched.until("idle", 0)
    assert unsent(desk.ledger.entries(meeting)) == 0
    began = time.monotonic()
    assert watched.worker.stop()
    assert time.monotonic() - began < 2


def test_what_the_node_refuses_is_said_and_other_meetings_go_on(node: Any, desk: Any) -> None:
    by = By(person="s1", role=Role.SECRETARY)
    meeting = desk.begin()
    with desk.ledger.write("A-STRANGE-ONE") as tx:
        tx.append(
            by, f.PackageImported(package="", pack=desk_pack(), pack_blob="", roster_version=1, signed_by="x")
        )
    watched = Watched(desk, node.url)
    watched.worker.start()
    status = watched.until("refused", 1)
    assert status.message_code == "meeting_unknown"
    assert unsent(desk.ledger.entries(meeting)) == 0


def desk_pack() -> Any:
    from app.models.package import PackRef

    return PackRef(id="xinjiang", version="1")


def test_an_open_conflict_is_shown(node: Any, desk: Any) -> None:
    meeting = desk.begin()
    desk.seal(meeting, tree_root="0" * 64)
    watched = Watched(desk, node.url)
    watched.worker.start()
    watched.until("conflict")
    assert desk.kinds(meeting).count("ConflictNoticed") == 1


def test_while_a_meeting_runs_only_small_things_go(node: Any, desk: Any) -> None:
    by = By(person="s1", role=Role.SECRETARY)
    meeting = desk.begin()
    with desk.ledger.write(meeting) as tx:
        tx.append(by, f.MeetingOpened(mode=Mode.ONSITE))
        heavy = tx.put_blob(meeting.encode() * 30_000)
        tx.append(by, f.PhotoTaken(blob=heavy))
    assert in_session(desk.ledger.entries(meeting))
    watched = Watched(desk, node.url)
    watched.worker.start()
    watched.until(
        "idle", 2
    )  # the photo, and what stands behind it: that the list of revoked badges was heard
    assert not watched.news.is_set(), "no new roster while a meeting runs"
    with node.ledger() as there:
        assert there.has_blobs([heavy]) == frozenset()
    desk.seal(meeting)
    watched.worker.wake()
    watched.until(
        "conflict"
    )  # it was opened past the rules, and the node says so; its photo came all the same
    with node.ledger() as there:
        assert there.has_blobs([heavy]) == {heavy}
