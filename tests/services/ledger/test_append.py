"""One write: all or nothing, in one total order, read back as it was said."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import text

from app.models.entry import GENESIS, By
from app.models.facts import (
    CheckInOpened,
    ClockAttested,
    FactUndone,
    MeetingVoided,
    PackageImported,
    PersonCheckedOut,
    PhotoTaken,
)
from app.models.facts.session import RollCalled
from app.models.package import PackRef
from app.models.terms import Role
from app.services.ledger import Ledger, WriteTx, errors, fast
from app.services.ledger.codec import MAX_BLOB, MAX_BODY
from app.services.signing.canonical import NotCanonical, sha256_hex
from app.services.signing.keys import DeviceKey, unpack, verify

BY = By(person="p-01", role=Role.SECRETARY, name="陈样一")


def test_a_fact_is_signed_linked_and_read_back(either: Ledger) -> None:
    with either.write("M-1") as tx:
        first = tx.append(BY, CheckInOpened())
        second = tx.append(BY, PersonCheckedOut(person="p-02", reason="接电话"))
        assert tx.entries() == (first, second)
    assert either.entries("M-1") == (first, second)
    assert (first.body.prev, second.body.prev) == (GENESIS, first.hash)
    assert [entry.order for entry in either.entries("M-1")] == [(1, either.device, 1), (2, either.device, 2)]
    public = either.devices()[either.device]
    assert verify(public, unpack(second.sig) or b"", bytes.fromhex(second.hash))
    line = either.lines("M-1")[1]
    assert sha256_hex(bytes(line.body)) == second.hash
    assert line.entry() == second


def test_what_raises_leaves_nothing_behind(either: Ledger) -> None:
    def fails() -> None:
        with either.write("M-1") as tx:
            tx.put_blob(b"half")
            tx.append(BY, CheckInOpened())
            raise KeyError("refused")

    with pytest.raises(KeyError):
        fails()
    assert either.entries("M-1") == ()
    assert either.has_blobs([sha256_hex(b"half")]) == frozenset()
    with either.write("M-1") as tx:
        assert tx.append(BY, CheckInOpened()).body.seq == 1


def test_meetings_do_not_touch_each_other(either: Ledger) -> None:
    for meeting in ("M-1", "M-2"):
        with either.write(meeting) as tx:
            entry = tx.append(BY, CheckInOpened())
            assert (entry.body.seq, entry.body.lamport, entry.body.prev) == (1, 1, GENESIS)


def test_blobs_go_with_their_fact(either: Ledger) -> None:
    with either.write("M-1") as tx:
        name = tx.put_blob(b"picture")
        assert tx.put_blob(b"picture") == name
        tx.append(BY, PhotoTaken(blob=name))
        assert tx.blob(name) == b"picture"
    assert either.blob(name) == b"picture"
    assert either.blob_sizes([name, "0" * 64, "x"]) == {name: 7}
    for missing in ("0" * 64, "../etc/passwd", ""):
        with pytest.raises(errors.BlobMissing):
            either.blob(missing)


def test_time_is_stored_in_utc_and_orders_nothing(tmp_path: Path) -> None:
    clock = iter(datetime(2025, 6, 1, 9, 0, tzinfo=UTC) - timedelta(hours=n) for n in range(5))
    with Ledger.open(
        tmp_path / "l.db", DeviceKey.in_memory(), clock=lambda: next(clock), mono=lambda: 2**60 + 7
    ) as ledger:
        with ledger.write("M-1") as tx:
            tx.append(BY, CheckInOpened())
            tx.append(BY, RollCalled(people=("p-01",)))
            beijing = datetime(2025, 6, 1, 17, 0, tzinfo=timezone(timedelta(hours=8)))
            said = tx.append(BY, PersonCheckedOut(person="p-01"), at=beijing)
        assert said.body.at == datetime(2025, 6, 1, 9, 0, tzinfo=UTC)
        assert b'"at":"2025-06-01T09:00:00Z"' in bytes(ledger.lines("M-1")[2].body)
        entries = ledger.entries("M-1")
        assert [type(entry.fact).__name__ for entry in entries] == [
            "CheckInOpened",
            "RollCalled",
            "PersonCheckedOut",
        ]
        assert entries[0].body.at > entries[1].body.at  # the clock was set back
        assert entries[0].body.mono == 7  # a number JSON can hold, whatever the machine's uptime
        with ledger.write("M-1") as tx, pytest.raises(ValueError, match="time zone"):
            tx.append(BY, CheckInOpened(), at=datetime(2025, 6, 1))  # noqa: DTZ001  # that is the case


def test_bounds(ledger: Ledger) -> None:
    with ledger.write("M-1") as tx:
        with pytest.raises(errors.TooLarge):
            tx.append(BY, FactUndone(target="x", reason="长" * MAX_BODY))
        with pytest.raises(errors.TooLarge):
            tx.put_blob(bytes(MAX_BLOB + 1))
    for meeting in ("", "M" * 65):
        with pytest.raises(ValueError, match="meeting id"), ledger.write(meeting):
            pass


def test_a_fact_that_could_not_be_read_back_is_not_written(ledger: Ledger) -> None:
    huge = ClockAttested(true_time=datetime.now(UTC), drift_seconds=2.0**53, owner="p-02")
    with pytest.raises(NotCanonical), ledger.write("M-1") as tx:
        tx.append(BY, huge)
    wrong = RollCalled(people=(5,))  # type: ignore[arg-type]  # the mistake under test
    with pytest.raises(msgspec.ValidationError), ledger.write("M-1") as tx:
        tx.append(BY, wrong)
    assert ledger.entries("M-1") == ()


def test_since_and_heads(either: Ledger) -> None:
    with either.write("M-1") as tx:
        made = [tx.append(BY, CheckInOpened()) for _ in range(5)]
    assert [line.hash for line in either.since("M-1", either.device, 3)] == [made[3].hash, made[4].hash]
    assert [line.hash for line in either.since("M-1", either.device, 0, limit=2)] == [
        made[0].hash,
        made[1].hash,
    ]
    head = either.heads("M-1")
    assert [(one.device, one.upto, one.hash) for one in head] == [(either.device, 5, made[4].hash)]
    assert either.heads("M-2") == ()


def test_packages_wait(either: Ledger) -> None:
    name = either.put_package("M-1", 1, b"{}")
    assert either.put_package("M-1", 1, b"{}") == name
    either.put_package("M-1", 2, b"{2}")
    assert [(row.meeting, row.roster_version, row.sha256) for row in either.packages()] == [
        ("M-1", 1, name),
        ("M-1", 2, sha256_hex(b"{2}")),
    ]
    assert all(row.received_at.tzinfo for row in either.packages())
    with pytest.raises(errors.PackageConflict):
        either.put_package("M-1", 1, b"{other}")


def test_the_list_of_meetings(either: Ledger) -> None:
    for meeting in ("M-2", "M-1", "M-3"):
        with either.write(meeting) as tx:
            if meeting != "M-3":
                tx.append(BY, _imported(tx))
            tx.append(BY, CheckInOpened())
            tx.append(BY, MeetingVoided(reason="作废"))
    found = either.meetings()
    assert [row.meeting for row in found] == ["M-1", "M-2"]
    assert [type(entry.fact) for entry in found[0].marks] == [PackageImported, MeetingVoided]
    assert found[0].imported == found[0].marks[0] == either.entries("M-1")[0]


def test_the_list_of_meetings_uses_its_index(ledger: Ledger) -> None:
    with ledger._database.read() as connection:
        plan = connection.execute(text(f"EXPLAIN QUERY PLAN {fast._MARKS}")).all()
    assert "ix_entries_marks" in str(plan)


def _imported(tx: WriteTx) -> PackageImported:
    package, pack = tx.put_blob(b"package"), tx.put_blob(b"pack")
    return PackageImported(
        package=package, pack=PackRef(id="XJ", version="1"), pack_blob=pack, roster_version=1, signed_by="n-1"
    )
