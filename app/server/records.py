"""What the node itself knows about a meeting: receipts given and conflicts, as facts of a chain of its own.

They lie in the node's ledger under ``@<meeting>``, apart from the meeting's evidence, so that nothing the node decides
can alter what the desk sealed (T23: sealed data is never altered), and so that no state is kept outside the ledger.
"""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from app.models import facts as f
from app.models.after import base_id
from app.models.entry import By, Entry
from app.models.terms import Role
from app.services.sync.protocol import Conflict, Receipt, RevokedBadge, receipt_of

NODE = By(person="node", role=Role.AUTHORITY, name="中心节点")
OPERATOR = By(person="operator", role=Role.AUTHORITY, name="中心节点管理人员")

_PREFIX = "@"


def record_id(meeting: str) -> str:
    """Id under which the node's own facts about a meeting lie."""
    return _PREFIX + meeting


def is_record(meeting: str) -> bool:
    """Return True for an id of ``record_id``; no device may deliver to it."""
    return meeting.startswith(_PREFIX)


DEVICES = _PREFIX + "@devices"
"""Id under which the operator's words on devices lie; no meeting has it, for none may begin with the mark."""


def device_word(device: str, *, active: bool) -> f.StatusNoticed:
    """Return the fact that a device may deliver, or that it may not any more (lost, stolen, given away)."""
    return f.StatusNoticed(person=device, status="active" if active else "revoked")


def revoked(record: Iterable[Entry]) -> dict[str, datetime]:
    """Devices that may not deliver now, and since when: the last word on each counts."""
    found: dict[str, datetime] = {}
    for entry in record:
        if isinstance(entry.fact, f.StatusNoticed):
            if entry.fact.status == "active":
                found.pop(entry.fact.person, None)
            else:
                found.setdefault(entry.fact.person, entry.body.at)
    return found


def badge_record(meeting: str) -> str:
    """Id under which the operator's words on the badges of a meeting lie; a re-issued record has those of its first."""
    return record_id(base_id(meeting))


def badge_word(serials: tuple[str, ...], reason: str, as_of: datetime) -> f.BadgesRevoked:
    """Return the fact that these badges let nobody in any more."""
    return f.BadgesRevoked(serials=serials, source="node", as_of=as_of, reason=reason)


def revoked_badges(record: Iterable[Entry]) -> tuple[RevokedBadge, ...]:
    """Badges of a meeting that were revoked, each with its first reason, in the order in which it was said."""
    found: dict[str, str] = {}
    for entry in record:
        if isinstance(entry.fact, f.BadgesRevoked):
            for serial in entry.fact.serials:
                found.setdefault(serial, entry.fact.reason)
    return tuple(RevokedBadge(serial=serial, reason=reason) for serial, reason in found.items())


class Standing(Struct, frozen=True):
    """What the node's facts about a meeting amount to.

    ``receipts``: all given, oldest first. ``conflict``: open (T23). ``noted``: taken with a conflict note (T23c).
    """

    receipts: tuple[Receipt, ...] = ()
    conflict: Conflict | None = None
    noted: bool = False

    def acknowledged(self, seal_hash: str) -> bool:
        """Has this seal been receipted?"""
        return any(receipt.seal_hash == seal_hash for receipt in self.receipts)

    @property
    def sealed_at(self) -> Receipt | None:
        """The first receipt of a seal."""
        return next((receipt for receipt in self.receipts if receipt.seal_hash), None)


def standing(meeting: str, record: Iterable[Entry]) -> Standing:
    """Fold the node's own facts about a meeting."""
    receipts: list[Receipt] = []
    conflict: Conflict | None = None
    noted = False
    for entry in record:
        fact = entry.fact
        if isinstance(fact, f.ReceiptStored):
            receipts.append(receipt_of(meeting, fact))
        elif isinstance(fact, f.ConflictNoticed):
            code, _, reason = fact.reason.partition(": ")
            conflict, noted = Conflict(code=code, reason=reason), False
        elif isinstance(fact, f.ConflictSettled):
            conflict, noted = None, fact.how == "stored_with_note"
    return Standing(receipts=tuple(receipts), conflict=conflict, noted=noted)


def noticed(conflict: Conflict) -> f.ConflictNoticed:
    """Return the fact a conflict is recorded as."""
    return f.ConflictNoticed(reason=f"{conflict.code}: {conflict.reason}")
