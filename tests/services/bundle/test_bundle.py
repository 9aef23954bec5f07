"""A bundle: the same bytes every time, everything in it, and every damage found or refused with its place."""

import io
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.services.bundle import BundleUnreadable, read_bundle, verify_bundle, write_bundle
from app.services.ledger import Ledger, errors
from app.services.signing.canonical import canonical, sha256_hex
from app.services.signing.keys import DeviceKey

MEETING = "M-1"


def test_it_holds_everything_and_is_always_the_same(sealed: Ledger, bundle: Path, tmp_path: Path) -> None:
    again = write_bundle(sealed, MEETING, tmp_path / "again.huiqian")
    assert again.read_bytes() == bundle.read_bytes()
    read = read_bundle(bundle)
    assert read.lines == sealed.lines(MEETING)
    assert {read.blob(name) for name in read.blob_names} >= {b"package", b"pack", b"strokes", b"picture"}
    assert (read.manifest.meeting, read.manifest.entries, read.manifest.heads) == (
        MEETING,
        6,
        sealed.heads(MEETING),
    )
    assert verify_bundle(bundle).ok
    assert read.blob("0" * 64) is None
    with zipfile.ZipFile(bundle) as plain:  # any ZIP program can open it
        assert plain.testzip() is None


def test_a_copy_of_the_ledger_gives_the_same_bytes(sealed: Ledger, bundle: Path, tmp_path: Path) -> None:
    read = read_bundle(bundle)
    with Ledger.open(tmp_path / "node.db", DeviceKey.in_memory()) as node:
        blobs = {name: read.blob(name) or b"" for name in read.blob_names}
        node.absorb(MEETING, read.lines, blobs, sealed.devices())
        assert write_bundle(node, MEETING, tmp_path / "n.huiqian").read_bytes() == bundle.read_bytes()


def test_an_unsealed_meeting_can_be_bundled_too(desk: Ledger, tmp_path: Path) -> None:
    assert verify_bundle(write_bundle(desk, MEETING, tmp_path / "open.huiqian")).ok


def test_an_unknown_meeting_writes_nothing(desk: Ledger, tmp_path: Path) -> None:
    with pytest.raises(BundleUnreadable):
        write_bundle(desk, "M-9", tmp_path / "x.huiqian")
    assert not list(tmp_path.glob("*.huiqian"))


