"""The parameters of a rule pack (rules.md 2.2), one typed field per key: ``experts.min_count`` is ``Values.experts.min_count``.

``None`` means: this place has no such rule. Days and hours are numbers of that unit; leads and terms are written as in
app/models/calendar.py (``W-5``, ``D-2d``, ``E+3d``, ``W+3``).
"""

from typing import Annotated, Literal, get_type_hints

from msgspec import Meta, Struct
from msgspec.structs import fields

from app.models.calendar import LEAD_PATTERN, TERM_PATTERN
from app.models.scope import Category, ScopeItem
from app.models.terms import Mode, Role, SignKind, Verdict

Count = Annotated[int, Meta(ge=1, le=1000)]
Lead = Annotated[str, Meta(pattern=LEAD_PATTERN)]
Term = Annotated[str, Meta(pattern=TERM_PATTERN)]
LetterDeadline = Annotated[str, Meta(pattern=r"^(before_checkin_close|W-[1-9]\d?|D-[1-9]\d?d)$")]
FlagName = Literal["has_survey", "has_design", "has_subcontractor"]
ProjectKind = Literal["building", "municipal", "rail_transit"]
UploadItem = Literal["SIGNIN_SCAN", "REPORT_SCAN", "CONCLUSION", "SIGNIN_RECORD", "PHOTOS"]


