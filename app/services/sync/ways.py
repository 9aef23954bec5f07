"""What the facts of a meeting say about its way to the central node. There is no outbox: it follows from the entries."""

from collections.abc import Container, Iterable, Sequence

from msgspec import Struct

from app.models import facts as f
from app.models.entry import By, Entry
from app.models.terms import Role
from app.services.sync.protocol import Conflict, Receipt, fact_of
from app.services.sync.words import said

BY = By(person="sync", role=Role.SECRETARY, name="后台上报")
"""Whose facts receipts and conflicts are."""

Seal = f.ReportSealed | f.RecordClosed
_ENDS = f.MeetingPostponed | f.MeetingCancelled | f.NoConsensusClosed | f.MeetingStopped | Seal


class Standing(Struct, frozen=True):
    """``acked``: device → last entry a receipt covers. ``seal_hash``: of the last seal, empty without one.

    ``received``: a receipt covers that seal. ``conflict``: T23 is open. ``noted``: people took it with a note (T23c).
    """

    acked: dict[str, int]
    seal_hash: str = ""
    received: bool = False
    conflict: bool = False
    noted: bool = False
    unsent: int = 0

    @property
    def rests(self) -> bool:
        """Is there nothing to do until somebody records something?"""
        waits = bool(self.seal_hash) and not (self.received or self.conflict or self.noted)
        return self.unsent == 0 and not waits


NOTHING: frozenset[str] = frozenset()


def standing(entries: Iterable[Entry], without: Container[str] = NOTHING) -> Standing:
    """Compute the standing of a meeting from its entries in total order.

    ``without``: hashes of entries that are to be sent like all others and are not believed (``counting.idle``).
    """
    entries = tuple(entries)
    acked: dict[str, int] = {}
    sealed, received, conflict, noted = "", frozenset[str](), False, False
    for fact in [x.fact for x in entries if x.hash not in without]:
        if isinstance(fact, f.ReceiptStored):
            received |= {fact.seal_hash}
            for part in fact.ranges:
                acked[part.device] = max(part.upto, acked.get(part.device, 0))
        elif isinstance(fact, Seal):
            sealed, conflict, noted = fact.seal_hash, False, False
        elif isinstance(fact, f.ConflictNoticed):
            conflict = True
        elif isinstance(fact, f.PrimaryTaken):
            conflict = False  # what it noticed while it only scanned did not count: it asks again
        elif isinstance(fact, f.ConflictSettled):
            conflict, noted = False, fact.how == "stored_with_note"
    return Standing(
        acked=acked,
        seal_hash=sealed,
        received=sealed in received,
        conflict=conflict,
        noted=noted,
        unsent=_unsent(entries, acked),
    )


def unsent(entries: Iterable[Entry]) -> int:
    """Count the entries no receipt covers.

    Receipts are not counted: a receipt is never covered by itself, and would keep the number from ever being 0.
    """
    entries = tuple(entries)
    return standing(entries).unsent


def _unsent(entries: Sequence[Entry], acked: dict[str, int]) -> int:
    return sum(
        entry.body.seq > acked.get(entry.body.device, 0) and not isinstance(entry.fact, f.ReceiptStored)
        for entry in entries
    )


def in_session(entries: Iterable[Entry]) -> bool:
    """Is the meeting between opening and end (IN_SESSION…SIGNING, SUSPENDED), when only small things travel (EC-22)?"""
    running = False
    for entry in entries:
        if isinstance(entry.fact, f.MeetingOpened):
            running = True
        elif isinstance(entry.fact, _ENDS):
            running = False
    return running


def says_new(entries: Sequence[Entry], receipt: Receipt, without: Container[str] = NOTHING) -> bool:
    """Does a receipt cover anything besides earlier receipts? If not, storing it would make facts for ever."""
    now = standing(entries, without)
    if receipt.seal_hash and receipt.seal_hash == now.seal_hash and not now.received:
        return True
    upto = {part.device: part.upto for part in receipt.ranges}
    return any(
        now.acked.get(entry.body.device, 0) < entry.body.seq <= upto.get(entry.body.device, 0)
        and not isinstance(entry.fact, f.ReceiptStored)
        for entry in entries
    )


def facts_of(
    entries: Sequence[Entry],
    receipt: Receipt,
    conflict: Conflict | None,
    without: Container[str] = NOTHING,
) -> tuple[f.ReceiptStored | f.ConflictNoticed, ...]:
    """Return the facts an answer of the node adds: its receipt, and T23 once until people have settled it."""
    now = standing(entries, without)
    found: list[f.ReceiptStored | f.ConflictNoticed] = []
    if says_new(entries, receipt, without):
        found.append(fact_of(receipt))
    if conflict and now.seal_hash and not (now.received or now.conflict or now.noted):
        found.append(f.ConflictNoticed(reason=said(conflict.code, {"reason": conflict.reason})))
    return tuple(found)


def roster_fact(entries: Sequence[Entry], roster_version: int) -> f.RosterVersionNoticed | None:
    """EC-23: after the opening a newer roster of the node is remarked once; before it is taken by T02, after the seal not."""
    kinds = [e.body.fact for e in entries]
    opened = any(isinstance(x, f.MeetingOpened) for x in kinds)
    if not opened or standing(entries).seal_hash:
        return None
    have = noticed = 0
    for fact in kinds:
        if isinstance(fact, f.PackageImported | f.PackageRefreshed):
            have = max(have, fact.roster_version)
        elif isinstance(fact, f.RosterVersionNoticed):
            noticed = max(noticed, fact.roster_version)
        elif isinstance(fact, f.PrimaryTaken):
            noticed = 0  # as with a conflict: its remark as a scanner did not count
    new = roster_version > max(have, noticed)
    return f.RosterVersionNoticed(roster_version=roster_version) if new else None
