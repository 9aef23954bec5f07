"""A hand scanner that types (a wedge), told from a person by the times of its keys. Pure: no Qt, no clock.

A scanner sends a key every 1 to 30 ms, now and then 50, and lets each go before the next; a person leaves 60 ms and more,
rolls two or three keys within 20 ms (the second goes down before the first comes up) or holds one down, which repeats it.
So every key is held until it is known whose it is: a lone one for `HOLD` ms, a run of keys until it ends. What was a
person's comes out in the order it came in; what was a scan comes out as one text.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final

from msgspec import Struct

from app.services.scanning.repairs import PREFIX, begins_known, best_reading, repairs

__all__ = ["Heard", "Key", "Kind", "Recogniser", "Release", "Scan", "Swallow", "repairs"]

HOLD: Final = 32.0
"""ms a lone key waits for the next: longer than a scanner's pace, and with the way back within 40."""

SILENCE: Final = 55.0
"""ms without a key that end a scan: longer than a scanner's worst pause, shorter than a person's quickest."""

PAUSE: Final = 75.0
"""ms without a key that end what is surely a scan: systems add some to the scanner's own pauses."""

ROLLED: Final = 12.0
"""ms a rolled key waits: it went down before the one before came up, which no scanner does."""

LATE_END: Final = 100.0
"""ms after a scan within which Enter or Tab is still its end."""

SURE: Final = 4
"""Keys no person rolls: from here on a run waits as long as a scanner may pause."""

_CERTAIN = 8
"""Keys within such times that nobody types."""

SHORTEST: Final = 6
"""Characters of the shortest scan."""

MEAN_GAP: Final = 40.0
"""ms between the keys of a scan, on average, at most."""

_SAME = 4
"""Times the same key alone is a key that repeats."""

_OVERLAP = 2
"""Later keys that go down before one comes up: that one is a person's, typed while the scanner types."""

_FEW = 4
"""One in so many keys of a scan can be a person's; if more overlap, it is the scanner's own manner."""

_HAND = 15
"""Keys a flat hand presses at once, at most."""

_MOST: Final = 200_000
"""Keys held at most: a hundred of the longest QR codes without an end between them."""


class Kind(StrEnum):
    """What a key is to a scanner."""

    CHAR = "char"
    SHIFT = "shift"  # Shift, Caps Lock: belongs to the characters around it
    END = "end"  # Enter, Tab
    OTHER = "other"  # no scanner sends it: Ctrl+S, an arrow


class Key(Struct, frozen=True, kw_only=True):
    """One key going down or up; who cannot know when it came up says so at once.

    Attributes:
        code: which key, the same number for down and up.
        at: ms of a clock that never goes back.
        us: what a US keyboard writes with this key, shift as it stood, Caps Lock left out; empty: none, or not known.
        text: what this computer writes with it; empty if not known.
        repeat: it is known to be held down by somebody.
        doubtful: no key was seen, only what an input method made of it: a scan only if it begins like a known code.
        event: what the caller wants back with it.

    """

    code: int
    at: float
    kind: Kind = Kind.CHAR
    down: bool = True
    us: str = ""
    text: str = ""
    repeat: bool = False
    doubtful: bool = False
    event: object = None


class Release(Struct, frozen=True):
    """Keys of a person, in the order they came."""

    keys: tuple[Key, ...]


class Swallow(Struct, frozen=True):
    """Keys of a scanner: nobody else may see them."""

    keys: tuple[Key, ...]


class Scan(Struct, frozen=True):
    """A whole scan.

    Attributes:
        text: what was sent, without Enter or Tab.
        leaked: so many of its first characters were let through as a person's before it was known.
        doubtful: an input method was in between, the text may not be what was sent.

    """

    text: str
    leaked: int = 0
    doubtful: bool = False


Heard = Release | Swallow | Scan


