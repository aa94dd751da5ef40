"""What is told when a dispute comes in (GB/T 31000 and the ministry's statistics), and what must hold of it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from accounts.models import Area, Organisation
from cases.blind_index import id_index, phone_index
from cases.identifiers import IdentifierError, check_document, check_id_number, check_phone
from cases.masking import mask_name
from cases.models import Case, Category, Channel, Colour, MojType, Party, PartyKind, PartyRole
from cases.models.party import IdKind, Sex
from disputes.models import Dispute, MediationKind, Scale
from disputes.models.dispute import CourtProcedure, Difficulty, StartMode

COURT_CHANNELS = frozenset({Channel.COURT_DELEGATED, Channel.COURT_ENTRUSTED})
NUMBERED_REFERRALS = frozenset({Channel.POLICE, Channel.PETITION, Channel.PROCURATORATE})
REFERRALS = COURT_CHANNELS | NUMBERED_REFERRALS | {Channel.OTHER_TRANSFER}
"""Channels by which another organ hands a dispute over: the ministry counts them as 接受委托移送调解."""

PERSON_DOCUMENTS = frozenset({IdKind.ID_CARD, IdKind.TEMPORARY_ID})
PARTIES_MASKED_LENGTH = 120
ENCRYPTED = frozenset({"id_number", "phone", "address"})


@dataclass(frozen=True, kw_only=True)
class PartyInput:
    """A person or organisation as told. `sex` and `birth_date` are read off an identity card's number where they are not given."""

    name: str
    role: str = PartyRole.APPLICANT
    kind: str = PartyKind.PERSON
    sex: str = Sex.UNKNOWN
    birth_date: dt.date | None = None
    ethnicity: str = ""
    education: str = ""
    person_category: str = ""
    id_kind: str = ""
    id_number: str = ""
    phone: str = ""
    address: str = ""
    representative: str = ""
    is_demo: bool = False


@dataclass(frozen=True, kw_only=True)
class Intake:
    """A dispute as told at intake. What is left empty is derived: organisation, type of the ministry, how mediation starts."""

    title: str
    summary: str
    area: Area
    place: str
    occurred_on: dt.date
    channel: str
    category: Category
    parties: tuple[PartyInput, ...]
    organisation: Organisation | None = None
    moj_type: MojType | None = None
    scale: str = Scale.INDIVIDUAL
    people_count: int = 2
    colour: str = Colour.BLUE
    colour_reason: str = ""
    difficulty: str = Difficulty.GENERAL
    start_mode: str = ""
    mediation_kind: str = MediationKind.PEOPLE
    demand: str = ""
    involved_units: str = ""
    amount: Decimal | None = None
    longitude: Decimal | None = None
    latitude: Decimal | None = None
    court_name: str = ""
    court_case_number: str = ""
    court_procedure: str = ""
    court_material_signed_on: dt.date | None = None
    referral_number: str = ""
    referral_organ: str = ""


Problems = dict[str, list[str]]
"""Reasons by field name."""


def start_mode_of(channel: str) -> StartMode:
    """How mediation starts when nothing else is said: referred, on the committee's own initiative, or applied for."""
    if channel in REFERRALS:
        return StartMode.REFERRED
    return StartMode.INITIATIVE if channel in (Channel.PATROL, Channel.GRID) else StartMode.APPLIED


def problems_of(intake: Intake, today: dt.date) -> Problems:
    """Everything that is wrong with an intake by itself, by field; `today` is the day in Asia/Shanghai."""
    found = column_problems(intake, today)
    texts = [text for row, party in enumerate(intake.parties, 1) for text in party_lines(row, party, today)]
    if not intake.parties:
        texts.append(_("至少登记一方当事人。"))
    if texts:
        found["parties"] = texts
    return found


