"""``huiqian doctor`` about what lies in the key ring or in a file: device key, ledger key, PIN. It changes nothing."""

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from app.bootstrap import LEDGER_FILE, open_home
from app.commands import doctor as command
from app.services import settings
from app.services.doctor import evidence, examine, kept, machine
from app.services.doctor.probe import Probe
from app.services.ledger import cipher
from app.services.pin import PinPad
from app.services.places import settings_file
from app.services.signing.keys import load_device_key
from support.command import ROOT, Huiqian, Ran
from support.meeting_day import player
from support.ringfile import ring_environment

MAKE = """
import sys
from pathlib import Path
from app.bootstrap import open_home
from app.services.pin import PinPad
home = Path(sys.argv[1])
open_home(home, dict).ledger.close()
PinPad(home).set("2468")
"""


def told(ran: Ran) -> dict[str, dict[str, str]]:
    return {row["what"]: row for row in json.loads(ran.out)}


def how(ran: Ran, *what: str) -> tuple[tuple[str, str], ...]:
    rows = told(ran)
    return tuple((rows[x]["state"], rows[x]["how"]) for x in what)


@pytest.fixture
def ring(tmp_path: Path, env: dict[str, str]) -> dict[str, str]:
    """A home made by a process with a key ring that works."""
    more = ring_environment(tmp_path)
    subprocess.run(
        [sys.executable, "-c", MAKE, str(tmp_path / "home")], cwd=ROOT, env={**env, **more}, check=True
    )
    return more


def test_a_key_ring_that_has_all_that_lost_some_and_that_lost_all(
    huiqian: Huiqian, ring: dict[str, str]
) -> None:
    keys = ("key", "ledger_key", "pin", "ledger")
    ran = huiqian("doctor", "--json", more=ring)
    assert how(ran, *keys) == (("ok", "ok"),) * 4
    file = Path(ring["RING_FILE"])
    kept = json.loads(file.read_text())
    file.write_text(json.dumps({name: x for name, x in kept.items() if " device-" not in name}))
    ran = huiqian("doctor", "--json", more=ring)
    assert (ran.code, how(ran, *keys)) == (
        1,
        (("bad", "lost"), ("ok", "ok"), ("ok", "ok"), ("ok", "ok")),
    )
    file.write_text("{}")
    ran = huiqian("doctor", "--json", more=ring)
    rows = told(ran)
    assert how(ran, *keys) == (("bad", "lost"), ("bad", "lost"), ("warn", "none"), ("bad", "fault"))
    assert "huiqian restore" in rows["ledger_key"]["next"]
    assert rows["badges"]["how"] == "unseen"


def test_a_key_ring_that_is_empty_strings(huiqian: Huiqian, ring: dict[str, str]) -> None:
    """What ``vault.forget`` leaves in a ring that cannot delete."""
    file = Path(ring["RING_FILE"])
    file.write_text(json.dumps(dict.fromkeys(json.loads(file.read_text()), "")))
    ran = huiqian("doctor", "--json", more=ring)
    assert how(ran, "key", "ledger_key", "pin") == (("bad", "lost"), ("bad", "lost"), ("warn", "none"))


def test_a_key_ring_that_never_answers(huiqian: Huiqian, ring: dict[str, str]) -> None:
    ran = huiqian("doctor", "--json", more=ring | {"RING_HANGS": "1"})
    assert how(ran, "key", "ledger_key", "pin") == (("bad", "slow"), ("bad", "slow"), ("warn", "slow"))
    assert how(ran, "ledger", "badges") == (("bad", "slow"), ("warn", "unseen"))


