"""E-certificates asked of a real node: what it knows it says and signs, what it does not know it never calls valid."""

import csv
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from app.models import facts as f
from app.models.entry import By
from app.models.terms import Role
from app.services.intake.register import HEADERS
from app.services.sync import SyncError, SyncWorker, explain
from app.services.sync.door import answer_of, question_of, unanswered
from app.services.sync.protocol import CertificateAnswer, is_signed_by
from support.envelope import credentials
from support.meddler import Meddler

SECRETARY = By(person="s1", role=Role.SECRETARY, name="样秘书")
GC_UNIT = "91650100EXAMPLE11T"
LISTED = "SAMPLE-GC-B-01"
"""A certificate of gc-pm on the roster of the sample."""


def register(node: Any, *rows: tuple[str, ...]) -> None:
    """Put a register into the home of the running node, whole, as an editor does."""
    draft = node.home / "draft.tmp"
    with draft.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([HEADERS, *rows])
    draft.replace(node.home / "certificates.csv")


def row(
    number: str = "B-1",
    name: str = "杨样十四",
    unit: str = GC_UNIT,
    until: str = "2099-01-01",
    state: str = "有效",
) -> Any:
    return (number, "", "项目负责人安全生产考核合格证书（B证）", name, unit, until, state)


def show(desk: Any, meeting: str, number: str, person: str = "gc-pm") -> f.ECertificateSeen:
    digest = sha256(f"{number}{person}".encode()).hexdigest()
    fact = f.ECertificateSeen(person=person, digest=digest, certificate="B证", number=number)
    with desk.ledger.write(meeting) as tx:
        tx.append(SECRETARY, fact)
    return fact


def answers(desk: Any, meeting: str) -> list[f.ECertificateVerified]:
    return [e.fact for e in desk.ledger.entries(meeting) if isinstance(e.fact, f.ECertificateVerified)]


@pytest.fixture
def known(node: Any, desk: Any) -> Iterator[tuple[Any, Any, str]]:
    """A desk whose meeting the node has."""
    client = desk.client(node.url)
    meeting = desk.begin()
    client.sync_meeting(meeting)
    yield desk, client, meeting
    (node.home / "certificates.csv").unlink(missing_ok=True)


CASES = [
    (row(), "valid", "有效期至 2099-01-01"),
    (row(unit="", until="长期"), "valid", "长期有效"),
    (row(until="2001-01-01"), "expired", "已过期"),
    (row(state="过期"), "expired", "已过期"),
    (row(state="暂扣"), "revoked", "暂扣"),
    (row(state="吊销", until="2001-01-01"), "revoked", "吊销"),
    (row(name="别人"), "other_person", "不是名册上的这个人"),
    (row(unit="91650100EXAMPLE12X"), "other_person", "另一单位"),
]


@pytest.mark.parametrize(("listed", "state", "said"), CASES)
def test_what_the_register_says(node: Any, known: Any, listed: Any, state: str, said: str) -> None:
    desk, client, meeting = known
    register(node, listed)
    seen = show(desk, meeting, "b-1")
    assert client.verify_certificates(meeting) == 1
    (fact,) = answers(desk, meeting)
    assert (fact.state, fact.valid) == (state, state == "valid")
    assert said in fact.detail
    assert "别人" not in fact.detail, "whose it is is nobody's business here"
    kept = answer_of(meeting, seen, fact)
    assert kept is not None
    assert is_signed_by(kept, desk.trust.key(node.url)), "whoever has the node's key can verify the fact"
    assert not is_signed_by(
        msgspec.structs.replace(kept, state="valid", detail="x"), desk.trust.key(node.url)
    )
    assert client.verify_certificates(meeting) == 0, "once"
    assert len(answers(desk, meeting)) == 1


@pytest.mark.parametrize(
    ("number", "person", "state"),
    [
        (LISTED, "gc-pm", "valid"),
        ("sample-gc-b－01", "gc-pm", "valid"),
        (LISTED, "gc-safety", "other_person"),
        ("SAMPLE-GC-GJ-01", "gc-tech", "unknown"),
        ("nobody-has-this", "gc-pm", "unknown"),
        (LISTED, "not-on-the-roster", "unknown"),
    ],
)
def test_without_a_register_the_roster_answers(known: Any, number: str, person: str, state: str) -> None:
    desk, client, meeting = known
    show(desk, meeting, number, person)
    (entry,) = unanswered(desk.ledger.entries(meeting))
    assert client.verify_certificate(meeting, entry).state == state
    assert [x.state for x in answers(desk, meeting)] == ([] if state == "unknown" else [state])
    assert len(unanswered(desk.ledger.entries(meeting))) == (state == "unknown")


