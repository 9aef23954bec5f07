"""A book of facts: appends entries with ids and times, folds them, asks the checks."""

from datetime import datetime, timedelta

from app.models import facts as f
from app.models.checks import Case, evaluate
from app.models.entry import By, Entry, Unsigned
from app.models.facts import Fact, Ink
from app.models.finding import Finding
from app.models.fold import World, fold
from app.models.meeting import Meeting
from app.models.package import Package, PackRef
from app.models.rulepack import RulePack
from app.models.terms import Factor, Role, Stage
from app.services.law import law_tables
from app.services.packs import load_pack
from support import build

BOTH = (Factor.BADGE, Factor.LOOK)
INK = Ink(strokes="s" * 64, picture="p" * 64)
SECRETARY = By(person="secretary", role=Role.SECRETARY, name="样秘")
VERIFIER = By(person="owner-verifier", role=Role.OWNER_VERIFIER, name="样核", factors=BOTH)
OWNER_PM = By(person="owner-pm", role=Role.OWNER_PM, name="样业", factors=BOTH)


class Book:
    """The facts of one meeting, in the order in which they were recorded.

    ``clock`` moves one minute with each fact; entries of several devices share it.
    """

    def __init__(self, place: str = "xinjiang", package: Package | None = None) -> None:
        self.place = place
        self.pack: RulePack = load_pack(place, allow_draft=True)
        self.package = package or build.package(place)
        self.world = World({"pkg-1": self.package}, {"pack-1": self.pack})
        self.entries: list[Entry] = []
        self.clock: datetime = build.START - timedelta(hours=1)
        self._seq: dict[str, int] = {}

    def add(self, fact: Fact, by: By = SECRETARY, *, device: str = "d1", at: datetime | None = None) -> str:
        """Append one fact; return the hash of its entry."""
        self.clock = at or self.clock + timedelta(minutes=1)
        seq = self._seq[device] = self._seq.get(device, 0) + 1
        lamport = max((e.body.lamport for e in self.entries), default=0) + 1
        body = Unsigned(
            meeting=build.MEETING,
            device=device,
            seq=seq,
            prev="",
            lamport=lamport,
            at=self.clock,
            mono=len(self.entries),
            by=by,
            fact=fact,
        )
        self.entries.append(Entry(body=body, hash=f"{device}-{seq:05d}", sig=""))
        return self.entries[-1].hash

    def undo(self, target: str) -> str:
        """Append an undo."""
        return self.add(f.FactUndone(target=target, reason="点错了"))

    def import_package(self, signed_by: str = "sample-node") -> str:
        """T01."""
        return self.add(
            f.PackageImported(
                package="pkg-1",
                pack=PackRef(id=self.place, version="1.0"),
                pack_blob="pack-1",
                roster_version=self.package.roster_version,
                signed_by=signed_by,
            )
        )

    def refresh(self, package: Package) -> str:
        """T02."""
        name = f"pkg-{len(self.world.packages) + 1}"
        self.world.packages[name] = package
        return self.add(
            f.PackageRefreshed(package=name, roster_version=package.roster_version, signed_by="sample-node")
        )

    @property
    def m(self) -> Meeting:
        """The meeting as it is."""
        return fold(build.MEETING, self.entries, self.world)

    def stage(self) -> Stage:
        """Where the meeting stands."""
        return self.m.stage

    def case(self, now: datetime | None = None, newer_pack: str = "") -> Case:
        """The meeting before the checks."""
        return Case(self.m, self.pack, law_tables(), now or self.clock, newer_pack)

    def find(self, *ids: str, now: datetime | None = None, newer_pack: str = "") -> dict[str, Finding]:
        """Findings of these checks by key. No two may have one key."""
        found = evaluate(self.case(now, newer_pack), ids)
        assert len({x.key for x in found}) == len(found), "two findings with one key"
        return {x.key: x for x in found}
