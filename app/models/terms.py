"""The words of the field as closed lists (rules.md 0.4, 3, 4.1). Every value here is stored, so none is ever renamed."""

from enum import StrEnum


class Role(StrEnum):
    """Role codes of rules.md 0.4; one person may hold several (2.4)."""

    EXPERT = "EXPERT"  # 专家
    OWNER_PM = "OWNER_PM"  # 建设单位项目负责人
    OWNER_VERIFIER = "OWNER_VERIFIER"  # 建设单位核对人
    SURVEY_TECH = "SURVEY_TECH"  # 勘察单位项目技术负责人
    DESIGN_TECH = "DESIGN_TECH"  # 设计单位项目技术负责人
    GC_TECH = "GC_TECH"  # 总承包单位技术负责人
    GC_TECH_DELEGATE = "GC_TECH_DELEGATE"  # 授权委派的专业技术人员（总承包）
    GC_PM = "GC_PM"  # 总承包项目负责人
    GC_PROJ_TECH = "GC_PROJ_TECH"  # 总承包项目技术负责人
    GC_AUTHOR = "GC_AUTHOR"  # 方案编制人员
    GC_SAFETY = "GC_SAFETY"  # 项目专职安全生产管理人员
    SC_TECH = "SC_TECH"  # 分包单位技术负责人
    SC_TECH_DELEGATE = "SC_TECH_DELEGATE"
    SC_PM = "SC_PM"
    SC_PROJ_TECH = "SC_PROJ_TECH"
    SC_AUTHOR = "SC_AUTHOR"
    SC_SAFETY = "SC_SAFETY"
    SUP_CHIEF = "SUP_CHIEF"  # 项目总监理工程师
    SUP_ENG = "SUP_ENG"  # 专业监理工程师
    AUTHORITY = "AUTHORITY"  # 监督人员
    MONITOR = "MONITOR"  # 监测单位
    OTHER = "OTHER"  # 列席
    SECRETARY = "SECRETARY"  # 会议秘书
    SCANNER = "SCANNER"  # 扫码员
    HOST = "HOST"  # 主持人


DELEGATE_OF: dict[Role, Role] = {Role.GC_TECH: Role.GC_TECH_DELEGATE, Role.SC_TECH: Role.SC_TECH_DELEGATE}
"""The only posts that may be held through a delegate letter (31号-三（四）; XJ-三（二）4)."""

OBSERVERS: frozenset[Role] = frozenset({Role.AUTHORITY, Role.MONITOR, Role.OTHER})
"""They never fill a post and never count (XJ-五（三）, EC-34)."""

STAFF: frozenset[Role] = frozenset({Role.SECRETARY, Role.SCANNER, Role.HOST, Role.OWNER_VERIFIER})


class PartyKind(StrEnum):
    """Kinds of units in the order in which 31号-三 names them."""

    OWNER = "OWNER"  # 建设
    SURVEY = "SURVEY"  # 勘察
    DESIGN = "DESIGN"  # 设计
    GC = "GC"  # 总承包
    SC = "SC"  # 分包
    SUPERVISOR = "SUPERVISOR"  # 监理
    MONITOR = "MONITOR"  # 监测
    INSTITUTION = "INSTITUTION"  # 论证机构


class Stage(StrEnum):
    """States of a meeting (rules.md 4.1)."""

    NEW = "NEW"  # before T01
    PREPARED = "PREPARED"
    CHECKIN = "CHECKIN"
    READY = "READY"
    STOPPED = "STOPPED"
    IN_SESSION = "IN_SESSION"
    SUSPENDED = "SUSPENDED"
    PROPOSED = "PROPOSED"
    SIGNING = "SIGNING"
    SEALED = "SEALED"
    NO_CONSENSUS = "NO_CONSENSUS"
    SYNC_PENDING = "SYNC_PENDING"
    SYNCED = "SYNCED"
    SYNC_CONFLICT = "SYNC_CONFLICT"
    AWAIT_REVISION = "AWAIT_REVISION"
    REREVIEW = "REREVIEW"
    REVIEWED = "REVIEWED"
    FAILED = "FAILED"
    CLOSED = "CLOSED"
    ABORTED = "ABORTED"
    VOID = "VOID"


class Level(StrEnum):
    """Check levels (rules.md 0.2)."""

    BLOCK = "B"
    OVERRIDE = "O"
    WARN = "W"
    RECORD = "R"
    OFF = "-"


