"""Form fields that several acts on a dispute share."""

from __future__ import annotations

from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.forms.fields import ModelChoice, ModelMultipleChoice
from cases.forms.inputs import day, limit_choices, line, text
from cases.identifiers import holds_personal_number
from cases.models import Category
from disputes.routes import ROUTE_CHOICES
from mediators.models import Mediator

__all__ = ["day", "limit_choices", "line", "text"]  # of every kind of case


def moment(label: Any, **kwargs: Any) -> forms.DateTimeField:
    """A day and time of Asia/Shanghai, as browsers ask for it."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget, **kwargs)


def no_personal_number(value: str) -> None:
    """A validator: numbers of a person belong in that person's own fields, which are encrypted and masked (个人信息保护法 51)."""
    if holds_personal_number(value):
        raise ValidationError(_("这里不能写身份证号或手机号，请填到该当事人的“证件号码”“联系电话”栏。"), code="personal_number")


def tick(label: Any, **kwargs: Any) -> forms.BooleanField:
    """A box to tick; whether it must be is for the action to say."""
    return forms.BooleanField(label=label, required=False, **kwargs)


def money(label: Any, **kwargs: Any) -> forms.DecimalField:
    """An amount in yuan, to the fen."""
    kwargs.setdefault("required", False)
    return forms.DecimalField(label=label, max_digits=14, decimal_places=2, min_value=0, **kwargs)


def yes_no(label: Any, yes: Any, no: Any, **kwargs: Any) -> forms.ChoiceField:
    """A decision that must be made: `yes` or `no`."""
    return forms.ChoiceField(label=label, choices=[("yes", yes), ("no", no)], widget=forms.RadioSelect, **kwargs)


class RoutesField(forms.MultipleChoiceField):
    """Which other ways the parties were told of. The same wherever mediation does not take place or does not succeed (人民调解法 26).

    Nothing is ticked beforehand: that the parties were told is for the person who told them to say.
    """

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("已告知当事人的其他途径"))
        kwargs.setdefault("help_text", _("仲裁、行政、司法三项都须告知（人民调解法第二十六条）。"))
        super().__init__(choices=ROUTE_CHOICES, **kwargs)


class CategoryField(ModelChoice):
    """An event type of GB/T 31000, offered under the heading of its group."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("事件类别"))
        super().__init__(queryset=Category.objects.filter(children__isnull=True), **kwargs)

    def offer_groups(self) -> None:
        """Offer the categories by group; they are read when somebody looks at them, which no program does that registers."""
        self.choices = cache(self._grouped)

    def _grouped(self) -> list[tuple[str, Any]]:
        groups: dict[str, list[tuple[str, str]]] = {}
        loose: list[tuple[str, str]] = []
        rows = list(Category.objects.order_by("code"))
        names = {row.pk: row.name for row in rows}
        parents = {row.parent_id for row in rows}
        for row in rows:
            if row.parent_id:
                groups.setdefault(names[row.parent_id], []).append((row.pk, row.name))
            elif row.pk not in parents:
                loose.append((row.pk, row.name))
        return [("", self.empty_label or ""), *groups.items(), *loose]


class MediatorChoices:
    """A mediator's label: name and committees."""

    def label_from_instance(self, obj: Any) -> str:
        """The name, with the committees where they were read along."""
        return mediator_label(obj)


class MediatorField(MediatorChoices, ModelChoice):
    """One mediator."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Mediator.objects.none(), **kwargs)


class MediatorsField(MediatorChoices, ModelMultipleChoice):
    """Some mediators."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Mediator.objects.none(), **kwargs)


def mediator_label(mediator: Mediator) -> str:
    """The name, and of which committees, where those were prefetched."""
    if "committees" not in getattr(mediator, "_prefetched_objects_cache", {}):
        return mediator.name
    names = "、".join(committee.organisation.short_name for committee in mediator.committees.all())
    return f"{mediator.name}（{names}）" if names else mediator.name
