"""The door of one meeting: two desks and a central node as processes, each desk on a display of its own.

Scans come by frames of a camera, by real keys from outside the process, and by pictures; the line between the desks is cut
and healed; in the end both desks and the node compute the same meeting.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
import qrcode
from msgspec.structs import replace

from app.bootstrap import LEDGER_FILE, make_desk
from app.models.calendar import beijing_day
from app.models.meeting import Meeting
from app.services.intake.sample import signed_sample
from app.services.ledger import Ledger
from app.services.venue.joincode import decode, encode
from journeys.conftest import new_display
from journeys.node import ROOT, NodeProcess
from journeys.xtest import play, scan_keys
from support.badline import BadLine

PATIENCE = 60.0


class Desk:
    """A desk as a process on its own display; the test speaks to the hand inside, and presses keys from outside."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.display = new_display()
        paths = os.pathsep.join((str(ROOT), str(ROOT / "tests")))
        self.env = dict(os.environ) | {
            "DISPLAY": self.display,
            "QT_QPA_PLATFORM": "xcb",
            "PYTHONPATH": paths,
            "LC_ALL": "C.UTF-8",
        }
        self.log = home.parent / f"{home.name}.log"
        with self.log.open("w", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "journeys.station", str(home)],
                cwd=ROOT,
                env=self.env,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def begin(self) -> None:
        """Wait until its window can be used."""
        assert self._line() == "ready"

    def _line(self) -> Any:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            self.process.wait(20)
            pytest.fail(self.log.read_text(encoding="utf-8")[-4000:])
        said = json.loads(line)
        if isinstance(said, dict) and "failed" in said:
            pytest.fail(f"{self.home.name}: {said['failed']}\n{self.log.read_text(encoding='utf-8')[-4000:]}")
        return said

    def do(self, name: str, argument: Any = None) -> Any:
        """One command; its answer."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps([name, argument]) + "\n")
        self.process.stdin.flush()
        return self._line()

    def keys(self, text: str) -> str:
        """Scan with a hand scanner: real keys of the X server, by another process; what the door answers."""
        self.do("front")
        before = self.do("seen")
        old = os.environ.get("DISPLAY")
        os.environ["DISPLAY"] = self.display
        try:
            hand = play(scan_keys(text, 4))
        finally:
            if old is not None:
                os.environ["DISPLAY"] = old
        assert hand.wait(60) == 0
        said: str = self.do("heard", before)
        return said

    def present(self) -> set[str]:
        """Who is in, as this desk knows it."""
        return set(self.do("state")["present"])

    def until(self, done: Callable[[dict[str, Any]], bool], what: str) -> dict[str, Any]:
        """Ask until it holds."""
        last = monotonic() + PATIENCE
        while True:
            state: dict[str, Any] = self.do("state")
            if done(state):
                return state
            assert monotonic() < last, (what, {k: v for k, v in state.items() if k != "entries"})
            sleep(0.2)

    def leave(self) -> None:
        """Close it as a person does."""
        if self.process.poll() is None:
            self.do("leave")
            assert self.process.wait(60) == 0
        self.end()

    def end(self) -> None:
        """Whatever is left of it."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(20)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    primary, door = Desk(tmp_path / "primary"), Desk(tmp_path / "door")
    try:
        for desk in (primary, door):
            desk.begin()
        yield primary, door
    finally:
        primary.end()
        door.end()


@pytest.fixture(scope="module")
def codes() -> dict[str, str]:
    """The badges of today's sample, as the node gives them out."""
    signed = signed_sample(beijing_day(datetime.now(UTC)))
    return {badge.person: badge.code for badge in signed.badges}


def badge(folder: Path, name: str, text: str) -> str:
    """A photo of a badge, 720p."""
    from PIL import Image

    path = folder / f"{name}.png"
    code = qrcode.make(text, box_size=6, border=4).get_image().convert("RGB").resize((560, 560))
    frame = Image.new("RGB", (1280, 720), "#c9c3b8")
    frame.paste(code, (360, 80))
    frame.save(path)
    return str(path)


