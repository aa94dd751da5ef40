"""Encrypted values come back whole or not at all, and tell nothing about each other."""

import base64
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from cases.crypto import INDEX_BYTES, CipherError, StandardCipher, cipher, decode_key

KEY, INDEX_KEY, OLD = bytes(range(32)), bytes(range(32, 64)), bytes(range(64, 96))
CIPHER = StandardCipher(key=KEY, index_key=INDEX_KEY)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


def as_setting(key: bytes) -> str:
    return base64.b64encode(key).decode()


@given(TEXTS)
def test_what_is_encrypted_comes_back(text: str) -> None:
    assert CIPHER.decrypt(CIPHER.encrypt(text)) == text


@given(TEXTS)
def test_the_same_text_is_stored_differently_each_time(text: str) -> None:
    assert CIPHER.encrypt(text) != CIPHER.encrypt(text)


def test_the_text_is_not_in_the_stored_bytes() -> None:
    assert b"11010519491231002X" not in CIPHER.encrypt("11010519491231002X")


@given(st.data())
def test_any_altered_byte_is_noticed(data: st.DataObject) -> None:
    stored = bytearray(CIPHER.encrypt("11010519491231002X"))
    place = data.draw(st.integers(0, len(stored) - 1))
    stored[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(CipherError, match="加密数据无法解密"):
        CIPHER.decrypt(bytes(stored))


@given(st.binary(max_size=60))
def test_bytes_that_were_never_encrypted_are_refused(data: bytes) -> None:
    with pytest.raises(CipherError):
        CIPHER.decrypt(data)


@given(st.integers(0, 40))
def test_a_value_cut_short_is_refused(length: int) -> None:
    with pytest.raises(CipherError):
        CIPHER.decrypt(CIPHER.encrypt("13800138000")[:length])


def test_each_reason_of_a_failure_is_named() -> None:
    stored = CIPHER.encrypt("张三")
    with pytest.raises(CipherError, match="格式不符"):
        CIPHER.decrypt(b"\x02" + stored[1:])
    with pytest.raises(CipherError, match="没有配置其加密密钥"):
        StandardCipher(key=OLD, index_key=INDEX_KEY).decrypt(stored)
    with pytest.raises(CipherError, match="数据已被改动"):
        CIPHER.decrypt(stored[:-1] + bytes([stored[-1] ^ 1]))


def test_keys_rotate_while_old_values_stay_readable() -> None:
    before = StandardCipher(key=OLD, index_key=INDEX_KEY)
    after = StandardCipher(key=KEY, index_key=INDEX_KEY, old_keys=[OLD])
    stored = before.encrypt("张三")
    assert after.decrypt(stored) == "张三"
    assert after.needs_rotation(stored)
    renewed = after.encrypt(after.decrypt(stored))
    assert not after.needs_rotation(renewed)
    assert CIPHER.decrypt(renewed) == "张三"  # no need of the old key any more
    assert after.index("张三", "name") == before.index("张三", "name")


@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_an_index_is_equal_for_equal_text_and_purpose_only(text: str, purpose: str, text2: str, purpose2: str) -> None:
    same = (text, purpose) == (text2, purpose2)
    assert (CIPHER.index(text, purpose) == CIPHER.index(text2, purpose2)) == same
    assert len(CIPHER.index(text, purpose)) == INDEX_BYTES


def test_a_text_cannot_be_moved_into_the_purpose() -> None:
    assert CIPHER.index("bc", "a") != CIPHER.index("c", "ab")


def test_an_index_depends_on_its_key() -> None:
    assert CIPHER.index("张三", "name") != StandardCipher(key=KEY, index_key=OLD).index("张三", "name")


@pytest.mark.parametrize("keys", [{"key": b"short"}, {"index_key": b"short"}, {"old_keys": [b"short"]}])
def test_a_key_of_the_wrong_length_is_refused(keys: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        StandardCipher(**{"key": KEY, "index_key": INDEX_KEY} | keys)


def test_one_key_for_both_uses_is_refused() -> None:
    with pytest.raises(ValueError, match="must differ"):
        StandardCipher(key=KEY, index_key=KEY)


class TestSettings:
    @pytest.fixture(autouse=True)
    def keys(self, settings: Any) -> None:
        settings.FIELD_KEY, settings.FIELD_INDEX_KEY, settings.FIELD_KEYS_OLD = as_setting(KEY), as_setting(INDEX_KEY), []

    def test_the_configured_cipher_is_built_once(self) -> None:
        assert cipher() is cipher()
        assert CIPHER.decrypt(cipher().encrypt("张三")) == "张三"

    def test_other_keys_make_another_cipher(self, settings: Any) -> None:
        stored = cipher().encrypt("张三")
        settings.FIELD_KEY, settings.FIELD_KEYS_OLD = as_setting(OLD), [as_setting(KEY)]
        assert cipher().decrypt(stored) == "张三"
        assert StandardCipher(key=OLD, index_key=INDEX_KEY).decrypt(cipher().encrypt("李四")) == "李四"

    @pytest.mark.parametrize("name", ["FIELD_KEY", "FIELD_INDEX_KEY", "FIELD_KEYS_OLD"])
    @pytest.mark.parametrize(("value", "reason"), [("not base64!", "not base64"), ("c2hvcnQ=", "not of 5")])
    def test_a_bad_key_names_its_setting(self, settings: Any, name: str, value: str, reason: str) -> None:
        setattr(settings, name, [value] if name == "FIELD_KEYS_OLD" else value)
        with pytest.raises(ImproperlyConfigured, match=f"{name}.*{reason}"):
            cipher()

    def test_one_key_for_both_uses_names_the_settings(self, settings: Any) -> None:
        settings.FIELD_INDEX_KEY = settings.FIELD_KEY
        with pytest.raises(ImproperlyConfigured, match=r"FIELD_INDEX_KEY.*must differ"):
            cipher()


@given(st.binary(min_size=32, max_size=32))
def test_a_key_is_read_from_base64(key: bytes) -> None:
    assert decode_key(as_setting(key), "FIELD_KEY") == key
