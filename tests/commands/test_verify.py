"""``huiqian verify``: a whole bundle passes; one changed byte of any kind is found, with its place."""

import base64
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from app.bootstrap import LEDGER_FILE
from app.models.entry import By
from app.models.facts import PackageImported, PersonCheckedOut, ReceiptStored, RecordClosed
from app.models.package import PackRef
from app.models.rulepack import from_blob, to_blob
from app.models.terms import Role
from app.services.bundle import read_bundle, write_bundle
from app.services.intake.package_file import encode_package, sign_package
from app.services.intake.sample import sample_package
from app.services.ledger import Ledger, seal_values
from app.services.packs import load_pack
from app.services.signing.keys import DeviceKey, NodeKey
from app.services.signing.keys import pack as pack_bytes
from app.services.sync import Receipt, TrustBook
from app.services.sync.protocol import fact_of, signed_bytes
from support.command import Huiqian, Ran

pytestmark = pytest.mark.xdist_group("rehearsed")  # the samples are played once
Played = Callable[[str], tuple[Ran, Path]]


@pytest.fixture
def sealed(rehearsed: Played, tmp_path: Path) -> Path:
    """A copy of what the clean sample left."""
    return Path(shutil.copytree(rehearsed("clean")[1], tmp_path / "sealed"))


def bundle_of(folder: Path) -> Path:
    return next(folder.glob("*.huiqian"))


def change(path: Path, at: int, to: bytes) -> None:
    data = bytearray(path.read_bytes())
    assert data[at : at + len(to)] != to
    data[at : at + len(to)] = to
    path.write_bytes(data)


def flip(path: Path, at: int) -> None:
    change(path, at, bytes([path.read_bytes()[at] ^ 1]))


def test_a_whole_bundle_passes(huiqian: Huiqian, sealed: Path) -> None:
    ran = huiqian("verify", bundle_of(sealed))
    assert (ran.code, ran.err) == (0, "")
    assert "核验通过" in ran.out
    assert "✗" not in ran.out
    assert "没有预料到" not in ran.out


def in_a_fact(data: bytes) -> tuple[int, bytes]:
    """A word of the leader's assessment."""
    return data.index("基坑支护选型合理".encode()), "基坑支护选型不合".encode()


def in_a_signature(data: bytes) -> tuple[int, bytes]:
    at = data.index(b'"sig":"', data.index(b'"seq":7}')) + len(b'"sig":"')
    return at, b"A" if data[at : at + 1] != b"A" else b"B"


def in_a_hash(data: bytes) -> tuple[int, bytes]:
    at = data.index(b'"hash":"', data.index(b'"seq":9}')) + len(b'"hash":"')
    return at, b"0" if data[at : at + 1] != b"0" else b"1"


def in_the_manifest(data: bytes) -> tuple[int, bytes]:
    at = data.index(b'"tree_root":"') + len(b'"tree_root":"')
    return at, b"0" if data[at : at + 1] != b"0" else b"1"


def in_the_count(data: bytes) -> tuple[int, bytes]:
    at = data.index(b'"entries":') + len(b'"entries":')
    return at, b"1" if data[at : at + 1] != b"1" else b"2"


def in_a_drawing(data: bytes) -> tuple[int, bytes]:
    at = data.index(b"\x89PNG\r\n") + 40
    return at, bytes([data[at] ^ 1])


def in_a_pdf(data: bytes) -> tuple[int, bytes]:
    """The first document that the seal names."""
    seal = data.index(b'"files":[{')
    name = data.index(b'"sha256":"', seal) + len(b'"sha256":"')
    at = data.index(b"blobs/" + data[name : name + 64]) + 5000
    return at, bytes([data[at] ^ 1])


