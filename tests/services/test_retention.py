"""When a meeting may leave this computer, and that it then leaves wholly (rules.md 8.2)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from app.models import facts as f
from app.models.entry import By
from app.models.facts import Fact
from app.models.terms import Role, Stage
from app.services import retention
from app.services.desk import requests as r
from app.services.desk.refusal import Refusal
from app.services.intake.sample import sample_package
from app.services.ledger import errors
from app.services.signing.keys import NodeKey, pack
from app.services.sync.protocol import Receipt, fact_of, signed_bytes
from support.office import Office

BY = By(person="x", role=Role.SECRETARY)
NODE = NodeKey.in_memory(b"n" * 32)
KEYS = {NODE.kid: NODE.public}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path, sample_package())
    assert made.play("ImportPackage") == ""
    yield made
    made.desk.ledger.close()


@pytest.fixture
def sealed(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path, sample_package()).until("SealRecord")
    yield made
    made.desk.ledger.close()


def add(office: Office, *facts: Fact) -> None:
    with office.desk.ledger.write(office.package.meeting.id) as tx:
        for fact in facts:
            tx.append(BY, fact)


def receipt(office: Office, *, key: NodeKey = NODE, at: datetime | None = None) -> None:
    """As the sync stores it: signed over the chains as they are."""
    meeting = office.package.meeting.id
    seals = [e.fact for e in office.view.entries if isinstance(e.fact, f.ReportSealed | f.RecordClosed)]
    plain = Receipt(
        meeting=meeting,
        ranges=office.desk.ledger.heads(meeting),
        seal_hash=seals[-1].seal_hash,
        received_at=at or office.clock(),
        kid=key.kid,
    )
    add(office, fact_of(replace(plain, signature=pack(key.sign(signed_bytes(plain))))))


def cancelled(office: Office) -> None:
    assert office.play("MeetingCancelled", reason="样例取消") == ""
    assert office.play("CloseRecord") == ""


def found(office: Office, days: int = 30, *, ahead: int = 0) -> retention.Stay:
    """``ahead``: days from now."""
    return retention.stay(office.view, KEYS, days, office.clock() + timedelta(days=ahead))


def test_a_record_without_a_report_goes_after_receipt_and_keeping_time(office: Office) -> None:
    assert "receipt" in found(office).reasons
    cancelled(office)
    assert found(office).reasons == ("receipt", "unsent", "open")
    receipt(office)
    assert office.view.stage is Stage.CLOSED
    assert found(office, days=29).reasons == ("days",)
    assert found(office, days=29).due == (office.clock() + timedelta(days=29, hours=8)).date()
    assert found(office, ahead=29).reasons == ("days",)
    assert found(office, ahead=30).reasons == ()
    add(office, f.ClockAnchored(server_time=office.clock(), drift_seconds=0))
    assert found(office, ahead=30).reasons == ("unsent",)


def test_a_receipt_of_a_stranger_or_over_another_chain_does_not_count(office: Office) -> None:
    cancelled(office)
    receipt(office, key=NodeKey.in_memory(b"s" * 32))
    assert "receipt" in found(office, 0).reasons
    with pytest.raises(retention.NotDue):
        retention.erase(office.desk, office.package.meeting.id, KEYS, 0)
    assert office.view.entries
    receipt(office)
    assert found(office, 0).reasons == ()


def test_a_report_stays_until_both_archives_and_every_key_node_are_out_of_hand(sealed: Office) -> None:
    office = sealed
    receipt(office)
    add(office, f.RecordWithdrawn(reason="样例撤回"))
    receipt(office)
    assert office.view.stage is Stage.CLOSED
    assert found(office, 0).reasons == ("archive", "nodes")
    add(office, f.ArchiveHandedOver(archive="contractor", received_by="样收"))
    receipt(office)
    assert "archive" in found(office, 0).reasons
    add(office, f.ArchiveHandedOver(archive="supervisor", received_by="样收"))
    for node in office.view.m.session.nodes:
        add(office, f.KeyNodePushed(node=node, pushed_at=office.clock()))
    receipt(office)
    assert found(office, 0).reasons == ()


def bodies(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in path.glob("ledger.db*"))


def test_what_goes_is_gone_and_the_rest_stays_whole(office: Office, tmp_path: Path) -> None:
    desk, meeting = office.desk, office.package.meeting.id
    other = sample_package(meeting="XJ-OTHER-1")
    desk.do("XJ-OTHER-1", r.ImportPackage(data=office.signed(other)), BY)
    desk.ledger.put_package(meeting, 2, b"a newer roster " * 100)
    cancelled(office)
    receipt(office)
    name = office.package.people[0].name.encode()
    assert bodies(tmp_path).count(b"a newer roster") >= 1
    shared = {x for e in desk.ledger.entries("XJ-OTHER-1") for x in _names(e.fact)}
    gone = retention.erase(desk, meeting, KEYS, 0)
    assert gone.entries >= 4
    assert gone.blobs >= 2, "the package and the newer roster; the rule pack is the other meeting's too"
    assert desk.ledger.entries(meeting) == ()
    assert desk.ledger.has_blobs(shared) == shared
    assert desk.ledger.verify("XJ-OTHER-1").ok
    assert desk.view("XJ-OTHER-1").m.package is not None
    assert [p.meeting for p in desk.ledger.packages()] == []
    left = desk.ledger.entries("@" + meeting)
    assert [type(e.fact).__name__ for e in left] == ["ReceiptStored"]
    desk.ledger.close()
    data = bodies(tmp_path)
    assert b"a newer roster" not in data
    assert "样例取消".encode() not in data
    assert name in data, "the other meeting has people of the same names"


def _names(fact: Fact) -> tuple[str, ...]:
    from app.services.ledger import blobs_named

    return blobs_named(fact)


def test_afterwards_the_ledger_refuses_changes_as_before_and_the_meeting_does_not_come_back(
    office: Office, tmp_path: Path
) -> None:
    desk, meeting = office.desk, office.package.meeting.id
    cancelled(office)
    receipt(office)
    retention.erase(desk, meeting, KEYS, 0)
    assert desk.ledger.meetings() == ()
    assert desk.ledger.is_erased(meeting)
    with pytest.raises(Refusal) as said:
        desk.do(meeting, r.ImportPackage(data=office.signed(office.package)), BY)
    assert said.value.code == "already_erased"
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as raw:
        for table in ("entries", "blobs", "devices", "packages"):
            if raw.execute(f"SELECT count(*) FROM {table}").fetchone()[0]:  # noqa: S608  our own names
                with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                    raw.execute(f"DELETE FROM {table}")  # noqa: S608  as above


def test_a_disk_that_fails_in_the_middle_leaves_everything(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.services.ledger import transaction

    cancelled(office)
    receipt(office)
    before = office.view.entries

    def full(*_: object, **__: object) -> None:
        raise errors.DiskFull

    monkeypatch.setattr(transaction.WriteTx, "append", full)
    with pytest.raises(errors.DiskFull):
        retention.erase(office.desk, office.package.meeting.id, KEYS, 0)
    assert office.view.entries == before


def test_candidates_are_found_by_the_marks_alone(office: Office) -> None:
    ledger, now = office.desk.ledger, office.clock()
    assert retention.candidates(ledger, 0, now) == ()
    cancelled(office)
    receipt(office)
    assert retention.candidates(ledger, 30, office.clock()) == ()
    later = office.clock() + timedelta(days=30)
    assert retention.candidates(ledger, 30, later) == (office.package.meeting.id,)
