"""``huiqian doctor``: real processes with and without a display, a real node, real damage."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.bootstrap import LEDGER_FILE
from app.services.doctor import machine
from app.services.doctor.line import say
from app.services.doctor.probe import Probe, ProbeLine, Screen, read_answer
from app.services.ledger import Ledger
from app.services.resources import resource_toml
from app.services.signing.keys import load_device_key
from app.services.sync import SyncClient, TrustBook
from app.ui import probe
from support.command import ROOT, Huiqian, Ran, read_only
from support.meeting_day import player

ORDER = [
    "display",
    "screen_fonts",
    "fonts",
    "camera",
    "printer",
    "clock",
    "disk",
    "home",
    "ledger",
    "key",
    "ledger_key",
    "pin",
    "node",
    "badges",
    "photos",
    "venue",
    "kiosk",
]
ALONE = {"QT_QPA_PLATFORM": ""}


def told(ran: Ran) -> dict[str, dict[str, str]]:
    return {row["what"]: row for row in json.loads(ran.out)}


def spent() -> float:
    """Seconds of the processor that ended children have used: what a busy machine does not change."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_a_fresh_machine_is_looked_at_within_five_seconds(huiqian: Huiqian) -> None:
    huiqian("doctor")  # the first start compiles its modules
    begun = spent()
    ran = huiqian("doctor", "--json")
    assert spent() - begun < 5
    rows = told(ran)
    assert list(rows) == ORDER
    assert (ran.code, ran.err) == (0, "")
    assert {what for what, row in rows.items() if row["state"] == "ok"} >= {
        "fonts",
        "clock",
        "disk",
        "home",
        "ledger",
        "key",
    }
    assert rows["node"]["how"] == "none"
    assert all(row["next"] for row in rows.values() if row["state"] != "ok")


@pytest.mark.parametrize("display", ["", ":64999"], ids=["none", "dead"])
def test_without_a_display_it_ends_and_says_what_goes_on(huiqian: Huiqian, display: str) -> None:
    ran = huiqian("doctor", more=ALONE | {"DISPLAY": display})
    assert ran.code == 1
    assert ran.out.startswith("✗ 显示：没有可用的显示器")
    assert "huiqian rehearse" in ran.out.splitlines()[1]
    assert "✓ 打印字体" in ran.out


def test_a_driver_that_never_answers_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe, "FIRST", 0.2)
    monkeypatch.setattr(probe, "SECOND", 0.2)
    monkeypatch.setenv("DISPLAY", ":64999")
    half = """print('{"area":"display","fault":""}', flush=True); import time; time.sleep(60)"""
    for command, how in (((sys.executable, "-c", half), "slow"), (("sleep", "60"), "slow")):
        begun = time.monotonic()
        with probe.asked(command) as answer:
            lines = answer().lines()
        assert time.monotonic() - begun < 30
        assert lines[0].how == how
        assert [line.how for line in lines[2:]] == ["unknown", "unknown"]


