"""Disputes that come from a ledger: rows of all tables for a batch of entries, written set by set.

They are born by the lawful move `import_ledger` in the state where the ledger leaves them, each with one event that says so; open ones start
the clocks they would have by now.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from django.db import connection
from django.utils.translation import gettext as _

from cases.blind_index import id_index, phone_index
from cases.calendar import settled
from cases.clock import compute_due
from cases.clocks import FIXED
from cases.daycount import Calendar, end_of_day, local_day
from cases.limits import LIMITS
from cases.models import Case, CaseEvent, CaseOfficer, Clock, Party
from cases.models.party import OfficerRole
from cases.risk_clocks import born as born_clocks
from cases.search_column import search_tokens
from cases.veil import veil_of
from disputes.actions.support import mediation_limit
from disputes.intake import ENCRYPTED, masked_line, start_mode_of
from disputes.ledger.birth_agreements import write_agreements
from disputes.ledger.books import Books
from disputes.ledger.copying import copy_rows, next_ids, tsvector
from disputes.ledger.entry import Entry
from disputes.ledger.newborn import Newborn, Row, Source
from disputes.models import Assignment, Dispute
from disputes.states import KIND, Outcome, State

ACT = "import_ledger"


def bring_in(entries: Sequence[tuple[int, Entry]], *, source: Source, books: Books) -> list[int]:
    """Write these entries (with their lines) and give the keys of the disputes, in order. Call it in a transaction."""
    if not entries:
        return []
    born = _newborns(entries, books, source.at)
    copy_rows(Case, (_case(each, source) for each in born))
    copy_rows(Dispute, (_dispute(each) for each in born))
    copy_rows(Party, (row for each in born for row in _parties(each)))
    copy_rows(Clock, (clock for each in born for clock in each.clocks))
    copy_rows(Assignment, (_assignment(each, source) for each in born if each.assigned and each.mediator))
    copy_rows(CaseOfficer, (_officer(each) for each in born if each.assigned and each.handler_id))
    write_agreements([each for each in born if each.entry.outcome == Outcome.SUCCESS], source)
    copy_rows(CaseEvent, (_event(each, source) for each in born))
    return [each.pk for each in born]


def _newborns(entries: Sequence[tuple[int, Entry]], books: Books, at: dt.datetime) -> list[Newborn]:
    days = settled()
    keys = next_ids(Case, len(entries))
    parties = iter(next_ids(Party, sum(len(entry.parties) for _line, entry in entries)))
    numbers = _numbers([entry for _line, entry in entries])
    born = []
    for pk, number, (line, entry) in zip(keys, numbers, entries, strict=True):
        committee = entry.committee
        born.append(
            Newborn(
                pk=pk,
                number=number,
                entry=entry,
                line=line,
                clocks=[{"case_id": pk, **clock} for clock in (*_clocks(entry, days), *_risk_clocks(entry, at))],
                party_ids=[next(parties) for _party in entry.parties],
                mediator=books.committees.member(committee.pk, entry.mediator) if committee and entry.mediator else None,
                organisation_id=committee.organisation_id if committee else books.organisation_id,
            )
        )
    return born


def _numbers(entries: Sequence[Entry]) -> list[str]:
    """Case numbers as intake gives them (`disputes.numbering.case_number`), for the month of registration, from one statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('disputes_case_number') FROM generate_series(1, %s)", [len(entries)])
        running = [value for (value,) in cursor.fetchall()]
    return [
        f"JF{entry.area[:6].ljust(6, '0')}-{local_day(entry.received_at):%Y%m}-{value:06d}" for entry, value in zip(entries, running, strict=True)
    ]


def _clocks(entry: Entry, days: Calendar) -> Iterator[Row]:
    """What runs by now: the decision on acceptance, mediation, or performance by its day."""
    if entry.state == State.AGREED and entry.performance_due and entry.concluded_at:
        due = entry.performance_due
        yield {
            "kind": "dispute.performance",
            "amount": 0,
            "unit": FIXED,
            "started_at": entry.concluded_at,
            "nominal_on": due,
            "due_at": end_of_day(due),
        }
    elif not entry.outcome:
        kind = "dispute.accept" if entry.state == State.REGISTERED else mediation_limit(entry.channel, "")
        limit = LIMITS[kind]
        due_day = compute_due(start=entry.received_at, amount=limit.amount, unit=limit.unit, calendar=days)
        yield {
            "kind": kind,
            "amount": limit.amount,
            "unit": limit.unit,
            "started_at": entry.received_at,
            "nominal_on": due_day.nominal,
            "due_at": due_day.due_at,
        }


