"""Filters of the roster."""

from __future__ import annotations

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mediators.models import Committee, CommitteeKind, Mediator, Trade

_ANY = ("", _("全部"))


class RosterForm(forms.Form):
    """What both lists can be narrowed by."""

    q = forms.CharField(label=_("姓名或名称"), required=False, max_length=40)
    area = forms.RegexField(r"^[0-9]{4,16}$", label=_("区划代码"), required=False, error_messages={"invalid": _("区划代码为 4 至 16 位数字。")})
    trade = forms.ChoiceField(label=_("专长或行业"), required=False, choices=[_ANY, *Trade.choices])


class MediatorFilterForm(RosterForm):
    """Which mediators."""

    employment = forms.ChoiceField(label=_("专兼职"), required=False, choices=[_ANY, *Mediator.Employment.choices])
    all = forms.BooleanField(label=_("含已离任"), required=False)

    def narrow(self, mediators: QuerySet[Mediator]) -> QuerySet[Mediator]:
        """The mediators asked for."""
        asked = self.cleaned_data
        conditions = {
            "name__contains": asked["q"].strip(),
            "area__code__startswith": asked["area"],
            "expertise__trade": asked["trade"],
            "employment": asked["employment"],
            "active": not asked["all"],
        }
        return mediators.filter(**{name: value for name, value in conditions.items() if value})


class CommitteeFilterForm(RosterForm):
    """Which committees."""

    kind = forms.ChoiceField(label=_("类别"), required=False, choices=[_ANY, *CommitteeKind.choices])
    all = forms.BooleanField(label=_("含已撤销"), required=False)

    def narrow(self, committees: QuerySet[Committee]) -> QuerySet[Committee]:
        """The committees asked for."""
        asked = self.cleaned_data
        conditions = {
            "organisation__name__contains": asked["q"].strip(),
            "organisation__area__code__startswith": asked["area"],
            "trade": asked["trade"],
            "kind": asked["kind"],
            "active": not asked["all"],
        }
        return committees.filter(**{name: value for name, value in conditions.items() if value})
