"""Every character of a name has a glyph, and what has none is found."""

import pytest

from app.services.documents.fonts import Face, MissingGlyphsError, cover, missing, missing_in
from app.services.documents.para import Para

# The characters of the 8105-character table (通用规范汉字表, 2013) beyond the BMP.
BEYOND_BMP_OF_8105 = (
    "𠅤𠙶𠳐𡎚𡐓𣗋𣲗𣲘𣸣𤧛𤩽𤫉𥔲𥕢𥖨𥻗𦈡𦒍𦙶𦝼𦭜𦰡𧿹𨐈𨙸𨚕𨟠𨭉𨱇𨱏𨱑𨱔𨺙𩽾𩾃𩾌𪟝𪣻𪤗𪨰𪨶𪩘𪾢𫄧𫄨𫄷𫄸𫇭𫌀"
    "𫍣𫍯𫍲𫍽𫐄𫐐𫐓𫑡𫓧𫓯𫓶𫓹𫔍𫔎𫔶𫖮𫖯𫖳𫗧𫗴𫘜𫘝𫘦𫘧𫘨𫘪𫘬𫚕𫚖𫚭𫛭𫞩𫟅𫟦𫟹𫟼𫠆𫠊𫠜𫢸𫫇𫭟𫭢𫭼𫮃𫰛𫵷𫶇𫷷"
    "𫸩𬀩𬀪𬂩𬃊𬇕𬇙𬇹𬉼𬊈𬊤𬌗𬍛𬍡𬍤𬒈𬒔𬒗𬕂𬘓𬘘𬘡𬘩𬘫𬘬𬘭𬘯𬙂𬙊𬙋𬜬𬜯𬞟𬟁𬟽𬣙𬣞𬣡𬣳𬤇𬤊𬤝𬨂𬨎𬩽𬪩𬬩𬬭𬬮"
    "𬬱𬬸𬬹𬬻𬬿𬭁𬭊𬭎𬭚𬭛𬭤𬭩𬭬𬭯𬭳𬭶𬭸𬭼𬮱𬮿𬯀𬯎𬱖𬱟𬳵𬳶𬳽𬳿𬴂𬴃𬴊𬶋𬶍𬶏𬶐𬶟𬶠𬶨𬶭𬶮𬷕𬸘𬸚𬸣𬸦𬸪𬹼𬺈𬺓"
)


def two_byte_gb18030() -> str:
    """All characters GB 18030 writes in two bytes, without control and private-use code points."""
    bmp = (chr(code) for code in range(0x80, 0x10000) if not 0xD800 <= code <= 0xF8FF)
    return "".join(c for c in bmp if len(c.encode("gb18030")) == 2)


@pytest.mark.parametrize("face", list(Face))
def test_all_of_gb18030_extension_a_and_the_standard_table_is_covered(face: Face) -> None:
    text = two_byte_gb18030() + "".join(map(chr, range(0x3400, 0x4DC0))) + BEYOND_BMP_OF_8105
    assert sum("\u4e00" <= c <= "\u9fff" for c in text) > 20900
    assert len(BEYOND_BMP_OF_8105) == 196
    assert missing(text, face) == ()


@pytest.mark.parametrize("text", ["□☑☒★≥≤㎡℃·—…±φ", "Қазақ әғқңөұүһ", "ř ż é ü", "ئۈلگە سىناق گ چ ژ ڭ ۋ ې ھ"])
def test_symbols_and_other_scripts_are_covered(text: str) -> None:
    assert missing(text) == ()


def test_rare_han_of_extension_b_to_f_is_covered() -> None:
    assert missing("𠮷𪚥𫝆𬺰𭌰") == ()
    assert [run.font for run in cover("吉𠮷")] == ["NotoSerifSC-Regular", "HanaMinB"]


def test_characters_without_glyph_are_named_once_and_in_order() -> None:
    assert missing("陈\ue863样\U0001f4a7\ue863\x07") == ("\ue863", "\U0001f4a7", "\x07")
    assert missing_in(["陈", "\ue863", "\ue864\ue863"]) == ("\ue863", "\ue864")


def test_a_paragraph_refuses_a_character_without_glyph() -> None:
    with pytest.raises(MissingGlyphsError, match="U\\+E863") as caught:
        Para("陈\ue863")
    assert caught.value.characters == ("\ue863",)


def test_runs_keep_the_whole_text_and_use_one_font_for_both_boxes() -> None:
    runs = cover("□通过 ☑Қ𠮷·ئە")
    assert "".join(run.text for run in runs) == "□通过 ☑Қ𠮷·ئە"
    assert {run.font for run in runs if run.text[0] in "□☑"} == {"NotoSansSymbols2-Regular"}


def test_a_bold_name_outside_the_bold_subset_falls_back_to_regular() -> None:
    assert [run.font for run in cover("䶮㐂", Face.SONG_BOLD)] == ["NotoSerifSC-Bold", "NotoSerifSC-Regular"]
