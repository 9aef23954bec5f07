"""Whose facts count (4.3-3): one device decides, the devices that joined it stand at the door, one that was sent away is out.

This is found in one pass over the total order, before the fold proper, because an undo reaches back. It asks nothing of the
stage, so every device finds the same whatever else is wrong in a chain.
"""

from collections.abc import Sequence

from app.models import facts as f
from app.models.entry import Entry
from app.models.facts import Fact
from app.models.fold.registry import World
from app.models.terms import AbsenceKind

AT_THE_DOOR: frozenset[type[Fact]] = frozenset(
    {
        f.PersonCheckedIn,
        f.PersonCheckedOut,
        f.VisitorCheckedIn,
        f.DeclarationSigned,
        f.PhotoTaken,
        f.SubstitutionSuspected,
        f.RollCalled,
        f.ScanTurnedAway,
        f.ECertificateSeen,
        f.PrimaryTaken,
        f.ClockAnchored,  # of its own clock
        # words of a central node that bear its signature; ``_vouched`` asks whose
        f.ReceiptStored,
        f.ECertificateVerified,
    }
)
"""What counts from a device that only scans: check-in and check-out, declarations, photos, what it saw, and what a node signed.

What a node says without a signature does not: a conflict (T23), a newer roster and the standing of an expert (EC-23) would
be the scanner's own word. It would stop an upload for people to decide, remark in the sealed record what cannot be taken
back, or let an expert sit whom the node has struck off; 4.3-3 gives a scanner none of that. The primary asks the node itself.
"""

_NODES_WORDS = (f.ReceiptStored, f.ECertificateVerified, f.BadgesRevoked)

_SEALS = (f.ReportSealed, f.RecordClosed)


class _Writers:
    """The primary and the others as they stand at one place of the order."""

    def __init__(self, scanners: frozenset[str] = frozenset()) -> None:
        self.primary = ""
        self.scanners = set(scanners)
        self.deposed: set[str] = set()
        self.left: set[str] = set()
        self.sealed = False
        self.nodes: set[str] = set()  # key ids of central nodes the primary or the package vouches for
        self.by_device: dict[str, str] = {}  # entry → device, for undo

    def hear(self, entry: Entry, world: World) -> bool:
        """Take in one entry; True if it counts."""
        device, fact = entry.body.device, entry.body.fact
        self.by_device[entry.hash] = device
        if not self._counts(device, fact):
            return False
        if isinstance(fact, f.PackageImported | f.PackageRefreshed):
            self._package(device, fact, world)
        elif isinstance(fact, f.ReceiptStored) and device == self.primary:
            self.nodes.add(fact.kid)
        elif isinstance(fact, f.PrimaryTaken) and self.primary:
            self.deposed = (self.deposed | {self.primary}) - {fact.device}
            self.primary = fact.device
        elif isinstance(fact, f.DeviceJoined):
            self.scanners.add(fact.device)
            self.left.discard(fact.device)
        elif isinstance(fact, f.DeviceLeft):
            self.left.add(fact.device)
        elif isinstance(fact, _SEALS) and device == self.primary:
            self.sealed = True
        return True

    def _package(self, device: str, fact: f.PackageImported | f.PackageRefreshed, world: World) -> None:
        package = world.packages.get(fact.package)
        if package is None:  # of a scanner not yet known as one; where it counts, the fold proper asks for it
            return
        self.primary = self.primary or package.primary_device or device
        self.nodes |= {fact.signed_by, *(row.kid for row in package.keys if row.use == "node")}

    def _counts(self, device: str, fact: Fact) -> bool:
        if device == self.primary or not self.primary:
            return True
        if isinstance(fact, f.DeviceJoined | f.DeviceLeft) or device in self.left:
            return False
        if isinstance(fact, f.PrimaryTaken) and fact.device != device:
            return False  # who takes over sits at that device; nobody makes another one the primary (EC-19)
        if isinstance(fact, f.FactUndone):
            return (
                self.by_device.get(fact.target) == device
            )  # his own slip; those of others are the primary's business
        if device in self.scanners or (device in self.deposed and not self.sealed):
            return at_the_door(fact) and self._vouched(fact)
        return True

    def _vouched(self, fact: Fact) -> bool:
        """A node's word a scanner brings counts if the meeting knows this node.

        Its signature is held against its key where the chain comes in (``services/venue/signed.py``). So no scanner makes
        entries count as delivered, or a badge void, by naming a key or none.
        """
        return not isinstance(fact, _NODES_WORDS) or fact.kid in self.nodes


def at_the_door(fact: Fact) -> bool:
    """May a device record this that only scans? An early leaving goes with its check-out (3.7)."""
    if isinstance(fact, f.AbsenceRecorded):
        return fact.absence is AbsenceKind.LEFT_EARLY
    if isinstance(fact, f.BadgesRevoked):
        return fact.source == "node"
    return type(fact) in AT_THE_DOOR


def barred(entries: Sequence[Entry], world: World) -> frozenset[str]:
    """Hashes of the entries that change nothing because of the device that wrote them."""
    if len({entry.body.device for entry in entries}) <= 1:
        return frozenset()
    writers, found = _run(entries, world, _Writers())
    if (
        writers.scanners
    ):  # who joins was a scanner before as well: a chain may be dated back to before its own joining
        _, found = _run(entries, world, _Writers(frozenset(writers.scanners)))
    return found


def _run(entries: Sequence[Entry], world: World, writers: _Writers) -> tuple[_Writers, frozenset[str]]:
    return writers, frozenset(entry.hash for entry in entries if not writers.hear(entry, world))
