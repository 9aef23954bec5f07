"""Tokens and files made to be taken for what they are not. Everything follows from a seed; none may be accepted."""

import io
import random
import struct
import zlib
from collections.abc import Callable, Iterator
from functools import cache

import base45  # type: ignore[import-untyped]  # it ships no types
import cbor2
import qrcode
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image

from app.services.badges import token

OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(7, 39)))
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
ODD = "\x00\x01\u200b\u202e汉字𠮷\ud800é\uff11Ａ\n\t '\"\\"
Forge = Callable[[random.Random, str], str]


def body(text: str) -> bytes:
    """The bytes of a token."""
    data: bytes = base45.b45decode(text.removeprefix(token.PREFIX))
    return data


def worded(data: bytes) -> str:
    """A token of these bytes."""
    text: str = base45.b45encode(data).decode()
    return token.PREFIX + text


def _bits(rng: random.Random, text: str) -> str:
    data = bytearray(body(text))
    for _ in range(rng.randint(1, 6)):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return worded(bytes(data))


def _letters(rng: random.Random, text: str) -> str:
    letters = list(text)
    for _ in range(rng.randint(1, 5)):
        letters[rng.randrange(len(token.PREFIX), len(letters))] = rng.choice(ALPHABET)
    return "".join(letters)


def _cut(rng: random.Random, text: str) -> str:
    at = rng.randrange(len(text))
    return text[:at] if rng.random() < 0.5 else text[:at] + text[rng.randrange(at, len(text)) :]


def _longer(rng: random.Random, text: str) -> str:
    more = "".join(rng.choices(ALPHABET, k=rng.choice((1, 2, 3, 60, 700, 20_000))))
    at = rng.choice((0, 5, len(text), rng.randrange(len(text))))
    return text[:at] + more + text[at:]


def _odd(rng: random.Random, text: str) -> str:
    at = rng.randrange(len(text))
    odd = "".join(rng.choices(ODD, k=rng.randint(1, 4)))
    return text[:at] + odd + text[at + rng.randint(0, 2) :]


def _cased(rng: random.Random, text: str) -> str:
    return rng.choice(
        (text.lower(), text.swapcase(), f" {text}", f"{text}\n", f"\ufeff{text}", text * 2, text[::-1])
    )


def _spliced(rng: random.Random, text: str) -> str:
    """Join the claims of one badge and the signature of another; the header of a third."""
    first, second = cbor2.loads(body(text)).value, cbor2.loads(body(_sibling(rng, text))).value
    parts = [rng.choice((a, b)) for a, b in zip(first, second, strict=True)]
    if parts[2] == first[2] and parts[3] == first[3]:
        parts[3] = second[3]
    elif parts[2] == second[2] and parts[3] == second[3]:
        parts[3] = first[3]
    return worded(cbor2.dumps(cbor2.CBORTag(18, parts), canonical=True))


def _sibling(rng: random.Random, text: str) -> str:
    """A badge of somebody else with other claims, under a key nobody here trusts but with the name of one that is."""
    return _signed(rng, text, lambda claims: claims | {2: f"x{rng.randrange(10**6)}"})


def _other_key(rng: random.Random, text: str) -> str:
    return _signed(rng, text, lambda claims: claims | {-70003: rng.randrange(1, 99)})


def _signed(_rng: random.Random, text: str, change: Callable[[dict[int, object]], object]) -> str:
    protected, _, payload, _ = cbor2.loads(body(text)).value
    payload = cbor2.dumps(change(cbor2.loads(payload)), canonical=True)
    what = cbor2.dumps(["Signature1", protected, b"", payload], canonical=True)
    return worded(
        cbor2.dumps(cbor2.CBORTag(18, [protected, {}, payload, OTHER_KEY.sign(what)]), canonical=True)
    )