def _risk_clocks(entry: Entry, at: dt.datetime) -> list[Row]:
    """Plan and review of a red or yellow case that goes on, from the day of the import: nobody could have been late here before."""
    return [] if entry.outcome else born_clocks(entry.colour, at)


def _case(each: Newborn, source: Source) -> Row:
    entry = each.entry
    clock = each.clocks[0] if each.clocks else {}
    words = search_tokens(
        number=each.number,
        title=entry.title,
        place=entry.place,
        names=entry.names,
        area=entry.area,
        organisation=each.organisation_id,
        officers=[each.handler_id] if each.assigned and each.handler_id else [],
    )
    return {
        "id": each.pk,
        "number": each.number,
        "kind": KIND,
        "state": entry.state,
        "title": veil_of(entry.parties).over(entry.title),
        "summary": entry.summary,
        "area_id": entry.area,
        "place": entry.place,
        "organisation_id": each.organisation_id,
        "handler_id": each.handler_id if each.assigned else None,
        "first_receiver_id": source.user_id,
        "channel": entry.channel,
        "category_id": entry.category,
        "colour": entry.colour,
        "people_count": entry.people_count,
        "occurred_on": entry.occurred_on,
        "received_at": entry.received_at,
        "due_at": clock.get("due_at"),
        "clock_kind": clock.get("kind", ""),
        "concluded_at": entry.concluded_at,
        "closed_at": each.closed_at,
        "outcome": entry.outcome,
        "parties_masked": masked_line((party.name, party.kind) for party in entry.parties),
        "search": tsvector(words),
        "created_at": source.at,
        "updated_at": source.at,
    }


def _dispute(each: Newborn) -> Row:
    entry = each.entry
    return {
        "case_ptr_id": each.pk,
        "scale": entry.scale,
        "moj_type_id": entry.moj_type,
        "difficulty": entry.difficulty,
        "start_mode": start_mode_of(entry.channel),
        "mediation_kind": entry.mediation_kind,
        "amount": entry.amount,
        "committee_id": entry.committee.pk if entry.committee else None,
        "file_number": entry.file_number,
        "accepted_at": None if entry.state == State.REGISTERED else entry.received_at,
        "resolution": entry.resolution,
    }


def _parties(each: Newborn) -> Iterator[Row]:
    for key, party in zip(each.party_ids, each.entry.parties, strict=True):
        yield {
            **vars(party),
            **{name: getattr(party, name) or None for name in ENCRYPTED},
            "id": key,
            "case_id": each.pk,
            "id_index": id_index(party.id_number),
            "phone_index": phone_index(party.phone),
        }


def _assignment(each: Newborn, source: Source) -> Row:
    mediator = each.mediator[0] if each.mediator else None
    return {"dispute_id": each.pk, "mediator_id": mediator, "lead": True, "since": each.entry.received_at, "by_id": source.user_id}


def _officer(each: Newborn) -> Row:
    return {"case_id": each.pk, "user_id": each.handler_id, "role": OfficerRole.HANDLER, "since": each.entry.received_at}


def _event(each: Newborn, source: Source) -> Row:
    entry = each.entry
    days = [_("登记 %s") % local_day(entry.received_at).isoformat()]
    if entry.concluded_at:
        days.append(_("办结 %s") % local_day(entry.concluded_at).isoformat())
    if entry.mediator:
        days.append(_("调解员 %s") % entry.mediator)
    return {
        "case_id": each.pk,
        "act": ACT,
        "by_id": source.user_id,
        "organisation_id": source.posting.organisation_id,
        "role": source.posting.role,
        "at": source.at,
        "source": "",
        "target": entry.state,
        "text": _("由台账“%(name)s”第 %(line)d 行导入：%(days)s") % {"name": source.name, "line": each.line, "days": "，".join(days)},
        "article": _("人民调解法 27（登记立卷）"),
        "data": {"line": each.line},
        "version": 1,
    }
