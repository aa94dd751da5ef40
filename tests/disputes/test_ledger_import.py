"""A ledger comes in: rows are named when they are bad, loaded once when they are good, and stand as if they had been worked here."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from accounts.models import Role
from cases.errors import NotGranted, NotOpen, Refused
from cases.models import Case, CaseEvent, Clock, Party
from cases.search_column import refresh_search
from disputes.ledger import loading, receiving, reporting
from disputes.models import Agreement, Dispute, LedgerImport, LedgerRow, Performance
from mediators.models import Committee
from tests.disputes.ledgers import COMMITTEE, as_csv_bytes, as_xlsx_bytes, checked, clerk, loaded, received, row
from tests.factories.numbers import id_number
from tests.factories.people import posted

pytestmark = pytest.mark.django_db
SHANGHAI = dt.timezone(dt.timedelta(hours=8))


def reasons(ledger: LedgerImport) -> list[tuple[int, str, str]]:
    return [(each.line, each.heading, each.reason) for each in reporting.errors(ledger, 100)]


def test_a_resolved_row_becomes_a_closed_case_with_all_its_parts() -> None:
    by = clerk()
    ledger = loaded(by, as_xlsx_bytes([row()]), name="一月.xlsx")
    assert (ledger.state, ledger.rows_loaded, ledger.rows_bad) == ("done", 1, 0)
    dispute = Dispute.objects.get()
    assert (dispute.state, dispute.outcome, dispute.kind) == ("performed", "success", "dispute")
    assert dispute.area_id == "611002001001"
    assert dispute.received_at == dt.datetime(2024, 1, 6, tzinfo=SHANGHAI)
    assert dispute.concluded_at == dispute.closed_at == dt.datetime(2024, 1, 20, tzinfo=SHANGHAI)
    assert dispute.number.startswith("JF611002-202401-")
    assert dispute.committee == Committee.objects.get()
    assert dispute.organisation.name == COMMITTEE
    assert dispute.parties_masked == "张**、李*、王*"
    assert (dispute.moj_type_id, dispute.people_count, dispute.amount) == (2, 3, 1200)
    assert list(Party.objects.order_by("id").values_list("name", "role")) == [("张三1", "applicant"), ("李四", "respondent"), ("王五", "respondent")]
    agreement = Agreement.objects.get()
    assert (agreement.form, agreement.reached_on) == ("written", dt.date(2024, 1, 20))
    assert Performance.objects.get().on == dt.date(2024, 1, 20)
    event = CaseEvent.objects.get()
    assert (event.act, event.source, event.target) == ("import_ledger", "", "performed")
    assert all(words in event.text for words in ("一月.xlsx", "第 2 行", "赵调解"))
    assert not Clock.objects.exists()


def test_the_search_column_is_the_one_every_other_writer_makes() -> None:
    loaded(clerk(), as_csv_bytes([row(title="张'三\\的“排水”A1纠纷"), row(2, result="", concluded_on="", performed="", state="调解中")]))
    before = dict(Case.objects.values_list("pk", "search"))
    refresh_search(before)
    assert dict(Case.objects.values_list("pk", "search")) == before


@pytest.mark.parametrize(
    ("state", "clock"), [("已登记", "dispute.accept"), ("", "dispute.mediate"), ("已受理", "dispute.mediate"), ("调解中", "dispute.mediate")]
)
def test_an_open_row_starts_its_clock(state: str, clock: str) -> None:
    today = timezone.localdate()
    cells = {"received_on": today.isoformat(), "occurred_on": "", "result": "", "concluded_on": "", "performed": "", "agreement_form": ""}
    loaded(clerk(), as_csv_bytes([row(state=state, **cells)]))
    case, running = Case.objects.get(), Clock.objects.get()
    assert running.kind == case.clock_kind == clock
    assert case.due_at == running.due_at
    assert running.due_at > timezone.now()
    assert case.closed_at is None


def test_a_mediated_row_stands_with_the_mediator_whom_the_roster_knows() -> None:
    loaded(clerk(), as_csv_bytes([row(result="", concluded_on="", performed="", state="调解中")]))
    dispute = Dispute.objects.get()
    assert dispute.handler is not None
    assert dispute.assignments.get().lead
    assert dispute.officers.get().user == dispute.handler


def test_an_agreement_that_is_not_performed_stays_open_until_its_day() -> None:
    due = timezone.localdate() + dt.timedelta(days=5)
    loaded(clerk(), as_csv_bytes([row(performed="否", performance_due=due.isoformat())]))
    case = Case.objects.get()
    assert (case.state, case.closed_at, case.clock_kind) == ("agreed", None, "dispute.performance")
    assert case.due_at == dt.datetime.combine(due + dt.timedelta(days=1), dt.time(), SHANGHAI)


@pytest.mark.parametrize(("result", "state"), [("不成", "failed"), ("撤回", "withdrawn"), ("终止", "terminated")])
def test_other_results(result: str, state: str) -> None:
    loaded(clerk(), as_csv_bytes([row(result=result, performed="", agreement_form="")]))
    case = Case.objects.get()
    assert case.state == state
    assert case.closed_at == case.concluded_at
    assert not Agreement.objects.exists()


def test_every_bad_cell_is_named_with_line_column_and_reason() -> None:
    bad = [
        row(1),
        row(2, title="", received_on="昨天", area="火星镇", channel="飞鸽"),
        row(3, received_on="2999-01-01", concluded_on="2024-01-20"),
        row(4, concluded_on="2024-01-01"),
        row(5, moj_type="吵架", amount="很多", people_count="零"),
        row(6, applicant_ids="61100219700101001X"),
        row(7, committee="不存在调委会"),
        row(8, result="成功", concluded_on=""),
        row(9, area="611022101200"),
        row(10, title="长" * 101),
    ]
    ledger = checked(clerk(), as_csv_bytes(bad))
    assert (ledger.rows_total, ledger.rows_bad) == (10, 9)
    found = reasons(ledger)
    assert (3, "纠纷名称", "不能为空") in found
    assert (3, "登记日期", "“昨天”不是日期，应写作 2024-01-05") in found
    assert (3, "所属区划", "在您负责的区划内找不到“火星镇”") in found
    assert any(line == 3 and heading == "来源" and "飞鸽" in reason for line, heading, reason in found)
    assert (4, "登记日期", "不能晚于今天") in found
    assert (5, "办结日期", "不能早于登记日期") in found
    assert {heading for line, heading, _reason in found if line == 6} == {"纠纷类型", "涉及金额", "涉及人数"}
    assert any(line == 7 and heading == "申请人身份证号" and "校验码" in reason for line, heading, reason in found)
    assert any(line == 8 and heading == "调委会" for line, heading, _reason in found)
    assert (9, "办结日期", "有结果的纠纷要填办结日期") in found
    assert (10, "所属区划", "区划 611022101200 不在您负责的范围内") in found
    assert any(line == 11 and "100" in reason for line, _heading, reason in found)


def test_nothing_is_loaded_before_the_choice_and_nothing_after_none() -> None:
    by = clerk()
    ledger = checked(by, as_csv_bytes([row(1), row(2, channel="?")]))
    assert not Case.objects.exists()
    receiving.decide(ledger=ledger, by=by, load=False, at=timezone.now())
    loading.run(ledger.pk, clock=timezone.now)
    assert not Case.objects.exists()
    with pytest.raises(NotOpen):
        receiving.decide(ledger=ledger, by=by, load=True, at=timezone.now())


def test_the_good_rows_are_loaded_and_the_bad_ones_handed_back() -> None:
    by = clerk()
    ledger = loaded(by, as_csv_bytes([row(1), row(2, channel="?"), row(3)]))
    assert (ledger.rows_loaded, ledger.rows_bad, ledger.good_rows_only) == (2, 1, True)
    headings, rows = reporting.bad_rows(ledger)
    (bad,) = list(rows)
    assert headings[:3] == ["行号", "错误原因", "纠纷名称"]
    assert bad[0] == "3" and "来源" in bad[1] and bad[2] == "门前排水纠纷2"


def test_the_mended_file_of_errors_loads_what_was_missing_and_nothing_twice() -> None:
    by = clerk()
    loaded(by, as_csv_bytes([row(1), row(2, channel="?")]))
    again = loaded(by, as_xlsx_bytes([row(1), row(2), row(3)]), name="改正.xlsx")
    assert (again.rows_known, again.rows_loaded) == (1, 2)
    assert Case.objects.count() == 3


def test_the_same_file_again_loads_nothing() -> None:
    by = clerk()
    data = as_csv_bytes([row(i) for i in range(20)])
    loaded(by, data)
    again = checked(by, data)
    assert (again.rows_known, again.rows_bad) == (20, 0)
    receiving.decide(ledger=again, by=by, load=True, at=timezone.now())
    loading.run(again.pk, clock=timezone.now)
    assert Case.objects.count() == 20
    assert LedgerRow.objects.filter(ledger=again, known=True).count() == 20


def test_two_files_checked_before_either_is_loaded_load_each_row_once() -> None:
    by = clerk()
    first, second = checked(by, as_csv_bytes([row(1), row(2)])), checked(by, as_csv_bytes([row(2), row(3)]))
    for ledger in (first, second):
        receiving.decide(ledger=ledger, by=by, load=True, at=timezone.now())
        loading.run(ledger.pk, clock=timezone.now)
    second.refresh_from_db()
    assert (second.rows_loaded, second.rows_known) == (1, 1)
    assert Case.objects.count() == 3


def test_a_double_in_one_file_is_named_with_its_first_line() -> None:
    ledger = checked(clerk(), as_csv_bytes([row(1), row(2), row(1)]))
    assert ledger.rows_bad == 1
    assert reasons(ledger) == [(4, "纠纷名称", "与第 2 行重复：区划、日期、名称和当事人都相同")]


def test_loaded_rows_keep_no_copy_of_their_cells() -> None:
    loaded(clerk(), as_csv_bytes([row(1)]))
    assert bytes(LedgerRow.objects.get().cells) == b""


def test_waiting_rows_are_stored_encrypted() -> None:
    checked(clerk(), as_csv_bytes([row(1, applicants="欧阳修")]))
    assert "欧阳修".encode() not in bytes(LedgerRow.objects.get().cells)


def test_an_id_number_is_kept_encrypted_and_can_be_found() -> None:
    from cases.blind_index import id_index

    number = id_number(7)
    loaded(clerk(), as_csv_bytes([row(1, applicant_ids=number)]))
    party = Party.objects.get(id_index=id_index(number))
    assert (party.name, party.id_number, party.id_kind) == ("张三1", number, "111")


def test_headings_are_remembered_by_the_organisation() -> None:
    by = clerk()
    strange = as_csv_bytes([row(1)]).replace("纠纷名称".encode(), "啥事".encode())
    first = received(by, strange)
    position = first.mapping["headings"].index("啥事")
    assert first.mapping["columns"][position] == ""
    with pytest.raises(Refused, match="缺少“事件名称”"):
        receiving.choose_columns(ledger=first, by=by, columns=first.mapping["columns"], at=timezone.now())
    chosen = list(first.mapping["columns"])
    chosen[position] = "title"
    receiving.choose_columns(ledger=first, by=by, columns=chosen, at=timezone.now())
    assert received(by, strange).mapping["columns"][position] == "title"


def test_a_column_cannot_be_chosen_twice() -> None:
    by = clerk()
    ledger = received(by, as_csv_bytes([row(1)]))
    with pytest.raises(Refused, match="只能对应一列"):
        receiving.choose_columns(ledger=ledger, by=by, columns=["title", "title", *ledger.mapping["columns"][2:]], at=timezone.now())


@pytest.mark.parametrize("role", [Role.GRID_WORKER, Role.MEDIATOR, Role.CITY_LEADER, Role.SYSTEM_ADMIN, Role.AUDITOR])
def test_only_governance_centres_import(role: str) -> None:
    clerk()
    with pytest.raises(NotGranted):
        received(posted(role, "611002001"), as_csv_bytes([row(1)]))


@pytest.mark.parametrize(
    "written",
    [
        "611002001001",
        "商州区/城关街道/东店子社区",
        "商洛市 商州区 城关街道 东店子社区居委会",
        "城关街道东店子社区",
        "东店子社区",
        "东店子",
        "城关街道办-东店子",
    ],
)
def test_an_area_is_found_however_it_is_written(written: str) -> None:
    ledger = checked(clerk(), as_csv_bytes([row(1, area=written)]))
    assert reasons(ledger) == []


@pytest.mark.parametrize("written", ["2024-01-06", "2024/1/6", "2024.1.6", "2024年1月6日", "20240106", "45297", "２０２４－０１－０６"])
def test_a_day_is_read_however_it_is_written(written: str) -> None:
    loaded(clerk(), as_csv_bytes([row(1, received_on=written)]))
    assert Case.objects.get().received_at == dt.datetime(2024, 1, 6, tzinfo=SHANGHAI)
