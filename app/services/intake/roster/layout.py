"""The sheets of a roster and their columns, in the words of the secretaries who keep it."""

import re
from functools import cache
from typing import Any

from msgspec import Struct

from app.models.papers.head import KIND_ZH, MODE_ZH, ROLE_ZH
from app.models.terms import Role
from app.services.intake.roster import cells
from app.services.intake.roster.cells import CellFault, Kind, choice, half
from app.services.law import law_tables

HEAD, UNITS, POSTS, EXPERTS = "工程与会议", "参建单位", "岗位人员", "专家"
SIGN_OFFS, LETTERS, SYSTEM = "方案审核", "委托书", "系统数据"
GUIDE, OPTIONS = "填表说明", "选项"
EXAMPLE = "例"
"""In the first column: a row of the template that is not read."""

ROW_NO = "序"


class Column(Struct, frozen=True):
    """One column, or one line of the head sheet. ``key`` is the field it fills."""

    key: str
    header: str
    kind: Kind = cells.TEXT
    required: bool = False
    width: int = 14
    hint: str = ""
    example: str = ""


class Sheet(Struct, frozen=True):
    """One table sheet. ``hidden`` ones are written by the program only and need not be there."""

    name: str
    columns: tuple[Column, ...]
    hidden: bool = False


def _scope_parse(value: Any) -> list[dict[str, Any]]:
    return [_scope_item(part) for part in cells.LIST.parse(value)]


def _scope_item(text: str) -> dict[str, Any]:
    item, *rest = re.split("[:：]", text, maxsplit=1)
    params: dict[str, float | bool] = {}
    for pair in re.split("[,，]", rest[0]) if rest else ():
        name, mark, number = pair.strip().rpartition("=")
        if not mark:
            raise CellFault("not_params", got=text[:40])
        params[_param_codes().get(name.strip(), name.strip())] = _param_value(half(number), text)
    return {"item": half(item), "params": params}


def _param_value(text: str, whole: str) -> float | bool:
    if text in {"是", "否"}:
        return text == "是"
    try:
        return cells.NUMBER.parse(text)  # type: ignore[no-any-return]  # a kind of cell parses to its own type
    except CellFault:
        raise CellFault("not_params", got=whole[:40]) from None


def _scope_show(value: list[dict[str, Any]]) -> str:
    return "；\n".join(_scope_words(hit) for hit in value)


def _scope_words(hit: dict[str, Any]) -> str:
    names = {code: name for name, code in _param_codes().items()}
    pairs = [f"{names.get(key, key)}={_param_words(number)}" for key, number in hit.get("params", {}).items()]
    return f"{hit['item']}: {'，'.join(pairs)}" if pairs else str(hit["item"])


def _param_words(value: float | bool) -> str:  # noqa: FBT001  # a yes/no parameter of a scope item
    if isinstance(value, bool):
        return "是" if value else "否"
    return repr(int(value)) if float(value).is_integer() else repr(value)


@cache
def _param_codes() -> dict[str, str]:
    return {param.text: code for code, param in law_tables().scope.params.items()}


@cache
def category_kind() -> Kind:
    """危大工程类别, by the names of 31号附件2."""
    return choice({row.zh: row.code.value for row in law_tables().scope.specialties})


def categories_kind() -> Kind:
    """Several categories in one cell."""
    one = category_kind()

    def parse(value: Any) -> tuple[str, ...]:
        return tuple(one.parse(part) for part in cells.LIST.parse(value))

    return Kind(parse, lambda value: cells.LIST.show(tuple(one.show(part) for part in value)), ())


KIND = choice({zh: kind.value for kind, zh in KIND_ZH.items()})
ONLY_LISTED = "仅登记"
"""A person of the roster without a post."""

ROLE_LABELS: dict[str, tuple[Role, ...]] = {}
for _role, _zh in ROLE_ZH.items():
    if _role is not Role.EXPERT:
        ROLE_LABELS[_zh] = (*ROLE_LABELS.get(_zh, ()), _role)
"""总承包 and 分包 share the names of their posts: the unit decides which one is meant."""

