"""Controls written directly are those that Django's templates write."""

import datetime as dt
import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from fengqiao.form_renderer import DirectRenderer

BAD = "\"><script>alert('1')</script>&amp;"
CHOICES = [("", "---------"), ("a<", BAD), (3, _("受理")), ("组&", [("b", "乙"), ("c", mark_safe("<b>丙</b>"))])]
WIDGETS = [
    (forms.TextInput(attrs={"class": "form-control", "required": True, "disabled": False, "data-x": BAD}), BAD),
    (forms.TextInput(), None),
    (forms.NumberInput(attrs={"min": 1, "step": "0.01"}), 1234.5),
    (forms.HiddenInput(), "x"),
    (forms.PasswordInput(render_value=True), BAD),
    (forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), dt.date(2026, 1, 31)),
    (forms.DateTimeInput(format="%Y-%m-%dT%H:%M"), dt.datetime(2026, 1, 31, 9, 5, tzinfo=dt.UTC)),
    (forms.CheckboxInput(attrs={"class": "form-check-input"}), True),
    (forms.CheckboxInput(), False),
    (forms.Textarea(attrs={"rows": 4}), f"第一行\n{BAD}"),
    (forms.Textarea(), None),
    (forms.Select(choices=CHOICES, attrs={"data-pick": ""}), "c"),
    (forms.Select(choices=CHOICES), 3),
    (forms.SelectMultiple(choices=CHOICES), ["a<", "b"]),
    (forms.RadioSelect(choices=CHOICES), "b"),
    (forms.CheckboxSelectMultiple(choices=CHOICES), ["b"]),
]


def tight(markup: str) -> str:
    return re.sub(r">\s+<", "><", re.sub(r"<textarea([^>]*)>\n", r"<textarea\1>¶", markup)).strip()


@pytest.mark.parametrize(("widget", "value"), WIDGETS, ids=lambda each: type(each).__name__)
def test_a_control_is_what_the_template_writes(widget, value):
    ours = widget.render("f[]", value, attrs={"id": "id_f"}, renderer=DirectRenderer())
    theirs = widget.render("f[]", value, attrs={"id": "id_f"}, renderer=DjangoTemplates())
    assert tight(ours) == tight(theirs)
    assert "<script>" not in ours
