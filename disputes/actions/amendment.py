"""Correcting what was registered, before there is a result."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from accounts.actor import Actor
from cases.acting import Step, acting
from cases.daycount import local_day
from cases.errors import Refused
from cases.models import Colour, Party
from cases.veil import veil_of
from disputes.actions.acceptance import PARTIES_NEEDED
from disputes.actions.support import own_party, parties_of
from disputes.intake import (
    Intake,
    PartyInput,
    column_problems,
    field_label,
    masked_line,
    normalised,
    party_input_of,
    party_lines,
    party_row,
    start_mode_of,
    write_party,
)
from disputes.models import Dispute
from disputes.states import State

SEARCHED = frozenset({"title", "place", "area", "parties"})
WHILE_REGISTERED = frozenset({"channel", "court_material_signed_on", "court_procedure"})
"""What decides the limit of mediation: fixed once it runs."""
FIELDS = (
    *("title", "summary", "area", "place", "longitude", "latitude", "occurred_on", "channel", "category", "moj_type", "scale", "people_count"),
    *("difficulty", "start_mode", "mediation_kind", "demand", "involved_units", "amount"),
    *("court_name", "court_case_number", "court_procedure", "court_material_signed_on", "referral_number", "referral_organ"),
)
"""Columns that can be corrected."""


@dataclass(frozen=True, kw_only=True)
class PartyChange:
    """New values for a party, by field; what is not named stays."""

    party: Party
    values: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Corrections:
    """What is to be corrected: columns of the dispute by name, parties changed, added, removed. What is not named stays."""

    values: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    changed_parties: Sequence[PartyChange] = ()
    new_parties: Sequence[PartyInput] = ()
    removed_parties: Sequence[Party] = ()
    reason: str = ""


def amend(*, dispute: Dispute, by: Actor, at: dt.datetime, version: int | None = None, corrections: Corrections) -> Dispute:
    """Correct facts, category or parties. The timeline names the fields that changed, never a value of a person.

    The risk colour has acts of its own (`cases.actions.colour`).

    Raises:
        Refused: nothing would change; the corrected dispute would not pass the rules of intake; the area leaves the actor's postings; a
            party that something refers to is removed.
    """
    with acting(dispute, "disputes.amend", by=by, at=at, version=version) as step:
        case = step.case
        values, title = _with_start_mode(case, corrections.values), case.title
        changed = [name for name in FIELDS if name in values and getattr(case, name) != values[name]]
        _check_columns(step, changed, values)
        for name in changed:
            setattr(case, name, values[name])
        before = parties_of(case)
        touched = _amend_parties(case, corrections, local_day(at))
        changed = _mask_title(case, title, [*before, *parties_of(case)], changed)
        if not changed and not touched:
            raise Refused(_("没有任何改动。"))
        if problems := column_problems(_intake_of(case), local_day(at)):
            raise Refused(problems)
        if touched:
            case.parties_masked = masked_line((party.name, party.kind) for party in parties_of(case))
        if touched or SEARCHED & set(changed):
            step.searched_words_changed()
        _say(step, [*changed, *(["parties"] if touched else [])], corrections.reason.strip())
    return case


def _with_start_mode(case: Dispute, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values, with the start mode that follows from another channel where none was named."""
    unknown = sorted(set(values) - set(FIELDS))
    if unknown:
        raise Refused(dict.fromkeys(unknown, _("此项不能更正。")))
    found = dict(values)
    if found.get("channel", case.channel) != case.channel and found.get("start_mode", case.start_mode) == case.start_mode:
        found["start_mode"] = start_mode_of(found["channel"])
    return found


def _mask_title(case: Dispute, old: str, parties: Sequence[Party], changed: list[str]) -> list[str]:
    """Mask the persons among the parties, also those just replaced, in the title; the columns that changed then."""
    case.title = veil_of(parties).over(case.title)
    return [name for name in FIELDS if (case.title != old if name == "title" else name in changed)]


def _check_columns(step: Step[Dispute], changed: Sequence[str], values: Mapping[str, Any]) -> None:
    case = step.case
    fixed = sorted(WHILE_REGISTERED & set(changed))
    if fixed and case.state != State.REGISTERED:
        raise Refused(dict.fromkeys(fixed, _("受理后期限已起算，此项不能再更正。")))
    if "area" in changed and not step.by.scope.covers_area(values["area"].pk):
        raise Refused({"area": _("“%(area)s”不在您负责的区划内；交给其他区划请用“移送”。") % {"area": values["area"].name}})


def _amend_parties(case: Dispute, corrections: Corrections, today: dt.date) -> bool:
    """Change, add and remove parties; whether any was touched."""
    touched = False
    for row, change in enumerate(corrections.changed_parties, 1):
        own_party(case, change.party, "changed_parties")
        touched |= _change(change, row, today)
    problems = [text for row, party in enumerate(corrections.new_parties, 1) for text in party_lines(row, party, today)]
    if problems:
        raise Refused({"new_parties": problems})
    Party.objects.bulk_create(party_row(case, normalised(party, today)) for party in corrections.new_parties)
    for party in corrections.removed_parties:
        own_party(case, party, "removed_parties")
        _remove(party)
    if Party.objects.filter(case_id=case.pk).count() < (1 if case.state == State.REGISTERED else PARTIES_NEEDED):
        raise Refused({"removed_parties": _("移除后当事人不足。")})
    return touched or bool(corrections.new_parties or corrections.removed_parties)


def _change(change: PartyChange, row: int, today: dt.date) -> bool:
    party = change.party
    before = party_input_of(party)
    after = dataclasses.replace(before, **change.values)
    if after == before:
        return False
    if problems := list(party_lines(row, after, today)):
        raise Refused({"changed_parties": problems})
    write_party(party, normalised(after, today))
    party.save()
    return True


def _remove(party: Party) -> None:
    used = party.sessions.exists() or party.follow_ups.exists()
    try:
        if not used:
            with transaction.atomic():
                party.delete()
    except ProtectedError:
        used = True
    if used:
        raise Refused({"removed_parties": _("有当事人已出现在调解记录、协议、异议或查看记录中，不能移除。")})


def _intake_of(case: Dispute) -> Intake:
    """The dispute as if it came in now, without its parties."""
    return Intake(parties=(), colour=Colour(case.colour), **{name: getattr(case, name) for name in FIELDS})


def _say(step: Step[Dispute], fields: Sequence[str], reason: str) -> None:
    names = "、".join(_("当事人") if name == "parties" else field_label(name) for name in fields)
    why = _("理由：%(reason)s") % {"reason": reason} if reason else ""
    step.say(_("更正：%(names)s。%(why)s") % {"names": names, "why": why}, article="人民调解法第二十七条", fields=list(fields))
