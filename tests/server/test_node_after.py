"""What is recorded after the seal goes over as well: voidings, corrections, a re-issue under its own number (T32, T35)."""

from pathlib import Path
from typing import Any

from app.models import facts as f
from app.models.entry import By
from app.models.package import PackRef
from app.models.terms import Document, Role
from app.services.bundle import verify_bundle, write_bundle
from app.services.packs import load_pack
from app.services.sync import standing

SECRETARY = By(person="secretary", role=Role.SECRETARY, name="样秘")


def sealed(node: Any, desk: Any) -> tuple[str, Any]:
    meeting = desk.begin()
    client = desk.client(node.url)
    desk.record(meeting, 2)
    desk.seal(meeting)
    assert client.sync_meeting(meeting).conflict is None
    return meeting, client


def add(desk: Any, meeting: str, *facts: f.Fact) -> None:
    with desk.ledger.write(meeting) as tx:
        for fact in facts:
            tx.append(SECRETARY, fact)


def test_the_after_log_is_sent_receipted_and_verified(node: Any, desk: Any, tmp_path: Path) -> None:
    meeting, client = sealed(node, desk)
    correction = f.CorrectionWritten(
        document=Document.SIGN_IN, place="第1页", wrong="甲", right="乙", reason="笔误", leader="e1"
    )
    void = f.MeetingVoided(reason="内容差错：漏印", order_number="样令1号", acceptance="样受-1")
    add(desk, meeting, correction, f.ArchiveHandedOver(archive="contractor", received_by="样收"), void)
    result = client.sync_meeting(meeting)
    assert (result.pushed, result.stored, result.conflict) == (4, True, None), "the receipt before goes along"
    assert standing(desk.ledger.entries(meeting)).rests
    receipts = [e.fact for e in desk.ledger.entries(meeting) if isinstance(e.fact, f.ReceiptStored)]
    assert len(receipts) == 2, "the void notice has a receipt of its own"
    with node.ledger() as there:
        assert there.lines(meeting) == desk.ledger.lines(meeting)[:-1]
        assert there.verify(meeting).ok
    bundle = write_bundle(desk.ledger, meeting, tmp_path / "after.huiqian")
    assert verify_bundle(bundle).ok


def test_a_voiding_by_the_secretary_alone_is_kept_as_evidence_and_said(node: Any, desk: Any) -> None:
    meeting, client = sealed(node, desk)
    add(desk, meeting, f.MeetingVoided(reason="不想要"))
    result = client.sync_meeting(meeting)
    assert result.stored
    assert result.conflict is not None
    assert (result.conflict.code, result.conflict.reason.strip()) == ("rules_broken", "T32")
    with node.ledger() as there:
        assert there.lines(meeting) == desk.ledger.lines(meeting)[:-1]


def test_a_re_issue_goes_under_the_package_of_the_record_it_replaces(node: Any, desk: Any) -> None:
    meeting, client = sealed(node, desk)
    again = f"{meeting}~2"
    old = desk.ledger.entries(meeting)[0].fact
    pack = load_pack("xinjiang").ref
    imported = f.PackageImported(
        package=old.package,
        pack=PackRef(id=pack.id, version=pack.version, sha256=old.pack_blob),
        pack_blob=old.pack_blob,
        roster_version=1,
        signed_by="sample",
    )
    add(desk, again, imported)
    assert client.sync_meeting(again).pushed == 1
    desk.record(again, 3)
    assert client.sync_meeting(again).conflict is None
    assert standing(desk.ledger.entries(again)).rests
