"""The sections of the monthly report, each from the material; None where there is nothing to say."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from cases.models import Colour
from reports import rates
from reports.documents.material import Material
from reports.documents.paper import Section, Table
from reports.statistics import tables
from reports.statistics.lines import Line, label_of
from reports.statistics.parts import COLUMNS, Parts
from reports.statistics.reading import over
from reports.statistics.words import NONE

HOT: Final = 10
NAMED: Final = 3
"""How many of a list a sentence names."""


def overall(material: Material) -> Section:
    """How many came, how many were settled, against the month before and the year before."""
    found = material.lines
    resolution = found["resolution"]
    values = {code: line.now.text for code, line in found.items()} | {f"{code}_change": _changes(line) for code, line in found.items()}
    if resolution.fraction:
        values |= {"numerator": resolution.fraction.numerator, "denominator": resolution.fraction.denominator}
    text = _(
        "本期排查登记矛盾纠纷%(registered)s件%(registered_change)s，受理%(accepted)s件，办结%(concluded)s件，"
        "其中化解成功%(successful)s件%(successful_change)s。化解率%(resolution)s（%(numerator)s÷%(denominator)s）%(resolution_change)s。"
        "达成书面协议%(agreements_written)s件、口头协议%(agreements_oral)s件，协议涉及金额%(amount)s。期末未结%(pending)s件。"
    )
    head = [_("指标"), _("本期"), material.before, _("环比"), material.year, _("同比")]
    rows = [[each.label, each.now.text, each.before.text, str(each.before_change), each.year.text, str(each.year_change)] for each in found.values()]
    return Section(_("总体情况"), [text % values], [Table(_("主要指标"), head, rows)])


def _changes(line: Line) -> str:
    """`（环比+12（+5.3%），同比无数据）`, with square brackets inside round ones."""
    said = [
        _("%(what)s无数据") % {"what": what} if change.text == NONE else f"{what}{change.text.replace('（', '，').replace('）', '')}"
        for what, change in ((_("环比"), line.before_change), (_("同比"), line.year_change))
    ]
    return f"（{'；'.join(said)}）"


def areas(material: Material) -> Section | None:
    """The areas under it."""
    found = material.parts
    if found is None:
        return None
    rows = [[row.area.short_name, *(cell.figure.text for cell in row.cells)] for row in found.by_name]
    if found.own:
        rows.append([_("未落到下级"), *(cell.figure.text for cell in found.own)])
    rows.append([_("合计"), *(cell.figure.text for cell in found.total)])
    table = Table(_("各地情况"), [_("地区"), *(label_of(code) for code in COLUMNS)], rows, total=True)
    return Section(_("各地情况"), [_ranking(found)], [table])


def _ranking(found: Parts) -> str:
    ranked = [f"{row.area.short_name}（{row.text}）" for row in found.rows if row.rank is not None]
    if not ranked:
        return _("本期各地没有排查登记的纠纷。")
    if len(ranked) <= 2 * NAMED:
        return _("化解率由高到低依次为%(all)s。") % {"all": "、".join(ranked)}
    return _("化解率居前的是%(first)s；居后的是%(last)s。") % {"first": "、".join(ranked[:NAMED]), "last": "、".join(ranked[-NAMED:])}


def hot(material: Material) -> Section | None:
    """Of which kind most disputes were, and where."""
    kinds = tables.kinds(material.reading, "moj_type", most=HOT)
    if not kinds:
        return None
    named = "、".join(f"{row.label}{row.registered.text}件（占{row.share}）" for row in kinds[:NAMED])
    texts = [_("从类型看，居前的是%(kinds)s。") % {"kinds": named}]
    head = [_("纠纷类型"), _("排查登记"), _("占比"), _("环比"), _("同比"), _("化解率")]
    rows = [[r.label, r.registered.text, r.share, str(r.before_change), str(r.year_change), r.resolution] for r in kinds]
    made = [Table(_("热点类型"), head, rows)]
    places = material.places
    if places:
        total = over(material.reading.total, material.period).registered
        named = "、".join(f"{name}{count:,}件" for name, count in places[:NAMED])
        texts.append(_("从地域看，居前的是%(places)s。") % {"places": named})
        made.append(Table(_("热点地区"), [_("地区"), _("排查登记"), _("占比")], [[n, f"{c:,}", rates.share(c, total)] for n, c in places]))
    return Section(_("热点类型和地区"), texts, made)


def limits(material: Material) -> Section:
    """What fell due, what was late."""
    found = tables.stages(material.reading)
    mediation = found[1]
    text = _("本期应当办结%(due)s件，期限内办结%(on_time)s件，超期%(late)s件，按期办结率%(rate)s。期末未结的纠纷中，%(pending_late)s件期限已过。") % {
        "due": mediation.due,
        "on_time": mediation.on_time.text,
        "late": mediation.late.text,
        "rate": material.lines["in_time"].now.text,
        "pending_late": found[2].late.text,
    }
    head = [_("环节"), _("到期（应办）"), _("期限内"), _("超期"), _("超期占比")]
    return Section(_("期限和超期"), [text], [Table(_("到期与超期"), head, [[s.label, s.due, s.on_time.text, s.late.text, s.share] for s in found])])


def colours(material: Material) -> Section:
    """What is open now, by risk colour. Figures of months do not know colours, for a colour changes from day to day."""
    stock = material.stock
    text = _("截至制表时，在办%(total)s件，其中红色%(red)s件、黄色%(yellow)s件、蓝色%(blue)s件。") % {
        "total": f"{stock.total:,}",
        **{each.value: f"{stock.colours[each.value]:,}" for each in Colour},
    }
    rows = [[f"{each.label}色", f"{stock.colours[each.value]:,}", rates.share(stock.colours[each.value], stock.total)] for each in Colour]
    return Section(_("红黄蓝存量"), [text], [Table(_("风险等级存量（制表时）"), [_("等级"), _("在办"), _("占比")], rows)])


def bodies(material: Material) -> Section | None:
    """The ten bodies with most that is late, or open."""
    found = material.stock.bodies
    if not found:
        return None
    text = _("下表列超期最多的前%(count)d个承办单位，超期相同的按在办数排。") % {"count": len(found)}
    rows = [[each.name, f"{each.pending:,}", f"{each.overdue:,}", f"{each.red:,}"] for each in found]
    return Section(_("前十单位"), [text], [Table(_("在办和超期前十单位（制表时）"), [_("承办单位"), _("在办"), _("其中超期"), _("其中红色")], rows)])
