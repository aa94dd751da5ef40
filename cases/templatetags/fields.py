"""Form fields as the pages show them: label, need, hint, error, and a control fit for thumb and keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms, template
from django.forms.boundfield import BoundField
from django.template.loader import get_template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cases.rows import RowsWidget
from cases.templatetags.pages import icon

register = template.Library()

NOTHING = "---------"
PICK_FROM = 12
"""From so many choices on, a script lets one type to find the choice."""


@register.simple_tag(takes_context=True)
def field(context: dict[str, Any], bound: BoundField, *, wide: bool = False, hint: str = "") -> SafeString:
    """A field with label, need, hint and errors. `quiet` in the context leaves the errors out (rows are only being added)."""
    kind = _prepare(bound)
    errors = [] if context.get("quiet") else list(bound.errors)
    if kind in ("control", "textarea", "check", "file") and not bound.is_hidden:
        control = bound.as_widget(attrs=_attributes(bound, kind, bool(errors)))
        is_wide = wide or kind in ("textarea", "file")
        return _written(bound, kind, control, notes=_notes(bound, errors, hint or bound.help_text), wide=is_wide)
    shown: dict[str, Any] = {
        "field": bound,
        "kind": kind,
        "errors": errors,
        "hint": hint or bound.help_text,
        "wide": wide or kind in {"rows", "choices"},
    }
    if kind == "rows":
        shown["rows"] = bound.field.widget.forms_to_show(bound.html_name, bound.value())
        shown["empty"] = bound.field.widget.row_form(prefix=f"{bound.html_name}-__n__", **bound.field.widget.row_options)
        shown["row_template"] = getattr(bound.field.widget.row_form, "row_template", "components/row.html")
        shown["quiet"] = context.get("quiet")
    return cast("SafeString", get_template("components/field.html").render(shown))


def _written(bound: BoundField, kind: str, control: SafeString, *, notes: SafeString, wide: bool) -> SafeString:
    """A control with its label. Long forms have dozens: put together here, they take a third of the time that templates take."""
    layout = _CHECK if kind == "check" else _LABELLED
    need = format_html(' <span class="need">{}</span>', _("必填")) if bound.field.required and kind != "check" else ""
    return format_html(layout, wide=" wide" if wide else "", id=bound.id_for_label or "", label=bound.label, need=need, control=control, notes=notes)


def _notes(bound: BoundField, errors: Sequence[object], hint: object) -> SafeString:
    """Errors and hint, under the names by which the control refers to them."""
    lines = format_html_join("", "<div>{} {}</div>", ((icon("exclamation-circle"), error) for error in errors))
    wrong = format_html('<div class="field-error" id="{}_error">{}</div>', bound.auto_id, lines) if errors else ""
    told = format_html('<div class="form-hint" id="{}_helptext">{}</div>', bound.auto_id, hint) if hint else ""
    return format_html("{}{}", wrong, told)


_LABELLED = '<div class="field{wide}"><label class="form-label" for="{id}">{label}{need}</label>{control}{notes}</div>'
_CHECK = '<div class="field{wide}"><label class="form-check" for="{id}">{control} <span>{label}</span></label>{notes}</div>'


@register.inclusion_tag("components/fields.html", takes_context=True)
def all_fields(context: dict[str, Any], form: forms.Form) -> dict[str, Any]:
    """Every visible field of a form in its order, hidden ones at the end."""
    return {"form": form, "quiet": context.get("quiet")}


@register.inclusion_tag("components/error_summary.html", takes_context=True)
def error_summary(context: dict[str, Any], form: forms.Form) -> dict[str, Any]:
    """What is wrong with a form, each with a link to its field."""
    if context.get("quiet") or not form.is_bound:
        return {"lines": []}
    lines = [("", "", text) for text in form.non_field_errors()]
    for name, texts in form.errors.items():
        if name in form.fields:
            bound = form[name]
            lines += [(bound.id_for_label or bound.auto_id, str(bound.label), text) for text in texts]
    return {"lines": lines}


def _prepare(bound: BoundField) -> str:
    """Make the widget fit for the page and say which layout it needs."""
    widget = bound.field.widget
    if isinstance(widget, forms.SelectMultiple) and not isinstance(widget, RowsWidget):
        widget = forms.CheckboxSelectMultiple(choices=bound.field.choices)  # type: ignore[attr-defined]
        bound.field.widget = widget
    elif isinstance(widget, forms.Select):
        widget.choices = _choices(widget)
    kinds: list[tuple[type[forms.Widget], str]] = [
        (RowsWidget, "rows"),
        (forms.CheckboxInput, "check"),
        (forms.RadioSelect, "choices"),
        (forms.CheckboxSelectMultiple, "choices"),
        (forms.Textarea, "textarea"),
        (forms.FileInput, "file"),
    ]
    _give_type(widget)
    return next((kind for cls, kind in kinds if isinstance(widget, cls)), "control")


def _choices(widget: forms.Select) -> list[tuple[Any, Any]]:
    """The choices, read once; an empty one asks for a choice."""
    return [(value, _("请选择") if label == NOTHING and value == "" else label) for value, label in widget.choices]


def _count(widget: Any) -> int:
    """How many choices, those in groups too."""
    return sum(len(label) if isinstance(label, (list, tuple)) else 1 for _value, label in widget.choices)


def _give_type(widget: forms.Widget) -> None:
    """Days and moments get the browser's own picker."""
    if isinstance(widget, forms.DateTimeInput):
        widget.input_type, widget.format = "datetime-local", "%Y-%m-%dT%H:%M"
    elif isinstance(widget, forms.DateInput):
        widget.input_type, widget.format = "date", "%Y-%m-%d"


def _attributes(bound: BoundField, kind: str, wrong: bool) -> dict[str, str | bool]:
    """Classes and links to hint and errors."""
    base = "form-check-input" if kind == "check" else "form-select" if isinstance(bound.field.widget, forms.Select) else "form-control"
    found: dict[str, str | bool] = {"class": f"{base} is-invalid" if wrong else base}
    if wrong:
        found["aria-invalid"] = "true"
        found["aria-describedby"] = f"{bound.auto_id}_error"
    elif bound.help_text:
        found["aria-describedby"] = f"{bound.auto_id}_helptext"
    if base == "form-select" and _count(bound.field.widget) > PICK_FROM:
        found["data-pick"] = ""
    if isinstance(bound.field, forms.DecimalField):
        found["inputmode"] = "decimal"
    return found
