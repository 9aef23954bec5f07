"""Verifying a bundle: what it says of itself against what it holds."""

from collections.abc import Iterator
from pathlib import Path

from app.models.facts import DeviceRange
from app.services.bundle.manifest import ENTRIES, Manifest
from app.services.bundle.reading import Bundle, scan_bundle
from app.services.ledger import Report, errors, seal
from app.services.ledger.check import Evidence, examine
from app.services.ledger.codec import read_line
from app.services.ledger.report import Point, broken, joined, ok
from app.services.signing.canonical import sha256_hex
from app.services.signing.keys import unpack


def verify_bundle(path: Path) -> Report:
    """Look at every chain, signature, blob, tree, seal and document of a bundle.

    :raises BundleUnreadable: it cannot be read at all; what can be read but is false stands in the report.
    """
    return report_of(scan_bundle(path))


def report_of(bundle: Bundle) -> Report:
    """Verify a bundle already read."""
    bad = (
        broken("entry", f"{ENTRIES}:{number}", "entry.unreadable", line=number) for number in bundle.bad_lines
    )
    return joined((bad, examine(evidence_of(bundle)).points, _contents(bundle), _blobs(bundle)))


def evidence_of(bundle: Bundle) -> Evidence:
    """Return the bundle as evidence of its meeting."""
    keys = {device: unpack(key) or b"" for device, key in bundle.manifest.devices.items()}
    return Evidence(meeting=bundle.manifest.meeting, lines=bundle.lines, devices=keys, blob=bundle.blob)


def _contents(bundle: Bundle) -> Iterator[Point]:
    """Hold the manifest against the entries: nothing may be cut off, nothing added."""
    manifest = bundle.manifest
    total = len(bundle.lines) + len(bundle.bad_lines)
    if total != manifest.entries:
        yield broken("manifest", "entries", "manifest.entries", expected=manifest.entries, found=total)
    try:
        entries = tuple(read_line(line) for line in bundle.lines)
        heads, root = seal.heads_of(entries), seal.tree_root(entries)
    except (errors.LedgerError, ValueError) as error:
        yield broken("manifest", "entries", "manifest.unreadable", reason=error)
        return
    if root == manifest.tree_root:
        yield ok("tree", manifest.meeting, "manifest.tree", root=root)
    else:
        yield broken("tree", manifest.meeting, "manifest.tree", expected=manifest.tree_root, found=root)
    yield from _heads(manifest, heads)


def _heads(manifest: Manifest, heads: tuple[DeviceRange, ...]) -> Iterator[Point]:
    if heads != manifest.heads or {head.device for head in heads} != set(manifest.devices):
        yield broken("manifest", "heads", "manifest.heads")
    else:
        yield ok("manifest", "heads", "manifest.heads", devices=len(heads))


def _blobs(bundle: Bundle) -> Iterator[Point]:
    listed = {row.sha256: row.size for row in bundle.manifest.blobs}
    held = {name: bundle.blob(name) or b"" for name in bundle.blob_names}
    for name in sorted(listed.keys() ^ held.keys()):
        yield broken("manifest", name, "manifest.blob_missing" if name in listed else "manifest.blob_extra")
    for name, data in held.items():
        if sha256_hex(data) != name:
            yield broken("blob", name, "blob.digest", found=sha256_hex(data))
        elif len(data) != listed.get(name, len(data)):
            yield broken("blob", name, "blob.size", expected=listed[name], found=len(data))
