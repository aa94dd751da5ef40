"""Disputes of the demo data that the nightly job warns of: made by the acts themselves, found by the job alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from disputes.actions.acceptance import OtherParty, accept
from disputes.actions.register import register
from disputes.actions.session import hold_session
from disputes.demo import names, open_cases
from disputes.demo.texts import MATTERS
from disputes.models import Dispute

if TYPE_CHECKING:
    from disputes.demo.open_cases import Stage

WAGES = "拖欠农民工工资纠纷"
WORKERS = 16


def tried_twice(stage: Stage, days: int) -> Dispute:
    """Two sessions ended without agreement; the dispute goes on."""
    dispute = open_cases.mediating(stage, days, "failed")
    held = stage.moment(max(days - 9, 0), 15)
    return hold_session(dispute=dispute, by=stage.clerk, at=held, record=open_cases.record_of(stage, dispute, held, "failed"))


def once_more(stage: Stage, days: int) -> list[Dispute]:
    """The same two sides in two matters, a month apart."""
    first = open_cases.intake_of(stage, stage.random.choice(MATTERS), days)
    sides = tuple(replace(party, id_kind="111", id_number=names.id_number(stage.random)) for party in first.parties)
    surnames = {"a": sides[0].name[0], "b": sides[1].name[0]}
    matter = stage.random.choice(MATTERS)
    later = open_cases.intake_of(stage, matter, 2)
    later = replace(later, title=matter.title.format_map(surnames), summary=matter.story.format_map(surnames))
    made = [register(by=stage.clerk, at=stage.moment(back), data=replace(intake, parties=sides)) for back, intake in ((days, first), (2, later))]
    stage.made.extend(made)
    return made


def many_people(stage: Stage, days: int) -> Dispute:
    """Wages of many workers (key field 欠薪), accepted."""
    matter = next(each for each in MATTERS if each.moj_type == WAGES)
    intake = replace(open_cases.intake_of(stage, matter, days), people_count=WORKERS)
    dispute = register(by=stage.clerk, at=stage.moment(days), data=intake)
    stage.made.append(dispute)
    return accept(dispute=dispute, by=stage.clerk, at=stage.moment(days, 10), other_party=OtherParty.AGREES, rights_told=True)
