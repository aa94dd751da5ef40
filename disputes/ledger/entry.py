"""A row of a ledger, checked: what it says, or what is wrong with it by column."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases.crypto import cipher
from cases.daycount import local_day
from cases.models import Channel, Colour
from disputes.intake import PartyInput
from disputes.ledger import cells, words
from disputes.ledger.books import Books, CommitteeEntry
from disputes.ledger.columns import BY_CODE
from disputes.ledger.people import read_parties
from disputes.models import AgreementForm, MediationKind, Scale
from disputes.models.dispute import Difficulty
from disputes.states import Outcome, State

T = TypeVar("T")
D = TypeVar("D")
Problem = tuple[str, str]
"""Code of the column and the reason."""


LONG_AGO = dt.datetime.min.replace(tzinfo=dt.UTC)
"""Stands where a row names no moment; such a row has a problem."""


@dataclass(kw_only=True)
class Entry:
    """A dispute as a ledger tells it. Moments are aware; `state` is where it will stand."""

    number: str = ""
    title: str = ""
    summary: str = ""
    area: str = ""
    place: str = ""
    occurred_on: dt.date = dt.date.min
    received_at: dt.datetime = LONG_AGO
    channel: str = ""
    category: str = ""
    moj_type: int = 0
    scale: str = Scale.INDIVIDUAL
    colour: str = Colour.BLUE
    difficulty: str = Difficulty.GENERAL
    mediation_kind: str = MediationKind.PEOPLE
    people_count: int = 1
    amount: Decimal | None = None
    parties: list[PartyInput] = field(default_factory=list)
    committee: CommitteeEntry | None = None
    mediator: str = ""
    state: str = ""
    outcome: str = ""
    concluded_at: dt.datetime | None = None
    agreement_form: str = ""
    agreement_number: str = ""
    performance_due: dt.date | None = None
    performed_on: dt.date | None = None
    resolution: str = ""
    file_number: str = ""

    @property
    def names(self) -> list[str]:
        """Of the parties."""
        return [party.name for party in self.parties]

    def fingerprint(self) -> bytes:
        """What makes two rows the same dispute: area, day, title, parties and the file's number. Keyed, so that it tells nothing by itself."""
        parts = (
            self.area,
            self.received_at.isoformat(),
            self.occurred_on.isoformat(),
            words.plain(self.title),
            *sorted(words.plain(name) for name in self.names),
            words.plain(self.file_number),
        )
        return cipher().index("\x1f".join(parts), "ledger.row")


class Reader:
    """Reads one row against the books and collects what is wrong."""

    def __init__(self, row: Mapping[str, str], books: Books) -> None:
        self.row, self.books = row, books
        self.problems: list[Problem] = []

    def text(self, code: str) -> str:
        """What stands in that column."""
        return self.row.get(code, "")

    def value(self, code: str, read: Callable[[str], T], default: D) -> T | D:
        """The value of a column, or the default where it is empty or wrong; a required one that is empty is a problem."""
        text = self.text(code)
        if not text:
            if BY_CODE[code].required:
                self.wrong(code, _("不能为空"))
            return default
        try:
            return read(text)
        except ValueError as error:
            self.wrong(code, str(error))
            return default

    def word(self, code: str, table: Mapping[str, str], allowed: Promise, default: str) -> str:
        """What a word means by a table, or the default where the column is empty."""
        return self.value(code, lambda text: cells.word(text, table, allowed), default)

    def wrong(self, code: str, reason: str) -> None:
        """Something is wrong in a column."""
        self.problems.append((code, reason))


def read_entry(row: Mapping[str, str], books: Books, *, is_demo: bool = False) -> tuple[Entry, list[Problem]]:
    """The entry and what is wrong with it; only one without problems may be loaded."""
    reader, entry = Reader(row, books), Entry()
    for step in (_what, _when, _where, _kind):
        step(reader, entry)
    entry.parties = read_parties(reader, is_demo=is_demo)
    entry.people_count = reader.value("people_count", cells.count, max(1, len(entry.parties)))
    _mediation(reader, entry)
    _result(reader, entry)
    return entry, reader.problems


