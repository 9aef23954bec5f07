"""``huiqian doctor`` about the door: badges and the list of revoked ones, photos, the venue, the kiosk."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace as with_

from app.bootstrap import LEDGER_FILE, make_desk
from app.models import facts as f
from app.models.beijing import BEIJING, beijing_day
from app.models.entry import By
from app.models.package import SignedPackage
from app.models.terms import Role
from app.services import settings
from app.services.badges.codes import codes_of
from app.services.badges.door import door_keys
from app.services.desk import requests as r
from app.services.desk.desk import Desk, View
from app.services.doctor import door, venue
from app.services.doctor.line import Line, say
from app.services.intake.package_file import encode_package, sign_package
from app.services.intake.photos import photos_in
from app.services.intake.sample import sample_key, sample_package, signed_sample
from app.services.ledger import Ledger
from app.services.pin import PinPad
from app.services.places import settings_file
from app.services.signing.keys import DeviceKey, load_device_key, pack
from app.services.venue.book import Place, VenueBook
from support.command import Huiqian, Ran
from support.laptops import Laptop

SECRETARY = By(person="s1", role=Role.SECRETARY, name="样秘书")
HOUR = timedelta(hours=1)
TOMORROW = beijing_day(datetime.now(UTC)) + timedelta(days=1)
MEETING = sample_package(TOMORROW).meeting.id


def told(ran: Ran) -> dict[str, dict[str, str]]:
    return {row["what"]: row for row in json.loads(ran.out)}


def hows(lines: object) -> list[tuple[str, str]]:
    assert isinstance(lines, list | tuple | Iterator)
    return [(line.state, line.how) for line in lines if isinstance(line, Line)]


def in_words(lines: list[Line]) -> str:
    return " ".join(say(line).text for line in lines)


def desk_at(home: Path, now: datetime | None = None) -> Desk:
    """The desk of a home as of a moment."""
    home.mkdir(exist_ok=True)
    ledger = Ledger.open(home / LEDGER_FILE, load_device_key(home))
    return make_desk(ledger, dict, (lambda: now) if now else (lambda: datetime.now(UTC)), home=home)


def take(desk: Desk, signed: SignedPackage) -> View:
    return desk.do(signed.package.meeting.id, r.ImportPackage(data=encode_package(signed)), SECRETARY)


def heard(desk: Desk, as_of: datetime, meeting: str = MEETING) -> None:
    with desk.ledger.write(meeting) as tx:
        tx.append(SECRETARY, f.BadgesRevoked(serials=(), source="node", as_of=as_of))


def record(desk: Desk, *facts: f.Fact, meeting: str = MEETING) -> None:
    with desk.ledger.write(meeting) as tx:
        for fact in facts:
            tx.append(SECRETARY, fact)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Tomorrow's meeting on this desk: badges, no node, everybody's photo."""
    folder = tmp_path / "home"
    desk = desk_at(folder)
    take(desk, signed_sample(TOMORROW))
    desk.ledger.close()
    return folder


# --- the command ----------------------------------------------------------------------------------------------


def test_the_day_before(inside: Huiqian, home: Path) -> None:
    rows = told(inside("doctor", "--json", home=home))
    assert (rows["badges"]["state"], rows["badges"]["how"]) == ("warn", "no_node")
    assert "C31" in rows["badges"]["text"]
    assert "huiqian sync --node" in rows["badges"]["next"]
    assert (rows["photos"]["state"], rows["photos"]["how"]) == ("ok", "ok")
    assert (rows["venue"]["state"], rows["kiosk"]["how"]) == ("ok", "none")
    path = settings_file(home)
    settings.save(path, replace(settings.load(path), node="http://node:8700", kiosk=MEETING))
    rows = told(inside("doctor", "--json", home=home))
    assert rows["badges"]["how"] == "never", "a node is set, and was never heard"
    assert (rows["kiosk"]["state"], rows["kiosk"]["how"]) == ("warn", "back")
    assert sample_package(TOMORROW).plan.name[:12] in rows["kiosk"]["text"]
    assert (rows["pin"]["state"], rows["pin"]["how"]) == ("bad", "lost"), "in the kiosk for ever"
    PinPad(home).set("2468")
    desk = desk_at(home)
    heard(desk, datetime.now(UTC) - HOUR)
    desk.ledger.close()
    rows = told(inside("doctor", "--json", home=home))
    assert [rows[x]["how"] for x in ("badges", "pin", "kiosk")] == ["ok", "ok", "back"]


