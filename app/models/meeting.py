"""The meeting as computed from its facts (DESIGN.md 1). Nothing here is stored; the fold makes it anew each time.

Outside ``app.models.fold`` a Meeting is read-only.
"""

from datetime import datetime

from msgspec import Struct, field

from app.models.entry import By
from app.models.facts import (
    AbsenceRecorded,
    BadgeReissued,
    CheckInShared,
    ClockAttested,
    ConsentGiven,
    DeclarationSigned,
    DeviceJoined,
    DeviceLeft,
    ECertificateSeen,
    ECertificateVerified,
    EmployerCodeSet,
    GapOverridden,
    Ink,
    LeaderElected,
    MeetingStopped,
    NamePictured,
    NoConsensusClosed,
    OnSiteAttested,
    PhotoTaken,
    PlanCompared,
    PostHolderChanged,
    PrimaryTaken,
    PrintingConfirmed,
    QualificationTick,
    RecordReissued,
    ScanAttached,
    ScanTurnedAway,
    SignatureRefused,
    SubstitutionCleared,
    SubstitutionSuspected,
    VisitorCheckedIn,
)
from app.models.meetingparts import Aftermath, Frozen, Seal, Session, Signed
from app.models.package import Expert, Flag, Letter, Package, PackRef, Party, Person, ScopeHit
from app.models.posts import Held, Posts
from app.models.terms import (
    Document,
    Factor,
    Mode,
    PauseKind,
    Presence,
    Role,
    Stage,
    StopKind,
    Verdict,
)


class Span(Struct, frozen=True, kw_only=True):
    """From one check-in to the check-out after it (2.5)."""

    came: datetime
    roles: tuple[Role, ...]
    factors: tuple[Factor, ...]
    presence: Presence
    notice: bool
    manual_reason: str
    entry: str
    by: By
    late: bool = False  # after the opening, by the order of the facts, never by the clock (EC-17)
    left: datetime | None = None
    badge: str = ""  # serial of the badge that was read
    way: str = ""  # how it was read: camera, scanner, picture, typed


class ShownLetter(Struct, frozen=True, kw_only=True):
    """A delegate letter with the way it came (3.4)."""

    letter: Letter
    channel: str
    at: datetime | None


class Verification(Struct, frozen=True, kw_only=True):
    """建设单位核对签认: valid while ``attendance`` is the hash of the rows now (C29)."""

    by: By
    at: datetime
    attendance: str
    ink: Ink


class TurnedAway(Struct, frozen=True, kw_only=True):
    """A scan that let nobody in, with its moment and the device."""

    fact: ScanTurnedAway
    at: datetime
    device: str


class Ticked(Struct, frozen=True, kw_only=True):
    """A qualification tick with who ticked it."""

    tick: QualificationTick
    by: By
    at: datetime


class Pause(Struct, kw_only=True):
    """One stay in SUSPENDED; ``came_from`` is where T12 leads back to."""

    kind: PauseKind
    reason: str
    since: datetime
    came_from: Stage
    until: datetime | None = None
    resumed: datetime | None = None
    rolled: set[str] = field(default_factory=set)
    verified: bool = False  # the owner has verified again since (EC-47)


class Stop(Struct, kw_only=True):
    """One stop (3.6)."""

    fact: MeetingStopped
    by: By
    at: datetime
    kind: StopKind
    entry: str
    lifted: datetime | None = None
    redrawn: datetime | None = None  # ended by a newer roster (T02)


class Note(Struct, frozen=True, kw_only=True):
    """An acknowledgement (W) or override (O) with its author."""

    reason: str
    by: By
    at: datetime
    override: GapOverridden | None = None


class Refused(Struct, frozen=True, kw_only=True):
    """A block that stopped a transition (4.3-4)."""

    transition: str
    keys: tuple[str, ...]
    at: datetime
    by: By


class Step(Struct, frozen=True, kw_only=True):
    """One transition that happened: its row in rules.md 4.2, the stage it led to, when, and the entry that did it."""

    transition: str
    stage: Stage
    at: datetime
    entry: str


