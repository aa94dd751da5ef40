"""The parties of a ledger's row: names in one cell or in two, document numbers and telephones beside them in the same order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from cases.identifiers import IdentifierError, check_id_number, check_phone, check_uscc, normalise
from cases.models import PartyKind, PartyRole
from cases.models.party import IdKind
from disputes.intake import PartyInput, normalised
from disputes.ledger import cells
from disputes.ledger.words import ORGANISATION_NAME

if TYPE_CHECKING:
    from disputes.ledger.entry import Reader


def read_parties(reader: Reader, *, is_demo: bool) -> list[PartyInput]:
    """The parties of a row; what is wrong is told to the reader."""
    applicants: list[str] = reader.value("applicants", cells.names, [])
    respondents: list[str] = reader.value("respondents", cells.names, [])
    together: list[str] = reader.value("parties", cells.names, [])
    if not applicants and not respondents:
        applicants, respondents = together[:1], together[1:]
    found = [
        *_side(reader, applicants, PartyRole.APPLICANT, "applicant", is_demo=is_demo),
        *_side(reader, respondents, PartyRole.RESPONDENT, "respondent", is_demo=is_demo),
    ]
    if not found and not any(code in {"applicants", "respondents", "parties"} for code, _reason in reader.problems):
        reader.wrong("parties" if "parties" in reader.row and "applicants" not in reader.row else "applicants", _("至少写一方当事人"))
    return found


def _side(reader: Reader, names: list[str], role: PartyRole, side: str, *, is_demo: bool) -> list[PartyInput]:
    ids = _beside(reader, f"{side}_ids", names)
    phones = _beside(reader, f"{side}_phones", names)
    return [
        party
        for name, id_number, phone in zip(names, ids, phones, strict=True)
        if (party := _party(reader, name, id_number, phone, role, side, is_demo=is_demo))
    ]


def _beside(reader: Reader, code: str, names: list[str]) -> list[str]:
    """What stands beside the names, one for each, empty at the end."""
    given = cells.listed(reader.text(code))
    if len(given) > len(names):
        reader.wrong(code, _("有 %(given)d 个，姓名只有 %(names)d 个") % {"given": len(given), "names": len(names)})
    return (given + [""] * len(names))[: len(names)]


def _party(reader: Reader, name: str, id_number: str, phone: str, role: PartyRole, side: str, *, is_demo: bool) -> PartyInput | None:
    kind = PartyKind.ORGANISATION if ORGANISATION_NAME.search(name) and len(name) > 3 else PartyKind.PERSON
    id_kind, kind = _document(reader, name, id_number, kind, side)
    if phone:
        try:
            check_phone(phone)
        except IdentifierError as error:
            reader.wrong(f"{side}_phones", f"{name}：{error.reason}")
            return None
    if id_number and not id_kind:
        return None
    party = PartyInput(name=name, role=role, kind=kind, id_kind=id_kind, id_number=id_number, phone=phone, is_demo=is_demo)
    return normalised(party, reader.books.today)


def _document(reader: Reader, name: str, number: str, kind: PartyKind, side: str) -> tuple[str, PartyKind]:
    """Kind of document and of party. An organisation is told by its name or by a credit code (GB 32100); a person has an identity card."""
    if not number:
        return "", kind
    plain = normalise(number)
    try:
        if kind == PartyKind.ORGANISATION or (len(plain) == 18 and not plain[:17].isdigit()):
            check_uscc(plain)
            return IdKind.USCC, PartyKind.ORGANISATION
        check_id_number(plain, today=reader.books.today)
    except IdentifierError as error:
        reader.wrong(f"{side}_ids", f"{name}：{error.reason}")
        return "", kind
    return IdKind.ID_CARD, PartyKind.PERSON
