"""Facts between opening and freezing: the way of the meeting and what the experts found."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from app.models.facts.base import FactBase, Ink
from app.models.terms import Conformity, DefectAnswer, Mode, PartTick, PauseKind, Stance, Verdict


class MeetingOpened(FactBase, frozen=True):
    """T06: mode fixed; in XJ/CJ confirmed by the owner's verifier (``confirmed_by``)."""

    mode: Mode
    confirmed_by: str = ""


class MeetingStopped(FactBase, frozen=True):
    """停止论证会 (T07/T13). ``keys`` are the open findings at that moment; the record 3.6 is made from them."""

    keys: tuple[str, ...]
    reason: str
    ink: Ink | None = None


class StopLifted(FactBase, frozen=True):
    """T08: those missing came the same day, the decider agrees."""

    reason: str


class MeetingPostponed(FactBase, frozen=True):
    """改期 (T09): reason and, if known, the next application. ``day_over`` when 24:00 ended the stop by itself."""

    reason: str
    next_application: str = ""
    day_over: bool = False


class MeetingCancelled(FactBase, frozen=True):
    """取消/流会 (T10)."""

    reason: str


class SessionSuspended(FactBase, frozen=True):
    """中止/休会 (T11), called by leader or host; a lost guard suspends by itself in the fold."""

    pause: PauseKind
    reason: str = ""
    until: datetime | None = None


class RollCalled(FactBase, frozen=True):
    """点名: these people are confirmed present again after a break (EC-47)."""

    people: tuple[str, ...]


class SessionResumed(FactBase, frozen=True):
    """T12."""


class LateExpertBriefed(FactBase, frozen=True):
    """The leader's note that an expert who came late was briefed (C74, EC-03)."""

    person: str
    note: str


class TopicConcluded(FactBase, frozen=True):
    """One of the three topics of 31号-四 (C48). ``topic`` 1, 2 or 3."""

    topic: Literal[1, 2, 3]
    conclusion: Conformity
    note: str = ""


class PlanPart(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of the nine parts of 31号-二; 缺 needs a remark."""

    part: int
    tick: PartTick
    remark: str = ""


class PlanPartsTicked(FactBase, frozen=True):
    """The nine ticks of topic （一） (C48)."""

    parts: tuple[PlanPart, ...]


class ConditionFlagSet(FactBase, frozen=True):
    """The leader says whether a condition of the defect list is there (section 6)."""

    flag: str
    value: bool


class DefectsAnswered(FactBase, frozen=True):
    """One expert's answers to items of the severe-defect list, item code → answer (C42)."""

    expert: str
    answers: dict[str, DefectAnswer]


class DefectFixed(FactBase, frozen=True):
    """The leader fixes the group's result of some items; an item an expert ticked 存在 needs a reason to be fixed otherwise."""

    results: dict[str, DefectAnswer]
    reasons: dict[str, str] = {}


class OpinionRow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A row of the personal form 3.3."""

    place: str
    problem: str
    advice: str
    basis: str = ""


class PersonalFormSubmitted(FactBase, frozen=True):
    """专家个人审查意见表 (3.3), meeting stage. Hidden from others until all are in (XJ-06).

    ``topics`` in the order of 31号-四; ``parts`` the nine parts as this expert ticked them; ``nodes`` 建议关键节点.
    """

    expert: str
    conclusion: Verdict
    topics: tuple[Conformity, ...] = ()
    opinion: str = ""
    rows: tuple[OpinionRow, ...] = ()
    site_visit: str = ""
    wants: str = ""
    reserve: str = ""
    ink: Ink | None = None
    parts: tuple[PlanPart, ...] = ()
    nodes: tuple[str, ...] = ()


class QuestionAsked(FactBase, frozen=True):
    """An expert asks for an explanation, a site visit, papers or raw test data (ZZ§11（三）); printed in the minutes (ZZ-06)."""

    question: str
    expert: str
    ask: Literal["说明", "踏勘", "资料", "检测数据"]
    text: str


class QuestionAnswered(FactBase, frozen=True):
    """What was answered or handed over, and by whom."""

    question: str
    answer: str
    answered_by: str = ""


class PersonalConclusionGiven(FactBase, frozen=True):
    """An expert's own conclusion without the written form (C41 then stays a W)."""

    expert: str
    conclusion: Verdict


class AssessmentWritten(FactBase, frozen=True):
    """总体评价, and 建议 (not compulsory)."""

    text: str
    advice: str = ""


class RevisionItemWritten(FactBase, frozen=True):
    """A row of 需修改完善的具体内容 (3.2 part 三). The same ``item`` again replaces it.

    ``confirmed`` = the author keeps it although 2.7 calls it vague (已确认具体可行).
    """

    item: str
    place: str
    problem: str
    requirement: str
    basis: str = ""
    expert: str = ""
    required: bool = True
    confirmed: bool = False


class RevisionItemRemoved(FactBase, frozen=True):
    """A row taken out again."""

    item: str
    reason: str = ""


class KeyNodeWritten(FactBase, frozen=True):
    """关键节点 or 验收节点 (3.2 part 五, XJ-三（四）). ``expert`` empty = the leader."""

    node: str
    name: str
    content: str
    expected: str = ""
    expert: str = ""
    notify: str = ""


class KeyNodeRemoved(FactBase, frozen=True):
    """A node taken out again."""

    node: str
    reason: str = ""


class ReservationWritten(FactBase, frozen=True):
    """保留意见 of an expert who agrees and signs (3.2 part 七)."""

    expert: str
    text: str


class VerdictProposed(FactBase, frozen=True):
    """T14: the leader proposes; ``version`` counts from 1. ``reason`` is compulsory for 不通过."""

    version: int
    verdict: Verdict
    reason: str = ""


class ProposalWithdrawn(FactBase, frozen=True):
    """T15: back to the discussion; the version is superseded, its stances are void."""

    version: int
    reason: str


class StanceTaken(FactBase, frozen=True):
    """One expert on proposal ``version`` (C47). 不同意 needs a reason."""

    expert: str
    version: int
    stance: Stance
    reason: str = ""
