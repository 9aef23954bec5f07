"""Signed meeting packages as files (rules.md 8.6): read, check, sign, verify (C15).

A file is JSON in UTF-8: ``SignedPackage``. The signature is Ed25519 over the RFC 8785 form of ``package`` and ``badges``.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import msgspec

from app.models.package import IssuedBadge, Package, SignedPackage
from app.services.intake.photos import demand_photos, with_photos
from app.services.intake.problems import IntakeError, IntakeProblem
from app.services.intake.sample_key import SAMPLE_KID, sample_key
from app.services.intake.shape import shape_problems
from app.services.intake.validate import validate
from app.services.signing.canonical import NotCanonical, canonical
from app.services.signing.keys import pack, unpack, verify

MAX_BYTES = 8_000_000
"""A package of 2,000 people is below one megabyte."""

MAX_DEPTH = 16
"""A package is nested 7 deep."""

_BRACKETS = re.compile(rb'"(?:[^"\\]++|\\.?)*+(?:"|\Z)|[\[{]+|[\]}]+', re.DOTALL)
_OFFSET = re.compile(r"byte (\d+)")


class Signer(Protocol):
    """A key of a central node, or the sample key."""

    @property
    def kid(self) -> str:
        """Name of the key in packages."""

    def sign(self, data: bytes) -> bytes:
        """64 bytes of Ed25519 signature."""


def read_package(data: bytes, keys: Mapping[str, bytes]) -> SignedPackage:
    """Return the package of a file whose form, content and signature are right.

    Args:
        data: the file.
        keys: name of a trusted central node key → its 32 raw bytes.

    Raises:
        IntakeError: see ``decode_package``, ``verify_signature``, ``demand_photos``; ``faults`` with all semantic problems.

    """
    signed = decode_package(data)
    verify_signature(signed, keys)
    _demand_valid(signed.package, "$.package")
    demand_photos(signed)
    return signed


def read_package_file(path: Path, keys: Mapping[str, bytes]) -> tuple[bytes, SignedPackage]:
    """Return the bytes of a package file, to be kept as they are, and its package.

    Raises:
        IntakeError: ``unreadable``, and as ``read_package``.

    """
    data = read_bytes(path, MAX_BYTES)
    return data, read_package(data, keys)


def read_bytes(path: Path, limit: int) -> bytes:
    """Return a file of at most ``limit`` bytes without ever holding more.

    Raises:
        IntakeError: ``unreadable`` (with the system's reason), ``too_large``.

    """
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            raise IntakeError("unreadable", file=path.name, reason="不是普通文件")  # a pipe would never end
        with path.open("rb") as file:
            data = file.read(limit + 1)
            size = max(path.stat().st_size, len(data))
    except OSError as error:
        raise IntakeError("unreadable", file=path.name, reason=error.strerror or error) from error
    if len(data) > limit:
        raise IntakeError("too_large", size=_megabytes(size), limit=_megabytes(limit))
    return data


def decode_package(data: bytes) -> SignedPackage:
    """Return the struct of a file; its signature and its sense are not looked at.

    Raises:
        IntakeError: ``empty``, ``too_large``, ``bom``, ``binary``, ``encoding_gbk``, ``encoding``, ``truncated``,
            ``not_json`` (line, column), ``too_deep``, ``wrong_shape`` (every place).

    """
    _check_bytes(data)
    try:
        return msgspec.json.decode(data, type=SignedPackage)
    except msgspec.ValidationError as error:
        raise _wrong_shape(data, error) from error
    except msgspec.DecodeError as error:
        raise _not_json(data, str(error)) from error


def verify_signature(signed: SignedPackage, keys: Mapping[str, bytes]) -> None:
    """Accept a package signed by one of ``keys``; the sample key is trusted for samples only.

    Raises:
        IntakeError: ``unknown_key``, ``sample_key`` (a real meeting under the sample key), ``wrong_signature``.

    """
    known = {kid: key for kid, key in keys.items() if kid != SAMPLE_KID}
    if signed.kid == SAMPLE_KID:
        if not signed.package.meeting.sample:
            raise IntakeError("sample_key", meeting=signed.package.meeting.id)
        known[SAMPLE_KID] = sample_key().public
    public = known.get(signed.kid)
    if public is None:
        raise IntakeError("unknown_key", kid=signed.kid)
    signature = unpack(signed.signature)
    if signature is None or not verify(public, signature, _signed_bytes(signed.package, signed.badges)):
        raise IntakeError("wrong_signature", kid=signed.kid, meeting=signed.package.meeting.id)


def sign_package(package: Package, key: Signer, photos: Mapping[str, bytes] | None = None) -> SignedPackage:
    """Sign a package that makes sense, and issue its badges; ``photos``: person id → roster picture, bound by its digest.

    Raises:
        IntakeError: ``faults`` with all semantic problems; as ``demand_photos``.

    """
    from app.services.badges.issue import issue  # only who signs packages needs it; a desk starts without

    _demand_valid(package, "$")
    if photos:
        package = with_photos(package, photos)
    badges = issue(package, key)
    signature = pack(key.sign(_signed_bytes(package, badges)))
    pictures = tuple(dict.fromkeys((photos or {}).values()))
    signed = SignedPackage(package=package, kid=key.kid, signature=signature, badges=badges, photos=pictures)
    demand_photos(signed)
    return signed


def encode_package(signed: SignedPackage) -> bytes:
    """Return the file: UTF-8 JSON, indented for people, one line feed at the end."""
    return msgspec.json.format(msgspec.json.encode(signed), indent=2) + b"\n"


def _demand_valid(package: Package, root: str) -> None:
    problems = validate(package, root)
    if problems:
        raise IntakeError("faults", problems, n=len(problems))


def _signed_bytes(package: Package, badges: tuple[IssuedBadge, ...]) -> bytes:
    """Bytes under the signature; a package from before badges existed is signed by itself."""
    whole = {"format": "huiqian.signed/2", "package": package, "badges": badges} if badges else package
    try:
        return canonical(whole)
    except NotCanonical as error:
        raise IntakeError("not_canonical", reason=error) from error


def _check_bytes(data: bytes) -> None:
    if not data.strip():
        raise IntakeError("empty")
    if len(data) > MAX_BYTES:
        raise IntakeError("too_large", size=_megabytes(len(data)), limit=_megabytes(MAX_BYTES))
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        raise IntakeError("bom")
    if b"\x00" in data or data.startswith((b"PK\x03\x04", b"%PDF")):
        raise IntakeError("binary")
    _check_encoding(data)
    _check_depth(data)


def _check_encoding(data: bytes) -> None:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            raise IntakeError("truncated", size=len(data)) from error
        code = "encoding_gbk" if _is_gbk(data) else "encoding"
        raise IntakeError(code, byte=error.start) from error


def _is_gbk(data: bytes) -> bool:
    try:
        return data.lstrip()[:1] == b"{" and bool(data.decode("gb18030"))
    except UnicodeDecodeError:
        return False


def _check_depth(data: bytes) -> None:
    depth = 0
    for token in _BRACKETS.finditer(data):
        first = data[token.start()]
        if first in b"[{":
            depth += token.end() - token.start()
        elif first in b"]}":
            depth -= token.end() - token.start()
        if depth > MAX_DEPTH:
            raise IntakeError("too_deep", limit=MAX_DEPTH)


def _wrong_shape(data: bytes, error: msgspec.ValidationError) -> IntakeError:
    try:
        value: Any = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as worse:
        return _not_json(data, str(worse))
    problems = tuple(shape_problems(value, SignedPackage)) or (
        IntakeProblem("$", "other", {"reason": str(error)}),
    )
    return IntakeError("wrong_shape", problems, n=len(problems))


def _not_json(data: bytes, message: str) -> IntakeError:
    found = _OFFSET.search(message)
    if "truncated" in message or found is None:
        return IntakeError("truncated", size=len(data))
    before = data[: int(found[1])].decode(errors="replace")
    line = before.count("\n") + 1
    return IntakeError("not_json", line=line, column=len(before) - before.rfind("\n"))


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"
