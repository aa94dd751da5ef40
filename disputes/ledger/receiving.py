"""A ledger's way in, as a person takes it: upload, say which heading is which, confirm what was checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from itertools import islice

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.language import on_record
from accounts.models import Posting
from accounts.policies import Reach, reach_of
from cases.errors import NotGranted, NotOpen, Refused
from disputes.ledger import storing
from disputes.ledger.cells import as_text
from disputes.ledger.limits import NoResult, UnreadableError
from disputes.ledger.mapping import problems, propose, recognised, remembered_by
from disputes.ledger.reading import HEADING_LINES, Line, lines
from disputes.models import LedgerImport

GRANT = "disputes.import"
MIN_HEADINGS = 2
"""With fewer it is no table: a ledger has at least a title, a day and an area."""
State = LedgerImport.State


def importing_posting(by: Actor) -> Posting | None:
    """The posting in use under which this actor may import; its area is the scope of the rows."""
    return next((posting for posting in by.postings if reach_of(frozenset({posting.role}), GRANT) is Reach.AREA), None)


def receive(*, by: Actor, upload: storing.Upload, name: str, at: dt.datetime) -> LedgerImport:
    """Keep an uploaded file and propose which heading is which column.

    Raises:
        NotGranted: the roles do not grant imports.
        Refused: the file cannot be used, with the reason under `file`.
    """
    posting = importing_posting(by)
    if posting is None:
        raise NotGranted(_("导入台账"))
    try:
        stored_as, sha256 = storing.keep(upload)
    except UnreadableError as problem:
        raise Refused({"file": str(problem)}) from problem
    ledger = LedgerImport(by=by.user, posting=posting, name=name[-200:], stored_as=stored_as, sha256=sha256, created_at=at, state=State.UPLOADED)
    try:
        ledger.mapping = _proposal(ledger, posting.organisation_id)
    except UnreadableError as problem:
        storing.remove(ledger)
        raise Refused({"file": str(problem)}) from problem
    ledger.save()
    return ledger


def _proposal(ledger: LedgerImport, organisation_id: int) -> dict[str, object]:
    first = list(islice(lines(storing.path_of(ledger)), HEADING_LINES))
    if not first:
        raise UnreadableError(_("文件里没有内容。"))
    texts = [[as_text(cell) for cell in line.cells] for line in first]
    known = [sum(recognised(text) is not None for text in row) for row in texts]
    best = max(range(len(first)), key=lambda i: (known[i], sum(map(bool, texts[i])), -i))
    headings = texts[best]
    _check_headings(first[best], headings)
    chosen = propose(headings, remembered_by(organisation_id))
    return {"line": first[best].number, "headings": headings, "columns": [chosen[str(i)] for i in range(len(headings))]}


def _check_headings(line: Line, headings: Sequence[str]) -> None:
    for cell in line.cells:
        if isinstance(cell, NoResult):
            raise UnreadableError(_("单元格 %s 是没有计算结果的公式，请在表格软件中打开、保存后再上传。") % cell.reference)
    if sum(map(bool, headings)) < MIN_HEADINGS:
        raise UnreadableError(_("文件里没有表格：前 %d 行中没有一行有两列以上。请上传 XLSX 或 CSV 台账。") % HEADING_LINES)


def samples(ledger: LedgerImport, count: int = 2) -> list[Line]:
    """The first rows under the heading, for the page on which headings are mapped; none once the file is gone."""
    try:
        return list(islice((line for line in lines(storing.path_of(ledger)) if line.number > ledger.mapping["line"]), count))
    except UnreadableError:
        return []


def choose_columns(*, ledger: LedgerImport, by: Actor, columns: Sequence[str], at: dt.datetime, send: bool = True) -> None:
    """Say which heading is which column, and have the rows checked: by a job, unless the caller does it (`send` false).

    Raises:
        NotOpen: the ledger is past that.
        Refused: the mapping cannot be used; the reasons stand under `""`.
    """
    chosen = list(columns)[: len(ledger.mapping["headings"])]
    found = problems(chosen)
    if found:
        raise Refused({"": found})
    with transaction.atomic():
        locked = _locked(ledger, by, _("对应表头"), State.UPLOADED)
        locked.mapping = {**locked.mapping, "columns": chosen}
        locked.state, locked.started_at, locked.progressed_at = State.CHECKING, at, at
        locked.save(update_fields=["mapping", "state", "started_at", "progressed_at"])
        if send:
            transaction.on_commit(_job("check_ledger", ledger.pk))


@on_record()
def decide(*, ledger: LedgerImport, by: Actor, load: bool, at: dt.datetime, send: bool = True) -> None:
    """Load the good rows, by a job unless the caller does it (`send` false), or nothing at all.

    Raises:
        NotOpen: the check is not finished, or the choice was made before.
        Refused: there is no good row to load.
    """
    with transaction.atomic():
        locked = _locked(ledger, by, _("确认导入"), State.CHECKED)
        if load and locked.rows_total == locked.rows_bad:
            raise Refused(_("没有一行可以导入，请改正后重新上传。"))
        locked.progressed_at, locked.good_rows_only = at, load and locked.rows_bad > 0
        locked.state = State.LOADING if load else State.REFUSED
        if not load:
            locked.finished_at, locked.message = at, _("已选择不导入。")
        locked.save(update_fields=["progressed_at", "good_rows_only", "state", "finished_at", "message"])
        if load and send:
            transaction.on_commit(_job("load_ledger", ledger.pk))


@on_record()
def discard(*, ledger: LedgerImport, by: Actor, at: dt.datetime) -> None:
    """Give up an upload whose headings were not mapped yet. Raises `NotOpen` where they were."""
    with transaction.atomic():
        locked = _locked(ledger, by, _("放弃"), State.UPLOADED)
        locked.state, locked.finished_at, locked.message = State.REFUSED, at, _("已放弃。")
        locked.save(update_fields=["state", "finished_at", "message"])
    storing.remove(ledger)


def _locked(ledger: LedgerImport, by: Actor, act: str, state: LedgerImport.State) -> LedgerImport:
    locked = LedgerImport.objects.select_for_update(no_key=True).get(pk=ledger.pk, by=by.user)
    if locked.state != state:
        raise NotOpen(state=str(State(locked.state).label), act=act, open_acts=[])
    return locked


def _job(task: str, ledger_id: int) -> Callable[[], None]:
    """Sends the job once the row is there. A broker that is away loses nothing: the sweep takes the ledger up."""

    def send() -> None:
        from kombu.exceptions import OperationalError

        from disputes import tasks

        try:
            getattr(tasks, task).apply_async([ledger_id], retry=False)
        except (OperationalError, OSError):
            LedgerImport.objects.filter(pk=ledger_id).update(progressed_at=None)

    return send
