"""What the entries say about their way: pure functions, held against chains written by a real ledger."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models import facts as f
from app.models.entry import By
from app.models.terms import Role
from app.services.ledger import Ledger
from app.services.signing.keys import DeviceKey, NodeKey, pack
from app.services.sync import SyncError, TrustBook, explain, sentence, standing, unsent
from app.services.sync.protocol import Conflict, Credentials, Receipt, read_credentials
from app.services.sync.trust import kid_of
from app.services.sync.ways import facts_of, says_new
from app.services.venue.words import knows as knows_of_venue

BY = By(person="s1", role=Role.SECRETARY)
KEY = DeviceKey.in_memory(b"\x01" * 32)
NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
SEAL = f.RecordClosed(seal_hash="a" * 64, tree_root="", last_entry="", files=())


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger.db", KEY) as opened:
        yield opened


def receipt(ledger: Ledger, seal_hash: str = "") -> Receipt:
    return Receipt(meeting="M", ranges=ledger.heads("M"), seal_hash=seal_hash, received_at=NOW, kid="n")


def add(ledger: Ledger, *facts: f.Fact) -> None:
    with ledger.write("M") as tx:
        for fact in facts:
            tx.append(BY, fact)


def take(ledger: Ledger, seal_hash: str = "", conflict: Conflict | None = None) -> list[str]:
    said = facts_of(ledger.entries("M"), receipt(ledger, seal_hash), conflict)
    add(ledger, *said)
    return [type(fact).__name__ for fact in said]


def test_a_receipt_is_stored_once_and_never_for_itself(ledger: Ledger) -> None:
    add(ledger, f.CheckInOpened())
    assert unsent(ledger.entries("M")) == 1
    assert take(ledger) == ["ReceiptStored"]
    assert unsent(ledger.entries("M")) == 0
    assert standing(ledger.entries("M")).rests
    assert take(ledger) == []
    add(ledger, f.CheckInOpened())
    assert not standing(ledger.entries("M")).rests
    assert take(ledger) == ["ReceiptStored"]
    assert not says_new(ledger.entries("M"), receipt(ledger))


def test_the_seal_is_asked_for_until_it_is_received(ledger: Ledger) -> None:
    add(ledger, f.CheckInOpened(), SEAL)
    assert take(ledger) == ["ReceiptStored"]
    assert not standing(ledger.entries("M")).rests, "all is sent, but the seal is not acknowledged"
    assert take(ledger, SEAL.seal_hash) == ["ReceiptStored"]
    assert standing(ledger.entries("M")).rests
    assert take(ledger, SEAL.seal_hash) == []


def test_a_conflict_is_noticed_once_and_again_after_a_resend(ledger: Ledger) -> None:
    conflict = Conflict(code="withdrawn", reason="方案撤回")
    add(ledger, f.CheckInOpened())
    assert take(ledger, conflict=conflict) == ["ReceiptStored"], "before the seal it is only news"
    add(ledger, SEAL)
    assert take(ledger, conflict=conflict) == ["ReceiptStored", "ConflictNoticed"]
    assert take(ledger, conflict=conflict) == ["ReceiptStored"]
    assert standing(ledger.entries("M")).rests
    add(ledger, f.ConflictSettled(how="resend", reason="x"))
    assert take(ledger, conflict=conflict) == ["ReceiptStored", "ConflictNoticed"]
    add(ledger, f.ConflictSettled(how="stored_with_note", reason="x"))
    assert take(ledger, conflict=conflict) == ["ReceiptStored"]
    assert standing(ledger.entries("M")).noted


def test_trust_is_kept_and_a_change_is_loud(tmp_path: Path) -> None:
    one, two = NodeKey.in_memory(), NodeKey.in_memory()
    book = TrustBook(tmp_path)
    book.pin("http://node", one.public)
    book.pin("http://node", one.public)
    with pytest.raises(SyncError) as changed:
        TrustBook(tmp_path).pin("http://node", two.public)
    assert changed.value.code == "sync.node_key_changed"
    assert book.keys() == {one.kid: one.public}
    assert kid_of(one.public) == one.kid
    (tmp_path / "trust.json").write_text(
        (tmp_path / "trust.json").read_text().replace(pack(one.public), pack(two.public))
    )
    with pytest.raises(SyncError) as damaged:
        book.key("http://node")
    assert damaged.value.code == "sync.trust_unreadable"


@given(st.text(max_size=450))
def test_any_text_as_credentials_is_read_or_refused(text: str) -> None:
    read = read_credentials(text)
    assert read is None or read.header() == text


def test_credentials_are_read_back() -> None:
    made = Credentials(
        device=KEY.id, at="1795243265.434", nonce="0" * 32, digest="f" * 64, signature=pack(b"x" * 64)
    )
    assert read_credentials(made.header()) == made


def test_every_code_has_its_sentence() -> None:
    import re

    root = Path(__file__).resolve().parents[3] / "app"
    sources = [*(root / "server").glob("*.py"), *(root / "services" / "sync").glob("*.py")]
    text = "\n".join(file.read_text(encoding="utf-8") for file in sources)
    codes = set(re.findall(r'SyncError\(\s*"([a-z._]+)"', text)) | set(
        re.findall(r'NodeRefusal\(\s*"([a-z_]+)"', text)
    )
    assert len(codes) > 25
    ours = {code for code in codes if not code.startswith("venue")}
    assert {code for code in ours if "没有预料到" in sentence(code, {})} == set()
    assert {code for code in codes - ours if not knows_of_venue(code)} == set()
    assert explain(SyncError("sync.refused", problem="withdrawn", reason="x")).startswith("中心系统已撤回")
    assert explain(SyncError("sync.refused", problem="new_code", detail="新的说法。")) == "新的说法。"