def test_json_and_text_bear_the_same_rows(inside: Huiqian, home: Path) -> None:
    rows = json.loads(inside("doctor", "--json", home=home).out)
    lines = [x for x in inside("doctor", home=home).out.splitlines() if not x.startswith("  →")]
    assert [row["name"] for row in rows] == [line[2:].partition("：")[0] for line in lines]


def test_what_is_over_is_not_looked_at_and_what_is_too_much_is_counted(
    inside: Huiqian, tmp_path: Path
) -> None:
    desk = desk_at(tmp_path / "home")
    for n in range(door.MOST + 3):
        package = sample_package(TOMORROW, meeting=f"XJ-{n}")
        take(desk, sign_package(package, sample_key()))
    record(desk, f.MeetingCancelled(reason="改期"), meeting=f"XJ-{door.MOST + 2}")
    desk.ledger.close()
    rows = json.loads(inside("doctor", "--json", home=tmp_path / "home").out)
    badges = [row["how"] for row in rows if row["what"] == "badges"]
    assert badges == ["no_node"] * (door.MOST - 1) + ["more"], "the newest is called off"
    assert (
        "另有 3 场" in rows[-1 - len([r for r in rows if r["what"] in {"photos", "venue", "kiosk"}])]["text"]
    )


def test_a_damaged_ledger_leaves_the_door_unseen(inside: Huiqian, home: Path) -> None:
    (home / LEDGER_FILE).write_bytes(b"garbage" * 900)
    rows = told(inside("doctor", "--json", home=home))
    assert [rows[x]["how"] for x in ("ledger", "badges", "photos")] == ["damaged", "unseen", "unseen"]


# --- badges, at any moment ------------------------------------------------------------------------------------


NODE, NO_NODE = door.Source(node=True), door.Source()


def lines_at(desk: Desk, now: datetime, source: door.Source = NODE) -> list[Line]:
    view = desk.view(MEETING)
    keys = door_keys(desk.badge_keys(view.m))
    return list(door.badge_lines(view, codes_of(view, desk.ledger.blob), keys, now, source))


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    found = desk_at(home)
    yield found
    found.ledger.close()


def test_the_age_of_the_list(desk: Desk) -> None:
    now = datetime.now(UTC)
    assert hows(lines_at(desk, now)) == [("warn", "never")]
    assert hows(lines_at(desk, now, NO_NODE)) == [("warn", "no_node")]
    east = DeviceKey.in_memory(b"\x07" * 32)
    record(desk, f.DeviceJoined(device=east.id, public=pack(east.public), name="东门"))
    assert hows(lines_at(desk, now, door.Source(own=east.id))) == [("warn", "at_primary")]
    heard(desk, now - 30 * HOUR)
    [line] = lines_at(desk, now)
    assert (line.state, line.how, line.args["hours"]) == ("warn", "old", "30")
    assert hows(lines_at(desk, now - 7 * HOUR)) == [("ok", "ok")]
    record(desk, f.BadgesRevoked(serials=("ab" * 8,), source="desk", as_of=now, reason="遗失"))
    assert hows(lines_at(desk, now)) == [("warn", "old")], "what the desk decides says nothing of the node"
    heard(desk, now)
    [line] = lines_at(desk, now)
    assert now.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M") in say(line).text


