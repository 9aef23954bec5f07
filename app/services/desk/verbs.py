"""Every verb: importing this registers them all (``registry.verb``)."""

from app.services.desk import (  # noqa: F401  imported for the verbs they register
    aftermath,
    asking,
    certificates,
    devices,
    door,
    duties,
    incidents,
    leading,
    nodes,
    opinions,
    photos,
    picturing,
    posts,
    preparing,
    reissue,
    revision,
    scanning,
    session,
    sharing,
    signing,
    venue,
)
from app.services.desk.registry import VERBS

__all__ = ["VERBS"]
