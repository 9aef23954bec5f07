"""From the text of a code to the answer of the door: is it a badge, does its signature hold, may this person come in."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from msgspec import Struct

from app.models.badge import Badge, BadgeError, Outcome
from app.models.doorway import Answer, judge
from app.models.meeting import Meeting
from app.services.badges import token
from app.services.badges.foreign import E_CERTIFICATE, OTHER, Foreign, what_is

SHORT_DIGEST = 16
"""Hex digits of a digest by which two scans of one unknown code are told to be the same."""


class Scan(Struct, frozen=True, kw_only=True):
    """One scanned text and what the door answers. ``badge`` and ``foreign`` say what it was; neither: unreadable."""

    answer: Answer
    digest: str
    badge: Badge | None = None
    foreign: Foreign | None = None
    kid: str = ""


def door_keys(raw: Mapping[str, bytes]) -> dict[str, Ed25519PublicKey]:
    """Key id → public key, from 32 raw bytes each; what is no key is left out."""
    found = {}
    for kid, public in raw.items():
        try:
            found[kid] = Ed25519PublicKey.from_public_bytes(public)
        except ValueError:
            continue
    return found


def answer_scan(text: str, m: Meeting, keys: Mapping[str, Ed25519PublicKey], now: datetime) -> Scan:
    """Decide about one scanned text, offline, with what this device knows."""
    digest = sha256(text.encode(errors="surrogatepass")).hexdigest()
    if not token.looks_like_badge(text):
        return _foreign(text, digest)
    try:
        badge = token.decode(text, keys)
    except BadgeError as bad:
        return Scan(answer=Answer(outcome=Outcome(bad.fault.value)), digest=digest, kid=bad.kid)
    if made_behind(m, badge):
        return Scan(answer=Answer(outcome=Outcome.UNKNOWN_KEY), digest=digest, kid=badge.kid)
    return Scan(answer=judge(m, badge, now, frozenset(m.revoked)), digest=digest, badge=badge, kid=badge.kid)


def made_behind(m: Meeting, badge: Badge) -> bool:
    """A badge under the key of a desk that is primary no more, of which the meeting has no fact.

    The primary's own word is its signature. A desk that was deposed (stolen, broken) still has its key; of what it made,
    only that counts which stands in the record.
    """
    if badge.kid == m.primary or badge.kid not in m.primaries:
        return False
    made = m.badges.get(badge.person)
    return badge.serial not in m.revoked and (made is None or made.serial != badge.serial)


def _foreign(text: str, digest: str) -> Scan:
    found = what_is(text)
    if found is OTHER and not text.strip():
        return Scan(answer=Answer(outcome=Outcome.UNREADABLE), digest=digest)
    outcome = Outcome.E_CERTIFICATE if found.kind == E_CERTIFICATE else Outcome.FOREIGN
    return Scan(answer=Answer(outcome=outcome), digest=digest, foreign=found)
