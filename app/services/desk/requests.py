"""What a person asks the desk to do. Where a request is exactly the fact it leads to, the fact itself is the request.

These are the requests that need more than their fact: bytes to be stored, something to be checked, a document to be made.
All are frozen structs with a tag ``do``, so that screen, rehearsal script and test speak one language.
"""

from datetime import datetime
from typing import Literal

from app.models.facts import OpinionRow, PlanPart
from app.models.package import Letter, Person
from app.models.terms import Conformity, Document, Factor, Presence, Role, SignKind, Verdict
from app.services.desk.request import Drawing, Request
from app.services.desk.requests_after import (
    ApproveRevision,
    RecordUpload,
    Reissue,
    RejectRevision,
    ReplaceLeader,
    ReturnRevision,
    VisitNode,
    VoidRecord,
    WriteCorrection,
)

__all__ = [
    "AnchorClock",
    "ApproveRevision",
    "AttachScan",
    "ChangePost",
    "CheckIn",
    "CloseRecord",
    "Declare",
    "Drawing",
    "EndDay",
    "Freeze",
    "GiveConsent",
    "ImportPackage",
    "Override",
    "Propose",
    "RecordUpload",
    "RefreshPackage",
    "RefuseToSign",
    "Reissue",
    "RejectRevision",
    "ReplaceLeader",
    "Request",
    "ReturnRevision",
    "SealRecord",
    "ShowLetter",
    "Sign",
    "Stop",
    "SubmitForm",
    "TakePhoto",
    "VerifyAttendance",
    "VisitNode",
    "VoidRecord",
    "WriteCorrection",
]


class ImportPackage(Request, frozen=True):
    """T01: the bytes of a signed package file."""

    data: bytes


class RefreshPackage(Request, frozen=True):
    """T02: the next version of the roster, taken as a whole."""

    data: bytes


class CheckIn(Request, frozen=True):
    """A person is at the door. ``last4`` as typed from the ID shown; it is compared, never stored.

    ``badge`` is the text of the QR code that was read: who names the badge as a factor shows it, and the desk decides by
    its signature. ``way``: how it was read.
    """

    person: str
    roles: tuple[Role, ...]
    factors: tuple[Factor, ...]
    last4: str = ""
    presence: Presence = Presence.ONSITE
    notice: bool = True
    manual_reason: str = ""
    badge: str = ""
    way: Literal["", "camera", "scanner", "picture", "typed"] = ""


class Declare(Request, frozen=True):
    """回避声明 with the expert's own signature."""

    person: str
    interest: bool
    with_whom: str = ""
    drawing: Drawing | None = None


class VerifyAttendance(Request, frozen=True):
    """建设单位核对签认 on the rows as they are now (C29)."""

    drawing: Drawing


class Override(Request, frozen=True):
    """例外放行 of the findings ``keys`` (O)."""

    keys: tuple[str, ...]
    reason: str
    drawing: Drawing
    second: str = ""
    second_drawing: Drawing | None = None


class ShowLetter(Request, frozen=True):
    """A delegate letter on paper or as a file at the venue."""

    letter: Letter
    scan: bytes = b""


class Stop(Request, frozen=True):
    """停止论证会 (T07, T13)."""

    reason: str
    drawing: Drawing | None = None


class EndDay(Request, frozen=True):
    """T09 by itself: 24:00 of the day of a stop is past (``overdue`` in desk.py says when)."""


class Propose(Request, frozen=True):
    """T14: the leader's conclusion."""

    verdict: Verdict
    reason: str = ""


class SubmitForm(Request, frozen=True):
    """Form 3.3 of one expert, meeting stage; the fields of its fact without the ink, plus the drawing."""

    expert: str
    conclusion: Verdict
    topics: tuple[Conformity, ...] = ()
    parts: tuple[PlanPart, ...] = ()
    opinion: str = ""
    rows: tuple[OpinionRow, ...] = ()
    site_visit: str = ""
    wants: str = ""
    nodes: tuple[str, ...] = ()
    reserve: str = ""
    drawing: Drawing | None = None


class Freeze(Request, frozen=True):
    """T16: fix the content; the desk computes the hash and makes the print."""


class Sign(Request, frozen=True):
    """One person signs one document: by hand on the pad, on paper, or with his certificate.

    CA_ESIGN brings ``evidence``: the frozen print signed as PDF, or a detached CMS over it. ``certificate`` is the number
    the signer named, if any; it must be that of the evidence.
    """

    person: str
    document: Document
    sign_kind: SignKind = SignKind.DRAWN
    drawing: Drawing | None = None
    warned: bool = False
    certificate: str = ""
    evidence: bytes = b""


class RefuseToSign(Request, frozen=True):
    """拒绝签字 / 保留意见 with his own text."""

    person: str
    reason: str
    drawing: Drawing | None = None


class AttachScan(Request, frozen=True):
    """A scan of the signed paper; ``second`` is the leader, after 散会 the owner's project leader."""

    document: Document
    data: bytes
    pages: int
    second: str


class TakePhoto(Request, frozen=True):
    """A picture of the meeting. ``shot_at`` where the camera's own time is known otherwise than from the file (EC-49).

    Handed in after the seal it says why, and who took it (T35).
    """

    data: bytes
    caption: str = ""
    taken_by: str = ""
    shot_at: datetime | None = None
    late_reason: str = ""


class GiveConsent(Request, frozen=True):
    """单独同意 for an ID-card photo or a biometric, given with a signature or refused without one (C36, EC-41)."""

    person: str
    what: Literal["id_photo", "biometric"]
    given: bool
    drawing: Drawing | None = None


class ChangePost(Request, frozen=True):
    """岗位变更 (EC-44): ``document`` is the number of the 变更文件, ``scan`` its picture or PDF."""

    role: Role
    unit_code: str
    person: Person
    document: str
    scan: bytes = b""


class SealRecord(Request, frozen=True):
    """T19: close the record: documents are made, hashed and named."""


class CloseRecord(Request, frozen=True):
    """Close a record without a report (ABORTED, NO_CONSENSUS)."""


class AnchorClock(Request, frozen=True):
    """Server time as just heard."""

    server_time: datetime
