"""For papers: a value by its key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def get(values: Mapping[Any, Any], key: Any) -> Any:
    """The value of that key, or nothing."""
    return values.get(key, "")
