"""Which keys a badge may be signed with at this meeting: a scanner that never met the central node knows them too."""

from collections.abc import Mapping

from msgspec.structs import replace

from app.models.meeting import Meeting
from app.models.package import Package, TrustedKey
from app.services.intake.sample_key import SAMPLE_KID, sample_key
from app.services.signing.keys import NodeKey, pack, unpack

_KEY_BYTES = 32


def badge_keys(m: Meeting, trusted: Mapping[str, bytes], devices: Mapping[str, bytes]) -> dict[str, bytes]:
    """Key id → public key (32 bytes).

    Those the signed package names for badges, the nodes trusted here (or by the primary this device joined), the sample
    key for samples only, and the devices that are or were primary: they re-issue lost badges under their own id.

    Args:
        m: the meeting.
        trusted: key id → key of central nodes.
        devices: device id → key, of ``Ledger.devices``.

    """
    found = {kid: key for kid, key in trusted.items() if kid != SAMPLE_KID}
    for row in m.package.keys if m.package else ():
        raw = unpack(row.key)
        if row.use == "badge" and raw is not None and row.kid != SAMPLE_KID:
            found[row.kid] = raw
    for device in m.primaries:
        if device in devices:
            found[device] = devices[device]
    if m.package is not None and m.package.meeting.sample:
        found[SAMPLE_KID] = sample_key().public
    return {kid: key for kid, key in found.items() if len(key) == _KEY_BYTES}


def with_badge_key(package: Package, key: NodeKey) -> Package:
    """The package naming the key that will sign its badges, so that a device needs nothing else to verify them."""
    if any(row.kid == key.kid and row.use == "badge" for row in package.keys):
        return package
    row = TrustedKey(kid=key.kid, key=pack(key.public), use="badge")
    return replace(package, keys=(*package.keys, row))
