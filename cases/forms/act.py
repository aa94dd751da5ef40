"""The base of every act's form. Page and API clean their input with the same form."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from accounts.actor import Actor
from cases.acts import Facts
from cases.models import Case


class ActForm(forms.Form):
    """Names and cleans the input of one act on one case.

    `case` is as the person sees it, `actor` who acts, `now` the moment (aware), `facts` what the kind knows of the case. Choices that
    depend on the case are set in `prepare`; rules that need only the input are in `clean`; rules of the procedure are in the action.
    """

    def __init__(self, *args: Any, case: Case, actor: Actor, now: dt.datetime, facts: Facts | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.actor, self.now, self.facts = case, actor, now, facts or {}
        self.prepare()

    def prepare(self) -> None:
        """Set choices and first values that depend on the case; forms without such fields leave it."""

    def act_input(self) -> dict[str, Any]:
        """The cleaned input, by the names of the action's parameters."""
        return dict(self.cleaned_data)
