"""A door that must not let in what it should not: every text and every file is put before it."""

import gc
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

import psutil
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.models.badge import Badge, Outcome
from app.models.terms import Role
from app.services.badges import token
from app.services.badges.door import answer_scan
from app.services.scanning.pictures import PictureError, codes_in
from support import build, walk

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEYS: Mapping[str, Ed25519PublicKey] = {"node-1": KEY.public_key()}
NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
REFUSED = {
    Outcome.UNREADABLE,
    Outcome.BAD_SIGNATURE,
    Outcome.UNKNOWN_KEY,
    Outcome.FOREIGN,
    Outcome.E_CERTIFICATE,
}


class Doorkeeper:
    """The door of one meeting; counts its answers, and fails at the first that is not a refusal."""

    def __init__(self) -> None:
        self.m = walk.prepared().m
        self.genuine = token.encode(_badge(), KEY)
        self.answers: Counter[str] = Counter()
        self.took: list[float] = []

    def admits(self) -> Outcome:
        """What it says to the genuine badge: the proof that a refusal means something."""
        return answer_scan(self.genuine, self.m, KEYS, NOON).answer.outcome

    def texts(self, texts: Iterable[str]) -> None:
        """Refuse each of them."""
        for text in texts:
            outcome = answer_scan(text, self.m, KEYS, NOON).answer.outcome
            assert outcome in REFUSED, (outcome, text)
            self.answers[outcome] += 1

    def files(self, files: Iterable[bytes]) -> None:
        """Read each of them, or refuse it as no picture; refuse what was read."""
        for data in files:
            began = time.monotonic()
            try:
                codes = codes_in(data)
            except PictureError as error:
                self.answers[error.code] += 1
            else:
                self.answers["nothing to read" if not codes else "read"] += 1
                self.texts(code.text for code in codes)
            self.took.append(time.monotonic() - began)


def _badge() -> Badge:
    return Badge(
        kid="node-1",
        meeting=build.MEETING,
        person="e1",
        roles=(Role.EXPERT,),
        roster_version=1,
        not_before=NOON - timedelta(days=30),
        expires=NOON + timedelta(days=30),
        serial="00112233445566ff",
    )


def memory() -> float:
    """Resident memory of this process in MB."""
    gc.collect()
    return float(psutil.Process().memory_info().rss / 1e6)
