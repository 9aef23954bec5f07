"""The central node: is it there, is it the one met before, and what time has it?"""

from pathlib import Path

from msgspec import Struct

from app.services.doctor.line import Line, bad, ok, warn
from app.services.signing.keys import DeviceKey
from app.services.sync import SyncError, TrustBook, explain
from app.services.sync.session import Session
from app.services.sync.wire import Limits, Wire, utc_now

PATIENCE = Limits(connect=1.0, pause=1.0, whole=1.5)
_AWAY = frozenset({"sync.offline", "sync.timeout", "sync.cut", "sync.half_answer", "sync.busy"})
_FALSE = frozenset({"sync.wrong_node_key", "sync.node_key_changed"})


class Heard(Struct, frozen=True):
    """The node's line, and how far our clock is ahead of its (seconds; None if it did not say)."""

    line: Line
    drift: float | None = None


def node(home: Path) -> Heard:
    """Ask the node met first for its time; it proves its key by the way."""
    book = TrustBook(home)
    try:
        url = next(iter(book.urls()), "")
        return _ask(url, book) if url else Heard(warn("node", "none"))
    except SyncError as error:
        where = error.details.get("url", error.details.get("file", ""))
        if error.code in _AWAY:
            return Heard(warn("node", "away", url=where))
        if error.code in _FALSE:
            return Heard(bad("node", "key", url=where))
        return Heard(bad("node", "fault", url=where, detail=explain(error)))


def _ask(url: str, book: TrustBook) -> Heard:
    key = DeviceKey.in_memory()  # the question for the time is not signed
    wire = Wire(url, key, limits=PATIENCE, clock=utc_now)
    try:
        said = Session(wire, key, book).server_time()
    finally:
        wire.close()
    return Heard(ok("node", url=url, seconds=f"{said.drift_seconds:+.1f}"), said.drift_seconds)
