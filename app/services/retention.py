"""How long the data of a meeting stays on this computer, and when it goes (rules.md 8.2).

After the central node's receipt for the seal a meeting stays ``keep_days`` more, and as long as its archives have not been
handed over (C66), a key node is open or anything is unsent. Then the whole meeting goes: facts as well as blobs, for both
name people. The node has all of it; its receipt stays here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from app.models import facts as f
from app.models.beijing import beijing_day
from app.models.entry import By, Entry
from app.models.terms import Role, Stage
from app.services.ledger.erase import is_remains
from app.services.sync.protocol import is_signed_by, receipt_of

if TYPE_CHECKING:
    from app.models.meeting import Meeting
    from app.services.desk.desk import Desk, View
    from app.services.ledger import Ledger
    from app.services.ledger.erase import Erased

BY = By(person="tidy", role=Role.SECRETARY, name="本机清理")

Reason = Literal["receipt", "unsent", "open", "archive", "nodes", "days"]
"""Why a meeting stays: no receipt of a trusted node for the seal as it is here, entries it does not have, not closed,
archives not handed over, key nodes not pushed, the keeping time."""


class Stay(Struct, frozen=True, kw_only=True):
    """How one meeting stands: ``due`` is the first day it may go by time alone; no ``reasons``: it may go now."""

    meeting: str
    title: str
    due: date | None
    reasons: tuple[Reason, ...]


def candidates(ledger: Ledger, days: int, now: datetime) -> tuple[str, ...]:
    """Meetings whose keeping time is over by the marks alone; cheap, whether they may go ``stay`` says."""
    last = now - timedelta(days=days)
    found = (
        e.body.meeting
        for e in ledger.receipts()
        if isinstance(e.fact, f.ReceiptStored) and e.fact.seal_hash and e.fact.received_at <= last
    )
    return tuple(name for name in dict.fromkeys(found) if not is_remains(name))


def stay(view: View, keys: Mapping[str, bytes], days: int, now: datetime) -> Stay:
    """Say whether a meeting may go, and if not, why.

    Args:
        view: the meeting.
        keys: the central nodes this desk trusts, by key id.
        days: keeping time after the receipt.
        now: UTC.

    """
    m = view.m
    receipt = _receipt(m, view.entries, keys)
    due = beijing_day(receipt.received_at) + timedelta(days=days) if receipt else None
    return Stay(
        meeting=m.id,
        title=m.info.plan.name,
        due=due,
        reasons=tuple(_reasons(view, receipt, due, beijing_day(now))),
    )


def _reasons(view: View, receipt: f.ReceiptStored | None, due: date | None, today: date) -> Iterator[Reason]:
    m = view.m
    if receipt is None:
        yield "receipt"
    if view.unsent:
        yield "unsent"
    if m.stage not in {Stage.CLOSED, Stage.VOID}:
        yield "open"
    if m.stage is not Stage.VOID and m.frozen is not None and view.case.pack.archive.required:
        if not {"contractor", "supervisor"} <= m.after.archives.keys():
            yield "archive"
        pushed = {v.node for v in m.after.visits if v.pushed_at} | set(m.after.pushes)
        if set(m.session.nodes) - pushed:
            yield "nodes"
    if due is not None and today < due:
        yield "days"


def _receipt(m: Meeting, entries: tuple[Entry, ...], keys: Mapping[str, bytes]) -> f.ReceiptStored | None:
    """The newest receipt for the seal that a trusted node signed over the chains as they are here."""
    ends = {(e.body.device, e.body.seq): e.hash for e in entries}
    sealed = {e.fact.seal_hash for e in entries if isinstance(e.fact, f.ReportSealed | f.RecordClosed)}
    for entry in reversed(entries):
        fact = entry.fact
        if not isinstance(fact, f.ReceiptStored) or fact.seal_hash not in sealed:
            continue
        public = keys.get(fact.kid)
        whole = all(ends.get((part.device, part.upto)) == part.hash for part in fact.ranges)
        if public is not None and whole and is_signed_by(receipt_of(m.id, fact), public):
            return fact
    return None


class NotDue(Exception):  # noqa: N818  it is an answer
    """The meeting may not go: ``stay`` says why."""

    def __init__(self, found: Stay) -> None:
        super().__init__(found)
        self.stay = found


def erase(desk: Desk, meeting: str, keys: Mapping[str, bytes], days: int) -> Erased:
    """Take a meeting off this computer, after asking once more whether it may go.

    Raises:
        NotDue: it may not. LedgerError: the disk; then nothing is gone.

    """
    view = desk.view(meeting)
    found = stay(view, keys, days, desk.clock())
    receipt = _receipt(view.m, view.entries, keys)
    if found.reasons or receipt is None:
        raise NotDue(found)
    return desk.ledger.erase(meeting, BY, receipt)
