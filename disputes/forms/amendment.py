"""Form of a correction. A field that is not sent stays as it is; numbers of a person are never shown, an empty one keeps the old.

A text in which persons are masked is not put into its field, so that no mask is ever written over what was told: it stands beside it as it
may be shown, and the field left empty keeps the old.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import EMPTY_VALUES
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from cases.daycount import local_day
from cases.forms.fields import PartiesField, PartyField, offer
from cases.models import Party, PartyKind, PartyRole
from cases.models.party import IdKind, PersonCategory, Sex
from cases.rows import RowsField
from cases.veil import veil_of
from disputes.actions.amendment import FIELDS, WHILE_REGISTERED, Corrections, PartyChange
from disputes.forms.base import DisputeActForm
from disputes.forms.inputs import day, line, text
from disputes.forms.party import PartyForm, party_input
from disputes.forms.register import DEFAULTED, DisputeFields, offer_areas
from disputes.states import State

NARRATIVES = ("summary", "demand", "place", "involved_units")
"""Texts that are stored as told and shown masked."""
KEEP = [("", _("不变"))]
KEPT_WHEN_EMPTY = DEFAULTED | {"start_mode"}


class PartyChangeForm(forms.Form):
    """A row of corrections to a party: what is left empty stays."""

    party = PartyField(label=_("当事人"))
    role = forms.ChoiceField(label=_("诉讼地位"), choices=[*KEEP, *PartyRole.choices], required=False)
    kind = forms.ChoiceField(label=_("类别"), choices=[*KEEP, *PartyKind.choices], required=False)
    name = line(_("姓名或名称"), 80, required=False)
    id_kind = forms.ChoiceField(label=_("证件类型"), choices=[*KEEP, *IdKind.choices], required=False)
    id_number = line(_("证件号码"), 30, required=False)
    phone = line(_("联系电话"), 30, required=False)
    sex = forms.ChoiceField(label=_("性别"), choices=[*KEEP, *Sex.choices], required=False)
    birth_date = day(_("出生日期"), required=False)
    ethnicity = line(_("民族"), 20, required=False)
    education = line(_("学历"), 20, required=False)
    person_category = forms.ChoiceField(label=_("人员类别"), choices=[*KEEP, *PersonCategory.choices], required=False)
    address = line(_("住址"), 200, required=False)
    representative = line(_("代理人或负责人"), 80, required=False)

    def __init__(self, *args: Any, parties: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["party"]
        field.queryset = Party.objects.none() if parties is None else parties

    def clean(self) -> dict[str, Any]:
        """A new document number without a kind is of the kind on file, or an identity card, or a firm's credit code."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        party = cleaned.get("party")
        if party is not None and cleaned.get("id_number") and not cleaned.get("id_kind"):
            kind = cleaned.get("kind") or party.kind
            cleaned["id_kind"] = party.id_kind or (IdKind.USCC if kind == PartyKind.ORGANISATION else IdKind.ID_CARD)
        return cleaned


class AmendForm(DisputeActForm, DisputeFields):
    """The dispute as registered, to be corrected."""

    changed_parties = RowsField(PartyChangeForm, label=_("更正当事人"), minimum=0, help_text=_("只填要改的项"))
    new_parties = RowsField(PartyForm, label=_("补充当事人"), minimum=0)
    removed_parties = PartiesField(label=_("移除当事人"), required=False)
    reason = text(_("更正理由"), 200, rows=2, required=False)
    colour = None  # type: ignore[assignment]  # has acts of its own; so Django takes a declared field off

    def prepare(self) -> None:
        """Present values; columns that are fixed by now are left out."""
        dispute, today = self.dispute, local_day(self.now)
        self._leave_out()
        offer_areas(self, self.actor, "disputes.register", today)
        area: Any = self.fields["area"]
        area.queryset = area.queryset | type(dispute.area).objects.filter(pk=dispute.area_id)
        category: Any = self.fields["category"]
        category.offer_groups()
        for name in FIELDS:
            if name in self.fields:
                value = getattr(dispute, name)
                self.fields[name].initial = getattr(value, "pk", value)
                self.fields[name].required = self.fields[name].required and self._is_sent(name)
        self._veil_narratives()
        rows: Any = self.fields["changed_parties"]
        rows.set_row_options(parties=self.case.parties.all())
        new: Any = self.fields["new_parties"]
        new.set_row_options(today=today)
        offer(self, "removed_parties", self.case.parties.all())

    def clean(self) -> dict[str, Any]:
        """Nothing that is shown masked is taken for what was told."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in NARRATIVES:
            known = getattr(self.dispute, name)
            if name in cleaned and not self._is_as_shown(name, cleaned[name]):
                masks = [mask for mask in self._veil.masks_in(cleaned[name]) if mask not in known]
                if masks:
                    words = {"masks": "、".join(masks)}
                    self.add_error(name, _t("含有隐去的内容“%(masks)s”：请写出全名或号码所指的人，或者留空不改。") % words)
        return cleaned

    def act_input(self) -> dict[str, Any]:
        """Only what was sent, and of what is shown masked only what was written anew."""
        cleaned = self.cleaned_data
        values = {name: cleaned[name] for name in FIELDS if name in cleaned and self._is_sent(name)}
        values = {name: value for name, value in values.items() if name not in NARRATIVES or not self._is_as_shown(name, value)}
        if "moj_type" in values and values["moj_type"] is None:
            values["moj_type"] = values.get("category", self.case.category).moj_type
        values = {name: value for name, value in values.items() if name not in KEPT_WHEN_EMPTY or value not in EMPTY_VALUES}
        changes = [PartyChange(party=row["party"], values=_given(row)) for row in cleaned["changed_parties"]]
        corrections = Corrections(
            values=values,
            changed_parties=changes,
            new_parties=[party_input(row) for row in cleaned["new_parties"]],
            removed_parties=list(cleaned["removed_parties"]),
            reason=cleaned["reason"],
        )
        return {"corrections": corrections}

    def _leave_out(self) -> None:
        if self.case.state != State.REGISTERED:
            for name in WHILE_REGISTERED:
                del self.fields[name]

    def _veil_narratives(self) -> None:
        """Keep what was told of persons out of the fields."""
        self._veil = veil_of(self.case.parties.all())
        self._shown = {name: self._veil.over(getattr(self.dispute, name)) for name in NARRATIVES if self._veil.hides(getattr(self.dispute, name))}
        for name, shown in self._shown.items():
            field = self.fields[name]
            field.initial, field.required = "", False
            field.help_text = _t("留空则不变。现有内容（已隐去个人信息）：%(text)s") % {"text": shown}

    def _is_as_shown(self, name: str, value: str) -> bool:
        """Whether a text that is shown masked came back empty or as it was shown."""
        return name in self._shown and " ".join(value.split()) in ("", " ".join(self._shown[name].split()))

    def _is_sent(self, name: str) -> bool:
        """Whether the field was sent at all."""
        return not self.is_bound or self.add_prefix(name) in self.data


def _given(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "party" and value not in ("", None)}
