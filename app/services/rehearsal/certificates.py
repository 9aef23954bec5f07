"""Certificates of a rehearsal, of a made-up CA: what an expert's USB key would do, so that a remote meeting can be played."""

import hashlib
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    derive_private_key,
)
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7Options, PKCS7SignatureBuilder
from cryptography.x509.oid import NameOID

AUTHORITY = "样例电子认证（虚构）"
_VALID = timedelta(days=730)


def esign(name: str, content: bytes, key_of: str = "") -> bytes:
    """A detached CMS of this person over ``content``. ``key_of``: whose certificate signs, if not his own."""
    owner = key_of or name
    return (
        PKCS7SignatureBuilder()
        .set_data(content)
        .add_signer(certificate(owner), _key(owner), hashes.SHA256())
        .sign(Encoding.DER, [PKCS7Options.DetachedSignature, PKCS7Options.Binary])
    )


@cache
def certificate(name: str) -> x509.Certificate:
    """The certificate of a person, issued by the made-up CA."""
    authority = name == AUTHORITY
    usage = [name == AUTHORITY] * 9
    usage[0], usage[1], usage[7], usage[8] = True, not authority, False, False
    made = (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .issuer_name(_named(AUTHORITY))
        .public_key(_key(name).public_key())
        .serial_number(int.from_bytes(hashlib.sha256(name.encode()).digest()[:8]) | 1)
        .not_valid_before(datetime.now(UTC) - _VALID)
        .not_valid_after(datetime.now(UTC) + _VALID)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(*usage), critical=True)
    )
    return made.sign(_key(AUTHORITY), hashes.SHA256())


def authority_pem() -> bytes:
    """The made-up CA's certificate, as an operator would put it into ``ca.pem``."""
    return certificate(AUTHORITY).public_bytes(Encoding.PEM)


@cache
def _key(name: str) -> EllipticCurvePrivateKey:
    seed = hashlib.sha256(f"huiqian rehearsal {name}".encode()).digest()
    return derive_private_key(int.from_bytes(seed) >> 8 or 1, SECP256R1())


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
