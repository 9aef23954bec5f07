"""What stands on badges (胸牌), table cards (席卡) and the door list, as typed rows. The QR text is put in by the issuer."""

from collections.abc import Mapping

from msgspec import Struct

from app.models.checks import Case
from app.models.papers.head import ROLE_ZH
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
    "OWNER_PM": OWNER,
    "SURVEY": DESIGN,
    "DESIGN": DESIGN,
    "GC": BUILDER,
    "SC": BUILDER,
    "SUP": SUPERVISOR,
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
    cards: tuple[BadgeCard, ...]


def group_of(role: Role) -> str:
    """The band of a role."""
    if role is Role.EXPERT:
        return EXPERT
    if role in OBSERVERS:
        return OBSERVER
    return next((group for prefix, group in _PREFIXES.items() if role.value.startswith(prefix)), STAFF)


def roles_of(case: Case) -> dict[str, tuple[Role, ...]]:
    """Every person of the roster with all his posts, experts first, then in the order of the roster."""
    found: dict[str, list[Role]] = {person: [Role.EXPERT] for person in case.m.experts}
    for held in case.m.posts:
        roles = found.setdefault(held.person, [])
        if held.role not in roles:
            roles.append(held.role)
    return {person: tuple(roles) for person, roles in found.items()}


def badge_cards(case: Case, codes: Mapping[str, str], serials: Mapping[str, str]) -> tuple[BadgeCard, ...]:
    """One card per person who has a code."""
    cards = []
    for number, (person, roles) in enumerate(roles_of(case).items(), 1):
        if person not in codes:
            continue
        who = case.m.people.get(person)
        cards.append(
            BadgeCard(
                number=number,
                person=person,
                name=case.name(person),
                unit=who.unit_name if who else "",
                posts=tuple(ROLE_ZH[role] for role in roles),
                group=group_of(roles[0]),
                code=codes[person],
                serial=serials.get(person, ""),
            )
        )
    return tuple(cards)
