"""What a seal is made of (rules.md 8.1, DESIGN.md 5), computed when sealing and again when verifying."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from app.models.entry import Entry
from app.models.facts import DeviceRange, SealedFile
from app.services.signing import tree
from app.services.signing.canonical import canonical, sha256_hex


class SealValues(Struct, frozen=True, kw_only=True):
    """The four values of ``ReportSealed`` and ``RecordClosed`` that bind everything before them."""

    seal_hash: str
    tree_root: str
    last_entry: str
    heads: tuple[DeviceRange, ...]


def seal_values(entries: Sequence[Entry], content_hash: str, files: Iterable[SealedFile]) -> SealValues:
    """Return the values of a seal over ``entries`` (all of the meeting, in total order, without the seal itself).

    ``content_hash`` is empty for a record without a report (8.1).

    :raises ValueError: there is nothing to seal.
    """
    if not entries:
        raise ValueError("a seal needs entries before it")
    last = entries[-1].hash
    return SealValues(
        seal_hash=seal_hash(content_hash, last, files),
        tree_root=tree_root(entries),
        last_entry=last,
        heads=heads_of(entries),
    )


def seal_hash(content_hash: str, last_entry: str, files: Iterable[SealedFile]) -> str:
    """SHA-256 over the canonical form of ``[content_hash, last_entry, sorted file hashes]`` (8.1)."""
    return sha256_hex(canonical([content_hash, last_entry, sorted(file.sha256 for file in files)]))


def tree_root(entries: Sequence[Entry]) -> str:
    """RFC 6962 root (hex) over the raw entry hashes, in the order given."""
    return tree.root([bytes.fromhex(entry.hash) for entry in entries]).hex()


def heads_of(entries: Iterable[Entry]) -> tuple[DeviceRange, ...]:
    """How far each device's chain goes in ``entries``, by device id."""
    last: dict[str, Entry] = {}
    for entry in entries:
        known = last.get(entry.body.device)
        if known is None or known.body.seq < entry.body.seq:
            last[entry.body.device] = entry
    return tuple(
        DeviceRange(device=device, upto=entry.body.seq, hash=entry.hash)
        for device, entry in sorted(last.items())
    )


def covered(entries: Iterable[Entry], heads: Iterable[DeviceRange]) -> tuple[Entry, ...]:
    """Those entries that lie within ``heads``: what a seal was made over, whatever came later from other devices."""
    upto = {head.device: head.upto for head in heads}
    return tuple(entry for entry in entries if entry.body.seq <= upto.get(entry.body.device, 0))
