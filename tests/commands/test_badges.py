"""``huiqian badges`` and ``huiqian scan``: what is printed is read back, and the door answers each picture in words."""

from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import pytest
import qrcode
from PIL import Image, ImageFilter

from app.services.intake.sample import sample_package
from support.command import Huiqian, write_package

MORNING = ("--at", "2026-11-20 09:30")


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return write_package(tmp_path / "p.json")


def picture(text: str, path: Path) -> Path:
    code = qrcode.QRCode(border=4)
    code.add_data(text)
    code.make_image().get_image().convert("L").save(path)
    return path


def test_every_badge_that_is_printed_opens_the_door(huiqian: Huiqian, package: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ran = huiqian("badges", package, "--out", out)
    assert ran.code == 0, ran.err
    files = sorted(path.name for path in out.iterdir())
    assert [name.rpartition("-")[2] for name in files] == [
        "大胸牌.pdf",
        "小胸牌.pdf",
        "席卡.pdf",
        "门口名单.pdf",
    ]
    everybody = len(sample_package().people)
    for name in ("大胸牌", "小胸牌"):
        ran = huiqian("scan", package, next(out.glob(f"*{name}.pdf")), *MORNING)
        assert ran.code == 0, ran.out + ran.err
        assert ran.out.count("\tadmitted\t请进。") == everybody
    words = pypdfium2.PdfDocument(next(out.glob("*门口名单.pdf")))[0].get_textpage().get_text_bounded()
    assert "陈样一" in words


def test_only_one_badge_of_one_kind(huiqian: Huiqian, package: Path, tmp_path: Path) -> None:
    ran = huiqian("badges", package, "--out", tmp_path, "--kind", "small", "--person", "e1")
    (made,) = tmp_path.glob("*.pdf")
    ran = huiqian("scan", package, made, *MORNING)
    assert ran.out.count("admitted") == 1
    assert "陈样一" in ran.out
    ran = huiqian("badges", package, "--out", tmp_path, "--person", "nobody")
    assert ran.code == 2
    assert "nobody" in ran.err


def test_the_door_names_what_it_turns_away(huiqian: Huiqian, package: Path, tmp_path: Path) -> None:
    huiqian("badges", package, "--out", tmp_path, "--kind", "small", "--person", "e1")
    (made,) = tmp_path.glob("*.pdf")
    page = pypdfium2.PdfDocument(made)[0].render(scale=3).to_pil().convert("L")
    shot = tmp_path / "shot.jpg"
    page.filter(ImageFilter.GaussianBlur(1)).save(shot, quality=40)
    wechat = picture("https://u.wechat.com/EExampleExample", tmp_path / "w.png")
    certificate = picture("https://zlaq.mohurd.gov.cn/x?certNum=SAMPLE0001", tmp_path / "c.png")
    empty = tmp_path / "empty.png"
    Image.new("L", (300, 300), 255).save(empty)
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"\xff\xd8\xff not a picture")
    ran = huiqian("scan", package, shot, wechat, certificate, empty, broken, *MORNING)
    assert ran.code == 2
    lines = dict(line.split("\t", 1) for line in ran.out.splitlines())
    assert lines["shot.jpg"].startswith("admitted\t请进")
    assert "微信" in lines["w.png"]
    assert lines["c.png"].startswith("e_certificate\t")
    assert "SAMPLE0001" in lines["c.png"]
    assert "没有找到二维码" in lines["empty.png"]
    assert "broken.jpg" in ran.err
    late = huiqian("scan", package, shot, "--at", "2026-11-24 10:01")
    assert (late.code, "expired" in late.out) == (1, True)


def test_a_package_without_badges_says_so(huiqian: Huiqian, tmp_path: Path) -> None:
    import msgspec

    from app.services.intake.package_file import decode_package, encode_package
    from app.services.intake.sample_key import sample_key
    from app.services.signing.canonical import canonical
    from app.services.signing.keys import pack

    signed = decode_package(write_package(tmp_path / "p.json").read_bytes())
    old = msgspec.structs.replace(
        signed, badges=(), signature=pack(sample_key().sign(canonical(signed.package)))
    )
    (tmp_path / "old.json").write_bytes(encode_package(old))
    ran = huiqian("badges", tmp_path / "old.json", "--out", tmp_path)
    assert ran.code == 2
    assert "没有带胸牌" in ran.err
