"""Schemathesis sends what the OpenAPI document allows, and what it does not, to every operation: never a fault of the server.

It runs in the process itself, on a dispute of a stage at which the operation is open, with the same examples in every run. Each answer must be
of a status, a media type and a form that the document names.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as how
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from disputes.states import State
from fengqiao.wsgi import application
from tests.acts import center, dispute_of, fresh
from tests.api.clients import Program
from tests.disputes.way import agreed, assigned, mediated

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "8"))
"""For each operation. More find more."""
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
schema = schemathesis.openapi.from_path("docs/api/openapi.yaml")
schema.app = application
OPERATIONS = {operation.label: operation for operation in (result.ok() for result in schema.get_all_operations())}
STAGES = {
    "registered": lambda actor: dispute_of(actor, State.REGISTERED),
    "accepted": lambda actor: dispute_of(actor, State.ACCEPTED),
    "assigned": lambda actor: assigned(actor)[0],
    "mediating": mediated,
    "agreed": agreed,
    "failed": lambda actor: dispute_of(actor, State.FAILED),
}


def stage_for(program: Program, label: str) -> tuple[Any, dict[str, Any]]:
    """A dispute on which the operation is open where there is such a stage, and an input for it that is nearly right."""
    act = label.split("/acts/")[1].strip("/") if "/acts/" in label else ""
    for make in STAGES.values():
        case = make(program.actor)
        if not act:
            return case, {}
        response = program.get(f"disputes/{case.number}/acts/{act}/")
        if response.status_code == 200:
            return case, {field["name"]: guess(field) for field in response.json()["fields_of_input"] if guess(field) is not None}
    return case, {}


def guess(field: dict[str, Any]) -> Any:
    """The first value of a field, or the first that may be chosen."""
    if field["initial"] is not None or not field.get("choices"):
        return field["initial"]
    return field["choices"][0]["value"]


@contextmanager
def one_connection() -> Iterator[None]:
    """The requests run in the transaction of the test, so they must not close its connection, as Django's own test client sees to."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("label", OPERATIONS)
def test_no_operation_makes_the_server_fail(label, settings):
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    program = Program(center())
    case, near = stage_for(program, label)
    with one_connection():
        try_out(label, program, case, near)


def try_out(label: str, program: Program, case: Any, near: dict[str, Any]) -> None:
    """Send the examples, each undone after it."""
    operation, version = OPERATIONS[label], fresh(case).version
    strategies = [operation.as_strategy(generation_mode=mode) for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)]

    @seed(1963)
    @how(max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))
    @given(example=st.one_of(strategies), on_time=st.booleans(), mixed=st.booleans())
    def examples(example: Any, on_time: bool, mixed: bool) -> None:
        if "number" in (example.path_parameters or {}):
            example.path_parameters["number"] = case.number
        if on_time and "If-Match" in operation_headers(operation):
            example.headers["If-Match"] = f'"{version}"'
        if mixed and isinstance(example.body, dict):
            example.body = near | {name: value for name, value in example.body.items() if name not in near}
        with transaction.atomic():
            response = example.call(headers={} if "token/" in label and "tokens" not in label else program.headers)
            transaction.set_rollback(True)
        example.validate_response(response, checks=CHECKS)

    examples()


def operation_headers(operation: Any) -> set[str]:
    """Names of the headers an operation takes."""
    return {parameter.name for parameter in operation.headers}
