"""Settings pages about cases: days off, and who read whose data."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Role
from cases.blind_index import id_index
from cases.calendar import calendar, forget
from cases.forms.days_off import festivals
from cases.models import DayOff, DaysOffNotice, PersonRead
from disputes.models import Dispute
from tests.factories import DisputeFactory, id_number, posted, signed_in

pytestmark = pytest.mark.django_db

ENTER = "/system/days-off/enter/"


def typed(**changes: str) -> dict[str, str]:
    rows = {
        "rows-0-name": "元旦",
        "rows-0-first": "2027-01-01",
        "rows-0-last": "2027-01-03",
        "rows-1-name": "春节",
        "rows-1-first": "2027-02-05",
        "rows-1-last": "2027-02-11",
        "rows-1-worked": "2027-02-14、2027-02-20",
    }
    return {"year": "2027", "source": "国办发明电〔2026〕9号", **rows, **changes}


@pytest.fixture
def center(client: Client) -> Client:
    return signed_in(client, posted(Role.COUNTY_CENTER, "611002"))


def test_a_year_shows_its_festivals_and_whether_they_are_sure(center: Client) -> None:
    assert "通知还没有录入" in center.get("/system/days-off/?year=2027").content.decode()
    shown = center.get("/system/days-off/?year=2026").content.decode()
    assert "通知还没有录入" not in shown
    assert "2026-02-15" in shown
    assert "2026-02-14、2026-02-28" in shown


@pytest.mark.parametrize("year", ["1999", "x", "99999999999", "-1", "２０２６"])
def test_a_year_that_is_none(center: Client, year: str) -> None:
    assert center.get(f"/system/days-off/?year={year}").status_code == 404


def test_what_is_expected_stands_in_the_form(center: Client) -> None:
    shown = center.get(f"{ENTER}?year=2027").content.decode()
    assert 'value="2027-01-01"' in shown
    assert "春节" in shown


def test_a_notice_is_entered(center: Client) -> None:
    response = center.post(ENTER, typed())
    assert response.headers["Location"] == "/system/days-off/?year=2027"
    assert DayOff.objects.filter(date__year=2027).count() == 12
    assert DayOff.objects.get(date=dt.date(2027, 2, 20)).name == "春节调休上班"
    shown = center.get("/system/days-off/?year=2027").content.decode()
    assert "国办发明电〔2026〕9号" in shown
    assert "正在重算" in shown


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"rows-1-last": "2027-02-01"}, "末日不能早于首日"),
        ({"rows-1-last": "2027-03-11"}, "最多放假 15 天"),
        ({"rows-1-worked": "二月十四"}, "日期应写成 2026-02-14 这样"),
        ({"rows-1-worked": "2027-02-15"}, "不是周六、周日"),
        ({"rows-1-first": "2027-01-03", "rows-1-last": "2027-01-04"}, "2027-01-03 出现了两次"),
        ({"year": "1999"}, "2000"),
        ({"source": ""}, "通知文号"),
    ],
)
def test_a_wrong_notice_is_explained_and_kept(center: Client, changes: dict[str, str], reason: str) -> None:
    response = center.post(ENTER, typed(**changes))
    assert response.status_code == 200
    assert reason in response.content.decode()
    assert "元旦" in response.content.decode()
    assert not DaysOffNotice.objects.exists()


def test_one_more_row_without_a_script(center: Client) -> None:
    shown = center.post(ENTER, {**typed(), "_more": "rows"}).content.decode()
    assert 'name="rows-2-name"' in shown
    assert "处需要改正" not in shown


def test_known_days_go_round_through_the_form(center: Client) -> None:
    before = calendar()
    shown = festivals(DayOff.objects.filter(date__year=2026))
    assert [str(each["first"]) for each in shown][:2] == ["2026-01-01", "2026-02-15"]
    again = {f"rows-{n}-{name}": value for n, each in enumerate(shown) for name, value in each.items()}
    center.post(ENTER, {"year": "2026", "source": "国办发明电〔2025〕7号", **again})
    assert DaysOffNotice.objects.get().days_changed == 0
    forget()
    year = [dt.date(2026, 1, 1) + dt.timedelta(days=n) for n in range(365)]
    assert [calendar().is_off(day) for day in year] == [before.is_off(day) for day in year]


# who read whose data


@pytest.fixture
def dispute() -> Dispute:
    found = DisputeFactory(parties=[{"name": "欧阳建国", "id_number": id_number(1)}, {"name": "李秀英", "id_number": id_number(2)}])
    reader = posted(Role.TOWNSHIP_CENTER, "611002001", username="reader", name="周读").user
    for party in found.parties.all():
        PersonRead.objects.create(
            party=party,
            case_id=found.pk,
            person_name=party.name,
            id_index=id_index(party.id_number),
            user=reader,
            reason="核对身份",
            fields="name,id_number,phone,address",
            at=timezone.now(),
        )
    return found


@pytest.fixture
def auditor(client: Client) -> Client:
    return signed_in(client, posted(Role.AUDITOR, "6110"))


def test_reads_are_listed_with_masked_names(auditor: Client, dispute: Dispute) -> None:
    shown = auditor.get("/system/person-reads/").content.decode()
    assert "周读" in shown
    assert "核对身份" in shown
    assert "姓名或名称、证件号码、联系电话、住址" in shown
    assert "id_number," not in shown
    assert "欧阳**" in shown
    assert "欧阳建国" not in shown
    assert id_number(1) not in shown


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"name": "李秀英"}, {"李**"}),
        ({"name": "李秀"}, set()),
        ({"number": id_number(1)}, {"欧阳**"}),
        ({"number": id_number(1)[:17]}, set()),
        ({"user": "READER"}, {"欧阳**", "李**"}),
        ({"user": "nobody"}, set()),
        ({"until": "2020-01-01"}, set()),
        ({"since": "2020-01-01"}, {"欧阳**", "李**"}),
    ],
)
def test_reads_are_found(auditor: Client, dispute: Dispute, asked: dict[str, str], names: set[str]) -> None:
    shown = auditor.post("/system/person-reads/", asked).content.decode()
    assert {name for name in ("欧阳**", "李**") if name in shown} == names


def test_a_document_number_never_stands_in_an_address(auditor: Client, dispute: Dispute) -> None:
    shown = auditor.get(f"/system/person-reads/?number={id_number(1)}").content.decode()
    assert "李**" in shown  # what is asked in an address is not a search
