"""The signed meeting package (rules.md 8.6): what the central node sends before the day. It is never changed."""

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from app.models.terms import Mode, PartyKind, Role

PACKAGE_FORMAT = "huiqian.package/1"


class Record(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Base of all parts of a package: immutable, unknown keys refused (DESIGN.md 3.7)."""


class Certificate(Record, frozen=True):
    """A registration, safety-assessment or title certificate (C30)."""

    kind: str
    number: str
    expires: date | None = None


class Person(Record, frozen=True):
    """A person on the roster. Identity is the id, never the name (rules.md 0.4, EC-14).

    ``name`` is kept as received, up to 50 characters (姓名33). ``last4`` are the last four of the ID number; ``id_hash``
    the salted hash from the central node. ``photo`` is the SHA-256 of a roster picture, if sent.
    """

    id: str
    name: str
    unit_code: str
    unit_name: str
    title: str = ""
    phone_tail: str = ""
    last4: str = ""
    id_hash: str = ""
    photo: str | None = None
    certificates: tuple[Certificate, ...] = ()


class Post(Record, frozen=True):
    """A post of a unit and who holds it."""

    role: Role
    person: str
    certificate: str = ""


class Party(Record, frozen=True):
    """A participating unit (参建单位), identified by its 统一社会信用代码.

    ``group`` are the codes of parents, children and sisters if the central node sent them (2.6-2).
    ``relevant`` is False for a labour-only subcontractor that need not come (EC-11); then ``reason`` says why.
    """

    code: str
    name: str
    kind: PartyKind
    lead: bool = True
    relevant: bool = True
    reason: str = ""
    group: tuple[str, ...] | None = None
    posts: tuple[Post, ...] = ()


class Prereview(Record, frozen=True):
    """Pre-review (预审) of one expert: when the files were pushed and opened, and his first opinion (C06).

    ``form_uploaded_at``: when the 审查意见表 was uploaded to the platform (QD-四（二）3).
    """

    pushed_at: datetime | None = None
    opened_at: datetime | None = None
    opinion_at: datetime | None = None
    form_uploaded_at: datetime | None = None
    conclusion: str = ""
    opinion: str = ""


class Expert(Record, frozen=True):
    """An expert of the server-signed list (8.6). ``person`` is the id of a row in ``people``."""

    person: str
    employer_code: str = ""
    employer_name: str = ""
    former_codes: tuple[str, ...] = ()
    employer_group: tuple[str, ...] | None = None
    origin: Literal["drawn", "special"] = "drawn"
    pool_labels: tuple[str, ...] = ()
    discipline: str = ""
    draw_specialty: str = ""
    matched: bool | None = None
    status: Literal["active", "suspended", "terminated", "revoked"] | None = None
    term_end: date | None = None
    birth_year: int | None = None
    certificate: str = ""
    locality: str = ""
    sms_at: datetime | None = None
    confirmed: bool | None = None
    confirmed_at: datetime | None = None
    prereview: Prereview | None = None
    same_plan_other_institution: bool | None = None
    filing_number: str = ""
    filing_scan: str = ""
    institution_employee: bool = False


class StaffPost(Record, frozen=True):
    """Staff and expected observers: SECRETARY, HOST, SCANNER, OWNER_VERIFIER, AUTHORITY, MONITOR, OTHER."""

    role: Role
    person: str
    purpose: str = ""


class SignOff(Record, frozen=True):
    """施工单位审核 or 总监审查 of the plan (令37-11, C01)."""

    role: Literal["technical_director", "chief_supervisor"]
    unit_code: str
    name: str
    signed_on: date | None = None
    stamped: bool = False


class ScopeHit(Record, frozen=True):
    """An item of 31号附件1/附件2 with the parameters entered (numbers in the unit the key names, e.g. ``depth_m``)."""

    item: str
    params: dict[str, float | bool] = {}


class Plan(Record, frozen=True):
    """The special construction plan (专项施工方案) under review. ``sha256`` is of the file uploaded to the central system."""

    name: str
    version: str
    dated: date
    pages: int
    sha256: str
    primary_category: str
    author_unit: str
    touched_categories: tuple[str, ...] = ()
    scope: tuple[ScopeHit, ...] = ()
    uploaded_at: datetime | None = None
    submitted_at: datetime | None = None
    sign_offs: tuple[SignOff, ...] = ()
    overview: str = ""


class Flag(Record, frozen=True):
    """A tri-state condition of the meeting; a "no" needs a reason (C10, EC-12)."""

    value: bool | None = None
    reason: str = ""


class Flags(Record, frozen=True):
    """has_survey 涉及勘察 · has_design 涉及设计 · has_subcontractor 有专业分包."""

    has_survey: Flag = Flag()
    has_design: Flag = Flag()
    has_subcontractor: Flag = Flag()


class MeetingInfo(Record, frozen=True):
    """The meeting as the central node knows it. ``region`` is the 6-digit 行政区划代码, ``region_tag`` heads document ids."""

    id: str
    region: str
    region_tag: str
    project_kind: Literal["building", "municipal", "rail_transit"]
    planned_start: datetime
    place: str
    application_no: str = ""
    mode: Mode = Mode.ONSITE
    applied_at: datetime | None = None
    draw_id: str = ""
    draw_method: str = ""
    final_list_confirmed_at: datetime | None = None
    primary_specialty: str = ""
    touched_specialties: tuple[str, ...] = ()
    review_no: int = 1
    previous_report: str = ""
    organiser_name: str = ""
    organiser_code: str = ""
    sample: bool = False


class Project(Record, frozen=True):
    """The project (工程) and its code on the platform."""

    name: str
    place: str
    platform_code: str = ""


class Letter(Record, frozen=True):
    """授权委托书 (3.4). ``delegator`` is the technical director's name on the paper, ``delegate`` a person id."""

    number: str
    unit_code: str
    delegator: str
    delegate: str
    plan_name: str
    dated: date | None = None
    stamped: bool = False
    signed: bool = False
    reason: str = ""
    uploaded_at: datetime | None = None
    scan: str = ""


class PackRef(Record, frozen=True):
    """A rule pack as the meeting is judged by it; frozen at creation (EC-33). ``sha256`` is of its resolved canonical form."""

    id: str
    version: str
    sha256: str = ""


class HolidayYear(Record, frozen=True):
    """The State Council calendar of one year: working days off and weekend days worked (调休)."""

    year: int
    days_off: tuple[date, ...]
    makeup_days: tuple[date, ...]


class TrustedKey(Record, frozen=True):
    """A public key (Ed25519, base64 of 32 bytes) the meeting trusts, e.g. for badges."""

    kid: str
    key: str
    use: Literal["badge", "node", "device"]


class Package(Record, frozen=True):
    """All that is known before the day. The signature lies outside (``SignedPackage``)."""

    format: Literal["huiqian.package/1"]
    meeting: MeetingInfo
    project: Project
    plan: Plan
    people: tuple[Person, ...]
    parties: tuple[Party, ...]
    experts: tuple[Expert, ...]
    staff: tuple[StaffPost, ...]
    rule_pack: PackRef
    made_at: datetime
    roster_version: int = 1
    flags: Flags = Flags()
    leader_id: str | None = None
    letters: tuple[Letter, ...] = ()
    holidays: tuple[HolidayYear, ...] = ()
    keys: tuple[TrustedKey, ...] = ()
    primary_device: str | None = None


class IssuedBadge(Record, frozen=True):
    """A badge the central node issued with the package: whose it is and its QR text, which bears its own signature."""

    person: str
    code: Annotated[str, Meta(max_length=640)]


class SignedPackage(Record, frozen=True):
    """File format: the package, its badges, and an Ed25519 signature over both (RFC 8785) by the key ``kid`` of a node.

    ``photos`` are the roster pictures (JPEG or PNG; base64 in the file). Each is bound by its digest in ``Person.photo``,
    which is signed.
    """

    package: Package
    kid: str
    signature: str
    badges: Annotated[tuple[IssuedBadge, ...], Meta(max_length=5000)] = ()
    photos: Annotated[tuple[bytes, ...], Meta(max_length=5000)] = ()


def roles_by_person(package: Package) -> dict[str, tuple[Role, ...]]:
    """Every person of the roster with all his posts, experts first, then in the order of 31号-三 and the staff."""
    found: dict[str, list[Role]] = {expert.person: [Role.EXPERT] for expert in package.experts}
    held = [(post.person, post.role) for party in package.parties for post in party.posts]
    held += [(post.person, post.role) for post in package.staff]
    for person, role in held:
        roles = found.setdefault(person, [])
        if role not in roles:
            roles.append(role)
    return {person: tuple(roles) for person, roles in found.items()}
