"""The door behind every screen: a text that was read, by whatever way, becomes an answer and facts.

Nothing is lost: what needs a look at the person waits in a line of its own; what is turned away is on disk before it is
said. The door keeps no truth: the line is forgotten with the window, and whoever stood in it scans again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace as renamed
from PySide6.QtCore import QObject, Signal

from app.models import facts as f
from app.models.badge import Outcome
from app.models.terms import Factor, Role, Stage
from app.services.desk import requests as r
from app.services.desk.refusal import Refusal
from app.ui.door import certificates
from app.ui.door.visit import Mode, Step, Visit, Way
from app.ui.host_identity import utc_now
from app.ui.stages.parts.people import unit_name

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from msgspec import Struct

    from app.models.meeting import Meeting
    from app.services.badges.door import Scan
    from app.services.desk.desk import View
    from app.ui.host import DeskHost

OPEN: frozenset[Stage] = frozenset(
    {
        Stage.CHECKIN,
        Stage.READY,
        Stage.STOPPED,
        Stage.IN_SESSION,
        Stage.PROPOSED,
        Stage.SIGNING,
        Stage.SUSPENDED,
    }
)
"""Stages in which somebody may come in or go (4.2: DAY)."""

_DONE = {
    Step.ASK_IN: Step.IN,
    Step.ASK_OUT: Step.OUT,
    Step.ASK_ROLL: Step.ROLLED,
    Step.ASK_CERTIFICATE: Step.CERTIFICATE_KEPT,
}
_AGAIN = frozenset({"last4_wrong", "certificate_text"})
"""Refusals of what was typed: it is typed again."""

_DENIED = frozenset({Step.ASK_IN, Step.ASK_ROLL, Step.ALREADY, Step.SWAPPED})
Keys = Mapping[str, "Ed25519PublicKey"]


class Door(QObject):
    """Answers scans of one meeting.

    Signals:
        shown: the ``Visit`` to be shown now, None when the door is free.
        settled: a ``Visit`` came to a result (its sound, its colour).
        line_changed: how many wait behind the one shown.
        mode_changed: the ``Mode``.
    """

    shown = Signal(object)
    settled = Signal(object)
    line_changed = Signal(int)
    mode_changed = Signal(object)

    def __init__(self, host: DeskHost, now: Callable[[], datetime] = utc_now) -> None:
        super().__init__(host)
        self.host = host
        self.store = host.store
        self.now = now
        self.mode = Mode.IN
        self.sent_away = ""
        self.current: Visit | None = None
        self.last: tuple[Visit, datetime] | None = None
        self._line: deque[Visit] = deque()
        self._keys: Keys | None = None
        self._keys_of: tuple[str, frozenset[str]] = ("", frozenset())
        self._arming = False
        self._early: list[tuple[str, Way]] = []
        self._photos: dict[str, bytes] = {}
        self.store.changed.connect(self._viewed)
        if self.store.view is not None:
            self._viewed(self.store.view)

    # --- keys and photos: read once, off the GUI thread ----------------------------------------------

    def _viewed(self, view: View) -> None:
        """Fetch keys and photos when the package or the primary is another."""
        of = (view.m.package_blob, frozenset(view.m.primaries))
        if of == self._keys_of:
            return
        self._keys_of, self._arming = of, True
        m = view.m

        def read() -> tuple[Keys, dict[str, bytes]]:
            from app.services.badges.door import door_keys
            from app.services.intake.photos import photos_in

            data = self.store.desk.ledger.blob(m.package_blob)
            return door_keys(self.store.desk.badge_keys(m)), photos_in(data)

        self.store.lane.submit(read, self._armed, owner=self)

    def _armed(self, found: tuple[Keys, dict[str, bytes]]) -> None:
        self._keys, self._photos = found
        self._arming = False
        early, self._early = self._early, []
        for text, way in early:
            self.take(text, way)

    # --- a scan ------------------------------------------------------------------------------------------

    def take(self, text: str, way: Way) -> None:
        """A text was read. It is answered at once; if something is being asked already, it waits its turn."""
        view = self.store.view
        if view is None or self._keys is None:
            self._early.append((text, way))
            return
        scan = self._answer(text, way, view.m, self._keys)
        if self._stands_here(scan):
            return
        self._decide(self._visit(scan, text, way, view), view.stage)

    def _answer(self, text: str, way: Way, m: Meeting, keys: Keys) -> Scan:
        """A hand scanner may have come through another keyboard: the signature decides which reading is right."""
        from app.services.badges.door import answer_scan
        from app.services.badges.foreign import OTHER
        from app.services.scanning.repairs import repairs

        found = answer_scan(text, m, keys, self.now())
        unknown = found.badge is None and (found.foreign is None or found.foreign is OTHER)
        if unknown and way in {"scanner", "typed"}:
            for other in repairs(text):
                again = answer_scan(other, m, keys, self.now())
                if again.badge is not None:
                    return again
        return found

    def is_open(self, stage: Stage) -> bool:
        """May anybody come in here now? Not where the computer was sent away: what it records does not count (4.3-3)."""
        return stage in OPEN and not self.sent_away

    def _stands_here(self, scan: Scan) -> bool:
        """One person is asked about once, however often the code is held up meanwhile."""
        waiting = [self.current, *self._line]
        return any(v is not None and v.asks and v.scan.digest == scan.digest for v in waiting)

    def _visit(self, scan: Scan, text: str, way: Way, view: View) -> Visit:
        from app.services.badges.words import say

        m, person = view.m, scan.answer.person
        who = m.people.get(person)
        photo = self._photos.get(who.photo or "", b"") if who else b""
        plain = Visit(
            scan=scan,
            text=text,
            way=way,
            at=self.now(),
            step=Step.NO,
            words=say(scan, m),
            name=m.name(person) if who else "",
            unit=unit_name(m, person) if who else "",
            posts=scan.answer.roles,
            photo=photo,
        )
        if self.is_open(view.stage):
            return self._asked(plain, m)
        return plain.become(Step.NO, m, "sent_away" if self.sent_away else "closed", reason=self.sent_away)

    def _asked(self, plain: Visit, m: Meeting) -> Visit:
        """What a scan leads to in the mode the door is in."""
        if plain.outcome is Outcome.ADMITTED:
            return plain.become(Step.ASK_IN, m)
        if plain.outcome is Outcome.E_CERTIFICATE and (whose := self._whose()):
            return certificates.offered(plain, m, whose)
        if plain.outcome is not Outcome.ALREADY_IN:
            return plain
        if self.mode is Mode.OUT:
            return plain.become(Step.ASK_OUT, m)
        if self.mode is Mode.ROLL and m.stage is Stage.SUSPENDED:
            return plain.become(Step.ASK_ROLL, m)
        span = m.span(plain.person)
        more = [x for x in plain.posts if span is not None and x not in span.roles]
        return (
            replace(plain.become(Step.ASK_IN, m), posts=tuple(more))
            if more
            else replace(plain, step=Step.ALREADY)
        )

    def _whose(self) -> str:
        """The person before the door: whose e-certificate it will be."""
        view, device = self.store.view, self.store.desk.ledger.device
        if view is None:
            return ""
        return certificates.before_the_door(self.current, self.last, view, self.now(), device)

    def _decide(self, visit: Visit, stage: Stage) -> None:
        if visit.asks:
            self._line.insert(self._place(visit), visit)
            self._next()
        elif self.is_open(stage):
            self._turn_away(visit)
        else:  # there is no check-in yet, or no more: nothing happened that a record would tell
            self._settle(visit)

    def _place(self, visit: Visit) -> int:
        """Last in the line; but an e-certificate stands right behind its owner, who is being asked about."""
        if not visit.whose or self.current is None or self.current.about != visit.whose:
            return len(self._line)
        return sum(1 for v in self._line if v.whose == visit.whose)

    # --- turned away: on disk, then said ----------------------------------------------------------------

    def _turn_away(self, visit: Visit, note: str = "", outcome: Outcome | None = None) -> None:
        """Record a scan that let nobody in, and show it; if even that fails, show it all the same."""

        def no(_error: Exception) -> bool:
            self._settle(visit)
            return isinstance(_error, Refusal)

        self._ask(visit.turned_away(note, outcome), lambda _view: self._settle(visit), no)

    # --- what whoever stands at the door says ------------------------------------------------------------

    def say_yes(self, posts: object, typed: str) -> None:
        """The loud button was pressed: in these posts, with the last four or the number that was typed."""
        if isinstance(posts, tuple):
            self.confirm(posts, typed)

    def confirm(self, posts: tuple[Role, ...] = (), last4: str = "") -> None:
        """It is the person: check in with the badge and a second factor, check out, call the roll, keep his certificate.

        ``last4``: what was typed; of an e-certificate the number, where its code does not bear it.
        """
        visit = self.current
        if visit is None or not visit.asks:
            return
        if visit.step is Step.ASK_CERTIFICATE:
            self._keep(visit, last4)
        elif visit.step is Step.ASK_OUT:
            self._send(f.PersonCheckedOut(person=visit.person), visit)
        elif visit.step is Step.ASK_ROLL:
            self._send(f.RollCalled(people=(visit.person,)), visit)
        else:
            second = (Factor.LOOK, Factor.LAST4) if last4 and self.needs_three() else None
            factors = second or ((Factor.LAST4,) if last4 else (Factor.LOOK,))
            request = r.CheckIn(
                person=visit.person,
                roles=posts or visit.posts,
                factors=(Factor.BADGE, *factors),
                last4=last4,
                badge=visit.text if visit.scan.badge else "",
                way=visit.way,
            )
            self._send(request, visit)

    def needs_three(self) -> bool:
        """Does this place ask for a third factor?"""
        view = self.store.view
        return view is not None and view.case.pack.identity.factors > len((Factor.BADGE, Factor.LOOK))

    def deny(self, note: str, visit: Visit | None = None) -> None:
        """It is not the person (EC-05), or another one holds his badge or certificate (EC-39): the incident is a fact.

        ``visit``: the one that was asked about; what is shown may be another by the time the words are written.
        """
        visit, view = visit or self.current, self.store.view
        if visit is None or view is None or visit.step not in _DENIED:
            return
        said = visit.become(Step.NO, view.m, "certificate_suspected" if visit.whose else "suspected_now")
        fact = f.SubstitutionSuspected(person=visit.about, evidence=note)
        self._ask(fact, lambda _view: self._turn_away(said, note, Outcome.SUSPECTED), lambda _e: False)

    def skip(self) -> None:
        """Nobody compared him: he is not in, and that is said and kept."""
        visit, view = self.current, self.store.view
        if visit is None or view is None or not visit.asks:
            self.free()
        elif visit.step is Step.ASK_IN:
            said = visit.become(Step.NO, view.m, Outcome.NOT_COMPARED.value)
            self._turn_away(said, "", Outcome.NOT_COMPARED)
        else:
            if visit.step is Step.ASK_CERTIFICATE:
                self._ask(visit.turned_away(), lambda _view: None, lambda _e: False)
            self.free()

    def leave(self) -> None:
        """The one shown is in already and wants to go."""
        visit, view = self.current, self.store.view
        if visit is not None and view is not None and visit.step is Step.ALREADY:
            self._show(visit.become(Step.ASK_OUT, view.m))

    def free(self) -> None:
        """Put away what is shown, and show the next in the line."""
        self.current = None
        self._next()

    def set_mode(self, mode: Mode) -> None:
        """Scan for another purpose from now on."""
        if mode is not self.mode:
            self.mode = mode
            self.mode_changed.emit(mode)

    @property
    def armed(self) -> bool:
        """Are the keys here? Until then a scan waits."""
        return self._keys is not None and not self._arming

    @property
    def waiting(self) -> tuple[Visit, ...]:
        """Those who wait behind the one shown, first come first."""
        return tuple(self._line)

    # --- facts ------------------------------------------------------------------------------------------

    def _keep(self, visit: Visit, number: str) -> None:
        """证照扫码: kind and number of an e-certificate beside the check-in of its owner (CJ-二12); ``number`` as typed."""
        read = certificates.with_number(visit, number)
        fact = certificates.fact_of(read)
        if fact is not None and fact.number:
            self._send(fact, visit, read)

    def _send(self, request: Struct, visit: Visit, read: Visit | None = None) -> None:
        def done(view: View) -> None:
            self._settle((read or visit).become(_DONE[visit.step], view.m))

        self._ask(request, done, lambda error: self._refused(visit, error, read))

    def _refused(self, visit: Visit, error: Exception, read: Visit | None = None) -> bool:
        """A wrong digit is tried again; any other no is said in the place of the answer."""
        if not isinstance(error, Refusal):
            self._settle(self._own_error(visit))
            return False
        said = self.host.words.refusal(error)
        if error.code in _AGAIN:
            self._show(replace(visit, problem=f"{said.text}{said.next}"))
            return True
        view = self.store.view
        if view is not None and read is not None:
            self._turn_away(certificates.after_refusal(read, view.m, error, said), said.text)
        elif view is not None:
            answer = visit.become(Step.NO, view.m, "refused", what=said.text)
            self._settle(replace(answer, words=renamed(answer.words, next=said.next or answer.words.next)))
        return True

    def _own_error(self, visit: Visit) -> Visit:
        view = self.store.view
        return visit.become(Step.NO, view.m, Outcome.OWN_ERROR.value) if view is not None else visit

    def _ask(self, request: Struct, then: Callable[[View], object], no: Callable[[Exception], bool]) -> None:
        self.store.do(request, self.host.at_the_door(), then, no)

    # --- what is shown ------------------------------------------------------------------------------------

    def _settle(self, visit: Visit) -> None:
        """A scan has its result: it is shown unless somebody else is being asked about."""
        mine = self.current is not None and self.current.scan.digest == visit.scan.digest
        if mine or self.current is None or not self.current.asks:
            self.current = visit
            self.shown.emit(visit)
        self._say(visit)

    def _say(self, visit: Visit) -> None:
        if visit.person:
            self.last = (visit, self.now())
        self.settled.emit(visit)

    def _show(self, visit: Visit) -> None:
        self.current = visit
        self.shown.emit(visit)

    def _next(self) -> None:
        """Ask about the next in the line, unless somebody is being asked about already."""
        if self.current is not None and self.current.asks:
            self.line_changed.emit(len(self._line))
            return
        view = self.store.view
        while self._line and view is not None:
            visit = self._line.popleft()
            if certificates.may_be_kept(visit, view.m):
                self._show(visit)
                break
            self._turn_away(certificates.of_nobody(visit, view.m))
        if self.current is None:
            self.shown.emit(None)
        self.line_changed.emit(len(self._line))
