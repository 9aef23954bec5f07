"""Applies the facts of badges, scanning and the devices at the door."""

from app.models import facts as f
from app.models.certificates import shown_for_others
from app.models.entry import Entry
from app.models.fold.registry import World, on
from app.models.meeting import Meeting, TurnedAway


@on(f.BadgeReissued)
def _(m: Meeting, fact: f.BadgeReissued, _entry: Entry, _world: World) -> None:
    before = m.badges.get(fact.person)
    m.badges[fact.person] = fact
    m.revoked.update(dict.fromkeys(fact.replaces, fact.reason))
    if before is not None and before.serial != fact.serial:  # two desks that were apart each made one
        m.revoked.setdefault(before.serial, fact.reason)


@on(f.BadgesRevoked)
def _(m: Meeting, fact: f.BadgesRevoked, _entry: Entry, _world: World) -> None:
    m.revoked.update(dict.fromkeys(fact.serials, fact.reason))
    if fact.source == "node":
        m.revoked_as_of = max(m.revoked_as_of or fact.as_of, fact.as_of)


@on(f.ScanTurnedAway)
def _(m: Meeting, fact: f.ScanTurnedAway, entry: Entry, _world: World) -> None:
    m.turned_away.append(TurnedAway(fact=fact, at=entry.body.at, device=entry.body.device))


@on(f.ECertificateSeen)
def _(m: Meeting, fact: f.ECertificateSeen, _entry: Entry, _world: World) -> None:
    """The verb refuses one certificate for two people; two devices that were apart may still have recorded it."""
    if any(shown_for_others(m, fact)):
        m.certificates_swapped.append(fact)
    else:
        m.certificates.setdefault(fact.digest, fact)


@on(f.ECertificateVerified)
def _(m: Meeting, fact: f.ECertificateVerified, _entry: Entry, _world: World) -> None:
    m.certificate_answers[fact.digest] = fact


@on(f.DeviceJoined)
def _(m: Meeting, fact: f.DeviceJoined, _entry: Entry, _world: World) -> None:
    m.devices[fact.device] = fact
    m.devices_gone.pop(fact.device, None)


@on(f.DeviceLeft)
def _(m: Meeting, fact: f.DeviceLeft, _entry: Entry, _world: World) -> None:
    if m.devices.pop(fact.device, None):
        m.devices_gone[fact.device] = fact
