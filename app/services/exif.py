"""When a camera says a picture was taken (Exif 2.32, DateTimeOriginal). It is shown beside the device's time, never instead."""

import io
import re
from datetime import UTC, datetime, timedelta, timezone

from app.models.beijing import BEIJING

_EXIF_IFD = 0x8769
_ORIGINAL = 0x9003
_OFFSET_ORIGINAL = 0x9011
_OFFSET = re.compile(r"([+-])(\d{2}):(\d{2})")


def shot_at(data: bytes) -> datetime | None:
    """The moment of the shutter in UTC; a camera that names no zone is read as Beijing time. None: it does not say."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data)) as seen:
            said = seen.getexif().get_ifd(_EXIF_IFD)
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError, ValueError, SyntaxError):
        return None
    try:
        local = datetime.strptime(str(said.get(_ORIGINAL, "")), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007  the zone follows
        return local.replace(tzinfo=_zone(str(said.get(_OFFSET_ORIGINAL, "")))).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _zone(offset: str) -> timezone:
    found = _OFFSET.fullmatch(offset.strip())
    if not found:
        return BEIJING
    way = 1 if found[1] == "+" else -1
    return timezone(way * timedelta(hours=int(found[2]), minutes=int(found[3])))
