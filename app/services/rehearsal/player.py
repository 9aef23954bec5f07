"""Plays a script on a fresh ledger and writes what came of it."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from app.models.calendar import BEIJING
from app.models.entry import By
from app.models.terms import Role
from app.services.bundle import write_bundle
from app.services.desk import requests as r
from app.services.desk.desk import Desk, View
from app.services.desk.refusal import Refusal
from app.services.desk.registry import VERBS
from app.services.rehearsal.crowd import CROWD
from app.services.rehearsal.people import actor, drawing
from app.services.rehearsal.script import Expect, Script, ScriptError, Step
from app.services.wording import Words


class RehearsalClock:
    """The time of the script: set by a step, else a second further at each fact."""

    def __init__(self, start: datetime) -> None:
        self.now = start
        self._ticks = 0

    def __call__(self) -> datetime:
        """The moment, and on by a second so that no two facts stand at one moment."""
        self.now += timedelta(seconds=1)
        return self.now

    def mono(self) -> int:
        """A monotonic clock that depends on the script alone, so that two rehearsals give the same bundle."""
        self._ticks += 1
        return self._ticks


class Failure(Struct, frozen=True, kw_only=True):
    """A step whose expectation was not met."""

    step: int
    do: str
    code: str
    want: str
    got: str


class Played(Struct, frozen=True, kw_only=True):
    """What stood after one step."""

    step: int
    do: str
    at: str
    stage: str
    refused: str
    findings: tuple[dict[str, str], ...]


class Outcome(Struct, kw_only=True):
    """The end of a rehearsal."""

    meeting: str
    stage: str
    played: list[Played]
    failures: list[Failure]
    files: list[Path]
    refused: Refusal | None = None


_REQUESTS: dict[str, type[Struct]] = {kind.__name__: kind for kind in VERBS}


def moment(text: str, day: datetime) -> datetime:
    """``HH:MM`` of the running day or ``YYYY-MM-DD HH:MM``, Beijing time.

    Raises:
        ScriptError: neither.

    """
    try:
        if len(text) <= len("HH:MM:SS"):
            clock = datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007  the zone follows
            return datetime.combine(day.astimezone(BEIJING).date(), clock, BEIJING)
        return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=BEIJING)
    except ValueError as bad:
        raise ScriptError("script.time", text=text) from bad


class Player:
    """Goes through the steps of one script."""

    def __init__(self, desk: Desk, clock: RehearsalClock, package: bytes, meeting: str) -> None:
        self.desk = desk
        self.clock = clock
        self.package = package
        self.meeting = meeting
        self.view: View | None = None

    def step(self, step: Step) -> Refusal | None:
        """Play one step; a refusal is handed back, not raised."""
        if step.at:
            self.clock.now = moment(step.at, self.clock.now)
        try:
            for request, by in _told(step, self._asked(step)):
                self.view = self.desk.do(self.meeting, request, by)
        except Refusal as said:
            if self.desk.ledger.entries(self.meeting):
                self.view = self.desk.view(self.meeting)
            return said
        return None

    def _asked(self, step: Step) -> Iterator[tuple[Struct, By]]:
        if step.do == "ImportPackage":
            by = By(person="secretary", role=Role.SECRETARY)
            yield r.ImportPackage(data=self.package), by
            return
        if self.view is None:
            raise ScriptError("script.import_first")
        if step.do in CROWD:
            yield from CROWD[step.do](self.view, step.with_)
            return
        kind = _REQUESTS.get(step.do)
        if kind is None:
            raise ScriptError("script.unknown_verb", do=step.do)
        by = actor(self.view.m, step.by)
        yield _request(kind, self._filled(kind, step.with_, by)), by

    def _filled(self, kind: type[Struct], with_: dict[str, Any], by: By) -> dict[str, Any]:
        """Put in what a hand would: the person himself, the ink, the current version."""
        values = dict(with_)
        names = set(kind.__struct_fields__)
        for own in ("person", "expert"):
            if own in names and own not in values and by.role is Role.EXPERT:
                values[own] = by.person
        if "drawing" in names and "drawing" not in values:
            values["drawing"] = drawing(by.person)
        ordered = bool(values.get("order_number"))  # an order of the authority bears no ink of ours
        for field, whose in (("leader_drawing", "leader"), ("owner_drawing", "owner")):
            if field in names and field not in values and not ordered and self.view:
                values[field] = drawing(actor(self.view.m, whose).person)
        if "version" in names and "version" not in values and self.view and self.view.m.session.proposal:
            values["version"] = self.view.m.session.proposal.version
        if "target" in names and values.get("target") == "last" and self.view:
            values["target"] = self.view.entries[-1].hash
        return values


def _told(step: Step, asked: Iterator[tuple[Struct, By]]) -> Iterator[tuple[Struct, By]]:
    """Yield what a step asks; arguments that make no sense are the script's fault, not ours.

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


