"""Form fields for areas and organisations: typed with suggestions, since a list to choose from would hold thousands."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Area, Organisation
from accounts.models.area import CODE_LENGTH, Level

SUGGESTED = 150
"""Suggestions that a page carries at most."""
NAMED = 5
"""Candidates that an error names."""


class SuggestInput(forms.TextInput):
    """A text input with suggestions."""

    template_name = "accounts/suggest_input.html"
    suggestions: list[tuple[str, str]]

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.suggestions = []

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Adds the list of suggestions, tied to the input by its id."""
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["list"] = context["widget"]["list_id"] = f"{name}_suggestions"
        context["widget"]["suggestions"] = self.suggestions
        return context


class AreaField(forms.CharField):
    """An area by code, by name, or by full name; only areas of `areas`, which the form sets."""

    widget = SuggestInput
    areas: QuerySet[Area]

    def offer(self, areas: QuerySet[Area]) -> None:
        """The areas that may be chosen; those down to townships are suggested."""
        self.areas = areas
        shown = areas.filter(level__in=(Level.CITY, Level.COUNTY, Level.TOWNSHIP)).order_by("code")
        self.widget.suggestions = list(shown.values_list("code", "path_name")[:SUGGESTED])

    def prepare_value(self, value: Any) -> Any:
        """A stored area shows as its code."""
        return value.pk if isinstance(value, Area) else value

    def clean(self, value: Any) -> Area | None:
        """The one area that was meant."""
        typed = super().clean(value).strip()
        if not typed:
            return None
        matching = Q(code=typed) if typed.isdigit() else Q(name=typed) | Q(path_name=typed)
        found = list(self.areas.filter(matching).order_by("code")[: NAMED + 1]) or self._roughly(typed)
        if not found:
            raise ValidationError(_("没有找到区划“%(typed)s”，请填写区划代码或名称（须在您负责的范围内）。") % {"typed": typed}, code="unknown")
        if len(found) > 1:
            named = "、".join(f"{area.path_name}（{area.code}）" for area in found[:NAMED])
            raise ValidationError(_("“%(typed)s”不止一处，请改填代码：%(named)s") % {"typed": typed, "named": named}, code="ambiguous")
        return found[0]

    def _roughly(self, typed: str) -> list[Area]:
        """Areas whose name holds what was typed; not tried for a code."""
        if typed.isdigit() or len(typed) < 2:
            return []
        return list(self.areas.filter(name__contains=typed).order_by("code")[: NAMED + 1])


class OrganisationField(forms.CharField):
    """An organisation by its name or short name; only those of `organisations`, which the form sets."""

    widget = SuggestInput
    organisations: QuerySet[Organisation]

    def offer(self, organisations: QuerySet[Organisation]) -> None:
        """The organisations that may be chosen; those above villages are suggested."""
        self.organisations = organisations
        shown = organisations.exclude(area__code__regex=f"^.{{{CODE_LENGTH[Level.VILLAGE]},}}$").order_by("area_id", "name")
        self.widget.suggestions = [(name, "") for name in shown.values_list("name", flat=True)[:SUGGESTED]]

    def prepare_value(self, value: Any) -> Any:
        """A stored organisation shows as its name."""
        return value.name if isinstance(value, Organisation) else value

    def clean(self, value: Any) -> Organisation | None:
        """The one organisation that was meant."""
        typed = super().clean(value).strip()
        if not typed:
            return None
        rough = list(self.organisations.filter(Q(short_name=typed) | Q(name__contains=typed)).order_by("area_id", "name")[: NAMED + 1])
        found = [each for each in rough if each.name == typed] or rough
        if not found:
            raise ValidationError(_("没有找到单位“%(typed)s”（须在您负责的范围内）。") % {"typed": typed}, code="unknown")
        if len(found) > 1:
            named = "、".join(each.name for each in found[:NAMED])
            raise ValidationError(_("“%(typed)s”不止一家，请写全称：%(named)s") % {"typed": typed, "named": named}, code="ambiguous")
        return found[0]
