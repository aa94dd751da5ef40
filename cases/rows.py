"""Rows of things in a form: parties, items of an agreement. The value is a list of cleaned sub-forms.

From a page the rows come as `name-0-field`, `name-1-field`, … and empty rows are passed over; from the API they come as a list of
objects under the field's name. Works without JavaScript: blank rows stand ready; a script adds more.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

MAX_ROWS = 100


class RowsWidget(forms.Widget):
    """Shows each row as a sub-form, with blank rows after the filled ones."""

    template_name = "components/rows.html"
    needs_multipart_form = False

    def __init__(self, row_form: type[forms.Form], *, blank: int = 1, minimum: int = 0) -> None:
        super().__init__()
        self.row_form, self.blank, self.minimum = row_form, blank, minimum
        self.row_options: dict[str, Any] = {}
        self.bound_rows: Sequence[forms.Form] | None = None

    def value_from_datadict(self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str) -> list[Any]:  # noqa: ARG002  (a widget's signature)
        """The raw rows, as mappings from field name to value(s)."""
        if name in data and not isinstance(data, MultiValueDict):
            given = data[name]
            return list(given) if isinstance(given, (list, tuple)) else [given]
        rows: dict[int, dict[str, list[Any]]] = {}
        for key in data:
            match = re.fullmatch(re.escape(name) + r"-(\d{1,3})-([a-z_]+)", key)
            if match:
                values = data.getlist(key) if isinstance(data, MultiValueDict) else [data[key]]
                rows.setdefault(int(match[1]), {})[match[2]] = values
        return [MultiValueDict(rows[index]) for index in sorted(rows)]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str) -> bool:  # noqa: ARG002  (a widget's signature)
        """Never: no rows is a value."""
        return False

    def forms_to_show(self, name: str, value: Any) -> list[forms.Form]:
        """The rows as forms under the names they are posted with: bound with what was typed, then blank ones."""
        shown = [self._bound(f"{name}-{index}", row) for index, row in enumerate(value or [])]
        spare = max(self.blank, self.minimum - len(shown))
        return shown + [self.row_form(prefix=f"{name}-{len(shown) + index}", **self.row_options) for index in range(spare)]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """For the template: rows, and an empty one to copy."""
        context = super().get_context(name, value, attrs)
        context["widget"]["rows"] = self.forms_to_show(name, value)
        context["widget"]["empty"] = self.row_form(prefix=f"{name}-__n__", **self.row_options)
        return context

    def _bound(self, prefix: str, row: Any) -> forms.Form:
        if isinstance(row, MultiValueDict):
            renamed: Any = MultiValueDict({f"{prefix}-{key}": row.getlist(key) for key in row})
            form = self.row_form(renamed, prefix=prefix, empty_permitted=True, use_required_attribute=False, **self.row_options)
        else:
            form = self.row_form(initial=row, prefix=prefix, **self.row_options)
        return form


class RowsField(forms.Field):
    """A list of sub-forms; each row that is not empty is cleaned, and an error names the row and the field."""

    widget: RowsWidget
    default_error_messages = {
        "too_few": _l("至少需要 %(minimum)d 行。"),
        "too_many": _l("最多 %(maximum)d 行。"),
        "not_a_row": _l("第 %(row)d 行：不是一组字段。"),
    }

    def __init__(self, row_form: type[forms.Form], *, minimum: int = 1, maximum: int = MAX_ROWS, blank: int = 1, **kwargs: Any) -> None:
        self.row_form, self.minimum, self.maximum = row_form, minimum, maximum
        kwargs.setdefault("required", minimum > 0)
        super().__init__(widget=RowsWidget(row_form, blank=blank, minimum=minimum), **kwargs)

    def set_row_options(self, **options: Any) -> None:
        """Keyword arguments for every row's form (querysets of choices and the like)."""
        self.widget.row_options = options

    def clean(self, value: Any) -> list[dict[str, Any]]:
        """The cleaned rows, in order."""
        rows = [row for row in (self._form(raw, index) for index, raw in enumerate(value or [])) if row is not None]
        if len(rows) < self.minimum:
            raise ValidationError(self.error_messages["too_few"], code="too_few", params={"minimum": self.minimum})
        if len(rows) > self.maximum:
            raise ValidationError(self.error_messages["too_many"], code="too_many", params={"maximum": self.maximum})
        errors = [error for index, row in rows for error in _errors_of(index, row)]
        if errors:
            raise ValidationError(errors)
        return [dict(row.cleaned_data) for _index, row in rows]

    def _form(self, raw: Any, index: int) -> tuple[int, forms.Form] | None:
        if not isinstance(raw, Mapping):
            raise ValidationError(self.error_messages["not_a_row"], code="not_a_row", params={"row": index + 1})
        data = raw if isinstance(raw, MultiValueDict) else {key: _as_typed(each) for key, each in raw.items()}
        form = self.row_form(data, empty_permitted=True, use_required_attribute=False, **self.widget.row_options)
        if not form.has_changed():
            return None
        form.empty_permitted = False
        return index, form


def _as_typed(value: Any) -> Any:
    """A JSON value as a form reads it: null is an empty field."""
    return "" if value is None else value


def _errors_of(index: int, form: forms.Form) -> list[ValidationError]:
    found = []
    for name, texts in form.errors.items():
        label = form.fields[name].label if name in form.fields else None
        for text in texts:
            place = _("第 %(row)d 行") % {"row": index + 1}
            error = ValidationError(f"{place}“{label}”：{text}" if label else f"{place}：{text}", code="row")
            error.place = (index, name if name in form.fields else "")  # type: ignore[attr-defined]  # for the API, which names the field
            found.append(error)
    return found