STRICTNESS: dict[Level, int] = {
    Level.OFF: 0,
    Level.RECORD: 1,
    Level.WARN: 2,
    Level.OVERRIDE: 3,
    Level.BLOCK: 4,
}


class Verdict(StrEnum):
    """The three conclusions of 令37-13①; also an expert's personal_conclusion."""

    PASS = "通过"
    PASS_AFTER_REVISION = "修改后通过"
    FAIL = "不通过"


class Stance(StrEnum):
    """One expert on one proposal (rules.md 0.4)."""

    AGREE = "同意"
    DISAGREE = "不同意"


class Presence(StrEnum):
    """How a person is present (C35)."""

    ONSITE = "ONSITE"
    REMOTE = "REMOTE"


class Mode(StrEnum):
    """Meeting mode, fixed at opening (T06)."""

    ONSITE = "onsite"
    REMOTE_VIDEO = "remote_video"


class Factor(StrEnum):
    """Identity factors of C31; two different ones are needed (identity.factors)."""

    BADGE = "BADGE"  # valid badge token
    LOOK = "LOOK"  # look against the roster photo or the photo on the ID shown
    LAST4 = "LAST4"  # last four of the ID shown + name
    CA_CERT = "CA_CERT"  # remote
    LIVE_VIDEO = "LIVE_VIDEO"  # remote


class Tick(StrEnum):
    """Result of looking at a proof of qualification (C30)."""

    CONFORMS = "符合"
    NOT_BROUGHT = "未带"
    NOT_CONFORMING = "不符合"


class Proof(StrEnum):
    """What was looked at (C30)."""

    PAPER = "paper"
    E_CERT = "e_cert"
    ROSTER = "roster"


class DefectAnswer(StrEnum):
    """Answer to one item of the severe-defect list (63号)."""

    PRESENT = "存在"
    ABSENT = "不存在"
    NOT_APPLICABLE = "不涉及"


class Conformity(StrEnum):
    """Conclusion on one of the three topics of 31号-四."""

    CONFORMS = "符合"
    MOSTLY = "基本符合"
    FAILS = "不符合"


class PartTick(StrEnum):
    """One of the nine parts of a plan (31号-二)."""

    THERE = "有"
    MISSING = "缺"
    NOT_APPLICABLE = "不涉及"


class SignKind(StrEnum):
    """Signature kinds of rules.md 8.1."""

    WET_INK = "WET_INK"
    DRAWN = "DRAWN"
    CA_ESIGN = "CA_ESIGN"


class Document(StrEnum):
    """Type codes of documents (rules.md part 3)."""

    SIGN_IN = "QD"  # 签到表
    REPORT = "LZ"  # 论证报告
    PERSONAL = "GR"  # 个人意见
    LETTER = "WT"  # 委托书
    PHOTOS = "ZP"  # 照片
    STOP = "TZ"  # 停会记录
    DECLARATION = "HB"  # 回避声明
    ELECTION = "TX"  # 组长推选记录
    OVERRIDE = "LW"  # 例外放行记录
    NO_CONSENSUS = "WY"  # 未形成一致意见记录
    VOID = "ZF"  # 作废说明
    REREVIEW = "FH"  # 复核意见
    KEY_NODE = "JD"  # 关键节点
    DUTY = "QX"  # 缺席与履职记录
    CONSENT = "GZ"  # 告知同意
    CORRECTION = "GS"  # 更正说明
    HANDOVER = "JJ"  # 交接清单
    ESIGN = "QY"  # 电子签名约定


class StopKind(StrEnum):
    """When a meeting was stopped (3.6)."""

    BEFORE_OPENING = "开会前"
    AFTER_OPENING = "开会后"


class PauseKind(StrEnum):
    """Why a session is suspended (T11)."""

    BREAK = "休息"
    ADJOURNMENT = "续会"  # planned, to a named time: not limited by time.max_pause_hours
    GUARD_LOST = "人员不齐"
    EMERGENCY = "突发情况"


class AbsenceKind(StrEnum):
    """Classes of 3.7; 拒绝签字 is a right and never one of them (ZZ§11（二）)."""

    ABSENT = "缺席"
    LEAVE = "请假"
    LATE = "迟到"
    LEFT_EARLY = "中途离场"
    SUBSTITUTE = "疑似替代"
    UNCONFIRMED = "未确认"  # QD-二（三）
    NO_PREREVIEW = "未提交预审意见"  # C06
