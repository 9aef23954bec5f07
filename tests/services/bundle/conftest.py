"""A sealed meeting of two devices, in a real ledger."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.models.entry import By
from app.models.facts import (
    CheckInOpened,
    Ink,
    MeetingEnded,
    PackageImported,
    PersonCheckedOut,
    ReportSealed,
    SealedFile,
    SignatureGiven,
)
from app.models.package import PackRef
from app.models.terms import Document, Role, SignKind
from app.services.bundle import write_bundle
from app.services.ledger import Ledger, seal_values
from app.services.signing.canonical import sha256_hex
from app.services.signing.keys import DeviceKey

BY = By(person="p-01", role=Role.SECRETARY, name="陈样一")
DESK = DeviceKey.in_memory(b"\x06" * 32)
DOOR = DeviceKey.in_memory(b"\x07" * 32)
PDF = b"%PDF-1.7\n" + b"sign-in sheet " * 40 + b"\n%%EOF\n"
MEETING = "M-1"


def fill(ledger: Ledger) -> None:
    """From the package to the last signature, with a scanner at the door."""
    with ledger.write(MEETING) as tx:
        package, pack = tx.put_blob(b"package"), tx.put_blob(b"pack")
        ref = PackRef(id="XJ", version="1")
        tx.append(
            BY, PackageImported(package=package, pack=ref, pack_blob=pack, roster_version=1, signed_by="n-1")
        )
        tx.append(BY, CheckInOpened())
        ink = Ink(strokes=tx.put_blob(b"strokes"), picture=tx.put_blob(b"picture"))
        signed = SignatureGiven(
            person="p-02",
            document=Document.SIGN_IN,
            content_hash=sha256_hex(b"content"),
            sign_kind=SignKind.DRAWN,
            ink=ink,
        )
        tx.append(BY, signed)
        tx.append(BY, MeetingEnded())


def seal(ledger: Ledger) -> None:
    """The last act of the secretary."""
    with ledger.write(MEETING) as tx:
        name = tx.put_blob(PDF)
        files = (
            SealedFile(document=Document.SIGN_IN, id="XJ-1-QD-01-v1", sha256=name, size=len(PDF), pages=1),
        )
        values = seal_values(tx.entries(), sha256_hex(b"content"), files)
        fact = ReportSealed(
            content_hash=sha256_hex(b"content"),
            seal_hash=values.seal_hash,
            tree_root=values.tree_root,
            last_entry=values.last_entry,
            heads=values.heads,
            files=files,
        )
        tx.append(BY, fact)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "desk.db", DESK) as ledger:
        fill(ledger)
        yield ledger


@pytest.fixture
def door(tmp_path: Path, desk: Ledger) -> Iterator[Ledger]:
    """The scanner's ledger: it knows the desk's first two entries and has one of its own."""
    with Ledger.open(tmp_path / "door.db", DOOR) as ledger:
        blobs = {name: desk.blob(name) for name in (sha256_hex(b"package"), sha256_hex(b"pack"))}
        ledger.absorb(MEETING, desk.lines(MEETING)[:2], blobs, desk.devices())
        with ledger.write(MEETING) as tx:
            tx.append(BY, PersonCheckedOut(person="p-03"))
        yield ledger


@pytest.fixture
def sealed(desk: Ledger, door: Ledger) -> Ledger:
    desk.absorb(MEETING, door.lines(MEETING), {}, door.devices())
    seal(desk)
    return desk


@pytest.fixture
def bundle(sealed: Ledger, tmp_path: Path) -> Path:
    return write_bundle(sealed, MEETING, tmp_path / "m.huiqian")


@pytest.fixture
def pdf() -> bytes:
    return PDF


@pytest.fixture
def late(door: Ledger) -> Ledger:
    """The scanner writes on after its last exchange: this sorts before the seal, but comes after it."""
    with door.write(MEETING) as tx:
        tx.append(BY, PersonCheckedOut(person="p-04"))
    return door
