"""The words of a ledger and what they mean here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from cases.models import Channel, Colour
from disputes.models import AgreementForm, MediationKind, Scale
from disputes.models.dispute import Difficulty
from disputes.states import Outcome, State

_MARKS = re.compile(r"[\s（）()“”\"'。．.、]+")


def plain(text: str) -> str:
    """A word without width, blanks and marks."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text)).casefold()


def _table(*parts: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {plain(word): value for part in parts for word, value in part}


def _labels(choices: Iterable[tuple[str, object]]) -> list[tuple[str, str]]:
    """Both the label and the code of each choice."""
    return [pair for value, label in choices for pair in ((str(label), value), (value, value))]


def _words(value: str, words: str) -> list[tuple[str, str]]:
    return [(word, value) for word in words.split()]


CHANNELS: Mapping[str, str] = _table(
    _labels(Channel.choices),
    _words(Channel.VISIT, "上门 来访申请 当事人申请 申请 依申请 依申请调解 群众来访 现场"),
    _words(Channel.PHONE, "来电 热线 12348 12345 电话申请"),
    _words(Channel.GRID, "网格 网格员上报 网格员 村组上报 上报"),
    _words(Channel.ONLINE, "网络 在线 线上 微信 小程序 掌上通"),
    _words(Channel.COURT_DELEGATED, "法院委派调解 诉前委派 诉前调解"),
    _words(Channel.COURT_ENTRUSTED, "法院委托调解 法院 法院移送"),
    _words(Channel.POLICE, "公安 派出所 派出所移送 公安机关 公安移交 派出所移交"),
    _words(Channel.PETITION, "信访 信访部门 信访局 信访移交 信访转办"),
    _words(Channel.PROCURATORATE, "检察 检察院 检察机关 检察院移送"),
    _words(Channel.OTHER_TRANSFER, "移送 移交 其他部门移送 上级交办 交办 转办 其他部门"),
    _words(Channel.PATROL, "排查 主动 主动调解 主动发现 摸排 巡查 走访排查 日常排查"),
)
OPEN = ""
RESULTS: Mapping[str, str] = _table(
    _labels(Outcome.choices),
    _words(Outcome.SUCCESS, "成功 已化解 化解 已调解 已调处 调成 达成协议 化解成功 是 1 已成功 调解达成协议 已办结"),
    _words(Outcome.FAILURE, "不成 未成功 失败 调解失败 不成功 未达成协议 未达成 调处不成 否 0 化解不成"),
    _words(Outcome.WITHDRAWN, "申请撤回 撤诉 撤销申请 已撤回"),
    _words(Outcome.TERMINATED, "终止调解 拒绝调解 已终止"),
    _words(OPEN, "未结 未办结 未化解 调解中 正在调解 正在化解 办理中 处理中 化解中 待调解 待处理 未调解"),
)
STATES: Mapping[str, str] = _table(
    _labels((state.value, state.label) for state in State),
    _words(State.REGISTERED, "登记 待受理 未受理"),
    _words(State.ACCEPTED, "受理 待分派 待调解"),
    _words(State.ASSIGNED, "分派 已指派 待开展"),
    _words(State.MEDIATING, "正在调解 化解中 办理中 处理中 正在化解"),
    _words(State.AGREED, "待履行 未履行完"),
    _words(State.PERFORMED, "履行完毕 已化解 办结 已办结 结案 已结案"),
    _words(State.ARCHIVED, "归档"),
)
COLOURS: Mapping[str, str] = _table(
    _labels(Colour.choices), _words(Colour.RED, "红色 高"), _words(Colour.YELLOW, "黄色 中"), _words(Colour.BLUE, "蓝色 低")
)
SCALES: Mapping[str, str] = _table(
    _labels(Scale.choices), _words(Scale.INDIVIDUAL, "个体 1"), _words(Scale.GROUP, "群体性 2"), _words(Scale.MAJOR_GROUP, "重大群体 3")
)
DIFFICULTIES: Mapping[str, str] = _table(
    _labels(Difficulty.choices), _words(Difficulty.GENERAL, "简单 简易 普通"), _words(Difficulty.COMPLEX, "疑难 复杂 重大 重大疑难")
)
MEDIATION_KINDS: Mapping[str, str] = _table(_labels(MediationKind.choices), _words(MediationKind.PEOPLE, "调解 人民调解委员会调解"))
AGREEMENT_FORMS: Mapping[str, str] = _table(
    _labels(AgreementForm.choices), _words(AgreementForm.WRITTEN, "书面协议 协议书 有"), _words(AgreementForm.ORAL, "口头协议 口头调解 无")
)
YES_NO: Mapping[str, str] = _table(
    _words("yes", "是 已履行 履行 履行完毕 已履行完毕 当场履行 y yes 1 √ 全部履行"), _words("no", "否 未履行 履行中 未 没有 n no 0 × 部分履行 待履行")
)
ORGANISATION_NAME = re.compile(
    r"(公司|工厂|厂|合作社|村委会|居委会|村民委员会|居民委员会|委员会|医院|卫生院|卫生室|学校|中学|小学|幼儿园|商行|超市|酒店|饭店|商店|中心|银行|信用社|项目部|工程队|集团|村民小组|局|所|站|社)$"
)
"""Names that end so are of an organisation."""
