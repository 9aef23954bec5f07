"""TLS 1.3 between the devices of a venue, pinned to the device key itself.

The primary's certificate is made from its Ed25519 device key, signed by itself. The scanner knows that key from the join
code: it fetches the certificate, holds its key against the pinned one, and only then connects with exactly this certificate
as the one trust anchor. So no other machine at the address ever gets a byte of a request.

One key for facts and for TLS is sound because nothing signed in one place can stand in the other: TLS 1.3 signs 64 spaces, a
context string and a hash (RFC 8446 4.4.3), a fact is signed over a bare 32-byte hash, a request over text that begins with
the name of our protocol.

The dates say nothing: a laptop at a venue may have any clock (EC-17), and who may come in is a fact, not a date.
"""

import contextlib
import os
import secrets
import socket
import ssl
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from app.services.signing.keys import DeviceKey, device_id
from app.services.sync.errors import SyncError

_BEGIN, _END = datetime(2000, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
_CERTIFICATE_BYTES = 4096
"""Ours has 300."""


def certificate_of(key: DeviceKey) -> bytes:
    """The certificate of a device (PEM); the same key always gives the same bytes."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, key.id)])
    public = Ed25519PublicKey.from_public_bytes(key.public)
    builder = (
        x509.CertificateBuilder(issuer_name=name, subject_name=name, public_key=public, serial_number=1)
        .not_valid_before(_BEGIN)
        .not_valid_after(_END)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )
    return key.certify(builder).public_bytes(Encoding.PEM)


def server_context(key: DeviceKey) -> ssl.SSLContext:
    """What the primary serves with.

    OpenSSL takes a key from a file only: it lies there for a moment, under a password that is in memory alone.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    password = secrets.token_bytes(32).hex().encode()
    with tempfile.TemporaryDirectory(prefix="hq-") as folder:
        file = Path(folder) / "device.pem"
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write(certificate_of(key) + key.locked_pem(password))
        context.load_cert_chain(file, password=password)
    return context


def pinned_context(host: str, port: int, public: bytes, timeout: float) -> ssl.SSLContext:
    """Look at the machine at an address and return what to connect with, if it shows the pinned key.

    Nothing is sent but the greeting of TLS. The second connection trusts this one certificate, so a machine that shows it
    without having its key fails there.

    Raises:
        SyncError: ``venue.other_machine``, ``sync.offline``, ``sync.timeout``, ``sync.bad_certificate``.

    """
    pem = ssl.DER_cert_to_PEM_cert(_fetch(host, port, timeout))
    try:
        shown = x509.load_pem_x509_certificate(pem.encode()).public_key()
    except ValueError as error:
        raise SyncError("venue.other_machine", host=host, device="", got="") from error
    raw = shown.public_bytes_raw() if isinstance(shown, Ed25519PublicKey) else b""
    if raw != public:
        got = device_id(raw) if raw else ""
        raise SyncError("venue.other_machine", host=host, device=device_id(public), got=got)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False  # addresses at a venue come and go; the key is the identity
    context.load_verify_locations(cadata=pem)
    return context


def _fetch(host: str, port: int, timeout: float) -> bytes:
    """The certificate a machine shows (DER)."""
    looking = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    looking.minimum_version = ssl.TLSVersion.TLSv1_3
    looking.check_hostname = False
    looking.verify_mode = ssl.CERT_NONE
    url = f"{host}:{port}"
    try:
        with socket.create_connection((host, port), timeout=timeout) as plain:
            plain.settimeout(timeout)
            with contextlib.closing(looking.wrap_socket(plain)) as secured:
                shown = secured.getpeercert(binary_form=True)
    except TimeoutError as error:
        raise SyncError("sync.timeout", url=url) from error
    except ssl.SSLError as error:
        raise SyncError("sync.bad_certificate", url=url, reason=error.reason or str(error)) from error
    except OSError as error:
        raise SyncError("sync.offline", url=url, reason=error.strerror or error) from error
    if not shown or len(shown) > _CERTIFICATE_BYTES:
        raise SyncError("venue.other_machine", host=host, device="", got="")
    return shown