def test_a_failed_write_leaves_the_old_file_and_no_rubbish(
    sealed: Ledger, bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = bundle.read_bytes()

    def refuse(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(errors.DiskFull):
        write_bundle(sealed, MEETING, bundle)
    assert bundle.read_bytes() == before
    assert not [file for file in bundle.parent.iterdir() if file.suffix == ".part"]
    with pytest.raises(errors.CannotOpen):
        write_bundle(sealed, MEETING, bundle.parent / "no" / "folder.huiqian")


def member(name: str) -> zipfile.ZipInfo:
    """As the bundle's own, but written by the standard library."""
    info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    info.create_system = 3
    info.external_attr = 0o100644 << 16
    return info


Members = list[tuple[zipfile.ZipInfo, bytes]]


def _members(path: Path) -> Members:
    with zipfile.ZipFile(path) as archive:
        return [(member(info.filename), archive.read(info)) for info in archive.infolist()]


def _write(path: Path, members: Members) -> Path:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for info, data in members:
            archive.writestr(info, data)
    path.write_bytes(out.getvalue())
    return path


def _codes(path: Path) -> set[str]:
    return {point.code for point in verify_bundle(path).broken}


def _entries(members: Members, change: Callable[[list[bytes]], list[bytes]]) -> Members:
    lines = change(members[1][1].splitlines(keepends=True))
    return [members[0], (members[1][0], b"".join(lines)), *members[2:]]


def _manifest(members: Members, change: Callable[[dict[str, Any]], object]) -> Members:
    manifest = json.loads(members[0][1])
    change(manifest)
    return [(members[0][0], canonical(manifest)), *members[1:]]


def test_repacking_alone_changes_nothing(bundle: Path, tmp_path: Path) -> None:
    assert _write(tmp_path / "same.huiqian", _members(bundle)).read_bytes() == bundle.read_bytes()


FALSE: dict[str, tuple[Callable[[Members], Members], set[str]]] = {
    "entry cut off at the end": (
        lambda x: _entries(x, lambda lines: lines[:-1]),
        {"manifest.entries", "manifest.tree", "manifest.heads"},
    ),
    "entry missing inside": (
        lambda x: _entries(x, lambda lines: lines[:2] + lines[3:]),
        {"chain.gap", "manifest.tree"},
    ),
    "entries swapped": (
        lambda x: _entries(x, lambda lines: [lines[1], lines[0], *lines[2:]]),
        {"entry.disorder"},
    ),
    "entry twice": (
        lambda x: _entries(x, lambda lines: [lines[0], *lines]),
        {"chain.fork", "manifest.entries"},
    ),
    "entry changed": (
        lambda x: _entries(x, lambda lines: [line.replace(b"p-03", b"p-05") for line in lines]),
        {"entry.hash", "tree.root"},
    ),
    "entry no JSON": (
        lambda x: _entries(x, lambda lines: [lines[0], b"{\n", *lines[1:]]),
        {"entry.unreadable"},
    ),
    "entry spaced": (
        lambda x: _entries(x, lambda lines: [b" " + lines[0], *lines[1:]]),
        {"entry.unreadable", "chain.gap"},
    ),
    "blob changed": (
        lambda x: [(info, b"Picture" if data == b"picture" else data) for info, data in x],
        {"blob.digest"},
    ),
    "blob gone": (lambda x: x[:-1], {"blob.missing", "manifest.blob_missing"}),
    "blob added": (
        lambda x: [*x, (member("blobs/" + sha256_hex(b"extra")), b"extra")],
        {"manifest.blob_extra"},
    ),
    "key exchanged": (
        lambda x: _manifest(x, lambda m: m["devices"].update(dict.fromkeys(m["devices"], "A" * 43 + "="))),
        {"entry.signature"},
    ),
    "key gone": (lambda x: _manifest(x, lambda m: m["devices"].popitem()), {"entry.unknown_device"}),
    "root exchanged": (lambda x: _manifest(x, lambda m: m.update(tree_root="0" * 64)), {"manifest.tree"}),
    "meeting renamed": (lambda x: _manifest(x, lambda m: m.update(meeting="M-2")), {"entry.foreign"}),
    "head shortened": (lambda x: _manifest(x, lambda m: m["heads"].pop()), {"manifest.heads"}),
}


@pytest.mark.parametrize("case", FALSE)
def test_what_is_false_is_reported(bundle: Path, tmp_path: Path, case: str) -> None:
    change, expected = FALSE[case]
    found = _codes(_write(tmp_path / "false.huiqian", change(_members(bundle))))
    assert found >= expected


def _compressed(members: Members) -> Members:
    members[1][0].compress_type = zipfile.ZIP_DEFLATED
    return members


def _commented(members: Members) -> Members:
    members[1][0].comment = b"hello"
    return members


def _extra(members: Members) -> Members:
    members[1][0].extra = b"\x01\x00\x02\x00ab"
    return members


UNREADABLE: dict[str, tuple[Callable[[Members], Members], str]] = {
    "compressed": (_compressed, "compressed"),
    "commented": (_commented, "layout"),
    "extra field": (_extra, "layout"),
    "traversal": (lambda x: [*x, (member("blobs/../../../etc/passwd"), b"x")], "unknown member"),
    "absolute": (lambda x: [*x, (member("/etc/passwd"), b"x")], "unknown member"),
    "upper case": (lambda x: [*x, (member("blobs/" + "A" * 64), b"x")], "unknown member"),
    "folder": (lambda x: [*x, (member("blobs/"), b"")], "unknown member"),
    "no manifest": (lambda x: x[1:], "layout"),
    "no entries": (lambda x: [x[0], *x[2:]], "layout"),
    "order": (lambda x: [x[1], x[0], *x[2:]], "layout"),
    "empty": (lambda _: [], "layout"),
    "manifest no JSON": (lambda x: [(x[0][0], b"{"), *x[1:]], "Input data was truncated"),
    "manifest spaced": (lambda x: [(x[0][0], x[0][1] + b" "), *x[1:]], "not canonical"),
    "manifest nested": (lambda x: [(x[0][0], b"[" * 50_000), *x[1:]], "manifest.json"),
    "format": (lambda x: _manifest(x, lambda m: m.update(format="huiqian.bundle/2")), "Invalid enum value"),
    "unknown field": (lambda x: _manifest(x, lambda m: m.update(more=1)), "unknown field"),
    "cut line": (lambda x: [x[0], (x[1][0], x[1][1][:-1]), *x[2:]], "cut off"),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_what_is_no_bundle_is_refused_with_the_reason(bundle: Path, tmp_path: Path, case: str) -> None:
    change, reason = UNREADABLE[case]
    bad = _write(tmp_path / "bad.huiqian", change(_members(bundle)))
    for read in (read_bundle, verify_bundle):
        with pytest.raises(BundleUnreadable, match=reason):
            read(bad)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_twice_is_refused(bundle: Path, tmp_path: Path) -> None:
    members = _members(bundle)
    with pytest.raises(BundleUnreadable, match="twice"):
        read_bundle(_write(tmp_path / "twice.huiqian", [*members, (member(members[-1][0].filename), b"x")]))


@pytest.mark.parametrize("junk", [b"\x00", b"x" * 100, b"PK\x05\x06" + bytes(18)])
def test_bytes_before_or_behind_are_refused(bundle: Path, tmp_path: Path, junk: bytes) -> None:
    data = bundle.read_bytes()
    bad = tmp_path / "bad.huiqian"
    for wrong in (data + junk, junk + data):
        bad.write_bytes(wrong)
        with pytest.raises(BundleUnreadable):
            verify_bundle(bad)


def test_half_a_file_no_file_a_folder_and_a_bomb(bundle: Path, tmp_path: Path) -> None:
    data = bundle.read_bytes()
    bad = tmp_path / "bad.huiqian"
    for cut in (0, 1, 30, len(data) // 2, len(data) - 1):
        bad.write_bytes(data[:cut])
        with pytest.raises(BundleUnreadable):
            verify_bundle(bad)
    with bad.open("wb") as sparse:
        sparse.truncate(2**31)
    for wrong in (bad, tmp_path, tmp_path / "missing"):
        with pytest.raises(BundleUnreadable):
            verify_bundle(wrong)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_no_flipped_bit_passes_and_none_crashes(bundle: Path, tmp_path: Path, data: st.DataObject) -> None:
    good = bytearray(bundle.read_bytes())
    place = data.draw(st.integers(0, len(good) - 1))
    good[place] ^= 1 << data.draw(st.integers(0, 7))
    bad = tmp_path / "flipped.huiqian"
    bad.write_bytes(good)
    try:
        report = verify_bundle(bad)
    except BundleUnreadable:
        return
    assert not report.ok
