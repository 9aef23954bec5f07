"""The wall on a real second display of a real X server: it fills it, goes when it is pulled out, and comes back with it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
PROJECTOR = [1366, 0, 1920, 1080]


@pytest.fixture
def x_server() -> Iterator[str]:
    """An X server wide enough for two displays, which keeps them when nobody is connected."""
    program = shutil.which("Xvfb")
    assert program, "Xvfb is missing: apt-get install xvfb"
    ours, theirs = os.pipe()
    server = subprocess.Popen(
        (program, "-displayfd", str(theirs), "-screen", "0", "3286x1080x24", "-noreset", "-nolisten", "tcp"),
        pass_fds=(theirs,),
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs)
    with os.fdopen(ours) as pipe:
        number = pipe.readline().strip()
    assert number, "Xvfb did not start"
    yield f":{number}"
    server.terminate()
    server.wait()


def test_a_display_is_filled_missed_and_filled_again(x_server: str, tmp_path: Path) -> None:
    env = {**os.environ, "DISPLAY": x_server, "QT_QPA_PLATFORM": "xcb"}
    env["PYTHONPATH"] = os.pathsep.join((str(TESTS.parent), str(TESTS)))
    ran = subprocess.run(
        (sys.executable, str(TESTS / "support" / "wall_alone.py"), str(tmp_path)),
        env=env,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    seen = {row["what"]: row for row in map(json.loads, ran.stdout.splitlines())}
    assert list(seen) == ["opened", "pulled", "back", "alone", "found"]
    for what in ("opened", "back", "found"):
        assert (seen[what]["wall"], seen[what]["full"]) == (PROJECTOR, True)
    assert seen["pulled"]["wall"] is None, "never left over the desk's only display"
    x, y, width, height = seen["alone"]["wall"]
    assert not seen["alone"]["full"]
    assert (x + width, y + height) <= (1366, 768)
