"""Registering a dispute that came in by whatever channel (人民调解法 17、18)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import cast

from django.contrib.postgres.fields import ArrayField
from django.db import transaction
from django.db.models import Func, TextField, Value
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.language import on_record
from accounts.models import Organisation
from cases import clocks, risk_clocks
from cases.acting import write_event
from cases.calendar import calendar
from cases.clock import compute_due
from cases.daycount import local_day
from cases.errors import NotGranted, Refused
from cases.limits import LIMITS, START_EVENTS
from cases.models import Channel, Clock, Party
from cases.search_column import search_tokens
from cases.veil import veil_of
from disputes.actions.support import granting_postings, mediation_limit, moment_of, posting_for
from disputes.intake import COURT_CHANNELS, Intake, PartyInput, masked_line, normalised, party_row, problems_of, start_mode_of
from disputes.models import Dispute
from disputes.numbering import case_number
from disputes.states import KIND
from disputes.suggestions import Suggestion, colour_problem, suggest_colour

CODE = "disputes.register"
ARTICLE = "人民调解法第十七条、第十八条"


@dataclass(frozen=True)
class Registered:
    """A dispute as it was written, with its rows, so that who tells of it at once need not read them again."""

    dispute: Dispute
    parties: list[Party]
    clocks: list[Clock]


def register(*, by: Actor, at: dt.datetime, data: Intake) -> Dispute:
    """Register a dispute, as `register_in_full` does."""
    return register_in_full(by=by, at=at, data=data).dispute


def register_in_full(*, by: Actor, at: dt.datetime, data: Intake) -> Registered:
    """Register a dispute: number, parties with encrypted numbers, the limit for deciding on acceptance, the first event.

    Raises:
        NotGranted: no posting in use registers disputes.
        Refused: by field, everything that is wrong with the intake, or that its area lies outside the actor's postings.
    """
    today = local_day(at)
    organisation = _organisation(by, data)
    suggestion = suggest_colour(f"{data.title}\n{data.summary}\n{data.demand}", people=data.people_count, amount=data.amount, area=data.area.pk)
    problems = problems_of(data, today)
    if reason := colour_problem(data.colour, suggestion, data.colour_reason):
        problems.setdefault("colour_reason", []).append(reason)
    if problems:
        raise Refused(problems)
    parties = [normalised(party, today) for party in data.parties]
    with on_record(), transaction.atomic(savepoint=False):  # within a transaction it is a part of it: who catches an error there undoes all
        made = _insert(data, parties, organisation, by, at)
        text = _sentence(made.dispute)
        write_event(made.dispute, act=CODE, by=by, at=at, source="", text=text, article=ARTICLE, data=_event_data(data, suggestion))
    return made


def _organisation(by: Actor, data: Intake) -> Organisation:
    """The body that has the dispute first: the one named, or that of the closest posting covering the area."""
    granting = granting_postings(by, CODE)
    if not granting:
        raise NotGranted(_("登记"))
    if not any(data.area.pk.startswith(posting.area_id) for posting in granting):
        raise Refused({"area": _("“%(area)s”不在您负责的区划内。") % {"area": data.area.name}})
    if data.organisation is None:
        posting = posting_for(by, data.area.pk)
        assert posting is not None  # noqa: S101  (a granting posting exists)
        return posting.organisation
    if data.organisation.pk not in by.scope.organisation_ids:
        raise Refused({"organisation": _("承办单位应为您任职的单位。")})
    return data.organisation


def _insert(data: Intake, parties: list[PartyInput], organisation: Organisation, by: Actor, at: dt.datetime) -> Registered:
    running = [clocks.prepared("dispute.accept", at=at), clocks.level_clock(organisation, at=at)]
    running += [Clock(**row) for row in risk_clocks.born(data.colour, at)]
    dispute = _dispute(data, parties, organisation, by, at)
    dispute.register()
    clocks.mirror(dispute, running)
    dispute.search = _search(dispute, parties)
    dispute.save(force_insert=True)
    dispute.search = None
    rows = Party.objects.bulk_create([party_row(dispute, party) for party in parties])
    for clock in running:
        clock.case_id = dispute.pk
    Clock.objects.bulk_create(running)
    return Registered(dispute, rows, running)


def _dispute(data: Intake, parties: list[PartyInput], organisation: Organisation, by: Actor, at: dt.datetime) -> Dispute:
    court = data.channel in COURT_CHANNELS
    return Dispute(
        number=case_number(data.area, at),
        kind=KIND,
        state="",
        title=veil_of(parties).over(data.title.strip()),
        summary=data.summary.strip(),
        area=data.area,
        place=data.place.strip(),
        longitude=data.longitude,
        latitude=data.latitude,
        organisation=organisation,
        first_receiver=by.user,
        channel=data.channel,
        category=data.category,
        moj_type_id=data.moj_type.pk if data.moj_type else cast("int", data.category.moj_type_id),
        colour=data.colour,
        people_count=data.people_count,
        occurred_on=data.occurred_on,
        received_at=at,
        created_at=at,
        updated_at=at,
        parties_masked=masked_line((party.name, party.kind) for party in parties),
        scale=data.scale,
        involved_units=data.involved_units,
        demand=data.demand,
        difficulty=data.difficulty,
        start_mode=data.start_mode or start_mode_of(data.channel),
        mediation_kind=data.mediation_kind,
        amount=data.amount,
        court_name=data.court_name.strip() if court else "",
        court_case_number=data.court_case_number.strip() if court else "",
        court_procedure=data.court_procedure if court else "",
        court_material_signed_on=data.court_material_signed_on if court else None,
        referral_number=data.referral_number.strip(),
        referral_organ=data.referral_organ.strip(),
    )


def _search(dispute: Dispute, parties: list[PartyInput]) -> Func:
    words = search_tokens(
        number=dispute.number,
        title=dispute.title,
        place=dispute.place,
        names=[party.name for party in parties],
        area=dispute.area_id,
        organisation=dispute.organisation_id,
        officers=[],
    )
    return Func(Value(words, output_field=ArrayField(TextField())), function="array_to_tsvector")


def _sentence(dispute: Dispute) -> str:
    facts = {"channel": Channel(dispute.channel).label, "category": dispute.category.name, "colour": dispute.get_colour_display()}
    return _("%(channel)s登记，%(category)s，风险等级%(colour)s。") % facts


def _event_data(data: Intake, suggestion: Suggestion) -> dict[str, object]:
    found: dict[str, object] = {"channel": data.channel, "colour": data.colour, "colour_suggested": suggestion.colour}
    if data.colour != suggestion.colour:
        found["colour_reason"] = data.colour_reason
    return found


@dataclass(frozen=True)
class LimitPreview:
    """A limit that will run, for the intake page. `due_at` is empty where its start is not known yet."""

    kind: str
    name: str | Promise
    article: str | Promise
    starts: str | Promise
    """What sets it running."""
    nominal: dt.date | None
    due_at: dt.datetime | None
    assumed: bool
    """Whether it is computed as if the dispute were accepted at once."""


def preview(*, channel: str, at: dt.datetime, court_procedure: str = "", court_material_signed_on: dt.date | None = None) -> list[LimitPreview]:
    """The limits that a dispute of this channel starts, computed from `at`; pages show them before anything is saved."""
    mediation = mediation_limit(channel, court_procedure)
    by_court = mediation != "dispute.mediate"
    since: dt.datetime | None = at
    if by_court:
        since = moment_of(court_material_signed_on, at) if court_material_signed_on else None
    return [_previewed("dispute.accept", at, assumed=False), _previewed(mediation, since, assumed=not by_court)]


def _previewed(kind: str, since: dt.datetime | None, *, assumed: bool) -> LimitPreview:
    limit = LIMITS[kind]
    due = compute_due(start=since, amount=limit.amount, unit=limit.unit, calendar=calendar()) if since else None
    return LimitPreview(
        kind=kind,
        name=limit.name,
        article=limit.article,
        starts=START_EVENTS[limit.start_event],
        nominal=due.nominal if due else None,
        due_at=due.due_at if due else None,
        assumed=assumed,
    )
