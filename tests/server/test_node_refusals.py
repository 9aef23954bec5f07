"""What the node does not take: unsigned, stale, replayed, forged, forked, oversized. All or nothing, each with its code."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import msgspec
import pytest

from app.models import facts as f
from app.models.entry import By
from app.models.terms import Role
from app.services.ledger import Line
from app.services.signing.keys import DeviceKey, pack
from app.services.sync import SyncError
from app.services.sync.protocol import MAX_BODY, Push, Taken, body_digest
from support.envelope import credentials

BY = By(person="s1", role=Role.SECRETARY)


@pytest.fixture
def enrolled(node: Any, desk: Any) -> Any:
    desk.client(node.url).enrol()
    return desk


def send(node: Any, method: str, target: str, header: str, body: bytes = b"") -> tuple[int, str]:
    answer = httpx.request(method, node.url + target, content=body, headers={"Authorization": header})
    if answer.is_success:
        return answer.status_code, ""
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == answer.status_code
    assert problem["detail"]
    assert "没有预料到" not in problem["detail"]
    return answer.status_code, problem["code"]


def test_a_request_must_be_signed_by_a_known_device_now_and_once(node: Any, enrolled: Any) -> None:
    target = "/v1/packages"
    good = credentials(enrolled.key, "GET", target)
    assert send(node, "GET", target, good.header()) == (200, "")
    assert send(node, "GET", target, good.header()) == (409, "replay")
    assert send(node, "GET", target, "") == (401, "unsigned")
    assert send(node, "GET", target, "x" + good.header()) == (401, "unsigned")
    assert send(node, "GET", target, credentials(DeviceKey.in_memory(), "GET", target).header()) == (
        403,
        "device_unknown",
    )
    assert send(node, "GET", target + "?x=1", credentials(enrolled.key, "GET", target).header()) == (
        401,
        "bad_credentials",
    )
    assert send(node, "GET", target, credentials(enrolled.key, "POST", target).header()) == (
        401,
        "bad_credentials",
    )
    late = f"{datetime.now(UTC).timestamp() - 400:.3f}"
    assert send(node, "GET", target, credentials(enrolled.key, "GET", target, at=late).header()) == (
        401,
        "clock",
    )
    moved = msgspec.structs.replace(credentials(enrolled.key, "GET", target, at=late), at=good.at)
    assert send(node, "GET", target, moved.header()) == (401, "bad_credentials")


def test_a_body_must_be_the_one_that_was_signed(node: Any, enrolled: Any) -> None:
    body = b'{"names":[]}'
    signed = credentials(enrolled.key, "POST", "/v1/blobs/missing", body)
    assert send(node, "POST", "/v1/blobs/missing", signed.header(), b'{"names":["x"]}') == (400, "digest")
    name = body_digest(b"one")
    signed = credentials(enrolled.key, "PUT", f"/v1/blobs/{name}", b"two")
    assert send(node, "PUT", f"/v1/blobs/{name}", signed.header(), b"two") == (400, "digest")
    with node.ledger() as there:
        assert there.has_blobs([name, body_digest(b"two")]) == frozenset()


def test_bounds_hold(node: Any, enrolled: Any) -> None:
    target = "/v1/meetings/T-1/lines"
    body = b" " * (MAX_BODY + 1)
    assert send(node, "POST", target, credentials(enrolled.key, "POST", target, body).header(), body) == (
        413,
        "too_large",
    )
    names = msgspec.json.encode({"names": ["0" * 64] * 5_001})
    target = "/v1/blobs/missing"
    assert send(node, "POST", target, credentials(enrolled.key, "POST", target, names).header(), names) == (
        413,
        "too_large",
    )
    for bad in (b"", b"[", b"\xff", b"{}", b'{"names":[1]}', b"[" * 100_000):
        signed = credentials(enrolled.key, "POST", target, bad).header()
        assert send(node, "POST", target, signed, bad) == (400, "bad_request")
    assert send(node, "GET", "/v1/nothing", "") == (404, "not_found")
    assert send(node, "DELETE", "/v1/packages", "") == (405, "method")
    assert send(node, "GET", "/v1/time?nonce=" + "x" * 65, "") == (400, "bad_request")


def test_enrolment_needs_the_key_and_the_code(own_node: Callable[..., Any], desk: Any) -> None:
    node = own_node("--enrol-code", "样例-1234")
    meeting = desk.begin()
    with pytest.raises(SyncError) as refused:
        desk.client(node.url).sync_meeting(meeting)
    assert refused.value.problem == "enrol_code"
    with pytest.raises(SyncError) as refused:
        desk.client(node.url).enrol("样例-1235")
    assert refused.value.problem == "enrol_code"
    assert desk.client(node.url, enrol_code="样例-1234").sync_meeting(meeting).stored
    challenge = httpx.post(f"{node.url}/v1/devices/challenge").json()
    asked = {
        "format": "huiqian.sync/1",
        "public": pack(desk.key.public),
        "challenge": challenge,
        "proof": pack(b"x" * 64),
    }
    assert httpx.post(f"{node.url}/v1/devices", json=asked).json()["code"] == "proof"
    challenge["nonce"] = "0" * 32
    assert httpx.post(f"{node.url}/v1/devices", json=asked).json()["code"] == "challenge"


def push(
    node: Any, desk: Any, meeting: str, lines: tuple[Line, ...], keys: dict[str, str] | None = None
) -> Taken:
    session = desk.client(node.url)._session
    sent = {desk.key.id: pack(desk.key.public)} if keys is None else keys
    message = Push(meeting=meeting, lines=lines, keys=sent)
    return session.ask("POST", f"/v1/meetings/{meeting}/lines", Taken, message)  # type: ignore[no-any-return]  # a fixture


@pytest.fixture
def begun(node: Any, desk: Any) -> str:
    meeting: str = desk.begin()
    desk.client(node.url).sync_meeting(meeting)
    return meeting


def refused(node: Any, desk: Any, meeting: str, *lines: Line, **more: Any) -> SyncError:
    with node.ledger() as there:
        before = there.lines(meeting)
    with pytest.raises(SyncError) as error:
        push(node, desk, meeting, lines, **more)
    with node.ledger() as there:
        assert there.lines(meeting) == before
    assert error.value.code == "sync.refused"
    return error.value


def test_the_same_lines_again_change_nothing(node: Any, desk: Any, begun: str) -> None:
    desk.record(begun, 10)
    lines = desk.ledger.lines(begun)
    first, second = push(node, desk, begun, lines), push(node, desk, begun, lines)
    assert (first.new, second.new, second.known) == (11, 0, len(lines))
    assert first.ranges == second.ranges == desk.ledger.heads(begun)


def test_a_tampered_line_spoils_its_whole_batch(node: Any, desk: Any, begun: str) -> None:
    desk.record(begun, 3)
    *good, last = desk.ledger.lines(begun)
    body = msgspec.Raw(bytes(last.body).replace(b'"drift_seconds":0.25', b'"drift_seconds":0.75'))
    assert bytes(body) != bytes(last.body)
    assert (
        refused(node, desk, begun, *good, Line(body, last.hash, last.sig)).problem == "ledger.bad_signature"
    )
    rehashed = Line(body, body_digest(bytes(body)), last.sig)
    assert refused(node, desk, begun, *good, rehashed).problem == "ledger.bad_signature"
    spaced = Line(msgspec.Raw(bytes(last.body).replace(b"{", b"{ ", 1)), last.hash, last.sig)
    assert refused(node, desk, begun, *good, spaced).problem == "ledger.bad_line"


def test_a_signature_of_another_device_is_wrong(node: Any, desk: Any, begun: str) -> None:
    desk.record(begun, 1)
    last = desk.ledger.lines(begun)[-1]
    forged = Line(last.body, last.hash, pack(DeviceKey.in_memory().sign(bytes.fromhex(last.hash))))
    assert refused(node, desk, begun, forged).problem == "ledger.bad_signature"


def test_a_fork_is_refused_and_both_sides_are_told(
    node: Any, desk: Any, begun: str, make_desk: Callable[..., Any]
) -> None:
    twin = make_desk(1)
    names = [desk.ledger.entries(begun)[0].fact.package, desk.ledger.entries(begun)[0].fact.pack_blob]
    blobs = {name: desk.ledger.blob(name) for name in names}
    twin.ledger.absorb(begun, desk.ledger.lines(begun), blobs, desk.ledger.devices())
    desk.record(begun, 1)
    with twin.ledger.write(begun) as tx:
        tx.append(BY, f.CheckInOpened())
    push(node, desk, begun, desk.ledger.lines(begun))
    error = refused(node, desk, begun, *twin.ledger.lines(begun))
    assert error.problem == "ledger.fork"
    assert error.details["seq"] == "3"


def test_gaps_strangers_and_missing_blobs(
    node: Any, desk: Any, begun: str, make_desk: Callable[..., Any]
) -> None:
    desk.record(begun, 4)
    assert refused(node, desk, begun, desk.ledger.lines(begun)[-1]).problem == "ledger.gap"
    stranger = make_desk(9)
    with stranger.ledger.write(begun) as tx:
        tx.append(BY, f.CheckInOpened())
    lines = stranger.ledger.lines(begun)
    assert refused(node, desk, begun, *lines).problem == "ledger.unknown_device"
    wrong = {stranger.key.id: pack(desk.key.public)}
    assert refused(node, desk, begun, *lines, keys=wrong).problem == "ledger.device_mismatch"
    assert refused(node, desk, begun, *lines, keys={stranger.key.id: "no key"}).problem == "bad_request"
    desk.photo(begun, b"never sent")
    assert refused(node, desk, begun, *desk.ledger.lines(begun)).problem == "ledger.blobs_missing"


def test_lines_of_another_meeting(node: Any, desk: Any, begun: str) -> None:
    other = desk.begin()
    assert refused(node, desk, begun, *desk.ledger.lines(other)).problem == "ledger.bad_line"


def test_too_many_requests_are_asked_to_wait() -> None:
    from app.server.gatekeeper import Budget
    from app.server.refusals import NodeRefusal

    now = [0.0]
    budget = Budget(most=2, per_second=0.5, mono=lambda: now[0])
    budget.spend("a")
    budget.spend("a")
    with pytest.raises(NodeRefusal) as wait:
        budget.spend("a")
    assert wait.value.args_ == {"seconds": "3"}
    budget.spend("b")
    now[0] = 2.0
    budget.spend("a")
