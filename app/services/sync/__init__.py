"""The way of the facts to the central node: protocol, client, background worker (DESIGN.md 1; T21–T23)."""

from app.services.sync.background import SyncStatus, SyncWorker
from app.services.sync.client import SyncClient, SyncResult
from app.services.sync.errors import SyncError
from app.services.sync.protocol import PackageInfo, Receipt
from app.services.sync.session import ServerTime
from app.services.sync.standing import in_session, standing, unsent
from app.services.sync.trust import TrustBook
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
