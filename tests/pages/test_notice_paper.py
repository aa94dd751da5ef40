"""The notice to print: the same ways that the form asked for and the API takes, after declining, terminating and failing."""

from typing import Any

import pytest
from django.test import Client

from disputes.forms.acceptance import DeclineForm
from disputes.forms.agreement import FailForm
from disputes.forms.ending import TerminateForm
from disputes.states import State
from tests.acts import center, dispute_of, do, fresh
from tests.disputes.way import mediated
from tests.factories.people import signed_in

pytestmark = pytest.mark.django_db
ALL = ["arbitration", "administrative", "court"]


def test_three_forms_ask_the_same() -> None:
    fields: list[Any] = [form.base_fields["routes"] for form in (DeclineForm, TerminateForm, FailForm)]
    assert len({(str(each.label), str(each.help_text), each.required, each.initial, str(each.choices)) for each in fields}) == 1
    assert fields[0].required and not fields[0].initial


@pytest.mark.parametrize(
    ("act", "title"),
    [("decline", "不予受理告知书"), ("terminate", "终止调解通知书"), ("fail", "调解不成告知书")],
)
def test_the_paper_names_why_and_the_ways(client: Client, act: str, title: str) -> None:
    actor = center()
    states = {"decline": State.REGISTERED, "terminate": State.ACCEPTED}
    case = dispute_of(actor, states[act]) if act in states else mediated(actor, "failed")
    given: dict[str, dict[str, Any]] = {
        "decline": {"reason": "not_civil", "detail": "属于行政争议"},
        "terminate": {"ground": "ended", "party": case.parties.first().pk, "reason": "属于行政争议"},
        "fail": {"reason": "属于行政争议"},
    }
    do(act, fresh(case), actor, **given[act], routes=[*ALL, "legal_aid"])
    signed_in(client, actor)
    page = client.get(f"/cases/{case.number}/papers/notice/").content.decode()
    assert f"<h1>{title}</h1>" in page and "属于行政争议" in page
    assert all(f"<li>{way}</li>" in page for way in ("仲裁", "行政途径", "向人民法院起诉", "申请法律援助（12348）")) and "依法信访</li>" not in page
    assert "王建国" not in page
    assert f"/cases/{case.number}/papers/notice/" in client.get(f"/cases/{case.number}/").content.decode()
    assert "王建国" in client.post(f"/cases/{case.number}/papers/notice/", {"reason": "打印后送达当事人"}).content.decode()


def test_a_dispute_that_goes_on_has_none(client: Client) -> None:
    actor = center()
    case = dispute_of(actor)
    signed_in(client, actor)
    assert client.get(f"/cases/{case.number}/papers/notice/").status_code == 404
