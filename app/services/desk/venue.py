"""Verbs of the devices at one venue: a scanner joins the primary, and is sent away again (4.3-3, EC-19)."""

from app.models import facts as f
from app.models.facts import Fact
from app.services.desk.context import Ctx
from app.services.desk.preparing import text_needed
from app.services.desk.refusal import Refusal
from app.services.desk.registry import verb
from app.services.signing.keys import device_id, unpack

MAX_DEVICES = 8
"""Scanners of one meeting: more doors than any hall has."""

MAX_NAME = 40
"""Characters of a device's name."""


@verb(f.DeviceJoined)
def join(ctx: Ctx, request: f.DeviceJoined) -> tuple[Fact, ...]:
    """A device has proven its key (or was brought by hand); the name is what people call it."""
    public = unpack(request.public)
    if public is None or device_id(public) != request.device:
        raise Refusal("device_key", device=request.device[:24])
    if not 0 < len(request.name.strip()) <= MAX_NAME:
        raise Refusal("device_name", most=str(MAX_NAME))
    if request.device == ctx.m.primary:
        raise Refusal("device_known", device=request.device)
    if len(ctx.m.devices.keys() | {request.device}) > MAX_DEVICES:
        raise Refusal("devices_full", most=str(MAX_DEVICES))
    return (request,)


@verb(f.DeviceLeft)
def leave(ctx: Ctx, request: f.DeviceLeft) -> tuple[Fact, ...]:
    """Lost, broken, or sent home; what it recorded before stands."""
    text_needed(request.reason, "reason")
    if request.device not in ctx.m.devices:
        raise Refusal("device_not_joined", device=request.device[:24])
    return (request,)
