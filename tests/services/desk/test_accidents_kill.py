"""Killed while signing (EC-18): a real process, a real SIGKILL, at points nobody chose."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.models.facts import SignatureGiven
from app.models.terms import Document, Stage
from app.services.rehearsal.crowd import CROWD
from support.command import ROOT
from support.meeting_day import KEY, MEETING, player

CHILD = """
import sys
from pathlib import Path
from support.meeting_day import player, MEETING
from app.services.rehearsal.script import Step

desk = player(Path(sys.argv[1]))
desk.view = desk.desk.view(MEETING)
def tell():
    sys.stdout.write(f"{desk.view.stage.value} {len(desk.view.entries)} {desk.view.m.last_hash}\\n")
    sys.stdout.flush()
tell()
while True:
    for request, by in list(desk._asked(Step(do="SignSheetAll"))):
        desk.view = desk.desk.do(MEETING, request, by)
        tell()
"""


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everybody is here; the sign-in sheet is being signed."""
    home = tmp_path_factory.mktemp("ready")
    player(home, "SignSheetAll").desk.ledger.close()
    return home


def killed(home: Path, lines: int, after: float) -> list[str]:
    """What the child acknowledged before it was killed, ``after`` seconds behind its line number ``lines``."""
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(home)],
        cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    said = [child.stdout.readline() for _ in range(lines)]
    time.sleep(after)  # the point of the kill is the accident itself, nothing is waited for
    child.send_signal(signal.SIGKILL)
    said += child.stdout.readlines()
    child.stdout.close()
    assert child.wait(timeout=30) == -signal.SIGKILL
    return [line for line in said if line.endswith("\n")]


def test_ec_18_a_desk_killed_while_signing_opens_as_it_was_acknowledged(ready: Path) -> None:
    chance = random.Random(20261120)  # noqa: S311  # a point in time, no secret
    signed = 0
    for _round in range(3):
        said = killed(ready, chance.randint(2, 8), chance.uniform(0, 0.12))
        stage, count, last = said[-1].split()
        found = player(ready)
        view = found.desk.view(MEETING)
        hashes = [entry.hash for entry in view.entries]
        assert hashes[int(count) - 1] == last, "what was acknowledged is there, in its place"
        assert len(hashes) - int(count) in {0, 1}, "at most the one that was on disk before its line was out"
        assert (view.stage.value, view.stage) == (stage, Stage.CHECKIN)
        assert found.desk.ledger.verify(MEETING).ok
        for entry in view.entries:
            if isinstance(entry.fact, SignatureGiven) and entry.fact.ink is not None:
                ink = entry.fact.ink
                assert found.desk.ledger.blob(ink.strokes)
                assert found.desk.ledger.blob(ink.picture).startswith(b"\x89PNG")
                assert entry.body.device == KEY.id
        signed += len(said) - 1
        found.desk.ledger.close()
    assert signed >= 4, "the rounds did sign something"


def test_ec_18_the_meeting_goes_on_after_the_kill(ready: Path, tmp_path: Path) -> None:
    found = player(ready)
    found.view = found.desk.view(MEETING)
    before = len(found.view.entries)
    for request, by in CROWD["SignSheetAll"](found.view, {}):
        found.view = found.desk.do(MEETING, request, by)
    here = {person for person in found.view.m.spans if found.view.m.present(person)}
    assert {p for document, p in found.view.m.signatures if document is Document.SIGN_IN} == here
    assert len(found.view.entries) == before + len(here)
    assert found.desk.ledger.verify(MEETING).ok
    found.desk.ledger.close()
    assert tmp_path.exists()
