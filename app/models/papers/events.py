"""What happened beside the agenda and is printed on the sign-in sheet: incidents, late experts, clock, devices, rosters (3.1)."""

from collections.abc import Iterator

from app.models.checks import Case
from app.models.papers.head import clock


def events(c: Case) -> tuple[str, ...]:
    """One line each, in the order EC-05, EC-03, EC-17, EC-19, EC-23, EC-24, EC-13."""
    return (
        *_substitutions(c),
        *_late(c),
        *_clock(c),
        *_devices(c),
        *_rosters(c),
        *_names(c),
    )


def _substitutions(c: Case) -> Iterator[str]:
    for found in c.m.substitutions:
        yield f"疑似替代：{c.name(found.person)}，{found.evidence}"
    for cleared in c.m.cleared.values():
        yield f"疑似替代后本人到场，经建设单位项目负责人确认：{c.name(cleared.person)}，{cleared.reason}"


def _late(c: Case) -> Iterator[str]:
    for person in c.m.experts:
        spans = c.m.spans.get(person)
        if spans and spans[0].late:
            note = c.m.session.briefed.get(person)
            said = f"组长已补充介绍：{note.note}" if note else "没有补充介绍的记录"
            yield f"开会后到场：{c.name(person)} {clock(spans[0].came)}，{said}"


def _clock(c: Case) -> Iterator[str]:
    for attested in c.m.attestations:
        way = "快" if attested.drift_seconds > 0 else "慢"
        seconds = round(abs(attested.drift_seconds))
        yield (
            f"本机时钟{way} {seconds // 60} 分 {seconds % 60} 秒，"
            f"由{c.name(attested.owner)}与秘书确认真实时间 {clock(attested.true_time)}（北京时间）"
        )
    if c.m.clock_back:
        yield f"会议期间本机时钟被回拨 {c.m.clock_back} 分钟，记录的先后以序号为准"


def _devices(c: Case) -> Iterator[str]:
    for taken in c.m.takeovers:
        yield f"主控设备接管：{taken.reason}，经{c.name(taken.owner)}同意并签字"


def _rosters(c: Case) -> Iterator[str]:
    if c.m.newer_roster:
        have = c.m.info.roster_version
        yield f"中心节点已有第 {c.m.newer_roster} 版名单；本会议按开会时的第 {have} 版进行（roster_version_mismatch）"
    for shared in c.m.shared_from:
        yield f"签到由同日会议 {shared.source} 带入 {len(shared.entries)} 人，声明逐会另签"


def _names(c: Case) -> Iterator[str]:
    for said in c.m.pictured.values():
        yield f"姓名以图片印出：{said.code_points}"
