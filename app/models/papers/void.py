"""Rows of 作废说明 (ZF, 3.10; T32, EC-54) and of 更正说明 (GS, EC-21)."""

from msgspec import Struct

from app.models.checks import Case
from app.models.papers.head import Head, clock, head_of
from app.models.papers.number import document_number
from app.models.terms import Document


class VoidedFile(Struct, frozen=True, kw_only=True):
    """A sealed file that is void; it is kept."""

    document: str
    id: str
    pages: int
    sha256: str


class VoidPaper(Struct, frozen=True, kw_only=True):
    """The whole form. ``order_number`` is empty where leader, owner and secretary sign."""

    head: Head
    number: str
    version: int
    seal_hash: str
    sealed: str
    verdict: str
    files: tuple[VoidedFile, ...]
    reason: str
    order_number: str
    leader: str
    owner: str
    secretary: str
    leader_picture: str
    owner_picture: str
    voided: str
    successor: str
    acceptance: str
    received: str


class CorrectionPaper(Struct, frozen=True, kw_only=True):
    """A clerical error outside the signed content; the sealed file stays as it is."""

    head: Head
    document: str
    number: str
    seal_hash: str
    place: str
    wrong: str
    right: str
    reason: str
    leader: str
    picture: str
    secretary: str
    written: str


def void_paper(c: Case, subject: str = "") -> VoidPaper:
    """The form of the voiding that was recorded.

    Raises:
        LookupError: the record is not void.

    """
    del subject
    fact = c.m.after.void
    if fact is None:
        raise LookupError("not void")
    seal, head = c.m.seal, head_of(c)
    report = c.m.frozen is not None
    at = next((step.at for step in reversed(c.m.walk) if step.transition == "T32"), None)
    return VoidPaper(
        head=head,
        number=document_number(c, Document.REPORT if report else Document.NO_CONSENSUS),
        version=c.m.frozen.version if c.m.frozen else 1,
        seal_hash=seal.seal_hash if seal else "",
        sealed=clock(seal.at if seal else None),
        verdict=c.m.verdict.value if report and c.m.verdict else "",
        files=tuple(
            VoidedFile(document=x.document.value, id=x.id, pages=x.pages, sha256=x.sha256)
            for x in (seal.files if seal else ())
        ),
        reason=fact.reason,
        order_number=fact.order_number,
        leader=c.name(fact.leader) if fact.leader else "",
        owner=c.name(fact.owner) if fact.owner else "",
        secretary=head.secretary,
        leader_picture=fact.leader_ink.picture if fact.leader_ink else "",
        owner_picture=fact.owner_ink.picture if fact.owner_ink else "",
        voided=clock(at),
        successor=c.m.after.next_meeting,
        acceptance=fact.acceptance,
        received=clock(c.m.after.received_at),
    )


def correction_serial(c: Case, subject: str) -> int:
    """Which correction: ``subject`` counts from 1, empty = the newest."""
    return int(subject) if subject else max(len(c.m.after.corrections), 1)


def correction_paper(c: Case, subject: str = "") -> CorrectionPaper:
    """One correction.

    Raises:
        LookupError: there is none.

    """
    n = correction_serial(c, subject)
    if not 0 < n <= len(c.m.after.corrections):
        raise LookupError("no correction")
    fact, seal, head = c.m.after.corrections[n - 1], c.m.seal, head_of(c)
    filed = next((x.id for x in (seal.files if seal else ()) if x.document is fact.document), "")
    at = c.m.after.corrected_at[n - 1] if n <= len(c.m.after.corrected_at) else None
    return CorrectionPaper(
        head=head,
        document=fact.document.value,
        number=filed or document_number(c, fact.document),
        seal_hash=seal.seal_hash if seal else "",
        place=fact.place,
        wrong=fact.wrong,
        right=fact.right,
        reason=fact.reason,
        leader=c.name(fact.leader),
        picture=fact.leader_ink.picture if fact.leader_ink else "",
        secretary=head.secretary,
        written=clock(at),
    )
