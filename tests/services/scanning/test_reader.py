"""Codes are read out of pictures as a camera gives them."""

import pytest
import qrcode
from PIL import Image, ImageFilter, ImageOps

from app.services.scanning.reader import Luma, Try, luma_of, read_codes

TEXT = "HQB1:" + "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" * 6


def picture(text: str = TEXT, box: int = 6) -> Image.Image:
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, box_size=box)
    code.add_data(text)
    return code.make_image().get_image().convert("L")


def test_a_code_with_its_place() -> None:
    sheet = Image.new("L", (1280, 720), 200)
    sheet.paste(picture(), (400, 150))
    (code,) = read_codes(luma_of(sheet))
    assert (code.text, code.by) == (TEXT, Try.PLAIN)
    assert 400 < code.corners[0][0] < 470
    assert 150 < code.corners[0][1] < 220


def test_a_plane_with_padded_lines_is_read_where_it_lies() -> None:
    image = picture()
    stride = image.width + 37
    rows = [image.crop((0, y, image.width, y + 1)).tobytes() + b"\x80" * 37 for y in range(image.height)]
    luma = Luma(memoryview(b"".join(rows)), image.width, image.height, stride)
    assert [c.text for c in read_codes(luma)] == [TEXT]


@pytest.mark.parametrize("turn", [0, 15, 90, 180, 270])
def test_turned(turn: int) -> None:
    image = picture().rotate(turn, expand=True, fillcolor=255)
    assert [c.text for c in read_codes(luma_of(image))] == [TEXT]


def test_light_on_dark_and_mirrored() -> None:
    assert [c.text for c in read_codes(luma_of(ImageOps.invert(picture())))] == [TEXT]
    assert [c.text for c in read_codes(luma_of(ImageOps.mirror(picture())))] == [TEXT]


def test_a_retry_reads_what_the_first_try_does_not() -> None:
    image = picture(box=3)
    noisy = Image.effect_noise(image.size, 160)
    worse = Image.blend(image, noisy, 0.45).filter(ImageFilter.BoxBlur(1))
    plain = read_codes(luma_of(worse), retries=False)
    again = read_codes(luma_of(worse))
    assert len(again) >= len(plain)


def test_several_codes_from_top_to_bottom() -> None:
    sheet = Image.new("L", (900, 1200), 255)
    for n in range(3):
        sheet.paste(picture(f"HQB1:{n}", 5), (100, 60 + n * 380))
    assert [c.text for c in read_codes(luma_of(sheet))] == ["HQB1:0", "HQB1:1", "HQB1:2"]


@pytest.mark.parametrize(
    "image", [Image.new("L", (1, 1)), Image.new("L", (640, 480)), Image.new("RGBA", (64, 64))]
)
def test_nothing_to_read(image: Image.Image) -> None:
    assert read_codes(luma_of(image)) == ()
