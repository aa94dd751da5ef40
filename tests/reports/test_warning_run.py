"""What the nightly job finds, stores, lets go and forgets; run twice, late or over itself it leaves the same rows."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.db.utils import ProgrammingError

from accounts.models import Role
from cases.daycount import SHANGHAI
from cases.models import Attempt, Case, Notice
from disputes.models import Dispute
from disputes.states import State
from reports.models import EarlyWarning, KeyFieldSetting, WarningCase, WarningRun
from reports.warning.run import find_warnings
from tests.factories import AreaFactory, DisputeFactory, id_number, mobile, posted
from tests.factories.disputes import category

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 24, 1, 10, tzinfo=SHANGHAI)
TOWN = "611002001"


def day(back: int) -> dt.datetime:
    """Noon, so many days ago."""
    return (NOW - dt.timedelta(days=back)).replace(hour=0, minute=30)


def case(back: int = 0, state: State = State.ACCEPTED, **more: Any) -> Any:
    """A dispute that came in so many days ago."""
    more.setdefault("clocks", False)
    more.setdefault("title", "院墙滴水纠纷")
    return DisputeFactory(state=state, received_at=day(back), **more)


def kinds() -> list[tuple[str, int]]:
    return sorted(EarlyWarning.objects.values_list("kind", "observed"))


def snapshot() -> list[tuple[Any, ...]]:
    """Everything that a run writes but the time of its writing."""
    columns = ("kind", "key", "area", "grade", "period_first", "shown_until", "observed", "limit", "state")
    rows = EarlyWarning.objects.order_by("kind", "key", "period_first").values_list(*columns)
    return [*rows, *WarningCase.objects.order_by("warning__key", "case_id").values_list("warning__key", "case_id")]


def history(weeks: int = 40, seed: int = 1) -> None:
    """A county of some cases a week, in bulk: copies of one dispute."""
    random = Random(seed)  # noqa: S311
    AreaFactory(code=TOWN)
    first = case(3, area=AreaFactory(code=TOWN))
    other = category("0701", "劳动合同", 11, "其他劳动争议纠纷")
    for week in range(1, weeks):
        for number in range(4 + random.randrange(3)):
            copied(first, 7 * week + number % 5, category=other if number % 2 else None)


def copied(source: Any, back: int, **more: Any) -> None:
    """A row like another one, without parties."""
    columns = [field.attname for field in Dispute._meta.concrete_fields]
    values: dict[str, Any] = {name: getattr(source, name) for name in columns if name not in ("id", "case_ptr_id", "search")}
    copied.count += 1  # type: ignore[attr-defined]
    values |= {"number": f"C{copied.count:06d}", "received_at": day(back)}  # type: ignore[attr-defined]
    if more.get("category"):
        values |= {"category_id": more["category"].pk, "moj_type_id": more["category"].moj_type_id}
    Dispute.objects.create(**values)


copied.count = 0  # type: ignore[attr-defined]


def test_a_usual_week_brings_no_warning() -> None:
    history()
    run = find_warnings(at=NOW)
    assert not EarlyWarning.objects.filter(kind="count").exists()
    assert run.tested > 0


def test_a_week_of_many_is_told_with_its_numbers() -> None:
    history()
    source = Case.objects.get_queryset().first()
    dispute = Dispute.objects.get_queryset().get(pk=source.pk)
    for _each in range(18):
        copied(dispute, 0)
    find_warnings(at=NOW)
    warning = EarlyWarning.objects.get(kind="count", data__series="category")
    assert (warning.area_id, warning.data["code"]) == ("611002", "02")
    assert (warning.period_first, warning.period_last) == (dt.date(2026, 11, 23), dt.date(2026, 11, 29))
    assert warning.expected and warning.limit and warning.expected < warning.limit < warning.observed
    assert len(warning.data["past"]) == 26
    assert warning.data["chance"] <= warning.data["alpha"] == 0.001
    assert EarlyWarning.objects.filter(kind="count", data__series="type", area=TOWN).exists()


def test_an_area_that_has_hardly_been_in_use_is_not_tested() -> None:
    for _each in range(12):
        case(0, parties=())
    assert find_warnings(at=NOW).tested == 0
    assert not EarlyWarning.objects.filter(kind="count").exists()


def test_three_disputes_of_one_number_are_a_warning_and_two_are_not() -> None:
    person = {"name": "周大山", "id_number": id_number(5), "phone": mobile(5)}
    for back in (1, 40):
        case(back, parties=(person, "李秀英"))
    find_warnings(at=NOW)
    assert kinds() == []
    case(200, parties=("王芳", person))
    find_warnings(at=NOW)
    warning = EarlyWarning.objects.get()
    assert (warning.kind, warning.observed, warning.data["basis"], warning.data["fact"]) == ("repeat", 3, "id", "party")
    assert warning.links.count() == 3
    assert "周大山" not in f"{warning.key}{warning.data}"


def test_disputes_of_more_than_twelve_months_ago_do_not_count() -> None:
    person = {"name": "周大山", "id_number": id_number(5)}
    for back in (1, 40, 370):
        case(back, parties=(person,))
    find_warnings(at=NOW)
    assert kinds() == []


def test_the_same_two_sides_again() -> None:
    one, other = {"name": "周大山", "id_number": id_number(5)}, {"name": "吴小河", "id_number": id_number(6)}
    case(1, parties=(one, other))
    case(90, parties=(other, one))
    find_warnings(at=NOW)
    warning = EarlyWarning.objects.get()
    assert (warning.data["fact"], warning.observed) == ("sides", 2)


def test_a_name_alone_is_a_weak_sign_and_numbers_that_differ_are_other_persons() -> None:
    for back in (1, 20, 30):
        case(
            back,
            area=AreaFactory(code=TOWN),
            parties=({"name": "欧阳远山", "id_number": None, "id_index": None, "phone": None, "phone_index": None},),
        )
    find_warnings(at=NOW)
    warning = EarlyWarning.objects.get()
    assert (warning.data["basis"], warning.grade) == ("name", 3)
    EarlyWarning.objects.all().delete()
    for back, number in ((2, 31), (3, 32), (4, 33)):
        case(back, area=AreaFactory(code=TOWN), parties=({"name": "慕容近水", "id_number": id_number(number)},))
    find_warnings(at=NOW)
    assert EarlyWarning.objects.count() == 1, "only the first"


def test_a_merged_double_and_a_sub_case_are_no_further_dispute() -> None:
    person = {"name": "周大山", "id_number": id_number(5)}
    first = case(1, parties=(person,))
    case(2, parties=(person,), parent=first)
    case(3, State.MERGED, parties=(person,))
    case(4, parties=(person,))
    find_warnings(at=NOW)
    assert kinds() == []


def test_mediation_that_failed_twice_in_an_open_case() -> None:
    open_case, ended, once = case(9), case(9, State.FAILED), case(9)
    for each, tries in ((open_case, 2), (ended, 3), (once, 1)):
        for number in range(tries):
            Attempt.objects.create(case_id=each.pk, level="township", at=day(5 - number), key=f"k{number}")
    find_warnings(at=NOW)
    warning = EarlyWarning.objects.get()
    assert (warning.kind, warning.observed, warning.links.get().case_id) == ("failed", 2, open_case.pk)


def test_a_concluded_case_lets_its_warning_go() -> None:
    one = case(9)
    for number in range(2):
        Attempt.objects.create(case_id=one.pk, level="township", at=day(2), key=f"k{number}")
    find_warnings(at=NOW)
    Case.objects.get_queryset().filter(pk=one.pk).update(concluded_at=NOW)
    find_warnings(at=NOW + dt.timedelta(hours=1))
    warning = EarlyWarning.objects.get()
    assert warning.shown_until == dt.date(2026, 11, 23)
    assert warning.events.get().act == "lapse"


def test_open_cases_of_key_fields_with_many_people_or_a_large_sum() -> None:
    property_ = category("0402", "物业及其管理", 17, "物业纠纷")
    case(3, category=property_, people_count=12, area=AreaFactory(code=f"{TOWN}001"))
    case(3, category=property_, people_count=3, amount=400_000, area=AreaFactory(code=TOWN))
    case(3, category=property_, people_count=3, area=AreaFactory(code=TOWN))
    case(3, category=property_, people_count=30, confidential=True, area=AreaFactory(code=TOWN))
    case(3, State.PERFORMED, category=property_, people_count=30, area=AreaFactory(code=TOWN))
    case(2, title="工资拖欠纠纷（讨薪）", people_count=6, area=AreaFactory(code=TOWN))
    find_warnings(at=NOW)
    found = {row.data["code"]: row for row in EarlyWarning.objects.filter(kind="field")}
    assert set(found) == {"property", "wages"}
    assert (found["property"].observed, found["property"].area_id) == (2, TOWN)
    assert (found["property"].data["many_people"], found["property"].data["large_sums"]) == (1, 1)


def test_a_county_has_its_own_measure_of_a_field() -> None:
    property_ = category("0402", "物业及其管理", 17, "物业纠纷")
    case(3, category=property_, people_count=12, area=AreaFactory(code=TOWN))
    KeyFieldSetting.objects.create(field_id="property", area_id="611002", categories=["0402"], people_min=20, amount_min=10**7, at=NOW)
    find_warnings(at=NOW)
    assert not EarlyWarning.objects.exists()


def everything() -> None:
    """A world in which each kind is found."""
    person = {"name": "周大山", "id_number": id_number(5)}
    for back in (1, 40, 60):
        case(back, parties=(person,))
    one = case(9, category=category("0402", "物业及其管理", 17, "物业纠纷"), people_count=40)
    for number in range(2):
        Attempt.objects.create(case_id=one.pk, level="township", at=day(2), key=f"k{number}")
    posted(Role.TOWNSHIP_CENTER, TOWN)
    posted(Role.COUNTY_CENTER, "611002")


def test_a_second_run_changes_nothing_and_tells_nobody_again() -> None:
    everything()
    find_warnings(at=NOW)
    before, told = snapshot(), Notice.objects.count()
    find_warnings(at=NOW + dt.timedelta(hours=2))
    assert snapshot() == before
    assert Notice.objects.count() == told > 0
    assert WarningRun.objects.get().new == len(EarlyWarning.objects.all())


def test_a_run_that_dies_leaves_nothing_and_the_next_one_does_its_work(monkeypatch: pytest.MonkeyPatch) -> None:
    everything()
    with monkeypatch.context() as patch:
        patch.setattr("reports.warning.run.tell_new", lambda **_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            find_warnings(at=NOW)
    assert not EarlyWarning.objects.exists()
    assert not Notice.objects.exists()
    find_warnings(at=NOW)
    assert EarlyWarning.objects.count() == 3


def test_a_run_some_days_late_finds_the_same_rows() -> None:
    history()
    dispute = Dispute.objects.get_queryset().first()
    for _each in range(18):
        copied(dispute, 0)
    find_warnings(at=NOW)
    on_time = [row[:5] for row in snapshot() if row[0] == "count"]
    EarlyWarning.objects.all().delete()
    find_warnings(at=NOW + dt.timedelta(days=9))
    late = [row[:5] for row in snapshot() if row[0] == "count"]
    assert [row for row in on_time if row[1].startswith("category")] == [row for row in late if row[1].startswith("category")] != []


def test_what_people_did_stays_and_a_dismissed_signal_does_not_come_back_in_its_period() -> None:
    everything()
    find_warnings(at=NOW)
    EarlyWarning.objects.update(state="dismissed")
    find_warnings(at=NOW + dt.timedelta(days=1))
    assert set(EarlyWarning.objects.values_list("state", flat=True)) == {"dismissed"}
    person = {"name": "周大山", "id_number": id_number(5)}
    DisputeFactory(received_at=NOW + dt.timedelta(days=50), parties=(person,), clocks=False)
    find_warnings(at=NOW + dt.timedelta(days=51))
    assert EarlyWarning.objects.get(kind="repeat", state="open").period_first == dt.date(2027, 1, 1)


def test_links_of_persons_go_after_ninety_days_and_all_after_a_year() -> None:
    person = {"name": "周大山", "id_number": id_number(5)}
    for back in (1, 40, 60):
        case(back, parties=(person,))
    find_warnings(at=NOW)
    until = EarlyWarning.objects.get().shown_until
    later = dt.datetime.combine(until, dt.time(1), SHANGHAI)
    find_warnings(at=later + dt.timedelta(days=90))
    assert WarningCase.objects.count() == 3
    find_warnings(at=later + dt.timedelta(days=91))
    assert (WarningCase.objects.count(), EarlyWarning.objects.count()) == (0, 1)
    find_warnings(at=later + dt.timedelta(days=366))
    assert not EarlyWarning.objects.exists()


def test_the_centres_concerned_are_told_and_nobody_else() -> None:
    here, county, far = posted(Role.TOWNSHIP_CENTER, TOWN), posted(Role.COUNTY_CENTER, "611002"), posted(Role.COUNTY_CENTER, "611022")
    mediator = posted(Role.MEDIATOR, TOWN)
    everything()
    find_warnings(at=NOW)
    told = set(Notice.objects.values_list("user_id", flat=True))
    assert {here.user.pk, county.user.pk} <= told
    assert not {far.user.pk, mediator.user.pk} & told
    title = Notice.objects.filter(user=here.user).values_list("title", flat=True).get()
    assert "周" not in title


def test_a_confidential_case_is_not_told_of() -> None:
    posted(Role.TOWNSHIP_CENTER, TOWN)
    one = case(9, confidential=True)
    for number in range(2):
        Attempt.objects.create(case_id=one.pk, level="township", at=day(2), key=f"k{number}")
    find_warnings(at=NOW)
    assert EarlyWarning.objects.count() == 1
    assert not Notice.objects.exists()


def test_watching_ends_with_its_day() -> None:
    everything()
    find_warnings(at=NOW)
    EarlyWarning.objects.update(state="watched", watch_until=dt.date(2026, 11, 25))
    find_warnings(at=NOW + dt.timedelta(days=1))
    assert set(EarlyWarning.objects.values_list("state", flat=True)) == {"watched"}
    find_warnings(at=NOW + dt.timedelta(days=2))
    assert set(EarlyWarning.objects.values_list("state", flat=True)) == {"open"}


def test_an_event_is_not_changed() -> None:
    one = case(9)
    for number in range(2):
        Attempt.objects.create(case_id=one.pk, level="township", at=day(2), key=f"k{number}")
    find_warnings(at=NOW)
    event = EarlyWarning.objects.get().events.create(act="note", at=NOW, text="甲")
    with pytest.raises(ProgrammingError), connection.cursor() as cursor:
        cursor.execute("UPDATE reports_warningevent SET text = '乙' WHERE id = %s", [event.pk])
