"""What stands on badges (胸牌), table cards (席卡) and the door list, as typed rows. The QR text is put in by the issuer."""

from datetime import datetime

from msgspec import Struct

from app.models.terms import OBSERVERS, Role

EXPERT, OWNER, DESIGN, BUILDER, SUPERVISOR, OBSERVER, STAFF = (
    "expert",
    "owner",
    "design",
    "builder",
    "supervisor",
    "observer",
    "staff",
)

GROUP_ZH: dict[str, str] = {
    EXPERT: "专家",
    OWNER: "建设单位",
    DESIGN: "勘察设计",
    BUILDER: "施工单位",
    SUPERVISOR: "监理单位",
    OBSERVER: "列席",
    STAFF: "会务",
}
"""The bands of colour on a badge, each with its word, so that nobody needs to tell colours apart."""

_PREFIXES = {
    "OWNER_": OWNER,
    "SURVEY_": DESIGN,
    "DESIGN_": DESIGN,
    "GC_": BUILDER,
    "SC_": BUILDER,  # not SCANNER, who is staff
    "SUP_": SUPERVISOR,
}


class BadgeCard(Struct, frozen=True, kw_only=True):
    """One person's badge. ``code`` is the QR text; ``number`` the running number of the door list."""

    number: int
    person: str
    name: str
    unit: str
    posts: tuple[str, ...]
    group: str
    code: str
    serial: str = ""


class BadgeSheet(Struct, frozen=True, kw_only=True):
    """All badges of a meeting with what heads them."""

    plan: str
    project: str
    meeting: str
    start: str
    place: str
    roster_version: int
    made_at: datetime
    cards: tuple[BadgeCard, ...]


def group_of(role: Role) -> str:
    """The band of a role."""
    if role is Role.EXPERT:
        return EXPERT
    if role in OBSERVERS:
        return OBSERVER
    return next((group for prefix, group in _PREFIXES.items() if role.value.startswith(prefix)), STAFF)
