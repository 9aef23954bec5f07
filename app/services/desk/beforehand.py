"""What a verb has to look at that takes long: signed files and scans, read before the transaction (DESIGN.md 3.2)."""

from msgspec import Struct

from app.models.terms import Document, SignKind
from app.services.desk import requests as r
from app.services.documents.marks import PageMark
from app.services.signing.esign import Esigned, EsignFault


class Frozen(Struct, frozen=True):
    """The frozen report: the PDF printed, its content hash, and the CA certificates this desk knows (PEM)."""

    printed: bytes
    content_hash: str
    roots: bytes


class SeenSignature(Struct, frozen=True):
    """A signature by certificate: who signed, or why it does not hold (``fault``: a code of ``EsignFault``)."""

    signed: Esigned | None
    fault: str = ""


class SeenScan(Struct, frozen=True):
    """The marks of a scan's pages; ``readable`` False: the bytes are no PDF."""

    marks: tuple[PageMark | None, ...]
    readable: bool = True


Seen = SeenSignature | SeenScan


def looks_at(request: Struct) -> bool:
    """Does this request bring a file that must be looked at?"""
    if isinstance(request, r.AttachScan):
        return request.document is Document.REPORT
    return isinstance(request, r.Sign) and request.sign_kind is SignKind.CA_ESIGN and bool(request.evidence)


def look(request: r.Sign | r.AttachScan, frozen: Frozen) -> Seen:
    """Look at the file the request brings."""
    return _signature(request, frozen) if isinstance(request, r.Sign) else _scan(request)


def _signature(request: r.Sign, frozen: Frozen) -> SeenSignature:
    from app.services.signing.esign import check_esign

    try:
        return SeenSignature(check_esign(request.evidence, frozen.printed, frozen.content_hash, frozen.roots))
    except EsignFault as fault:
        return SeenSignature(None, fault.code)


def _scan(request: r.AttachScan) -> SeenScan:
    from app.services.documents.marks import read_marks

    try:
        return SeenScan(read_marks(request.data))
    except ValueError:
        return SeenScan((), readable=False)
