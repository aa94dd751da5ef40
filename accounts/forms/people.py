"""Users and postings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.fields import AreaField, OrganisationField
from accounts.models import Role
from accounts.queries import areas_administered_by, organisations_administered_by


class UserForm(forms.Form):
    """What is known of a user."""

    name = forms.CharField(label=_("姓名"), max_length=80)
    phone = forms.RegexField(
        r"^[0-9+\-]{5,20}$", label=_("手机"), required=False, max_length=20, error_messages={"invalid": _("手机号码只能含数字和连字符。")}
    )


class NewUserForm(UserForm):
    """A new account; the first password is made by the system."""

    username = forms.CharField(
        label=_("用户名"),
        min_length=3,
        max_length=60,
        validators=[UnicodeUsernameValidator(message=_("用户名只能含文字、数字和 @ . + - _。"))],
        help_text=_("登录时填写，不分大小写，以后不能更改。"),
    )
    field_order = ("username", "name", "phone")


class EditUserForm(UserForm):
    """An account that is there."""

    is_active = forms.BooleanField(label=_("账号在用"), required=False, help_text=_("停用后立即不能登录，已登录的随即失效。"))


class UserSearchForm(forms.Form):
    """Which users to list."""

    q = forms.CharField(label=_("用户名、姓名或手机"), required=False, max_length=80)
    role = forms.ChoiceField(label=_("角色"), required=False, choices=[("", _("全部")), *Role.choices])
    locked = forms.BooleanField(label=_("只看已锁定"), required=False)


class PostingForm(forms.Form):
    """A posting: where, for which area, as what, from when to when."""

    organisation = OrganisationField(label=_("单位"), help_text=_("单位全称或简称。"))
    area = AreaField(label=_("负责区划"), help_text=_("区划代码或名称。"))
    role = forms.ChoiceField(label=_("角色"), choices=Role.choices)
    valid_from = forms.DateField(label=_("起"), widget=forms.DateInput)
    valid_to = forms.DateField(label=_("止"), required=False, widget=forms.DateInput, help_text=_("最后一天；不填即一直有效。"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisation, area = self.fields["organisation"], self.fields["area"]
        assert isinstance(organisation, OrganisationField)  # noqa: S101  (for the type checker)
        assert isinstance(area, AreaField)  # noqa: S101
        organisation.offer(organisations_administered_by(actor).filter(active=True))
        area.offer(areas_administered_by(actor))


class EndPostingForm(forms.Form):
    """The last day of a posting."""

    on = forms.DateField(label=_("最后一天"), widget=forms.DateInput)
