"""证照扫码: the QR of an e-certificate at the check-in of its holder (CJ-二12, CJ-二13). It lets nobody in.

Kind, number and the digest of the code are recorded, never the text: it may name the holder and his ID number. Whether the
certificate is good, the central node says; the answer comes in as ``ECertificateVerified`` (``services/sync``).
"""

import re
import unicodedata

from app.models import facts as f
from app.models.certificates import MAX_KIND, MAX_NUMBER, same_number, shown_by, shown_for_others
from app.models.facts import Fact
from app.services.desk.context import Ctx
from app.services.desk.door import roles_on_roster
from app.services.desk.preparing import text_needed
from app.services.desk.refusal import Refusal
from app.services.desk.registry import verb

_DIGEST = re.compile(r"[0-9a-f]{64}")


@verb(f.ECertificateSeen)
def certificate_seen(ctx: Ctx, request: f.ECertificateSeen) -> tuple[Fact, ...]:
    """Of somebody of the roster who is here or just coming; one certificate belongs to one person."""
    _holder_here(ctx, request.person)
    _readable(request)
    name = ctx.m.name(request.person)
    other = next(shown_for_others(ctx.m, request), None)
    if other is not None:
        raise Refusal("certificate_swapped", name=name, other=ctx.m.name(other.person), number=request.number)
    number = same_number(request.number)
    for shown in shown_by(ctx.m, request.person):
        if shown.seen.digest == request.digest or same_number(shown.seen.number) == number:
            raise Refusal("certificate_known", name=name, number=request.number)
    return (request,)


def _holder_here(ctx: Ctx, person: str) -> None:
    """Somebody who has left must come in again first; who never was in stands at the door now."""
    m = ctx.m
    if not roles_on_roster(ctx, person):
        raise Refusal("not_on_roster", name=m.name(person), role="")
    if m.suspected(person):
        raise Refusal("suspected", name=m.name(person), clause=ctx.case.pack.check("C31").src)
    if m.span(person) is not None and not m.present(person):
        raise Refusal("not_in", name=m.name(person))


def _readable(request: f.ECertificateSeen) -> None:
    text_needed(request.certificate, "certificate")
    text_needed(request.number, "number")
    bounded = len(request.certificate) <= MAX_KIND and len(request.number) <= MAX_NUMBER
    hidden = any(unicodedata.category(c)[0] == "C" for c in request.certificate + request.number)
    if not bounded or hidden or not _DIGEST.fullmatch(request.digest):
        raise Refusal("certificate_text")
