"""What is known of a dispute before it is registered, to ask whether it is on file already."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.rows import RowsField
from disputes.forms.inputs import day, line


class DoublePartyForm(forms.Form):
    """A party as far as it is known."""

    name = line(_("姓名或名称"), 80)
    id_number = line(_("证件号码"), 30, required=False)
    phone = line(_("联系电话"), 30, required=False)


class DoublesForm(forms.Form):
    """Title, place, day and parties of a dispute that may be on file already; whatever is left out is not compared."""

    title = line(_("事件名称"), 100, required=False)
    area = forms.RegexField(regex=r"^(?:\d{6}|\d{9}|\d{12}|\d{16})$", label=_("发生区划"), max_length=16)
    place = line(_("发生地点"), 200, required=False)
    occurred_on = day(_("发生日期"), required=False)
    parties = RowsField(DoublePartyForm, label=_("当事人"), minimum=0, maximum=20)

    def known_parties(self) -> list[tuple[str, str, str]]:
        """Name, document number and telephone of each party."""
        return [(row["name"], row["id_number"], row["phone"]) for row in self.cleaned_data["parties"]]
