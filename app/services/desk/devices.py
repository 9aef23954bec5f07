"""Several devices at one meeting: one decides, the others stand at the door (4.3-3, EC-19)."""

from msgspec import Struct

from app.models import facts as f
from app.models.facts import Fact
from app.models.terms import Role
from app.services.desk import requests as r
from app.services.desk.context import Ctx
from app.services.desk.preparing import text_needed
from app.services.desk.refusal import Refusal
from app.services.desk.registry import verb
from app.services.desk.requests_door import TakePrimary

AT_THE_DOOR: frozenset[type[Struct]] = frozenset(
    {
        r.CheckIn,
        f.PersonCheckedOut,
        f.VisitorCheckedIn,
        r.Declare,
        r.TakePhoto,
        TakePrimary,
        r.AnchorClock,
        f.ScanTurnedAway,
        f.RollCalled,
        f.ECertificateSeen,
        f.SubstitutionSuspected,
    }
)
"""What any device may record: check-in and check-out, declarations, photos (4.3-3), and how far off its own clock is.

What the node said of an expert or a roster is recorded where it counts, at the primary (``fold.writers``).
"""


def on_primary(ctx: Ctx, request: Struct) -> None:
    """Refuse on another device what only the primary may do; after the seal the one writer is no matter any more.

    A device that joined to scan only scans, also after the seal; one that was sent away records nothing. The fold says
    the same (``fold.writers``).

    Raises:
        Refusal: ``not_primary``, ``device_gone``.

    """
    m = ctx.m
    if not m.primary or ctx.device == m.primary:
        return
    gone = m.devices_gone.get(ctx.device)
    if gone is not None:
        raise Refusal("device_gone", reason=gone.reason)
    if type(request) in AT_THE_DOOR or _own_slip(ctx, request):
        return
    if m.seal is None or ctx.device in m.devices:
        raise Refusal("not_primary", device=m.primary[:12])


def _own_slip(ctx: Ctx, request: Struct) -> bool:
    """What this device recorded it may take back; what others did, only the primary."""
    return isinstance(request, f.FactUndone) and any(
        e.hash == request.target and e.body.device == ctx.device for e in ctx.entries
    )


@verb(TakePrimary)
def take_primary(ctx: Ctx, request: TakePrimary) -> tuple[Fact, ...]:
    """EC-19: the secretary, recognised by his ID, together with the owner who signs; the event stays in the record."""
    m = ctx.m
    if ctx.device == m.primary:
        raise Refusal("already_primary")
    text_needed(request.reason, "reason")
    known = m.people[ctx.by.person].last4 if ctx.by.person in m.people else ""
    if known and known.upper() != request.last4.strip().upper():
        raise Refusal("last4_wrong", name=m.name(ctx.by.person), clause=ctx.case.pack.check("C31").src)
    owners = {h.person for role in (Role.OWNER_PM, Role.OWNER_VERIFIER) for h in m.holders(role)}
    if request.owner not in owners:
        raise Refusal("takeover_owner")
    ink = ctx.ink(request.drawing)
    if ink is None:
        raise Refusal("ink_needed")
    return (
        f.PrimaryTaken(
            device=ctx.device, how="takeover", owner=request.owner, reason=request.reason, owner_ink=ink
        ),
    )