def test_it_is_judged_for_the_day_on_which_it_was_shown(node: Any, known: Any) -> None:
    desk, client, meeting = known
    today = datetime.now(UTC).astimezone().date()
    register(node, row(until=(today - timedelta(days=3)).isoformat()))
    show(desk, meeting, "B-1")
    (entry,) = unanswered(desk.ledger.entries(meeting))
    earlier = msgspec.structs.replace(
        entry, body=msgspec.structs.replace(entry.body, at=entry.body.at - timedelta(days=5))
    )
    assert client.verify_certificate(meeting, earlier).state == "valid"


def test_a_register_that_changes_is_read_anew_and_a_damaged_one_calls_nothing_valid(
    own_node: Callable[..., Any], desk: Any
) -> None:
    node = own_node()
    client = desk.client(node.url)
    meeting = desk.begin()
    client.sync_meeting(meeting)
    show(desk, meeting, "B-1")
    show(desk, meeting, LISTED)
    first, listed = unanswered(desk.ledger.entries(meeting))
    assert client.verify_certificate(meeting, first).state == "unknown"
    register(node, row(until="never"))
    damaged = client.verify_certificate(meeting, listed)
    assert damaged.state == "unknown", "the roster has it, but the register may say that it was revoked"
    assert "登记表" in damaged.detail
    register(node, row(number=LISTED, state="注销"), row())
    assert client.verify_certificate(meeting, first).state == "valid"
    assert client.verify_certificate(meeting, listed).state == "revoked"
    assert [x.state for x in answers(desk, meeting)] == ["valid", "revoked"]
    code, said = node.stop()
    assert code == 0
    assert "《证照登记表》第 2 行 F 列" in said


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({}, 200),
        ({"digest": "short"}, 400),
        ({"number": ""}, 400),
        ({"number": "9" * 201}, 400),
        ({"certificate": "证" * 61}, 400),
        ({"day": "tomorrow"}, 400),
        ({"more": 1}, 400),
        ({"meeting": "@@devices"}, 404),
        ({"person": "x" * 20_000}, 413),
    ],
)
def test_a_question_is_bounded(node: Any, known: Any, changed: dict[str, Any], status: int) -> None:
    desk, _, meeting = known
    show(desk, meeting, LISTED)
    (entry,) = unanswered(desk.ledger.entries(meeting))
    body = msgspec.json.encode({**msgspec.to_builtins(question_of(meeting, entry)), **changed})
    target = "/v1/certificates"
    header = credentials(desk.key, "POST", target, body).header()
    answer = httpx.post(node.url + target, content=body, headers={"Authorization": header})
    assert answer.status_code == status
    unsigned = httpx.post(node.url + target, content=body)
    assert unsigned.status_code in {401, 413}


def test_a_meeting_the_node_does_not_know(node: Any, desk: Any) -> None:
    meeting = desk.begin()
    show(desk, meeting, LISTED)
    (entry,) = unanswered(desk.ledger.entries(meeting))
    with pytest.raises(SyncError) as caught:
        desk.client(node.url).verify_certificate(meeting, entry)
    assert caught.value.problem == "meeting_unknown"


@pytest.fixture
def meddler(node: Any) -> Iterator[Meddler]:
    made = Meddler(node.url)
    yield made
    made.close()


def forged(**changed: Any) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        said = msgspec.json.decode(data, type=CertificateAnswer)
        return msgspec.json.encode(msgspec.structs.replace(said, **changed))

    return change


LIES = [
    (forged(state="valid"), "signature"),
    (forged(signature="A" * 86 + "=="), "signature"),
    (forged(signature=""), "signature"),
    (forged(kid="n-0000000000000000"), "signature"),
    (forged(digest="0" * 64), "signature"),
    (lambda data: data + b" " * 5_000_000, "bad_answer"),
    (lambda data: data.replace(b'"detail":"', b'"detail":"' + b"x" * 400), "bad_answer"),
    (lambda _data: b"[" * 100_000, "bad_answer"),
    (lambda _data: b"", "bad_answer"),
]