def _claims(rng: random.Random, text: str) -> str:
    """Change what is claimed and keep the signature: a later end, another person, another post."""
    protected, head, payload, signature = cbor2.loads(body(text)).value
    claims = cbor2.loads(payload)
    key = rng.choice(list(claims))
    claims[key] = rng.choice((0, -1, 2**40, "e2", b"", [], [0, 1], {}, None, True, 1.5, [[[[]]]], "汉" * 90))
    return worded(cbor2.dumps(cbor2.CBORTag(18, [protected, head, cbor2.dumps(claims), signature])))


def _header(rng: random.Random, text: str) -> str:
    _, head, payload, signature = cbor2.loads(body(text)).value
    weak: dict[object, object] = {
        1: rng.choice((-7, 5, 0, None, -8, -37)),
        4: rng.choice((b"node-1", b"", b"\xff" * 9, "node-1")),
    }
    if rng.random() < 0.5:
        weak[rng.choice((2, 3, 5, "kid", 256))] = rng.choice(([], b"", 1))
    return worded(cbor2.dumps(cbor2.CBORTag(18, [cbor2.dumps(weak), head, payload, signature])))


def _encoded(rng: random.Random, text: str) -> str:
    """The same content in another encoding: indefinite lengths, long forms, other tags, none, wrapped twice, a tail."""
    data, value = body(text), cbor2.loads(body(text)).value
    loose = b"\xd2\x9f" + b"".join(cbor2.dumps(part) for part in value) + b"\xff"
    long = b"\xd8\x12" + data[1:]
    forms = (
        loose,
        long,
        data[1:],
        b"\xd2" + data,
        data + bytes([rng.randrange(256)]),
        cbor2.dumps(cbor2.CBORTag(rng.choice((17, 19, 98, 61, 2, 3, 28, 29, 30, 258, 55799)), value)),
        cbor2.dumps(cbor2.CBORTag(18, [*value, b""])),
        cbor2.dumps(cbor2.CBORTag(18, value[:3])),
        cbor2.dumps({0: value}),
    )
    return worded(rng.choice(forms))


def _huge(rng: random.Random, _text: str) -> str:
    """Few bytes that claim to be very many, or very deep."""
    head = rng.choice((b"\x5b", b"\x7b", b"\x9b", b"\xbb", b"\xd2\x9b", b"\xd2\x84\x5b"))
    claims = head + struct.pack(">Q", rng.choice((2**16, 2**31, 2**40, 2**63, 2**64 - 1)))
    deep = rng.choice((b"\x81", b"\xa1\x00", b"\xd2", b"\x9f", b"\xc1", b"\xd8\x1c")) * rng.choice(
        (10, 200, 400)
    )
    return worded(rng.choice((claims, deep, b"\xd2\x84" + deep[:300], claims + rng.randbytes(40)))[:420])


def _noise(rng: random.Random, _text: str) -> str:
    return rng.choice(
        (worded(rng.randbytes(rng.randint(0, 300))), rng.randbytes(200).decode("latin-1"), "", token.PREFIX)
    )


FORGES: tuple[Forge, ...] = (
    _bits,
    _letters,
    _cut,
    _longer,
    _odd,
    _cased,
    _spliced,
    _other_key,
    _claims,
    _header,
    _encoded,
    _huge,
    _noise,
)


def forged(seed: int, count: int, genuine: str) -> Iterator[str]:
    """Yield ``count`` texts made from a genuine token; none of them is it."""
    for number in range(count):
        rng = random.Random(f"{seed}-{number}")  # noqa: S311  the same forgeries again for the same seed
        text = FORGES[number % len(FORGES)](rng, genuine)
        if text != genuine:
            yield text


def files(seed: int, count: int, genuine: str) -> Iterator[bytes]:
    """Yield ``count`` spoilt pictures and PDFs; what they show is a badge nobody may trust, or a genuine one cut through."""
    bases = _bases(genuine)
    for number in range(count):
        rng = random.Random(f"{seed}-{number}")  # noqa: S311  the same files again for the same seed
        yield SPOIL[number % len(SPOIL)](rng, bases[rng.randrange(len(bases))])


