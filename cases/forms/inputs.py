"""Form fields that acts of every kind of case share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from cases.forms.fields import ModelChoice


def day(label: Any, **kwargs: Any) -> forms.DateField:
    """A day, as browsers ask for it."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


def text(label: Any, longest: int, *, rows: int = 3, **kwargs: Any) -> forms.CharField:
    """Several lines."""
    return forms.CharField(label=label, max_length=longest, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


def line(label: Any, longest: int, **kwargs: Any) -> forms.CharField:
    """One line."""
    return forms.CharField(label=label, max_length=longest, **kwargs)


def limit_choices(field: ModelChoice, shown: Iterable[Any]) -> None:
    """Show only some of what the field takes: a page stays light while a value from elsewhere is still found."""
    label = field.label_from_instance
    empty = [] if isinstance(field, forms.ModelMultipleChoiceField) else [("", field.empty_label or "")]
    field.choices = [*empty, *((obj.pk, label(obj)) for obj in shown)]
