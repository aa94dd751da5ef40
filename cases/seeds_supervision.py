"""What the tables of supervision grounds and colour rules hold when a database is made. One home for the words and thresholds of a rule."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final, NamedTuple


class GroundRow(NamedTuple):
    """A ground for an order of supervision."""

    code: str
    name: str
    article: str


_REGULATION: Final = "《信访工作条例》第四十条"
_PRACTICE: Final = "督办实务通行事由"
GROUNDS: Final = (
    GroundRow("art40_1", "受理、办理信访事项违反规定", f"{_REGULATION}（一）"),
    GroundRow("art40_2", "推诿、敷衍、拖延、弄虚作假", f"{_REGULATION}（二）"),
    GroundRow("art40_3", "不执行处理意见", f"{_REGULATION}（三）"),
    GroundRow("overdue", "超期未办结", _PRACTICE),
    GroundRow("no_report", "未按规定反馈结果", _PRACTICE),
    GroundRow("procedure", "未按程序办理", _PRACTICE),
    GroundRow("other", "其他需要督办的情形", _PRACTICE),
)
"""Grounds of the regulation in force, and the finer list that practice kept."""


class RuleRow(NamedTuple):
    """A rule that speaks for a colour: any of its words, or its number reached, or both where it asks for both."""

    code: str
    colour: str
    name: str
    words: tuple[str, ...] = ()
    threshold: Decimal | None = None
    unit: str = ""


_VIOLENCE: Final = ("打伤", "殴打", "斗殴", "械斗", "威胁", "恐吓", "扬言", "报复", "同归于尽", "杀", "砍", "纵火", "放火", "投毒")
_WEAPONS: Final = ("持刀", "菜刀", "斧头", "匕首", "凶器", "汽油", "炸药", "雷管", "农药瓶", "枪")
_SELF_HARM: Final = ("自杀", "轻生", "跳楼", "喝农药", "服毒", "割腕", "不想活", "寻死", "上吊")
_CAPITAL: Final = ("进京", "赴京", "去北京", "赴省", "到省上访", "越级上访", "集体上访")
_MEDIA: Final = ("媒体曝光", "网络热议", "热搜", "舆情", "发抖音", "直播曝光")
_COLLECTIVE: Final = ("聚集", "围堵", "堵门", "堵路", "拉横幅", "罢工", "静坐", "联名", "集体")

COLOUR_RULES: Final = (
    RuleRow("violence", "red", "有暴力或暴力威胁", _VIOLENCE),
    RuleRow("weapon", "red", "涉及凶器或危险物品", _WEAPONS),
    RuleRow("self_harm", "red", "有自伤自杀迹象", _SELF_HARM),
    RuleRow("police_words", "red", "多次报警", ("多次报警", "反复报警", "屡次报警", "几次报警")),
    RuleRow("police_cases", "red", "同一当事人一年内由公安移送的纠纷", threshold=Decimal(3), unit="件"),
    RuleRow("capital", "red", "有赴省进京意向", _CAPITAL),
    RuleRow("media", "red", "媒体或网络关注", _MEDIA),
    RuleRow("collective", "red", "涉及多人且有聚集行为", _COLLECTIVE, Decimal(5), "人"),
    RuleRow("mediation_words", "yellow", "多次调解未果", ("多次调解", "屡调不成", "调解未果", "调解多次", "再次调解")),
    RuleRow("failed_sessions", "yellow", "本案调解不成", threshold=Decimal(2), unit="次"),
    RuleRow("petition", "yellow", "重复信访", ("重复信访", "多次信访", "反复上访", "多次上访")),
    RuleRow("petition_cases", "yellow", "同一当事人一年内由信访移送的纠纷", threshold=Decimal(2), unit="件"),
    RuleRow("repeated_parties", "yellow", "同一当事人一年内的纠纷", threshold=Decimal(3), unit="件"),
    RuleRow("across", "yellow", "跨村跨部门", ("跨村", "跨镇", "跨县", "跨部门")),
    RuleRow("units", "yellow", "涉及多个单位", threshold=Decimal(2), unit="个"),
    RuleRow("fighting", "yellow", "有肢体冲突", ("推搡", "撕扯", "肢体冲突", "争吵激烈")),
    RuleRow("wages", "yellow", "拖欠农民工工资", ("农民工工资", "拖欠工资", "欠薪", "讨薪")),
    RuleRow("many_people", "yellow", "涉及人数", threshold=Decimal(5), unit="人"),
    RuleRow("amount", "yellow", "涉及金额", threshold=Decimal(100_000), unit="元"),
    RuleRow("overdue", "yellow", "期限超期", threshold=Decimal(1), unit="次"),
)
"""三色管理: this project's choice of words and thresholds; cities and counties set their own (`cases.colours`)."""


def fill_supervision(apps: Any, _schema_editor: Any = None) -> None:
    """Write both tables where they are empty; for a migration, and for tests that have emptied them."""
    ground, rule = apps.get_model("cases", "SupervisionGround"), apps.get_model("cases", "ColourRule")
    if not ground._default_manager.exists():
        rows = [ground(code=row.code, name=row.name, article=row.article, seq=seq) for seq, row in enumerate(GROUNDS, 1)]
        ground._default_manager.bulk_create(rows)
    if not rule._default_manager.exists():
        rule._default_manager.bulk_create(
            rule(code=row.code, colour=row.colour, name=row.name, words=list(row.words), threshold=row.threshold, unit=row.unit, seq=seq)
            for seq, row in enumerate(COLOUR_RULES, 1)
        )
