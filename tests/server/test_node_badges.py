"""Revoked badges: said at the node, heard by the desk, refused at the door; the list has an age while online."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

from app.bootstrap import rehearsal_desk
from app.commands.group import huiqian
from app.models import facts as f
from app.models.badge import Outcome
from app.models.entry import By
from app.models.terms import Role
from app.services.badges.door import answer_scan, door_keys
from app.services.badges.issue import serial_of
from app.services.desk import requests as r
from app.services.intake.package_file import read_package
from app.services.intake.sample_key import SAMPLE_KID, sample_key
from app.services.rehearsal.player import RehearsalClock
from app.services.sync import SyncError, SyncWorker
from app.services.sync.door import QUIET, STALE, revocation_facts
from app.services.sync.protocol import RevocationList, RevokedBadge
from support.meddler import Meddler

SECRETARY = By(person="s1", role=Role.SECRETARY, name="样秘书")


def roster(node: Any, *words: str) -> tuple[int, str]:
    done = CliRunner().invoke(huiqian, ["--home", str(node.home), "roster", *words])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.output


@pytest.fixture
def known(node: Any, desk: Any) -> tuple[Any, Any, str]:
    client = desk.client(node.url)
    meeting = desk.begin()
    client.sync_meeting(meeting)
    return desk, client, meeting


def revoked(desk: Any, meeting: str) -> list[f.BadgesRevoked]:
    return [e.fact for e in desk.ledger.entries(meeting) if isinstance(e.fact, f.BadgesRevoked)]


def test_a_lost_badge_is_revoked_while_the_node_runs_and_refused_at_the_door(
    own_node: Callable[..., Any], desk: Any, tmp_path: Any
) -> None:
    node = own_node("--sample")
    client = desk.client(node.url)
    (info,) = client.fetch_packages()
    package = read_package(desk.ledger.blob(info.sha256), {SAMPLE_KID: sample_key().public})
    clock = RehearsalClock(package.package.meeting.planned_start - timedelta(minutes=30))
    rehearsal = rehearsal_desk(tmp_path / "rehearsal", clock, {SAMPLE_KID: sample_key().public})
    rehearsal.do(info.meeting, r.ImportPackage(data=desk.ledger.blob(info.sha256)), SECRETARY)
    codes = {badge.person: badge.code for badge in package.badges}
    keys = door_keys({SAMPLE_KID: sample_key().public})

    def door(person: str) -> Outcome:
        m = rehearsal.view(info.meeting).m
        return answer_scan(codes[person], m, keys, clock()).answer.outcome

    assert door("e3") is Outcome.ADMITTED
    code, said = roster(node, "revoke-badge", info.meeting, "--person", "e3", "--reason", "胸牌遗失")
    assert (code, "作废胸牌 1 张" in said) == (0, True)
    heard, _ = client.fetch_revocations(info.meeting)
    serial = serial_of(package.package, "e3")
    assert [(x.serial, x.reason) for x in heard.revoked] == [(serial, "胸牌遗失")]
    with rehearsal.ledger.write(info.meeting) as tx:
        for fact in revocation_facts(tx.entries(), heard):
            tx.append(SECRETARY, fact)
    assert door("e3") is Outcome.REVOKED
    assert door("e4") is Outcome.ADMITTED
    m = rehearsal.view(info.meeting).m
    assert m.revoked == {serial: "胸牌遗失"}
    assert m.revoked_as_of == heard.as_of
    rehearsal.ledger.close()
    assert (
        "早已作废"
        in roster(node, "revoke-badge", info.meeting, "--serial", serial, "--reason", "再说一次")[1]
    )
    assert roster(node, "revoked-badges", info.meeting)[1] == f"{serial}  胸牌遗失\n"


def test_what_the_operator_may_not_mean(own_node: Callable[..., Any], desk: Any) -> None:
    node = own_node("--sample")
    (info,) = desk.client(node.url).fetch_packages()
    why = ("--reason", "遗失")
    assert roster(node, "revoke-badge", "NO-SUCH", "--person", "e1", *why)[0] == 2
    assert roster(node, "revoke-badge", info.meeting, *why)[0] == 2
    assert roster(node, "revoke-badge", info.meeting, "--person", "nobody", *why)[0] == 2
    assert roster(node, "revoke-badge", info.meeting, "--serial", "XYZ", *why)[0] == 2
    assert roster(node, "revoke-badge", info.meeting, "--person", "e1", "--reason", " ")[0] == 2
    assert "没有作废的胸牌" in roster(node, "revoked-badges", info.meeting)[1]


def test_the_list_is_recorded_when_it_is_new_and_then_only_when_it_changed(node: Any, known: Any) -> None:
    desk, client, meeting = known
    heard, stored = client.fetch_revocations(meeting)
    assert (stored, heard.revoked) == (True, ())
    assert client.fetch_revocations(meeting)[1] is False
    assert [x.serials for x in revoked(desk, meeting)] == [()]
    say = ("revoke-badge", meeting, "--reason")
    assert roster(node, *say, "遗失", "--serial", "ab" * 8, "--serial", "cd" * 8)[0] == 0
    assert roster(node, *say, "换人", "--serial", "ef" * 8)[0] == 0
    assert client.fetch_revocations(meeting)[1] is True
    assert client.fetch_revocations(meeting)[1] is False
    assert [(x.serials, x.reason) for x in revoked(desk, meeting)] == [
        ((), ""),
        (("ab" * 8, "cd" * 8), "遗失"),
        (("ef" * 8,), "换人"),
    ]
    assert {x.source for x in revoked(desk, meeting)} == {"node"}


def test_after_the_seal_the_record_is_left_alone(known: Any) -> None:
    desk, client, meeting = known
    desk.seal(meeting)
    assert client.fetch_revocations(meeting)[1] is False
    assert revoked(desk, meeting) == []


def test_an_old_list_is_recorded_again_but_not_for_ever(desk: Any) -> None:
    meeting = desk.begin()
    began = desk.ledger.entries(meeting)[0].body.at

    def heard(after: timedelta, *serials: str) -> RevocationList:
        rows = tuple(RevokedBadge(serial=serial, reason="遗失") for serial in serials)
        return RevocationList(kid="n", meeting=meeting, nonce="x", as_of=began + after, revoked=rows)

    def take(after: timedelta, *serials: str) -> int:
        facts = revocation_facts(desk.ledger.entries(meeting), heard(after, *serials))
        with desk.ledger.write(meeting) as tx:
            for fact in facts:
                tx.append(By(person="sync", role=Role.SECRETARY, name="后台上报"), fact)
        return len(facts)

    hour = timedelta(hours=1)
    assert take(hour) == 1
    assert take(hour + STALE - timedelta(seconds=1)) == 0
    assert take(hour + STALE) == 1
    assert take(2 * hour + STALE, "ab" * 8) == 1
    assert take(2 * hour + STALE, "ab" * 8) == 0
    assert take(2 * hour + 2 * STALE, "ab" * 8) == 1
    assert take(QUIET + hour, "ab" * 8) == 0, "nobody has touched the meeting for a month"
    assert take(QUIET + 2 * hour, "ab" * 8, "cd" * 8) == 1, "what is new is always taken"


@pytest.fixture
def meddler(node: Any) -> Iterator[Meddler]:
    made = Meddler(node.url)
    yield made
    made.close()


def changed(**values: Any) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        said = msgspec.json.decode(data, type=RevocationList)
        return msgspec.json.encode(msgspec.structs.replace(said, **values))

    return change


LIES = [
    changed(revoked=()),
    changed(as_of=datetime(2999, 1, 1, tzinfo=UTC)),
    changed(signature=""),
    changed(kid="n-0000000000000000"),
    lambda data: data.replace(b"ab" * 8, b"cd" * 8),
    lambda data: data.replace(b"ab" * 8, b"NOT HEX"),
    lambda _data: b'{"kid":1}',
]


@pytest.mark.parametrize("lie", LIES)
def test_a_list_that_was_changed_on_the_way_is_not_taken(
    node: Any, known: Any, meddler: Meddler, lie: Callable[[bytes], bytes]
) -> None:
    desk, _, meeting = known
    roster(node, "revoke-badge", meeting, "--serial", "ab" * 8, "--reason", "遗失")
    client = desk.client(meddler.url)
    client.server_time()
    meddler.changes[f"/v1/meetings/{meeting}/revocations"] = lie
    with pytest.raises(SyncError) as caught:
        client.fetch_revocations(meeting)
    assert caught.value.code in {"sync.bad_word", "sync.bad_answer"}
    assert revoked(desk, meeting) == []


def test_an_old_list_played_back_hides_nothing(node: Any, known: Any, meddler: Meddler) -> None:
    desk, _, meeting = known
    client = desk.client(meddler.url)
    client.fetch_revocations(meeting)
    old = meddler.seen[-1][1]
    roster(node, "revoke-badge", meeting, "--serial", "ab" * 8, "--reason", "遗失")
    meddler.changes["/v1/meetings/"] = lambda _data: old
    with pytest.raises(SyncError) as caught:
        client.fetch_revocations(meeting)
    assert caught.value.details["reason"] == "question"


def test_the_worker_keeps_the_age_in_its_status_and_not_in_the_record(node: Any, known: Any) -> None:
    desk, client, meeting = known
    heard: list[Any] = []
    stored: list[str] = []
    worker = SyncWorker(
        lambda: client, desk.ledger, on_status=heard.append, on_stored=stored.append, rest_seconds=0.0
    )
    worker._round()
    first = heard[-1].revoked_as_of[meeting]
    assert meeting in stored
    worker._round()
    worker._round()
    assert heard[-1].revoked_as_of[meeting] > first
    assert [x.serials for x in revoked(desk, meeting)] == [()]
    with desk.ledger.write(meeting) as tx:
        tx.append(SECRETARY, f.CheckInOpened())
    roster(node, "revoke-badge", meeting, "--serial", "ab" * 8, "--reason", "遗失")
    worker._round()
    assert [x.serials for x in revoked(desk, meeting)] == [(), ("ab" * 8,)]


def test_a_meeting_of_another_node_is_no_fault(node: Any, desk: Any) -> None:
    meeting = desk.begin()
    with pytest.raises(SyncError) as caught:
        desk.client(node.url).fetch_revocations(meeting)
    assert caught.value.problem == "meeting_unknown"
