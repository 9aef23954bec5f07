"""Requests nobody planned: any verb, any arguments, anybody; and what must hold when a report is sealed all the same."""

import random
import types
import typing
from datetime import date, datetime
from enum import Enum
from typing import Any, Literal, get_args, get_origin

import msgspec
from msgspec import Struct

from app.models import facts as f
from app.models.calendar import BEIJING
from app.models.entry import By
from app.models.terms import Factor, Role, Stage
from app.services.desk import requests as r
from app.services.desk.desk import View
from app.services.desk.registry import VERBS
from app.services.rehearsal.people import BOTH, actor, drawing
from app.services.rehearsal.script import ScriptError

ENDS = {
    f.MeetingCancelled,
    f.MeetingPostponed,
    f.MeetingVoided,
    f.NoConsensusClosed,
    f.RecordWithdrawn,
    r.Stop,
    r.EndDay,
}
"""They end a meeting early; asked as often as the others, no walk would ever see a signature."""

KINDS = [kind for kind in VERBS if kind not in {r.ImportPackage, r.RefreshPackage}]
WORDS = (
    "",
    "样",
    "  ",
    "修改后通过",
    "e1",
    "e7",
    "gc-pm",
    "owner-verifier",
    "C20:missing:e7",
    "x" * 5000,
    "𠮷\u0000",
)


class Chance:
    """Makes requests at random, of the right shape, about people of the meeting more often than not."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  # a walk that can be walked again

    def request(self, view: View) -> tuple[Struct, By]:
        """Any verb with any arguments, by anybody."""
        kind = self.random.choice(KINDS)
        while kind in ENDS and self.random.random() < 0.97:
            kind = self.random.choice(KINDS)
        people = [*view.m.people, "nobody"]
        values = {
            field.name: self.value(field.type, field.name, people, view)
            for field in msgspec.structs.fields(kind)
            if field.required or self.random.random() < 0.7
        }
        return kind(**values), self.by(view, values)

    def by(self, view: View, values: dict[str, Any]) -> By:
        own = values.get("person") or values.get("expert")
        if own in view.m.experts and self.random.random() < 0.5:
            return By(person=own, role=Role.EXPERT, name="样", factors=BOTH)
        who = self.random.choice(
            ["secretary", "host", "owner", "verifier", "chief", "leader", *view.m.people]
        )
        try:
            return actor(view.m, who)
        except ScriptError:
            factors = tuple(self.random.sample(list(Factor), self.random.randint(0, 2)))
            return By(person=who, role=self.random.choice(list(Role)), factors=factors)

    def value(self, kind: Any, name: str, people: list[str], view: View) -> Any:  # noqa: C901, PLR0911  # one line a type
        origin, inner = get_origin(kind), get_args(kind)
        if origin in {types.UnionType, typing.Union}:
            return self.value(self.random.choice(inner), name, people, view)
        if kind is type(None):
            return None
        if origin is Literal:
            return self.random.choice(inner)
        if origin is tuple:
            return tuple(self.value(inner[0], name, people, view) for _ in range(self.random.randint(0, 3)))
        if origin is dict:
            return {self.value(inner[0], name, people, view): self.value(inner[1], name, people, view)}
        if isinstance(kind, type) and issubclass(kind, Enum):
            return self.random.choice(list(kind))
        if isinstance(kind, type) and issubclass(kind, r.Drawing):
            return drawing(self.random.choice(people))
        if isinstance(kind, type) and issubclass(kind, Struct):
            fields = msgspec.structs.fields(kind)
            return kind(**{x.name: self.value(x.type, x.name, people, view) for x in fields})
        if kind is str:
            return self.text(name, people, view)
        plain = {bool: True, int: self.random.choice([-1, 0, 1, 2, 3, 99]), bytes: b"x", float: 1.5}
        plain |= {datetime: datetime(2026, 11, 20, 10, tzinfo=BEIJING), date: date(2026, 12, 1)}
        return self.random.choice([True, False]) if kind is bool else plain.get(kind)

    def text(self, name: str, people: list[str], view: View) -> str:
        if name in {
            "person",
            "expert",
            "leader",
            "verifier",
            "voter",
            "candidate",
            "second",
            "owner",
            "people",
        }:
            return self.random.choice(people)
        if name == "target":
            return self.random.choice(view.entries).hash
        if name == "keys" and view.findings:
            return self.random.choice(view.findings).key
        return self.random.choice(WORDS)


def sealed_fairly(view: View, before: View | None) -> None:
    """4.3-4: a report that is sealed had nothing open that must not be."""
    if view.m.seal is None or (before is not None and before.m.seal is not None):
        return
    if before is not None and view.stage is Stage.SYNC_PENDING and view.m.frozen:
        assert not [x for x in before.findings if x.is_open and x.stops]
