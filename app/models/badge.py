"""What a badge (胸牌) says, and what the door answers to it. Pure: the bytes are the business of services/badges."""

from datetime import datetime
from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from app.models.terms import Role

ROLE_CODES: dict[Role, int] = {role: n for n, role in enumerate(Role)}
"""A role as a small number inside a badge. The order of ``Role`` is stored on paper: new roles go to its end."""

ROLE_OF_CODE: dict[int, Role] = {n: role for role, n in ROLE_CODES.items()}

MAX_ID = 64
"""Characters of a meeting or person id in a badge."""

MAX_ROLES = 8
SERIAL_BYTES = 8


class Badge(Struct, frozen=True, kw_only=True):
    """The claims of one badge: who, where, as what, from when to when. Nothing else about the person is on it.

    ``serial`` is 16 hex digits; ``kid`` names the key that signed. Times are UTC, whole seconds.
    """

    kid: str
    meeting: str
    person: str
    roles: tuple[Role, ...]
    roster_version: int
    not_before: datetime
    expires: datetime
    serial: str


class Outcome(StrEnum):
    """What the door says to a scan; each has its own colour, shape, sound and sentence."""

    ADMITTED = "admitted"
    ALREADY_IN = "already_in"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    OTHER_MEETING = "other_meeting"
    WRONG_ROSTER = "wrong_roster"
    BAD_SIGNATURE = "bad_signature"
    UNKNOWN_KEY = "unknown_key"
    UNREADABLE = "unreadable"
    SUSPECTED = "suspected"
    FOREIGN = "foreign"
    E_CERTIFICATE = "e_certificate"
    OWN_ERROR = "own_error"
    NOT_COMPARED = "not_compared"


class Issuer(Protocol):
    """A key that makes badges, with its name: of a central node, or of the primary desk for one that was lost."""

    @property
    def kid(self) -> str:
        """Name of the key in badges."""

    def sign(self, data: bytes) -> bytes:
        """64 bytes of Ed25519 signature."""


class BadgeFault(StrEnum):
    """Why a text is no badge that can be trusted."""

    UNREADABLE = "unreadable"
    UNKNOWN_KEY = "unknown_key"
    BAD_SIGNATURE = "bad_signature"


class BadgeError(Exception):
    """A text that looks like a badge cannot be taken as one. ``kid`` is what it names, if it could be read."""

    def __init__(self, fault: BadgeFault, *, kid: str = "") -> None:
        super().__init__(fault, kid)
        self.fault = fault
        self.kid = kid
