"""Acts on a dispute beside its main way."""

from __future__ import annotations

from cases.acts import Act

MORE_ACTS: list[Act] = []
