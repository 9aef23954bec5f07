"""Ed25519 keys: of this device (it signs every fact) and of a central node (it signs packages and receipts).

A key belongs to one home folder. Two homes with one key would both continue the same chain, and the central node would
see a fork; so a home that was copied or moved gets a key, and thereby a device id, of its own.
"""

import base64
import binascii
import hashlib
import secrets
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal, Self, TypeVar

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Struct

from app.services import vault
from app.services.signing.canonical import UNREADABLE

if TYPE_CHECKING:
    from cryptography import x509

_SEED = 32
"""Bytes of an Ed25519 private key (RFC 8032 5.1.5)."""


class KeyFault(Exception):  # noqa: N818  # the name says what happened
    """The key of this home exists but cannot be had (keyring locked or gone, file unreadable or damaged)."""

    code: ClassVar[str] = "key.unavailable"

    def __init__(self, **details: object) -> None:
        super().__init__(self.code, details)
        self.details = {key: str(value) for key, value in details.items()}


class SigningKey:
    """An Ed25519 key pair (RFC 8032). ``insecure_store``: the private half lies in a file for want of a keyring."""

    prefix: ClassVar[str] = "k-"

    def __init__(self, seed: bytes, *, insecure_store: bool = False) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public: bytes = self._private.public_key().public_bytes_raw()
        self.id: str = self.prefix + key_digest(self.public)
        self.insecure_store = insecure_store

    @classmethod
    def in_memory(cls, seed: bytes | None = None) -> Self:
        """Return a key that is stored nowhere, for rehearsals; 32 bytes of ``seed`` always give the same one."""
        return cls(seed if seed is not None else secrets.token_bytes(32))

    def sign(self, data: bytes) -> bytes:
        """64 bytes of signature over ``data``."""
        return self._private.sign(data)

    def certify(self, builder: "x509.CertificateBuilder") -> "x509.Certificate":
        """Sign a certificate with this key (TLS at a venue)."""
        return builder.sign(self._private, None)

    def locked_pem(self, password: bytes) -> bytes:
        """The private key as PEM under a password (PKCS #8); for libraries that take a key from a file only."""
        from cryptography.hazmat.primitives import serialization

        return self._private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(password),
        )


_Key = TypeVar("_Key", bound=SigningKey)


class DeviceKey(SigningKey):
    """The key of one device; ``id`` is "d-" and the first 16 hex digits of the SHA-256 of the public key."""

    prefix = "d-"

    @property
    def kid(self) -> str:
        """Name of the key in badges made here."""
        return self.id


class NodeKey(SigningKey):
    """The key of a central node; its ``kid`` is "n-" and 16 hex digits."""

    prefix = "n-"

    @property
    def kid(self) -> str:
        """Name of the key in packages and receipts."""
        return self.id


def key_digest(public: bytes) -> str:
    """Return the first 16 hex digits of the SHA-256 of a public key."""
    return hashlib.sha256(public).hexdigest()[:16]


def device_id(public: bytes) -> str:
    """Return the id of the device that owns this public key."""
    return DeviceKey.prefix + key_digest(public)


@lru_cache(maxsize=256)
def _public(raw: bytes) -> Ed25519PublicKey | None:
    try:
        return Ed25519PublicKey.from_public_bytes(raw)
    except ValueError:
        return None


def verify(public: bytes, signature: bytes, data: bytes) -> bool:
    """Return True if ``signature`` (64 bytes) over ``data`` is by the owner of ``public`` (32 bytes). Never raises."""
    key = _public(public)
    if key is None:
        return False
    try:
        key.verify(signature, data)
    except InvalidSignature:
        return False
    return True


def pack(raw: bytes) -> str:
    """Key or signature as base64 text."""
    return base64.b64encode(raw).decode()


def unpack(text: str) -> bytes | None:
    """Base64 text to bytes; None unless it is exactly what ``pack`` writes."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if pack(raw) == text else None


class _Record(Struct, frozen=True):
    """``home/<kind>-key.json``: where the key lies. ``home`` is the folder it was made for."""

    id: str
    name: str
    home: str
    store: Literal["keyring", "file"]
    secret: str = ""


def load_device_key(home: Path) -> DeviceKey:
    """Return the device key of this home, made at the first call.

    :raises KeyFault: there is one, but it cannot be read.
    :raises OSError: the home cannot be written.
    """
    return _load(DeviceKey, home, "device")


def find_device_key(home: Path) -> DeviceKey | None:
    """Return the device key of this home and never make one; None: it has none, or only that of the home it was copied from.

    :raises KeyFault: there is one, but it cannot be read.
    """
    file = home / "device-key.json"
    record = _read_record(file)
    return _opened(DeviceKey, file, record) if record and record.home == str(home.resolve()) else None


def home_of_key(home: Path) -> str:
    """The folder the device key lying in ``home`` was made for; "" if there is none. Errors as ``find_device_key``."""
    record = _read_record(home / "device-key.json")
    return record.home if record else ""


def load_node_key(home: Path) -> NodeKey:
    """Return the central node's key of this home, made at the first call. Errors as ``load_device_key``."""
    return _load(NodeKey, home, "node")


def _load(kind: type[_Key], home: Path, word: str) -> _Key:
    file = home / f"{word}-key.json"
    place = str(home.resolve())
    record = _read_record(file)
    if record is None or record.home != place:
        return _create(kind, file, place, word)
    return _opened(kind, file, record)


def _opened(kind: type[_Key], file: Path, record: _Record) -> _Key:
    secret = record.secret if record.store == "file" else vault.recall(record.name)
    seed = unpack(secret or "")
    if seed is None or len(seed) != _SEED:
        raise KeyFault(store=record.store, id=record.id, file=file)
    key = kind(seed, insecure_store=record.store == "file")
    if key.id != record.id:
        raise KeyFault(store=record.store, id=record.id, file=file)
    return key


def _read_record(file: Path) -> _Record | None:
    try:
        return msgspec.json.decode(file.read_bytes(), type=_Record)
    except FileNotFoundError:
        return None
    except (OSError, *UNREADABLE) as error:
        raise KeyFault(store="file", id="", file=file, reason=error) from error


def _create(kind: type[_Key], file: Path, place: str, word: str) -> _Key:
    seed = secrets.token_bytes(_SEED)
    name = f"{word}-{secrets.token_hex(8)}"
    secure = vault.keep(name, pack(seed))
    key = kind(seed, insecure_store=not secure)
    record = _Record(
        id=key.id,
        name=name,
        home=place,
        store="keyring" if secure else "file",
        secret="" if secure else pack(seed),
    )
    vault.write_private(file, msgspec.json.encode(record))
    return key
