"""What goes wrong on the day: killed with the pen down, the central node killed in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton

from app.bootstrap import LEDGER_FILE
from app.models.facts import ReceiptStored
from app.models.terms import Document, Stage
from app.services.ledger import Ledger
from app.ui.stages.parts.signature import SignatureSheet
from journeys import ink
from journeys.driven import DRAWING
from journeys.house import House
from journeys.line import Line
from journeys.node import ROOT, NodeProcess
from journeys.people import People

Begin = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def begin(display: str) -> Iterator[Begin]:
    """Start processes on the display; what is left of them is killed at the end."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str | Path) -> subprocess.Popen[str]:
        paths = os.pathsep.join((str(ROOT), str(ROOT / "tests")))
        env = dict(os.environ) | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": paths}
        process = subprocess.Popen(
            [sys.executable, "-m", *map(str, arguments)],
            cwd=ROOT,
            env=env | {"LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=30)


@pytest.mark.usefixtures("qapp")
def test_killed_while_a_signature_is_drawn(begin: Begin, tmp_path: Path, album: Path) -> None:
    home = tmp_path / "desk"
    desk = begin("journeys.driven", home)
    assert desk.stdout is not None
    assert desk.stdout.readline().strip() == DRAWING, desk.communicate(timeout=30)
    desk.send_signal(signal.SIGKILL)
    desk.communicate(timeout=30)

    house = House(home)
    people = People(house, album)
    try:
        house.hand.click("打开会议")
        house.hand.wait(lambda: house.window.shell and house.shell.store.view, "the meeting")
        house.hand.settle()
        m = house.view.m
        assert house.stage is Stage.CHECKIN
        assert house.shell.shown() == "checkin"
        assert m.present("e1")
        assert m.present("e2"), "the check-in itself was on the disk"
        assert (Document.SIGN_IN, "e1") in m.signatures
        assert "e1" in m.declarations
        assert (Document.SIGN_IN, "e2") not in m.signatures
        house.hand.click(house.hand.see(f"{house.name('e2')}，", QAbstractButton, part=True))
        house.hand.click("签到表签名")
        people.identify("e2")  # who was identified before the kill is not so any more
        house.hand.wait(lambda: isinstance(house.hand.front(), SignatureSheet), "the signature")
        assert house.hand.pad().is_blank()
        people.shot("95-after-the-kill")
        ink.pen(house.hand.pad())
        house.hand.click("确认签名")
        assert (Document.SIGN_IN, "e2") in house.view.m.signatures
    finally:
        house.leave()


def test_a_node_killed_in_the_middle_loses_nothing(house: House, node: NodeProcess) -> None:
    line = Line(node.url)
    people = People(house)
    try:
        people.set_node(line.url)
        people.fetch()
        people.prepare()
        people.arrive("e1", sign=ink.pen)
        people.declare(ink.pen)
        cancel_and_seal(people, line)
        node.kill()
        line.mend()
        hand = house.hand
        hand.wait(lambda: house.window.node and house.window.node.state() == "offline", "to be offline", 60)
        assert hand.sees("离线") or hand.sees("未上报")
        before = [entry.hash for entry in house.view.entries]
        node.start()
        hand.wait(lambda: house.stage is Stage.CLOSED, "the receipt of the central node", 90)
        hand.see("已全部上报")
    finally:
        line.close()
    own = [e for e in house.view.entries if not isinstance(e.fact, ReceiptStored)]
    assert [e.hash for e in house.view.entries][: len(before)] == before
    meeting = house.view.m.info.meeting.id
    node.stop()
    ledger = Ledger.look(node.home / LEDGER_FILE)
    arrived = {entry.hash for entry in ledger.entries(meeting)}
    ledger.close()
    assert {e.hash for e in own} <= arrived


def cancel_and_seal(people: People, line: Line) -> None:
    """The meeting is cancelled; its record is sealed, and is being sent when the line stops."""
    hand = people.hand
    hand.wait(lambda: not people.house.view.unsent, "what was before to be sent", 60)
    hand.click("取消会议")
    hand.fill("原因", "申请单位撤回")
    hand.click("确定取消会议")
    hand.see("会议未完成")
    line.stop_after(2_000)
    hand.click("封存记录")
    hand.wait(line.stopped.is_set, "the record to be on its way", 60)
    assert people.house.stage is Stage.SYNC_PENDING
