"""How the values of a list's filters are read: every value that cannot be used is an error that names its field."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import users_in
from accounts.models import Area
from cases.held import held, is_token
from cases.identifiers import IdentifierError, check_id_number, check_phone, check_uscc, normalise
from cases.models import Category
from cases.paging import BIGGEST_ID, DUE
from cases.searching import can_search

if TYPE_CHECKING:
    from accounts.actor import Actor

OPENS_ALL = ("q", "person", "state", "outcome")
"""With one of these given, closed cases are listed too unless `open` says otherwise."""

_END = {"_from": "_to", "_min": "_max"}
CREDIT_CODE_LENGTH = 18


class FilterForm(forms.Form):
    """Reads the filters. Besides each field by itself it refuses a single-valued field given twice, and an end before its beginning."""

    actor: Actor

    def clean_q(self) -> str:
        """A search needs something to search for."""
        text = self._unheld(self.cleaned_data["q"])
        if text and not can_search(text):
            raise ValidationError(_("请输入汉字、字母或数字。"), code="empty")
        return text

    def clean_person(self) -> str:
        """A whole document or telephone number, checked by its own rules."""
        value = self._unheld(self.cleaned_data["person"])
        if not value:
            return ""
        try:
            return checked_number(value, today=timezone.localdate(self._now))
        except IdentifierError as error:
            raise ValidationError(str(error), code="number") from error

    def clean_category(self) -> list[str]:
        """The codes that lie under a code of the list of categories, itself included."""
        code: str = self.cleaned_data["category"]
        codes = list(Category.objects.filter(code__startswith=code).values_list("code", flat=True)) if code else []
        if code and code not in codes:
            raise ValidationError(_("没有这个类别代码。"), code="unknown")
        return codes

    def clean_area(self) -> str:
        """An area code inside the actor's scope; one outside is answered like one that does not exist."""
        code: str = self.cleaned_data["area"]
        if code and not (self.actor.scope.covers_area(code) and Area.objects.filter(pk=code).exists()):
            raise ValidationError(_("您的管辖范围内没有这个区划代码。"), code="unknown")
        return code

    def clean_handler(self) -> str:
        """`me`, `nobody`, or the number of a user who works in the actor's scope."""
        value: str = self.cleaned_data["handler"]
        if value in ("", "me", "nobody"):
            return value
        if not (value.isascii() and value.isdigit() and users_in(self.actor.scope).filter(pk=min(int(value), BIGGEST_ID)).exists()):
            raise ValidationError(_("您的管辖范围内没有这个人。"), code="unknown")
        return value

    def clean_order(self) -> str:
        """Only what is open has a limit to sort by."""
        order: str = self.cleaned_data["order"]
        if order == DUE.code and self.cleaned_data.get("open") not in ("", "yes"):
            raise ValidationError(_("只有未结案件可以按临期排序。"), code="closed")
        return order

    def clean(self) -> dict[str, Any]:
        """Check what spans several fields, and say which of open and closed cases are meant."""
        cleaned = dict(super().clean() or self.cleaned_data)
        self._refuse_repeated()
        for name, start in list(cleaned.items()):
            for suffix, end_suffix in _END.items():
                end = cleaned.get(name.removesuffix(suffix) + end_suffix) if name.endswith(suffix) else None
                if start is not None and end is not None and end < start:
                    self.add_error(name, ValidationError(_("起不能大于止。"), code="range"))
        cleaned["open"] = cleaned.get("open") or self._open_by_default(cleaned)
        return cleaned

    def bind_to(self, actor: Actor, now: dt.datetime) -> None:
        """Whose eyes are used, and the moment."""
        self.actor, self._now = actor, now

    def _unheld(self, value: str) -> str:
        """The value, or the number that is kept for the actor under a token (`cases.held`)."""
        if not is_token(value):
            return value
        number = held(value, user=self.actor.user)
        if number is None:
            raise ValidationError(_("查找的号码已过期，请重新输入。"), code="expired")
        return number

    @staticmethod
    def _open_by_default(cleaned: dict[str, Any]) -> str:
        if cleaned.get("order") == DUE.code:
            return "yes"
        return "all" if any(cleaned.get(name) for name in OPENS_ALL) else "yes"

    def _refuse_repeated(self) -> None:
        if not isinstance(self.data, QueryDict):
            return
        for name, field in self.fields.items():
            several = isinstance(field, (forms.MultipleChoiceField, forms.ModelMultipleChoiceField))
            if not several and len(self.data.getlist(self.add_prefix(name))) > 1:
                self.add_error(name, ValidationError(_("只能给一个值。"), code="repeated"))


def checked_number(value: str, *, today: dt.date) -> str:
    """A document number or telephone number that can be right, normalised.

    Raises:
        IdentifierError: it is none of them; the reason is that of the kind it looks like.
    """
    number = normalise(value)
    if re.fullmatch(r"[0-9]{15}|[0-9]{17}[0-9X]", number):
        return _identity_or_credit(number, today)
    if len(number) == CREDIT_CODE_LENGTH and number.isalnum():
        return check_uscc(number)
    if re.fullmatch(r"[+0-9()-]{3,17}", number):
        return check_phone(number)
    if not re.fullmatch(r"[A-Z0-9()-]{5,20}", number):
        raise IdentifierError("form", _("不是完整的证件号码或电话号码。"))
    return number


def number_in(text: str, *, today: dt.date) -> str:
    """The document or telephone number that a searched text is, normalised; empty where it is none that can be right."""
    try:
        return checked_number(text, today=today)
    except IdentifierError:
        return ""


def _identity_or_credit(number: str, today: dt.date) -> str:
    """A row of digits can be a credit code too; if it is neither, the reason is that of an identity number."""
    try:
        return check_id_number(number, today=today).value
    except IdentifierError as wrong:
        try:
            return check_uscc(number)
        except IdentifierError:
            raise wrong from None
