"""Full disk, read-only home, two processes on one home: each real, through the desk's own verbs."""

import contextlib
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.models.entry import By
from app.models.terms import Stage
from app.services.desk import requests as r
from app.services.desk.desk import Desk, View
from app.services.ledger import HomeLock, errors
from app.services.rehearsal.people import actor
from support.command import ROOT, read_only
from support.meeting_day import MEETING, START, open_desk, player

PHOTO = bytes(range(256)) * 2000
"""512,000 bytes."""


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of 4 MB where root may mount one, else a limit on the size of files."""
    if os.geteuid() == 0:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)], check=True)
        try:
            yield folder
        finally:
            subprocess.run(["umount", "-l", str(folder)], check=True)
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_000_000, hard))
    try:
        yield folder
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def photos_until_full(desk: Desk, by: By) -> tuple[View, errors.LedgerError]:
    """The last view that was granted, and the error that followed."""
    last = desk.view(MEETING)
    for n in range(20):
        try:
            last = desk.do(MEETING, r.TakePhoto(data=PHOTO + bytes([n]), caption=str(n)), by)
        except errors.LedgerError as full:
            return last, full
    pytest.fail("the disk was never full")


def test_a_full_disk_refuses_the_verb_and_loses_nothing(tmp_path: Path) -> None:
    with small_disk(tmp_path) as home:
        ballast = home / "ballast"
        ballast.write_bytes(bytes(1_000_000))
        found = player(home, "SignSheetAll")
        desk, by = found.desk, actor(found.desk.view(MEETING).m, "secretary")
        last, full = photos_until_full(desk, by)
        assert full.code in {"ledger.disk_full", "ledger.disk_fault"}
        assert os.geteuid() != 0 or full.code == "ledger.disk_full"
        now = desk.view(MEETING)
        assert [e.hash for e in now.entries] == [e.hash for e in last.entries]
        assert now.stage is last.stage
        assert len(now.m.photos) == len(last.m.photos)
        if os.geteuid() == 0:
            ballast.unlink()  # somebody made room
            again = desk.do(MEETING, r.TakePhoto(data=PHOTO + b"again", caption="again"), by)
            assert len(again.m.photos) == len(last.m.photos) + 1
        assert desk.ledger.verify(MEETING).ok
        desk.ledger.close()


def test_a_disk_that_is_full_while_documents_are_sealed(tmp_path: Path) -> None:
    """The largest write of a meeting is its seal; refused, the meeting can be sealed later."""
    with small_disk(tmp_path) as home:
        found = player(home, "SealRecord")
        desk = found.desk
        before = desk.view(MEETING)
        ballast = home / "ballast"
        with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while True:  # until the rest of the disk is taken
                file.write(bytes(4096))
        by = actor(before.m, "secretary")
        if os.geteuid() == 0:
            with pytest.raises(errors.DiskFull):
                desk.do(MEETING, r.SealRecord(), by)
            after = desk.view(MEETING)
            assert (after.stage, after.m.seal, len(after.entries)) == (
                Stage.SIGNING,
                None,
                len(before.entries),
            )
        ballast.unlink()
        assert desk.do(MEETING, r.SealRecord(), by).stage is Stage.SYNC_PENDING
        assert desk.ledger.verify(MEETING).ok
        desk.ledger.close()


def test_a_home_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with read_only(tmp_path / "ro") as home:
        with pytest.raises((errors.ReadOnly, errors.CannotOpen)):
            open_desk(home, lambda: START)
        with pytest.raises(errors.LedgerError) as caught:
            HomeLock(home).acquire()
        assert caught.value.code == "ledger.read_only"


def test_a_disk_that_becomes_read_only_during_the_meeting(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root may remount")
    with small_disk(tmp_path) as home:
        found = player(home, "SignSheetAll")
        before = found.desk.view(MEETING)
        by = actor(before.m, "secretary")
        found.desk.ledger.close()
        subprocess.run(["mount", "-o", "remount,ro", str(home)], check=True)
        with pytest.raises(errors.LedgerError) as caught:
            open_desk(home, lambda: START).do(MEETING, r.TakePhoto(data=b"x"), by)
        assert caught.value.code in {"ledger.read_only", "ledger.cannot_open"}
        subprocess.run(["mount", "-o", "remount,rw", str(home)], check=True)
        again = open_desk(home, found.clock)
        assert again.view(MEETING).m.last_hash == before.m.last_hash
        assert again.do(MEETING, r.TakePhoto(data=b"x"), by).m.photos
        again.ledger.close()


HOLDER = """
import sys
from pathlib import Path
from app.services.ledger import HomeLock
with HomeLock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_process_on_one_home_is_told_who_is_there(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(errors.HomeBusy) as busy:
        HomeLock(tmp_path).acquire()
    assert busy.value.details["pid"] == str(holder.pid)
    holder.kill()
    holder.communicate()
    with HomeLock(tmp_path) as lock:  # the system has let it go
        assert lock.holder() == os.getpid()
