"""The header table that sign-in sheet, report and stop record share (3.1 block A)."""

from datetime import datetime

from msgspec import Struct

from app.models.calendar import BEIJING
from app.models.checks import Case
from app.models.terms import DELEGATE_OF, Mode, PartyKind, Role

MODE_ZH = {Mode.ONSITE: "现场", Mode.REMOTE_VIDEO: "远程视频"}
KIND_ZH: dict[PartyKind, str] = {
    PartyKind.OWNER: "建设",
    PartyKind.SURVEY: "勘察",
    PartyKind.DESIGN: "设计",
    PartyKind.GC: "总承包",
    PartyKind.SC: "分包",
    PartyKind.SUPERVISOR: "监理",
    PartyKind.MONITOR: "监测",
    PartyKind.INSTITUTION: "论证机构",
}
ROLE_ZH: dict[Role, str] = {
    Role.EXPERT: "专家",
    Role.OWNER_PM: "建设单位项目负责人",
    Role.OWNER_VERIFIER: "建设单位核对人",
    Role.SURVEY_TECH: "勘察单位项目技术负责人",
    Role.DESIGN_TECH: "设计单位项目技术负责人",
    Role.GC_TECH: "单位技术负责人",
    Role.GC_TECH_DELEGATE: "授权委派的专业技术人员",
    Role.GC_PM: "项目负责人",
    Role.GC_PROJ_TECH: "项目技术负责人",
    Role.GC_AUTHOR: "方案编制人员",
    Role.GC_SAFETY: "项目专职安全生产管理人员",
    Role.SC_TECH: "单位技术负责人",
    Role.SC_TECH_DELEGATE: "授权委派的专业技术人员",
    Role.SC_PM: "项目负责人",
    Role.SC_PROJ_TECH: "项目技术负责人",
    Role.SC_AUTHOR: "方案编制人员",
    Role.SC_SAFETY: "项目专职安全生产管理人员",
    Role.SUP_CHIEF: "项目总监理工程师",
    Role.SUP_ENG: "专业监理工程师",
    Role.AUTHORITY: "监督人员",
    Role.MONITOR: "监测单位",
    Role.OTHER: "列席",
    Role.SECRETARY: "会议秘书",
    Role.SCANNER: "扫码员",
    Role.HOST: "主持人",
}
"""Official names of the posts (31号-三)."""


TRANSITION_ZH: dict[str, str] = {
    "T01": "导入会议包",
    "T03": "开始签到",
    "T06": "宣布开会",
    "T12": "恢复会议",
    "T14": "提出结论",
    "T16": "定稿",
    "T19": "封存",
    "T24": "办结",
    "T26b": "撤回方案",
    "T28": "签署复核意见",
    "T28b": "修改情况告知专家",
    "T30": "登记监理审批",
    "T31": "办结",
    "T32": "作废",
    "T32b": "更正重出",
}
"""What a person wanted to do when a gate of 4.2 stopped it (4.3-4)."""


def clock(at: datetime | None, *, day: bool = True) -> str:
    """Beijing time ``2026-11-20 09:07`` (or ``09:07``); empty if unknown."""
    if at is None:
        return ""
    return at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M" if day else "%H:%M")


class Head(Struct, frozen=True, kw_only=True):
    """Block A. All values are ready to print; empty = nothing to print."""

    project: str
    project_place: str
    platform_code: str
    application_no: str
    meeting_id: str
    category: str
    oversize: str
    plan_name: str
    plan_version: str
    plan_hash: str
    owner: str
    organiser: str
    mode: str
    place: str
    host: str
    leader: str
    secretary: str
    pack: str
    starts: str
    sample: bool


class UnitRow(Struct, frozen=True, kw_only=True):
    """A participating unit with the persons the report names (3.2 header)."""

    kind: str
    name: str
    code: str
    pm: str = ""
    proj_tech: str = ""
    chief: str = ""
    author: str = ""


def oversize_only(c: Case) -> bool:
    """Does the title say 超过一定规模的: not for a plan that hits only 附件1 (part 3, Titles)."""
    return bool(c.assessment.oversize)


def head_of(c: Case) -> Head:
    """Block A of 3.1 for the meeting as it is."""
    p, m = c.m.info, c.m
    names = {
        role: "、".join(c.name(h.person) for h in m.holders(role)) for role in (Role.HOST, Role.SECRETARY)
    }
    owner = next((x.name for x in p.parties if x.kind is PartyKind.OWNER), "")
    general = next((x.name for x in p.parties if x.kind is PartyKind.GC and x.lead), "")
    return Head(
        project=p.project.name,
        project_place=p.project.place,
        platform_code=p.project.platform_code,
        application_no=p.meeting.application_no,
        meeting_id=p.meeting.id,
        category=c.category_name(m.primary_category),
        oversize="；".join(c.describe(hit) for hit in m.scope),
        plan_name=p.plan.name,
        plan_version=p.plan.version,
        plan_hash=p.plan.sha256[:12],
        owner=owner,
        organiser=p.meeting.organiser_name or general,
        mode=MODE_ZH[m.mode or p.meeting.mode],
        place=p.meeting.place,
        host=names[Role.HOST],
        leader=c.name(m.leader) if m.leader else "",
        secretary=names[Role.SECRETARY],
        pack=f"{c.pack.meta.name}（{c.pack.meta.version}）",
        starts=clock(m.opened_at or p.meeting.planned_start),
        sample=p.meeting.sample,
    )


def _holder(c: Case, code: str, *roles: Role) -> str:
    return "、".join(c.name(h.person) for role in roles for h in c.m.holders(role, code))


def unit_rows(c: Case) -> tuple[UnitRow, ...]:
    """Units in the order of 31号-三."""
    order = list(PartyKind)
    units = sorted(c.m.parties.values(), key=lambda p: order.index(p.kind))
    return tuple(
        UnitRow(
            kind=KIND_ZH[p.kind],
            name=p.name,
            code=p.code,
            pm=_holder(c, p.code, Role.OWNER_PM, Role.GC_PM, Role.SC_PM),
            proj_tech=_holder(
                c, p.code, Role.SURVEY_TECH, Role.DESIGN_TECH, Role.GC_PROJ_TECH, Role.SC_PROJ_TECH
            ),
            chief=_holder(c, p.code, Role.SUP_CHIEF),
            author=_holder(c, p.code, Role.GC_AUTHOR, Role.SC_AUTHOR),
        )
        for p in units
    )


def is_delegate(role: Role) -> bool:
    """Is this the role of a delegate (31号-三（四）)?"""
    return role in DELEGATE_OF.values()
