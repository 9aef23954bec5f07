"""Connections that begin and never greet: real sockets against a real venue (EC-19)."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.server import venueconnections
from app.server.venueconnections import MOST_OF_ONE
from app.services.signing.keys import pack
from app.services.venue.book import Place
from app.services.venue.link import VenueLink
from app.services.venue.tls import pinned_context
from support.laptops import MEETING, START, Laptop, until

OTHER = "127.0.0.2"
"""Another address of this machine; the venue listens on 127.0.0.1."""


@pytest.fixture
def primary(tmp_path: Path) -> Iterator[Laptop]:
    laptop = Laptop(tmp_path, "primary").begin()
    yield laptop
    laptop.close()


@pytest.fixture
def door(tmp_path: Path, primary: Laptop) -> Iterator[Laptop]:
    laptop = Laptop(tmp_path, "door").join(primary.code())
    laptop.hall.stop()  # what it exchanges, the test says
    yield laptop
    laptop.close()


def exchange(door: Laptop, primary: Laptop) -> None:
    places = (("127.0.0.1", primary.server.port),)
    place = Place(primary=pack(primary.key.public), places=places, joined=START)
    with VenueLink(door.ledger, door.key, MEETING, place) as once:
        once.exchange()


def silent(primary: Laptop, count: int, held: ExitStack, first: bytes = b"") -> list[socket.socket]:
    """Connections from the other address that send this and then nothing."""
    made = []
    for _ in range(count):
        at = ("127.0.0.1", primary.server.port)
        plain = held.enter_context(socket.create_connection(at, timeout=5, source_address=(OTHER, 0)))
        if first:
            plain.sendall(first)
        plain.settimeout(0.001)
        made.append(plain)
    return made


def is_open(plain: socket.socket) -> bool:
    try:
        return plain.recv(4096) != b""
    except TimeoutError:
        return True
    except OSError:
        return False


HALF_A_GREETING = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"


@pytest.mark.parametrize("first", [b"", HALF_A_GREETING], ids=["nothing", "half a greeting"])
def test_two_hundred_that_never_greet_keep_nobody_from_exchanging(
    primary: Laptop, door: Laptop, monkeypatch: pytest.MonkeyPatch, first: bytes
) -> None:
    monkeypatch.setattr(venueconnections, "HANDSHAKE_SECONDS", 4.0)
    with ExitStack() as held:
        begun = time.monotonic()
        made = silent(primary, 200, held, first)
        seen = door.note("5e" * 32)
        exchange(door, primary)
        assert time.monotonic() - begun < 4
        assert primary.has(seen)
        until(lambda: sum(map(is_open, made)) <= MOST_OF_ONE, "the others are ended at once", 3)
        assert sum(map(is_open, made)) == MOST_OF_ONE, "those are given the time of a handshake"
        until(lambda: not any(map(is_open, made)), "and no longer")
        held.enter_context(_secured(primary))  # the address may come again


def _secured(primary: Laptop, source: str = OTHER) -> ssl.SSLSocket:
    at = ("127.0.0.1", primary.server.port)
    context = pinned_context(*at, primary.key.public, 2)
    return context.wrap_socket(socket.create_connection(at, timeout=5, source_address=(source, 0)))


def test_a_request_that_comes_with_the_end_of_the_handshake_is_answered(primary: Laptop) -> None:
    """In TLS 1.3 the last word of the handshake and the first of the request may lie in one packet."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    at = ("127.0.0.1", primary.server.port)
    context = pinned_context(*at, primary.key.public, 2)
    client = context.wrap_bio(incoming, outgoing)
    with socket.create_connection(at, timeout=5) as plain:
        while True:
            try:
                client.do_handshake()
                break
            except ssl.SSLWantReadError:
                plain.sendall(outgoing.read())
                incoming.write(plain.recv(65536))
        client.write(b"GET /v1/venue/hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        plain.sendall(outgoing.read())
        while (answer := _read(client)) == b"":
            incoming.write(plain.recv(65536))
    assert answer.startswith(b"HTTP/1.1 200")


def _read(client: ssl.SSLObject) -> bytes:
    try:
        return client.read(65536)
    except ssl.SSLWantReadError:
        return b""


@pytest.mark.parametrize(
    "rubbish", [b"GET / HTTP/1.1\r\n\r\n", b"\x00" * 64, b"\x16\x03\x01\xff\xff" + b"\xff" * 64]
)
def test_what_is_no_greeting_is_ended(primary: Laptop, rubbish: bytes) -> None:
    with ExitStack() as held:
        (plain,) = silent(primary, 1, held, rubbish)
        if b"\xff\xff" in rubbish:
            plain.shutdown(socket.SHUT_WR)
        until(lambda: not is_open(plain), "ended", 3)


def test_a_venue_stops_at_once_though_somebody_never_greets(primary: Laptop) -> None:
    with ExitStack() as held:
        made = silent(primary, 3, held)
        time.sleep(0.1)
        begun = time.monotonic()
        assert primary.server.stop()
        assert time.monotonic() - begun < 2
        assert not any(map(is_open, made))
    assert not [x for x in threading.enumerate() if x.name == "huiqian-venue"]