def column_problems(intake: Intake, today: dt.date) -> Problems:
    """What is wrong besides the parties."""
    found: Problems = {}
    for check in (_words, _numbers, _day, _place, _kinds, _court, _referral):
        for field, reason in check(intake, today):
            found.setdefault(field, []).append(reason)
    return found


Found = Iterable[tuple[str, str]]


def _words(intake: Intake, _today: dt.date) -> Found:
    for field, longest in (("title", 100), ("summary", 2000), ("place", 200)):
        value = getattr(intake, field).strip()
        if not value:
            yield field, _("请填写%(name)s。") % {"name": field_label(field)}
        elif len(value) > longest:
            yield field, _("%(name)s最多 %(longest)d 字。") % {"name": field_label(field), "longest": longest}


def _numbers(intake: Intake, _today: dt.date) -> Found:
    if intake.people_count < 1:
        yield "people_count", _("涉及人数至少 1 人。")
    if intake.amount is not None and intake.amount < 0:
        yield "amount", _("涉及金额不能小于零。")


def _day(intake: Intake, today: dt.date) -> Found:
    if intake.occurred_on > today:
        yield "occurred_on", _("发生日期不能晚于今天。")
    elif intake.occurred_on.year < 1949:
        yield "occurred_on", _("发生日期过早，请核对。")


def _place(intake: Intake, today: dt.date) -> Found:
    if intake.area.valid_to is not None and intake.area.valid_to < today:
        yield "area", _("“%(area)s”已停用，请选择现行区划。") % {"area": intake.area.name}
    if (intake.longitude is None) != (intake.latitude is None):
        yield ("latitude" if intake.latitude is None else "longitude"), _("经度和纬度要一起填写。")
    if intake.longitude is not None and not -180 <= intake.longitude <= 180:
        yield "longitude", _("经度应在 -180 至 180 之间。")
    if intake.latitude is not None and not -90 <= intake.latitude <= 90:
        yield "latitude", _("纬度应在 -90 至 90 之间。")


def _kinds(intake: Intake, _today: dt.date) -> Found:
    expected = intake.channel in REFERRALS
    if intake.start_mode and (intake.start_mode == StartMode.REFERRED) != expected:
        yield (
            "start_mode",
            _("来源为“%(channel)s”时，启动方式%(should)s为“接受委托移送调解”。")
            % {
                "channel": Channel(intake.channel).label,
                "should": _("应") if expected else _("不能"),
            },
        )
    if len(intake.category.pk) == 2 and intake.category.pk != "99":
        yield "category", _("请选择“%(category)s”下的具体类别。") % {"category": intake.category.name}


def _court(intake: Intake, today: dt.date) -> Found:
    if intake.channel not in COURT_CHANNELS:
        return
    if not intake.court_name.strip():
        yield "court_name", _("法院委派、委托的纠纷，请填写法院名称。")
    if intake.court_material_signed_on is None:
        yield "court_material_signed_on", _("请填写签收法院材料的日期，调解期限自签收之日起算（特邀调解规定第二十七条）。")
    elif intake.court_material_signed_on > today:
        yield "court_material_signed_on", _("签收日期不能晚于今天。")
    if intake.channel == Channel.COURT_ENTRUSTED and intake.court_procedure not in CourtProcedure.values:
        yield "court_procedure", _("法院委托的纠纷，请选择审理程序：普通程序 15 日，简易程序 7 日。")


def _referral(intake: Intake, _today: dt.date) -> Found:
    if intake.channel in NUMBERED_REFERRALS and not intake.referral_number.strip():
        yield "referral_number", _("%(channel)s的纠纷，请填写移送文号。") % {"channel": Channel(intake.channel).label}
    if intake.channel == Channel.OTHER_TRANSFER and not intake.referral_organ.strip():
        yield "referral_organ", _("请填写移送机关。")


