"""Codes are read out of pictures as a camera gives them."""

import pytest
import qrcode
from PIL import Image, ImageFilter, ImageOps

from app.services.scanning.reader import Luma, Try, image_of, look_close, luma_of, read_codes

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


def test_a_code_that_fills_the_picture() -> None:
    sheet = Image.new("L", (1280, 720), 200)
    sheet.paste(picture(box=12), (300, 10))
    assert [c.text for c in read_codes(luma_of(sheet))] == [TEXT]


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


def packed(image: Image.Image, offset: int) -> Luma:
    """As YUYV (0), UYVY or the high bytes of P010 (1) lie in memory, with padded lines."""
    stride = 2 * image.width + 26
    rows = bytearray(b"\x80" * (stride * image.height))
    for y in range(image.height):
        row = image.crop((0, y, image.width, y + 1)).tobytes()
        rows[y * stride + offset : y * stride + offset + 2 * image.width : 2] = row
    return Luma(memoryview(bytes(rows)), image.width, image.height, stride, 2, offset)


@pytest.mark.parametrize("offset", [0, 1])
def test_grey_values_with_colours_between_them(offset: int) -> None:
    image = picture()
    luma = packed(image, offset)
    assert image_of(luma).tobytes() == image.tobytes()
    assert [c.text for c in read_codes(luma, retries=False)] == [TEXT]


def test_the_last_line_may_lack_its_padding() -> None:
    image = picture()
    whole = packed(image, 0)
    luma = Luma(whole.data[:-26], whole.width, whole.height, whole.stride, 2)
    assert luma.fits()
    assert image_of(luma).tobytes() == image.tobytes()
    assert [c.text for c in read_codes(luma)] == [TEXT]


@pytest.mark.parametrize(
    "luma",
    [
        Luma(memoryview(bytes(99)), 10, 10, 10),
        Luma(memoryview(bytes(1000)), 10, 10, 9),
        Luma(memoryview(bytes(1000)), 0, 10, 10),
        Luma(memoryview(bytes(1000)), 10, -1, 10),
        Luma(memoryview(bytes(1000)), 10, 10, 30, 3),
        Luma(memoryview(bytes(1000)), 10, 10, 30, 2, 2),
    ],
)
def test_a_plane_that_is_shorter_than_it_claims_is_not_read(luma: Luma) -> None:
    assert not luma.fits()
    assert read_codes(luma) == ()


def test_what_cannot_be_read_at_once_is_looked_at_closely_and_its_place_is_right() -> None:
    sheet = Image.new("L", (1280, 720), 200)
    sheet.paste(picture(box=2).filter(ImageFilter.GaussianBlur(0.8)), (700, 300))
    luma = luma_of(sheet)
    assert read_codes(luma, retries=False) == ()
    (code,) = read_codes(luma)
    assert code.text == TEXT
    assert code.by is Try.CLOSE
    assert all(690 < x < 860 and 290 < y < 460 for x, y in code.corners)


def test_a_blurred_badge_beside_a_clear_one_is_read_too() -> None:
    sheet = Image.new("L", (1280, 720), 200)
    sheet.paste(picture("HQB1:CLEAR" * 10), (60, 100))
    sheet.paste(picture(box=4).filter(ImageFilter.GaussianBlur(2.2)), (700, 100))
    assert [c.text[:10] for c in read_codes(luma_of(sheet), retries=False)] == ["HQB1:CLEAR"]
    assert {c.text[:10]: c.by for c in read_codes(luma_of(sheet))} == {
        "HQB1:CLEAR": Try.PLAIN,
        TEXT[:10]: Try.CLOSE,
    }


def test_codes_of_shops_and_parcels_are_read_when_there_is_no_qr() -> None:
    import zxingcpp

    made = zxingcpp.create_barcode("6901234567892", zxingcpp.BarcodeFormat.EAN13)
    bars = Image.fromarray(zxingcpp.write_barcode_to_image(made, scale=3))
    assert [(c.text, c.by) for c in read_codes(luma_of(bars))] == [("6901234567892", Try.OTHER)]


def test_a_code_at_the_edge_is_cut_out_within_the_picture() -> None:
    luma = luma_of(Image.new("L", (40, 30), 99))
    beyond = (
        ((-50, -9), (60, -9), (60, 90), (-50, 90)),
        ((39, 29), (39, 29), (39, 29), (39, 29)),
        ((90, 90),) * 4,
    )
    assert look_close(luma, beyond) == ()
