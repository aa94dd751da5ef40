"""Forms about notices: how to be told, and gateways."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.models.notices import Manner, NoticeChannel, NoticeKind
from cases.notices.addresses import LONGEST, BadAddressError, check
from cases.notices.choices import Choice, choices_of, hours_of, manner_of
from cases.notices.hours import DEFAULT, Hours


class NoticeFilterForm(forms.Form):
    """Which notices to list."""

    kind = forms.ChoiceField(label=_("类别"), required=False, choices=[("", _("全部类别")), *NoticeKind.choices])
    show = forms.ChoiceField(label=_("显示"), required=False, choices=[("", _("全部")), ("unread", _("只看未读"))])


class ChoicesForm(forms.Form):
    """How a person wants to be told: a field for each kind and channel, quiet hours, digest, address."""

    email = forms.EmailField(label=_("邮箱"), required=False, max_length=254, help_text=_("不填则不发邮件。"))
    quiet_from = forms.TimeField(label=_("免打扰自"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    quiet_to = forms.TimeField(
        label=_("免打扰至"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("可以跨夜。时段内的通知到时段结束再发，紧急通知照发；起止都不填则随时发。"),
    )
    digest_at = forms.TimeField(
        label=_("汇总时间"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), help_text=_("选“每日汇总”的通知每天此时合并发送。")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        hours = hours_of([user.pk]).get(user.pk, DEFAULT)
        chosen = choices_of([user.pk]).get(user.pk, {})
        kwargs["initial"] = {"email": user.email, "quiet_from": hours.quiet_from, "quiet_to": hours.quiet_to, "digest_at": hours.digest_at}
        super().__init__(*args, **kwargs)
        for kind in NoticeKind:
            for channel in NoticeChannel:
                label = f"{kind.label} · {channel.label}"
                field = forms.ChoiceField(label=label, choices=Manner.choices, initial=manner_of(chosen, kind, channel))
                field.widget.attrs.update({"class": "form-select", "aria-label": label})
                self.fields[name_of((kind, channel))] = field

    @property
    def own_fields(self) -> list[forms.BoundField]:
        """Those beside the table."""
        return [self[name] for name in ("email", "quiet_from", "quiet_to", "digest_at")]

    @property
    def table(self) -> list[tuple[str, list[tuple[str, forms.BoundField]]]]:
        """A row for each kind, with a channel and its field in each cell."""
        return [(str(kind.label), [(str(channel.label), self[name_of((kind, channel))]) for channel in NoticeChannel]) for kind in NoticeKind]

    def manners(self) -> dict[Choice, Manner]:
        """What was chosen."""
        pairs = [(kind.value, channel.value) for kind in NoticeKind for channel in NoticeChannel]
        return {pair: Manner(self.cleaned_data[name_of(pair)]) for pair in pairs}

    def hours(self) -> Hours:
        """The hours that were entered."""
        times: list[dt.time | None] = [self.cleaned_data.get(name) for name in ("quiet_from", "quiet_to")]
        return Hours(times[0], times[1], self.cleaned_data["digest_at"])


def name_of(choice: Choice) -> str:
    """The name of the field for a kind and a channel."""
    return f"{choice[0]}-{choice[1]}"


class WebhookForm(forms.Form):
    """A gateway."""

    name = forms.CharField(label=_("名称"), max_length=60, help_text=_("如：短信平台、县综治中心工作群。"))
    url = forms.CharField(label=_("地址"), max_length=LONGEST, help_text=_("以 http:// 或 https:// 开头；不能指向本机或链路本地地址。"))
    kinds = forms.MultipleChoiceField(
        label=_("类别"), required=False, choices=NoticeKind.choices, widget=forms.CheckboxSelectMultiple, help_text=_("一个不选则推送全部类别。")
    )
    active = forms.BooleanField(label=_("启用"), required=False, initial=True)

    def clean_url(self) -> str:
        """One that may be called."""
        url: str = self.cleaned_data["url"]
        try:
            check(url)
        except BadAddressError as error:
            raise ValidationError(str(error)) from error
        return url
