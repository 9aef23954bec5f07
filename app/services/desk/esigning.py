"""The verbs' side of a signature by certificate (8.1) and of a scan's pages (EC-38): what was seen beforehand is judged here."""

from app.models.facts import Ink
from app.models.names import search_key
from app.models.terms import Document
from app.services.desk import requests as r
from app.services.desk.beforehand import SeenScan, SeenSignature
from app.services.desk.context import Ctx
from app.services.desk.refusal import Refusal
from app.services.documents.marks import SHORT
from app.services.signing.esign import Esigned


def certified(ctx: Ctx, request: r.Sign, seen: object) -> Esigned:
    """The certificate behind a CA_ESIGN: valid over the frozen report, of this person and of nobody else (电子签名法13).

    Raises:
        Refusal: ``esign_needed``, ``esigned_<fault>``, ``esign_name``, ``esign_number``, ``esign_shared``.

    """
    clause, name = ctx.case.pack.check("C51").src, ctx.m.name(request.person)
    if request.document is not Document.REPORT or not isinstance(seen, SeenSignature):
        raise Refusal("esign_needed", clause=clause)
    signed = seen.signed
    if signed is None:
        raise Refusal(f"esigned_{seen.fault}", name=name, clause=clause)
    if search_key(name) not in search_key(signed.name):
        raise Refusal("esign_name", name=name, got=signed.name, clause=clause)
    if request.certificate and request.certificate.lower() not in signed.certificate.lower():
        raise Refusal("esign_number", name=name, got=signed.certificate, clause=clause)
    for (_document, person), other in ctx.m.signatures.items():
        if person != request.person and other.given.certificate.startswith(f"{signed.certificate}（"):
            raise Refusal("esign_shared", name=name, other=ctx.m.name(person), clause=clause)
    return signed


def fresh_ink(ctx: Ctx, ink: Ink | None) -> None:
    """Every signature is drawn anew: strokes that were in this meeting before are a copy (EC-37, 电子签名法13（一）（二）).

    Raises:
        Refusal: ``ink_reused``.

    """
    if ink is None:
        return
    for entry in ctx.entries:
        for field in ("ink", "second_ink"):
            was = getattr(entry.body.fact, field, None)
            if isinstance(was, Ink) and was.strokes == ink.strokes:
                raise Refusal("ink_reused")


def pages_match(ctx: Ctx, seen: object) -> None:
    """EC-38: every page of the scan is that page of the frozen print.

    Raises:
        Refusal: ``scan_unreadable``, ``scan_unread``, ``scan_other``, ``scan_order``.

    """
    if ctx.m.frozen is None or not isinstance(seen, SeenScan):
        return
    if not seen.readable:
        raise Refusal("scan_unreadable")
    clause, wanted = ctx.case.pack.check("C51").src, ctx.m.frozen.content_hash[:SHORT]
    placed = list(enumerate(seen.marks, 1))
    found = {
        "scan_unread": [n for n, mark in placed if mark is None],
        "scan_other": [n for n, mark in placed if mark and mark.hash != wanted],
        "scan_order": [n for n, mark in placed if mark and mark.hash == wanted and mark.page != n],
    }
    if found["scan_other"]:
        raise Refusal("scan_other", pages=_pages(found["scan_other"]), clause=clause)
    if found["scan_order"]:
        raise Refusal("scan_order", pages=_pages(found["scan_order"]), clause=clause)
    if found["scan_unread"]:
        raise Refusal("scan_unread", pages=_pages(found["scan_unread"]), clause=clause)


def _pages(numbers: list[int]) -> str:
    return "、".join(map(str, numbers))
