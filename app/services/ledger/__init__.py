"""The ledger 台账: the facts of every meeting, append-only, one signed chain per device (DESIGN.md 1, 3)."""

from app.services.ledger import errors
from app.services.ledger.absorb import Absorbed
from app.services.ledger.codec import Line
from app.services.ledger.lock import HomeLock
from app.services.ledger.naming import blobs_named
from app.services.ledger.report import Point, Report
from app.services.ledger.seal import SealValues, seal_values
from app.services.ledger.store import Ledger, MeetingRow
from app.services.ledger.transaction import WriteTx
from app.services.ledger.waiting import PackageRow

__all__ = [
    "Absorbed",
    "HomeLock",
    "Ledger",
    "Line",
    "MeetingRow",
    "PackageRow",
    "Point",
    "Report",
    "SealValues",
    "WriteTx",
    "blobs_named",
    "errors",
    "seal_values",
]
