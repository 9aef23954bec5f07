"""Who may ask at a venue, by its key; whether a device belongs to the meeting it asks for, ``Venue`` says."""

from collections.abc import Callable, Iterable
from datetime import datetime

from app.models.entry import Entry
from app.models.facts import DeviceJoined
from app.server.gatekeeper import RequestGate
from app.services.signing.keys import unpack


class VenueGate(RequestGate):
    """Signed requests of the devices of the open meetings. ``public_of``: the key of one that is or was of them."""

    def __init__(self, public_of: Callable[[str], bytes | None], clock: Callable[[], datetime]) -> None:
        super().__init__(clock)
        self._public_of = public_of

    def _public(self, device: str) -> bytes | None:
        return self._public_of(device)


def joined_key(entries: Iterable[Entry], device: str) -> bytes | None:
    """The key a device joined with; of one that was sent away too, because it is to be told so, and why."""
    joins = [x.fact for x in entries if isinstance(x.fact, DeviceJoined) and x.fact.device == device]
    return unpack(joins[-1].public) if joins else None
