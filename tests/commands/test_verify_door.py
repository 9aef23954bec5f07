"""``huiqian verify`` and what the door leaves in a record: badges, devices, scans, certificates, and the node's word on them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from app.models import facts as f
from app.models.badge import Outcome
from app.models.beijing import beijing_day
from app.models.entry import By
from app.models.package import PackRef
from app.models.rulepack import to_blob
from app.models.terms import Role
from app.services.bundle import write_bundle
from app.services.intake.package_file import encode_package, sign_package
from app.services.intake.sample import sample_package
from app.services.ledger import Ledger
from app.services.packs import load_pack
from app.services.signing.keys import DeviceKey, NodeKey, pack
from app.services.sync import TrustBook
from app.services.sync.door import fact_of, revocation_facts
from app.services.sync.protocol import CertificateAnswer, RevocationList, RevokedBadge, signed_bytes
from support.command import Huiqian

MEETING = "XJ-REAL-1"
NODE = NodeKey.in_memory(b"n" * 32)
DOOR = DeviceKey.in_memory(b"d" * 32)
NOW = datetime(2026, 11, 20, 1, tzinfo=UTC)
BY = By(person="x", role=Role.SECRETARY)
SEEN = f.ECertificateSeen(
    person="gc-pm", digest="7a" * 32, certificate="安考证", number="样建安B(2020)0000001"
)


def answer(*, sound: bool) -> f.ECertificateVerified:
    plain = CertificateAnswer(
        kid=NODE.kid,
        meeting=MEETING,
        person=SEEN.person,
        digest=SEEN.digest,
        certificate=SEEN.certificate,
        number=SEEN.number,
        day=beijing_day(NOW),
        state="revoked",
        detail="",
        answered_at=NOW,
    )
    signed = fact_of(replace(plain, signature=pack(NODE.sign(signed_bytes(plain)))))
    assert signed is not None
    return signed if sound else replace(signed, state="valid", valid=True)


def listed(*, sound: bool) -> f.BadgesRevoked:
    rows = (RevokedBadge(serial="d" * 16, reason="遗失"),)
    plain = RevocationList(kid=NODE.kid, meeting=MEETING, nonce="0" * 32, as_of=NOW, revoked=rows)
    (fact,) = revocation_facts((), replace(plain, signature=pack(NODE.sign(signed_bytes(plain)))))
    return fact if sound else replace(fact, serials=(*fact.serials, "e" * 16))


def record(folder: Path, *words: f.Fact) -> Path:
    """A real meeting with everything a door leaves, the answer of the node among it."""
    package = sample_package(meeting=MEETING)
    package = replace(package, meeting=replace(package.meeting, sample=False))
    rules = load_pack("xinjiang")
    with Ledger.open(folder / "ledger.db", DeviceKey.in_memory(b"k" * 32)) as ledger:
        with ledger.write(MEETING) as tx:
            blob = tx.put_blob(to_blob(rules))
            data = tx.put_blob(encode_package(sign_package(package, NODE)))
            ref = PackRef(id=rules.meta.id, version=rules.meta.version, sha256=blob)
            for fact in (
                f.PackageImported(
                    package=data, pack=ref, pack_blob=blob, roster_version=1, signed_by=NODE.kid
                ),
                f.DeviceJoined(device=DOOR.id, public=pack(DOOR.public), name="东门"),
                f.BadgeReissued(
                    person="e1", serial="a" * 16, code_sha256="0" * 64, replaces=("b" * 16,), reason="遗失"
                ),
                f.BadgesRevoked(serials=("c" * 16,), source="node", as_of=NOW, reason="遗失"),
                f.ScanTurnedAway(outcome=Outcome.REVOKED, way="camera", person="e1", serial="c" * 16),
                SEEN,
                *words,
                f.DeviceLeft(device=DOOR.id, reason="散场"),
            ):
                tx.append(BY, fact)
        return write_bundle(ledger, MEETING, folder / "m.huiqian")


@pytest.fixture
def trust(tmp_path: Path) -> Path:
    TrustBook(tmp_path).pin("https://node.example", NODE.public)
    return (tmp_path / "trust.json").rename(tmp_path / "brought.json")


def test_what_the_door_leaves_is_verified_with_the_nodes_word(
    inside: Huiqian, tmp_path: Path, trust: Path
) -> None:
    ran = inside("verify", record(tmp_path, answer(sound=True), listed(sound=True)), "--trust", trust)
    assert ran.code == 0, ran
    assert "✗" not in ran.out
    assert "没有预料到" not in ran.out


def test_a_certificate_called_good_in_the_nodes_name_is_found(
    inside: Huiqian, tmp_path: Path, trust: Path
) -> None:
    ran = inside("verify", record(tmp_path, answer(sound=False)), "--trust", trust)
    assert ran.code == 1
    assert f"有一条以中心节点 {NODE.kid} 名义写的内容（回执、证照核验或作废胸牌名单），签名不成立" in ran.out


def test_a_badge_voided_in_the_nodes_name_is_found(inside: Huiqian, tmp_path: Path, trust: Path) -> None:
    ran = inside("verify", record(tmp_path, answer(sound=True), listed(sound=False)), "--trust", trust)
    assert ran.code == 1
    assert f"以中心节点 {NODE.kid} 名义写的内容" in ran.out
