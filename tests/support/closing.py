"""How a hall comes to the closing stages: what the experts found, the proposal, the signatures, the seal, the receipt."""

from __future__ import annotations

from app.models import facts as f
from app.models.entry import By
from app.models.terms import Role, Verdict
from app.services.desk import requests as r
from support.hall import Hall
from support.remembered import remembered


@remembered
def opened(made: Hall) -> None:
    """T06, everybody here."""
    made.open_check_in()
    made.at(8, 45)
    made.crowd("CheckInAll", skip=["gc-tech"])
    made.crowd("SignSheetAll")
    made.crowd("DeclareAll")
    made.crowd("Elect", leader="e1")
    made.crowd("TickAll")
    made.at(10)
    made.open_meeting()


@remembered
def deliberated(made: Hall) -> None:
    """Topics, parts, severe defects and personal conclusions are there; nothing is concluded."""
    opened(made)
    made.crowd("Topics")
    made.crowd("AnswerAll")
    made.crowd("FormsAll")
    made.crowd("FixAll")


@remembered
def written(made: Hall) -> None:
    """Assessment, one compulsory point and one key node."""
    deliberated(made)
    made.do(f.AssessmentWritten(text="方案内容完整，经修改后可用于指导施工。"), "leader")
    made.do(
        f.RevisionItemWritten(
            item="r1",
            place="第 4.3 节、图 7",
            problem="缺第二道支撑拆除前的换撑验算",
            requirement="补充换撑验算，换撑混凝土强度不小于设计强度的 80%。",
            expert="e3",
        ),
        "e3",
    )
    node = f.KeyNodeWritten(node="n1", name="开挖至基底", content="坑底隆起复核", expected="2026-12-20")
    made.do(node, "leader")


@remembered
def proposed(made: Hall, verdict: Verdict = Verdict.PASS_AFTER_REVISION, reason: str = "") -> None:
    """T14."""
    written(made)
    made.do(r.Propose(verdict=verdict, reason=reason), "leader")


@remembered
def frozen(made: Hall, verdict: Verdict = Verdict.PASS_AFTER_REVISION, reason: str = "") -> None:
    """T16: all agree, the content is fixed."""
    proposed(made, verdict, reason)
    made.crowd("AgreeAll")
    made.crowd("AcknowledgeAll")
    made.at(11, 24)
    made.do(r.Freeze(), "leader")


@remembered
def signed(made: Hall, verdict: Verdict = Verdict.PASS_AFTER_REVISION, reason: str = "") -> None:
    """All experts have signed."""
    frozen(made, verdict, reason)
    made.crowd("SignAll")


@remembered
def ended(made: Hall, verdict: Verdict = Verdict.PASS_AFTER_REVISION, reason: str = "") -> None:
    """散会; only the hints are left."""
    signed(made, verdict, reason)
    made.crowd("AttestOnSite")
    made.do(f.MeetingEnded(), "host")


@remembered
def sealed(made: Hall, verdict: Verdict = Verdict.PASS_AFTER_REVISION, reason: str = "") -> None:
    """T19."""
    ended(made, verdict, reason)
    made.crowd("AcknowledgeAll")
    made.do(r.SealRecord())


def receive(made: Hall) -> None:
    """The fact the sync stores when the node's receipt has been verified."""
    seal = made.desk.view(made.meeting).m.seal
    assert seal is not None
    heads = made.ledger.heads(made.meeting)
    with made.ledger.write(made.meeting) as tx:
        fact = f.ReceiptStored(
            ranges=heads, seal_hash=seal.seal_hash, received_at=made.clock(), kid="n-sample", signature=""
        )
        tx.append(By(person="node", role=Role.SECRETARY), fact)
    made.view = made.desk.view(made.meeting)
