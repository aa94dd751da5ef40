"""Form fields that several acts use: parties shown masked, files of the case, several files at once, reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from cases.attachments.kinds import ACCEPT
from cases.masking import mask_name
from cases.models import Attachment, Case, Party, PartyKind

if TYPE_CHECKING:
    ModelChoice = forms.ModelChoiceField[Any]
    ModelMultipleChoice = forms.ModelMultipleChoiceField[Any]
else:  # generic for the type checker only
    ModelChoice, ModelMultipleChoice = forms.ModelChoiceField, forms.ModelMultipleChoiceField

MAX_FILES = 10


def masked(party: Party) -> str:
    """A party as pages may show it: role and masked name."""
    return f"{party.get_role_display()} {mask_name(party.name, organisation=party.kind == PartyKind.ORGANISATION)}"


def offer(form: forms.Form, name: str, queryset: QuerySet[Any]) -> None:
    """Set what a choice field of a form may be chosen from."""
    cast("forms.ModelChoiceField[Any]", form.fields[name]).queryset = queryset


class PartyField(ModelChoice):
    """One party of the case, by a label that does not tell the name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Party.objects.none(), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        """Masked."""
        return masked(obj)


class PartiesField(ModelMultipleChoice):
    """Some parties of the case."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Party.objects.none(), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        """Masked."""
        return masked(obj)


class AttachmentField(ModelChoice):
    """A file that is already with the case."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Attachment.objects.none(), **kwargs)


def kept_files(case: Case) -> QuerySet[Attachment]:
    """The files of a case that have not been removed."""
    return case.attachments.filter(removed_at__isnull=True)


class Choice(forms.ChoiceField):
    """A choice among words that are the same for every form: forms are made for each request, and their copies share the list."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Choice:
        """As a field's, without copying each word of the choices."""
        result = super(forms.ChoiceField, self).__deepcopy__(memo)
        result._choices = self._choices  # type: ignore[attr-defined]
        return result


class ReasonField(forms.CharField):
    """Why: some words are required."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs = {"label": _("理由"), "min_length": 2, "max_length": 200, "widget": forms.Textarea(attrs={"rows": 2}), **kwargs}
        super().__init__(**kwargs)


class FilesInput(forms.ClearableFileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or several files; the value is a list. What is in them is looked at when they are taken in (`cases.attachments`)."""

    widget = FilesInput(attrs={"accept": ACCEPT})

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Each file by itself; at most ten."""
        given = [each for each in (data if isinstance(data, (list, tuple)) else [data]) if each]
        if len(given) > MAX_FILES:
            raise ValidationError(_("一次最多上传 %(count)d 个文件。"), params={"count": MAX_FILES})
        if not given:
            empty: Any = super().clean(None, initial)
            return [] if empty is None else [empty]
        return [each for each in given if isinstance(each, UploadedFile)] or super().clean(data, initial)


class CaseNumberField(forms.CharField):
    """The number of another case; `find` turns it into the case, if the actor may see it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": _("案件编号"), "max_length": 32, "strip": True, **kwargs})

    @staticmethod
    def find(number: str, *, actor: Actor, this: Case) -> Case:
        """The visible case of that number. Raises `ValidationError` for none, for one outside visibility (the same words), and for `this`."""
        found: Case | None = Case.objects.visible_to(actor).filter(number=number.strip()).first()
        if found is None:
            raise ValidationError(_("没有编号为“%(number)s”的案件，或者您不能查看它。"), code="unknown", params={"number": number})
        if found.pk == this.pk:
            raise ValidationError(_("这就是本案，请填写另一件案件的编号。"), code="same")
        return found
