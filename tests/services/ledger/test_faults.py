"""Accidents, each a real one: a killed process, a full disk, a read-only folder, a lock, a damaged file."""

import os
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.models.entry import By
from app.models.facts import PersonCheckedOut
from app.models.terms import Role
from app.services.ledger import Ledger, errors
from app.services.signing.keys import DeviceKey

KEY = DeviceKey.in_memory(b"\x02" * 32)
BY = By(person="p-01", role=Role.SECRETARY)
NOBODY = 65534

CHILD = """
import sys
from pathlib import Path
from app.models.entry import By
from app.models.facts import PersonCheckedOut
from app.models.terms import Role
from app.services.ledger import Ledger
from app.services.signing.keys import DeviceKey

ledger = Ledger.open(Path(sys.argv[1]), DeviceKey.in_memory(bytes([2]) * 32))
while True:
    with ledger.write("M-1") as tx:
        name = tx.put_blob(len(tx.entries()).to_bytes(4) * 3000)
        entry = tx.append(By(person="p-01", role=Role.SECRETARY), PersonCheckedOut(person="p-02", reason=name))
    sys.stdout.write(entry.hash + "\\n")
    sys.stdout.flush()
"""


def _append(ledger: Ledger, reason: str = "") -> str:
    with ledger.write("M-1") as tx:
        return tx.append(BY, PersonCheckedOut(person="p-02", reason=reason)).hash


@pytest.mark.parametrize("after", [1, 7, 60])
def test_a_killed_process_loses_no_committed_fact(tmp_path: Path, after: int) -> None:
    path = tmp_path / "ledger.db"
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(path)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    said = [child.stdout.readline().strip() for _ in range(after)]
    child.send_signal(signal.SIGKILL)
    said += [line.strip() for line in child.stdout if line.endswith("\n")]
    child.stdout.close()
    assert child.wait(timeout=30) == -signal.SIGKILL
    with Ledger.open(path, KEY) as ledger:
        stored = [entry.hash for entry in ledger.entries("M-1")]
        assert len(said) >= after
        assert stored[: len(said)] == said
        assert len(stored) <= len(said) + 1  # the one that was on disk before its line was out
        assert ledger.verify("M-1").ok
        assert all(
            ledger.blob(entry.fact.reason)
            for entry in ledger.entries("M-1")
            if isinstance(entry.fact, PersonCheckedOut)
        )
        _append(ledger, "and on it goes")
        assert ledger.verify("M-1").ok


@contextmanager
def _small_disk() -> Iterator[Path]:
    folder = tempfile.mkdtemp(prefix="huiqian-full-")
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], check=True, capture_output=True
    )
    try:
        yield Path(folder)
    finally:
        subprocess.run(["umount", folder], check=True)
        Path(folder).rmdir()


@contextmanager
def _small_files(folder: Path) -> Iterator[Path]:
    """Without the right to mount: the system refuses every file beyond 1 MB to this process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, hard))
    try:
        yield folder
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def _fill_up(ledger: Ledger) -> list[str]:
    kept: list[str] = []
    try:
        while len(kept) < 10_000:
            kept.append(_append(ledger, "满" * 3000))
    except (errors.DiskFull, errors.DiskFault):
        return kept
    pytest.fail("the disk never filled up")


def test_a_full_disk_refuses_the_new_and_keeps_the_old(tmp_path: Path) -> None:
    try:
        disk = _small_disk() if os.geteuid() == 0 else _small_files(tmp_path)
        with disk as folder:
            ballast = folder / "ballast"
            ballast.write_bytes(bytes(200_000))
            with Ledger.open(folder / "ledger.db", KEY) as ledger:
                kept = _fill_up(ledger)
                assert kept
                assert [entry.hash for entry in ledger.entries("M-1")] == kept
                with pytest.raises((errors.DiskFull, errors.DiskFault)):
                    ledger.put_blob(bytes(900_000))
                if os.geteuid() == 0:
                    ballast.unlink()  # somebody made room
                    kept.append(_append(ledger, "again"))
            with Ledger.open(folder / "ledger.db", KEY) as ledger:
                assert [entry.hash for entry in ledger.entries("M-1")] == kept
                assert ledger.verify("M-1").ok
    except subprocess.CalledProcessError as error:
        pytest.fail(f"no small disk could be mounted: {error.stderr}")


def test_a_limit_on_file_size_is_told_like_a_full_disk(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.db", KEY) as ledger:
        with _small_files(tmp_path):
            kept = _fill_up(ledger)
        assert [entry.hash for entry in ledger.entries("M-1")] == kept
        kept.append(_append(ledger))
        assert ledger.verify("M-1").ok


@contextmanager
def _as_nobody() -> Iterator[None]:
    """Root ignores the permissions of files; so be nobody for a while."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def _public_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="huiqian-ro-"))
    folder.chmod(0o755)
    return folder


