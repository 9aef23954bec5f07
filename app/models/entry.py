"""A fact as it stands in the ledger: who wrote it, where it hangs in the chain of its device (DESIGN.md 1)."""

from datetime import datetime

from msgspec import Struct

from app.models.facts import Fact
from app.models.terms import Factor, Role

GENESIS = "0" * 64
"""``prev`` of the first entry of a chain."""


class By(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """The person behind a fact, as identified at that moment (issue: "the fact carries it").

    ``factors`` are the identity factors seen now (C31). The secretary at the laptop needs none; every other person
    who decides something needs two.
    """

    person: str
    role: Role
    name: str = ""
    factors: tuple[Factor, ...] = ()
    witness: str = ""


class Unsigned(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The part of an entry that is hashed and signed.

    ``seq`` counts from 1 per (meeting, device); ``prev`` is the hash of the entry before on that chain; ``lamport`` is
    one more than the largest this device had seen in the meeting, so (lamport, device, seq) is one total order that
    every device computes alike. ``at`` is UTC and never decides order (EC-17). ``mono`` is the device's monotonic
    clock in nanoseconds.
    """

    meeting: str
    device: str
    seq: int
    prev: str
    lamport: int
    at: datetime
    mono: int
    by: By
    fact: Fact


class Entry(Struct, frozen=True, kw_only=True):
    """``Unsigned`` with ``hash`` = SHA-256 of its RFC 8785 form (hex) and ``sig`` = Ed25519 over those 32 bytes (base64)."""

    body: Unsigned
    hash: str
    sig: str

    @property
    def fact(self) -> Fact:
        """The fact itself."""
        return self.body.fact

    @property
    def order(self) -> tuple[int, str, int]:
        """Place in the one total order of the meeting."""
        return (self.body.lamport, self.body.device, self.body.seq)