ROLE = choice({label: label for label in (*ROLE_LABELS, ONLY_LISTED)})
PROJECT_KIND = choice(
    {"房屋建筑": "building", "市政公用": "municipal", "城市轨道交通": "rail_transit"}, "building"
)
MODE = choice({zh: mode.value for mode, zh in MODE_ZH.items()}, "onsite")
ORIGIN = choice({"抽取": "drawn", "特邀": "special"}, "drawn")
STATUS = choice({"有效": "active", "暂停": "suspended", "终止": "terminated", "撤销": "revoked"})
SIGNED_BY = choice(
    {"施工单位技术负责人审核": "technical_director", "总监理工程师审查": "chief_supervisor"},
    "technical_director",
)
RECORD = choice({word: word for word in ("年度表", "放假", "调休", "公钥")}, "年度表")
USE = choice({word: word for word in ("badge", "node", "device")}, "badge")
SCOPE = Kind(_scope_parse, _scope_show, [])

_UNIT_CODE = Column("unit_code", "统一社会信用代码", cells.CODE, width=22, example="91650100EXAMPLE11T")
_PERSON = (
    Column(
        "id", "人员编号", cells.CODE, required=True, width=14, hint="系统给的编号；同一人在各表用同一编号"
    ),
    Column("name", "姓名", cells.TEXT, required=True, width=16, hint="照证件填写；少数民族姓名用间隔号 ·"),
    Column("title", "职称/执业资格", width=24),
    Column("phone_tail", "电话尾4位", cells.CODE, width=10),
    Column("last4", "证件末4位", cells.CODE, width=10, hint="只填末 4 位，不要填整个号码"),
)
_PERSON_MORE = (
    Column("certificates", "证书", cells.CERTIFICATES, width=40, hint="种类:编号:有效期；多个用分号隔开"),
    Column("id_hash", "证件散列", cells.CODE, width=14, hint="由系统填写"),
    Column("photo", "照片SHA-256", cells.CODE, width=14, hint="由系统填写"),
)