def test_a_read_only_folder_is_told(tmp_path: Path) -> None:
    folder = _public_folder()
    path = folder / "ledger.db"
    with Ledger.open(path, KEY) as ledger:
        _append(ledger)
    path.chmod(0o444)
    folder.chmod(0o555)
    try:
        with _as_nobody():
            with pytest.raises((errors.ReadOnly, errors.CannotOpen)) as caught:
                Ledger.open(path, KEY)
            with pytest.raises(errors.CannotOpen):
                Ledger.open(folder / "new.db", KEY)
        assert str(path) in str(caught.value)
        assert type(caught.value) is errors.ReadOnly
    finally:
        folder.chmod(0o755)
    with Ledger.open(path, KEY) as ledger:
        assert ledger.verify("M-1").ok
    assert tmp_path.exists()


def test_a_second_process_that_holds_the_ledger_is_told(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with Ledger.open(path, KEY, busy_timeout=0.1) as ledger:
        holder = sqlite3.connect(path, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(errors.Locked):
            _append(ledger)
        assert ledger.entries("M-1") == ()  # reading goes on
        holder.execute("ROLLBACK")
        holder.close()
        _append(ledger)


def test_threads_take_turns(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.db", KEY) as ledger:

        def work() -> None:
            for _ in range(20):
                _append(ledger)

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(ledger.entries("M-1")) == 80
        assert ledger.verify("M-1").ok


def test_a_thread_that_never_gets_its_turn_is_told(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.db", KEY, busy_timeout=0.1) as ledger:
        seen: list[BaseException] = []

        def work() -> None:
            try:
                _append(ledger)
            except errors.Locked as error:
                seen.append(error)

        with ledger.write("M-1"):
            thread = threading.Thread(target=work)
            thread.start()
            thread.join()
        assert [type(error) for error in seen] == [errors.Locked]


def test_a_file_of_garbage_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    path.write_bytes(b"\x00garbage" * 1000)
    with pytest.raises(errors.NotALedger):
        Ledger.open(path, KEY)


def test_a_damaged_file_is_told_not_guessed_at(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with Ledger.open(path, KEY) as ledger:
        for _ in range(50):
            _append(ledger, "损" * 1000)
    data = bytearray(path.read_bytes())
    data[8192 : len(data) - 4096] = b"\xff" * (len(data) - 12288)
    path.write_bytes(data)
    with pytest.raises(errors.Corrupted), Ledger.open(path, KEY) as ledger:
        ledger.entries("M-1")


def test_a_flipped_byte_in_a_fact_is_found_by_verify(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with Ledger.open(path, KEY) as ledger:
        for number in range(5):
            _append(ledger, f"person number {number}")
    data = path.read_bytes()
    assert data.count(b"person number 3") == 1
    path.write_bytes(data.replace(b"person number 3", b"person number 4"))
    with Ledger.open(path, KEY) as ledger:
        broken = ledger.verify("M-1").broken
    assert [point.code for point in broken] == ["entry.hash", "chain.gap"]
    assert broken[0].args["seq"] == "4"


def test_a_row_that_is_no_entry_any_more_is_damage_not_a_crash(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with Ledger.open(path, KEY) as ledger:
        _append(ledger, "person number 1")
    data = path.read_bytes()
    path.write_bytes(data.replace(b'"reason":"person number 1"', b'"reason":{"on number": 1}'.ljust(26)))
    with Ledger.open(path, KEY) as ledger:
        with pytest.raises(errors.Corrupted):
            ledger.entries("M-1")
        assert [point.code for point in ledger.verify("M-1").broken] == ["entry.unreadable"]
