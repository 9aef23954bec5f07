"""A device that joined a venue to scan and turned hostile: it writes whatever it likes, with its own good signature."""

import pytest
from msgspec import Raw

from app.models import facts as f
from app.models.entry import GENESIS, Unsigned
from app.services.ledger import Line
from app.services.ledger.codec import sign_body
from app.services.signing.keys import DeviceKey, NodeKey, pack
from app.services.sync.errors import SyncError
from app.services.sync.protocol import Push, Taken
from app.services.venue.book import Place
from app.services.venue.link import VenueLink
from app.services.venue.words import explain, knows
from support.laptops import MEETING, SECRETARY, START, Laptop

NODE = NodeKey.in_memory(b"\x21" * 32)
STRANGE = NodeKey.in_memory(b"\x22" * 32)


def link(laptop: Laptop, primary: Laptop) -> VenueLink:
    places = (("127.0.0.1", primary.server.port),)
    return VenueLink(
        laptop.ledger,
        laptop.key,
        MEETING,
        Place(primary=pack(primary.key.public), places=places, joined=START),
    )


def forged(key: DeviceKey, *facts: f.Fact) -> tuple[Line, ...]:
    lines: list[Line] = []
    for seq, fact in enumerate(facts, 1):
        body = Unsigned(
            meeting=MEETING,
            device=key.id,
            seq=seq,
            prev=lines[-1].hash if lines else GENESIS,
            lamport=500 + seq,
            at=START,
            mono=0,
            by=SECRETARY,
            fact=fact,
        )
        entry, data = sign_body(body, key)
        lines.append(Line(body=Raw(data), hash=entry.hash, sig=entry.sig))
    return tuple(lines)


def push(laptop: Laptop, primary: Laptop, *lines: Line) -> Taken:
    with link(laptop, primary) as sending, sending._trying() as wire:
        message = Push(meeting=MEETING, lines=lines, keys={laptop.key.id: pack(laptop.key.public)})
        return wire.ask("POST", f"/v1/meetings/{MEETING}/lines", Taken, message)


def problem(error: pytest.ExceptionInfo[SyncError]) -> str:
    found = error.value.problem or error.value.code
    assert knows(found), f"no words for {found}"
    assert "{" not in explain(error.value)
    return found
