"""Plays a whole script and says of every step what stood after it and what was not as expected."""

from collections.abc import Callable, Mapping
from pathlib import Path

from msgspec import Struct

from app.models.calendar import BEIJING
from app.services.desk.desk import Desk
from app.services.desk.refusal import Refusal
from app.services.rehearsal.cast import Cast
from app.services.rehearsal.judging import Seen, differences
from app.services.rehearsal.player import Player, RehearsalClock
from app.services.rehearsal.script import Expect, Script, Step
from app.services.wording import Words


class Failure(Struct, frozen=True, kw_only=True):
    """A step whose expectation was not met."""

    step: int
    do: str
    code: str
    want: str
    got: str
    note: str = ""


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

    @property
    def passed(self) -> bool:
        """Was everything as expected?"""
        return not self.failures and self.refused is None


def play(  # noqa: PLR0913  a play: what, on which desk, when, which meeting, who else, and whom to tell
    script: Script,
    *,
    desk: Desk,
    clock: RehearsalClock,
    package: bytes,
    meeting: str,
    others: Mapping[str, bytes] | None = None,
    open_device: Callable[[str], Desk] | None = None,
    say: Callable[[int, int, str], None] = lambda _n, _of, _what: None,
) -> Outcome:
    """Play all steps; a step that was refused without being expected ends the play.

    Args:
        script: as it is played in one pack.
        desk: the first device.
        clock: of all devices.
        package: of the first meeting, signed.
        meeting: its id.
        others: packages of the script's other meetings, by their names in the script.
        open_device: opens the desk of another device; it is closed here.
        say: told before each step.

    Raises:
        ScriptError: a step cannot be understood.

    """
    devices = (step.device for step in script.steps)
    cast = Cast(Player(desk, clock, package, meeting), others or {}, open_device, devices)
    try:
        return _play(script, cast, say)
    finally:
        cast.close()


def _play(script: Script, cast: Cast, say: Callable[[int, int, str], None]) -> Outcome:
    first = cast.first
    desk, player = first.desk, first
    words = Words(desk.law)
    outcome = Outcome(meeting=first.meeting, stage="", played=[], failures=[], files=[])
    for n, step in enumerate(script.steps, 1):
        say(n, len(script.steps), step.note or step.do)
        player = cast.of(step)
        refused = cast.step(player, step)
        outcome.played.append(_played(n, step, player, refused, words))
        seen = Seen(player.view, refused, words)
        for code, want, got in differences(step.expect or Expect(), seen):
            outcome.failures.append(
                Failure(step=n, do=step.do, code=code, want=want, got=got, note=step.note)
            )
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
