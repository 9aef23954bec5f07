"""What a verification found, point by point. Words for people are made elsewhere from ``what`` and ``code``."""

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

State = Literal["ok", "broken", "note"]
"""``note``: true and worth telling, but nothing is wrong (an entry that came after the seal)."""


class Point(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing looked at.

    ``what``: file, manifest, device, chain, signature, blob, tree, seal, document. ``subject``: which one (device id,
    digest, path). ``code``: stable word of the finding, e.g. ``chain.gap``. ``args``: where, expected, found.
    """

    what: str
    subject: str
    state: State
    code: str
    args: dict[str, str] = {}  # msgspec copies an empty default


class Report(Struct, frozen=True):
    """The points of one verification, in the order looked at."""

    points: tuple[Point, ...]

    @property
    def broken(self) -> tuple[Point, ...]:
        """What does not hold."""
        return tuple(point for point in self.points if point.state == "broken")

    @property
    def ok(self) -> bool:
        """Everything holds."""
        return not self.broken


def ok(what: str, subject: str, code: str, **args: object) -> Point:
    """Return a point that holds."""
    return Point(what=what, subject=subject, state="ok", code=code, args=_texts(args))


def broken(what: str, subject: str, code: str, **args: object) -> Point:
    """Return a point that does not hold."""
    return Point(what=what, subject=subject, state="broken", code=code, args=_texts(args))


def note(what: str, subject: str, code: str, **args: object) -> Point:
    """Return a point to tell."""
    return Point(what=what, subject=subject, state="note", code=code, args=_texts(args))


def _texts(args: dict[str, object]) -> dict[str, str]:
    return {key: str(value) for key, value in args.items()}


def joined(reports: Iterable[Iterable[Point]]) -> Report:
    """One report of several lists of points."""
    return Report(tuple(point for points in reports for point in points))
