"""Whose badges the door takes: the keys of the package, of the nodes this desk trusts, and of the primary desk."""

from collections.abc import Callable, Mapping

from msgspec.structs import replace

from app.models.meeting import Meeting
from app.models.package import Package, TrustedKey
from app.services.intake.sample_key import SAMPLE_KID, sample_key
from app.services.signing.keys import NodeKey, pack, unpack


def badge_keys(
    m: Meeting,
    trusted: Mapping[str, bytes],
    devices: Mapping[str, bytes],
    venue: Callable[[str], Mapping[str, bytes]] = lambda _meeting: {},
) -> dict[str, bytes]:
    """Key id → public key (32 bytes) of all that may have made a badge of this meeting.

    The sample key, which everybody can make, counts for samples alone, whatever a package calls it.

    Args:
        m: the meeting; the keys its package names for badges count, an older one beside a newer (rotation).
        trusted: nodes this desk trusts; of these the one that signed the package.
        devices: devices known here; of these the ones that are or were the primary, for badges made again (their key is
            certified by the facts of the meeting itself).
        venue: the nodes the primary of a meeting trusts, as it said when this desk joined; asked only if this desk does
            not know the signer itself.

    """
    package = m.info
    public = sample_key().public
    named = {row.kid: unpack(row.key) or b"" for row in package.keys if row.use == "badge"}
    known = trusted if package.meeting.sample or m.signed_by in trusted else venue(m.id)
    signer = {kid: key for kid, key in known.items() if kid == m.signed_by}
    primary = {device: devices[device] for device in m.primaries if device in devices}
    found = {**named, **signer, **primary}
    if package.meeting.sample:
        return {**found, SAMPLE_KID: public}
    return {kid: key for kid, key in found.items() if kid != SAMPLE_KID and key != public}


def with_badge_key(package: Package, key: NodeKey) -> Package:
    """The package naming the key that will sign its badges, so that a scanner needs nothing else to verify them."""
    if any(row.kid == key.kid and row.use == "badge" for row in package.keys):
        return package
    row = TrustedKey(kid=key.kid, key=pack(key.public), use="badge")
    return replace(package, keys=(*package.keys, row))