def _request(kind: type[Struct], values: dict[str, Any]) -> Struct:
    try:
        return msgspec.convert(values, kind, strict=False)
    except msgspec.ValidationError as bad:
        raise ScriptError("script.arguments", do=kind.__name__, detail=str(bad)) from bad


def play(
    script: Script,
    *,
    desk: Desk,
    clock: RehearsalClock,
    package: bytes,
    meeting: str,
    say: Callable[[int, int, str], None] = lambda _n, _of, _what: None,
) -> Outcome:
    """Play all steps; a step that was refused without being expected ends the play.

    Raises:
        ScriptError: a step cannot be understood.

    """
    player = Player(desk, clock, package, meeting)
    words = Words(desk.law)
    outcome = Outcome(meeting=meeting, stage="", played=[], failures=[], files=[])
    for n, step in enumerate(script.steps, 1):
        say(n, len(script.steps), step.note or step.do)
        refused = player.step(step)
        outcome.played.append(_played(n, step, player, refused, words))
        outcome.failures += _judge(n, step, player.view, refused)
        if refused and not (step.expect and step.expect.refused):
            outcome.refused = refused
            break
    outcome.stage = player.view.stage.value if player.view else ""
    return outcome


def _played(n: int, step: Step, player: Player, refused: Refusal | None, words: Words) -> Played:
    view = player.view
    found = view.findings if view else ()
    return Played(
        step=n,
        do=step.do,
        at=player.clock.now.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S"),
        stage=view.stage.value if view else "",
        refused=refused.code if refused else "",
        findings=tuple(
            {
                "check": x.check,
                "level": x.level.value,
                "state": x.state.value,
                "key": x.key,
                "clause": x.clause,
                "message": words.finding(x).text,
            }
            for x in found
        ),
    )


def _judge(n: int, step: Step, view: View | None, refused: Refusal | None) -> list[Failure]:
    want = step.expect or Expect()
    got = refused.code if refused else ""
    bad: list[tuple[str, str, str]] = []
    if want.refused != got:
        bad.append(("refused", want.refused, got))
    if view is None:
        return [Failure(step=n, do=step.do, code=c, want=w, got=g) for c, w, g in bad]
    if want.stage and want.stage != view.stage.value:
        bad.append(("stage", want.stage, view.stage.value))
    open_now = {x.check for x in view.findings if x.is_open}
    bad += [("open", c, "") for c in want.open if c not in open_now]
    bad += [("closed", "", c) for c in want.closed if c in open_now]
    if want.obstacles is not None:
        stops = tuple(sorted({x.check for x in (refused.findings if refused else ())}))
        if stops != tuple(sorted(want.obstacles)):
            bad.append(("obstacles", " ".join(want.obstacles), " ".join(stops)))
    return [Failure(step=n, do=step.do, code=c, want=w, got=g) for c, w, g in bad]


def write_results(outcome: Outcome, desk: Desk, out: Path) -> None:
    """Write meeting.json, findings.json, the sealed PDFs and, if the record is closed, the bundle into ``out``."""
    out.mkdir(parents=True, exist_ok=True)
    if not desk.ledger.entries(outcome.meeting):
        return
    view = desk.view(outcome.meeting)
    _write(out / "meeting.json", msgspec.json.format(msgspec.json.encode(_plain(view)), indent=1), outcome)
    findings = msgspec.json.format(msgspec.json.encode(outcome.played), indent=1)
    _write(out / "findings.json", findings, outcome)
    if view.m.seal is None:
        return
    for file in view.m.seal.files:
        _write(out / f"{file.id}.pdf", desk.ledger.blob(file.sha256), outcome)
    target = out / f"{outcome.meeting}.huiqian"
    made = write_bundle(desk.ledger, outcome.meeting, target)
    outcome.files.append(made)


def _plain(view: View) -> dict[str, Any]:
    """The folded meeting as JSON-ready values; a pair that keys a table becomes ``a/b``."""
    return {"stage": view.stage.value, "meeting": _keys(msgspec.to_builtins(view.m, str_keys=False))}


def _keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {"/".join(map(str, k)) if isinstance(k, tuple) else str(k): _keys(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_keys(v) for v in value]
    if isinstance(value, set):
        return sorted(value)
    return value


def _write(path: Path, data: bytes, outcome: Outcome) -> None:
    part = path.with_suffix(path.suffix + ".part")
    part.write_bytes(data)
    shutil.move(part, path)
    outcome.files.append(path)
