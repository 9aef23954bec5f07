"""Facts of the door: who came, who left, what was checked, who leads."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from app.models.facts.base import FactBase, Ink
from app.models.package import Person
from app.models.terms import AbsenceKind, Factor, Presence, Proof, Role, Tick


class CheckInOpened(FactBase, frozen=True):
    """T03: the notice on personal information is on screen, the clock was anchored."""


class PersonCheckedIn(FactBase, frozen=True):
    """A person is here in ``roles`` (asked one by one, EC-01), identified by ``factors`` (C31), notice shown (C36).

    ``badge`` is the serial of the badge, ``way`` how it was read (camera, scanner, picture, typed).
    """

    person: str
    roles: tuple[Role, ...]
    factors: tuple[Factor, ...]
    presence: Presence = Presence.ONSITE
    notice: bool = True
    manual_reason: str = ""
    badge: str = ""
    way: str = ""


class VisitorCheckedIn(FactBase, frozen=True):
    """An observer who is not on the roster; nothing more than this is stored (4.3-6)."""

    visitor: str
    name: str
    unit: str
    purpose: str
    role: Role = Role.OTHER


class PersonCheckedOut(FactBase, frozen=True):
    """A person left; coming back is a new check-in (2.5)."""

    person: str
    reason: str = ""


class DeclarationSigned(FactBase, frozen=True):
    """回避声明 (HB) of one expert: no interest, or an interest with whom (C34, C37)."""

    person: str
    interest: bool
    with_whom: str = ""
    ink: Ink | None = None


class QualificationTick(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One person in one post: what was shown and what the verifier ticked (C30)."""

    person: str
    role: Role
    result: Tick
    proof: Proof
    note: str = ""


class QualificationsChecked(FactBase, frozen=True):
    """资质资格核对 of several people; a later tick of the same person and post replaces the earlier (C30)."""

    ticks: tuple[QualificationTick, ...]


class OwnerVerified(FactBase, frozen=True):
    """建设单位核对签认 (C29): binds the attendance hash of the moment; a later change makes it stale."""

    attendance: str
    ink: Ink


class PostHolderChanged(FactBase, frozen=True):
    """岗位变更 (EC-44): another person holds the post, from a change document seen."""

    role: Role
    unit_code: str
    person: Person
    document: str
    scan: str = ""


class Ballot(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One expert's vote."""

    voter: str
    candidate: str


class LeaderElected(FactBase, frozen=True):
    """组长推选 (TX): more than half of the experts present voted for ``leader`` (C33, APP)."""

    leader: str
    ballots: tuple[Ballot, ...]


class LeaderNamed(FactBase, frozen=True):
    """The leader the central system determined (NN)."""

    leader: str


class SubstitutionSuspected(FactBase, frozen=True):
    """疑似替代: the person does not match (EC-05). Evidence is kept; the owner confirms."""

    person: str
    evidence: str


class SubstitutionCleared(FactBase, frozen=True):
    """The real expert came after a 疑似替代: identified anew, confirmed by OWNER_PM (8.7-7). The suspicion stays."""

    person: str
    reason: str


class ConsentGiven(FactBase, frozen=True):
    """单独同意 for an ID-card photo or a biometric, given or refused; a refusal is never punished (C36, EC-41)."""

    person: str
    what: Literal["id_photo", "biometric"]
    given: bool
    ink: Ink | None = None


class CheckInShared(FactBase, frozen=True):
    """The check-in of another plan of the same day was taken over (4, EC-24); the check-ins themselves follow as facts.

    ``source`` is the other meeting, ``entries`` the hashes of its entries that were copied.
    """

    source: str
    entries: tuple[str, ...]


class AbsenceRecorded(FactBase, frozen=True):
    """缺席、请假、迟到 … of one expert (3.7, C64).

    ``noticed_at``: when leave was asked for; ``excused``: with a cause (ZZ§12（二）), None = not judged here.
    ``statement``: the expert's own words. A later record of the same person and class replaces the earlier.
    """

    person: str
    absence: AbsenceKind
    reason: str = ""
    evidence: str = ""
    statement: str = ""
    noticed_at: datetime | None = None
    excused: bool | None = None


class RosterVersionNoticed(FactBase, frozen=True):
    """After the opening the central node has a newer roster; the frozen one stays (EC-23, ``roster_version_mismatch``)."""

    roster_version: int


class StatusNoticed(FactBase, frozen=True):
    """A later notice of the central node on an expert's status (C19, EC-23)."""

    person: str
    status: Literal["active", "suspended", "terminated", "revoked"]


class PhotoTaken(FactBase, frozen=True):
    """A picture of the meeting (3.5). ``blob`` is its SHA-256.

    ``shot_at`` is what the camera says (EXIF), kept beside the device's own time (EC-49). A picture handed in after the
    meeting says why in ``late_reason`` (T35).
    """

    blob: str
    caption: str = ""
    taken_by: str = ""
    shot_at: datetime | None = None
    late_reason: str = ""
