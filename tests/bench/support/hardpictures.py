"""A corpus of pictures that are hard to read: badges of this program as a camera at the door sees them, 1280 × 720 grey.

Everything follows from one seed. Eleven kinds of trouble, the same number of each, from a little to too much: nobody reads
all of them, and that is the point. Needs nothing but Pillow, so that what is measured is no picture library's friend.
"""

import io
import math
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import qrcode
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Struct
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from app.models.badge import Badge
from app.models.terms import Role
from app.services.badges import token
from bench.support.warps import crumpled, in_perspective

SIZE = (1280, 720)
SEED = 20261120
EACH = 30
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


class Hard(Struct, frozen=True):
    """One picture, what is the matter with it, and what its code says."""

    kind: str
    image: Image.Image
    text: str


def corpus(each: int = EACH, seed: int = SEED) -> Iterator[Hard]:
    """Yield ``each`` pictures of every kind."""
    for kind, spoil in KINDS.items():
        for number in range(each):
            rng = random.Random(f"{seed}-{kind}-{number}")  # noqa: S311  the same corpus again for the same seed
            text = badge_text(rng)
            yield Hard(kind, spoil(rng, text), text)


def badge_text(rng: random.Random) -> str:
    """Make the token of somebody's badge."""
    start = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
    badge = Badge(
        kid="node-1",
        meeting=f"650100-{rng.randrange(10**10):010d}-LZ",
        person=f"{rng.choice(('e', 'gc-', 'sc-'))}{rng.randrange(1000)}",
        roles=tuple(rng.sample(list(Role), rng.randint(1, 3))),
        roster_version=rng.randint(1, 9),
        not_before=start - timedelta(hours=24),
        expires=start + timedelta(hours=72),
        serial=f"{rng.getrandbits(64):016x}",
    )
    return token.encode(badge, KEY)


def card(text: str) -> Image.Image:
    """Draw the badge: a code with its quiet zone, a band and lines of writing below."""
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, box_size=8, border=4)
    code.add_data(text)
    mark = code.make_image().get_image().convert("L")
    sheet = Image.new("L", (mark.width + 40, round(mark.height * 1.4)), 250)
    sheet.paste(mark, (20, 20))
    draw = ImageDraw.Draw(sheet)
    below = mark.height + 30
    draw.rectangle((0, sheet.height - 40, sheet.width, sheet.height), fill=90)
    for n, width in enumerate((0.5, 0.8, 0.65)):
        draw.rectangle((40, below + n * 34, 40 + width * mark.width, below + n * 34 + 16), fill=60)
    return sheet


