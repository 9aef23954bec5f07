"""Verification of a meeting's evidence, wherever it lies: every chain, signature, blob, tree and seal, point by point."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct

from app.models.entry import GENESIS, Entry
from app.models.facts import RecordClosed, ReportSealed
from app.services.ledger import errors, seal
from app.services.ledger.codec import Line, check_line
from app.services.ledger.naming import blobs_named
from app.services.ledger.report import Point, Report, broken, joined, note, ok
from app.services.signing.canonical import sha256_hex
from app.services.signing.keys import device_id

Seal = ReportSealed | RecordClosed


class Evidence(Struct, frozen=True, kw_only=True):
    """What there is of one meeting: lines in total order, the device keys, and a way to a blob (None: not there)."""

    meeting: str
    lines: Sequence[Line]
    devices: Mapping[str, bytes]
    blob: Callable[[str], bytes | None]


def examine(evidence: Evidence) -> Report:
    """Look at everything; a broken point never hides the next one."""
    entries, faults = _read(evidence)
    return joined(
        (
            _devices(evidence, entries),
            faults,
            _chains(entries),
            _order(entries),
            _blobs(evidence, entries),
            _seals(evidence, entries),
        )
    )


def _read(evidence: Evidence) -> tuple[tuple[Entry, ...], list[Point]]:
    """Return the entries that can be trusted to be what they say, and why the others cannot."""
    entries: list[Entry] = []
    faults: list[Point] = []
    for number, line in enumerate(evidence.lines, 1):
        try:
            body = check_line(line, evidence.devices)
        except errors.LedgerError as error:
            faults.append(_fault(number, line, error))
            continue
        if body.meeting != evidence.meeting:
            faults.append(broken("entry", line.hash, "entry.foreign", line=number, meeting=body.meeting))
        entries.append(Entry(body=body, hash=line.hash, sig=line.sig))
    return tuple(entries), faults


_FAULTS: dict[type[errors.LedgerError], str] = {
    errors.UnknownDevice: "entry.unknown_device",
    errors.TooLarge: "entry.too_large",
}


def _fault(number: int, line: Line, error: errors.LedgerError) -> Point:
    reason = error.details.get("reason", "")
    code = _FAULTS.get(type(error), "entry.canonical" if reason == "not canonical" else "entry.unreadable")
    if isinstance(error, errors.BadSignature):
        code = f"entry.{reason}"
    details = {
        key: value for key, value in error.details.items() if key in {"device", "seq", "where", "reason"}
    }
    return broken("entry", line.hash[:64], code, line=number, **details)


def _devices(evidence: Evidence, entries: Sequence[Entry]) -> Iterator[Point]:
    for device in sorted({entry.body.device for entry in entries}):
        if device_id(evidence.devices[device]) == device:
            yield ok("device", device, "device.key")
        else:
            yield broken("device", device, "device.mismatch")


def _chains(entries: Sequence[Entry]) -> Iterator[Point]:
    chains: dict[str, list[Entry]] = {}
    for entry in entries:
        chains.setdefault(entry.body.device, []).append(entry)
    for device, chain in sorted(chains.items()):
        chain.sort(key=lambda entry: entry.body.seq)
        faults = list(_links(device, chain))
        yield from faults or [ok("chain", device, "chain.whole", entries=len(chain), head=chain[-1].hash)]


def _links(device: str, chain: Sequence[Entry]) -> Iterator[Point]:
    seq, digest, lamport = 0, GENESIS, 0
    for entry in chain:
        body = entry.body
        if body.seq == seq:
            yield broken("chain", device, "chain.fork", seq=seq, have=digest, got=entry.hash)
        elif body.seq != seq + 1:
            yield broken("chain", device, "chain.gap", expected=seq + 1, got=body.seq)
        elif body.prev != digest:
            yield broken("chain", device, "chain.link", seq=body.seq, expected=digest, got=body.prev)
        elif body.lamport <= lamport:
            yield broken("chain", device, "chain.order", seq=body.seq)
        seq, digest, lamport = body.seq, entry.hash, body.lamport


def _order(entries: Sequence[Entry]) -> Iterator[Point]:
    places = [entry.order for entry in entries]
    if places != sorted(places):
        yield broken("entry", "order", "entry.disorder")


def _blobs(evidence: Evidence, entries: Sequence[Entry]) -> Iterator[Point]:
    names = dict.fromkeys(name for entry in entries for name in blobs_named(entry.fact))
    faults = [point for name in names if (point := _blob(name, evidence.blob(name)))]
    yield from faults or [ok("blob", "all", "blob.whole", blobs=len(names))]


def _blob(name: str, data: bytes | None) -> Point | None:
    if data is None:
        return broken("blob", name, "blob.missing")
    return None if sha256_hex(data) == name else broken("blob", name, "blob.digest", found=sha256_hex(data))


def _seals(evidence: Evidence, entries: Sequence[Entry]) -> Iterator[Point]:
    for entry in entries:
        if isinstance(entry.fact, ReportSealed | RecordClosed):
            yield from _seal(entries, entry, entry.fact)
            yield from _documents(evidence, entry.fact)


def _seal(entries: Sequence[Entry], entry: Entry, fact: Seal) -> Iterator[Point]:
    before = tuple(other for other in entries if other.order < entry.order)
    under = seal.covered(before, fact.heads)
    content = fact.content_hash if isinstance(fact, ReportSealed) else ""
    own = next((head.upto for head in fact.heads if head.device == entry.body.device), 0)
    if not under or own != entry.body.seq - 1:
        yield broken("seal", entry.hash, "seal.heads", covered=len(under))
        return
    values = seal.seal_values(under, content, fact.files)
    yield _same("tree", entry.hash, "tree.root", values.tree_root, fact.tree_root)
    yield _same("seal", entry.hash, "seal.last", values.last_entry, fact.last_entry)
    yield _same("seal", entry.hash, "seal.hash", values.seal_hash, fact.seal_hash)
    yield _same("seal", entry.hash, "seal.heads", values.heads, fact.heads)
    sealed = {other.hash for other in under}
    late = [other.hash for other in before if other.hash not in sealed]
    if late:
        yield note("seal", entry.hash, "seal.late", entries=",".join(late[:20]), count=len(late))


def _same(what: str, subject: str, code: str, expected: object, found: object) -> Point:
    if expected == found:
        return ok(what, subject, code)
    return broken(what, subject, code, expected=expected, found=found)


def _documents(evidence: Evidence, fact: Seal) -> Iterator[Point]:
    for file in fact.files:
        data = evidence.blob(file.sha256)
        if data is None or sha256_hex(data) != file.sha256:
            yield broken("document", file.id, "document.missing", sha256=file.sha256)
        elif len(data) != file.size:
            yield broken("document", file.id, "document.size", expected=file.size, found=len(data))
        else:
            yield ok("document", file.id, "document.whole", sha256=file.sha256, size=file.size)