def party_problems(party: PartyInput, today: dt.date) -> Problems:
    """What is wrong with a party, by field (GB 11643, GB 32100, GA/T 517)."""
    found: Problems = {}
    if not party.name.strip():
        found["name"] = [_("请填写姓名或名称。")]
    if party.id_number and not party.id_kind:
        found["id_kind"] = [_("填写了证件号码，请选择证件类型。")]
    if party.id_kind and (party.id_kind == IdKind.USCC) != (party.kind == PartyKind.ORGANISATION):
        found["id_kind"] = [_("单位用统一社会信用代码，个人用个人证件。")]
    for field, check in (("id_number", _check_document), ("phone", _check_phone)):
        try:
            check(party, today)
        except IdentifierError as error:
            found[field] = [error.reason + "。"]
    if party.birth_date is not None and party.birth_date > today:
        found["birth_date"] = [_("出生日期不能晚于今天。")]
    return found


def _check_document(party: PartyInput, today: dt.date) -> None:
    if party.id_number and party.id_kind:
        check_document(party.id_kind, party.id_number, today=today)


def _check_phone(party: PartyInput, _today: dt.date) -> None:
    if party.phone:
        check_phone(party.phone)


def party_lines(row: int, party: PartyInput, today: dt.date) -> Iterable[str]:
    """What is wrong with a party, each reason with its row and field."""
    for field, texts in party_problems(party, today).items():
        for text in texts:
            yield _("第 %(row)d 行“%(name)s”：%(text)s") % {"row": row, "name": party_label(field), "text": text}


def normalised(party: PartyInput, today: dt.date) -> PartyInput:
    """The party as it is stored: numbers in one form; sex and birth date from an identity card's number. Only for one without problems."""
    changes: dict[str, object] = {"name": party.name.strip()}
    if party.phone:
        changes["phone"] = check_phone(party.phone)
    if party.id_number:
        changes["id_number"] = check_document(party.id_kind, party.id_number, today=today)
    else:
        changes["id_kind"] = ""
    if party.id_number and party.id_kind in PERSON_DOCUMENTS:
        said = check_id_number(party.id_number, today=today)
        changes["birth_date"], changes["sex"] = said.birth_date, said.sex
    return dataclasses.replace(party, **changes)  # type: ignore[arg-type]


def party_row(case: Case, party: PartyInput) -> Party:
    """An unsaved row of that party."""
    row = Party(case_id=case.pk)
    write_party(row, party)
    return row


def write_party(row: Party, party: PartyInput) -> None:
    """Put a party on its row: the field encrypts the numbers, the keyed indexes beside them find them again."""
    for field in dataclasses.fields(party):
        value = getattr(party, field.name)
        setattr(row, field.name, (value or None) if field.name in ENCRYPTED else value)
    row.id_index, row.phone_index = id_index(party.id_number), phone_index(party.phone)


def party_input_of(row: Party) -> PartyInput:
    """A row as it was told."""
    values: dict[str, Any] = {field.name: getattr(row, field.name) for field in dataclasses.fields(PartyInput)}
    return PartyInput(**{**values, **{name: values[name] or "" for name in ENCRYPTED}})


def masked_line(parties: Iterable[tuple[str, str]]) -> str:
    """The masked names of (name, kind) in order, as lists show them."""
    names = [mask_name(name, organisation=kind == PartyKind.ORGANISATION) for name, kind in parties]
    line = "、".join(names)
    if len(line) <= PARTIES_MASKED_LENGTH:
        return line
    ending = _("等%(count)d方") % {"count": len(names)}
    return line[: PARTIES_MASKED_LENGTH - len(ending) - 1] + "…" + ending


def field_label(name: str) -> str:
    """What a column of a dispute is called."""
    return label_of(Dispute, name)


def party_label(name: str) -> str:
    """What a column of a party is called."""
    return label_of(Party, name)


def label_of(model: type[models.Model], name: str) -> str:
    """What a column is called."""
    field = model._meta.get_field(name)
    return str(getattr(field, "verbose_name", name))
