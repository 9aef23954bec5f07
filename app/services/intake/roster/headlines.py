"""The lines of the head sheet: name in column A, value in column B. Keys are paths inside the package."""

from app.services.intake.roster import cells
from app.services.intake.roster.layout import (
    MODE,
    PROJECT_KIND,
    SCOPE,
    Column,
    categories_kind,
    category_kind,
)

_BEIJING = "北京时间"
_MANY = "多个用分号隔开"
_CREDIT_CODE = "统一社会信用代码"

MEETING_LINES = (
    Column("meeting.id", "会议编号", cells.CODE, required=True, example="XJ-2026-1120"),
    Column("meeting.application_no", "论证申请编号", hint="系统受理编号"),
    Column("meeting.region", "行政区划代码", cells.CODE, required=True, hint="6 位", example="650100"),
    Column("meeting.region_tag", "地区简称", cells.CODE, required=True, hint="文件编号的开头", example="XJ"),
    Column("meeting.project_kind", "工程类型", PROJECT_KIND, required=True, example="房屋建筑"),
    Column(
        "meeting.planned_start",
        "计划开始时间",
        cells.MOMENT,
        required=True,
        hint=_BEIJING,
        example="2026-11-20 10:00",
    ),
    Column("meeting.place", "会议地点", required=True),
    Column("meeting.mode", "会议方式", MODE, hint="空着就是“现场”", example="现场"),
    Column("meeting.organiser_name", "组织单位"),
    Column("meeting.organiser_code", "组织单位代码", cells.CODE, hint=_CREDIT_CODE),
    Column("meeting.applied_at", "申请时间", cells.MOMENT, hint=_BEIJING),
    Column("meeting.draw_id", "抽取记录号"),
    Column("meeting.draw_method", "抽取方式"),
    Column("meeting.primary_specialty", "抽取主专业", hint="照系统原文"),
    Column("meeting.touched_specialties", "涉及的其他专业", cells.LIST, hint=_MANY),
    Column("meeting.review_no", "第几次论证", cells.INTEGER, hint="空着就是 1"),
    Column("meeting.previous_report", "上次论证报告编号"),
    Column("leader_id", "组长人员编号", cells.CODE, hint="系统已指定组长的地区才填"),
    Column("meeting.sample", "样例会议", cells.YES_NO, hint="演示用，正式会议空着"),
    Column("meeting.final_list_confirmed_at", "最终名单确认时间", cells.MOMENT, hint=_BEIJING),
)
PROJECT_LINES = (
    Column("project.name", "工程名称", required=True),
    Column("project.place", "工程地点", required=True),
    Column("project.platform_code", "平台项目编码"),
)
PLAN_LINES = (
    Column("plan.name", "方案名称", required=True),
    Column("plan.version", "方案版本", required=True, example="v1"),
    Column("plan.dated", "方案日期", cells.DAY, required=True, hint="2026-11-20 或 2026年11月20日"),
    Column("plan.pages", "方案页数", cells.INTEGER, required=True),
    Column("plan.sha256", "方案文件SHA-256", cells.CODE, required=True, hint="上传回执上有"),
    Column("plan.primary_category", "危大工程类别", category_kind(), hint="31号附件2"),
    Column("plan.touched_categories", "涉及的其他类别", categories_kind(), hint=_MANY),
    Column("plan.scope", "条目及参数", SCOPE, hint="例：1.1: 开挖深度（m）=11.6；多条用分号隔开"),
    Column("plan.author_unit", "编制单位代码", cells.CODE, hint=_CREDIT_CODE),
    Column("plan.uploaded_at", "上传系统时间", cells.MOMENT, hint=_BEIJING),
    Column("plan.submitted_at", "送审时间", cells.MOMENT, hint=_BEIJING),
    Column("plan.overview", "工程概况"),
)
_FLAGS = {"has_survey": "涉及勘察", "has_design": "涉及设计", "has_subcontractor": "有专业分包"}
FLAG_LINES = tuple(
    column
    for key, words in _FLAGS.items()
    for column in (
        Column(f"flags.{key}.value", words, cells.YES_NO, hint="未定的空着，会前必须确定"),
        Column(f"flags.{key}.reason", f"{words}：理由", hint="填“否”时必须写明"),
    )
)
SYSTEM_LINES = (
    Column("rule_pack.id", "规则包", cells.CODE, hint="空着就按地区和工程类型选"),
    Column("rule_pack.version", "规则包版本", cells.CODE, hint="空着就用现行版本"),
    Column("rule_pack.sha256", "规则包SHA-256", cells.CODE, hint="由系统填写"),
    Column("roster_version", "名册版本", cells.INTEGER, hint="空着就是 1"),
    Column("made_at", "制表时间", cells.MOMENT, hint="空着就是导入时间"),
    Column("primary_device", "主机编号", cells.CODE, hint="由系统填写"),
)
SECTIONS: dict[str, tuple[Column, ...]] = {
    "会议": MEETING_LINES,
    "工程": PROJECT_LINES,
    "专项施工方案": PLAN_LINES,
    "是否涉及": FLAG_LINES,
    "系统": SYSTEM_LINES,
}
"""Heading → lines."""

HEAD_LINES: tuple[Column, ...] = tuple(column for lines in SECTIONS.values() for column in lines)
