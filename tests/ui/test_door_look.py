"""Every answer of the door has its words, its colours, its shape and its sound, and no two can be confused."""

from __future__ import annotations

import itertools
import tomllib
from importlib.resources import files

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from app.models.badge import Outcome
from app.ui.door.face import AnswerFace, Facade
from app.ui.door.marks import SHAPES, paint_answer
from app.ui.door.ready import ReadyBoard
from app.ui.door.sounds import NAMES
from app.ui.door.visit import _LOOKS, _SOUNDS, Step
from app.ui.theme import DOOR
from app.ui.theme.tokens import contrast

WORDS = tomllib.loads((files("resources") / "wording" / "door.toml").read_text(encoding="utf-8"))
OF_OURS = {"foreign_join", "foreign_document"}  # words of their own in the look of a foreign code
SHOWN = sorted(set(WORDS) - OF_OURS - {"admitted", *_LOOKS} | {"ready"})


def test_every_outcome_and_step_has_words_colours_and_shape() -> None:
    assert {x.value for x in Outcome} <= set(WORDS)
    assert {x.value for x in Step if x not in {Step.ALREADY, Step.NO}} <= set(WORDS)
    assert set(SHOWN) == set(DOOR) == set(SHAPES)
    assert set(_SOUNDS.values()) | {"stop"} == set(NAMES)
    for name in NAMES:
        assert (files("resources") / "sounds" / f"{name}.wav").read_bytes()[:4] == b"RIFF"


@pytest.mark.parametrize("key", sorted(DOOR))
def test_words_are_readable_from_two_metres(key: str) -> None:
    colours = DOOR[key]
    assert contrast(colours.ink, colours.ground) >= 7
    assert contrast(colours.soft, colours.ground) >= 4.5
    assert contrast(colours.soft, colours.side) >= 4.5
    assert contrast(colours.ink, colours.side) >= 7


def shape(key: str, size: int) -> bytes:
    """The shape alone, black on white: colours do not help."""
    image = QImage(size, size, QImage.Format.Format_Grayscale8)
    image.fill(QColor("white"))
    painter = QPainter(image)
    paint_answer(painter, QRectF(0, 0, size, size), key, "#000000", "#FFFFFF")
    painter.end()
    return bytes(image.constBits())


def test_no_two_shapes_are_alike_without_colour_at_a_quarter_of_their_size(desk: QApplication) -> None:
    assert desk is not None
    drawn = {key: shape(key, 34) for key in SHAPES}
    for one, two in itertools.combinations(drawn, 2):
        differ = sum(abs(a - b) > 96 for a, b in zip(drawn[one], drawn[two], strict=True))
        assert differ > 34 * 34 * 0.025, (one, two, differ)


def test_no_two_answers_have_one_title() -> None:
    titles = [WORDS[key]["title"] for key in SHOWN if key not in {"ready", "ask_roll"}]
    twice = {t for t in titles if titles.count(t) > 1}
    assert twice <= {"不能签到"}, twice


@pytest.mark.parametrize("size", [(906, 640), (1460, 952), (460, 190)])
def test_a_very_long_name_is_whole(desk: QApplication, size: tuple[int, int]) -> None:
    assert desk is not None
    face = AnswerFace(compact=size[0] < 500)
    face.resize(*size)
    name = "阿不都热西提样·买买提样·吐尔逊样·艾合买提样·努尔麦麦提样"
    face.show_facade(
        Facade(
            "ask_in",
            "请核对本人",
            name=name,
            about_person="授权委派的专业技术人员 · 样例" * 4,
            next="对照" * 30,
        )
    )
    scale = face.fitting_scale()
    assert face.text_height(scale) <= face.height(), "nothing is cut"
    assert name in face.accessibleName()


def test_the_board_of_the_kiosk_grows_with_the_screen_and_cuts_no_name_at_its_edge(
    desk: QApplication,
) -> None:
    assert desk is not None
    board = ReadyBoard()
    assert board.heightForWidth(794) == board.sizeHint().height()
    assert board.heightForWidth(1348) > board.heightForWidth(794)
    board._missing = ("阿不都热西提样·买买提样·吐尔逊样·艾合买提样·努尔麦麦提样" * 3, "陈样一")
    board._head, board._groups = "尚未到场", [("专家", 0, 7)]
    for width in (794, 1348):
        board.resize(width, board.heightForWidth(width))
        picture = board.grab().toImage()
        names = range(picture.height() // 2, picture.height())
        edge = {picture.pixelColor(picture.width() - 2, y).lightness() for y in names}
        inside = {picture.pixelColor(x, y).lightness() for y in names for x in range(0, 300, 3)}
        assert len(edge) == 1, "what does not fit ends in dots before the edge"
        assert len(inside) > 1
