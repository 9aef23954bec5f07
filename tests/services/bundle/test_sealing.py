"""What a seal covers, and what verification says when it does not hold."""

from pathlib import Path

import msgspec
import pytest

from app.models.facts import ReportSealed
from app.services.bundle import verify_bundle, write_bundle
from app.services.ledger import Ledger, Report
from app.services.ledger.check import Evidence, examine
from app.services.ledger.codec import Line
from app.services.ledger.seal import seal_hash, tree_root
from app.services.signing import tree
from app.services.signing.canonical import sha256_hex
from app.services.signing.keys import DeviceKey, pack

MEETING = "M-1"
DESK = DeviceKey.in_memory(b"\x06" * 32)


def _seal(ledger: Ledger) -> ReportSealed:
    fact = ledger.entries(MEETING)[-1].fact
    assert isinstance(fact, ReportSealed)
    return fact


def test_a_sealed_meeting_holds(sealed: Ledger) -> None:
    report = sealed.verify(MEETING)
    assert report.ok
    codes = {(point.what, point.code) for point in report.points}
    assert codes >= {
        ("device", "device.key"),
        ("chain", "chain.whole"),
        ("blob", "blob.whole"),
        ("tree", "tree.root"),
        ("seal", "seal.hash"),
        ("seal", "seal.last"),
        ("seal", "seal.heads"),
        ("document", "document.whole"),
    }
    assert sum(point.what == "chain" for point in report.points) == 2


def test_the_seal_hash_is_that_of_the_rules(sealed: Ledger) -> None:
    fact = _seal(sealed)
    text = f'["{fact.content_hash}","{fact.last_entry}",["{fact.files[0].sha256}"]]'
    assert fact.seal_hash == sha256_hex(text.encode())
    assert fact.last_entry == sealed.entries(MEETING)[-2].hash


def test_the_order_of_files_does_not_matter(sealed: Ledger) -> None:
    one = _seal(sealed).files[0]
    two = msgspec.structs.replace(one, sha256="0" * 64)
    assert seal_hash("c", "l", (one, two)) == seal_hash("c", "l", (two, one))


def test_one_record_can_be_proven_without_the_others(sealed: Ledger) -> None:
    entries = sealed.entries(MEETING)[:-1]
    leaves = [bytes.fromhex(entry.hash) for entry in entries]
    path = tree.proof(leaves, 2)
    assert tree.verify_proof(leaves[2], 2, len(leaves), path, bytes.fromhex(_seal(sealed).tree_root))


def test_what_comes_late_is_told_and_breaks_nothing(sealed: Ledger, late: Ledger, tmp_path: Path) -> None:
    sealed.absorb(MEETING, late.lines(MEETING), {}, {})
    own = next(e for e in sealed.entries(MEETING) if e.body.device == late.device and e.body.seq == 2)
    assert own.order < sealed.entries(MEETING)[-1].order
    for report in (
        sealed.verify(MEETING),
        verify_bundle(write_bundle(sealed, MEETING, tmp_path / "late.huiqian")),
    ):
        assert report.ok
        (told,) = [point for point in report.points if point.state == "note"]
        assert (told.code, told.args) == ("seal.late", {"entries": own.hash, "count": "1"})


def _with_last(ledger: Ledger, **changes: object) -> Report:
    """The evidence with another seal, well signed by the same device: what a hostile secretary could make."""
    lines = list(ledger.lines(MEETING))
    plain = msgspec.json.decode(lines[-1].body)
    plain["fact"] = {**plain["fact"], **changes}
    data = msgspec.json.encode(plain, order="sorted")
    digest = sha256_hex(data)
    lines[-1] = Line(body=msgspec.Raw(data), hash=digest, sig=pack(DESK.sign(bytes.fromhex(digest))))
    return examine(Evidence(meeting=MEETING, lines=lines, devices=ledger.devices(), blob=ledger.blob))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"content_hash": "0" * 64}, "seal.hash"),
        ({"seal_hash": "0" * 64}, "seal.hash"),
        ({"tree_root": "0" * 64}, "tree.root"),
        ({"last_entry": "0" * 64}, "seal.last"),
        ({"heads": []}, "seal.heads"),
    ],
)
def test_a_false_seal_is_found(sealed: Ledger, changes: dict[str, object], code: str) -> None:
    assert _with_last(sealed).ok
    assert code in {point.code for point in _with_last(sealed, **changes).broken}


def test_a_seal_that_leaves_an_own_entry_out_is_found(sealed: Ledger) -> None:
    heads = msgspec.to_builtins(_seal(sealed).heads)
    own = next(head for head in heads if head["device"] == DESK.id)
    entries = sealed.entries(MEETING)
    shorter = [e for e in entries[:-1] if e.body.device == DESK.id][:-1]
    own |= {"upto": shorter[-1].body.seq, "hash": shorter[-1].hash}
    left = [e for e in entries[:-1] if e.body.device != DESK.id or e.body.seq <= own["upto"]]
    report = _with_last(sealed, heads=heads, tree_root=tree_root(left), last_entry=left[-1].hash)
    assert {point.code for point in report.broken} >= {"seal.heads"}


def test_a_document_of_another_length_is_found(sealed: Ledger) -> None:
    (file,) = msgspec.to_builtins(_seal(sealed).files)
    report = _with_last(sealed, files=[{**file, "size": file["size"] - 1}])
    assert [point.code for point in report.broken] == ["document.size"]