UNITS_SHEET = Sheet(
    UNITS,
    (
        Column("kind", "单位类别", KIND, required=True, width=12, example="总承包"),
        Column("name", "单位名称", required=True, width=34, example="样例建工集团有限公司"),
        Column("code", "统一社会信用代码", cells.CODE, required=True, width=22, example="91650100EXAMPLE11T"),
        Column(
            "lead", "牵头单位", cells.YES_NO, width=10, hint="联合体成员填“否”，空着就是“是”", example="是"
        ),
        Column(
            "relevant", "须到会", cells.YES_NO, width=10, hint="仅劳务分包可填“否”，并写理由", example="是"
        ),
        Column("reason", "不须到会理由", width=24),
        Column(
            "group",
            "关联单位代码",
            cells.CODES,
            width=26,
            hint="上级、下级、同集团；查过没有的填“无”",
            example="无",
        ),
    ),
)
POSTS_SHEET = Sheet(
    POSTS,
    (
        Column("unit_name", "所在单位", required=True, width=30, example="样例建工集团有限公司"),
        _UNIT_CODE,
        Column("role", "岗位", ROLE, required=True, width=26, example="项目负责人"),
        *_PERSON,
        Column("certificate", "岗位证书编号", width=22),
        Column("post_unit", "岗位所属单位代码", cells.CODE, width=22, hint="与所在单位不同时才填"),
        Column("purpose", "列席事由", width=18),
        *_PERSON_MORE,
    ),
)
EXPERTS_SHEET = Sheet(
    EXPERTS,
    (
        *_PERSON[:2],
        Column("employer_name", "工作单位", required=True, width=30, example="样例岩土工程研究院"),
        Column(
            "employer_code",
            "统一社会信用代码",
            cells.CODE,
            width=22,
            hint="回避核对以代码为准",
            example="91650100EXAMPLE01R",
        ),
        *_PERSON[2:],
        Column("origin", "产生方式", ORIGIN, width=10, hint="空着就是“抽取”", example="抽取"),
        Column(
            "pool_labels",
            "入库专业",
            cells.LIST,
            width=24,
            hint="照专家库原文；多个用分号隔开",
            example="深基坑工程",
        ),
        Column("discipline", "细分专业", width=16),
        Column("draw_specialty", "抽取专业", width=20, example="深基坑工程"),
        Column("matched", "平台认定匹配", cells.YES_NO, width=12),
        Column("status", "专家状态", STATUS, width=10, example="有效"),
        Column("term_end", "聘期至", cells.DAY, width=12, example="2028-06-30"),
        Column("birth_year", "出生年份", cells.INTEGER, width=10, example="1970"),
        Column("expert_certificate", "专家证书编号", width=18),
        Column("locality", "所在地", width=12),
        Column("sms_at", "通知时间", cells.MOMENT, width=19),
        Column("confirmed", "确认参会", cells.YES_NO, width=10, example="是"),
        Column("confirmed_at", "确认时间", cells.MOMENT, width=19),
        Column("pushed_at", "预审推送时间", cells.MOMENT, width=19),
        Column("opened_at", "预审打开时间", cells.MOMENT, width=19),
        Column("opinion_at", "预审意见时间", cells.MOMENT, width=19),
        Column("conclusion", "预审结论", width=12),
        Column("opinion", "预审意见", width=40),
        Column("same_plan_other_institution", "参加过同一方案其他机构论证", cells.YES_NO, width=14),
        Column("filing_number", "报备文号", width=16, hint="特邀专家必填"),
        Column("filing_scan", "报备扫描件", width=14),
        Column("institution_employee", "论证机构人员", cells.YES_NO, width=12),
        Column("former_codes", "曾任职单位代码", cells.CODES, width=22),
        Column("employer_group", "工作单位关联代码", cells.CODES, width=22, hint="查过没有的填“无”"),
        Column("person_unit_code", "人事关系单位代码", cells.CODE, width=22, hint="与工作单位不同时才填"),
        Column("person_unit_name", "人事关系单位", width=26, hint="与工作单位不同时才填"),
        *_PERSON_MORE,
        Column("form_uploaded_at", "审查意见表上传时间", cells.MOMENT, width=19),
    ),
)
SIGN_OFFS_SHEET = Sheet(
    SIGN_OFFS,
    (
        Column("role", "审核/审查", SIGNED_BY, required=True, width=24, example="总监理工程师审查"),
        Column("unit_code", "统一社会信用代码", cells.CODE, required=True, width=22),
        Column("name", "签字人", required=True, width=16),
        Column("signed_on", "签字日期", cells.DAY, width=14),
        Column("stamped", "已盖章", cells.YES_NO, width=10, hint="单位公章或执业印章", example="是"),
    ),
)
LETTERS_SHEET = Sheet(
    LETTERS,
    (
        Column("number", "委托书编号", required=True, width=20),
        Column("unit_code", "统一社会信用代码", cells.CODE, required=True, width=22),
        Column("delegator", "委托人（单位技术负责人）", required=True, width=22),
        Column("delegate", "受托人编号", cells.CODE, required=True, width=14),
        Column("plan_name", "方案名称", required=True, width=36),
        Column("dated", "签署日期", cells.DAY, width=14),
        Column("stamped", "已盖公章", cells.YES_NO, width=10),
        Column("signed", "双方已签字", cells.YES_NO, width=10),
        Column("reason", "不能到会原因", width=22),
        Column("uploaded_at", "上传时间", cells.MOMENT, width=19),
        Column("scan", "扫描件SHA-256", cells.CODE, width=14),
    ),
)
SYSTEM_SHEET = Sheet(
    SYSTEM,
    (
        Column("record", "类别", RECORD, required=True),
        Column("year", "年份", cells.INTEGER),
        Column("day", "日期", cells.DAY),
        Column("kid", "密钥编号", cells.CODE),
        Column("use", "用途", USE),
        Column("key", "公钥", cells.CODE, width=50),
    ),
    hidden=True,
)
TABLES = (UNITS_SHEET, POSTS_SHEET, EXPERTS_SHEET, SIGN_OFFS_SHEET, LETTERS_SHEET, SYSTEM_SHEET)