def drawn(text: str, box: int = 2) -> Image.Image:
    """A code as a picture."""
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, box_size=box)
    code.add_data(text)
    return code.make_image().get_image().convert("L")


@cache
def _bases(genuine: str) -> tuple[bytes, ...]:
    forgery = drawn(_other_key(random.Random(1), genuine))  # noqa: S311  one forgery, always the same
    real = drawn(genuine)
    cut = [real.crop((0, 0, real.width * 6 // 10, real.height)), real.crop((30, 30, real.width, real.height))]
    made = []
    for image in (forgery, *cut):
        for kind in ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "PDF", "PPM", "ICO"):
            out = io.BytesIO()
            image.save(out, kind)
            made.append(out.getvalue())
    return tuple(made)


def _flipped(rng: random.Random, data: bytes) -> bytes:
    spoilt = bytearray(data)
    for _ in range(rng.choice((1, 2, 8, 60))):
        spoilt[rng.randrange(len(spoilt))] = rng.randrange(256)
    return bytes(spoilt)


def _headed(rng: random.Random, data: bytes) -> bytes:
    spoilt = bytearray(data)
    for _ in range(rng.randint(1, 6)):
        spoilt[rng.randrange(min(64, len(spoilt)))] = rng.choice((0, 255, 127, 128, rng.randrange(256)))
    return bytes(spoilt)


def _ended(rng: random.Random, data: bytes) -> bytes:
    return data[: rng.randrange(len(data))]


def _doubled(rng: random.Random, data: bytes) -> bytes:
    at, other = rng.randrange(len(data)), rng.randrange(len(data))
    return data[:at] + data[other : other + rng.randrange(1, 4000)] + data[at:]


def _grain(rng: random.Random, _data: bytes) -> bytes:
    out = io.BytesIO()
    size = (rng.randint(1, 160), rng.randint(1, 160))
    Image.frombytes("L", size, rng.randbytes(size[0] * size[1])).save(out, rng.choice(("PNG", "JPEG", "BMP")))
    return out.getvalue()


def _bomb(rng: random.Random, _data: bytes) -> bytes:
    """A PNG of a few bytes that claims to be huge; some are: seven thousand lines of black, just below what is taken."""
    sides = (
        (60_000, 60_000),
        (2**31 - 1, 1),
        (1, 2**31 - 1),
        (0, 9),
        (20_000, 4000),
        (7000, 7000),
        (7000, 7000),
    )
    width, height = rng.choice(sides)
    depth, colour = (
        (1, 0) if width == height and rng.random() < 0.5 else (rng.choice((8, 16)), rng.choice((0, 2, 6)))
    )
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", _black_lines()), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in parts)


@cache
def _black_lines() -> bytes:
    """7000 lines of 7000 points of one bit, packed: 6 KB."""
    return zlib.compress(bytes(7000 * (1 + 7000 // 8)), 9)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def _pdf(rng: random.Random, _data: bytes) -> bytes:
    """A PDF written by hand whose pages lie about their size."""
    box = rng.choice(
        ("0 0 1e9 1e9", "0 0 0 0", "-5 -5 -9 -9", "0 0 1 100000", "a b c d", "0 0 200 200", "0 0 nan inf")
    )
    pages = rng.choice((1, 3, 10**9, -1))
    return (
        f"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        f"2 0 obj<</Type/Pages/Kids[3 0 R {'2 0 R' if rng.random() < 0.3 else ''}]/Count {pages}>>endobj\n"
        f"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[{box}]/UserUnit {rng.choice((1, 0, 1e9))}>>endobj\n"
        f"trailer<</Root 1 0 R/Size 4>>\n%%EOF"
    ).encode()


SPOIL: tuple[Callable[[random.Random, bytes], bytes], ...] = (
    _flipped,
    _headed,
    _ended,
    _doubled,
    _flipped,
    _grain,
    _headed,
    _bomb,
    _pdf,
    lambda _rng, data: data,
)
