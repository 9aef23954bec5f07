"""A desk and a node, each its own process, on a good line: what goes over, what comes back, and what is said about it."""

from collections.abc import Callable
from typing import Any

import httpx
import msgspec
import pytest

from app.models import facts as f
from app.services.sync import SyncError, standing, unsent
from app.services.sync.protocol import is_signed_by, receipt_of


def operator(node: Any, method: str, path: str, body: bytes) -> httpx.Response:
    headers = {"Authorization": f"Bearer {node.token}"}
    return httpx.request(method, node.url + path, content=body, headers=headers)


def decide(node: Any, meeting: str, how: str, reason: str = "建设单位撤回方案") -> httpx.Response:
    body = msgspec.json.encode({"how": how, "reason": reason})
    return operator(node, "POST", f"/v1/meetings/{meeting}/decision", body)


def test_a_meeting_goes_over_whole_and_its_receipt_comes_back_as_a_fact(node: Any, desk: Any) -> None:
    meeting = desk.begin()
    desk.record(meeting, 30)
    photo = desk.photo(meeting, meeting.encode() * 20_000)
    result = desk.client(node.url).sync_meeting(meeting)
    assert (result.pushed, result.stored, result.conflict) == (32, True, None)
    assert result.blobs in {2, 3}, "the rule pack may have come with another meeting"
    stored = desk.ledger.entries(meeting)[-1].fact
    assert isinstance(stored, f.ReceiptStored)
    assert is_signed_by(receipt_of(meeting, stored), desk.trust.key(node.url))
    assert stored.kid == node.kid
    with node.ledger() as there:
        assert there.lines(meeting) == desk.ledger.lines(meeting)[:-1]
        assert there.blob(photo) == meeting.encode() * 20_000
        assert there.verify(meeting).ok


def test_a_receipt_alone_is_nothing_to_send(node: Any, desk: Any) -> None:
    meeting = desk.begin()
    client = desk.client(node.url)
    client.sync_meeting(meeting)
    before = desk.ledger.entries(meeting)
    assert unsent(before) == 0
    again = client.sync_meeting(meeting)
    assert (again.pushed, again.stored, again.receipt) == (0, False, None)
    assert desk.ledger.entries(meeting) == before
    desk.record(meeting, 1)
    client.sync_meeting(meeting)
    assert desk.kinds(meeting) == ["PackageImported", "ReceiptStored", "ClockAnchored", "ReceiptStored"]


def test_the_seal_is_acknowledged_after_the_node_has_verified_it(node: Any, desk: Any) -> None:
    meeting = desk.begin()
    client = desk.client(node.url)
    client.sync_meeting(meeting)
    desk.record(meeting, 5)
    seal = desk.seal(meeting)
    result = client.sync_meeting(meeting)
    assert result.receipt is not None
    assert result.receipt.seal_hash == seal
    now = standing(desk.ledger.entries(meeting))
    assert (now.received, now.rests, now.unsent) == (True, True, 0)
    page = httpx.get(node.url).text
    assert meeting in page
    assert "已收到封存记录" in page


def test_two_devices_of_one_meeting(node: Any, make_desk: Callable[..., Any]) -> None:
    laptop, scanner = make_desk(1), make_desk(2)
    meeting = laptop.begin()
    scanner.ledger.absorb(
        meeting,
        laptop.ledger.lines(meeting),
        {name: laptop.ledger.blob(name) for name in _blobs(laptop, meeting)},
        laptop.ledger.devices(),
    )
    scanner.record(meeting, 3)
    scanner.client(node.url).sync_meeting(meeting)
    laptop.record(meeting, 2)
    laptop.client(node.url).sync_meeting(meeting)
    with node.ledger() as there:
        assert {part.device: part.upto for part in there.heads(meeting)} == {
            laptop.key.id: 3,
            scanner.key.id: 3,
        }
        assert there.verify(meeting).ok
    assert unsent(scanner.ledger.entries(meeting)) == 0


def _blobs(desk: Any, meeting: str) -> list[str]:
    fact = desk.ledger.entries(meeting)[0].fact
    return [fact.package, fact.pack_blob]


def test_a_seal_over_a_chain_that_has_not_arrived_waits(node: Any, make_desk: Callable[..., Any]) -> None:
    laptop = make_desk(1)
    meeting = laptop.begin()
    client = laptop.client(node.url)
    client.sync_meeting(meeting)
    seal = client._ask_receipt(meeting, "0" * 64)
    assert (seal.waiting, seal.receipt.seal_hash) == (("seal",), "")


def test_while_the_meeting_runs_heavy_blobs_stay(node: Any, desk: Any) -> None:
    meeting = desk.begin()
    desk.photo(meeting, b"ink" * 100)
    desk.photo(meeting, meeting.encode() * 30_000)
    desk.record(meeting, 1)
    client = desk.client(node.url)
    light = client.sync_meeting(meeting, light=True)
    assert (light.pushed, light.held) == (2, 2)
    full = client.sync_meeting(meeting)
    assert (full.held, unsent(desk.ledger.entries(meeting))) == (0, 0)


def test_packages_are_fetched_verified_and_kept_once(node: Any, desk: Any) -> None:
    client = desk.client(node.url)
    listed = client.fetch_packages()
    assert "样例" in listed[0].title
    assert {(row.meeting, row.sha256) for row in desk.ledger.packages()} == {
        (info.meeting, info.sha256) for info in listed
    }
    assert client.fetch_packages() == listed


