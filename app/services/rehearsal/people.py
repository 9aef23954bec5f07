"""Who acts in a script, and the ink of a rehearsal: drawn by rule, the same every time."""

import hashlib
from functools import cache

from app.models.after import acting_leader
from app.models.entry import By
from app.models.meeting import Meeting
from app.models.terms import Factor, Presence, Role
from app.services.desk.requests import Drawing
from app.services.rehearsal.script import ScriptError
from app.services.signing import ink

BOTH = (Factor.LOOK, Factor.LAST4)
FAR = (Factor.CA_CERT, Factor.LIVE_VIDEO)
_NAMED: dict[str, tuple[Role, ...]] = {
    "secretary": (Role.SECRETARY,),
    "host": (Role.HOST,),
    "owner": (Role.OWNER_PM,),
    "verifier": (Role.OWNER_VERIFIER, Role.OWNER_PM),
    "chief": (Role.SUP_CHIEF,),
}


def actor(m: Meeting, who: str) -> By:
    """The person a step names, identified by two factors.

    Raises:
        ScriptError: nobody holds that role, or no such person.

    """
    if who == "leader" or (m.after.leader and who == m.after.leader.leader):
        return expert(m, acting_leader(m))
    for role in _NAMED.get(who, ()):
        for held in m.holders(role):
            factors = () if role is Role.SECRETARY else BOTH
            return By(person=held.person, role=role, name=m.name(held.person), factors=factors)
    if who in m.experts:
        return expert(m, who)
    roles = [h.role for h in m.posts.of(who)]
    if not roles:
        raise ScriptError("script.nobody", who=who)
    return By(person=who, role=roles[0], name=m.name(who), factors=BOTH)


def expert(m: Meeting, person: str) -> By:
    """An expert acting for himself."""
    span = m.span(person)
    far = span is not None and span.left is None and span.presence is Presence.REMOTE
    return By(person=person, role=Role.EXPERT, name=m.name(person), factors=FAR if far else BOTH)


@cache
def drawing(person: str, shown: str = "", occasion: str = "") -> Drawing:
    """Ink of a rehearsal: a few strokes that follow from person and occasion, the same every time, no two alike (EC-37)."""
    seed = hashlib.sha256(f"{person}{shown}{occasion}".encode()).digest()
    strokes = []
    clock = 0
    for s in range(3):
        samples = []
        for k in range(12):
            b = seed[(s * 7 + k) % len(seed)]
            x = 60 + s * 120 + k * 9 + (b % 7)
            y = 40 + (b / 255) * 70 + k * (2 if s % 2 else -1)
            samples.append(ink.sample(float(x), float(max(y, 4.0)), clock))
            clock += 9000
        clock += 60000
        strokes.append(ink.Stroke(ink.Tool.MOUSE, tuple(samples)))
    drawn = ink.Strokes(480.0, 180.0, tuple(strokes))
    return Drawing(strokes=ink.encode(drawn), picture=ink.to_png(drawn, 40, 15), shown=shown)
