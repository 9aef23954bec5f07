"""A device that was lost is revoked at the node: nothing of it is taken any more, and the desk is told in plain words."""

from collections.abc import Callable
from time import monotonic
from typing import Any

import pytest
from click.testing import CliRunner

from app.commands.group import huiqian
from app.models import facts as f
from app.services.bundle import write_bundle
from app.services.retention import BY
from app.services.signing.keys import unpack
from app.services.sync import SyncError, SyncWorker, explain, sentence


def devices(node: Any, *words: str) -> tuple[int, str]:
    done = CliRunner().invoke(huiqian, ["--home", str(node.home), "devices", *words])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.output


def refused(work: Callable[[], object]) -> SyncError:
    with pytest.raises(SyncError) as caught:
        work()
    return caught.value


def test_a_revoked_device_delivers_nothing_while_the_node_runs(
    own_node: Callable[..., Any], make_desk: Callable[..., Any]
) -> None:
    node, lost, other = own_node("--sample"), make_desk(1), make_desk(2)
    mine, theirs = lost.begin(), other.begin()
    assert lost.client(node.url).sync_meeting(mine).pushed
    assert other.client(node.url).sync_meeting(theirs).pushed
    code, said = devices(node, "list")
    assert code == 0
    assert said.count("可以上报") == 2
    assert devices(node, "revoke", lost.key.id)[0] == 0
    node.stop()
    node.start()  # it is on disk, not in a process
    lost.record(mine, 3)
    error = refused(lambda: lost.client(node.url).sync_meeting(mine))
    assert error.problem == "device_revoked"
    assert "停用" in explain(error)
    assert lost.key.id in explain(error)
    assert refused(lambda: lost.client(node.url).enrol()).problem == "device_revoked"
    other.record(theirs, 3)
    assert other.client(node.url).sync_meeting(theirs).pushed == 4, "and the receipt before"
    listed = devices(node, "list")[1]
    assert "已停用" in next(line for line in listed.splitlines() if lost.key.id in line)
    assert "本来就已停用" in devices(node, "revoke", lost.key.id)[1]
    assert devices(node, "allow", lost.key.id)[0] == 0
    node.stop()
    node.start()
    assert lost.client(node.url).sync_meeting(mine).pushed == 4


def test_a_running_node_hears_of_it_within_a_second(own_node: Callable[..., Any], desk: Any) -> None:
    node = own_node("--sample")
    client = desk.client(node.url)
    client.fetch_packages()
    assert devices(node, "revoke", desk.key.id)[0] == 0
    last = monotonic() + 20  # it looks once a second; a quick machine asks hundreds of times until then
    while monotonic() < last:
        try:
            client.fetch_packages()
        except SyncError as said:
            assert said.problem == "device_revoked"  # noqa: PT017  it may still pass a few times
            break
    else:
        pytest.fail("the running node never heard of it")


def test_the_background_says_why(own_node: Callable[..., Any], desk: Any) -> None:
    node = own_node("--sample")
    meeting = desk.begin()
    desk.client(node.url).sync_meeting(meeting)
    devices(node, "revoke", desk.key.id)
    node.stop()
    node.start()
    desk.record(meeting, 1)
    heard: list[Any] = []
    worker = SyncWorker(lambda: desk.client(node.url), desk.ledger, on_status=heard.append)
    worker._round()
    assert heard[-1].state == "refused"
    assert "停用" in sentence(heard[-1].message_code, heard[-1].details)


def test_what_is_no_device_of_the_node_is_said(own_node: Callable[..., Any], tmp_path: Any) -> None:
    node = own_node("--sample")
    assert devices(node, "revoke", "d-0000000000000000")[0] == 2
    assert "还没有设备登记" in devices(node, "list")[1]
    node.home = tmp_path
    assert devices(node, "list")[0] == 2


def test_the_node_says_of_a_device_what_it_knows(own_node: Callable[..., Any], desk: Any) -> None:
    client = desk.client(own_node("--sample").url)
    never = client.about_device(desk.key.id)
    assert never.public == ""
    client.enrol()
    known = client.about_device(desk.key.id)
    assert unpack(known.public) == desk.key.public
    assert known.revoked_at is None


def test_a_bundle_is_tied_to_the_node_that_is_asked(
    node: Any, make_desk: Callable[..., Any], tmp_path: Any
) -> None:
    honest, stranger = make_desk(3), make_desk(4)
    meeting = honest.begin()
    honest.client(node.url).sync_meeting(meeting)
    ran = verified(node, write_bundle(honest.ledger, meeting, tmp_path / "honest.huiqian"))
    assert ran.exit_code == 0
    assert "设备公钥有中心节点" in ran.output
    assert "请打电话向中心节点核对" in ran.output, "the node was never met here"
    assert "只证明前后一致" not in ran.output
    foreign = stranger.begin()
    ran = verified(node, write_bundle(stranger.ledger, foreign, tmp_path / "stranger.huiqian"))
    assert ran.exit_code == 1
    assert "不认识这台设备" in ran.output


def test_a_meeting_taken_off_a_desk_is_not_fetched_again(own_node: Callable[..., Any], desk: Any) -> None:
    node = own_node("--sample")
    client = desk.client(node.url)
    (offered,) = client.fetch_packages()
    meeting = desk.begin(offered.meeting)
    desk.seal(meeting)
    assert client.sync_meeting(meeting).receipt is not None
    receipt = next(e.fact for e in desk.ledger.entries(meeting) if isinstance(e.fact, f.ReceiptStored))
    desk.ledger.erase(meeting, BY, receipt)
    assert desk.ledger.packages() == ()
    assert [info.meeting for info in client.fetch_packages()] == [meeting], "the node still has it"
    assert desk.ledger.packages() == ()


def verified(node: Any, path: Any) -> Any:
    home = path.parent / "verifier"
    done = CliRunner().invoke(huiqian, ["--home", str(home), "verify", str(path), "--node", node.url])
    assert not (home / "trust.json").exists(), "looking pins nothing"
    return done
