"""What follows the seal as one line of a script: receipts, uploads, the changed plan, the approval, to CLOSED."""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

from app.models.after import report_experts
from app.models.calendar import beijing_day
from app.models.terms import Stage
from app.services.desk.desk import View
from app.services.rehearsal.script import Step

See = Callable[[], View]
Parts = Iterator[Step]
CHANGED_PLAN = hashlib.sha256("修改后的样例方案".encode()).hexdigest()


def _file(see: See, with_: dict[str, Any]) -> Parts:
    """The contractor files the changed plan: every required item answered with its place. ``skip``: items left out."""
    view = see()
    answers = [
        {"item": x.item, "answer": "已按意见修改", "place": x.place}
        for x in view.m.session.items.values()
        if x.required and x.item not in with_.get("skip", ())
    ]
    filed = {
        "plan_sha256": with_.get("sha256", CHANGED_PLAN),
        "plan_version": with_.get("version", f"{view.m.info.plan.version}-修改"),
        "dated": beijing_day(view.case.now).isoformat(),
        "answers": answers,
        "to_leader": with_.get("to_leader", False),
    }
    yield Step(do="RevisionFiled", with_=filed)


def _revise(see: See, with_: dict[str, Any]) -> Parts:
    """From AWAIT_REVISION to REVIEWED, in the way of the pack: the leader's opinion, or the experts told."""
    yield from _file(see, with_)
    view = see()
    if view.m.stage is Stage.REREVIEW:
        rows = [{"item": x.item, "result": "已落实"} for x in view.m.session.items.values() if x.required]
        approved = {"rows": rows, "opinion": "修改内容已逐项落实"}
        yield Step(do="ApproveRevision", by="leader", with_=approved)
    else:
        yield Step(do="TellAll")


def _approve(see: See, _with: dict[str, Any]) -> Parts:
    """第十一条 done again: both signatures and the stamp."""
    today = beijing_day(see().case.now).isoformat()
    signed = {"technical_director_on": today, "chief_supervisor_on": today, "stamped": True}
    yield Step(do="SupervisorApproved", with_=signed)


def _register_all(see: See, with_: dict[str, Any]) -> Parts:
    """Each expert of the report registers in the system (C62). ``skip``: who does not."""
    view = see()
    moment = view.case.now.isoformat()
    for person in report_experts(view.m):
        if person not in with_.get("skip", ()):
            said = {"expert": person, "registered_at": moment, "number": f"DJ-SAMPLE-{person}"}
            yield Step(do="ExpertRegistered", with_=said)


def _finish(see: See, with_: dict[str, Any]) -> Parts:
    """From SYNC_PENDING to CLOSED."""
    yield Step(do="Receive")
    view = see()
    post = view.case.pack.post
    if view.case.pack.check("C60").on:
        yield Step(do="UploadAll")
    if post.expert_confirm and view.m.verdict in (post.expert_confirm_on or ()):
        yield from _register_all(see, {})
    if see().m.stage is Stage.AWAIT_REVISION:
        yield from _revise(see, with_)
        yield from _approve(see, with_)


WALK_AFTER: dict[str, Callable[[See, dict[str, Any]], Parts]] = {
    "FileRevision": _file,
    "Revise": _revise,
    "Approve": _approve,
    "RegisterAll": _register_all,
    "Finish": _finish,
}
