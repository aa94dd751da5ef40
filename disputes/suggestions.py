"""What the words of a dispute suggest: its category and its risk colour, each with the reason. A person confirms or changes both.

A table of words and thresholds, so that everybody can see why something was suggested (三色管理; thresholds are this project's choice).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases.models import Colour

MANY_PEOPLE: Final = 5
"""From how many people on a matter may become a collective one."""
LARGE_AMOUNT: Final = Decimal(100_000)
"""Yuan from which on a matter is suggested as yellow."""

RED_WORDS: Final[tuple[tuple[str | Promise, tuple[str, ...]], ...]] = (
    (_l("有暴力或暴力威胁"), ("打伤", "殴打", "斗殴", "械斗", "威胁", "恐吓", "扬言", "报复", "同归于尽", "杀", "砍", "纵火", "放火", "投毒")),
    (_l("涉及凶器或危险物品"), ("持刀", "菜刀", "斧头", "匕首", "凶器", "汽油", "炸药", "雷管", "农药瓶", "枪")),
    (_l("有自伤自杀迹象"), ("自杀", "轻生", "跳楼", "喝农药", "服毒", "割腕", "不想活", "寻死", "上吊")),
    (_l("多次报警"), ("多次报警", "反复报警", "屡次报警", "几次报警")),
    (_l("有赴省进京意向"), ("进京", "赴京", "去北京", "赴省", "到省上访", "越级上访", "集体上访")),
    (_l("媒体或网络关注"), ("媒体曝光", "网络热议", "热搜", "舆情", "发抖音", "直播曝光")),
)
YELLOW_WORDS: Final[tuple[tuple[str | Promise, tuple[str, ...]], ...]] = (
    (_l("多次调解未果"), ("多次调解", "屡调不成", "调解未果", "调解多次", "再次调解")),
    (_l("重复信访"), ("重复信访", "多次信访", "反复上访", "多次上访")),
    (_l("跨村跨部门"), ("跨村", "跨镇", "跨县", "跨部门")),
    (_l("有肢体冲突"), ("推搡", "撕扯", "肢体冲突", "争吵激烈")),
    (_l("拖欠农民工工资"), ("农民工工资", "拖欠工资", "欠薪", "讨薪")),
)
COLLECTIVE_WORDS: Final = ("聚集", "围堵", "堵门", "堵路", "拉横幅", "罢工", "静坐", "联名", "集体")

CATEGORY_WORDS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("0503", ("交通事故", "车祸", "追尾", "撞伤", "剐蹭", "肇事")),
    ("0502", ("医院", "医疗", "手术", "误诊", "医患")),
    ("0402", ("物业", "业主委员会", "停车位", "小区电梯")),
    ("0701", ("工资", "欠薪", "讨薪", "劳动合同", "辞退", "加班费", "工伤")),
    ("0702", ("社保", "养老保险金", "失业金")),
    ("0102", ("赡养", "抚养", "监护", "抚育费")),
    ("0103", ("分家", "继承", "遗产", "遗嘱")),
    ("0101", ("离婚", "彩礼", "家暴", "夫妻", "婚姻", "恋爱", "婚约")),
    ("0902", ("宅基地", "庄基", "地基")),
    ("0901", ("承包地", "土地承包", "流转", "耕地", "承包经营")),
    ("0903", ("山林", "林权", "林地", "退耕还林", "矿")),
    ("0904", ("灌溉", "水渠", "河道", "水库")),
    ("0201", ("滴水", "排水", "采光", "通风", "水沟", "用水", "屋檐", "通行")),
    ("0203", ("噪音", "噪声", "油烟", "臭味", "污水", "邻居养")),
    ("0202", ("邻居", "邻里", "院墙", "围墙", "过道", "相邻", "界址", "地界")),
    ("0504", ("环境污染", "粉尘", "排污", "废水")),
    ("1101", ("房屋征收", "拆迁补偿", "棚户区")),
    ("1102", ("征地", "土地征收", "征用", "青苗补偿")),
    ("1105", ("移民搬迁", "移民安置", "搬迁安置")),
    ("0804", ("借款", "借钱", "欠款", "欠条", "借条", "民间借贷", "担保", "利息")),
    ("0803", ("保险理赔", "拒赔", "投保")),
    ("0601", ("退款", "退货", "消费者", "假货", "缺斤少两", "旅游", "网购", "预付卡")),
    ("0602", ("房租", "租房", "租赁", "购房", "买房", "卖房", "押金")),
    ("0603", ("货款", "买卖合同", "供货")),
    ("0507", ("雇佣", "帮工", "干活受伤", "工地受伤")),
    ("0501", ("学校", "学生", "幼儿园")),
    ("0302", ("名誉", "诽谤", "隐私", "谣言", "辱骂")),
    ("0303", ("打伤", "打架", "殴打", "斗殴")),
    ("0401", ("损坏", "砸坏", "赔偿", "返还财物")),
    ("1201", ("村委会选举", "村务", "村集体")),
)
"""Category of GB/T 31000 with words that speak for it; where several match as often, the one that stands first."""

_RANK: Final = {Colour.BLUE: 0, Colour.YELLOW: 1, Colour.RED: 2}


@dataclass(frozen=True)
class Suggestion:
    """A risk colour and why."""

    colour: Colour
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class CategorySuggestion:
    """A category code and the words that speak for it."""

    code: str
    words: tuple[str, ...]


def suggest_colour(text: str, *, people: int = 0, amount: Decimal | None = None) -> Suggestion:
    """The risk colour that the words, the number of people and the amount in yuan suggest."""
    red = list(_reasons(text, RED_WORDS))
    collective = _first(text, COLLECTIVE_WORDS)
    if people >= MANY_PEOPLE and collective:
        red.append(_("涉及 %(people)d 人且有聚集行为（“%(word)s”）") % {"people": people, "word": collective})
    if red:
        return Suggestion(Colour.RED, tuple(red))
    yellow = list(_reasons(text, YELLOW_WORDS))
    if people >= MANY_PEOPLE:
        yellow.append(_("涉及 %(people)d 人，达到 %(many)d 人") % {"people": people, "many": MANY_PEOPLE})
    if amount is not None and amount >= LARGE_AMOUNT:
        yellow.append(_("涉及金额达到 %(large)d 元") % {"large": LARGE_AMOUNT})
    if yellow:
        return Suggestion(Colour.YELLOW, tuple(yellow))
    return Suggestion(Colour.BLUE, (_("未见风险词，人数和金额均在一般范围"),))


def suggest_categories(text: str, *, limit: int = 3) -> list[CategorySuggestion]:
    """The categories that the words speak for, the strongest first; none where no word is known."""
    found = [CategorySuggestion(code, tuple(word for word in words if word in text)) for code, words in CATEGORY_WORDS]
    found = [each for each in found if each.words]
    return sorted(found, key=lambda each: -len(each.words))[:limit]


def colour_problem(chosen: str, suggestion: Suggestion, reason: str) -> str:
    """What to say where a lower colour than suggested was chosen without a reason; empty where nothing is wrong."""
    if is_lower(chosen, suggestion.colour) and not reason.strip():
        facts = {"colour": suggestion.colour.label, "why": "；".join(suggestion.reasons)}
        return _("系统建议风险等级为“%(colour)s”（%(why)s）。选择更低等级，请说明理由。") % facts
    return ""


def is_lower(colour: str, than: str) -> bool:
    """Whether a risk colour is a lower one."""
    return _RANK[Colour(colour)] < _RANK[Colour(than)]


def _reasons(text: str, table: Iterable[tuple[str | Promise, tuple[str, ...]]]) -> Iterable[str]:
    for label, words in table:
        if word := _first(text, words):
            yield _("%(label)s（“%(word)s”）") % {"label": label, "word": word}


def _first(text: str, words: Iterable[str]) -> str:
    return next((word for word in words if word in text), "")
