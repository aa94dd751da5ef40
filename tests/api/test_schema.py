"""The OpenAPI document: committed as it is, every act an operation of its own, every operation with its problems."""

from pathlib import Path

import pytest
import yaml
from drf_spectacular.validation import validate_schema

from cases.acts import registry
from disputes.states import KIND
from fengqiao.api import document as made

COMMITTED = Path(__file__).resolve().parents[2] / "docs" / "api" / "openapi.yaml"
AGAIN = "Write it anew: python3 manage.py spectacular --file docs/api/openapi.yaml"


@pytest.fixture(scope="module")
def document():
    return yaml.safe_load(made())


def test_the_committed_document_is_the_one_that_is_served():
    assert made() == COMMITTED.read_text(), AGAIN


def test_the_document_is_served_to_everybody_and_once(client):
    response = client.get("/api/schema/")
    assert response.status_code == 200 and response.content.decode() == COMMITTED.read_text()
    assert client.get("/api/schema/", headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_the_document_is_valid(document):
    validate_schema(document)


def test_every_act_is_an_operation_with_its_input(document):
    for act in registry.acts(KIND):
        operations = document["paths"][f"/api/v1/disputes/{{number}}/acts/{act.name}/"]
        post = operations["post"]
        assert post["operationId"] == f"{KIND}_{act.name}" and post["summary"] == str(act.label)
        assert {"If-Match"} <= {parameter["name"] for parameter in post["parameters"] if parameter.get("required")}
        assert {"403", "404", "409", "412", "422", "428"} <= set(post["responses"]), act.name
        if act.form.base_fields:
            (reference, *_rest) = (content["schema"]["$ref"] for content in post["requestBody"]["content"].values())
            described = document["components"]["schemas"][reference.rsplit("/", 1)[1]]
            assert set(described["properties"]) == set(act.form.base_fields), act.name


def test_operations_have_names_of_their_own(document):
    names = [operation["operationId"] for operations in document["paths"].values() for operation in operations.values()]
    assert len(names) == len(set(names)) > 60


def test_every_problem_is_in_problem_json(document):
    for response in document["components"]["responses"].values():
        assert set(response["content"]) == {"application/problem+json"}


def test_the_document_tells_no_address_of_this_machine():
    text = COMMITTED.read_text()
    assert "localhost" not in text and "servers" not in yaml.safe_load(text)
