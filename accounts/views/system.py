"""The index of the settings: what this person may do there."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.actor import actor_of
from accounts.policies import may


@dataclass(frozen=True)
class Entry:
    """A page of the settings and the act it is for (empty: for everybody)."""

    url_name: str
    label: str | Promise
    text: str | Promise
    icon: str
    act: str = ""


ENTRIES = (
    Entry("accounts:users", _("用户与任职"), _("新建账号，登记和结束任职，解除锁定，重置密码"), "users", "system.users"),
    Entry("accounts:organisations", _("单位"), _("综治中心、司法所、调委会、部门等"), "building", "system.organisations"),
    Entry("accounts:areas", _("区划"), _("市、县区、镇街、村社区的代码与名称"), "map", "system.areas"),
    Entry("cases:days_off", _("节假日"), _("录入国务院办公厅放假通知，重算在走的期限"), "calendar-off", "system.days_off"),
    Entry("cases:colour_rules", _("定级规则"), _("三色管理的风险词与阈值，修改留痕"), "adjustments", "system.colour_rules"),
    Entry("cases:supervision_grounds", _("督办事由"), _("条例与实务通行的事由，增加本地事由"), "urgent", "system.supervision_grounds"),
    Entry("cases:webhooks", _("推送网关"), _("短信、工作群等渠道的推送地址、密钥和类别"), "send", "system.webhooks"),
    Entry("cases:deliveries", _("投递失败"), _("多次投递未成的通知，重试或放弃"), "mail", "system.deliveries"),
    Entry("cases:ladders", _("升级阶梯"), _("期限将到、超期、多次调解不成时向谁升级，谁来答复"), "trending-up", "system.ladders"),
    Entry("reports:warning_fields", _("重点领域"), _("预警按哪些类别、统计类型和关键词归入重点领域，人数与金额标准"), "target", "warnings.fields"),
    Entry("accounts:sign_ins", _("登录记录"), _("谁在何时何地登录，成功与否"), "login", "system.sign_ins"),
    Entry("accounts:events", _("管理记录"), _("系统管理员做过的操作"), "history", "system.events"),
    Entry("cases:person_reads", _("个人信息查看记录"), _("谁因何事由查看过谁的个人信息"), "eye", "system.person_reads"),
    Entry("account_change_password", _("更改密码"), _("更改自己的登录密码"), "key"),
    Entry("mfa_index", _("两步验证"), _("验证器、通行密钥、恢复码"), "shield-lock"),
)


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """The pages that this person may open."""
    roles = actor_of(request).roles
    entries = [entry for entry in ENTRIES if not entry.act or may(roles, entry.act)]
    return render(request, "accounts/system.html", {"entries": entries})