@pytest.mark.parametrize(("lie", "reason"), LIES)
def test_an_answer_that_was_changed_on_the_way_is_no_answer(
    known: Any, meddler: Meddler, lie: Callable[[bytes], bytes], reason: str
) -> None:
    desk, _, meeting = known
    show(desk, meeting, "nobody-has-this")
    (entry,) = unanswered(desk.ledger.entries(meeting))
    client = desk.client(meddler.url)
    client.server_time()
    meddler.changes["/v1/certificates"] = lie
    with pytest.raises(SyncError) as caught:
        client.verify_certificate(meeting, entry)
    assert caught.value.code == ("sync.bad_answer" if reason == "bad_answer" else "sync.bad_word")
    assert explain(caught.value)
    assert answers(desk, meeting) == []


def test_a_true_answer_to_another_question_or_of_another_time_is_no_answer(
    known: Any, meddler: Meddler
) -> None:
    desk, _, meeting = known
    show(desk, meeting, LISTED)
    (good,) = unanswered(desk.ledger.entries(meeting))
    client = desk.client(meddler.url)
    client.verify_certificate(meeting, good)
    _, true = next(x for x in reversed(meddler.seen) if x[0] == "/v1/certificates")
    show(desk, meeting, "nobody-has-this")
    (other,) = unanswered(desk.ledger.entries(meeting))
    meddler.changes["/v1/certificates"] = lambda _data: true
    with pytest.raises(SyncError) as caught:
        client.verify_certificate(meeting, other)
    assert caught.value.details["reason"] == "question"
    assert len(answers(desk, meeting)) == 1


def test_a_true_answer_of_yesterday_played_back_is_no_answer(known: Any, meddler: Meddler) -> None:
    desk, _, meeting = known
    show(desk, meeting, LISTED)
    (entry,) = unanswered(desk.ledger.entries(meeting))
    ahead = timedelta(0)
    client = desk.client(meddler.url, clock=lambda: datetime.now(UTC) + ahead)
    client.verify_certificate(meeting, entry)
    _, true = next(x for x in reversed(meddler.seen) if x[0] == "/v1/certificates")
    meddler.changes["/v1/certificates"] = lambda _data: true
    assert client.verify_certificate(meeting, entry).state == "valid", "just now it was said"
    ahead = timedelta(days=1)
    with pytest.raises(SyncError) as caught:
        client.verify_certificate(meeting, entry)
    assert (caught.value.code, caught.value.details["reason"]) == ("sync.bad_word", "time")
    assert len(answers(desk, meeting)) == 1


def test_the_worker_asks_by_itself_and_again_later(node: Any, known: Any) -> None:
    desk, client, meeting = known
    show(desk, meeting, "B-1")
    stored: list[str] = []
    heard: list[Any] = []
    worker = SyncWorker(
        lambda: client, desk.ledger, on_status=heard.append, on_stored=stored.append, again_seconds=0.0
    )
    worker._round()
    assert answers(desk, meeting) == []
    assert heard[-1].state == "idle", "what the node does not know is no fault"
    register(node, row())
    worker._round()
    assert [x.state for x in answers(desk, meeting)] == ["valid"]
    assert meeting in stored
    count = len(desk.ledger.entries(meeting))
    worker._round()
    worker._round()
    kinds = desk.kinds(meeting)[count:]
    assert set(kinds) <= {"ReceiptStored"}
    assert len(kinds) <= 1, "nothing more is asked"


def test_what_was_undone_is_not_asked(known: Any) -> None:
    desk, client, meeting = known
    show(desk, meeting, LISTED)
    (entry,) = unanswered(desk.ledger.entries(meeting))
    with desk.ledger.write(meeting) as tx:
        tx.append(SECRETARY, f.FactUndone(target=entry.hash, reason="选错了人"))
    assert client.verify_certificates(meeting) == 0
    assert answers(desk, meeting) == []


def test_the_command_checks_a_register_and_writes_the_template(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from app.commands.group import huiqian

    def run(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(huiqian, ["--home", str(tmp_path), "certificates", *words])
        return done.exit_code, done.output

    assert run("check")[0] == 2
    assert run("template", str(tmp_path / "certificates.csv"))[0] == 0
    assert "0 张" in run("check")[1]
    with (tmp_path / "certificates.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(row(until="soon"))
    code, said = run("check")
    assert code == 2
    assert "第 4 行 F 列" in said
    assert os.fspath(tmp_path) not in said
