"""What the background sync has heard for one meeting and no fact says: it goes with the program."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Heard:
    """``node``: a central node is set; ``revoked_as_of``: the newest list of revoked badges since the start (UTC)."""

    node: bool = False
    revoked_as_of: datetime | None = None
