from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.ui import theme
from app.ui.theme.tokens import ANSWER_PAIRS, DARK, LIGHT, TEXT_PAIRS, Palette, contrast
from app.ui.widgets import Button

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("pair", TEXT_PAIRS, ids="-on-".join)
def test_text_is_readable(palette: Palette, pair: tuple[str, str]) -> None:
    ink, ground = (str(getattr(palette, name)) for name in pair)
    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("pair", ANSWER_PAIRS, ids="-on-".join)
def test_answer_is_readable_from_two_metres(palette: Palette, pair: tuple[str, str]) -> None:
    ink, ground = (str(getattr(palette, name)) for name in pair)
    assert contrast(ink, ground) >= 7


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_tokens_are_those_of_the_look() -> None:
    given = {
        "paper": "#F5F3EE",
        "card": "#FFFFFF",
        "ink": "#1C2126",
        "ink2": "#56606B",
        "line": "#DEDAD1",
        "brand": "#1D4E6B",
        "brand_soft": "#E3EDF2",
        "rail": "#17364A",
        "present_soft": "#E2F1E8",
        "warning": "#9A5B00",
        "warning_soft": "#FBEFD9",
        "block": "#B3261E",
        "block_soft": "#FBE6E3",
    }
    assert {name: getattr(LIGHT, name) for name in given} == given


def test_scheme_changes_while_running(desk: QApplication) -> None:
    theme.apply(desk, "dark")
    assert theme.palette() is DARK
    assert DARK.card in desk.styleSheet()
    theme.apply(desk, "light")
    assert theme.palette() is LIGHT
    assert DARK.card not in desk.styleSheet()


def test_widgets_name_no_colour_of_their_own() -> None:
    colour = re.compile(r"#[0-9A-Fa-f]{6}\b|setStyleSheet")
    folder = ROOT / "app" / "ui" / "widgets"
    found = [path.name for path in folder.glob("*.py") if colour.search(path.read_text("utf-8"))]
    assert found == []


def test_a_focused_button_looks_different(desk: QApplication) -> None:
    assert desk is not None
    button = Button("确定")
    button.resize(button.sizeHint())
    plain = button.grab().toImage()
    button.show()
    button.activateWindow()
    button.setFocus()
    desk.processEvents()
    assert button.hasFocus()
    assert button.grab().toImage() != plain
    button.close()
