"""The one place where codes become sentences (DESIGN.md 3.6): findings, refusals, errors of the ledger and the intake."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from msgspec import Struct

from app.models.finding import Finding
from app.models.law import LawTables
from app.models.papers.handover import ITEM_ZH
from app.models.papers.head import ROLE_ZH
from app.models.terms import Level, Role
from app.services.desk.refusal import Refusal

LEVEL_ZH: dict[Level, str] = {
    Level.BLOCK: "必须",
    Level.OVERRIDE: "放行",
    Level.WARN: "提示",
    Level.RECORD: "记录",
    Level.OFF: "",
}

_FAULT_ZH = {
    "delegator": "委托人不是单位技术负责人",
    "plan": "不是本方案的委托书",
    "stamp": "没有公章",
    "signed": "没有签名",
    "date": "没有日期或日期晚于会议日",
}
_WHAT_ZH = {
    "reason": "原因",
    "evidence": "依据",
    "code": "统一社会信用代码",
    "document": "变更文件",
    "manual_reason": "手工签到原因",
    "name": "名称",
    "unit": "单位",
    "with_whom": "与谁有利害关系",
    "note": "说明",
    "opinion": "意见",
    "requirement": "修改要求",
    "content": "内容",
    "problem": "问题",
    "advice": "建议",
    "remark": "“缺”的说明",
    "number": "编号",
    "certificate": "证照种类",
    "guidance": "指导意见",
    "question": "问题",
    "answer": "答复",
    "late_reason": "会后补交的原因",
    "place": "所在位置",
    "wrong": "原文",
    "right": "更正为",
    "next_meeting": "新申请或新会议的编号",
    "received_by": "接收人",
    "channel": "方式",
    "leader": "变更后的组长",
    "project_tech": "施工单位项目技术负责人",
    "chief": "总监理工程师",
}
_ARCHIVE_ZH = {"contractor": "施工单位档案", "supervisor": "监理单位档案"}


class Sentence(Struct, frozen=True):
    """What a person reads: what it is, why, by which clause, what to do next, and where that is done."""

    title: str
    text: str
    clause: str
    next: str
    go: str = ""
    act: str = ""


class Words:
    """Renders findings and refusals from the catalogues in resources/wording."""

    def __init__(self, law: LawTables) -> None:
        self._law = law
        self._findings = _load("findings.toml")
        self._refusals = _load("refusals.toml")
        self._errors = _load("errors.toml")
        self._whatif = _load("whatif.toml")

    def finding(self, found: Finding) -> Sentence:
        """The sentence of a finding; a variant without words falls back to the name of the check."""
        table = self._findings.get(found.check, {})
        variant = found.args.get("how") or found.variant or "default"
        row: Mapping[str, str] = table.get(variant) or table.get("default") or next(iter(table.values()), {})
        return self._fill(row, found.args, found.clause)

    def if_all_come(self, found: Finding) -> Sentence:
        """The sentence of a finding of ``models.whatif``: it speaks of the roster, not of who is here."""
        row = self._whatif.get(found.check, {}).get(found.variant or "default")
        return self._fill(row, found.args, found.clause) if row else self.finding(found)

    def refusal(self, said: Refusal) -> Sentence:
        """The sentence of a refusal."""
        return self._fill(self._refusals.get(said.code, {"text": said.code}), said.args_, said.clause)

    def error(self, code: str, args: Mapping[str, object]) -> Sentence:
        """The sentence of a typed error of ledger, intake or sync; unknown codes are said as such."""
        row: Mapping[str, str] = self._errors.get(code) or {
            "text": f"出现没有预料到的问题（{code}）。",
            "next": "请把崩溃日志交给维护人员。",
        }
        return self._fill(row, {k: str(v) for k, v in args.items()}, "")

    def cite(self, clause: str) -> str:
        """A clause as people print it."""
        return self._law.cite(clause)

    def _fill(self, row: Mapping[str, str], args: Mapping[str, str], clause: str) -> Sentence:
        values = _Known({k: _chinese(k, v) for k, v in args.items()})
        said = {k: row.get(k, "").format_map(values) for k in ("title", "text", "next", "go", "act")}
        return Sentence(
            said["title"], said["text"], self._law.cite(clause), said["next"], said["go"], said["act"]
        )


class _Known(dict[str, str]):
    """A value nobody gave stays visible as ``—`` rather than breaking the sentence."""

    def __missing__(self, key: str) -> str:
        return "—"


def _chinese(key: str, value: str) -> str:
    """Codes among the values of a sentence, in the words people use."""
    if key in {"role", "one", "two"} and value in Role.__members__:
        return ROLE_ZH[Role(value)]
    if key == "faults":
        return "、".join(_FAULT_ZH.get(code, code) for code in value.split(","))
    table = {"what": _WHAT_ZH, "item": ITEM_ZH, "archive": _ARCHIVE_ZH}.get(key, {})
    return table.get(value, value)


def item_name(item: str) -> str:
    """The Chinese name of an upload item (C60)."""
    return ITEM_ZH.get(item, item)


def _load(name: str) -> dict[str, Any]:
    path = files("resources") / "wording" / name
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