def test_badges_that_come_too_late_or_end_too_soon(desk: Desk) -> None:
    start = desk.view(MEETING).m.info.meeting.planned_start
    heard(desk, start)
    assert hows(lines_at(desk, start - 20 * HOUR)) == [("ok", "ok")]
    assert hows(lines_at(desk, start)) == [("ok", "ok")]
    late = lines_at(desk, start + 2 * timedelta(days=1) + 23 * HOUR)
    assert hows(late)[0] == ("warn", "expire"), "the meeting goes on longer than its badges"
    assert "C31" in say(late[0]).next
    assert hows(lines_at(desk, start + 80 * HOUR))[0] == ("warn", "expire")


def test_badges_of_a_meeting_that_was_brought_forward(tmp_path: Path) -> None:
    """The node issued them for the old hour; the roster says the new one."""
    desk = desk_at(tmp_path / "home")
    signed = signed_sample(TOMORROW)
    start = signed.package.meeting.planned_start
    meeting = with_(signed.package.meeting, planned_start=start - 30 * HOUR)
    package = with_(signed.package, meeting=meeting)
    again = sign_package(package, sample_key())
    take(desk, again)
    view = desk.view(MEETING)
    codes = {badge.person: badge.code for badge in signed.badges}
    keys = door_keys(desk.badge_keys(view.m))
    found = list(door.badge_lines(view, codes, keys, start - 40 * HOUR, NO_NODE))
    desk.ledger.close()
    assert hows(found) == [("warn", "early"), ("warn", "no_node")]
    assert "张胸牌要到" in say(found[0]).text


def test_badges_nobody_here_can_verify_and_no_badges_at_all(desk: Desk) -> None:
    now = datetime.now(UTC)
    view = desk.view(MEETING)
    codes = codes_of(view, desk.ledger.blob)
    other = door_keys({"n-other": bytes(range(32))})
    found = list(door.badge_lines(view, codes, other, now, NODE))
    assert hows(found)[0] == ("warn", "unknown")
    assert f"{len(codes)} 张" in say(found[0]).text
    assert hows(list(door.badge_lines(view, {}, other, now, NODE))) == [("warn", "none_issued")]


def _same(moment: datetime) -> datetime:
    return moment


def test_a_meeting_everybody_has_forgotten_is_left_out(desk: Desk) -> None:
    start = desk.view(MEETING).m.info.meeting.planned_start
    for moment, there in ((start - HOUR, True), (start + timedelta(days=40), False)):
        desk.clock = partial(_same, moment)
        found = door.look(desk, (MEETING,), NO_NODE, here=frozenset({MEETING}))
        assert [m.id for m in found.meetings] == [MEETING] * there
        assert found.lines()[0].how == ("no_node" if there else "none")


# --- photos ---------------------------------------------------------------------------------------------------


def test_photos(desk: Desk) -> None:
    view = desk.view(MEETING)
    pictures = photos_in(desk.ledger.blob(view.m.package_blob))
    assert door.photo_line(view, pictures).how == "ok"
    person = next(iter(view.m.experts))
    fewer = {name: data for name, data in pictures.items() if name != view.m.people[person].photo}
    line = door.photo_line(view, fewer)
    assert (line.state, line.how, line.args["lacking"]) == ("warn", "some", "1")
    assert view.m.name(person) in say(line).text
    assert door.photo_line(view, {}).how == "all"
    one = with_(view.case.pack, identity=with_(view.case.pack.identity, factors=1))
    view.case.pack = one
    assert door.photo_line(view, {}).how == "unused", "a badge alone is enough there"


# --- the venue ------------------------------------------------------------------------------------------------


