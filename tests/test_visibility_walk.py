"""Every address of the project, walked by people of two counties that share nothing, by a system administrator and by an auditor.

Three things hold. What happens in one world changes not a single character of what the other is shown: lists, counts, choices, searches,
exports, the API. Nothing of one world ever stands in an answer to the other. And whoever asks for something of the other world by its own
address is told that there is no such thing. An address that this test does not know how to ask for makes it fail.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.contrib import admin
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Role
from cases.acts import open_acts, registry
from cases.api.notices import LARGEST_KEY
from cases.models import Case, Notice
from disputes.states import KIND
from tests.factories import posted, signed_in
from tests.worlds import World, fill, staff

pytestmark = pytest.mark.django_db
HERE, THERE = ("鑫淼", "611002001", 3), ("焱垚", "611022101", 5)

NOT_WALKED = re.compile(r"^(admin:|health|metrics|mfa_|account_|set_language|schema$|None$|api:new_token)")
"""Signing in and out, what machines ask for, the document of the API: no case is read there. The admin site is looked at by its models."""
ADMINISTRATION = re.compile(r"^(system$|accounts:|cases:days_off|cases:person_reads)")
"""Pages for administrators and auditors: of users, organisations, areas."""
QUERIES = ("", "?open=all", "?open=closed", "?order=due", "?overdue=week", "?waiting=me", "?q=院墙", "?confidential=true", "?transferring=true",
    "?supervised=true", "?led=me", "?lacks=leader", "?lacks=plan", "?lacks=review")  # fmt: skip
LISTS = ("disputes:list", "disputes:board", "disputes:calendar", "api:disputes")


def routes() -> dict[str, tuple[str, ...]]:
    """The names of all routes to be walked, with the sorted names of what stands in their addresses."""
    return {name: parts for name, parts in _routes(get_resolver()) if not NOT_WALKED.match(name)}


def _routes(resolver: Any, space: str = "", parts: tuple[str, ...] = ()) -> Iterator[tuple[str, tuple[str, ...]]]:
    for pattern in resolver.url_patterns:
        inside = (*parts, *pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space, inside)
        else:
            yield f"{space}{pattern.name}", tuple(sorted(inside))


def test_every_part_of_an_address_is_known() -> None:
    for name in routes():
        assert arguments(name, None) is not None or not routes()[name], name


def arguments(name: str, world: World | None) -> dict[str, Any] | None:
    """What stands in the address of a route when it points into a world. Without a world: whether that is known."""
    names = routes()[name]
    if not names:
        return None
    known: dict[tuple[str, ...], Any] = {
        ("number",): lambda w: {"number": w.cases["accepted"].number},
        ("act", "number"): lambda w: {"number": w.cases["accepted"].number, "act": "note"},
        ("number", "pk"): lambda w: {"number": w.cases["accepted"].number, "pk": (w.look_back if "look_back" in name else w.attachment).pk},
        ("order",): lambda w: {"order": w.order.pk},
        ("number", "session"): lambda w: {"number": w.cases["agreed"].number, "session": 1},
        ("file_format",): lambda _w: {"file_format": "csv"},
        ("file_format", "token"): lambda w: {"token": str(w.ledger.token), "file_format": "csv"},
        ("token",): lambda w: {"token": _token(name, w)},
        ("pk",): lambda w: {"pk": _key(name, w)},
        ("user_pk",): lambda w: {"user_pk": w.center.user.pk},
        ("pk", "user_pk"): lambda w: {"user_pk": w.center.user.pk, "pk": w.center.postings[0].pk},
        ("code",): lambda w: {"code": w.town},
        ("act", "pk"): lambda w: {"pk": w.center.user.pk, "act": "note"},
        ("level",): lambda _w: {"level": "village"},
        ("act", "code", "month"): lambda w: {"act": "submit", "code": w.town, "month": dt.date(2026, 3, 1)},
        ("month", "version"): lambda _w: {"month": dt.date(2026, 3, 1), "version": 1},
        ("code", "file_format"): lambda w: {"code": w.town, "file_format": "xlsx"},
    }
    make = known.get(names)
    if make is None:
        return None
    found: dict[str, Any] = {} if world is None else make(world)
    return found


def _token(name: str, world: World) -> Any:
    rows = {"bulk": world.bulk, "view": world.view, "ledger": world.ledger}
    (row,) = (row for word, row in rows.items() if word in name)
    return row.token  # type: ignore[union-attr]  # a world that is filled has all of them


def _key(name: str, world: World) -> int:
    if name in ("mediators:mediator", "mediators:committee"):
        return int((world.mediator_row if name.endswith("mediator") else world.committee).pk)
    if "notice" in name:
        return int(Notice.objects.filter(user=world.center.user).order_by("pk").values_list("pk", flat=True).first() or LARGEST_KEY)
    if name == "accounts:organisation":
        return world.other_body.pk
    return world.center.user.pk


def addresses(world: World) -> dict[str, str]:
    """Every address that points nowhere in particular or into that world, by a name of its own."""
    found: dict[str, str] = {}
    for name in routes():
        args = arguments(name, world)
        if name in ("disputes:list", "api:disputes"):
            found |= {f"{name}{query}": reverse(name) + query for query in QUERIES}
        else:
            found[name] = reverse(name, kwargs=args) if args else reverse(name)
    found |= {f"form of {act}": reverse("cases:act", args=[case.number, act]) for act, case in _stages(world).items()}
    for word in ("院墙", world.cases["accepted"].number):
        found[f"search {word}"] = f"{reverse('search')}?q={word}"
    for file_format in ("csv", "xlsx"):
        found[f"export {file_format}"] = f"{reverse('disputes:export')}?open=all&format={file_format}"
    return found


def _stages(world: World) -> dict[str, Case]:
    """The acts that are open at some stage, each with a case of that stage."""
    return {act.name: case for case in world.cases.values() for act in open_acts(case, world.center)}


ANEW = re.compile(r'nonce="[^"]*"|name="once" value="[^"]*"|(csrf\w*"? value|X-CSRFToken"?:?)\s*=?\s*"[^"]*"')
"""What is made anew for each page, whoever looks."""


def read(client: Client, address: str) -> tuple[int, str]:
    """The answer to a GET, without what differs from one answer to the next."""
    response = client.get(address)
    if response.status_code == 302 and "person=~" in response["Location"]:  # a number is taken out of the address
        response = client.get(response["Location"])
    streamed = getattr(response, "streaming_content", None)
    body = b"".join(streamed) if streamed is not None else response.content
    if response.get("Content-Type", "").startswith("application/vnd.openxmlformats"):
        return response.status_code, _workbook(body)
    text = body.decode("utf-8", "replace")
    return response.status_code, ANEW.sub("", text)


def _workbook(body: bytes) -> str:
    import io

    import openpyxl

    sheet = openpyxl.load_workbook(io.BytesIO(body)).active
    return "\n".join("\t".join(str(cell) for cell in cells) for cells in sheet.iter_rows(values_only=True))


def differing(one: str, other: str) -> list[str]:
    """The lines in which two texts differ."""
    return [line for line in difflib.unified_diff(one.splitlines(), other.splitlines(), lineterm="", n=0) if line[:2] not in ("--", "++", "@@")]


def told(secrets: set[str], text: str) -> set[str]:
    """The secrets that stand in a text."""
    return {secret for secret in secrets if secret in text}


@pytest.fixture
def worlds() -> tuple[World, World]:
    """Both counties with their people; something has happened in the first only."""
    here, there = staff(*HERE), staff(*THERE)
    return fill(here), there


@pytest.fixture
def caseless() -> dict[str, Actor]:
    """Who sees no case at all."""
    return {"system administrator": posted(Role.SYSTEM_ADMIN, "6110"), "auditor": posted(Role.AUDITOR, "6110")}


def test_what_happens_elsewhere_changes_nothing_and_is_told_to_nobody(worlds: tuple[World, World]) -> None:
    here, there = worlds
    eyes = here.actors
    with time_machine.travel(timezone.now(), tick=False):
        before = {who: _walk(actor, here) for who, actor in eyes.items()}
        fill(there)
        after = {who: _walk(actor, here) for who, actor in eyes.items()}
    for who in eyes:
        for name, (status, text) in after[who].items():
            assert not told(there.secrets, text), (who, name, told(there.secrets, text))
            assert status < 500, (who, name)
            assert (status, text) == before[who][name], (who, name, differing(before[who][name][1], text))
    shown = {name for who in eyes for name, (status, text) in after[who].items() if status == 200 and here.mark in text}
    assert len(shown) > 60  # the walk looked at pages that do tell something of one's own world


def test_who_sees_no_cases_is_told_of_none(worlds: tuple[World, World], caseless: dict[str, Actor]) -> None:
    here, there = worlds
    fill(there)
    secrets = {case.number for case in Case.objects.get_queryset()} | {*here.names, *there.names, f"{here.mark}院墙", f"{there.mark}院墙"}
    for who, actor in caseless.items():
        asked = addresses(here)
        for name, (status, text) in _walk(actor, here).items():
            given = {case.number for case in here.cases.values() if case.number in asked[name]}
            if name == "cases:person_reads":  # the auditor's record names the case in which somebody read; never what it is about, or whom
                given |= {secret for secret in secrets if re.fullmatch(r"T\d{6}-\d{6}", secret)}
            assert not told(secrets - given, text), (who, name, told(secrets - given, text))
            assert status < 500, (who, name)


def _walk(actor: Actor, world: World) -> dict[str, tuple[int, str]]:
    """What a person is shown at every address of a world."""
    client = signed_in(Client(raise_request_exception=True), actor)
    return {name: read(client, address) for name, address in addresses(world).items()}


ELSEWHERE = {403, 404, 405}
"""Not allowed to this role at all; not there; not in this way."""


def test_whatever_belongs_to_another_world_is_not_there(worlds: tuple[World, World], caseless: dict[str, Actor]) -> None:
    here, there = worlds
    fill(there)
    secrets = there.secrets
    for who, actor in {**here.actors, **caseless}.items():
        client = signed_in(Client(raise_request_exception=True), actor)
        for name in routes():
            args = arguments(name, there)
            if not args or ("file_format" in args and len(args) == 1) or "level" in args or name in ("accounts:areas", "accounts:area"):
                continue
            if who in caseless and ADMINISTRATION.match(name):
                continue
            address = reverse(name, kwargs=args)
            answers = [client.get(address), client.post(address, {"name": "x", "text": "x"}), client.delete(address)]
            statuses = {answer.status_code for answer in answers}
            assert statuses <= ELSEWHERE and statuses != {405}, (who, name, statuses)
            allowed = {str(value) for value in args.values()}
            for answer in answers:
                assert not told(secrets - allowed, answer.content.decode()), (who, name)


def test_acts_of_the_api_reach_nothing_elsewhere(worlds: tuple[World, World], caseless: dict[str, Actor]) -> None:
    here, there = worlds
    fill(there)
    number = there.cases["accepted"].number
    for actor in {**here.actors, **caseless}.values():
        client = signed_in(Client(), actor)
        for act in registry.acts(KIND):
            address = reverse(f"api:{KIND}_act_{act.name}", args=[number])
            assert client.get(address).status_code == 404
            sent = client.post(address, {}, content_type="application/json", headers={"If-Match": '"1"'})
            assert sent.status_code == 404, act.name


def test_filters_searches_and_choices_do_not_know_the_other_world(worlds: tuple[World, World]) -> None:
    here, there = worlds
    fill(there)
    foreign = {
        "q": there.mark,
        "person": there.names[2],
        "area": there.town,
        "organisation": str(there.center.postings[0].organisation_id),
        "handler": str(there.center.user.pk),
        "committee": str(there.committee.pk),
        "mediator": str(there.mediator_row.pk),
    }
    secrets = there.secrets
    for actor in here.actors.values():
        client = signed_in(Client(), actor)
        for field, value in foreign.items():
            for name in LISTS:
                status, text = read(client, f"{reverse(name)}?{field}={value}&open=all")
                assert not told(secrets - {value, there.mark}, text), (name, field)
                assert status in (200, 400) and (status == 400 or field in ("q", "person") or "找不到" in text or "没有" in text), (name, field)
            status, text = read(client, f"{reverse('disputes:export')}?{field}={value}&open=all&format=csv")
            assert (not told(secrets - {value, there.mark}, text) and text.count("\n") <= 1) or status == 422, field
        for word in (there.mark, *there.names[:3], there.cases["accepted"].number):
            _status, text = read(client, f"{reverse('search')}?q={word}")
            assert not told(secrets - {word, there.mark}, text), word
            assert f"/cases/{word}" not in text


def test_a_shared_view_opens_with_the_openers_own_eyes(worlds: tuple[World, World]) -> None:
    here, there = worlds
    fill(there)
    assert there.view is not None
    there.view.shared, there.view.query = True, "open=all"
    there.view.save()
    client = signed_in(Client(), here.center)
    opened = client.get(reverse("cases:saved_view", args=[there.view.token]), follow=True)
    assert opened.status_code == 200
    assert not told(there.secrets, opened.content.decode())
    assert here.cases["accepted"].number in opened.content.decode()


def test_the_admin_site_knows_no_cases() -> None:
    of_cases = {model.__name__ for model in admin.site._registry if model is Case or "case" in {f.name for f in model._meta.fields}}
    assert not of_cases | {model.__name__ for model in admin.site._registry if issubclass(model, Case)}
