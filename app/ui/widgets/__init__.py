"""The widgets all screens are made of. Import from here; shared API table in app/README.md."""

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
from app.ui.widgets.pen_input import prepare_pens
from app.ui.widgets.person import Person, PersonCard
from app.ui.widgets.rail import Stage, StageRail, StageState, seven_stages
from app.ui.widgets.search import SearchBox
from app.ui.widgets.segments import Segment, Segments
from app.ui.widgets.signature import SignaturePad
from app.ui.widgets.states import EmptyState, FailedState, LoadingState
from app.ui.widgets.surface import FitScroll, Surface, TitledCard
from app.ui.widgets.tile import CountTile
from app.ui.widgets.topbar import BEIJING, Clock, TopBar

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
