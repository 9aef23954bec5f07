"""The key that signs the sample meetings. Everybody can derive it, so it is trusted for samples only (C15)."""

import hashlib
from functools import cache

from app.services.signing.keys import NodeKey

SAMPLE_KID = "sample"
PHRASE = "会签样例会议包，仅供演示，不得用于真实会议 · Huiqian sample packages only"


class SampleKey(NodeKey):
    """An Ed25519 key that anybody can make from the public phrase above."""

    @property
    def kid(self) -> str:
        """Always ``sample``; a package under this name must be a sample."""
        return SAMPLE_KID


@cache
def sample_key() -> SampleKey:
    """Return the one sample key; the same on every machine."""
    return SampleKey(hashlib.sha256(PHRASE.encode()).digest())