def scene(rng: random.Random) -> Image.Image:
    """Draw the room behind: a slope of light, and things with edges."""
    ground = Image.linear_gradient("L").resize(SIZE).point([60 + v // 3 for v in range(256)])
    draw = ImageDraw.Draw(ground)
    for _ in range(14):
        x, y = rng.randrange(SIZE[0]), rng.randrange(SIZE[1])
        draw.rectangle((x, y, x + rng.randint(20, 260), y + rng.randint(20, 260)), fill=rng.randint(30, 200))
    return ground.filter(ImageFilter.GaussianBlur(2))


def held(rng: random.Random, text: str, *, wide: tuple[int, int] = (230, 330), **pose: float) -> Image.Image:
    """Hold the badge into the scene; its width in pixels lies within ``wide``."""
    return placed(rng, card(text), wide, **pose)


def placed(rng: random.Random, sheet: Image.Image, wide: tuple[int, int], **pose: float) -> Image.Image:
    """Put a sheet somewhere into the scene; ``pose``: ``turn`` and ``tilt`` in degrees, a little of both if not said."""
    width = rng.randint(*wide)
    sheet = sheet.resize((width, round(width * sheet.height / sheet.width)), Image.Resampling.LANCZOS)
    turn, tilt = pose.get("turn", rng.uniform(-8, 8)), pose.get("tilt", rng.uniform(0, 15))
    centre = rng.uniform(0.35, 0.65) * SIZE[0], rng.uniform(0.42, 0.58) * SIZE[1]
    return in_perspective(scene(rng), sheet, centre, math.radians(turn), math.radians(tilt))


def noisy(rng: random.Random, image: Image.Image, strength: float) -> Image.Image:
    """Add grain; ``strength`` is about its standard deviation in grey values."""
    once, twice = (Image.frombytes("L", image.size, rng.randbytes(image.width * image.height)) for _ in "12")
    grain = ImageChops.add(once, twice, 2).point([round(128 + (v - 128) * strength / 52) for v in range(256)])
    return ImageChops.add(image, grain, 1, -128)


def _perspective(rng: random.Random, text: str) -> Image.Image:
    return held(rng, text, tilt=rng.uniform(40, 68), turn=rng.uniform(-30, 30))


def _blur(rng: random.Random, text: str) -> Image.Image:
    return noisy(rng, held(rng, text).filter(ImageFilter.GaussianBlur(rng.uniform(1.0, 2.6))), 3)


def _motion(rng: random.Random, text: str) -> Image.Image:
    image, angle, steps = held(rng, text), rng.uniform(0, math.pi), rng.randint(3, 9)
    mixed = image
    for n in range(1, steps):
        moved = ImageChops.offset(image, round(n * math.cos(angle)), round(n * math.sin(angle)))
        mixed = Image.blend(mixed, moved, 1 / (n + 1))
    return noisy(rng, mixed, 3)


def _noise(rng: random.Random, text: str) -> Image.Image:
    return noisy(rng, held(rng, text), rng.uniform(25, 75))


def _glare(rng: random.Random, text: str) -> Image.Image:
    image = held(rng, text)
    light = Image.new("L", SIZE, 0)
    draw = ImageDraw.Draw(light)
    for _ in range(rng.randint(1, 3)):
        x, y, r = rng.uniform(420, 860), rng.uniform(240, 480), rng.uniform(20, 75)
        draw.ellipse((x - r, y - r * rng.uniform(0.3, 1), x + r, y + r), fill=rng.randint(190, 255))
    return ImageChops.add(image, light.filter(ImageFilter.GaussianBlur(rng.uniform(8, 25))))


def _dark(rng: random.Random, text: str) -> Image.Image:
    share, floor = rng.uniform(0.03, 0.16), rng.randint(6, 18)
    return noisy(
        rng, held(rng, text).point([round(floor + v * share) for v in range(256)]), rng.uniform(2, 5)
    )


def _turned(rng: random.Random, text: str) -> Image.Image:
    return noisy(rng, held(rng, text, wide=(170, 260), turn=rng.uniform(0, 360), tilt=rng.uniform(0, 35)), 6)


def _small(rng: random.Random, text: str) -> Image.Image:
    return noisy(rng, held(rng, text, wide=(92, 150)), 3)


def _jpeg(rng: random.Random, text: str) -> Image.Image:
    out = io.BytesIO()
    held(rng, text, wide=(170, 260)).save(out, "JPEG", quality=rng.randint(3, 14))
    return Image.open(out).convert("L")


def _screen(rng: random.Random, text: str) -> Image.Image:
    """Photograph a telephone: its grid of points against the sensor's, flicker bands, a bright ground."""
    image = held(rng, text, wide=(190, 290))
    for angle in (rng.uniform(-6, 6), 90 + rng.uniform(-6, 6), rng.uniform(-2, 2)):
        period = rng.uniform(2.1, 3.6) if abs(angle) > 2 else rng.uniform(30, 80)
        image = ImageChops.multiply(image, grating(period, angle, rng.uniform(0.25, 0.6)))
    return noisy(rng, image.point([min(255, round(v * 1.5)) for v in range(256)]), 4)


def grating(period: float, angle: float, depth: float) -> Image.Image:
    """Make lines of light and dark, ``period`` pixels apart, turned by ``angle`` degrees."""
    side = 1600
    row = bytes(
        round(255 * (1 - depth / 2 + depth / 2 * math.sin(2 * math.pi * x / period))) for x in range(side)
    )
    lines = Image.frombytes("L", (side, side), row * side).rotate(angle, Image.Resampling.BILINEAR)
    left, top = (side - SIZE[0]) // 2, (side - SIZE[1]) // 2
    return lines.crop((left, top, left + SIZE[0], top + SIZE[1]))


def _crumpled(rng: random.Random, text: str) -> Image.Image:
    return noisy(rng, placed(rng, crumpled(rng, card(text), rng.uniform(2, 9)), (230, 330)), 4)


KINDS: dict[str, Callable[[random.Random, str], Image.Image]] = {
    "perspective": _perspective,
    "blur": _blur,
    "motion": _motion,
    "noise": _noise,
    "glare": _glare,
    "low light": _dark,
    "rotation": _turned,
    "small": _small,
    "JPEG": _jpeg,
    "screen": _screen,
    "crumpled": _crumpled,
}
"""What may be the matter → how it is done to a badge."""
