"""Fields whose row is found by typing: a text that the server reads, helped by suggestions where a script runs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model

from accounts.models import Area, Organisation
from cases.forms.fields import ModelChoice
from disputes.places import KEY, LONGEST, NotMeantError, area_text, organisation_text, the_area, the_organisation


class PickInput(forms.TextInput):
    """One line; `data-pick-from` is where a script asks for suggestions."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", "maxlength": LONGEST, **(attrs or {})})


class PickField(ModelChoice):
    """A row of `queryset`, by its key or by words that mean no other."""

    widget = PickInput
    read: Any
    """From rows and a text to the row; raises `NotMeantError`."""
    text: Any
    """How a row stands in the field."""

    def suggest_from(self, address: str) -> None:
        """Where a script asks for suggestions; a field is one form's own, and so is its widget."""
        self.widget.attrs["data-pick-from"] = address

    def prepare_value(self, value: Any) -> Any:
        """A row, or the key of one, stands in the field in words; what else was typed stays as it is."""
        row = value if isinstance(value, Model) else self._by_key(value)
        return value if row is None else self.text(row)

    def to_python(self, value: Any) -> Any:
        """The row that was meant."""
        if value in self.empty_values or isinstance(value, Model):
            return value or None
        self.validate_no_null_characters(value)
        try:
            return self.read(self.queryset, str(value))
        except NotMeantError as error:
            raise ValidationError(str(error), code="invalid_choice") from error

    def _by_key(self, value: Any) -> Any:
        text, rows = str(value or ""), self.queryset
        return rows.filter(pk=text).first() if rows is not None and KEY.fullmatch(text) else None


class AreaPick(PickField):
    """An area: code, name, or words of its path."""

    read = staticmethod(the_area)
    text = staticmethod(area_text)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Area.objects.none(), **kwargs)


class OrganisationPick(PickField):
    """A body: name, part of it, or its number."""

    read = staticmethod(the_organisation)
    text = staticmethod(organisation_text)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Organisation.objects.none(), **kwargs)
