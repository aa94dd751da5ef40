"""The list of lawful moves in code and the one in the database are the same, and the database holds every writer to it."""

import pytest
from django.db import IntegrityError, transaction

from cases.models import Case, Move
from disputes.models import Dispute
from disputes.states import KIND, LEDGER_STATES, DisputeFlow, State, lawful_moves
from tests.factories.disputes import DisputeFactory

pytestmark = pytest.mark.django_db


def test_both_lists_are_equal():
    in_database = set(Move.objects.filter(kind=KIND).values_list("kind", "source", "target", "act", "article"))
    assert in_database == {tuple(move) for move in lawful_moves()}


def test_every_transition_of_the_model_has_its_rows():
    named = {move.act for move in lawful_moves()}
    transitions = {name for name in vars(DisputeFlow) if hasattr(getattr(DisputeFlow, name), "_django_fsm")}
    assert transitions <= named and named - transitions == {"import_ledger"}


def test_every_state_but_the_last_can_be_left_and_every_one_reached():
    moves = list(lawful_moves())
    assert {move.target for move in moves} == set(State.values)
    assert {move.source for move in moves if move.source} == set(State.values)


def test_bulk_sql_makes_no_unlawful_move():
    case = DisputeFactory(state=State.REGISTERED)
    lawful = {(move.source, move.target) for move in lawful_moves()}
    for target in State.values:
        if target == State.REGISTERED or (State.REGISTERED, target) in lawful:
            continue
        with pytest.raises(IntegrityError, match="unlawful move"), transaction.atomic():
            Case.objects.get_queryset().filter(pk=case.pk).update(state=target)
    assert Dispute.objects.get_queryset().get(pk=case.pk).state == State.REGISTERED


def test_nothing_is_born_in_another_state():
    row = Dispute.objects.get_queryset().get(pk=DisputeFactory(state=State.ACCEPTED).pk)
    for state in set(State.values) - set(LEDGER_STATES):
        row.pk = row.id = None
        row.number, row.state = f"X-{state}", state
        with pytest.raises(IntegrityError, match="unlawful move"), transaction.atomic():
            row.save(force_insert=True)
