"""What was read is not read again while nothing was added; whatever was added, by whomever, is there at once."""

from pathlib import Path

import pytest

from app.models.entry import By
from app.models.facts import CheckInOpened, PersonCheckedOut
from app.models.terms import Role
from app.services.ledger import Ledger
from app.services.signing.keys import DeviceKey

BY = By(person="p-01", role=Role.SECRETARY, name="陈样一")


def gone(n: int) -> PersonCheckedOut:
    return PersonCheckedOut(person=f"p-{n:02d}", reason="接电话")


def test_the_same_entries_while_nothing_is_added(either: Ledger) -> None:
    with either.write("M-1") as tx:
        tx.entries()
        tx.append(BY, CheckInOpened())
        tx.append(BY, gone(2))
        written = tx.entries()
    assert either.entries("M-1") is written
    with either.write("M-1") as tx:
        assert tx.entries() is written
        tx.append(BY, gone(3))
        assert tx.entries()[:2] == written
    assert [e.body.seq for e in either.entries("M-1")] == [1, 2, 3]
    assert len(written) == 2, "who holds what was read before holds it still"


def test_an_undone_write_is_not_remembered(either: Ledger) -> None:
    def fails() -> None:
        with either.write("M-1") as tx:
            tx.entries()
            tx.append(BY, gone(9))
            raise KeyError("refused")

    with either.write("M-1") as tx:
        tx.append(BY, CheckInOpened())
    before = either.entries("M-1")
    with pytest.raises(KeyError):
        fails()
    assert either.entries("M-1") == before
    with either.write("M-1") as tx:
        tx.append(BY, gone(2))
    assert [e.fact for e in either.entries("M-1")] == [CheckInOpened(), gone(2)]


def test_what_another_process_and_another_device_add_is_seen(tmp_path: Path) -> None:
    key, other = DeviceKey.in_memory(b"\x01" * 32), DeviceKey.in_memory(b"\x02" * 32)
    with (
        Ledger.open(tmp_path / "a.db", key) as here,
        Ledger.open(tmp_path / "a.db", key) as twin,
        Ledger.open(tmp_path / "b.db", other) as there,
    ):
        with here.write("M-1") as tx:
            tx.append(BY, CheckInOpened())
        assert len(here.entries("M-1")) == 1
        with twin.write("M-1") as tx:
            tx.append(BY, gone(2))
        assert [e.fact for e in here.entries("M-1")] == [CheckInOpened(), gone(2)]
        with there.write("M-1") as tx:
            tx.append(BY, gone(3))
        here.absorb("M-1", there.lines("M-1"), {}, there.devices())
        assert {e.body.device for e in here.entries("M-1")} == {here.device, there.device}
        assert [e.order for e in here.entries("M-1")] == sorted(e.order for e in here.entries("M-1"))


def test_five_meetings_one_after_another(ledger: Ledger) -> None:
    for n in range(5):
        with ledger.write(f"M-{n}") as tx:
            tx.append(BY, gone(n))
    for _again in range(2):
        assert [ledger.entries(f"M-{n}")[0].fact for n in range(5)] == [gone(n) for n in range(5)]