def _what(reader: Reader, entry: Entry) -> None:
    entry.number = reader.value("number", _short(32), "")
    entry.title = reader.value("title", _short(100), "")
    entry.summary = reader.value("summary", _short(2000), "") or entry.title
    entry.resolution = reader.value("resolution", _short(2000), "")
    entry.file_number = reader.value("file_number", _short(60), "")
    entry.amount = reader.value("amount", cells.money, None)


def _when(reader: Reader, entry: Entry) -> None:
    received = reader.value("received_on", cells.moment, None)
    if received is None:
        return
    entry.received_at = received
    if local_day(received) > reader.books.today:
        reader.wrong("received_on", _("不能晚于今天"))
    occurred = reader.value("occurred_on", cells.moment, received)
    entry.occurred_on = local_day(occurred)
    if entry.occurred_on > local_day(received):
        reader.wrong("occurred_on", _("不能晚于登记日期"))


def _where(reader: Reader, entry: Entry) -> None:
    entry.area = reader.value("area", reader.books.areas.find, "")
    entry.place = reader.value("place", _short(200), "") or reader.books.areas.paths.get(entry.area, "")


def _kind(reader: Reader, entry: Entry) -> None:
    book = reader.books.categories
    category = reader.value("category", book.category, "")
    moj_type = reader.value("moj_type", book.moj_type, 0)
    if not reader.text("category") and not reader.text("moj_type"):
        reader.wrong("category", _("与“纠纷类型”至少填一项"))
    entry.category = category or (book.stands_for(moj_type) if moj_type else "")
    entry.moj_type = moj_type or (book.counts_as(category) if category else 0)
    entry.channel = reader.word("channel", words.CHANNELS, _l("来访、电话、网格上报、主动排查等"), Channel.VISIT)
    entry.scale = reader.word("scale", words.SCALES, _l("个体性事件、一般群体性事件、重大群体性事件"), Scale.INDIVIDUAL)
    entry.colour = reader.word("colour", words.COLOURS, _l("红、黄、蓝"), Colour.BLUE)
    entry.difficulty = reader.word("difficulty", words.DIFFICULTIES, _l("一般、疑难复杂"), Difficulty.GENERAL)
    entry.mediation_kind = reader.word("mediation_kind", words.MEDIATION_KINDS, _l("人民调解、行政调解等"), MediationKind.PEOPLE)


def _mediation(reader: Reader, entry: Entry) -> None:
    if entry.area:
        entry.committee = reader.value("committee", lambda text: reader.books.committees.committee(text, entry.area), None)
    entry.mediator = reader.value("mediator", _short(80), "")


def _result(reader: Reader, entry: Entry) -> None:
    entry.outcome = reader.word("result", words.RESULTS, _l("成功、不成、撤回、终止，未办结的留空"), words.OPEN)
    stated = reader.word("state", words.STATES, _l("已登记、已受理、已分派、调解中、履行中等"), "")
    entry.concluded_at = reader.value("concluded_on", cells.moment, None)
    performed = reader.word("performed", words.YES_NO, _l("是、否"), "")
    entry.performance_due = _day(reader.value("performance_due", cells.moment, None))
    entry.performed_on = _day(reader.value("performed_on", cells.moment, None))
    if not entry.outcome and (outcome := _IMPLIED.get(stated, "")):
        entry.outcome = outcome
    if any(code in {"result", "state"} for code, _reason in reader.problems):
        return
    if entry.outcome:
        _concluded(reader, entry, stated, performed)
    else:
        _still_open(reader, entry, stated)


_IMPLIED: dict[str, str] = {
    State.AGREED: Outcome.SUCCESS,
    State.PERFORMED: Outcome.SUCCESS,
    State.FAILED: Outcome.FAILURE,
    State.WITHDRAWN: Outcome.WITHDRAWN,
    State.TERMINATED: Outcome.TERMINATED,
}
"""The result that a state tells by itself."""

