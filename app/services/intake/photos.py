"""Roster photos inside a package file: small pictures, each bound by the digest its person names."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec.structs import replace

from app.models.package import Package, SignedPackage
from app.services.intake.problems import IntakeError

MAX_PHOTO = 100_000
"""Bytes of one photo: 400 × 500 pixels of JPEG have 40,000."""

_KINDS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


def demand_photos(signed: SignedPackage) -> None:
    """Accept only pictures that somebody of the roster names, once each.

    Raises:
        IntakeError: ``photo_unnamed``, ``photo_too_large``, ``photo_no_picture``, with its place.

    """
    named = {person.photo for person in signed.package.people if person.photo}
    for n, data in enumerate(signed.photos):
        where = f"photos[{n}]"
        if len(data) > MAX_PHOTO:
            raise IntakeError("photo_too_large", where=where, size=len(data), limit=MAX_PHOTO)
        if not data.startswith(_KINDS):
            raise IntakeError("photo_no_picture", where=where)
        digest = hashlib.sha256(data).hexdigest()
        if digest not in named:
            raise IntakeError("photo_unnamed", where=where, digest=digest[:16])
        named.discard(digest)


def photos_in(package_file: bytes) -> dict[str, bytes]:
    """Digest → picture, of a package file that was accepted before."""
    photos = msgspec.json.decode(package_file, type=_OnlyPhotos).photos
    return {hashlib.sha256(data).hexdigest(): data for data in photos}


def photos_of(package: Package, folder: Path) -> dict[str, bytes]:
    """Person id → picture, of a folder whose files are named by person ids (``e1.jpg``).

    Raises:
        IntakeError: ``photo_stranger`` (the file), ``photo_too_large``, ``unreadable``.

    """
    from app.services.intake.package_file import read_bytes

    known = {person.id for person in package.people}
    found = {}
    for file in sorted(x for x in folder.iterdir() if x.suffix.lower() in {".jpg", ".jpeg", ".png"}):
        if file.stem not in known:
            raise IntakeError("photo_stranger", file=file.name)
        found[file.stem] = read_bytes(file, MAX_PHOTO)
    return found


def with_photos(package: Package, photos: Mapping[str, bytes]) -> Package:
    """The package whose people name their pictures; ``photos``: person id → picture."""
    digests = {person: hashlib.sha256(data).hexdigest() for person, data in photos.items()}
    people = tuple(replace(p, photo=digests[p.id]) if p.id in digests else p for p in package.people)
    return replace(package, people=people)


class _OnlyPhotos(msgspec.Struct, frozen=True):
    """The one part of ``SignedPackage`` that is wanted here; the others are skipped unread."""

    photos: tuple[bytes, ...] = ()
