"""What a check says: an id, a level, a clause and the people and values concerned. Data only; the words are in resources."""

from enum import StrEnum

from msgspec import Struct

from app.models.terms import Level


class State(StrEnum):
    """How a finding stands."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"  # a W with the secretary's reason
    OVERRIDDEN = "overridden"  # an O with the named person's reason and signature
    RECORDED = "recorded"  # an R: it never clears (8.7-19)


class Gap(Struct, frozen=True, kw_only=True):
    """One thing a check found, before the rule pack gave it a level.

    ``subject`` names stably what or whom it is about (person id, ``ROLE@unit code``, item), so that an acknowledgement or
    override of it covers exactly this and nothing that comes later. ``variant`` picks the sentence. ``second`` = the
    second level ``also``; ``unknown`` = the input is missing (rules.md 0.2).
    """

    subject: str = ""
    variant: str = ""
    args: dict[str, str] = {}
    people: tuple[str, ...] = ()
    second: bool = False
    unknown: bool = False


class Finding(Struct, frozen=True, kw_only=True):
    """A gap with level, clause and state, as the pack of the meeting sees it."""

    check: str
    level: Level
    clause: str
    subject: str = ""
    variant: str = ""
    args: dict[str, str] = {}
    people: tuple[str, ...] = ()
    state: State = State.OPEN

    @property
    def key(self) -> str:
        """Stable name of this gap: ``check:variant:subject``."""
        return f"{self.check}:{self.variant}:{self.subject}"

    @property
    def is_open(self) -> bool:
        """Does it still ask somebody to do something?"""
        return self.state is State.OPEN

    @property
    def stops(self) -> bool:
        """Open and at a level that stops a transition (B, or O without override)."""
        return self.is_open and self.level in {Level.BLOCK, Level.OVERRIDE}