class Meeting(Struct, kw_only=True):
    """One review meeting of one plan."""

    id: str
    stage: Stage = Stage.NEW
    package: Package | None = None
    package_blob: str = ""
    signed_by: str = ""
    pack: PackRef | None = None
    pack_blob: str = ""
    imported_at: datetime | None = None
    primary: str = ""
    primaries: set[str] = field(default_factory=set)  # devices that are or were the primary

    people: dict[str, Person] = field(default_factory=dict)
    parties: dict[str, Party] = field(default_factory=dict)
    experts: dict[str, Expert] = field(default_factory=dict)
    posts: Posts = Posts()
    post_changes: list[PostHolderChanged] = field(default_factory=list)
    visitors: dict[str, VisitorCheckedIn] = field(default_factory=dict)
    flags: dict[str, Flag] = field(default_factory=dict)
    primary_category: str = ""
    touched_categories: tuple[str, ...] = ()
    scope: tuple[ScopeHit, ...] = ()
    letters: dict[str, ShownLetter] = field(default_factory=dict)
    plan_compared: PlanCompared | None = None
    printing: PrintingConfirmed | None = None
    clock_drifts: dict[str, float] = field(default_factory=dict)  # of each device, last heard (s)
    clock_attested: bool = False
    attestations: list[ClockAttested] = field(default_factory=list)
    takeovers: list[PrimaryTaken] = field(default_factory=list)
    clock_back: int = 0  # minutes
    clocks: dict[str, datetime] = field(default_factory=dict)  # last time of each device
    statuses: dict[str, str] = field(default_factory=dict)
    decided_flags: set[str] = field(default_factory=set)
    scope_decided: bool = False
    employer_codes: dict[str, EmployerCodeSet] = field(default_factory=dict)

    checkin_opened_at: datetime | None = None
    spans: dict[str, tuple[Span, ...]] = field(default_factory=dict)
    declarations: dict[str, DeclarationSigned] = field(default_factory=dict)
    qualifications: dict[tuple[str, Role], Ticked] = field(default_factory=dict)
    verification: Verification | None = None
    leader: str = ""
    election: LeaderElected | None = None
    substitutions: list[SubstitutionSuspected] = field(default_factory=list)
    badges: dict[str, BadgeReissued] = field(default_factory=dict)  # badges made here, by person
    revoked: dict[str, str] = field(default_factory=dict)  # serial → why
    revoked_as_of: datetime | None = None
    turned_away: list[TurnedAway] = field(default_factory=list)
    certificates: dict[str, ECertificateSeen] = field(default_factory=dict)  # by digest
    certificate_answers: dict[str, ECertificateVerified] = field(default_factory=dict)
    certificates_swapped: list[ECertificateSeen] = field(
        default_factory=list
    )  # shown before for somebody else
    devices: dict[str, DeviceJoined] = field(default_factory=dict)
    devices_gone: dict[str, DeviceLeft] = field(default_factory=dict)
    cleared: dict[str, SubstitutionCleared] = field(default_factory=dict)
    consents: dict[tuple[str, str], ConsentGiven] = field(default_factory=dict)
    shared_from: list[CheckInShared] = field(default_factory=list)
    absences: dict[str, AbsenceRecorded] = field(default_factory=dict)
    duties: dict[tuple[str, str], AbsenceRecorded] = field(default_factory=dict)  # by person and class (3.7)
    photos: list[PhotoTaken] = field(default_factory=list)
    photos_at: list[datetime] = field(default_factory=list)  # the device's own time of each photo (EC-49)

    mode: Mode | None = None
    opened_at: datetime | None = None
    opened_by: By | None = None
    ended_at: datetime | None = None
    stops: list[Stop] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)
    abort_reason: str = ""
    next_application: str = ""
    session: Session = field(default_factory=Session)
    frozen: Frozen | None = None
    signatures: dict[tuple[Document, str], Signed] = field(default_factory=dict)
    invalidated: list[Signed] = field(default_factory=list)
    sign_refusals: dict[str, SignatureRefused] = field(default_factory=dict)
    scans: dict[Document, ScanAttached] = field(default_factory=dict)
    on_site: OnSiteAttested | None = None
    pictured: dict[str, NamePictured] = field(default_factory=dict)
    no_consensus: str = ""
    no_consensus_fact: NoConsensusClosed | None = None
    reissue: RecordReissued | None = None
    gathered: bool = True  # False from a re-issue until its people are together again (T32b)
    newer_roster: int = 0
    seal: Seal | None = None
    after: Aftermath = field(default_factory=Aftermath)

    acknowledged: dict[str, Note] = field(default_factory=dict)
    overridden: dict[str, Note] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)
    walk: list[Step] = field(default_factory=list)
    when: dict[tuple[str, str], datetime] = field(default_factory=dict)  # class of fact, whom; for the forms
    undone: set[str] = field(default_factory=set)
    barred: frozenset[str] = frozenset()  # entries that do not count because of their device (4.3-3)
    out_of_place: list[str] = field(default_factory=list)
    count: int = 0
    last_hash: str = ""
    last_at: datetime | None = None

    def present(self, person: str) -> bool:
        """Is this person here now, i.e. between a check-in and a check-out (2.5)."""
        spans = self.spans.get(person)
        return spans is not None and spans[-1].left is None

    def span(self, person: str) -> Span | None:
        """The latest stay of a person, or None if he never came."""
        spans = self.spans.get(person)
        return spans[-1] if spans else None

    def signature_of(self, person: str) -> Signed | None:
        """The person's signature on the report, if he gave one that still counts."""
        return self.signatures.get((Document.REPORT, person))

    def first_came(self, person: str) -> datetime | None:
        """When the person came first."""
        spans = self.spans.get(person)
        return spans[0].came if spans else None

    def present_experts(self) -> tuple[str, ...]:
        """Ids of the experts of the roster who are here in that role."""
        return tuple(p for p in self.experts if self.present(p) and Role.EXPERT in self.spans[p][-1].roles)

    def holders(self, role: Role, unit_code: str | None = None) -> tuple[Held, ...]:
        """Holders of a post, of one unit or of all."""
        return self.posts.holding(role, unit_code)

    def suspected(self, person: str) -> bool:
        """Is there a 疑似替代 of this person that the owner has not cleared (EC-05, 8.7-7)."""
        return person not in self.cleared and any(s.person == person for s in self.substitutions)

    def name(self, person: str) -> str:
        """Name as received; visitors too; the id itself if nothing is known."""
        if person in self.people:
            return self.people[person].name
        named = self.after.leader
        if named and named.leader == person:
            return named.name
        return self.visitors[person].name if person in self.visitors else person

    @property
    def clock_drift(self) -> float | None:
        """How far the clock of the device that decides is from the central node's (s); C73 asks no other (EC-17)."""
        return self.clock_drifts.get(self.primary)

    @property
    def pause(self) -> Pause | None:
        """The pause the meeting is in, if any."""
        return self.pauses[-1] if self.pauses and self.pauses[-1].resumed is None else None

    @property
    def verdict(self) -> Verdict | None:
        """The verdict of the frozen or current proposal."""
        proposal = self.session.proposal
        return proposal.verdict if proposal else None

    @property
    def info(self) -> Package:
        """The package.

        Raises:
            LookupError: before T01.

        """
        if self.package is None:
            raise LookupError("no package imported")
        return self.package
