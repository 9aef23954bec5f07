"""What ties a bundle to somebody outside it: without that, its keys prove only that it agrees with itself.

A package is tied by the signature of a central node that is trusted; a device by a receipt of such a node over its chain
that lies in the bundle, or by the node's own signed word when it is asked.
"""

from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from app.models.entry import Entry
from app.models.facts import ECertificateSeen, PackageImported, PackageRefreshed, ReceiptStored
from app.services.bundle.reading import Bundle
from app.services.intake.package_file import decode_package, verify_signature
from app.services.intake.problems import IntakeError
from app.services.intake.sample_key import SAMPLE_KID
from app.services.ledger import Report, errors
from app.services.ledger.report import Point, broken, joined, note, ok
from app.services.signing.canonical import UNREADABLE
from app.services.sync.protocol import DeviceWord, is_signed_by, receipt_of
from app.services.venue.signed import Spoken, word_of

UNANCHORED = frozenset({"anchor.package_unheld", "anchor.device_unheld"})
"""Codes of what holds in itself but is tied to nobody."""


class Anchors(Struct, frozen=True, kw_only=True):
    """Whom the verifier trusts: key id → key (32 bytes) of central nodes, and one of them to ask."""

    keys: Mapping[str, bytes]
    ask: Callable[[str], DeviceWord] | None = None


def anchor(bundle: Bundle, anchors: Anchors) -> Report:
    """Tie the packages and the devices of a bundle to the trusted nodes; what cannot be tied is a note that says so.

    A package under a key that is not among the trusted ones, while there are any, is broken. Raises SyncError of ``ask``.
    """
    entries = tuple(_entries(bundle))
    words = _words(bundle.manifest.meeting, entries, anchors.keys)
    return joined((_packages(bundle, entries, anchors), _devices(bundle, entries, anchors), words))


def _entries(bundle: Bundle) -> Iterator[Entry]:
    for line in bundle.lines:
        try:
            yield line.entry()
        except (errors.LedgerError, *UNREADABLE):
            continue  # the report on the entries says so


def _packages(bundle: Bundle, entries: tuple[Entry, ...], anchors: Anchors) -> Iterator[Point]:
    names = dict.fromkeys(
        e.fact.package for e in entries if isinstance(e.fact, PackageImported | PackageRefreshed)
    )
    for name in names:
        data = bundle.blob(name)
        if data is not None:
            yield _package(name, data, anchors.keys)


def _package(name: str, data: bytes, keys: Mapping[str, bytes]) -> Point:
    try:
        signed = decode_package(data)
        verify_signature(signed, keys)
    except IntakeError as error:
        kid = error.details.get("kid", "")
        if error.code != "unknown_key":
            return broken("anchor", name, "anchor.package_forged", reason=error.code)
        if keys:
            return broken("anchor", name, "anchor.package_stranger", kid=kid)
        return note("anchor", name, "anchor.package_unheld", kid=kid)
    if signed.kid == SAMPLE_KID:
        return note("anchor", name, "anchor.sample")
    return ok("anchor", name, "anchor.package", kid=signed.kid)


def _devices(bundle: Bundle, entries: tuple[Entry, ...], anchors: Anchors) -> Iterator[Point]:
    receipted = _receipted(bundle.manifest.meeting, entries, anchors.keys)
    for device in sorted({entry.body.device for entry in entries}):
        yield from _device(device, receipted.get(device, ""), anchors)


def _device(device: str, kid: str, anchors: Anchors) -> Iterator[Point]:
    if kid:
        yield ok("anchor", device, "anchor.receipt", kid=kid)
    said = anchors.ask(device) if anchors.ask is not None else None
    if said is not None and not said.public:
        yield broken("anchor", device, "anchor.device_stranger", kid=said.kid)
    elif said is not None and not kid:
        yield ok("anchor", device, "anchor.device", kid=said.kid)
    elif said is None and not kid:
        yield note("anchor", device, "anchor.device_unheld")
    if said is not None and said.revoked_at is not None:
        yield note("anchor", device, "anchor.device_revoked", since=f"{said.revoked_at:%Y-%m-%d %H:%M} UTC")


def _words(meeting: str, entries: tuple[Entry, ...], keys: Mapping[str, bytes]) -> Iterator[Point]:
    """What stands here in the name of a trusted node, receipts and answers about e-certificates, bears its signature."""
    seen = {e.fact.digest: e.fact for e in reversed(entries) if isinstance(e.fact, ECertificateSeen)}
    for entry in entries:
        fact = entry.fact
        if isinstance(fact, Spoken) and fact.kid in keys:
            word = word_of(meeting, fact, seen)
            if word is None or not is_signed_by(word, keys[fact.kid]):
                yield broken("anchor", entry.hash, "anchor.word_forged", kid=fact.kid)


def _receipted(meeting: str, entries: tuple[Entry, ...], keys: Mapping[str, bytes]) -> dict[str, str]:
    """Device → key id of the trusted node that holds the chain as it is here, by a receipt in the bundle."""
    ends = {(e.body.device, e.body.seq): e.hash for e in entries}
    found: dict[str, str] = {}
    for entry in entries:
        fact = entry.fact
        public = keys.get(fact.kid) if isinstance(fact, ReceiptStored) else None
        if not isinstance(fact, ReceiptStored) or public is None:
            continue
        if is_signed_by(receipt_of(meeting, fact), public):
            for part in fact.ranges:
                if ends.get((part.device, part.upto)) == part.hash:
                    found[part.device] = fact.kid
    return found
