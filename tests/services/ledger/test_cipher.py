"""EC-50: a lost disk tells nothing; what was plain before is encrypted at the next start."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.backend
import pytest

from app.models import facts as f
from app.models.entry import By
from app.models.terms import Role
from app.services.ledger import Ledger, cipher, errors
from app.services.ledger.glance import glance
from app.services.signing.keys import DeviceKey

SECRETARY = By(person="secretary", role=Role.SECRETARY, name="样秘")
KEY = DeviceKey.in_memory(b"\x07" * 32)


class Ring(keyring.backend.KeyringBackend):
    """A keyring that lasts as long as the test."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring ships no types here
        self.kept: dict[tuple[str, str], str] = {}

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))


@pytest.fixture
def ring() -> Iterator[Ring]:
    before, found = keyring.get_keyring(), Ring()
    keyring.set_keyring(found)
    yield found
    keyring.set_keyring(before)


def written(path: Path, *, protected: bool) -> None:
    with Ledger.open(path, KEY, protected=protected) as ledger, ledger.write("M-1") as tx:
        tx.append(SECRETARY, f.MeetingCancelled(reason="样例原因不得被读出"), at=None)
        tx.put_blob("样例照片不得被读出".encode())


def test_nothing_on_the_disk_can_be_read_without_the_keyring(tmp_path: Path, ring: Ring) -> None:
    path = tmp_path / "ledger.db"
    written(path, protected=True)
    on_disk = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert "不得被读出".encode() not in on_disk
    assert b"SQLite format 3" not in on_disk
    [secret] = ring.kept.values()
    assert secret.encode() not in on_disk
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(path).execute("SELECT * FROM entries")
    with Ledger.look(path) as ledger:
        assert [type(e.fact).__name__ for e in ledger.entries("M-1")] == ["MeetingCancelled"]
    assert glance(path) == "[]"


def test_where_the_key_lies_is_said_by_its_record(tmp_path: Path, ring: Ring) -> None:
    path = tmp_path / "ledger.db"
    assert cipher.store_of(path) == ""
    written(path, protected=True)
    assert cipher.store_of(path) == "keyring"
    ring.kept.clear()
    assert cipher.store_of(path) == "keyring", "whether it is still there, only key_of says"
    record = path.with_name(cipher.KEY_FILE)
    record.write_text(json.dumps({**json.loads(record.read_bytes()), "secret": "AAAA"}))
    assert cipher.store_of(path) == "file"
    for spoilt in ("{half", "[]", "{}"):
        record.write_text(spoilt)
        assert cipher.store_of(path) == ""


def test_another_computer_has_no_key(tmp_path: Path, ring: Ring) -> None:
    path = tmp_path / "ledger.db"
    written(path, protected=True)
    ring.kept.clear()
    with pytest.raises(errors.KeyLost):
        Ledger.look(path)
    with pytest.raises(errors.KeyLost):
        Ledger.open(path, KEY, protected=True)
    assert glance(path) is None


def test_a_plain_ledger_is_encrypted_at_the_next_start(tmp_path: Path, ring: Ring) -> None:
    path = tmp_path / "ledger.db"
    written(path, protected=False)
    assert cipher.is_plain(path)
    assert cipher.key_of(path) is None
    with Ledger.open(path, KEY, protected=True) as ledger:
        assert [type(e.fact).__name__ for e in ledger.entries("M-1")] == ["MeetingCancelled"]
        assert ledger.verify("M-1").broken == ()
        with ledger.write("M-1") as tx:
            tx.append(SECRETARY, f.MeetingCancelled(reason="再来一次"), at=None)
    assert not cipher.is_plain(path)
    assert "不得被读出".encode() not in path.read_bytes()
    assert sorted(x.name for x in tmp_path.iterdir()) == [cipher.KEY_FILE, "ledger.db"]
    assert len(ring.kept) == 1
    with (
        pytest.raises(errors.AppendOnly),
        Ledger.open(path, KEY) as ledger,
        ledger._database.write("M-1") as c,
    ):
        c.exec_driver_sql("DELETE FROM entries")


def test_without_a_keyring_the_key_lies_beside_for_this_user_alone(tmp_path: Path) -> None:
    from keyring.backends import null

    before = keyring.get_keyring()
    keyring.set_keyring(null.Keyring())  # type: ignore[no-untyped-call]  # as above
    try:
        path = tmp_path / "ledger.db"
        written(path, protected=True)
        record = tmp_path / cipher.KEY_FILE
        assert json.loads(record.read_bytes())["store"] == "file"
        assert record.stat().st_mode & 0o077 == 0
        with Ledger.look(path) as ledger:
            assert len(ledger.entries("M-1")) == 1
    finally:
        keyring.set_keyring(before)


def test_an_export_that_fails_leaves_the_old_file(
    tmp_path: Path, ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "ledger.db"
    written(path, protected=False)

    def full(_plain: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(cipher, "_compare", full)
    with Ledger.open(path, KEY, protected=True) as ledger:
        assert len(ledger.entries("M-1")) == 1
    assert cipher.is_plain(path)
    assert not list(tmp_path.glob("*.encrypting"))
    assert ring.kept
