"""Notices to people: told in the transaction of what they tell of, delivered by a task (docs/architecture.md, Notices)."""

from cases.models.notices import NoticeKind
from cases.notices.telling import Message, tell, tell_all

__all__ = ["Message", "NoticeKind", "tell", "tell_all"]
