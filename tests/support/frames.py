"""Frames as cameras give them, made by hand: the same picture in every format."""

from collections.abc import Callable

import qrcode
from PIL import Image
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QVideoFrame, QVideoFrameFormat

KIND = QVideoFrameFormat.PixelFormat


def page(*texts: str, size: tuple[int, int] = (1280, 720), box: int = 4, ground: int = 190) -> Image.Image:
    """Codes side by side on a grey page with a slope of light, so that it is a picture of something."""
    sheet = Image.linear_gradient("L").resize(size).point([ground - 30 + v // 8 for v in range(256)])
    left = 60
    for text in texts:
        code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, box_size=box)
        code.add_data(text)
        mark = code.make_image().get_image().convert("L")
        sheet.paste(mark, (left, (size[1] - mark.height) // 2))
        left += mark.width + 40
    return sheet


def frame_of(image: Image.Image) -> QVideoFrame:
    """A frame in RGB, as from a picture."""
    return QVideoFrame(picture_of(image))


def picture_of(image: Image.Image) -> QImage:
    """The same as Qt's picture."""
    rgb = image.convert("RGB")
    data = rgb.tobytes()
    picture = QImage(data, rgb.width, rgb.height, 3 * rgb.width, QImage.Format.Format_RGB888)
    return picture.convertToFormat(QImage.Format.Format_RGB32)


def planar(image: Image.Image, kind: QVideoFrameFormat.PixelFormat) -> QVideoFrame:
    """A frame whose plane 0 is the grey values and whose colours are neutral, or packed with grey between."""
    frame = QVideoFrame(QVideoFrameFormat(QSize(image.width, image.height), kind))
    assert frame.map(QVideoFrame.MapMode.WriteOnly), kind
    fill = _FILL.get(kind, _beside)
    for n in range(1, frame.planeCount()):
        bits = memoryview(frame.bits(n))
        bits[:] = b"\x80" * len(bits)
    fill(image, memoryview(frame.bits(0)), frame.bytesPerLine(0))
    frame.unmap()
    return frame


def _beside(image: Image.Image, bits: memoryview, stride: int) -> None:
    for y, row in enumerate(_rows(image)):
        bits[y * stride : y * stride + image.width] = row


def _between(offset: int) -> Callable[[Image.Image, memoryview, int], None]:
    def fill(image: Image.Image, bits: memoryview, stride: int) -> None:
        for y, row in enumerate(_rows(image)):
            line = bytearray(b"\x80" * (2 * image.width))
            line[offset::2] = row
            bits[y * stride : y * stride + len(line)] = bytes(line)

    return fill


def _rows(image: Image.Image) -> list[bytes]:
    data = image.convert("L").tobytes()
    return [data[y * image.width : (y + 1) * image.width] for y in range(image.height)]


_FILL = {KIND.Format_YUYV: _between(0), KIND.Format_UYVY: _between(1), KIND.Format_P010: _between(1)}
