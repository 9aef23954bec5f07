"""Several devices and a real node: nothing a hostile scanner claims of the node hides from the primary what the node says."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from click.testing import CliRunner

from app.commands.group import huiqian
from app.models import facts as f
from app.models.entry import By
from app.models.fold import fold
from app.models.meeting import Meeting
from app.models.terms import Role
from app.services.audit import load_world
from app.services.signing.keys import pack
from app.services.sync.counting import standing_of
from app.services.sync.door import list_of
from app.services.sync.protocol import is_signed_by
from app.services.venue.signed import forged_word

SECRETARY = By(person="secretary", role=Role.SECRETARY, name="样秘")
NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
SERIAL = "ab" * 8

Two = tuple[Any, Any, str]


def m_of(desk: Any, meeting: str) -> Meeting:
    entries = desk.ledger.entries(meeting)
    return fold(meeting, entries, load_world(entries, desk.ledger.blob))


def carry(source: Any, to: Any, meeting: str) -> None:
    """The chain of one device arrives at another, and the package with it."""
    for name in {e.fact.package for e in source.ledger.entries(meeting) if hasattr(e.fact, "package")} | {
        e.fact.pack_blob for e in source.ledger.entries(meeting) if hasattr(e.fact, "pack_blob")
    }:
        to.ledger.put_blob(source.ledger.blob(name))
    to.ledger.absorb(meeting, source.ledger.lines(meeting), {}, source.ledger.devices())


def add(desk: Any, meeting: str, *facts: f.Fact) -> None:
    with desk.ledger.write(meeting) as tx:
        for fact in facts:
            tx.append(SECRETARY, fact)


@pytest.fixture
def two(node: Any, make_desk: Callable[..., Any]) -> Two:
    """The primary, known to the node and with a receipt of it, and a device that joined it to scan."""
    primary, scanner = make_desk(1), make_desk(2)
    meeting = primary.begin()
    add(
        primary,
        meeting,
        f.CheckInOpened(),
        f.DeviceJoined(device=scanner.key.id, public=pack(scanner.key.public), name="东门"),
    )
    primary.client(node.url).sync_meeting(meeting)
    carry(primary, scanner, meeting)
    return primary, scanner, meeting


def revoke(node: Any, meeting: str) -> None:
    words = ("revoke-badge", meeting, "--serial", SERIAL, "--reason", "遗失")
    assert CliRunner().invoke(huiqian, ["--home", str(node.home), "roster", *words]).exit_code == 0


def test_the_list_a_scanner_heard_turns_people_away_at_the_primary(node: Any, two: Two) -> None:
    primary, scanner, meeting = two
    revoke(node, meeting)
    said, stored = scanner.client(node.url).fetch_revocations(meeting)
    assert stored
    brought = scanner.ledger.entries(meeting)
    keys = primary.trust.keys()
    assert node.kid in keys
    assert forged_word(m_of(primary, meeting), brought, keys) is None
    carry(scanner, primary, meeting)
    m = m_of(primary, meeting)
    assert m.revoked == {SERIAL: "遗失"}
    assert m.revoked_as_of == said.as_of
    (fact,) = [e.fact for e in brought if isinstance(e.fact, f.BadgesRevoked)]
    word = list_of(meeting, fact)
    assert word is not None
    assert is_signed_by(word, keys[node.kid])
    assert word == said


def test_claims_of_a_scanner_hide_no_revoked_badge_from_the_primary(node: Any, two: Two) -> None:
    primary, scanner, meeting = two
    claim = f.BadgesRevoked(serials=(SERIAL,), source="node", as_of=NOW, reason="")
    add(scanner, meeting, claim)
    carry(scanner, primary, meeting)
    assert m_of(primary, meeting).revoked == {}, "nobody signed it"
    revoke(node, meeting)
    assert primary.client(node.url).fetch_revocations(meeting)[1] is True
    assert m_of(primary, meeting).revoked == {SERIAL: "遗失"}
    assert primary.client(node.url).fetch_revocations(meeting)[1] is False


def test_claims_of_a_scanner_do_not_make_the_primary_rest(node: Any, two: Two) -> None:
    """A receipt of a node nobody knows, a conflict nobody had: the record goes up all the same."""
    primary, scanner, meeting = two
    part = f.DeviceRange(device=primary.key.id, upto=10_000, hash="0" * 64)
    receipt = f.ReceiptStored(
        ranges=(part,), seal_hash="", received_at=NOW, kid="n-" + "0" * 16, signature=""
    )
    add(scanner, meeting, receipt, f.ConflictNoticed(reason="x"))
    carry(scanner, primary, meeting)
    add(primary, meeting, f.PhotoTaken(blob=primary.ledger.put_blob(b"p")))
    assert standing_of(primary.ledger, meeting).unsent >= 2
    primary.seal(meeting)
    add(scanner, meeting, f.ConflictNoticed(reason="x"))
    carry(scanner, primary, meeting)
    assert not standing_of(primary.ledger, meeting).conflict
    result = primary.client(node.url).sync_meeting(meeting)
    assert result.pushed >= 4
    assert result.stored
    assert result.conflict is None
    assert standing_of(primary.ledger, meeting).rests
    with node.ledger() as there:
        assert {x.device: x.upto for x in there.heads(meeting)} == {
            x.device: x.upto - (x.device == primary.key.id) for x in primary.ledger.heads(meeting)
        }


def test_a_scanner_that_hears_of_a_conflict_notes_it_once_and_moves_nothing_until_it_decides(
    node: Any, two: Two
) -> None:
    primary, scanner, meeting = two
    primary.seal(meeting, seal_hash="0" * 64)
    carry(primary, scanner, meeting)
    client = scanner.client(node.url)
    assert client.sync_meeting(meeting).conflict is not None
    for _ in range(2):
        client.sync_meeting(meeting)
    assert scanner.kinds(meeting).count("ConflictNoticed") == 1
    assert m_of(scanner, meeting).after.conflicts == []
    add(scanner, meeting, f.PrimaryTaken(device=scanner.key.id, how="takeover", owner="owner-pm", reason="x"))
    for _ in range(2):
        client.sync_meeting(meeting)
    assert scanner.kinds(meeting).count("ConflictNoticed") == 2
    assert len(m_of(scanner, meeting).after.conflicts) == 1
