"""English is complete: every string of the code is in the catalogue, translated, with the same places to fill; and readers can choose it."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation.template import templatize

from accounts.language import retold
from cases.errors import Refused
from disputes.states import State
from fengqiao.bootstrap import paths
from tests.acts import center, dispute_of, do, last_event
from tests.factories import signed_in

APPS = ("accounts", "cases", "disputes", "mediators", "reports", "fengqiao")
CATALOGUE = paths.PROJECT / "locale" / "en" / "LC_MESSAGES" / "django.po"
MEND = (
    "Collect the strings with `python3 manage.py makemessages -l en -i .venv -i node_modules -i var -i tests -i bench --no-wrap --no-location "
    "--no-obsolete` (needs gettext's xgettext), then translate what is empty in locale/en/LC_MESSAGES/django.po and remove every `#, fuzzy`."
)
CALLS = frozenset({"_", "_l", "_t", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"})
IN_TEMPLATE = re.compile(r"""\b(?:n?gettext|_)\(u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""")
PLACES = re.compile(r"%\(\w+\)[a-z]|%[sd%]|\{\w*\}")
HAN = re.compile(r"[\u4e00-\u9fff]")
KEEPS_CHINESE = {"用于卷号，如 商州陈塬", "如：国办发明电〔2025〕7号。"}
"""Their English names an example that exists in Chinese only."""


@cache
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def english(entry: polib.POEntry) -> list[str]:
    return [str(text) for text in entry.msgstr_plural.values()] if entry.msgid_plural else [entry.msgstr]


def in_python(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if not (isinstance(node, ast.Call) and node.args):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""
        text = node.args[0]
        if name in CALLS and isinstance(text, ast.Constant) and isinstance(text.value, str):
            yield text.value


def in_template(path: Path) -> Iterator[str]:
    for found in IN_TEMPLATE.finditer(templatize(path.read_text())):
        yield ast.literal_eval(found[1])


def strings_of_the_code() -> set[str]:
    sources = [path for app in APPS for path in (paths.PROJECT / app).rglob("*.py") if path.name != "makemessages.py"]
    templates = [*(paths.PROJECT / "templates").rglob("*.html"), *(paths.PROJECT / "templates").rglob("*.txt")]
    return {text for path in sources for text in in_python(path)} | {text for path in templates for text in in_template(path)}


def test_every_string_of_the_code_is_in_the_catalogue_and_nothing_else() -> None:
    known = {entry.msgid for entry in catalogue()}
    wanted = strings_of_the_code()
    assert len(wanted) > 1500
    assert wanted - known == set(), MEND
    assert known - wanted == set(), MEND


def test_every_string_is_translated() -> None:
    empty = [entry.msgid for entry in catalogue() if entry.obsolete or entry.fuzzy or not all(text.strip() for text in english(entry))]
    assert empty == [], MEND
    still = [entry.msgid for entry in catalogue() if entry.msgid not in KEEPS_CHINESE and any(HAN.search(text) for text in english(entry))]
    assert still == []


def test_both_sides_have_the_same_places_to_fill() -> None:
    differ = [
        entry.msgid for entry in catalogue() for text in english(entry) if Counter(PLACES.findall(text)) != Counter(PLACES.findall(entry.msgid))
    ]
    assert differ == []


def test_the_head_names_the_language_and_nobody() -> None:
    assert catalogue().metadata["Language"] == "en"
    assert not {"Last-Translator", "POT-Creation-Date", "PO-Revision-Date"} & set(catalogue().metadata)


@pytest.mark.django_db
def test_the_sign_in_page_is_english_for_whoever_chose_it_and_else_chinese(client: Client) -> None:
    login = reverse("account_login")
    chinese = client.get(login, headers={"Accept-Language": "en-US"}).content.decode()
    assert '<html lang="zh-hans"' in chinese and "用户名" in chinese and ">English</button>" in chinese.replace("</svg>", ">")
    response = client.post(reverse("set_language"), {"language": "en", "next": login})
    assert response.headers["Location"] == login
    assert int(response.cookies[settings.LANGUAGE_COOKIE_NAME]["max-age"]) > 300 * 24 * 3600
    page = client.get(login)
    assert page.headers["Content-Language"] == "en"
    text = page.content.decode()
    assert '<html lang="en"' in text and "Username" in text and "简体中文" in text and "用户名" not in text
    client.post(reverse("set_language"), {"language": "zh-hans", "next": login})
    assert "用户名" in client.get(login).content.decode()


@pytest.mark.django_db
def test_an_unknown_language_is_chinese(client: Client) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "xx" * 400
    assert '<html lang="zh-hans"' in client.get(reverse("account_login")).content.decode()


@pytest.mark.django_db
def test_the_record_is_chinese_and_a_refusal_is_in_the_readers_language() -> None:
    actor = center()
    case = dispute_of(actor, State.REGISTERED)
    with translation.override("en"):
        with pytest.raises(Refused) as refused:
            do("accept", case, actor, other_party="refuses", start_mode="applied")
        do("accept", case, actor, other_party="agrees", start_mode="applied")
        assert translation.get_language() == "en"
    assert "People's Mediation Law, art. 17" in str(refused.value)
    assert last_event(case).text == "受理：依申请调解，对方当事人同意调解。"


@pytest.mark.django_db
def test_pages_and_papers(client: Client) -> None:
    actor = center()
    case = dispute_of(actor, State.AGREED)
    signed_in(client, actor).cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "In performance" in client.get(reverse("cases:detail", args=[case.number])).content.decode()
    paper = client.get(reverse("disputes:agreement_paper", args=[case.number])).content.decode()
    assert '<html lang="en"' in paper and '<article class="paper" lang="zh-hans">' in paper and "各方责任" in paper


def test_a_filled_sentence_is_known_again() -> None:
    with translation.override("en"):
        assert retold("第 3 行：请填写履行内容。") == "Row 3: State what is to be performed."
        assert retold("张三自己写的话") == "张三自己写的话"
        assert retold("") == ""
