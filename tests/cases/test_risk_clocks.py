"""What starts with a case that comes in red or yellow, by intake and by ledger; and what programs and lists are told of supervision and risk."""

import csv
import io
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cases.models import Case, Clock
from disputes.actions.register import register
from tests.acts import center, dispute_of, do, fresh, running
from tests.cases.risk import DAY, county, leader_input, order_input, planned, today, workday
from tests.disputes.ledgers import HEADINGS, cells_of, clerk, loaded, row
from tests.disputes.test_register import intake
from tests.factories.people import signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("colour", "kinds"), [("red", {"case.plan", "case.review"}), ("yellow", {"case.review"}), ("blue", set())])
def test_what_is_registered_starts_the_clocks_of_its_colour(colour: str, kinds: set[str]) -> None:
    dispute = register(by=center(), at=timezone.now(), data=intake(colour=colour))
    assert {kind for kind in running(dispute) if kind.startswith("case.")} == kinds
    days = {"red": 1, "yellow": 7}
    if kinds:
        assert Clock.objects.get(case_id=dispute.pk, kind="case.review").nominal_on == today() + days[colour] * DAY
    assert fresh(dispute).clock_kind == "dispute.accept"


def ledger_of(*rows: dict[str, str]) -> bytes:
    """A ledger with the column of risk colours."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*HEADINGS.values(), "风险等级"])
    writer.writerows([*cells, each["colour"]] for cells, each in zip(cells_of(rows), rows, strict=True))
    return out.getvalue().encode("utf-8-sig")


def test_imported_cases_that_go_on_start_them_and_closed_ones_none() -> None:
    going = {"result": "", "concluded_on": "", "agreement_form": "", "performed": ""}
    by = clerk()
    loaded(by, ledger_of(row(1, colour="红", **going), row(2, colour="黄", **going), row(3, colour="红")))
    found = {case.title[-1]: running(case) & {"case.plan", "case.review"} for case in Case.objects.get_queryset()}
    assert found == {"1": {"case.plan", "case.review"}, "2": {"case.review"}, "3": set()}
    assert set(Clock.objects.filter(kind="case.plan").values_list("nominal_on", flat=True)) == {today() + DAY}


def test_programs_read_orders_and_risk_and_act() -> None:
    actor, above = center(), county()
    case = planned(dispute_of(actor, colour="red"), actor)
    do("appoint_leader", fresh(case), above, **leader_input(above))
    item = do("supervise", fresh(case), above, **order_input(text="王建国一案限期化解"))
    client = signed_in(Client(), actor)
    (listed,) = client.get("/api/v1/supervision/?box=answer").json()["results"]
    assert (listed["id"], listed["case"], listed["state"]) == (item.pk, case.number, "open") and "text" not in listed
    assert client.get("/api/v1/supervision/?box=nowhere").status_code == 400
    told = client.get(f"/api/v1/disputes/{case.number}/risk/").json()
    assert told["lacks"] == [] and told["leaders"][0]["leader"]["name"] == above.user.name and told["plan"]["steps"][0]["done_on"] is None
    assert "王建国" not in told["supervision"][0]["text"] and "限期化解" in told["supervision"][0]["text"]
    headers: Any = {"If-Match": f'"{fresh(case).version}"'}
    body = {"item": item.pk, "answer": "已组织会商", "measures": "落实包保"}
    sent = client.post(f"/api/v1/disputes/{case.number}/acts/answer_supervision/", body, content_type="application/json", headers=headers)
    assert sent.status_code == 200 and client.get("/api/v1/supervision/").json()["results"] == []


def test_many_cases_are_supervised_from_the_list() -> None:
    actor, above = center(), county()
    cases = [dispute_of(actor) for _ in range(2)]
    client = signed_in(Client(), above)
    assert "批量督办" in client.get("/disputes/").content.decode()
    numbers = [case.number for case in cases]
    assert "督办事由" in client.post("/disputes/bulk/", {"act": "supervise", "numbers": numbers}).content.decode()
    data = {"act": "supervise", "numbers": numbers, "ground": "overdue", "text": "限期化解并答复", "answer_by": workday().isoformat()}
    shown = client.post("/disputes/bulk/", {**data, "step": "preview"}).content.decode()
    assert all(number in shown for number in numbers)
    assert client.post("/disputes/bulk/", {**data, "step": "run"}).status_code == 302
    listed = client.get("/disputes/?supervised=true").content.decode()
    assert all(number in listed for number in numbers)
    assert client.get("/disputes/?lacks=everything").status_code == 400


def test_the_panel_shows_everything_there_is_and_nothing_where_nothing_is() -> None:
    actor, above = center(), county()
    plain = dispute_of(actor)
    client = signed_in(Client(), actor)
    assert client.get(f"/cases/{plain.number}/risk/", headers={"HX-Request": "true"}).content.strip() == b""
    assert "没有督办" in client.get(f"/cases/{plain.number}/risk/").content.decode()
    case = dispute_of(actor, colour="red")
    head = client.get(f"/cases/{case.number}/").content.decode()
    assert "缺包案领导" in head and "缺一案一策" in head
    do("supervise", planned(case, actor), above, **order_input())
    page = client.get(f"/cases/{case.number}/risk/").content.decode()
    assert "答复督办" in page and "双方签订协议并履行" in page and "确定包案领导" in page
    assert "督办待答复" in client.get(f"/cases/{case.number}/").content.decode()
