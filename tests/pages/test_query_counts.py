"""How many SQL statements each page needs. A change of a number is a decision: more is a reason to look, and 15 is the end."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from cases.models import Attachment, Case
from disputes.states import State
from reports.models import EarlyWarning, Grade, WarningKind
from tests.acts import center, dispute_of
from tests.factories import signed_in

pytestmark = pytest.mark.django_db
MOST = 15
MANY = 3
BASELINE = {
    "desk": 11,
    "search": 6,
    "list": 7,
    "list searched": 7,
    "list filtered": 11,
    "board": 7,
    "calendar": 7,
    "transfers": 4,
    "intake": 7,
    "case registered": 9,
    "case mediating": 13,
    "case agreed": 13,
    "case performed": 13,
    "connections": 15,
    "risk": 12,
    "supervision": 4,
    "act accept": 4,
    "act hold_session": 8,
    "act agree": 9,
    "agreement paper": 8,
    "warnings": 11,
    "warning": 8,
    "warnings by program": 8,
}
Where = Callable[[dict[str, Case]], str]
ADDRESSES: dict[str, Where] = {
    "desk": lambda _cases: reverse("desk"),
    "search": lambda _cases: reverse("search") + "?q=纠纷",
    "list": lambda _cases: reverse("disputes:list"),
    "list searched": lambda _cases: reverse("disputes:list") + "?q=纠纷",
    "list filtered": lambda _cases: reverse("disputes:list") + "?colour=blue&category=02&area=611002001&state=accepted",
    "board": lambda _cases: reverse("disputes:board"),
    "calendar": lambda _cases: reverse("disputes:calendar"),
    "transfers": lambda _cases: reverse("disputes:transfers"),
    "intake": lambda _cases: reverse("disputes:intake"),
    "case registered": lambda cases: reverse("cases:detail", args=[cases["registered"].number]),
    "case mediating": lambda cases: reverse("cases:detail", args=[cases["mediating"].number]),
    "case agreed": lambda cases: reverse("cases:detail", args=[cases["agreed"].number]),
    "case performed": lambda cases: reverse("cases:detail", args=[cases["performed"].number]),
    "connections": lambda cases: reverse("cases:connections", args=[cases["mediating"].number]),
    "risk": lambda cases: reverse("cases:risk", args=[cases["mediating"].number]),
    "supervision": lambda _cases: reverse("cases:supervision"),
    "act accept": lambda cases: reverse("cases:act", args=[cases["registered"].number, "accept"]),
    "act hold_session": lambda cases: reverse("cases:act", args=[cases["mediating"].number, "hold_session"]),
    "act agree": lambda cases: reverse("cases:act", args=[cases["mediating"].number, "agree"]),
    "agreement paper": lambda cases: reverse("disputes:agreement_paper", args=[cases["agreed"].number]),
    "warnings": lambda _cases: reverse("reports:warnings"),
    "warning": lambda cases: reverse("reports:warning", args=[cases["mediating"].early_warnings.get().warning_id]),
    "warnings by program": lambda _cases: "/api/v1/warnings/",
}


@pytest.fixture
def actor() -> Actor:
    return center()


@pytest.fixture
def cases(actor: Actor) -> dict[str, Case]:
    """Some disputes, and one in each of the states that the pages below show."""
    for _number in range(MANY):
        dispute_of(actor, State.ACCEPTED)
    found = {state: dispute_of(actor, State(state)) for state in ("registered", "mediating", "agreed", "performed")}
    for case in found.values():
        for name in range(3):
            file = {"name": f"{name}.jpg", "stored_as": f"{case.pk}-{name}", "media_type": "image/jpeg", "size": 1}
            Attachment.objects.create(case_id=case.pk, by=actor.user, at=case.received_at, **file)
        case.follow_ups.create(due_on=case.occurred_on)
        warned(case)
    return found


def warned(case: Case) -> None:
    """A warning of mediation that failed in it, as the job stores it."""
    today, now = timezone.localdate(), timezone.now()
    row = EarlyWarning.objects.create(
        kind=WarningKind.FAILED, key=f"case:{case.pk}", area_id=case.area_id, grade=Grade.MEDIUM, period_first=today, period_last=today,
        shown_until=today, observed=2, limit=1, data={"last": today.isoformat()}, first_seen_at=now, updated_at=now,
    )  # fmt: skip
    row.links.create(case=case)


@pytest.mark.parametrize("page", BASELINE)
def test_a_page_needs_as_many_statements_as_it_did(client: Client, actor: Actor, cases: dict[str, Case], page: str) -> None:
    signed_in(client, actor)
    address = ADDRESSES[page](cases)
    assert client.get(address).status_code == 200  # caches of days off and the like are warm, as they are in service
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    listed = "\n".join(f"{number}. {query['sql'][:160]}" for number, query in enumerate(queries.captured_queries, 1))
    assert len(queries) == BASELINE[page], listed
    assert len(queries) <= MOST


def test_more_rows_need_no_more_statements(client: Client, actor: Actor) -> None:
    signed_in(client, actor)
    counts = []
    for _round in range(2):
        dispute_of(actor, State.MEDIATING)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("disputes:list"))
            client.get(reverse("disputes:board"))
            client.get(reverse("desk"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_more_warnings_need_no_more_statements(client: Client, actor: Actor) -> None:
    signed_in(client, actor)
    for address in (reverse("reports:warnings"), "/api/v1/warnings/"):
        counts = []
        for _round in range(2):
            warned(dispute_of(actor, State.MEDIATING))
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counts.append(len(queries))
        assert counts[0] == counts[1]