class Recogniser:
    """Holds keys until it is known whose they are. Feed every key; call `tick` when `due`."""

    def __init__(self) -> None:
        self._held: list[Key] = []
        self._chars = 0
        self._last = 0.0  # when the last key went down
        self._down: set[int] = set()  # of the characters held, those not up yet
        self._rolled = False
        self._eaten: set[int] = set()  # went down in a scan, not up yet
        self._scan_at: float | None = None  # the last key of a scan that goes on or has just ended
        self._repeating: int | None = None
        self._before: list[Key] = []  # let through just now, should it have been a scan's beginning

    @property
    def due(self) -> float | None:
        """When `tick` has something to decide; None: nothing is held."""
        return self._last + self._wait() if self._held else None

    @property
    def scanning(self) -> bool:
        """Is more held than a person can have typed?"""
        return self._chars >= SURE

    def feed(self, key: Key) -> tuple[Heard, ...]:
        """Take one key; return what is known now, in order. A key that is not in it is held."""
        out = self.tick(key.at)
        if not key.down:
            return (*out, *self._up(key))
        self._eaten.discard(key.code)
        if key.kind is Kind.OTHER or (key.repeat and not self.scanning):
            return (*out, *self.settle(), Release((key,)))
        if key.kind is Kind.END:
            return (*out, *self._end(key))
        if key.doubtful and not begins_known(_said(self._held) + key.text, perhaps=True):
            return (*out, *self.settle(), Release((key,)))
        return (*out, *self._press(key))

    def tick(self, now: float) -> tuple[Heard, ...]:
        """Decide about what is held if it has waited long enough."""
        due = self.due
        return self.settle() if due is not None and now >= due else ()

    def settle(self) -> tuple[Heard, ...]:
        """Decide about what is held now, at once."""
        keys = self._take()
        if not keys:
            return ()
        people = _peoples(keys)
        scan = [k for k in _chars(keys) if k not in people]
        streaming = self._streaming(keys[0].at)
        if _is_scan(scan):
            return self._as_scan(keys, scan, people)
        if streaming and scan:
            return self._swallowed(keys, people)
        self._remember(scan)
        return (Release(keys),)

    def _take(self) -> tuple[Key, ...]:
        keys, self._held, self._chars, self._rolled = tuple(self._held), [], 0, False
        self._down.clear()
        return keys

    def _press(self, key: Key) -> tuple[Heard, ...]:
        if key.code == self._repeating and key.at - self._last <= SILENCE:
            self._last = key.at
            return (*self.settle(), Release((key,)))
        self._repeating = None
        self._held.append(key)
        self._last = key.at
        if key.kind is Kind.CHAR:
            self._rolled |= bool(self._down)
            self._down.add(key.code)
            self._chars += 1
        if self._is_repeating():
            self._repeating = key.code
            return (Release(self._take()),)
        return self.settle() if len(self._held) > _MOST else ()

    def _up(self, key: Key) -> tuple[Heard, ...]:
        if key.code in self._eaten:
            self._eaten.discard(key.code)
            return (Swallow((key,)),)
        self._down.discard(key.code)
        if self._held:
            self._held.append(key)
            return ()
        return (Release((key,)),)

    def _end(self, key: Key) -> tuple[Heard, ...]:
        """Enter or Tab: of the scan it ends, else a person's."""
        self._held.append(key)
        out = self.settle()
        if any(isinstance(heard, Release) and key in heard.keys for heard in out):
            just = self._scan_at is not None and key.at - self._scan_at <= LATE_END
            if just and len(out) == 1 and out[0] == Release((key,)):
                self._eaten.add(key.code)
                return (Swallow((key,)),)
        else:
            self._scan_at = key.at
        return out

    def _wait(self) -> float:
        if (
            not 0 < self._chars < SURE
            or self._streaming(self._held[0].at)
            or _begins_badge(_chars(self._held))
        ):
            return SILENCE
        return ROLLED if self._rolled else HOLD

    def _streaming(self, at: float) -> bool:
        return self._scan_at is not None and at - self._scan_at <= SILENCE

    def _is_repeating(self) -> bool:
        if self._chars != _SAME or self._streaming(self._held[0].at):
            return False
        return len({k.code for k in _chars(self._held)}) == 1

    def _as_scan(self, keys: Sequence[Key], scan: list[Key], people: set[Key]) -> tuple[Heard, ...]:
        goes_on = bool(self._before) and scan[0].at - self._before[-1].at <= SILENCE
        begun = self._before if goes_on and not _begins_badge(scan[: len(PREFIX)]) else []
        self._before = []
        text = best_reading([(k.us, k.text) for k in (*begun, *scan)])
        scans = tuple(Scan(part, len(begun), scan[-1].doubtful) for part in _parts(text))
        return (*scans, *self._swallowed(keys, people))

    def _swallowed(self, keys: Sequence[Key], people: set[Key]) -> tuple[Heard, ...]:
        """Keep a scan's keys, and let go what a person did meanwhile: whole keys, and ends of keys from before."""
        mine, theirs, open_ = [], [], set[int]()
        for key in keys:
            if key in people or (not key.down and key.code not in open_):
                theirs.append(key)
                continue
            mine.append(key)
            (open_.add if key.down else open_.discard)(key.code)
        self._eaten |= open_
        self._scan_at = max(key.at for key in mine)
        return (Swallow(tuple(mine)), Release(tuple(theirs))) if theirs else (Swallow(tuple(mine)),)

    def _remember(self, chars: list[Key]) -> None:
        if not chars:
            return
        goes_on = self._before and chars[0].at - self._before[-1].at <= SILENCE
        self._before = [*self._before, *chars][-SHORTEST:] if goes_on else chars


def _chars(keys: Iterable[Key]) -> list[Key]:
    return [key for key in keys if key.down and key.kind is Kind.CHAR]


def _said(keys: Iterable[Key]) -> str:
    return "".join(key.text for key in _chars(keys))


def _is_scan(chars: list[Key]) -> bool:
    if len(chars) < SHORTEST or len({key.code for key in chars}) == 1:
        return False
    if any(key.doubtful for key in chars) and not begins_known(_said(chars)):
        return False
    return (chars[-1].at - chars[0].at) / (len(chars) - 1) <= MEAN_GAP


def _begins_badge(chars: list[Key]) -> bool:
    """A capital H, HQ, …: a person seldom writes them, so they may wait longer."""
    return any(
        PREFIX.startswith(said)
        for said in ("".join(k.us for k in chars), "".join(k.text for k in chars))
        if said
    )


def _peoples(keys: Sequence[Key]) -> set[Key]:
    """Keys, down and up, that a person typed while the scanner did: held down over several others, or repeating."""
    found: list[tuple[Key, ...]] = []
    down: dict[int, tuple[Key, int]] = {}
    for key in keys:
        if key.kind is not Kind.CHAR:
            continue
        if key.down:
            down = {code: (first, later + 1) for code, (first, later) in down.items()}
            down[key.code] = (key, 0)
            if key.repeat:
                found.append((key,))
        else:
            first, later = down.pop(key.code, (key, 0))
            if later >= _OVERLAP:
                found.append((first, key))
    found += [(first,) for first, later in down.values() if later >= _OVERLAP]
    sent = len(_chars(keys))
    if sent > _HAND and len(found) * _FEW > sent:
        return set()
    return {key for group in found for key in group}


def _parts(text: str) -> list[str]:
    """Several badges that came without an end between them, each on its own."""
    if text.count(PREFIX) < 2:  # noqa: PLR2004  two make several
        return [text]
    head, *rest = text.split(PREFIX)
    return [head + PREFIX + rest[0], *(PREFIX + part for part in rest[1:])]
