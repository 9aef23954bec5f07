"""What is asked at the door and about the devices on it, beside ``requests``."""

from app.services.desk.requests import Drawing, Request


class ShareCheckIn(Request, frozen=True):
    """EC-24: take over who is present at another plan of the same day; ``source`` is that meeting's id."""

    source: str


class ReissueBadge(Request, frozen=True):
    """A lost badge is made again under the key of this desk; the old one is void at once."""

    person: str
    reason: str


class RevokeBadge(Request, frozen=True):
    """Every badge of this person is void here, and none is made."""

    person: str
    reason: str


class PictureName(Request, frozen=True):
    """EC-13: a name no font can draw, as it is to be printed. ``picture``: a PNG of the whole name."""

    person: str
    text: str
    picture: bytes


class TakePrimary(Request, frozen=True):
    """4.3-3, EC-19: this device becomes the primary because the other one is gone.

    ``last4``: of the secretary's own ID, so that it is he who sits here; ``owner``: the person of the owner who agrees,
    with his signature.
    """

    owner: str
    reason: str
    last4: str = ""
    drawing: Drawing | None = None
