"""Model fields of cases."""

from typing import Any, TypeVar

from django.core.exceptions import FieldError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Lookup, Transform
from django.db.models.expressions import Expression

from cases.crypto import cipher

_Set_contra = TypeVar("_Set_contra", contravariant=True)
_Get_co = TypeVar("_Get_co", covariant=True)


class EncryptedTextField(models.TextField[_Set_contra, _Get_co]):
    """Text that is stored encrypted (`cases.crypto`) in a `bytea` column and is a `str` in Python.

    The same text is stored as other bytes each time, so the database can neither compare nor sort it: every lookup but `isnull` raises
    `FieldError`. Search by a blind index column beside it. Reading a value that was altered raises `CipherError`.
    """

    description = "Encrypted text"

    def get_internal_type(self) -> str:
        """The column is the one of a BinaryField."""
        return "BinaryField"

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:  # noqa: ARG002  (the signature is Django's)
        """Encrypt on the way to the database."""
        if value is None or hasattr(value, "as_sql"):
            return value
        text = value if prepared else self.get_prep_value(value)
        return cipher().encrypt(text)

    def from_db_value(self, value: Any, expression: Expression, connection: BaseDatabaseWrapper) -> str | None:  # noqa: ARG002  (the signature is Django's)
        """Decrypt on the way from the database."""
        return None if value is None else cipher().decrypt(bytes(value))

    def get_lookup(self, lookup_name: str) -> type[Lookup[Any]] | None:
        """Only `isnull`; anything else would compare ciphertext."""
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise self._refusal(lookup_name)

    def get_transform(self, lookup_name: str) -> type[Transform] | None:
        """None is possible on ciphertext."""
        raise self._refusal(lookup_name)

    def _refusal(self, lookup_name: str) -> FieldError:
        return FieldError(f"{self.name} is encrypted and takes no lookup {lookup_name!r}; search its blind index column instead")