@pytest.fixture
def net(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found = ["192.168.1.5"]
    monkeypatch.setattr(venue, "addresses", lambda: tuple(found))
    return found


def seen(laptop: Laptop) -> door.Door:
    m = laptop.m
    return door.Door(known=True, meetings=(m,), here=frozenset({m.id}))


def test_nothing_joined(tmp_path: Path, net: list[str]) -> None:
    now, nothing = datetime.now(UTC), door.Door(known=True)
    assert "192.168.1.5" in in_words(list(venue.venue(tmp_path, None, nothing, now)))
    net.clear()
    assert hows(venue.venue(tmp_path, None, nothing, now)) == [("ok", "offline")]
    assert not (tmp_path / "venue.json").exists()


def test_a_primary_and_a_scanner(tmp_path: Path, net: list[str]) -> None:
    first, second = Laptop(tmp_path, "主控"), Laptop(tmp_path, "东门")
    now = datetime.now(UTC)
    try:
        first.begin()
        [waiting, _] = venue.venue(first.home, first.key, seen(first), now)
        assert waiting.how == "waiting"
        second.join(first.code())
        [here, reached] = venue.venue(first.home, first.key, seen(first), now)
        assert (here.state, here.how, reached.how) == ("ok", "open", "address")
        assert "已加入 1 台：东门" in say(here).text
        [there, _] = venue.venue(second.home, second.key, seen(second), now)
        assert (there.state, there.how) == ("ok", "joined")
        assert "东门" in say(there).text
        assert first.key.id in say(there).text
        book, meeting = VenueBook(second.home), second.m.id
        place = book.place(meeting)
        assert place is not None
        assert hows(venue.venue(second.home, first.key, seen(second), now))[0] == ("ok", "taken")
        book.keep(meeting, with_(place, places=()))
        assert hows(venue.venue(second.home, second.key, seen(second), now))[0] == ("ok", "by_file")
        book.keep(meeting, place)
        later = venue.venue(second.home, second.key, seen(second), now + timedelta(days=5))
        assert hows(later)[0] == ("warn", "long_ago")
        first.hall.shut(first.m.id)
        assert venue.venue(first.home, first.key, seen(first), now)[0].how == "shut"
        net[:] = ["169.254.3.4"]
        assert hows(venue.venue(second.home, second.key, seen(second), now))[1] == ("warn", "self_given")
        net.clear()
        assert hows(venue.venue(second.home, second.key, seen(second), now))[1] == ("warn", "no_network")
        record(first.desk, f.DeviceLeft(device=second.key.id, reason="借走了"), meeting=first.m.id)
        gone = venue.venue(second.home, second.key, seen(first), now)
        assert hows(gone)[0] == ("warn", "sent_away")
        assert "借走了" in say(gone[0]).text
    finally:
        first.close()
        second.close()


@pytest.mark.usefixtures("net")
def test_a_venue_whose_meeting_has_not_come_yet(tmp_path: Path) -> None:
    now, own = datetime.now(UTC), DeviceKey.in_memory(b"\x09" * 32)
    other = DeviceKey.in_memory(b"\x08" * 32)
    VenueBook(tmp_path).keep("M-1", Place(primary=pack(other.public), places=(), joined=now, name="西门"))
    found = venue.venue(tmp_path, own, door.Door(known=True), now)
    assert hows(found)[0] == ("warn", "not_yet")
    over = door.Door(known=True, here=frozenset({"M-1"}))
    assert hows(venue.venue(tmp_path, own, over, now)) == [("ok", "none")], "of what is over nothing is said"


@pytest.mark.usefixtures("net")
def test_a_note_of_venues_that_cannot_be_read(inside: Huiqian, home: Path) -> None:
    (home / "venue.json").write_text('{"format": "huiqian.venue/1", "meetings": {"M": 3}}')
    ran = inside("doctor", "--json", home=home)
    row = told(ran)["venue"]
    assert (ran.code, row["state"], row["how"]) == (1, "bad", "book")


def test_another_program_at_our_port_is_no_venue(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    laptop = Laptop(tmp_path, "主控")
    stranger = Laptop(tmp_path, "别人")
    try:
        laptop.begin(serve=False)
        stranger.begin()
        monkeypatch.setattr(venue, "ports_of", lambda _key: [stranger.server.port])
        assert venue._listening(laptop.key) == 0
        assert venue._listening(stranger.key) == stranger.server.port
    finally:
        laptop.close()
        stranger.close()
