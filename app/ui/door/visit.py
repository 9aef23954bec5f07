"""One scan on its way: what was read, what the door answers, what is asked of whoever stands there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from app.models import facts as f
from app.models.badge import Outcome
from app.services.badges.words import DoorWords, say

if TYPE_CHECKING:
    from app.models.meeting import Meeting
    from app.models.terms import Role
    from app.services.badges.door import Scan

Way = Literal["camera", "scanner", "picture", "typed"]


class Mode(StrEnum):
    """What scanning is for now."""

    IN = "in"
    OUT = "out"
    ROLL = "roll"


class Step(StrEnum):
    """How far a scan has come. The first four wait for a person; the others are results."""

    ASK_IN = "ask_in"
    ASK_OUT = "ask_out"
    ASK_ROLL = "ask_roll"
    ASK_CERTIFICATE = "ask_certificate"
    IN = "in"
    OUT = "out"
    ROLLED = "rolled"
    CERTIFICATE_KEPT = "certificate_kept"
    SWAPPED = "certificate_swapped"
    ALREADY = "already"
    NO = "no"


_ROW: dict[Step, str] = {step: step.value for step in Step if step not in {Step.ALREADY, Step.NO}}
"""The words of a step; where none are its own, those of the answer."""

_LOOKS = {
    "suspected_now": "suspected",
    "certificate_suspected": "suspected",
    "certificate_swapped": "suspected",
    "certificate_known": "certificate_kept",
    "certificate_refused": "refused",
    "sent_away": "closed",
}
_SOUNDS = {
    **dict.fromkeys(("in", "rolled", "certificate_kept"), "in"),
    **dict.fromkeys(("already_in", "out", "not_compared"), "already"),
    **dict.fromkeys(
        ("ask_in", "ask_out", "ask_roll", "ask_certificate", "e_certificate", "unreadable", "foreign"), "look"
    ),
}
"""How an answer is heard; everything else is a stop."""

_MOST_NOTE = 200
"""Characters of a note about a scan that was turned away."""

ASKING = frozenset({Step.ASK_IN, Step.ASK_OUT, Step.ASK_ROLL, Step.ASK_CERTIFICATE})
"""Steps that wait for whoever stands at the door."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A scan with its answer. ``at``: when it was read (UTC); ``problem``: what stands against the last try."""

    scan: Scan
    text: str
    way: Way
    at: datetime
    step: Step
    words: DoorWords
    name: str = ""
    unit: str = ""
    posts: tuple[Role, ...] = ()
    photo: bytes = b""
    problem: str = ""
    whose: str = ""  # of an e-certificate: the person it is shown with
    other: str = ""  # of an e-certificate: the person it was recorded for before, by name
    said: str = ""  # row of the words; "" = those of the answer itself

    @property
    def person(self) -> str:
        """Whose badge it is; "" if nobody's."""
        return self.scan.answer.person

    @property
    def about(self) -> str:
        """The person it is about: whose badge it is, or with whom an e-certificate is shown; "" if nobody."""
        return self.whose or self.person

    @property
    def outcome(self) -> Outcome:
        """What the door answered."""
        return self.scan.answer.outcome

    @property
    def asks(self) -> bool:
        """Does it wait for a person?"""
        return self.step in ASKING

    @property
    def look(self) -> str:
        """Its colours and shape (``theme.DOOR``, ``marks.SHAPES``)."""
        return _LOOKS.get(self.said, self.said or self.outcome.value)

    @property
    def sound(self) -> str:
        """``in``, ``already``, ``stop`` or ``look``."""
        return "already" if self.said == "certificate_known" else _SOUNDS.get(self.look, "stop")

    def turned_away(self, note: str = "", outcome: Outcome | None = None) -> f.ScanTurnedAway:
        """The fact that it let nobody in; of a text only the digest, and nobody's name but of the roster (4.3-6)."""
        return f.ScanTurnedAway(
            outcome=outcome or self.outcome,
            way=self.way,
            person=self.about if self.name else "",
            serial=self.scan.badge.serial if self.scan.badge else "",
            digest=self.scan.digest,
            code=self.scan.foreign.kind if self.scan.foreign else "",
            note=note[:_MOST_NOTE],
        )

    def become(self, step: Step, m: Meeting, said: str = "", **more: str) -> Visit:
        """The same scan one step further, in the words of ``said`` (the step's own if not given)."""
        row = said or _ROW.get(step, "")
        if self.whose:
            more = {"name": m.name(self.whose), **more}
        return replace(self, step=step, said=row, words=say(self.scan, m, row, **more), problem="")
