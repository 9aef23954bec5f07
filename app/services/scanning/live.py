"""Reads codes out of a running camera, on a thread of its own: the newest frame wins, and a code is told once.

A frame is a thing that shows its grey values while it is open (``Frame``): nothing is copied on the way, and a frame nobody
has begun to look at when the next one comes is closed unread. Each frame gets the first look; a closer one only where there is
time for it: no newer frame waits, and at least as long as the last closer look took has passed since (half a core at most on
frames with no code in them). One frame waits for only one of the closer looks: a badge held still is the same in the next.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterable
from itertools import cycle
from typing import Final, Protocol

from msgspec import Struct

from app.services.scanning import reader
from app.services.scanning.reader import RETRIES, Code, Look, Luma

GONE_AFTER: Final = 1.5
"""Seconds out of sight after which the same code is told again."""

_LONGEST_STEP: Final = 0.5
"""Seconds that one look may count as being out of sight: while nobody looked (a stall, a sleep), nothing left."""

STARVED: Final = 0.3
"""Seconds after which a closer look is due although newer frames wait: else a slow computer would never take one."""

END_WITHIN: Final = 2.0


class Frame(Protocol):
    """A frame on its way. Both are called on the reading thread, but ``close`` of a frame that was passed over."""

    def open(self) -> Luma | None:
        """Grey values, good until ``close``; None if they cannot be had."""

    def close(self) -> None:
        """Give the memory back; called once, for every frame."""


class Seen(Struct, frozen=True, kw_only=True):
    """What one look saw: all codes, which texts are new, the size of the picture, when it was handed over (monotonic s)."""

    codes: tuple[Code, ...]
    fresh: tuple[str, ...]
    width: int
    height: int
    at: float


class Repeats:
    """Tells a code once for as long as it is held before the camera. ``now`` never goes back; each look must be told."""

    def __init__(self, gone_after: float = GONE_AFTER) -> None:
        self._gone_after = gone_after
        self._absent: dict[str, float] = {}
        self._last = 0.0

    def fresh(self, texts: Iterable[str], now: float) -> tuple[str, ...]:
        """Return those of the texts in sight that are new, in their order, each once."""
        step = min(max(now - self._last, 0.0), _LONGEST_STEP)
        self._last = max(now, self._last)
        here = dict.fromkeys(texts)
        away = {text: gone + step for text, gone in self._absent.items() if gone + step < self._gone_after}
        new = tuple(text for text in here if text not in away)
        self._absent = away | dict.fromkeys(here, 0.0)
        return new

    def forget(self) -> None:
        """Take everything in sight as new again."""
        self._absent.clear()


class Live:
    """Give it frames; it calls back on its own thread.

    ``found(seen)`` after each look that read something; ``passed(frame, luma)`` once for each frame that was opened, after
    its first look (for the preview, for the watch over darkness); ``failed(error)`` if a callback or the reader broke, once
    until it works again, else the crash log is told. No callback is called any more once ``stop`` has come back.
    """

    def __init__(
        self,
        found: Callable[[Seen], object],
        passed: Callable[[Frame, Luma], object] = lambda _frame, _luma: None,
        failed: Callable[[Exception], object] | None = None,
    ) -> None:
        self._found, self._passed, self._failed = found, passed, failed
        self._repeats = Repeats()
        self._ways = cycle(RETRIES)
        self._way = next(self._ways)
        self._closer_at, self._closer_took = 0.0, 0.0
        self._broken = False
        self._door = threading.Condition()
        self._waiting: tuple[Frame, float] | None = None
        self._stopping = self._at_work = False
        self.taken = self.dropped = 0
        self._thread = threading.Thread(target=self._run, name="camera", daemon=True)
        self._thread.start()

    def offer(self, frame: Frame) -> None:
        """Hand a frame over, from any thread; returns at once. After ``stop`` it is closed unread."""
        with self._door:
            passed_over = (frame, 0.0) if self._stopping else self._waiting
            if not self._stopping:
                self._waiting = (frame, time.monotonic())
                self._door.notify()
            self.dropped += passed_over is not None
        if passed_over is not None:
            passed_over[0].close()

    def forget(self) -> None:
        """Tell what is in sight now once more."""
        with self._door:
            self._repeats.forget()

    def stop(self, *, wait: bool = True) -> None:
        """End the thread; with ``wait`` come back when it has ended (at most after the look it is at). May be called twice."""
        with self._door:
            self._stopping = True
            left, self._waiting = self._waiting, None
            self._door.notify()
        if left is not None:
            left[0].close()
        if wait and threading.current_thread() is not self._thread:
            self._thread.join(END_WITHIN)

    def alive(self) -> bool:
        """Whether its thread runs."""
        return self._thread.is_alive()

    def busy(self) -> bool:
        """Whether it is at a frame, or one waits."""
        return self._at_work or self._waiting is not None

    def _run(self) -> None:
        while (job := self._next()) is not None:
            frame, at = job
            try:
                self._work(frame, at)
                self._broken = False
            except Exception as error:  # noqa: BLE001 - one bad frame must not end the door
                self._tell_broken(error)
            finally:
                del job  # the frame must not be held while the next is waited for
                frame.close()
                del frame

    def _next(self) -> tuple[Frame, float] | None:
        with self._door:
            self._at_work = False
            while self._waiting is None and not self._stopping:
                self._door.wait()
            job, self._waiting = self._waiting, None
            self.taken += job is not None
            self._at_work = job is not None
            return None if self._stopping else job

    def _work(self, frame: Frame, at: float) -> None:
        luma = frame.open()
        if luma is None:
            return
        first = reader.look(luma)
        nothing_new = not self._tell(first.codes, luma, at)
        if not self._stopping:
            self._passed(frame, luma)
        if nothing_new and self._has_time():
            self._tell(self._closer(luma, first), luma, at)

    def _tell(self, codes: tuple[Code, ...], luma: Luma, at: float) -> bool:
        """Report what was read; return whether anything of it is new."""
        with self._door:
            fresh = self._repeats.fresh((code.text for code in codes), at)
        if codes and not self._stopping:
            self._found(Seen(codes=codes, fresh=fresh, width=luma.width, height=luma.height, at=at))
        return bool(fresh)

    def _has_time(self) -> bool:
        rested = time.monotonic() - self._closer_at
        if self._stopping or rested < self._closer_took:
            return False
        return self._waiting is None or rested > STARVED

    def _closer(self, luma: Luma, first: Look) -> tuple[Code, ...]:
        """Take one closer look: where a code was found that could not be read, else at it all, in another way each time.

        The way that read something is kept until it reads nothing: a badge it has found is then seen again in the next frames.
        """
        began, known = time.monotonic(), {code.text for code in first.codes}
        more = [code for code in reader.look_close(luma, first.hints) if code.text not in known]
        if not more:
            more = [code for code in reader.look(luma, self._way).codes if code.text not in known]
            if not more:
                self._way = next(self._ways)
        self._closer_at = time.monotonic()
        self._closer_took = self._closer_at - began
        return (*first.codes, *more) if more else ()

    def _tell_broken(self, error: Exception) -> None:
        if self._broken:
            return
        self._broken = True
        if self._failed is not None:
            self._failed(error)
        else:
            sys.excepthook(type(error), error, error.__traceback__)
