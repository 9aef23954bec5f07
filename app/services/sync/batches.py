"""Which entries go next: bounded batches of one chain, and what must stay here while the meeting runs (EC-22)."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from app.models.facts import DeviceRange
from app.services.ledger import Ledger, Line, blobs_named
from app.services.sync.errors import SyncError
from app.services.sync.protocol import MAX_BATCH_BYTES, MAX_BATCH_LINES

LIGHT_LINES = 200
LIGHT_BYTES = 128 * 1024
LIGHT_BLOB = 64 * 1024
"""While the meeting runs: entries and bytes of one push, bytes of one blob (a signature is 12 KB, a photo 2 MB)."""


class Bounds(Struct, frozen=True):
    """Bounds of one batch. ``blob``: larger blobs, and all entries of their chain from there on, stay for later."""

    lines: int = MAX_BATCH_LINES
    size: int = MAX_BATCH_BYTES
    blob: int | None = None


FULL = Bounds()
LIGHT = Bounds(lines=LIGHT_LINES, size=LIGHT_BYTES, blob=LIGHT_BLOB)


class Batch(Struct, frozen=True):
    """Entries of one chain, in order, and the blobs they name."""

    device: str
    lines: tuple[Line, ...]
    blobs: tuple[str, ...]


def batches(ledger: Ledger, meeting: str, device: str, after: int, bounds: Bounds) -> Iterator[Batch]:
    """Yield what follows entry ``after`` of a chain, batch by batch; light bounds end at the first heavy blob."""
    while lines := ledger.since(meeting, device, after, bounds.lines):
        batch, whole = _cut(ledger, device, lines, bounds)
        if batch.lines:
            yield batch
        if not whole:
            return
        after += len(batch.lines)


def _cut(ledger: Ledger, device: str, lines: Sequence[Line], bounds: Bounds) -> tuple[Batch, bool]:
    """Return as many lines as fit, and whether the chain may go on after them."""
    taken: list[Line] = []
    blobs: dict[str, None] = {}
    size, whole = 0, True
    for line in lines:
        size += len(bytes(line.body))
        if taken and size > bounds.size:
            break
        named = blobs_named(line.entry().fact)
        if bounds.blob is not None and any(len(ledger.blob(name)) > bounds.blob for name in named):
            whole = False
            break
        taken.append(line)
        blobs |= dict.fromkeys(named)
    return Batch(device, tuple(taken), tuple(blobs)), whole


def compare(ledger: Ledger, meeting: str, theirs: Sequence[DeviceRange]) -> dict[str, int]:
    """Return device → last entry the node has, after holding its chains against ours.

    :raises SyncError: ``sync.rolled_back`` (the node has entries of this very device that we lack),
        ``sync.fork`` (it has other entries in our place). Nothing must be sent then: people must look.
    """
    ours = {part.device: part.upto for part in ledger.heads(meeting)}
    for part in theirs:
        have = ours.get(part.device, 0)
        if part.device == ledger.device and part.upto > have:
            raise SyncError("sync.rolled_back", meeting=meeting, upto=part.upto, have=have)
        if 0 < part.upto <= have:
            line = ledger.since(meeting, part.device, part.upto - 1, 1)[0]
            if line.hash != part.hash:
                raise SyncError("sync.fork", device=part.device, seq=part.upto)
    return {part.device: part.upto for part in theirs}