def test_all_that_may_hang_ends_within_the_five_seconds(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Nothing is waited for one after the other: whatever hangs, the last answer is due before five seconds are over."""
    hang = threading.Event()
    for module, name in ((kept, "device_key"), (evidence, "ledger"), (machine, "disk")):
        monkeypatch.setattr(module, name, lambda *_a, **_k: hang.wait(60))
    monkeypatch.setattr(examine, "PATIENCE", 0.2)
    monkeypatch.setattr(examine, "LEDGER_BY", 0.4)
    monkeypatch.setattr(examine, "VENUE", 0.2)
    (tmp_path / LEDGER_FILE).touch()
    begun = time.monotonic()
    asked = command.asked_of(tmp_path, tmp_path / "settings.json")
    lines = examine.examine(asked, lambda: Probe(found={}))
    assert time.monotonic() - begun < 30
    hang.set()
    assert {line.what: line.how for line in lines if line.what in {"disk", "key", "ledger"}} == {
        "disk": "read_only",
        "key": "slow",
        "ledger": "slow",
    }


def test_the_time_limits_add_up() -> None:
    assert max(examine.PATIENCE, examine.LEDGER_BY, examine.PROBE_BY) + examine.VENUE <= 4.6


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home that a desk has opened, without a key ring."""
    folder = tmp_path / "home"
    open_home(folder, dict).ledger.close()
    return folder


@pytest.mark.skipif(sys.platform == "win32", reason="no such permissions")
def test_the_key_of_the_ledger_in_a_file(inside: Huiqian, home: Path) -> None:
    file = home / cipher.KEY_FILE
    ran = inside("doctor", "--json", home=home)
    assert how(ran, "key", "ledger_key", "ledger") == (("warn", "file"), ("warn", "file"), ("ok", "ok"))
    assert "个保法51" in told(ran)["ledger_key"]["text"]
    file.chmod(0o640)
    ran = inside("doctor", "--json", home=home)
    assert (ran.code, how(ran, "ledger_key")) == (1, (("bad", "open"),))
    assert f"chmod 600 {file}" in told(ran)["ledger_key"]["next"]


@pytest.mark.parametrize(
    ("left", "said"),
    [("{half", "fault"), ('{"name": "x", "secret": "AAAA"}', "fault"), ("[]", "fault"), (None, "missing")],
)
def test_the_key_of_the_ledger_spoilt_or_gone(
    inside: Huiqian, home: Path, left: str | None, said: str
) -> None:
    file = home / cipher.KEY_FILE
    file.unlink() if left is None else file.write_text(left)
    ran = inside("doctor", "--json", home=home)
    assert (ran.code, how(ran, "ledger_key")) == (1, (("bad", said),))
    assert told(ran)["ledger"]["state"] == "bad"


def test_a_ledger_in_plain(inside: Huiqian, tmp_path: Path) -> None:
    folder = tmp_path / "home"
    folder.mkdir()
    player(folder, "CheckInAll").desk.ledger.close()
    ran = inside("doctor", "--json", home=folder)
    assert how(ran, "ledger_key", "ledger") == (("warn", "plain"), ("ok", "ok"))


def test_a_copied_home_is_told_and_gets_no_key(inside: Huiqian, home: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(home, copy)
    before = (copy / "device-key.json").read_bytes()
    ran = inside("doctor", "--json", home=copy)
    row = told(ran)["key"]
    assert (row["state"], row["how"]) == ("warn", "moved")
    assert str(home) in row["next"]
    assert (copy / "device-key.json").read_bytes() == before


def test_pin_and_kiosk(inside: Huiqian, home: Path) -> None:
    ran = inside("doctor", "--json", home=home)
    assert how(ran, "pin", "kiosk") == (("warn", "none"), ("ok", "none"))
    PinPad(home).set("2468")
    assert how(inside("doctor", "--json", home=home), "pin") == (("ok", "ok"),)
    path = settings_file(home)
    settings.save(path, replace(settings.load(path), kiosk="XJ-GONE"))
    ran = inside("doctor", "--json", home=home)
    assert how(ran, "kiosk") == (("ok", "gone"),)
    assert "XJ-GONE" in told(ran)["kiosk"]["text"]


def seen(folder: Path) -> dict[str, tuple[bytes, int, int]]:
    return {
        str(x.relative_to(folder)): (x.read_bytes(), x.stat().st_mtime_ns, x.stat().st_mode)
        for x in sorted(folder.rglob("*"))
        if x.is_file()
    }


def test_the_doctor_makes_and_changes_nothing(inside: Huiqian, home: Path, tmp_path: Path) -> None:
    load_device_key(home)
    PinPad(home).set("2468")
    before = seen(home)
    assert LEDGER_FILE in before
    inside("doctor", home=home)
    assert seen(home) == before
    inside("doctor", home=tmp_path / "not" / "there")
    assert not (tmp_path / "not").exists()


def test_a_ledger_that_cannot_be_written(
    inside: Huiqian, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may = os.access  # root may write everywhere
    monkeypatch.setattr(os, "access", lambda path, mode: path != home / LEDGER_FILE and may(path, mode))
    row = told(inside("doctor", "--json", home=home))["ledger"]
    assert (row["state"], row["how"]) == ("bad", "fault")


def test_a_ledger_whose_making_was_cut(inside: Huiqian, home: Path) -> None:
    for file in home.glob(f"{LEDGER_FILE}*"):
        file.unlink()
    (home / LEDGER_FILE).touch()
    assert how(inside("doctor", "--json", home=home), "ledger") == (("ok", "none"),)
