"""What the words of a dispute suggest: its category and its risk colour, each with the reason. A person confirms or changes both.

The words and thresholds of colours are rows that staff can see and set (`cases.colours`); the words of categories stand here.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from cases.colours import Advice as Suggestion
from cases.colours import Grounds, advise, is_lower

__all__ = ["CATEGORY_WORDS", "CategorySuggestion", "Suggestion", "colour_problem", "is_lower", "suggest_categories", "suggest_colour"]

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


@dataclass(frozen=True)
class CategorySuggestion:
    """A category code and the words that speak for it."""

    code: str
    words: tuple[str, ...]


def suggest_colour(text: str, *, people: int = 0, amount: Decimal | None = None, area: str = "") -> Suggestion:
    """The risk colour that the words, the number of people and the amount in yuan suggest in the county of that area (`cases.colours`)."""
    return advise(Grounds(text=text, people=people, amount=amount), area)


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
