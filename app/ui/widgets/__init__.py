"""The widgets all screens are made of. Import from here; shared API table in app/README.md.

A name is imported from its module when it is first asked for: the first paint of the program needs very few of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.ui.widgets.announce import announce
    from app.ui.widgets.banner import AnswerBanner
    from app.ui.widgets.button import Button, Kind
    from app.ui.widgets.chip import Chip, ChipButton
    from app.ui.widgets.dialog import Sheet
    from app.ui.widgets.editlist import Column, EditableList, Row
    from app.ui.widgets.fields import MomentField, NumberField
    from app.ui.widgets.finding import Action, FindingCard, Level, LevelTag, level_word
    from app.ui.widgets.flow import FlowLayout
    from app.ui.widgets.forms import Choice, FormRow, TextArea, TextField, Tick
    from app.ui.widgets.group import CardGrid, GroupPanel
    from app.ui.widgets.hint import Hint
    from app.ui.widgets.icons import icon, paint_icon
    from app.ui.widgets.identify import Candidate, Identified, IdentifyDialog
    from app.ui.widgets.labels import WrapLabel, lay_out
    from app.ui.widgets.marks import State, StateMark, paint_mark, tone_of, word_of
    from app.ui.widgets.notice import Notice, Toast
    from app.ui.widgets.paint import blend, focus_ring, rounded
    from app.ui.widgets.pen_setup import prepare_pens
    from app.ui.widgets.person import Person, PersonCard
    from app.ui.widgets.rail import Stage, StageRail, StageState, seven_stages
    from app.ui.widgets.search import SearchBox
    from app.ui.widgets.segments import Segment, Segments
    from app.ui.widgets.signature import SignaturePad
    from app.ui.widgets.states import EmptyState, FailedState, LoadingState
    from app.ui.widgets.surface import FitScroll, Surface, TitledCard
    from app.ui.widgets.tile import CountTile
    from app.ui.widgets.topbar import BEIJING, Clock, TopBar

_HOME = {
    "Action": "finding",
    "AnswerBanner": "banner",
    "BEIJING": "topbar",
    "Button": "button",
    "Candidate": "identify",
    "CardGrid": "group",
    "Chip": "chip",
    "ChipButton": "chip",
    "Choice": "forms",
    "Clock": "topbar",
    "Column": "editlist",
    "CountTile": "tile",
    "EditableList": "editlist",
    "EmptyState": "states",
    "FailedState": "states",
    "FindingCard": "finding",
    "FitScroll": "surface",
    "FlowLayout": "flow",
    "FormRow": "forms",
    "GroupPanel": "group",
    "Hint": "hint",
    "Identified": "identify",
    "IdentifyDialog": "identify",
    "Kind": "button",
    "Level": "finding",
    "LevelTag": "finding",
    "LoadingState": "states",
    "MomentField": "fields",
    "Notice": "notice",
    "NumberField": "fields",
    "Person": "person",
    "PersonCard": "person",
    "Row": "editlist",
    "SearchBox": "search",
    "Segment": "segments",
    "Segments": "segments",
    "Sheet": "dialog",
    "SignaturePad": "signature",
    "Stage": "rail",
    "StageRail": "rail",
    "StageState": "rail",
    "State": "marks",
    "StateMark": "marks",
    "Surface": "surface",
    "TextArea": "forms",
    "TextField": "forms",
    "Tick": "forms",
    "TitledCard": "surface",
    "Toast": "notice",
    "TopBar": "topbar",
    "WrapLabel": "labels",
    "announce": "announce",
    "blend": "paint",
    "focus_ring": "paint",
    "icon": "icons",
    "lay_out": "labels",
    "level_word": "finding",
    "paint_icon": "icons",
    "paint_mark": "marks",
    "prepare_pens": "pen_setup",
    "rounded": "paint",
    "seven_stages": "rail",
    "tone_of": "marks",
    "word_of": "marks",
}
"""Name → module of this package."""


def __getattr__(name: str) -> Any:
    """Import a widget at its first use (PEP 562).

    Raises:
        AttributeError: no widget has this name.

    """
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = found
    return found


__all__ = [
    "BEIJING",
    "Action",
    "AnswerBanner",
    "Button",
    "Candidate",
    "CardGrid",
    "Chip",
    "ChipButton",
    "Choice",
    "Clock",
    "Column",
    "CountTile",
    "EditableList",
    "EmptyState",
    "FailedState",
    "FindingCard",
    "FitScroll",
    "FlowLayout",
    "FormRow",
    "GroupPanel",
    "Hint",
    "Identified",
    "IdentifyDialog",
    "Kind",
    "Level",
    "LevelTag",
    "LoadingState",
    "MomentField",
    "Notice",
    "NumberField",
    "Person",
    "PersonCard",
    "Row",
    "SearchBox",
    "Segment",
    "Segments",
    "Sheet",
    "SignaturePad",
    "Stage",
    "StageRail",
    "StageState",
    "State",
    "StateMark",
    "Surface",
    "TextArea",
    "TextField",
    "Tick",
    "TitledCard",
    "Toast",
    "TopBar",
    "WrapLabel",
    "announce",
    "blend",
    "focus_ring",
    "icon",
    "lay_out",
    "level_word",
    "paint_icon",
    "paint_mark",
    "prepare_pens",
    "rounded",
    "seven_stages",
    "tone_of",
    "word_of",
]