_STATE_OF = {Outcome.FAILURE: State.FAILED, Outcome.WITHDRAWN: State.WITHDRAWN, Outcome.TERMINATED: State.TERMINATED}
_OPEN_STATES = (State.REGISTERED, State.ACCEPTED, State.ASSIGNED, State.MEDIATING)


def _concluded(reader: Reader, entry: Entry, stated: str, performed: str) -> None:
    if entry.outcome not in {Outcome.SUCCESS, *_STATE_OF}:
        reader.wrong("result", _("“%s”的纠纷不能由台账导入") % Outcome(entry.outcome).label)
        return
    if entry.concluded_at is None:
        if not reader.text("concluded_on"):
            reader.wrong("concluded_on", _("有结果的纠纷要填办结日期"))
        return
    _in_order(reader, entry)
    if entry.outcome == Outcome.SUCCESS:
        _agreed(reader, entry, stated, performed)
    else:
        entry.state = State.ARCHIVED if stated == State.ARCHIVED else _STATE_OF[Outcome(entry.outcome)]


def _in_order(reader: Reader, entry: Entry) -> None:
    if entry.concluded_at is None:
        return
    day = local_day(entry.concluded_at)
    if day > reader.books.today:
        reader.wrong("concluded_on", _("不能晚于今天"))
    if entry.received_at > entry.concluded_at and local_day(entry.received_at) > day:
        reader.wrong("concluded_on", _("不能早于登记日期"))
    if entry.performed_on and entry.performed_on < day:
        reader.wrong("performed_on", _("不能早于办结日期"))
    if entry.performed_on and entry.performed_on > reader.books.today:
        reader.wrong("performed_on", _("不能晚于今天"))


def _agreed(reader: Reader, entry: Entry, stated: str, performed: str) -> None:
    """An agreement was reached.

    A ledger that says nothing of performance has closed the entry: it counts as performed that day. What is not performed and has no term is
    due at once (民法典 511（四）).
    """
    entry.agreement_form = reader.word("agreement_form", words.AGREEMENT_FORMS, _l("书面、口头"), AgreementForm.ORAL)
    entry.agreement_number = reader.value("agreement_number", _short(64), "")
    if performed == "no" or (stated == State.AGREED and performed != "yes"):
        entry.state = State.AGREED
        entry.performed_on = None
        if entry.performance_due is None and entry.concluded_at is not None:
            entry.performance_due = local_day(entry.concluded_at)
        return
    entry.state = State.ARCHIVED if stated == State.ARCHIVED else State.PERFORMED
    if entry.performed_on is None and entry.concluded_at is not None:
        entry.performed_on = local_day(entry.concluded_at)


def _still_open(reader: Reader, entry: Entry, stated: str) -> None:
    if reader.text("concluded_on"):
        reader.wrong("result", _("填了办结日期，请填结果"))
    if stated and stated not in _OPEN_STATES:
        reader.wrong("state", _("“%s”的纠纷要填结果") % State(stated).label)
        return
    entry.state = stated or State.ACCEPTED
    if entry.state in {State.ASSIGNED, State.MEDIATING} and entry.committee is None and not reader.text("committee"):
        reader.wrong("committee", _("“%s”的纠纷要填化解组织") % State(entry.state).label)


def _short(most: int) -> Callable[[str], str]:
    return lambda text: cells.short(text, most)


def _day(at: dt.datetime | None) -> dt.date | None:
    return None if at is None else local_day(at)


def sealed(row: Mapping[str, Any]) -> bytes:
    """The cells of a row as they are stored: encrypted, because names and document numbers stand in them."""
    return cipher().encrypt(json.dumps(row, ensure_ascii=False, separators=(",", ":")))


def unsealed(data: bytes) -> dict[str, str]:
    """The cells of a stored row; empty once they were wiped."""
    found: dict[str, str] = json.loads(cipher().decrypt(bytes(data))) if data else {}
    return found