def folded(home: Path, meeting: str) -> Meeting:
    """What a closed home, or a stopped node, computes from its ledger."""
    from app.services.sync import TrustBook

    ledger = Ledger.look(home / LEDGER_FILE)
    try:
        return make_desk(ledger, TrustBook(home).keys).view(meeting).m
    finally:
        ledger.close()


EVERYBODY = {"e1", "e2", "e3", "e4", "e5", "e6", "e7", "owner-pm"}


def lets_in(desk: Desk, way: str, what: str) -> None:
    """One person comes in: the badge is read, whoever stands there looks and says yes."""
    said = desk.keys(what) if way == "keys" else desk.do(way, what)
    assert said == "ask_in"
    assert desk.do("yes") == "in"


def joined(primary: Desk, door: Desk, meeting: str) -> BadLine:
    """The second desk joins over a line that can be cut, and gives its screen to the door."""
    code = decode(primary.do("offer"))
    line = BadLine(code.places[0][1])
    near = int(line.url.rpartition(":")[2])
    assert door.do("join", encode(replace(code, places=(("127.0.0.1", near),)))) == meeting
    door.do("kiosk", "2468")
    return line


def three_ways_at_two_doors(primary: Desk, door: Desk, codes: dict[str, str], folder: Path) -> None:
    lets_in(primary, "frame", badge(folder, "e1", codes["e1"]))
    lets_in(door, "frame", badge(folder, "e2", codes["e2"]))
    lets_in(door, "keys", codes["e3"])
    lets_in(primary, "keys", codes["e4"])
    lets_in(door, "picture", badge(folder, "e5", codes["e5"]))
    for desk in (primary, door):
        desk.until(lambda s: set(s["present"]) >= {"e1", "e2", "e3", "e4", "e5"}, "all five on both sides")
    assert door.do("picture", badge(folder, "wechat", "https://u.wechat.com/sample")) == "foreign"
    primary.until(lambda s: "foreign" in s["turned"], "what the other door turned away")
    assert door.do("open") == "not_primary", "only the primary opens"


def both_go_on_without_the_line(primary: Desk, door: Desk, codes: dict[str, str], folder: Path) -> None:
    lets_in(door, "keys", codes["e6"])
    lets_in(primary, "frame", badge(folder, "e6", codes["e6"]))  # the same person at both doors
    lets_in(primary, "keys", codes["e7"])
    lets_in(door, "picture", badge(folder, "owner", codes["owner-pm"]))
    assert "e7" not in door.present()
    assert "owner-pm" not in primary.present()


def one_meeting(primary: Desk, door: Desk) -> None:
    """Both know the same, and everything is at the central node."""
    for desk in (primary, door):
        desk.until(lambda s: set(s["present"]) >= EVERYBODY, "everybody on both sides")
    ours = primary.until(lambda s: s["unsent"] == 0, "everything at the central node")
    theirs = door.until(lambda s: s["entries"] == primary.do("state")["entries"], "the same entries")
    assert ours["came"] == theirs["came"], "one arrival each, the earliest"
    assert ours["turned"] == theirs["turned"]


@pytest.mark.usefixtures("display")
def test_two_doors_a_cut_line_and_one_meeting(
    node: NodeProcess, desks: tuple[Desk, Desk], codes: dict[str, str], tmp_path: Path, album: Path
) -> None:
    primary, door = desks
    meeting = primary.do("fetch", node.url)
    line = joined(primary, door, meeting)
    three_ways_at_two_doors(primary, door, codes, tmp_path)
    line.up = line.down = 700  # cut in the middle of what is being sent
    both_go_on_without_the_line(primary, door, codes, tmp_path)
    door.do("shot", str(album / "door-kiosk.png"))
    line.up = line.down = None
    one_meeting(primary, door)
    primary.do("shot", str(album / "door-primary.png"))
    door.leave()
    primary.leave()
    node.stop()
    line.close()
    here, there, centre = (folded(home, meeting) for home in (primary.home, door.home, node.home))
    assert here == there
    assert here.devices.keys() == centre.devices.keys() != set()
    assert all(here.present(p) and centre.present(p) for p in EVERYBODY)
    assert {p: s[0].came for p, s in here.spans.items()} == {p: s[0].came for p, s in centre.spans.items()}
    assert [x.fact for x in here.turned_away] == [x.fact for x in centre.turned_away]
