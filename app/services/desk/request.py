"""What every request has in common, and ink as it leaves the pad."""

from msgspec import Struct


class Request(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="do", tag=True):
    """Base of all requests."""


class Drawing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A drawn signature as it left the pad: compact strokes and their picture (PNG). ``shown``: hash of what was seen."""

    strokes: bytes
    picture: bytes
    shown: str = ""
