"""People who are on file already, offered at intake. Nobody is found by a number alone, nor by a name alone: both must have been typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.actor import Actor
from cases.actions.unmask import unmask
from cases.blind_index import id_index, phone_index
from cases.errors import Refused
from cases.masking import mask_id, mask_name, mask_phone
from cases.models import Case, Party, PartyKind

LOOKED_AT: Final = 40
OPEN_FIELDS: Final = ("kind", "sex", "birth_date", "ethnicity", "education", "person_category", "id_kind")
"""What is taken over besides the numbers and the address."""
SECRET_FIELDS: Final = ("id_number", "phone", "address", "representative")


@dataclass(frozen=True)
class Typed:
    """What was typed of a party so far, and in which row."""

    row: int
    name: str
    id_number: str
    phone: str


@dataclass(frozen=True)
class Known:
    """Somebody on file who fits what was typed in a row; masked."""

    row: int
    party_id: int
    name: str
    id_number: str
    phone: str
    number: str
    """Of the newest case."""


def known_people(*, actor: Actor, typed: Sequence[Typed]) -> list[Known]:
    """Who of the parties of visible cases has the name and a number that were typed, the newest entry for each row."""
    rows = [(each, id_index(each.id_number), phone_index(each.phone)) for each in typed if each.name and (each.id_number or each.phone)]
    either = Q(id_index__in=[found for _typed, found, _phone in rows if found]) | Q(phone_index__in=[found for _typed, _id, found in rows if found])
    if not rows:
        return []
    visible = Case.objects.visible_to(actor).values("pk")
    names = {each.name.strip() for each, _id, _phone in rows}
    parties = list(Party.objects.filter(either, name__in=names, case_id__in=visible).select_related("case").order_by("-id")[:LOOKED_AT])
    return [known for each, index, phone in rows if (known := _newest(each, index, phone, parties))]


def _newest(typed: Typed, index: bytes | None, phone: bytes | None, parties: Sequence[Party]) -> Known | None:
    for party in parties:
        same = (index and _bytes(party.id_index) == index) or (phone and _bytes(party.phone_index) == phone)
        if same and party.name == typed.name.strip():
            return Known(
                typed.row,
                party.pk,
                mask_name(party.name, organisation=party.kind == PartyKind.ORGANISATION),
                mask_id(party.id_number) if party.id_number else "",
                mask_phone(party.phone) if party.phone else "",
                party.case.number,
            )
    return None


def _bytes(value: object) -> bytes:
    return bytes(value) if value is not None else b""  # type: ignore[call-overload]


def take_over(*, by: Actor, at: dt.datetime, party_id: int) -> dict[str, str]:
    """What is on file of a person, for a new entry, by field. Reading it is recorded with its reason like every other reading.

    Raises:
        Refused: there is no such party among the cases this actor may see.
        NotGranted: the roles do not grant reading it.
    """
    party = Party.objects.filter(pk=party_id, case_id__in=Case.objects.visible_to(by).values("pk")).select_related("case").first()
    if party is None:
        raise Refused(_("没有找到这位已登记的当事人。"))
    read = unmask(case=party.case, by=by, at=at, party=party, fields_read=SECRET_FIELDS, reason=_("登记新纠纷时沿用已登记的信息")).as_dict()
    plain = {name: str(getattr(party, name) or "") for name in OPEN_FIELDS}
    return {name: value for name, value in {**plain, **read}.items() if value}
