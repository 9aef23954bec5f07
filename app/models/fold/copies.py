"""A second meeting out of a folded one, so that the next fact is applied to it and not all of them again."""

import copy
from typing import Any

from app.models.meeting import Meeting, Pause, Stop
from app.models.meetingparts import Aftermath, Proposal, Session

_PARTS = frozenset({Meeting, Pause, Stop, Session, Proposal, Aftermath})
"""What a fold changes in place. All else it holds (facts, people, stays) is frozen and may stand in both."""


def second(m: Meeting) -> Meeting:
    """The same meeting again; what is applied to it does not reach the first, which screens may still be reading."""
    made: Meeting = _again(m)
    return made


def _again(value: Any) -> Any:
    kind = type(value)
    if kind in _PARTS:
        made = copy.copy(value)
        for name in kind.__struct_fields__:
            setattr(made, name, _again(getattr(value, name)))
        return made
    if kind is dict:
        return {key: _again(x) for key, x in value.items()} if _holds_parts(value.values()) else dict(value)
    if kind is list:
        return [_again(x) for x in value] if _holds_parts(value) else list(value)
    return set(value) if kind is set else value


def _holds_parts(values: Any) -> bool:
    """The values of one field are all of one kind: 2,000 people are not looked at one by one."""
    return type(next(iter(values), None)) in _PARTS | {dict, list, set}
