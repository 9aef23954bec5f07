"""What every fact is: a frozen struct in the past tense, tagged by its class name."""

from msgspec import Struct


class FactBase(
    Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    tag_field="kind",
    tag=True,
):
    """Base of all facts. Who and when stand in the entry around it; a fact says only what happened."""


class Ink(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A drawn signature bound to what was shown (rules.md 8.1, DESIGN.md 5).

    ``strokes`` and ``picture`` are SHA-256 names of blobs (compact strokes; PNG). ``shown`` is the SHA-256 of what the
    signer saw. Never re-used (EC-37).
    """

    strokes: str
    picture: str
    shown: str = ""
