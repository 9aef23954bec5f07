"""One desk per home."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.services.ledger import HomeLock, errors

HOLDER = """
import sys
from pathlib import Path
from app.services.ledger import HomeLock
lock = HomeLock(Path(sys.argv[1]))
lock.acquire()
sys.stdout.write("held\\n")
sys.stdout.flush()
sys.stdin.read()
"""


def test_a_second_process_is_told_who_is_there_and_a_dead_one_holds_nothing(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(errors.HomeBusy) as caught:
            HomeLock(tmp_path).acquire()
        assert caught.value.details["pid"] == str(holder.pid)
        assert HomeLock(tmp_path).holder() == holder.pid
        holder.kill()
    with HomeLock(tmp_path) as lock:
        assert lock.holder() == os.getpid()


def test_released_is_free(tmp_path: Path) -> None:
    first = HomeLock(tmp_path)
    first.acquire()
    first.release()
    first.release()
    second = HomeLock(tmp_path)
    second.acquire()
    assert second.holder() == os.getpid()
    second.release()
    assert second.holder() is None


def test_a_home_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(errors.LedgerError):
        HomeLock(tmp_path / "file").acquire()
