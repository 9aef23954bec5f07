"""The age of the list of revoked badges, said where badges are scanned and printed; a meeting is left without waiting."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from app.models import facts as f
from app.models.entry import By
from app.models.terms import Role
from app.services.sync import SyncStatus
from app.ui.badges import open_badges
from app.ui.heard import Heard
from app.ui.lane import Pool
from app.ui.node import NodeLink
from app.ui.scan import pictures
from app.ui.scan.picturework import Found, Source
from support.hall import Hall, hall

TEN = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # 10:00 Beijing
YESTERDAY = datetime(2026, 11, 19, 7, 30, tzinfo=UTC)


def about(made: Hall) -> str:
    """The small line of the door, on the card of a scan that was turned away."""
    made.shell.door.door.take("https://u.wechat.com/abc", "camera")
    made.settle()
    card = made.shell.door.cards.card
    assert card is not None
    said = card.face.facade.about
    made.shell.door.door.free()
    return said


def listed(made: Hall, as_of: datetime) -> None:
    """As the background sync records a list of the node."""
    with made.ledger.write(made.meeting) as tx:
        fact = f.BadgesRevoked(serials=(), source="node", as_of=as_of)
        tx.append(By(person="sync", role=Role.SECRETARY), fact)
    made.refresh()


def test_the_newer_of_record_and_sync_is_said(desk: QApplication, tmp_path: Path) -> None:
    assert desk is not None
    with hall(tmp_path) as made:
        made.open_check_in()
        made.at(9)
        made.show("checkin")
        made.wait(lambda: made.shell.door.door.armed)
        assert "作废" not in about(made), "no node, nothing to hear"
        made.store.hear(Heard(node=True))
        assert "作废胸牌名单从未取得" in about(made)
        listed(made, YESTERDAY)
        assert "2026-11-19 15:30" in about(made)
        made.store.hear(Heard(node=True, revoked_as_of=TEN))
        said = about(made)
        assert "作废胸牌名单截至 10:00" in said
        listed(made, TEN.replace(hour=3))
        assert "11:00" in about(made), "the record has a newer one"


def test_the_card_is_drawn_again_when_the_list_is_heard(desk: QApplication, tmp_path: Path) -> None:
    assert desk is not None
    with hall(tmp_path) as made:
        made.open_check_in()
        made.at(9)
        made.show("checkin")
        made.wait(lambda: made.shell.door.door.armed)
        made.shell.door.door.take("https://u.wechat.com/abc", "camera")
        made.settle()
        card = made.shell.door.cards.card
        assert card is not None
        made.store.hear(Heard(node=True, revoked_as_of=TEN))
        assert "10:00" in card.face.facade.about


def test_the_badge_screen_says_it_too(desk: QApplication, tmp_path: Path) -> None:
    assert desk is not None
    with hall(tmp_path) as made:
        made.show("prepare")
        window = open_badges(made.shell.host, made.shell.stage_screen("prepare"))
        assert window.age.isHidden()
        made.store.hear(Heard(node=True))
        assert window.age.text() == "作废胸牌名单从未取得"
        listed(made, TEN)
        assert "10:00" in window.age.text()
        made.settle()
        window.close()


def test_the_link_carries_what_the_worker_heard(desk: QApplication) -> None:
    class Worker:
        def start(self) -> None: ...
        def wake(self) -> None: ...
        def stop(self, timeout: float) -> None: ...

    class OpenedHere:
        def worker(self, _node: str, tell: Any, _stored: Any) -> Worker:
            tell(SyncStatus(revoked_as_of={"m-1": TEN}))
            return Worker()

    pool = Pool(1)
    link = NodeLink(OpenedHere(), "https://node.example", pool, desk)  # type: ignore[arg-type]  # its one method
    heard: list[Heard] = []
    link.heard.connect(lambda: heard.append(link.heard_of("m-1")))
    assert link.heard_of("m-1") == Heard(node=True)
    link.begin()
    last = monotonic() + 5
    while not heard and monotonic() < last:
        desk.processEvents()
    assert heard == [Heard(node=True, revoked_as_of=TEN)]
    assert link.heard_of("m-2") == Heard(node=True)
    link.stop()
    pool.close()


def test_the_open_meeting_hears_it(desk: QApplication, tmp_path: Path) -> None:
    with hall(tmp_path) as made:
        link = NodeLink(None, "https://node.example", made.pool, desk)  # type: ignore[arg-type]  # never begun
        made.shell.use_node(link)
        assert made.store.heard == Heard(node=True)
        link._take(SyncStatus(revoked_as_of={made.meeting: TEN}))
        assert made.store.heard == Heard(node=True, revoked_as_of=TEN)


def test_a_meeting_is_left_while_a_long_picture_is_read(
    desk: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert desk is not None
    begun, go_on, read = Event(), Event(), []

    def slow(source: Source) -> Found:
        begun.set()
        go_on.wait(10)
        read.append(source.name)
        return Found(texts=("HQB1:LATE",))

    monkeypatch.setattr(pictures, "find", slow)
    made = Hall(tmp_path)
    try:
        made.show()
        window = made.shell.window()
        way = made.shell.door.ways._pictures[window]
        got: list[str] = []
        made.shell.door.ways.read.connect(lambda text, _way: got.append(text))
        way.read_files([tmp_path / "long.pdf", tmp_path / "queued.pdf"])
        assert begun.wait(5)
        at = monotonic()
        made.shell.door.ways.forget(window)
        assert monotonic() - at < 0.1, "nobody waits for the worker"
        go_on.set()
        made.wait(lambda: read == ["long.pdf"])
        for _ in range(20):
            QApplication.processEvents()
        assert read == ["long.pdf"], "what was queued is not begun"
        assert got == [], "and nobody is told"
    finally:
        go_on.set()
        made.close()


def test_a_pool_that_was_left_is_gone_when_its_work_is_done(desk: QApplication) -> None:
    from app.ui import lane

    pool = Pool(1, desk)
    begun, go_on = Event(), Event()
    said: list[object] = []

    def work() -> None:
        begun.set()
        go_on.wait(10)

    pool.submit(work, said.append)
    assert begun.wait(5)
    pool.leave()
    assert pool in lane._LEAVING
    go_on.set()
    last = monotonic() + 5
    while pool in lane._LEAVING and monotonic() < last:
        desk.processEvents()
    assert pool not in lane._LEAVING
    assert said == []
    with pytest.raises(RuntimeError):
        pool.submit(lambda: None)
