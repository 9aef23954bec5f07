"""The ledger 台账: the facts of every meeting, append-only, one signed chain per device (DESIGN.md 1, 3).

The names here are loaded when they are first asked for: a list of meetings is shown before SQLAlchemy could be imported.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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

_PLACES = {
    "absorb": ("Absorbed",),
    "codec": ("Line",),
    "lock": ("HomeLock",),
    "naming": ("blobs_named",),
    "report": ("Point", "Report"),
    "seal": ("SealValues", "seal_values"),
    "store": ("Ledger", "MeetingRow"),
    "transaction": ("WriteTx",),
    "waiting": ("PackageRow",),
}
_PLACE = {name: module for module, names in _PLACES.items() for name in names}


def __getattr__(name: str) -> object:
    if name == "errors":
        return import_module(f"{__name__}.errors")
    if name in _PLACE:
        return getattr(import_module(f"{__name__}.{_PLACE[name]}"), name)
    raise AttributeError(name)
