"""Doing an act in a test as page and API do it: through the registry, its form and its function."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from accounts.actor import Actor
from accounts.models import Role
from cases.acts import open_acts, registry
from cases.errors import Refused
from cases.limits import LEVEL_CLOCKS
from cases.models import Case, CaseEvent, Clock
from disputes.models import Dispute
from disputes.states import State
from tests.factories.areas import AreaFactory
from tests.factories.disputes import DisputeFactory
from tests.factories.people import posted

TOWN, OTHER_TOWN, FAR_TOWN = "611002001", "611002002", "611022101"
"""Two townships of one county, and one of another."""


class FormErrorsError(AssertionError):
    """The form of an act refused its input; `errors` are the reasons by field."""

    def __init__(self, errors: dict[str, list[str]]) -> None:
        self.errors = errors
        super().__init__(str(errors))


def do(name: str, case: Case, actor: Actor, *, at: dt.datetime | None = None, version: int | None = None, files: Any = None, **data: Any) -> Any:
    """Clean the input with the act's form and do the act. Raises `FormErrorsError` where the form refuses, else what the act raises."""
    act = registry.act(case.kind, name)
    assert act is not None, name
    moment = at or timezone.now()
    kind = registry.kind(case.kind)
    form = act.form(data, files or MultiValueDict(), case=case, actor=actor, now=moment, facts=kind.facts(case))
    if not form.is_valid():
        raise FormErrorsError({field: [str(text) for text in texts] for field, texts in form.errors.items()})
    return act.run(**{act.subject: case}, by=actor, at=moment, version=version, **form.act_input())


def reasons_of(error: Exception) -> dict[str, list[str]]:
    """The reasons by field, whether the form or the act refused."""
    if isinstance(error, FormErrorsError):
        return error.errors
    assert isinstance(error, Refused)
    return error.reasons


def names_open(case: Case, actor: Actor) -> set[str]:
    """The names of the acts whose buttons this actor sees on the case as it is now."""
    return {act.name for act in open_acts(fresh(case), actor)}


def fresh(case: Case) -> Any:
    """The dispute as it is in the database; loosely typed, for tests know what it holds."""
    return Dispute.objects.get_queryset().get(pk=case.pk)


def last_event(case: Case) -> CaseEvent:
    """The newest row of the timeline."""
    event = CaseEvent.objects.filter(case_id=case.pk).order_by("-id").first()
    assert event is not None
    return event


def running(case: Case) -> set[str]:
    """The kinds of the open clocks, without the platform's own limit of the level."""
    return set(Clock.objects.filter(case_id=case.pk, stopped_at__isnull=True).exclude(kind__in=LEVEL_CLOCKS).values_list("kind", flat=True))


def snapshot(case: Case) -> dict[str, Any]:
    """Everything that an act that was refused must have left alone."""
    row = Dispute.objects.get_queryset().filter(pk=case.pk).values().get()
    counts = {
        "events": CaseEvent.objects.filter(case_id=case.pk).count(),
        "clocks": sorted(Clock.objects.filter(case_id=case.pk).values_list("pk", "due_at", "stopped_at")),
        "officers": sorted(case.officers.values_list("pk", "until")),
        "links": case.links.count() + case.linked_from.count(),
        "transfers": sorted(case.transfers.values_list("pk", "state")),
        "attachments": sorted(case.attachments.values_list("pk", "removed_at")),
        "urges": sorted(case.urges.values_list("pk", "answered_at", "recalled_at")),
    }
    return row | counts


def center(area: str = TOWN, **user: Any) -> Actor:
    """Somebody at the governance centre of a township."""
    return posted(Role.TOWNSHIP_CENTER, area, **user)


def dispute_of(actor: Actor, state: State = State.ACCEPTED, **fields: Any) -> Any:
    """A dispute that the body of this actor has, in its own area."""
    posting = actor.postings[0]
    fields.setdefault("area", AreaFactory(code=posting.area_id))
    dispute: Any = DisputeFactory(state=state, organisation=posting.organisation, **fields)
    if dispute.organisation_id != posting.organisation_id:
        Dispute.objects.get_queryset().filter(pk=dispute.pk).update(organisation=posting.organisation)
    return fresh(dispute)


def upload(content: bytes, name: str = "照片.jpg", content_type: str = "image/jpeg") -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, content, content_type)
