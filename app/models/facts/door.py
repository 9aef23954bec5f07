"""Facts of badges, scanning and the devices at the door."""

from datetime import date, datetime
from typing import Literal

from msgspec import Struct

from app.models.badge import Outcome
from app.models.facts.base import FactBase

Way = Literal["camera", "scanner", "picture", "typed"]
CertificateState = Literal["valid", "expired", "revoked", "other_person"]


class BadgeReissued(FactBase, frozen=True):
    """A badge made here for one that was lost; the serials it replaces are void at once on every device of the meeting."""

    person: str
    serial: str
    code_sha256: str
    replaces: tuple[str, ...]
    reason: str


class ListedBadge(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row of the central node's list of revoked badges, as the node signed it."""

    serial: str
    reason: str


class BadgesRevoked(FactBase, frozen=True):
    """Serials no door takes any more: new ones of the central node's list as of ``as_of``, or a decision here.

    Serials add up over the facts of a meeting; one without serials says that the list was heard again and had nothing new.
    ``kid``, ``nonce``, ``listed`` and ``signature`` are the whole list as the node ``kid`` signed it, so that whoever has its
    key can verify again what a device that only scans brings (EC-19). "" as ``kid``: an older program wrote it, or the list
    was too long to go along; that counts only from the device that decides (4.3-3).
    """

    serials: tuple[str, ...]
    source: Literal["node", "desk"]
    as_of: datetime
    reason: str = ""
    kid: str = ""
    nonce: str = ""
    listed: tuple[ListedBadge, ...] = ()
    signature: str = ""


class ScanTurnedAway(FactBase, frozen=True):
    """A scan that let nobody in. Of an unknown text only its digest is kept, of a stranger nothing (4.3-6).

    ``code`` names the kind of a foreign code; ``note`` what the one at the door saw (a face that does not match, EC-05).
    ALREADY_IN is one of these too: one badge shown twice may be a copy of it (EC-39).
    """

    outcome: Outcome
    way: Way
    person: str = ""
    serial: str = ""
    digest: str = ""
    code: str = ""
    note: str = ""


class ECertificateSeen(FactBase, frozen=True):
    """证照扫码 at the check-in of a person: kind and number of an e-certificate (CJ-二12, CJ-二13); it is no badge."""

    person: str
    digest: str
    certificate: str
    number: str


class ECertificateVerified(FactBase, frozen=True):
    """What the central node said about an e-certificate seen at the door, with its signature (CJ-二12).

    The certificate is the one seen under ``digest`` for ``person``; ``day`` is the one it was judged for, ``until`` the last
    day of its validity and ``registered`` its kind, as the node has them. "" as ``state``: an older program wrote it.
    What the node does not know it never calls valid; then there is no such fact and the certificate stays 未核验.
    """

    digest: str
    valid: bool
    detail: str
    verified_at: datetime
    person: str = ""
    state: CertificateState | Literal[""] = ""
    day: date | None = None
    until: date | None = None
    registered: str = ""
    kid: str = ""
    signature: str = ""


class DeviceJoined(FactBase, frozen=True):
    """A second device of the venue: its key, its name, and that it only scans (EC-19, 4.3-3)."""

    device: str
    public: str
    name: str


class DeviceLeft(FactBase, frozen=True):
    """A device of the venue may scan no more (lost, or sent home)."""

    device: str
    reason: str
