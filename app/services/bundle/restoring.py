"""Bringing a record back from its second copy (EC-50): a bundle is taken into the ledger again, by its hashes."""

from pathlib import Path

from msgspec import Struct

from app.models.facts import RecordClosed, ReportSealed
from app.services.bundle.reading import Bundle, read_bundle
from app.services.bundle.verifying import evidence_of, report_of
from app.services.ledger import Ledger, Report
from app.services.ledger.codec import read_line


class Restored(Struct, frozen=True):
    """What came back: ``new`` entries and ``blobs`` that were not here, ``known`` entries that were."""

    meeting: str
    new: int
    known: int
    blobs: int


class OtherRecordError(Exception):
    """The bundle is sound but not the record that was meant; ``hashes`` are those it bears."""

    def __init__(self, hashes: tuple[str, ...]) -> None:
        super().__init__(hashes)
        self.hashes = hashes


def restore(path: Path, ledger: Ledger, expected: str = "") -> Restored | Report:
    """Verify the whole bundle, then take it in; doing it again changes nothing. A broken one is handed back as its report.

    Args:
        path: the bundle, e.g. from the USB stick it was copied to after sealing.
        ledger: where it goes; the caller has the lock of its home.
        expected: beginning of a hash of the record (content hash of the paper's footer, seal hash, tree root), or empty.

    Raises:
        BundleUnreadable: it cannot be read at all.
        OtherRecordError: none of its hashes begins so.
        LedgerError: what is here contradicts it (two entries at one place of a chain), or the disk.

    """
    bundle = read_bundle(path)
    report = report_of(bundle)
    if report.broken:
        return report
    hashes = hashes_of(bundle)
    if expected and not any(x.startswith(expected.lower()) for x in hashes):
        raise OtherRecordError(hashes)
    blobs = {name: data for name in bundle.blob_names if (data := bundle.blob(name)) is not None}
    taken = ledger.absorb(bundle.manifest.meeting, bundle.lines, blobs, dict(evidence_of(bundle).devices))
    return Restored(bundle.manifest.meeting, taken.new, taken.known, taken.blobs)


def hashes_of(bundle: Bundle) -> tuple[str, ...]:
    """The hashes that name this record: seal, signed content, tree root."""
    found = [bundle.manifest.tree_root]
    for line in bundle.lines:
        fact = read_line(line).body.fact
        if isinstance(fact, ReportSealed):
            found += [fact.seal_hash, fact.content_hash]
        elif isinstance(fact, RecordClosed):
            found.append(fact.seal_hash)
    return tuple(found)
