"""One line of the doctor: what was looked at, how it is, and the words for it."""

import threading
import time
from collections.abc import Callable
from functools import cache
from typing import Any, Generic, Literal, TypeVar

from msgspec import Struct

from app.services.resources import resource_toml

T = TypeVar("T")

State = Literal["ok", "warn", "bad"]
"""``warn``: a meeting can be held all the same. ``bad``: it cannot, or its record would be doubtful."""


class Line(Struct, frozen=True, kw_only=True):
    """One thing looked at. ``what`` and ``how`` name its sentence in resources/wording/doctor.toml."""

    what: str
    how: str
    state: State
    args: dict[str, str] = {}  # msgspec copies an empty default


class Said(Struct, frozen=True, kw_only=True):
    """A line in words: for the screen, and as it stands in ``--json``."""

    what: str
    name: str
    state: State
    how: str
    text: str
    next: str


def ok(what: str, how: str = "ok", **args: object) -> Line:
    """Return a line about something that is as it should be."""
    return Line(what=what, how=how, state="ok", args=_texts(args))


def warn(what: str, how: str, **args: object) -> Line:
    """Return a line about something to know before the day."""
    return Line(what=what, how=how, state="warn", args=_texts(args))


def bad(what: str, how: str, **args: object) -> Line:
    """Return a line about something to mend before the day."""
    return Line(what=what, how=how, state="bad", args=_texts(args))


def say(line: Line) -> Said:
    """Put a line into words."""
    row = _catalogue()[f"{line.what}.{line.how}"]
    return Said(
        what=line.what,
        name=str(_catalogue()["names"][line.what]),
        state=line.state,
        how=line.how,
        text=str(row["text"]).format_map(line.args),
        next=str(row["next"]).format_map(line.args),
    )


class Look(Generic[T]):
    """One look that may never end (a keyring, a network disk), begun at once on a thread of its own.

    The thread that is late is left behind; it is a daemon and ends with the process.

    Args:
        work: the look.
        late: what is said of it when it takes too long.

    """

    def __init__(self, work: Callable[[], T], late: T) -> None:
        self._work, self._late = work, late
        self._found: list[T] = []
        self._failed: list[BaseException] = []
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._found.append(self._work())
        except BaseException as error:  # noqa: BLE001  # handed over to the thread that waits
            self._failed.append(error)

    def by(self, moment: float) -> T:
        """Wait until ``moment`` (monotonic seconds) at most. Errors of the look are raised here."""
        self._thread.join(max(moment - time.monotonic(), 0.0))
        if self._failed:
            raise self._failed[0]
        return self._found[0] if self._found else self._late


def _texts(args: dict[str, object]) -> dict[str, str]:
    return {key: str(value) for key, value in args.items()}


@cache
def _catalogue() -> dict[str, Any]:
    return resource_toml("wording", "doctor.toml")
