"""Where the venue of a home listens: its own ports, so that a restart is found again and nothing has to be stored."""

from collections.abc import Iterator

from app.services.signing.keys import DeviceKey

FIRST_PORT = 47_200
_PORTS = 600
_STEPS = 8
"""A home has its own port; if another program has it, the next seven are tried."""


def ports_of(key: DeviceKey) -> Iterator[int]:
    """The ports of a home, the first choice first: they follow from its key."""
    first = int.from_bytes(key.public[:4], "big") % _PORTS
    return (FIRST_PORT + (first + n) % _PORTS for n in range(_STEPS))
