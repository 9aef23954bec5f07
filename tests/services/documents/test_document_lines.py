"""Lines break as Chinese print demands, and nothing is lost."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.documents.linebreak import NO_END, NO_START
from app.services.documents.para import BODY, CELL, Para, ParaStyle

PLAIN = ParaStyle(size=10)
ALPHABET = "专家论证会，。；：？！、》）”《（“·AZ09/- "


def lines(text: str, width: float, style: ParaStyle = PLAIN) -> list[str]:
    para = Para(text, style)
    para.wrap(width, 1000)
    return para.lines


WORDS = ["专家", "论证会，", "《方案》", "“通过”。", "（样例）；", "AZ09 ", "验算——", "多少？！", "、"]


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=30), st.integers(80, 200))
def test_no_line_starts_or_ends_with_a_forbidden_mark(words: list[str], width: int) -> None:
    for before, after in pairwise(lines("专" + "家".join(words), width)):
        assert after[0] not in NO_START
        assert before[-1] not in NO_END


@given(st.text(ALPHABET, max_size=80), st.integers(12, 200))
def test_nothing_but_spaces_is_lost(text: str, width: int) -> None:
    assert "".join(lines(text, width)).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("mark", sorted("，。；：？！、》）”"))
def test_a_closing_mark_takes_the_character_before_it_along(mark: str) -> None:
    assert lines("一二三四五" + mark + "六", 50) == ["一二三四", "五" + mark + "六"]


@pytest.mark.parametrize("mark", sorted("《（“"))
def test_an_opening_mark_goes_to_the_next_line(mark: str) -> None:
    assert lines("一二三四" + mark + "六七", 50) == ["一二三四", mark + "六七"]


def test_a_dash_is_not_torn() -> None:
    assert lines("一二三四——六", 50) == ["一二三四", "——六"]


def test_a_word_stays_whole_when_it_can() -> None:
    assert lines("一二三四 JGJ120", 60) == ["一二三四", "JGJ120"]


def test_a_url_wraps_after_its_own_marks_and_every_line_fits() -> None:
    url = "https://www.example.invalid/a/very/long/path/with-many-parts?and=queries&more=of_them"
    para = Para(url, PLAIN)
    para.wrap(100, 1000)
    assert "".join(para.lines) == url
    assert len(para.lines) > 3
    assert para.lines[0] == "https://www."
    assert all(sum(p.width for p in line) * 10 <= 100.001 for line in para._lines)


NAME = "古丽努尔·阿卜杜热合曼·吐尔逊江娜扎提艾尔肯沙迪克样"


def test_a_name_of_25_characters_wraps_and_shrinks_inside_its_cell() -> None:
    assert len(NAME) >= 25
    style = ParaStyle(size=10.5, leading=1.25, max_lines=4, fit_words=True)
    para = Para(NAME, style)
    width, height = para.wrap(58, 1000)
    assert "".join(para.lines) == NAME
    assert 8 <= para.size < 10.5
    assert len(para.lines) <= 4
    assert width == 58
    assert height == pytest.approx(len(para.lines) * para.size * 1.25)


def test_below_8_points_it_grows_instead() -> None:
    para = Para(NAME, ParaStyle(size=10.5, max_lines=2))
    para.wrap(40, 1000)
    assert para.size == 8
    assert "".join(para.lines) == NAME
    assert len(para.lines) > 2


def test_a_number_shrinks_before_it_is_cut() -> None:
    para = Para("2026101201-LZ-01", CELL)
    para.wrap(78, 1000)
    assert len(para.lines) == 1
    assert 8 <= para.size < 10.5


def test_a_paragraph_goes_on_at_the_next_page_line_by_line() -> None:
    para = Para("论证意见，" * 40, BODY)
    para.wrap(200, 1000)
    whole = para.lines
    first, rest = para.split(200, 3.5 * 10.5 * 1.45)
    first.wrap(200, 1000)
    rest.wrap(200, 1000)
    assert isinstance(first, Para)
    assert isinstance(rest, Para)
    assert first.lines + rest.lines == whole
    assert len(first.lines) == 3
