"""Saved views: kept, renamed, shared, removed by their owner; opened with the opener's own eyes."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.actions.saved_view import MAX_VIEWS, find_view, remove_view, rename_view, save_view
from cases.errors import Refused
from cases.models import SavedView
from tests.acts import FAR_TOWN, center, dispute_of
from tests.factories import signed_in

pytestmark = pytest.mark.django_db


def saved(actor, name="本周红色", query="colour=red&overdue=week", **more):
    return save_view(by=actor, at=timezone.now(), list_name="disputes", name=name, query=query, **more)


def refused(call, *args, **kwargs):
    with pytest.raises(Refused) as error:
        call(*args, **kwargs)
    return error.value.reasons


def test_a_view_keeps_the_filters_and_not_the_page():
    view = saved(center(), name="  本周  红色 ", query="colour=red&after=abc&q=&csrfmiddlewaretoken=x&cols=due&colour=blue")
    assert (view.name, view.query, view.shared) == ("本周 红色", "colour=red&colour=blue&cols=due", False)


def test_saving_under_the_same_name_replaces():
    actor = center()
    first = saved(actor)
    second = saved(actor, query="colour=blue", shared=True)
    assert (first.pk, second.query, second.shared) == (second.pk, "colour=blue", True)
    assert saved(center()).pk != first.pk


def test_names_and_filters_are_checked():
    actor = center()
    assert set(refused(saved, actor, name="  ")) == {"name"}
    assert set(refused(saved, actor, name="长" * 41)) == {"name"}
    assert set(refused(saved, actor, query="q=" + "x" * 2000)) == {"query"}
    assert not SavedView.objects.exists()


def test_there_is_a_most():
    actor = center()
    SavedView.objects.bulk_create(SavedView(user=actor.user, list_name="disputes", name=str(n), created_at=timezone.now()) for n in range(MAX_VIEWS))
    assert "最多" in refused(saved, actor)[""][0]
    assert saved(actor, name="1").query


def test_only_the_owner_changes_a_view():
    actor, other = center(), center()
    view, second = saved(actor, shared=True), saved(actor, name="另一个")
    assert refused(rename_view, by=other, view=view, name="我的") and refused(remove_view, by=other, view=view)
    assert set(refused(rename_view, by=actor, view=view, name="另一个")) == {"name"}
    assert rename_view(by=actor, view=view, name="改名", shared=False).name == "改名"
    remove_view(by=actor, view=second)
    assert list(SavedView.objects.values_list("name", "shared")) == [("改名", False)]


def test_a_view_that_is_not_shared_does_not_exist_for_others():
    actor, other = center(), center()
    view = saved(actor)
    assert find_view(by=actor, token=view.token) == view and find_view(by=other, token=view.token) is None
    assert find_view(by=actor, token=uuid.uuid4()) is None


def test_the_pages_of_views(client):
    actor = center()
    signed_in(client, actor)
    sent = {"name": "红色", "query": "colour=red", "list": "disputes"}
    assert client.post(reverse("cases:save_view"), sent).headers["Location"] == reverse("disputes:list") + "?colour=red"
    view = SavedView.objects.get()
    assert client.get(reverse("cases:saved_view", args=[view.token])).headers["Location"] == reverse("disputes:list") + "?colour=red"
    client.post(reverse("cases:rename_view", args=[view.token]), {"name": "红", "shared": "on"})
    view.refresh_from_db()
    assert (view.name, view.shared) == ("红", True)
    bad = client.post(reverse("cases:save_view"), {**sent, "name": ""}, follow=True)
    assert "请填写视图名称" in bad.content.decode()
    assert client.post(reverse("cases:save_view"), {**sent, "list": "petitions"}).status_code == 404
    client.post(reverse("cases:remove_view", args=[view.token]))
    assert not SavedView.objects.exists()


def test_a_shared_view_shows_what_the_opener_may_see(client):
    actor, stranger = center(), center(FAR_TOWN)
    theirs, own = dispute_of(actor), dispute_of(stranger)
    view = saved(actor, query="open=all", shared=True)
    page = signed_in(client, stranger).get(reverse("cases:saved_view", args=[view.token]), follow=True).content.decode()
    assert own.number in page and theirs.number not in page
    client.post(reverse("cases:rename_view", args=[view.token]), {"name": "抢来的"})
    client.post(reverse("cases:remove_view", args=[view.token]))
    assert SavedView.objects.get().name == "本周红色"
