"""The columns of a ledger: one list for import, export and the template, so that what goes out can come in again."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Column:
    """One column. `heading` stands in our own files; `synonyms` are what others call it; `example` fills the template."""

    code: str
    heading: str | Promise
    synonyms: tuple[str, ...] = ()
    required: bool = False
    example: str = ""
    hint: str | Promise = ""
    width: int = 14
    imported: bool = True


COLUMNS: tuple[Column, ...] = (
    Column("number", _("案件编号"), ("编号", "系统编号", "纠纷编号"), hint=_("本系统导出的文件才有；已在系统内的案件不会再导入"), width=22),
    Column(
        "title", _("事件名称"), ("纠纷名称", "纠纷标题", "案件名称", "标题", "事由", "矛盾纠纷名称"), True, "张某与李某排水纠纷", _("最多 100 字"), 36
    ),
    Column("occurred_on", _("发生日期"), ("发生时间", "纠纷发生时间", "事发日期"), example="2024-01-05", hint=_("不填则同登记日期"), width=12),
    Column("received_on", _("登记日期"), ("登记时间", "受理日期", "受理时间", "排查日期", "排查时间", "日期"), True, "2024-01-06", width=12),
    Column(
        "area",
        _("发生区划"),
        ("所属区划", "区划", "所属网格", "所在村", "村社区", "村（社区）", "镇村", "所属镇村", "地区"),
        True,
        "商州区/城关街道/东店子社区",
        _("区划代码，或逐级名称，以斜线分隔"),
        30,
    ),
    Column("place", _("发生地点"), ("地点", "纠纷地点", "事发地点", "详细地址"), example="东店子社区三组", width=24),
    Column(
        "category", _("事件类别"), ("类别", "纠纷类别", "事件类型"), example="0201", hint=_("GB/T 31000 代码或名称；与“纠纷类型”至少填一项"), width=22
    ),
    Column("moj_type", _("纠纷类型"), ("类型", "司法部类型", "统计类型", "矛盾类型"), example="邻里纠纷", hint=_("司法部统计的 18 类之一"), width=16),
    Column(
        "channel",
        _("来源"),
        ("纠纷来源", "案件来源", "来源渠道", "排查方式"),
        True,
        "来访",
        _("来访、电话、网格上报、网上、主动排查、法院委派……"),
        10,
    ),
    Column(
        "applicants",
        _("申请人"),
        ("甲方", "申请人姓名", "一方当事人", "当事人甲"),
        example="张三",
        hint=_("多人用顿号隔开；可改填“当事人”"),
        width=14,
    ),
    Column(
        "applicant_ids", _("申请人证件号码"), ("申请人身份证", "申请人身份证号", "甲方身份证号"), hint=_("可不填；多人按顺序用顿号隔开"), width=22
    ),
    Column("applicant_phones", _("申请人电话"), ("申请人联系电话", "申请人联系方式", "甲方电话"), width=16),
    Column("respondents", _("被申请人"), ("乙方", "被申请人姓名", "对方当事人", "当事人乙", "另一方当事人"), example="李四、王五", width=14),
    Column("respondent_ids", _("被申请人证件号码"), ("被申请人身份证", "被申请人身份证号", "乙方身份证号"), width=22),
    Column("respondent_phones", _("被申请人电话"), ("被申请人联系电话", "被申请人联系方式", "乙方电话"), width=16),
    Column(
        "parties", _("当事人"), ("当事人姓名", "主要当事人", "双方当事人", "纠纷双方", "姓名"), hint=_("没有分列申请人时用：第一人作申请人"), width=18
    ),
    Column("people_count", _("涉及人数"), ("人数", "当事人数", "涉及当事人数"), example="3", width=8),
    Column("amount", _("涉及金额（元）"), ("金额", "涉及金额", "涉案金额", "标的额", "协议金额", "涉及金额(元)"), example="1200.00", width=14),
    Column("colour", _("风险等级"), ("等级", "颜色", "三色等级", "风险颜色"), example="蓝", hint=_("红、黄、蓝"), width=8),
    Column("scale", _("事件规模"), ("规模",), hint=_("个体性事件、一般群体性事件、重大群体性事件"), width=14),
    Column("difficulty", _("难易程度"), ("难易", "疑难程度"), hint=_("一般、疑难复杂"), width=10),
    Column("mediation_kind", _("化解方式"), ("调解方式", "调解种类"), example="人民调解", width=12),
    Column(
        "summary",
        _("事件简述"),
        ("简述", "纠纷简要情况", "基本情况", "主要事实", "案情", "纠纷情况", "内容"),
        example="因门前排水发生争执。",
        width=48,
    ),
    Column("committee", _("化解组织"), ("调委会", "调解组织", "调解委员会", "人民调解委员会"), hint=_("调委会名称；不填则为您的单位"), width=30),
    Column("mediator", _("调解员"), ("人民调解员", "化解责任人", "承办人", "主办调解员"), width=12),
    Column(
        "result",
        _("结果"),
        ("调解结果", "化解结果", "是否化解", "化解是否成功", "是否成功"),
        example="成功",
        hint=_("成功、不成、撤回、终止；未办结的不填"),
        width=10,
    ),
    Column("concluded_on", _("办结日期"), ("办结时间", "化解日期", "化解时间", "调解日期", "结案日期", "调结日期"), example="2024-01-20", width=12),
    Column("agreement_form", _("协议形式"), ("协议", "协议类型", "协议方式"), example="书面", hint=_("书面、口头"), width=10),
    Column("agreement_number", _("协议编号"), ("协议书编号", "协议书号"), width=24),
    Column("performed", _("是否履行"), ("履行情况", "履行", "是否履行完毕"), example="是", hint=_("是、否"), width=10),
    Column("performance_due", _("履行期限"), ("应履行日期", "履行截止日期"), width=12),
    Column("performed_on", _("履行日期"), ("履行完毕日期", "履行时间"), width=12),
    Column("resolution", _("化解情况"), ("调解情况", "处理情况", "协议内容", "处理结果"), example="双方自愿达成协议，李四改道排水。", width=48),
    Column("file_number", _("卷号"), ("卷宗号", "案卷号", "档号"), width=28),
    Column("state", _("状态"), ("办理状态", "当前状态", "进展"), hint=_("未办结的：已登记、已受理、已分派、调解中、履行中"), width=10),
    Column("organisation", _("承办单位"), imported=False, width=28),
    Column("due_on", _("到期日期"), imported=False, width=12),
)
"""In the order of our own files."""

BY_CODE = MappingProxyType({column.code: column for column in COLUMNS})
IMPORTED = tuple(column for column in COLUMNS if column.imported)
EXPORTED = tuple(
    column for column in COLUMNS if column.code not in {"parties", "applicant_ids", "applicant_phones", "respondent_ids", "respondent_phones"}
)
"""What leaves the system: names are masked and neither document numbers nor telephones go out."""
EITHER = (("category", "moj_type"), ("applicants", "parties"))
"""Of each pair one has to be there."""