def test_a_home_that_cannot_be_written(huiqian: Huiqian, tmp_path: Path) -> None:
    with read_only(tmp_path / "ro") as folder:
        ran = huiqian("doctor", "--json", home=folder / "home")
    assert ran.code == 1
    assert told(ran)["disk"]["how"] in {"read_only", "full"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a key of its own and half a meeting."""
    folder = tmp_path / "home"
    folder.mkdir()
    player(folder, "CheckInAll").desk.ledger.close()
    load_device_key(folder)
    return folder


def test_a_meeting_is_verified(inside: Huiqian, home: Path) -> None:
    row = told(inside("doctor", "--json", home=home))["ledger"]
    assert (row["state"], row["how"]) == ("ok", "ok")
    assert "1 场会议" in row["text"]


def test_a_key_that_others_may_read(inside: Huiqian, home: Path) -> None:
    (home / "device-key.json").chmod(0o644)
    ran = inside("doctor", "--json", home=home)
    row = told(ran)["key"]
    assert (ran.code, row["how"]) == (1, "open")
    assert "chmod 600" in row["next"]
    (home / "device-key.json").chmod(0o600)
    assert told(inside("doctor", "--json", home=home))["key"]["how"] == "file"
    (home / "device-key.json").write_text("{half")
    assert told(inside("doctor", "--json", home=home))["key"]["how"] == "fault"


@pytest.mark.parametrize("damage", ["garbage", "middle", "fact"])
def test_a_damaged_ledger(inside: Huiqian, home: Path, damage: str) -> None:
    path = home / LEDGER_FILE
    data = path.read_bytes()
    middle = data[:8192] + b"\xff" * (len(data) - 12288) + data[-4096:]
    fact = data.replace(b'"printer":true', b'"printer":null')
    assert fact != data
    path.write_bytes({"garbage": b"garbage" * 900, "middle": middle, "fact": fact}[damage])
    ran = inside("doctor", "--json", home=home)
    row = told(ran)["ledger"]
    assert (ran.code, row["state"]) == (1, "bad")
    assert row["how"] == {"garbage": "damaged", "middle": "damaged", "fact": "broken"}[damage]


@pytest.fixture
def node(tmp_path: Path) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """A central node as its own process."""
    command = [sys.executable, "-m", "app.server", "--home", str(tmp_path / "node"), "--port", "0"]
    running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=dict(os.environ))
    assert running.stdout is not None
    url = running.stdout.readline().split()[0]
    yield url, running
    running.send_signal(signal.SIGTERM)
    running.communicate(timeout=30)


def test_the_node_there_gone_and_another_in_its_place(
    inside: Huiqian, home: Path, node: tuple[str, "subprocess.Popen[str]"]
) -> None:
    url, running = node
    key = load_device_key(home)
    with Ledger.open(home / LEDGER_FILE, key) as ledger:
        client = SyncClient(ledger, url, key, TrustBook(home))
        client.server_time()
        client.close()
    row = told(inside("doctor", "--json", home=home))["node"]
    assert (row["state"], url in row["text"]) == ("ok", True)
    book = json.loads((home / "trust.json").read_text())
    from app.services.signing.keys import NodeKey, pack

    other = NodeKey.in_memory(b"o" * 32)
    book["nodes"][url] |= {"kid": other.kid, "public": pack(other.public)}
    (home / "trust.json").write_text(json.dumps(book))
    ran = inside("doctor", "--json", home=home)
    assert (ran.code, told(ran)["node"]["how"]) == (1, "key")
    running.kill()
    running.wait()
    row = told(inside("doctor", "--json", home=home))["node"]
    assert (row["state"], row["how"]) == ("warn", "away")
    (home / "trust.json").write_text("{half")
    assert told(inside("doctor", "--json", home=home))["node"]["how"] == "fault"


def test_the_clock() -> None:
    now = datetime(2026, 11, 20, 2, tzinfo=UTC)
    hours = timedelta(hours=1)
    for args, how, state in (
        ((now, None, None), "ok", "ok"),
        ((now, now - hours, 2.0), "ok", "ok"),
        ((now.replace(year=1970), None, None), "year", "bad"),
        ((now.replace(year=2100), None, None), "year", "bad"),
        ((now, now + hours, None), "back", "warn"),
        ((now, now + 48 * hours, None), "back", "bad"),
        ((now, None, 301.0), "drift", "warn"),
        ((now, None, -301.0), "drift", "warn"),
    ):
        line = machine.clock(*args)
        assert (line.how, line.state) == (how, state)
        assert "2026-11-20 10:00:00" in say(line).text or args[0].year != 2026


def test_what_qt_tells_is_read_line_by_line() -> None:
    line = b'{"area":"display","platform":"xcb","screen":{"width":1920,"height":1080,"scale":100}}'
    found = read_answer(b"libva: nothing\n" + line + b'\n{"area":"cam')
    assert found == {"display": ProbeLine(area="display", platform="xcb", screen=Screen(1920, 1080, 100))}
    lines = {line.what: (line.state, line.how) for line in Probe(found=found, late=True).lines()}
    assert lines == {
        "display": ("ok", "ok"),
        "screen_fonts": ("warn", "unknown"),
        "camera": ("warn", "unknown"),
        "printer": ("warn", "unknown"),
    }
    small = Probe(found={"display": ProbeLine(area="display", platform="xcb", screen=Screen(1280, 720, 150))})
    assert small.lines()[0].how == "small"
    library = Probe(found={"display": ProbeLine(area="display", fault="libEGL.so.1")})
    assert say(library.lines()[0]).text == "缺少图形系统库（libEGL.so.1）"
    assert Probe(found={}, late=True).lines()[0].how == "slow"
    assert Probe(found={}).lines()[0].how == "none"


def test_every_warning_says_what_to_do_next() -> None:
    rows = resource_toml("wording", "doctor.toml")
    silent = sorted(key for key, row in rows.items() if key != "names" and not row["next"])
    fine = {"ok", "none", "busy", "unused", "offline", "gone"}
    fine |= {"waiting", "joined", "by_file", "taken", "open", "address", "more"}
    assert [key for key in silent if key.partition(".")[2] not in fine] == ["node.fault", "venue.book"]