BROKEN: dict[str, tuple[Callable[[bytes], tuple[int, bytes]], str]] = {
    "fact": (in_a_fact, "✗ 记录内容与摘要不符"),
    "signature": (in_a_signature, "签名无效（第 7 行，设备 d-"),
    "hash": (in_a_hash, "摘要不符（第 9 行，设备 d-"),
    "manifest": (in_the_manifest, "✗ 树根 XJ-2026-1120  清单记载的树根与内容比对（应为"),
    "count": (in_the_count, "✗ 清单 entries  清单记载的条数与内容比对（应为"),
    "drawing": (in_a_drawing, "✗ 附件"),
    "pdf": (in_a_pdf, "✗ 文档"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_one_changed_byte_is_found_with_its_place(inside: Huiqian, sealed: Path, kind: str) -> None:
    find, said = BROKEN[kind]
    path = bundle_of(sealed)
    change(path, *find(path.read_bytes()))
    ran = inside("verify", path)
    assert ran.code == 1, ran
    assert "核验不通过" in ran.out
    assert "没有预料到" not in ran.out
    assert said.removeprefix("✗ 记录") in ran.out


def test_the_real_program_finds_a_changed_fact(huiqian: Huiqian, sealed: Path) -> None:
    path = bundle_of(sealed)
    change(path, *in_a_fact(path.read_bytes()))
    ran = huiqian("verify", path)
    assert ran.code == 1
    assert "✗" in ran.out


def cut(n: int) -> Callable[[bytes], bytes]:
    return lambda data: data[:n]


UNREADABLE: dict[str, Callable[[bytes], bytes]] = {
    "empty": cut(0),
    "one byte": cut(1),
    "half": lambda data: data[: len(data) // 2],
    "last byte missing": lambda data: data[:-1],
    "garbage": lambda _: bytes(range(256)) * 100,
    "a byte more": lambda data: data + b"\0",
    "something before": lambda data: b"#!/bin/sh\n" + data,
    "a pdf": lambda _: b"%PDF-1.7\n%%EOF\n",
    "manifest no json": lambda data: data.replace(b'{"blobs":', b'{"blobs";', 1),
    "manifest with another form": lambda data: data.replace(b"huiqian.bundle/1", b"huiqian.bundle/2", 1),
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_what_is_no_whole_bundle_ends_with_2(inside: Huiqian, sealed: Path, kind: str) -> None:
    path = bundle_of(sealed)
    path.write_bytes(UNREADABLE[kind](path.read_bytes()))
    ran = inside("verify", path)
    assert ran.code == 2, ran
    assert "。" in ran.err
    assert "没有预料到" not in ran.err


def test_no_such_file_a_folder_a_pipe(inside: Huiqian, tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere.huiqian", tmp_path, Path("/dev/zero")):
        ran = inside("verify", path)
        assert ran.code == 2
        assert str(path) in ran.err


def test_a_pdf_against_its_bundle(inside: Huiqian, sealed: Path) -> None:
    for page in sealed.glob("*.pdf"):
        assert inside("verify", page, "--bundle", bundle_of(sealed)).code == 0
    page = next(sealed.glob("*-LZ-*.pdf"))
    whole = page.read_bytes()
    for data, said in (
        (whole[:-100], "文件被截短（应为"),
        (whole + b"\n%", "追加过内容"),
        (b"%PDF-1.7\n%%EOF", "与任何封存的文件都不一致"),
    ):
        page.write_bytes(data)
        ran = inside("verify", page, "--bundle", bundle_of(sealed))
        assert ran.code == 1
        assert said in ran.out
    page.write_bytes(whole)
    flip(page, 5000)
    assert inside("verify", page, "--bundle", bundle_of(sealed)).code == 1
    page.write_bytes(b"no pdf")
    assert inside("verify", page, "--bundle", bundle_of(sealed)).code == 2
    page.write_bytes(whole)
    assert inside("verify", page, "--bundle", page).code == 2


def test_a_pdf_without_anything_to_hold_it_against(inside: Huiqian, sealed: Path) -> None:
    ran = inside("verify", next(sealed.glob("*.pdf")))
    assert ran.code == 2
    assert "--bundle" in ran.err


def test_a_pdf_against_the_ledger_of_this_machine_leaves_it_as_it_is(
    inside: Huiqian, sealed: Path, tmp_path: Path
) -> None:
    bundle = read_bundle(bundle_of(sealed))
    home = tmp_path / "home"
    home.mkdir()
    key = DeviceKey.in_memory(b"k" * 32)
    keys = {device: base64.b64decode(text) for device, text in bundle.manifest.devices.items()}
    blobs = {name: bundle.blob(name) or b"" for name in bundle.blob_names}
    with Ledger.open(home / LEDGER_FILE, key) as ledger:
        ledger.absorb(bundle.manifest.meeting, bundle.lines, blobs, keys)
        known = ledger.devices()
    before = (home / LEDGER_FILE).read_bytes()
    page = next(sealed.glob("*-QD-*.pdf"))
    assert inside("verify", page, home=home).code == 0
    assert (home / LEDGER_FILE).read_bytes() == before
    with Ledger.open(home / LEDGER_FILE, key) as ledger:
        assert ledger.devices() == known


def test_a_well_signed_record_that_makes_no_sense_is_no_proof(inside: Huiqian, tmp_path: Path) -> None:
    """Any device can sign any chain; only a meeting that was imported and kept the rules is accepted."""
    by = By(person="x", role=Role.SECRETARY)
    with Ledger.open(tmp_path / "ledger.db", DeviceKey.in_memory(b"k" * 32)) as ledger:
        with ledger.write("M-1") as tx:
            tx.append(by, PersonCheckedOut(person="p"))
        path = write_bundle(ledger, "M-1", tmp_path / "m.huiqian")
    ran = inside("verify", path)
    assert ran.code == 1
    assert "✗ 规则 T01" in ran.out


def test_a_seal_out_of_its_place_and_a_package_of_garbage_are_no_proof(
    inside: Huiqian, tmp_path: Path
) -> None:
    by = By(person="x", role=Role.SECRETARY)
    with Ledger.open(tmp_path / "ledger.db", DeviceKey.in_memory(b"k" * 32)) as ledger:
        with ledger.write("M-1") as tx:
            junk = tx.put_blob(b"no package")
            ref = PackRef(id="xinjiang", version="1.0", sha256=junk)
            tx.append(
                by, PackageImported(package=junk, pack=ref, pack_blob=junk, roster_version=1, signed_by="x")
            )
        path = write_bundle(ledger, "M-1", tmp_path / "junk.huiqian")
        with ledger.write("M-2") as tx:
            tx.append(by, PersonCheckedOut(person="p"))
            seal = seal_values(tx.entries(), "", ())
            tx.append(by, RecordClosed(files=(), **{n: getattr(seal, n) for n in seal.__struct_fields__}))
        other = write_bundle(ledger, "M-2", tmp_path / "seal.huiqian")
    for file, said in ((path, "✗ 规则"), (other, "✗ 规则 T21")):
        ran = inside("verify", file)
        assert ran.code == 1
        assert said in ran.out


def test_a_loosened_rule_pack_under_the_name_of_ours_is_no_proof(
    inside: Huiqian, sealed: Path, tmp_path: Path
) -> None:
    """The pack of a meeting is frozen in it, so its words must be those of the program that bears the same version."""
    bundle = read_bundle(bundle_of(sealed))
    first = next(line.entry() for line in bundle.lines)
    imported = first.fact
    assert isinstance(imported, PackageImported)
    pack = from_blob(bundle.blob(imported.pack_blob) or b"")
    loose = to_blob(replace(pack, experts=replace(pack.experts, min_count=3)))
    with Ledger.open(tmp_path / "ledger.db", DeviceKey.in_memory(b"k" * 32)) as ledger:
        with ledger.write(bundle.manifest.meeting) as tx:
            name = tx.put_blob(loose)
            tx.put_blob(bundle.blob(imported.package) or b"")
            ref = replace(imported.pack, sha256=name)
            tx.append(first.body.by, replace(imported, pack=ref, pack_blob=name))
        path = write_bundle(ledger, bundle.manifest.meeting, tmp_path / "m.huiqian")
    ran = inside("verify", path)
    assert ran.code == 1
    assert "✗ 规则 T01" in ran.out


# --- who vouches for the keys ---------------------------------------------------------------------------


def test_keys_that_only_the_bundle_itself_names_are_said(inside: Huiqian, sealed: Path) -> None:
    ran = inside("verify", bundle_of(sealed))
    assert ran.code == 0
    assert "示例会议" in ran.out
    assert "设备公钥取自封存包本身" in ran.out
    assert "核验通过，但只证明前后一致" in ran.out


def real(folder: Path, node: NodeKey, device: DeviceKey, *, receipt: NodeKey | None = None) -> Path:
    """A meeting that is no sample, begun and given up, with a package of ``node`` and perhaps a receipt."""
    package = sample_package(meeting="XJ-REAL-1")
    package = replace(package, meeting=replace(package.meeting, sample=False))
    by = By(person="x", role=Role.SECRETARY)
    with Ledger.open(folder / "ledger.db", device) as ledger:
        with ledger.write("XJ-REAL-1") as tx:
            pack = load_pack("xinjiang")
            blob = tx.put_blob(to_blob(pack))
            ref = PackRef(id=pack.meta.id, version=pack.meta.version, sha256=blob)
            data = tx.put_blob(encode_package(sign_package(package, node)))
            tx.append(
                by,
                PackageImported(package=data, pack=ref, pack_blob=blob, roster_version=1, signed_by=node.kid),
            )
        if receipt is not None:
            plain = Receipt(
                meeting="XJ-REAL-1",
                ranges=ledger.heads("XJ-REAL-1"),
                seal_hash="",
                received_at=datetime(2026, 11, 20, tzinfo=UTC),
                kid=receipt.kid,
            )
            signed = replace(plain, signature=pack_bytes(receipt.sign(signed_bytes(plain))))
            with ledger.write("XJ-REAL-1") as tx:
                tx.append(by, fact_of(signed))
        return write_bundle(ledger, "XJ-REAL-1", folder / "m.huiqian")


@pytest.fixture
def key() -> NodeKey:
    return NodeKey.in_memory(b"n" * 32)


def trust_of(folder: Path, *keys: NodeKey) -> Path:
    book = TrustBook(folder)
    for number, known in enumerate(keys):
        book.pin(f"https://node{number}.example", known.public)
    return (folder / "trust.json").rename(folder / "brought.json")


def test_a_package_and_a_device_that_a_trusted_node_vouches_for(
    inside: Huiqian, tmp_path: Path, key: NodeKey
) -> None:
    path = real(tmp_path, key, DeviceKey.in_memory(b"k" * 32), receipt=key)
    ran = inside("verify", path, "--trust", trust_of(tmp_path, key))
    assert ran.code == 0, ran
    assert f"会议包由可信的中心节点 {key.kid} 签发" in ran.out
    assert "回执作证" in ran.out
    assert ran.out.endswith("核验通过。\n")


def test_a_package_of_a_node_that_is_not_trusted_is_broken(
    inside: Huiqian, tmp_path: Path, key: NodeKey
) -> None:
    stranger = NodeKey.in_memory(b"s" * 32)
    path = real(tmp_path, stranger, DeviceKey.in_memory(b"k" * 32), receipt=stranger)
    ran = inside("verify", path, "--trust", trust_of(tmp_path, key))
    assert ran.code == 1
    assert "✗ 作证" in ran.out
    assert f"会议包由 {stranger.kid} 签发，不是本机信任的中心节点" in ran.out
    assert "设备公钥取自封存包本身" in ran.out, "its own receipt vouches for nothing"


def test_without_any_trusted_key_nothing_is_claimed(inside: Huiqian, tmp_path: Path, key: NodeKey) -> None:
    path = real(tmp_path, key, DeviceKey.in_memory(b"k" * 32))
    ran = inside("verify", path)
    assert ran.code == 0
    assert "未核实是谁签发的" in ran.out
    assert "只证明前后一致" in ran.out
    assert inside("verify", path, "--trust", tmp_path / "nowhere.json").code == 2
    (tmp_path / "junk.json").write_text("{")
    assert inside("verify", path, "--trust", tmp_path / "junk.json").code == 2
    assert inside("verify", path, "--node", "http://127.0.0.1:9").code == 2


def test_a_receipt_for_another_chain_vouches_for_nothing(
    inside: Huiqian, tmp_path: Path, key: NodeKey
) -> None:
    """A receipt copied from the honest bundle into one that was made up under another key."""
    honest, forged = tmp_path / "honest", tmp_path / "forged"
    honest.mkdir()
    forged.mkdir()
    good = read_bundle(real(honest, key, DeviceKey.in_memory(b"k" * 32), receipt=key))
    copied = next(e.fact for e in (line.entry() for line in good.lines) if isinstance(e.fact, ReceiptStored))
    device = DeviceKey.in_memory(b"f" * 32)
    real(forged, key, device)
    with Ledger.open(forged / "ledger.db", device) as ledger:
        with ledger.write("XJ-REAL-1") as tx:
            tx.append(By(person="x", role=Role.SECRETARY), copied)
        path = write_bundle(ledger, "XJ-REAL-1", forged / "again.huiqian")
    ran = inside("verify", path, "--trust", trust_of(tmp_path, key))
    assert "回执作证" not in ran.out
    assert "设备公钥取自封存包本身" in ran.out
