"""What a hand would put in by itself: the person who acts, his ink, the version on the table, the plan as uploaded."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from app.models import facts as f
from app.models.entry import By
from app.models.terms import Role
from app.services.desk import requests as r
from app.services.desk.desk import View
from app.services.rehearsal.people import BOTH, actor, drawing
from app.services.rehearsal.script import ScriptError

PICTURE = "picture"
"""Stands in a script for the bytes of a scan or photo."""

_MEETINGS = ("source", "of", "next_meeting")
"""Fields that name a meeting: in a script by its name there."""


def request_of(
    kind: type[Struct], with_: Mapping[str, Any], by: By, view: View, ids: Mapping[str, str]
) -> Struct:
    """A request from what a step says and what goes without saying.

    Args:
        kind: the request.
        with_: what the step says; ``drawing: false`` = without ink, ``…_drawing: true`` or a person = that person's ink.
        by: who acts.
        view: the meeting as it is.
        ids: names of the script's meetings → their ids.

    Raises:
        ScriptError: ``script.arguments``.

    """
    values: dict[str, Any] = {**dict(_usual(kind, by, view)), **with_}
    types = {field.name: field.type for field in msgspec.structs.fields(kind)}
    for name, value in list(values.items()):
        if name.endswith("drawing"):
            values[name] = _ink(values, name, by, view)
        elif name in _MEETINGS:
            values[name] = ids.get(value, value)
        elif types.get(name) is bytes and isinstance(value, str):
            values[name] = _bytes(value)
    if values.get("target") == "last":
        values["target"] = view.entries[-1].hash
    try:
        return msgspec.convert(values, kind, strict=False)
    except msgspec.ValidationError as bad:
        raise ScriptError("script.arguments", do=kind.__name__, detail=str(bad)) from bad


def _usual(kind: type[Struct], by: By, view: View) -> Iterator[tuple[str, Any]]:
    names = set(kind.__struct_fields__)
    if by.role is Role.EXPERT:
        yield from ((own, by.person) for own in ("person", "expert") if own in names)
    if "drawing" in names:
        yield "drawing", True
    yield from ((name, "") for name in ("source", "of") if name in names)
    yield from _of_the_meeting(kind, names, view)


def _of_the_meeting(kind: type[Struct], names: set[str], view: View) -> Iterator[tuple[str, Any]]:
    m = view.m
    if "version" in names and m.session.proposal and kind is not f.PlanCompared:
        yield "version", m.session.proposal.version
    if kind is f.PlanCompared:
        yield "sha256", m.info.plan.sha256
    elif kind is f.MeetingOpened:
        yield "mode", m.info.meeting.mode
    elif kind is r.VoidRecord:
        yield from (("leader_drawing", True), ("owner_drawing", True), ("owner", actor(m, "owner").person))
    elif kind is r.Reissue:  # all who were there are together again
        yield "people", {person: BOTH for person in m.spans if person in m.people and m.present(person)}


def _ink(values: Mapping[str, Any], name: str, by: By, view: View) -> Any:
    """``drawing`` is of who acts; ``owner_drawing``, ``second_drawing`` of whom ``owner``, ``second`` name.

    Each is drawn anew (EC-37); ``e1#1`` is always the same strokes, for a script in which somebody uses them again.
    """
    said = values[name]
    if not isinstance(said, bool | str):
        return said
    if said is False:
        return None
    whose = name.removesuffix("drawing").rstrip("_")
    person, occasion = by.person, str(view.m.count)
    if isinstance(said, str):
        person, _, fixed = said.partition("#")
        occasion = fixed or occasion
    elif whose:
        person = str(values.get(whose) or (view.m.leader if whose == "leader" else by.person))
    return drawing(person, occasion=occasion)


def _bytes(text: str) -> bytes:
    return drawing("scan").picture if text == PICTURE else text.encode()
