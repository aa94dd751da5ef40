"""Files of a month: the same numbers as the page, in the form's order, and text that stays text."""

from __future__ import annotations

import io
import re
from typing import Any

import docx
import openpyxl
import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import Area
from cases.models import Channel, MojType
from disputes.states import State
from reports import figures
from reports.documents.content import paper_of
from reports.documents.files import make_file
from reports.documents.ministry import columns, rows
from reports.documents.paper import Paper, Section, Table
from reports.documents.pdf import as_pdf
from reports.documents.word import as_docx
from reports.figures import Cut
from reports.filling import begin_version, fill_provisional, finish_version
from reports.months import Period
from tests.factories import posted, signed_in
from tests.factories.mediators import CommitteeFactory
from tests.reports.worlds import AFTER, CITY, COUNTY, MARCH, TOWN, VILLAGE, People, areas, dispute, moment, people

pytestmark = pytest.mark.django_db
NOW = moment(20, 4)
IN_MARCH = Period(MARCH, MARCH)
QUERY = {"from": "2026-03", "to": "2026-03"}
WICKED = '=1+1 #import "x" *b* $a$ \\ <b> &amp; </w:t>'


@pytest.fixture(autouse=True)
def april() -> Any:
    """The day on which files are asked for."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def eyes() -> People:
    """Disputes of several sources, types and bodies."""
    areas()
    found = people()
    types = list(MojType.objects.order_by("seq")[:3])
    for day, channel in enumerate((Channel.VISIT, Channel.PATROL, Channel.POLICE, Channel.COURT_DELEGATED), 2):
        dispute(received=moment(day), concluded=moment(day + 5), channel=channel, moj_type=types[day % 3], amount=1000, committee=CommitteeFactory())
    dispute(State.ACCEPTED, received=moment(9), area=COUNTY)
    dispute(received=moment(10), concluded=moment(12), area="611022101")
    for each in (MARCH, MARCH.replace(month=2)):
        fill_provisional(each, at=AFTER)
    return found


def sheet_of(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content)).active


def download(client: Client, actor: Any, code: str, file_format: str, status: int = 200, **query: str) -> Any:
    address = reverse("reports:download", args=[code, file_format])
    response = signed_in(client, actor).get(address, {**QUERY, **query})
    assert response.status_code == status
    return response


def test_columns_are_those_of_the_ministry_in_its_order(eyes: People) -> None:
    found = [(column.group, column.heading) for column in columns()]
    assert [heading for group, heading in found if group == "总体情况"] == [
        "案件总数", "涉及当事人数", "调解成功数", "疑难复杂案件数", "协议涉及金额（元）",
    ]  # fmt: skip
    assert [heading for group, heading in found if group == "调解组织"] == [
        "村调委会", "居调委会", "乡镇调委会", "街道调委会", "企事业单位调委会", "社会团体和其他组织调委会",
    ]  # fmt: skip
    sources = [heading for group, heading in found if group == "案件来源"]
    assert sources[:3] == ["主动调解", "依申请调解", "接受委托移送调解"] and len(sources) == 8
    kinds = [heading for group, heading in found if group == "纠纷类型"]
    assert len(kinds) == 18 and kinds[0] == "婚姻家庭" and kinds[-1] == "其他"
    assert [heading for group, heading in found if group == "协议形式"] == ["口头", "书面"]


def test_the_table_has_the_numbers_of_the_figures(client: Client, eyes: People) -> None:
    sheet = sheet_of(download(client, eyes.city, CITY, "xlsx").content)
    total = figures.totals(Cut(CITY, IN_MARCH))
    headings = [cell.value for cell in sheet[5]]
    lines = {row[0].value: [cell.value for cell in row] for row in sheet.iter_rows(min_row=6) if row[1].value is not None}
    summed = lines["合计"]
    by_heading = dict(zip(headings[1:], summed[1:], strict=True))
    assert by_heading["案件总数"] == total.accepted == 6 and by_heading["调解成功数"] == total.successful == 5
    assert by_heading["协议涉及金额（元）"] == float(total.amount) and by_heading["涉及当事人数"] == total.people
    assert by_heading["其中：公安机关"] == by_heading["其中：法院"] == by_heading["主动调解"] == 1 and by_heading["接受委托移送调解"] == 2
    assert sum(summed[20:38]) == total.accepted  # the eighteen types
    for place in range(1, len(summed)):
        assert summed[place] == sum(values[place] for name, values in lines.items() if name != "合计"), headings[place]


def test_what_lies_at_the_county_itself_has_a_row(eyes: People) -> None:
    found, whole = rows(Area.objects.get(pk=COUNTY), IN_MARCH)
    assert [each.measures.accepted for each in found if each.name == "未落到下级"] == [1]
    assert sum(each.measures.accepted for each in found) == whole.measures.accepted == 5


def test_a_village_has_one_row(eyes: People) -> None:
    found, whole = rows(Area.objects.get(pk=VILLAGE), IN_MARCH)
    assert found == [whole] and whole.measures.accepted == 4


def test_cut_off_version_and_state_stand_in_every_file(client: Client, eyes: People) -> None:
    finish_version(begin_version(MARCH, reason="closing", at=NOW), at=NOW)
    said = "数据截至2026年3月31日24时，第 1 版，已锁定"
    assert said in sheet_of(download(client, eyes.city, CITY, "xlsx").content)["A3"].value
    text = "\n".join(each.text for each in docx.Document(io.BytesIO(download(client, eyes.city, CITY, "docx").content)).paragraphs)
    assert said in text and "尚未全部锁定" not in text


def test_the_report_says_what_the_page_shows(client: Client, eyes: People) -> None:
    context = signed_in(client, eyes.city).get(reverse("reports:statistics", args=[CITY]), QUERY).context
    shown = {line.label: line for line in [*context["cards"], *context["lines"]]}
    document = docx.Document(io.BytesIO(download(client, eyes.city, CITY, "docx").content))
    table = {row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in document.tables[0].rows}
    for label in ("排查登记", "受理", "化解成功", "化解率", "按期办结率", "期末未结"):
        line = shown[label]
        assert table[label] == [line.now.text, line.before.text, str(line.before_change), line.year.text, str(line.year_change)]
    headings = [each.text for each in document.paragraphs if re.match(r"^[一二三四五六]、", each.text)]
    assert headings == ["一、总体情况", "二、各地情况", "三、热点类型和地区", "四、期限和超期", "五、红黄蓝存量", "六、前十单位"]


def test_month_without_disputes_gives_a_report_too(eyes: People) -> None:
    paper = paper_of(Area.objects.get(pk="611022101"), Period(MARCH.replace(month=2), MARCH.replace(month=2)), now=NOW)
    assert "排查登记矛盾纠纷0件" in paper.sections[0].paragraphs[0]
    assert as_pdf(paper).startswith(b"%PDF") and as_docx(paper)


@pytest.mark.parametrize("file_format", ["pdf", "docx", "xlsx"])
def test_names_are_never_markup(client: Client, eyes: People, file_format: str) -> None:
    Area.objects.filter(pk=CITY).update(name=WICKED)
    Area.objects.filter(pk=COUNTY).update(name=WICKED)
    MojType.objects.filter(seq=1).update(name=WICKED[:40])
    content = download(client, eyes.city, CITY, file_format).content
    if file_format == "xlsx":
        cells = [cell for row in sheet_of(content).iter_rows() for cell in row]
        assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
        assert WICKED in [cell.value for cell in cells]
    elif file_format == "docx":
        document = docx.Document(io.BytesIO(content))
        assert any(WICKED in each.text for each in document.paragraphs)
    else:
        assert content.startswith(b"%PDF")


def test_typst_sets_every_sign_as_it_is() -> None:
    paper = Paper(
        WICKED, "（x）", WICKED, [Section("一、" + WICKED, [WICKED], [Table(WICKED, [WICKED, "n"], [[WICKED, "1"]])])], [WICKED], WICKED, "x"
    )
    assert as_pdf(paper).startswith(b"%PDF")
    read = docx.Document(io.BytesIO(as_docx(paper)))
    assert read.paragraphs[0].text == WICKED and read.tables[0].cell(1, 0).text == WICKED


def test_files_have_names_that_say_what_they_are(client: Client, eyes: People) -> None:
    made = make_file(Area.objects.get(pk=COUNTY), IN_MARCH, "pdf", now=NOW)
    assert made.name == "商州区2026年3月矛盾纠纷排查化解情况分析报告.pdf"
    response = download(client, eyes.county, COUNTY, "xlsx")
    assert "filename*=utf-8''" in response["Content-Disposition"] and response["Content-Disposition"].startswith("attachment")


def test_what_cannot_be_had(client: Client, eyes: People) -> None:
    download(client, eyes.town, COUNTY, "pdf", status=404)
    download(client, eyes.town, TOWN, "exe", status=404)
    assert "起始月份应写成" in download(client, eyes.town, TOWN, "pdf", status=400, **{"from": "x"}).content.decode()
    assert Client().get(reverse("reports:download", args=[TOWN, "pdf"])).status_code == 302


def test_a_paper_is_chinese_whoever_reads(client: Client, eyes: People) -> None:
    client.cookies["django_language"] = "en"
    assert sheet_of(download(client, eyes.city, CITY, "xlsx").content)["A1"].value == "人民调解案件情况统计表"


def test_the_stock_is_that_of_the_moment(eyes: People) -> None:
    paper = paper_of(Area.objects.get(pk=CITY), IN_MARCH, now=NOW)
    (colours,) = [section for section in paper.sections if "红黄蓝" in section.heading]
    assert "在办1件，其中红色0件、黄色0件、蓝色1件" in colours.paragraphs[0]


def test_nobody_without_an_area_gets_a_file(client: Client, eyes: People) -> None:
    assert signed_in(client, posted("auditor", CITY)).get(reverse("reports:download", args=[CITY, "pdf"])).status_code == 403
