"""What is complete after the seal: uploads (C60), the change list told to the experts (C61)."""

from app.models.meeting import Meeting
from app.models.rulepack import RulePack


def missing_uploads(m: Meeting, pack: RulePack) -> tuple[str, ...]:
    """Items of ``upload.items`` without a receipt (C60); nothing where the check is off or there is no report (T34)."""
    if m.frozen is None or not pack.check("C60").on:
        return ()
    return tuple(item for item in pack.upload.items if item not in m.after.uploads)


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
