"""Two homes, two processes, a wire that is cut, kill -9 on either side, and a central node as the third (item 7, item 8)."""

import itertools
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Protocol

import pytest
from msgspec.structs import replace

from app.bootstrap import open_home
from app.models import facts as f
from app.models.badge import Outcome
from app.models.meeting import Meeting
from app.services.desk import requests as r
from app.services.desk.desk import Desk
from app.services.intake.package_file import encode_package, sign_package
from app.services.intake.sample import sample_key, sample_package
from app.services.ledger import Ledger
from app.services.signing.keys import load_device_key
from app.services.sync import SyncClient, TrustBook
from app.services.venue.joincode import decode, encode
from support.badline import BadLine
from support.command import environment
from support.laptops import MEETING, SECRETARY, until

Start = Callable[..., subprocess.Popen[str]]
Wires = Callable[[int], BadLine]


class NodeLike(Protocol):
    """The central node of a test (conftest)."""

    url: str

    def ledger(self) -> Ledger: ...


class Home:
    """A laptop's home, written beside the running process as the window's lane writes beside its server thread."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self.desk: Desk = open_home(folder, dict)
        self.ledger = self.desk.ledger
        self._count = itertools.count()

    def begin(self) -> "Home":
        package = encode_package(sign_package(sample_package(meeting=MEETING), sample_key()))
        self.desk.do(MEETING, r.ImportPackage(data=package), SECRETARY)
        with self.ledger.write(MEETING) as tx:
            tx.append(SECRETARY, f.CheckInOpened())
        return self

    def note(self) -> str:
        with self.ledger.write(MEETING) as tx:
            fact = f.ScanTurnedAway(outcome=Outcome.UNREADABLE, way="typed", digest=f"{next(self._count)}")
            return tx.append(SECRETARY, fact).hash

    def has(self, entry: str) -> bool:
        return any(e.hash == entry for e in self.ledger.entries(MEETING))

    @property
    def m(self) -> Meeting:
        return self.desk.view(MEETING).m


def alike(*homes: Home) -> bool:
    heads = [home.ledger.heads(MEETING) for home in homes]
    return all(h == heads[0] for h in heads) and all(home.m == homes[0].m for home in homes)


@pytest.fixture
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    env = environment(tmp_path_factory.getbasetemp() / "pycache")
    running: list[subprocess.Popen[str]] = []

    def one(home: Home, *words: str) -> subprocess.Popen[str]:
        command = (sys.executable, "-W", "error", "-m", "app", "--home", str(home.folder), "venue", *words)
        running.append(
            subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        )
        return running[-1]

    yield one
    for process in running:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=20)


def line_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    said = process.stdout.readline().strip()
    assert said, process.communicate(timeout=20)
    return said


def serve(start: Start, home: Home) -> tuple[subprocess.Popen[str], str]:
    process = start(home, "open", MEETING, "--host", "127.0.0.1")
    return process, line_of(process)


def stop(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=20)
    assert (process.returncode, said) == (0, "")


def kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=20)


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[tuple[Home, Home]]:
    both = Home(tmp_path / "primary").begin(), Home(tmp_path / "door")
    yield both
    for home in both:
        home.ledger.close()


@pytest.fixture
def wires() -> Iterator[Wires]:
    made: list[BadLine] = []

    def one(port: int) -> BadLine:
        made.append(BadLine(port))
        return made[-1]

    yield one
    for wire in made:
        wire.close()


def test_two_processes_exchange_are_killed_and_end_alike(homes: tuple[Home, Home], start: Start) -> None:
    primary, door = homes
    server, code = serve(start, primary)
    figures = []
    begun = time.monotonic()
    follower = start(door, "join", code, "--name", "东门")
    assert line_of(follower) == f"已加入 {MEETING}"
    figures.append(f"join, whole process: {time.monotonic() - begun:.2f} s; code {len(code)} characters")
    assert [x.name for x in primary.m.devices.values()] == ["东门"]
    laps = []
    for _ in range(10):
        note = door.note()
        laps.append(until(partial(primary.has, note), "to the primary"))
        note = primary.note()
        laps.append(until(partial(door.has, note), "to the door"))
    figures.append(f"fact across: median {sorted(laps)[10]:.3f} s, most {max(laps):.3f} s")
    assert max(laps) < 2.0, figures

    kill(server)
    alone = [door.note() for _ in range(20)]
    server, _ = serve(start, primary)
    until(lambda: all(primary.has(x) for x in alone), "after kill -9 of the primary")

    kill(follower)
    away = [primary.note() for _ in range(20)] + [door.note() for _ in range(20)]
    follower = start(door, "follow")
    until(lambda: all(primary.has(x) and door.has(x) for x in away), "after kill -9 of the door")
    until(lambda: alike(primary, door), "one meeting")
    stop(follower)
    stop(server)
    sys.stdout.write("\n".join(figures) + "\n")
    assert primary.ledger.verify(MEETING).ok
    assert door.ledger.verify(MEETING).ok


@pytest.mark.parametrize("side", ["primary", "door"])
def test_killed_in_the_middle_of_a_large_exchange(
    homes: tuple[Home, Home], start: Start, wires: Wires, side: str
) -> None:
    primary, door = homes
    server, code = serve(start, primary)
    wire = wires(decode(code).places[0][1])
    through = encode(replace(decode(code), places=(("127.0.0.1", int(wire.url.rpartition(":")[2])),)))
    follower = start(door, "join", through)
    line_of(follower)
    wire.up = 40_000
    for _ in range(400):
        door.note()
        primary.note()
    until(lambda: wire.up == 0, "the wire is cut")
    kill(server if side == "primary" else follower)
    wire.up = None
    if side == "primary":
        serve(start, primary)
    else:
        start(door, "follow")
    until(lambda: alike(primary, door), "one meeting", patience=60)
    assert len(primary.m.turned_away) == 800


def test_the_central_node_ends_with_the_same_meeting_and_is_sent_nothing_twice(
    homes: tuple[Home, Home], start: Start, own_node: Callable[..., NodeLike]
) -> None:
    primary, door = homes
    _, code = serve(start, primary)
    line_of(start(door, "join", code))
    node = own_node()
    for _ in range(5):
        primary.note()
        door.note()
    until(lambda: alike(primary, door), "one meeting")
    url = node.url
    clients = [
        SyncClient(home.ledger, url, load_device_key(home.folder), TrustBook(home.folder)) for home in homes
    ]
    first = clients[1].sync_meeting(MEETING)
    total = sum(part.upto for part in door.ledger.heads(MEETING))
    assert first.pushed == total - 1  # its own receipt came after
    until(lambda: alike(primary, door), "the receipt has travelled")
    second = clients[0].sync_meeting(MEETING)
    assert second.pushed <= 1
    until(lambda: alike(primary, door), "one meeting again")
    with node.ledger() as there:
        held = {(part.device, part.upto) for part in there.heads(MEETING)}
    assert {device for device, _ in held} == {primary.ledger.device, door.ledger.device}
    for client in clients:
        client.close()


def test_words_for_a_wrong_code_and_a_closed_venue(homes: tuple[Home, Home], start: Start) -> None:
    primary, door = homes
    server, code = serve(start, primary)
    stop(server)
    for words, say in (
        ((code,), "连不上主控电脑"),
        (("HQJ1:XYZ",), "加入码"),
        (("WIFI:S:a;;",), "不是会签的加入码"),
    ):
        process = start(door, "join", *words)
        _, said = process.communicate(timeout=60)
        assert process.returncode == 2
        assert say in said
        assert "Traceback" not in said
