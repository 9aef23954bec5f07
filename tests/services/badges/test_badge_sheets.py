"""What is printed of badges: bands, names as large as they may be, and nothing outside its box."""

from collections.abc import Callable
from itertools import pairwise

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import pytest

from app.models.papers.badges import GROUP_ZH, BadgeCard, BadgeSheet, group_of
from app.models.terms import Role
from app.services.documents.fonts import Face
from app.services.documents.forms.badges import BAND, large_badges, small_badges, table_cards
from app.services.documents.forms.fitting import fitted, name_para
from app.services.documents.para import ParaStyle
from support import build

STYLE = ParaStyle(face=Face.HEI_BOLD, size=54, leading=1.15, floor=15)
LONG = "阿依努尔·买买提·吐尔逊江·阿卜杜热依木·喀迪尔·麦麦提敏"
NAMES = ("王", "欧阳样子", "阿不都热西提·阿不都热合曼", LONG, "𠮷样田", "ئابدۇرېشىت ئابدۇراخمان", "样" * 50)


def card(name: str, number: int = 1, role: Role = Role.EXPERT) -> BadgeCard:
    return BadgeCard(
        number=number,
        person=f"p{number}",
        name=name,
        unit="样例某某岩土工程勘察设计研究院有限公司" * 3,
        posts=("建设单位项目负责人", "项目专职安全生产管理人员", "授权委派的专业技术人员") * 2,
        group=group_of(role),
        code="HQB1:SAMPLE",
    )


def sheet(*cards: BadgeCard) -> BadgeSheet:
    return BadgeSheet(
        plan="样例方案",
        project="样例工程",
        meeting="SAMPLE-1",
        start="2026-11-20 10:00",
        place="样例会议室",
        roster_version=1,
        made_at=build.START,
        cards=cards,
    )


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("box", [(226.0, 85.0), (130.0, 52.0), (538.0, 240.0)])
def test_a_name_fits_its_box_whatever_it_is(name: str, box: tuple[float, float]) -> None:
    para = name_para(name, STYLE, *box)
    assert para.height <= box[1]
    assert "".join(para.lines).replace(" ", "") == name.replace(" ", "")
    for line in para.lines:
        assert sum(piece.width for piece in name_para(line, STYLE, 1e4, 1e4).pieces) * para.size <= box[0] + 1


def test_a_name_is_broken_at_its_dots_only() -> None:
    para = name_para("艾克拜尔江·吐尔洪", STYLE, 130, 52)
    assert para.lines == ["艾克拜尔江·", "吐尔洪"]
    assert name_para("王样七", STYLE, 226, 85).size == 54, "a short name is as large as may be"
    parts = [part for line in name_para(LONG, STYLE, 226, 85).lines for part in line.split("·") if part]
    assert parts == LONG.split("·")


def test_text_that_is_too_long_shrinks_and_is_never_cut() -> None:
    text = "项目专职安全生产管理人员、" * 8
    para = fitted(text, ParaStyle(face=Face.HEI, size=13, floor=8, max_lines=2), 226, 28)
    assert "".join(para.lines) == text
    assert para.height <= 28


def test_every_role_has_its_band_and_the_scanner_is_no_builder() -> None:
    assert {group_of(role) for role in Role} == set(GROUP_ZH) == set(BAND)
    assert GROUP_ZH[group_of(Role.SCANNER)] == "会务"
    assert GROUP_ZH[group_of(Role.OWNER_VERIFIER)] == "建设单位"
    assert GROUP_ZH[group_of(Role.SC_SAFETY)] == "施工单位"


def _contrast(colour: tuple[float, float, float]) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


def test_white_words_are_readable_on_every_band() -> None:
    assert min(_contrast(colour) for colour in BAND.values()) >= 4.5


@pytest.mark.parametrize(("make", "many"), [(large_badges, 4), (small_badges, 10), (table_cards, 1)])
def test_pages_hold_their_cards_and_the_same_sheet_gives_the_same_bytes(
    make: Callable[[BadgeSheet], bytes], many: int
) -> None:
    cards = [card(name, n) for n, name in enumerate(NAMES * 2, 1)]
    data = make(sheet(*cards))
    assert data == make(sheet(*cards))
    pdf = pypdfium2.PdfDocument(data)
    assert len(pdf) == -(-len(cards) // many)
    words = "".join(page.get_textpage().get_text_bounded() for page in pdf).replace("\r\n", "")
    assert all(name in words for name in ("欧阳样子", LONG, "𠮷样田", "样" * 50, "专家"))


def test_neighbours_of_one_band_are_told_apart() -> None:
    """A pale line is drawn between two cards of one colour."""
    data = large_badges(sheet(card("陈样一", 1), card("李样二", 2)))
    page = pypdfium2.PdfDocument(data)[0].render(scale=4).to_pil().convert("RGB")
    y = page.height * 60 // 842
    row = [page.getpixel((x, y)) for x in range(page.width // 2 - 6, page.width // 2 + 6)]
    assert any(sum(a) - sum(b) > 60 for a, b in pairwise(row))
