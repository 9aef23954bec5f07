"""Laptops at a venue: real ledgers, real desks, real servers on this machine's loopback, a wire that can be cut."""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from app.bootstrap import open_hall, rehearsal_desk
from app.models import facts as f
from app.models.badge import Outcome
from app.models.entry import By
from app.models.meeting import Meeting
from app.models.terms import Role
from app.server.venuerun import VenueServer
from app.services.desk import requests as r
from app.services.desk.desk import Desk
from app.services.intake.package_file import encode_package, sign_package
from app.services.intake.sample import sample_key, sample_package
from app.services.rehearsal.player import RehearsalClock
from app.services.signing.keys import DeviceKey
from app.services.venue.deskhall import DeskHall
from app.services.venue.joincode import JoinCode, encode
from support.badline import BadLine

MEETING = "XJ-2026-1120"
START = datetime(2026, 11, 20, 1, 20, tzinfo=UTC)
SECRETARY = By(person="secretary", role=Role.SECRETARY, name="样秘")
KEYS = {sample_key().kid: sample_key().public}
NODES = {"n-0123456789abcdef": bytes(range(32))}
PATIENCE = 20.0


class Laptop:
    """One computer with a desk and its hall.

    ``trusts``: nodes whose packages its desk takes; ``nodes``: those it tells to whoever joins.
    """

    def __init__(
        self,
        folder: Path,
        name: str,
        *,
        trusts: Mapping[str, bytes] = KEYS,
        nodes: Mapping[str, bytes] = NODES,
    ) -> None:
        self.name = name
        self.trusts, self.nodes = trusts, nodes
        self.home = folder / name
        self.clock = RehearsalClock(START)
        self.desk: Desk = rehearsal_desk(self.home, self.clock, trusts, device=str(self.home))
        self.ledger = self.desk.ledger
        self.key: DeviceKey = self.ledger._key
        self.stored: list[str] = []
        self.hall = self._hall()

    def _hall(self) -> DeskHall:
        return open_hall(
            self.home,
            self.desk,
            self.key,
            lambda: self.nodes,
            on_stored=self.stored.append,
            host="127.0.0.1",
            poll_seconds=0.05,
        )

    @property
    def server(self) -> VenueServer:
        """What listens, when the venue is open."""
        served = self.hall.served
        assert isinstance(served, VenueServer)
        return served

    def again(self) -> None:
        """The program ends and starts again on its home."""
        self.close()
        self.desk = rehearsal_desk(self.home, self.clock, self.trusts, device=str(self.home))
        self.ledger = self.desk.ledger
        self.hall = self._hall()

    def m_of(self, meeting: str) -> Meeting:
        """The meeting as this laptop computes it."""
        return self.desk.view(meeting).m

    @property
    def m(self) -> Meeting:
        """The sample meeting as this laptop computes it."""
        return self.m_of(MEETING)

    def begin(self, *, serve: bool = True, package: bytes = b"") -> "Laptop":
        """T01 and T03: this is the primary, its door is open, its venue too."""
        plain = encode_package(sign_package(sample_package(meeting=MEETING), sample_key()))
        self.desk.do(MEETING, r.ImportPackage(data=package or plain), SECRETARY)
        self.desk.do(MEETING, f.CheckInOpened(), SECRETARY)
        return self.serve() if serve else self

    def serve(self) -> "Laptop":
        """Open the venue."""
        self.hall.open(MEETING, SECRETARY)
        return self

    def code(self, *wires: BadLine) -> str:
        """A join code; over these wires instead of the true address, if there are any."""
        code: JoinCode = self.hall.code(MEETING)
        if wires:
            code = replace(code, places=tuple(("127.0.0.1", int(w.url.rpartition(":")[2])) for w in wires))
        return encode(code)

    def join(self, text: str) -> "Laptop":
        """Join with a code and follow."""
        self.hall.join(text, self.name)
        return self

    def note(self, text: str = "x") -> str:
        """Something any device may record: a scan that let nobody in."""
        with self.ledger.write(MEETING) as tx:
            return tx.append(
                SECRETARY, f.ScanTurnedAway(outcome=Outcome.UNREADABLE, way="typed", digest=text)
            ).hash

    def photo(self, data: bytes) -> str:
        """A picture."""
        with self.ledger.write(MEETING) as tx:
            name = tx.put_blob(data)
            tx.append(SECRETARY, f.PhotoTaken(blob=name))
        return name

    def has(self, entry: str) -> bool:
        """Is this entry here?"""
        return any(e.hash == entry for e in self.ledger.entries(MEETING))

    def close(self) -> None:
        """Switch it off in good order."""
        self.hall.stop()
        self.ledger.close()


def until(holds: Callable[[], bool], what: str = "", patience: float = PATIENCE) -> float:
    """Wait for something another thread or process does; how long it took (s)."""
    begin = time.monotonic()
    while not holds():
        if time.monotonic() - begin > patience:
            raise AssertionError(f"not within {patience} s: {what}")
        time.sleep(0.005)
    return time.monotonic() - begin


def alike(*laptops: Laptop) -> bool:
    """Do all hold the same entries and compute the same meeting?"""
    heads = [one.ledger.heads(MEETING) for one in laptops]
    if any(h != heads[0] for h in heads):
        return False
    return all(one.m == laptops[0].m for one in laptops)
