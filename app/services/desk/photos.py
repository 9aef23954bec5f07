"""Pictures of the meeting (3.5, C54): kept as taken, with the camera's time beside the device's own (EC-49)."""

from app.models import facts as f
from app.models.facts import Fact
from app.services.desk import requests as r
from app.services.desk.context import Ctx
from app.services.desk.preparing import text_needed
from app.services.desk.refusal import Refusal
from app.services.desk.registry import verb
from app.services.exif import shot_at

MAX_BYTES = 32 * 1024 * 1024


@verb(r.TakePhoto)
def take_photo(ctx: Ctx, request: r.TakePhoto) -> tuple[Fact, ...]:
    """The original is kept unchanged; what is handed in after the seal says why it comes late (T35)."""
    if len(request.data) > MAX_BYTES:
        raise Refusal("photo_too_large", limit=str(MAX_BYTES // 1024 // 1024))
    if ctx.m.seal is not None:
        text_needed(request.late_reason, "late_reason")
    return (
        f.PhotoTaken(
            blob=ctx.put_blob(request.data),
            caption=request.caption,
            taken_by=request.taken_by or ctx.by.person,
            shot_at=request.shot_at or shot_at(request.data),
            late_reason=request.late_reason,
        ),
    )
