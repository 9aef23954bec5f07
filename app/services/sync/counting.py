"""What a meeting with several devices lets this one believe of its way to the node (4.3-3, EC-19).

A device that only scans may claim a receipt, an answer or a conflict that no node gave; the fold leaves it without effect
(``fold.writers``), and the sync must not rest on it either. What this device wrote itself it heard itself.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache

import msgspec

from app.models.entry import Entry
from app.models.facts import PackageImported, PackageRefreshed
from app.models.fold import World
from app.models.fold.writers import barred
from app.models.package import Package, SignedPackage
from app.services.ledger import Ledger
from app.services.sync.ways import Standing, standing


def idle(entries: Sequence[Entry], device: str, blob: Callable[[str], bytes]) -> frozenset[str]:
    """Hashes of the entries of other devices that do not count.

    Args:
        entries: of one meeting, in total order.
        device: this one.
        blob: the packages the facts name.

    Raises:
        LedgerError: ``BlobMissing``; a package comes in with the fact that names it, so our disk is wrong.

    """
    if len({entry.body.device for entry in entries}) <= 1:
        return frozenset()
    names = {e.fact.package for e in entries if isinstance(e.fact, PackageImported | PackageRefreshed)}
    without = barred(entries, World({name: _package(blob(name)) for name in names}, {}))
    return frozenset(e.hash for e in entries if e.hash in without and e.body.device != device)


def counting(entries: Sequence[Entry], device: str, blob: Callable[[str], bytes]) -> tuple[Entry, ...]:
    """The entries without those; arguments and errors as ``idle``."""
    without = idle(entries, device, blob)
    return tuple(entry for entry in entries if entry.hash not in without)


def standing_of(ledger: Ledger, meeting: str) -> Standing:
    """The standing of a meeting as this device may believe it. Raises as ``idle``."""
    entries = ledger.entries(meeting)
    return standing(entries, idle(entries, ledger.device, ledger.blob))


@lru_cache(maxsize=16)
def _package(data: bytes) -> Package:
    """Asked for at every turn of the worker; verified when it was taken in."""
    return msgspec.json.decode(data, type=SignedPackage).package
