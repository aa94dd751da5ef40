"""An encrypted field is text in Python, bytes in the database, and never compared there."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import FieldError
from django.db import connection, models
from django.test.utils import isolate_apps

from cases.crypto import CipherError
from cases.fields import EncryptedTextField

pytestmark = pytest.mark.django_db


@pytest.fixture
def secret() -> Iterator[Any]:
    """A table of its own with an encrypted column."""
    with isolate_apps("cases"):

        class Secret(models.Model):
            text = EncryptedTextField(null=True)

            class Meta:
                app_label = "cases"
                db_table = "test_secret"

            def __str__(self) -> str:
                return "secret"

        with connection.schema_editor() as editor:
            editor.create_model(Secret)
        yield Secret
        with connection.schema_editor() as editor:
            editor.delete_model(Secret)


def stored(pk: int) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM test_secret WHERE id = %s", [pk])
        return bytes(cursor.fetchone()[0])


@pytest.mark.parametrize("text", ["11010519491231002X", "陕西省商洛市𠮷家村", "", "a" * 5000, "'; DROP TABLE x; --"])
def test_text_comes_back_and_is_not_readable_in_the_table(secret: Any, text: str) -> None:
    row = secret.objects.create(text=text)
    assert secret.objects.get(pk=row.pk).text == text
    raw = stored(row.pk)
    assert raw[0] == 1
    assert not text or text.encode() not in raw


def test_the_column_is_bytea(secret: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT data_type FROM information_schema.columns WHERE table_name = 'test_secret' AND column_name = 'text'")
        assert cursor.fetchone() == ("bytea",)


def test_nothing_is_nothing(secret: Any) -> None:
    row = secret.objects.create(text=None)
    assert secret.objects.get(pk=row.pk).text is None
    assert secret.objects.filter(text__isnull=True).count() == 1


def test_every_way_of_writing_encrypts(secret: Any) -> None:
    first, second = secret.objects.bulk_create([secret(text="甲"), secret(text="乙")])
    secret.objects.filter(pk=first.pk).update(text="丙")
    second.text = "丁"
    secret.objects.bulk_update([second], ["text"])
    assert list(secret.objects.order_by("pk").values_list("text", flat=True)) == ["丙", "丁"]
    assert {stored(first.pk)[0], stored(second.pk)[0]} == {1}


@pytest.mark.parametrize("lookup", ["text", "text__exact", "text__in", "text__contains", "text__startswith", "text__length__gt", "text__gt"])
def test_a_lookup_is_refused_by_name(secret: Any, lookup: str) -> None:
    with pytest.raises(FieldError, match="text is encrypted"):
        secret.objects.filter(**{lookup: "甲"})


def test_a_row_that_was_altered_is_noticed(secret: Any) -> None:
    row = secret.objects.create(text="甲")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE test_secret SET text = set_byte(text, 20, get_byte(text, 20) # 1)")
    with pytest.raises(CipherError, match="数据已被改动"):
        secret.objects.get(pk=row.pk)


def test_the_field_is_kept_in_migrations() -> None:
    _, path, args, options = EncryptedTextField[Any, Any](null=True, blank=True).deconstruct()
    assert (path, list(args), options) == ("cases.fields.EncryptedTextField", [], {"null": True, "blank": True})
