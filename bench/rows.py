"""A drawn case as lines for the tables it stands in."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from bench.copying import NULL, Table, bytea
from bench.drawing import Drawn
from bench.running import Clocks
from bench.words import RESOLUTION, SUMMARY
from cases.blind_index import id_index, phone_index
from cases.crypto import cipher
from cases.daycount import local_day
from cases.masking import mask_name
from cases.models import Case, CaseEvent, CaseOfficer, Party, PartyRole
from cases.models.party import OfficerRole
from cases.search import officer_token, organisation_token, scope_tokens, tokens
from disputes.intake import start_mode_of
from disputes.models import Agreement, AgreementForm, Assignment, Dispute
from disputes.states import KIND, Outcome, State

POOL: Final = 500
"""Different encrypted values: made once, used again and again, because nothing but their size matters here."""
ORAL_IN: Final = 4
"""Every fourth agreement is an oral one."""

_CASE = [
    "id",
    "number",
    "kind",
    "state",
    "title",
    "summary",
    "area_id",
    "place",
    "organisation_id",
    "handler_id",
    "first_receiver_id",
    "channel",
    "category_id",
    "colour",
    "people_count",
    "occurred_on",
    "received_at",
    "due_at",
    "clock_kind",
    "concluded_at",
    "closed_at",
    "outcome",
    "parties_masked",
    "search",
    "version",
    "created_at",
    "updated_at",
]
_DISPUTE = ["case_ptr_id", "moj_type_id", "start_mode", "committee_id", "file_number", "accepted_at", "amount", "resolution"]
_PARTY = ["case_id", "role", "name", "id_number", "id_index", "phone", "phone_index", "address", "id_kind", "is_demo"]
_EVENT = ["case_id", "act", "by_id", "organisation_id", "role", "at", "source", "target", "text", "version"]
_OFFICER = ["case_id", "user_id", "role", "since"]
_ASSIGNMENT = ["dispute_id", "mediator_id", "lead", "since", "by_id"]
_AGREEMENT = [
    "dispute_id",
    "form",
    "number",
    "reached_on",
    "effective_on",
    "facts",
    "responsibility",
    "signed_by_parties",
    "signed_by_mediators",
    "sealed",
    "by_id",
    "at",
]


class Writer:
    """Turns cases into lines, table by table."""

    def __init__(self) -> None:
        self.case, self.dispute, self.party = Table(Case, _CASE), Table(Dispute, _DISPUTE), Table(Party, _PARTY)
        self.clocks, self.event = Clocks(), Table(CaseEvent, _EVENT)
        self.officer, self.assignment = Table(CaseOfficer, _OFFICER), Table(Assignment, _ASSIGNMENT)
        self.agreement = Table(Agreement, _AGREEMENT)
        self._ciphers = [tuple(bytea(cipher().encrypt(value)) for value in _private(seq)) for seq in range(POOL)]

    @property
    def tables(self) -> tuple[Table, ...]:
        """In the order in which their lines come out of `lines`."""
        return (self.case, self.dispute, self.party, self.clocks.table, self.event, self.officer, self.assignment, self.agreement)

    def lines(self, cases: Iterable[Drawn]) -> list[list[str]]:
        """The lines of these cases, one list a table."""
        found: list[list[str]] = [[] for _table in self.tables]
        case_lines, dispute_lines, party_lines, clock_lines, event_lines, officer_lines, assignment_lines, agreement_lines = found
        for each in cases:
            due = self.clocks.due_of(each)
            case_lines.append(self._case(each, due))
            dispute_lines.append(self._dispute(each))
            party_lines += self._parties(each)
            event_lines += self._events(each)
            clock_lines += self.clocks.lines(each)
            agreement_lines += self._agreements(each)
            if each.mediator is not None:
                mediator, user = each.mediator
                officer_lines.append(self.officer.line(each.pk, user, OfficerRole.HANDLER.value, each.received.isoformat()))
                assignment_lines.append(self.assignment.line(each.pk, mediator, "t", each.received.isoformat(), each.township.clerk))
        return found

    def _case(self, each: Drawn, due: tuple[dt.datetime, dt.date] | None) -> str:
        place = each.township
        number = number_of(each)
        received = each.received.isoformat()
        return self.case.line(
            each.pk,
            number,
            KIND,
            each.state.value,
            each.title,
            SUMMARY.format(matter=each.matter),
            each.village[0],
            each.place,
            organisation_of(each),
            each.mediator[1] if each.mediator else NULL,
            place.clerk,
            each.channel,
            each.category,
            each.colour,
            each.people,
            each.occurred.isoformat(),
            received,
            due[0].isoformat() if due else NULL,
            each.clock if due else "",
            _moment(each.concluded),
            _moment(each.closed),
            str(each.outcome),
            "、".join(map(_masked, each.names)),
            "".join(f"'{word}' " for word in lexemes_of(each)),
            2,
            received,
            _moment(each.closed or each.concluded or each.received),
        )

    def _dispute(self, each: Drawn) -> str:
        accepted = each.state not in (State.REGISTERED, State.DECLINED)
        filed = each.mediator is not None
        return self.dispute.line(
            each.pk,
            each.moj_type,
            start_mode_of(each.channel).value,
            each.township.committee if filed else NULL,
            f"（{each.received.year}）{each.township.label}人调字第{each.pk:04d}号" if filed else "",
            each.received.isoformat() if accepted else NULL,
            NULL if each.amount is None else each.amount,
            RESOLUTION.format(matter=each.matter) if each.concluded else "",
        )

    def _parties(self, each: Drawn) -> Iterable[str]:
        for seq, (name, role) in enumerate(zip(each.names, (PartyRole.APPLICANT, PartyRole.RESPONDENT), strict=True)):
            who = each.pk * 2 + seq
            number, phone, address = self._ciphers[who % POOL]
            yield self.party.line(
                each.pk, role.value, name, number, _blind(who, "id"), phone, _blind(who, "phone"), address, "111", "t"
            )  # fmt: skip

    def _agreements(self, each: Drawn) -> Iterable[str]:
        if each.outcome != Outcome.SUCCESS or each.concluded is None:
            return
        form = AgreementForm.WRITTEN if each.pk % ORAL_IN else AgreementForm.ORAL
        number = f"（{each.received.year}）{each.township.label}人调字第{each.pk:04d}号协" if form == AgreementForm.WRITTEN else ""
        day, signed = local_day(each.concluded).isoformat(), "t" if number else "f"
        facts, duty = SUMMARY.format(matter=each.matter), RESOLUTION.format(matter=each.matter)
        at, by = each.concluded.isoformat(), each.township.clerk
        yield self.agreement.line(each.pk, form.value, number, day, day, facts, duty, signed, signed, signed, by, at)

    def _events(self, each: Drawn) -> Iterable[str]:
        by = (each.township.clerk, each.township.centre, "township_center")
        target = State.REGISTERED if each.state == State.REGISTERED else State.ACCEPTED
        yield self.event.line(each.pk, "register", *by, each.received.isoformat(), "", State.REGISTERED.value, "登记。", 1)
        if each.state != State.REGISTERED:
            at = each.closed or each.concluded or each.received
            text = f"办理至{each.state.label}。"
            yield self.event.line(each.pk, _ACTS.get(each.state, "note"), *by, at.isoformat(), target.value, each.state.value, text, 2)


_ACTS: Final = {
    State.ACCEPTED: "accept",
    State.ASSIGNED: "assign",
    State.MEDIATING: "hold_session",
    State.AGREED: "agree",
    State.PERFORMED: "perform_item",
    State.FAILED: "fail",
    State.WITHDRAWN: "withdraw",
    State.DECLINED: "decline",
    State.ARCHIVED: "archive",
}


def number_of(each: Drawn) -> str:
    """As `disputes.numbering.case_number` makes it."""
    return f"JF{each.village[0][:6]}-{each.received:%Y%m}-{each.pk:06d}"


def organisation_of(each: Drawn) -> int:
    """The committee once it has the case, the centre before."""
    return each.township.committee_organisation if each.mediator else each.township.centre


def lexemes_of(each: Drawn) -> set[str]:
    """The same as `cases.search_column.search_tokens`, with what comes again and again remembered."""
    found = tokens([number_of(each), each.title]) | _words(each.place) | _scope(each.village[0])
    found.add(organisation_token(organisation_of(each)))
    if each.mediator:
        found.add(officer_token(each.mediator[1]))
    for name in each.names:
        found |= _words(name)
    return found


@lru_cache(maxsize=200_000)
def _words(words: str) -> frozenset[str]:
    return frozenset(tokens([words]))


@lru_cache(maxsize=5000)
def _scope(area: str) -> frozenset[str]:
    return frozenset(scope_tokens(area))


@lru_cache(maxsize=100_000)
def _masked(name: str) -> str:
    return mask_name(name)


def _moment(at: dt.datetime | None) -> str:
    return NULL if at is None else at.isoformat()


def _private(seq: int) -> tuple[str, str, str]:
    return f"6110021970010{seq:05d}", f"139{seq:08d}", f"陕西省商洛市商州区城关街道{seq}号"


def _blind(who: int, purpose: str) -> str:
    """An index that is another one for every person, as selective as a real one; for the first person it is the real one."""
    if who == FIRST_PERSON:
        found = (id_index if purpose == "id" else phone_index)(_private(FIRST_PERSON)[0 if purpose == "id" else 1])
        return bytea(found or b"")
    return bytea(hashlib.blake2b(f"{purpose} {who}".encode(), digest_size=32).digest())


FIRST_PERSON: Final = 2
"""The applicant of the first case, who can be searched for by number."""
