"""Why an act was not done. Messages are for the person who tried; nothing has been written when one of these is raised."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from cases.models import CaseEvent


class ActError(Exception):
    """An act was not done. `code` is stable, the text is for people."""

    code = "act_failed"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def retell(self, tell: Callable[[str], str]) -> None:
        """Say it in another language."""
        self.message = tell(self.message)
        self.args = (self.message,)


class Refused(ActError):
    """A rule forbids it: reasons by field name, or under `""` for the act as a whole."""

    code = "refused"

    def __init__(self, reasons: Mapping[str, str | Sequence[str]] | str) -> None:
        if isinstance(reasons, str):
            reasons = {"": reasons}
        self.reasons: dict[str, list[str]] = {field: [text] if isinstance(text, str) else list(text) for field, text in reasons.items()}
        super().__init__(self._in_one())

    def retell(self, tell: Callable[[str], str]) -> None:
        """Say every reason in another language."""
        self.reasons = {field: [tell(text) for text in texts] for field, texts in self.reasons.items()}
        self.message = self._in_one()
        self.args = (self.message,)

    def _in_one(self) -> str:
        return "；".join(text for texts in self.reasons.values() for text in texts)


class NotOpen(ActError):
    """The act is not open in this state; names the state, the act and the acts that are open; `why` is for a page that offers those as buttons."""

    code = "not_open"

    def __init__(self, *, state: str, act: str, open_acts: Sequence[str]) -> None:
        self.state, self.act, self.open_acts = state, act, list(open_acts)
        choices = "、".join(open_acts) or _("无")
        self.why = _("案件现为“%(state)s”，不能“%(act)s”。") % {"state": state, "act": act}
        super().__init__(_("案件现为“%(state)s”，不能“%(act)s”；现在可办：%(open)s。") % {"state": state, "act": act, "open": choices})


class NotGranted(ActError):
    """The role does not grant the act."""

    code = "not_granted"

    def __init__(self, act: str) -> None:
        super().__init__(_("您的角色不能对本案“%(act)s”。") % {"act": act})


class Outdated(ActError):
    """Somebody else has acted since the page was read; `events` are what happened in between."""

    code = "outdated"

    def __init__(self, *, seen: int, current: int, events: Sequence[CaseEvent]) -> None:
        self.seen, self.current, self.events = seen, current, list(events)
        super().__init__(_("在您打开页面之后，本案已有新的办理记录，请看过后再提交。"))
