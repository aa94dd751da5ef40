"""Writes the controls of forms. The usual ones are put together here and not by Django's templates, of which a list of choices takes one for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest

_FOLDER = "django/forms/widgets/"
_OPTION = f"{_FOLDER}select_option.html"
_INPUTS = ("text", "number", "email", "url", "password", "hidden", "date", "datetime", "time", "checkbox", "input")


class DirectRenderer(TemplatesSetting):
    """The same markup as Django's templates give, but for blank space between options; any other template is rendered as a template."""

    def render(self, template_name: str, context: Mapping[str, Any], request: HttpRequest | None = None) -> str:
        """The markup of a control."""
        write = _WRITERS.get(template_name)
        if write is None or not _is_usual(context["widget"]):
            return super().render(template_name, dict(context), request)
        return write(context["widget"])


def _is_usual(widget: Mapping[str, Any]) -> bool:
    """Whether the options, if there are any, are written by Django's own template."""
    return all(option["template_name"] == _OPTION for _name, options, _index in widget.get("optgroups", ()) for option in options)


def _input(widget: Mapping[str, Any]) -> str:
    value = "" if widget["value"] is None else f' value="{_text(widget["value"])}"'
    return f'<input type="{_text(widget["type"])}" name="{_text(widget["name"])}"{value}{_attributes(widget)}>'


def _textarea(widget: Mapping[str, Any]) -> str:
    return f'<textarea name="{_text(widget["name"])}"{_attributes(widget)}>\n{_text(widget["value"] or "")}</textarea>'


def _select(widget: Mapping[str, Any]) -> str:
    groups = "".join(_group(name, options) for name, options, _index in widget["optgroups"])
    return f'<select name="{_text(widget["name"])}"{_attributes(widget)}>{groups}</select>'


def _group(name: object, options: list[dict[str, Any]]) -> str:
    inner = "".join(f'<option value="{_text(option["value"])}"{_attributes(option)}>{_text(option["label"])}</option>' for option in options)
    return f'<optgroup label="{_text(name)}">{inner}</optgroup>' if name else inner


def _attributes(widget: Mapping[str, Any]) -> str:
    return "".join(
        f" {_text(name)}" if value is True else f' {_text(name)}="{_text(value)}"' for name, value in widget["attrs"].items() if value is not False
    )


def _text(value: object) -> str:
    """As a template writes it: markup as it is, anything else escaped."""
    return str(value.__html__()) if hasattr(value, "__html__") else escape(str(value))


_WRITERS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    **{f"{_FOLDER}{name}.html": _input for name in _INPUTS},
    f"{_FOLDER}textarea.html": _textarea,
    f"{_FOLDER}select.html": _select,
}
