"""Several devices at one venue: what this laptop has joined or serves, and whether others can reach it (EC-19)."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from ipaddress import IPv4Address
from pathlib import Path

from app.models.meeting import Meeting
from app.services.doctor.door import Door, title
from app.services.doctor.line import Line, bad, ok, warn
from app.services.signing.keys import DeviceKey
from app.services.sync.errors import SyncError
from app.services.venue.addresses import addresses
from app.services.venue.book import Place, VenueBook
from app.services.venue.ports import ports_of
from app.services.venue.tls import pinned_context
from app.services.venue.words import explain
from app.services.venue.worker import FOLLOWED

LOOPBACK = "127.0.0.1"
KNOCK = 0.3
"""Seconds for a port of this machine itself."""

MOST = 5


def venue(home: Path, own: DeviceKey | None, door: Door, now: datetime) -> tuple[Line, ...]:
    """One line for each venue, one about the network; if there is no venue, one that says so."""
    reached = addresses()
    try:
        places = VenueBook(home).all()
    except SyncError as error:
        return (bad("venue", "book", detail=explain(error)),)
    lines = [*_joined(places, own, door, now), *_served(own, door)]
    if not lines:
        return (ok("venue", "none", address=reached[0]) if reached else ok("venue", "offline"),)
    return (*lines, *_network(reached))


def _joined(places: dict[str, Place], own: DeviceKey | None, door: Door, now: datetime) -> Iterator[Line]:
    """The venues this laptop scans for. Of meetings that are over nothing is said; the pin was read with the book."""
    looked = {m.id: m for m in door.meetings}
    newest = sorted(places.items(), key=lambda row: row[1].joined, reverse=True)
    still = [row for row in newest if row[0] in looked or row[0] not in door.here]
    for meeting, place in still[:MOST]:
        yield _scanner(meeting, looked.get(meeting), place, own, now)


def _scanner(meeting: str, m: Meeting | None, place: Place, own: DeviceKey | None, now: datetime) -> Line:
    device = own.id if own else ""
    values = {"title": title(m) if m else meeting, "name": place.name, "primary": place.device}
    if m is not None and device and device == m.primary:
        return ok("venue", "taken", **values)
    if m is not None and device in m.devices_gone:
        return warn("venue", "sent_away", **values, reason=m.devices_gone[device].reason)
    if m is None or device not in m.devices:
        return warn("venue", "not_yet", **values)
    values["name"] = m.devices[device].name
    if not place.places:
        return ok("venue", "by_file", **values)
    host, port = place.places[0]
    how = warn("venue", "long_ago", **values) if now - place.joined > FOLLOWED else None
    return how or ok("venue", "joined", **values, address=f"{host}:{port}")


def _served(own: DeviceKey | None, door: Door) -> Iterator[Line]:
    """The meetings this laptop is the primary of, with others that have joined or may join now."""
    if own is None:
        return
    mine = [m for m in door.meetings if m.primary == own.id]
    port = _listening(own) if mine else 0
    for m in mine[:MOST]:
        others = [fact.name for device, fact in m.devices.items() if device != m.primary]
        values = {"title": title(m), "n": len(others), "names": "、".join(others), "port": port}
        if others:
            yield ok("venue", "open" if port else "shut", **values)
    if port and not any(len(m.devices.keys() - {m.primary}) for m in mine):
        yield ok("venue", "waiting", port=port)


def _listening(own: DeviceKey) -> int:
    """The port at which a desk of this home serves its venues, proven by the certificate it shows; 0: none."""
    ports = list(ports_of(own))
    with ThreadPoolExecutor(len(ports)) as pool:
        heard = [port for port, there in zip(ports, pool.map(_answers, ports), strict=True) if there]
    return next((port for port in heard if _is_ours(port, own)), 0)


def _answers(port: int) -> bool:
    try:
        with socket.create_connection((LOOPBACK, port), timeout=KNOCK):
            return True
    except OSError:
        return False


def _is_ours(port: int, own: DeviceKey) -> bool:
    """Another program, or the desk of another home, may have a port of ours."""
    try:
        pinned_context(LOOPBACK, port, own.public, KNOCK)
    except SyncError:
        return False
    return True


def _network(reached: tuple[str, ...]) -> Iterator[Line]:
    """What is said of it only when a venue needs it."""
    if not reached:
        yield warn("venue", "no_network")
    elif IPv4Address(reached[0]).is_link_local:
        yield warn("venue", "self_given", address=reached[0])
    else:
        yield ok("venue", "address", address="、".join(reached))
