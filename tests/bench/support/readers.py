"""Three readers of codes over one corpus: ours, OpenCV's and zbar's; the others come with the group ``bench``."""

import time
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from statistics import median
from typing import Any

from msgspec import Struct
from PIL import Image

from app.services.scanning.reader import Luma, read_codes
from bench.support.hardpictures import SIZE, Hard

Reader = Callable[[Any], set[str]]
Given = tuple[Reader, Callable[[bytes], Any]]


class Result(Struct):
    """How one reader did: which pictures it read, and how long each took in milliseconds."""

    read: list[bool]
    took: list[float]

    @property
    def rate(self) -> float:
        """Share of the pictures that were read, in percent."""
        return 100 * sum(self.read) / len(self.read)

    @property
    def median(self) -> float:
        """Median milliseconds of processor time."""
        return median(self.took)

    @property
    def p95(self) -> float:
        """95th percentile, milliseconds."""
        return sorted(self.took)[int(len(self.took) * 0.95)]


def ours(*, retries: bool) -> Given:
    """Our reader, and what it takes."""

    def read(luma: Luma) -> set[str]:
        return {code.text for code in read_codes(luma, retries=retries)}

    return read, lambda plane: Luma(memoryview(plane), *SIZE, SIZE[0])


def opencv() -> Given:
    """OpenCV's detector; it takes an array."""
    cv2, numpy = import_module("cv2"), import_module("numpy")
    cv2.setNumThreads(1)
    detector = cv2.QRCodeDetector()

    def read(array: Any) -> set[str]:
        try:
            return {detector.detectAndDecode(array)[0]}
        except cv2.error:  # it trips over some pictures
            return set()

    return read, lambda plane: numpy.frombuffer(plane, numpy.uint8).reshape(SIZE[1], SIZE[0])


def zbar() -> Given:
    """Zbar's reader, for QR alone; it takes the bytes with their size."""
    pyzbar = import_module("pyzbar.pyzbar")
    kinds = [pyzbar.ZBarSymbol.QRCODE]

    def read(picture: tuple[bytes, int, int]) -> set[str]:
        return {found.data.decode("utf-8", "replace") for found in pyzbar.decode(picture, symbols=kinds)}

    return read, lambda plane: (plane, *SIZE)


def run(pictures: Iterable[tuple[bytes, str]], readers: Mapping[str, Given]) -> dict[str, Result]:
    """Give every picture to every reader, turn by turn; what each takes is made ready before its clock starts.

    The clock is the processor time of this thread (all of them read on it alone): other work on the machine does not count.
    """
    found = {name: Result([], []) for name in readers}
    for plane, text in pictures:
        for name, (read, ready) in readers.items():
            given = ready(plane)
            began = time.thread_time()
            texts = read(given)
            found[name].took.append((time.thread_time() - began) * 1e3)
            found[name].read.append(text in texts)
    return found


def planes(hard: Iterable[Hard]) -> list[tuple[bytes, str]]:
    """The grey values of each picture and its text."""
    return [(_bytes(h.image), h.text) for h in hard]


def _bytes(image: Image.Image) -> bytes:
    assert image.size == SIZE
    return image.convert("L").tobytes()
