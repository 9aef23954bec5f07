"""Plays the steps of a script through the verbs of a desk, as one device sees one meeting."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from app.models.calendar import BEIJING
from app.models.entry import By
from app.models.terms import Factor, Role
from app.services.desk import requests as r
from app.services.desk.desk import Desk, View
from app.services.desk.refusal import Refusal
from app.services.desk.registry import VERBS
from app.services.intake.package_file import decode_package
from app.services.intake.sample import words_of_time
from app.services.rehearsal.crowd import CROWD
from app.services.rehearsal.filling import request_of
from app.services.rehearsal.house import HOUSE, NODE
from app.services.rehearsal.people import actor
from app.services.rehearsal.script import ScriptError, Step
from app.services.rehearsal.walk import WALK


class RehearsalClock:
    """The time of the script: set by a step, else a second further at each fact."""

    def __init__(self, start: datetime) -> None:
        self.now = start
        self.ticks = 0

    def __call__(self) -> datetime:
        """The moment, and on by a second so that no two facts stand at one moment."""
        self.now += timedelta(seconds=1)
        return self.now

    def mono(self) -> int:
        """A monotonic clock that depends on the script alone, so that two rehearsals give the same bundle."""
        self.ticks += 1
        return self.ticks


REISSUE = "Reissue"
Told = TypeVar("Told")

_REQUESTS: dict[str, type[Struct]] = {kind.__name__: kind for kind in VERBS}


def moment(text: str, day: datetime) -> datetime:
    """``HH:MM`` of the running day or ``YYYY-MM-DD HH:MM``, Beijing time.

    Raises:
        ScriptError: neither.

    """
    try:
        if "T" in text:  # a word of time, already moved
            return datetime.fromisoformat(text)
        if len(text) <= len("HH:MM:SS"):
            clock = datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007  the zone follows
            return datetime.combine(day.astimezone(BEIJING).date(), clock, BEIJING)
        return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=BEIJING)
    except ValueError as bad:
        raise ScriptError("script.time", text=text) from bad


class Player:
    """Goes through the steps of one script."""

    origin: "Player | None" = None
    """Whoever plays the first meeting of the script; None: this one."""

    def __init__(self, desk: Desk, clock: RehearsalClock, package: bytes, meeting: str) -> None:
        self.ids: Mapping[str, str] = {"": meeting}
        self.desk = desk
        self.clock = clock
        self.package = package
        self.meeting = meeting
        self.view: View | None = None
        self._words: Callable[[Any], Any] | None = None

    def step(self, step: Step) -> Refusal | None:
        """Play one step; a refusal is handed back, not raised."""
        if step.at:
            self.clock.now = moment(self._moved(step.at), self.clock.now)
        if step.do in WALK:
            parts = _told(step, WALK[step.do](self.seen, self._moved(step.with_)))
            return next((said for part in parts if (said := self.step(part))), None)
        try:
            self._play(step)
        except Refusal as said:
            if self.desk.ledger.entries(self.meeting):
                self.view = self.desk.view(self.meeting)
            return said
        return None

    def seen(self) -> View:
        """The meeting as it is.

        Raises:
            ScriptError: there is none yet.

        """
        if self.view is None:
            raise ScriptError("script.import_first")
        return self.view

    def _play(self, step: Step) -> None:
        if step.do in NODE:
            self.seen()
            NODE[step.do](self.desk, self.meeting, step.with_)
            self.view = self.desk.view(self.meeting)
            return
        for request, by in _told(step, self._asked(step)):
            self.view = self.desk.do(self.meeting, self._with_badge(request), by)

    def _with_badge(self, request: Struct) -> Struct:
        """Who comes with a badge as a factor shows the one he was given, unless the script says which."""
        if not isinstance(request, r.CheckIn) or Factor.BADGE not in request.factors or request.badge:
            return request
        signed = decode_package(self.desk.ledger.blob(self.seen().m.package_blob))
        code = next((b.code for b in signed.badges if b.person == request.person), "")
        return replace(request, badge=code, way=request.way or "scanner")

    def _moved(self, value: Any) -> Any:
        """Words of time (``D+1 09:00``, ``W-5``) as moments of this meeting's day."""
        if self._words is None:
            self._words = words_of_time(decode_package(self.package).package)
        return self._words(value)

    def _asked(self, step: Step) -> Iterator[tuple[Struct, By]]:
        if step.do == "ImportPackage":
            by = By(person="secretary", role=Role.SECRETARY)
            yield r.ImportPackage(data=self.package), by
            return
        view, with_ = self._before(step), self._moved(step.with_)
        if step.do in CROWD:
            yield from CROWD[step.do](view, with_)
            return
        if step.do in HOUSE and "data" not in with_:  # with its own bytes it is the plain request
            yield from HOUSE[step.do](self.desk, view, with_)
            return
        kind = _REQUESTS.get(step.do)
        if kind is None:
            raise ScriptError("script.unknown_verb", do=step.do)
        by = actor(view.m, step.by)
        yield request_of(kind, with_, by, view, self.ids), by

    def _before(self, step: Step) -> View:
        """The meeting a step acts in; a re-issue begins a record and is asked by the people of the old one (T32b)."""
        if self.view is None and self.origin and step.do == REISSUE:
            return self.origin.seen()
        return self.seen()


def _told(step: Step, asked: Iterator[Told]) -> Iterator[Told]:
    """Yield what a step asks or consists of; arguments that make no sense are the script's fault, not ours.

    Raises:
        ScriptError: ``script.arguments``.

    """
    while True:
        try:
            request = next(asked)
        except StopIteration:
            return
        except (LookupError, TypeError, ValueError, AttributeError) as bad:
            raise ScriptError("script.arguments", do=step.do, detail=str(bad)) from bad
        yield request
