"""JSON Schema of the file formats, generated from the structs that read and write them (2020-12)."""

from importlib import import_module
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.json import schema_components

from app.models.meeting import Meeting
from app.models.posts import Held, Posts
from app.models.terms import Stage


class MeetingFile(Struct, frozen=True, kw_only=True):
    """``meeting.json`` of a rehearsal: the stage and the folded state."""

    stage: Stage
    meeting: Meeting


_FORMATS: dict[str, tuple[str, str, str]] = {
    "package": ("app.models.package", "SignedPackage", "会议包（中心节点签名） · Signed meeting package"),
    "script": ("app.services.rehearsal.script", "Script", "会议脚本 · Meeting script"),
    "entry": ("app.models.entry", "Entry", "账本记录 · Ledger entry"),
    "bundle-manifest": (
        "app.services.bundle.manifest",
        "Manifest",
        "封存包清单 · Manifest of a sealed bundle",
    ),
    "meeting": (
        "app.services.intake.schema",
        "MeetingFile",
        "会议状态（由事实推算） · State of a meeting, folded from its facts",
    ),
    "finding": ("app.models.finding", "Finding", "检查结果 · Finding of a check"),
}
"""Name → module, class, title."""

NAMES: tuple[str, ...] = tuple(_FORMATS)

_WRITTEN_AS: dict[type, Any] = {Posts: tuple[Held, ...]}


def schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema of a format.

    Raises:
        LookupError: there is no such format.

    """
    module, kind, title = _FORMATS[name]
    inside: dict[str, Any] = {}

    def plain(written: type) -> dict[str, Any]:
        """Of a type of ours, as what it stands in the file."""
        (made,), parts = schema_components([_WRITTEN_AS[written]], ref_template="#/$defs/{name}")
        inside.update(parts)
        return made

    made = msgspec.json.schema(getattr(import_module(module), kind), schema_hook=plain)
    made["$defs"] = {**inside, **made.get("$defs", {})}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **made}