class Section(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of the sections of a pack."""


class ScopeRules(Section, frozen=True):
    """Which projects and plans the pack covers."""

    project_kinds: tuple[ProjectKind, ...]
    trigger: Literal["oversize_only", "hazardous_plan_reviews"]
    supplements: tuple[ScopeItem, ...]


class SystemRules(Section, frozen=True):
    """``mandatory``: a meeting outside the authority's system is not recognised (C03)."""

    mandatory: bool


class ExpertRules(Section, frozen=True):
    """Experts: pool, draw, number, specialty, avoidance, qualification."""

    pool: str
    draw_mode: Literal["select_from_pool", "system_random", "system_push_10_pick_5plus", "authority_random"]
    min_count: Count
    odd_required: bool
    all_drawn_must_attend: bool
    specialty_match: Literal["required", "recommended", "none"]
    specialty_map: dict[str, tuple[Category, ...]]
    min_same_specialty: Count | None
    extra_specialty_range: tuple[Count, Count] | None
    min_distinct_specialties: Count | None
    min_distinct_units: Count | None
    special_invite: Literal["none", "out_of_province_after_filing", "invited_expert_with_authority_consent"]
    confirm_window_hours: Count | None
    final_list_confirmed_in_system: bool
    prereview: Literal["none", "recommended", "required"]
    prereview_form_upload: bool
    avoidance: tuple[
        Literal["same_unit", "interest", "superior_subordinate", "same_plan_other_institution"], ...
    ]
    avoidance_declaration: Literal["sign_at_checkin", "at_first_selection", "self_apply"]
    age_max: Count | None
    term_years: Count | None
    max_specialties: Count | None
    qualification: str
    absence_limit: str | None
    substitution: str


class LeaderRules(Section, frozen=True):
    """组长: required, and by which method (C33)."""

    required: bool
    selection: Literal["elected_by_members", "designated_in_system_before"]


class AttendanceRules(Section, frozen=True):
    """Who of the parties must be there (31号-三; C24-C28), who may send a delegate, who verifies."""

    required_roles: tuple[Role, ...]
    conditional_roles: dict[FlagName, tuple[Role, ...]]
    owner_alternatives: tuple[Role, ...]
    delegable_roles: tuple[Role, ...]
    delegate_letter: Literal["required", "optional"]
    delegate_letter_deadline: LetterDeadline
    absent_effect: Literal["block_override", "block"]
    verifier: Literal["secretary", "OWNER"]


class MeetingRules(Section, frozen=True):
    """Modes, leads, and whether the report is formed on the spot (C35, C04, C05, C53)."""

    modes: tuple[Mode, ...]
    apply_lead: Lead | None
    plan_lead: Lead | None
    plan_reviewed_first: bool
    report_on_site: bool


class ReportRules(Section, frozen=True):
    """One report for each plan."""

    one_per_plan: bool


class VerdictRules(Section, frozen=True):
    """The conclusion (令37-13; 63号; C43-C47)."""

    values: tuple[Verdict, ...]
    consensus: Literal["unanimous", "majority"]
    severe_defect_forces_fail: bool
    revision_items: Literal["required_concrete", "optional"]
    dissent: Literal["record_no_verdict", "right_to_refuse_and_record"]
    key_nodes_in_report: Literal["optional", "required"]


class SignatureRules(Section, frozen=True):
    """Kinds of signature that finish a report, by mode (C51), and whose (C50)."""

    onsite: tuple[SignKind, ...]
    remote: tuple[SignKind, ...]
    all_experts: bool


class UploadRules(Section, frozen=True):
    """What is uploaded after the meeting, until when, by whom (C60, C67)."""

    items: tuple[UploadItem, ...]
    deadline: Term | None
    soft_deadline: Term
    by: Literal["CONTRACTOR", "ORGANISER"] | None


class PhotoRules(Section, frozen=True):
    """Meeting photos (C54)."""

    required: bool
    min_count: Count


class RereviewRules(Section, frozen=True):
    """After 修改后通过 (C61; 令37-13②)."""

    by: Literal["inform_experts", "leader"]
    gate: tuple[Literal["NAT_ART11_AGAIN", "LEADER_OPINION"], ...]


class FailRules(Section, frozen=True):
    """After 不通过 (令37-13③)."""

    next: Literal["new_meeting", "same_meeting"]


class KeynodeRules(Section, frozen=True):
    """Key-node visits (C63); days are calendar days after the visit."""

    inspection: Literal["none", "leader_or_delegated_member"]
    push_soft_days: Count


class ScoreRules(Section, frozen=True):
    """Scoring of experts (C65)."""

    mode: Literal["none", "organiser_may_score_experts", "term_score_base_100"]


class PostRules(Section, frozen=True):
    """The experts' own confirmation after the meeting (C62)."""

    expert_confirm: Term | None
    expert_confirm_on: tuple[Verdict, ...] | None


class ArchiveRules(Section, frozen=True):
    """Two archives (令37-24)."""

    required: bool


class TimeRules(Section, frozen=True):
    """How time is counted (0.3)."""

    zone: Literal["UTC+08:00"]
    lead_count_mode: Literal["inclusive", "strict"]
    two_days_mode: Literal["calendar", "48h"]
    max_pause_hours: Count
    checkin_tolerance_hours: Count
    stop_wait_minutes: Count
    clock_drift_warn_minutes: Count


class IdentityRules(Section, frozen=True):
    """How many different factors of C31 are needed."""

    factors: Annotated[int, Meta(ge=1, le=5)]


class PackageRules(Section, frozen=True):
    """Age of the meeting package at T06 (C70)."""

    max_age_hours: Count


class CheckinRules(Section, frozen=True):
    """Helps at the door (CJ)."""

    ecert_scan: bool
    face_recognition: Literal["off", "optional_off"]
    key_post_record: bool


class Values(Section, frozen=True):
    """All parameters of a resolved pack."""

    scope: ScopeRules
    system: SystemRules
    experts: ExpertRules
    leader: LeaderRules
    attendance: AttendanceRules
    meeting: MeetingRules
    report: ReportRules
    verdict: VerdictRules
    signature: SignatureRules
    upload: UploadRules
    photos: PhotoRules
    rereview: RereviewRules
    fail: FailRules
    keynode: KeynodeRules
    score: ScoreRules
    post: PostRules
    archive: ArchiveRules
    time: TimeRules
    identity: IdentityRules
    package: PackageRules
    checkin: CheckinRules


def _keys() -> dict[str, object]:
    return {
        f"{section.name}.{name}": kind
        for section in fields(Values)
        for name, kind in get_type_hints(section.type, include_extras=True).items()
    }


KEYS: dict[str, object] = _keys()
"""Every key a pack may set, with the type of its value."""