def test_the_node_signs_drafts_of_its_operator_only(node: Any, desk: Any) -> None:
    from app.services.intake.package_file import read_package
    from app.services.intake.sample import sample_package

    package = sample_package(meeting="DRAFT-1")
    draft = msgspec.json.encode(
        msgspec.structs.replace(package, meeting=msgspec.structs.replace(package.meeting, sample=False))
    )
    stranger = httpx.post(f"{node.url}/v1/packages", content=draft)
    assert (stranger.status_code, stranger.json()["code"]) == (403, "operator")
    assert operator(node, "POST", "/v1/packages", draft).status_code == 201
    desk.client(node.url).fetch_packages()
    row = next(row for row in desk.ledger.packages() if row.meeting == "DRAFT-1")
    signed = read_package(desk.ledger.blob(row.sha256), desk.trust.keys())
    assert signed.kid == node.kid
    faulty = operator(
        node, "POST", "/v1/packages", draft.replace(b'"format":"huiqian.package/1"', b'"format":"x"')
    )
    assert (faulty.status_code, faulty.json()["code"]) == (422, "package_refused")


def test_a_withdrawn_meeting_is_a_conflict_until_people_settle_it(node: Any, desk: Any) -> None:
    meeting = desk.begin()
    client = desk.client(node.url)
    client.sync_meeting(meeting)
    assert decide(node, meeting, "withdraw").status_code == 200
    seal = desk.seal(meeting)
    result = client.sync_meeting(meeting)
    assert result.conflict is not None
    assert result.conflict.code == "withdrawn"
    assert result.receipt is not None
    assert result.receipt.seal_hash == ""
    assert desk.kinds(meeting)[-1] == "ConflictNoticed"
    assert "建设单位撤回方案" in desk.ledger.entries(meeting)[-1].fact.reason
    client.sync_meeting(meeting)
    client.sync_meeting(meeting)
    assert desk.kinds(meeting).count("ConflictNoticed") == 1
    with node.ledger() as there:
        assert any(getattr(entry.fact, "seal_hash", "") == seal for entry in there.entries(meeting))
    assert "冲突待处理" in httpx.get(node.url).text

    assert decide(node, meeting, "resend", "已恢复").status_code == 200
    with desk.ledger.write(meeting) as tx:
        by = desk.ledger.entries(meeting)[0].body.by
        tx.append(by, f.ConflictSettled(how="resend", reason="中心已恢复"))
    settled = client.sync_meeting(meeting)
    assert settled.receipt is not None
    assert settled.receipt.seal_hash == seal
    assert standing(desk.ledger.entries(meeting)).received


def test_two_seals_of_one_meeting_are_both_kept_and_neither_is_taken(
    node: Any, make_desk: Callable[..., Any]
) -> None:
    one, two = make_desk(1), make_desk(2)
    meeting = one.begin()
    two.begin(meeting)
    two.seal(meeting)
    first = two.client(node.url).sync_meeting(meeting)
    assert first.conflict is None
    seal = one.seal(meeting)
    second = one.client(node.url).sync_meeting(meeting)
    assert second.conflict is not None
    assert second.conflict.code == "another_seal"
    with node.ledger() as there:
        assert [getattr(entry.fact, "seal_hash", "") for entry in there.entries(meeting)].count(seal) == 1
    assert decide(node, meeting, "stored_with_note", "主管部门同意附注留存").status_code == 200
    noted = one.client(node.url)._ask_receipt(meeting, seal)
    assert (noted.conflict, noted.receipt.seal_hash) == (None, seal)


def test_a_false_seal_is_a_conflict(node: Any, desk: Any) -> None:
    meeting = desk.begin()
    desk.seal(meeting, tree_root="0" * 64)
    result = desk.client(node.url).sync_meeting(meeting)
    assert result.conflict is not None
    assert result.conflict.code == "seal_broken"
    assert "tree.root" in result.conflict.reason


def test_only_the_operator_decides_and_only_what_there_is(node: Any, desk: Any) -> None:
    meeting = desk.begin()
    desk.client(node.url).sync_meeting(meeting)
    path = f"{node.url}/v1/meetings/{meeting}/decision"
    body = msgspec.json.encode({"how": "withdraw", "reason": "x"})
    assert httpx.post(path, content=body).json()["code"] == "operator"
    assert httpx.post(path, content=body, headers={"Authorization": "Bearer no"}).json()["code"] == "operator"
    assert decide(node, meeting, "resend").json()["code"] == "decision"
    assert decide(node, "nothing-here", "withdraw").json()["code"] == "meeting_unknown"
    assert decide(node, meeting, "withdraw", " ").json()["code"] == "bad_request"


def test_a_meeting_the_node_never_gave_out_is_refused(node: Any, desk: Any) -> None:
    with desk.ledger.write("STRANGE-1") as tx:
        tx.append(desk_by(), f.CheckInOpened())
    with pytest.raises(SyncError) as refused:
        desk.client(node.url).sync_meeting("STRANGE-1")
    assert refused.value.problem == "meeting_unknown"
    with desk.ledger.write("@record") as tx:
        tx.append(desk_by(), f.CheckInOpened())
    with pytest.raises(SyncError) as refused:
        desk.client(node.url).sync_meeting("@record")
    assert refused.value.problem == "meeting_unknown"


def desk_by() -> Any:
    from app.models.entry import By
    from app.models.terms import Role

    return By(person="s1", role=Role.SECRETARY)


def test_the_clock_of_the_node(node: Any, desk: Any) -> None:
    from datetime import UTC, datetime, timedelta

    late = desk.client(node.url, clock=lambda: datetime.now(UTC) - timedelta(hours=9))
    heard = late.server_time()
    assert heard.drift_seconds == pytest.approx(-9 * 3600, abs=2)
    meeting = desk.begin()
    assert late.sync_meeting(meeting).stored, "a desk with a wrong clock still reports"
