"""The starting file of a new rule pack: complete, in Chinese, and in force as its parent until a clerk changes a line."""

from collections.abc import Iterator, Mapping

from app.models.packvalues import KEYS
from app.models.rulepack import CheckRule, RulePack
from app.models.terms import Role
from app.services.packtable import check_value, word_order
from app.services.packwords import kind_zh, may_be_none, role_zh, section_zh, toml, value_zh, word

_HEAD = """\
# 会签规则包：{name}
#
# 怎样写（不用写程序，用记事本就能改）：
#   1. 填好下面 [meta] 一段。
#   2. 往下找到与上级规定不同的那一条，删掉那一段行首的“# ”，改 v 或 level，在 src 写明条款。
#      没有写出来的，一律照上级规则包（{parent_name}）。只能比上级严，不能比上级宽。
#   3. 检查：huiqian pack test 本文件
#   4. 对照：huiqian pack diff {parent} 本文件
#   5. 安装：huiqian pack install 本文件（或在会务台“设置”里添加）
#
# 写法：[param."键"] 写值 v、条款 src、备注 note；没有这条规定写 none = true（代替 v）。
#       [check.编号] 写级别 level 和条款 src；[dual.编号] 是一人兼任。
# 级别：B 不得放行；O 例外放行（说明理由并签名）；W 提醒（确认并说明）；R 记录；- 不查。
# 条款：写文件简称和条号，如 “样例规定-二（三）”；条文没有规定、自己约定的写 “APP”；几条用 ; 分开。

[meta]
id = "{id}"                  # 编号：小写字母、数字，装上后不要改
version = "0.1"              # 版本：内容每改一次都要加大，如 0.2、1.0
name = {quoted}              # 名称，印在文书上
status = "draft"             # draft 征求意见稿（要打开“草案规则包”开关才能用）；in_force 已生效
parent = "{parent}"          # 上级规则包
# effective_from = 2026-01-01  # 施行日期
# effective_to = 2030-12-31    # 失效日期
regions = [{regions}]           # 行政区划代码前 2、4 或 6 位
notes = ""                   # 说明：文件全称、文号、日期
"""

_CASE = """\
# ================ 自带用例 ================
# 用例说明本地与上级不同在哪里；huiqian pack test 逐条演练。步骤写法与演练脚本相同，changes 是对样例会议包的改动。
#
# [[case]]
# name = "few_experts"
# title = "五名专家不够"
# package = "sample:{sample}"
# changes = [{{ at = "experts.e6", drop = true }}]
# steps = [{{ do = "CheckInAll", at = "09:20" }}]
# [case.expect]
# findings = {{ C21 = "B" }}
"""


def starting_file(
    pack_id: str, parent: RulePack, *, name: str, regions: tuple[str, ...], names: Mapping[str, str]
) -> str:
    """Return the text of a pack that stands on ``parent`` and changes nothing yet; every key is there as a comment."""
    head = _HEAD.format(
        id=pack_id,
        name=name,
        quoted=toml(name),
        parent=parent.meta.id,
        parent_name=parent.meta.name,
        regions=", ".join(f'"{region}"' for region in regions),
    )
    blocks = [head, *_params(parent, names), *_checks(parent, names), *_duals(parent), _roles()]
    return "\n".join([*blocks, _CASE.format(sample=parent.meta.id)])


def _params(parent: RulePack, names: Mapping[str, str]) -> Iterator[str]:
    section = ""
    yield "# ================ 参数 ================\n"
    for key, kind in KEYS.items():
        if section_zh(key) != section:
            section = section_zh(key)
            yield f"# ---- {section}\n"
        value, source = parent.value(key), parent.sources[key]
        note = f"；{source.note}" if source.note else ""
        optional = "；没有这条规定写 none = true" if may_be_none(kind) else ""
        written = "none = true" if value is None else f"v = {toml(value)}"
        yield (
            f"# {source.zh}\n"
            f"#   上级：{value_zh(value)}（{names.get(source.pack, source.pack)}，{source.src}{note}）\n"
            f"#   可写：{kind_zh(kind)}{optional}\n"
            f'# [param."{key}"]\n'
            f"# {written}\n"
            f'# src = ""\n'
        )


def _checks(parent: RulePack, names: Mapping[str, str]) -> Iterator[str]:
    phases = word_order()
    phase = ""
    yield "# ================ 检查 ================\n"
    for rule in sorted(parent.checks.values(), key=lambda rule: (phases.index(rule.phase), rule.id)):
        if rule.phase != phase:
            phase = rule.phase
            yield f"# ---- {word('phases', phase)}\n"
        yield _check(rule, names)


def _check(rule: CheckRule, names: Mapping[str, str]) -> str:
    where = names.get(rule.pack, rule.pack)
    lines = [
        f"# {rule.id} {rule.zh}",
        f"#   上级：{check_value(rule)}（{where}，{rule.src}）",
        f"# [check.{rule.id}]",
    ]
    if not rule.by_matrix:
        lines.append(f'# level = "{rule.level.value}"')
    lines.append('# src = ""')
    if rule.also is not None:
        lines += [f"# [check.{rule.id}.also]", f'# level = "{rule.also.level.value}"', '# src = ""']
    return "\n".join(lines) + "\n"


def _duals(parent: RulePack) -> Iterator[str]:
    yield "# ================ 一人兼任（C32） ================\n"
    for pair in parent.duals.pairs:
        both = f"{value_zh(pair.a)} 兼 {value_zh(pair.b)}（{word('units', pair.unit)}）"
        note = f"；{pair.note}" if pair.note else ""
        yield (
            f"# {both}\n"
            f"#   上级：{pair.level.value} {word('levels', pair.level.value)}（{pair.src}{note}）\n"
            f"# [dual.{pair.id}]\n"
            f'# level = "{pair.level.value}"\n'
            f'# src = ""\n'
        )


def _roles() -> str:
    """The codes of posts, the form of a supplement, for those who need them."""
    codes = "\n".join(f"#   {role.value:<18}{role_zh(role)}" for role in Role)
    return f"""\
# ================ 代码 ================
# 岗位代码：
{codes}
#
# 地方补充的危大工程（令37-3③），例：
# [param."scope.supplements"]
# src = "样例规定-一"
# [[param."scope.supplements".v]]
# id = "S1"                    # 编号，不与附件1、附件2 的编号相同
# cat = "DEEP_PIT"             # 类别
# zh = "周边三倍坑深内有地铁的基坑，开挖深度≥4m"
# any_of = [["depth_m", ">=", 4]]   # 参数、比较、界限；不设界限的写 always = true
# below = "H1.1"               # 未达到界限时转看附件1 的这一条，可不写
"""
