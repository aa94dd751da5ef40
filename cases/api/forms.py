"""A Django form as JSON: the shape of its input, its entry in the OpenAPI document, its errors by field.

The form itself cleans the values, so that page and API give the same error for the same input. Here only the JSON types are checked: what
a browser could never send (a list where a text belongs) is refused before it reaches the form.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.files.uploadedfile import UploadedFile
from django.forms.models import ModelChoiceIterator
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from rest_framework import serializers

from cases.api.problems import bad_fields
from cases.rows import RowsField

Reasons = dict[str, list[str]]
SHOWN_CHOICES = 200
"""Choices of a field that are listed; there may be more."""
_LONGEST_NUMBER = 40


class Shape(NamedTuple):
    """A form field in JSON: whether a value has its type, what is said if not, and its serializer field for the OpenAPI document."""

    fits: Callable[[Any], bool]
    wanted: str | Promise
    describe: Callable[[forms.Field], serializers.Field[Any, Any, Any, Any]]


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _number(value: Any) -> bool:
    return isinstance(value, (str, int, float)) and not isinstance(value, bool) and len(str(value)) <= _LONGEST_NUMBER


def _key(value: Any) -> bool:
    return isinstance(value, (str, int)) and not isinstance(value, bool) and len(str(value)) <= _LONGEST_NUMBER


def _keys(value: Any) -> bool:
    return isinstance(value, list) and all(_key(each) for each in value)


def _objects(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, dict) for each in value)


def _common(field: forms.Field) -> dict[str, Any]:
    initial = None if callable(field.initial) else field.initial
    default = {} if initial in (None, "", []) else {"default": initial}
    notes = {"label": str(field.label or ""), "help_text": str(field.help_text or "") or None}
    required = field.required and not default
    return {"required": required, **({"allow_null": True} if not field.required else {}), **default, **notes}


def _text_field(field: forms.Field) -> serializers.Field[Any, Any, Any, Any]:
    limits = {"max_length": getattr(field, "max_length", None), "min_length": getattr(field, "min_length", None)}
    return serializers.CharField(allow_blank=not field.required, **{k: v for k, v in limits.items() if v}, **_common(field))


def _choice_field(field: forms.Field) -> serializers.Field[Any, Any, Any, Any]:
    choices = _static_choices(field)
    if not choices:
        return serializers.CharField(allow_blank=not field.required, **_common(field))
    return serializers.ChoiceField(choices=choices, allow_blank=not field.required, **_common(field))


def _choices_field(field: forms.Field) -> serializers.Field[Any, Any, Any, Any]:
    choices = _static_choices(field)
    child = serializers.ChoiceField(choices=choices) if choices else serializers.CharField()
    return serializers.ListField(child=child, allow_empty=not field.required, **_common(field))


def _static_choices(field: forms.Field) -> list[tuple[str, str]]:
    choices = getattr(field, "choices", None) or []
    return [] if isinstance(choices, ModelChoiceIterator) else [(str(key), str(label)) for key, label in _flat(choices) if key != ""]


def _rows_field(field: forms.Field) -> serializers.Field[Any, Any, Any, Any]:
    assert isinstance(field, RowsField)  # noqa: S101  (by its place in the table)
    row: Any = serializer_of(field.row_form)
    rows: serializers.Field[Any, Any, Any, Any] = row(
        many=True, allow_empty=field.minimum == 0, min_length=field.minimum or None, max_length=field.maximum, **_common(field)
    )
    return rows


def _decimal_field(field: forms.Field) -> serializers.Field[Any, Any, Any, Any]:
    assert isinstance(field, forms.DecimalField)  # noqa: S101
    return serializers.DecimalField(max_digits=field.max_digits, decimal_places=field.decimal_places or 0, **_common(field))


def _integer_field(field: forms.Field) -> serializers.Field[Any, Any, Any, Any]:
    assert isinstance(field, forms.IntegerField)  # noqa: S101
    limits: dict[str, Any] = {"min_value": field.min_value, "max_value": field.max_value}
    return serializers.IntegerField(**{name: value for name, value in limits.items() if value is not None}, **_common(field))


def _plain(kind: type[serializers.Field[Any, Any, Any, Any]], **options: Any) -> Callable[[forms.Field], serializers.Field[Any, Any, Any, Any]]:
    return lambda field: kind(**options, **_common(field))


def _files_field(field: forms.Field) -> serializers.Field[Any, Any, Any, Any]:
    return serializers.ListField(child=serializers.FileField(), **_common(field))


def _file(value: Any) -> bool:
    return isinstance(value, UploadedFile) or (isinstance(value, list) and all(isinstance(each, UploadedFile) for each in value))


SHAPES: tuple[tuple[type[forms.Field], Shape], ...] = (
    (RowsField, Shape(_objects, _l("对象的列表"), _rows_field)),
    (forms.FileField, Shape(_file, _l("文件（multipart/form-data）"), _files_field)),
    (forms.ModelMultipleChoiceField, Shape(_keys, _l("标识的列表"), _choices_field)),
    (forms.ModelChoiceField, Shape(_key, _l("标识"), _choice_field)),
    (forms.MultipleChoiceField, Shape(_keys, _l("文字的列表"), _choices_field)),
    (forms.ChoiceField, Shape(_key, _l("文字"), _choice_field)),
    (forms.BooleanField, Shape(lambda value: isinstance(value, bool), _l("true 或 false"), _plain(serializers.BooleanField))),
    (forms.DateTimeField, Shape(_text, _l("时间，如 2026-01-31T09:00:00+08:00"), _plain(serializers.DateTimeField))),
    (forms.DateField, Shape(_text, _l("日期，如 2026-01-31"), _plain(serializers.DateField))),
    (forms.DecimalField, Shape(_number, _l("数字"), _decimal_field)),
    (forms.IntegerField, Shape(_number, _l("整数"), _integer_field)),
    (forms.UUIDField, Shape(_text, _l("UUID"), _plain(serializers.UUIDField))),
    (forms.CharField, Shape(_text, _l("文字"), _text_field)),
)
"""The first kind that a field is decides."""


def shape_of(field: forms.Field) -> Shape:
    """The shape of a form field. Raises `TypeError` for a kind that has none, so that no act is left out unseen."""
    for kind, shape in SHAPES:
        if isinstance(field, kind):
            return shape
    raise TypeError(f"a form field of kind {type(field).__name__} has no shape in JSON")


_serializers: dict[type[forms.BaseForm], type[serializers.Serializer[Any]]] = {}


def serializer_of(form: type[forms.BaseForm]) -> type[serializers.Serializer[Any]]:
    """The input of a form for the OpenAPI document."""
    if form not in _serializers:
        members: dict[str, Any] = {name: shape_of(field).describe(field) for name, field in declared_fields(form).items()}
        name = form.__name__.removesuffix("Form") + "Input"
        _serializers[form] = type(name, (serializers.Serializer,), {**members, "__doc__": form.__doc__ or ""})
    return _serializers[form]


F = TypeVar("F", bound=forms.Form)


def cleaned_form(form: type[F], data: Any, files: Any = None, **options: Any) -> F:
    """The form with the data of a request, found valid. `options` are what the form itself asks for.

    In JSON, fields left out take the default that the document names, and null is an empty field. Data of `multipart/form-data` pass as they
    are: they are what a page sends.

    Raises:
        Problem: 422, by field: fields that do not exist, values of another type, and what the form itself refuses.
    """
    in_json = not isinstance(data, QueryDict)
    reasons = dict(_shape_errors(form.base_fields, data)) if in_json else {}
    bound = form(with_defaults(form.base_fields, data) if in_json and not reasons else data, files, **options)
    reasons |= {name: [_("现在不能填写这个字段。")] for name in data if in_json and name not in bound.fields and name not in reasons}
    if reasons:
        raise bad_fields(reasons)
    if not bound.is_valid():
        raise bad_fields(errors_of(bound), labels={name: str(field.label) for name, field in bound.fields.items() if field.label})
    return bound


def declared_fields(form: type[forms.BaseForm]) -> dict[str, forms.Field]:
    """The fields that a form declares."""
    declared: dict[str, forms.Field] = form.base_fields  # type: ignore[attr-defined]
    return declared


def with_defaults(fields: Mapping[str, forms.Field], data: Mapping[str, Any]) -> dict[str, Any]:
    """The data with the static first values of fields that were left out, and nothing in place of null.

    A first value that a form computes is a proposal to a person who reads it, such as what the parties were told; nobody proposes it to a
    program, which says itself what was done.
    """
    found = {name: "" if value is None else value for name, value in data.items()}
    for name, field in fields.items():
        if isinstance(field, RowsField):
            found[name] = [with_defaults(declared_fields(field.row_form), row) for row in found.get(name) or []]
        elif name not in found and field.initial is not None and not callable(field.initial):
            found[name] = field.initial
    return found


def errors_of(form: forms.BaseForm) -> Reasons:
    """The errors of a form by field; a field of a row as `parties[0].name`."""
    found: Reasons = {}
    for name, errors in form.errors.as_data().items():
        for error in errors:
            row, column = getattr(error, "place", (None, ""))
            field = "" if name == NON_FIELD_ERRORS else name
            place = field if row is None else f"{field}[{row}].{column}"
            found.setdefault(place, []).extend(str(text) for text in error.messages)
    return found


def fields_of(form: forms.BaseForm) -> list[dict[str, Any]]:
    """The fields of a form as they stand for one case: what may be chosen, what stands there at first."""
    return [_field(form, name, field) for name, field in form.fields.items()]


def _field(form: forms.BaseForm, name: str, field: forms.Field) -> dict[str, Any]:
    found: dict[str, Any] = {"name": name, "label": str(field.label or name), "required": field.required, "help": str(field.help_text or "")}
    initial = form.get_initial_for_field(field, name)
    found["initial"] = _plain_value(initial)
    if isinstance(field, (forms.ChoiceField, forms.ModelChoiceField)):
        shown = islice(_flat(field.choices), SHOWN_CHOICES)
        found["choices"] = [{"value": str(key), "label": str(label)} for key, label in shown if str(key)]
    if isinstance(field, RowsField):
        row = field.row_form(**field.widget.row_options)
        found["fields_of_row"] = fields_of(row)
    return found


def _plain_value(value: Any) -> Any:
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [_plain_value(each) for each in value]
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(getattr(value, "pk", value))


def _flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    for key, label in choices:
        if isinstance(label, (list, tuple)):
            yield from label
        else:
            yield key, label


def _shape_errors(fields: Mapping[str, forms.Field], data: Mapping[str, Any], place: str = "") -> Iterator[tuple[str, list[str]]]:
    for name, value in data.items():
        if name not in fields:
            yield f"{place}{name}", [_("没有这个字段。")]
            continue
        shape = shape_of(fields[name])
        if value is not None and not shape.fits(value):
            yield f"{place}{name}", [_("应为%(kind)s。") % {"kind": shape.wanted}]
        elif isinstance(field := fields[name], RowsField):
            for index, row in enumerate(value or []):
                yield from _shape_errors(field.row_form.base_fields, row, f"{place}{name}[{index}].")
