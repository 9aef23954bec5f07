"""Where this machine can be reached from the room: every IPv4 address it has, private ones first."""

import ipaddress
import socket

from app.services.venue.joincode import MAX_PLACES


def addresses() -> tuple[str, ...]:
    """IPv4 addresses of the interfaces that are up, without the loopback; empty if there is no network at all."""
    import psutil

    up = {name for name, state in psutil.net_if_stats().items() if state.isup}
    found = [
        row.address
        for name, rows in psutil.net_if_addrs().items()
        if name in up
        for row in rows
        if row.family == socket.AF_INET
    ]
    usable = [x for x in dict.fromkeys(found) if not ipaddress.IPv4Address(x).is_loopback]
    return tuple(sorted(usable, key=_rank)[:MAX_PLACES])


def _rank(text: str) -> tuple[bool, bool]:
    """Addresses a router gave before those a machine gave itself (169.254), private ones before public ones."""
    address = ipaddress.IPv4Address(text)
    return address.is_link_local, not address.is_private
