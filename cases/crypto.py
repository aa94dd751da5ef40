"""Field encryption behind one interface.

What a page never needs in bulk (document numbers, telephones, addresses) is stored encrypted; a keyed, purpose-separated hash beside it
serves exact search (个人信息保护法 51; GB/T 22239 data confidentiality). `StandardCipher` is AES-256-GCM with HMAC-SHA256. The national
algorithms (SM4-GCM with HMAC-SM3, GB/T 32907, GB/T 32905) fit behind the same `Cipher`: they take another version byte, so that rows of
both kinds can stand in one column while a database is re-encrypted.

A stored value is `version (1) | key id (4) | nonce (12) | ciphertext | tag (16)`. The key id says which key opens the value, so a new key
can be set while old values stay readable; the header is authenticated with the text.
"""

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

KEY_BYTES: Final = 32
INDEX_BYTES: Final = 32
"""Length of a blind index; the columns beside encrypted fields have this size."""

_VERSION: Final = b"\x01"
_ID_BYTES: Final = 4
_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16
_HEADER_BYTES: Final = len(_VERSION) + _ID_BYTES


class CipherError(Exception):
    """A stored value cannot be decrypted: it was altered, or its key is not configured."""


class Cipher(Protocol):
    """Encrypts text for storage and makes blind indexes for exact search."""

    def encrypt(self, text: str) -> bytes:
        """The text as bytes for storage; the same text gives other bytes each time."""

    def decrypt(self, data: bytes) -> str:
        """The text again. Raises `CipherError` if the bytes were altered or the key is unknown."""

    def index(self, text: str, purpose: str) -> bytes:
        """A keyed hash of `INDEX_BYTES` bytes: equal for equal text and purpose, and saying nothing else."""


class StandardCipher:
    """AES-256-GCM with a random nonce, and HMAC-SHA256.

    `key` encrypts; `old_keys` only decrypt. A random nonce of 96 bits is safe for some four thousand million values under one key.
    The index key is separate: changing it means computing every index anew, changing `key` does not.
    """

    def __init__(self, *, key: bytes, index_key: bytes, old_keys: Sequence[bytes] = ()) -> None:
        """All keys are 32 bytes; `ValueError` otherwise, and if one key serves both ends."""
        for each in (key, index_key, *old_keys):
            if len(each) != KEY_BYTES:
                raise ValueError(f"a key has {KEY_BYTES} bytes, not {len(each)}")
        if index_key in (key, *old_keys):
            raise ValueError("the index key must differ from the encryption keys")
        self._ciphers = {_key_id(each): AESGCM(each) for each in (*old_keys, key)}
        self._current = _key_id(key)
        self._index_key = index_key

    def encrypt(self, text: str) -> bytes:
        """See `Cipher.encrypt`."""
        header = _VERSION + self._current
        nonce = os.urandom(_NONCE_BYTES)
        return header + nonce + self._ciphers[self._current].encrypt(nonce, text.encode(), header)

    def decrypt(self, data: bytes) -> str:
        """See `Cipher.decrypt`."""
        if len(data) < _HEADER_BYTES + _NONCE_BYTES + _TAG_BYTES or data[:1] != _VERSION:
            raise CipherError(_("加密数据无法解密：格式不符，数据可能已被改动"))
        header, rest = data[:_HEADER_BYTES], data[_HEADER_BYTES:]
        opener = self._ciphers.get(header[len(_VERSION) :])
        if opener is None:
            raise CipherError(_("加密数据无法解密：没有配置其加密密钥，请检查 FIELD_KEY 与 FIELD_KEYS_OLD"))
        try:
            return opener.decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], header).decode()
        except InvalidTag:
            raise CipherError(_("加密数据无法解密：校验不符，数据已被改动")) from None

    def needs_rotation(self, data: bytes) -> bool:
        """Whether the value was encrypted under another key than the present one."""
        return data[:_HEADER_BYTES] != _VERSION + self._current

    def index(self, text: str, purpose: str) -> bytes:
        """See `Cipher.index`. The length before the purpose keeps two pairs from meeting in one message."""
        label = purpose.encode()
        message = len(label).to_bytes(4, "big") + label + text.encode()
        return hmac.digest(self._index_key, message, "sha256")


def _key_id(key: bytes) -> bytes:
    """Four bytes that name a key and do not reveal it."""
    return hashlib.sha256(b"fengqiao field key id\x00" + key).digest()[:_ID_BYTES]


def decode_key(text: str, name: str) -> bytes:
    """A key from its base64 text; `ImproperlyConfigured` names the setting and what is wrong with it."""
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ImproperlyConfigured(f"{name} is not base64") from None
    if len(key) != KEY_BYTES:
        raise ImproperlyConfigured(f"{name} must be base64 of {KEY_BYTES} bytes, not of {len(key)}")
    return key


@lru_cache(maxsize=4)
def _standard(key: str, index_key: str, old_keys: tuple[str, ...]) -> Cipher:
    try:
        return StandardCipher(
            key=decode_key(key, "FIELD_KEY"),
            index_key=decode_key(index_key, "FIELD_INDEX_KEY"),
            old_keys=[decode_key(each, "FIELD_KEYS_OLD") for each in old_keys],
        )
    except ValueError as error:
        raise ImproperlyConfigured(f"FIELD_KEY, FIELD_INDEX_KEY, FIELD_KEYS_OLD: {error}") from None


def cipher() -> Cipher:
    """The cipher of the settings FIELD_KEY, FIELD_INDEX_KEY and FIELD_KEYS_OLD (base64 of 32 bytes each), built once for the same keys."""
    return _standard(settings.FIELD_KEY, settings.FIELD_INDEX_KEY, tuple(getattr(settings, "FIELD_KEYS_OLD", ())))
