"""Receipts: what the node holds, signed; and whether it takes the seal (T22, T23)."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from app.models import facts as f
from app.models.entry import By, Entry
from app.models.facts import DeviceRange
from app.models.packfile import PackError
from app.server import records
from app.services.audit import AFTER_LOG, audit, load_world
from app.services.law import law_tables
from app.services.ledger import Ledger
from app.services.signing.canonical import UNREADABLE
from app.services.signing.keys import NodeKey, pack
from app.services.sync.protocol import Acknowledgement, Conflict, Receipt, fact_of, signed_bytes

Seal = f.ReportSealed | f.RecordClosed

_POINTS_TOLD = 5


class Judged(Struct, frozen=True):
    """What the node says to a seal: ``seal_hash`` if it takes it, else a conflict or the chains it waits for."""

    seal_hash: str = ""
    conflict: Conflict | None = None
    waiting: tuple[str, ...] = ()


class Receipts:
    """Gives receipts of one node."""

    def __init__(self, ledger: Ledger, key: NodeKey, clock: Callable[[], datetime]) -> None:
        self._ledger = ledger
        self._key = key
        self._clock = clock

    def standing(self, meeting: str) -> records.Standing:
        """What the node knows about a meeting by itself."""
        return records.standing(meeting, self._ledger.entries(records.record_id(meeting)))

    def acknowledge(self, meeting: str, seal_hash: str) -> Acknowledgement:
        """Return a receipt for all that is here of a meeting.

        The receipt is a fact of the node before it is given; the same state gives the same receipt again, so that an
        answer lost on the way costs the desk neither its time of arrival nor a second fact.
        """
        ranges = self._ledger.heads(meeting)
        judged = self._judge(meeting, seal_hash, ranges) if seal_hash else Judged()
        if judged.conflict and self.standing(meeting).conflict != judged.conflict:
            self.notice(meeting, judged.conflict)
        receipt = self._receipt(meeting, ranges, judged.seal_hash)
        return Acknowledgement(receipt=receipt, conflict=judged.conflict, waiting=judged.waiting)

    def notice(self, meeting: str, conflict: Conflict, by: By = records.NODE) -> None:
        """Record a conflict (T23), found by the node or said by its operator."""
        with self._ledger.write(records.record_id(meeting)) as tx:
            tx.append(by, records.noticed(conflict))

    def settle(self, meeting: str, how: Literal["resend", "stored_with_note"], reason: str) -> bool:
        """Record how people settled the open conflict (T23b, T23c); False if there is none."""
        with self._ledger.write(records.record_id(meeting)) as tx:
            if records.standing(meeting, tx.entries()).conflict is None:
                return False
            tx.append(records.OPERATOR, f.ConflictSettled(how=how, reason=reason))
            return True

    def _receipt(self, meeting: str, ranges: tuple[DeviceRange, ...], seal_hash: str) -> Receipt:
        with self._ledger.write(records.record_id(meeting)) as tx:
            given = records.standing(meeting, tx.entries()).receipts
            for receipt in reversed(given):
                if receipt.ranges == ranges and receipt.seal_hash == seal_hash:
                    return receipt
            plain = Receipt(
                meeting=meeting,
                ranges=ranges,
                seal_hash=seal_hash,
                received_at=self._clock(),
                kid=self._key.kid,
            )
            receipt = replace(plain, signature=pack(self._key.sign(signed_bytes(plain))))
            tx.append(records.NODE, fact_of(receipt))
            return receipt

    def _judge(self, meeting: str, seal_hash: str, ranges: Sequence[DeviceRange]) -> Judged:
        entries = self._ledger.entries(meeting)
        seals = {entry.fact.seal_hash: entry for entry in entries if isinstance(entry.fact, Seal)}
        mine = seals.get(seal_hash)
        if mine is None:
            return Judged(waiting=("seal",))
        waiting = _missing(mine, ranges)
        if waiting:
            return Judged(waiting=waiting)
        standing = self.standing(meeting)
        if standing.noted:
            return Judged(seal_hash=seal_hash)
        if standing.acknowledged(seal_hash):
            return Judged(seal_hash=seal_hash, conflict=self._after_log(meeting, entries, mine))
        conflict = standing.conflict or self._fault(meeting, len(seals))
        return Judged(conflict=conflict) if conflict else Judged(seal_hash=seal_hash)

    def _after_log(self, meeting: str, entries: Sequence[Entry], seal: Entry) -> Conflict | None:
        """A later voiding or approval that breaks the rules is kept as evidence, but people hear of it."""
        later = any(e.order > seal.order and isinstance(e.fact, AFTER_LOG) for e in entries)
        return self._breach(meeting) if later else None

    def _fault(self, meeting: str, seals: int) -> Conflict | None:
        """Verify the whole meeting as it lies on our disk (EC-19: two seals, people decide)."""
        if seals > 1:
            return Conflict(code="another_seal", reason="")
        broken = self._ledger.verify(meeting).broken
        if broken:
            told = "; ".join(f"{point.code} {point.subject[:16]}" for point in broken[:_POINTS_TOLD])
            return Conflict(code="seal_broken", reason=told)
        return self._breach(meeting)

    def _breach(self, meeting: str) -> Conflict | None:
        """Ask the checks again at every transition: a desk that was tampered with can sign, but not get past this."""
        entries = self._ledger.entries(meeting)
        try:
            world = load_world(entries, self._ledger.blob)
        except (PackError, LookupError, *UNREADABLE) as bad:
            return Conflict(code="rules_broken", reason=str(bad))
        breaches = audit(meeting, entries, world, law_tables())
        if not breaches:
            return None
        told = "; ".join(
            f"{breach.transition} {' '.join(sorted({x.check for x in breach.findings}))}"
            for breach in breaches[:_POINTS_TOLD]
        )
        return Conflict(code="rules_broken", reason=told)


def _missing(seal: Entry, ranges: Sequence[DeviceRange]) -> tuple[str, ...]:
    """Devices whose sealed entries have not all arrived."""
    have = {part.device: part.upto for part in ranges}
    heads = seal.fact.heads if isinstance(seal.fact, Seal) else ()
    return tuple(head.device for head in heads if have.get(head.device, 0) < head.upto)
