"""What is complete after the seal, and who acts then: uploads (C60), the re-review (C61), the leader, a voiding (T32)."""

from typing import Literal

from app.models.facts import MeetingVoided, RereviewRow, RevisionApproved, UploadReceiptRecorded
from app.models.meeting import Meeting
from app.models.rulepack import RulePack
from app.models.terms import Role, SignKind, Stance, Verdict

PHOTOS = "PHOTOS"
"""The one upload item that the meeting itself must have made (NN-四（五）)."""

_OWNERS = (Role.OWNER_PM, Role.OWNER_VERIFIER)


SUCCESSOR = "~"
"""Between the id of the first record and the version of its successor; a document keeps its number (8.7-18)."""


def successor_id(meeting: str, version: int) -> str:
    """Id of the record that replaces ``meeting`` with this version of the report (T32b)."""
    return f"{base_id(meeting)}{SUCCESSOR}{version}"


def base_id(meeting: str) -> str:
    """Id of the first record, under which the central node knows the package."""
    return meeting.split(SUCCESSOR, 1)[0]


def has_report(m: Meeting) -> bool:
    """Is there a report with a verdict, so that there is something to upload and to change (T34, 3.11)?"""
    return m.frozen is not None and not m.abort_reason and not m.no_consensus


def missing_uploads(m: Meeting, pack: RulePack) -> tuple[str, ...]:
    """Items of ``upload.items`` without a receipt (C60); nothing where the check is off or there is no report (T34)."""
    if not has_report(m) or not pack.check("C60").on:
        return ()
    return tuple(item for item in pack.upload.items if not uploaded(m, item))


def uploaded(m: Meeting, item: str) -> bool:
    """Has the item a receipt that counts: photos need at least one picture, an acceptance its number and scan (C60)."""
    receipt = m.after.uploads.get(item)
    if receipt is None:
        return False
    if receipt.source == "acceptance":
        return accepted(receipt)
    return item != PHOTOS or bool(m.photos)


def accepted(receipt: UploadReceiptRecorded) -> bool:
    """The authority's written acceptance that an item cannot be made any more: number and scan (C60)."""
    return receipt.source == "acceptance" and bool(receipt.number.strip()) and bool(receipt.scan)


def signed_by_certificate(m: Meeting) -> bool:
    """All experts signed by CA_ESIGN: the signed PDF counts as REPORT_SCAN (C60)."""
    given = [m.signature_of(person) for person in report_experts(m)]
    return bool(given) and all(s is not None and s.given.sign_kind is SignKind.CA_ESIGN for s in given)


def uploads_complete(m: Meeting, pack: RulePack) -> bool:
    """C60 holds."""
    return not missing_uploads(m, pack)


def report_experts(m: Meeting) -> tuple[str, ...]:
    """The experts of the report: those present when it was frozen (C50, C61)."""
    return m.frozen.present if m.frozen else ()


def untold_experts(m: Meeting) -> tuple[str, ...]:
    """Experts of the report to whom no change notice was delivered yet (31号-五)."""
    return tuple(e for e in report_experts(m) if e not in m.after.notices)


def revision_told(m: Meeting, pack: RulePack) -> bool:
    """T28b: changed plan filed, every expert told or the W of C61 acknowledged one by one."""
    if pack.rereview.by != "inform_experts" or m.after.revision is None:
        return False
    return all(f"C61::{e}" in m.acknowledged for e in untold_experts(m))


def goes_to_leader(m: Meeting, pack: RulePack) -> bool:
    """T26: a changed plan was filed and the leader has it (rereview.by = leader; elsewhere if the contractor asks)."""
    revision = m.after.revision
    return revision is not None and (pack.rereview.by == "leader" or revision.to_leader)


def acting_leader(m: Meeting) -> str:
    """Person id of who acts as leader after the meeting: the leader of the report, or whom the authority named (T28)."""
    return m.after.leader.leader if m.after.leader else m.leader


def required_items(m: Meeting) -> tuple[str, ...]:
    """Ids of the items the contractor must change, in the order of the report."""
    return tuple(item.item for item in m.session.items.values() if item.required)


def open_items(m: Meeting, rows: tuple[RereviewRow, ...]) -> tuple[str, ...]:
    """Required items the leader did not find 已落实 (T28)."""
    done = {row.item for row in rows if row.result == "已落实"}
    return tuple(item for item in required_items(m) if item not in done)


def approved_now(m: Meeting) -> bool:
    """Did the leader approve the changed plan that lies there now (T28)?"""
    last = m.after.rereviews[-1] if m.after.rereviews else None
    return last is not None and isinstance(last.fact, RevisionApproved) and last.revision == m.after.revision


def registers(m: Meeting, pack: RulePack) -> bool:
    """Must the experts register this verdict in the system (C62, ``post.expert_confirm_on``)?"""
    post = pack.post
    return has_report(m) and bool(post.expert_confirm) and m.verdict in (post.expert_confirm_on or ())


def voiding_lacks(m: Meeting, fact: MeetingVoided) -> Literal["", "who", "acceptance"]:
    """What a voiding lacks (T32): ``""`` nothing, ``who`` the people, ``acceptance`` the server's word.

    Without an order of the authority it takes the leader and a person of the owner, each with his signature (EC-54); once
    a receipt exists, the central system must accept it (EC-21).
    """
    if not fact.order_number.strip() and not _signed_by_both(m, fact):
        return "who"
    if m.after.received_at is not None and not fact.acceptance.strip():
        return "acceptance"
    return ""


def _signed_by_both(m: Meeting, fact: MeetingVoided) -> bool:
    owners = {held.person for role in _OWNERS for held in m.holders(role)}
    leader = bool(fact.leader) and fact.leader == acting_leader(m) and fact.leader_ink is not None
    return leader and fact.owner in owners and fact.owner_ink is not None


def dissent(m: Meeting) -> bool:
    """Was there a refusal to sign or a 不同意 that T20 and T13 may rest on (C47)?"""
    said = any(s is Stance.DISAGREE for p in m.session.proposals for s in p.stances.values())
    return said or bool(m.sign_refusals)


def needs_new_meeting(m: Meeting) -> bool:
    """Is a new meeting the way on: no conclusion, 不通过, withdrawn, or a change too big (T09, T26b, T29, T31, T34)?"""
    if m.seal is None and not m.abort_reason and not m.no_consensus:
        return False
    failed = any(step.transition == "T29" for step in m.walk)
    return not has_report(m) or m.verdict is Verdict.FAIL or bool(m.after.withdrawn) or failed
