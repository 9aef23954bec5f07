"""The way of the facts to the central node: protocol, client, background worker (DESIGN.md 1; T21–T23).

The names here are loaded when they are first asked for: the HTTP library is no business of a desk that is starting.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.services.sync.background import SyncStatus, SyncWorker
    from app.services.sync.client import SyncClient, SyncResult
    from app.services.sync.errors import SyncError
    from app.services.sync.protocol import PackageInfo, Receipt
    from app.services.sync.session import ServerTime
    from app.services.sync.trust import TrustBook
    from app.services.sync.ways import in_session, standing, unsent
    from app.services.sync.wire import Limits
    from app.services.sync.words import explain, sentence

__all__ = [
    "Limits",
    "PackageInfo",
    "Receipt",
    "ServerTime",
    "SyncClient",
    "SyncError",
    "SyncResult",
    "SyncStatus",
    "SyncWorker",
    "TrustBook",
    "explain",
    "in_session",
    "sentence",
    "standing",
    "unsent",
]

_PLACES = {
    "background": ("SyncStatus", "SyncWorker"),
    "client": ("SyncClient", "SyncResult"),
    "errors": ("SyncError",),
    "ways": ("in_session", "standing", "unsent"),
    "protocol": ("PackageInfo", "Receipt"),
    "session": ("ServerTime",),
    "trust": ("TrustBook",),
    "wire": ("Limits",),
    "words": ("explain", "sentence"),
}
_PLACE = {name: module for module, names in _PLACES.items() for name in names}


def __getattr__(name: str) -> object:
    if name in _PLACE:
        return getattr(import_module(f"{__name__}.{_PLACE[name]}"), name)
    raise AttributeError(name)
